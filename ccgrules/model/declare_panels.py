"""What panels decide: judgements that they enter, ratings that they may change, and what an entry must not break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ccgrules.model.clauses import clause_of, formerly_of, title_of, words_of
from ccgrules.model.declare_members import add_column, scope_at
from ccgrules.model.declare_values import condition_of
from ccgrules.model.methods import scale_type
from ccgrules.model.notes import declaration_notes, notes_of
from ccgrules.model.ruleset import Judgement, Must
from ccgrules.model.scope import Column, Context
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import Type
from ccgrules.syntax import tree


def add_judgement_column(ctx: Context, name: str, declaration: tree.Declaration) -> None:
    """Notes the label that a panel enters."""
    ctx.columns[name] = Column(name, name, scale_of(ctx, declaration), "higher", declaration.names[0].span)


def scale_of(ctx: Context, declaration: tree.Declaration) -> Type | None:
    """The labels of the scale that a rating or judgement is on; None with a finding where there is no such scale."""
    clause = clause_of(declaration, "on")
    scale = next(iter(words_of(clause)), None) if clause is not None else None
    return scale_type(ctx, scale) if isinstance(scale, tree.Name) else None


def add_calculated_column(ctx: Context, name: str, declaration: tree.Declaration) -> None:
    """Notes what a rating is before a panel changes it, where one may."""
    moderated = clause_of(declaration, "moderated by")
    if moderated is not None:
        add_column(ctx, name, CALCULATED, ctx.columns[name].type, "higher", moderated.span)


def judgement_of(ctx: Context, name: str, declaration: tree.Declaration) -> Judgement | None:
    """The checked judgement."""
    notes = declaration_notes(ctx, declaration)
    musts = tuple(_musts(ctx, name, declaration))
    panel = clause_of(declaration, "by")
    if panel is None:
        hint = 'write the panel on the first line: `by "Assessment panel"`'
        message = f"judgement `{name}` does not say which panel enters it"
        ctx.findings.report("CCG409", message, declaration.head, help=hint)
    type_ = ctx.columns[name].type
    if type_ is None or type_.scale is None:
        return None
    return Judgement(
        name=name,
        title=title_of(declaration),
        scale=type_.scale,
        panel=(panel.title if panel is not None else None) or "",
        musts=musts,
        formerly=formerly_of(declaration),
        notes=notes,
        span=declaration.names[0].span,
    )


def musts_of(ctx: Context, name: str, declaration: tree.Declaration) -> tuple[Must, ...]:
    """What a panel's change of a rating must not break; reported where no panel may change it."""
    musts = tuple(_musts(ctx, name, declaration))
    clause = clause_of(declaration, "must")
    if clause is not None and clause_of(declaration, "moderated by") is None:
        message = f"`must` refuses a panel's decision, and no panel changes `{name}`"
        hint = 'write `moderated by "PANEL"` above it, or turn it into an adjustment'
        ctx.findings.report("CCG410", message, clause.span, help=hint)
    return musts


def _musts(ctx: Context, name: str, declaration: tree.Declaration) -> Iterator[Must]:
    scope = scope_at(declaration, name)
    for place, clause in enumerate(declaration.clauses):
        if clause.keyword == "must":
            when = condition_of(ctx, replace(scope, upto=place), clause)
            notes = notes_of(ctx, clause.annotations)
            if when is not None:
                yield Must(when, notes, span=clause.span)

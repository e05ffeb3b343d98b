"""Conditions, measures and ratings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ccgrules.model.clauses import BODIES, clause_of, formerly_of, places_of, title_of, words_of
from ccgrules.model.declare_members import add_lets, better_of, lets_of, scope_at, when_missing_of
from ccgrules.model.declare_panels import add_calculated_column, musts_of, scale_of
from ccgrules.model.declare_values import condition_of, data_type
from ccgrules.model.define import Slot, Want
from ccgrules.model.expressions import Literal, WeightedMean
from ccgrules.model.labels import same_labels
from ccgrules.model.names import check_name
from ccgrules.model.notes import declaration_notes, notes_of
from ccgrules.model.ruleset import Adjustment, Condition, Measure, Rating
from ccgrules.model.scope import Column, Context, Scope
from ccgrules.model.types import Type
from ccgrules.model.units import YES_NO
from ccgrules.syntax import tree

WANTS: dict[str, Want] = {"condition": "condition", "measure": "number", "rating": "label"}
ADJUSTMENTS = ("no better than", "no worse than", "becomes", "not rated")
SAY_HOW = {
    "condition": "write `= CONDITION` behind its title or on a line below",
    "measure": "write `= EXPRESSION` behind its title, or a `weighted mean` below",
    "rating": "write its cases below (`LABEL when …`), a `table`, `starts as LABEL`, or `supplied`",
}


def add_result_columns(ctx: Context, name: str, declaration: tree.Declaration) -> None:
    """Notes the value of a condition, measure or rating, and its `let`s."""
    span = declaration.names[0].span
    if declaration.keyword == "condition":
        column = Column(name, name, YES_NO, None, span)
    elif declaration.keyword == "rating":
        column = Column(name, name, scale_of(ctx, declaration), "higher", span)
    else:
        data = clause_of(declaration, "data")
        column = Column(name, name, data_type(ctx, data) if data else None, better_of(ctx, declaration), span)
    ctx.columns[name] = column
    add_calculated_column(ctx, name, declaration)
    add_lets(ctx, name, declaration)


def result_slots(ctx: Context, name: str, declaration: tree.Declaration) -> list[Slot]:
    """Where the value of a condition, measure or rating and its `let`s are defined."""
    scope = scope_at(declaration, name)
    slots = []
    missing = clause_of(declaration, "when missing")
    reweight = missing is not None and "reweight" in map(str, words_of(missing))
    body = clause_of(declaration, *BODIES)
    for place, clause in enumerate(declaration.clauses):
        here = replace(scope, upto=place)
        if clause.keyword == "let":
            slots.append(Slot(f"{name}.{clause.name}", clause, here, "anything", None))
        elif clause is body:
            slots.append(Slot(name, clause, here, WANTS[declaration.keyword], ctx.columns[name].type, reweight))
    if body is None:
        message = f"{declaration.keyword} `{name}` does not say how it comes about"
        ctx.findings.report("CCG409", message, declaration.head, help=SAY_HOW[declaration.keyword])
    return slots


def condition_declared(ctx: Context, name: str, declaration: tree.Declaration) -> Condition | None:
    """The checked condition."""
    notes = declaration_notes(ctx, declaration)
    definition = ctx.definitions.get(name)
    if definition is None:
        return None
    return Condition(name, title_of(declaration), definition, notes, span=declaration.names[0].span)


def measure_of(ctx: Context, name: str, declaration: tree.Declaration) -> Measure | None:
    """The checked measure."""
    notes = declaration_notes(ctx, declaration)
    when_missing = when_missing_of(ctx, declaration, "undetermined", ("exclude", "undetermined", "reweight"))
    definition = ctx.definitions.get(name)
    if definition is None:
        return None
    if when_missing.kind == "reweight" and not isinstance(definition.how, WeightedMean):
        message = (
            "`reweight` shares the weights of missing lines out among the others, and there is no weighted mean here"
        )
        clause = clause_of(declaration, "when missing")
        span = clause.span if clause is not None else declaration.head
        ctx.findings.report("CCG410", message, span, help="leave the line out, or write a `weighted mean`")
    return Measure(
        name=name,
        title=title_of(declaration),
        lets=lets_of(ctx, name, declaration),
        definition=definition,
        better=better_of(ctx, declaration),
        places=places_of(declaration),
        when_missing=when_missing,
        formerly=formerly_of(declaration),
        notes=notes,
        span=declaration.names[0].span,
    )


def rating_of(ctx: Context, name: str, declaration: tree.Declaration) -> Rating | None:
    """The checked rating with its adjustments."""
    notes = declaration_notes(ctx, declaration)
    type_ = ctx.columns[name].type
    scope = scope_at(declaration, name)
    adjustments = tuple(_adjustments(ctx, scope, declaration, type_)) if type_ is not None else ()
    musts = musts_of(ctx, name, declaration)
    definition = ctx.definitions.get(name)
    if definition is None or type_ is None or type_.scale is None:
        return None
    moderated = clause_of(declaration, "moderated by")
    return Rating(
        name=name,
        title=title_of(declaration),
        scale=type_.scale,
        lets=lets_of(ctx, name, declaration),
        start=definition,
        adjustments=adjustments,
        moderated_by=moderated.title if moderated is not None else None,
        formerly=formerly_of(declaration),
        notes=notes,
        musts=musts,
        span=declaration.names[0].span,
    )


def _adjustments(ctx: Context, scope: Scope, declaration: tree.Declaration, type_: Type) -> Iterator[Adjustment]:
    for place, clause in enumerate(declaration.clauses):
        if clause.keyword not in ADJUSTMENTS:
            continue
        here = replace(scope, upto=place)
        when = condition_of(ctx, here, clause)
        label = next((item for item in words_of(clause) if isinstance(item, tree.Name)), None)
        checked = check_name(ctx, here, label, type_) if label is not None else None
        if checked is not None and not isinstance(checked, Literal):
            message = f"`{clause.keyword}` needs a label, and `{label}` is worked out"
            ctx.findings.report("CCG309", message, checked.span, help="name one label of the scale")
            continue
        if when is None or (label is not None and checked is None):
            continue
        if checked is not None and not same_labels(ctx, here, type_, checked):
            continue
        notes = notes_of(ctx, clause.annotations)
        value = str(checked.value) if isinstance(checked, Literal) else None
        yield Adjustment(clause.keyword, value, when, notes, span=clause.span)  # type: ignore[arg-type]

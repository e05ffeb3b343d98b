"""Indicators and groups: which values they have, where these are defined, and the checked declarations."""

from __future__ import annotations

from dataclasses import replace

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.bodies import constant_weight
from ccgrules.model.clauses import clause_of, direction, formerly_of, one_word, places_of, spelt, title_of, words_of
from ccgrules.model.declare_values import condition_of, data_type
from ccgrules.model.define import Slot, Want
from ccgrules.model.expressions import Expr
from ccgrules.model.methods import status_type
from ccgrules.model.notes import declaration_notes
from ccgrules.model.ruleset import Definition, Direction, Group, Indicator, Let, WhenMissing
from ccgrules.model.scope import Column, Context, Scope
from ccgrules.model.symbols import LEVELS, reserved_for_lets
from ccgrules.model.typecheck import check_expr
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import NUMERIC, SCORED
from ccgrules.source import Span
from ccgrules.syntax import tree

WANTS: dict[str, Want] = {"score": "score", "status": "label", "let": "anything", **dict.fromkeys(LEVELS, "level")}
FROM_COUNTS = "from numerator / denominator"


# --- columns and slots -------------------------------------------------------------------------------------------


def add_member_columns(ctx: Context, name: str, declaration: tree.Declaration) -> None:
    """Notes every value that an indicator or group has, with the types that are known from the start."""
    better = better_of(ctx, declaration)
    value = _add_inputs(ctx, name, declaration, better)
    for clause in declaration.clauses:
        span = clause.span
        if clause.keyword in LEVELS and declaration.keyword == "indicator":
            add_column(ctx, name, clause.keyword, value, better, span)
        elif clause.keyword == "score":
            add_column(ctx, name, "score", SCORED, ctx.scores_better, span)
        elif clause.keyword == "status":
            scale = status_type(ctx, Scope(name, declaration.keyword), clause)
            add_column(ctx, name, "status", scale, "higher", span)
    add_lets(ctx, name, declaration)


def _add_inputs(ctx: Context, name: str, declaration: tree.Declaration, better: Direction | None) -> Type | None:
    clause = clause_of(declaration, "data")
    if clause is None or declaration.keyword != "indicator" or spelt(words_of(clause)) == "none":
        return None
    type_ = data_type(ctx, clause)
    add_column(ctx, name, "value", type_, better, clause.span)
    if type_ is None or type_.kind is not Kind.NUMBER:
        return type_
    for limit in ("lower_limit", "upper_limit"):
        add_column(ctx, name, limit, type_, better, clause.span)
    if _from_counts(clause):
        for part in ("numerator", "denominator"):
            add_column(ctx, name, part, NUMERIC, None, clause.span)
    return type_


def _from_counts(clause: tree.Clause) -> bool:
    return any(str(item) == FROM_COUNTS for item in words_of(clause))


def add_column(ctx: Context, owner: str, part: str, type_: Type | None, better: Direction | None, span: Span) -> None:
    """Notes one named value of a declaration. A code with a dot in it may look like the value of something else."""
    name = f"{owner}.{part}"
    known = ctx.columns.setdefault(name, Column(name, owner, type_, better, span))
    if known.owner != owner or name in ctx.symbols.declared:
        hint = "write the code without the dot"
        ctx.findings.report("CCG202", f"`{name}` is the name of two things", span, help=hint)


def add_lets(ctx: Context, name: str, declaration: tree.Declaration) -> None:
    """Notes the `let`s of a declaration; two of one name, and words with a meaning of their own, are reported."""
    seen: dict[str, Span] = {}
    for clause in declaration.clauses:
        if clause.keyword != "let" or clause.name is None:
            continue
        word, span = str(clause.name), clause.name.span
        if word in seen:
            first = (Label(seen[word], "first here"),)
            ctx.findings.report(
                "CCG202", f"`let {word}` stands twice", span, secondary=first, help="rename one of them"
            )
        elif reserved_for_lets(word) or len(clause.name.parts) > 1:
            ctx.findings.report("CCG203", f"`{word}` cannot be the name of a `let`", span, help="choose another name")
        seen.setdefault(word, span)
        add_column(ctx, name, word, None, None, span)


def better_of(ctx: Context, declaration: tree.Declaration) -> Direction | None:
    """`better higher`, `lower` or `neither`."""
    clause = clause_of(declaration, "better")
    if clause is None or declaration.keyword == "group":
        return None
    return direction(clause, ("higher", "lower", "neither"), ctx.findings)


def scope_at(declaration: tree.Declaration, name: str, place: int | None = None) -> Scope:
    """What words mean in a clause of a declaration, by its number; at the end of the declaration for None."""
    lets = {
        str(clause.name): number
        for number, clause in enumerate(declaration.clauses)
        if clause.keyword == "let" and clause.name is not None
    }
    return Scope(name, declaration.keyword, lets=lets, upto=len(declaration.clauses) if place is None else place)


def member_slots(ctx: Context, name: str, declaration: tree.Declaration) -> list[Slot]:
    """Where the values of an indicator or group are defined."""
    scope = scope_at(declaration, name)
    slots = []
    for place, clause in enumerate(declaration.clauses):
        if clause.keyword not in WANTS or (declaration.keyword == "group" and clause.keyword in LEVELS):
            continue
        column = f"{name}.{clause.name if clause.keyword == 'let' else clause.keyword}"
        known = ctx.columns[column].type
        slots.append(Slot(column, clause, replace(scope, upto=place), WANTS[clause.keyword], known))
    return slots


# --- checked declarations ----------------------------------------------------------------------------------------


def indicator_of(ctx: Context, name: str, declaration: tree.Declaration) -> Indicator:
    """The checked indicator."""
    data = clause_of(declaration, "data")
    value = ctx.columns.get(f"{name}.value")
    scope = scope_at(declaration, name)
    counts, reason = _counts(ctx, scope, declaration)
    return Indicator(
        name=name,
        title=title_of(declaration),
        groups=ctx.groups.parents[name],
        data=value.type if value is not None else None,
        from_counts=data is not None and _from_counts(data),
        better=better_of(ctx, declaration),
        levels={level: d for level in LEVELS if (d := ctx.definitions.get(f"{name}.{level}"))},
        used_when=condition_of(ctx, scope, clause_of(declaration, "used when")),
        lets=lets_of(ctx, name, declaration),
        score=_definition(ctx, name, "score"),
        status=_definition(ctx, name, "status"),
        counts=counts,
        counts_reason=reason,
        when_missing=_when_missing(ctx, name, declaration),
        places=places_of(declaration),
        formerly=formerly_of(declaration),
        notes=declaration_notes(ctx, declaration),
        span=declaration.names[0].span,
    )


def group_of(ctx: Context, name: str, declaration: tree.Declaration) -> Group:
    """The checked group."""
    scope = scope_at(declaration, name)
    counts, reason = _counts(ctx, scope, declaration)
    return Group(
        name=name,
        title=title_of(declaration),
        groups=ctx.groups.parents[name],
        used_when=condition_of(ctx, scope, clause_of(declaration, "used when")),
        lets=lets_of(ctx, name, declaration),
        score=_definition(ctx, name, "score"),
        status=_definition(ctx, name, "status"),
        counts=counts,
        counts_reason=reason,
        when_missing=_when_missing(ctx, name, declaration),
        places=places_of(declaration),
        formerly=formerly_of(declaration),
        notes=declaration_notes(ctx, declaration),
        span=declaration.names[0].span,
    )


def _definition(ctx: Context, name: str, part: str) -> Definition | None:
    return ctx.definitions.get(f"{name}.{part}")


def lets_of(ctx: Context, name: str, declaration: tree.Declaration) -> tuple[Let, ...]:
    """The checked `let`s of a declaration, in order."""
    names = [str(clause.name) for clause in declaration.clauses if clause.keyword == "let"]
    return tuple(Let(word, d) for word in names if (d := ctx.definitions.get(f"{name}.{word}")))


def _counts(ctx: Context, scope: Scope, declaration: tree.Declaration) -> tuple[Expr | None, str | None]:
    """The weight (None: 1, or `counts no`), and the words behind `counts no`."""
    clause = clause_of(declaration, "counts")
    if clause is None or clause.body is None:
        return None, (clause.title or "") if clause is not None else None
    how = clause.body.how
    if how is None or isinstance(how, (tree.Dated, tree.Cases, tree.Table, tree.WeightedMean)):
        return None, None
    weight = check_expr(ctx, scope, how)
    if weight is None or not constant_weight(ctx, scope, weight):
        return None, None
    return weight, None


def _when_missing(ctx: Context, name: str, declaration: tree.Declaration) -> WhenMissing:
    """What a missing score or status does; with neither, nothing listens, and the value goes its own way."""
    clause = clause_of(declaration, "when missing")
    if clause is not None and not any(clause_of(declaration, word) for word in ("score", "status")):
        message = f"`when missing` speaks of a score or a status, and `{name}` has neither"
        hint = "give it one (`status on SCALE value` for a label), or leave this line out"
        ctx.findings.report("CCG410", message, clause.span, help=hint)
    return when_missing_of(ctx, declaration, "exclude", ("exclude", "undetermined", "score"))


def when_missing_of(ctx: Context, declaration: tree.Declaration, default: str, known: tuple[str, ...]) -> WhenMissing:
    """`when missing exclude`, `undetermined`, `reweight` or `score N`."""
    clause = clause_of(declaration, "when missing")
    if clause is None:
        return WhenMissing(default)  # type: ignore[arg-type]
    word = one_word(clause, known, "what can be done with a missing value", "when missing", ctx.findings)
    number = next((item for item in words_of(clause) if isinstance(item, tree.Number)), None)
    if word == "score" and number is not None and number.percent:
        message = "a score is a plain number, and this is a share"
        ctx.findings.report("CCG302", message, number.span, help="leave out the `%`")
    if word == "score" and number is None:
        hint = "write `when missing score 0` or another number"
        ctx.findings.report("CCG409", "`when missing score` does not say which score", clause.span, help=hint)
    if word is not None and word != "score" and number is not None:
        ctx.findings.report("CCG410", f"`when missing {word}` takes no number", number.span, help="leave it out")
    return WhenMissing(word or default, number.value if number and word == "score" else None)  # type: ignore[arg-type]

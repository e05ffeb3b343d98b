"""Scales, fields, parameters and populations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Label as Place
from ccgrules.model.bodies import fixed_value
from ccgrules.model.clauses import clause_of, spelt, title_of, words_of
from ccgrules.model.dated import check_periods
from ccgrules.model.expressions import Expr, Ref
from ccgrules.model.findings import Findings
from ccgrules.model.methods import scale_type
from ccgrules.model.notes import declaration_notes
from ccgrules.model.ruleset import Field, Label, Parameter, Population, Scale
from ccgrules.model.scope import Context, Scope
from ccgrules.model.symbols import RESERVED_LABELS, RESERVED_NAMES, Symbols
from ccgrules.model.tree_walk import expressions_of, names_in
from ccgrules.model.typecheck import check_expr, every, report_unlike, require
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import DATE, SHARE, TEXT, UNIT_FORMS, YES_NO, alike, described, together, unit_named
from ccgrules.syntax import tree

NOTHING_AROUND = Scope("", "parameter")


def scales_of(symbols: Symbols, findings: Findings) -> dict[str, Scale]:
    """All scales, their labels best first."""
    return {name: _scale(name, declaration, findings) for name, declaration in symbols.of_kind("scale")}


def _scale(name: str, declaration: tree.Declaration, findings: Findings) -> Scale:
    labels: dict[str, Label] = {}
    written: dict[str, tree.Name] = {}
    for clause in declaration.clauses:
        if clause.keyword == "label" and clause.name is not None:
            _check_label(clause.name, written, findings)
            word = str(clause.name)
            labels.setdefault(word, Label(word, clause.title or word.replace("_", " "), _colour(clause)))
            written.setdefault(word, clause.name)
    best_first = all(clause.keyword != "worst first" for clause in declaration.clauses)
    if len(labels) < 2:
        message = f"scale `{name}` has {'one label' if labels else 'no labels'}"
        findings.report("CCG409", message, declaration.head, help="write two labels or more, one a line")
    ordered = tuple(labels.values()) if best_first else tuple(labels.values())[::-1]
    return Scale(
        name, title_of(declaration), ordered, "best first" if best_first else "worst first",
        span=declaration.names[0].span,
    )  # fmt: skip


def _colour(clause: tree.Clause) -> str | None:
    return next((item.value for item in words_of(clause) if isinstance(item, tree.Text)), None)


def _check_label(name: tree.Name, written: dict[str, tree.Name], findings: Findings) -> None:
    word = str(name)
    if word in written:
        first = (Place(written[word].span, "first here"),)
        findings.report("CCG202", f"label `{word}` stands twice", name.span, secondary=first, help="take one out")
    elif word in RESERVED_LABELS or word in RESERVED_NAMES or len(name.parts) > 1:
        findings.report("CCG203", f"`{word}` cannot be a label", name.span, help="give the label another name")


# --- types of data -----------------------------------------------------------------------------------------------


SAME_UNITS = {
    "percentage": "percent",
    "share": "percent",
    "boolean": "yes or no",
    "flag": "yes or no",
    "integer": "count",
    "string": "text",
    "money": "pounds",
    "currency": "pounds",
}
"""Units in other words."""


def data_type(ctx: Context, clause: tree.Clause) -> Type | None:
    """The type that the words of a `data` line or a field say; None with a finding where they say none."""
    items = [item for item in words_of(clause) if str(item) != "from numerator / denominator"]
    first = spelt(items[:1])
    if first == "on" and len(items) == 2 and isinstance(items[1], tree.Name):
        return scale_type(ctx, items[1])
    if first == "one of":
        return _choices(ctx, items[1:])
    words = spelt(items)
    simple = {"yes or no": YES_NO, "text": TEXT, "date": DATE}
    if words in simple:
        return simple[words]
    unit = unit_named(words)
    if unit is not None:
        return Type(Kind.NUMBER, unit)
    known = (*UNIT_FORMS, *simple)
    meant = f"did you mean `{SAME_UNITS[words]}`?" if words in SAME_UNITS else None
    if words in ctx.scales:
        meant = f"write `on {words}`: it is a scale"
    ctx.findings.report(
        "CCG209",
        f"`{words}` is not a unit or kind of data",
        clause.words.span if clause.words else clause.span,
        help=meant or ctx.findings.did_you_mean(words, known) or f"write one of {', '.join(known)}, or `on SCALE`",
    )
    return None


def _choices(ctx: Context, items: Iterable[tree.Expr]) -> Type:
    words: dict[str, tree.Expr] = {}
    for item in items:
        word = str(item)
        if word in words:
            first = (Place(words[word].span, "first here"),)
            ctx.findings.report("CCG202", f"`{word}` stands twice", item.span, secondary=first, help="take one out")
        elif word in RESERVED_LABELS:
            message = f"`{word}` cannot be one of the words"
            ctx.findings.report("CCG203", message, item.span, help="choose another word")
        words.setdefault(word, item)
    return replace(TEXT, choices=tuple(words))


def field_of(ctx: Context, name: str, declaration: tree.Declaration) -> Field | None:
    """A field with its type."""
    clause = clause_of(declaration, "type")
    notes = declaration_notes(ctx, declaration)
    if clause is None:
        return None
    type_ = data_type(ctx, clause)
    return Field(name, title_of(declaration), type_, notes, span=declaration.names[0].span) if type_ else None


# --- parameters --------------------------------------------------------------------------------------------------


def parameter_of(ctx: Context, name: str, declaration: tree.Declaration) -> Parameter | None:
    """A parameter with its value, inside its range."""
    clause = clause_of(declaration, "=")
    notes = declaration_notes(ctx, declaration)
    if clause is None or clause.body is None or clause.body.how is None:
        return None
    values = _constants(ctx, clause.body)
    if values is None:
        return None
    type_ = together(value.type for value in values)
    if type_ is None:
        other = next(value for value in values if not alike(values[0].type, value.type))
        report_unlike(ctx, NOTHING_AROUND, "a parameter", values[0], other)
        return None
    numbers = [_constant(ctx, value) for value in values]
    fixed = [number for number in numbers if number is not None]
    if len(fixed) < len(numbers):
        return None
    bounds = _bounds(ctx, declaration, type_)
    low, high = bounds if bounds is not None else (None, None)
    how = clause.body.how
    periods = [since.period.value for since in how.later] if isinstance(how, tree.Dated) else []
    parameter = Parameter(
        name, title_of(declaration), fixed[0], tuple(zip(periods, fixed[1:])), type_, low, high, notes,
        span=declaration.names[0].span,
    )  # fmt: skip
    _check_range(ctx, parameter, values, clause_of(declaration, "between"))
    return parameter


def _constants(ctx: Context, body: tree.Body) -> list[Expr] | None:
    """The checked values of a parameter, by period where there are several; None with a finding if one is wrong."""
    how = body.how
    names = list(names_in(expressions_of(body)))
    if how is None or names or isinstance(how, (tree.Cases, tree.Table, tree.WeightedMean)):
        message = "the value of a parameter is a number that is written out"
        span = names[0].span if names else body.span
        ctx.findings.report("CCG309", message, span, help="write a number, a share or a fraction such as `1/3`")
        return None
    if isinstance(how, tree.Dated) and not check_periods(how, ctx.findings):
        return None
    checked = [check_expr(ctx, NOTHING_AROUND, value) for value in expressions_of(body)]
    values = [value for value in checked if value is not None]
    fine = every(require(ctx, NOTHING_AROUND, value, "a parameter is", Kind.NUMBER) for value in values)
    return values if fine and len(values) == len(checked) else None


def _constant(ctx: Context, expr: Expr) -> Fraction | None:
    value = fixed_value(expr)
    if value is None:
        message = "this parameter has no value: it divides by zero"
        ctx.findings.report("CCG309", message, expr.span, help="write another number below the line")
    return value


def _bounds(ctx: Context, declaration: tree.Declaration, type_: Type) -> tuple[Fraction, Fraction] | None:
    clause = clause_of(declaration, "between")
    numbers = [item for item in words_of(clause) if isinstance(item, tree.Number)] if clause else []
    if len(numbers) != 2:
        return None
    for number in numbers:
        bound = SHARE if number.percent else Type(Kind.NUMBER)
        if not alike(type_, bound):
            message = f"the range is in {described(bound)}, and the parameter is {described(type_)}"
            hint = f"write `{number.text}%`" if type_ == SHARE else "leave out the `%`"
            ctx.findings.report("CCG302", message, number.span, help=hint)
            return None
    return numbers[0].value, numbers[1].value


def _check_range(ctx: Context, parameter: Parameter, how: Sequence[Expr], between: tree.Clause | None) -> None:
    low, high = parameter.low, parameter.high
    if low is None or high is None or between is None:
        return
    if low > high:
        message = "the range of this parameter ends below its start"
        ctx.findings.report("CCG408", message, between.span, help="write the lower number first")
        return
    for expr, value in zip(how, (parameter.value, *(later for _, later in parameter.later))):
        if not low <= value <= high:
            ctx.findings.report(
                "CCG408",
                f"the value of `{parameter.name}` is outside its range",
                expr.span,
                secondary=(Place(between.span, "the range"),),
                help="change the value or the range",
            )


# --- populations -------------------------------------------------------------------------------------------------


def population_of(ctx: Context, name: str, declaration: tree.Declaration) -> Population:
    """A population with its `by`, `where` and `at least`."""
    scope = Scope(name, "population")
    return Population(
        name,
        title_of(declaration),
        _by(ctx, scope, clause_of(declaration, "by")),
        condition_of(ctx, scope, clause_of(declaration, "where")),
        _least(ctx, clause_of(declaration, "at least")),
        declaration_notes(ctx, declaration),
        span=declaration.names[0].span,
    )


def condition_of(ctx: Context, scope: Scope, clause: tree.Clause | None) -> Expr | None:
    """The checked condition of a clause such as `where` or `used when`; None if there is none or it is wrong."""
    if clause is None or clause.when is None:
        return None
    when = check_expr(ctx, scope, clause.when)
    if when is None or not require(ctx, scope, when, f"`{clause.keyword}` needs", Kind.YES_NO):
        return None
    return when


def _by(ctx: Context, scope: Scope, clause: tree.Clause | None) -> str | None:
    name = next(iter(words_of(clause)), None) if clause is not None else None
    if name is None:
        return None
    expr = check_expr(ctx, scope, name)
    if expr is None:
        return None
    if isinstance(expr, Ref):
        return expr.name
    message = f"`{name.span.text}` is the same for every organisation, so that it makes no peer groups"
    ctx.findings.report("CCG205", message, name.span, help="name a field, such as the type of organisation")
    return None


def _least(ctx: Context, clause: tree.Clause | None) -> int | None:
    number = next(iter(words_of(clause)), None) if clause is not None else None
    if not isinstance(number, tree.Number):
        return None
    if number.percent or number.value.denominator != 1 or number.value < 1:
        message = "`at least` counts members with a whole number from 1 up"
        ctx.findings.report("CCG310", message, number.span, help="write `at least 20 members`")
        return None
    return int(number.value)

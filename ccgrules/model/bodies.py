"""Bodies: cases, tables and weighted means."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.dated import by_period, check_periods
from ccgrules.model.expressions import Case, Choose, Dated, Expr, Literal, Lookup, Op, WeightedLine, WeightedMean
from ccgrules.model.labels import same_labels
from ccgrules.model.notes import notes_of
from ccgrules.model.scope import Context, Scope
from ccgrules.model.typecheck import check_expr, every, is_constant, report_unlike, require, too_long
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY, PLAIN, SHARE, alike, together
from ccgrules.syntax import tree

Key = Fraction | bool | str


def check_body(
    ctx: Context, scope: Scope, body: tree.Body, expected: Type | None, *, reweight: bool = False
) -> Expr | None:
    """The checked form of a body that is worked out (`body.how` is there).

    Args:
        ctx: The ruleset around it.
        scope: What the words in it mean.
        body: What was written.
        expected: The type of label or word that outcomes must have; None for numbers and conditions.
        reweight: Whether a weighted mean may leave out lines that are missing.
    """
    match body.how:
        case tree.Dated():
            return _dated(ctx, scope, body.how, expected)
        case tree.Cases():
            return _choose(ctx, scope, body.how, expected)
        case tree.Table():
            return _lookup(ctx, scope, body.how, expected)
        case tree.WeightedMean():
            return _weighted_mean(ctx, scope, body.how, reweight=reweight)
        case None:
            return None
        case how:
            return check_expr(ctx, scope, how, expected)


def common_type(ctx: Context, scope: Scope, what: str, exprs: Sequence[Expr], expected: Type | None) -> Type | None:
    """The type that outcomes share; reported where they are of unlike kinds or units."""
    if expected is not None and expected.kind in (Kind.LABEL, Kind.TEXT):
        return expected if every(same_labels(ctx, scope, expected, expr) for expr in exprs) else None
    if any(expr.type.kind is Kind.ANY for expr in exprs):
        return ANY
    first = exprs[0]
    if first.type.kind is not Kind.NUMBER:
        return first.type if every(same_labels(ctx, scope, first.type, expr) for expr in exprs[1:]) else None
    if not every(require(ctx, scope, expr, f"{what} needs", Kind.NUMBER) for expr in exprs):
        return None
    written_last = sorted(exprs, key=is_constant)
    type_ = together(expr.type for expr in written_last)
    if type_ is None:
        other = next(expr for expr in exprs if not alike(first.type, expr.type))
        report_unlike(ctx, scope, what, first, other)
    return type_


# --- values by period --------------------------------------------------------------------------------------------


def _dated(ctx: Context, scope: Scope, dated: tree.Dated, expected: Type | None) -> Expr | None:
    checked = [check_expr(ctx, scope, value, expected) for value in (dated.first, *(s.value for s in dated.later))]
    values = [value for value in checked if value is not None]
    if not check_periods(dated, ctx.findings) or len(values) < len(checked):
        return None
    type_ = common_type(ctx, scope, "one of these values", values, expected)
    later = tuple((since.period.value, value) for since, value in zip(dated.later, values[1:]))
    return Dated(values[0], later, type_, span=dated.span) if type_ else None


# --- cases -------------------------------------------------------------------------------------------------------


def _choose(ctx: Context, scope: Scope, cases: tree.Cases, expected: Type | None) -> Expr | None:
    checked = [_case(ctx, scope, case, expected) for case in cases.cases]
    good = [case for case in checked if case is not None]
    _check_otherwise_last(ctx, cases)
    if len(good) < len(checked):
        return None
    type_ = common_type(ctx, scope, "one of these cases", [case.outcome for case in good], expected)
    return Choose(tuple(good), type_, span=cases.span) if type_ else None


def _case(ctx: Context, scope: Scope, case: tree.Case, expected: Type | None) -> Case | None:
    outcome = check_expr(ctx, scope, case.outcome, expected)
    when = check_expr(ctx, scope, case.when) if case.when is not None else None
    if when is not None and not require(ctx, scope, when, "`when` needs", Kind.YES_NO):
        return None
    if outcome is None or (case.when is not None and when is None):
        return None
    return Case(outcome, when, notes_of(ctx, case.annotations), span=case.span)


def _check_otherwise_last(ctx: Context, cases: tree.Cases) -> None:
    for place, case in enumerate(cases.cases[:-1]):
        if case.when is None:
            following = cases.cases[place + 1]
            ctx.findings.report(
                "CCG404",
                "no case behind `otherwise` is ever taken",
                following.span,
                secondary=(Label(case.span, "`otherwise` takes all that is left"),),
                help="put the `otherwise` line last",
            )
            return


# --- tables ------------------------------------------------------------------------------------------------------


def _lookup(ctx: Context, scope: Scope, table: tree.Table, expected: Type | None) -> Expr | None:
    rows = check_expr(ctx, scope, table.rows)
    columns = check_expr(ctx, scope, table.columns)
    row_keys = _keys(ctx, scope, rows, table.row_keys)
    column_keys = _keys(ctx, scope, columns, table.column_keys)
    cells = _cells(ctx, scope, table, expected)
    if rows is None or columns is None or row_keys is None or column_keys is None or cells is None:
        return None
    given = [cell for row in cells for cell in row if cell is not None]
    type_ = common_type(ctx, scope, "this table", given, expected) if given else expected or PLAIN
    return Lookup(rows, columns, row_keys, column_keys, cells, type_, span=table.span) if type_ else None


def _cells(
    ctx: Context, scope: Scope, table: tree.Table, expected: Type | None
) -> tuple[tuple[Expr | None, ...], ...] | None:
    """The checked cells, None for `unknown`; None for the whole where a cell is wrong."""
    fine = True
    rows = []
    for written in table.cells:
        row: list[Expr | None] = []
        for cell in written:
            if isinstance(cell, tree.Name) and str(cell) == "unknown":
                row.append(None)
                continue
            row.append(check_expr(ctx, scope, cell, expected))
            fine = fine and row[-1] is not None
        rows.append(tuple(row))
    return tuple(rows) if fine else None


def _keys(ctx: Context, scope: Scope, subject: Expr | None, written: Sequence[tree.Expr]) -> tuple[Key, ...] | None:
    """The keys of rows or columns, each once, of the type of what they are compared with."""
    if subject is None:
        return None
    keys: dict[Key, tree.Expr] = {}
    fine = True
    for key in written:
        value = _key(ctx, scope, subject, key)
        if value is None:
            fine = False
        elif value in keys:
            _report_double_key(ctx, key, keys[value])
            fine = False
        else:
            keys[value] = key
    return tuple(keys) if fine else None


def _report_double_key(ctx: Context, key: tree.Expr, first: tree.Expr) -> None:
    ctx.findings.report(
        "CCG406",
        f"`{key.span.text}` stands twice in this table",
        key.span,
        secondary=(Label(first.span, "first here"),),
        help="take one of the two out",
    )


def _key(ctx: Context, scope: Scope, subject: Expr, written: tree.Expr) -> Key | None:
    key = check_expr(ctx, scope, written, subject.type)
    if key is None:
        return None
    if not isinstance(key, Literal) or key.name is not None or key.type.kind is Kind.DATE:
        message = "a key of a table is a label, a number, or yes or no"
        ctx.findings.report("CCG309", message, written.span, secondary=scope.calls, help="write it out")
        return None
    if subject.type.kind is Kind.NUMBER and key.type.kind is Kind.NUMBER:
        if not alike(subject.type, key.type):
            report_unlike(ctx, scope, "this table", subject, key)
            return None
    elif not same_labels(ctx, scope, subject.type, key):
        return None
    return key.value if isinstance(key.value, (Fraction, bool, str)) else None


# --- weighted means ----------------------------------------------------------------------------------------------


def _weighted_mean(ctx: Context, scope: Scope, mean: tree.WeightedMean, *, reweight: bool) -> Expr | None:
    checked = [_weighted_line(ctx, scope, line) for line in mean.lines]
    lines = [line for line in checked if line is not None]
    if len(lines) < len(checked):
        return None
    type_ = common_type(ctx, scope, "a weighted mean", [line.value for line in lines], None)
    return WeightedMean(tuple(lines), reweight, type_, span=mean.span) if type_ else None


def _weighted_line(ctx: Context, scope: Scope, line: tree.WeightedLine) -> WeightedLine | None:
    weight = check_expr(ctx, scope, line.weight)
    value = check_expr(ctx, scope, line.value)
    if weight is None or value is None:
        return None
    if not require(ctx, scope, value, "a weighted mean is taken of", Kind.NUMBER):
        return None
    if not constant_weight(ctx, scope, weight, value):
        return None
    return WeightedLine(weight, value, line.title, notes_of(ctx, line.annotations), span=line.span)


def constant_weight(ctx: Context, scope: Scope, weight: Expr, value: Expr | None = None) -> bool:
    """Whether a weight is a number, share or parameter (or a sum of such) that is the same for every organisation."""
    if not require(ctx, scope, weight, "a weight is", Kind.NUMBER):
        return False
    values = [fixed_value(at) for _, (at,) in by_period([weight])]
    fixed = [value for value in values if value is not None]
    below = any(value < 0 for value in fixed)
    if len(fixed) == len(values) and not below and weight.type.unit in (None, SHARE.unit):
        return True
    message = "a weight is a share or number that is the same for every organisation"
    hint = "write a share such as `25%`, or name a parameter"
    if below:
        message = "a weight cannot be below zero"
    elif isinstance(value, Literal) and value.type.unit == SHARE.unit:
        hint = f"the weight goes first: `{value.span.text} {weight.span.text}`"
    ctx.findings.report("CCG309", message, weight.span, secondary=scope.calls, help=hint)
    return False


def fixed_value(expr: Expr) -> Fraction | None:
    """The value of an expression of constants and parameters; None if it hangs on data or time, or divides by zero."""
    if isinstance(expr, Literal):
        return expr.value if isinstance(expr.value, Fraction) else None
    if not isinstance(expr, Op) or expr.op not in ("add", "sub", "mul", "div", "neg"):
        return None
    values = [fixed_value(arg) for arg in expr.args]
    numbers = [value for value in values if value is not None]
    if len(numbers) < len(values) or too_long(numbers):
        return None
    if expr.op == "neg":
        return -numbers[0]
    left, right = numbers
    if expr.op == "div":
        return left / right if right else None
    return {"add": left + right, "sub": left - right, "mul": left * right}[expr.op]

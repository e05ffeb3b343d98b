"""From a tree expression to a checked one: every name resolved, every operation between things that go together.

Each function returns the checked expression, or None where something is wrong, which it has then reported. The parts
of an expression are all checked, so that two mistakes in one line give two findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.counts import own_value_type
from ccgrules.model.directions import direction_of
from ccgrules.model.expressions import Expr, Literal, Op
from ccgrules.model.names import check_name
from ccgrules.model.scope import DEEPEST, MOST_NODES, Context, Scope
from ccgrules.model.spreadsheets import text_help
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import (
    ANY,
    DATE,
    PLAIN,
    SHARE,
    TEXT,
    YES_NO,
    alike,
    described,
    dimension,
    product,
    quotient,
    share_help,
    together,
)
from ccgrules.source import Span
from ccgrules.syntax import tree

ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "/": "div"}
COMPARISONS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
DEEP_HELP = "give its parts names of their own with `measure`, `condition` or `let`, and use these"


def check_expr(ctx: Context, scope: Scope, expr: tree.Expr, expected: Type | None = None) -> Expr | None:
    """The checked expression.

    Args:
        ctx: The ruleset around it.
        scope: What the words in it mean.
        expr: What was written.
        expected: Where a label or one of a list of words is wanted, its type: names are looked up there first.
            Nothing is checked against it (`fits` does that).
    """
    ctx.room -= 1
    if ctx.depth >= DEEPEST or ctx.room < 0:
        _report_limit(ctx, scope, expr.span)
        return None
    ctx.depth += 1
    try:
        return _check(ctx, scope, expr, expected)
    finally:
        ctx.depth -= 1


def _check(ctx: Context, scope: Scope, expr: tree.Expr, expected: Type | None) -> Expr | None:
    # Expressions hold expressions: the modules of calls and of labels need `check_expr` for the parts, so that they can
    # only be imported here.
    match expr:
        case tree.Number():
            return Literal(expr.value, SHARE if expr.percent else PLAIN, span=expr.span)
        case tree.Name():
            return check_name(ctx, scope, expr, expected)
        case tree.Binary():
            return _binary(ctx, scope, expr)
        case tree.Call():
            from ccgrules.model.calls import check_call

            return check_call(ctx, scope, expr, expected)
        case tree.Is():
            from ccgrules.model.labels import check_is

            return check_is(ctx, scope, expr)
        case tree.Unary():
            return _unary(ctx, scope, expr)
        case tree.YesNo():
            return Literal(expr.value, YES_NO, span=expr.span)
        case tree.Date():
            return Literal(expr.value, DATE, span=expr.span)
        case tree.Text():
            return Literal(expr.value, TEXT, span=expr.span)


def _report_limit(ctx: Context, scope: Scope, span: Span) -> None:
    if ctx.room < 0:
        message = f"the expressions of this ruleset have more than {MOST_NODES:,} steps, the methods spelled out"
        if not ctx.exhausted:
            ctx.findings.report("CCG491", message, span, help="call fewer methods inside methods")
        ctx.exhausted = True
        return
    message = f"this expression is more than {DEEPEST} steps deep"
    ctx.findings.report("CCG490", message, span, secondary=scope.calls, help=DEEP_HELP)


def is_kind(expr: Expr, *kinds: Kind) -> bool:
    """Whether an expression is of one of the kinds, or of a type that is not known."""
    return expr.type.kind in kinds or expr.type.kind is Kind.ANY


def require(ctx: Context, scope: Scope, expr: Expr, what: str, *kinds: Kind, help: str | None = None) -> bool:
    """Whether an expression is of one of the kinds; reported if not. `what` says what needs it: "`and` joins"."""
    if is_kind(expr, *kinds):
        return True
    wanted = " or ".join(WANTED[kind] for kind in kinds)
    ctx.findings.report(
        "CCG301",
        f"{what} {wanted}, and this is {described(expr.type)}",
        expr.span,
        secondary=scope.calls,
        help=help or _kind_help(expr, kinds),
    )
    return False


def every(checks: Iterable[bool]) -> bool:
    """Whether all checks pass. Each is made, so that each mistake is reported."""
    return not [check for check in checks if not check]


WANTED = {
    Kind.NUMBER: "a number",
    Kind.LABEL: "a label",
    Kind.YES_NO: "a condition",
    Kind.TEXT: "a text",
    Kind.DATE: "a date",
}


def _kind_help(expr: Expr, kinds: tuple[Kind, ...]) -> str | None:
    if Kind.YES_NO in kinds and expr.type.kind is Kind.LABEL:
        return f"compare it: `{expr.span.text} is …`"
    if Kind.YES_NO in kinds and expr.type.kind is Kind.NUMBER:
        return f"compare it: `{expr.span.text} >= …`"
    if Kind.NUMBER in kinds and expr.type.kind is Kind.LABEL:
        return "give each label a number with cases: `1 when … is …`"
    return None


# --- operators ---------------------------------------------------------------------------------------------------


def _unary(ctx: Context, scope: Scope, expr: tree.Unary) -> Expr | None:
    operand = check_expr(ctx, scope, expr.operand)
    if operand is None:
        return None
    if expr.op == "not":
        ok = require(ctx, scope, operand, "`not` turns round", Kind.YES_NO)
        return Op("not", (operand,), YES_NO, span=expr.span) if ok else None
    if not require(ctx, scope, operand, "`-` needs", Kind.NUMBER):
        return None
    if isinstance(operand, Literal) and operand.name is None and not isinstance(operand.value, (bool, str)):
        return _folded("neg", (operand,), operand.type, expr.span)
    return Op("neg", (operand,), operand.type, span=expr.span)


def _binary(ctx: Context, scope: Scope, expr: tree.Binary) -> Expr | None:
    left = check_expr(ctx, scope, expr.left)
    # A word to the right of `=` may be one of the words that the left side may be; the message then says `is`.
    right = check_expr(ctx, scope, expr.right, left.type if left and expr.op in ("=", "!=") else None)
    if left is None or right is None:
        return None
    if expr.op in ("and", "or"):
        hint = _said_again(expr)
        sides = [require(ctx, scope, side, f"`{expr.op}` joins", Kind.YES_NO, help=hint) for side in (left, right)]
        return Op(expr.op, (left, right), YES_NO, span=expr.span) if all(sides) else None
    if expr.op in ARITHMETIC:
        return _arithmetic(ctx, scope, expr, left, right)
    if expr.op in COMPARISONS:
        return _comparison(ctx, scope, expr, left, right)
    return _meets(ctx, scope, expr, left, right)


def _said_again(expr: tree.Binary) -> str | None:
    """For `x = 1 or 2`: the whole of the second comparison."""
    first, bare = expr.left, isinstance(expr.right, tree.Number)
    if bare and isinstance(first, tree.Binary) and first.op in COMPARISONS:
        return f"say it again: `{first.span.text} {expr.op} {first.left.span.text} {first.op} {expr.right.span.text}`"
    return None


def _arithmetic(ctx: Context, scope: Scope, expr: tree.Binary, left: Expr, right: Expr) -> Expr | None:
    sides = [require(ctx, scope, side, f"`{expr.op}` needs", Kind.NUMBER) for side in (left, right)]
    if not all(sides):
        return None
    op = ARITHMETIC[expr.op]
    type_ = _arithmetic_type(ctx, op, left, right)
    if type_ is None:
        report_unlike(ctx, scope, f"`{expr.op}`", left, right)
        return None
    if is_constant(left) and is_constant(right):
        return _folded(op, (left, right), type_, expr.span)
    return Op(op, (left, right), type_, span=expr.span)


def _arithmetic_type(ctx: Context, op: str, left: Expr, right: Expr) -> Type | None:
    if Kind.ANY in (left.type.kind, right.type.kind):
        return ANY
    if op == "mul":
        return product(left.type, right.type)
    if op == "div":
        return _own_ratio(ctx, left, right) or quotient(left.type, right.type)
    # `100% - x` is shown as x is: what is written out has no unit of its own.
    first, second = (right, left) if is_constant(left) and not is_constant(right) else (left, right)
    return together((first.type, second.type))


def _own_ratio(ctx: Context, left: Expr, right: Expr) -> Type | None:
    """`numerator / denominator` of a share is a share."""
    type_ = own_value_type(ctx, left, right)
    return type_ if type_ is not None and dimension(type_) == "share" else None


def report_unlike(ctx: Context, scope: Scope, what: str, left: Expr, right: Expr) -> None:
    """Says that two numbers of unlike units stand together."""
    hint = None
    for side, other in ((left, right), (right, left)):
        if is_constant(side) and side.type.unit is None and described(other.type) == "a share":
            hint = share_help(side.span.text) if isinstance(side, Literal) and side.name is None else None
        elif is_constant(side) and described(side.type) == "a share" and isinstance(side, Literal) and not side.name:
            hint = f"write `{plain_text(side)}` instead of `{side.span.text}`"
    ctx.findings.report(
        "CCG302",
        f"{what} puts {described(left.type)} and {described(right.type)} together",
        left.span.to(right.span) if left.span.source is right.span.source else right.span,
        secondary=(Label(left.span, described(left.type)), Label(right.span, described(right.type)), *scope.calls),
        help=hint or "bring both to the same unit first",
    )


def plain_text(literal: Literal) -> str:
    """A constant without its `%`, as a decimal number."""
    value = literal.value
    return f"{float(value):.10g}" if isinstance(value, Fraction) else str(value)


def _comparison(ctx: Context, scope: Scope, expr: tree.Binary, left: Expr, right: Expr) -> Expr | None:
    op = COMPARISONS[expr.op]
    if Kind.ANY in (left.type.kind, right.type.kind):
        return Op(op, (left, right), YES_NO, span=expr.span)
    for side in (left, right):
        if side.type.kind in (Kind.LABEL, Kind.YES_NO) or side.type.choices:
            ctx.findings.report(
                "CCG301",
                f"`{expr.op}` compares numbers, dates and texts, and this is {described(side.type)}",
                side.span,
                secondary=scope.calls,
                help=_label_comparison_help(expr, left, right),
            )
            return None
    ordered_text = left.type.kind is Kind.TEXT and op not in ("eq", "ne")
    if left.type.kind is not right.type.kind or ordered_text:
        wanted = "texts can only be equal or not" if ordered_text else f"compares {described(left.type)} with"
        message = wanted if ordered_text else f"`{expr.op}` {wanted} {described(right.type)}"
        hint = next((hint for side in (left, right) if (hint := _text_help(ctx, side))), None)
        ctx.findings.report("CCG301", message, expr.span, secondary=scope.calls, help=hint)
        return None
    if left.type.kind is Kind.NUMBER and not alike(left.type, right.type):
        report_unlike(ctx, scope, f"`{expr.op}`", left, right)
        return None
    return Op(op, (left, right), YES_NO, span=expr.span)


def _text_help(ctx: Context, side: Expr) -> str | None:
    if not isinstance(side, Literal) or not isinstance(side.value, str) or side.type.kind is not Kind.TEXT:
        return None
    declared = ctx.symbols.declared.items()
    return text_help(side.value, ((d.title, name) for name, d in declared if d.title is not None))


def _label_comparison_help(expr: tree.Binary, left: Expr, right: Expr) -> str:
    if left.type.kind is Kind.YES_NO:
        return f"write `{left.span.text}` or `not {left.span.text}`"
    words = {"=": "is", "!=": "is not", "<": "is worse than", ">": "is better than"}
    if expr.op in words:
        return f"write `{left.span.text} {words[expr.op]} {right.span.text}`"
    return "write `is better than`, `is worse than` or `is one of (…)`"


def _meets(ctx: Context, scope: Scope, expr: tree.Binary, left: Expr, right: Expr) -> Expr | None:
    """`value meets standard`: `>=` where higher is better, `<=` where lower is."""
    sides = [require(ctx, scope, side, f"`{expr.op}` compares", Kind.NUMBER, Kind.LABEL) for side in (left, right)]
    if not all(sides):
        return None
    if Kind.ANY in (left.type.kind, right.type.kind):
        return Op(expr.op, (left, right), YES_NO, span=expr.span)
    if Kind.LABEL in (left.type.kind, right.type.kind):
        return _meets_label(ctx, scope, expr, left, right)
    if not alike(left.type, right.type):
        report_unlike(ctx, scope, f"`{expr.op}`", left, right)
        return None
    better = direction_of(ctx, scope, left)
    if better not in ("higher", "lower"):
        ctx.findings.report(
            "CCG306",
            f"`{expr.op}` must know whether higher or lower is better, and nothing says so of `{left.span.text}`",
            expr.span,
            secondary=scope.calls,
            help="give it a `better higher` or `better lower` line, or write `>=` or `<=`",
        )
        return None
    ops = {("meets", "higher"): "ge", ("meets", "lower"): "le", ("misses", "higher"): "lt", ("misses", "lower"): "gt"}
    return Op(ops[expr.op, better], (left, right), YES_NO, span=expr.span)


def _meets_label(ctx: Context, scope: Scope, expr: tree.Binary, left: Expr, right: Expr) -> Expr | None:
    if left.type.scale != right.type.scale:
        ctx.findings.report(
            "CCG307",
            f"`{expr.op}` compares {described(left.type)} with {described(right.type)}",
            expr.span,
            secondary=scope.calls,
            help="compare labels of one scale",
        )
        return None
    worse = Op("worse", (left, right), YES_NO, span=expr.span)
    return worse if expr.op == "misses" else Op("not", (worse,), YES_NO, span=expr.span)


# --- constants ---------------------------------------------------------------------------------------------------


def is_constant(expr: Expr) -> bool:
    """Whether an expression is a number that was written out (a parameter is not: its value may be varied)."""
    return isinstance(expr, Literal) and expr.name is None and expr.type.kind is Kind.NUMBER


def _folded(op: str, args: tuple[Expr, ...], type_: Type, span: Span) -> Expr:
    """The constant that an operation on constants gives; the operation itself where it divides by zero."""
    values = [arg.value for arg in args if isinstance(arg, Literal) and isinstance(arg.value, Fraction)]
    if len(values) != len(args) or (op == "div" and values[1] == 0) or too_long(values):
        return Op(op, args, type_, span=span)
    if op == "neg":
        return Literal(-values[0], type_, span=span)
    left, right = values
    results = {"add": left + right, "sub": left - right, "mul": left * right}
    value = results[op] if op in results else left / right
    return Literal(value, type_, span=span)


def too_long(values: list[Fraction]) -> bool:
    """Whether numbers are so long that working with them would take long: products of products grow fast."""
    return any(value.numerator.bit_length() + value.denominator.bit_length() > 4000 for value in values)

"""Confidence limits of counts, and significance against a set point by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from ccgrules.model.counts import own_counts, own_value_type
from ccgrules.model.directions import direction_of
from ccgrules.model.expressions import Expr, Literal, Local, Op
from ccgrules.model.functions import Function
from ccgrules.model.options import constant_number, has_options, option_word, whole_number
from ccgrules.model.scope import Context, Scope
from ccgrules.model.typecheck import check_expr, every, report_unlike, require
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY, NUMERIC, SHARE, TEXT, alike, approximately, described, dimension
from ccgrules.source import Span
from ccgrules.syntax import tree

CONFIDENCE = Fraction(95, 100)
MOST_EXACT = 1000
"""Up to so many events exact limits may be asked for; Byar's method is as good long before."""

DIRECTIONS = {"higher": "the higher the better", "lower": "the lower the better"}
METHODS = {"wilson": "of a proportion", "byar": "of a count"}
NEEDED = {
    "against": "the set point, such as `against: standard`",
    "limits": "such as `limits: wilson` of a proportion or `limits: byar` of a rate",
}

Given = Mapping[str, tree.Expr]


def check_limit(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> Expr | None:
    """The checked form of `wilson_lower(numerator, denominator, confidence: 95%)`, the options behind the arguments."""
    given = dict(call.options)
    counts = _counts(ctx, scope, row, *call.args)
    confidence = _confidence(ctx, scope, given, call.span)
    exact = _exact_below(ctx, scope, given)
    if counts is None or confidence is None or exact is None:
        return None
    return Op(row.name, (*counts, confidence, *exact), _limit_type(ctx, row, *counts), span=call.span)


def _limit_type(ctx: Context, row: Function, numerator: Expr, denominator: Expr) -> Type:
    """Of an indicator's own counts the type of its value; else a share by Wilson, a plain number by Byar."""
    if Kind.ANY in (numerator.type.kind, denominator.type.kind):
        return ANY
    own = own_value_type(ctx, numerator, denominator)
    return approximately(own or (SHARE if row.name.startswith("wilson") else NUMERIC))


def _counts(
    ctx: Context, scope: Scope, row: Function, numerator: tree.Expr, denominator: tree.Expr
) -> tuple[Expr, Expr] | None:
    checked = [check_expr(ctx, scope, written) for written in (numerator, denominator)]
    counts = [count for count in checked if count is not None]
    if not every(_is_count(ctx, scope, row, count) for count in counts) or len(counts) < 2:
        return None
    return counts[0], counts[1]


def _is_count(ctx: Context, scope: Scope, row: Function, count: Expr) -> bool:
    """Whether an expression may be a count; a share or a rate is none."""
    if not require(ctx, scope, count, f"`{row.name}` counts with", Kind.NUMBER):
        return False
    unit = dimension(count.type)
    if unit is None or not unit.startswith(("share", "rate")):
        return True
    ctx.findings.report(
        "CCG302",
        f"`{row.name}` counts with a numerator and a denominator, and this is {described(count.type)}",
        count.span,
        secondary=scope.calls,
        help="name the two counts that it comes from",
    )
    return False


def _confidence(ctx: Context, scope: Scope, given: Given, span: Span) -> Expr | None:
    if "confidence" not in given:
        return Literal(CONFIDENCE, SHARE, span=span)
    expr = check_expr(ctx, scope, given["confidence"])
    if expr is None or expr.type.kind is Kind.ANY:
        return expr
    value = constant_number(expr)
    if isinstance(expr, Literal) and value is not None and Fraction(1, 2) < value < 1:
        return replace(expr, type=SHARE)
    hint = "write a share such as `95%` or `99.8%`, or name a parameter"
    if isinstance(expr, Literal) and expr.name is None and value is not None and 50 < value < 100:
        hint = f"write `{expr.span.text}%`"
    ctx.findings.report(
        "CCG310",
        "`confidence:` is a share between 50% and 100%, the same for every organisation and period",
        expr.span,
        secondary=scope.calls,
        help=hint,
    )
    return None


def _exact_below(ctx: Context, scope: Scope, given: Given) -> tuple[Expr, ...] | None:
    """The option `exact_below` if it is given; None with a finding if it is wrong."""
    if "exact_below" not in given:
        return ()
    expr = check_expr(ctx, scope, given["exact_below"])
    if expr is None or whole_number(ctx, scope, expr, "`exact_below`", 1, MOST_EXACT) is None:
        return None
    return (expr,)


# --- significance --------------------------------------------------------------------------------------------------


def check_significance(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> Expr | None:
    """The checked form of `significance(value, against: 85%, limits: wilson)`.

    Its arguments are the value, and then the options in the order of the table of functions.
    """
    given = dict(call.options)
    value = check_expr(ctx, scope, call.args[0])
    if not has_options(ctx, scope, call, row, NEEDED):
        return None
    set_point = check_expr(ctx, scope, given["against"])
    method = option_word(ctx, scope, given["limits"], METHODS, "a method of confidence limits", call.span)
    confidence = _confidence(ctx, scope, given, call.span)
    exact = _exact_below(ctx, scope, given)
    if value is None or set_point is None or method is None or confidence is None or exact is None:
        return None
    if not _comparable(ctx, scope, row, value, set_point) or not _exact_fits(ctx, scope, given, method):
        return None
    counts = _counts_behind(ctx, scope, call, row, value)
    best = _best(ctx, scope, call, row, value)
    if counts is None or best is None:
        return None
    args = (value, set_point, method, confidence, *counts, best, *exact)
    known = all(arg.type.kind is not Kind.ANY for arg in args)
    return Op(row.name, args, NUMERIC if known else ANY, span=call.span)


def _comparable(ctx: Context, scope: Scope, row: Function, value: Expr, against: Expr) -> bool:
    """Whether a value and its set point are numbers of one unit."""
    if not every(require(ctx, scope, side, f"`{row.name}` compares", Kind.NUMBER) for side in (value, against)):
        return False
    if Kind.ANY in (value.type.kind, against.type.kind) or alike(value.type, against.type):
        return True
    report_unlike(ctx, scope, f"`{row.name}`", value, against)
    return False


def _exact_fits(ctx: Context, scope: Scope, given: Given, method: Expr) -> bool:
    """Whether exact limits are asked for where there are such: in place of Byar's."""
    if "exact_below" not in given or not isinstance(method, Literal) or method.value == "byar":
        return True
    message = "`exact_below:` is an option of Byar's limits, and these are Wilson's"
    span = given["exact_below"].span
    ctx.findings.report("CCG211", message, span, secondary=scope.calls, help="write `limits: byar`, or leave it out")
    return False


def _counts_behind(ctx: Context, scope: Scope, call: tree.Call, row: Function, value: Expr) -> tuple[Expr, Expr] | None:
    """The counts that are named, or those behind an indicator's value."""
    given = dict(call.options)
    named = [given.get("numerator"), given.get("denominator")]
    if named[0] is not None and named[1] is not None:
        return _counts(ctx, scope, row, named[0], named[1])
    own = own_counts(ctx, value)
    if own is not None and named == [None, None]:
        return own
    if value.type.kind is Kind.ANY and named == [None, None]:
        return _not_known(value), _not_known(value)
    counts = ("numerator", "denominator")
    absent = [name for name, expr in zip(counts, named) if expr is None]
    what = f"its {absent[0]} is not named" if len(absent) == 1 else "this value comes without"
    ctx.findings.report(
        "CCG308",
        f"`{row.name}` needs the counts behind `{value.span.text}`, and {what}",
        call.span,
        secondary=scope.calls,
        help="add " + " and ".join(f"`{name}:`" for name in absent),
    )
    return None


def _best(ctx: Context, scope: Scope, call: tree.Call, row: Function, value: Expr) -> Expr | None:
    """Which way is better: as written, else as for the value."""
    written = dict(call.options).get("best")
    if written is not None:
        return option_word(ctx, scope, written, DIRECTIONS, "a direction: `higher` or `lower`", call.span)
    own = direction_of(ctx, scope, value)
    if own in ("higher", "lower"):
        return Literal(str(own), TEXT, span=value.span)
    if value.type.kind is Kind.ANY:
        return _not_known(value)
    ctx.findings.report(
        "CCG306",
        f"`{row.name}` must know whether higher or lower is better, and nothing says so of `{value.span.text}`",
        call.span,
        secondary=scope.calls,
        help="add `best: higher` or `best: lower`, or give the value a `better` line",
    )
    return None


def _not_known(value: Expr) -> Local:
    """Stands in a method's own body for what the value will bring along when the method is called."""
    return Local("", ANY, span=value.span)

"""What `z_score` is given: its set point, its error, and how over-dispersion is allowed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.expressions import Dated, Expr, Literal, Local, Ref
from ccgrules.model.functions import Function
from ccgrules.model.names import reference
from ccgrules.model.options import constant_number, option_word
from ccgrules.model.scope import Context, Scope
from ccgrules.model.typecheck import check_expr, report_unlike, require
from ccgrules.model.types import Kind
from ccgrules.model.units import ANY, NUMERIC, SHARE, alike, described, dimension, per
from ccgrules.model.walk import visits
from ccgrules.syntax import tree

Options = tuple[tuple[str, Expr], ...]

ERRORS = {
    "binomial": "a share of so many: the variance is t (1 - t) / n",
    "poisson": "a rate, or a ratio of counted to expected: the variance is t / n",
    "normal": "anything that comes with its own standard error",
}
OVERDISPERSION = {
    "none": "chance alone",
    "multiplicative": "every standard error times the square root of φ",
    "additive": "τ² added to the square of every standard error",
}
TRANSFORMS = {
    "none": "as it is",
    "square_root": "the square root, of a rate or ratio",
    "arcsine": "the arcsine of the square root, of a share",
    "log": "the natural logarithm, of a rate or ratio",
}
FITS = {"square_root": "poisson", "arcsine": "binomial", "log": "poisson"}
"""The error that a transform belongs to."""

_HALF = Fraction(1, 2)
NOT_OF_COUNTS = frozenset({"pounds", "days", "minutes"})
"""Dimensions of values that no count divided by another can have."""
_NEEDED = {
    "against": (
        "a set point to hold each value against",
        "add `against: standard`, `against: pooled(among: …)` or another figure of the same unit",
    ),
    "error": (
        "to know how far chance alone moves a value",
        (
            "add `error: binomial` for a share of so many, `error: poisson` for a rate or a ratio of counts, "
            "or `error: normal` with `standard_error:`"
        ),
    ),
}
"""What must be written, what it is for, and what to do where it is not."""


# --- arguments ---------------------------------------------------------------------------------------------------


def funnel_args(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> tuple[Expr, ...] | None:
    """The value, what its standard error hangs on, and the set point; None with findings if they do not fit."""
    given = dict(call.options)
    value = _number(ctx, scope, call.args[0], f"`{row.name}` among a population takes")
    for option, (what, hint) in _NEEDED.items():
        if option not in given:
            ctx.findings.report("CCG308", f"`{row.name}` needs {what}", call.span, secondary=scope.calls, help=hint)
    set_point = _number(ctx, scope, given["against"], "`against:` takes") if "against" in given else None
    error = _error(ctx, scope, given["error"]) if "error" in given else None
    if value is None or set_point is None or error is None:
        return None
    scale = _scale(ctx, scope, call, value, error)
    if scale is None or not _like(ctx, scope, "`z_score`", value, set_point):
        return None
    return value, scale, set_point


def _error(ctx: Context, scope: Scope, written: tree.Expr) -> Expr | None:
    return option_word(ctx, scope, written, ERRORS, "an error of `z_score`", written.span)


def _number(ctx: Context, scope: Scope, written: tree.Expr, what: str) -> Expr | None:
    checked = check_expr(ctx, scope, written)
    return checked if checked is not None and require(ctx, scope, checked, what, Kind.NUMBER) else None


def _like(ctx: Context, scope: Scope, what: str, left: Expr, right: Expr) -> bool:
    """Whether two numbers are of like units; reported if not."""
    if Kind.ANY in (left.type.kind, right.type.kind) or alike(left.type, right.type):
        return True
    report_unlike(ctx, scope, what, left, right)
    return False


def _scale(ctx: Context, scope: Scope, call: tree.Call, value: Expr, error: Expr) -> Expr | None:
    """What the standard error hangs on: itself where the error is normal, else the denominator."""
    given = dict(call.options)
    word = str(error.value) if isinstance(error, Literal) else None
    if word == "normal":
        if not _without(ctx, scope, given.get("denominator"), "denominator", "binomial` or `error: poisson"):
            return None
        return _own_error(ctx, scope, given.get("standard_error"), value, error)
    if word is not None and not _without(ctx, scope, given.get("standard_error"), "standard_error", "normal"):
        return None
    if word is not None and not _of_counts(ctx, scope, value, word, error):
        return None
    if "denominator" in given:
        return _number(ctx, scope, given["denominator"], "`denominator:` takes")
    return _own_denominator(ctx, scope, call, value, str(word))


def _of_counts(ctx: Context, scope: Scope, value: Expr, word: str, error: Expr) -> bool:
    """Whether a value can come from counts, as the error says; reported if not."""
    if dimension(value.type) not in NOT_OF_COUNTS:
        return True
    message = f"`error: {word}` is for shares, rates and ratios of counts, and this is {described(value.type)}"
    hint = "write `error: normal` with the `standard_error:` of each value"
    secondary = (Label(value.span, described(value.type)), *scope.calls)
    ctx.findings.report("CCG310", message, error.span, secondary=secondary, help=hint)
    return False


def _own_error(ctx: Context, scope: Scope, written: tree.Expr | None, value: Expr, error: Expr) -> Expr | None:
    """The standard error that comes with each value, in the unit of the value."""
    if written is None:
        message = "`error: normal` needs the standard error of each value"
        hint = "add `standard_error:`, such as `standard_error: (upper_limit - lower_limit) / 3.92`"
        ctx.findings.report("CCG308", message, error.span, secondary=scope.calls, help=hint)
        return None
    own = _number(ctx, scope, written, "`standard_error:` takes")
    return own if own is not None and _like(ctx, scope, "`standard_error:`", value, own) else None


def _without(ctx: Context, scope: Scope, written: tree.Expr | None, name: str, error: str) -> bool:
    """Whether an option of another error is left out; reported if not."""
    if written is None:
        return True
    message = f"`{name}:` goes with `error: {error}`"
    ctx.findings.report("CCG211", message, written.span, secondary=scope.calls, help=f"leave `{name}:` out")
    return False


def _own_denominator(ctx: Context, scope: Scope, call: tree.Call, value: Expr, error: str) -> Expr | None:
    """The denominator of the indicator whose value it is: the one named, or the one around."""
    if scope.generic:
        return Local("denominator", ANY, span=call.span)
    columns = [visit.expr.name for visit in visits(value) if isinstance(visit.expr, Ref)]
    owners = {name.removesuffix(".value") for name in columns if name.endswith(".value")}
    if not owners and scope.kind == "indicator":
        owners = {scope.owner}
    owner = owners.pop() if len(owners) == 1 else None
    if owner is not None and f"{owner}.denominator" in ctx.columns:
        return reference(ctx, scope, f"{owner}.denominator", call.span)
    whose = f"indicator `{owner}` has none" if owner is not None else "nothing says which"
    hint = "add `denominator:`"
    if owner is not None:
        hint += f", or write `from numerator / denominator` on the `data` line of `{owner}`"
    message = f"`error: {error}` needs a denominator, and {whose}"
    ctx.findings.report("CCG308", message, call.span, secondary=scope.calls, help=hint)
    return None


# --- options -----------------------------------------------------------------------------------------------------


def funnel_options(ctx: Context, scope: Scope, call: tree.Call, value: Expr) -> Options | None:
    """The checked options, each a word or a number; None with findings if they do not go together."""
    given = dict(call.options)
    words = {
        name: option_word(ctx, scope, given.get(name), known, f"{what} of `z_score`", call.span)
        for name, known, what in (
            ("error", ERRORS, "an error"),
            ("overdispersion", OVERDISPERSION, "a kind of over-dispersion"),
            ("transform", TRANSFORMS, "a transform"),
        )
    }
    found = {name: word for name, word in words.items() if word is not None}
    if len(found) < len(words) or not _fits(ctx, scope, found["error"], found["transform"]):
        return None
    ends = _ends(ctx, scope, given, found["overdispersion"])
    if ends is None:
        return None
    base = per(value.type)
    per_one: Options = (("base", Literal(base, NUMERIC, span=call.span)),) if base != 1 else ()
    return (*found.items(), *ends, *per_one)


def _fits(ctx: Context, scope: Scope, error: Expr, transform: Expr) -> bool:
    """Whether a transform is one for the error; reported if not."""
    if not isinstance(error, Literal) or not isinstance(transform, Literal):
        return True
    wanted = FITS.get(str(transform.value))
    if wanted is None or wanted == error.value:
        return True
    fitting = [name for name, of in FITS.items() if of == error.value]
    ctx.findings.report(
        "CCG310",
        f"`transform: {transform.value}` is for `error: {wanted}`, and the error here is `{error.value}`",
        transform.span,
        secondary=scope.calls,
        help=f"write `transform: {' or '.join(fitting)}`, or leave it out" if fitting else "leave `transform:` out",
    )
    return False


def _ends(ctx: Context, scope: Scope, given: Mapping[str, tree.Expr], kind: Expr) -> Options | None:
    """The share at either end that is winsorised or trimmed."""
    written = [(name, given[name]) for name in ("winsorise", "trim") if name in given]
    if not written:
        return ()
    name, expr = written[0]
    if len(written) == 2:
        message = "`winsorise:` and `trim:` are two ways to treat the same ends"
        ctx.findings.report("CCG211", message, written[1][1].span, secondary=scope.calls, help="take one of the two")
        return None
    if isinstance(kind, Literal) and kind.value == "none":
        message = f"`{name}:` does nothing without over-dispersion: it only touches how that is estimated"
        hint = f"add `overdispersion: additive` or `multiplicative`, or leave `{name}:` out"
        ctx.findings.report("CCG211", message, expr.span, secondary=scope.calls, help=hint)
        return None
    share = _end(ctx, scope, name, expr)
    return None if share is None else ((name, share),)


def _end(ctx: Context, scope: Scope, name: str, written: tree.Expr) -> Expr | None:
    checked = check_expr(ctx, scope, written)
    if checked is None or checked.type.kind is Kind.ANY:
        return checked
    value = constant_number(checked)
    shares = isinstance(checked, Literal) and checked.type.unit is not None and checked.type.unit.dimension == "share"
    if value is not None and shares and 0 < value < _HALF:
        return replace(checked, type=SHARE)
    by_period = isinstance(checked, Dated)
    ctx.findings.report(
        "CCG310",
        f"`{name}:` is the share of the organisations at each end: above 0% and below 50%",
        checked.span,
        secondary=scope.calls,
        help=f"write a share such as `{name}: 10%`"
        + (": a parameter with values by period cannot stand here" if by_period else ", or name a parameter"),
    )
    return None

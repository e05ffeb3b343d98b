"""Confidence limits and significance in words, and as arithmetic that can be done again by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.engine.confidence import normal_quantile
from ccgrules.explain import digits
from ccgrules.explain.row import Row, in_sentence, value_of_counts
from ccgrules.model.expressions import Literal, Op, Ref
from ccgrules.model.functions import functions_named
from ccgrules.model.types import Value
from ccgrules.model.units import per
from ccgrules.plan.draft import inside
from ccgrules.plan.limits import LIMITS
from ccgrules.plan.steps import Compute, PlanExpr, Step

NAMES = {"wilson": "Wilson", "byar": "Byar"}
VERDICTS = {
    1: ("significantly better", "is significantly better than"),
    0: ("not significantly different", "is not significantly different from"),
    -1: ("significantly worse", "is significantly worse than"),
}
PLACES_OF_Z = 6
"""Places to which the normal quantile and its square are printed: 1.959964."""


def limit_of(expr: PlanExpr) -> Op | None:
    """The confidence limit that an expression is, also one of a rate: 100,000 times a limit per one."""
    if not isinstance(expr, Op):
        return None
    if expr.op == "mul" and isinstance(expr.args[1], Op) and expr.args[1].op in LIMITS:
        return expr.args[1]
    return expr if expr.op in LIMITS else None


def limit_words(row: Row, limit: Op, counts: Sequence[str]) -> str:
    """`lower 95 % Wilson limit of treated in time`."""
    method, side = limit.op.split("_")
    exact = f", exact below {digits.plain(_number(limit, 3))}," if len(limit.args) > 3 else ""
    of = _owner_title(row, limit) or f"{counts[0]} / {counts[1]}"
    return f"{side} {percentage(_number(limit, 2))} {NAMES[method]} limit{exact} of {of}"


def _owner_title(row: Row, limit: Op) -> str | None:
    """The title of the indicator whose own counts a limit is of."""
    numerator, denominator = limit.args[:2]
    if not isinstance(numerator, Ref) or not isinstance(denominator, Ref):
        return None
    value = value_of_counts(numerator.name, denominator.name)
    return in_sentence(row.title(value)) if value is not None else None


def _number(limit: Op, place: int) -> Fraction:
    """An option, which is a constant."""
    option = limit.args[place]
    assert isinstance(option, Literal)
    assert isinstance(option.value, Fraction)
    return option.value


def percentage(share: Fraction) -> str:
    """A share as `95 %`, `99.8 %`."""
    return f"{digits.plain(share * 100)} %"


def definitions_of(step: Step) -> tuple[str, ...]:
    """Where the kinds of confidence limit in a step are defined, each once."""
    if not isinstance(step, Compute) or step.expr is None:
        return ()
    found = []
    for expr in inside(step.expr):
        if isinstance(expr, Op) and expr.op in LIMITS:
            name = NAMES[expr.op.split("_")[0]]
            found.append(f"{name} limits after {functions_named(expr.op)['elementwise'].source}")
    return tuple(dict.fromkeys(found))


# --- the arithmetic of a limit -------------------------------------------------------------------------------------


def limit_worked(limit: Op, count: Value, counts: Sequence[str]) -> str:
    """A limit's formula with its figures.

    Args:
        limit: The limit.
        count: The count.
        counts: The count and the denominator as printed, in brackets where they are worked out.
    """
    confidence = _number(limit, 2)
    assert isinstance(count, Fraction)
    method, side = limit.op.split("_")
    if method == "wilson":
        return _wilson(counts, normal_quantile(confidence), upper=side == "upper")
    if len(limit.args) > 3 and count < _number(limit, 3):
        return _exact(count, counts, (1 - confidence) / 2, upper=side == "upper")
    return _byar(count, counts, normal_quantile(confidence), upper=side == "upper")


def _wilson(counts: Sequence[str], z: Fraction, *, upper: bool) -> str:
    count, of = counts
    once, squared = digits.fixed(z, PLACES_OF_Z), digits.fixed(z * z, PLACES_OF_Z)
    sign = "+" if upper else digits.MINUS
    spread = f"{once} × √({squared} + 4 × {count} × (1 {digits.MINUS} {count} / {of}))"
    return f"(2 × {count} + {squared} {sign} {spread}) / (2 × ({of} + {squared}))"


def _byar(count: Fraction, counts: Sequence[str], z: Fraction, *, upper: bool) -> str:
    if not count and not upper:
        return f"0 / {counts[1]}"
    figure = digits.fixed(count + 1, digits.ending_places(count) or 0) if upper else counts[0]
    once, sign = digits.fixed(z, PLACES_OF_Z), "+" if upper else digits.MINUS
    cubed = f"(1 {digits.MINUS} 1 / (9 × {figure}) {sign} {once} / (3 × √{figure}))"
    if not upper and 3 * count < 1 + 3 * z * z:
        cubed = f"the greater of 0 and {cubed}"
    return f"{figure} × {cubed}³ / {counts[1]}"


def _exact(count: Fraction, counts: Sequence[str], tail: Fraction, *, upper: bool) -> str:
    """Half the quantile of chi-squared that an exact Poisson limit is."""
    if not count and not upper:
        return f"0 / {counts[1]}"
    freedom = 2 * count + (2 if upper else 0)
    share = percentage(1 - tail if upper else tail)
    return f"χ² of {share} with {digits.plain(freedom)} degrees of freedom / 2 / {counts[1]}"


# --- significance --------------------------------------------------------------------------------------------------


def significance_of(row: Row, expr: PlanExpr) -> Op | None:
    """The significance that an expression is, or that a column is worked out as."""
    step = row.steps.get(expr.name) if isinstance(expr, Ref) else None
    if isinstance(step, Compute) and step.expr is not None and _follows_rule(row, step):
        expr = step.expr
    return expr if isinstance(expr, Op) and expr.op == "against_limits" else None


def _follows_rule(row: Row, step: Compute) -> bool:
    """Whether a column is what its rule gives, neither published nor put in place of what is missing."""
    published = step.supplied is not None and isinstance(row.value(step.supplied), Fraction)
    return not published and step.expr is not None and isinstance(row.evaluate(step.expr), Fraction)


def significance_words(titles: Sequence[str]) -> str:
    """`significance of treated in time against its standard`."""
    return f"significance of {titles[0]} against {titles[1]}"


def significance_worked(row: Row, expr: Op) -> str:
    """`81.20 % (95 % limits 78.66 % to 83.50 %) against 85.00 %: significantly worse`."""
    told = _told(row, expr)
    return f"{told.value} ({told.limits}) against {told.against}: {VERDICTS[told.side][0]}"


def significance_fact(row: Row, expr: Op, titles: Sequence[str]) -> str:
    """`treated in time 81.20 % (95 % limits 78.66 % to 83.50 %) is significantly worse than 85.00 % (its standard)`."""
    told = _told(row, expr)
    against = told.against if isinstance(expr.args[1], Literal) else f"{told.against} ({titles[1]})"
    return f"{titles[0]} {told.value} ({told.limits}) {VERDICTS[told.side][1]} {against}"


@dataclass(frozen=True, slots=True)
class _Told:
    """A value, its limits and its set point, printed to places at which they compare as they do exactly."""

    value: str
    limits: str
    against: str
    side: int


def _told(row: Row, expr: Op) -> _Told:
    numbers = [number for arg in expr.args[:4] if isinstance(number := row.evaluate(arg), Fraction)]
    _, against, lower, upper = numbers
    type_, places = expr.args[0].type, _places(row, expr, against, (lower, upper))
    shown = [digits.shown(number, type_, places) for number in numbers]
    limit = row.steps[expr.args[2].name] if isinstance(expr.args[2], Ref) else None
    found = limit_of(limit.expr) if isinstance(limit, Compute) and limit.expr is not None else None
    confidence = f"{percentage(_number(found, 2))} " if found is not None else ""
    side = row.evaluate(expr)
    assert isinstance(side, Fraction)
    first = shown[2].removesuffix(type_.unit.suffix) if type_.unit and per(type_) != 1 else shown[2]
    return _Told(shown[0], f"{confidence}limits {first} to {shown[3]}", shown[1], int(side))


def _places(row: Row, expr: Op, against: Fraction, limits: Sequence[Fraction]) -> int:
    """The fewest places at which each limit, as printed, is on the side of the set point that it is on."""
    value, unit = expr.args[0], expr.args[0].type.unit
    wanted = row.places(value.name) if isinstance(value, Ref) else None
    least = digits.default_places(digits.stored(limits[0], unit), unit) if wanted is None else wanted
    return max(digits.telling_places(digits.stored(x, unit), digits.stored(against, unit), least) for x in limits)

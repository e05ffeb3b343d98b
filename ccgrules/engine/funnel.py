"""Funnel-plot z-scores among a population, worked out for one peer group at a time.

Definitions: Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24, 2005;
Spiegelhalter and others, Statistical methods for healthcare regulation, J. R. Statist. Soc. A 175, 2012. Roots,
logarithms and arcsines are worked with 70 digits, and what is kept is rounded to 50.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction

from ccgrules.engine.numbers import DIGITS, NEAR, bounded
from ccgrules.engine.statistics import Each, quantile_place
from ccgrules.model.types import MISSING, Missing, Reason
from ccgrules.plan.steps import Figure

_WORKING = Context(prec=DIGITS + 20)
_ROUNDED = Context(prec=DIGITS)
_WIDE = Context(prec=700)
"""For differences of weights, which may be 600 digits apart."""
_ONE = Fraction(1)
_NO_ERROR = MISSING[Reason.DIVISION_BY_ZERO]
_NO_TRANSFORM = MISSING[Reason.UNDETERMINED]
_TOO_FEW = MISSING[Reason.PEER_GROUP_TOO_SMALL]

Options = Mapping[str, Fraction | str]
"""The options of a figure, by their names."""


@dataclass(frozen=True, slots=True)
class Point:
    """One member on the scale of its standard error.

    Attributes:
        apart: How far its value is from its set point, both transformed; positive where it is better.
        variance: The square of its standard error; above 0.
    """

    apart: Decimal
    variance: Decimal

    def z(self, more: Decimal = Decimal(0)) -> Decimal:
        """The distance in standard errors, `more` added to the variance."""
        return _WORKING.divide(self.apart, _WORKING.sqrt(_WORKING.add(self.variance, more)))


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more the members vary than chance alone would have them.

    Attributes:
        phi: The mean of the squares of the z-scores that it is estimated from; 1 where chance explains all.
        members: How many members it is estimated from.
        tau_squared: What is added to each variance: above 0 where over-dispersion is additive and there is some.
        weight: What the surplus was divided by for that, `Σw - Σw² / Σw`; 0 where nothing was.
    """

    phi: Decimal
    members: int
    tau_squared: Decimal = Decimal(0)
    weight: Decimal = Decimal(0)

    @property
    def over(self) -> bool:
        """Whether there is over-dispersion: a φ of at most 1 is none."""
        return self.phi > 1 and not _near(self.phi, Decimal(1))


def z_score(step: Figure, rows: Sequence[Sequence[Fraction]]) -> Each:
    """Each member's z-score, and what is kept beside it: `unadjusted`, `standard_error`, `phi`, `tau_squared`.

    A member whose standard error is not above 0 has none, nor has one whose value or set point cannot be transformed;
    neither takes part in the estimate of over-dispersion. An estimate from fewer than two members is none.
    """
    options = dict(step.options)
    points = [point(options, step.best[0], *row) for row in rows]
    there = [each for each in points if isinstance(each, Point)]
    spread = dispersion(options, there)
    return Each(
        [each if isinstance(each, Missing) else score(options, each, spread) for each in points],
        {
            "unadjusted": [each if isinstance(each, Missing) else rounded(each.z()) for each in points],
            "standard_error": [each if isinstance(each, Missing) else rounded(root(each.variance)) for each in points],
            "phi": [spread if isinstance(spread, Missing) else rounded(spread.phi)] * len(points),
            "tau_squared": [spread if isinstance(spread, Missing) else rounded(spread.tau_squared)] * len(points),
        },
    )


def score(options: Options, own: Point, spread: Dispersion | Missing) -> Fraction | Missing:
    """A member's z-score as it is kept: missing where over-dispersion is to be allowed for and cannot be estimated."""
    if isinstance(spread, Dispersion):
        return rounded(adjusted(options, own, spread))
    return spread if options["overdispersion"] != "none" else rounded(own.z())


def root(square: Decimal) -> Decimal:
    """The square root."""
    return _WORKING.sqrt(square)


def rounded(value: Decimal) -> Fraction:
    """A number as it is kept: to 50 digits.

    Raises:
        Overgrown: It is too large.
    """
    return bounded(Fraction(_ROUNDED.plus(value)))


# --- one member ----------------------------------------------------------------------------------------------------


def point(options: Options, best: str, value: Fraction, scale: Fraction, set_point: Fraction) -> Point | Missing:
    """One member on the scale of its standard error.

    Args:
        options: Those of the figure: `error`, `transform`, and `base` where the value is not per one.
        best: Whether a `higher` or a `lower` value is better.
        value: The value.
        scale: What the standard error hangs on: the denominator; where the error is normal, itself.
        set_point: What the value is held against.
    """
    base = options.get("base", _ONE)
    assert isinstance(base, Fraction)
    y, t = value / base, set_point / base
    apart = _APART[str(options["transform"])](y, t)
    if apart is None:
        return _NO_TRANSFORM
    variance = _variance(options, scale, t)
    if variance <= 0:
        return _NO_ERROR
    return Point(apart if best == "higher" else -apart, _decimal(variance))


def _variance(options: Options, scale: Fraction, t: Fraction) -> Fraction:
    """The square of the standard error; not above 0 where there is none.

    Transformed, that of y times the square of the transform's slope at the set point (the delta method).
    """
    if options["error"] == "normal":
        return scale**2 if scale > 0 else Fraction(0)
    if scale <= 0:
        return Fraction(0)
    match options["transform"]:
        case "arcsine" | "square_root":
            return 1 / (4 * scale)
        case "log":
            return 1 / (scale * t)
        case _:
            return (t * (1 - t) if options["error"] == "binomial" else t) / scale


def _plainly(y: Fraction, t: Fraction) -> Decimal:
    return _decimal(y - t)


def _square_roots(y: Fraction, t: Fraction) -> Decimal | None:
    """The difference √y − √t, written so that no digits cancel."""
    if y < 0 or t < 0:
        return None
    return _WORKING.divide(_decimal(y - t), _WORKING.add(_root(y), _root(t))) if y != t else Decimal(0)


def _logarithms(y: Fraction, t: Fraction) -> Decimal | None:
    """The difference of the natural logarithms."""
    return _WORKING.ln(_decimal(y / t)) if y > 0 and t > 0 else None


def _arcsines(y: Fraction, t: Fraction) -> Decimal | None:
    """The difference asin √y − asin √t, as the arcsine of its own sine, so that no digits cancel."""
    if not (0 <= y <= 1 and 0 <= t <= 1):
        return None
    if y == t:
        return Decimal(0)
    return _arcsine(_WORKING.divide(_decimal(y - t), _WORKING.add(_root(y * (1 - t)), _root(t * (1 - y)))))


def _arcsine(sine: Decimal) -> Decimal:
    import mpmath

    digits = DIGITS + 20
    sine = min(max(sine, Decimal(-1)), Decimal(1))  # the last digit of a quotient of roots may lie beyond
    with mpmath.workdps(digits):
        return Decimal(mpmath.nstr(mpmath.asin(mpmath.mpf(str(sine))), digits))


_APART: Mapping[str, Callable[[Fraction, Fraction], Decimal | None]] = {
    "none": _plainly,
    "square_root": _square_roots,
    "log": _logarithms,
    "arcsine": _arcsines,
}
"""For each transform, the distance of two transformed numbers per one; None where one of them has no transform."""


def _decimal(value: Fraction) -> Decimal:
    over, under = value.as_integer_ratio()
    return _WORKING.divide(Decimal(over), Decimal(under))


def _root(value: Fraction) -> Decimal:
    return _WORKING.sqrt(_decimal(value))


def _near(a: Decimal, b: Decimal) -> bool:
    return a == b or abs(_WORKING.subtract(a, b)) * NEAR <= max(abs(a), abs(b))


# --- over-dispersion -----------------------------------------------------------------------------------------------


def dispersion(options: Options, points: Sequence[Point]) -> Dispersion | Missing:
    """The members' over-dispersion, after winsorising or trimming as the options say."""
    if not points:
        return _NO_ERROR
    scores = [each.z() for each in points]
    kept: Sequence[int] = range(len(points))
    if "winsorise" in options or "trim" in options:
        low, high = limits(scores, options)
        if "trim" in options:
            kept = [i for i in kept if not (_beyond(low, scores[i]) or _beyond(scores[i], high))]
        scores = [min(max(score, low), high) for score in scores]
    if len(kept) < 2:
        return _TOO_FEW
    phi = _WORKING.divide(_sum(_WORKING.multiply(scores[i], scores[i]) for i in kept), Decimal(len(kept)))
    found = Dispersion(phi, len(kept))
    if options["overdispersion"] != "additive" or not found.over:
        return found
    return _between(found, [points[i].variance for i in kept])


def limits(scores: Sequence[Decimal], options: Options) -> tuple[Decimal, Decimal]:
    """The quantiles of z-scores beyond which they are winsorised or trimmed (linear, Hyndman and Fan 7)."""
    share = options.get("winsorise", options.get("trim"))
    assert isinstance(share, Fraction)
    ordered = sorted(scores)
    return _quantile(ordered, share), _quantile(ordered, 1 - share)


def _quantile(ordered: Sequence[Decimal], q: Fraction) -> Decimal:
    low, high, part = quantile_place(len(ordered), q, "linear")
    if not part:
        return ordered[low]
    return _WORKING.fma(_WORKING.subtract(ordered[high], ordered[low]), _decimal(part), ordered[low])


def _beyond(lower: Decimal, higher: Decimal) -> bool:
    """Whether the second is lower than the first: equal roots of different numbers may differ in the last digit."""
    return higher < lower and not _near(lower, higher)


def _between(found: Dispersion, variances: Sequence[Decimal]) -> Dispersion:
    """With τ², the variance between members, after DerSimonian and Laird (1986) about the set point."""
    weights = [_WIDE.divide(Decimal(1), variance) for variance in variances]
    total = _sum(weights)
    squares = _sum(_WIDE.multiply(weight, weight) for weight in weights)
    surplus = _WIDE.subtract(_WIDE.multiply(found.phi, Decimal(found.members)), Decimal(found.members - 1))
    weight = _WIDE.subtract(total, _WIDE.divide(squares, total))
    return replace(found, tau_squared=_WORKING.divide(surplus, weight), weight=_WORKING.plus(weight))


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = _WIDE.add(total, value)
    return total


def adjusted(options: Options, own: Point, spread: Dispersion) -> Decimal:
    """The z-score of one member, over-dispersion allowed for."""
    if options["overdispersion"] == "none" or not spread.over:
        return own.z()
    if options["overdispersion"] == "additive":
        return own.z(spread.tau_squared)
    return _WORKING.divide(own.z(), _WORKING.sqrt(spread.phi))

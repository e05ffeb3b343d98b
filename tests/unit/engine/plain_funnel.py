"""z-scores as the formulas stand, in decimals of 70 digits, one member at a time: the plain form of `engine.funnel`.

It is slow, and keeps to the formulas where digits cancel, so that it is held to mpmath itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction

import mpmath

from ccgrules.engine.statistics import quantile_place
from ccgrules.model.types import MISSING, Missing, Reason

Options = Mapping[str, Fraction | str]
Figures = Mapping[str, Sequence[Fraction | Missing]]

WORKING = Context(prec=70)
WIDE = Context(prec=700)
"""For differences of weights, which may be 600 digits apart."""
NEAR = 10**40


def plain_scores(options: Options, best: str, rows: Sequence[Sequence[Fraction]]) -> Figures:
    """What `funnel.z_score` gives: the scores under `z`, and what is kept beside them."""
    found = [_point(options, best, *row) for row in rows]
    there = [each for each in found if not isinstance(each, Missing)]
    spread = _spread(options, there)
    phi, tau_squared = (spread, spread) if isinstance(spread, Missing) else spread

    def each(give: Callable[[Decimal, Decimal], Decimal | Missing]) -> list[Fraction | Missing]:
        return [one if isinstance(one, Missing) else _rounded(give(*one)) for one in found]

    return {
        "z": each(lambda apart, square: _adjusted(options, apart, square, spread)),
        "unadjusted": each(_z),
        "standard_error": each(lambda _, square: WORKING.sqrt(square)),
        "phi": [_rounded(phi)] * len(rows),
        "tau_squared": [_rounded(tau_squared)] * len(rows),
    }


def _rounded(value: Decimal | Missing) -> Fraction | Missing:
    return value if isinstance(value, Missing) else Fraction(Context(prec=50).plus(value))


def _decimal(value: Fraction) -> Decimal:
    return WORKING.divide(Decimal(value.numerator), Decimal(value.denominator))


def _z(apart: Decimal, square: Decimal) -> Decimal:
    return WORKING.divide(apart, WORKING.sqrt(square))


# --- one member -------------------------------------------------------------------------------------------------------


def _point(
    options: Options, best: str, value: Fraction, scale: Fraction, set_point: Fraction
) -> tuple[Decimal, Decimal] | Missing:
    per = options.get("base", Fraction(1)) if options["error"] != "normal" else Fraction(1)
    assert isinstance(per, Fraction)
    y, t = value / per, set_point / per
    apart = TRANSFORMS[str(options["transform"])](y, t)
    if apart is None:
        return MISSING[Reason.UNDETERMINED]
    square = _square(options, scale, t) if scale > 0 else Fraction(0)
    if square <= 0:
        return MISSING[Reason.DIVISION_BY_ZERO]
    return apart if best == "higher" else apart.copy_negate(), _decimal(square)


def _square(options: Options, scale: Fraction, t: Fraction) -> Fraction:
    if options["error"] == "normal":
        return scale**2
    match options["transform"]:
        case "arcsine" | "square_root":
            return 1 / (4 * scale)
        case "log":
            return 1 / (scale * t)
        case _:
            return (t * (1 - t) if options["error"] == "binomial" else t) / scale


def _square_roots(y: Fraction, t: Fraction) -> Decimal | None:
    if y < 0 or t < 0:
        return None
    return WORKING.subtract(WORKING.sqrt(_decimal(y)), WORKING.sqrt(_decimal(t)))


def _logarithms(y: Fraction, t: Fraction) -> Decimal | None:
    return WORKING.subtract(WORKING.ln(_decimal(y)), WORKING.ln(_decimal(t))) if y > 0 and t > 0 else None


def _arcsines(y: Fraction, t: Fraction) -> Decimal | None:
    if not (0 <= y <= 1 and 0 <= t <= 1):
        return None
    with mpmath.workdps(70):
        angles = [mpmath.asin(mpmath.sqrt(mpmath.mpf(x.numerator) / x.denominator)) for x in (y, t)]
        return Decimal(mpmath.nstr(angles[0] - angles[1], 70))


TRANSFORMS: Mapping[str, Callable[[Fraction, Fraction], Decimal | None]] = {
    "none": lambda y, t: _decimal(y - t),
    "square_root": _square_roots,
    "log": _logarithms,
    "arcsine": _arcsines,
}

# --- over-dispersion --------------------------------------------------------------------------------------------------


def _spread(options: Options, points: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal] | Missing:
    """φ and τ²."""
    if not points:
        return MISSING[Reason.DIVISION_BY_ZERO]
    scores = [_z(*point) for point in points]
    inside: Sequence[int] = range(len(points))
    share = options.get("winsorise", options.get("trim"))
    if isinstance(share, Fraction):
        low, high = (_quantile(sorted(scores), q) for q in (share, 1 - share))
        if "trim" in options:
            inside = [place for place in inside if not (_beyond(low, scores[place]) or _beyond(scores[place], high))]
        scores = [min(max(score, low), high) for score in scores]
    if len(inside) < 2:
        return MISSING[Reason.PEER_GROUP_TOO_SMALL]
    phi = WORKING.divide(_sum(WORKING.multiply(scores[i], scores[i]) for i in inside), Decimal(len(inside)))
    if options["overdispersion"] != "additive" or not _over(phi):
        return phi, Decimal(0)
    weights = [WIDE.divide(Decimal(1), points[i][1]) for i in inside]
    total, squares = _sum(weights), _sum(WIDE.multiply(weight, weight) for weight in weights)
    surplus = WIDE.subtract(WIDE.multiply(phi, Decimal(len(inside))), Decimal(len(inside) - 1))
    return phi, WORKING.divide(surplus, WIDE.subtract(total, WIDE.divide(squares, total)))


def _adjusted(
    options: Options, apart: Decimal, square: Decimal, spread: tuple[Decimal, Decimal] | Missing
) -> Decimal | Missing:
    if options["overdispersion"] == "none":
        return _z(apart, square)
    if isinstance(spread, Missing):
        return spread
    phi, tau_squared = spread
    if options["overdispersion"] == "additive":
        return _z(apart, WORKING.add(square, tau_squared))
    return WORKING.divide(_z(apart, square), WORKING.sqrt(phi)) if _over(phi) else _z(apart, square)


def _over(phi: Decimal) -> bool:
    return phi > 1 and not _near(phi, Decimal(1))


def _quantile(ordered: Sequence[Decimal], q: Fraction) -> Decimal:
    low, high, part = quantile_place(len(ordered), q, "linear")
    return WORKING.fma(WORKING.subtract(ordered[high], ordered[low]), _decimal(part), ordered[low])


def _beyond(lower: Decimal, higher: Decimal) -> bool:
    return higher < lower and not _near(lower, higher)


def _near(a: Decimal, b: Decimal) -> bool:
    return a == b or abs(WORKING.subtract(a, b)) * NEAR <= max(abs(a), abs(b))


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = WIDE.add(total, value)
    return total

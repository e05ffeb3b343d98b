"""Funnel-plot z-scores among a population, worked out for one peer group at a time.

Definitions: Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24, 2005;
Spiegelhalter and others, Statistical methods for healthcare regulation, J. R. Statist. Soc. A 175, 2012. All stays an
exact fraction up to the first root, logarithm or arcsine, which are worked out to 70 digits; what is kept has 50.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeVar

from ccgrules.engine.approximate import BITS, LONG, Binary, cut, held, root, rounded
from ccgrules.engine.dispersion import Dispersion, Measured, Options, Point, adjusted, dispersion, kept
from ccgrules.engine.statistics import Each
from ccgrules.model.types import MISSING, Missing, Reason
from ccgrules.plan.steps import Figure

_NO_ERROR = MISSING[Reason.DIVISION_BY_ZERO]
_NO_TRANSFORM = MISSING[Reason.UNDETERMINED]
_ONE = Fraction(1)

Cell = TypeVar("Cell")

Pair = tuple[int, int]
"""A fraction, not always in lowest terms; what is under the line is above 0."""


def z_score(step: Figure, rows: Sequence[Sequence[Fraction]]) -> Each:
    """Each member's z-score, and what is kept beside it: `unadjusted`, `standard_error`, `phi`, `tau_squared`.

    A member whose standard error is not above 0 has none, nor has one whose value or set point cannot be transformed;
    neither takes part in the estimate of over-dispersion. An estimate from fewer than two members is none.
    """
    options = dict(step.options)
    found = points(options, step.best[0], rows)
    measured = Measured.of([each for each in found if isinstance(each, Point)])
    spread = dispersion(options, measured)
    return Each(
        _beside(found, _scores(options, measured, spread)),
        {
            "unadjusted": _beside(found, held(*measured.unadjusted())),
            "standard_error": _beside(found, held(*measured.standard_errors())),
            "phi": [spread if isinstance(spread, Missing) else kept(spread.phi)] * len(found),
            "tau_squared": [spread if isinstance(spread, Missing) else kept(spread.tau_squared)] * len(found),
        },
    )


def _beside(found: Sequence[Point | Missing], cells: Sequence[Cell]) -> Sequence[Cell | Missing]:
    """The members' cells, and beside them those who have no place on the scale of a standard error."""
    if len(cells) == len(found):
        return cells
    rest = iter(cells)
    return [each if isinstance(each, Missing) else next(rest) for each in found]


def _scores(options: Options, measured: Measured, spread: Dispersion | Missing) -> Sequence[Fraction | Missing]:
    found = adjusted(options, measured, spread)
    if isinstance(found, Missing):
        return [found] * len(measured.scores)
    numbers, places = found
    return [rounded(number, places) for number in numbers]


def score(options: Options, own: Point, spread: Dispersion | Missing) -> Fraction | Missing:
    """A member's z-score as it is kept: missing where over-dispersion is to be allowed for and cannot be estimated."""
    return _scores(options, Measured.of([own]), spread)[0]


def unadjusted(own: Point) -> Fraction:
    """A member's z-score as it is kept, over-dispersion not allowed for."""
    (number,), places = Measured.of([own]).unadjusted()
    return rounded(number, places)


def standard_error(own: Point) -> Fraction:
    """A member's standard error as it is kept."""
    (number,), places = Measured.of([own]).standard_errors()
    return rounded(number, places)


# --- members -------------------------------------------------------------------------------------------------------


def base(options: Options) -> Fraction:
    """What values and set points are divided by before they meet a standard error: of counts, to be per one."""
    per = options.get("base", _ONE)
    assert isinstance(per, Fraction)
    return _ONE if options["error"] == "normal" else per


def points(options: Options, best: str, rows: Iterable[Sequence[Fraction]]) -> list[Point | Missing]:
    """Members on the scales of their standard errors.

    Args:
        options: Those of the figure: `error`, `transform`, and `base` where the value is not per one.
        best: Whether a `higher` or a `lower` value is better.
        rows: For each member its value; what its standard error hangs on, the denominator or, where the error is
            normal, itself; and its set point.
    """
    distance = _DISTANCES[str(options["transform"])]
    per_over, per_under = base(options).as_integer_ratio()
    normal, turn = options["error"] == "normal", 1 if best == "higher" else -1
    last, against = None, _SetPoint(0, 1, 0, 1)
    found: list[Point | Missing] = []
    for value, scale, set_point in rows:
        if set_point is not last:  # most rows are held against the same
            last, against = set_point, _set_point(options, set_point)
        over, under = value.as_integer_ratio()
        apart = distance(over * per_under, under * per_over, against.over, against.under)
        size_over, size_under = scale.as_integer_ratio()
        if apart is None:
            found.append(_NO_TRANSFORM)
        elif size_over <= 0 or against.square_over <= 0:
            found.append(_NO_ERROR)
        else:
            over, under = apart
            square = (size_over**2, size_under**2) if normal else (size_under, size_over)
            own = Point(turn * over, under, against.square_over * square[0], against.square_under * square[1])
            found.append(own if own.under < LONG > own.square_under else own.shorter())
    return found


class _SetPoint(NamedTuple):
    """What values are held against.

    Attributes:
        over, under: The set point per one, as a fraction.
        square_over, square_under: The square of the standard error of a denominator of 1, as a fraction that is not
            above 0 where there is none; where the error is normal, 1.
    """

    over: int
    under: int
    square_over: int
    square_under: int


def _set_point(options: Options, set_point: Fraction) -> _SetPoint:
    """A set point, and what the standard error has of it.

    Transformed, the variance is that of y times the square of the transform's slope at the set point (the delta
    method).
    """
    per_over, per_under = base(options).as_integer_ratio()
    over, under = set_point.as_integer_ratio()
    over, under = over * per_under, under * per_over
    match options["error"], options["transform"]:
        case "normal", _:
            square = 1, 1
        case _, "arcsine" | "square_root":
            square = 1, 4
        case _, "log":
            square = under, over
        case "binomial", _:
            square = over * (under - over), under * under
        case _:
            square = over, under
    return _SetPoint(over, under, *cut(*square))


# --- transforms ----------------------------------------------------------------------------------------------------


def _plain(a: int, b: int, c: int, d: int) -> Pair:
    return a * d - c * b, b * d


def _square_roots(a: int, b: int, c: int, d: int) -> Pair | None:
    """The difference √y − √t, written so that no digits cancel."""
    if a < 0 or c < 0:
        return None
    over, under = _plain(a, b, c, d)
    if not over:
        return 0, 1
    both, places = _sum(root(a, b), root(c, d))
    return over << places, under * both


def _logarithms(a: int, b: int, c: int, d: int) -> Pair | None:
    """The difference of the natural logarithms, which is the logarithm of y / t."""
    if a <= 0 or c <= 0:
        return None
    over, under = a * d, b * c
    if over == under:
        return 0, 1
    from mpmath import libmp

    close = max(0, over.bit_length() - (over - under).bit_length())
    return _pair(libmp.mpf_log(libmp.from_rational(over, under, BITS + close), BITS))


def _arcsines(a: int, b: int, c: int, d: int) -> Pair | None:
    """The difference asin √y − asin √t, as the angle of its own sine and cosine, so that no digits cancel."""
    if not (0 <= a <= b and 0 <= c <= d):
        return None
    over, under = _plain(a, b, c, d)
    if not over:
        return 0, 1
    from mpmath import libmp

    both, places = _sum(root(a * (d - c), under), root(c * (b - a), under))
    sine = libmp.from_rational(over << places, under * both, BITS)
    cosine, places = _sum(root((b - a) * (d - c), under), root(a * c, under))
    return _pair(libmp.mpf_atan2(sine, libmp.from_man_exp(cosine, -places), BITS))


def _sum(one: Binary, other: Binary) -> Binary:
    places = max(one[1], other[1])
    return (one[0] << places - one[1]) + (other[0] << places - other[1]), places


def _pair(number: tuple[int, int, int, int]) -> Pair:
    """A number of mpmath's, which is a sign, a whole number and a power of two, as a fraction."""
    sign, whole, power, _ = number
    signed = -int(whole) if sign else int(whole)
    return (signed << power, 1) if power >= 0 else (signed, 1 << -power)


_DISTANCES: Mapping[str, Callable[[int, int, int, int], Pair | None]] = {
    "none": _plain,
    "square_root": _square_roots,
    "log": _logarithms,
    "arcsine": _arcsines,
}
"""For each transform, the distance from c / d to a / b, both transformed; None where one of them has no transform."""

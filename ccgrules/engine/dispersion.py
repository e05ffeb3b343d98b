"""Over-dispersion among the members of a peer group, and z-scores that allow for it.

Members of a group are worked out together, as whole numbers over one power of two (see `approximate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import compress
from math import isqrt
from typing import NamedTuple

from ccgrules.engine.approximate import BITS, Binaries, cut, root, rounded
from ccgrules.engine.numbers import bounded, near_whole, shorten
from ccgrules.engine.statistics import quantile_place
from ccgrules.model.types import MISSING, Missing, Reason

_NO_ERROR = MISSING[Reason.DIVISION_BY_ZERO]
_TOO_FEW = MISSING[Reason.PEER_GROUP_TOO_SMALL]

Options = Mapping[str, Fraction | str]
"""The options of a figure, by their names."""


class Point(NamedTuple):
    """One member on the scale of its standard error.

    Attributes:
        over, under: How far its value is from its set point, both transformed, as a fraction; positive where it is
            better.
        square_over, square_under: The square of its standard error, as a fraction; above 0.
    """

    over: int
    under: int
    square_over: int
    square_under: int

    def shorter(self) -> Point:
        """As good as the same, in fractions that are not so long."""
        return Point(*cut(self.over, self.under), *cut(self.square_over, self.square_under))


@dataclass(frozen=True, slots=True)
class Measured:
    """The members of a group, each figure to 70 digits.

    Attributes:
        weights: Of each the inverse of its variance, over `2 ** (2 * places)`.
        roots: Their square roots, over `2 ** places`.
        places: See there.
        scores: The z-scores, over-dispersion not allowed for, over `2 ** score_places`.
        score_places: See there.
    """

    weights: Sequence[int]
    roots: Sequence[int]
    places: int
    scores: Sequence[int]
    score_places: int

    @staticmethod
    def of(points: Sequence[Point]) -> Measured:
        """Any number of members."""
        longest = max((square.bit_length() - one.bit_length() for _, _, square, one in points), default=0)
        places = max(0, BITS + longest // 2 + 1)
        weights = [(one << 2 * places) // square for _, _, square, one in points]
        roots = list(map(isqrt, weights))
        more = 1 + max((under.bit_length() - over.bit_length() for over, under, _, _ in points if over), default=0)
        more = max(0, more)
        scores = [(over * root << more) // under for (over, under, _, _), root in zip(points, roots)]
        return Measured(weights, roots, places, scores, places + more)

    def unadjusted(self) -> Binaries:
        """The z-scores, over-dispersion not allowed for."""
        return self.scores, self.score_places

    def standard_errors(self) -> Binaries:
        """The standard errors."""
        places = max(0, BITS + max((root.bit_length() for root in self.roots), default=0) - self.places)
        one = 1 << self.places + places
        return [one // root for root in self.roots], places


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more the members vary than chance alone would have them; each figure to 70 digits.

    Attributes:
        phi: The mean of the squares of the z-scores that it is estimated from; 1 where chance explains all.
        members: How many members it is estimated from.
        over: Whether there is over-dispersion: a φ of at most 1 is none.
        tau_squared: What is added to each variance: above 0 where over-dispersion is additive and there is some.
        weight: What the surplus was divided by for that, `Σw - Σw² / Σw`; 0 where nothing was.
    """

    phi: Fraction
    members: int
    over: bool
    tau_squared: Fraction = Fraction(0)
    weight: Fraction = Fraction(0)


def kept(value: Fraction) -> Fraction:
    """A number as it is kept: to 50 digits.

    Raises:
        Overgrown: It is too large.
    """
    return bounded(shorten(value))


def dispersion(options: Options, measured: Measured) -> Dispersion | Missing:
    """The members' over-dispersion, after winsorising or trimming as the options say."""
    scores: Sequence[int] = measured.scores
    weights = measured.weights
    if not scores:
        return _NO_ERROR
    if "winsorise" in options:
        low, high = _limits(scores, options)
        scores = [low if score < low else min(score, high) for score in scores]
    elif "trim" in options:
        low, high = _limits(scores, options)
        inside = [not (_beyond(low, score) or _beyond(score, high)) for score in scores]
        scores, weights = list(compress(scores, inside)), list(compress(weights, inside))
    if len(scores) < 2:
        return _TOO_FEW
    squares, chance = sum(score * score for score in scores), len(scores) << 2 * measured.score_places
    over = squares > chance and not near_whole(squares, chance)
    found = Dispersion(Fraction(squares, chance), len(scores), over)
    if options["overdispersion"] != "additive" or not over:
        return found
    return _between(found, weights, measured.places)


def limits(points: Sequence[Point], options: Options) -> tuple[Fraction, Fraction]:
    """The quantiles of z-scores beyond which they are winsorised or trimmed (linear, Hyndman and Fan 7), as kept."""
    measured = Measured.of(points)
    low, high = _limits(measured.scores, options)
    return rounded(low, measured.score_places), rounded(high, measured.score_places)


def _limits(scores: Sequence[int], options: Options) -> tuple[int, int]:
    share = options.get("winsorise", options.get("trim"))
    assert isinstance(share, Fraction)
    ordered = sorted(scores)
    return _quantile(ordered, share), _quantile(ordered, 1 - share)


def _quantile(ordered: Sequence[int], q: Fraction) -> int:
    low, high, part = quantile_place(len(ordered), q, "linear")
    over, under = part.as_integer_ratio()
    return ordered[low] + (ordered[high] - ordered[low]) * over // under


def _beyond(lower: int, higher: int) -> bool:
    """Whether the second is lower than the first: equal roots of different numbers may differ in the last digit."""
    return higher < lower and not near_whole(lower, higher)


def _between(found: Dispersion, weights: Iterable[int], places: int) -> Dispersion:
    """With τ², the variance between members, after DerSimonian and Laird (1986) about the set point."""
    total = products = 0
    for one in weights:
        products += total * one
        total += one
    # Σw - Σw² / Σw is twice the products of each two over Σw, in which no digits cancel
    weight = Fraction(2 * products, total << 2 * places)
    surplus = found.phi * found.members - (found.members - 1)
    return replace(found, tau_squared=surplus / weight, weight=weight)


# --- scores --------------------------------------------------------------------------------------------------------


def adjusted(options: Options, measured: Measured, spread: Dispersion | Missing) -> Binaries | Missing:
    """The members' z-scores; missing where over-dispersion is to be allowed for and cannot be estimated."""
    kind = options["overdispersion"]
    if kind == "none":
        return measured.unadjusted()
    if isinstance(spread, Missing):
        return spread
    if not spread.over:
        return measured.unadjusted()
    return _multiplied(measured, spread.phi) if kind == "multiplicative" else _widened(measured, spread.tau_squared)


def _multiplied(measured: Measured, phi: Fraction) -> Binaries:
    """Z / √φ."""
    divisor, places = root(*phi.as_integer_ratio())
    more = divisor.bit_length()
    return [(score << more) // divisor for score in measured.scores], measured.score_places + more - places


def _widened(measured: Measured, tau_squared: Fraction) -> Binaries:
    """Z / √(1 + wτ²), which is `(y - t) / √(s² + τ²)`."""
    over, under = tau_squared.as_integer_ratio()
    places = max(0, BITS + 1 + under.bit_length() - over.bit_length(), 2 * (BITS - measured.places))
    factor = (over << places) // under
    one, shift = 1 << 2 * BITS, places + 2 * (measured.places - BITS)
    divisors = [isqrt(one + (factor * weight >> shift)) for weight in measured.weights]
    more = max(divisor.bit_length() for divisor in divisors)
    scores = [(score << more) // divisor for score, divisor in zip(measured.scores, divisors)]
    return scores, measured.score_places + more - BITS

"""Figures among a population, worked out exactly for one peer group at a time.

Values come as `Sample`: whole numbers over one denominator, so that sums, orders and ties are those of integers. Labels
are numbered by their scale, the better label the higher number.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from ccgrules.engine.approximate import Kept
from ccgrules.engine.numbers import near_whole, scaled, shorten, square_root
from ccgrules.model.types import MISSING, Missing, Reason, Value


@dataclass(frozen=True, slots=True)
class Sample:
    """The members' values: `numbers[i] / denominator`; `approximate` if a square root entered."""

    numbers: Sequence[int]
    denominator: int = 1
    approximate: bool = False

    @staticmethod
    def of(values: Sequence[Fraction], *, approximate: bool = False) -> Sample:
        """A sample of exact values."""
        numbers, denominator = scaled(values)
        return Sample(numbers, denominator, approximate)

    def exact(self, number: int | Fraction) -> Fraction:
        """The value that a number of the sample, or one between them, stands for."""
        return Fraction(number) / self.denominator


@dataclass(frozen=True, slots=True)
class Each:
    """What each member is given: a figure of its own, and by name whatever else is kept of it (`phi`, `centre`)."""

    figure: Sequence[Value]
    more: Mapping[str, Sequence[Kept]] = field(default_factory=dict)


# --- one figure for the whole group --------------------------------------------------------------------------------


def mean(sample: Sample) -> Fraction:
    """The arithmetic mean of at least one value."""
    return Fraction(sum(sample.numbers), sample.denominator * len(sample.numbers))


def total(sample: Sample) -> Fraction:
    """The sum."""
    return Fraction(sum(sample.numbers), sample.denominator)


def variance(sample: Sample) -> Fraction:
    """The sample variance (divided by n - 1) of at least two values."""
    numbers = sample.numbers
    return variance_of(len(numbers), sum(numbers), sum(number * number for number in numbers), sample.denominator)


def variance_of(n: int, total: int, squares: int, denominator: int) -> Fraction:
    """The sample variance of `n` values, from the sums of their numerators and of the squares of these."""
    return Fraction(n * squares - total**2, n * (n - 1) * denominator**2)


def sd(sample: Sample) -> Fraction:
    """The sample standard deviation of at least two values, to 50 digits."""
    return square_root(variance(sample))


def pooled(numerators: Sample, denominators: Sample, base: Fraction = Fraction(1)) -> Fraction | Missing:
    """The sum of numerators over the sum of denominators, per `base` of these."""
    under = total(denominators)
    return base * total(numerators) / under if under else MISSING[Reason.DIVISION_BY_ZERO]


SUMMARIES: dict[str, Callable[[Sample], Fraction]] = {
    "mean": mean,
    "sum": total,
    "sd": sd,
    "min": lambda sample: sample.exact(min(sample.numbers)),
    "max": lambda sample: sample.exact(max(sample.numbers)),
    "median": lambda sample: quantile(sample, Fraction(1, 2), "linear"),
}
"""Figures of one argument and no options."""


# --- quantiles -----------------------------------------------------------------------------------------------------


def quantile(sample: Sample, q: Fraction, method: str) -> Fraction:
    """The quantile of at least one value.

    Args:
        sample: The values, in any order.
        q: The share of the values below, 0 to 1.
        method: A name of `QUANTILE_PLACES`.

    Raises:
        KeyError: The method is not known.
    """
    ordered = sorted(sample.numbers)
    low, high, part = quantile_place(len(ordered), q, method)
    return sample.exact(ordered[low] + (ordered[high] - ordered[low]) * part)


def quantile_place(n: int, q: Fraction, method: str) -> tuple[int, int, Fraction]:
    """Where a quantile of `n` ordered values lies: `low`, `high`, and the part of the way from the one to the other."""
    place = min(max(QUANTILE_PLACES[method](n, q), Fraction(0)), Fraction(n - 1))
    low = math.floor(place)
    return low, min(low + 1, n - 1), place - low


def _along(a: Fraction, b: Fraction) -> Callable[[int, Fraction], Fraction]:
    """Hyndman and Fan's continuous methods: the place from 1 is `nq + a + q (1 - a - b)`."""
    return lambda n, q: n * q + a + q * (1 - a - b) - 1


def _inverted(n: int, q: Fraction) -> Fraction:
    return Fraction(math.ceil(n * q) - 1)


def _averaged(n: int, q: Fraction) -> Fraction:
    """As inverted, but halfway between two values where `nq` is whole (and neither is beyond the ends)."""
    whole = (n * q).denominator == 1 and 0 < q < 1
    return _inverted(n, q) + (Fraction(1, 2) if whole else 0)


def _closest(n: int, q: Fraction) -> Fraction:
    """The value whose place, from 1, is nearest to `nq`; halfway, the even place."""
    return Fraction(round(n * q) - 1)


def _spread(n: int, q: Fraction) -> Fraction:
    return (n - 1) * q


QUANTILE_PLACES: dict[str, Callable[[int, Fraction], Fraction]] = {
    "inverted_cdf": _inverted,
    "averaged_inverted_cdf": _averaged,
    "closest_observation": _closest,
    "interpolated_inverted_cdf": _along(Fraction(0), Fraction(1)),
    "hazen": _along(Fraction(1, 2), Fraction(1, 2)),
    "weibull": _along(Fraction(0), Fraction(0)),
    "linear": _spread,
    "median_unbiased": _along(Fraction(1, 3), Fraction(1, 3)),
    "normal_unbiased": _along(Fraction(3, 8), Fraction(3, 8)),
    "lower": lambda n, q: Fraction(math.floor(_spread(n, q))),
    "higher": lambda n, q: Fraction(math.ceil(_spread(n, q))),
    "midpoint": lambda n, q: Fraction(math.floor(_spread(n, q)) + math.ceil(_spread(n, q)), 2),
    "nearest": lambda n, q: Fraction(round(_spread(n, q))),
}
"""For each method, the place (from 0, not yet held to 0 … n - 1) of the quantile `q` among `n` ordered values.

Hyndman and Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50(4), methods 1 to 9; the
last four take or average a value beside the linear place. Names are NumPy's."""


# --- a figure for each member --------------------------------------------------------------------------------------


def rank(samples: Sequence[Sample], best: Sequence[str]) -> list[int]:
    """Each member's place: 1 + the members strictly better; later samples break ties.

    Args:
        samples: One sample, or more of equal length.
        best: For each sample, `higher` or `lower`.
    """
    keys = list(zip(*(levels(sample, way) for sample, way in zip(samples, best))))
    ordered = sorted(keys)
    return [bisect_left(ordered, key) + 1 for key in keys]


def levels(sample: Sample, best: str) -> list[int]:
    """For each value a number by which equal values are equal, and better ones lower.

    Where lower is better these are the sample's own numbers, of equal ones the lowest.
    """
    numbers = [-number for number in sample.numbers] if best == "higher" else list(sample.numbers)
    if not sample.approximate:
        return numbers
    level: dict[int, int] = {}
    start = None
    for number, _ in groupby(sorted(numbers)):
        if start is None or not near_whole(number, start):
            start = number
        level[number] = start
    return [level[number] for number in numbers]


def percent_rank(places: Sequence[int]) -> list[Fraction]:
    """`(place - 1) / (members - 1)`: 0 for the best, and for a member alone."""
    below = len(places) - 1
    shared = {place: Fraction(place - 1, below) if below else Fraction(0) for place in set(places)}
    return [shared[place] for place in places]


def standardise(sample: Sample, best: str) -> list[Fraction | Missing]:
    """`(x - mean) / sd` with the sample standard deviation, to 50 digits, turned so that positive is better."""
    spread = sd(sample)
    if not spread or (sample.approximate and near_whole(min(sample.numbers), max(sample.numbers))):
        return [MISSING[Reason.DIVISION_BY_ZERO]] * len(sample.numbers)
    middle = mean(sample)
    score = {number: standard_score(sample.exact(number), middle, spread, best) for number in set(sample.numbers)}
    return [score[number] for number in sample.numbers]


def standard_score(value: Fraction, middle: Fraction, spread: Fraction, best: str) -> Fraction:
    """One value's distance from the mean in standard deviations, to 50 digits, positive where it is better."""
    return shorten((value - middle if best == "higher" else middle - value) / spread)

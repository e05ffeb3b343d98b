"""k-means and natural breaks of one peer group's values on a line, worked out exactly.

Both look at the different values in order, and how many members have each: a class is a stretch of neighbours, its sum
a difference of two running totals. Equal values are never parted. Where a square root entered, values that differ by at
most one part in 10^40 are one value, and so are such distances and such sums of squares.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise

from ccgrules.engine.numbers import NEAR, Overgrown, shorten
from ccgrules.engine.statistics import Each, Sample, levels
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.steps import Figure

MOST_ROUNDS = 10_000
"""Each round brings the centres nearer to their members, so that they settle at last; practice knows a hundred."""


@dataclass(frozen=True, slots=True)
class Line:
    """The different values of a sample, from the lowest.

    Attributes:
        values: Whole numbers, over the sample's denominator.
        upto: How many members have one of the first so many values.
        sums: The sum of these members' values.
        approximate: Whether a square root entered.
    """

    values: Sequence[int]
    upto: Sequence[int]
    sums: Sequence[int]
    approximate: bool

    @staticmethod
    def of(numbers: Sequence[int], *, approximate: bool) -> Line:
        """The line of numbers in any order, equal ones equal."""
        counts = Counter(numbers)
        values = sorted(counts)
        upto = list(accumulate((counts[value] for value in values), initial=0))
        sums = list(accumulate((counts[value] * value for value in values), initial=0))
        return Line(values, upto, sums, approximate)

    def mean(self, start: int, stop: int) -> Fraction:
        """The mean of the members from one place up to another; there is one at least."""
        return Fraction(self.sums[stop] - self.sums[start], self.upto[stop] - self.upto[start])


# --- k-means -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters that have settled.

    Attributes:
        centres: Their centres, rising.
        ends: The highest value that goes to each cluster but the last.
    """

    centres: Sequence[Fraction]
    ends: Sequence[Fraction]

    def number(self, value: Fraction | int) -> int:
        """The cluster, from 1, of a value."""
        return bisect_left(self.ends, value) + 1

    def over(self, denominator: int) -> Clusters:
        """The clusters of values of which these are so many times as much."""
        return Clusters(*([value / denominator for value in values] for values in (self.centres, self.ends)))


def kmeans(step: Figure, samples: Sequence[Sample]) -> Each:
    """Each member's cluster, 1 the lowest, and its centre; missing where values are fewer than clusters."""
    sample = samples[0]
    numbers = levels(sample, "lower")
    found = clusters_of(step, sample)
    if found is None:
        none: list[Value] = [MISSING[Reason.PEER_GROUP_TOO_SMALL]] * len(numbers)
        return Each(none, {"centre": none})
    ends = [math.floor(end * sample.denominator) for end in found.ends]
    centres = [shorten(centre) if sample.approximate else centre for centre in found.centres]
    classes = {number: bisect_left(ends, number) for number in set(numbers)}
    named = [Fraction(number) for number in range(1, len(centres) + 1)]
    return Each(
        [named[classes[number]] for number in numbers],
        {"centre": [centres[classes[number]] for number in numbers]},
    )


def clusters_of(step: Figure, sample: Sample) -> Clusters | None:
    """The clusters that a figure makes of a sample; None where it has fewer different values than clusters."""
    options = dict(step.options)
    beyond = options.get("outliers_beyond")
    distance = None if beyond is None else Fraction(beyond) * sample.denominator
    line = Line.of(levels(sample, "lower"), approximate=sample.approximate)
    found = clusters(line, int(options["clusters"]), distance)
    return found and found.over(sample.denominator)


def clusters(line: Line, k: int, beyond: Fraction | None) -> Clusters | None:
    """The clusters of a line's numbers; None where it has fewer different ones than clusters.

    Seeds are the medians of the bins between quantiles. Each member goes to the nearest centre, the lower of two that
    are as near; each centre becomes the mean of its members, until none moves. With `beyond`, on from there until none
    moves, with members farther than that from their centre left out of the means. A cluster that nobody is counted in
    keeps its centre, so that centres keep their order and there are always `k` of them.

    Raises:
        Overgrown: They do not settle.
    """
    if len(line.values) < k:
        return None
    centres = _settled(line, _seeds(line, k), None)
    if beyond is not None:
        centres = _settled(line, centres, beyond)
    return Clusters(centres, _ends(line, centres))


def _seeds(line: Line, k: int) -> list[Fraction]:
    """The medians of the bins between the quantiles 1/k, 2/k … (inverted CDF), each bin with its upper end.

    Where many members share a value a bin may be empty; then the bins are those of the different values, each once.
    """
    upto = line.upto
    if any(a == b for a, b in pairwise(_bins(upto, k))):
        upto = range(len(line.values) + 1)
    return [_median(line, upto, start, stop) for start, stop in pairwise(_bins(upto, k))]


def _bins(upto: Sequence[int], k: int) -> list[int]:
    """Where the bins start and stop, as places of different values."""
    members = upto[-1]
    return [0] + [bisect_left(upto, -(-members * part // k)) for part in range(1, k + 1)]


def _median(line: Line, upto: Sequence[int], start: int, stop: int) -> Fraction:
    """The median of the members from one place up to another."""
    low, high = upto[start], upto[stop]
    middle = [bisect_right(upto, (low + high - side) // 2) - 1 for side in (1, 0)]
    return Fraction(line.values[middle[0]] + line.values[middle[1]], 2)


def _settled(line: Line, centres: list[Fraction], beyond: Fraction | None) -> list[Fraction]:
    """Centres moved to the means of their members until none moves."""
    for _ in range(MOST_ROUNDS):
        moved = _moved(line, centres, beyond)
        if moved == centres:
            return centres
        centres = moved
    raise Overgrown(f"clusters that do not settle in {MOST_ROUNDS:,} rounds")


def _moved(line: Line, centres: list[Fraction], beyond: Fraction | None) -> list[Fraction]:
    """Each centre at the mean of its members; where there are none, where it was."""
    places = [0, *(bisect_right(line.values, math.floor(end)) for end in _ends(line, centres)), len(line.values)]
    moved = []
    for centre, stretch in zip(centres, pairwise(places)):
        start, stop = stretch if beyond is None else _within(line, centre, beyond, *stretch)
        moved.append(line.mean(start, stop) if start < stop else centre)
    return moved


def _ends(line: Line, centres: Sequence[Fraction]) -> list[Fraction]:
    """The highest value that is not nearer to the next centre than to its own, for each centre but the last.

    That is the middle; of approximate numbers also what is above it, as far as the two distances count as equal.
    """
    if line.approximate:
        return [(NEAR * (a + b) - a) / (2 * NEAR - 1) for a, b in pairwise(centres)]
    return [(a + b) / 2 for a, b in pairwise(centres)]


def _within(line: Line, centre: Fraction, beyond: Fraction, start: int, stop: int) -> tuple[int, int]:
    """The part of a stretch that is not farther than a distance from its centre."""
    reach = beyond * NEAR / (NEAR - 1) if line.approximate else beyond
    first = bisect_left(line.values, math.ceil(centre - reach), start, stop)
    return first, bisect_right(line.values, math.floor(centre + reach), first, stop)


# --- natural breaks ------------------------------------------------------------------------------------------------


def natural_breaks(step: Figure, samples: Sequence[Sample]) -> Each:
    """Each member's class between natural breaks, 1 the lowest; missing where values are fewer than classes."""
    sample = samples[0]
    numbers = levels(sample, "lower")
    k = int(dict(step.options)["classes"])
    highest = breaks(Line.of(numbers, approximate=sample.approximate), k)
    if highest is None:
        return Each([MISSING[Reason.PEER_GROUP_TOO_SMALL]] * len(numbers))
    classes = {number: Fraction(bisect_left(highest, number) + 1) for number in set(numbers)}
    return Each([classes[number] for number in numbers])


def breaks(line: Line, k: int) -> list[int] | None:
    """The highest number of each class; None where a line has fewer different ones than classes.

    The classes are those with the least sum of squared distances from their means (Fisher 1958): no other classes, of
    any kind, have less. Of several such, those with the lowest breaks; there is always one whose breaks are all the
    lowest.
    """
    if len(line.values) < k:
        return None
    return [line.values[stop - 1] for stop in _Breaks.of(line, k).stops()]


@dataclass(frozen=True, slots=True)
class _Breaks:
    """Finds the best classes: for each number of classes, and each place up to which they reach, the last break.

    The least sum of squared distances goes with the greatest sum, over the classes, of the squared sum of their values
    over their number. These sums are first taken in whole numbers, each class rounded down, which leaves few breaks to
    choose from; these are compared exactly. The best last break never falls as the place rises, so that the search is
    halved at each place.

    Attributes:
        sums: Running totals of the values from the lowest, made long enough that rounding down loses little.
        upto: Running totals of the members.
        squares: Running totals of the squares.
        approximate: Whether sums that differ by one part in 10^40 are equal.
        best: For each number of classes (from 1), the rounded sum up to each place.
        before: For each number of classes (from 2), the last break before each place.
        exact: The exact sums that were asked for, by the number of classes and the place.
    """

    k: int
    sums: Sequence[int]
    upto: Sequence[int]
    squares: Sequence[int]
    approximate: bool
    best: list[list[int]] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    exact: dict[tuple[int, int], Fraction] = field(default_factory=dict)

    @staticmethod
    def of(line: Line, k: int) -> _Breaks:
        """The best classes of the different values of a line."""
        shift = line.upto[-1].bit_length()
        values = [(value - line.values[0]) << shift for value in line.values]
        counts = [b - a for a, b in pairwise(line.upto)]
        sums = list(accumulate((n * value for n, value in zip(counts, values)), initial=0))
        squares = list(accumulate((n * value**2 for n, value in zip(counts, values)), initial=0))
        found = _Breaks(k, sums, line.upto, squares, line.approximate)
        found.best.append([0] + [total**2 // n for total, n in zip(sums[1:], line.upto[1:])])
        for classes in range(2, k + 1):
            found.add(classes)
        return found

    def stops(self) -> list[int]:
        """Where each class stops."""
        stops = [len(self.sums) - 1]
        for before in reversed(self.before):
            stops.append(before[stops[-1]])
        return stops[::-1]

    def add(self, classes: int) -> None:
        """One class more."""
        places = len(self.sums)
        self.best.append([0] * places)
        self.before.append([0] * places)
        # The last number of classes is only wanted for all the values.
        todo = [(classes if classes < self.k else places - 1, places, classes - 1, places)]
        while todo:
            first, end, low, high = todo.pop()
            if first < end:
                place = (first + end) // 2
                chosen = self._choose(classes, place, low, min(high, place))
                self.before[-1][place] = chosen
                todo += [(first, place, low, chosen + 1), (place + 1, end, chosen, high)]

    def _choose(self, classes: int, place: int, low: int, high: int) -> int:
        """The best last break before a place, among those from `low` up to `high`."""
        total, members = self.sums[place], self.upto[place]
        known, sums, upto = self.best[-2][low:high], self.sums[low:high], self.upto[low:high]
        found = [best + (total - s) ** 2 // (members - n) for best, s, n in zip(known, sums, upto)]
        greatest = max(found)
        self.best[-1][place] = greatest
        least = greatest - classes - (self.squares[place] // NEAR + 1 if self.approximate else 0)
        open_ = [low + number for number, sum_ in enumerate(found) if sum_ >= least]
        return open_[0] if len(open_) == 1 else self._exactly(classes, place, open_)

    def _exactly(self, classes: int, place: int, open_: Sequence[int]) -> int:
        """The lowest of the best of some last breaks."""
        exact = {stop: self._sum(classes - 1, stop) + self._share(stop, place) for stop in open_}
        greatest = max(exact.values())
        apart = (self.squares[place] - greatest) / NEAR if self.approximate else 0
        return min(stop for stop, sum_ in exact.items() if greatest - sum_ <= apart)

    def _sum(self, classes: int, place: int) -> Fraction:
        """The exact sum over so many classes up to a place."""
        if classes == 1:
            return self._share(0, place)
        if (classes, place) not in self.exact:
            stop = self.before[classes - 2][place]
            self.exact[classes, place] = self._sum(classes - 1, stop) + self._share(stop, place)
        return self.exact[classes, place]

    def _share(self, start: int, stop: int) -> Fraction:
        """What one class adds to a sum."""
        return Fraction((self.sums[stop] - self.sums[start]) ** 2, self.upto[stop] - self.upto[start])

"""k-means against its definition taken word by word, natural breaks against all partitions."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccgrules.engine import clusters as engine
from ccgrules.engine.clusters import Line, breaks, clusters
from ccgrules.engine.numbers import Overgrown
from ccgrules.engine.statistics import Sample
from ccgrules.plan.steps import Figure

Numbers = Sequence[int]


# --- the definitions, without any of the engine's short cuts ---------------------------------------------------------


def partitions(numbers: Numbers, k: int) -> list[tuple[Fraction, tuple[int, ...]]]:
    """The sum of squares and the highest number of each class, for all ways to part the numbers in order."""
    values = sorted(set(numbers))
    found = []
    for cuts in itertools.combinations(range(1, len(values)), k - 1):
        squares = Fraction(0)
        stops = (*cuts, len(values))
        for start, stop in zip((0, *cuts), stops):
            inside = [number for number in numbers if values[start] <= number <= values[stop - 1]]
            mean = Fraction(sum(inside), len(inside))
            squares += sum((number - mean) ** 2 for number in inside)
        found.append((squares, tuple(values[stop - 1] for stop in stops)))
    return found


def seeds(numbers: Numbers, k: int) -> list[Fraction]:
    """Medians of the bins between inverted-CDF quantiles; where one is empty, of those of the different values."""
    for pool in (sorted(numbers), sorted(set(numbers))):
        ends = [-math.inf, *(pool[math.ceil(Fraction(len(pool) * part, k)) - 1] for part in range(1, k + 1))]
        bins = [[Fraction(n) for n in pool if low < n <= high] for low, high in itertools.pairwise(ends)]
        if all(bins):
            break
    return [Fraction(median(inside)) for inside in bins]


def nearest(number: int, centres: Sequence[Fraction]) -> int:
    """The nearest centre; of two as near, the lower."""
    return min(range(len(centres)), key=lambda place: (abs(number - centres[place]), centres[place]))


def lloyd(numbers: Numbers, centres: list[Fraction], beyond: Fraction | None) -> list[Fraction]:
    """Lloyd's rounds, member by member."""
    while True:
        inside: list[list[int]] = [[] for _ in centres]
        for number in numbers:
            place = nearest(number, centres)
            if beyond is None or abs(number - centres[place]) <= beyond:
                inside[place].append(number)
        moved = [Fraction(sum(own), len(own)) if own else centre for own, centre in zip(inside, centres)]
        if moved == centres:
            return centres
        centres = moved


def textbook(numbers: Numbers, k: int, beyond: Fraction | None) -> list[Fraction]:
    """The centres."""
    centres = lloyd(numbers, seeds(numbers, k), None)
    return centres if beyond is None else lloyd(numbers, centres, beyond)


def drawn(seed: int) -> tuple[list[int], int]:
    """A few numbers, often equal, and how many classes."""
    chance = random.Random(seed)
    most = chance.choice([3, 6, 15, 1000])
    return [chance.randint(0, most) for _ in range(chance.randint(1, 12))], chance.randint(2, 5)


def line(numbers: Numbers, *, approximate: bool = False) -> Line:
    """Numbers in order."""
    return Line.of(numbers, approximate=approximate)


# --- natural breaks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("approximate", [False, True])
@pytest.mark.parametrize("block", range(10))
def test_breaks_are_the_best_of_all_partitions(block: int, approximate: bool) -> None:
    for seed in range(block * 60, block * 60 + 60):
        numbers, k = drawn(seed)
        found = breaks(line(numbers, approximate=approximate), k)
        ways = partitions(numbers, k)
        if not ways:
            assert found is None
            continue
        least = min(squares for squares, _ in ways)
        best = [stops for squares, stops in ways if squares == least]
        assert found == list(min(best)), (numbers, k)
        assert all(min(stop) == own for stop, own in zip(zip(*best), found)), "each break is the lowest of its own"


def test_breaks_of_numbers_that_floats_cannot_tell_apart() -> None:
    far = 10**30
    numbers = [0, 1, 2, far, far + 1, far + 7, far + 8]
    assert breaks(line(numbers), 3) == [2, far + 1, far + 8]


def test_breaks_of_many_numbers_are_better_than_those_beside_them() -> None:
    chance = random.Random(7)
    numbers = [int(chance.gauss(0, 1) * 10**6) for _ in range(3000)]
    values = sorted(set(numbers))
    found = breaks(line(numbers), 6)
    assert found is not None
    own = squares_of(numbers, found)
    for place in range(5):
        for by in (-1, 1):
            moved = list(found)
            moved[place] = values[values.index(found[place]) + by]
            assert squares_of(numbers, moved) > own


def squares_of(numbers: Numbers, stops: Sequence[int]) -> Fraction:
    """The sum of squares of classes."""
    total = Fraction(0)
    for low, high in itertools.pairwise([-math.inf, *stops]):
        inside = [number for number in numbers if low < number <= high]
        mean = Fraction(sum(inside), len(inside))
        total += sum((number - mean) ** 2 for number in inside)
    return total


def test_equal_steps_have_many_best_partitions_of_which_the_lowest_is_taken() -> None:
    # 7 equal steps in 3 classes: 2 + 2 + 3, 2 + 3 + 2 and 3 + 2 + 2 come to the same
    assert breaks(line(range(7)), 3) == [1, 3, 6]


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40), st.integers(2, 6), st.randoms())
def test_breaks_do_not_hang_on_order_place_or_scale(numbers: list[int], k: int, chance: random.Random) -> None:
    found = breaks(line(numbers), k)
    moved = [3 * number - 17 for number in numbers]
    chance.shuffle(moved)
    assert breaks(line(moved), k) == (found and [3 * stop - 17 for stop in found])


# --- k-means ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(10))
def test_clusters_are_those_of_the_definition(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        numbers, k = drawn(seed)
        beyond = [None, Fraction(1), Fraction(1, 2), Fraction(40)][seed % 4]
        found = clusters(line(numbers), k, beyond)
        if len(set(numbers)) < k:
            assert found is None
            continue
        assert found is not None
        centres = textbook(numbers, k, beyond)
        assert list(found.centres) == centres, (numbers, k, beyond)
        assert [found.number(number) - 1 for number in numbers] == [nearest(number, centres) for number in numbers]


def test_approximate_numbers_settle_in_the_same_place() -> None:
    for seed in range(300):
        numbers, k = drawn(seed)
        exact = clusters(line(numbers), k, Fraction(2))
        approximate = clusters(line(numbers, approximate=True), k, Fraction(2))
        assert (exact and exact.centres) == (approximate and approximate.centres)


def test_a_hair_above_the_middle_counts_as_the_middle_where_numbers_are_approximate() -> None:
    # centres 0 and 10, in units of 1e50: one unit above 5e50, the two distances differ by 4 parts in 1e51
    far = 10**51
    hair = far // 2 + 1
    exact, approximate = (line([0, hair, far], approximate=word) for word in (False, True))
    assert engine._ends(exact, [Fraction(0), Fraction(far)]) == [far // 2]
    assert engine._ends(approximate, [Fraction(0), Fraction(far)])[0] >= hair


def test_a_cluster_that_loses_its_members_keeps_its_centre() -> None:
    # bins {-1, -1}, {0, 100}, {101, 101}: seeds -1, 50 and 101, and nobody is nearest to 50
    numbers = [-1, -1, 0, 100, 101, 101]
    found = clusters(line(numbers), 3, None)
    assert found is not None
    assert found.centres == [Fraction(-2, 3), Fraction(50), Fraction(302, 3)]
    assert [found.number(number) for number in numbers] == [1, 1, 1, 3, 3, 3]


def test_bins_left_empty_by_ties_are_made_of_the_different_values() -> None:
    # two thirds share the lowest value, so that the middle bin is empty; of 1, 2, 3 each is a bin
    numbers = [1, 1, 1, 1, 2, 3]
    found = clusters(line(numbers), 3, None)
    assert found is not None
    assert found.centres == [Fraction(1), Fraction(2), Fraction(3)]


def test_what_does_not_settle_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_ROUNDS", 1)
    numbers = [0, 4, 5, 6, 20]
    with pytest.raises(Overgrown, match="do not settle in 1 rounds"):
        clusters(line(numbers), 2, None)


def test_centres_of_approximate_values_are_kept_to_50_digits() -> None:
    values = [Fraction(1, 3), Fraction(2, 3), Fraction(7, 3), Fraction(8, 3)]
    step = Figure(
        "k", None, "kmeans", ("x",), "p", None, None, None, None, None,  # type: ignore[arg-type]
        options=(("clusters", Fraction(2)),),
    )  # fmt: skip
    exact = engine.kmeans(step, [Sample.of(values)])
    assert exact.figure == [1, 1, 2, 2]
    assert exact.more["centre"] == [Fraction(1, 2)] * 2 + [Fraction(5, 2)] * 2
    rounded = engine.kmeans(step, [Sample.of([value / 7 for value in values], approximate=True)])
    assert rounded.more["centre"][0] == Fraction(round(Fraction(1, 14) * 10**51), 10**51)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40), st.integers(2, 6), st.none() | st.integers(1, 30))
def test_clusters_do_not_hang_on_order_place_or_scale(numbers: list[int], k: int, beyond: int | None) -> None:
    far = None if beyond is None else Fraction(beyond, 2)
    found = clusters(line(numbers), k, far)
    moved = clusters(line([3 * number - 17 for number in reversed(numbers)]), k, None if far is None else 3 * far)
    assert (moved and moved.centres) == (found and [3 * centre - 17 for centre in found.centres])


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40), st.integers(2, 6))
def test_members_are_in_the_cluster_with_the_nearest_centre(numbers: list[int], k: int) -> None:
    found = clusters(line(numbers), k, None)
    if found is None:
        assert len(set(numbers)) < k
        return
    assert list(found.centres) == sorted(set(found.centres))
    assert [found.number(number) - 1 for number in numbers] == [nearest(number, found.centres) for number in numbers]
    for place, centre in enumerate(found.centres):
        inside = [number for number in numbers if found.number(number) == place + 1]
        assert not inside or Fraction(sum(inside), len(inside)) == centre


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.integers(2, 5))
def test_natural_breaks_are_never_worse_than_k_means(numbers: list[int], k: int) -> None:
    stops, found = breaks(line(numbers), k), clusters(line(numbers), k, None)
    assert (stops is None) == (found is None)
    if stops is None or found is None:
        return
    by_means = sum((number - found.centres[found.number(number) - 1]) ** 2 for number in numbers)
    assert squares_of(numbers, stops) <= by_means

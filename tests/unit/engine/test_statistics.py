"""Figures among a population, against values worked by hand and against NumPy's definitions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccgrules.engine import statistics
from ccgrules.engine.statistics import QUANTILE_PLACES, Sample
from ccgrules.model.functions import QUANTILE_METHODS
from ccgrules.model.types import MISSING, Reason


def sample(*values: str | int, approximate: bool = False) -> Sample:
    return Sample.of([Fraction(value) for value in values], approximate=approximate)


def test_summaries_by_hand() -> None:
    values = sample("1.5", "2", "4.5", "4")
    assert statistics.mean(values) == 3
    assert statistics.total(values) == 12
    # Deviations -1.5, -1, 1.5, 1: squares 2.25 + 1 + 2.25 + 1 = 6.5, divided by 3.
    assert statistics.variance(values) == Fraction("6.5") / 3
    assert statistics.SUMMARIES["min"](values) == Fraction("1.5")
    assert statistics.SUMMARIES["max"](values) == Fraction("4.5")
    assert statistics.SUMMARIES["median"](values) == 3


def test_a_whole_standard_deviation_is_whole() -> None:
    # Deviations -2, 0, 2: squares 8, divided by 2.
    assert statistics.sd(sample(1, 3, 5)) == 2


def test_a_standard_deviation_has_fifty_digits() -> None:
    # Deviations -0.5 and 0.5: the root of one half (OEIS A010503).
    assert statistics.sd(sample(1, 2)) == Fraction("0.70710678118654752440084436210484903928483593768847")


def test_pooled_is_the_ratio_of_sums() -> None:
    assert statistics.pooled(sample(1, 30), sample(10, 40)) == Fraction(31, 50)
    assert statistics.pooled(sample(1), sample(0)) == MISSING[Reason.DIVISION_BY_ZERO]


def test_the_methods_are_those_of_the_language() -> None:
    assert set(QUANTILE_PLACES) == set(QUANTILE_METHODS)


# Five values: places 1 to 5 hold 10, 20, 30, 40, 50. For q = 30% the methods' places, from 1, are by the definitions
# of Hyndman and Fan: linear 1 + 4 x 0.3 = 2.2, weibull 6 x 0.3 = 1.8, hazen 5 x 0.3 + 0.5 = 2, interpolated 1.5, median
# unbiased 1.5 + 0.3 / 3 + 1 / 3 = 1.9333, normal unbiased 1.5 + 0.3 / 4 + 3 / 8 = 1.95, inverted: 1.5 up to 2; closest:
# 1.5 is half way, so the even place 2.
BY_HAND = {
    "linear": "22",
    "weibull": "18",
    "hazen": "20",
    "interpolated_inverted_cdf": "15",
    "median_unbiased": "58/3",
    "normal_unbiased": "19.5",
    "inverted_cdf": "20",
    "averaged_inverted_cdf": "20",
    "closest_observation": "20",
    "lower": "20",
    "higher": "30",
    "midpoint": "25",
    "nearest": "20",
}


@pytest.mark.parametrize("method", QUANTILE_PLACES)
def test_quantiles_by_hand(method: str) -> None:
    values = sample(50, 10, 40, 20, 30)
    assert statistics.quantile(values, Fraction(30, 100), method) == Fraction(BY_HAND[method])


def test_averaged_takes_the_mean_of_two_at_a_step() -> None:
    assert statistics.quantile(sample(1, 2, 3, 4), Fraction(1, 4), "averaged_inverted_cdf") == Fraction("1.5")
    assert statistics.quantile(sample(1, 2, 3, 4), Fraction(1, 4), "inverted_cdf") == 1


@pytest.mark.parametrize("method", QUANTILE_PLACES)
@pytest.mark.parametrize(("q", "expected"), [(0, 10), (1, 50)])
def test_the_ends_are_the_extreme_values(method: str, q: int, expected: int) -> None:
    assert statistics.quantile(sample(50, 10, 40, 20, 30), Fraction(q), method) == expected


@pytest.mark.parametrize("method", QUANTILE_PLACES)
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=12), st.integers(0, 64))
def test_quantiles_agree_with_numpy(method: str, values: list[int], sixty_fourths: int) -> None:
    numpy = pytest.importorskip("numpy", reason="NumPy is the independent implementation")
    ours = statistics.quantile(sample(*values), Fraction(sixty_fourths, 64), method)
    theirs = numpy.quantile(numpy.array(values, dtype=float), sixty_fourths / 64, method=method)
    assert float(ours) == pytest.approx(float(theirs), abs=1e-9)


BY_R = {
    "inverted_cdf": "1 1.5 2.6 3 3.5 9",
    "averaged_inverted_cdf": "1 2.05 2.6 3.25 3.75 9",
    "closest_observation": "1 1.5 2.6 3 3.5 5",
    "interpolated_inverted_cdf": "1 1.5 2.23333333333333 3 3.5 5.8",
    "hazen": "1 2.05 2.66666666666667 3.25 3.75 7.8",
    "weibull": "1 1.775 2.6 3.25 3.8125 9",
    "linear": "1.175 2.325 2.73333333333333 3.25 3.6875 6.2",
    "median_unbiased": "1 1.95833333333333 2.64444444444444 3.25 3.77083333333333 8.33333333333333",
    "normal_unbiased": "1 1.98125 2.65 3.25 3.765625 8.2",
}
"""R 4.2.2: quantile(c(3, 1, 4, 1.5, 9, 2.6, 5, 3.5), c(0.05, 0.25, 1/3, 0.5, 0.625, 0.9), type = 1), and so on to 9."""


@pytest.mark.parametrize("method", BY_R)
def test_the_nine_types_of_hyndman_and_fan_agree_with_r(method: str) -> None:
    values = sample("3", "1", "4", "1.5", "9", "2.6", "5", "3.5")
    shares = [Fraction(text) for text in ("0.05", "0.25", "1/3", "0.5", "0.625", "0.9")]
    wanted = [float(text) for text in BY_R[method].split()]
    assert [float(statistics.quantile(values, q, method)) for q in shares] == pytest.approx(wanted, rel=1e-12)


@given(st.lists(st.fractions(-1000, 1000, max_denominator=100), min_size=2, max_size=20))
def test_the_standard_deviation_agrees_with_the_standard_library(values: list[Fraction]) -> None:
    import statistics as library

    ours = statistics.sd(Sample.of(values))
    assert float(ours) == pytest.approx(library.stdev(values), rel=1e-12)


def test_the_best_place_is_shared_by_ties() -> None:
    values = sample(3, 9, 9, 1)
    assert statistics.rank([values], ["higher"]) == [3, 1, 1, 4]
    assert statistics.rank([values], ["lower"]) == [2, 3, 3, 1]


def test_a_second_key_breaks_ties() -> None:
    first, second = sample(3, 9, 9, 9), sample(1, 5, 4, 5)
    assert statistics.rank([first, second], ["higher", "lower"]) == [4, 2, 1, 2]


def test_percent_rank_runs_from_best_to_worst() -> None:
    assert statistics.percent_rank([1, 2, 2, 4]) == [0, Fraction(1, 3), Fraction(1, 3), 1]
    assert statistics.percent_rank([1, 1, 1]) == [0, 0, 0]
    assert statistics.percent_rank([1]) == [0]


def test_near_equal_approximate_values_tie() -> None:
    third = Fraction(1, 3)
    values = [third, third + Fraction(1, 10**42), third + Fraction(1, 10**30)]
    assert statistics.rank([Sample.of(values, approximate=True)], ["lower"]) == [1, 1, 3]
    assert statistics.rank([Sample.of(values)], ["lower"]) == [1, 2, 3]


def test_standardise_turns_the_sign_so_that_positive_is_better() -> None:
    # Mean 3, standard deviation 2.
    assert statistics.standardise(sample(1, 3, 5), "higher") == [-1, 0, 1]
    assert statistics.standardise(sample(1, 3, 5), "lower") == [1, 0, -1]


def test_standardise_without_spread_divides_by_zero() -> None:
    assert statistics.standardise(sample(2, 2), "higher") == [MISSING[Reason.DIVISION_BY_ZERO]] * 2
    near = Sample.of([Fraction(1), 1 + Fraction(1, 10**45)], approximate=True)
    assert statistics.standardise(near, "higher") == [MISSING[Reason.DIVISION_BY_ZERO]] * 2


@given(st.lists(st.integers(0, 5), min_size=1, max_size=15), st.randoms())
def test_places_do_not_depend_on_the_order_of_rows(values: list[int], random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    places = statistics.rank([sample(*values)], ["higher"])
    shuffled = statistics.rank([sample(*(values[i] for i in order))], ["higher"])
    assert [places[i] for i in order] == shuffled

"""Confidence limits against independent implementations: statsmodels, scipy, base R, and the formulas in floats."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccgrules.engine.confidence import (
    against_limits,
    byar_lower,
    byar_upper,
    normal_quantile,
    poisson_limit,
    wilson_lower,
    wilson_upper,
)
from ccgrules.engine.numbers import near
from ccgrules.model.types import MISSING, Missing, Reason, Value

LEVELS = (Fraction(95, 100), Fraction(998, 1000), Fraction(90, 100), Fraction(51, 100), Fraction(99999, 100000))
counts = st.fractions(0, 2000, max_denominator=4)
levels = st.sampled_from(LEVELS)


def number(value: Value) -> float:
    assert isinstance(value, Fraction)
    return float(value)


@pytest.mark.parametrize("confidence", LEVELS, ids=str)
def test_normal_quantiles_are_those_of_the_standard_library(confidence: Fraction) -> None:
    wanted = statistics.NormalDist().inv_cdf((1 + float(confidence)) / 2)
    assert float(normal_quantile(confidence)) == pytest.approx(wanted, rel=1e-11)


def test_the_normal_quantile_has_50_digits() -> None:
    # By bc, to 70 digits: Newton's method on the series of erf.
    wanted = Fraction("1.95996398454005423552459443052055152795555007786955")
    assert abs(normal_quantile(Fraction(95, 100)) - wanted) < Fraction(1, 10**48)


@pytest.mark.parametrize("confidence", LEVELS, ids=str)
def test_wilson_limits_are_those_of_statsmodels(confidence: Fraction) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion", reason="statsmodels is the independent answer")
    for of in (1, 2, 7, 20, 263, 1000, 18392, 10**6):
        for count in {0, 1, of // 3, of - 1, of}:
            low, high = proportion.proportion_confint(count, of, alpha=1 - float(confidence), method="wilson")
            assert number(wilson_lower(Fraction(count), Fraction(of), confidence)) == pytest.approx(low, abs=1e-9)
            assert number(wilson_upper(Fraction(count), Fraction(of), confidence)) == pytest.approx(high, abs=1e-9)


PROP_TEST = """
    81 263 .95 0.255288519878274 0.3662095769828
    15 148 .95 0.0623863995307363 0.160487241723308
    0 20 .95 0 0.161125158052819
    1 29 .95 0.00611321429276266 0.171755218793203
    3 100000 .95 1.02027585445173e-05 8.82080492517673e-05
    1045 18392 .95 0.0535641899394527 0.0602572660405731
    81 263 .998 0.228035740242005 0.40138942190937
    20 20 .998 0.676829585375945 1
    1045 18392 .998 0.0517695823043794 0.0623267622253109
    812 1000 .9 0.790845301567783 0.831470994650606
"""
"""R 4.2.2: prop.test(x, n, conf.level = c, correct = FALSE)$conf.int, to 15 digits."""

POISSON_TEST = """
    1 .95 0.0253178079842899 5.5716433909389
    2 .95 0.242209278543965 7.22468766772396
    5 .95 1.62348639011842 11.6683320793227
    9 .95 4.11537309737833 17.0848034514192
    65 .95 50.1656277292343 82.8478358158716
    700 .95 649.097780474551 753.833362127362
    1 .998 0.00100050033358353 9.23341347645158
    9 .998 2.45242440436378 22.6573733090629
    2 .9 0.355361510698662 6.29579362187199
"""
"""R 4.2.2: poisson.test(x, conf.level = c)$conf.int, to 15 digits."""


def rows(table: str) -> list[list[Fraction]]:
    return [[Fraction(word) for word in line.split()] for line in table.strip().splitlines()]


def test_wilson_limits_are_those_of_base_r() -> None:
    for count, of, confidence, low, high in rows(PROP_TEST):
        assert number(wilson_lower(count, of, confidence)) == pytest.approx(float(low), rel=1e-9, abs=1e-14)
        assert number(wilson_upper(count, of, confidence)) == pytest.approx(float(high), rel=1e-9)


def test_exact_limits_are_those_of_base_r() -> None:
    for count, confidence, low, high in rows(POISSON_TEST):
        args = (count, Fraction(1), confidence, Fraction(1000))
        assert number(byar_lower(*args)) == pytest.approx(float(low), rel=1e-9)
        assert number(byar_upper(*args)) == pytest.approx(float(high), rel=1e-9)


@settings(deadline=None)  # scipy takes seconds to import
@given(st.fractions(0, 100, max_denominator=4), levels)
def test_exact_limits_are_those_of_scipy(count: Fraction, confidence: Fraction) -> None:
    chi2 = pytest.importorskip("scipy.stats", reason="scipy is the independent answer").chi2
    tail = (1 - confidence) / 2
    upper = poisson_limit(count, tail, upper=True)
    assert float(upper) == pytest.approx(chi2.isf(float(tail), 2 * float(count) + 2) / 2, rel=1e-9)
    if count:
        lower = poisson_limit(count, tail, upper=False)
        assert float(lower) == pytest.approx(chi2.ppf(float(tail), 2 * float(count)) / 2, rel=1e-9)


@given(counts, st.fractions(1, 10**6, max_denominator=3), levels)
def test_byar_limits_by_the_published_formula_in_floats(count: Fraction, of: Fraction, confidence: Fraction) -> None:
    """Breslow and Day 1987, page 69, with o for the observed number."""
    z, o, n = statistics.NormalDist().inv_cdf((1 + float(confidence)) / 2), float(count), float(of)
    low = o * (1 - 1 / (9 * o) - z / (3 * math.sqrt(o))) ** 3 if o else 0
    high = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * math.sqrt(o + 1))) ** 3
    assert number(byar_lower(count, of, confidence)) == pytest.approx(max(low, 0) / n, rel=1e-9, abs=1e-9)
    assert number(byar_upper(count, of, confidence)) == pytest.approx(high / n, rel=1e-9)


@given(st.integers(1, 10**6), st.integers(1, 10**6), levels)
def test_wilson_limits_solve_their_own_equation(a: int, b: int, confidence: Fraction) -> None:
    """A limit p is where x / n lies z standard errors away: (p - x/n)² = z² p (1 - p) / n."""
    count, of = Fraction(min(a, b)), Fraction(max(a, b))
    z = normal_quantile(confidence)
    for limit in (wilson_lower, wilson_upper):
        p = limit(count, of, confidence)
        assert isinstance(p, Fraction)
        if p < 1:
            assert near((p - count / of) ** 2, z * z * p * (1 - p) / of)


@given(st.integers(0, 300), st.integers(1, 300), levels)
def test_limits_lie_around_the_proportion_and_mirror_each_other(a: int, b: int, confidence: Fraction) -> None:
    count, of = Fraction(min(a, b)), Fraction(max(a, b))
    low, high = wilson_lower(count, of, confidence), wilson_upper(count, of, confidence)
    mirrored = wilson_lower(of - count, of, confidence)
    assert isinstance(low, Fraction)
    assert isinstance(high, Fraction)
    assert isinstance(mirrored, Fraction)
    assert 0 <= low <= count / of <= high <= 1
    assert abs(1 - mirrored - high) < Fraction(1, 10**45)


def test_the_ends_are_exact() -> None:
    for confidence in LEVELS:
        assert wilson_lower(Fraction(0), Fraction(7), confidence) == 0
        assert wilson_upper(Fraction(7), Fraction(7), confidence) == 1
        assert byar_lower(Fraction(0), Fraction(7), confidence) == 0
        assert byar_lower(Fraction(0), Fraction(7), confidence, Fraction(10)) == 0


NEITHER, NOTHING = MISSING[Reason.UNDETERMINED], MISSING[Reason.DIVISION_BY_ZERO]


@pytest.mark.parametrize(
    ("count", "of", "wilson", "byar"),
    [(-1, 10, NEITHER, NEITHER), (1, -10, NEITHER, NEITHER), (0, 0, NOTHING, NOTHING), (5, 0, NOTHING, NOTHING)],
)
def test_what_is_no_count_has_no_limits(count: int, of: int, wilson: Missing, byar: Missing) -> None:
    args = (Fraction(count), Fraction(of), LEVELS[0])
    assert wilson_lower(*args) == wilson_upper(*args) == wilson
    assert byar_lower(*args) == byar_upper(*args) == byar


def test_more_than_the_denominator_is_no_proportion_but_may_be_a_rate() -> None:
    args = (Fraction(11), Fraction(10), LEVELS[0])
    assert wilson_lower(*args) == wilson_upper(*args) == NEITHER
    assert isinstance(byar_upper(*args), Fraction)


def test_limits_of_next_to_nothing_come_to_an_end() -> None:
    tiny = Fraction(1, 10**30)
    assert byar_lower(tiny, Fraction(1), LEVELS[0], Fraction(10)) == 0
    assert isinstance(wilson_lower(tiny, Fraction(1), LEVELS[0]), Fraction)


@pytest.mark.parametrize(
    ("lower", "upper", "higher_is_better"),
    [(6, 8, 1), (2, 4, -1), (4, 6, 0), (5, 6, 0), (4, 5, 0), (5, 5, 0)],
)
def test_a_limit_that_is_the_set_point_is_on_neither_side(lower: int, upper: int, higher_is_better: int) -> None:
    args = (Fraction(5), Fraction(5), Fraction(lower), Fraction(upper))
    assert against_limits(*args, "higher") == higher_is_better
    assert against_limits(*args, "lower") == -higher_is_better


def test_a_limit_within_1e_40_of_the_set_point_is_level_with_it() -> None:
    close, apart = 5 + Fraction(1, 10**45), 5 + Fraction(1, 10**38)
    assert against_limits(Fraction(6), Fraction(5), close, Fraction(7), "higher") == 0
    assert against_limits(Fraction(6), Fraction(5), apart, Fraction(7), "higher") == 1

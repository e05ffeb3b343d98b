"""Plain numbers between two bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccgrules.prove.nice import Bounds, nicest


def bounds(low: str | None, high: str | None, *, strict: str = "") -> Bounds:
    return Bounds(
        Fraction(low) if low is not None else None, Fraction(high) if high is not None else None,
        "low" in strict, "high" in strict,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("between", "chosen"),
    [
        (bounds(None, None), "0"),
        (bounds("1.45", None), "1.45"),
        (bounds("1.45", None, strict="low"), "2"),
        (bounds(None, "1.45", strict="high"), "1"),
        (bounds("1.45", "1.5", strict="low high"), "1.47"),
        (bounds("18", "19", strict="low high"), "18.5"),
        (bounds("0", "1", strict="low"), "1"),
        (bounds("1/3", "2/3", strict="low high"), "0.5"),
    ],
)
def test_the_plainest(between: Bounds, chosen: str) -> None:
    assert nicest(between) == Fraction(chosen)


@pytest.mark.parametrize(
    ("between", "chosen"),
    [
        (bounds("1.45", "3"), 3),
        (bounds("1.45", "2.5"), 2),
        (bounds("1.45", "1.9"), None),
        (bounds("1", "2", strict="low high"), None),
        (bounds("1", "1"), 1),
        (bounds(None, "-0.5"), -1),
    ],
)
def test_whole_numbers(between: Bounds, chosen: int | None) -> None:
    assert nicest(between, whole=True) == chosen


def test_an_empty_stretch_has_none() -> None:
    assert nicest(bounds("1", "1", strict="low")) is None
    assert nicest(bounds("2", "1")) is None


def test_bounds_only_grow_tighter() -> None:
    between = bounds("0", "10")
    assert between.above(Fraction(-1), strict=False) == between
    assert between.above(Fraction(0), strict=True) == bounds("0", "10", strict="low")
    assert between.below(Fraction(11), strict=True) == between
    assert between.below(Fraction(10), strict=True) == bounds("0", "10", strict="high")


fractions = st.fractions(min_value=-5, max_value=5, max_denominator=12)


@given(fractions, fractions, st.sampled_from(["", "low", "high", "low high"]))
def test_it_lies_between(low: Fraction, high: Fraction, strict: str) -> None:
    between = Bounds(low, high, "low" in strict, "high" in strict)
    chosen = nicest(between)
    empty = low > high or (low == high and strict != "")
    assert (chosen is None) == empty
    assert chosen is None or between.has(chosen)

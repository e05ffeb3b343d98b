"""Regions of the number line, checked against the numbers in them one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ccgrules.prove.regions import BEFORE, EVERYTHING, Region, compared, region

POINTS = [Fraction(n, 2) for n in range(-8, 9)]
OPS = {
    "eq": lambda x, v: x == v,
    "ne": lambda x, v: x != v,
    "lt": lambda x, v: x < v,
    "le": lambda x, v: x <= v,
    "gt": lambda x, v: x > v,
    "ge": lambda x, v: x >= v,
}

conditions = st.tuples(st.sampled_from(sorted(OPS)), st.integers(-3, 3).map(Fraction))
unions = st.lists(conditions, min_size=1, max_size=4)


def holds(point: Fraction, said: list[tuple[str, Fraction]]) -> bool:
    return any(OPS[op](point, value) for op, value in said)


def joined(said: list[tuple[str, Fraction]]) -> Region:
    return region(()).union(*(compared(op, value) for op, value in said))


def has(part: Region, point: Fraction) -> bool:
    return compared("eq", point).within(part)


@given(unions, unions)
def test_regions_hold_what_their_conditions_hold(
    left: list[tuple[str, Fraction]], right: list[tuple[str, Fraction]]
) -> None:
    a, b = joined(left), joined(right)
    for point in POINTS:
        inside, other = holds(point, left), holds(point, right)
        assert has(a, point) == inside
        assert has(a.complement(), point) == (not inside)
        assert has(a.intersection(b), point) == (inside and other)
        assert has(a.union(b), point) == (inside or other)


@given(unions)
def test_an_example_is_in_the_region(said: list[tuple[str, Fraction]]) -> None:
    part = joined(said)
    example = part.example()
    assert (example is None) == (part.stretches == ())
    if example is not None:
        assert has(part, example)


@given(unions)
def test_the_whole_numbers_of_a_region(said: list[tuple[str, Fraction]]) -> None:
    whole = joined(said).whole()
    for number in range(-4, 5):
        upto_next = Region((((Fraction(number), BEFORE), (Fraction(number + 1), BEFORE)),))
        assert upto_next.within(whole) == holds(Fraction(number), said)


def test_touching_stretches_are_one() -> None:
    assert compared("lt", Fraction(1)).union(compared("ge", Fraction(1))) == EVERYTHING
    assert compared("lt", Fraction(1)).union(compared("gt", Fraction(1))).complement() == compared("eq", Fraction(1))
    assert compared("gt", Fraction(1)).intersection(compared("lt", Fraction(2))).example() == Fraction(3, 2)

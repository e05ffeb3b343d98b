"""Arithmetic of what values can be: every result of numbers within is within."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ccgrules.engine.numbers import round_half_away
from ccgrules.prove.domains import (
    ANYTHING,
    COUNTED,
    MOST_BITS,
    Domain,
    added,
    any_of,
    closed,
    distance,
    divided,
    from_points,
    hull,
    is_short,
    multiplied,
    partial_sums,
    point,
    points,
    rounded,
    scaled,
    union,
)
from ccgrules.prove.regions import Region, compared

numbers = st.fractions(min_value=-4, max_value=4, max_denominator=6)


@st.composite
def domains(draw: Callable[[st.SearchStrategy[Fraction]], Fraction]) -> tuple[Domain, Fraction]:
    """A domain, and a number in it."""
    low, high = sorted((draw(numbers), draw(numbers)))
    inside = draw(st.one_of(st.just(low), st.just(high), st.just((low + high) / 2)))
    form = draw(st.sampled_from(["closed", "points", "up", "down", "open", "all", "two"]))
    match str(form):
        case "points":
            return from_points({low, high, inside}), inside
        case "up":
            return Domain(compared("ge", low)), inside
        case "down":
            return Domain(compared("le", high)), inside
        case "open":
            return Domain(
                compared("gt", low).intersection(compared("lt", high + 1))
            ), high if low < high else high + Fraction(1, 2)
        case "all":
            return ANYTHING, inside
        case "two":
            return Domain(closed(low - 3, low).union(closed(high, high + 1))), high
        case _:
            return Domain(closed(low, high)), inside


def has(domain: Domain, number: Fraction) -> bool:
    return compared("eq", number).within(domain.region) and (not domain.whole or number.denominator == 1)


Pair = tuple[Domain, Fraction]


@given(domains(), domains())
def test_of_two_numbers(left: Pair, right: Pair) -> None:
    (a, x), (b, y) = left, right
    assert has(a, x)
    assert has(added([a, b]), x + y)
    assert has(added([a, scaled(b, Fraction(-1))]), x - y)
    assert has(multiplied([a, b]), x * y)
    assert has(any_of([a, b]), min(x, y))
    assert has(any_of([a, b]), max(x, y))
    assert has(partial_sums([a, b]), y)
    joined = hull(union([a, b]))
    assert isinstance(joined, Domain)
    assert has(joined, (x + 2 * y) / 3)


@given(domains(), domains())
def test_of_a_quotient(left: Pair, right: Pair) -> None:
    (a, x), (b, y) = left, right
    assume(y != 0)
    assert has(divided([a, b]), x / y)


@given(domains(), st.sampled_from([Fraction(1), Fraction(1, 10), Fraction(1, 1000), Fraction(10)]))
def test_of_one_number(one: Pair, step: Fraction) -> None:
    domain, x = one
    assert has(distance(domain), abs(x))
    assert has(scaled(domain, Fraction(-3, 2)), x * Fraction(-3, 2))
    assert has(rounded(domain, step), round_half_away(x / step, 0) * step)


@pytest.mark.parametrize(
    ("domain", "step", "left"),
    [
        (Domain(closed(Fraction(0), Fraction(2))), Fraction(1), (0, 1, 2)),
        (Domain(closed(Fraction("0.4"), Fraction("2.5"))), Fraction(1), (0, 1, 2, 3)),
        (Domain(closed(Fraction("-0.5"), Fraction("0.4"))), Fraction(1), (-1, 0)),
        (from_points({Fraction("1.45"), Fraction("1.44")}), Fraction(1, 10), (Fraction("1.4"), Fraction("1.5"))),
    ],
)
def test_rounded_to_few_numbers(domain: Domain, step: Fraction, left: Sequence[Fraction]) -> None:
    assert points(rounded(domain, step)) == tuple(left)


def test_products_and_quotients_keep_their_signs() -> None:
    positive, negative = Domain(compared("gt", Fraction(0))), Domain(compared("le", Fraction(-2)))
    assert multiplied([positive, negative]).region == compared("le", Fraction(0))
    assert divided([positive, negative]).region == compared("le", Fraction(0))
    assert divided([positive, COUNTED]).region == compared("ge", Fraction(0))
    assert divided([positive, ANYTHING]) == ANYTHING
    assert divided([point(Fraction(1)), Domain(compared("ge", Fraction(2)))]).region == closed(
        Fraction(0), Fraction(1, 2)
    )


def test_nothing_is_made_of_nothing() -> None:
    nothing = Domain(Region(()))
    for combine in (added, multiplied, divided):
        assert combine([nothing, COUNTED]) == ANYTHING
    assert points(nothing) == ()


def test_long_numbers_are_not_worked_with() -> None:
    assert is_short(point(Fraction(1, 3)))
    assert not is_short(point(Fraction(1, 2 ** (MOST_BITS + 1))))
    assert is_short(frozenset([1, 2]))

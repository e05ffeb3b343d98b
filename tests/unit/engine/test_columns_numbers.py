"""Arithmetic on columns against Python's own fractions, cell by cell, up to where 128 bits end."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ccgrules.engine.columns_encode import encode_numbers
from ccgrules.engine.columns_numbers import COMPARE, Int, NeedsFractions, Num, sum_of, total
from ccgrules.engine.columns_values import of_number, why
from ccgrules.engine.frames import INT128_LIMIT, Column, FrameColumns, Ratio, Stored, smallest_integer
from ccgrules.engine.numbers import round_half_away
from ccgrules.model.types import Missing, Reason, Value

NUMBERS = st.fractions(-1000, 1000, max_denominator=60) | st.integers(-(2**70), 2**70).map(Fraction)
CELLS = st.lists(st.tuples(*[st.none() | NUMBERS] * 2), min_size=1, max_size=6)
MISSING_ONE = frozenset({Reason.NONE_GIVEN})

Pairs = Sequence[tuple[Fraction | None, Fraction | None]]


def columns_of(pairs: Pairs, *, as_ratios: bool) -> tuple[FrameColumns, list[Column]]:
    """Two columns, over one denominator or each number over its own."""
    sides = [[pair[side] for pair in pairs] for side in range(2)]
    if not as_ratios:
        held = FrameColumns.of({name: encode_numbers(side) for name, side in zip("ab", sides)})
        return held, list(held.columns.values())
    series, columns = [], []
    for name, side in zip("ab", sides):
        over = [None if value is None else value.numerator for value in side]
        under = [None if value is None else value.denominator for value in side]
        low, high = (
            min((n for n in over if n is not None), default=0),
            max((n for n in over if n is not None), default=0),
        )
        most = max((n for n in under if n is not None), default=1)
        series.append(pl.Series(name, over, dtype=smallest_integer(low, high)))
        series.append(pl.Series(f"{name}#", under, dtype=smallest_integer(1, most)))
        columns.append(Column(Ratio(pl.col(f"{name}#"), most, low, high), pl.col(name), MISSING_ONE))
    return FrameColumns(pl.DataFrame(series), dict(zip("ab", columns))), columns


def worked(held: FrameColumns, number: Num, columns: Sequence[Column]) -> Sequence[Value]:
    return FrameColumns(held.frame, {"x": of_number(number, why(*columns))}).values("x")


def by_hand(pairs: Pairs, function: Callable[..., Fraction]) -> list[Fraction | None]:
    return [None if a is None or b is None else function(a, b) for a, b in pairs]


def same(got: Sequence[Value], wanted: Sequence[Fraction | None]) -> bool:
    return [None if isinstance(value, Missing) else value for value in got] == wanted


@pytest.mark.parametrize("function", [operator.add, operator.sub, operator.mul, operator.truediv])
@settings(deadline=None)
@given(pairs=CELLS, as_ratios=st.booleans())
def test_arithmetic(function: Callable[..., Any], pairs: Pairs, as_ratios: bool) -> None:
    assume(function is not operator.truediv or all(b != 0 for _, b in pairs))
    held, columns = columns_of(pairs, as_ratios=as_ratios)
    try:
        number: Num = function(*map(Num.read, columns))
    except NeedsFractions:
        assert as_ratios or max(len(str(cell)) for pair in pairs for cell in pair) > 8
        return
    assert same(worked(held, number, columns), by_hand(pairs, function))


@pytest.mark.parametrize("name", list(COMPARE))
@settings(deadline=None)
@given(pairs=CELLS, as_ratios=st.booleans(), constant=NUMBERS)
def test_comparison(name: str, pairs: Pairs, as_ratios: bool, constant: Fraction) -> None:
    held, columns = columns_of(pairs, as_ratios=as_ratios)
    a, b = map(Num.read, columns)
    compare = getattr(operator, name)
    fixed = Num.of(constant)
    turned = [(constant, first) for first, _ in pairs]
    straight = [(first, constant) for first, _ in pairs]
    for left, right, cells in ((a, b, pairs), (a, fixed, straight), (fixed, a, turned)):
        try:
            compared = left.compare(name, right)
        except NeedsFractions:
            continue
        wanted = [None if x is None or y is None else compare(x, y) for x, y in cells]
        assert held.frame.with_columns(compared.alias("x"))["x"].to_list() == wanted


@settings(deadline=None)
@given(pairs=CELLS, as_ratios=st.booleans(), places=st.integers(-1, 3), factor=st.sampled_from([1, Fraction(1, 100)]))
def test_rounding_is_half_away_from_zero(pairs: Pairs, as_ratios: bool, places: int, factor: Fraction) -> None:
    held, columns = columns_of(pairs, as_ratios=as_ratios)
    try:
        number = Num.read(columns[0]).rounded(places, Fraction(factor))
    except NeedsFractions:
        return
    wanted = [None if a is None else round_half_away(a / factor, places) * factor for a, _ in pairs]
    assert same(worked(held, number, columns[:1]), wanted)


@settings(deadline=None)
@given(pairs=CELLS, as_ratios=st.booleans())
def test_sums_leave_out_what_is_missing(pairs: Pairs, as_ratios: bool) -> None:
    held, columns = columns_of(pairs, as_ratios=as_ratios)
    try:
        number = sum_of([Num.read(column) for column in columns])
    except NeedsFractions:
        return
    assert same(worked(held, number, []), [(a or Fraction(0)) + (b or Fraction(0)) for a, b in pairs])


def test_whatever_might_not_fit_128_bits_is_refused_before_it_is_worked_out() -> None:
    widest = Int(pl.col("x"), 0, INT128_LIMIT)
    with pytest.raises(NeedsFractions):
        widest + Int.of(1)
    with pytest.raises(NeedsFractions):
        widest * Int.of(2)
    with pytest.raises(NeedsFractions):
        total([widest, widest])
    with pytest.raises(NeedsFractions):
        Int.of(2**127)


def test_a_threshold_beyond_every_value_needs_no_wider_integers() -> None:
    frame = pl.DataFrame({"x": pl.Series([-128, 127, None], dtype=pl.Int8)})
    number = Num(Int(pl.col("x"), -128, 127), Int.of(100))
    far = Num.of(Fraction(10**30))
    compared = {
        name: frame.select(number.compare(name, far)).to_series().to_list() for name in ("lt", "ge", "eq", "ne")
    }
    assert compared == {
        "lt": [True, True, None],
        "ge": [False, False, None],
        "eq": [False, False, None],
        "ne": [True, True, None],
    }


def test_stored_columns_compare_over_unlike_denominators() -> None:
    thirds = encode_numbers([Fraction(1, 3), Fraction(2, 3)])
    halves = encode_numbers([Fraction(1, 3), Fraction(1, 2)])
    held = FrameColumns.of({"a": Stored(thirds.form, thirds.data), "b": Stored(halves.form, halves.data)})
    a, b = (Num.read(column) for column in held.columns.values())
    assert held.frame.select(a.compare("gt", b)).to_series().to_list() == [False, True]

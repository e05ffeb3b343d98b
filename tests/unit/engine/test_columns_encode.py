from __future__ import annotations

import math
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ccgrules.engine.columns_encode import Numbers, encode_numbers, number_column, number_columns
from ccgrules.engine.frames import Coded, FrameColumns, Scaled
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.model.units import PERCENT, unit_named

NOTHING = MISSING[Reason.NONE_GIVEN]


def values(numbers: Numbers) -> list[Value]:
    return list(FrameColumns.of({"x": numbers.stored}).values("x"))


def test_floats_are_the_decimals_that_print_them() -> None:
    read = number_column(pl.Series([0.1, 66.7, None, math.nan, -0.0, 1.15, 1e15 / 10]))
    assert values(read) == [
        Fraction(1, 10),
        Fraction(667, 10),
        NOTHING,
        NOTHING,
        Fraction(0),
        Fraction(115, 100),
        Fraction(10**14),
    ]


def test_floats_of_two_decimals_are_held_in_hundredths() -> None:
    read = number_column(pl.Series([1.25, 0.5, 300.0]))
    assert read.stored.form == Scaled(100, 50, 30000)
    assert read.stored.data.to_list() == [125, 50, 30000]


def test_a_sample_of_whole_numbers_does_not_hide_decimals_further_down() -> None:
    figures = [1.0] * 500 + [0.25] + [2.0**40]
    assert values(number_column(pl.Series(figures)))[500:] == [Fraction(1, 4), Fraction(2**40)]


def test_floats_that_are_no_short_decimals_are_read_as_printed() -> None:
    read = number_column(pl.Series([0.1 + 0.2, 1e-20, 1e300]))
    assert values(read) == [Fraction("0.30000000000000004"), Fraction("1e-20"), Fraction("1e300")]
    assert isinstance(read.stored.form, Coded)


def test_infinity_is_no_number() -> None:
    assert number_column(pl.Series([1.5, math.inf, -math.inf])).bad == (1, 2)


def test_floats_of_32_bits_are_read_as_they_print() -> None:
    assert values(number_column(pl.Series([66.7, 0.1], dtype=pl.Float32))) == [Fraction("66.7"), Fraction("0.1")]


def test_text_is_plain_decimal() -> None:
    texts = [" 66.70", "+3", "-.5", "5.", "", None, "1,000", "1e3", "n/a", "12.5%"]
    read = number_column(pl.Series(texts))
    exact = [Fraction("66.7"), Fraction(3), Fraction(-1, 2), Fraction(5), *[NOTHING] * 6]
    assert values(read) == exact
    assert read.bad == (6, 7, 8, 9)


def test_text_of_any_length_is_exact() -> None:
    long = ["0." + "3" * 60, "9" * 50]
    assert values(number_column(pl.Series(long))) == [Fraction(text) for text in long]


def test_integers_and_decimals_are_exact_as_they_stand() -> None:
    read = number_columns(
        pl.DataFrame({"whole": [2**40, None], "money": pl.Series(["1.25", "-3"]).cast(pl.Decimal(20, 2))}),
        {"whole": None, "money": None},
    )
    assert values(read["whole"]) == [Fraction(2**40), NOTHING]
    assert values(read["money"]) == [Fraction(5, 4), Fraction(-3)]


def test_a_percent_is_a_share() -> None:
    read = number_columns(pl.DataFrame({"float": [66.7], "text": ["66.7"]}), {"float": PERCENT, "text": PERCENT})
    assert values(read["float"]) == values(read["text"]) == [Fraction(667, 1000)]
    assert list(read) == ["float", "text"]


def test_a_column_without_figures_has_none() -> None:
    unit = unit_named("count")
    assert values(number_column(pl.Series([None, None], dtype=pl.Float64), unit)) == [NOTHING, NOTHING]
    assert values(number_column(pl.Series([], dtype=pl.String), unit)) == []


@pytest.mark.parametrize("kind", ["float", "text"])
@settings(deadline=None)
@given(st.data())
def test_a_million_ways_to_write_a_figure_are_read_alike(kind: str, data: st.DataObject) -> None:
    places = data.draw(st.integers(0, 6))
    whole = data.draw(st.lists(st.none() | st.integers(-(10**9), 10**9), min_size=1, max_size=300))
    exact: list[Value] = [NOTHING if number is None else Fraction(number, 10**places) for number in whole]
    written: list[float | str | None] = [
        None if number is None else number / 10**places if kind == "float" else f"{number / 10**places:.{places}f}"
        for number in whole
    ]
    dtype = pl.Float64 if kind == "float" else pl.String
    assert values(number_column(pl.Series(written, dtype=dtype))) == exact


@settings(deadline=None)
@given(st.lists(st.floats(allow_infinity=False), max_size=20))
@example([5e-324, 1.7976931348623157e308])
@example([0.1, 0.30000000000000004, 9007199254740993.0])
@example([999999999999999.9, 99999999999999.98])
def test_every_float_is_the_shortest_decimal_that_prints_it(floats: list[float]) -> None:
    exact = [NOTHING if math.isnan(figure) else Fraction(repr(figure)) for figure in floats]
    assert values(number_column(pl.Series(floats, dtype=pl.Float64))) == exact


def test_fractions_that_share_no_denominator_are_listed_in_order() -> None:
    large = [Fraction(1, 3**60), None, Fraction(1, 2**70), Fraction(1, 3**60)]
    stored = encode_numbers(large)
    assert stored.form == Coded((Fraction(1, 3**60), Fraction(1, 2**70)))
    assert stored.data.to_list() == [0, None, 1, 0]


def test_fractions_over_one_denominator_are_integers() -> None:
    stored = encode_numbers([Fraction(1, 3), Fraction(-1, 4), None])
    assert stored.form == Scaled(12, -3, 4)
    assert stored.data.dtype == pl.Int8

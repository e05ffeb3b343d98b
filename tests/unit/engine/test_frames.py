from __future__ import annotations

import datetime
from fractions import Fraction

import polars as pl
import pytest

from ccgrules.engine.frames import (
    INT128_LIMIT,
    Coded,
    Column,
    FrameColumns,
    Labels,
    Plain,
    Ratio,
    Scaled,
    Stored,
    smallest_integer,
)
from ccgrules.model.types import MISSING, Reason

SUPPRESSED = MISSING[Reason.SUPPRESSED]


def test_each_form_reads_back_as_exact_values() -> None:
    columns = FrameColumns.of(
        {
            "percent": Stored(Scaled(1000, 0, 1000), pl.Series([667, 1000], dtype=pl.Int16)),
            "coded": Stored(Coded((Fraction(1, 3), Fraction(2, 3))), pl.Series([1, 0], dtype=pl.UInt32)),
            "label": Stored(Labels(("good", "poor")), pl.Series([1, 0], dtype=pl.Int8)),
            "open": Stored(Plain(), pl.Series([True, False])),
            "since": Stored(Plain(), pl.Series([datetime.date(2026, 4, 1)] * 2)),
        }
    )
    assert columns.names() == ("percent", "coded", "label", "open", "since")
    assert columns.values("percent") == [Fraction(667, 1000), Fraction(1)]
    assert columns.values("coded") == [Fraction(2, 3), Fraction(1, 3)]
    assert columns.values("label") == ["poor", "good"]
    assert columns.values("open") == [True, False]
    assert columns.value("since", 1) == datetime.date(2026, 4, 1)


def test_a_ratio_need_not_be_in_lowest_terms() -> None:
    frame = pl.DataFrame({"over": [2, 3, None], "under": [4, 6, 0]})
    columns = FrameColumns(
        frame, {"x": Column(Ratio(pl.col("under"), 6, 2, 3), pl.col("over"), frozenset({Reason.NO_MEMBERS}))}
    )
    assert columns.values("x") == [Fraction(1, 2), Fraction(1, 2), MISSING[Reason.NO_MEMBERS]]


def test_missing_values_have_their_reasons() -> None:
    numbers = pl.Series([1, None, None], dtype=pl.Int8)
    columns = FrameColumns.of(
        {
            "one reason": Stored(Scaled(1, 1, 1), numbers, Reason.SUPPRESSED),
            "two": Stored(Scaled(1, 1, 1), numbers, pl.Series([0, Reason.SUPPRESSED, Reason.NOT_SUBMITTED])),
        }
    )
    assert columns.values("one reason") == [Fraction(1), SUPPRESSED, SUPPRESSED]
    assert columns.values("two") == [Fraction(1), SUPPRESSED, MISSING[Reason.NOT_SUBMITTED]]
    assert [columns.value("two", row) for row in range(3)] == columns.values("two")
    assert columns.columns["two"].reasons == {Reason.SUPPRESSED, Reason.NOT_SUBMITTED}


def test_a_constant_stands_in_every_row() -> None:
    columns = FrameColumns(pl.DataFrame({"x": [1, 2, 3]}), {"c": Column(Scaled(2, 5, 5), pl.lit(5, dtype=pl.Int8))})
    assert columns.values("c") == [Fraction(5, 2)] * 3
    assert columns.value("c", 2) == Fraction(5, 2)


def test_an_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        FrameColumns.of({}).values("x")


@pytest.mark.parametrize(
    ("low", "high", "dtype"),
    [
        (0, 127, pl.Int8),
        (-128, 0, pl.Int8),
        (-129, 0, pl.Int16),
        (0, 128, pl.Int16),
        (0, 2**31, pl.Int64),
        (-(2**63), 2**63 - 1, pl.Int64),
        (0, 2**63, pl.Int128),
        (0, INT128_LIMIT, pl.Int128),
    ],
)
def test_integers_are_as_narrow_as_can_be(low: int, high: int, dtype: pl.DataType) -> None:
    assert smallest_integer(low, high) == dtype

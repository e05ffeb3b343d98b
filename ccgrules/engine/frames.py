"""Columns held in Polars: integers instead of fractions, and how to read them back as exact values.

A missing value is a null, whatever the form. Nothing here rounds: a number that fits no pair of integers is a place in
a list of exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from ccgrules.model.types import MISSING, Reason, Value

NO_REASONS: frozenset[Reason] = frozenset()
INT128_LIMIT = 2**127 - 1


@dataclass(frozen=True, slots=True)
class Scaled:
    """Numbers held as integers: value = integer / `den`; every integer lies from `low` to `high`."""

    den: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numbers held as two integers, numerator / denominator.

    The denominators stand in a column of their own and lie from 1 to `den_high`, unless the value is missing;
    numerators lie from `low` to `high`. A fraction need not be in lowest terms.
    """

    den: pl.Expr
    den_high: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Coded:
    """Numbers held as places in a list of exact fractions.

    Where steps may read the column the list is in order, each number once; what is only kept may be in any order.
    """

    values: Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels held as places in their scale, best first."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plain:
    """Yes/no, text and dates, held as they are."""


Form = Scaled | Ratio | Coded | Labels | Plain


@dataclass(frozen=True, slots=True)
class Column:
    """A named column.

    Attributes:
        form: How its values are held.
        data: Where, as an expression over the frame's columns; null is missing.
        reasons: Why a value may be missing; empty if none can be.
        reason: Where several reasons are possible, the reason (Int8) of each missing value; 0 or anything elsewhere.
    """

    form: Form
    data: pl.Expr
    reasons: frozenset[Reason] = NO_REASONS
    reason: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A column on its way into a frame.

    Attributes:
        form: How the values are held (`Scaled`, `Coded`, `Labels` or `Plain`).
        data: Integers, places, yes/no, texts or dates; null is missing.
        reason: The reason of every null, or an Int8 series that gives it for each row.
    """

    form: Form
    data: pl.Series
    reason: Reason | pl.Series = Reason.NONE_GIVEN


@dataclass(frozen=True, slots=True)
class FrameColumns:
    """Named columns over one Polars frame (implements `engine.table.Columns`).

    The frame may hold more columns than are named: denominators, reasons and intermediate results, with a `#` in their
    names.
    """

    frame: pl.DataFrame
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, stored: Mapping[str, Stored]) -> FrameColumns:
        """Puts columns of equal length together."""
        series: list[pl.Series] = []
        columns: dict[str, Column] = {}
        for name, one in stored.items():
            series.append(one.data.alias(name))
            if one.data.null_count() == 0:
                columns[name] = Column(one.form, pl.col(name))
            elif isinstance(one.reason, Reason):
                columns[name] = Column(one.form, pl.col(name), frozenset({one.reason}))
            else:
                series.append(one.reason.cast(pl.Int8).alias(f"{name}#reason"))
                found = one.reason.filter(one.data.is_null()).unique().to_list()
                columns[name] = Column(
                    one.form, pl.col(name), frozenset(map(Reason, found)), pl.col(f"{name}#reason").cast(pl.Int8)
                )
        return cls(pl.DataFrame(series), columns)

    def names(self) -> Sequence[str]:
        """Names of the columns, in plan order."""
        return tuple(self.columns)

    def values(self, name: str) -> Sequence[Value]:
        """A whole column as exact values; raises KeyError for an unknown name."""
        return _decode(self.frame, self.columns[name])

    def value(self, name: str, row: int) -> Value:
        """One cell."""
        return _decode(self.frame.slice(row, 1), self.columns[name])[0]


def _decode(frame: pl.DataFrame, column: Column) -> list[Value]:
    """The exact values of a column over (part of) its frame."""
    form = column.form
    if isinstance(form, Ratio):
        pairs = whole_columns(frame, data=column.data, den=form.den).rows()
        cells: list[Any] = [None if n is None else (n, d) for n, d in pairs]
        meaning: Mapping[Any, Value] = {pair: Fraction(*pair) for pair in set(cells) if pair is not None}
    else:
        cells = whole_columns(frame, data=column.data)["data"].to_list()
        meaning = _meaning(form, set(cells))
    if not column.reasons:
        return [meaning[cell] for cell in cells]
    reasons = _reasons(frame, column)
    return [MISSING[Reason(why)] if cell is None else meaning[cell] for cell, why in zip(cells, reasons)]


def _meaning(form: Form, cells: set[Any]) -> Mapping[Any, Value]:
    """The exact value of each distinct cell."""
    known = cells - {None}
    match form:
        case Scaled(den):
            return {cell: Fraction(cell, den) for cell in known}
        case Coded(values):
            return {cell: values[cell] for cell in known}
        case Labels(names):
            return {cell: names[cell] for cell in known}
        case _:
            return {cell: cell for cell in known}


def _reasons(frame: pl.DataFrame, column: Column) -> Sequence[int]:
    if column.reason is not None:
        return whole_columns(frame, reason=column.reason)["reason"].to_list()
    (only,) = column.reasons
    return [only] * frame.height


def constant(stored: Stored) -> Column:
    """A column that has the one value of another in every row."""
    data = pl.lit(stored.data[0], dtype=stored.data.dtype)
    if stored.data.null_count() == 0:
        return Column(stored.form, data)
    reason = stored.reason if isinstance(stored.reason, Reason) else Reason(stored.reason[0])
    return Column(stored.form, data, frozenset({reason}))


def constant_number(column: Column) -> Fraction | None:
    """The number that a column has in every row, if it is always the same."""
    match column.form:
        case Scaled(den, low, high) if low == high and not column.reasons:
            return Fraction(low, den)
        case Coded((only,)) if not column.reasons:
            return only
        case _:
            return None


def whole_columns(frame: pl.DataFrame, **exprs: pl.Expr) -> pl.DataFrame:
    """Expressions over all rows of a frame; constants as well, which `select` alone would leave at one row."""
    named = {f"#now:{name}": expr for name, expr in exprs.items()}
    return frame.with_columns(**named).select(pl.col(inner).alias(name) for inner, name in zip(named, exprs))


def smallest_integer(low: int, high: int) -> pl.DataType:
    """The narrowest signed integer type that holds everything from `low` to `high` (which must fit 128 bits)."""
    for bits, dtype in ((8, pl.Int8), (16, pl.Int16), (32, pl.Int32), (64, pl.Int64)):
        if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
            return dtype()
    return pl.Int128()

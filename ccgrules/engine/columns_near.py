"""Comparisons in which near numbers count as equal, of numbers that are places in a sorted list with few others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction

import polars as pl

from ccgrules.engine.columns_values import why, yes_no
from ccgrules.engine.columns_work import Work, distinct_rows, physical, renamed
from ccgrules.engine.frames import Coded, Column, FrameColumns, constant_number
from ccgrules.engine.numbers import near
from ccgrules.model.expressions import Op

MOST_OTHERS = 2_000
"""So many different numbers are looked up in the list; more are left to the exact engine."""

Test = Callable[[pl.Expr, pl.Expr, pl.Expr], pl.Expr]
"""Of a place, and the places from which on numbers are near another and are beyond it."""

_TESTS: dict[str, Test] = {
    "lt": lambda place, start, end: place < start,
    "le": lambda place, start, end: place < end,
    "ge": lambda place, start, end: place >= start,
    "gt": lambda place, start, end: place >= end,
    "eq": lambda place, start, end: (place >= start) & (place < end),
    "ne": lambda place, start, end: (place < start) | (place >= end),
}
_TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


def compared_by_place(work: Work, op: Op, args: Sequence[Column]) -> Column | None:
    """The column of a comparison of approximate numbers; None where it is none, or not of this kind."""
    if op.op not in _TESTS or not any(arg.type.approximate for arg in op.args):
        return None
    listed, other = args
    test = _TESTS[op.op]
    if not isinstance(listed.form, Coded):
        (listed, other), test = (other, listed), _TESTS[_TURNED[op.op]]
    if not isinstance(listed.form, Coded):
        return None
    bounds = _bounds(work, listed.form.values, other)
    return bounds and yes_no(test(listed.data, *bounds), why(*args))


def _bounds(work: Work, values: Sequence[Fraction], other: Column) -> tuple[pl.Expr, pl.Expr] | None:
    """Where in a list of numbers those near another start, and where they end; None if there are too many others."""
    only = constant_number(other)
    if only is not None:
        start, end = _near_in(values, only)
        return pl.lit(start, dtype=pl.UInt32), pl.lit(end, dtype=pl.UInt32)
    distinct, places = distinct_rows(work.select(**physical([("other", other)])))
    if distinct.height > MOST_OTHERS:
        return None
    found = FrameColumns(distinct, {"other": renamed("other", other)}).values("other")
    ends = [_near_in(values, number) if isinstance(number, Fraction) else (None, None) for number in found]
    starts = pl.Series([start for start, _ in ends], dtype=pl.UInt32)
    stops = pl.Series([stop for _, stop in ends], dtype=pl.UInt32)
    return work.add(starts.gather(places)), work.add(stops.gather(places))


def _near_in(values: Sequence[Fraction], number: Fraction) -> tuple[int, int]:
    """The place of the first number in a sorted list that is near another, and the place behind the last."""
    start = end = bisect_left(values, number)
    while start and near(values[start - 1], number):
        start -= 1
    while end < len(values) and near(values[end], number):
        end += 1
    return start, end

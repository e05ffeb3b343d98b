"""What integers cannot do: the exact engine's own functions, once for each distinct combination of what goes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import polars as pl

from ccgrules.engine.columns_encode import encode
from ccgrules.engine.columns_work import Work, distinct_rows, physical, renamed
from ccgrules.engine.evaluate import compile_expression
from ccgrules.engine.frames import Column, FrameColumns, Stored
from ccgrules.engine.vectors import Column as Values
from ccgrules.engine.vectors import Window
from ccgrules.model.expressions import Ref
from ccgrules.model.types import Reason, Type
from ccgrules.plan.steps import PlanExpr

Run = Callable[[Window], Iterable[tuple[str, Values]]]
"""Gives named columns for the rows of a window, as the steps of the exact engine do."""


def exactly(work: Work, expr: PlanExpr) -> Column:
    """An expression's column."""
    evaluate = compile_expression(expr, work.scales)
    return exact_columns(work, referenced(expr), lambda rows: [("", evaluate(rows))], {"": expr.type})[""]


def decoded(work: Work, names: Sequence[str]) -> Window:
    """Whole columns as exact values, for the exact engine's functions."""
    chosen = [(name, work.columns[name]) for name in names]
    frame = work.select(**physical(chosen), **{"#row": pl.int_range(pl.len())})
    columns = FrameColumns(frame, {name: renamed(name, column) for name, column in chosen})
    return Window({name: columns.values(name) for name in names}, 0, frame.height)


def referenced(expr: Any) -> tuple[str, ...]:
    """The names of the columns that an expression uses, each once."""
    if isinstance(expr, Ref):
        return (expr.name,)
    if isinstance(expr, tuple):
        return tuple(dict.fromkeys(name for part in expr for name in referenced(part)))
    if is_dataclass(expr) and not isinstance(expr, type):
        return referenced(
            tuple(getattr(expr, one.name) for one in fields(expr) if one.name not in ("type", "span", "notes"))
        )
    return ()


def exact_columns(work: Work, names: Sequence[str], run: Run, types: Mapping[str, Type]) -> dict[str, Column]:
    """Columns that `run` makes of others, from their distinct combinations of values.

    Args:
        work: The run; the columns are added to its frame.
        names: What goes in.
        run: The function.
        types: The type of each column that it gives.
    """
    chosen = [(name, work.columns[name]) for name in names]
    rows = work.select(**physical(chosen)) if chosen else pl.DataFrame({"#none": [0] * work.frame.height})
    distinct, places = distinct_rows(rows)
    columns = FrameColumns(distinct, {name: renamed(name, column) for name, column in chosen})
    window = Window({name: columns.values(name) for name in names}, 0, distinct.height)
    return {name: work.put(_gathered(encode(values, types[name], work.scales), places)) for name, values in run(window)}


def _gathered(stored: Stored, places: pl.Series) -> Stored:
    reason = stored.reason if isinstance(stored.reason, Reason) else stored.reason.gather(places)
    return Stored(stored.form, stored.data.gather(places), reason)

"""What integers cannot do: the exact engine's own functions, once for each distinct combination of what goes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl

from ccgrules.engine.columns_encode import encode
from ccgrules.engine.columns_work import Work, distinct_rows, physical, renamed
from ccgrules.engine.evaluate import compile_expression
from ccgrules.engine.frames import Column, FrameColumns, Stored, constant
from ccgrules.engine.vectors import Column as Values
from ccgrules.engine.vectors import Window
from ccgrules.model.types import Reason, Type
from ccgrules.plan.draft import referred
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
    return _window(work.select(**physical(chosen), **{"#row": pl.int_range(pl.len())}), chosen)


def referenced(*exprs: PlanExpr | None) -> tuple[str, ...]:
    """The names of the columns that expressions use, each once."""
    return tuple(dict.fromkeys(name for expr in exprs if expr is not None for name in referred(expr)))


def exact_columns(work: Work, names: Sequence[str], run: Run, types: Mapping[str, Type]) -> dict[str, Column]:
    """Columns that `run` makes of others, from their distinct combinations of values.

    Args:
        work: The run; the columns are added to its frame.
        names: What goes in.
        run: The function.
        types: The type of each column that it gives.
    """
    chosen = [(name, work.columns[name]) for name in names]
    if is_constant(work, names):
        window = _window(pl.DataFrame({"#row": [0]}).select(pl.col("#row"), **physical(chosen)), chosen)
        return {name: constant(encode(values, types[name], work.scales)) for name, values in run(window)}
    distinct, places = distinct_rows(work.select(**physical(chosen)))
    kept = run(_window(distinct, chosen))
    return {name: work.put(_gathered(encode(values, types[name], work.scales), places)) for name, values in kept}


def is_constant(work: Work, names: Sequence[str]) -> bool:
    """Whether columns are the same in every row."""
    return not any(expr.meta.root_names() for name in names for expr in physical([(name, work.columns[name])]).values())


def _window(rows: pl.DataFrame, chosen: Sequence[tuple[str, Column]]) -> Window:
    """Rows made of `physical`, as exact values."""
    columns = FrameColumns(rows, {name: renamed(name, column) for name, column in chosen})
    return Window({name: columns.values(name) for name, _ in chosen}, 0, rows.height)


def _gathered(stored: Stored, places: pl.Series) -> Stored:
    reason = stored.reason if isinstance(stored.reason, Reason) else stored.reason.gather(places)
    return Stored(stored.form, stored.data.gather(places), reason)

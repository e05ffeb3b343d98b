"""Runs a plan on data with the engine that suits their size."""

from __future__ import annotations

from typing import Literal

from ccgrules.engine.decisions_entered import with_decided
from ccgrules.engine.exact import Givens, run_exact
from ccgrules.engine.result import Result
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.table import Columns, Dataset
from ccgrules.plan.steps import Plan

Engine = Literal["auto", "exact", "columns"]

EXACT_ROWS = 500
"""Up to so many rows `auto` takes the exact engine for data that are held in frames.

Measured on 60 indicators scored by cases, and on the NHS Oversight Framework: from frames, both engines take about as
long at 500 rows (0.1 to 0.2 s), and at 4,000 `columns` is 7 to 14 times as fast. Data held as rows of values always run
exactly: putting them into frames costs more than it saves (at 8,000 rows 1.1 s and 2.1 s, 2.0 s and 3.3 s).
"""


def run_plan(plan: Plan, dataset: Dataset, engine: Engine = "auto", given: Givens | None = None) -> Result:
    """Work out every step of a plan.

    Args:
        plan: The plan.
        dataset: Its inputs.
        engine: `exact`, `columns`, or `auto` for whichever is quicker at this size; their answers are the same.
        given: Cells (row, column) that an example sets in place of what would be worked out; only the exact engine
            knows them, and `auto` then takes it.

    Raises:
        CannotRun: A number outgrows all bounds.
        ValueError: `given` with the engine `columns`.
    """
    if given and engine == "columns":
        raise ValueError("only the exact engine can set cells")
    dataset = with_decided(plan, dataset)
    if engine == "columns" or (engine == "auto" and not given and _suits_columns(dataset)):
        from ccgrules.engine.columns import run_columns

        columns: Columns = run_columns(plan, dataset)
        return Result(plan, dataset, columns, "columns")
    return Result(plan, dataset, run_exact(plan, dataset, given), "exact", frozenset(given or {}))


def _suits_columns(dataset: Dataset) -> bool:
    return len(dataset.keys) > EXACT_ROWS and not isinstance(dataset.columns, RowColumns)

"""Runs a plan on data with the engine that suits their size."""

from __future__ import annotations

from typing import Literal

from ccgrules.engine.exact import Givens, run_exact
from ccgrules.engine.result import Result
from ccgrules.engine.table import Columns, Dataset
from ccgrules.plan.steps import Plan

Engine = Literal["auto", "exact", "columns"]

EXACT_ROWS = 5_000
"""Up to so many rows `auto` takes the exact engine."""


def run_plan(plan: Plan, dataset: Dataset, engine: Engine = "auto", given: Givens | None = None) -> Result:
    """Work out every step of a plan.

    Args:
        plan: The plan.
        dataset: Its inputs.
        engine: `exact`, `columns`, or `auto` for whichever is quicker at this size; their answers are the same.
        given: Cells (row, column) that an example sets in place of what would be worked out; only the exact engine
            knows them, and `auto` then takes it.

    Raises:
        ValueError: `given` with the engine `columns`.
    """
    if given and engine == "columns":
        raise ValueError("only the exact engine can set cells")
    if engine == "columns" or (engine == "auto" and not given and len(dataset.keys) > EXACT_ROWS):
        from ccgrules.engine.columns import run_columns

        columns: Columns = run_columns(plan, dataset)
        return Result(plan, dataset, columns, "columns")
    return Result(plan, dataset, run_exact(plan, dataset, given), "exact", frozenset(given or {}))

"""A run's result: every step's column, kept, beside the plan and the rows that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccgrules.engine.table import Columns, Dataset, Keys
from ccgrules.model.types import Value
from ccgrules.plan.steps import Plan


@dataclass(frozen=True, slots=True)
class Result:
    """Rated data.

    Attributes:
        plan: The plan that was run.
        dataset: What it was run on.
        columns: Every kept column: inputs, computed values, `.case`, `.members`, `.left_out`, `.before`, `.after_N`.
        engine: `exact` or `columns`.
        given: Cells (row, column) that an example set in place of what would be worked out.
    """

    plan: Plan
    dataset: Dataset
    columns: Columns
    engine: str
    given: frozenset[tuple[int, str]] = frozenset()

    @property
    def keys(self) -> Keys:
        """The rows."""
        return self.dataset.keys

    def values(self, name: str) -> Sequence[Value]:
        """A whole column."""
        return self.columns.values(name)

    def value(self, name: str, row: int) -> Value:
        """One cell."""
        return self.columns.value(name, row)

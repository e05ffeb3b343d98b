"""Cells of tables for what their row and column never are together, though each of the two can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.model.expressions import Lookup
from ccgrules.plan.steps import Compute, Step
from ccgrules.prove.cases import impossible
from ccgrules.prove.formula import both
from ccgrules.prove.read import Reading
from ccgrules.prove.ties import Ties

Key = Fraction | bool | str


@dataclass(frozen=True, slots=True)
class DeadCells:
    """Cells with an outcome that no organisation can have, by their rows and columns."""

    table: Lookup
    cells: tuple[tuple[Key, Key], ...]


def dead_cells(reading: Reading, ties: Ties, step: Step) -> DeadCells | None:
    """The cells of a step's table, `unknown` ones apart, that can never come."""
    if not isinstance(step, Compute) or not isinstance(step.expr, Lookup):
        return None
    cells = tuple(_dead(reading, ties, step.expr))
    return DeadCells(step.expr, cells) if cells else None


def _dead(reading: Reading, ties: Ties, table: Lookup) -> Iterator[tuple[Key, Key]]:
    rows = {key: reading.key_is(table.rows, key) for key in table.row_keys}
    columns = {key: reading.key_is(table.columns, key) for key in table.column_keys}
    tie = ties.among(both([*rows.values(), *columns.values()]))
    for row, line in zip(table.row_keys, table.cells):
        for column, cell in zip(table.column_keys, line):
            here = both([rows[row], columns[column]])
            alone = any(impossible(reading, ties, key) for key in (rows[row], columns[column]))
            if cell is not None and not alone and impossible(reading, ties, both([here, tie])):
                yield row, column

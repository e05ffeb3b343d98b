"""What was read: for each input, a value for each organisation and period, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from ccgrules.diagnostics.diagnostic import DataPlace
from ccgrules.engine.bind_columns import Layout
from ccgrules.engine.cells import clean
from ccgrules.model.types import Missing, Reason, Value
from ccgrules.plan.steps import Input

Key = tuple[str, str]
"""An organisation and a period."""

At = TypeVar("At", int, str)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a cell stands: a table, indexes of its rows and columns; and whose value it is."""

    layout: Layout
    row: int
    column: int
    key: Key

    @property
    def text(self) -> str:
        """The cell as it is written."""
        return self.layout.table.rows[self.row][self.column]

    def __str__(self) -> str:
        return str(self.layout.place(self.row, self.column))


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it stands."""

    value: Value
    where: Where


@dataclass(slots=True)
class Store:
    """Everything that was read.

    Attributes:
        rows: The number of each organisation and period, in the order met.
        cells: For an input's name, its cells by row number.
        timeless: For an input's name, cells by organisation that hold for every period.
        names: Display names by organisation and period.
    """

    rows: dict[Key, int] = field(default_factory=dict)
    cells: dict[str, dict[int, Cell]] = field(default_factory=dict)
    timeless: dict[str, dict[str, Cell]] = field(default_factory=dict)
    names: dict[Key, str] = field(default_factory=dict)

    @property
    def organisations(self) -> set[str]:
        """The codes of all organisations that have a row."""
        return {organisation for organisation, _ in self.rows}

    @property
    def inputs(self) -> set[str]:
        """Names of the inputs that some table has a place for."""
        return {name for part in (self.cells, self.timeless) for name, cells in part.items() if cells}

    def put(self, step: Input, cell: Cell, *, timeless: bool) -> Cell | None:
        """Store a cell, unless one before it says something else: then that one is given back."""
        organisation = cell.where.key[0]
        if timeless:
            return _put(self.timeless.setdefault(step.name, {}), organisation, cell)
        return _put(self.cells.setdefault(step.name, {}), self.rows[cell.where.key], cell)

    def cell(self, name: str, key: Key) -> Cell | None:
        """The cell of an input for a row; where it is blank or absent, that which holds for every period."""
        cell = self.cells.get(name, {}).get(self.rows[key])
        if cell is None or _says_nothing(cell.value):
            return self.timeless.get(name, {}).get(key[0], cell)
        return cell

    def place(self, where: Where) -> DataPlace:
        """Where a cell stands, with what messages call its organisation: its name where there is one."""
        own = " ".join(clean(where.layout.cell(where.row, "name")).split())
        shown = own or self.names.get(where.key) or where.key[0]
        return where.layout.place(where.row, where.column, shown)


def _put(cells: dict[At, Cell], at: At, cell: Cell) -> Cell | None:
    before = cells.get(at)
    if before is None or _says_nothing(before.value):
        cells[at] = cell
    elif not _says_nothing(cell.value) and cell.value != before.value:
        return before
    return None


def _says_nothing(value: Value) -> bool:
    return isinstance(value, Missing) and value.reason is Reason.NONE_GIVEN

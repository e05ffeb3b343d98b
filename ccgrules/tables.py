"""The results of a run as a table: a row an organisation and period, plain values for files and frames."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ccgrules.explain.row import REASONS
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import Kind, Missing, Type, Value

if TYPE_CHECKING:
    from ccgrules.engine.result import Result

Cell = str | float | bool | datetime.date | None
Table = Mapping[str, Sequence[Cell]]
"""Columns by their headings, all of one length."""

SIGNIFICANT_DIGITS = 15

# A spreadsheet takes text that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def ratings_table(result: Result, names: Sequence[str] | None = None) -> Table:
    """Named values with the keys of their rows.

    Args:
        result: A run.
        names: Which values; those that the framework lists as its results if None, and beside a rating that a panel may
            change, `RATING.calculated`.

    Returns:
        `organisation`, `name`, `period` and then for each value `X` (numbers as floats in their declared unit, so 66.7
        for 66.7 %; labels by name), for labels `X_title`, and `X_missing`, the reason in words, where it is missing.

    Raises:
        KeyError: There is no such value.
    """
    keys = result.keys
    table: dict[str, Sequence[Cell]] = {
        "organisation": list(keys.organisations),
        "name": [keys.names.get(organisation, organisation) for organisation in keys.organisations],
        "period": list(keys.periods),
    }
    types = {step.name: step.type for step in result.plan.steps}
    for name in names if names is not None else result.plan.ruleset.framework.results:
        table |= _columns(result, name, types[name])
        if names is None and (calculated := f"{name}.{CALCULATED}") in types:
            table |= _columns(result, calculated, types[name])
    return table


def trace_table(result: Result) -> Table:
    """Every kept column of a run, as `ratings_table`, in the order in which they are worked out.

    What the data say comes first; `X.case` is the case taken (from 0), `X.members` the size of a peer group. There is
    no `X_title`, and `X_missing` only where a value is missing.
    """
    table = dict(ratings_table(result, ()))
    types = {step.name: step.type for step in result.plan.steps}
    for name in result.columns.names():
        columns = _columns(result, name, types.get(name, Type(Kind.NUMBER)))
        missing = columns[f"{name}_missing"]
        table |= {name: columns[name]} | ({f"{name}_missing": missing} if any(missing) else {})
    return table


def _columns(result: Result, name: str, kind: Type) -> dict[str, list[Cell]]:
    values = result.values(name)
    columns: dict[str, list[Cell]] = {name: [plain(value, kind) for value in values]}
    if kind.scale is not None:
        titles = {label.name: label.title for label in result.plan.ruleset.scales[kind.scale].labels}
        columns[f"{name}_title"] = [titles[value] if isinstance(value, str) else None for value in values]
    columns[f"{name}_missing"] = [REASONS[v.reason] if isinstance(v, Missing) else None for v in values]
    return columns


def plain(value: Value, kind: Type) -> Cell:
    """A value as Python's own: numbers as floats in their declared unit, missing as None."""
    if isinstance(value, Missing):
        return None
    if isinstance(value, Fraction):
        return float(value / kind.unit.factor if kind.unit is not None else value)
    return value


def table_rows(table: Table) -> list[dict[str, Cell]]:
    """The table as a dictionary a row."""
    return [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


def csv_text(table: Table, *, excel_safe: bool = False) -> str:
    """The table as CSV with a heading, `\\n` line ends and numbers to 15 significant digits.

    Args:
        table: The table.
        excel_safe: Put an apostrophe before text that a spreadsheet would take for a formula.
    """
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table)
    for cells in zip(*table.values(), strict=True):
        writer.writerow([_csv_cell(cell, excel_safe=excel_safe) for cell in cells])
    return stream.getvalue()


def _csv_cell(cell: Cell, *, excel_safe: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return f"{cell:.{SIGNIFICANT_DIGITS}g}"
    text = str(cell).replace("\r", " ")  # the csv module would leave it bare, and readers end the row there
    return f"'{text}" if excel_safe and text.startswith(FORMULA_STARTS) else text

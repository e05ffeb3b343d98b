"""The results of a run as a table: a row an organisation and period, plain values for files and frames."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ccgrules.model.types import Missing, Type, Value

if TYPE_CHECKING:
    from ccgrules.engine.result import Result

Cell = str | float | bool | datetime.date | None
SIGNIFICANT_DIGITS = 15

# A spreadsheet takes text that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def column_types(result: Result) -> dict[str, Type]:
    """The type of every named value of a run, in the order of the plan."""
    return {step.name: step.type for step in result.plan.steps}


def ratings_table(result: Result, names: Sequence[str] | None = None) -> list[dict[str, Cell]]:
    """Named values with keys, a dictionary a row, all with the same keys.

    Args:
        result: A run.
        names: Which values; those that the framework lists as its results if None.

    Returns:
        `organisation`, `name`, `period` and then for each value `X` (numbers as floats in their declared unit, so 66.7
        for 66.7 %; labels by name), for labels `X_title`, and `X_missing`, the reason in words, where it is missing.

    Raises:
        KeyError: There is no such value.
    """
    wanted = list(names) if names is not None else list(result.plan.ruleset.framework.results)
    columns = [column for name in wanted for column in _columns(result, name)]
    keys = result.keys
    return [
        {
            "organisation": organisation,
            "name": keys.names.get(organisation, organisation),
            "period": period,
            **{heading: cells[row] for heading, cells in columns},
        }
        for row, (organisation, period) in enumerate(zip(keys.organisations, keys.periods, strict=True))
    ]


def _columns(result: Result, name: str) -> Iterable[tuple[str, list[Cell]]]:
    kind, values = column_types(result)[name], result.values(name)
    yield name, [plain(value, kind) for value in values]
    if kind.scale is not None:
        titles = {label.name: label.title for label in result.plan.ruleset.scales[kind.scale].labels}
        yield f"{name}_title", [titles[value] if isinstance(value, str) else None for value in values]
    yield f"{name}_missing", [reason_words(value) if isinstance(value, Missing) else None for value in values]


def plain(value: Value, kind: Type) -> Cell:
    """A value as Python's own: numbers as floats in their declared unit, missing as None."""
    if isinstance(value, Missing):
        return None
    if isinstance(value, Fraction):
        return float(value / kind.unit.factor if kind.unit is not None else value)
    return value


def reason_words(value: Missing) -> str:
    """`not submitted`, `peer group too small`."""
    return value.reason.name.lower().replace("_", " ")


def csv_text(rows: Sequence[dict[str, Cell]], *, excel_safe: bool = False) -> str:
    """The rows as CSV with a heading, `\\n` line ends and numbers to 15 significant digits.

    Args:
        rows: At least one row.
        excel_safe: Put an apostrophe before text that a spreadsheet would take for a formula.
    """
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([_csv_cell(cell, excel_safe=excel_safe) for cell in row.values()] for row in rows)
    return stream.getvalue()


def _csv_cell(cell: Cell, *, excel_safe: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.{SIGNIFICANT_DIGITS}g}"
    text = str(cell)
    return f"'{text}" if excel_safe and text.startswith(FORMULA_STARTS) else text

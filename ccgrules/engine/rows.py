"""Columns held as plain lists of exact values, and data sets made from a few rows written by hand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.digest import digest
from ccgrules.engine.table import Dataset, Keys
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.plan.steps import Input, Plan

Given = Fraction | int | bool | str | datetime.date | Missing | None
"""A cell as a caller may write it: whole numbers stand for exact ones, None for missing without a reason."""


@dataclass(frozen=True, slots=True)
class RowColumns:
    """Columns as lists of exact values, all of one length, in plan order."""

    lists: Mapping[str, Sequence[Value]]

    def names(self) -> Sequence[str]:
        """Names of the columns, in plan order."""
        return tuple(self.lists)

    def values(self, name: str) -> Sequence[Value]:
        """A whole column; raises KeyError for an unknown name."""
        return self.lists[name]

    def value(self, name: str, row: int) -> Value:
        """One cell."""
        return self.lists[name][row]


ALWAYS_MISSING_AS: Mapping[str, Reason] = {"field": Reason.FIELD_MISSING, "judgement": Reason.NOT_SUBMITTED}
"""Roles of inputs whose missing cells are missing for one reason, whatever the data say."""


def rows_dataset(plan: Plan, rows: Sequence[Mapping[str, Given]], periods: Sequence[str] | None = None) -> Dataset:
    """A data set from rows of exact values, for tests and for examples inside a ruleset.

    Args:
        plan: The plan whose inputs are to be filled; inputs that a row does not name are missing.
        rows: A mapping a row: `organisation` (A, B, C … where not given), `period` and `name` where there are any, and
            values by the name of the input's column, or as `aliases` spells it. Shares are shares: 66.7 % is
            `Fraction("0.667")`.
        periods: The periods, earliest first; without them, the rows' own, in the order of text.

    Raises:
        KeyError: A row names what is not an input of the plan.
        ValueError: Two rows are of the same organisation and period.
    """
    names = aliases(plan)
    order = tuple(periods or sorted({_text(row, "period", "") for row in rows}))
    placed = sorted(
        (order.index(_text(row, "period", "")), _text(row, "organisation", letters(number)), number)
        for number, row in enumerate(rows)
    )
    if len({key[:2] for key in placed}) < len(rows):
        raise ValueError("two rows are of the same organisation and period")
    keys = Keys(
        organisations=[organisation for _, organisation, _ in placed],
        periods=[order[period] for period, _, _ in placed],
        names={organisation: _text(rows[number], "name", organisation) for _, organisation, number in placed},
        period_order=order,
    )
    sorted_rows = [_cells(rows[number], names) for _, _, number in placed]
    lists = {
        step.name: [_exact(row.get(step.name), step) for row in sorted_rows]
        for step in plan.steps
        if isinstance(step, Input)
    }
    content = [keys.organisations, keys.periods, [[name, lists[name]] for name in sorted(lists)]]
    return Dataset(keys, RowColumns(lists), places={}, digest=digest(content))


def aliases(plan: Plan) -> dict[str, str]:
    """The names under which data may give each input: `X` or `X.value` for a value, a supplied value's plain name."""
    found: dict[str, str] = {}
    for step in plan.steps:
        if not isinstance(step, Input):
            continue
        found[step.name] = step.name
        match step.role:
            case "value":
                found[step.of] = found[f"{step.of}.value"] = step.name
            case "supplied":
                found.setdefault(step.of, step.name)
            case _:
                pass
    return found


def input_value(value: Value, step: Input) -> Value:
    """A cell of an input as rules see it: a missing fact about an organisation, or judgement, is missing as such."""
    reason = ALWAYS_MISSING_AS.get(step.role)
    return MISSING[reason] if reason is not None and isinstance(value, Missing) else value


def _cells(row: Mapping[str, Given], names: Mapping[str, str]) -> dict[str, Given]:
    return {names[name]: cell for name, cell in row.items() if name not in ("organisation", "period", "name")}


def _exact(cell: Given, step: Input) -> Value:
    if cell is None:
        return input_value(MISSING[Reason.NONE_GIVEN], step)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Fraction(cell)
    return input_value(cell, step)


def _text(row: Mapping[str, Given], name: str, default: str) -> str:
    return str(row.get(name, default))


def letters(number: int) -> str:
    """A, B … Z, AA, AB …: names for organisations that have none, and what a spreadsheet calls its columns."""
    text = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("A") + letter) + text
    return text

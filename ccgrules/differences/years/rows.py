"""The rows of a table of ratings: who has which label in which period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ccgrules.diagnostics.diagnostic import DataPlace
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.years.columns import Columns
from ccgrules.differences.years.scales import spellings
from ccgrules.differences.years.sources import Opened
from ccgrules.differences.years.year import Rated, Year
from ccgrules.engine.cells import folded
from ccgrules.engine.findings import Findings
from ccgrules.engine.marks import reason_of
from ccgrules.engine.read import RawTable, shorten
from ccgrules.explain.row import REASONS
from ccgrules.model.ruleset import Label
from ccgrules.periods import in_time_order

WITHOUT_RATING = ("not rated", "unrated", "no rating", "cannot be determined", "not determined")
"""What a publisher writes where there is no rating, beside the usual marks of a missing value."""


@dataclass(frozen=True, slots=True)
class RowsOf:
    """A table, where its columns stand, and the scale of its ratings."""

    opened: Opened
    columns: Columns
    scale: Sequence[Label]


def labels_in(table: RawTable, columns: Columns) -> Iterator[str]:
    """The labels of a table whose scale is not known, as they are written."""
    for row in table.rows:
        word = row[columns.rating].strip()
        if _why_without(word) is None:
            yield word


def _why_without(word: str) -> str | None:
    """Why an organisation has no rating, where a cell says so; None where it holds a label."""
    if folded(word) in WITHOUT_RATING:
        return folded(word)
    reason = reason_of(word)
    return None if reason is None else REASONS[reason]


def read_rows(rows: RowsOf, findings: Findings) -> list[Year]:
    """The years of a table, in the order of time where their names tell it; what is wrong goes to `findings`."""
    at = rows.columns.period
    dated = at is not None and any(row[at].strip() for row in rows.opened.table.rows)
    return _Reader(rows, findings, spellings(rows.scale), at if dated else None).years()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one table; its rows go to `found`, by period and organisation."""

    rows: RowsOf
    findings: Findings
    labels: Mapping[str, str]
    period: int | None
    found: dict[str, dict[str, Rated]] = field(default_factory=dict)

    def years(self) -> list[Year]:
        table = self.rows.opened.table
        for number, row in zip(table.numbers, table.rows, strict=True):
            self._read(number, row)
        periods = tuple(self.found)
        if self.period is None:
            return [Year.of(self.rows.opened.year, list(rated.values())) for rated in self.found.values()]
        return [Year.of(name, list(self.found[name].values())) for name in in_time_order(periods) or periods]

    def _read(self, number: int, row: Sequence[str]) -> None:
        at = self.rows.columns
        code = row[at.organisation].strip()
        period = "" if self.period is None else row[self.period].strip()
        if not code:
            message = "this row names no organisation"
            self._wrong("CCG733", message, number, at.organisation, "fill it in, or take the row out")
            return
        if self.period is not None and not period:
            self._wrong("CCG733", "this row names no period", number, self.period, "fill it in, or take the row out")
            return
        year = self.found.setdefault(period, {})
        if code in year:
            message = f"`{shorten(code)}` stands in {period or 'the table'} twice"
            self._wrong("CCG733", message, number, at.organisation, "take one of the rows out")
            return
        label, reason = self._label(number, row)
        name = row[at.name].strip() if at.name is not None else ""
        year[code] = Rated(code, name or code, label, reason)

    def _label(self, number: int, row: Sequence[str]) -> tuple[str | None, str]:
        """The label of a row, or None and why it has none."""
        at = self.rows.columns
        word = row[at.rating].strip()
        label = self.labels.get(folded(word)) if word else None
        if label is not None:
            return label, ""
        said = row[at.missing].strip() if at.missing is not None and not word else ""
        reason = said or _why_without(word)
        if reason is None:
            names = [one.title for one in self.rows.scale]
            advice = did_you_mean(word, names) or f"its labels are {', '.join(names)}"
            self._wrong("CCG732", f"`{shorten(word)}` is no label of the scale", number, at.rating, advice)
        return None, reason or ""

    def _wrong(self, code: str, message: str, row: int, column: int, advice: str) -> None:
        table = self.rows.opened.table
        place = DataPlace(table.name, row, table.header[column])
        self.findings.add(code, message, place, help=advice)

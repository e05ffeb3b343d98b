"""Ratings of several years beside each other: counts, percentages and their changes, exact until they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal as OneOf

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.years.movements import Movement, Mover, movement
from ccgrules.differences.years.year import Year
from ccgrules.engine.numbers import round_half_away
from ccgrules.engine.succession import Succession
from ccgrules.model.ruleset import Label

PLACES = 1
"""Decimal places of a printed percentage."""
WITHOUT = "No rating"
"""The row of the organisations that have none."""

RowKind = OneOf["rating", "combined", "rated", "unrated", "all"]
TOTALS = ("rated", "all")
"""Rows whose percentage is 100 every year."""
CELLS = ("count", "percent", "count_change", "points", "relative", "rounded_points", "rounded_relative")


@dataclass(frozen=True, slots=True)
class Combined:
    """A row for several labels together."""

    title: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row in one year; `percent` is None where the row is not part of what percentages are of."""

    count: int
    percent: Fraction | None


@dataclass(frozen=True, slots=True)
class Change:
    """One row from a year to the next.

    Attributes:
        count: The change of the count.
        points: The change of the percentage, in percentage points; None in rows that are no share of others.
        relative: The same in percent of the earlier percentage; None where that is nought.
        rounded_points, rounded_relative: The same from the percentages as they are printed.
    """

    count: int
    points: Fraction | None
    relative: Fraction | None
    rounded_points: Fraction | None
    rounded_relative: Fraction | None

    @classmethod
    def between(cls, earlier: Cell, later: Cell, *, share: bool) -> Change:
        """The change from one cell to another; of the count alone, unless `share`."""
        if not share or earlier.percent is None or later.percent is None:
            return cls(later.count - earlier.count, None, None, None, None)
        before, after = round_half_away(earlier.percent, PLACES), round_half_away(later.percent, PLACES)
        return cls(
            later.count - earlier.count,
            later.percent - earlier.percent,
            _relative(earlier.percent, later.percent),
            after - before,
            _relative(before, after),
        )


def _relative(before: Fraction, after: Fraction) -> Fraction | None:
    return 100 * (after - before) / before if before else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a cell a year, a change for each year but the first."""

    kind: RowKind
    title: str
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ratings of two years or more. Printed, it reads as on the command line.

    Attributes:
        title: What the rating is called.
        noun: What is rated, as one word: `trust`.
        scale: The labels, best first.
        years: Earliest first.
        rows: The labels, best first; combined rows; those without a rating; all.
        movements: Who moved, from each year to the next; empty where only counts are known.
        rated_only: Whether percentages are of those that have a rating, and not of all.
        rounded: Whether changes of the printed percentages are shown as well.
        findings: Warnings.
    """

    title: str
    noun: str
    scale: tuple[Label, ...]
    years: tuple[Year, ...]
    rows: tuple[Row, ...]
    movements: tuple[Movement, ...]
    rated_only: bool = False
    rounded: bool = False
    findings: tuple[Diagnostic, ...] = ()

    @property
    def movers(self) -> tuple[Mover, ...]:
        """Every organisation whose rating rose or fell from a year to the next."""
        return tuple(mover for movement in self.movements for mover in movement.movers)

    def label_title(self, name: str | None) -> str:
        """The title of a label; `No rating` for None."""
        return next((label.title for label in self.scale if label.name == name), WITHOUT)

    def base(self, year: Year) -> int:
        """How many organisations the percentages of a year are of."""
        return year.rated if self.rated_only else year.all

    def to_dicts(self) -> list[dict[str, str | float | None]]:
        """A dictionary for each row and year, percentages and their changes as floats.

        The keys are `row`, `kind`, `year`, `count` and `percent`, and the changes from the year before: `count_change`,
        `points`, `relative`, `rounded_points` and `rounded_relative` (from the percentages as printed).
        """
        return [dict(cells) for cells in self._tidy()]

    def _tidy(self) -> Iterator[dict[str, str | float | None]]:
        for row in self.rows:
            for number, (year, cell) in enumerate(zip(self.years, row.cells, strict=True)):
                change = row.changes[number - 1] if number else None
                figures = [cell.count, cell.percent]
                figures += [None] * 5 if change is None else _figures(change)
                keys: dict[str, str | float | None] = {"row": row.title, "kind": row.kind, "year": year.name}
                yield keys | {key: _plain(figure) for key, figure in zip(CELLS, figures, strict=True)}

    def to_json(self) -> dict[str, object]:
        """The comparison in the shape of `schemas/comparison.schema.json`."""
        from ccgrules.differences.years.json_form import comparison_json

        return comparison_json(self)

    def to_text(self, width: int = 120) -> str:
        """The comparison as plain text, in lines of so many columns."""
        from ccgrules.differences.years.document import document
        from ccgrules.explain.wording import document_text

        return document_text(document(self), width)

    def to_markdown(self) -> str:
        """The comparison as Markdown."""
        from ccgrules.differences.years.document import document
        from ccgrules.explain.markdown import document_markdown

        return document_markdown(document(self))

    def to_html(self) -> str:
        """The comparison as a page that can be published."""
        from ccgrules.differences.years.document import document
        from ccgrules.explain.page import document_page

        return document_page(document(self))

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()


def _figures(change: Change) -> list[int | Fraction | None]:
    return [change.count, change.points, change.relative, change.rounded_points, change.rounded_relative]


def _plain(figure: int | Fraction | None) -> int | float | None:
    return float(figure) if isinstance(figure, Fraction) else figure


@dataclass(frozen=True, slots=True)
class What:
    """What is compared, and how.

    Attributes:
        title, noun, scale: As in `Comparison`.
        combined: Rows for several labels together.
        rated_only, rounded: As in `Comparison`.
    """

    title: str
    noun: str
    scale: tuple[Label, ...]
    combined: tuple[Combined, ...] = ()
    rated_only: bool = False
    rounded: bool = False


def compare_years(what: What, years: Sequence[Year], succession: Succession | None = None) -> Comparison:
    """Compare the ratings of years.

    Args:
        what: What is compared, and how.
        years: Two or more, earliest first; every label of theirs stands on the scale.
        succession: Mergers and splits, with the names of the years for periods.
    """
    known = all(year.organisations is not None for year in years)
    return Comparison(
        what.title,
        what.noun,
        what.scale,
        tuple(years),
        tuple(_rows(what, years)),
        tuple(movement(what.scale, *pair, succession) for pair in pairwise(years)) if known else (),
        what.rated_only,
        what.rounded,
    )


def _rows(what: What, years: Sequence[Year]) -> Iterator[Row]:
    def row(kind: RowKind, title: str, labels: tuple[str, ...], counts: Sequence[int], *, share: bool = True) -> Row:
        bases = [year.rated if what.rated_only else year.all for year in years]
        cells = [
            Cell(count, Fraction(100 * count, base) if share and base else None) for count, base in zip(counts, bases)
        ]
        changes = [Change.between(*pair, share=kind not in TOTALS) for pair in pairwise(cells)]
        return Row(kind, title, labels, tuple(cells), tuple(changes))

    for label in what.scale:
        yield row("rating", label.title, (label.name,), [year.counts.get(label.name, 0) for year in years])
    for group in what.combined:
        counts = [sum(year.counts.get(label, 0) for label in group.labels) for year in years]
        yield row("combined", group.title, group.labels, counts)
    without = [year.counts.get(None, 0) for year in years]
    if any(without) and what.rated_only:
        yield row("rated", "With a rating", tuple(label.name for label in what.scale), [year.rated for year in years])
    if any(without):
        yield row("unrated", WITHOUT, (), without, share=not what.rated_only)
    yield row("all", "All", (), [year.all for year in years], share=not (what.rated_only and any(without)))

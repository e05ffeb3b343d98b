"""Which columns of a table hold the organisations, the periods and the ratings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.years.sources import Known, Opened
from ccgrules.engine.bind_names import KEY_ROLES
from ccgrules.engine.cells import folded
from ccgrules.engine.read import shorten
from ccgrules.model.symbols import CALCULATED

PERIODS = (*KEY_ROLES["period"], "year")
OURS = ("_title", "_missing")
"""Ends of the columns that `ccgrules run` writes beside a result."""
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of columns, from 0; None where there is no such column.

    Attributes:
        organisation: Codes.
        name: Names.
        period: Periods.
        rating: Labels.
        missing: Why a label is missing, in words, as `ccgrules run` writes it.
        title: What the rating is called.
    """

    organisation: int
    name: int | None
    period: int | None
    rating: int
    missing: int | None
    title: str


class _NotFound(Exception):
    """Carries a finding out of the search."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns that the user names; None where it is left to us."""

    rating: str | None = None
    organisation: str | None = None
    name: str | None = None


def find_columns(opened: Opened, wanted: Wanted, known: Known) -> Columns | Diagnostic:
    """Find the columns of a table.

    Args:
        opened: The table.
        wanted: The names that the user gives.
        known: What a ruleset or a record tells.

    Returns:
        The columns; or what is wrong.
    """
    try:
        return _Search(opened, wanted, known).columns()
    except _NotFound as stopped:
        return stopped.diagnostic


@dataclass(frozen=True, slots=True)
class _Search:
    opened: Opened
    wanted: Wanted
    known: Known

    def columns(self) -> Columns:
        organisation = self._named(self.wanted.organisation, "--organisation")
        if organisation is None:
            organisation = self._organisation()
        name = self._named(self.wanted.name, "--name")
        name = self._first(KEY_ROLES["name"]) if name is None else name
        period = self._first(PERIODS)
        rating = self._rating({organisation, name, period})
        heading = self._header[rating]
        title = next((one.title for one in self.known.ratings if one.name == heading), None)
        return Columns(organisation, name, period, rating, self._first((f"{heading}_missing",)), title or heading)

    @property
    def _header(self) -> Sequence[str]:
        return self.opened.table.header

    def _first(self, names: Sequence[str]) -> int | None:
        words = [folded(heading) for heading in self._header]
        return next((words.index(folded(name)) for name in names if folded(name) in words), None)

    def _named(self, name: str | None, option: str) -> int | None:
        """The column that the user names."""
        if name is None:
            return None
        if name in self._header:
            return self._header.index(name)
        place = self._first((name,))
        if place is None:
            message = f"there is no column `{shorten(name)}`, which `{option}` names"
            raise self._refused(message, did_you_mean(name, self._header) or f"the columns are {_some(self._header)}")
        return place

    def _organisation(self) -> int:
        rated = () if self.known.noun is None else (self.known.noun, f"{self.known.noun}_code")
        place = self._first((*KEY_ROLES["organisation"], *rated))
        if place is None:
            message = "no column is called `organisation`"
            advice = f"say with `--organisation` which of {_some(self._header)} holds the organisations"
            raise self._refused(message, advice)
        return place

    def _rating(self, taken: set[int | None]) -> int:
        """The column that is named; the first result that is known; or the one that is left."""
        named = self._named(self.wanted.rating, "--rating")
        named = self._first([one.name for one in self.known.ratings]) if named is None else named
        if named is not None:
            return named
        left = [place for place in self._left() if place not in taken]
        if len(left) == 1:
            return left[0]
        headings = [self._header[place] for place in left]
        if not left:
            raise self._refused("there is no column of ratings", "name the file that has them")
        message = f"{len(left)} columns may hold the ratings: {_some(headings)}"
        raise self._refused(message, "say which with `--rating`")

    def _left(self) -> Iterator[int]:
        """Columns but for those that stand beside a result in what `ccgrules run` writes."""
        for place, heading in enumerate(self._header):
            beside = any(heading.endswith(end) and heading.removesuffix(end) in self._header for end in OURS)
            if not beside and not heading.endswith(f".{CALCULATED}"):
                yield place

    def _refused(self, message: str, advice: str) -> _NotFound:
        return _NotFound(finding("CCG730", message, place=DataPlace(self.opened.table.name), help=advice))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{shorten(name)}`" for name in names[:MOST_NAMED])
    return f"{shown} …" if len(names) > MOST_NAMED else shown

"""From files of ratings, runs or counts to their comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.years.columns import Columns, Wanted, find_columns
from ccgrules.differences.years.comparison import Comparison, What, compare_years
from ccgrules.differences.years.rows import RowsOf, labels_in, read_rows
from ccgrules.differences.years.scales import Told, combined_rows, scale_known, scale_said, scale_unknown
from ccgrules.differences.years.sources import Known, KnownRating, Opened, open_source
from ccgrules.differences.years.year import Year
from ccgrules.engine.findings import Findings
from ccgrules.engine.read import ReadOptions, shorten
from ccgrules.engine.succession import Succession
from ccgrules.engine.succession_file import load_succession
from ccgrules.engine.table import Keys
from ccgrules.explain.words import capital
from ccgrules.periods import named_in, places_in_time

MOST_YEARS = 20
NOUN = "organisation"


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How ratings are read and compared.

    Attributes:
        rating: The column of the ratings: one for all files, or one for each; found if empty.
        organisation: The column of the organisations' codes, likewise.
        name: The column of their names, likewise.
        periods: Which periods of the files; all if empty.
        years: What the years are called, in their order; the periods or the files' names if empty.
        scale: The labels, best first; taken from a ruleset or the records of the runs if empty.
        succession: A YAML file of which organisations merged and split.
        combine: Rows for several labels together: a title, and the labels.
        rated_only: Percentages are of those that have a rating.
        rounded: Show the changes of the printed percentages as well.
        read: How tables are read.
    """

    rating: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    succession: Path | None = None
    combine: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rated_only: bool = False
    rounded: bool = False
    read: ReadOptions = field(default_factory=ReadOptions)


class _Stopped(Exception):
    """Carries findings out."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__(findings[0].message)
        self.findings = findings


def compare_sources(
    sources: Sequence[object], options: CompareOptions, ruleset: Known | None = None
) -> tuple[Comparison | None, tuple[Diagnostic, ...]]:
    """Compare ratings.

    Args:
        sources: Earliest first: paths of tables and of folders of runs, results, frames and lists of dictionaries; or
            a mapping each of labels to counts.
        options: How.
        ruleset: What the ruleset tells that declares the rating; None where none is named.

    Returns:
        The comparison, which holds its warnings; or None and what is wrong.

    Raises:
        TypeError: A source is none of these, or a count is no whole number.
    """
    work = _Work(options, ruleset, [])
    try:
        return work.compare(sources), ()
    except _Stopped as stopped:
        return None, (*work.findings, *stopped.findings)


@dataclass(frozen=True, slots=True)
class _Work:
    """One comparison; warnings are gathered on the way."""

    options: CompareOptions
    ruleset: Known | None
    findings: list[Diagnostic]

    def compare(self, sources: Sequence[object]) -> Comparison:
        counted = [dict(source) for source in sources if isinstance(source, Mapping)]
        if counted and len(counted) < len(sources):
            raise TypeError("compare counts with counts, or ratings with ratings")
        if not all(isinstance(count, int) and count >= 0 for counts in counted for count in counts.values()):
            raise TypeError("counts are whole numbers from nought")
        what, years = self._of_counts(counted) if counted else self._of_tables(sources)
        combined, wrong = combined_rows(self.options.combine, what.scale)
        self._note(wrong)
        years = self._checked(self._called(years))
        succession = self._succession(years)
        options = self.options
        what = replace(what, combined=combined, rated_only=options.rated_only, rounded=options.rounded)
        return replace(compare_years(what, years, succession), findings=tuple(self.findings))

    def _note(self, findings: Sequence[Diagnostic]) -> None:
        """Keep warnings; stop where there are errors."""
        if has_errors(findings):
            raise _Stopped(*findings)
        self.findings.extend(findings)

    # --- counts ---------------------------------------------------------------------------------------------------

    def _of_counts(self, counted: Sequence[dict[str, int]]) -> tuple[What, list[Year]]:
        labels = tuple(dict.fromkeys(label for counts in counted for label in counts))
        known = self.ruleset.ratings if self.ruleset is not None else ()
        scale = scale_said(self.options.scale or labels, known)
        if isinstance(scale, Diagnostic):
            raise _Stopped(scale)
        names = {label.name for label in scale}
        for label in labels:
            if label not in names:
                message = f"`{shorten(label)}` has a count, and is no label of the scale"
                raise _Stopped(finding("CCG732", message, help=did_you_mean(label, names)))
        title = known[0].title if known else "Rating"
        by_label: list[dict[str | None, int]] = [dict(counts.items()) for counts in counted]
        years = [Year(f"year {number}", counts) for number, counts in enumerate(by_label, 1)]
        return What(title, self._noun(()), scale), years

    # --- tables ---------------------------------------------------------------------------------------------------

    def _of_tables(self, sources: Sequence[object]) -> tuple[What, list[Year]]:
        opened = [self._open(source, number) for number, source in enumerate(sources, 1)]
        columns = [self._columns(one, number, len(opened)) for number, one in enumerate(opened)]
        rating = self._rating(opened, columns)
        found = Findings()
        years = [
            year
            for one, at in zip(opened, columns, strict=True)
            for year in read_rows(RowsOf(one, at, rating.labels), found)
        ]
        self._note(found.diagnostics())
        return What(rating.title, self._noun(opened), rating.labels), self._chosen(years)

    def _open(self, source: object, number: int) -> Opened:
        opened, findings = open_source(source, number, self.options.read)
        if opened is None:
            raise _Stopped(*findings)
        self._note(findings)
        return opened

    def _columns(self, opened: Opened, number: int, files: int) -> Columns:
        options = self.options
        given = (options.rating, options.organisation, options.name)
        wanted = Wanted(*(_for_file(names, number, files) for names in given))
        found = find_columns(opened, wanted, self.ruleset or opened.known)
        if isinstance(found, Diagnostic):
            raise _Stopped(found)
        return found

    def _rating(self, opened: Sequence[Opened], columns: Sequence[Columns]) -> KnownRating:
        """The rating, with its labels best first."""
        headings = [one.table.header[at.rating] for one, at in zip(opened, columns, strict=True)]
        told = [Told(one.table.name, heading, one.known) for one, heading in zip(opened, headings, strict=True)]
        heading = headings[-1]
        if self.options.scale:
            every = [*(self.ruleset.ratings if self.ruleset else ()), *(r for one in told for r in one.known.ratings)]
            scale = scale_said(self.options.scale, [one for one in every if one.name in headings])
            if isinstance(scale, Diagnostic):
                raise _Stopped(scale)
            title = next((one.title for one in every if one.name == heading), capital(heading.replace("_", " ")))
            return KnownRating(heading, title, scale)
        known = scale_known(self.ruleset, told)
        if known is None:
            found = [label for one, at in zip(opened, columns) for label in labels_in(one.table, at)]
            known = scale_unknown(heading, tuple(dict.fromkeys(found)))
        if isinstance(known, Diagnostic):
            raise _Stopped(known)
        return known

    def _noun(self, opened: Sequence[Opened]) -> str:
        told = [self.ruleset, *(one.known for one in opened)]
        return next((known.noun for known in told if known is not None and known.noun), NOUN)

    # --- years ----------------------------------------------------------------------------------------------------

    def _chosen(self, years: list[Year]) -> list[Year]:
        """The years of the periods that are asked for."""
        wanted = self.options.periods
        names = tuple(year.name for year in years)
        for period in wanted:
            if named_in(names, period) is None:
                message = f"there is no period `{shorten(period)}`"
                raise _Stopped(finding("CCG734", message, help=f"there are {', '.join(dict.fromkeys(names))}"))
        chosen = {named_in(names, period) for period in wanted}
        return [year for year in years if not wanted or year.name in chosen]

    def _called(self, years: list[Year]) -> list[Year]:
        """The years by the names that the user gives."""
        names = self.options.years
        if names and len(names) != len(years):
            there = ", ".join(f"`{shorten(year.name)}`" for year in years)
            message = f"there are {len(years)} years, and {len(names)} names for them"
            raise _Stopped(finding("CCG734", message, help=f"name each of {there} with `--years`"))
        return [replace(year, name=name) for year, name in zip(years, names)] if names else years

    def _checked(self, years: list[Year]) -> list[Year]:
        """The years, each with a name of its own, two at least."""
        if not 2 <= len(years) <= MOST_YEARS:
            told = "there is only one year" if len(years) == 1 else f"there are {len(years):,} years"
            few, many = (
                "name the file of another year as well",
                f"choose up to {MOST_YEARS} with `--period`, or name fewer",
            )
            advice = few if len(years) < MOST_YEARS else many
            raise _Stopped(finding("CCG734", told, help=advice))
        names = [year.name for year in years]
        for name in names:
            if names.count(name) > 1:
                message = f"{names.count(name)} years are called `{shorten(name)}`"
                raise _Stopped(finding("CCG734", message, help="call them apart: `--years draft,final`"))
        self.findings.extend(_doubts(years))
        return years

    def _succession(self, years: Sequence[Year]) -> Succession | None:
        if self.options.succession is None:
            return None
        rows = [(code, year.name) for year in years for code in sorted(year.organisations or {})]
        named = {code: rated.name for year in years for code, rated in (year.organisations or {}).items()}
        order = tuple(year.name for year in years)
        keys = Keys([code for code, _ in rows], [period for _, period in rows], named, order)
        succession, findings = load_succession(self.options.succession, keys)
        self._note(findings)
        return succession


def _for_file(names: tuple[str, ...], number: int, files: int) -> str | None:
    """The name for one file: the one for all, or its own."""
    if len(names) not in (0, 1, files):
        message = f"there are {files} files, and {len(names)} columns for them"
        raise _Stopped(finding("CCG730", message, help="name one column for all files, or one for each"))
    return None if not names else names[0] if len(names) == 1 else names[number]


def _doubts(years: Sequence[Year]) -> Iterator[Diagnostic]:
    """Years in another order than that of time; years that have no organisation in common."""
    places = places_in_time([year.name for year in years])
    for earlier, later in pairwise(years):
        if places is not None and places[earlier.name] >= places[later.name]:
            message = f"`{earlier.name}` stands before `{later.name}`, and does not come before it in time"
            yield finding("CCG737", message, help="name the earlier file first")
        both = (earlier.organisations, later.organisations)
        if both[0] is not None and both[1] is not None and not both[0].keys() & both[1].keys():
            message = f"no organisation of `{shorten(earlier.name)}` has its code in `{shorten(later.name)}`"
            advice = "see that both files have the same kind of codes, and that `--organisation` names their column"
            yield finding("CCG738", message, help=advice)

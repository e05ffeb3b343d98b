"""The Python interface: a framework, a run, an explanation. `import ccgrules` offers all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from ccgrules import comparing, pipeline
from ccgrules.diagnostics.diagnostic import Diagnostic, Severity
from ccgrules.diagnostics.render import render_plain
from ccgrules.tables import Cell, ratings_table, table_rows

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from ccgrules.differences.difference import Difference
    from ccgrules.differences.rules.load import Loaded
    from ccgrules.differences.whatif.forms import Sweep, Tried
    from ccgrules.differences.years.comparison import Comparison
    from ccgrules.engine.result import Result
    from ccgrules.explain.forms import Derivation
    from ccgrules.model.ruleset import Ruleset
    from ccgrules.plan.steps import Plan

Engine = Literal["auto", "exact", "columns"]
FIRST_OF_DATA = "CCG600"
"""Codes of findings below this one are about rulesets."""
FIRST_TRIED, LAST_TRIED = "CCG750", "CCG757"
"""As are these, about what is tried with a ruleset."""


class RulesetError(Exception):
    """A ruleset has errors in it. `findings` holds all there is to say; printed, they read as on the command line."""

    def __init__(self, findings: tuple[Diagnostic, ...]) -> None:
        super().__init__(render_plain(findings))
        self.findings = findings


class DataError(Exception):
    """Data have errors in them, and nothing was rated. `findings` names each cell."""

    def __init__(self, findings: tuple[Diagnostic, ...]) -> None:
        super().__init__(render_plain(findings))
        self.findings = findings


@dataclass(frozen=True)
class Framework:
    """A checked framework, ready to rate organisations.

    Attributes:
        ruleset: The checked model.
        findings: Warnings and notes on it.
        tried: The framework that it is with other values in it, and these, where `what_if` made it.
    """

    ruleset: Ruleset
    findings: tuple[Diagnostic, ...] = ()
    tried: Tried | None = field(default=None, repr=False, compare=False)

    @property
    def title(self) -> str:
        """Its title."""
        return self.ruleset.framework.title

    @cached_property
    def plan(self) -> Plan:
        """The steps of the calculation."""
        return pipeline.plan(self.ruleset)

    def run(
        self,
        data: object,
        *,
        organisations: object = None,
        mapping: str | Path | None = None,
        leave_out: Sequence[str] = (),
        engine: Engine = "auto",
        decisions: str | Path | Sequence[str | Path] = (),
        succession: str | Path | None = None,
    ) -> Run:
        """Rate organisations.

        Args:
            data: A path (CSV, Excel, Parquet), a Polars or pandas frame, or a list of dictionaries.
            organisations: The same with facts about the organisations, where they stand in a table of their own.
            mapping: A YAML file that names a publisher's own columns and codes.
            leave_out: What to leave out although it is in the data: organisation codes, `row 17`, `trusts.csv row 17`.
            engine: `exact`, `columns`, or `auto` for whichever is quicker; both give the same answer.
            decisions: A YAML file of what panels decided, or several.
            succession: A YAML file of which organisations merged and split.

        Raises:
            DataError: The data, the decisions or the successions have errors in them.
        """
        given = organisations, mapping, leave_out, engine, decisions, succession
        rated = pipeline.rate(self.plan, _data_options(data, *given))
        if rated.result is None:
            raise DataError(rated.findings)
        return Run(rated.result, rated.findings)

    def what_if(
        self,
        set: Mapping[str, object] | None = None,
        drop: str | Sequence[str] = (),
        only: str | Sequence[str] = (),
    ) -> Framework:
        """This framework with other values in it; `diff(framework, framework.what_if(…), data)` compares the two.

        Args:
            set: Values for parameters, and for levels and weights of indicators, as they are written in rules:
                `{"outstanding_from": "1.40", "122b.standard": "86%"}`. By period, for all periods.
            drop: Indicators and groups that are not to count, as if they were not applicable to anybody.
            only: Where given, the only indicators that count: these, and those in these groups.

        Raises:
            RulesetError: There is no such name, it may not have the value, or what comes of it is no ruleset.
        """
        from ccgrules.differences.whatif.forms import WhatIf

        settings = tuple((str(name), str(value)) for name, value in (set or {}).items())
        tried, findings = comparing.try_out(self._loaded, WhatIf(settings, _names(drop), _names(only)))
        if tried is None:
            raise RulesetError(findings)
        return Framework(tried.amended.ruleset, (), tried)

    def sweep(
        self,
        parameter: str,
        values: str | Sequence[object] | None,
        data: object,
        *,
        organisations: object = None,
        mapping: str | Path | None = None,
        leave_out: Sequence[str] = (),
        engine: Engine = "auto",
        decisions: str | Path | Sequence[str | Path] = (),
        succession: str | Path | None = None,
        rating: str | None = None,
        period: str | None = None,
    ) -> Sweep:
        """How many have each rating with a parameter at many values, and who moves.

        Args:
            parameter: Its name.
            values: `"1.2..1.6"`, `"1.2..1.6/0.05"`, or values such as `["1.2", "1.3"]` and `["70%", "75%"]`; None for
                the range that the framework gives it.
            data: As for `run`.
            organisations: Facts about the organisations, likewise.
            mapping: How the data are read, likewise.
            leave_out: What to leave out, likewise.
            engine: Likewise.
            decisions: What panels decided, likewise; it stays as it is at every value.
            succession: Who merged and split, likewise.
            rating: Which rating; the headline if None.
            period: Of the data; the last one if None.

        Raises:
            RulesetError: There is no such parameter, or it may not have such a value.
            DataError: The data, the decisions or the successions have errors in them, or nothing is rated so.
        """
        words = values if values is None or isinstance(values, str) else ",".join(map(str, values))
        options = _data_options(data, organisations, mapping, leave_out, engine, decisions, succession)
        told, findings = comparing.sweep(
            self.tried or self._loaded, parameter, words, options, rating=rating, period=period
        )
        if told is None:
            raise _error(findings)
        return told

    @cached_property
    def _loaded(self) -> Loaded:
        """The framework as it is compared, or tried with other values."""
        if self.tried is not None:
            return self.tried.amended
        from ccgrules.differences.rules.load import load as load_to_compare

        file = self.ruleset.files[-1]
        loaded, findings = load_to_compare(Path(file.name), file.text)
        if loaded is None:
            raise RulesetError(findings)
        return loaded

    def __repr__(self) -> str:
        return f"<Framework {self.title!r}: {len(self.ruleset.indicators)} indicators>"


@dataclass(frozen=True)
class Run:
    """Rated organisations.

    Attributes:
        result: Every column that was worked out, exactly.
        findings: Warnings and notes on the data.
    """

    result: Result
    findings: tuple[Diagnostic, ...] = ()

    def to_dicts(self, names: Sequence[str] | None = None) -> list[dict[str, Cell]]:
        """A dictionary a row: the framework's results, or the named values asked for (see `tables.ratings_table`)."""
        return table_rows(ratings_table(self.result, names))

    def to_polars(self, names: Sequence[str] | None = None) -> pl.DataFrame:
        """The same as a Polars frame."""
        from ccgrules.engine.export import polars_frame

        return polars_frame(ratings_table(self.result, names))

    def to_pandas(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """The same as a pandas frame; pandas must be installed."""
        import pandas as pd

        return pd.DataFrame(ratings_table(self.result, names))

    def explain(self, organisation: str, period: str | None = None, rating: str | None = None) -> Explanation:
        """Why an organisation has its rating.

        Args:
            organisation: Its code.
            period: A period of the data; the last one if None.
            rating: A rating, judgement or measure of the framework; its first result if None.

        Raises:
            KeyError: The data have no such organisation or period, or the framework no such rating.
        """
        chosen = period if period is not None else self.result.keys.period_order[-1]
        keys = zip(self.result.keys.organisations, self.result.keys.periods, strict=True)
        if (organisation, chosen) not in keys:
            raise KeyError(f"the data have no row for {organisation!r}{f' in {chosen!r}' if chosen else ''}")
        rules = self.result.plan.ruleset
        if rating is not None and rating not in {*rules.ratings, *rules.judgements, *rules.measures}:
            raise KeyError(f"the framework has no rating or measure {rating!r}")
        return Explanation(self.result, organisation, chosen, rating)

    def __repr__(self) -> str:
        return f"<Run of {self.result.plan.ruleset.framework.title!r}: {len(self.result.keys)} rows>"


@dataclass(frozen=True)
class Explanation:
    """One organisation's rating, explained: `print` it, or let a notebook show it."""

    result: Result
    organisation: str
    period: str
    rating: str | None = None

    @cached_property
    def derivation(self) -> Derivation:
        """The explanation as data."""
        return pipeline.explain(self.result, self.organisation, self.period, self.rating)

    def to_json(self) -> dict[str, Any]:
        """The explanation in the shape of `schemas/derivation.schema.json`."""
        from ccgrules.explain.forms import to_json

        return to_json(self.derivation)

    def text(self, *, workings: bool = False) -> str:
        """The explanation in sentences; with workings, also how each figure was worked out, in full."""
        return pipeline.explanation_text(self.derivation, workings=workings)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return pipeline.explanation_page(self.derivation)


def load(path: str | Path) -> Framework:
    """Read and check a ruleset.

    Raises:
        RulesetError: It cannot be read, or has errors in it; all of them are in `findings`.
    """
    checked = pipeline.check(Path(path))
    if checked.ruleset is None:
        raise RulesetError(checked.findings)
    return Framework(checked.ruleset, checked.findings)


def check(path: str | Path) -> tuple[Diagnostic, ...]:
    """All there is to say about a ruleset: errors, warnings and notes, in the order of the text."""
    return pipeline.check(Path(path)).findings


def run(ruleset: str | Path, data: object, **options: Any) -> Run:
    """Load a ruleset and rate organisations by it; options as in `Framework.run`."""
    return load(ruleset).run(data, **options)


def compare(
    earlier: object,
    later: object,
    *more: object,
    rating: str | Sequence[str] = (),
    organisation: str | Sequence[str] = (),
    name: str | Sequence[str] = (),
    years: Sequence[str] = (),
    scale: Sequence[str] = (),
    ruleset: str | Path | None = None,
    succession: str | Path | None = None,
    combine: Mapping[str, Sequence[str]] | None = None,
    rated_only: bool = False,
    rounded: bool = False,
) -> Comparison:
    """Compare the ratings of two years or more: counts, percentages, their changes, and who moved.

    Args:
        earlier: A path of a table (CSV, Excel, Parquet) or of the folder of a run, a `Run`, a frame, a list of
            dictionaries; or a mapping of labels, best first, to counts.
        later: The same.
        *more: The same, for further years.
        rating: The column of the ratings: one for all, or one for each.
        organisation: The column of the organisations' codes, likewise; `organisation` if not given.
        name: The column of their names, likewise; `name`, where there is one, if not given.
        years: What the years are called; their periods, or the names of files, if not given.
        scale: The labels, best first, where neither runs nor a ruleset tell.
        ruleset: A ruleset that declares the rating.
        succession: A YAML file of which organisations merged and split.
        combine: Rows for several labels together: `{"Outstanding or good": ["outstanding", "good"]}`.
        rated_only: Percentages are of those that have a rating.
        rounded: Print changes of the printed percentages as well.

    Raises:
        RulesetError: The ruleset has errors in it.
        DataError: The ratings cannot be compared.
    """
    from ccgrules.differences.years.load import CompareOptions

    options = CompareOptions(
        rating=_names(rating),
        organisation=_names(organisation),
        name=_names(name),
        years=tuple(years),
        scale=tuple(scale),
        succession=Path(succession) if succession is not None else None,
        combine=tuple((title, tuple(labels)) for title, labels in (combine or {}).items()),
        rated_only=rated_only,
        rounded=rounded,
    )
    rules = None if ruleset is None else load(ruleset).ruleset
    sources = [source.result if isinstance(source, Run) else source for source in (earlier, later, *more)]
    compared = comparing.compare(sources, options, rules)
    if compared.comparison is None:
        raise DataError(compared.findings)
    return compared.comparison


def diff(
    old: str | Path | Framework,
    new: str | Path | Framework,
    data: object = None,
    *,
    organisations: object = None,
    mapping: str | Path | None = None,
    decisions: str | Path | Sequence[str | Path] = (),
    succession: str | Path | None = None,
    leave_out: Sequence[str] = (),
    older_data: object = None,
    older_organisations: object = None,
    older_mapping: str | Path | None = None,
    older_decisions: str | Path | Sequence[str | Path] = (),
    older_leave_out: Sequence[str] = (),
    rating: str | None = None,
    near: int = 10,
    attribution: bool = True,
    orders: int | None = None,
    engine: Engine = "auto",
) -> Difference:
    """What changed between two versions of a framework, who moves, and because of which change.

    Args:
        old: The older version: a path, or a `Framework`.
        new: The newer one.
        data: Data that both versions rate, as for `Framework.run`; or the newer alone, where there are older data.
        organisations: Facts about the organisations of these data, as for `Framework.run`.
        mapping: How they are read, likewise.
        decisions: What panels decided, likewise.
        succession: Who merged and split, likewise.
        leave_out: What to leave out, likewise.
        older_data: Data of an earlier period, which the older version rates.
        older_organisations: Facts about the organisations of these.
        older_mapping: How they are read.
        older_decisions: What panels decided then.
        older_leave_out: What to leave out of them.
        rating: Which rating; the newer headline if None.
        near: How many organisations near a boundary to name.
        attribution: Whether to say because of which change organisations moved.
        orders: How many orders of the changes to sample where there are too many to follow all.
        engine: As for `Framework.run`.

    Raises:
        RulesetError: A version has errors in it.
        DataError: The data, the decisions or the successions have errors in them.
    """
    newer = older = None
    if data is not None:
        newer = _data_options(data, organisations, mapping, leave_out, engine, decisions, succession)
    if older_data is not None:
        given = (older_data, older_organisations, older_mapping, older_leave_out, engine, older_decisions)
        older = _data_options(*given)
    asked: _Asked = {"rating": rating, "near": near, "attribute": attribution, "orders": orders}
    return _difference(old, new, newer, older, asked)


def _difference(
    old: str | Path | Framework,
    new: str | Path | Framework,
    newer: pipeline.DataOptions | None,
    older: pipeline.DataOptions | None,
    asked: _Asked,
) -> Difference:
    """What differs; told as a what-if where that is what the newer version is, tried with the older."""
    if older is None and isinstance(new, Framework) and new.tried is not None and _version(old) is new.tried.original:
        told = comparing.what_if(new.tried, newer, **asked)
    else:
        told = comparing.difference(_version(old), _version(new), newer, older_data=older, **asked)
    if told.difference is None:
        raise _error(told.findings)
    return told.difference


class _Asked(TypedDict):
    """What is asked of a difference."""

    rating: str | None
    near: int
    attribute: bool
    orders: int | None


def _error(findings: tuple[Diagnostic, ...]) -> RulesetError | DataError:
    """The exception for findings: of the ruleset, or of what is tried with it; else of data."""
    codes = [found.code for found in findings if found.severity is Severity.ERROR]
    of_rules = any(code < FIRST_OF_DATA or FIRST_TRIED <= code <= LAST_TRIED for code in codes)
    return RulesetError(findings) if of_rules else DataError(findings)


def _version(said: str | Path | Framework) -> Path | Loaded:
    """A ruleset as it is compared with another."""
    return said._loaded if isinstance(said, Framework) else Path(said)  # noqa: SLF001 - the same module


def _data_options(
    data: object,
    organisations: object,
    mapping: str | Path | None,
    leave_out: Sequence[str],
    engine: Engine,
    decisions: str | Path | Sequence[str | Path],
    succession: str | Path | None = None,
) -> pipeline.DataOptions:
    decided = (decisions,) if isinstance(decisions, str | Path) else decisions
    return pipeline.DataOptions(
        data,
        organisations,
        Path(mapping) if mapping is not None else None,
        tuple(leave_out),
        engine,
        decisions=tuple(map(Path, decided)),
        succession=Path(succession) if succession is not None else None,
    )


def _names(said: str | Sequence[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(str(one) for one in said)

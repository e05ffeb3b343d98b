"""Rates data under two rulesets, and says each thing about the data once.

What only one of the rulesets asks of the data is passed over for the other. A finding that is true of one ruleset alone
says of which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ccgrules.differences.codes import Renamed
from ccgrules.differences.decided import Decided
from ccgrules.differences.findings import Findings, Version, said_once
from ccgrules.engine.bind import Tables, bind_tables, read_tables
from ccgrules.engine.bind_codes import codes_in
from ccgrules.engine.bind_names import Beside
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.options import DataOptions
from ccgrules.engine.rate import rate_data
from ccgrules.engine.result import Result
from ccgrules.engine.run import run_plan
from ccgrules.engine.succession_file import follow
from ccgrules.engine.table import Dataset

Versions = tuple[Version, Version]
"""The older ruleset and the newer."""


@dataclass(frozen=True, slots=True)
class BothRated:
    """The ratings by the older and by the newer rules; none where there are errors."""

    results: tuple[Result, Result] | None
    findings: Findings


def rate_each(versions: Versions, renamed: Mapping[str, str], each: tuple[DataOptions, DataOptions]) -> BothRated:
    """Rate older data by the older rules and newer data by the newer ones.

    Args:
        versions: The two rulesets.
        renamed: Names of the older ruleset that are others in the newer one, with these.
        each: The older data and the newer. Each goes by the codes of its own ruleset.
    """
    former = Renamed.of(renamed, versions[0].plan, versions[1].plan)
    called = (former.now, former.plain)
    rated = [
        rate_data(version.plan, options, Beside(versions[1 - side].plan, called[side]))
        for side, (version, options) in enumerate(zip(versions, each))
    ]
    (before, _), (after, _) = rated
    findings = said_once(versions, [found for _, found in rated])
    return BothRated(None if before is None or after is None else (before, after), findings)


def rate_both(versions: Versions, renamed: Mapping[str, str], options: DataOptions) -> BothRated:
    """Rate the same data by two rulesets; arguments as for `rate_each`.

    Where former names have been given to other things since, the data go by the codes of the ruleset whose own they
    have.
    """
    read, findings = read_tables(options.sources, options.mapping)
    if read is None:
        return BothRated(None, findings)
    former = Renamed.of(renamed, versions[0].plan, versions[1].plan)
    called, told = former.called(codes_in(read) if former.reused else frozenset())
    bound = [_bound(versions, side, called, read, options) for side in (0, 1)]
    findings = (*findings, *told, *said_once(versions, [found for _, found in bound]))
    datasets = [dataset for dataset, _ in bound if dataset is not None]
    decided = Decided.read(versions, options.decisions, called)
    results = None
    if len(datasets) == len(bound) and not decided.stops():
        results = _run(versions, datasets, decided, options)
    return BothRated(results, (*findings, *decided.findings))


def _bound(
    versions: Versions, side: int, called: Mapping[str, str], read: Tables, options: DataOptions
) -> tuple[Dataset | None, Findings]:
    """Data bound to one of two rulesets."""
    beside = Beside(versions[1 - side].plan, called)
    dataset, findings = bind_tables(versions[side].plan, read, options.leave_out, beside)
    if dataset is not None and options.succession is not None:
        dataset, found = follow(dataset, options.succession)
        findings = (*findings, *found)
    return dataset, findings


def _run(
    versions: Versions, datasets: Sequence[Dataset], decided: Decided, options: DataOptions
) -> tuple[Result, Result] | None:
    """Both results, once all decisions hold that are not left out; None, and why among the findings, if none come."""
    while not decided.stops():
        entered = decided.entered(datasets) if options.decisions else datasets
        if decided.stops():
            break
        results = []
        for version, dataset in zip(versions, entered):
            try:
                results.append(run_plan(version.plan, dataset, options.engine))
            except CannotRun as stopped:
                decided.findings.append(version.about(stopped.diagnostic))
                return None
        if not options.decisions or decided.hold(results):
            return results[0], results[1]
    return None

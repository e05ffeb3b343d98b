"""Two things beside each other, stage by stage: versions of a ruleset, what is tried out, ratings of several years.

As in `pipeline`, each function hands on findings beside its product, and loads what it needs when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import Diagnostic, Severity, has_errors, in_order
from ccgrules.pipeline import DataOptions, plan

if TYPE_CHECKING:
    from ccgrules.differences.difference import Difference
    from ccgrules.differences.findings import Version
    from ccgrules.differences.rules.changes import RulesDiff
    from ccgrules.differences.rules.load import Loaded
    from ccgrules.differences.whatif.forms import Sweep, Tried, WhatIf
    from ccgrules.differences.years.comparison import Comparison
    from ccgrules.differences.years.load import CompareOptions
    from ccgrules.model.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Compared:
    """Ratings of years beside each other; `comparison` is None where there are errors, and holds its warnings."""

    comparison: Comparison | None
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Differed:
    """Two versions of a ruleset beside each other; `difference` is None where there are errors."""

    difference: Difference | None
    findings: tuple[Diagnostic, ...]


# --- two versions of a ruleset -----------------------------------------------------------------------------------


def difference(
    old: Path | Loaded,
    new: Path | Loaded,
    data: DataOptions | None = None,
    *,
    older_data: DataOptions | None = None,
    rating: str | None = None,
    near: int = 10,
    attribute: bool = True,
    orders: int | None = None,
) -> Differed:
    """What differs between two versions of a ruleset, and what that does to the ratings of data.

    Args:
        old: The older version.
        new: The newer one.
        data: Data that both versions rate; or the newer one alone, where there are older data.
        older_data: Data of an earlier year, which the older version rates.
        rating: Which rating; the newer headline if None.
        near: How many organisations near a boundary to name.
        attribute: Whether to say because of which change organisations moved.
        orders: How many orders of the changes to sample where there are too many to follow all.

    Returns:
        The difference, with what is to be said about the data. Warnings of the rulesets themselves are left to `check`.
    """
    from ccgrules.differences.difference import Difference
    from ccgrules.differences.rules.compare import diff_rulesets
    from ccgrules.differences.rules.effects import judged

    loaded = [_without_errors(one) for one in (old, new)]
    errors = tuple(dict.fromkeys(error for _, found in loaded for error in found))
    before, after = (one for one, _ in loaded)
    if before is None or after is None or errors:
        return Differed(None, errors)
    rules = diff_rulesets(before, after)
    if data is None:
        return Differed(Difference(judged(rules)), ())
    from ccgrules.differences.on_data import Wanted, common_rating, difference_on

    versions = _versions(rules, before, after)
    common = common_rating(rules, versions, rating)
    if isinstance(common, Diagnostic):
        return Differed(None, (common,))
    wanted = Wanted(data, older_data, rating, near, attribute, orders)
    return Differed(*difference_on(judged(rules), versions, wanted))


def _versions(rules: RulesDiff, before: Loaded, after: Loaded) -> tuple[Version, Version]:
    """The two versions as data are bound to them."""
    from ccgrules.differences.findings import Version

    older, newer = str(before.path), str(after.path)
    return Version(plan(rules.old), "older", older), Version(plan(rules.new), "newer", newer)


def _without_errors(ruleset: Path | Loaded) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """A ruleset as it is compared, and its errors."""
    from ccgrules.differences.rules.load import load
    from ccgrules.prove.report import prove_whole

    loaded, found = load(ruleset) if isinstance(ruleset, Path) else (ruleset, ())
    if loaded is not None and not has_errors(found):
        found = prove_whole(plan(loaded.ruleset))
    return loaded, in_order(finding for finding in found if finding.severity is Severity.ERROR)


# --- what if -----------------------------------------------------------------------------------------------------


def loaded(ruleset: Path) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """A ruleset as it is compared, or tried with other values; None, and its errors, where it has any."""
    found, errors = _without_errors(ruleset)
    return (None if errors else found), errors


def try_out(original: Loaded, what: WhatIf) -> tuple[Tried | None, tuple[Diagnostic, ...]]:
    """A ruleset with other values in it, or with indicators left out, without an edit of its files."""
    from ccgrules.differences.whatif.edit import try_out as put_in_place

    return put_in_place(original, what)


def what_if(
    tried: Tried,
    data: DataOptions | None = None,
    *,
    rating: str | None = None,
    near: int = 10,
    attribute: bool = True,
    orders: int | None = None,
) -> Differed:
    """What is tried, beside the ruleset as it is; arguments as for `difference`."""
    from ccgrules.differences.difference import Difference
    from ccgrules.differences.report.supposed_part import as_one, suppose
    from ccgrules.differences.rules.compare import diff_rulesets
    from ccgrules.differences.rules.effects import judged

    rules = judged(diff_rulesets(tried.original, tried.amended))
    told = Differed(Difference(rules), ())
    if data is not None:
        from ccgrules.differences.on_data import Wanted, difference_on

        units = as_one(tried.supposed, rules)
        wanted = Wanted(data, None, rating, near, attribute, orders, units)
        told = Differed(*difference_on(rules, _versions(rules, tried.original, tried.amended), wanted))
    if told.difference is None:
        return told
    return Differed(suppose(told.difference, tried.supposed), told.findings)


def sweep(
    ruleset: Loaded | Tried,
    parameter: str,
    values: str | None,
    data: DataOptions,
    *,
    rating: str | None = None,
    period: str | None = None,
) -> tuple[Sweep | None, tuple[Diagnostic, ...]]:
    """The ratings of data with a parameter at many values.

    Args:
        ruleset: A ruleset without errors; or one with other things tried, from which the sweep starts.
        parameter: Its name.
        values: `1.2..1.6`, `1.2..1.6/0.05`, `1.2,1.3,1.4`; None for the range that the ruleset gives it.
        data: What is rated.
        rating: Which rating; the headline if None.
        period: Of the data; the last one if None.
    """
    from ccgrules.differences.whatif.sweep import sweep as run_sweep

    return run_sweep(ruleset, parameter, values, data, rating=rating, period=period)


# --- ratings of several years ------------------------------------------------------------------------------------


def compare(sources: Sequence[object], options: CompareOptions, ruleset: Ruleset | None = None) -> Compared:
    """Compare the ratings of two years or more.

    Args:
        sources: Earliest first: tables, folders of runs, results; or a mapping each of labels to counts.
        options: How.
        ruleset: A ruleset that declares the rating.
    """
    from ccgrules.differences.years.load import compare_sources
    from ccgrules.differences.years.sources import known_of

    return Compared(*compare_sources(sources, options, None if ruleset is None else known_of(ruleset)))

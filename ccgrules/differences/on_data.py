"""What the changes of the rules do to the ratings of data: rated twice, compared, and put down to the changes."""

from __future__ import annotations

from dataclasses import dataclass

from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.differences.attribution.forms import Attribution
from ccgrules.differences.between import nobody_in_common, rating_of_both, succession_of
from ccgrules.differences.difference import Difference
from ccgrules.differences.findings import Findings, Version
from ccgrules.differences.impact.impact import NEAR, impact
from ccgrules.differences.rating import BothRated, rate_both, rate_each
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.options import DataOptions
from ccgrules.engine.result import Result
from ccgrules.engine.succession import Succession


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of data.

    Attributes:
        data: Data that both versions rate, or the newer one alone where there are older data.
        older_data: Data of an earlier year, which the older version rates.
        rating: Which rating; the newer headline if None.
        near: How many organisations near a boundary to name.
        attribute: Whether to say because of which change organisations moved.
        orders: How many orders of the changes to sample where there are too many to follow all.
        as_one: Changes that are to be one unit of the attribution, by their numbers, and why.
    """

    data: DataOptions
    older_data: DataOptions | None = None
    rating: str | None = None
    near: int = NEAR
    attribute: bool = True
    orders: int | None = None
    as_one: tuple[tuple[tuple[int, ...], str], ...] = ()


def difference_on(
    rules: RulesDiff, versions: tuple[Version, Version], wanted: Wanted
) -> tuple[Difference | None, Findings]:
    """The difference of two versions with its impact on data; None, and why, where there are errors.

    Args:
        rules: The changes.
        versions: The older version, under the names of the newer, and the newer.
        wanted: The data, and what is asked of them.
    """
    rating = common_rating(rules, versions, wanted.rating)
    if isinstance(rating, Diagnostic):
        return None, (rating,)
    rated = _rated(rules, versions, wanted)
    if rated.results is None:
        return None, rated.findings
    findings = rated.findings
    before, after = rated.results
    succession = None
    if wanted.older_data is not None and wanted.data.succession is not None:
        succession, found = succession_of(before, after, wanted.data.succession)
        findings = (*findings, *found)
    if has_errors(findings):
        return None, findings
    found_impact = impact(before, after, rating=rating, near=wanted.near, succession=succession)
    if not found_impact.counts:
        findings = (*findings, nobody_in_common())
    try:
        attribution = _attribution(rules, rated.results, wanted, rating, succession) if wanted.attribute else None
    except CannotRun as stopped:
        return None, (*findings, stopped.diagnostic)
    periods = None
    if wanted.older_data is not None:
        periods = before.keys.period_order[-1], after.keys.period_order[-1]
    return Difference(rules, found_impact, attribution, findings, periods), findings


def common_rating(rules: RulesDiff, versions: tuple[Version, Version], wanted: str | None) -> str | Diagnostic:
    """The rating that both versions have, under its newer name; what is wrong where there is none."""
    return rating_of_both(versions, renamed_in(rules).get(wanted, wanted) if wanted is not None else None)


def renamed_in(rules: RulesDiff) -> dict[str, str]:
    """Names of the older ruleset that are others in the newer one, with these."""
    names = rules.both.names if rules.both is not None else {}
    return {before: name for name, before in names.items() if before != name}


def _rated(rules: RulesDiff, versions: tuple[Version, Version], wanted: Wanted) -> BothRated:
    renamed = renamed_in(rules)
    if wanted.older_data is None:
        return rate_both(versions, renamed, wanted.data)
    return rate_each(versions, renamed, (wanted.older_data, wanted.data))


def _attribution(
    rules: RulesDiff, results: tuple[Result, Result], wanted: Wanted, rating: str, succession: Succession | None
) -> Attribution:
    from ccgrules.differences.attribution.attribute import attribute
    from ccgrules.differences.attribution.periods import attribute_periods

    if wanted.older_data is not None:
        return attribute_periods(*results, rating=rating, succession=succession)
    return attribute(rules, *results, rating=rating, orders=wanted.orders, as_one=wanted.as_one)

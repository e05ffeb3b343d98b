"""Who is rated otherwise: the same organisations under two sets of rules, or in two periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ccgrules.differences.impact.forms import Impact, Moved
from ccgrules.differences.impact.near import near_boundaries
from ccgrules.differences.scales import JointScale
from ccgrules.engine.result import Result
from ccgrules.engine.succession import Succession
from ccgrules.engine.table import Keys
from ccgrules.explain.digits import plural
from ccgrules.explain.in_short import InShort
from ccgrules.explain.row import Row
from ccgrules.model.types import Kind, Missing
from ccgrules.plan.steps import Plan

NEAR = 10
"""How many organisations near a boundary are named."""


def impact(
    before: Result,
    after: Result,
    *,
    rating: str | None = None,
    near: int = NEAR,
    succession: Succession | None = None,
) -> Impact:
    """The ratings of the same organisations before and after.

    Rows are matched by organisation and period; where the two have no period in common, as with two years, by
    organisation, each in its last period. Grades are places on the joint scale (`JointScale`).

    Args:
        before: The ratings by the older rules, or of the older period.
        after: The newer ones; the rating is called as in these.
        rating: Which rating; the headline if None.
        near: How many organisations near a boundary to name.
        succession: Mergers and splits, in an order of periods in which the last of both stand; who comes of one between
            two years is compared with nobody.

    Raises:
        KeyError: One of the two has no such rating.
    """
    name = rating or headline_rating(after.plan)
    if name is None or not (is_rating(before.plan, name) and is_rating(after.plan, name)):
        raise KeyError(name)
    scale = JointScale.of(*(result.plan.ruleset.scales[_scale(result.plan, name)].labels for result in (before, after)))
    pairs = _Pairs.of(before.keys, after.keys, succession)
    older, newer = (_labels(result, name) for result in (before, after))
    labels = [(_joint(scale, older[old]), newer[new]) for old, new in pairs.rows]
    return Impact(
        rating=(name, _title(after.plan, name)),
        noun=_noun(after),
        scale=scale.labels,
        counts=Counter(labels),
        moved=_moved(_Both(before, after, name, scale), pairs, labels),
        near=near_boundaries(after, name, near),
        only_before=pairs.only_before,
        only_after=pairs.only_after,
        before=before,
        after=after,
    )


def headline_rating(plan: Plan) -> str | None:
    """The first of the results that is a label; without any, the last rating; None where nothing is rated."""
    rules = plan.ruleset
    names = [*rules.framework.results, *list(rules.ratings)[::-1]]
    return next((name for name in names if is_rating(plan, name)), None)


def is_rating(plan: Plan, name: str) -> bool:
    """Whether a plan works out a label of that name for each organisation, or takes it from a panel."""
    return any(step.name == name and step.type.kind is Kind.LABEL for step in plan.steps)


def _scale(plan: Plan, name: str) -> str:
    scale = next(step.type.scale for step in plan.steps if step.name == name)
    assert scale is not None
    return scale


def _title(plan: Plan, name: str) -> str:
    rules = plan.ruleset
    declared = rules.ratings.get(name) or rules.judgements.get(name)
    return (declared.title if declared is not None else "") or name.replace("_", " ")


def _noun(result: Result) -> tuple[str, str]:
    noun = Row(result, 0, {}).noun
    return noun, plural(noun)


# --- who stands beside whom ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rows of two results that are of the same organisation.

    Attributes:
        rows: Their indexes, in the order of the newer result.
        only_before, only_after: Codes and names of organisations that have no row in the other.
    """

    rows: Sequence[tuple[int, int]]
    only_before: Mapping[str, str]
    only_after: Mapping[str, str]

    @staticmethod
    def of(before: Keys, after: Keys, succession: Succession | None) -> _Pairs:
        by_period = not set(before.period_order).isdisjoint(after.period_order)
        old, new = (_places(keys, by_period=by_period) for keys in (before, after))
        rows = [(old[key], row) for key, row in new.items() if key in old]
        if succession is not None and not by_period:
            last = after.period_order[-1], before.period_order[-1]
            rows = [pair for pair in rows if not succession.changes_between(after.organisations[pair[1]], *last)]
        known = [{keys.organisations[pair[side]] for pair in rows} for side, keys in enumerate((before, after))]
        return _Pairs(rows, _others(before, known[0]), _others(after, known[1]))


def _places(keys: Keys, *, by_period: bool) -> dict[tuple[str, str], int]:
    """The row of each organisation and period; or of each organisation in its last one."""
    periods = keys.periods if by_period else [""] * len(keys)
    return {key: row for row, key in enumerate(zip(keys.organisations, periods))}


def _others(keys: Keys, known: set[str]) -> dict[str, str]:
    return {code: keys.names.get(code, code) for code in sorted(set(keys.organisations) - known)}


# --- who moved -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Both:
    """Both results, and the rating that is looked at."""

    before: Result
    after: Result
    rating: str
    scale: JointScale


Labels = Sequence[tuple[str | None, str | None]]


def _moved(both: _Both, pairs: _Pairs, labels: Labels) -> tuple[Moved, ...]:
    """Those whose label is another one: the largest movements first, ratings gained or lost last, then by name."""
    rows = [(pair, pair_labels) for pair, pair_labels in zip(pairs.rows, labels) if pair_labels[0] != pair_labels[1]]
    if not rows:
        return ()
    whys = InShort.of(both.before, len(rows)), InShort.of(both.after, len(rows))
    keys = both.after.keys
    moved = []
    for (old, new), (before, after) in rows:
        code = keys.organisations[new]
        moved.append(
            Moved(
                organisation=code,
                period=keys.periods[new],
                name=keys.names.get(code, code),
                before=before,
                after=after,
                grades=None if before is None or after is None else both.scale.grades(before, after),
                why_before=whys[0].why(old, both.rating),
                why_after=whys[1].why(new, both.rating),
            )
        )
    return tuple(sorted(moved, key=_order))


def _order(moved: Moved) -> tuple[bool, int, str, str, str]:
    return moved.grades is None, -abs(moved.grades or 0), moved.name, moved.organisation, moved.period


def _labels(result: Result, name: str) -> list[str | None]:
    """The label of every row; None where there is none."""
    return [None if isinstance(value, Missing) else str(value) for value in result.values(name)]


def _joint(scale: JointScale, label: str | None) -> str | None:
    return None if label is None else scale.older(label)

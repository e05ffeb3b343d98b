"""Why a rating cannot be determined: the values at the root of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ccgrules.explain.earlier import earlier
from ccgrules.explain.panels import the
from ccgrules.explain.phrases import phrase
from ccgrules.explain.row import Row, is_missing
from ccgrules.model.types import Missing, Reason
from ccgrules.plan.steps import Aggregate, Compute, Figure, Input, Lag

MOST_CAUSES = 8


Uses = Callable[[str], Sequence[str]]
"""Gives the columns that a column is worked out from."""


def root_causes(row: Row, column: str, uses: Uses) -> tuple[str, ...]:
    """The root causes of a missing value, as parts of a sentence; none if it has a value or is not rated."""
    value = row.value(column)
    if not isinstance(value, Missing) or value.reason is Reason.NOT_RATED:
        return ()
    return tuple(dict.fromkeys(_traced(row, column, uses)))[:MOST_CAUSES]


def _traced(row: Row, column: str, uses: Uses) -> Iterator[str]:
    """Follows what is missing down to where nothing below it explains it; what is used first is followed first."""
    waiting, seen = [column], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        value = row.value(name)
        assert isinstance(value, Missing)
        blamed = [used for used in uses(name) if used in row.steps and _explains(row, used, value)]
        if not blamed or _is_root(row, name, value):
            yield _sentence(row, name, value)
        else:
            waiting.extend(reversed(blamed))


def _explains(row: Row, used: str, value: Missing) -> bool:
    """Whether a missing part explains a whole missing for a reason: it is missing for the same."""
    part = row.value(used)
    if not isinstance(part, Missing):
        return False
    return part.reason == value.reason or value.reason is Reason.UNDETERMINED


def _is_root(row: Row, column: str, value: Missing) -> bool:
    """Whether the reason arose here, whatever its parts."""
    step = row.steps[column]
    if isinstance(step, Figure):
        return value.reason in (Reason.PEER_GROUP_TOO_SMALL, Reason.NOT_IN_PEER_GROUP)
    return (
        isinstance(step, Compute)
        and isinstance(step.expr, Aggregate)
        and value.reason in (Reason.NEEDS_MORE, Reason.NO_MEMBERS)
    )


def _sentence(row: Row, column: str, value: Missing) -> str:
    step = row.steps[column]
    words = phrase(row, column)
    if isinstance(step, Input) and step.role == "judgement":
        return f"{words} was not entered by {the(row.ruleset.judgements[step.name].panel)}"
    if isinstance(step, Compute) and isinstance(step.expr, Aggregate):
        there = sum(not isinstance(row.evaluate(item.value), Missing) for item in step.expr.items)
        if value.reason is Reason.NEEDS_MORE and step.expr.needing:
            return f"{words} needs {step.expr.needing} available and has {there}"
        if value.reason is Reason.NO_MEMBERS:
            return f"{words} has nothing to be worked out from: none of its {len(step.expr.items)} members has a value"
    if isinstance(step, Lag) and value.reason is Reason.NOT_CARRIED_OVER:
        return f"{words} is not carried over from the organisations before it: {earlier(row, step).why_not}"
    if isinstance(step, Figure) and value.reason is Reason.PEER_GROUP_TOO_SMALL:
        members = row.value(f"{column}.members")
        least = f" of at least {step.at_least}" if step.at_least else ""
        return f"the peer group of the {words} has {members} member{'' if members == 1 else 's'}{least}"
    return f"{words} {is_missing(value.reason)}"

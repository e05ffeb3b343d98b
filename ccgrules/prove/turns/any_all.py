"""What becomes of `any` and `all` across the members of a group, which one member may decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ccgrules.plan.steps import Aggregate
from ccgrules.prove.turns.groups import folded, item, members
from ccgrules.prove.turns.reader import Reader
from ccgrules.prove.turns.truths import NO, YES, Truth, Verdict, Verdicts, turns_of, verdicts
from ccgrules.prove.turns.turn import ANYTHING, THERE, Turns


class Seen(NamedTuple):
    """The members' conditions so far, on one side: whether one decides, one stops, any is left at all."""

    decided: bool = False
    stopped: bool = False
    some: bool = False

    def behind(self, truth: Truth, decides: Truth) -> Seen:
        """Behind one more."""
        if truth.stand is THERE:
            return Seen(self.decided or truth is decides, self.stopped, some=True)
        return self._replace(stopped=self.stopped or truth is Truth.BLOCKED)


class Both(NamedTuple):
    """Both sides; `other`: something came out differently on the way."""

    before: Seen = Seen()
    after: Seen = Seen()
    other: bool = False


def any_and_all(two: Reader, old: Aggregate, new: Aggregate) -> Turns:
    """What becomes of `any` or `all`."""
    if old.function != new.function:
        return ANYTHING
    decides = YES if old.function == "any" else NO

    def behind(state: Both, part: Verdicts) -> Iterator[Both]:
        for verdict in part:
            before, after = state.before.behind(verdict.before, decides), state.after.behind(verdict.after, decides)
            yield Both(before, after, state.other or not verdict.stays)

    states = folded([verdicts(item(two, a, b)) for a, b in members(old, new)], Both(), behind)
    return turns_of(verdict for state in states for verdict in _ended(old, new, state, decides))


def _ended(old: Aggregate, new: Aggregate, state: Both, decides: Truth) -> Iterator[Verdict]:
    same = not state.other and old.needing == new.needing
    for before in _said(old, state.before, decides):
        for after in _said(new, state.after, decides):
            if not same or before is after:
                yield Verdict(before, after, state.other)


def _said(one: Aggregate, seen: Seen, decides: Truth) -> Sequence[Truth]:
    """What it comes to; where so many are needed, perhaps nothing."""
    needing = one.needing or 0
    if seen.stopped and not seen.decided:
        return (Truth.BLOCKED,)
    if not seen.some:
        return (Truth.BLOCKED,) if needing else (Truth.LEFT_OUT,) if one.function == "all" else (NO,)
    settled = decides if seen.decided else NO if decides is YES else YES
    return (settled, Truth.BLOCKED) if needing > 1 else (settled,)

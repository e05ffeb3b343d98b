"""What becomes of a rating when its adjustments change: the labels that it can still have are carried from one to the
next, before and after beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ccgrules.plan.steps import PlannedAdjustment
from ccgrules.prove.turns.line_up import Row, lined_up
from ccgrules.prove.turns.reader import Label, Orders, Reader, order_of
from ccgrules.prove.turns.truths import NO, YES, Truth, Verdict, verdicts
from ccgrules.prove.turns.turn import ANYTHING, BLOCKED, THERE, Stand, Turn, Turns, there

MOST_STATES = 6_000
"""Adjustments that come to more different states than this are not followed."""

MOST_LINKS = 4

Possible = frozenset[str | None]
"""Labels that a rating can still have; None for not rated."""


class State(NamedTuple):
    """The rating before and after: what it can still be, and of what is missing so far the highest reason."""

    before: Possible
    after: Possible
    doubt_before: Stand
    doubt_after: Stand
    other: bool
    known: tuple[tuple[int, Truth], ...] = ()


def adjusted(
    two: Reader, start: Turns, old: Sequence[PlannedAdjustment], new: Sequence[PlannedAdjustment], words: Orders
) -> Turns:
    """What becomes of a rating whose start turns so, and whose adjustments are others after than before."""
    return _Adjusted(two, old, new, words).turns(start)


@dataclass(frozen=True, slots=True)
class _Adjusted:
    two: Reader
    old: Sequence[PlannedAdjustment]
    new: Sequence[PlannedAdjustment]
    words: Orders

    def turns(self, start: Turns) -> Turns:
        rows = lined_up(self.old, self.new, same=self._same, kin=self._related, most_links=MOST_LINKS)
        states = set(self._starts(start))
        for row in rows:
            found = self._verdicts(row)
            states = {self._met(state, row, verdict) for state in states for verdict in self._open(state, row, found)}
            if len(states) > MOST_STATES:
                return ANYTHING
        return frozenset(turn for state in states for turn in self._ended(state))

    def _starts(self, start: Turns) -> Iterator[State]:
        every = [[str(label) for label in labels] for labels in self.words]
        for turn in start:
            if turn.before is THERE and turn.after is THERE:
                for one in every[0]:
                    for other in every[1]:
                        if turn.way in order_of(one, other, self.words):
                            yield State(frozenset({one}), frozenset({other}), THERE, THERE, other=False)
                continue
            for before in _possible(turn.before, every[0]):
                for after in _possible(turn.after, every[1]):
                    yield State(before, after, turn.before, turn.after, other=not turn.stays)

    # --- conditions ------------------------------------------------------------------------------------------------

    def _same(self, old: PlannedAdjustment, new: PlannedAdjustment) -> bool:
        return _alike(old, new) and self.two.same(old.when, new.when)

    def _related(self, old: PlannedAdjustment, new: PlannedAdjustment) -> bool:
        return _alike(old, new) or self.two.same(old.when, new.when)

    def _verdicts(self, row: Row) -> frozenset[Verdict]:
        if row.old is not None and row.new is not None:
            return verdicts(self.two.of(self.old[row.old].when, self.new[row.new].when))
        return frozenset(Verdict(truth, truth) for truth in Truth)

    def _open(self, state: State, row: Row, found: frozenset[Verdict]) -> Iterator[Verdict]:
        known = dict(state.known).get(row.link) if row.link is not None else None
        yield from (verdict for verdict in found if known is None or verdict.before is known)

    def _met(self, state: State, row: Row, verdict: Verdict) -> State:
        before, after = state.before, state.after
        doubt_before, doubt_after = state.doubt_before, state.doubt_after
        if row.old is not None:
            before = _after(self.words[0], self.old[row.old], before, verdict.before)
            doubt_before = max(doubt_before, verdict.before.stand)
        if row.new is not None:
            after = _after(self.words[1], self.new[row.new], after, verdict.after)
            doubt_after = max(doubt_after, verdict.after.stand)
        alone = row.old is None or row.new is None
        other = state.other or not verdict.stays or (alone and verdict.before.stand is not THERE)
        known = dict(state.known)
        if row.link is not None and known.pop(row.link, None) is None:
            known[row.link] = verdict.before
        return State(before, after, doubt_before, doubt_after, other, tuple(sorted(known.items())))

    # --- in the end ------------------------------------------------------------------------------------------------

    def _ended(self, state: State) -> Iterator[Turn]:
        before, after = _stand(state.before, state.doubt_before), _stand(state.after, state.doubt_after)
        if before is THERE and after is THERE:
            (one,), (other,) = state.before, state.after
            yield from there(order_of(str(one), str(other), self.words))
        elif before is after:
            ways = {0} if state.before == state.after and not state.other else {0, 1}
            yield from (Turn(before, after, way) for way in ways)
        else:
            yield Turn(before, after)


def _alike(old: PlannedAdjustment, new: PlannedAdjustment) -> bool:
    return (old.kind, old.label) == (new.kind, new.label)


def _after(labels: Sequence[Label], adjustment: PlannedAdjustment, possible: Possible, truth: Truth) -> Possible:
    """What a rating can still be behind an adjustment."""
    if truth is NO:
        return possible
    order = [str(label) for label in labels]
    changed = frozenset(_changed(adjustment, label, order) for label in possible)
    return changed if truth is YES else possible | changed


def _possible(stand: Stand, labels: Sequence[str]) -> list[Possible]:
    return [frozenset({label}) for label in labels] if stand is THERE else [frozenset(labels)]


def _changed(adjustment: PlannedAdjustment, label: str | None, order: Sequence[str]) -> str | None:
    """What an adjustment makes of a label; not rated stays not rated."""
    bound = adjustment.label
    if bound is None or label is None:
        return None
    if adjustment.kind == "no better than":
        return max(label, bound, key=order.index)
    if adjustment.kind == "no worse than":
        return min(label, bound, key=order.index)
    return bound


def _stand(possible: Possible, doubt: Stand) -> Stand:
    if len(possible) > 1:
        return doubt
    return BLOCKED if None in possible else THERE

"""What becomes of cases when their conditions, their outcomes or their order change.

The rows of both lists of cases are gone through in order, with every way in which their conditions can come out before
and after. What a condition has to do with another one is not looked at, but where the same condition stands in both
lists in different places it comes out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ccgrules.model.expressions import Case, Choose, Literal, Notes
from ccgrules.plan.steps import PlanExpr
from ccgrules.prove.turns.line_up import Row, lined_up
from ccgrules.prove.turns.reader import Reader, value_of
from ccgrules.prove.turns.truths import HOLDS, NO, YES, Truth, Verdict, Verdicts, verdicts
from ccgrules.prove.turns.turn import ANYTHING, BLOCKED, THERE, Stand, Turn, Turns

MOST_STATES = 3_000
"""Cases that come to more different states than this together are not followed."""

MOST_LINKS = 4


class Pass(NamedTuple):
    """How far one list of cases has come.

    Attributes:
        taken: The case whose outcome it is, or may be: that of the first one open.
        doubt: Of conditions above that may hold, the highest reason.
        settled: Whether it is decided.
        split: Whether those that are open come to different outcomes.
    """

    taken: int | None = None
    doubt: Stand = THERE
    settled: bool = False
    split: bool = False


class State(NamedTuple):
    """Both lists; `other`: something came out differently on the way; `known`: conditions that come again."""

    before: Pass
    after: Pass
    other: bool
    known: tuple[tuple[int, Truth], ...]


START = State(Pass(), Pass(), other=False, known=())


def cases(two: Reader, old: PlanExpr, new: PlanExpr) -> Turns:
    """What becomes of cases; anything else is one case that always holds."""
    return _Cases(two, _as_cases(old), _as_cases(new)).turns()


def _as_cases(expr: Any) -> Sequence[Case]:
    if isinstance(expr, Choose):
        return expr.cases
    return (Case(expr, None, Notes(), span=expr.span),)


@dataclass(frozen=True, slots=True)
class _Cases:
    two: Reader
    old: Sequence[Case]
    new: Sequence[Case]
    outcomes: dict[tuple[int, int], Turns] = field(default_factory=dict)

    def turns(self) -> Turns:
        rows = lined_up(self.old, self.new, same=self._same, kin=self._kin, most_links=MOST_LINKS)
        states = {START}
        for row in rows:
            found = self._verdicts(row)
            states = {
                following
                for state in states
                for verdict in self._open(state, row, found)
                for following in self._met(state, row, verdict)
            }
            if len(states) > MOST_STATES:
                return ANYTHING
        return frozenset(turn for state in states for turn in self._ended(state))

    # --- lining up -----------------------------------------------------------------------------------------------

    def _same(self, old: Case, new: Case) -> bool:
        if (old.when is None) is not (new.when is None):
            return False
        return old.when is None or new.when is None or self.two.same(old.when, new.when)

    def _kin(self, old: Case, new: Case) -> bool:
        return (old.when is None) is (new.when is None) and self.two.same(old.outcome, new.outcome)

    # --- conditions ------------------------------------------------------------------------------------------------

    def _verdicts(self, row: Row) -> Verdicts:
        old = self.old[row.old].when if row.old is not None else None
        new = self.new[row.new].when if row.new is not None else None
        if old is not None and new is not None:
            return verdicts(self.two.of(old, new))
        if row.old is not None and row.new is not None:
            return HOLDS  # `otherwise` on both sides: nothing else is lined up with it
        every = Truth if (old if row.old is not None else new) is not None else (YES,)
        return frozenset(Verdict(truth, truth) for truth in every)

    def _open(self, state: State, row: Row, found: Verdicts) -> Iterator[Verdict]:
        """How a condition can come out, if it has not come out before."""
        known = dict(state.known).get(row.link) if row.link is not None else None
        yield from (verdict for verdict in found if known is None or verdict.before is known)

    def _met(self, state: State, row: Row, verdict: Verdict) -> Iterator[State]:
        alone = row.old is None or row.new is None
        known = _noted(state.known, row.link, verdict.before)
        for before in _passed(state.before, self.old, row.old, verdict.before):
            for after in _passed(state.after, self.new, row.new, verdict.after):
                moved = (alone and (before, after) != (state.before, state.after)) or not verdict.stays
                yield State(before, after, state.other or moved, known)

    # --- outcomes --------------------------------------------------------------------------------------------------

    def _ended(self, state: State) -> Iterator[Turn]:
        stands = [_missing(one) for one in (state.before, state.after)]
        if stands[0] is None and stands[1] is None:
            yield from self._outcome(state)
        elif stands[0] is not None and stands[1] is not None:
            if stands[0] is not stands[1]:
                yield Turn(stands[0], stands[1])
            else:
                yield from (Turn(stands[0], stands[1], way) for way in ((0, 1) if state.other else (0,)))
        else:
            yield from self._one_side(state, stands)

    def _outcome(self, state: State) -> Iterator[Turn]:
        before, after = state.before.taken, state.after.taken
        assert before is not None
        assert after is not None
        if (before, after) not in self.outcomes:
            self.outcomes[before, after] = self.two.of(self.old[before].outcome, self.new[after].outcome)
        yield from self.outcomes[before, after]

    def _one_side(self, state: State, stands: Sequence[Stand | None]) -> Iterator[Turn]:
        """One list comes to an outcome, which may be missing itself."""
        before = [stands[0]] if stands[0] is not None else _stands(self.old[state.before.taken or 0].outcome)
        after = [stands[1]] if stands[1] is not None else _stands(self.new[state.after.taken or 0].outcome)
        for one in before:
            for other in after:
                yield from (Turn(one, other, way) for way in ((0, 1) if one is other else (0,)))


def _noted(known: tuple[tuple[int, Truth], ...], link: int | None, truth: Truth) -> tuple[tuple[int, Truth], ...]:
    """The conditions that come again: one more where it comes for the first time, one less at its second."""
    if link is None:
        return known
    left = dict(known)
    if left.pop(link, None) is None:
        left[link] = truth
    return tuple(sorted(left.items()))


def _passed(sofar: Pass, every: Sequence[Case], place: int | None, truth: Truth) -> Iterator[Pass]:
    """One list behind one more case."""
    if place is None or sofar.settled or truth is NO:
        yield sofar
        return
    doubt, settled = max(sofar.doubt, truth.stand), truth is YES
    if sofar.taken is None:
        yield Pass(place, doubt, settled)
        return
    for agree in _agree(every[sofar.taken].outcome, every[place].outcome):
        yield Pass(sofar.taken, doubt, settled, sofar.split or not agree)


def _agree(one: PlanExpr, other: PlanExpr) -> Sequence[bool]:
    """Whether two cases come to the same, or both where that cannot be told."""
    if isinstance(one, Literal) and isinstance(other, Literal):
        return (value_of(one) == value_of(other),)
    return (True,) if one == other else (True, False)


def _missing(ended: Pass) -> Stand | None:
    """How the whole is missing; None where it is what a case comes to."""
    if ended.taken is None:
        return BLOCKED
    if not ended.settled or ended.split:
        return ended.doubt
    return None


def _stands(outcome: PlanExpr) -> Sequence[Stand]:
    return [THERE] if isinstance(outcome, Literal) else list(Stand)

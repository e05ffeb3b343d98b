"""What may become of a yes or no, which may be missing: `and`, `or` and their like see what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from ccgrules.prove.turns.turn import BLOCKED, LEFT_OUT, THERE, Stand, Turn, Turns


class Truth(Enum):
    """What a condition comes to."""

    NO = "no"
    YES = "yes"
    LEFT_OUT = "left out"
    BLOCKED = "blocked"

    @property
    def stand(self) -> Stand:
        """How it stands."""
        return _STANDS[self]


NO, YES = Truth.NO, Truth.YES
_STANDS = {NO: THERE, YES: THERE, Truth.LEFT_OUT: LEFT_OUT, Truth.BLOCKED: BLOCKED}
_TRUTHS: Mapping[Stand, tuple[Truth, ...]] = {
    THERE: (NO, YES), LEFT_OUT: (Truth.LEFT_OUT,), BLOCKED: (Truth.BLOCKED,)
}  # fmt: skip


class Verdict(NamedTuple):
    """A condition before and after; `other`: what is missing both times is perhaps missing for another reason."""

    before: Truth
    after: Truth
    other: bool = False

    @property
    def stays(self) -> bool:
        """Whether nothing happens."""
        return self.before is self.after and not self.other


Verdicts = frozenset[Verdict]

HOLDS: Verdicts = frozenset({Verdict(YES, YES)})


def verdicts(turns: Turns) -> Verdicts:
    """What may become of a yes or no."""
    return frozenset(verdict for turn in turns for verdict in _verdicts(turn))


def _verdicts(turn: Turn) -> Iterable[Verdict]:
    if turn.before is THERE and turn.after is THERE:
        pairs = {0: ((NO, NO), (YES, YES)), 1: ((NO, YES),), -1: ((YES, NO),)}[turn.way]
        return [Verdict(before, after) for before, after in pairs]
    other = bool(turn.way)
    return [Verdict(a, b, other) for a in _TRUTHS[turn.before] for b in _TRUTHS[turn.after]]


def turns_of(found: Iterable[Verdict]) -> Turns:
    """The turns of a yes or no."""
    return frozenset(turn for verdict in found for turn in _turns(verdict))


def _turns(verdict: Verdict) -> Iterable[Turn]:
    before, after = verdict.before.stand, verdict.after.stand
    if before is THERE and after is THERE:
        return (Turn(THERE, THERE, (verdict.after is YES) - (verdict.before is YES)),)
    other = verdict.other and before is after
    return (Turn(before, after), Turn(before, after, 1)) if other else (Turn(before, after),)


def connected(before: str, after: str, parts: Sequence[Verdicts]) -> Verdicts:
    """What becomes of conditions joined by `and` or `or`, perhaps by one before and by the other after."""
    found: set[Verdict] = {Verdict(_NEUTRAL[before], _NEUTRAL[after])}
    for part in parts:
        found = {
            Verdict(
                _met(before, sofar.before, own.before),
                _met(after, sofar.after, own.after),
                sofar.other or own.other or not own.stays,
            )
            for sofar in found
            for own in part
        }
    return frozenset(found)


_NEUTRAL = {"and": YES, "or": NO}
_DECIDES = {"and": NO, "or": YES}


def _met(op: str, one: Truth, other: Truth) -> Truth:
    if _DECIDES[op] in (one, other):
        return _DECIDES[op]
    return max((one, other), key=lambda truth: truth.stand) if one.stand or other.stand else _NEUTRAL[op]


def neutral(op: str) -> Truth:
    """What a part comes to that makes no difference."""
    return _NEUTRAL[op]

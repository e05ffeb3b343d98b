"""What may become of one value when the rules change and the data stay: it is there or missing, before and after, and
where it is there both times, the same, higher or lower.

A set of such turns holds all that can happen, and perhaps more; never less. Labels are the higher the worse (their
places on the scale), no is below yes.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache, reduce
from typing import NamedTuple


class Stand(IntEnum):
    """How a value stands: there, missing for a reason that may be left out, or missing for another.

    Of several parts the highest is the whole's.
    """

    THERE = 0
    LEFT_OUT = 1
    BLOCKED = 2


class Turn(NamedTuple):
    """One thing that may happen to a value.

    Attributes:
        before, after: How it stands.
        way: Of a value that is there both times, whether it is higher (1), lower (-1) or the same (0). Of one that
            is missing both times, 0 if for the same reason, 1 if perhaps for another.
    """

    before: Stand
    after: Stand
    way: int = 0

    @property
    def stays(self) -> bool:
        """Whether nothing happens."""
        return self.before is self.after and not self.way


Turns = frozenset[Turn]

THERE, LEFT_OUT, BLOCKED = Stand.THERE, Stand.LEFT_OUT, Stand.BLOCKED
EVERY_STAND = frozenset(Stand)

FIXED: Turns = frozenset({Turn(THERE, THERE)})
"""It is always there, and always the same."""

STAYS: Turns = frozenset(Turn(stand, stand) for stand in Stand)
"""It stays as it is, there or missing."""

GIVEN: Turns = frozenset({Turn(THERE, THERE), Turn(LEFT_OUT, LEFT_OUT)})
"""It comes with the data, where it is missing for a reason of theirs."""

FACT: Turns = frozenset({Turn(THERE, THERE), Turn(BLOCKED, BLOCKED)})
"""It is a fact about an organisation, which nothing leaves out where it is missing."""

ANY_WAY = frozenset({-1, 0, 1})


def there(ways: Iterable[int]) -> Turns:
    """It is there both times."""
    return frozenset(Turn(THERE, THERE, way) for way in ways)


def stays(turns: Turns) -> bool:
    """Whether nothing can happen."""
    return turns <= STAYS


def ways(turns: Turns) -> frozenset[int]:
    """How a value that is there both times may change."""
    return frozenset(turn.way for turn in turns if turn.before is THERE and turn.after is THERE)


def with_ways(turns: Turns, kept: Iterable[int]) -> Turns:
    """The turns, but of those that are there both times only these ways."""
    allowed = frozenset(kept)
    return frozenset(turn for turn in turns if turn[:2] != (THERE, THERE) or turn.way in allowed)


def signed(turns: Turns, sign: int | None) -> Turns:
    """What becomes of a value that rises (1) or falls (-1) with the one that turns, or stays; either way if None."""
    found: set[Turn] = set()
    for turn in turns:
        if not turn.way or turn.before is not THERE:
            found.add(turn)
        elif sign is None:
            found.update(there(ANY_WAY))
        else:
            found.update(there({0, turn.way * sign}))
    return frozenset(found)


def independent(before: Iterable[Stand], after: Iterable[Stand], ways_: Iterable[int]) -> Turns:
    """Anything that two values may be beside each other that have nothing to do with each other."""
    found: set[Turn] = set()
    afters, allowed = list(after), list(ways_)
    for one in before:
        for other in afters:
            if one is THERE and other is THERE:
                found.update(there(allowed))
            else:
                found.update(Turn(one, other, way) for way in ((0, 1) if one is other else (0,)))
    return frozenset(found)


ANYTHING: Turns = independent(Stand, Stand, ANY_WAY)


def strict(parts: Iterable[Turns]) -> Turns:
    """What becomes of a value that is missing where a part is, for the highest reason, and rises with each part."""
    return reduce(joined, parts, FIXED)


@lru_cache(maxsize=4096)
def joined(one: Turns, other: Turns) -> Turns:
    """As `strict`, of two parts."""
    return frozenset(turn for a in one for b in other for turn in _joined(a, b))


def _joined(a: Turn, b: Turn) -> Iterable[Turn]:
    before, after = max(a.before, b.before), max(a.after, b.after)
    if before is not after:
        return (Turn(before, after),)
    if before is THERE:
        return there(added_ways(a.way, b.way))
    same = (a.stays and b.stays) or _alike(a, b)
    return (Turn(before, after),) if same else (Turn(before, after), Turn(before, after, 1))


def _alike(a: Turn, b: Turn) -> bool:
    """Whether the reason of the whole stays: one part is missing for the same reason, and the other always there."""
    return any(one.stays and other.before is THERE and other.after is THERE for one, other in ((a, b), (b, a)))


def added_ways(one: int, other: int) -> frozenset[int]:
    """Which ways a sum can go whose parts go these ways."""
    if one and other and one != other:
        return ANY_WAY
    return frozenset({one or other})

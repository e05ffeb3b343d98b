"""What becomes of functions across the members of a group.

A member that is only there before or after is, on the other side, as one that is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple, TypeVar

from ccgrules.model.expressions import Literal
from ccgrules.plan.steps import Aggregate, Item, PlanExpr
from ccgrules.prove.domains import Known, hull, point, union
from ccgrules.prove.turns.line_up import Pairs
from ccgrules.prove.turns.reader import Reader, Side, order_of_domains
from ccgrules.prove.turns.turn import (
    ANY_WAY,
    ANYTHING,
    BLOCKED,
    EVERY_STAND,
    LEFT_OUT,
    STAYS,
    THERE,
    Stand,
    Turn,
    Turns,
    added_ways,
    independent,
    stays,
    there,
)

EITHER = 2
"""The way of a whole that has gone up by one member and down by another."""

SIZES: Mapping[str, int] = {"min": 0, "best": 0, "mean": 1, "median": 1, "max": 2, "worst": 2}
"""Functions of the same members: one of a lower number is never above one of a higher."""

OF_NONE: Mapping[str, Stand] = {"count": THERE, "available": THERE}
"""How a function of no members stands, where it says something of none."""

Part = TypeVar("Part", bound=Hashable)
State = TypeVar("State", bound=Hashable)


class Left(IntEnum):
    """The members so far: none is left, some are, or there is one that may not be left out."""

    NONE = 0
    SOME = 1
    STOP = 2


class Sofar(NamedTuple):
    """A function across members, behind some of them.

    Attributes:
        before, after: What is left of them.
        way: How what they come to changes; `EITHER` where it may be anything.
        moved: Whether somebody joined or left.
        other: Whether something came out differently, so that a reason for being missing may be another.
    """

    before: Left = Left.NONE
    after: Left = Left.NONE
    way: int = 0
    moved: bool = False
    other: bool = False


def numbers_and_labels(two: Reader, old: Aggregate, new: Aggregate) -> Turns:
    """What becomes of a mean, a sum, a count and the like, and of the best and worst."""
    if old.function != new.function:
        return _another_function(two, old, new)
    pairs = members(old, new)
    parts = [item(two, a, b) for a, b in pairs]
    folding = _Folding(_entering(two, old.function, pairs), available=old.function == "available")
    found = frozenset(turn for state in folded(parts, Sofar(), folding.behind) for turn in _ended(old, new, state))
    weights = [(a.weight if a else None, b.weight if b else None) for a, b in pairs]
    return weighed(two, found, weights, any_moves=not all(map(stays, parts))) if old.function == "mean" else found


def members(old: Aggregate, new: Aggregate) -> Pairs[Item]:
    """The items of two aggregates, by the names of the members."""
    before, after = ({item.member: item for item in one.items} for one in (old, new))
    return [(before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]


def item(two: Reader, old: Item | None, new: Item | None) -> Turns:
    """What becomes of one member's value."""
    if old is not None and new is not None:
        return two.of(old.value, new.value)
    if old is None:
        return independent([LEFT_OUT], EVERY_STAND, ())
    return independent(EVERY_STAND, [LEFT_OUT], ())


def folded(parts: Iterable[Part], start: State, behind: Callable[[State, Part], Iterable[State]]) -> set[State]:
    """All that may come of parts one after another, whose order does not matter.

    Of parts that turn alike there may be any number from where there are two: it makes little difference, and is
    found sooner.
    """
    states = {start}
    for part, times in Counter(parts).items():
        states = {following for state in states for following in behind(state, part)}
        while times > 1:
            more = {following for state in states for following in behind(state, part)} - states
            if not more:
                break
            states |= more
    return states


def _another_function(two: Reader, old: Aggregate, new: Aggregate) -> Turns:
    """Another function of the same members; of one by itself, all are the same."""
    sizes = [SIZES.get(one.function) for one in (old, new)]
    same = all(a is not None and b is not None and two.same(a.value, b.value) for a, b in members(old, new))
    plain = all(is_positive(item.weight) for one in (old, new) for item in one.items)
    if sizes[0] is None or sizes[1] is None or not same or not plain or old.needing != new.needing:
        return ANYTHING
    if len(old.items) < 2:
        return STAYS
    order = {0, 1 if sizes[1] > sizes[0] else -1} if sizes[0] != sizes[1] else ANY_WAY
    return STAYS | there(order)


# --- weights ---------------------------------------------------------------------------------------------------------


def weighed(
    two: Reader, found: Turns, weights: Sequence[tuple[PlanExpr | None, PlanExpr | None]], *, any_moves: bool
) -> Turns:
    """What becomes of a mean, given what would if all weighed the same; of one value it is that, whatever it weighs."""
    plain = all(weight is None or is_positive(weight) for pair in weights for weight in pair)
    same = all(a is None or b is None or two.same(a, b) for a, b in weights)
    if plain:
        return found if same or len(weights) < 2 else found | there(ANY_WAY)
    return found if same and not any_moves else ANYTHING


def is_positive(weight: PlanExpr) -> bool:
    """Whether a weight is a number above 0, whatever the data."""
    return isinstance(weight, Literal) and isinstance(weight.value, Fraction) and weight.value > 0


# --- member by member ------------------------------------------------------------------------------------------------


def _entering(two: Reader, function: str, pairs: Pairs[Item]) -> frozenset[int]:
    """Which ways the whole goes when a member joins; it goes the other way when one leaves."""
    match function:
        case "count" | "max" | "worst":
            return frozenset({0, 1})
        case "available":
            return frozenset({1})
        case "min" | "best":
            return frozenset({0, -1})
        case "sum":
            return order_of_domains(point(Fraction(0)), _hull(two.alone(*one) for one in _moving(two, pairs)))
        case _:
            movers = list(_moving(two, pairs))
            rest = _hull(side.known(value) for side, value in _all(two, pairs))
            return order_of_domains(rest, _hull(two.alone(*one) for one in movers)) | {0}


def _moving(two: Reader, pairs: Pairs[Item]) -> Iterator[tuple[Side, PlanExpr]]:
    """The values of members that may join or leave."""
    for old, new in pairs:
        turns = item(two, old, new)
        if old is not None and any(turn.before is THERE and turn.after is not THERE for turn in turns):
            yield two.before, old.value
        if new is not None and any(turn.before is not THERE and turn.after is THERE for turn in turns):
            yield two.after, new.value


def _all(two: Reader, pairs: Pairs[Item]) -> Iterator[tuple[Side, PlanExpr]]:
    for old, new in pairs:
        yield from ((two.before, old.value) for _ in [old] if old is not None)
        yield from ((two.after, new.value) for _ in [new] if new is not None)


def _hull(every: Iterable[Known]) -> Known:
    return hull(union(list(every)))


class _Folding(NamedTuple):
    """How one member more changes what is known of the whole.

    Attributes:
        entering: Which ways the whole goes when a member joins.
        available: Whether it only counts who is there.
    """

    entering: frozenset[int]
    available: bool

    def behind(self, state: Sofar, part: Turns) -> Iterator[Sofar]:
        """The whole behind one more member."""
        for turn in part:
            before, after = self._left(state.before, turn.before), self._left(state.after, turn.after)
            moved = state.moved or (turn.before is THERE) is not (turn.after is THERE)
            for way in self._ways(turn):
                yield Sofar(before, after, _added(state.way, way), moved, state.other or not turn.stays)

    def _left(self, sofar: Left, stand: Stand) -> Left:
        if stand is BLOCKED and not self.available:
            return Left.STOP
        return max(sofar, Left.SOME) if stand is THERE else sofar

    def _ways(self, turn: Turn) -> Iterable[int]:
        here, then = turn.before is THERE, turn.after is THERE
        if here is not then:
            return [way if then else -way for way in self.entering]
        return {0, turn.way} if here and not self.available else (0,)


def _added(one: int, other: int) -> int:
    if EITHER in (one, other):
        return EITHER
    found = added_ways(one, other)
    return EITHER if len(found) > 1 else next(iter(found))


# --- in the end ------------------------------------------------------------------------------------------------------


def _ended(old: Aggregate, new: Aggregate, state: Sofar) -> Iterator[Turn]:
    for before in _stands(old, state.before):
        for after in _stands(new, state.after):
            if not _is_too_few(old, new, state, before, after):
                yield from _turns(before, after, state)


def _stands(one: Aggregate, left: Left) -> Sequence[Stand]:
    needing = one.needing or 0
    if left is Left.STOP or (needing and left is Left.NONE):
        return (BLOCKED,)
    if left is Left.NONE:
        return (OF_NONE.get(one.function, LEFT_OUT),)
    return (THERE, BLOCKED) if needing > 1 else (THERE,)


def _is_too_few(old: Aggregate, new: Aggregate, state: Sofar, before: Stand, after: Stand) -> bool:
    """Whether the same members would have to be too few on one side, and enough on the one that needs more."""
    if state.moved or Left.STOP in (state.before, state.after):
        return False
    needs = [one.needing or 0 for one in (old, new)]
    found, lost = before is BLOCKED and after is THERE, before is THERE and after is BLOCKED
    return (found and needs[1] >= needs[0]) or (lost and needs[0] >= needs[1])


def _turns(before: Stand, after: Stand, state: Sofar) -> Turns:
    if before is THERE and after is THERE:
        return there(ANY_WAY if state.way == EITHER else {state.way})
    if before is not after:
        return frozenset({Turn(before, after)})
    return frozenset(Turn(before, after, way) for way in ({0, 1} if state.other else {0}))

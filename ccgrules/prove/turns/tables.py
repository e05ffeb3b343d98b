"""What becomes of two-way tables when their cells or keys change, or what they are looked up by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from ccgrules.model.expressions import Lookup
from ccgrules.plan.steps import PlanExpr
from ccgrules.prove.turns.reader import Label, Orders, Reader, order_of, orders, value_of
from ccgrules.prove.turns.turn import BLOCKED, LEFT_OUT, THERE, Stand, Turn, Turns, there


class Elsewhere(Enum):
    """What a table is looked up by, where that is none of its keys or missing."""

    OUTSIDE = "outside"
    LEFT_OUT = "left out"
    BLOCKED = "blocked"


Key = Label | Elsewhere
_MISSING = {LEFT_OUT: Elsewhere.LEFT_OUT, BLOCKED: Elsewhere.BLOCKED}
_STANDS = {Elsewhere.LEFT_OUT: LEFT_OUT, Elsewhere.BLOCKED: BLOCKED}


@dataclass(frozen=True, slots=True)
class Keys:
    """A key before and after; `other`: it may be missing for another reason."""

    before: Key
    after: Key
    other: bool


def tables(two: Reader, old: Lookup, new: Lookup) -> Turns | None:
    """What becomes of a table; None where a cell is not written out."""
    cells = [cell for table in (old, new) for line in table.cells for cell in line if cell is not None]
    if any(value_of(cell) is None for cell in cells):
        return None
    rows = list(_keys(two, old.rows, new.rows, (*old.row_keys, *new.row_keys)))
    columns = list(_keys(two, old.columns, new.columns, (*old.column_keys, *new.column_keys)))
    return frozenset(turn for row in rows for column in columns for turn in _turns(two, old, new, row, column))


def _keys(two: Reader, old: PlanExpr, new: PlanExpr, keys: Sequence[Label]) -> Iterator[Keys]:
    words = orders(two, old.type, new.type)
    every: list[Key] = [*dict.fromkeys(keys), Elsewhere.OUTSIDE]
    for turn in two.of(old, new):
        befores = every if turn.before is THERE else [_MISSING[turn.before]]
        afters = every if turn.after is THERE else [_MISSING[turn.after]]
        for before in befores:
            for after in afters:
                if turn.before is not THERE or turn.after is not THERE or turn.way in _ways(before, after, words):
                    yield Keys(before, after, other=not turn.stays)


def _ways(before: Key, after: Key, both: Orders) -> frozenset[int]:
    if isinstance(before, Elsewhere) or isinstance(after, Elsewhere):
        return frozenset({-1, 0, 1} if before is after else {-1, 1})
    return order_of(before, after, both)


def _turns(two: Reader, old: Lookup, new: Lookup, row: Keys, column: Keys) -> Iterator[Turn]:
    before, after = _cell(old, row.before, column.before), _cell(new, row.after, column.after)
    stands = [one if isinstance(one, Stand) else THERE for one in (before, after)]
    if isinstance(before, Stand) or isinstance(after, Stand):
        other = stands[0] is stands[1] and (row.other or column.other or old.cells != new.cells)
        yield from (Turn(stands[0], stands[1], way) for way in ((0, 1) if other else (0,)))
    else:
        one, last = value_of(before), value_of(after)
        assert one is not None
        assert last is not None
        yield from there(order_of(one, last, orders(two, old.type, new.type)))


def _cell(table: Lookup, row: Key, column: Key) -> PlanExpr | Stand:
    """What a table says; how its value stands where that is missing."""
    rows, columns = _reached(table.row_keys, row), _reached(table.column_keys, column)
    cells = [table.cells[line][place] for line in rows for place in columns]
    if not cells:
        return BLOCKED
    first = cells[0]
    if all(_said(cell) == _said(first) for cell in cells):
        return BLOCKED if first is None else first
    return max(_STANDS.get(key, THERE) for key in (row, column) if isinstance(key, Elsewhere))


def _said(cell: PlanExpr | None) -> Label | None:
    return None if cell is None else value_of(cell)


def _reached(keys: Sequence[Label], key: Key) -> Sequence[int]:
    """The places that a key can stand for: its own, none, or all if it is missing."""
    if key is Elsewhere.OUTSIDE:
        return ()
    if isinstance(key, Elsewhere):
        return range(len(keys))
    return [keys.index(key)] if key in keys else ()

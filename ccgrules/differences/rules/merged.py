"""Two trees as one: what is in both once, and where they differ the older and the newer side by side.

Any set of changes can be made in it. Parts of a tree that are alike stand in it as they are; every other part is one
of the three forms here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

EXACT = 0
"""The number of what is written in another way and means the same: it is as the newer tree has it if all changes are
made, otherwise as the older one has it."""


@dataclass(frozen=True, slots=True)
class Either:
    """What a change replaces, and with what; None where there is nothing."""

    number: int
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Node:
    """A dataclass of the tree of which some fields differ."""

    base: Any
    parts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Series:
    """A tuple of which some items differ.

    Attributes:
        items: Of both trees, each once.
        old: The places of all items in the older order.
        new: The same in the newer one.
        number: The change of the order.
    """

    items: tuple[object, ...]
    old: tuple[int, ...]
    new: tuple[int, ...]
    number: int = EXACT


def made(merged: object, chosen: Collection[int], kept: Collection[int] = ()) -> Any:
    """The tree with some changes made.

    Args:
        merged: The two trees, or a part of them.
        chosen: The numbers of the changes.
        kept: The numbers of changes that add or remove something, which is there whether they are made or not.
    """
    match merged:
        case Either(number, old, new):
            side = new if number in chosen else old
            if side is None and number in kept:
                side = old if number in chosen else new
            return made(side, chosen, kept)
        case Node(base, parts):
            return replace(base, **{name: made(part, chosen, kept) for name, part in parts.items()})
        case Series(items, old, new, number):
            order = new if number in chosen else old
            every = (made(items[place], chosen, kept) for place in order)
            return tuple(item for item in every if item is not None)
        case _:
            return merged


# --- making them -------------------------------------------------------------------------------------------------

Pair = tuple[int | None, int | None]
"""The places of an item in the older and the newer sequence; None where it is not in that one."""


def orders(pairs: Sequence[Pair]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """All pairs in the older and in the newer order; what is not in one comes behind what it follows in the other."""
    old = _order([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    new = _order([pair[1] for pair in pairs], [pair[0] for pair in pairs])
    return old, new


def _order(own: Sequence[int | None], other: Sequence[int | None]) -> tuple[int, ...]:
    places = {place: number for number, place in enumerate(own) if place is not None}
    order = [places[place] for place in sorted(places)]
    following = {place: number for number, place in enumerate(other) if place is not None}
    before: int | None = None
    for place in sorted(following):
        number = following[place]
        if own[number] is None:
            order.insert(0 if before is None else order.index(before) + 1, number)
        before = number
    return tuple(order)


def series(
    pairs: Sequence[Pair], number: int, make: Callable[[int | None, int | None], object], last: Collection[int] = ()
) -> Series:
    """The items of two sequences as one, each made in the newer order.

    Args:
        pairs: Which items belong together.
        number: The change of the order.
        make: What an item is, from its places.
        last: Pairs that stay last, whatever else is there.
    """
    old, new = (tuple(sorted(order, key=lambda place: place in last)) for order in orders(pairs))
    items: dict[int, object] = {place: make(*pairs[place]) for place in new}
    return Series(tuple(items[place] for place in range(len(pairs))), old, new, number)

"""A step, or an expression in it, as it is in every variant, put together from variants that have been looked at.

A part hangs on the units for which it differs. One that hangs on few is among the variants looked at for every set of
these; one that hangs on many mostly has parts that each hang on few, such as the members of a mean. Only what is left
is looked up in the ruleset of its set of units.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count, pairwise
from typing import Any

from ccgrules.differences.attribution.alike import alike, bare
from ccgrules.differences.attribution.variants import Chosen, Inseparable
from ccgrules.model.expressions import Case, WeightedLine
from ccgrules.model.graph import components
from ccgrules.plan.draft import FIELDS
from ccgrules.plan.steps import Adjust, Compute, Item, PlannedAdjustment

Node = Any
"""A step, an expression, a case, a line …, or a tuple of such; None where a variant has none."""

Get = Callable[[Chosen], Node]
"""The node in a variant, whether that was looked at or not."""

Nodes = Mapping[Chosen, Node]
"""The node in the variants that were looked at."""

INSIDE: Mapping[type, tuple[str, ...]] = {
    **FIELDS,
    Compute: ("expr",),
    Adjust: ("adjustments",),
    PlannedAdjustment: ("when",),
}
"""Of nodes that have parts, the fields that hold these; in all else nodes that are put together must agree."""

_KNOWN_BY: Mapping[type, str] = {WeightedLine: "value", Case: "outcome"}
"""What tells an element of a list from others, where lists are not of one length; of others it is all but its parts."""

_ANY_ORDER = frozenset({Item, WeightedLine})
"""Elements whose order does not count."""


class Misaligned(Exception):
    """A variant that was looked up has other parts than those that were looked at."""


class NoVariant(Exception):
    """A variant that was looked up is no ruleset."""


@dataclass(frozen=True, slots=True)
class Part:
    """A node in every variant.

    Attributes:
        factors: The units on which it hangs.
        at: The node; of the units given only those count.
    """

    factors: Chosen
    at: Get


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for all of a step.

    Attributes:
        units: The units on which the step may hang.
        within: Those on which it hangs whether there is such a node at all.
    """

    units: Chosen
    within: Chosen = frozenset()


def part_of(nodes: Nodes, get: Get, context: Context) -> Part:
    """A node in every variant.

    Args:
        nodes: The node in the variants that were looked at: none of the units, each alone, all, each missing from all;
            where only some of these have it, in those.
        get: The node in any of them.
        context: What holds for all of the step.
    """
    factors, nodes = _hangs_on(nodes, get, context)
    table = {chosen & factors: node for chosen, node in nodes.items()}
    if len(table) == 1 << len(factors):
        return Part(factors, lambda chosen: table[chosen & factors])
    return _put_together(nodes, get, context) or looked_up(get, factors | context.within, context)


def _hangs_on(nodes: Nodes, get: Get, context: Context) -> tuple[Chosen, Nodes]:
    """The units on which a node hangs, and the node in the variants that were looked at, perhaps in some more."""
    nodes = dict(nodes)
    while True:
        factors = making_a_difference(nodes)
        clash = _clash(nodes, factors)
        if clash is None:
            return factors, nodes
        # no unit alone makes the difference: on the way from the one to the other some unit does
        current, target = clash
        for unit in sorted(current ^ target):
            current ^= {unit}
            try:
                nodes.setdefault(current, get(current))
            except (Misaligned, NoVariant):
                return context.units, nodes


def making_a_difference(nodes: Nodes) -> Chosen:
    """The units that alone make a difference somewhere."""
    found = set[int]()
    for one, other in combinations(nodes, 2):
        if len(one ^ other) == 1 and not one ^ other <= found and not alike(nodes[one], nodes[other]):
            found |= one ^ other
    return frozenset(found)


def _clash(nodes: Nodes, factors: Chosen) -> tuple[Chosen, Chosen] | None:
    """Two variants that are alike in some units and yet differ."""
    table: dict[Chosen, Chosen] = {}
    for chosen, node in nodes.items():
        first = table.setdefault(chosen & factors, chosen)
        if not alike(nodes[first], node):
            return first, chosen
    return None


def looked_up(get: Get, factors: Chosen, context: Context) -> Part:
    """A node from the ruleset of each set of units, the others being not made; or made, where that is no ruleset."""

    def at(chosen: Chosen) -> Node:
        try:
            return get(chosen & factors)
        except NoVariant:
            try:
                return get(chosen & factors | context.units - factors)
            except NoVariant:
                raise Inseparable(factors) from None

    return Part(factors, at)


# --- from parts --------------------------------------------------------------------------------------------------


def _put_together(nodes: Nodes, get: Get, context: Context) -> Part | None:
    """A node from its parts in every variant; None where the variants' nodes have nothing in common."""
    present = {chosen: node for chosen, node in nodes.items() if node is not None}
    if len(present) < len(nodes):
        return _present(nodes, present, get, context)
    sample = next(iter(nodes.values()))
    if isinstance(sample, tuple):
        return _list(nodes, get, context) if all(isinstance(node, tuple) for node in nodes.values()) else None
    fields = INSIDE.get(sample.__class__)
    if fields is None or len({head(node) for node in nodes.values()}) > 1:
        return None

    def look_up(chosen: Chosen, field: str) -> Node:
        node = get(chosen)
        if head(node) != head(sample):
            raise Misaligned
        return getattr(node, field)

    inside = {
        field: part_of({c: getattr(node, field) for c, node in nodes.items()}, _fixed(look_up, field), context)
        for field in fields
    }
    made: Get = lambda chosen: replace(sample, **{field: part.at(chosen) for field, part in inside.items()})  # noqa: E731
    return Part(_all_factors(inside.values()), made)


def _present(nodes: Nodes, present: Nodes, get: Get, context: Context) -> Part | None:
    """A node that only some variants have."""
    there = part_of({c: node is not None for c, node in nodes.items()}, lambda c: get(c) is not None, context)
    node = part_of(present, get, replace(context, within=context.within | there.factors))
    return Part(there.factors | node.factors, lambda chosen: node.at(chosen) if there.at(chosen) else None)


def head(node: Node) -> Hashable:
    """All of a node but its parts."""
    return bare(node, INSIDE.get(node.__class__, ()))


def _fixed(look_up: Callable[[Chosen, Any], Node], key: object) -> Get:
    return lambda chosen: look_up(chosen, key)


def _all_factors(parts: Iterable[Part]) -> Chosen:
    return frozenset().union(*(part.factors for part in parts))


# --- lists -------------------------------------------------------------------------------------------------------


def _list(nodes: Nodes, get: Get, context: Context) -> Part | None:
    """A tuple from its elements; None where their order is not known."""
    elements = {element.__class__ for node in nodes.values() for element in node}
    by_place = len({len(node) for node in nodes.values()}) == 1 and Item not in elements
    told = _places if by_place else _kinds
    keyed = {chosen: told(node) for chosen, node in nodes.items()}
    met = list(dict.fromkeys(key for found in keyed.values() for key in found))
    keys = met if elements <= _ANY_ORDER else _in_order(met, keyed.values())
    if keys is None:
        return None
    known = frozenset(keys)

    def look_up(chosen: Chosen, key: Hashable) -> Node:
        found = told(get(chosen))
        if not known.issuperset(found) or (by_place and len(found) < len(known)):
            raise Misaligned
        return found.get(key)

    parts = [part_of({c: found.get(key) for c, found in keyed.items()}, _fixed(look_up, key), context) for key in keys]

    def made(chosen: Chosen) -> Node:
        every = [part.at(chosen) for part in parts]
        return tuple(every if by_place else [element for element in every if element is not None])

    return Part(_all_factors(parts), made)


def _places(elements: Sequence[Node]) -> dict[Hashable, Node]:
    return dict(enumerate(elements))


def _kinds(elements: Sequence[Node]) -> dict[Hashable, Node]:
    """Elements by what tells them apart; several of one kind are numbered."""
    found: dict[Hashable, Node] = {}
    for element in elements:
        key = head(getattr(element, _KNOWN_BY[element.__class__]) if element.__class__ in _KNOWN_BY else element)
        number = next(number for number in count(1) if (key, number) not in found)
        found[key, number] = element
    return found


def _in_order(keys: Sequence[Hashable], lists: Iterable[Mapping[Hashable, Node]]) -> list[Hashable] | None:
    """Keys in the one order that holds in each of some lists; None where there is none, or more than one."""
    names = {key: str(number) for number, key in enumerate(keys)}
    after: dict[str, list[str]] = {name: [] for name in names.values()}
    for listed in lists:
        for one, other in pairwise(listed):
            after[names[other]].append(names[one])
    order = components(after)
    if any(len(ring) > 1 for ring in order) or any(one not in after[other] for (one,), (other,) in pairwise(order)):
        return None
    return [keys[int(name)] for (name,) in order]

"""On which units of change the values of some rows hang at all, as far as that can be seen from the data.

A unit that changes no value that others read cannot matter: no organisation stands between the two standards, or the
indicator that was removed has no data. What is looked into are the steps that hang on few units, in all variants of
these. The fewer units are left, the more often all orders of them can be followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from ccgrules.differences.attribution.parts import INSIDE
from ccgrules.differences.attribution.superpose import Superposed
from ccgrules.differences.attribution.worked_out import Data, column_of, given_data
from ccgrules.engine.table import Dataset
from ccgrules.engine.vectors import Column
from ccgrules.engine.worlds import run_worlds
from ccgrules.model.expressions import Ref
from ccgrules.model.types import Missing
from ccgrules.plan.steps import Aggregate, Step
from ccgrules.plan.varied import World

FEW = 5
"""Of steps that hang on so many units all variants are looked at: 32 at most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the data show of a superposed plan.

    Attributes:
        hangs_on: For each step the units on which it hangs.
        blank: Steps whose values are always missing for a reason that leaves them out.
        looked_at: For the steps that were looked at the units on which they hang.
    """

    hangs_on: Mapping[str, frozenset[int]]
    blank: frozenset[str]
    looked_at: Mapping[str, frozenset[int]]


NOTHING = Seen({}, frozenset(), {})


def see(one: Superposed, dataset: Dataset, data: Data, rows: Sequence[int], known: Seen = NOTHING) -> Seen:
    """What the data show of a plan.

    Args:
        one: The plan.
        dataset: As for `work_out`.
        data: Likewise.
        rows: The rows that matter where each has its values for itself.
        known: What was seen of a plan with the same values.
    """
    looking = _Looking(one, dataset, data, rows, dict(known.looked_at), set(known.blank))
    while looking.look():
        pass
    return Seen(looking.hangs_on(), frozenset(looking.blank), looking.seen)


@dataclass(frozen=True, slots=True)
class _Looking:
    """Looks at steps that hang on few units, and then at those that turn out to."""

    one: Superposed
    dataset: Dataset
    data: Data
    rows: Sequence[int]
    seen: dict[str, frozenset[int]]
    blank: set[str]

    def hangs_on(self) -> dict[str, frozenset[int]]:
        """For each step the units on which it hangs, as far as is known by now."""
        steps = {step.name: step for step in self.one.varied.steps}
        found = {name: self.seen.get(name, frozenset(step.factors)) for name, step in steps.items()}
        while True:
            before = dict(found)
            for name in steps.keys() - self.seen.keys():
                found[name] = found[name].union(*(found[used] for used in self.one.uses[name]))
            if found == before:
                return found

    def look(self) -> bool:
        """Looks at all steps that are known to hang on few units and have not been looked at; whether there are any."""
        recurrent = self.one.varied.recurrent
        cones = {
            name: tuple(sorted(cone))
            for name, cone in self.hangs_on().items()
            if name not in self.seen and len(cone) <= FEW and (name in self.one.first or not recurrent)
        }
        if not cones:
            return False
        plan = self.one.first_of_all() if recurrent else self.one.varied
        worlds = [world for cone in set(cones.values()) for world in self._worlds(cone)]
        found = run_worlds(plan, self.dataset, worlds, cones, inputs=given_data(self.one, self.data))
        for name, cone in cones.items():
            columns = {world: self._kept(name, column_of(found, name, world)) for world in self._worlds(cone)}
            self.seen[name] = frozenset(_telling(columns))
            if all(column is None or all(map(_left_out, column)) for column in columns.values()):
                self.blank.add(name)
        return True

    def _worlds(self, cone: Sequence[int]) -> Iterator[World]:
        """All levels of some units; of the others, those that are settled, or else none made."""
        settled = self.one.settled
        for levels in product((0, 1), repeat=len(cone)):
            made = {**settled, **dict(zip(cone, levels))}
            yield tuple([made.get(unit, 0) for unit in range(len(self.one.varied.factors))])

    def _kept(self, name: str, column: Column | None) -> Column | None:
        """The values that count: those of all rows only where rows are compared."""
        if column is None or name in self.one.first:
            return column
        return [column[row] for row in self.rows]


def _left_out(value: object) -> bool:
    return isinstance(value, Missing) and value.reason.excludable


def _telling(columns: Mapping[World, Column | None]) -> Iterator[int]:
    """The units that make a difference to a column."""
    for world, column in columns.items():
        for unit, level in enumerate(world):
            other = (*world[:unit], 1, *world[unit + 1 :])
            if not level and other in columns and columns[other] != column:
                yield unit


# --- what is left out in any case --------------------------------------------------------------------------------


def without(step: Step, blank: Collection[str]) -> Step:
    """A step without the members of a group whose values are left out in any case, which makes no difference."""
    found: Step = _without(step, frozenset(blank))
    return found


def _without(node: Any, blank: frozenset[str]) -> Any:
    if isinstance(node, tuple):
        return tuple([_without(item, blank) for item in node])
    if isinstance(node, Aggregate):
        kept = (item for item in node.items if not (isinstance(item.value, Ref) and item.value.name in blank))
        node = replace(node, items=tuple(kept))
    inside = INSIDE.get(node.__class__, ())
    changed = {name: _without(getattr(node, name), blank) for name in inside}
    return replace(node, **changed) if changed else node

"""The plans of variants: a ruleset with some units of change made and others not, each planned once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ccgrules.model.ruleset import Ruleset
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan, Step

Chosen = frozenset[int]
"""The units that are made, by their places from 0."""

Make = Callable[[Chosen], Ruleset | None]
"""The ruleset with just those units made; None where that is none."""


class Inseparable(Exception):
    """Some units cannot be made without each other after all: `units`, by their places."""

    def __init__(self, units: Chosen) -> None:
        super().__init__(f"the units {sorted(units)} cannot be made by themselves")
        self.units = units


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and its steps by name."""

    plan: Plan
    steps: Mapping[str, Step]

    @staticmethod
    def of(plan: Plan) -> Planned:
        """A plan with its steps."""
        return Planned(plan, {step.name: step for step in plan.steps})


@dataclass(frozen=True, slots=True)
class Variants:
    """The variants that units give.

    Attributes:
        free: The units that may be made or not.
        make: The ruleset of some of them.
        made: Those that are made in every variant.
        settled_units: Those that are made in every variant or in none.
        planned: What has been planned, by all units made.
    """

    free: tuple[int, ...]
    make: Make
    made: Chosen = frozenset()
    settled_units: Chosen = frozenset()
    planned: dict[Chosen, Planned | None] = field(default_factory=dict)

    def of(self, chosen: Chosen) -> Planned | None:
        """The plan with some of the free units made; None where they give no ruleset."""
        every = chosen | self.made
        if every not in self.planned:
            ruleset = self.make(every)
            self.planned[every] = None if ruleset is None else Planned.of(build_plan(ruleset))
        return self.planned[every]

    def looked_at(self) -> Sequence[Chosen]:
        """None of the free units, each alone, all, and each missing from all."""
        every = frozenset(self.free)
        singles = [frozenset({unit}) for unit in self.free]
        return tuple(dict.fromkeys([Chosen(), *singles, every, *(every - single for single in singles)]))

    def known(self) -> dict[Chosen, Planned]:
        """The plans of those.

        Raises:
            Inseparable: One of them is no ruleset.
        """
        found: dict[Chosen, Planned] = {}
        for chosen in self.looked_at():
            planned = self.of(chosen)
            if planned is None:
                raise Inseparable(self.settled_units | (frozenset(self.free) - chosen if len(chosen) > 1 else chosen))
            found[chosen] = planned
        return found

    def settled(self, unit: int, level: int) -> Variants:
        """The variants in which a unit is made (1), or not (0)."""
        free = tuple(other for other in self.free if other != unit)
        made = self.made | {unit} if level else self.made
        return Variants(free, self.make, made, self.settled_units | {unit}, self.planned)

"""All variants that units of change give as one varied plan, or as few of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal as OneOf

from ccgrules.differences.attribution.alike import alike
from ccgrules.differences.attribution.parts import (
    Context,
    Misaligned,
    NoVariant,
    looked_up,
    making_a_difference,
    part_of,
)
from ccgrules.differences.attribution.variants import Chosen, Inseparable, Planned, Variants
from ccgrules.model.expressions import Ref
from ccgrules.model.graph import components
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Compute, Figure, Input, Lag, Plan, Since, Step
from ccgrules.plan.varied import Factor, VariedPlan, VariedStep, World

Side = OneOf["before", "after"]


@dataclass(frozen=True, slots=True)
class Superposed:
    """The variants in which some units are settled.

    Attributes:
        settled: Units that are made (1) or not (0) in all of these, by their places.
        varied: The variants, with a factor for each unit, the settled ones too.
        inputs: For each input of the plan, with which ruleset its data were bound, and as which column.
        uses: For each step the columns that it reads in some variant.
        first: The steps that are worked out first, for all rows: inputs, and those that look at other rows or are read
            by such. What hangs on them, each row has for itself. Of a recurrent plan all that can be worked out for all
            periods at once; what hangs on its own earlier values follows.
    """

    settled: Mapping[int, int]
    varied: VariedPlan
    inputs: Mapping[str, tuple[Side, str]]
    uses: Mapping[str, Collection[str]]
    first: frozenset[str]

    def holds(self, world: World) -> bool:
        """Whether a variant is one of these."""
        return all(world[unit] == level for unit, level in self.settled.items())

    def first_of_all(self) -> VariedPlan:
        """The steps that are worked out first."""
        steps = tuple(step for step in self.varied.steps if step.name in self.first)
        return replace(self.varied, steps=steps, recurrent=False)


def superposed(
    variants: Variants, names: Sequence[str], before: Plan, after: Plan, simplified: Simplified = lambda step: step
) -> tuple[Superposed, ...]:
    """Varied plans that together have every variant, each once.

    One, mostly. Where no order of steps holds in all variants, or scales have other labels in some, there is one for
    each level of a unit to which that is due.

    Args:
        variants: The variants.
        names: What the units are called.
        before: The plan with which the data were bound by the older rules.
        after: And by the newer ones.
        simplified: What takes the place of a step, for any reason that has to do with the data.

    Raises:
        Inseparable: Some units cannot be made without each other.
    """
    bound: Mapping[Side, Mapping[str, Step]] = {
        "after": {step.name: step for step in after.steps},
        "before": {step.name: step for step in before.steps},
    }
    factors = tuple(Factor(name, 2) for name in names)
    return tuple(_parted(variants, factors, _Reading(bound, simplified), {}))


Simplified = Callable[[Step], Step]

Bound = Mapping[Side, Mapping[str, Step]]
"""The steps of the plans with which data were bound; where both will do, the newer one is taken."""


def _parted(
    variants: Variants, factors: tuple[Factor, ...], reading: _Reading, settled: Mapping[int, int]
) -> Iterator[Superposed]:
    known = variants.known()
    to_settle = making_a_difference({chosen: planned.plan.scales for chosen, planned in known.items()})
    if not to_settle:
        steps = _Steps(variants, known, reading)
        every = steps.all()
        order = _order(steps, recurrent=any(planned.plan.recurrent for planned in known.values()))
        if isinstance(order, _Order):
            varied = _varied(factors, every, order, known[Chosen()].plan)
            yield Superposed(settled, varied, steps.inputs, steps.uses, order.first)
            return
        to_settle = frozenset(factor for name in order for factor in every[name].factors)
    unit = min(to_settle)
    for level in (0, 1):
        yield from _parted(variants.settled(unit, level), factors, reading, {**settled, unit: level})


def _varied(factors: tuple[Factor, ...], every: Mapping[str, VariedStep], order: _Order, first: Plan) -> VariedPlan:
    steps = tuple(every[name] for name in order.names)
    noughts = [step.at((0,) * len(step.factors)) for step in steps]
    plan = Plan(tuple(step for step in noughts if step is not None), order.recurrent, first.scales, first.ruleset)
    return VariedPlan(factors, steps, first.scales, order.recurrent, plan)


# --- order -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Order:
    """Steps in an order in which each uses only earlier ones, and whether periods must run one after another for it.

    Attributes:
        names: The order; steps that look back at the period before may stand before what they look at.
        recurrent: Whether they must.
        first: As in `Superposed`.
    """

    names: Sequence[str]
    recurrent: bool
    first: frozenset[str]


def _order(steps: _Steps, *, recurrent: bool) -> _Order | Sequence[str]:
    """An order that holds in all variants, inputs first; a ring of steps where there is none."""
    order = components({name: sorted(used) for name, used in steps.uses.items()})
    if not recurrent and all(len(ring) == 1 for ring in order):
        names = _inputs_first(steps, [name for (name,) in order])
        return _Order(names, recurrent=False, first=_compared(steps, names))
    by_period = components({name: sorted(used) for name, used in steps.now.items()})
    ring = next((ring for ring in by_period if len(ring) > 1), None)
    if ring is not None:
        return ring
    first = _not_by_period(steps, order)
    following = [name for (name,) in by_period if name not in first]
    return _Order([*_inputs_first(steps, first), *following], recurrent=True, first=frozenset(first))


def _inputs_first(steps: _Steps, names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: name not in steps.inputs)


def _compared(steps: _Steps, order: Sequence[str]) -> frozenset[str]:
    """Inputs, the steps that look at other rows, and what these read."""
    found = steps.apart.union(steps.inputs)
    for name in reversed(order):
        if name in found:
            found |= steps.uses[name]
    return frozenset(found)


def _not_by_period(steps: _Steps, order: Iterable[Sequence[str]]) -> dict[str, None]:
    """The steps that hang on no ring, in order."""
    found: dict[str, None] = {}
    for ring in order:
        if len(ring) == 1 and found.keys() >= steps.uses[ring[0]]:
            found[ring[0]] = None
    return found


# --- steps -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the steps of plans are read: with which plans data were bound, and what takes the place of a step."""

    bound: Bound
    simplified: Simplified

    def side(self, step: Input) -> Side | None:
        """With which plan the data of an input were bound."""
        return next((side for side, steps in self.bound.items() if alike(steps.get(step.name), step)), None)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of all variants.

    Attributes:
        variants: All variants.
        known: Those that are looked at.
        reading: How their steps are read.
        inputs: As in `Superposed`.
        uses: For each step the columns that it reads in some variant.
        now: Those of them that it does not only look back at, in the period before.
        apart: The steps that look at other rows in some variant.
    """

    variants: Variants
    known: Mapping[Chosen, Planned]
    reading: _Reading
    inputs: dict[str, tuple[Side, str]] = field(default_factory=dict)
    uses: dict[str, set[str]] = field(default_factory=dict)
    now: dict[str, set[str]] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)

    def all(self) -> dict[str, VariedStep]:
        """Every step, by name."""
        found: dict[str, VariedStep] = {}
        for name in dict.fromkeys(name for planned in self.known.values() for name in planned.steps):
            nodes = {chosen: planned.steps.get(name) for chosen, planned in self.known.items()}
            inputs = _different([step for step in nodes.values() if isinstance(step, Input)])
            if len(inputs) == 1 and all(step is None or isinstance(step, Input) for step in nodes.values()):
                found[name] = self._input(name, inputs[0], nodes)
            else:
                for number, one in enumerate(inputs, 1):
                    alias = f"{name} as given {number}"
                    found[alias] = self._input(alias, one, nodes)
                found[name] = self._step(name, {chosen: self._read(step) for chosen, step in nodes.items()})
        return found

    # --- inputs --------------------------------------------------------------------------------------------------

    def _input(self, alias: str, step: Input, nodes: Mapping[Chosen, Step | None]) -> VariedStep:
        """An input that is there in all variants, read or not."""
        side = self.reading.side(step)
        if side is None:  # no data were asked for what only some variants want
            raise Inseparable(making_a_difference(nodes))
        self.inputs[alias] = side, step.name
        self.uses[alias], self.now[alias] = set(), set()
        renamed = replace(step, name=alias)
        return VariedStep(alias, (), lambda _: renamed)

    def _read(self, step: Step | None) -> Step | None:
        """A step as it is put into the plan: of an input that varies, a copy of what comes with the data."""
        if not isinstance(step, Input):
            return None if step is None else self.reading.simplified(step)
        wanted = self.reading.side(step), step.name
        alias = next(alias for alias, given in self.inputs.items() if given == wanted)
        return Compute(step.name, step.type, Ref(alias, step.type, span=step.origin.span), step.origin)

    # --- all others ----------------------------------------------------------------------------------------------

    def _step(self, name: str, nodes: Mapping[Chosen, Step | None]) -> VariedStep:
        steps = [step for step in nodes.values() if step is not None]
        self.uses[name] = {column for step in steps for column in used_columns(step)}
        self.now[name] = {column for step in steps if not _looks_back(step) for column in used_columns(step)}
        if any(isinstance(step, Figure | Lag | Since) for step in steps):
            self.apart.add(name)
        context = Context(frozenset(self.variants.free))
        part = part_of(nodes, lambda chosen: self._look_up(name, chosen), context)
        factors = tuple(sorted(part.factors))

        @cache
        def at(levels: tuple[int, ...]) -> Step | None:
            chosen = frozenset(unit for unit, level in zip(factors, levels, strict=True) if level)
            try:
                step: Step | None = part.at(chosen)
            except Misaligned:
                step = looked_up(lambda c: self._look_up(name, c), part.factors, context).at(chosen)
            return step

        return VariedStep(name, factors, at)

    def _look_up(self, name: str, chosen: Chosen) -> Step | None:
        """A step in any variant."""
        planned = self.variants.of(chosen)
        if planned is None:
            raise NoVariant
        step = self._read(planned.steps.get(name))
        if step is not None and not self.uses[name].issuperset(used_columns(step)):
            raise Inseparable(making_a_difference({c: p.steps.get(name) for c, p in self.known.items()}))
        return step


def _looks_back(step: Step) -> bool:
    return isinstance(step, Lag) and step.period is None


def _different(steps: Sequence[Input]) -> list[Input]:
    """Steps, each that is like one before left out."""
    found: list[Input] = []
    for step in steps:
        if not any(alike(step, other) for other in found):
            found.append(step)
    return found

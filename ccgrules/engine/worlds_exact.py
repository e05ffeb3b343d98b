"""Worlds by the exact engine: each step once for each distinct projection of the worlds onto what it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ccgrules.engine.exact import Runner, run_exact, runner
from ccgrules.engine.limits import working_out
from ccgrules.engine.rows import RowColumns, input_value
from ccgrules.engine.table import Dataset
from ccgrules.engine.vectors import Window
from ccgrules.engine.worlds_cones import Coned, Projections, kept_columns, type_of
from ccgrules.engine.worlds_store import Store, Varying
from ccgrules.model.types import Type, Value
from ccgrules.plan.draft import Draft, used_columns
from ccgrules.plan.steps import Input, Plan, Step
from ccgrules.plan.varied import World

Inputs = Callable[[Input, tuple[int, ...]], Sequence[Value]]
"""The data of an input at some levels of the factors on which it hangs directly."""


@dataclass(slots=True)
class Exactly:
    """Runs steps one by one.

    Attributes:
        plan: The plan of one of the worlds, for its scales and its ruleset.
        dataset: The rows, and mergers and splits.
        inputs: The data.
        worlds: The worlds.
        store: What has been worked out.
    """

    plan: Plan
    dataset: Dataset
    inputs: Inputs
    worlds: Sequence[World]
    store: Store
    _runners: dict[tuple[int, tuple[Type, ...]], Runner] = field(default_factory=dict)

    def run(self, coned: Coned) -> None:
        """Works a step out in every world."""
        columns = {name: Varying.nowhere(coned.projections) for step in coned.different() for name in self._kept(step)}
        done: dict[tuple[int | None, ...], dict[str, int]] = {}
        for place, (world, step) in enumerate(zip(coned.projections.worlds, coned.definitions)):
            found: dict[str, int] = {}
            if isinstance(step, Input):
                found = self._read(step, coned, world, columns)
            elif step is not None:
                key: tuple[int | None, ...] = (id(step), *self.store.versions(used_columns(step), world))
                if key not in done:
                    done[key] = self._work_out(step, world, columns)
                found = done[key]
            for name, version in found.items():
                columns[name].versions[place] = version
        self.store.columns.update(columns)

    def _kept(self, step: Step) -> list[str]:
        return [name for name in kept_columns(step) if name in self.store.kept]

    def _read(self, step: Input, coned: Coned, world: int, columns: dict[str, Varying]) -> dict[str, int]:
        values = self.inputs(step, coned.levels(self.worlds[world]))
        return {step.name: columns[step.name].add([input_value(value, step) for value in values], step.type)}

    def _work_out(self, step: Step, world: int, columns: dict[str, Varying]) -> dict[str, int]:
        names = list(dict.fromkeys(used_columns(step)))
        window = Window({name: self.store.column(name, world) for name in names}, 0, self.store.size)
        types = tuple([self.store.type(name, world) for name in names])
        run = self._runner(step, dict(zip(names, types)))
        with working_out(step):
            kept = list(run(window))
        return {
            name: columns[name].add(column if isinstance(column, list) else list(column), type_of(step, name))
            for name, column in kept
            if name in columns
        }

    def _runner(self, step: Step, types: dict[str, Type]) -> Runner:
        """What runs a definition of a step, made once for the types of the columns that it reads."""
        key = (id(step), tuple(types.values()))
        if key not in self._runners:
            read = tuple(Input(name, type_, "supplied", name, step.origin) for name, type_ in types.items())
            self._runners[key] = runner(step, replace(self.plan, steps=(*read, step)), self.dataset)
        return self._runners[key]


def run_whole(coned: Sequence[Coned], exactly: Exactly) -> None:
    """Works everything out at once in each world that differs in anything that matters, as for a plan by itself.

    The way for plans in which a value hangs on its own earlier value, or whose steps stand in no order that holds in
    every world.
    """
    store = exactly.store
    factors = tuple(sorted({factor for one in coned for factor in one.cone}))
    projections = Projections.onto(factors, exactly.worlds)
    names = {name for one in coned for step in one.different() for name in kept_columns(step) if name in store.kept}
    columns = {name: Varying.nowhere(projections) for name in names}
    for place, world in enumerate(projections.worlds):
        found, types = _run_one(coned, exactly, world)
        for name in columns.keys() & types.keys():
            columns[name].versions[place] = columns[name].add(found.values(name), types[name])
    store.columns.update(columns)


def _run_one(coned: Sequence[Coned], exactly: Exactly, world: int) -> tuple[RowColumns, dict[str, Type]]:
    """The columns of a world, and their types."""
    there = [(one, step) for one in coned if (step := one.at(world)) is not None]
    steps, recurrent = Draft({step.name: step for _, step in there}).ordered()
    plan = replace(exactly.plan, steps=steps, recurrent=recurrent)
    levels = {one.step.name: one.levels(exactly.worlds[world]) for one in coned}
    data = {step.name: exactly.inputs(step, levels[step.name]) for step in steps if isinstance(step, Input)}
    found = run_exact(plan, replace(exactly.dataset, columns=RowColumns(data)))
    return found, {name: type_of(step, name) for step in steps for name in kept_columns(step)}

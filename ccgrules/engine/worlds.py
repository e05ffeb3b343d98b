"""Many variants of a plan in one run: whatever is the same in several of them is worked out once.

Each step has a cone: the factors that it hangs on, directly or through the columns that it reads. It is worked out once
for each distinct projection of the variants (the worlds) onto its cone, and steps that nothing wanted hangs on are not
worked out at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ccgrules.engine.run import Engine
from ccgrules.engine.table import Dataset
from ccgrules.engine.worlds_cones import coned_steps
from ccgrules.engine.worlds_exact import Exactly, Inputs, run_whole
from ccgrules.engine.worlds_store import Store
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.varied import VariedPlan, World


@dataclass(frozen=True, slots=True)
class Worlds:
    """What was worked out.

    Attributes:
        places: The worlds, each with its place among them.
        store: The columns.
    """

    places: Mapping[World, int]
    store: Store

    def values(self, name: str, world: World) -> Sequence[Value]:
        """A column in a world, as exact values; where it is the same in several, mostly the same object.

        Raises:
            KeyError: The world has no such step, the column was neither wanted nor needed, or the world was not run.
        """
        version = self.store.columns[name].of(self.places[world])
        if version is None:
            raise KeyError(name)
        return self.store.columns[name].columns[version]


def run_worlds(
    varied: VariedPlan,
    dataset: Dataset,
    worlds: Iterable[World],
    wanted: Collection[str],
    *,
    inputs: Inputs | None = None,
    engine: Engine = "auto",
) -> Worlds:
    """Work out some columns of a plan in many worlds.

    Args:
        varied: The plan, and what may be one way or another.
        dataset: The rows, and decisions of panels, which are entered.
        worlds: For each the level of every factor.
        wanted: Names of columns (of steps, or kept beside them).
        inputs: The data of an input at the levels of the factors on which it hangs directly, a value a row; without it,
            those of the dataset, whatever the levels.
        engine: `exact`, `columns`, or `auto` for whichever is quicker; their answers are the same.

    Raises:
        CannotRun: A number outgrows all bounds in some world.
    """
    places = {world: place for place, world in enumerate(dict.fromkeys(worlds))}
    listed = list(places)
    coned = coned_steps(varied, listed, wanted)
    read = {column for one in coned for step in one.different() for column in used_columns(step)}
    store = Store(len(dataset.keys), frozenset({*wanted, *read}))
    exactly = Exactly(varied.plan, dataset, inputs or inputs_of(dataset), listed, store)
    if varied.recurrent:
        run_whole(coned, exactly)
        return Worlds(places, store)
    for one in coned:
        exactly.run(one)
    return Worlds(places, store)


def inputs_of(dataset: Dataset) -> Inputs:
    """The data of inputs as a data set has them, decisions of panels entered; missing (NONE_GIVEN) what it has not."""
    there = frozenset(dataset.columns.names())
    none = MISSING[Reason.NONE_GIVEN]

    @cache
    def entered(name: str) -> Sequence[Value]:
        if name in there:
            return dataset.columns.values(name)
        decided = {row: decision.to for (column, row), decision in dataset.decisions.items() if column == name}
        return [decided.get(row, none) for row in range(len(dataset.keys))]

    return lambda step, levels: entered(step.name)

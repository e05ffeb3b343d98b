"""Many variants of a plan in one run: whatever is the same in several of them is worked out once.

Each step has a cone: the factors that it hangs on, directly or through the columns that it reads. It is worked out once
for each distinct projection of the variants (the worlds) onto its cone, and steps that nothing wanted hangs on are not
worked out at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ccgrules.engine.run import Engine
from ccgrules.engine.table import Columns, Dataset
from ccgrules.engine.worlds_cones import Coned, blocks, coned_steps, stretches
from ccgrules.engine.worlds_exact import Exactly, Inputs, run_whole
from ccgrules.engine.worlds_store import Store
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.varied import VariedPlan, World

if TYPE_CHECKING:
    from ccgrules.engine.worlds_stacked import Job

LEAST_ROWS = 1_000
"""Rows of worlds from which a stack of steps with the same definitions is quicker than the exact way.

Measured on 60 indicators scored by cases and by percent_rank, with a parameter in all of them at many values: both ways
take about as long at 250 to 500 rows, and at 8,000 a stack is 20 and 6 times as fast.
"""

LEAST_CELLS = 100_000
"""So many cells (rows of worlds, times steps) there have to be in stacks; fewer take less time than to load Polars."""


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
        return self.store.columns[name].column(version)


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
    if engine == "exact" or not store.size or (engine == "auto" and not _much(coned, store)):
        for one in coned:
            exactly.run(one)
    else:
        frames = dataset.columns if inputs is None else None
        _run_in_blocks(coned, exactly, frames, choose=engine == "auto")
    return Worlds(places, store)


def _much(coned: Sequence[Coned], store: Store) -> bool:
    """Whether there may be so much to do that some of it is quicker in stacks."""
    rows = (len(one.projections.worlds) * store.size for one in coned)
    return sum(height for height in rows if height >= LEAST_ROWS) >= LEAST_CELLS


def _run_in_blocks(coned: Sequence[Coned], exactly: Exactly, frames: Columns | None, *, choose: bool) -> None:
    """Steps with one cone together, in stacks; exactly those that are quicker so, if that is to be chosen.

    Args:
        coned: The steps.
        exactly: The exact way.
        frames: The data, where they do not hang on the world.
        choose: Whether to choose.
    """
    from ccgrules.engine.worlds_stacked import Stacked, jobs_of

    store = exactly.store
    stacked = Stacked(exactly.plan, exactly.dataset.keys, store)
    for block in blocks(coned):
        rows = len(block[0].projections.worlds) * store.size
        for stretch in stretches(block, max(rows // LEAST_ROWS, 1)):
            jobs = jobs_of(stretch.steps, store) if stretch.apart else []
            if jobs and (not choose or _worth(jobs, store.size)):
                stacked.run(stretch.steps, jobs)
                continue
            for one in stretch.steps:
                if frames is None or not stacked.hold(one, frames):
                    exactly.run(one)


def _worth(jobs: Sequence[Job], size: int) -> bool:
    """Whether stacks are quicker for these."""
    return sum(len(job.places) for job in jobs) * size >= LEAST_ROWS * len(jobs)


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

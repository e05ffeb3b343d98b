"""Runs a plan again with some of its steps changed: only what depends on those is worked out anew, exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ccgrules.engine.approximate import Later
from ccgrules.engine.decisions_entered import with_decided
from ccgrules.engine.exact import Givens, Runner, runner, set_given, stretches
from ccgrules.engine.limits import working_out
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.table import Dataset
from ccgrules.engine.vectors import Column, Window
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Input, Plan, Step


@dataclass(frozen=True, slots=True)
class Changed:
    """A plan that differs from another in some steps.

    Attributes:
        plan: The plan.
        steps: Those of its steps that differ from the other plan's, or that the other has not.
        affected: Those steps and all that depends on them, in the order of the plan.
        gone: Columns that the other plan keeps and this one does not.
    """

    plan: Plan
    steps: frozenset[str]
    affected: tuple[Step, ...]
    gone: frozenset[str]

    @staticmethod
    def between(old: Mapping[str, Step], plan: Plan) -> Changed:
        """What a plan has that the steps of another, by name, have not."""
        steps = frozenset(step.name for step in plan.steps if not _alike(old.get(step.name), step))
        kept = {column for step in plan.steps for column in columns_of(step)}
        gone = frozenset(column for step in old.values() for column in columns_of(step) if column not in kept)
        return Changed(plan, steps, _affected(plan, steps), gone)


def _alike(old: Step | None, step: Step) -> bool:
    """Whether two steps work out the same; the notes on them may differ."""
    return old is not None and (old == step or replace(old, origin=step.origin) == step)


def columns_of(step: Step) -> Iterator[str]:
    """The columns that other steps may read of a step."""
    yield step.name
    if isinstance(step, Adjust):
        yield from (adjustment.column for adjustment in step.adjustments)


def _affected(plan: Plan, steps: Collection[str]) -> tuple[Step, ...]:
    """The steps named and those that depend on them; in a recurrent plan some may stand before them."""
    reached: set[str] = set()
    found: set[str] = set()
    while True:
        before = len(found)
        for step in plan.steps:
            if step.name not in found and (step.name in steps or not reached.isdisjoint(used_columns(step))):
                found.add(step.name)
                reached.update(columns_of(step))
        if not plan.recurrent or len(found) == before:
            return tuple(step for step in plan.steps if step.name in found)


@dataclass(slots=True)
class Again:
    """One run of a plan, kept so that changed plans can be run on the same data.

    Attributes:
        plan: The plan.
        dataset: The data.
        given: Cells that an example sets in place of what would be worked out.
        columns: What the plan makes of them.
    """

    plan: Plan
    dataset: Dataset
    given: Givens
    columns: dict[str, Column] = field(default_factory=dict)
    _runners: dict[str, Runner] = field(default_factory=dict)

    @staticmethod
    def of(plan: Plan, dataset: Dataset, given: Givens | None = None) -> Again:
        """The first run. Raises CannotRun as `run_plan`."""
        again = Again(plan, with_decided(plan, dataset), given or {})
        again.columns = again.run(Changed(plan, frozenset(), plan.steps, frozenset()), None)
        return again

    def run(self, changed: Changed, needed: Collection[str] | None) -> dict[str, Column]:
        """The columns that come out differently (or may) for a changed plan.

        Args:
            changed: The changed plan.
            needed: The steps that matter; None for all. Steps that are new matter always.

        Raises:
            CannotRun: A number outgrows all bounds.
        """
        own = _Own(self.columns, {}, changed.plan.recurrent or self.plan.recurrent or not self.columns)
        steps = [s for s in changed.affected if needed is None or s.name in needed or s.name not in self.columns]
        runners = [self._runner(step, changed) for step in steps]
        size = len(self.dataset.keys)
        for start, stop in stretches(self.dataset.keys) if changed.plan.recurrent else [(0, size)]:
            window = Window(own, start, stop)
            for step, run in zip(steps, runners):
                if own.stale(step) or step.name in changed.steps:
                    with working_out(step):
                        kept = list(run(window))
                    for name, column in set_given(kept, self.given, start):
                        own.set(name, column, window, size)
        return own.anew

    def _runner(self, step: Step, changed: Changed) -> Runner:
        if step.name in changed.steps:
            return runner(step, changed.plan, self._with_input(step))
        if step.name not in self._runners:
            self._runners[step.name] = runner(step, self.plan, self.dataset)
        return self._runners[step.name]

    def _with_input(self, step: Step) -> Dataset:
        """The data; a column that only the changed plan asks for is missing."""
        if not isinstance(step, Input) or step.name in self.dataset.columns.names():
            return self.dataset
        keys = self.dataset.keys
        none: list[Value] = [MISSING[Reason.NONE_GIVEN]] * len(keys)
        return Dataset(keys, RowColumns({step.name: none}), {}, self.dataset.digest)


@dataclass(slots=True)
class _Own(Mapping[str, Column]):
    """The columns of a changed plan: those worked out anew over those of the first run.

    `always`: every step is run, whether or not what it reads has changed.
    """

    before: Mapping[str, Column]
    anew: dict[str, Column]
    always: bool

    def __getitem__(self, name: str) -> Column:
        return self.anew[name] if name in self.anew else self.before[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.before, **self.anew})

    def __len__(self) -> int:
        return len({**self.before, **self.anew})

    def stale(self, step: Step) -> bool:
        """Whether a step reads a column that has come out differently."""
        return self.always or any(name in self.anew for name in used_columns(step))

    def set(self, name: str, column: Column, window: Window, size: int) -> None:
        """Keep a column, or a period's part of it; one that is as before is not kept."""
        if window.size == size:
            whole = column if isinstance(column, list | Later) else list(column)
            if self.always or self.before.get(name) != whole:
                self.anew[name] = whole
            return
        if name not in self.anew:
            self.anew[name] = list(self.before.get(name, [MISSING[Reason.NONE_GIVEN]] * size))
        part = self.anew[name]
        assert isinstance(part, list)
        part[window.start : window.stop] = column

"""Makes every mutant of a ruleset, and asks its tests, and data, whether they notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ccgrules.engine.again import Again, Changed
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.table import Dataset
from ccgrules.mutate.mutants import Mutant, Original
from ccgrules.mutate.report import OnData, Report, explain
from ccgrules.mutate.same import provably_same
from ccgrules.mutate.suite import Suite, depended_on
from ccgrules.scenario.survivors import Survivor

Progress = Callable[[int, int], None]
"""Told how many mutants are done, and of how many."""


@dataclass(slots=True)
class _Counted:
    """What became of the mutants so far."""

    unnoticed: list[Mutant] = field(default_factory=list)
    without_effect: list[Mutant] = field(default_factory=list)
    reaching: set[str] = field(default_factory=set)
    noticed: int = 0
    same: int = 0
    refused: int = 0


def run_mutants(
    original: Original,
    suite: Suite,
    survivors: Sequence[Survivor],
    dataset: Dataset | None = None,
    progress: Progress | None = None,
) -> Report:
    """What becomes of every mutant of a ruleset.

    Args:
        original: The ruleset.
        suite: Its tests; all of them pass.
        survivors: Mutants that are explained.
        dataset: Data to rate by each mutant as well.
        progress: Told after each mutant.

    Raises:
        CannotRun: A number outgrows all bounds in the ruleset as it is.
    """
    mutants = list(original.mutants())
    rated = None if dataset is None else _Rated.of(original, dataset)
    counted = _Counted()
    for done, mutant in enumerate(mutants, 1):
        _look_at(original, suite, rated, mutant, counted)
        if progress is not None:
            progress(done, len(mutants))
    return Report(
        noticed=counted.noticed,
        unnoticed=explain(counted.unnoticed, survivors),
        same=counted.same,
        refused=counted.refused,
        tests=len(suite.tests),
        on_data=None if rated is None else _on_data(rated, counted),
    )


def _look_at(original: Original, suite: Suite, rated: _Rated | None, mutant: Mutant, counted: _Counted) -> None:
    """Counts one mutant."""
    changed = original.changed(mutant)
    if changed is None:
        counted.refused += 1
        return
    noticed = suite.notices(changed)
    if not noticed and provably_same(original, changed):
        counted.same += 1
        return
    if noticed:
        counted.noticed += 1
    else:
        counted.unnoticed.append(mutant)
    if rated is not None:
        if rated.reached_by(changed):
            counted.reaching.add(mutant.name)
        if not rated.changes(changed):
            counted.without_effect.append(mutant)


def _on_data(rated: _Rated, counted: _Counted) -> OnData:
    # of a method no step is; what it changes says whether a rating depends on it
    used = counted.reaching | {step.origin.declaration for step in rated.run.plan.steps if step.name in rated.needed}
    beside = frozenset(mutant.name for mutant in counted.without_effect if mutant.name not in used)
    return OnData(len(rated.run.dataset.keys), tuple(counted.without_effect), beside)


@dataclass(frozen=True, slots=True)
class _Rated:
    """Data rated by the ruleset as it is.

    Attributes:
        run: What it makes of them.
        results: The ratings among its results; all results where none is a rating.
        needed: The steps that these depend on.
    """

    run: Again
    results: frozenset[str]
    needed: frozenset[str]

    @staticmethod
    def of(original: Original, dataset: Dataset) -> _Rated:
        named = frozenset(original.ruleset.framework.results)
        results = named & frozenset(original.ruleset.ratings) or named
        return _Rated(Again.of(original.plan, dataset), results, depended_on(original.plan, results))

    def reached_by(self, changed: Changed) -> bool:
        """Whether a rating depends on what is changed."""
        return any(step.name in self.needed or step.name not in self.run.columns for step in changed.affected)

    def changes(self, changed: Changed) -> bool:
        """Whether some rating of some row comes out differently."""
        if self.results & changed.gone:
            return True
        if not self.reached_by(changed):
            return False
        try:
            anew = self.run.run(changed, self.needed)
        except CannotRun:
            return True
        return any(list(anew[name]) != list(self.run.columns[name]) for name in self.results if name in anew)

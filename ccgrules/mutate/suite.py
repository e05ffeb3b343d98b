"""The tests of a ruleset, run once and kept, so that a mutant costs only what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ccgrules.engine.again import Again, Changed, columns_of
from ccgrules.engine.limits import CannotRun
from ccgrules.model.ruleset import Test
from ccgrules.model.types import Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Plan, Step
from ccgrules.scenario.run import BoundTest, bind_test


@dataclass(frozen=True, slots=True)
class Kept:
    """A test that was run, and the steps that what it expects depends on."""

    bound: BoundTest
    run: Again
    expected: frozenset[str]
    needed: frozenset[str]

    @property
    def passed(self) -> bool:
        """Whether every expectation holds."""
        return next(iter(self.bound.failures(lambda name, row: self.run.columns[name][row])), None) is None

    def notices(self, changed: Changed) -> bool:
        """Whether an expectation fails once the plan is changed so, or nothing can be worked out."""
        if self.expected & changed.gone:
            return True
        if all(step.name not in self.needed and step.name in self.run.columns for step in changed.affected):
            return False
        try:
            anew = self.run.run(changed, self.needed)
        except CannotRun:
            return True

        def value(name: str, row: int) -> Value:
            return (anew[name] if name in anew else self.run.columns[name])[row]

        return next(iter(self.bound.failures(value)), None) is not None


@dataclass(frozen=True, slots=True)
class Suite:
    """All tests of a ruleset."""

    tests: tuple[Kept, ...]

    @staticmethod
    def of(plan: Plan, tests: Sequence[Test]) -> Suite:
        """Run the tests. Raises CannotRun as `run_plan`."""
        kept = []
        for test in tests:
            bound = bind_test(plan, test)
            expected = frozenset(given.name for row in test.rows for given in row.expect)
            needed = depended_on(plan, expected)
            kept.append(Kept(bound, Again.of(plan, bound.dataset, bound.given), expected, needed))
        return Suite(tuple(kept))

    @property
    def failing(self) -> tuple[str, ...]:
        """The titles of the tests that fail without any change."""
        return tuple(test.bound.test.title for test in self.tests if not test.passed)

    def notices(self, changed: Changed) -> bool:
        """Whether some test fails once the plan is changed so."""
        return any(test.notices(changed) for test in self.tests)


def depended_on(plan: Plan, columns: Iterable[str]) -> frozenset[str]:
    """The names of the steps that columns depend on, near and far."""
    makers: Mapping[str, Step] = {column: step for step in plan.steps for column in columns_of(step)}
    found: set[str] = set()
    waiting = [makers[column] for column in columns if column in makers]
    while waiting:
        step = waiting.pop()
        if step.name not in found:
            found.add(step.name)
            waiting.extend(makers[column] for column in used_columns(step) if column in makers)
    return frozenset(found)

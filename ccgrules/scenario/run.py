"""Runs a test of a ruleset through the exact engine and compares what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ccgrules.engine.result import Result
from ccgrules.engine.rows import aliases, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.engine.table import Dataset
from ccgrules.model.ruleset import NOT_RATED, Given, Test, TestRow
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.plan.steps import Plan


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold."""

    organisation: str
    period: str
    expected: Given
    got: Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """A test that was run.

    Attributes:
        test: What it gives and expects.
        result: What the rules make of it, for explanations.
        failures: The expectations that do not hold, in the order written.
    """

    test: Test
    result: Result
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation holds."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class BoundTest:
    """A test with its data, ready to be run.

    Attributes:
        test: The test.
        dataset: The inputs that it gives.
        given: The other cells that it gives, in place of what would be worked out.
        place: The row of each organisation and period.
    """

    test: Test
    dataset: Dataset
    given: dict[tuple[int, str], Value]
    place: dict[tuple[str, str], int]

    def failures(self, value: Callable[[str, int], Value]) -> Iterator[Failure]:
        """The expectations that do not hold, in the order written; `value` gives a cell by column and row."""
        for row in self.test.rows:
            place = self.place[row.organisation, row.period]
            for expected in row.expect:
                if not _holds(expected, got := value(expected.name, place)):
                    yield Failure(row.organisation, row.period, expected, got)


def bind_test(plan: Plan, test: Test) -> BoundTest:
    """A test with its data.

    What it gives may be an indicator's value, a field, or anything that the rules work out: then it is not worked out.
    """
    inputs = aliases(plan)
    periods = tuple(dict.fromkeys(row.period for row in test.rows))
    rows = [_cells(row, inputs) for row in test.rows]
    dataset = rows_dataset(plan, rows, periods)
    place = {key: row for row, key in enumerate(zip(dataset.keys.organisations, dataset.keys.periods, strict=True))}
    overrides: dict[tuple[int, str], Value] = {}
    for test_row in test.rows:
        for given in test_row.given:
            if given.name not in inputs:
                overrides[place[test_row.organisation, test_row.period], given.name] = _exact(given)
    return BoundTest(test, dataset, overrides, place)


def run_test(plan: Plan, test: Test) -> Outcome:
    """Run one test; nothing of it depends on any other."""
    bound = bind_test(plan, test)
    result = run_plan(plan, bound.dataset, engine="exact", given=bound.given)
    return Outcome(test, result, tuple(bound.failures(result.value)))


def _cells(row: TestRow, inputs: dict[str, str]) -> dict[str, Value]:
    cells = {given.name: _exact(given) for given in row.given if given.name in inputs}
    return {"organisation": row.organisation, "period": row.period, **cells}


def _exact(given: Given) -> Value:
    return MISSING[Reason.NONE_GIVEN] if given.value is None else given.value


def _holds(expected: Given, got: Value) -> bool:
    if expected.value is None:
        return isinstance(got, Missing)
    if expected.value == NOT_RATED:
        return isinstance(got, Missing) and got.reason is Reason.NOT_RATED
    return got == expected.value

"""Runs a test of a ruleset through the exact engine and compares what it expects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccgrules.engine.result import Result
from ccgrules.engine.rows import aliases, rows_dataset
from ccgrules.engine.run import run_plan
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


def run_test(plan: Plan, test: Test) -> Outcome:
    """Run one test; nothing of it depends on any other.

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
    result = run_plan(plan, dataset, engine="exact", given=overrides)
    failures = [failure for row in test.rows for failure in _failures(result, row, place[row.organisation, row.period])]
    return Outcome(test, result, tuple(failures))


def _cells(row: TestRow, inputs: dict[str, str]) -> dict[str, Value]:
    cells = {given.name: _exact(given) for given in row.given if given.name in inputs}
    return {"organisation": row.organisation, "period": row.period, **cells}


def _exact(given: Given) -> Value:
    return MISSING[Reason.NONE_GIVEN] if given.value is None else given.value


def _failures(result: Result, row: TestRow, place: int) -> Sequence[Failure]:
    return [
        Failure(row.organisation, row.period, expected, got)
        for expected in row.expect
        if not _holds(expected, got := result.value(expected.name, place))
    ]


def _holds(expected: Given, got: Value) -> bool:
    if expected.value is None:
        return isinstance(got, Missing)
    if expected.value == NOT_RATED:
        return isinstance(got, Missing) and got.reason is Reason.NOT_RATED
    return got == expected.value

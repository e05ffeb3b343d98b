"""What the tests of a ruleset came to, ready to be printed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.render import render_json
from ccgrules.engine.result import Result
from ccgrules.explain.digits import approximate, exact, stored
from ccgrules.explain.row import REASONS
from ccgrules.model.ruleset import NOT_RATED, Test
from ccgrules.model.types import Missing, Type, Value
from ccgrules.plan.steps import Plan
from ccgrules.scenario.coverage import Place, coverage
from ccgrules.scenario.run import Failure, Outcome, run_test

Explain = Callable[[Result, str, str, str], str]
"""Explains a named value: result, organisation, period, name."""


@dataclass(frozen=True, slots=True)
class FailureTold:
    """One expectation that does not hold, in words."""

    organisation: str
    period: str
    name: str
    expected: str
    got: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """One test that was run: its title and place, and for a failing one what failed and why the rules say otherwise."""

    title: str
    place: str
    failures: tuple[FailureTold, ...]
    explanations: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation holds."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Report:
    """All tests of a ruleset, and the places that they reach or do not."""

    tests: tuple[Told, ...]
    places: tuple[Place, ...]

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return sum(not told.passed for told in self.tests)

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return len(self.tests) - self.failed


def run_tests(plan: Plan, tests: Sequence[Test], explain: Explain) -> Report:
    """Run tests and tell what came of them.

    Args:
        plan: The rules.
        tests: Test blocks and scenarios.
        explain: Called for the values that a failing test did not expect.
    """
    outcomes = [run_test(plan, test) for test in tests]
    told = tuple(_tell(outcome, explain) for outcome in outcomes)
    return Report(told, coverage(plan, [outcome.result for outcome in outcomes]))


def _tell(outcome: Outcome, explain: Explain) -> Told:
    span = outcome.test.span
    explained = {(f.organisation, f.period, f.expected.name): None for f in outcome.failures}
    return Told(
        title=outcome.test.title,
        place=f"{span.source.name}:{span.line}",
        failures=tuple(_tell_failure(failure, alone=len(outcome.test.rows) == 1) for failure in outcome.failures),
        explanations=tuple(explain(outcome.result, *which) for which in explained),
    )


def _tell_failure(failure: Failure, *, alone: bool) -> FailureTold:
    expected, kind = failure.expected, failure.expected.type
    wanted = "missing" if expected.value is None else _words(expected.value, kind)
    got = _words(failure.got, kind)
    who = "" if alone else f"{failure.organisation}{', ' + failure.period if failure.period else ''}: "
    sentence = f"{who}{expected.name} is {got}, expected {wanted}"
    return FailureTold(failure.organisation, failure.period, expected.name, wanted, got, sentence)


def _words(value: Value | str, kind: Type) -> str:
    """A value as a test writes it."""
    if isinstance(value, Missing):
        return f"missing ({REASONS[value.reason]})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        share = kind.unit is not None and kind.unit.dimension == "share"
        figure = value * 100 if share else stored(value, kind.unit)
        return (approximate(figure) if kind.approximate else exact(figure)) + ("%" if share else "")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "not rated" if value == NOT_RATED else value


def report_json(report: Report, findings: Sequence[Diagnostic]) -> dict[str, object]:
    """The report in the shape of `schemas/test-report.schema.json`."""
    return {
        "diagnostics": render_json(findings),
        "passed": report.passed,
        "failed": report.failed,
        "tests": [
            {
                "title": told.title,
                "place": told.place,
                "passed": told.passed,
                "failures": [
                    {
                        "organisation": failure.organisation,
                        "period": failure.period,
                        "name": failure.name,
                        "expected": failure.expected,
                        "got": failure.got,
                    }
                    for failure in told.failures
                ],
                "explanations": list(told.explanations),
            }
            for told in report.tests
        ],
        "coverage": [
            {
                "kind": place.kind,
                "within": place.within,
                "words": place.words,
                "file": place.span.source.name,
                "line": place.span.line,
                "reached": place.reached,
            }
            for place in report.places
        ],
    }

"""Running tests of a ruleset, and what they reach."""

from __future__ import annotations

from fractions import Fraction

from ccgrules.model import ruleset as model
from ccgrules.model.types import Missing, Reason
from ccgrules.plan.steps import Plan
from ccgrules.scenario.coverage import coverage
from ccgrules.scenario.file import read_scenarios
from ccgrules.scenario.report import run_tests
from ccgrules.scenario.run import run_test
from ccgrules.source import SourceFile
from ccgrules.yaml_source import parse_yaml


def scenario(plan: Plan, text: str) -> model.Test:
    """One scenario from the lines under its title."""
    indented = "".join(f"    {line}\n" for line in text.strip().splitlines())
    content, _ = parse_yaml(SourceFile("a.yaml", f"scenarios:\n  - title: x\n{indented}"))
    assert content is not None
    (test,), findings = read_scenarios(content, plan)
    assert findings == ()
    return test


def test_values_are_rated_by_the_rules(plan: Plan) -> None:
    outcome = run_test(
        plan,
        scenario(
            plan,
            """
organisations:
  - {organisation: A, given: {seen: 90%, falls: 3, new: no, setting: country}, expect: {combined: good}}
  - {organisation: B, given: {seen: 90%, falls: 3, new: no, setting: town}, expect: {ward_rating: fair}}
  - {organisation: C, given: {seen: 89%, falls: 4, new: no, setting: town}, expect: {ward_rating: poor}}
  - {organisation: D, given: {seen: 90%, falls: 4, new: no, setting: town}, expect: {combined: missing}}
  - {organisation: E, given: {seen: 90%, falls: 3, new: yes, setting: town}, expect: {ward_rating: not rated}}
""",
        ),
    )
    assert outcome.failures == ()
    assert outcome.passed


def test_what_the_rules_work_out_may_be_given_instead(plan: Plan) -> None:
    text = "given: {combined: good, setting: town, new: no}\nexpect: {ward_rating: fair, combined: good}"
    assert run_test(plan, scenario(plan, text)).passed


def test_earlier_periods_come_first(plan: Plan) -> None:
    outcome = run_test(
        plan,
        scenario(
            plan,
            """
organisations:
  - {organisation: A, period: Q4, given: {combined: poor, setting: country, new: no}, expect: {ward_rating: poor}}
  - {organisation: A, period: Q1, given: {combined: good, setting: country, new: no}, expect: {ward_rating: fair}}
  - {organisation: B, period: Q1, given: {combined: good, setting: country, new: no}, expect: {ward_rating: missing}}
""",
        ),
    )
    # A in Q1 is held back by its Q4; of B nothing is known for Q4, so its Q1 is good or fair.
    assert outcome.failures == ()


def test_a_failure_says_what_was_wanted_and_what_came(plan: Plan) -> None:
    test = scenario(plan, "given: {combined: good, new: yes}\nexpect: {ward_rating: good, combined: fair}")
    first, second = run_test(plan, test).failures
    assert (first.expected.value, first.got) == ("good", Missing(Reason.NOT_RATED))
    assert (second.expected.value, second.got) == ("fair", "good")


def test_not_rated_is_not_any_missing(plan: Plan) -> None:
    assert run_test(plan, scenario(plan, "given: {new: yes}\nexpect: {ward_rating: missing}")).passed
    assert not run_test(plan, scenario(plan, "given: {new: no}\nexpect: {ward_rating: not rated}")).passed


def test_numbers_are_compared_exactly(plan: Plan) -> None:
    test = scenario(plan, "given: {seen.score: 0.5}\nexpect: {seen.score: 0.50000000000000000000000000001}")
    (failure,) = run_test(plan, test).failures
    assert failure.got == Fraction(1, 2)


def test_coverage_counts_cases_cells_and_adjustments(plan: Plan) -> None:
    before = coverage(plan, [])
    assert [(p.kind, p.words, p.reached) for p in before] == [
        ("case", "1 when value meets standard", False),
        ("case", "0 otherwise", False),
        ("table cell", "row 0, column 0", False),
        ("table cell", "row 0, column 1", False),
        ("table cell", "row 1, column 1", False),
        ("adjustment", "no better than fair when setting is town", False),
        ("adjustment", "no better than fair when previous(ward_rating) is poor", False),
        ("adjustment", "not rated when new", False),
    ]
    text = "given: {seen: 95%, falls: 1, setting: town, new: no}\nexpect: {ward_rating: fair}"
    after = coverage(plan, [run_test(plan, scenario(plan, text)).result])
    assert [p.words for p in after if p.reached] == [
        "1 when value meets standard",
        "row 1, column 1",
        "no better than fair when setting is town",
    ]


def test_an_adjustment_that_changes_nothing_is_not_reached(plan: Plan) -> None:
    text = "given: {combined: poor, setting: town, new: no}\nexpect: {ward_rating: poor}"
    after = coverage(plan, [run_test(plan, scenario(plan, text)).result])
    assert [p.words for p in after if p.reached] == []


def test_a_failing_value_is_explained_once(plan: Plan) -> None:
    asked: list[tuple[str, str, str]] = []

    def explain(_: object, organisation: str, period: str, name: str) -> str:
        asked.append((organisation, period, name))
        return "why"

    test = scenario(plan, "given: {seen: 95%, falls: 1}\nexpect: {seen: 90%, seen.score: 0, falls.score: 1}")
    (told,) = run_tests(plan, [test], explain).tests
    assert asked == [("A", "", "seen.value"), ("A", "", "seen.score")]
    assert told.explanations == ("why", "why")
    assert [failure.sentence for failure in told.failures] == [
        "seen.value is 95%, expected 90%",
        "seen.score is 1, expected 0",
    ]

"""Scenario files: what they may say, and what is wrong with one that says something else."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from ccgrules.model.ruleset import NOT_RATED
from ccgrules.plan.steps import Plan
from ccgrules.resources import schema
from ccgrules.scenario.file import read_scenarios
from ccgrules.source import SourceFile
from ccgrules.yaml_source import parse_yaml

GOOD = """scenarios:
  - title: "one ward: good"
    given: {seen: 90%, falls: 2.5, new: no, setting: country, opened: 2030-04-01, adviser: "no"}
    expect: {ward_rating: good, seen.score: 1}
  - title: two wards, two years
    organisations:
      - {organisation: A, period: 2030, given: {seen: missing}, expect: {combined: missing}}
      - {organisation: A, period: 2031, expect: {ward_rating: not rated}}
      - {organisation: 007, given: {falls: "1,234.5"}}
"""


def read(text: str, plan: Plan) -> tuple[Any, list[tuple[str, int, int, str]]]:
    """The tests, and code, line, column and message of each finding."""
    content, findings = parse_yaml(SourceFile("a.yaml", text))
    assert content is not None, findings
    tests, wrong = read_scenarios(content, plan)
    places = [f.primary.span for f in wrong if f.primary is not None]
    return tests, [(f.code, s.line, s.column, f.message) for f, s in zip(wrong, places, strict=True)]


def test_values_are_exact_and_of_the_declared_type(plan: Plan) -> None:
    (one, _), wrong = read(GOOD, plan)
    assert wrong == []
    assert one.title == "one ward: good"
    assert {given.name: given.value for given in one.rows[0].given} == {
        "seen.value": Fraction(9, 10),
        "falls.value": Fraction(5, 2),
        "new": False,
        "setting": "country",
        "opened": datetime.date(2030, 4, 1),
        "adviser": "no",
    }
    assert [(e.name, e.value) for e in one.rows[0].expect] == [("ward_rating", "good"), ("seen.score", 1)]


def test_several_wards_and_periods(plan: Plan) -> None:
    (_, two), _ = read(GOOD, plan)
    assert [(row.organisation, row.period) for row in two.rows] == [("A", "2030"), ("A", "2031"), ("007", "")]
    assert [e.value for row in two.rows for e in row.expect] == [None, NOT_RATED]
    assert two.rows[2].given[0].value == Fraction("1234.5")
    assert two.span.line == 5


def test_the_schema_accepts_what_is_read() -> None:
    document = YAML(typ="safe").load(GOOD.replace("2030-04-01", '"2030-04-01"'))
    assert list(Draft202012Validator(schema("scenario")).iter_errors(document)) == []


@pytest.mark.parametrize(
    "text",
    ["[]", "scenarios: {}", "scenarios:\n  - title: x\n", "scenarios:\n  - {title: x, expects: {}}"],
)
def test_the_schema_refuses_what_is_not(text: str, plan: Plan) -> None:
    assert not Draft202012Validator(schema("scenario")).is_valid(YAML(typ="safe").load(text))
    tests, wrong = read(text, plan)
    assert (tests, [code for code, *_ in wrong]) == ((), ["CCG704"])


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("falls: 4/3", Fraction(4, 3)),
        ("falls: '-1,000/30'", Fraction(-100, 3)),
        ("falls: 0.5/2", Fraction(1, 4)),
        ("seen: 200/3%", Fraction(2, 3)),
    ],
)
def test_a_fraction_is_exact(line: str, wanted: Fraction, plan: Plan) -> None:
    tests, wrong = read(f"scenarios:\n  - title: x\n    given: {{{line}}}\n    expect: {{new: no}}\n", plan)
    assert wrong == []
    assert tests[0].rows[0].given[0].value == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("given: {sen: 90%}", ("CCG705", 13, "the ruleset has nothing named `sen`")),
        ("given: {seen: 90}", ("CCG706", 19, "`90` is not a share")),
        ("given: {falls: 3%}", ("CCG706", 20, "`3%` is not a number")),
        ("given: {falls: three}", ("CCG706", 20, "`three` is not a number")),
        ("given: {falls: 4/0}", ("CCG706", 20, "`4/0` is not a number")),
        ("given: {falls: 4/-3}", ("CCG706", 20, "`4/-3` is not a number")),
        ("given: {new: maybe}", ("CCG706", 18, "`maybe` is not yes or no")),
        ("given: {new: true}", ("CCG706", 18, "`true` is not yes or no")),
        ("given: {setting: city}", ("CCG706", 22, "`city` is not one of the choices")),
        ("given: {opened: 1.4.2030}", ("CCG706", 21, "`1.4.2030` is not a date")),
        ("given: {combined: excellent}", ("CCG706", 23, "`excellent` is not a label of `ratings`")),
        ("given: {seen: [90%]}", ("CCG704", 19, "this should be one value")),
        ("given: [seen]", ("CCG704", 12, "this should be `name: value` lines")),
        ("given: {seen: not rated}", ("CCG706", 19, "`not rated` is not a number")),
    ],
)
def test_what_a_value_may_not_be(line: str, wanted: tuple[str, int, str], plan: Plan) -> None:
    tests, wrong = read(f"scenarios:\n  - title: x\n    {line}\n    expect: {{new: no}}\n", plan)
    assert tests == ()
    assert wrong == [(wanted[0], 3, wanted[1], wanted[2])]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("- a\n", [(1, 1, "this should be `scenarios:` and a list under it")]),
        ("scenarios: yes\n", [(1, 12, "this should be a list of scenarios, each with a `- ` before it")]),
        ("scenarios: [a]\n", [(1, 13, "this should be `title:`, `given:` and `expect:`")]),
        ("scenarios:\n  - {expect: {new: no}}\n", [(2, 5, "`title` is missing here")]),
        ("scenarios:\n  - {title: x, expect: {}}\n", [(2, 5, "the scenario expects nothing")]),
        ("scenarios:\n  - {title: [x], expect: {new: no}}\n", [(2, 13, "this should be a text")]),
        (
            "scenarios:\n  - {title: x, organisations: [{given: {}}]}\n",
            [(2, 32, "`organisation` is missing here")],
        ),
        (
            "scenarios:\n  - {title: x, organisations: [{organisation: A}], expect: {new: no}}\n",
            [(2, 52, "`expect` means nothing here")],
        ),
    ],
)
def test_the_wrong_shape(text: str, wanted: list[tuple[int, int, str]], plan: Plan) -> None:
    tests, wrong = read(text, plan)
    assert tests == ()
    assert wrong == [("CCG704", *place) for place in wanted]


def test_a_broken_scenario_does_not_hide_the_others(plan: Plan) -> None:
    tests, wrong = read(GOOD + "  - {title: x, expect: {sen: 1}}\n", plan)
    assert [test.title for test in tests] == ["one ward: good", "two wards, two years"]
    assert [code for code, *_ in wrong] == ["CCG705"]

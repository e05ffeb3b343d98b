"""What a ruleset asks for: in words, and as a JSON Schema that agrees with binding."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from data_plans import DATE, YES_NO, fact, label, plan, supplied, value

from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.engine.bind import load_data
from ccgrules.engine.describe import Asked, asked, data_schema
from ccgrules.resources import schema

PLAN = plan(
    value("M1"),
    value("M2", "count"),
    value("M3", "percent change"),
    label("R1"),
    fact("setting", choices=("town", "country")),
    fact("open", YES_NO),
    fact("since", DATE),
    fact("note"),
    supplied("M1.score"),
    value("C1"),
    value("C1", "number", "numerator"),
    value("C1", "number", "denominator"),
    from_counts=("C1",),
)
VALIDATOR = jsonschema.Draft202012Validator(data_schema(PLAN), format_checker=jsonschema.FormatChecker())


def one(name: str) -> Asked:
    return next(input_ for input_ in asked(PLAN) if input_.name == name)


def test_inputs_in_words() -> None:
    assert one("M1").holds == "percent, from 0 to 100"
    assert one("M2").holds == "count, 0 or more"
    assert one("M3").holds == "percent change"
    assert one("R1").holds == "a label of red, amber, green: green, amber, red"
    assert one("setting").holds == "one of town, country"
    assert one("open").holds == "yes or no"
    assert one("since").holds == "a date, such as 2025-06-30"
    assert one("note").holds == "text"
    assert one("C1.numerator").title == "Title of C1: numerator"
    assert one("R1").words == ("green", "amber", "red")


def test_what_the_rules_work_out_is_optional() -> None:
    assert [input_.name for input_ in asked(PLAN) if input_.optional] == ["M1.score", "C1"]


def test_rules_without_inputs_have_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(data_schema(plan()))


def test_names_may_hold_any_sign() -> None:
    names = ("a/b", "~0", "50%", "é #")
    validator = jsonschema.Draft202012Validator(data_schema(plan(*(fact(name, YES_NO) for name in names))))
    for name in names:
        assert validator.is_valid({"organisation": "A", name: True})
        assert not validator.is_valid({"organisation": "A", name: "x"})


def test_the_schemas_are_schemas() -> None:
    VALIDATOR.check_schema(VALIDATOR.schema)
    jsonschema.Draft202012Validator.check_schema(schema("data"))


GOOD: list[dict[str, Any]] = [
    {"organisation": "A1"},
    {"organisation": "A1", "name": "Ash", "period": "2024", "M1": 66.7, "M2": 3, "M3": -250, "R1": "green"},
    {"organisation": "A1", "M1": "66.7", "M2": "[c]", "R1": "Red: act now", "setting": "town", "open": True},
    {"organisation": "A1", "M1": None, "M1.missing_reason": "suppressed", "open": "yes", "since": "2025-06-30"},
    {"organisation": "A1", "M1.score": 2.5, "C1.numerator": 2, "C1.denominator": 3, "note": "any words"},
    {"organisation": "A1", "indicator": "M1", "value": 66.7},
    {"organisation": "A1", "indicator": "M1", "value": "*", "setting": "town"},
    {"organisation": "A1", "indicator": "M1", "value": None, "missing_reason": "not submitted"},
    {"organisation": "A1", "indicator": "C1", "numerator": 2, "denominator": 3},
    {"organisation": "A1", "indicator": "M1.score", "value": 2},
    {"organisation": "A1", "indicator": "R1", "value": "green"},
    {"organisation": "A1", "indicator": "setting", "value": "town"},
]

BAD: list[dict[str, Any]] = [
    {"organisation": "", "M1": 5},
    {"M1": 5},
    {"organisation": "A1", "M1": 104},
    {"organisation": "A1", "M1": "pending"},
    {"organisation": "A1", "M2": -1},
    {"organisation": "A1", "R1": "blue"},
    {"organisation": "A1", "setting": "village"},
    {"organisation": "A1", "open": "maybe"},
    {"organisation": "A1", "since": "30/06/2025"},
    {"organisation": "A1", "M9": 5},
    {"organisation": "A1", "M1": None, "M1.missing_reason": "later"},
    {"organisation": "A1", "indicator": "M9", "value": 5},
    {"organisation": "A1", "indicator": "M1", "value": 104},
    {"organisation": "A1", "indicator": "R1", "value": "blue"},
]


@pytest.mark.parametrize("row", GOOD, ids=str)
def test_rows_that_both_accept(row: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(row)) == []
    assert list(jsonschema.Draft202012Validator(schema("data")).iter_errors([row])) == []
    assert not has_errors([f for f in load_data(PLAN, [[row]])[1] if f.code != "CCG675"])


@pytest.mark.parametrize("row", BAD, ids=str)
def test_rows_that_both_refuse(row: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(row)) != []
    assert has_errors(load_data(PLAN, [[row]])[1])

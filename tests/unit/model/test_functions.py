"""The table of built-in functions: whole, and each row shown to work by a conformance case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ccgrules.model.expressions import Across, Among, Op, Previous
from ccgrules.model.functions import FUNCTIONS, QUANTILE_METHODS, Function, functions_named
from ccgrules.model.load import check_text
from ccgrules.model.walk import named_values, visits

CONFORMANCE = Path(__file__).parents[2] / "conformance"


def used() -> Iterator[tuple[str, str]]:
    """Name and axis of every function that a conformance case with wanted values uses."""
    for path in sorted(CONFORMANCE.glob("*/*.yaml")):
        for case in YAML(typ="base", pure=True).load(path):
            ruleset, _ = check_text(case["ruleset"]) if "want" in case else (None, ())
            for value in named_values(ruleset) if ruleset is not None else ():
                for expr in value.expressions():
                    yield from (found for visit in visits(expr) if (found := function_of(visit.expr)))


def function_of(expr: object) -> tuple[str, str] | None:
    match expr:
        case Op(op=op):
            return op, "elementwise"
        case Across(function=function):
            return function, "across"
        case Among(function=function):
            return function, "among"
        case Previous(period=period):
            return "previous" if period is None else "baseline", "time"
    return None


@pytest.fixture(scope="module")
def shown() -> set[tuple[str, str]]:
    return set(used())


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: f"{row.name} {row.axis}")
def test_each_function_is_shown_by_a_conformance_case(row: Function, shown: set[tuple[str, str]]) -> None:
    assert (row.name, row.axis) in shown


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: f"{row.name} {row.axis}")
def test_rows_are_whole(row: Function) -> None:
    assert functions_named(row.name)[row.axis] is row
    assert row.doc[0].islower() or row.doc[0] == "("
    assert row.missing
    assert row.most is None or row.least <= row.most


def test_quantile_methods_start_with_the_one_that_is_taken_unless_another_is_named() -> None:
    assert next(iter(QUANTILE_METHODS)) == "linear"

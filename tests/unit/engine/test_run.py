"""Which engine runs a plan."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from ccgrules.engine import run as running
from ccgrules.engine.rows import RowColumns, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.engine.table import Dataset
from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Input, Plan

RULES = """
framework t "T"
  language 1
  rates org "Organisation"
  scores better higher
  result doubled
indicator a "A"
  data number
  better higher
measure doubled = 2 * a.value
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    ruleset, _ = check_text(RULES)
    assert ruleset is not None
    return build_plan(ruleset)


def test_a_few_rows_run_exactly(plan: Plan) -> None:
    result = run_plan(plan, rows_dataset(plan, [{"a.value": 3}]))
    assert result.engine == "exact"
    assert isinstance(result.columns, RowColumns)
    assert result.value("doubled", 0) == 6


def in_frames(plan: Plan, data: Dataset) -> Dataset:
    pytest.importorskip("polars", reason="frames need Polars")
    from ccgrules.engine.columns_encode import from_rows

    return replace(
        data,
        columns=from_rows(
            data.columns, {step.name: step.type for step in plan.steps if isinstance(step, Input)}, plan.scales
        ),
    )


@pytest.mark.parametrize(("limit", "engine"), [(1, "columns"), (2, "exact")])
def test_many_rows_in_frames_run_in_columns(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, limit: int, engine: str
) -> None:
    monkeypatch.setattr(running, "EXACT_ROWS", limit)
    result = run_plan(plan, in_frames(plan, rows_dataset(plan, [{"a.value": 3}, {"a.value": Fraction(1, 4)}])))
    assert result.engine == engine
    assert list(result.values("doubled")) == [6, Fraction(1, 2)]


def test_data_held_as_values_run_exactly_unless_asked_otherwise(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("polars", reason="the columns engine needs Polars")
    monkeypatch.setattr(running, "EXACT_ROWS", 0)
    data = rows_dataset(plan, [{"a.value": 3}])
    assert run_plan(plan, data).engine == "exact"
    assert run_plan(plan, data, engine="columns").engine == "columns"


def test_given_cells_are_for_the_exact_engine(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "EXACT_ROWS", 0)
    data = in_frames(plan, rows_dataset(plan, [{"a.value": 3}]))
    given: dict[Any, Any] = {(0, "doubled"): Fraction(7)}
    result = run_plan(plan, data, given=given)
    assert (result.engine, result.value("doubled", 0)) == ("exact", 7)
    with pytest.raises(ValueError, match="exact engine"):
        run_plan(plan, data, engine="columns", given=given)


def test_rows_may_name_inputs_as_people_do(plan: Plan) -> None:
    data = rows_dataset(plan, [{"organisation": "Z", "a": 1}, {"organisation": "B", "a.value": 2, "name": "Bee"}])
    assert list(data.keys.organisations) == ["B", "Z"]
    assert data.keys.names == {"B": "Bee", "Z": "Z"}
    assert list(data.columns.values("a.value")) == [2, 1]


def test_rows_name_only_inputs_and_each_organisation_once(plan: Plan) -> None:
    with pytest.raises(KeyError, match="doubled"):
        rows_dataset(plan, [{"doubled": 1}])
    with pytest.raises(ValueError, match="same organisation"):
        rows_dataset(plan, [{"organisation": "A"}, {"organisation": "A"}])


def test_digests_are_of_the_content(plan: Plan) -> None:
    rows: list[Any] = [{"organisation": "A", "a": 1}, {"organisation": "B", "a": 2}]
    one, other = rows_dataset(plan, rows), rows_dataset(plan, rows[::-1])
    assert one.digest == other.digest
    assert one.digest != rows_dataset(plan, [{"organisation": "A", "a": 1}]).digest

"""Conformance cases with wanted values: each is checked, planned and run, and every wanted column compared.

Cells are figures in the unit of their column (66.7 in a percent column), fractions (58/3), labels, yes or no, dates, or
`missing (REASON)`; plain `missing` is missing without a reason in data, and for any reason among what is wanted. A
figure with ` ~` behind it is wanted to 40 digits.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.diagnostics.render import render_plain
from ccgrules.engine.numbers import near
from ccgrules.engine.result import Result
from ccgrules.engine.rows import aliases, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Type, Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Adjust, Plan

HERE = Path(__file__).parent
COUNT = Type(Kind.NUMBER)


def cases() -> Iterator[Any]:
    for path in sorted(HERE.glob("*/*.yaml")):
        yaml = YAML(typ="base", pure=True)
        for case in yaml.load(path):
            if "want" in case:
                yield pytest.param(case, id=f"{path.parent.name}: {case['note']}")


def plan_of(text: str) -> Plan:
    ruleset, findings = check_text(text)
    assert ruleset is not None, render_plain(findings)
    assert not has_errors(findings), render_plain(findings)
    return build_plan(ruleset)


def types_of(plan: Plan) -> dict[str, Type]:
    types = {step.name: step.type for step in plan.steps}
    for step in plan.steps:
        if isinstance(step, Adjust):
            types |= {adjustment.column: step.type for adjustment in step.adjustments}
    return types | {name: types[column] for name, column in aliases(plan).items()}


def cell(text: str, type_: Type) -> Value:
    if text == "missing":
        return MISSING[Reason.NONE_GIVEN]
    if text.startswith("missing ("):
        return MISSING[Reason[text[9:-1].upper().replace(" ", "_")]]
    if type_.kind is Kind.NUMBER:
        return Fraction(text.removesuffix(" ~")) * (type_.unit.factor if type_.unit else 1)
    if type_.kind is Kind.YES_NO:
        return {"yes": True, "no": False}[text]
    return datetime.date.fromisoformat(text) if type_.kind is Kind.DATE else text


def run(case: dict[str, Any], engine: Any) -> tuple[Result, list[int]]:
    """The result, and for each row of the case the row of the result."""
    plan = plan_of(case["ruleset"])
    types = types_of(plan)
    columns: dict[str, Sequence[str]] = case["data"]
    (size,) = {len(column) for column in columns.values()}
    rows: list[dict[str, Value]] = [
        {
            name: column[row] if name in ("organisation", "period") else cell(column[row], types[name])
            for name, column in columns.items()
        }
        for row in range(size)
    ]
    result = run_plan(plan, rows_dataset(plan, rows), engine=engine)
    if "organisation" not in columns:
        return result, list(range(size))
    place = {key: row for row, key in enumerate(zip(result.keys.organisations, result.keys.periods))}
    periods = columns.get("period", [""] * size)
    return result, [place[key] for key in zip(columns["organisation"], periods)]


def same(wanted: str, got: Value, type_: Type) -> bool:
    if wanted == "missing":
        return isinstance(got, Missing)
    exact = cell(wanted, type_)
    if wanted.endswith(" ~"):
        return isinstance(got, Fraction) and isinstance(exact, Fraction) and near(got, exact)
    return got == exact and type(got) is type(exact)


@pytest.mark.parametrize("engine", ["exact", "columns"])
@pytest.mark.parametrize("case", list(cases()))
def test_wanted_values(case: dict[str, Any], engine: str) -> None:
    if engine == "columns":
        pytest.importorskip("polars", reason="the columns engine needs Polars")
    result, order = run(case, engine)
    types = types_of(result.plan)
    for name, wanted in case["want"].items():
        values = result.values(name)
        assert len(wanted) == len(values), name
        got = [values[row] for row in order]
        wrong = [
            f"{name}[{row}]: wanted {w}, got {g}"
            for row, (w, g) in enumerate(zip(wanted, got))
            if not same(w, g, types.get(name, COUNT))
        ]
        assert not wrong, wrong

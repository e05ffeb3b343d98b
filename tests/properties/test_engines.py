"""The two engines give the same: every kept column, cell by cell, reasons for what is missing included.

`CCGRULES_EXAMPLES` sets how many rulesets are tried (40 where it is not set).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st
from properties.ruleset_text import ruleset_texts
from properties.ruleset_words import NUMBERS, REGIONS, SHARES

from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.diagnostics.render import render_plain
from ccgrules.engine.columns import run_columns
from ccgrules.engine.exact import run_exact
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.rows import rows_dataset
from ccgrules.engine.table import Columns, Dataset
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Kind, Reason, Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Input, Plan

EXAMPLES = int(os.environ.get("CCGRULES_EXAMPLES", "40"))

Row = Mapping[str, Any]

WILD = tuple(Fraction(text) for text in ("10000000000000.000001", "-999999999.123456789", "1/7", "0.00000000000001"))
"""Figures whose sums and products soon leave 64 bits, and then 128."""

DATA_REASONS = (Reason.NONE_GIVEN, Reason.NOT_APPLICABLE, Reason.NOT_SUBMITTED, Reason.SUPPRESSED)


def cells(step: Input, plan: Plan, wild: Sequence[Value]) -> Sequence[Value]:
    """What may stand in a column: values that thresholds are drawn from as well, and every way of being missing."""
    missing = [MISSING[reason] for reason in DATA_REASONS]
    match step.type.kind:
        case Kind.LABEL:
            known: Sequence[Value] = plan.scales[step.type.scale or ""]
        case Kind.YES_NO:
            known = (True, False)
        case Kind.TEXT:
            known = step.type.choices or REGIONS
        case _:
            known = [*_figures(step), *(wild if step.type.unit and step.type.unit.dimension == "number" else ())]
    often = 4 if step.role == "supplied" else 1
    return [*known, *known, *(missing * often)]


def _figures(step: Input) -> Sequence[Value]:
    if step.role in ("numerator", "denominator"):
        return [Fraction(number) for number in range(5)]
    if step.type.unit is not None and step.type.unit.dimension == "share":
        return [Fraction(share.removesuffix("%")) / 100 for share in SHARES]
    return [*(Fraction(number) for number in NUMBERS), Fraction(4), Fraction("-1.5"), Fraction("0.01")]


@st.composite
def rows_of(draw: Callable[[st.SearchStrategy[Any]], Any], plan: Plan) -> list[Row]:
    """Rows for up to nine organisations in up to three periods, some of which an organisation is not in."""
    wild = WILD if draw(st.booleans()) else ()
    inputs = {step.name: st.sampled_from(cells(step, plan, wild)) for step in plan.steps if isinstance(step, Input)}
    periods = draw(st.sampled_from([[""], ["2024"], ["2024", "2025"], ["2024", "2025", "2026"]]))
    names = [chr(ord("A") + number) for number in range(draw(st.integers(1, 9)))]
    here = [(name, period) for period in periods for name in names if draw(st.integers(0, 9)) < 9]
    return [{"organisation": name, "period": period, **draw(st.fixed_dictionaries(inputs))} for name, period in here]


def checked_plan(text: str) -> Plan | None:
    """The plan of a ruleset; None if the checker refuses it."""
    ruleset, findings = check_text(text)
    if ruleset is None or has_errors(findings):
        note(render_plain(findings))
        return None
    return build_plan(ruleset)


def worked_out(run: Callable[[Plan, Dataset], Columns], plan: Plan, dataset: Dataset) -> Columns | str:
    """The kept columns, or why there are none."""
    try:
        return run(plan, dataset)
    except CannotRun as error:
        return str(error)


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_both_engines_give_the_same(data: st.DataObject) -> None:
    text = data.draw(ruleset_texts(), label="ruleset")
    plan = checked_plan(text)
    event("checked" if plan else "refused")
    if plan is None:
        return
    rows = data.draw(rows_of(plan), label="rows")
    dataset = rows_dataset(plan, rows, sorted({row["period"] for row in rows}))
    exact, columns = worked_out(run_exact, plan, dataset), worked_out(run_columns, plan, dataset)
    event("run" if not isinstance(exact, str) else "a number outgrew all bounds")
    if isinstance(exact, str) or isinstance(columns, str):
        assert columns == exact
        return
    assert list(columns.names()) == list(exact.names())
    for name in exact.names():
        assert list(columns.values(name)) == list(exact.values(name)), name
    _same_in_another_order(plan, rows, columns.values, data.draw(st.permutations(range(9)), label="order"))


def _same_in_another_order(
    plan: Plan, rows: Sequence[Row], values: Callable[[str], Sequence[Value]], order: Sequence[int]
) -> None:
    """Organisations under other names, and so in another order, fare the same."""
    other_name = {chr(ord("A") + number): chr(ord("A") + place) for number, place in enumerate(order)}
    periods = sorted({row["period"] for row in rows})
    renamed = rows_dataset(plan, [{**row, "organisation": other_name[row["organisation"]]} for row in rows], periods)
    place = {key: number for number, key in enumerate(zip(renamed.keys.organisations, renamed.keys.periods))}
    keys = sorted((row["period"], row["organisation"]) for row in rows)
    columns = run_columns(plan, renamed)
    for name in columns.names():
        moved = columns.values(name)
        assert [moved[place[other_name[one], period]] for period, one in keys] == list(values(name)), name

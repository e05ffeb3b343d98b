"""What is said to become of a column when a rule changes holds of data: nothing else ever becomes of it.

`CCGRULES_EXAMPLES` sets how many rulesets are tried (40 where it is not set; a quarter as many here).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from properties.test_engines import EXAMPLES, Row
from properties.test_proofs import ANY_TEXT, cells_within, planned

from ccgrules.engine.exact import run_exact
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.rows import RowColumns, rows_dataset
from ccgrules.model.amend import Layer
from ccgrules.model.load import check_text
from ccgrules.model.types import Kind, Missing, Value
from ccgrules.mutate.mutants import Original
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Input, Plan, Step
from ccgrules.prove.known import words_of
from ccgrules.prove.read import Reading
from ccgrules.prove.turns.plans import Beside
from ccgrules.prove.turns.turn import BLOCKED, LEFT_OUT, THERE, Stand, Turn, Turns
from ccgrules.source import SourceFile
from ccgrules.syntax.parse import parse

MOST = 12
"""So many changes of a ruleset are tried, spread over all of them."""


def original(text: str) -> Original | None:
    """A ruleset that can be changed; None if it has errors."""
    ruleset, _ = check_text(text)
    if ruleset is None:
        return None
    return Original.of([Layer((parse(SourceFile("<text>", text))[0],))], ruleset, build_plan(ruleset))


def inputs_of(plans: Sequence[Plan]) -> Mapping[str, st.SearchStrategy[Value]]:
    """What may stand in each column of data for some plans."""
    found: dict[str, st.SearchStrategy[Value]] = {}
    for plan in plans:
        reading = Reading.of(plan)
        for step in plan.steps:
            if isinstance(step, Input) and step.name not in found:
                found[step.name] = st.sampled_from(cells_within(reading, step))
    return found


@st.composite
def rows_for(draw: Callable[[st.SearchStrategy[Any]], Any], plans: Sequence[Plan]) -> list[Row]:
    """Rows for up to six organisations in up to two periods, with all that some plans ask for."""
    columns = st.fixed_dictionaries(dict(inputs_of(plans)))
    periods = ["2024", "2025"][: draw(st.integers(1, 2))]
    names = "ABCDEF"[: draw(st.integers(1, 6))]
    rows = [{"organisation": name, "period": period, **draw(columns)} for period in periods for name in names]
    return [_within_units(row, plans) for row in rows]


def _within_units(row: Row, plans: Sequence[Plan]) -> Row:
    """The row, without counts that come to a figure which data are refused for."""
    indicators = {name: one for plan in plans for name, one in plan.ruleset.indicators.items() if one.from_counts}
    changed = dict(row)
    for name, one in indicators.items():
        over, under = row.get(f"{name}.numerator"), row.get(f"{name}.denominator")
        share = one.data is not None and one.data.unit is not None and one.data.unit.dimension == "share"
        if share and isinstance(over, Fraction) and isinstance(under, Fraction) and over > under:
            changed[f"{name}.numerator"] = under
    return changed


def run(plan: Plan, rows: Sequence[Row]) -> RowColumns:
    """Every column of a plan on those of the rows' values that it asks for."""
    asked = {"organisation", "period", *(step.name for step in plan.steps if isinstance(step, Input))}
    own = [{name: cell for name, cell in row.items() if name in asked} for row in rows]
    return run_exact(plan, rows_dataset(plan, own, sorted({row["period"] for row in rows})))


def turn_of(step: Step, plans: tuple[Plan, Plan], before: Value, after: Value) -> Turns:
    """What has become of a value: any of these would do to say it."""
    stands = [_stand(value) for value in (before, after)]
    if stands[0] is not stands[1]:
        return frozenset({Turn(stands[0], stands[1])})
    if stands[0] is not THERE or before == after:
        return frozenset({Turn(stands[0], stands[1], int(before != after))})
    if isinstance(before, str):
        orders = [words_of(plan, step.type) for plan in plans]
        ways = {order.index(after) - order.index(before) for order in orders if before in order and after in order}
        if step.type.kind is Kind.TEXT or not ways:
            return frozenset({Turn(THERE, THERE, -1), Turn(THERE, THERE, 1)})
        return frozenset(Turn(THERE, THERE, 1 if way > 0 else -1) for way in ways)
    return frozenset({Turn(THERE, THERE, 1 if after > before else -1)})  # type: ignore[operator]


def _stand(value: Value) -> Stand:
    if not isinstance(value, Missing):
        return THERE
    return LEFT_OUT if value.reason.excludable else BLOCKED


@pytest.mark.slow
@settings(max_examples=max(1, EXAMPLES // 4), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_nothing_else_becomes_of_a_value(data: st.DataObject) -> None:
    made = original(data.draw(ANY_TEXT, label="ruleset"))
    if made is None:
        return
    mutants = list(made.mutants())
    start = data.draw(st.integers(0, max(0, len(mutants) // MOST)), label="first change")
    for mutant in mutants[start :: len(mutants) // MOST + 1]:
        changed = made.changed(mutant)
        if changed is None:
            continue
        rows = data.draw(rows_for((made.plan, changed.plan)), label="rows")
        try:
            before, after = run(made.plan, rows), run(changed.plan, rows)
        except CannotRun:
            continue
        _check(mutant.edit.words(), (made.plan, changed.plan), (before, after))


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_nothing_else_becomes_of_a_value_of_another_ruleset(data: st.DataObject) -> None:
    plans = [planned(data.draw(ANY_TEXT, label="ruleset")) for _ in range(2)]
    old, new = plans
    if old is None or new is None:
        return
    rows = data.draw(rows_for((old, new)), label="rows")
    others = [{**row, **data.draw(of_another_type(old, new))} for row in rows]
    try:
        before, after = run(old, rows), run(new, others)
    except CannotRun:
        return
    _check("another ruleset", (old, new), (before, after))


def of_another_type(old: Plan, new: Plan) -> st.SearchStrategy[dict[str, Value]]:
    """Values for columns that the newer plan asks for as something else than the older one."""
    reading = Reading.of(new)
    types = {step.name: step.type for step in old.steps}
    steps = [step for step in new.steps if isinstance(step, Input) and types.get(step.name, step.type) != step.type]
    return st.fixed_dictionaries({step.name: st.sampled_from(cells_within(reading, step)) for step in steps})


def _check(what: str, plans: tuple[Plan, Plan], columns: tuple[RowColumns, RowColumns]) -> None:
    two = Beside.of_plans(*plans)
    event("nothing turns" if all(len(turns) < 4 for turns in two.turned.values()) else "something turns")
    for step in plans[1].steps:
        old = two.before.steps.get(step.name)
        if old is None or old.type.kind is not step.type.kind:
            continue
        said = two.column(step.name, step.name)
        for before, after in zip(columns[0].values(step.name), columns[1].values(step.name), strict=True):
            assert turn_of(step, plans, before, after) & said, (what, step.name, before, after, said)

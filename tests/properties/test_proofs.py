"""What is proven of a ruleset holds of data: examples show what they are to show, and what is ruled out never comes.

`CCGRULES_EXAMPLES` sets how many rulesets are tried (40 where it is not set).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from properties.provable_text import provable_texts
from properties.ruleset_text import ruleset_texts
from properties.test_engines import EXAMPLES, Row, cells

from ccgrules.engine.evaluate import condition_values
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.result import Result
from ccgrules.engine.rows import rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.expressions import Choose
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Input, Lag, Plan, Step
from ccgrules.prove.cases import Flaw, flaws, impossible
from ccgrules.prove.direction import Twin, WrongWay, better_sign, directions
from ccgrules.prove.domains import Domain
from ccgrules.prove.formula import Number, Unknown
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.ratings import idle_adjustments
from ccgrules.prove.read import Reading
from ccgrules.prove.regions import compared
from ccgrules.prove.ties import Ties

SETTINGS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
ANY_TEXT = st.one_of(ruleset_texts(), provable_texts())


def planned(text: str) -> Plan | None:
    """The plan of a ruleset without errors but for what the proofs find."""
    ruleset, _ = check_text(text)
    return build_plan(ruleset) if ruleset is not None else None


def value_of(plan: Plan, step: Step, number: Number) -> Value:
    """What a number of an answer stands for in a step's column."""
    words = words_of(plan, step.type)
    if step.type.kind is Kind.YES_NO:
        return bool(number)
    return words[int(number)] if words else Fraction(number)


def place_of(plan: Plan, step: Step, value: Value) -> Fraction | int | None:
    """The number that a value of a step's column goes by in answers; None where it is missing or has none."""
    if isinstance(value, Missing):
        return None
    if isinstance(value, bool | Fraction):
        return int(value) if isinstance(value, bool) else value
    words = words_of(plan, step.type)
    return words.index(value) if isinstance(value, str) and value in words else None


# --- examples ----------------------------------------------------------------------------------------------------


def shown(reading: Reading, values: Mapping[Unknown, Number], name: str, *, second: bool = False) -> Value | None:
    """What the exact engine gives one organisation whose columns have these values.

    None where an expression that is no column has a value: it cannot be given.
    """
    steps = {step.name: step for step in reading.plan.steps}
    cells: dict[str, Value] = {}
    for unknown, number in values.items():
        own = unknown.of if isinstance(unknown, Twin) else unknown
        if own in reading.shown and own not in steps:
            return None
        if isinstance(own, str) and isinstance(unknown, Twin) == (second and Twin(own) in values):
            cells[own] = value_of(reading.plan, steps[own], number)
    for column in _taken_for_granted(reading, steps[name.removesuffix(".case")]):
        cells.setdefault(column, _some_value(reading, steps[column]))
    dataset = rows_dataset(reading.plan, [{"organisation": "A"}])
    return run_plan(reading.plan, dataset, "exact", {(0, name): cell for name, cell in cells.items()}).values(name)[0]


def _taken_for_granted(reading: Reading, step: Step) -> Iterator[str]:
    """Columns that an example says nothing of, as they may be anything, but must be there.

    Conditions are left as they are worked out, being made of what the example speaks of.
    """
    every = [step, *(other for other in reading.plan.steps if isinstance(step, Adjust) and other.name == step.start)]
    for column in (column for one in every for column in used_columns(one)):
        made = reading.steps.get(column, step)
        worked_out = made.type.kind is Kind.YES_NO and isinstance(made, Compute) and made.expr is not None
        left_alone = column == getattr(step, "start", None) or column.endswith(".supplied")
        known = isinstance(made, Input | Compute | Figure | Lag) and not left_alone
        if known and (column == _used(step) or not worked_out):
            yield column


def _used(step: Step) -> str | None:
    return step.used if isinstance(step, Compute) else None


def _some_value(reading: Reading, step: Step) -> Value:
    known = reading.columns[step.name]
    if isinstance(known, Domain):
        return known.region.example() or Fraction(0)
    return value_of(reading.plan, step, max(known)) if known else "West"


def columns_only(reading: Reading, values: Mapping[Unknown, Number]) -> bool:
    """Whether every value of an example is that of a column."""
    own = [unknown.of if isinstance(unknown, Twin) else unknown for unknown in values]
    return all(unknown in reading.steps for unknown in own if unknown in reading.shown)


@pytest.mark.slow
@SETTINGS
@given(ANY_TEXT)
def test_examples_show_what_is_wrong(text: str) -> None:
    plan = planned(text)
    if plan is None:
        return
    reading = Reading.of(plan)
    ties = Ties.of(reading)
    for step in plan.steps:
        if isinstance(step, Compute) and isinstance(step.expr, Choose):
            for flaw in flaws(reading, ties, step, step.expr):
                _check_flaw(reading, flaw)
        if isinstance(step, Compute | Adjust):
            for wrong in directions(reading, ties, step).wrong:
                _check_wrong_way(reading, wrong)


def _check_flaw(reading: Reading, flaw: Flaw) -> None:
    event(flaw.kind)
    if flaw.kind not in ("gap", "overlap") or flaw.values is None or not columns_only(reading, flaw.values):
        return
    event(f"{flaw.kind} worked out")
    step = flaw.step
    assert isinstance(step, Compute)
    if flaw.kind == "gap":
        assert shown(reading, flaw.values, step.name) in (MISSING[Reason.UNDETERMINED], MISSING[Reason.NOT_APPLICABLE])
        return
    assert flaw.other is not None
    taken = shown(reading, flaw.values, f"{step.name}.case")
    assert taken in (Fraction(flaw.other), None) or step.supplied is not None


def _check_wrong_way(reading: Reading, wrong: WrongWay) -> None:
    event("wrong way")
    if not columns_only(reading, wrong.values):
        return
    plan, step = reading.plan, wrong.step
    before, after = (
        place_of(plan, step, value)
        for value in (shown(reading, wrong.values, step.name), shown(reading, wrong.values, step.name, second=True))
        if value is not None
    )
    sign = better_sign(plan, step.name, reading.steps)
    assert sign is not None
    event("wrong way worked out")
    assert (before, after) == (wrong.before, wrong.after), (step.name, wrong)
    assert before is not None
    assert after is not None
    assert (after - before) * sign < 0


# --- data --------------------------------------------------------------------------------------------------------


def cells_within(reading: Reading, step: Input) -> list[Value]:
    """What may stand in a column of data that were read: within the range of its unit, or missing."""
    known = reading.columns[step.name]
    return [
        value
        for value in cells(step, reading.plan, ())
        if not isinstance(known, Domain)
        or not isinstance(value, Fraction)
        or compared("eq", value).within(known.region)
    ]


@st.composite
def rows_within(draw: Callable[[st.SearchStrategy[Any]], Any], reading: Reading, *, missing: bool = True) -> list[Row]:
    """Rows for up to six organisations in up to two periods; perhaps with everything there that is not `supplied`."""
    columns = {}
    for step in reading.plan.steps:
        if isinstance(step, Input):
            every = cells_within(reading, step)
            there = [value for value in every if not isinstance(value, Missing)]
            gone = [MISSING[Reason.NONE_GIVEN]]
            columns[step.name] = st.sampled_from(every if missing else gone if step.role == "supplied" else there)
    periods = ["2024", "2025"][: draw(st.integers(1, 2))]
    names = "ABCDEF"[: draw(st.integers(1, 6))]
    return [
        {"organisation": name, "period": period, **draw(st.fixed_dictionaries(columns))}
        for period in periods
        for name in names
    ]


# --- what is ruled out -------------------------------------------------------------------------------------------


@pytest.mark.slow
@SETTINGS
@given(st.data())
def test_what_is_ruled_out_never_comes(data: st.DataObject) -> None:
    plan = planned(data.draw(ANY_TEXT, label="ruleset"))
    if plan is None:
        return
    reading = Reading.of(plan)
    rows = data.draw(rows_within(reading), label="rows")
    try:
        result = run_plan(plan, rows_dataset(plan, rows, sorted({row["period"] for row in rows})), "exact")
    except CannotRun:
        return
    ties = Ties.of(reading)
    _check_domains(reading, result)
    for step in plan.steps:
        if isinstance(step, Compute) and isinstance(step.expr, Choose):
            for flaw in flaws(reading, ties, step, step.expr):
                if flaw.kind in ("never", "taken"):
                    event(f"{flaw.kind} taken")
                    _check_never_taken(step, flaw, result)
        if isinstance(step, Adjust):
            _check_adjustments(reading, ties, step, result)


def _check_domains(reading: Reading, result: Result) -> None:
    """Every value lies in what is known of its column."""
    for name, known in reading.columns.items():
        step = reading.steps.get(name)
        if step is None or step.type.kind is Kind.DATE:
            continue
        for value in result.values(name):
            number = place_of(reading.plan, step, value)
            if number is None:
                continue
            if isinstance(known, Domain):
                assert compared("eq", Fraction(number)).within(known.region), (name, value, known)
                assert not known.whole or Fraction(number).denominator == 1, (name, value, known)
            else:
                assert number in known, (name, value, known)


def _check_never_taken(step: Compute, flaw: Flaw, result: Result) -> None:
    """For nobody is it the first case whose condition holds.

    Where a condition is missing and all that is left gives the same, the engines name that case for the others.
    """
    for row, taken in enumerate(result.values(f"{step.name}.case")):
        if taken == flaw.place:
            assert condition_values(flaw.choose, result, row)[flaw.place] is not True, (step.name, flaw.place, row)


def _check_adjustments(reading: Reading, ties: Ties, step: Adjust, result: Result) -> None:
    for idle in idle_adjustments(reading, ties, step):
        event("idle adjustment")
        place = step.adjustments.index(idle.adjustment)
        before = step.adjustments[place - 1].column if place else step.start
        for old, new in zip(result.values(before), result.values(idle.adjustment.column)):
            assert isinstance(old, Missing) or isinstance(new, Missing) or old == new
    labels = final_labels(reading, step)
    for place, word in enumerate(words_of(reading.plan, step.type)):
        if impossible(reading, ties, labels(frozenset([place]))):
            event("impossible label")
            assert word not in result.values(step.name)


# --- directions --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@SETTINGS
@given(st.data())
def test_a_better_value_makes_nothing_worse_unless_it_is_said(data: st.DataObject) -> None:
    """Two organisations of one population, alike in all but one input, with everything there and nothing supplied."""
    plan = planned(data.draw(provable_texts(), label="ruleset"))
    if plan is None:
        return
    reading = Reading.of(plan)
    inputs = [s for s in plan.steps if isinstance(s, Input) and better_sign(plan, s.name, reading.steps) is not None]
    rows = data.draw(rows_within(reading, missing=False), label="rows")
    if not inputs or not rows:
        return
    moved = data.draw(st.sampled_from(inputs), label="moved")
    peers = [row for row in rows if row["period"] == rows[0]["period"]]
    other = {**peers[0], "organisation": "Z", moved.name: data.draw(st.sampled_from(cells_within(reading, moved)))}
    dataset = rows_dataset(plan, [*peers, other])
    result = run_plan(plan, dataset, "exact")
    pair = [dataset.keys.organisations.index(name) for name in (peers[0]["organisation"], "Z")]
    ties = Ties.of(reading)
    towards = _compared(reading, result, moved, pair)
    if not towards:
        return
    for step in _analysed(reading, ties, moved):
        change = _compared(reading, result, step, pair)
        event("compared" if change is not None else "missing")
        assert change is None or change * towards >= 0, (step.name, change, towards)


def _compared(reading: Reading, result: Result, step: Step, pair: Sequence[int]) -> Fraction | int | None:
    """How much better the second's value is than the first's; None where either is missing."""
    first, second = (place_of(reading.plan, step, result.values(step.name)[row]) for row in pair)
    sign = better_sign(reading.plan, step.name, reading.steps)
    assert sign is not None
    return None if first is None or second is None else (second - first) * sign


def _analysed(reading: Reading, ties: Ties, moved: Input) -> Iterator[Compute | Adjust]:
    """The steps of which nothing wrong was found, nor of what they use on the way from an input.

    Not looked into are values without a better side, those with too many alternatives, and what hangs on medians,
    clusters, natural breaks, or on products and quotients of two values.
    """
    sound = {moved.name}
    for step in reading.plan.steps:
        if not isinstance(step, Compute | Adjust) or not ties.hangs_on(step.name, moved.name):
            continue
        if better_sign(reading.plan, step.name, reading.steps) is None:
            continue
        between = [name for name in ties.columns(step.name) if ties.hangs_on(name, moved.name)]
        signed = [name for name in between if better_sign(reading.plan, name, reading.steps) is not None]
        found = directions(reading, ties, step)
        own = all(name in sound or isinstance(reading.steps[name], Figure) for name in signed)
        if own and found.told and not found.given_up and not found.wrong:
            sound.add(step.name)
            yield step

"""Many variants of a plan in one run give what the plan of each gives by itself: every kept column, cell by cell.

The variants are drawn rulesets with some of their mutants, data that hang on the variant, and parameters at several
values. `CCGRULES_EXAMPLES` sets how many rulesets are tried (40 where it is not set; half as many here).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from properties.ruleset_text import ruleset_texts
from properties.test_engines import EXAMPLES, checked_plan, rows_of

from ccgrules.engine import worlds as running
from ccgrules.engine.columns_encode import from_rows
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.rows import RowColumns, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.engine.table import Columns, Dataset
from ccgrules.engine.worlds import Worlds, run_worlds
from ccgrules.model.amend import Layer
from ccgrules.model.load import check_text
from ccgrules.model.types import Value
from ccgrules.mutate.mutants import Mutant, Original
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Input, Plan, Step
from ccgrules.plan.varied import Factor, NotSwept, VariedPlan, VariedStep, World, swept, varied_of
from ccgrules.source import SourceFile
from ccgrules.syntax.parse import parse

Draw = Callable[[st.SearchStrategy[Any]], Any]
SOME = settings(max_examples=max(1, EXAMPLES // 2), deadline=None, suppress_health_check=list(HealthCheck))


def with_mutants(text: str, mutants: Sequence[Mutant]) -> str:
    """The text of a ruleset with some of its declarations changed."""
    for mutant in sorted(mutants, key=lambda one: one.declaration.span.start, reverse=True):
        span = mutant.declaration.span
        text = text[: span.start] + mutant.edit.applied(span) + text[span.end :]
    return text


def plan_of(text: str) -> Plan | None:
    """The plan of a ruleset; None where it is none."""
    ruleset, _ = check_text(text)
    return None if ruleset is None else build_plan(ruleset)


def mutants_of(draw: Draw, text: str) -> list[Mutant]:
    """Some mutants, each of a declaration of its own."""
    ruleset, _ = check_text(text)
    assert ruleset is not None
    original = Original.of([Layer((parse(SourceFile("<text>", text))[0],))], ruleset, build_plan(ruleset))
    chosen = draw(st.lists(st.sampled_from(list(original.mutants())), min_size=1, max_size=5))
    return list({mutant.name: mutant for mutant in chosen}.values())


@st.composite
def variants(draw: Draw) -> dict[World, Plan]:
    """The plans of a ruleset with every choice of some mutants, as far as they are rulesets."""
    text = draw(ruleset_texts())
    assume(checked_plan(text) is not None)
    mutants = mutants_of(draw, text)
    plans = {}
    for world in product((0, 1), repeat=len(mutants)):
        plan = plan_of(with_mutants(text, [mutant for mutant, level in zip(mutants, world) if level]))
        if plan is not None:
            plans[world] = plan
    return plans


def every_input(varied: VariedPlan) -> Plan:
    """A plan of all inputs that some world has."""
    levels = [range(factor.levels) for factor in varied.factors]
    found = [step.at(at) for step in varied.steps for at in product(*(levels[f] for f in step.factors))]
    inputs = {step.name: step for step in found if isinstance(step, Input)}
    return replace(varied.plan, steps=tuple(inputs.values()))


def run_alone(plan: Plan, dataset: Dataset) -> Columns | None:
    """A plan by itself; None where a number outgrows all bounds."""
    try:
        return run_plan(plan, dataset, "exact").columns
    except CannotRun:
        return None


def runs(
    varied: VariedPlan, dataset: Dataset, worlds: Collection[World], wanted: Collection[str], **more: Any
) -> list[Worlds]:
    """All worlds by each way: exactly, in stacks, from rows and from frames, and both mixed."""
    types = {step.name: step.type for step in every_input(varied).steps}
    frames = replace(dataset, columns=from_rows(dataset.columns, types, varied.scales))
    found = [run_worlds(varied, dataset, worlds, wanted, engine=engine, **more) for engine in ("exact", "columns")]
    found.append(run_worlds(varied, frames, worlds, wanted, engine="columns", **more))
    with patch.object(running, "LEAST_ROWS", 5), patch.object(running, "LEAST_CELLS", 1):
        found.append(run_worlds(varied, dataset, worlds, wanted, **more))
    return found


def compare(
    varied: VariedPlan, dataset: Dataset, alone: Mapping[World, Columns | None], wanted: Collection[str], **more: Any
) -> None:
    """Holds runs of all worlds to runs of each by itself, for some of the columns."""
    if None in alone.values():
        event("a number outgrew all bounds")
        return
    for way, found in enumerate(runs(varied, dataset, alone, wanted, **more)):
        for world, columns in alone.items():
            assert columns is not None
            there = set(columns.names())
            for name in wanted:
                if name in there:
                    assert list(found.values(name, world)) == list(columns.values(name)), (way, world, name)
                else:
                    with pytest.raises(KeyError):
                        found.values(name, world)


def always(step: Step, levels: tuple[int, ...]) -> Step:
    """A step that is the same at all levels."""
    return step


def every_name(alone: Mapping[World, Columns | None]) -> list[str]:
    """The names of all columns that some world keeps."""
    return sorted({name for columns in alone.values() if columns is not None for name in columns.names()})


@pytest.mark.slow
@SOME
@given(st.data())
def test_mutants_as_worlds(data: st.DataObject) -> None:
    plans = data.draw(variants(), label="plans")
    varied = varied_of([Factor(str(number), 2) for number in range(len(next(iter(plans))))], plans)
    wide = every_input(varied)
    rows = data.draw(rows_of(wide), label="rows")
    dataset = rows_dataset(wide, rows, sorted({row["period"] for row in rows}))
    event(f"{len(plans)} plans{', recurrent' if varied.recurrent else ''}")
    alone = {world: run_alone(plan, dataset) for world, plan in plans.items()}
    names = every_name(alone)
    compare(varied, dataset, alone, names)
    if names:
        compare(varied, dataset, alone, data.draw(st.lists(st.sampled_from(names), max_size=2), label="wanted"))


@pytest.mark.slow
@SOME
@given(st.data())
def test_data_that_vary(data: st.DataObject) -> None:
    plan = checked_plan(data.draw(ruleset_texts(), label="ruleset"))
    assume(plan is not None)
    assert plan is not None
    rows = data.draw(rows_of(plan), label="rows")
    dataset = rows_dataset(plan, rows, sorted({row["period"] for row in rows}))
    inputs = [step.name for step in plan.steps if isinstance(step, Input)]
    factor_of = {name: data.draw(st.sampled_from([None, 0, 1]), label=name) for name in inputs}
    shuffled = {name: data.draw(st.permutations(range(len(rows)))) for name in inputs}

    def column(step: Input, levels: Sequence[int]) -> Sequence[Value]:
        values = dataset.columns.values(step.name)
        return [values[row] for row in shuffled[step.name]] if any(levels) else values

    steps = [
        VariedStep(step.name, () if (f := factor_of.get(step.name)) is None else (f,), partial(always, step))
        for step in plan.steps
    ]
    varied = VariedPlan((Factor("a", 2), Factor("b", 2)), tuple(steps), plan.scales, plan.recurrent, plan)
    alone = {}
    for world in product((0, 1), repeat=2):
        lists = {
            step.name: column(step, [] if (f := factor_of[step.name]) is None else [world[f]])
            for step in plan.steps
            if isinstance(step, Input)
        }
        alone[world] = run_alone(plan, replace(dataset, columns=RowColumns(lists)))
    compare(varied, dataset, alone, every_name(alone), inputs=column)


@pytest.mark.slow
@SOME
@given(st.data())
def test_a_parameter_at_many_values(data: st.DataObject) -> None:
    text = data.draw(ruleset_texts(), label="ruleset")
    plan = checked_plan(text)
    assume(plan is not None)
    assert plan is not None
    rows = data.draw(rows_of(plan), label="rows")
    dataset = rows_dataset(plan, rows, sorted({row["period"] for row in rows}))
    values = [Fraction(number, 2) for number in data.draw(st.lists(st.integers(0, 20), max_size=4), label="values")]
    try:
        varied = swept(plan, "bar", values)
    except NotSwept:
        event("stands in an option")
        return
    alone: dict[World, Columns | None] = {(0,): run_alone(plan, dataset)}
    (line,) = [line for line in text.splitlines() if line.startswith("parameter bar ")]
    for level, value in enumerate(values, 1):
        own = plan_of(text.replace(line, f'parameter bar "Bar" = {float(value)} between 0 and 10'))
        if own is not None:
            alone[(level,)] = run_alone(own, dataset)
    everywhere = [set(columns.names()) for columns in alone.values() if columns is not None]
    event(f"{len(alone)} worlds")
    compare(varied, dataset, alone, sorted(set.intersection(*everywhere) - {"bar"}) if everywhere else [])

"""The exact engine: each step of a plan in turn, column by column, on fractions.

Plans in which a value depends on its own earlier value run period by period; all others run over all periods at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise

from ccgrules.engine.adjust import adjusted
from ccgrules.engine.earlier import links, looked_back
from ccgrules.engine.evaluate import NO_CASE, compile_cases, compile_expression
from ccgrules.engine.figures import Figures
from ccgrules.engine.limits import working_out
from ccgrules.engine.rows import ALWAYS_MISSING_AS, RowColumns, input_value
from ccgrules.engine.table import Columns, Dataset, Keys
from ccgrules.engine.vectors import Column, Scales, Scope, Window, highest
from ccgrules.model.expressions import Choose, Ref
from ccgrules.model.ruleset import WhenMissing
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.periods import since
from ccgrules.plan.steps import Adjust, Compute, Figure, Input, Lag, Plan, Since, Step

Givens = Mapping[tuple[int, str], Value]
"""Cells, by row and column, that a test sets in place of what would be worked out."""

Runner = Callable[[Window], Iterable[tuple[str, Column]]]
"""Gives the columns that a step keeps, for the rows of a window."""

_NOT_FROM_CASES: Value = MISSING[Reason.NONE_GIVEN]


def run_exact(plan: Plan, dataset: Dataset, given: Givens | None = None) -> RowColumns:
    """Every kept column of a plan, as exact values.

    Args:
        plan: The plan.
        dataset: Its inputs, held in either way.
        given: Cells to set after they are worked out; what depends on them follows.

    Raises:
        CannotRun: A number outgrows all bounds.
    """
    keys = dataset.keys
    columns: dict[str, Column] = {}
    runners = [runner(step, plan, dataset) for step in plan.steps]
    for start, stop in stretches(keys) if plan.recurrent else [(0, len(keys))]:
        window = Window(columns, start, stop)
        for step, run in zip(plan.steps, runners):
            with working_out(step):
                kept = list(run(window))
            for name, column in set_given(kept, given or {}, start):
                if window.size == len(keys):
                    columns[name] = column
                else:
                    whole = columns.setdefault(name, [_NOT_FROM_CASES] * len(keys))
                    assert isinstance(whole, list)
                    whole[start:stop] = column
    return RowColumns(columns)


def stretches(keys: Keys) -> list[tuple[int, int]]:
    """Where each period's rows start and stop; rows are sorted by period."""
    place = {period: number for number, period in enumerate(keys.period_order)}
    numbers = [place[period] for period in keys.periods]
    cuts = [bisect_left(numbers, number) for number in range(len(place))] + [len(numbers)]
    return list(pairwise(cuts)) or [(0, 0)]


def set_given(kept: list[tuple[str, Column]], given: Givens, start: int) -> Iterable[tuple[str, Column]]:
    """The columns with the given cells in place; a given value did not come from cases."""
    if not given:
        return kept
    changed = []
    for name, column in kept:
        cells = list(column)
        for row in range(len(cells)):
            if (start + row, name) in given:
                cells[row] = given[start + row, name]
            elif name.endswith(".case") and (start + row, name.removesuffix(".case")) in given:
                cells[row] = _NOT_FROM_CASES
        changed.append((name, cells))
    return changed


def runner(step: Step, plan: Plan, dataset: Dataset) -> Runner:
    """A function that gives the columns that a step keeps."""
    match step:
        case Input():
            return _input(step, dataset.columns)
        case Compute():
            return computed(step, plan.scales)
        case Figure():
            return _figure(step, plan, dataset.keys)
        case Since():
            return _since(step, dataset.keys)
        case Lag():
            return _lag(step, dataset)
        case Adjust():
            return lambda window: adjusted(step, plan.scales, window)


def _input(step: Input, columns: Columns) -> Runner:
    values = columns.values(step.name)
    if step.role in ALWAYS_MISSING_AS:
        values = [input_value(value, step) for value in values]
    return lambda window: [(step.name, values[window.start : window.stop])]


def _figure(step: Figure, plan: Plan, keys: Keys) -> Runner:
    types = {other.name: other.type for other in plan.steps}
    figures = Figures(step, [types[arg] for arg in step.args], plan.scales, keys.periods)

    def run(window: Window) -> Iterable[tuple[str, Column]]:
        return figures.run(window).named(step.name)

    return run


def _since(step: Since, keys: Keys) -> Runner:
    held = since(keys.period_order, step.period)
    cells: Column = [MISSING[Reason.UNDETERMINED] if held is None else period in held for period in keys.periods]
    return lambda window: [(step.name, cells[window.start : window.stop])]


def _lag(step: Lag, dataset: Dataset) -> Runner:
    found = links(dataset.keys, step.period, dataset.succession)

    def run(window: Window) -> Iterable[tuple[str, Column]]:
        columns = window.columns
        values = looked_back(step, found, window.start, window.stop, lambda name, row: columns[name][row])
        return [(step.name, values)]

    return run


# --- computed columns ----------------------------------------------------------------------------------------------


def computed(step: Compute, scales: Scales) -> Runner:
    """A function that gives the columns that an elementwise step keeps: its values, and of cases the one taken."""
    if isinstance(step.expr, Choose):
        return _compute_cases(step, step.expr, scales)
    source = step.expr
    if source is None:
        source = Ref(step.supplied or step.name, step.type, span=step.origin.span)
    expr = compile_expression(source, scales)
    return lambda window: [(step.name, [value for value, _ in _settled(step, expr(window), window)])]


def _compute_cases(step: Compute, expr: Choose, scales: Scales) -> Runner:
    cases = compile_cases(expr, scales)
    numbers: dict[int, Value] = {case: Fraction(case) for case in range(len(expr.cases))}
    numbers[NO_CASE] = _NOT_FROM_CASES

    def run(window: Window) -> Iterable[tuple[str, Column]]:
        worked_out, taken = cases(window)
        settled = list(_settled(step, worked_out, window))
        kept = [
            value if value.__class__ is Missing else numbers[case] if from_cases else _NOT_FROM_CASES
            for (value, from_cases), case in zip(settled, taken)
        ]
        return [(step.name, [value for value, _ in settled]), (f"{step.name}.case", kept)]

    return run


def _settled(step: Compute, worked_out: Column, window: Scope) -> Iterable[tuple[Value, bool]]:
    """For each row the step's value, and whether it is what was worked out."""
    if step.used is None and step.supplied is None and step.value is None and step.when_missing is None:
        return ((value, True) for value in worked_out)
    values = _column_or(step.value, window, default=True)
    supplied = _column_or(step.supplied, window, default=MISSING[Reason.NONE_GIVEN])
    used = _column_or(step.used, window, default=True)
    return map(partial(_settle, step), worked_out, values, supplied, used)


def _column_or(name: str | None, window: Scope, *, default: Value) -> Column:
    return [default] * window.size if name is None else window.column(name)


def _settle(step: Compute, worked_out: Value, value: Value, supplied: Value, used: Value) -> tuple[Value, bool]:
    """One cell: `used`, `supplied`, `value` and `when_missing`, in their order, around what was worked out."""
    if used is not True:
        return (MISSING[Reason.NOT_APPLICABLE] if used is False else used), False
    if supplied.__class__ is not Missing:
        return supplied, False
    if value.__class__ is Missing:
        worked_out = _when_missing(step.when_missing, value)
    elif worked_out.__class__ is not Missing:
        return worked_out, True
    elif step.value is None:
        worked_out = _when_missing(step.when_missing, worked_out)
    elif step.when_missing is not None:
        worked_out = _for_another_reason(worked_out)
    return (highest(worked_out, supplied) if worked_out.__class__ is Missing else worked_out), False


def _for_another_reason(worked_out: Value) -> Value:
    """What is missing although the indicator has its value, so that nothing leaves it out in silence."""
    left_out = isinstance(worked_out, Missing) and worked_out.reason.excludable
    return MISSING[Reason.UNDETERMINED] if left_out else worked_out


def _when_missing(rule: WhenMissing | None, value: Value) -> Value:
    """What a missing value becomes."""
    if rule is None or not isinstance(value, Missing) or not value.reason.excludable:
        return value
    if rule.score is not None:
        return rule.score
    return MISSING[Reason.UNDETERMINED] if rule.kind == "undetermined" else value

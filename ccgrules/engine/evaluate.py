"""Expressions of the plan, compiled once into functions that give whole columns of exact values.

The engine runs them over all rows; explanations run the same functions over the one row that they speak of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.engine.aggregates import aggregate, weighted_mean
from ccgrules.engine.numbers import near
from ccgrules.engine.operations import constant_number, operation
from ccgrules.engine.result import Result
from ccgrules.engine.vectors import Column, Evaluator, Scales, Scope, highest
from ccgrules.model.expressions import Choose, Literal, Lookup, Op, Ref, WeightedMean
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.plan.steps import Aggregate, PlanExpr

NO_CASE = -1
"""Stands for the case taken where none can be told."""

Cases = Callable[[Scope], tuple[Column, list[int]]]
"""Gives the values of a `Choose`, and the index of the case taken in each row."""


def compile_expression(expr: PlanExpr, scales: Scales) -> Evaluator:
    """A function that gives the expression's column for the rows of a scope.

    Raises:
        TypeError: The expression is of a kind that the plan turns into columns of its own.
    """
    match expr:
        case Literal():
            value = expr.value
            return lambda scope: [value] * scope.size
        case Ref():
            name = expr.name
            return lambda scope: scope.column(name)
        case Op():
            constant = constant_number(expr)
            if constant is not None:
                return lambda scope: [constant] * scope.size
            return operation(expr, _all(expr.args, scales), scales)
        case Choose():
            cases = compile_cases(expr, scales)
            return lambda scope: cases(scope)[0]
        case Lookup():
            return _lookup(expr, scales)
        case WeightedMean():
            values = _all([line.value for line in expr.lines], scales)
            weights = _all([line.weight for line in expr.lines], scales)
            return weighted_mean(values, weights, reweight=expr.reweight)
        case Aggregate():
            values = _all([item.value for item in expr.items], scales)
            weights = _all([item.weight for item in expr.items], scales)
            return aggregate(expr, values, weights, scales)
        case _:
            raise TypeError(f"a {type(expr).__name__} has no place in a plan")


def _all(exprs: Sequence[PlanExpr], scales: Scales) -> list[Evaluator]:
    return [compile_expression(expr, scales) for expr in exprs]


# --- cases ---------------------------------------------------------------------------------------------------------


def compile_cases(expr: Choose, scales: Scales) -> Cases:
    """A function that gives the values of cases, and for each row the index of the case taken, or `NO_CASE`."""
    tests = [None if case.when is None else compile_expression(case.when, scales) for case in expr.cases]
    outcomes = _all([case.outcome for case in expr.cases], scales)
    same = near if expr.type.approximate else None

    def column(scope: Scope) -> tuple[Column, list[int]]:
        verdicts = [[True] * scope.size if test is None else test(scope) for test in tests]
        given = [outcome(scope) for outcome in outcomes]
        values: list[Value] = []
        taken: list[int] = []
        for row, met in enumerate(zip(*verdicts)):
            value, case = _first_match(met, row, given, same)
            values.append(value)
            taken.append(case)
        return values, taken

    return column


def _first_match(
    verdicts: Sequence[Value], row: int, given: Sequence[Column], same: Callable[..., bool] | None
) -> tuple[Value, int]:
    """The outcome of the first case that is met; while a condition is missing, all that could be met must agree."""
    for case, verdict in enumerate(verdicts):
        if verdict is True:
            value = given[case][row]
            return value, NO_CASE if value.__class__ is Missing else case
        if verdict is not False:
            return _undecided(verdicts, row, given, same)
    return MISSING[Reason.UNDETERMINED], NO_CASE


def _undecided(
    verdicts: Sequence[Value], row: int, given: Sequence[Column], same: Callable[..., bool] | None
) -> tuple[Value, int]:
    open_cases = [case for case, verdict in enumerate(verdicts) if verdict is not False]
    met = next((place for place, case in enumerate(open_cases) if verdicts[case] is True), None)
    reached = open_cases if met is None else open_cases[: met + 1]
    outcomes = [given[case][row] for case in reached]
    if met is not None and _agree(outcomes, same):
        return outcomes[0], NO_CASE if outcomes[0].__class__ is Missing else reached[0]
    return highest(*(verdicts[case] for case in reached)), NO_CASE


def _agree(values: Sequence[Value], same: Callable[..., bool] | None) -> bool:
    """Whether all values are the same."""
    first = values[0]
    if same is None or first.__class__ is Missing:
        return all(value == first for value in values)
    return all(value.__class__ is not Missing and same(value, first) for value in values)


# --- tables --------------------------------------------------------------------------------------------------------


def _lookup(expr: Lookup, scales: Scales) -> Evaluator:
    table = _Table(
        rows=_Keys.of(expr.row_keys, expr.rows),
        columns=_Keys.of(expr.column_keys, expr.columns),
        same=near if expr.type.approximate else None,
    )
    row_key = compile_expression(expr.rows, scales)
    column_key = compile_expression(expr.columns, scales)
    unknown: Evaluator = lambda scope: [MISSING[Reason.NOT_KNOWN]] * scope.size  # noqa: E731 (a column like any other)
    cells = [[unknown if c is None else compile_expression(c, scales) for c in line] for line in expr.cells]

    def column(scope: Scope) -> Column:
        grid = [[cell(scope) for cell in line] for line in cells]
        keys = zip(row_key(scope), column_key(scope))
        return [table.cell(a, b, row, grid) for row, (a, b) in enumerate(keys)]

    return column


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of rows or of columns, each with its place; `approximate` if what is looked up is."""

    places: dict[Value, int]
    approximate: bool

    @classmethod
    def of(cls, keys: Sequence[Value], subject: PlanExpr) -> _Keys:
        return cls({key: place for place, key in enumerate(keys)}, subject.type.approximate)

    def reached(self, key: Value) -> Sequence[int]:
        """The places that a key can stand for: its own, none, or all if it is missing."""
        if key.__class__ is Missing:
            return range(len(self.places))
        if isinstance(key, Fraction) and self.approximate:
            return [place for other, place in self.places.items() if isinstance(other, Fraction) and near(key, other)]
        return [self.places[key]] if key in self.places else []


@dataclass(frozen=True, slots=True)
class _Table:
    """The keys of a table, each with its place; `same` says when approximate cells are equal."""

    rows: _Keys
    columns: _Keys
    same: Callable[..., bool] | None

    def cell(self, row_key: Value, column_key: Value, row: int, grid: Sequence[Sequence[Column]]) -> Value:
        """What the table says for one row of the data."""
        lines = self.rows.reached(row_key)
        places = self.columns.reached(column_key)
        reached = [grid[line][place][row] for line in lines for place in places]
        if not reached:
            return MISSING[Reason.UNDETERMINED]
        if len(reached) == 1 or _agree(reached, self.same):
            return reached[0]
        return highest(row_key, column_key)


# --- one row, for explanations -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _OneRow:
    """One row of a result, whichever engine made it."""

    result: Result
    row: int

    @property
    def size(self) -> int:
        return 1

    def column(self, name: str) -> Column:
        return [self.result.value(name, self.row)]


def row_value(expr: PlanExpr, result: Result, row: int) -> Value:
    """What any expression of the plan comes to in one row, worked out from the kept columns."""
    return compile_expression(expr, result.plan.scales)(_OneRow(result, row))[0]


def condition_values(expr: Choose, result: Result, row: int) -> tuple[Value, ...]:
    """For each case in one row, what its condition comes to: yes, no, or missing with a reason; `otherwise` is yes."""
    return tuple(True if case.when is None else row_value(case.when, result, row) for case in expr.cases)

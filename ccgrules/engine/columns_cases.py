"""Cases and tables on columns: the first match wins, and what is missing is decided where it makes no difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from ccgrules.engine.columns_encode import encode
from ccgrules.engine.columns_numbers import NeedsFractions, whole
from ccgrules.engine.columns_values import Lost, absent, chain, equal, made, pick, reason_code, same, why
from ccgrules.engine.columns_work import Work
from ccgrules.engine.frames import Column, Scaled, smallest_integer
from ccgrules.model.expressions import Choose, Literal, Lookup
from ccgrules.model.types import MISSING, Missing, Reason, Type, Value

if TYPE_CHECKING:
    from ccgrules.engine.columns_expressions import Compiler

UNDETERMINED = Lost.to(Reason.UNDETERMINED)


def choose(compiler: Compiler, expr: Choose) -> tuple[Column, Column]:
    """The values of cases, and the index of the case taken, missing where the value is.

    Raises:
        NeedsFractions: The outcomes fit no common form of integers.
    """
    tests = compiler.columns([case.when for case in expr.cases if case.when is not None])
    outcomes = compiler.columns([case.outcome for case in expr.cases])
    cases = _Cases(expr.type, compiler.names(expr), outcomes)
    if not any(test.reasons for test in tests):
        value = cases.value(tests)
        return value, cases.taken(value, cases.first_met([test.data for test in tests]))
    if expr.type.approximate:
        raise NeedsFractions
    cases = _Cases(expr.type, compiler.names(expr), [compiler.work.part(outcome) for outcome in outcomes])
    return _choose_undecided(compiler.work, cases, [compiler.work.part(test) for test in tests])


class _Cases:
    """Outcomes, to be chosen from by conditions; where there is one outcome more, the last is `otherwise`."""

    def __init__(self, type_: Type, names: tuple[str, ...], outcomes: Sequence[Column]) -> None:
        self.type, self.names, self.outcomes = type_, names, outcomes
        self.dtype = smallest_integer(0, len(outcomes))

    def number(self, case: int) -> pl.Expr:
        return whole(case, self.dtype)

    def first_met(self, conditions: Sequence[pl.Expr]) -> pl.Expr:
        """The index of the first case whose condition is true, or of `otherwise`, or one too many."""
        numbered = [(condition, self.number(case)) for case, condition in enumerate(conditions)]
        return chain(numbered, self.number(len(conditions)))

    def value(self, tests: Sequence[Column]) -> Column:
        """The outcome of the first case whose condition is true."""
        branches = [(test.data, outcome) for test, outcome in zip(tests, self.outcomes)]
        last = self.outcomes[-1] if len(self.outcomes) > len(tests) else UNDETERMINED
        return pick(branches, last, self.type, self.names)

    def taken(self, value: Column, index: pl.Expr) -> Column:
        """The index as a column, missing where the value is."""
        data = pl.when(~absent(value)).then(index) if value.reasons else index
        return made(Scaled(1, 0, len(self.outcomes)), data, why(value))


def _choose_undecided(work: Work, cases: _Cases, tests: Sequence[Column]) -> tuple[Column, Column]:
    """Cases whose conditions may be missing.

    A missing condition counts only before the first case that is met; there, every such case has to give what that
    first case gives.
    """
    met = work.part_of(cases.first_met([test.data for test in tests]))
    value = work.part(cases.value(tests))
    undecided = [
        (case, test, work.part_of(test.data.is_null() & (met > cases.number(case))))
        for case, test in enumerate(tests)
        if test.reasons
    ]
    nothing_met = met == cases.number(len(cases.outcomes))
    conflict = pl.any_horizontal(
        undecided_here & (nothing_met | ~same(cases.outcomes[case], value)) for case, _, undecided_here in undecided
    )
    reasons = frozenset[Reason]().union(*(test.reasons for _, test, _ in undecided))
    zero = whole(0, pl.Int8())
    codes = [pl.when(here).then(why(test).code()).otherwise(zero) for _, test, here in undecided]
    lost = Lost(reasons, pl.max_horizontal(codes) if len(reasons) > 1 else None)
    settled = work.part(pick([(work.part_of(conflict), lost)], value, cases.type, cases.names))
    not_ruled_out = [test.data.fill_null(value=True) for test in tests]
    return settled, cases.taken(settled, cases.first_met(not_ruled_out))


# --- tables --------------------------------------------------------------------------------------------------------


def lookup(compiler: Compiler, expr: Lookup) -> Column:
    """The column of a table whose cells are constants.

    Raises:
        NeedsFractions: Some cell has to be worked out, or holds a number that is not exact.
    """
    approximate = any(part.type.approximate for part in (expr, expr.rows, expr.columns))
    if approximate or not all(cell is None or isinstance(cell, Literal) for line in expr.cells for cell in line):
        raise NeedsFractions
    keys = compiler.parts([expr.rows, expr.columns])
    sides = [
        [compiler.column(Literal(key, side.type, span=expr.span)) for key in listed]
        for side, listed in ((expr.rows, expr.row_keys), (expr.columns, expr.column_keys))
    ]
    width = len(expr.column_keys) + 2
    row, column = (_place(key, side) for key, side in zip(keys, sides))
    index = compiler.work.part_of(row * width + column)
    cells = [_cell(expr, place // width, place % width) for place in range((len(expr.row_keys) + 2) * width)]
    return _from_list(cells, index, expr.type, compiler, why(*keys))


def _place(key: Column, listed: Sequence[Column]) -> pl.Expr:
    """Which key it is, from 0; one more for none of them, and one more again for missing."""
    number = [whole(place, pl.Int32()) for place in range(len(listed) + 2)]
    found = [(equal(key, other), number[place]) for place, other in enumerate(listed)]
    return chain([(absent(key), number[-1]), *found], number[-2])


def _cell(expr: Lookup, row: int, column: int) -> Value | None:
    """What the table says for a place; None if that is up to a missing key."""
    rows, columns = _reached(row, len(expr.row_keys)), _reached(column, len(expr.column_keys))
    reached = [_constant(expr.cells[line][place]) for line in rows for place in columns]
    if not reached:
        return MISSING[Reason.UNDETERMINED]
    return reached[0] if all(value == reached[0] for value in reached) else None


def _reached(place: int, keys: int) -> Sequence[int]:
    return range(keys) if place > keys else range(place, min(place + 1, keys))


def _constant(cell: object) -> Value:
    return cell.value if isinstance(cell, Literal) else MISSING[Reason.NOT_KNOWN]


def _from_list(cells: Sequence[Value | None], index: pl.Expr, type_: Type, compiler: Compiler, keys: Lost) -> Column:
    """Values by their place in a list; where that is None, missing as the keys are."""
    stored = encode(
        [MISSING[Reason.UNDETERMINED] if cell is None else cell for cell in cells], type_, compiler.work.scales
    )
    codes = [cell.reason if isinstance(cell, Missing) else 0 for cell in cells]
    fixed = frozenset(cell.reason for cell in cells if isinstance(cell, Missing))
    listed = pl.lit(pl.Series(codes, dtype=pl.Int8)).gather(index)
    reason = pl.when(listed > 0).then(listed).otherwise(reason_code(keys.reasons, keys.reason))
    return made(stored.form, pl.lit(stored.data).gather(index), Lost(fixed | keys.reasons, reason))

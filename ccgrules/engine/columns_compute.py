"""Elementwise steps on columns: what is worked out, and what goes before it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ccgrules.engine.columns_cases import choose
from ccgrules.engine.columns_exactly import exact_columns, referenced
from ccgrules.engine.columns_expressions import Compiler
from ccgrules.engine.columns_numbers import NeedsFractions, Num
from ccgrules.engine.columns_values import (
    EXCLUDABLE,
    Lost,
    absent,
    excludable,
    made,
    not_excludable,
    of_number,
    pick,
    why,
)
from ccgrules.engine.columns_work import Work
from ccgrules.engine.exact import computed
from ccgrules.engine.frames import NO_REASONS, Column
from ccgrules.model.expressions import Choose
from ccgrules.model.types import Kind, Reason, Type
from ccgrules.plan.steps import Compute

NONE_GIVEN = Lost.to(Reason.NONE_GIVEN)
_NUMBER = Type(Kind.NUMBER)

Branch = tuple[pl.Expr, Column | Lost]


def keep_computed(work: Work, step: Compute) -> None:
    """Keeps an elementwise step's column, and if it is made of cases that of the case taken."""
    try:
        _keep_native(work, step)
    except NeedsFractions:
        _keep_exact(work, step)


def _keep_native(work: Work, step: Compute) -> None:
    compiler = Compiler(work, known=step.value)
    if isinstance(step.expr, Choose):
        worked_out, case = choose(compiler, step.expr)
    else:
        worked_out = work.columns[step.supplied or ""] if step.expr is None else compiler.column(step.expr)
        case = None
    instead = _instead(work, step)
    work.keep(step.name, _settled(work, step, worked_out, instead, work.scales.get(step.type.scale or "", ())))
    if case is not None:
        # worked out when somebody looks, as it only repeats conditions on columns that are kept
        work.columns[f"{step.name}.case"] = _from_cases(work, step, case, instead)


def _keep_exact(work: Work, step: Compute) -> None:
    """By the exact engine, once for each distinct combination of what goes in."""
    run = computed(step, work.scales)
    others = (name for name in (step.used, step.supplied, step.value) if name is not None)
    names = tuple(dict.fromkeys([*others, *referenced(step.expr)]))
    types = {step.name: step.type, f"{step.name}.case": _NUMBER}
    work.columns.update(exact_columns(work, names, run, types))


def _instead(work: Work, step: Compute) -> list[Branch]:
    """Where the indicator's value is missing: what then stands for what is worked out."""
    if step.value is None:
        return []
    return list(_where_missing(step, work.columns[step.value]))


def _where_missing(step: Compute, column: Column) -> Iterable[Branch]:
    """What `when_missing` puts where a column is missing."""
    if not column.reasons:
        return
    stays = (absent(column), why(column))
    rule = step.when_missing
    if rule is None or not column.reasons & EXCLUDABLE or (rule.score is None and rule.kind != "undetermined"):
        yield stays
        return
    if column.reasons - EXCLUDABLE:
        yield not_excludable(column), Lost(column.reasons - EXCLUDABLE, column.reason)
    score = None if rule.score is None else of_number(Num.of(rule.score), Lost(NO_REASONS))
    yield absent(column), score or Lost.to(Reason.UNDETERMINED)


def _settled(work: Work, step: Compute, worked_out: Column, instead: list[Branch], names: tuple[str, ...]) -> Column:
    """`used`, `supplied`, `value` and `when_missing`, in their order, around what was worked out."""
    branches = instead
    if step.value is None and step.when_missing is not None:
        branches = list(_where_missing(step, worked_out))
    elif step.when_missing is not None and worked_out.reasons & EXCLUDABLE:
        # the indicator has its value, and so is missing for another reason: nothing may leave it out
        branches = [*instead, (excludable(worked_out), Lost.to(Reason.UNDETERMINED))]
    settled = pick(branches, worked_out, step.type, names) if branches else worked_out
    if step.supplied is not None:
        supplied = work.columns[step.supplied]
        settled = made(settled.form, settled.data, _higher(why(settled), why(supplied)))
        settled = pick([(~absent(supplied), Column(supplied.form, supplied.data))], settled, step.type, names)
    if step.used is None:
        return settled
    used = work.columns[step.used]
    unused: list[Branch] = [(~used.data, Lost.to(Reason.NOT_APPLICABLE))]
    if used.reasons:
        unused.append((absent(used), why(used)))
    return pick(unused, settled, step.type, names)


def _higher(own: Lost, other: Lost) -> Lost:
    """The higher of two reasons, of what is missing for both."""
    if not own.reasons or not other.reasons or max(other.reasons) <= min(own.reasons):
        return own
    return Lost(own.reasons | other.reasons, pl.max_horizontal(own.code(), other.code()))


def _from_cases(work: Work, step: Compute, case: Column, instead: list[Branch]) -> Column:
    """The case taken, where it gave the value."""
    if step.used is None and step.supplied is None and not instead and step.when_missing is None:
        return case
    other = [condition for condition, _ in instead]
    if step.supplied is not None:
        other.append(~absent(work.columns[step.supplied]))
    if step.used is not None:
        other.append(~work.columns[step.used].data.fill_null(value=False))
    data = pl.when(~pl.any_horizontal(other)).then(case.data) if other else case.data
    value = work.columns[step.name]
    reasons = value.reasons | NONE_GIVEN.reasons
    reason = pl.when(absent(value)).then(why(value).code()).otherwise(NONE_GIVEN.code()) if len(reasons) > 1 else None
    return made(case.form, data, Lost(reasons, reason))

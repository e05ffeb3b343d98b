"""Expressions with what some columns say in the place of these, so that another plan can be asked about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from ccgrules.model.expressions import Choose, Op, Ref
from ccgrules.plan.draft import referred
from ccgrules.plan.steps import PlanExpr
from ccgrules.prove.turns.reader import Side


def spelt_out(expr: PlanExpr, side: Side, known: Collection[str]) -> PlanExpr:
    """An expression of a plan, with columns that are not known elsewhere spelt out where they can be."""
    if all(name in known for name in referred(expr)):
        return expr
    found: Any = _spelt_out(expr, side, known)
    return found  # type: ignore[no-any-return]


def _spelt_out(expr: PlanExpr, side: Side, known: Collection[str]) -> Any:
    """`Any`: parts of an `Op` or a `Choose` are typed as in the model, where the plan may have an `Aggregate`."""
    match expr:
        case Ref(name) if name not in known and (said := side.written_out(name)) is not None:
            return _spelt_out(said, side, known)
        case Op():
            return replace(expr, args=tuple(_spelt_out(arg, side, known) for arg in expr.args))
        case Choose():
            cases = tuple(
                replace(
                    case,
                    outcome=_spelt_out(case.outcome, side, known),
                    when=None if case.when is None else _spelt_out(case.when, side, known),
                )
                for case in expr.cases
            )
            return replace(expr, cases=cases)
        case _:
            return expr

"""Expressions of one plan as another would write them: under its names, or with columns that it lacks spelt out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from ccgrules.model.expressions import Choose, Literal, Op, Ref
from ccgrules.plan.draft import parts, referred
from ccgrules.plan.steps import PlanExpr
from ccgrules.prove.turns.reader import Side, value_of


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


def alike_but_for_names(old: PlanExpr, new: PlanExpr, same: Callable[[Ref, Ref], bool]) -> bool:
    """Whether two expressions are alike, columns that have another name after than before taken as `same` says.

    Of operations and cases; of other expressions only if they are the same.
    """
    match old, new:
        case Ref(), Ref():
            return same(old, new)
        case Literal(), Literal():
            return old.type.kind is new.type.kind and value_of(old) == value_of(new)
        case Op(), Op():
            shaped = (old.op, old.type, len(old.args)) == (new.op, new.type, len(new.args))
        case Choose(), Choose():
            shaped = [case.when is None for case in old.cases] == [case.when is None for case in new.cases]
        case _:
            return not list(referred(old)) and old == new
    return shaped and all(alike_but_for_names(a, b, same) for a, b in zip(parts(old), parts(new)))

"""What becomes of earlier values when organisations merge and split: which are amounts, and which come from counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from ccgrules.model.expressions import Choose, Literal, Op, Ref
from ccgrules.model.graph import components
from ccgrules.model.types import Kind, Type
from ccgrules.plan.draft import Draft, parts, used_columns
from ccgrules.plan.steps import Aggregate, Compute, Input, Lag, PlanExpr, Pooled, Step

AMOUNTS = ("count", "pounds")
"""Units of which a part of an organisation has only a part."""

Steps = Mapping[str, Step]


def mark_lags(draft: Draft) -> None:
    """Notes for each `Lag` whether it is of an amount, and the counts of a value that may come from them."""
    lags = {name: step for name, step in draft.steps.items() if isinstance(step, Lag)}
    if not lags:
        return
    found = amounts(draft.steps)
    for name, lag in lags.items():
        draft.steps[name] = replace(lag, amount=lag.of in found, pooled=pooled_of(lag.of, draft.steps))


def amounts(steps: Steps) -> frozenset[str]:
    """The columns that are amounts that come with the data, or sums and multiples of such.

    A quotient of two amounts is none, nor is a count of indicators.
    """
    found = _Amounts(steps, {})
    # in the order in which they use each other, as chains of them may be long
    for component in components({name: list(used_columns(step)) for name, step in steps.items()}):
        for column in component:
            found.of_column(column)
    return frozenset(column for column, amount in found.known.items() if amount)


class _Amounts:
    """Columns that have been looked at; one that is in hand counts as none, so that rings end."""

    def __init__(self, steps: Steps, known: dict[str, bool]) -> None:
        self.steps, self.known = steps, known

    def of_column(self, column: str) -> bool:
        if column not in self.known:
            self.known[column] = False
            self.known[column] = self._of_step(self.steps[column])
        return self.known[column]

    def _of_step(self, step: Step) -> bool:
        if step.type.kind is not Kind.NUMBER:
            return False
        match step:
            case Input():
                return step.role in ("numerator", "denominator") or _unit(step.type) in AMOUNTS
            case Compute():
                own = step.expr is not None and self._of(step.expr)
                return own or (step.supplied is not None and self.of_column(step.supplied))
            case Lag():
                return self.of_column(step.of)
            case _:
                return False

    def _of(self, expr: PlanExpr) -> bool:
        match expr:
            case Ref():
                return self.of_column(expr.name)
            case Op("div", (over, under)):
                return self._of(over) and not self._of(under)
            case Choose():
                return any(self._of(case.outcome) for case in expr.cases)
            case Aggregate("count" | "available" | "any" | "all"):
                return False
            case Literal():
                return False
            case _:
                return expr.type.kind is Kind.NUMBER and any(self._of(part) for part in parts(expr))


def _unit(type_: Type) -> str | None:
    return type_.unit.dimension if type_.unit is not None else None


def pooled_of(column: str, steps: Steps) -> Pooled | None:
    """The counts of an indicator's value, if the column is one that may come from counts."""
    step = steps[column]
    while isinstance(step, Compute) and isinstance(step.expr, Ref) and step.supplied is None:
        step = steps[step.expr.name]
    if not isinstance(step, Compute) or step.origin.part != "value" or step.expr is None:
        return None
    base, rate = Fraction(1), step.expr
    if isinstance(rate, Op) and rate.op == "mul" and isinstance(rate.args[0], Literal):
        base, rate = Fraction(str(rate.args[0].value)), rate.args[1]
    match rate:
        case Op("div", (Ref(over), Ref(under))):
            return Pooled(over, under, base)
    return None

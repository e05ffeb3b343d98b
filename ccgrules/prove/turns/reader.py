"""What the parts of the comparison of two plans ask of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from ccgrules.model.expressions import Literal
from ccgrules.model.types import Kind, Type
from ccgrules.plan.steps import Compute, Plan, PlanExpr, Step
from ccgrules.prove.domains import Domain, Known, hull, points
from ccgrules.prove.known import Knowing, known_columns
from ccgrules.prove.turns.turn import ANY_WAY, Turns

Label = str | bool | Fraction
"""A value that is written out: a label, a text, yes or no, a number."""


@dataclass(slots=True)
class Side:
    """One of the two plans.

    Attributes:
        plan: The plan.
        steps: Its steps by name.
    """

    plan: Plan
    steps: Mapping[str, Step]
    _columns: Mapping[str, Known] | None = field(default=None, repr=False)

    @staticmethod
    def of(plan: Plan) -> Side:
        """A plan."""
        return Side(plan, {step.name: step for step in plan.steps})

    @property
    def columns(self) -> Mapping[str, Known]:
        """What each column can be at all, looked into when it is first asked for."""
        if self._columns is None:
            self._columns = known_columns(self.plan)
        return self._columns

    def known(self, expr: PlanExpr) -> Known:
        """What an expression can be at all."""
        return Knowing(self.plan, dict(self.columns)).of(expr)

    def constant(self, expr: PlanExpr) -> Fraction | None:
        """The one number that an expression comes to, where it hangs on no data."""
        found = points(self.known(expr))
        return found[0] if found is not None and len(found) == 1 else None

    def words(self, type_: Type) -> Sequence[Label]:
        """The values of a type that has finitely many, in their order: no before yes, the best label first."""
        if type_.kind is Kind.YES_NO:
            return (False, True)
        if type_.kind is Kind.LABEL and type_.scale is not None:
            return self.plan.scales.get(type_.scale, ())
        return type_.choices

    def written_out(self, name: str) -> PlanExpr | None:
        """What a column says, where it is worked out in all cases."""
        step = self.steps.get(name)
        if not isinstance(step, Compute) or step.expr is None:
            return None
        plain = step.supplied is None and step.used is None and step.value is None and step.when_missing is None
        return step.expr if plain else None


class Reader(Protocol):
    """Says what becomes of the expressions of one plan under another."""

    before: Side
    after: Side

    def of(self, old: PlanExpr, new: PlanExpr) -> Turns:
        """What becomes of an expression that is another one in the newer plan."""

    def column(self, old: str, new: str) -> Turns:
        """What becomes of a column that has another name in the newer plan, or the same."""

    def alone(self, side: Side, expr: PlanExpr) -> Known:
        """What an expression of one of the two plans can be where it is missing in the other."""

    def same(self, old: PlanExpr, new: PlanExpr) -> bool:
        """Whether two expressions say the same of columns that stay as they are."""


Orders = tuple[Sequence[Label], Sequence[Label]]
"""The values of a type in their order, before and after."""


def orders(two: Reader, old: Type, new: Type) -> Orders:
    """The orders of the values of two types that stand beside each other."""
    return two.before.words(old), two.after.words(new)


def order_of(old: Label, new: Label, both: Orders) -> frozenset[int]:
    """Which way it is from one value that is written out to another."""
    if old == new:
        return frozenset({0})
    if isinstance(old, Fraction) and isinstance(new, Fraction):
        return frozenset({1 if new > old else -1})
    signs = {1 if order.index(new) > order.index(old) else -1 for order in both if old in order and new in order}
    return frozenset(signs) if len(signs) == 1 else ANY_WAY


def value_of(literal: PlanExpr) -> Label | None:
    """What an expression is that is written out."""
    if not isinstance(literal, Literal):
        return None
    value = literal.value
    return Fraction(value.toordinal()) if hasattr(value, "toordinal") else value


def order_of_domains(old: Known, new: Known) -> frozenset[int]:
    """Which way it can be from something in one domain to something in another."""
    low, high = ends(old)
    new_low, new_high = ends(new)
    found = set(ANY_WAY)
    if high is not None and new_low is not None and new_low >= high:
        found.discard(-1)
        found -= {0} if new_low > high else set()
    if low is not None and new_high is not None and new_high <= low:
        found.discard(1)
        found -= {0} if new_high < low else set()
    return frozenset(found)


def ends(known: Known) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest that a value can be; None where there is no end."""
    if isinstance(known, frozenset):
        return (Fraction(min(known)), Fraction(max(known))) if known else (None, None)
    whole = hull(known)
    assert isinstance(whole, Domain)
    if not whole.region.stretches:
        return None, None
    (low, _), (high, _) = whole.region.stretches[0]
    return (low if isinstance(low, Fraction) else None, high if isinstance(high, Fraction) else None)

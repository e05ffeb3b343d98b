"""What each column of a plan can be at all: a range of numbers, or some of finitely many places.

One pass over the steps, each from what is known of those before it. Labels, words and yes/no count by their places:
labels best first, words in the order declared, no 0 and yes 1.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ccgrules.model.expressions import Choose, Literal, Lookup, Op, Ref, WeightedMean
from ccgrules.model.types import Kind, Type
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Input, Lag, Plan, PlanExpr, Since, Step
from ccgrules.prove.domains import (
    ANYTHING,
    COUNTED,
    Domain,
    Known,
    added,
    any_of,
    closed,
    distance,
    divided,
    from_points,
    hull,
    is_short,
    multiplied,
    partial_sums,
    point,
    points,
    rounded,
    scaled,
    union,
)
from ccgrules.prove.regions import BEFORE, BEGINNING, BEHIND, END, Cut, Region

__all__ = ["ANYTHING", "Domain", "Knowing", "Known", "known_columns", "moved", "points", "words_of"]

NO_YES = ("no", "yes")


FIRST_DAY, LAST_DAY = Fraction(1), Fraction(datetime.date.max.toordinal())
DAYS = Domain(closed(FIRST_DAY, LAST_DAY), whole=True)
SIGNIFICANCE = from_points({Fraction(-1), Fraction(0), Fraction(1)})


def words_of(plan: Plan, type_: Type) -> tuple[str, ...]:
    """What the places of a label, word or yes/no stand for; empty where that is not known."""
    if type_.kind is Kind.LABEL and type_.scale is not None:
        return plan.scales[type_.scale]
    return NO_YES if type_.kind is Kind.YES_NO else type_.choices


def known_columns(plan: Plan) -> Mapping[str, Known]:
    """What is known of each column of a plan."""
    reader = Knowing(plan, {})
    for step in plan.steps:
        reader.note(step)
    return reader.columns


@dataclass(frozen=True, slots=True)
class Knowing:
    """Works out what columns can be, step by step."""

    plan: Plan
    columns: dict[str, Known] = field(default_factory=dict)

    def note(self, step: Step) -> None:
        """Notes what is known of a step's columns."""
        match step:
            case Input() | Lag():
                self.columns[step.name] = self._of_input(step)
            case Compute():
                self.columns[step.name] = self._computed(step)
            case Figure():
                self.columns[step.name] = self._figure(step)
            case Adjust():
                self._adjusted(step)
            case Since():
                self.columns[step.name] = frozenset([0, 1])

    def whole_type(self, type_: Type) -> Known:
        """All that a value of a type can be, wherever it comes from: what is worked out may leave its unit's range."""
        if type_.kind is Kind.DATE:
            return DAYS
        if type_.kind is Kind.NUMBER:
            return ANYTHING
        return frozenset(range(len(words_of(self.plan, type_))))

    def _of_input(self, step: Input | Lag) -> Known:
        if isinstance(step, Lag):
            return self.columns.get(step.of, self.whole_type(step.type))
        return self.given(step.type)

    def given(self, type_: Type) -> Known:
        """All that a value of a type can be where it comes with the data, which are held to its unit."""
        return _unit_range(type_) if type_.kind is Kind.NUMBER else self.whole_type(type_)

    def _computed(self, step: Compute) -> Known:
        found = [self.of(step.expr)] if step.expr is not None else []
        if step.supplied is not None or not found:
            found.append(self.given(step.type))
        if step.when_missing is not None and step.when_missing.score is not None:
            found.append(point(step.when_missing.score))
        return union(found)

    # --- among a population ------------------------------------------------------------------------------------

    def _figure(self, step: Figure) -> Known:
        options = dict(step.options)
        highest = options.get("clusters", options.get("classes"))
        match step.function:
            case "count":
                return COUNTED
            case "rank":
                return Domain(Region((((Fraction(1), BEFORE), END),)), whole=True)
            case "percent_rank":
                return Domain(closed(Fraction(0), Fraction(1)))
            case "mean" | "median" | "min" | "max" | "quantile":
                return hull(self.columns[step.args[0]])
            case "sd":
                return Domain(COUNTED.region)
            case _ if isinstance(highest, Fraction):
                return Domain(closed(Fraction(1), highest), whole=True)
            case _:
                return ANYTHING

    # --- ratings -----------------------------------------------------------------------------------------------

    def _adjusted(self, step: Adjust) -> None:
        """A rating's labels after each of its adjustments, each of which may apply or not."""
        known = self.columns[step.start]
        order = words_of(self.plan, step.type)
        for adjustment in step.adjustments:
            if adjustment.label is not None and isinstance(known, frozenset):
                known = moved(known, adjustment.kind, order.index(adjustment.label)) | known
            self.columns[adjustment.column] = known
        self.columns[step.name] = known

    # --- expressions -------------------------------------------------------------------------------------------

    def of(self, expr: PlanExpr) -> Known:
        """What an expression can be."""
        match expr:
            case Literal():
                return self._literal(expr)
            case Ref(name):
                return self.columns.get(name, self.whole_type(expr.type))
            case Choose(cases):
                return union([self.of(case.outcome) for case in cases])
            case Lookup(cells=cells):
                return union([self.of(cell) for row in cells for cell in row if cell is not None])
            case WeightedMean(lines):
                return hull(union([self.of(line.value) for line in lines])) if is_weighed(expr) else ANYTHING
            case Aggregate():
                return self._aggregate(expr)
            case Op() if expr.type.kind is Kind.NUMBER:
                return self._number(expr)
            case Op("best" | "worst", args):
                return union([self.of(arg) for arg in args])
            case _:
                return self.whole_type(expr.type)

    def _literal(self, literal: Literal) -> Known:
        if isinstance(literal.value, Fraction):
            return point(literal.value)
        words = words_of(self.plan, literal.type)
        word = NO_YES[literal.value] if isinstance(literal.value, bool) else literal.value
        return frozenset([words.index(word)]) if word in words else self.whole_type(literal.type)

    def _aggregate(self, expr: Aggregate) -> Known:
        values = [self.of(item.value) for item in expr.items]
        match expr.function:
            case "count" | "available":
                return Domain(closed(Fraction(0), Fraction(len(expr.items))), whole=True)
            case "mean" | "median":
                return hull(union(values)) if values and is_weighed(expr) else ANYTHING
            case "min" | "max" | "best" | "worst" if values:
                return union(values)
            case "sum" if values:
                return partial_sums(values)
            case _:
                return self.whole_type(expr.type)

    def _number(self, op: Op) -> Known:
        known = self._worked_out(op)
        return known if is_short(known) else ANYTHING

    def _worked_out(self, op: Op) -> Known:
        if op.op == "how_many":
            return Domain(closed(Fraction(0), Fraction(len(op.args))), whole=True)
        if op.op == "against_limits":
            return SIGNIFICANCE
        domains = [known for known in map(self.of, op.args) if isinstance(known, Domain)]
        if op.op == "round" and domains and (step := step_of(op)) is not None:
            return rounded(domains[0], step)
        combine = _ARITHMETIC.get(op.op)
        if combine is None or len(domains) < len(op.args):
            return ANYTHING
        return combine(domains)


def moved(labels: frozenset[int], kind: str, label: int) -> frozenset[int]:
    """The labels that an adjustment makes of some labels."""
    if kind == "no better than":
        return frozenset(max(place, label) for place in labels)
    if kind == "no worse than":
        return frozenset(min(place, label) for place in labels)
    return frozenset([label])


# --- ranges of numbers -------------------------------------------------------------------------------------------


def _unit_range(type_: Type) -> Domain:
    """What figures in a unit can be, as data are held to it."""
    unit = type_.unit
    if unit is None:
        return ANYTHING
    low: Cut = (unit.low * unit.factor, BEFORE) if unit.low is not None else BEGINNING
    high: Cut = (unit.high * unit.factor, BEHIND) if unit.high is not None else END
    return Domain(Region(((low, high),)))


_ARITHMETIC: Mapping[str, Callable[[Sequence[Domain]], Domain]] = {
    "add": added,
    "sub": lambda domains: added([domains[0], scaled(domains[1], Fraction(-1))]),
    "neg": lambda domains: scaled(domains[0], Fraction(-1)),
    "mul": multiplied,
    "div": divided,
    "min": any_of,
    "max": any_of,
    "abs": lambda domains: distance(domains[0]),
}


def step_of(rounding: Op) -> Fraction | None:
    """What `round` rounds to; None where that hangs on the data."""
    places = rounding.args[1]
    if not isinstance(places, Literal) or not isinstance(places.value, Fraction):
        return None
    factor = rounding.type.unit.factor if rounding.type.unit else Fraction(1)
    return factor / Fraction(10) ** int(places.value)


def is_weighed(expr: Aggregate | WeightedMean) -> bool:
    """Whether all weights are numbers and none is negative, so that the mean lies among what it is the mean of."""
    parts = expr.items if isinstance(expr, Aggregate) else expr.lines
    return all(
        isinstance(p.weight, Literal) and isinstance(p.weight.value, Fraction) and p.weight.value >= 0 for p in parts
    )

"""A reading of the rules for examples: what a test cannot name is spelled out down to what it can.

Unlike a proof, an example may assume that every member of a group has its value, that the first so many of them are
those that are counted, and that there is no earlier period. The exact engine then says what really comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from ccgrules.model.expressions import Choose, Literal, Op, Ref, WeightedMean
from ccgrules.model.types import Kind
from ccgrules.plan.draft import parts
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Lag, PlanExpr, Since
from ccgrules.prove.cases import values_for
from ccgrules.prove.formula import FALSE, TRUE, Among, Form, Formula, both, either, negated
from ccgrules.prove.labels import final_labels
from ccgrules.prove.read import NumberPieces, Reading
from ccgrules.scenario.boundaries.columns import Columns
from ccgrules.source import Span

COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")

DECIDED = "the comparison"
"""The unknown that says whether the comparison that is looked into holds; no column has a name with a space first."""

IS_DECIDED = Among(DECIDED, frozenset([1]), 2)

MOST_COMBINED = 5
"""Of so many conditions any may be those that are counted; of more, the first."""


@dataclass(frozen=True, slots=True)
class Spelling(Reading):
    """Reads expressions of one plan for examples.

    Attributes:
        opened: Columns that are read as what they are worked out from.
        decided: The comparison that is looked into; its truth is an unknown of its own, `DECIDED`.
        needed: Columns that must have a value, as the rules ask whether it is missing.
        assumed: What the reading takes for granted: of many conditions that are counted, the first ones hold.
    """

    opened: frozenset[str] = frozenset()
    decided: Span | None = None
    needed: dict[str, None] = field(default_factory=dict)
    assumed: dict[Formula, None] = field(default_factory=dict)

    @staticmethod
    def opening(reading: Reading, columns: Columns, moved: Sequence[str] = (), decided: Span | None = None) -> Spelling:
        """A fresh reading that opens what tests cannot name, fixed levels, and all that hangs on what is moved."""
        fixed = {name for name in reading.steps if is_fixed(reading, name)}
        hidden = {name for name in reading.steps if not columns.nameable(name)}
        hanging = {name for column in moved for name in columns.hanging_on(column)}
        opened = frozenset(fixed | hidden | hanging)
        return Spelling(reading.plan, reading.columns, reading.steps, opened=opened, decided=decided)

    def opened_as(self, expr: PlanExpr) -> PlanExpr | None:
        """What a reference to an opened column stands for; None for anything else."""
        step = self.steps.get(expr.name) if isinstance(expr, Ref) else None
        return step.expr if isinstance(step, Compute) and step.name in self.opened else None

    # The zero-argument `super()` does not work in a dataclass with slots, hence the plain calls below.

    def truth(self, expr: PlanExpr) -> Formula:
        """When a yes/no expression is true."""
        inner = self.opened_as(expr)
        if inner is not None:
            return self.truth(inner)
        match expr:
            case Op() if expr.op in COMPARISONS and expr.span == self.decided:
                return IS_DECIDED
            case Ref():
                return self._unknown_truth(expr)
            case Op("is_missing", (Ref(name),)):
                return self._is_missing(name)
            case Aggregate(function="any"):
                return either(self.truth(item.value) for item in expr.items)
            case Aggregate(function="all"):
                return both(self.truth(item.value) for item in expr.items)
            case _:
                return Reading.truth(self, expr)

    def _is_missing(self, name: str) -> Formula:
        if isinstance(self.steps.get(name), Lag):
            return TRUE
        self.needed[name] = None
        return FALSE

    def is_among(self, expr: PlanExpr, places: frozenset[int]) -> Formula:
        """When a label, word or yes/no expression has one of these places."""
        inner = self.opened_as(expr)
        if inner is not None:
            return self.is_among(inner, places)
        step = self.steps.get(expr.name) if isinstance(expr, Ref) else None
        if isinstance(step, Adjust) and step.name in self.opened:
            return final_labels(self, step)(places)
        if isinstance(expr, Aggregate) and expr.function in ("best", "worst") and expr.type.kind is Kind.LABEL:
            return Reading.is_among(self, _of_items(expr.function, expr), places)
        return Reading.is_among(self, expr, places)

    def numbers(self, expr: PlanExpr) -> NumberPieces:
        """What a number comes to, by alternatives. Raises as `Reading.numbers`."""
        inner = self.opened_as(expr)
        if inner is not None:
            return self.numbers(inner)
        match expr:
            case Op("round", (rounded, _)):
                return self.numbers(rounded)
            case Aggregate(function="min" | "max" as function):
                return self.numbers(_of_items(function, expr))
            case Aggregate() if (pieces := self.of_all(expr)) is not None:
                return pieces
            case WeightedMean(lines):
                return self.weighted(lines, expr)
            case _ if (conditions := counted(expr)) is not None:
                return self._counted(conditions)
            case _:
                return Reading.numbers(self, expr)

    def _counted(self, conditions: Sequence[PlanExpr]) -> NumberPieces:
        truths = self.truths(conditions)
        sizes = range(len(truths) + 1)
        if len(truths) <= MOST_COMBINED:
            return [(either(_some_of(truths, many)), Form((), Fraction(many))) for many in sizes]
        pieces: NumberPieces = [(first_of(truths, many), Form((), Fraction(many))) for many in sizes]
        self.assumed[either(guard for guard, _ in pieces)] = None
        return pieces

    def truths(self, conditions: Sequence[PlanExpr]) -> list[Formula]:
        """When each of some conditions holds; those that always do come first, and those that never do last."""
        return sorted((self.truth(condition) for condition in conditions), key=self._seldom)

    def _seldom(self, truth: Formula) -> int:
        if values_for(self, truth) is None:
            return 2
        return 0 if values_for(self, negated(truth)) is None else 1


def first_of(truths: Sequence[Formula], many: int) -> Formula:
    """When the first so many of some conditions hold, and the others do not."""
    return both([*truths[:many], *(negated(truth) for truth in truths[many:])])


def _some_of(truths: Sequence[Formula], many: int) -> Iterator[Formula]:
    """For each choice of so many conditions, when just these hold."""
    for chosen in combinations(range(len(truths)), many):
        yield both(truth if place in chosen else negated(truth) for place, truth in enumerate(truths))


def _of_items(function: str, aggregate: Aggregate) -> Op:
    """A function across members as the same of so many values."""
    # an `Op` is typed as the model has it, whose parts have no `Aggregate`; those of a plan may (see `plan.steps`)
    values: Any = tuple(item.value for item in aggregate.items)
    return Op(function, values, aggregate.type, span=aggregate.span)


def counted(expr: PlanExpr) -> Sequence[PlanExpr] | None:
    """The conditions of which a number says how many hold; None for other numbers."""
    match expr:
        case Aggregate(function="count"):
            return [item.value for item in expr.items]
        case Op("how_many", args):
            return args
        case _:
            return None


def is_fixed(reading: Reading, name: str) -> bool:
    """Whether a column is the same for every organisation: a constant, perhaps by period."""
    step = reading.steps.get(name)
    return isinstance(step, Since) or (
        isinstance(step, Compute) and step.expr is not None and fixed(reading, step.expr) and step.used is None
    )


def fixed(reading: Reading, expr: PlanExpr) -> bool:
    """Whether an expression is the same for every organisation."""
    if isinstance(expr, Literal):
        return True
    if isinstance(expr, Ref):
        return is_fixed(reading, expr.name)
    return isinstance(expr, Op | Choose) and all(fixed(reading, part) for part in parts(expr))

"""The expressions of a plan as formulas and linear forms over what they depend on.

Conditions are looked into, whether written in place or named; a column of numbers or labels, and whatever else cannot
be said in linear comparisons (means, places, products of two values), is an unknown of its own. Values are taken to be
there: what is missing is another matter.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from ccgrules.model.expressions import Choose, Literal, Lookup, Op, Ref, WeightedLine, WeightedMean
from ccgrules.model.types import Kind, Type
from ccgrules.plan.steps import Aggregate, Compute, Item, Plan, PlanExpr, Step
from ccgrules.prove.formula import (
    FALSE,
    TRUE,
    Among,
    Compare,
    Form,
    Formula,
    Unknown,
    both,
    either,
    is_longer,
    negated,
)
from ccgrules.prove.known import Knowing, Known, known_columns, words_of
from ccgrules.prove.linear import TooHard
from ccgrules.prove.solve import BRIEF, Answer, Effort, solve

MOST_PIECES = 64
"""An expression with more alternatives than this becomes an unknown of its own."""

MOST_PARTS = 2_000
"""Alternatives whose conditions have more parts than this altogether are not followed: nesting multiplies them."""

COMPARED_LABELS: dict[str, Callable[[int, int], bool]] = {
    "better": operator.lt, "worse": operator.gt, "is": operator.eq, "eq": operator.eq, "ne": operator.ne
}  # fmt: skip
"""Comparisons of two labels, by their places on the scale."""

NumberPieces = list[tuple[Formula, Form]]
PlacePieces = list[tuple[Formula, int | Unknown]]


@dataclass(frozen=True, slots=True)
class Opaque:
    """An expression that is not looked into; equal expressions have one number."""

    number: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads expressions of one plan.

    Attributes:
        plan: The plan.
        columns: What is known of its columns.
        domains: What is known of the unknowns met so far.
        shown: For each unknown met, an expression that stands for it in the ruleset.
        opaque: The expressions that are not looked into.
    """

    plan: Plan
    columns: Mapping[str, Known]
    steps: Mapping[str, Step]
    domains: dict[Unknown, Known] = field(default_factory=dict)
    shown: dict[Unknown, PlanExpr] = field(default_factory=dict)
    opaque: dict[PlanExpr, Opaque] = field(default_factory=dict)

    @staticmethod
    def of(plan: Plan) -> Reading:
        """A reading of a plan, with nothing read so far."""
        return Reading(plan, known_columns(plan), {step.name: step for step in plan.steps})

    # --- conditions --------------------------------------------------------------------------------------------

    def truth(self, expr: PlanExpr) -> Formula:
        """When a yes/no expression is true."""
        match expr:
            case Literal(value):
                return TRUE if value is True else FALSE
            case Op("and", args):
                return both([self.truth(arg) for arg in args])
            case Op("or", args):
                return either([self.truth(arg) for arg in args])
            case Op("not", (arg,)):
                return negated(self.truth(arg))
            case Op("lt" | "le" | "gt" | "ge" | "eq" | "ne") if _is_number(expr.args[0].type):
                return self._compared(expr)
            case Op("is" | "one_of" | "eq" | "ne" | "better" | "worse"):
                return self._label(expr)
            case Choose(cases):
                taken = self._guards(expr)
                return either(both([guard, self.truth(case.outcome)]) for guard, case in zip(taken, cases))
            case Ref(name):
                named = self._condition(name)
                return self._unknown_truth(expr) if named is None else self.truth(named)
            case _:
                return self._unknown_truth(expr)

    def _condition(self, name: str) -> PlanExpr | None:
        """What a named condition says, if it is worked out in all cases."""
        step = self.steps.get(name)
        plain = isinstance(step, Compute) and step.supplied is None and step.used is None and step.value is None
        return step.expr if plain and isinstance(step, Compute) else None

    def _unknown_truth(self, expr: PlanExpr) -> Formula:
        return Among(self._unknown(expr), frozenset([1]), 2)

    def _compared(self, op: Op) -> Formula:
        left, right = op.args
        try:
            return either(
                both([here, there, _comparison(op.op, a, b)])
                for here, a in self.numbers(left)
                for there, b in self.numbers(right)
            )
        except TooHard:
            return self._unknown_truth(op)

    def _label(self, op: Op) -> Formula:
        subject, *others = op.args
        words = words_of(self.plan, subject.type)
        named = [self._place(other, words) for other in others]
        if words and named == [None] and op.op in COMPARED_LABELS and op.type.kind is Kind.YES_NO:
            return self._two_labels(op.op, subject, others[0], len(words))
        if not words or any(place is None for place in named):
            if op.op == "ne":
                return negated(self._unknown_truth(replace(op, op="eq")))
            return self._unknown_truth(op)
        places = frozenset(place for place in named if place is not None)
        if op.op == "better":
            places = frozenset(range(min(places)))
        elif op.op == "worse":
            places = frozenset(range(max(places) + 1, len(words)))
        elif op.op == "ne":
            places = frozenset(range(len(words))) - places
        return self.is_among(subject, places)

    def _two_labels(self, op: str, subject: PlanExpr, other: PlanExpr, size: int) -> Formula:
        """When a comparison of two labels holds, neither of them written out: for each place of the other."""
        return either(
            both(
                [
                    self.is_among(other, frozenset([place])),
                    self.is_among(subject, frozenset(p for p in range(size) if COMPARED_LABELS[op](p, place))),
                ]
            )
            for place in range(size)
        )

    def is_among(self, expr: PlanExpr, places: frozenset[int]) -> Formula:
        """When a label, word or yes/no expression has one of these places."""
        words = words_of(self.plan, expr.type)
        match expr:
            case Literal():
                return TRUE if self._place(expr, words) in places else FALSE
            case Choose(cases):
                taken = self._guards(expr)
                return either(both([guard, self.is_among(case.outcome, places)]) for guard, case in zip(taken, cases))
            case Lookup():
                return self._cells(expr, places)
            case Op("best", args):
                return self._best(args, places, len(words))
            case Op("worst", args):
                turned = frozenset(len(words) - 1 - place for place in places)
                return self._best(args, turned, len(words), turned=True)
            case _ if expr.type.kind is Kind.YES_NO:
                holds = self.truth(expr)
                return either([*([holds] if 1 in places else []), *([negated(holds)] if 0 in places else [])])
            case _:
                return Among(self._unknown(expr), places, len(words))

    def _place(self, expr: PlanExpr, words: Sequence[str]) -> int | None:
        if not isinstance(expr, Literal):
            return None
        word = ("no", "yes")[expr.value] if isinstance(expr.value, bool) else expr.value
        return words.index(word) if isinstance(word, str) and word in words else None

    def _best(self, args: Sequence[PlanExpr], places: frozenset[int], size: int, *, turned: bool = False) -> Formula:
        """When the first in order of some labels has one of the places; `turned` counts them from the other end."""

        def at(arg: PlanExpr, among: range) -> Formula:
            return self.is_among(arg, frozenset(size - 1 - place if turned else place for place in among))

        return either(
            both(
                [
                    either(at(arg, range(place, place + 1)) for arg in args),
                    *(at(arg, range(place, size)) for arg in args),
                ]
            )
            for place in sorted(places)
        )

    def _cells(self, table: Lookup, places: frozenset[int]) -> Formula:
        return either(both([here, self.is_among(cell, places)]) for here, cell in self.filled(table))

    def cells(self, table: Lookup) -> NumberPieces:
        """What a table of numbers comes to. Raises as `numbers`."""
        found = [(both([here, guard]), form) for here, cell in self.filled(table) for guard, form in self.numbers(cell)]
        if len(found) > MOST_PIECES:
            raise TooHard
        return found

    def filled(self, table: Lookup) -> Iterator[tuple[Formula, PlanExpr]]:
        """The cells that are not `unknown`, each with when it is looked up."""
        for row, line in zip(table.row_keys, table.cells):
            for column, cell in zip(table.column_keys, line):
                if cell is not None:
                    yield both([self.key_is(table.rows, row), self.key_is(table.columns, column)]), cell

    def key_is(self, subject: PlanExpr, key: Fraction | bool | str) -> Formula:
        """When what a table is looked up by is one of its keys."""
        if isinstance(key, Fraction):
            return either(
                both([guard, Compare(form.plus(Form((), -key)), "eq")]) for guard, form in self.numbers(subject)
            )
        word = ("no", "yes")[key] if isinstance(key, bool) else key
        words = words_of(self.plan, subject.type)
        return self.is_among(subject, frozenset([words.index(word)] if word in words else ()))

    def guards(self, choose: Choose) -> list[Formula]:
        """For each case, when its own condition holds; `otherwise` always does."""
        return [TRUE if case.when is None else self.truth(case.when) for case in choose.cases]

    def _guards(self, choose: Choose) -> list[Formula]:
        """For each case, when it is the one taken."""
        taken: list[Formula] = []
        before: list[Formula] = []
        for own in self.guards(choose):
            taken.append(both([*before, own]))
            before.append(negated(own))
        return taken

    # --- numbers -----------------------------------------------------------------------------------------------

    def numbers(self, expr: PlanExpr) -> NumberPieces:
        """What a number comes to: for each alternative, when it is taken and its linear form.

        Raises:
            TooHard: There are too many alternatives, or what says when they are taken is too long.
        """
        pieces = self._numbers(expr)
        if len(pieces) > MOST_PIECES or is_longer((guard for guard, _ in pieces), MOST_PARTS):
            raise TooHard
        return pieces

    def _numbers(self, expr: PlanExpr) -> NumberPieces:
        match expr:
            case Literal(value):
                return [(TRUE, Form((), _as_number(value)))]
            case Op("add" | "sub", (left, right)):
                sign = Fraction(1 if expr.op == "add" else -1)
                return [
                    (both([here, there]), a.plus(b, sign))
                    for here, a in self.numbers(left)
                    for there, b in self.numbers(right)
                ]
            case Op("neg", (arg,)):
                return [(guard, form.times(Fraction(-1))) for guard, form in self.numbers(arg)]
            case Op("mul" | "div", (left, right)):
                return self._product(expr, left, right)
            case Op("min" | "max", args):
                return self._extreme(args, expr.op)
            case Op("abs", (arg,)):
                return self._extreme((arg, Op("neg", (arg,), expr.type, span=expr.span)), "max")
            case Choose(cases):
                return [
                    (both([guard, inner]), form)
                    for guard, case in zip(self._guards(expr), cases)
                    for inner, form in self.numbers(case.outcome)
                ]
            case WeightedMean(reweight=False):
                return self.weighted(expr.lines, expr)
            case _:
                return [(TRUE, Form.unknown(self._unknown(expr)))]

    def _product(self, expr: Op, left: PlanExpr, right: PlanExpr) -> NumberPieces:
        a, b = self.numbers(left), self.numbers(right)
        if all(not form.terms and (expr.op == "mul" or form.constant) for _, form in b):
            return [
                (both([here, there]), form.times(factor.constant if expr.op == "mul" else 1 / factor.constant))
                for here, form in a
                for there, factor in b
            ]
        if expr.op == "mul" and all(not form.terms for _, form in a):
            return self._product(expr, right, left)
        return [(TRUE, Form.unknown(self._unknown(expr)))]

    def _extreme(self, args: Sequence[PlanExpr], op: str) -> NumberPieces:
        """The least or greatest of some numbers: each in turn, where none of the others goes beyond it."""
        every = [self.numbers(arg) for arg in args]
        found: NumberPieces = []
        for number, own in enumerate(every):
            others = [pieces for place, pieces in enumerate(every) if place != number]
            for guard, form in own:
                beyond = [
                    both([there, _comparison("gt" if op == "max" else "lt", other, form)])
                    for pieces in others
                    for there, other in pieces
                ]
                found.append((both([guard, *(negated(one) for one in beyond)]), form))
        return found

    def of_all(self, aggregate: Aggregate) -> NumberPieces | None:
        """What a mean or a sum across a group comes to where every member is there; None for other functions."""
        if aggregate.function == "mean":
            return self.weighted(aggregate.items, aggregate)
        if aggregate.function == "sum":
            nothing: NumberPieces = [(TRUE, Form(()))]
            return reduce(_sums, [self.numbers(item.value) for item in aggregate.items], nothing)
        return None

    def weighted(self, lines: Sequence[WeightedLine | Item], mean: WeightedMean | Aggregate) -> NumberPieces:
        """What a weighted mean comes to where all its lines are there. Raises as `numbers`."""
        total: NumberPieces = [(TRUE, Form(()))]
        weights = [self._fixed(line.weight) for line in lines]
        known = [weight for weight in weights if weight is not None]
        if len(known) < len(weights) or not sum(known):
            return [(TRUE, Form.unknown(self._unknown(mean)))]
        for line, weight in zip(lines, known):
            share = weight / sum(known)
            total = [
                (both([here, there]), form.plus(value, share))
                for here, form in total
                for there, value in self.numbers(line.value)
            ]
            if len(total) > MOST_PIECES:
                raise TooHard
        return total

    def _fixed(self, expr: PlanExpr) -> Fraction | None:
        return expr.value if isinstance(expr, Literal) and isinstance(expr.value, Fraction) else None

    # --- unknowns ----------------------------------------------------------------------------------------------

    def _unknown(self, expr: PlanExpr) -> Unknown:
        """The unknown that an expression is: a column's name, or the number under which the expression is known."""
        unknown: Unknown = expr.name if isinstance(expr, Ref) else self._opaque(expr)
        if unknown not in self.shown:
            self.shown[unknown] = expr
            self.domains[unknown] = self.known(expr)
        return unknown

    def _opaque(self, expr: PlanExpr) -> Opaque:
        return self.opaque.setdefault(expr, Opaque(len(self.opaque)))

    def meet(self, columns: Iterable[str]) -> None:
        """Takes columns for unknowns, as if a formula spoke of them."""
        for name in columns:
            step = self.steps[name]
            self._unknown(Ref(name, step.type, span=step.origin.span))

    def solve(self, formula: Formula, effort: Effort = BRIEF) -> Answer | None:
        """Values that make a formula true; None if there are none. Raises as `solve`."""
        return solve(formula, self.domains, effort)

    def known(self, expr: PlanExpr) -> Known:
        """What an expression can be at all."""
        return Knowing(self.plan, dict(self.columns)).of(expr)


def _sums(left: NumberPieces, right: NumberPieces) -> NumberPieces:
    if len(left) * len(right) > MOST_PIECES:
        raise TooHard
    return [(both([here, there]), a.plus(b)) for here, a in left for there, b in right]


def _is_number(type_: Type) -> bool:
    return type_.kind in (Kind.NUMBER, Kind.DATE)


def _as_number(value: Any) -> Fraction:
    if isinstance(value, datetime.date):
        return Fraction(value.toordinal())
    if not isinstance(value, Fraction):
        raise TooHard
    return value


def _comparison(op: str, left: Form, right: Form) -> Compare:
    """`left op right` as a comparison with zero."""
    match op:
        case "lt" | "le" | "eq" | "ne":
            return Compare(left.plus(right, Fraction(-1)), op)
        case _:
            return Compare(right.plus(left, Fraction(-1)), "lt" if op == "gt" else "le")

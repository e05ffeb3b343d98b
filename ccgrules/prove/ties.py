"""How unknowns hang together: what a column or an expression is made of, as formulas.

A search that treats a score and its value as two unknowns finds pairs that no organisation can have. These formulas tie
them: a column is what its rules make of what they use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ccgrules.model.types import Kind
from ccgrules.plan.draft import referred, used_columns
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Lag, PlanExpr
from ccgrules.prove.formula import Among, Compare, Form, Formula, Unknown, both, either, unknowns
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import NumberPieces, Reading

MOST_TIES = 24
"""More values than this between two others are not looked into."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Ties between the unknowns of one reading.

    Attributes:
        reading: The reading.
        made: For each column, the columns that it is worked out from, near and far.
    """

    reading: Reading
    made: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @staticmethod
    def of(reading: Reading) -> Ties:
        """The ties of a plan."""
        made: dict[str, frozenset[str]] = {}
        for step in reading.plan.steps:
            near = frozenset(used_columns(step))
            made[step.name] = near.union(*(made.get(name, frozenset()) for name in near))
            if isinstance(step, Adjust):
                made.update((adjustment.column, made[step.name]) for adjustment in step.adjustments)
        return Ties(reading, made)

    def hangs_on(self, unknown: Unknown, other: Unknown) -> bool:
        """Whether an unknown is worked out from another."""
        return other != unknown and other in self._columns(unknown)

    def _columns(self, unknown: Unknown) -> frozenset[str]:
        if isinstance(unknown, str):
            return self.made.get(unknown, frozenset())
        shown = self.reading.shown.get(unknown)
        near = frozenset(referred(shown)) if shown is not None else frozenset[str]()
        return near.union(*(self.made.get(name, frozenset()) for name in near))

    def between(self, formula: Formula, start: Unknown) -> tuple[tuple[Unknown, ...], Formula]:
        """The unknowns through which a formula hangs on another unknown, and how each is made.

        Raises:
            TooHard: There are too many, or one of them is made in a way that formulas cannot say.
        """
        waiting = [unknown for unknown in unknowns(formula) if self.hangs_on(unknown, start)]
        found: dict[Unknown, Formula] = {}
        while waiting:
            unknown = waiting.pop()
            if unknown in found:
                continue
            if len(found) >= MOST_TIES:
                raise TooHard
            found[unknown] = self._made_of(unknown)
            waiting.extend(other for other in unknowns(found[unknown]) if self.hangs_on(other, start))
        return tuple(found), both(found.values())

    def among(self, formula: Formula) -> Formula:
        """How the unknowns of a formula are made of each other.

        Raises:
            TooHard: As `between`.
        """
        met = dict.fromkeys(unknowns(formula))
        starts = [unknown for unknown in met if any(self.hangs_on(other, unknown) for other in met)]
        return both(self.between(formula, start)[1] for start in starts)

    def _made_of(self, unknown: Unknown) -> Formula:
        """What an unknown is, in terms of those that it is worked out from."""
        if not isinstance(unknown, str):
            return self._expression(unknown, self.reading.shown[unknown])
        step = self.reading.steps[unknown]
        match step:
            case Adjust():
                labels = final_labels(self.reading, step)
                size = len(words_of(self.reading.plan, step.type))
                return either(
                    both([Among(unknown, frozenset([place]), size), labels(frozenset([place]))])
                    for place in range(size)
                )
            case Compute() if step.expr is not None and step.supplied is None and step.used is None:
                return self._expression(unknown, step.expr)
            case Figure() | Lag() | _:
                raise TooHard

    def _expression(self, unknown: Unknown, expr: PlanExpr) -> Formula:
        if expr.type.kind is Kind.NUMBER:
            pieces = self._pieces(unknown, expr)
            minus = Form.unknown(unknown).times(Fraction(-1))
            return either(both([guard, Compare(form.plus(minus), "eq")]) for guard, form in pieces)
        size = len(words_of(self.reading.plan, expr.type))
        if not size or expr == self.reading.shown.get(unknown):
            raise TooHard
        return either(
            both([Among(unknown, frozenset([place]), size), self.reading.is_among(expr, frozenset([place]))])
            for place in range(size)
        )

    def _pieces(self, unknown: Unknown, expr: PlanExpr) -> NumberPieces:
        pieces = self.reading.of_all(expr) if isinstance(expr, Aggregate) else self.reading.numbers(expr)
        if pieces is None or any(unknown in dict(form.terms) for _, form in pieces):
            raise TooHard
        return pieces


def renamed(formula: Formula, names: Mapping[Unknown, Unknown]) -> Formula:
    """The formula with other unknowns in the place of some."""
    match formula:
        case Compare(form, op):
            return Compare(renamed_form(form, names), op)
        case Among(of, places, size):
            return Among(names.get(of, of), places, size)
        case _:
            return type(formula)(tuple(renamed(part, names) for part in formula.parts))


def renamed_form(form: Form, names: Mapping[Unknown, Unknown]) -> Form:
    """The linear form with other unknowns in the place of some."""
    return Form.of({names.get(of, of): factor for of, factor in form.terms}, form.constant)

"""Which labels and which numbers a value can be at all, as far as its rules show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from ccgrules.model.expressions import Choose, Dated, Expr, Literal, Lookup, MethodCall, Op, Previous, Ref
from ccgrules.model.ruleset import Rating, Ruleset
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import Kind
from ccgrules.model.walk import NamedValue

Outcome = Fraction | str
Outcomes = frozenset[Outcome]

SIGNIFICANCE: Outcomes = frozenset((Fraction(-1), Fraction(0), Fraction(1)))
"""Significantly worse, neither, significantly better."""

MOST_OUTCOMES = 200
"""A value that may be more numbers than this counts as one that may be any."""


@dataclass(slots=True)
class Possible:
    """For each named value the outcomes that it can have; a value that is not in it may be anything.

    Filled in the order in which values depend on each other, so that each looks up only what is known already.
    """

    ruleset: Ruleset
    known: dict[str, Outcomes] = field(default_factory=dict)

    def add(self, value: NamedValue) -> None:
        """Notes the outcomes of a named value."""
        if value.definition.supplied or value.definition.how is None:
            return
        found = self.of(value.definition.how)
        rating = self.ruleset.ratings.get(value.column.removesuffix(f".{CALCULATED}"))
        if found is not None and rating is not None:
            found = self._adjusted(rating, found)
        score = self._score_of_missing(value)
        if found is not None and score is not None:
            found |= {score}
        if found is not None and len(found) <= MOST_OUTCOMES:
            self.known[value.column] = found

    def _score_of_missing(self, value: NamedValue) -> Fraction | None:
        if not value.column.endswith(".score"):
            return None
        member = self.ruleset.indicators.get(value.owner) or self.ruleset.groups.get(value.owner)
        return member.when_missing.score if member is not None else None

    def _adjusted(self, rating: Rating, start: Outcomes) -> Outcomes:
        """The labels after the adjustments, each of which may apply or not."""
        order = [label.name for label in self.ruleset.scales[rating.scale].labels]
        found = set(start)
        for adjustment in rating.adjustments:
            label = adjustment.label
            if label is None or (adjustment.kind != "becomes" and not _moves(adjustment.kind, label, found, order)):
                continue
            found.add(label)
        return frozenset(found)

    def of(self, expr: Expr) -> Outcomes | None:
        """The outcomes of an expression; None where it may be anything."""
        match expr:
            case Literal(value):
                return frozenset({value}) if isinstance(value, (Fraction, str)) else None
            case Ref(name):
                return self.known.get(name)
            case Choose(cases):
                return self._any_of(case.outcome for case in cases)
            case Lookup():
                return self._any_of(cell for row in expr.cells for cell in row if cell is not None)
            case Op("significance"):
                return SIGNIFICANCE
            case Op("best" | "worst" | "min" | "max", args):
                return self._any_of(args)
            case Dated(first, later):
                return self._any_of((first, *(value for _, value in later)))
            case Previous(arg):
                return self.of(arg)
            case MethodCall():
                return self.of(expr.body)
            case _:
                return None

    def _any_of(self, exprs: Iterable[Expr]) -> Outcomes | None:
        found: set[Outcome] = set()
        for expr in exprs:
            outcomes = self.of(expr)
            if outcomes is None or len(found) > MOST_OUTCOMES:
                return None
            found |= outcomes
        return frozenset(found)

    def labels(self, expr: Expr) -> list[str]:
        """The labels or words that an expression may be, best first; all of its type where its rules do not say."""
        type_ = expr.type
        every = list(type_.choices)
        if type_.kind is Kind.LABEL and type_.scale is not None:
            every = [label.name for label in self.ruleset.scales[type_.scale].labels]
        found = self.of(expr)
        return every if found is None else [word for word in every if word in found]


def _moves(kind: str, label: str, found: set[Outcome], order: list[str]) -> bool:
    """Whether `no better than` or `no worse than` a label can move any of the labels found."""
    place = order.index(label)
    beyond = order[:place] if kind == "no better than" else order[place + 1 :]
    return any(word in found for word in beyond)

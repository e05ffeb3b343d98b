"""What becomes of an expression, narrowed down by looking for values: where none show it going up, it does not.

The search speaks of values that are all there. That is enough: what an expression comes to although something is
missing, it comes to whatever that would have been.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import combinations

from ccgrules.model.expressions import Choose, Literal
from ccgrules.model.types import Kind
from ccgrules.plan.draft import referred
from ccgrules.plan.steps import Plan, PlanExpr
from ccgrules.prove.cases import example_of
from ccgrules.prove.formula import Compare, Formula, both, either, negated
from ccgrules.prove.known import words_of
from ccgrules.prove.linear import TooHard
from ccgrules.prove.made import undefined
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import MODERATE, Answer
from ccgrules.prove.ties import Ties
from ccgrules.prove.turns.expressions import is_strict
from ccgrules.prove.turns.three_valued import WithMissing, leaves
from ccgrules.prove.turns.turn import BLOCKED, LEFT_OUT, THERE, Turn, Turns, there, ways, with_ways

MOST_MISSING = 5
"""Where expressions hang on more columns than this, it is not tried which of them may be missing."""

SOLVED = (Kind.NUMBER, Kind.DATE, Kind.LABEL, Kind.YES_NO)


@dataclass(slots=True)
class Solved:
    """Looks for values with which one expression comes to something else than another.

    Attributes:
        plan: The plan whose columns both expressions speak of.
    """

    plan: Plan
    _reading: Reading | None = field(default=None, repr=False)
    _ties: Ties | None = field(default=None, repr=False)

    @property
    def reading(self) -> Reading:
        """The reading of the plan, made when it is first needed."""
        if self._reading is None:
            self._reading = Reading.of(self.plan)
        return self._reading

    def narrowed(self, old: PlanExpr, new: PlanExpr, turns: Turns) -> Turns:
        """The turns, without those that no values show. All columns of both expressions stay as they are."""
        if old.type.kind not in SOLVED:
            return turns
        kept = {way for way in ways(turns) if not way or self._possible(partial(self._goes, old, new, way))}
        found = with_ways(turns, kept)
        if needs_alike(old, new):
            return found & self._missing_together(old, new)
        return found - self._one_sided(old, new, found)

    def _one_sided(self, old: PlanExpr, new: PlanExpr, turns: Turns) -> Turns:
        """Those turns by which a value is lost, or found, that do not happen whatever is missing."""
        lost = frozenset(turn for turn in turns if turn.before is THERE and turn.after is not THERE)
        found = frozenset(turn for turn in turns if turn.before is not THERE and turn.after is THERE)
        never = lost if lost and not self._comes_without(old, new) else frozenset()
        return never | found if found and not self._comes_without(new, old) else never

    def _comes_without(self, one: PlanExpr, other: PlanExpr) -> bool:
        """Whether one expression may come to something where the other does not, or that is too hard to tell."""
        try:
            columns = list(dict.fromkeys([*leaves(self.reading, one), *leaves(self.reading, other)]))
        except TooHard:
            return True
        if len(columns) > MOST_MISSING:
            return True
        every = (frozenset(some) for size in range(len(columns) + 1) for some in combinations(columns, size))
        return any(self._possible(partial(self._only, WithMissing(self.reading, some), one, other)) for some in every)

    def _only(self, reading: WithMissing, one: PlanExpr, other: PlanExpr) -> Formula:
        return both([reading.there(one), negated(reading.there(other))])

    def example(self, old: PlanExpr, new: PlanExpr, way: int) -> Answer | None:
        """Values, which can come together, with which the new expression is higher (1) or lower (-1) than the old.

        None if none were found.
        """
        if self._ties is None:
            self._ties = Ties.of(self.reading)
        try:
            return example_of(self.reading, self._ties, self._goes(old, new, way))
        except TooHard:
            return None

    def _possible(self, formula: Callable[[], Formula]) -> bool:
        """Whether some values make a formula true, or that is too hard to tell."""
        try:
            return self.reading.solve(formula(), MODERATE) is not None
        except TooHard:
            return True

    def _goes(self, old: PlanExpr, new: PlanExpr, way: int) -> Formula:
        """When the new expression is higher or lower than the old one.

        Raises:
            TooHard: That cannot be put into a formula.
        """
        if old.type.kind in (Kind.NUMBER, Kind.DATE):
            return either(
                both([here, there_, Compare(before.plus(after, Fraction(-1)).times(Fraction(way)), "lt")])
                for here, before in self.reading.numbers(old)
                for there_, after in self.reading.numbers(new)
            )
        if old.type.kind is Kind.YES_NO:
            before, after = self.reading.truth(old), self.reading.truth(new)
            return both([negated(before), after] if way > 0 else [before, negated(after)])
        places = range(len(words_of(self.plan, old.type)))
        if not places or words_of(self.plan, new.type) != words_of(self.plan, old.type):
            raise TooHard
        return either(
            both(
                [
                    self.reading.is_among(old, frozenset([a])),
                    self.reading.is_among(new, frozenset(_beyond(a, places, way))),
                ]
            )
            for a in places
        )

    def _missing_together(self, old: PlanExpr, new: PlanExpr) -> Turns:
        """What can become of expressions that both need the same columns: no case may be met on one side only."""
        found = {*there({-1, 0, 1}), Turn(LEFT_OUT, LEFT_OUT), Turn(BLOCKED, BLOCKED)}
        if self._possible(partial(self._defined_only, old, new)):
            found.add(Turn(THERE, BLOCKED))
        if self._possible(partial(self._defined_only, new, old)):
            found.add(Turn(BLOCKED, THERE))
        return frozenset(found)

    def _defined_only(self, one: PlanExpr, other: PlanExpr) -> Formula:
        return both([negated(undefined(self.reading, one)), undefined(self.reading, other)])


def _beyond(place: int, places: range, way: int) -> range:
    return range(place + 1, len(places)) if way > 0 else range(place)


def always_defined(expr: PlanExpr) -> bool:
    """Whether cases, if it is any, leave nothing out."""
    return not isinstance(expr, Choose) or expr.cases[-1].when is None


def needs_alike(old: PlanExpr, new: PlanExpr) -> bool:
    """Whether each of two expressions is missing, for the same reason, exactly where one of their columns is."""
    columns = frozenset(referred(old))
    return columns == frozenset(referred(new)) and columns == _needed(old) == _needed(new)


def _needed(expr: PlanExpr) -> frozenset[str] | None:
    """The columns without which an expression is missing, where those are all its columns; else None."""
    if is_strict(expr):
        return frozenset(referred(expr))
    if not isinstance(expr, Choose) or len(expr.cases) < 2:
        return None
    conditions = [case.when for case in expr.cases if case.when is not None]
    outcomes = [case.outcome.value if isinstance(case.outcome, Literal) else None for case in expr.cases]
    same = len({frozenset(referred(when)) for when in conditions}) == 1
    if not same or not all(map(is_strict, conditions)) or None in outcomes or len(set(outcomes)) == 1:
        return None
    return frozenset(referred(conditions[0]))

"""Values for which a threshold decides: two organisations alike in all but one value, on either side of the limit.

As for directions (`prove.direction`), the second organisation's value is an unknown of its own, a `Twin`; that of a
third one, beyond the pair, is a `Third`. Whether the outcome really differs is left to the engine to say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal as OneOf

from ccgrules.model.types import Type
from ccgrules.plan.steps import Adjust, Compute, PlanExpr
from ccgrules.prove.formula import Among, Compare, Form, Formula, Unknown, both, either, unknowns
from ccgrules.prove.known import Domain, points
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import Answer, solve
from ccgrules.prove.ties import renamed, renamed_form
from ccgrules.scenario.boundaries.columns import Columns
from ccgrules.scenario.boundaries.spelling import Spelling, counted, first_of
from ccgrules.scenario.boundaries.steps import kind_of, step_of
from ccgrules.scenario.boundaries.thresholds import Threshold
from ccgrules.scenario.boundaries.worlds import Third, Values, Worlds

Side = OneOf["under", "at", "over"]
SIDES: tuple[Side, ...] = ("under", "at", "over")
SIGNS: Mapping[Side, OneOf["lt", "eq", "gt"]] = {"under": "lt", "at": "eq", "over": "gt"}

BELOW: tuple[tuple[Side, Side], ...] = (("under", "at"), ("under", "over"))
ABOVE: tuple[tuple[Side, Side], ...] = (("at", "over"), ("under", "over"))
PAIRS: Mapping[str, tuple[tuple[Side, Side], ...]] = {
    "lt": BELOW,
    "ge": BELOW,
    "le": ABOVE,
    "gt": ABOVE,
    "eq": (("under", "at"), ("at", "over")),
    "ne": (("under", "at"), ("at", "over")),
}
"""Between which sides a comparison changes; the second pair where nothing can lie at the limit."""


HOLDS: Mapping[str, tuple[Side, ...]] = {
    "lt": ("under",),
    "le": ("under", "at"),
    "gt": ("over",),
    "ge": ("at", "over"),
    "eq": ("at",),
    "ne": ("under", "over"),
}
"""On which sides a comparison holds."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of looking.

    Attributes:
        alone: Whether the comparison must decide by itself, and not with another that changes at the same place.
        follow: Whether what hangs on the moved value moves with it; else it is given, like all else.
    """

    alone: bool
    follow: bool


WAYS = tuple(Way(alone=alone, follow=follow) for alone in (True, False) for follow in (True, False))
"""In the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Found:
    """Values on the sides of a limit.

    Attributes:
        spelling: The reading in which they were found.
        moved: The column that differs between the sides; None for a count, in which members differ.
        limit: The limit as a number; None where it comes with the data, too.
        pair: The sides between which the comparison changes.
        examples: For each side that can be had, all values that matter; for a count, `examples` differ in members.
    """

    spelling: Spelling
    moved: str | None
    limit: Fraction | None
    pair: tuple[Side, Side]
    examples: Mapping[Side, Values]


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for values, at one threshold after the other.

    Attributes:
        reading: What is known of the plan.
        columns: Its columns.
        sizes: Steps chosen in place of the usual ones, by kind of value.
    """

    reading: Reading
    columns: Columns
    sizes: Mapping[str, Fraction]

    def find(self, threshold: Threshold) -> Iterator[Found | None]:
        """For each limit (one that changes with the period is several): values, or None where none were found.

        Raises:
            TooHard: What is compared cannot be put into formulas, or the search was given up.
        """
        plain = Spelling.opening(self.reading, self.columns)
        conditions = counted(root(plain, threshold.subject))
        look = self._of_number if conditions is None else self._of_count
        for place, _ in enumerate(plain.numbers(threshold.limit)):
            yield next(filter(None, (look(threshold, place, how) for how in WAYS)), None)

    def _told(self, threshold: Threshold) -> Compute | Adjust:
        told = self.reading.steps[threshold.told]
        assert isinstance(told, Compute | Adjust)
        return told

    # --- a number that is moved --------------------------------------------------------------------------------

    def _of_number(self, threshold: Threshold, place: int, how: Way) -> Found | None:
        plain = Spelling.opening(self.reading, self.columns)
        met = dict.fromkeys(unknown for _, form in plain.numbers(threshold.subject) for unknown, _ in form.terms)
        movable = [unknown for unknown in met if isinstance(unknown, str)]
        if not movable:
            raise TooHard
        for moved in sorted(movable, key=lambda column: not self.columns.nameable(column)):
            spelling = Spelling.opening(self.reading, self.columns, [moved] if how.follow else [], threshold.span)
            when, limit = spelling.numbers(threshold.limit)[place]
            worlds = Worlds.of(spelling, self._told(threshold))
            for guard, subject in spelling.numbers(threshold.subject):
                if moved in dict(subject.terms):
                    gap = subject.plus(limit, Fraction(-1))
                    line = _Line(worlds, how.alone, moved, both([when, guard]), gap, self._step(moved, gap))
                    found = line.search(threshold.op, None if limit.terms else limit.constant)
                    if found is not None:
                        return found
        return None

    def _step(self, moved: str, gap: Form) -> Fraction:
        """One step of what is moved; as fine as the limit, where nothing else has a part in it."""
        limit = -gap.constant / dict(gap.terms)[moved] if len(gap.terms) == 1 else Fraction(0)
        return step_of(self.reading.steps[moved].type, limit, self.sizes)

    # --- how many hold -----------------------------------------------------------------------------------------

    def _of_count(self, threshold: Threshold, place: int, how: Way) -> Found | None:
        plain = Spelling.opening(self.reading, self.columns)
        conditions = counted(root(plain, threshold.subject)) or ()
        members = [name for condition in conditions for name in unknowns(plain.truth(condition))]
        moved = [name for name in members if isinstance(name, str)]
        spelling = Spelling.opening(self.reading, self.columns, moved if how.follow else [], threshold.span)
        when, limit = spelling.numbers(threshold.limit)[place]
        if limit.terms:
            raise TooHard
        row = _Row(Worlds.of(spelling, self._told(threshold)), how.alone, spelling.truths(conditions), when)
        return row.search(threshold.op, limit.constant)


def root(spelling: Spelling, expr: PlanExpr) -> PlanExpr:
    """What an expression is, past all references to what no test names."""
    inner = spelling.opened_as(expr)
    return expr if inner is None else root(spelling, inner)


def _truths(op: str, low: Side, high: Side) -> tuple[bool, bool]:
    return low in HOLDS[op], high in HOLDS[op]


@dataclass(frozen=True, slots=True)
class _Line:
    """A value that is moved along the line of numbers.

    Attributes:
        worlds: What comes of it.
        alone: Whether the comparison must decide by itself.
        moved: The value's column.
        guard: What must hold besides.
        gap: How far what is compared lies over the limit.
        step: How far the value is moved.
    """

    worlds: Worlds
    alone: bool
    moved: str
    guard: Formula
    gap: Form
    step: Fraction

    def search(self, op: str, limit: Fraction | None) -> Found | None:
        """Values on the sides of the limit for which the comparison decides."""
        domains = self.worlds.spelling.domains
        domains[self.moved] = _as_given(domains[self.moved], self.worlds.spelling.steps[self.moved].type)
        names = self.worlds.twins([self.moved])
        third = Third(self.moved)
        domains[third] = domains[self.moved]
        for low, high in PAIRS[op]:
            alike = both(
                [
                    self.guard,
                    renamed(self.guard, names),
                    _lies(self.gap, low),
                    _lies(renamed_form(self.gap, names), high),
                    self._next(self.moved, names[self.moved]),
                ]
            )
            for beyond in self._beyond(low, high, names[self.moved], third):
                answer = self.worlds.apart(both([alike, beyond]), names, _truths(op, low, high), alone=self.alone)
                if answer is not None:
                    return Found(
                        self.worlds.spelling, self.moved, limit, (low, high), self._examples(answer, low, high)
                    )
        return None

    def _next(self, before: Unknown, behind: Unknown) -> Formula:
        """The second value is the one next to the first, on the side on which the gap is wider."""
        rises = dict(self.gap.terms)[self.moved] > 0
        some = points(self.worlds.spelling.domains[self.moved])
        if some is not None:
            ordered = some if rises else some[::-1]
            return either(both([_equals(before, a), _equals(behind, b)]) for a, b in pairwise(ordered))
        known = self.worlds.spelling.domains[self.moved]
        size = Fraction(1) if isinstance(known, Domain) and known.whole else self.step
        step = size if rises else -size
        return Compare(Form.of({before: Fraction(1), behind: Fraction(-1)}, step), "eq")

    def _beyond(self, low: Side, high: Side, twin: Unknown, third: Unknown) -> Iterator[Formula]:
        """First that there is a value on the side that the pair leaves out, then nothing."""
        if high == "at":
            yield self._next(twin, third)
        elif low == "at":
            yield self._next(third, self.moved)
        yield both([])

    def _examples(self, answer: Answer, low: Side, high: Side) -> dict[Side, Values]:
        twin, third = self.worlds.twins([self.moved])[self.moved], Third(self.moved)
        shared = {name: value for name, value in answer.items() if name not in (twin, third)}
        found: dict[Side, Values] = {low: shared, high: {**shared, self.moved: answer[twin]}}
        if third in answer:
            (left,) = set(SIDES) - {low, high}
            found[left] = {**shared, self.moved: answer[third]}
        return {side: found[side] for side in SIDES if side in found}


def _as_given(known: object, type_: Type) -> Domain | frozenset[int]:
    """What a value may be where a test gives it: counts are whole."""
    assert isinstance(known, Domain | frozenset)
    whole = isinstance(known, Domain) and kind_of(type_.unit) == "count"
    return Domain(known.region, whole=True) if whole and isinstance(known, Domain) else known


def _lies(gap: Form, side: Side) -> Formula:
    sign = SIGNS[side]
    return Compare(gap.times(Fraction(-1)), "lt") if sign == "gt" else Compare(gap, sign)


def _equals(unknown: Unknown, value: Fraction) -> Formula:
    return Compare(Form(((unknown, Fraction(1)),), -value), "eq")


@dataclass(frozen=True, slots=True)
class _Row:
    """Conditions of which the first so many hold."""

    worlds: Worlds
    alone: bool
    truths: Sequence[Formula]
    when: Formula

    def search(self, op: str, limit: Fraction) -> Found | None:
        """Values with so many conditions that hold that the comparison decides."""
        size = len(self.truths)
        near: dict[Side, int] = {"under": math.ceil(limit) - 1, "over": math.floor(limit) + 1}
        if limit.denominator == 1:
            near["at"] = int(limit)
        sides = {side: many for side, many in near.items() if 0 <= many <= size}
        for low, high in PAIRS[op]:
            if low in sides and high in sides:
                names = self.worlds.twins(self._between(sides[low], sides[high]))
                alike = both([self.when, self._first(sides[low]), renamed(self._first(sides[high]), names)])
                answer = self.worlds.apart(alike, names, _truths(op, low, high), alone=self.alone)
                if answer is not None:
                    examples = self._examples(answer, names, (low, high), sides)
                    return Found(self.worlds.spelling, None, limit, (low, high), examples)
        return None

    def _first(self, many: int) -> Formula:
        return first_of(self.truths, many)

    def _between(self, low: int, high: int) -> list[Unknown]:
        """The unknowns of the conditions that hold in one case and not in the other."""
        return [unknown for truth in self.truths[low:high] for unknown in dict.fromkeys(unknowns(truth))]

    def _examples(
        self, answer: Answer, names: Mapping[Unknown, Unknown], pair: tuple[Side, Side], sides: Mapping[Side, int]
    ) -> dict[Side, Values]:
        twins = set(names.values())
        first = {name: value for name, value in answer.items() if name not in twins}
        second = {**first, **{own: answer[twin] for own, twin in names.items() if twin in answer}}
        found: dict[Side, Values] = {pair[0]: first, pair[1]: second}
        for side, many in sides.items():
            if side not in found:
                near = pair[0] if many < sides[pair[0]] else pair[1]
                free = self._between(min(many, sides[near]), max(many, sides[near]))
                beyond = self._beyond(found[near], free, many)
                if beyond is not None:
                    found[side] = beyond
        return {side: found[side] for side in SIDES if side in found}

    def _beyond(self, near: Values, free: Sequence[Unknown], many: int) -> Values | None:
        """The values with one more or one less that holds, all others as they are."""
        kept = {unknown: value for unknown, value in near.items() if unknown not in free}
        pins = [self._pin(unknown, value) for unknown, value in kept.items()]
        answer = solve(both([self._first(many), *pins]), self.worlds.spelling.domains)
        return None if answer is None else {**kept, **answer}

    def _pin(self, unknown: Unknown, value: Fraction | int) -> Formula:
        known = self.worlds.spelling.domains.get(unknown)
        if isinstance(known, frozenset):
            return Among(unknown, frozenset([int(value)]), max(known, default=0) + 1)
        return _equals(unknown, Fraction(value))

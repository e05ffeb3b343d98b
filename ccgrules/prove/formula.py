"""Conditions as formulas over named unknowns: linear comparisons of numbers, and memberships of finite sets.

An unknown is any hashable thing: a reference, an expression that is not looked into, or one of these for a second
organisation. Every formula is in negation normal form: `negated` pushes a "not" down to the comparisons.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal as OneOf

Unknown = Hashable


def _order(term: tuple[Unknown, Fraction]) -> str:
    return repr(term[0])


class Hashed:
    """What works out its hash once: formulas are looked up over and over, and are large."""

    __slots__ = ("_hash",)
    _hash: int

    def _content(self) -> Hashable:
        raise NotImplementedError

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            object.__setattr__(self, "_hash", hash(self._content()))
            return self._hash


@dataclass(frozen=True, slots=True)
class Form(Hashed):
    """A linear form: the sum of coefficients times unknowns, and a constant. No coefficient is 0."""

    terms: tuple[tuple[Unknown, Fraction], ...]
    constant: Fraction = Fraction(0)

    __hash__ = Hashed.__hash__

    def _content(self) -> Hashable:
        return self.terms, self.constant

    @staticmethod
    def of(coefficients: Mapping[Unknown, Fraction], constant: Fraction = Fraction(0)) -> Form:
        """The form with these coefficients; its unknowns stand in a fixed order, whatever theirs here."""
        kept = [(unknown, factor) for unknown, factor in coefficients.items() if factor]
        return Form(tuple(sorted(kept, key=_order)) if len(kept) > 1 else tuple(kept), constant)

    @staticmethod
    def unknown(name: Unknown) -> Form:
        """One unknown by itself."""
        return Form(((name, Fraction(1)),))

    def plus(self, other: Form, factor: Fraction = Fraction(1)) -> Form:
        """This and so many times the other."""
        total = dict(self.terms)
        for unknown, coefficient in other.terms:
            total[unknown] = total.get(unknown, Fraction(0)) + factor * coefficient
        return Form.of(total, self.constant + factor * other.constant)

    def times(self, factor: Fraction) -> Form:
        """So many times this."""
        if factor == 1:
            return self
        if not factor:
            return Form(())
        return Form(tuple((unknown, factor * c) for unknown, c in self.terms), factor * self.constant)


@dataclass(frozen=True, slots=True)
class Compare(Hashed):
    """A linear form is below, at most, equal to, or not equal to zero."""

    form: Form
    op: OneOf["lt", "le", "eq", "ne"]

    __hash__ = Hashed.__hash__

    def _content(self) -> Hashable:
        return self.form, self.op


@dataclass(frozen=True, slots=True)
class Among(Hashed):
    """An unknown of finitely many values (labels, words, no and yes, by number) is one of these."""

    unknown: Unknown
    places: frozenset[int]
    of: int

    __hash__ = Hashed.__hash__

    def _content(self) -> Hashable:
        return self.unknown, self.places


@dataclass(frozen=True, slots=True)
class And(Hashed):
    """All parts hold; of none: true."""

    parts: tuple[Formula, ...]

    __hash__ = Hashed.__hash__

    def _content(self) -> Hashable:
        return "and", self.parts


@dataclass(frozen=True, slots=True)
class Or(Hashed):
    """Some part holds; of none: false."""

    parts: tuple[Formula, ...]

    __hash__ = Hashed.__hash__

    def _content(self) -> Hashable:
        return "or", self.parts


Formula = Compare | Among | And | Or

TRUE, FALSE = And(()), Or(())


def both(parts: Iterable[Formula]) -> Formula:
    """All of some formulas; nested ones are joined."""
    kept: dict[Formula, None] = {}
    for part in parts:
        if part == FALSE:
            return FALSE
        kept.update(dict.fromkeys(part.parts if isinstance(part, And) else (part,)))
    return next(iter(kept)) if len(kept) == 1 else And(tuple(kept))


def either(parts: Iterable[Formula]) -> Formula:
    """Any of some formulas; nested ones are joined."""
    kept: dict[Formula, None] = {}
    for part in parts:
        if part == TRUE:
            return TRUE
        kept.update(dict.fromkeys(part.parts if isinstance(part, Or) else (part,)))
    return next(iter(kept)) if len(kept) == 1 else Or(tuple(kept))


def negated(formula: Formula) -> Formula:
    """What holds exactly where the formula does not."""
    match formula:
        case Compare(form, "lt"):
            return Compare(form.times(Fraction(-1)), "le")
        case Compare(form, "le"):
            return Compare(form.times(Fraction(-1)), "lt")
        case Compare(form, "eq"):
            return Compare(form, "ne")
        case Compare(form, _):
            return Compare(form, "eq")
        case Among(unknown, places, of):
            return Among(unknown, frozenset(range(of)) - places, of)
        case And(parts):
            return either(negated(part) for part in parts)
        case Or(parts):
            return both(negated(part) for part in parts)


def unknowns(formula: Formula) -> Iterable[Unknown]:
    """The unknowns of a formula, in order of appearance; one may come more than once."""
    match formula:
        case Compare(form):
            yield from (unknown for unknown, _ in form.terms)
        case Among(unknown):
            yield unknown
        case And(parts) | Or(parts):
            for part in parts:
                yield from unknowns(part)


def is_longer(formulas: Iterable[Formula], most: int) -> bool:
    """Whether formulas have more than so many parts altogether; looks at no more of them than that."""
    waiting = list(formulas)
    seen = 0
    while waiting:
        seen += 1
        if seen > most:
            return True
        formula = waiting.pop()
        if isinstance(formula, And | Or):
            waiting.extend(formula.parts)
    return False


Number = Fraction | int
Values = Mapping[Unknown, Number]


def holds(formula: Formula, values: Values) -> bool:
    """Whether a formula is true of these values: numbers, and the places of finite unknowns.

    Raises:
        KeyError: An unknown that matters has no value.
    """
    match formula:
        case Compare(form, op):
            return _compared(form_value(form, values), op)
        case Among(unknown, places):
            return values[unknown] in places
        case And(parts):
            return all(holds(part, values) for part in parts)
        case Or(parts):
            return any(holds(part, values) for part in parts)


def form_value(form: Form, values: Values) -> Fraction:
    """What a linear form comes to."""
    return sum((factor * values[unknown] for unknown, factor in form.terms), form.constant)


def _compared(value: Fraction, op: str) -> bool:
    return {"lt": value < 0, "le": value <= 0, "eq": value == 0, "ne": value != 0}[op]

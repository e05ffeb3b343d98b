"""What a condition says of one subject, as a region of that subject's values; None where it speaks of several."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ccgrules.model.expressions import Across, Among, Expr, Literal, Op, Ref
from ccgrules.model.regions import BEFORE, BEGINNING, BEHIND, END, EVERYTHING, Constraint, Region, compared, places
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.types import Kind, Type
from ccgrules.model.wording import expression_text

FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}
NO_YES = ("no", "yes")


def constraint(ruleset: Ruleset, condition: Expr) -> Constraint | None:
    """What a condition says, if it speaks of one subject and constants (or of two values compared with each other)."""
    if isinstance(condition, Op):
        if condition.op in FLIPPED:
            return _comparison(ruleset, condition)
        if condition.op in ("and", "or", "not"):
            return _combined(ruleset, condition)
        if condition.op in ("is", "one_of", "better", "worse"):
            return _label(ruleset, condition)
        if condition.op == "is_missing":
            return None
    return _truth(condition)


def _truth(condition: Expr) -> Constraint:
    """A yes/no value by itself."""
    return Constraint(condition, places([1]), places([0, 1]), NO_YES)


def _combined(ruleset: Ruleset, op: Op) -> Constraint | None:
    sides = [constraint(ruleset, arg) for arg in op.args]
    first = sides[0]
    if first is None:
        return None
    if op.op == "not":
        return replace(first, region=first.domain.intersection(first.region.complement()))
    second = sides[1]
    if second is None or second.subject != first.subject:
        return None
    joined = first.region.union(second.region)
    return replace(first, region=joined if op.op == "or" else first.region.intersection(second.region))


# --- labels ------------------------------------------------------------------------------------------------------


def words_of(ruleset: Ruleset, type_: Type) -> tuple[str, ...]:
    """What a label, word or yes/no value may be; empty where that is not known."""
    if type_.kind is Kind.LABEL and type_.scale is not None:
        return tuple(label.name for label in ruleset.scales[type_.scale].labels)
    if type_.kind is Kind.YES_NO:
        return NO_YES
    return type_.choices


def _label(ruleset: Ruleset, op: Op) -> Constraint | None:
    subject, *others = op.args
    words = words_of(ruleset, subject.type)
    named = [_word(other) for other in others]
    numbers = [words.index(word) for word in named if word in words]
    if not words or len(numbers) < len(others):
        return None
    if op.op == "better":
        numbers = list(range(numbers[0]))
    elif op.op == "worse":
        numbers = list(range(numbers[0] + 1, len(words)))
    return Constraint(subject, places(numbers), places(range(len(words))), words)


def _word(expr: Expr) -> str | None:
    if not isinstance(expr, Literal):
        return None
    if isinstance(expr.value, bool):
        return NO_YES[expr.value]
    return expr.value if isinstance(expr.value, str) else None


# --- numbers -----------------------------------------------------------------------------------------------------


def _comparison(ruleset: Ruleset, op: Op) -> Constraint | None:
    left, right = op.args
    if left.type.kind is not Kind.NUMBER:
        return None
    if isinstance(right, Literal) and isinstance(right.value, Fraction):
        return _against(ruleset, left, op.op, right.value)
    if isinstance(left, Literal) and isinstance(left.value, Fraction):
        return _against(ruleset, right, FLIPPED[op.op], left.value)
    # Two values: what matters is whether their difference is below zero, zero or above.
    if expression_text(left) <= expression_text(right):
        return Constraint((left, right), compared(op.op, Fraction(0)), EVERYTHING)
    return Constraint((right, left), compared(FLIPPED[op.op], Fraction(0)), EVERYTHING)


def _against(ruleset: Ruleset, subject: Expr, op: str, value: Fraction) -> Constraint:
    held = compared(op, value)
    if is_count(subject):
        domain = Region((((Fraction(0), BEFORE), END),))
        return Constraint(subject, held.whole().intersection(domain), domain, whole=True)
    return Constraint(subject, held, _range(ruleset, subject))


def is_count(expr: Expr) -> bool:
    """Whether an expression counts something, and so is a whole number from 0 up."""
    if isinstance(expr, (Across, Among)):
        return expr.function in ("count", "available")
    return isinstance(expr, Op) and expr.op == "how_many"


def _range(ruleset: Ruleset, subject: Expr) -> Region:
    """The range that a supplied value may have by its unit."""
    if not isinstance(subject, Ref) or subject.type.unit is None or not _is_input(ruleset, subject.name):
        return EVERYTHING
    unit = subject.type.unit
    low = (unit.low * unit.factor, BEFORE) if unit.low is not None else BEGINNING
    high = (unit.high * unit.factor, BEHIND) if unit.high is not None else END
    return Region(((low, high),))


def _is_input(ruleset: Ruleset, column: str) -> bool:
    return column in ruleset.fields or column.removesuffix(".value") in ruleset.indicators

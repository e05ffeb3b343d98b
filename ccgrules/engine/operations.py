"""Elementwise operations of the exact engine: for each `Op`, a function that gives its column."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ccgrules.engine import confidence
from ccgrules.engine.numbers import bounded, near_whole, round_approximate, round_half_away
from ccgrules.engine.vectors import Evaluator, Scales, highest, label_places, lenient, strict
from ccgrules.model.expressions import Expr, Literal, Op
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Value

Cell = Callable[..., Value]
"""A function of the cells of one row."""

_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def operation(op: Op, args: Sequence[Evaluator], scales: Scales) -> Evaluator:
    """The column of an operation whose arguments' columns are `args`; a missing argument makes a missing result but for
    `is_missing`, and for `and`, `or` and `one_of` where another argument decides.

    Raises:
        KeyError: The operation is not known.
    """
    if op.op in _COMPARE:
        return _comparison(op, args)
    if op.op in _SEEING_MISSING:
        return lenient(_SEEING_MISSING[op.op], args)
    if op.op in _PLAIN:
        return strict(_PLAIN[op.op], args)
    if op.op == "round":
        return strict(_rounder(op), args)
    return strict(_BY_SCALE[op.op](op, scales), args)


# --- comparisons ---------------------------------------------------------------------------------------------------


def _comparison(op: Op, args: Sequence[Evaluator]) -> Evaluator:
    left, right = op.args
    if not _numeric(left) and not _numeric(right):
        return strict(_COMPARE[op.op], args)
    approximate = left.type.approximate or right.type.approximate
    for side, other, name in ((right, args[:1], op.op), (left, args[1:], _MIRRORED[op.op])):
        constant = constant_number(side)
        if constant is not None:
            return strict(_against(name, constant, approximate=approximate), other)
    return strict(_between(op.op, approximate=approximate), args)


def constant_number(expr: Expr) -> Fraction | None:
    """The number that is written, perhaps with a minus sign before it."""
    match expr:
        case Literal(value=Fraction() as value):
            return value
        case Op(op="neg", args=(Literal(value=Fraction() as value),)):
            return -value
        case _:
            return None


def _numeric(side: Expr) -> bool:
    return side.type.kind is Kind.NUMBER


def _against(name: str, constant: Fraction, *, approximate: bool) -> Cell:
    """Compare with a constant: cross-multiplied by hand, as comparing fractions is several times slower."""
    compare = _approximate(name) if approximate else _COMPARE[name]
    over, under = constant.as_integer_ratio()

    def cell(value: Fraction) -> bool:
        numerator, denominator = value.as_integer_ratio()
        return compare(numerator * under, over * denominator)

    return cell


def _between(name: str, *, approximate: bool) -> Cell:
    compare = _approximate(name) if approximate else _COMPARE[name]

    def cell(a: Fraction, b: Fraction) -> bool:
        a_over, a_under = a.as_integer_ratio()
        b_over, b_under = b.as_integer_ratio()
        return compare(a_over * b_under, b_over * a_under)

    return cell


def _approximate(name: str) -> Callable[[int, int], bool]:
    """Compare two approximate numbers by what is over their common denominator."""
    compare = _COMPARE[name]
    if_equal = compare(0, 0)
    return lambda a, b: if_equal if near_whole(a, b) else compare(a, b)


# --- yes and no, three-valued --------------------------------------------------------------------------------------


def _and(*cells: Value) -> Value:
    if False in cells:
        return False
    return highest(*cells) if any(cell.__class__ is Missing for cell in cells) else True


def _or(*cells: Value) -> Value:
    if True in cells:
        return True
    return highest(*cells) if any(cell.__class__ is Missing for cell in cells) else False


def _one_of(value: Value, *others: Value) -> Value:
    if value.__class__ is Missing or value in others:
        return value if value.__class__ is Missing else True
    return highest(*others) if any(other.__class__ is Missing for other in others) else False


_SEEING_MISSING: dict[str, Cell] = {
    "and": _and,
    "or": _or,
    "one_of": _one_of,
    "is_missing": lambda cell: cell.__class__ is Missing,
}


# --- numbers and labels --------------------------------------------------------------------------------------------


def _divide(a: Fraction, b: Fraction) -> Value:
    a_over, a_under = a.as_integer_ratio()
    b_over, b_under = b.as_integer_ratio()
    return bounded(Fraction(a_over * b_under, a_under * b_over)) if b_over else MISSING[Reason.DIVISION_BY_ZERO]


def _how_many(*cells: bool) -> Fraction:
    return Fraction(sum(cells))


_PLAIN: dict[str, Cell] = {
    "add": lambda a, b: bounded(a + b),
    "sub": lambda a, b: bounded(a - b),
    "mul": lambda a, b: bounded(a * b),
    "div": _divide,
    "neg": operator.neg,
    "abs": abs,
    "min": min,
    "max": max,
    "not": operator.not_,
    "is": operator.eq,
    "how_many": _how_many,
    **confidence.OPERATIONS,
}
"""Operations that are the same whatever the types of their arguments."""


def _rounder(op: Op) -> Cell:
    factor = op.type.unit.factor if op.type.unit else Fraction(1)
    rounded = round_approximate if op.type.approximate else round_half_away
    return lambda value, places: rounded(value / factor, int(places)) * factor


def _places(op: Op, scales: Scales) -> dict[Value, int]:
    return label_places(op.args[0].type, scales)


def _better(op: Op, scales: Scales) -> Cell:
    places = _places(op, scales)
    return lambda a, b: places[a] < places[b]


def _worse(op: Op, scales: Scales) -> Cell:
    places = _places(op, scales)
    return lambda a, b: places[a] > places[b]


def _best(op: Op, scales: Scales) -> Cell:
    places = _places(op, scales)
    return lambda *labels: min(labels, key=places.__getitem__)


def _worst(op: Op, scales: Scales) -> Cell:
    places = _places(op, scales)
    return lambda *labels: max(labels, key=places.__getitem__)


_BY_SCALE: dict[str, Callable[[Op, Scales], Cell]] = {
    "better": _better,
    "worse": _worse,
    "best": _best,
    "worst": _worst,
}
"""Operations that depend on a scale."""

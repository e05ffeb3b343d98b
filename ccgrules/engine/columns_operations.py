"""Elementwise operations on columns: one row of a table for each `Op`."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from ccgrules.engine import confidence
from ccgrules.engine.columns_numbers import COMPARE, Int, NeedsFractions, Num, common, whole
from ccgrules.engine.columns_values import Lost, absent, chain, equal, made, of_number, quotient, why, yes_no
from ccgrules.engine.frames import Coded, Column, Labels, Plain, Scaled, constant_number, smallest_integer
from ccgrules.engine.numbers import near
from ccgrules.model.expressions import Op

Args = Sequence[Column]

MOST_COMPARED = 4
"""The least and greatest of more numbers than this would make too large an expression."""


def operation(op: Op, args: Args) -> Column:
    """The column of an operation.

    Raises:
        KeyError: The operation is not known.
        NeedsFractions: Integers cannot do it, or a square root entered, so that near values count as equal.
    """
    if op.op == "is_missing":
        return yes_no(absent(args[0]))
    if op.op in confidence.OPERATIONS:
        raise NeedsFractions
    if any(arg.type.approximate for arg in op.args):
        return yes_no(_nearly_compared(op, *args), why(*args))
    if op.op in COMPARE:
        return yes_no(_compared(op.op, *args), why(*args))
    if op.op in _LABELS:
        return made(args[0].form, _LABELS[op.op](args), why(*args))
    if op.op == "round":
        return _rounded(args, op.type.unit.factor if op.type.unit else Fraction(1))
    return _OTHERS[op.op](args)


# --- yes and no ----------------------------------------------------------------------------------------------------


def _compared(name: str, a: Column, b: Column) -> pl.Expr:
    """A comparison by its name in `COMPARE`."""
    if isinstance(a.form, Plain | Labels):
        return COMPARE[name](a.data, b.data)
    return Num.read(a).compare(name, Num.read(b))


def _nearly_compared(op: Op, *args: Column) -> pl.Expr:
    """A comparison by which near numbers are equal, of a column with a constant."""
    a, b = args[0], args[-1]
    constant = constant_number(b)
    if op.op not in COMPARE or constant is None:
        raise NeedsFractions
    match a.form:
        case Scaled(den):  # at most one of its numbers is near the constant
            nearest = Fraction(round(constant * den), den)
            return Num.read(a).against(op.op, nearest if near(nearest, constant) else constant)
        case Coded(values):
            return _placed(op.op, a.data, values, constant)
        case _:
            raise NeedsFractions


def _placed(name: str, places: pl.Expr, ordered: Sequence[Fraction], constant: Fraction) -> pl.Expr:
    """A comparison of numbers by their places in order: below a constant, as good as equal to it, or above."""
    equal_from = bisect_left(ordered, 1, key=lambda value: int(value >= constant or near(value, constant)))
    equal_to = bisect_left(ordered, 1, key=lambda value: int(value > constant and not near(value, constant)))
    match name:
        case "lt":
            return places < equal_from
        case "ge":
            return places >= equal_from
        case "le":
            return places < equal_to
        case "gt":
            return places >= equal_to
        case "eq":
            return (places >= equal_from) & (places < equal_to)
        case _:
            return (places < equal_from) | (places >= equal_to)


def _one_of(args: Args) -> Column:
    value, *others = args
    found = reduce(operator.or_, (equal(value, other) for other in others))
    own, of_others = why(value), why(*others)
    reasons = own.reasons | of_others.reasons
    reason = chain([(absent(value), own.code())], of_others.code()) if len(reasons) > 1 else None
    return yes_no(found, Lost(reasons, reason))


# --- labels --------------------------------------------------------------------------------------------------------


def _where_all(args: Args, data: pl.Expr) -> pl.Expr:
    """The data where no argument is missing."""
    missing = [absent(arg) for arg in args if arg.reasons]
    return pl.when(~pl.any_horizontal(missing)).then(data) if missing else data


_LABELS: dict[str, Callable[[Args], pl.Expr]] = {
    "best": lambda args: _where_all(args, pl.min_horizontal(arg.data for arg in args)),
    "worst": lambda args: _where_all(args, pl.max_horizontal(arg.data for arg in args)),
}


# --- numbers -------------------------------------------------------------------------------------------------------


def _plain(function: Callable[..., Num]) -> Callable[[Args], Column]:
    return lambda args: of_number(function(*(Num.read(arg) for arg in args)), why(*args))


def _divide(args: Args) -> Column:
    over, under = (Num.read(arg) for arg in args)
    return quotient(over, under, args)


def _extreme(name: str) -> Callable[[Args], Column]:
    def column(args: Args) -> Column:
        if len(args) > MOST_COMPARED:
            raise NeedsFractions
        number = reduce(lambda a, b: _chosen(a.compare(name, b), a, b), (Num.read(arg) for arg in args))
        return made(number.form(), _where_all(args, number.over.expr), why(*args))

    return column


def _chosen(condition: pl.Expr, a: Num, b: Num) -> Num:
    """The first number where the condition is true, else the second."""
    level = common([a, b])
    if level is not None:
        (first, second), den = level
        return Num(_either(condition, first, second), Int.of(den))
    return Num(_either(condition, a.over, b.over), _either(condition, a.under, b.under))


def _either(condition: pl.Expr, a: Int, b: Int) -> Int:
    if a.constant and b.constant and a.low == b.low:
        return a
    low, high = min(a.low, b.low), max(a.high, b.high)
    dtype = smallest_integer(low, high)
    return Int(pl.when(condition).then(a.at(dtype)).otherwise(b.at(dtype)), low, high)


def _rounded(args: Args, factor: Fraction) -> Column:
    """Rounded in a unit with this factor; to how many places is a constant."""
    places = Num.read(args[1]).value
    if places is None:
        raise NeedsFractions
    return of_number(Num.read(args[0]).rounded(int(places), factor), why(args[0]))


def _how_many(args: Args) -> Column:
    dtype = smallest_integer(0, len(args))
    count = reduce(operator.add, (arg.data.cast(dtype) for arg in args), whole(0, dtype))
    return of_number(Num(Int(count, 0, len(args)), Int.of(1)), why(*args))


_OTHERS: dict[str, Callable[[Args], Column]] = {
    "and": lambda args: yes_no(reduce(operator.and_, (arg.data for arg in args)), why(*args)),
    "or": lambda args: yes_no(reduce(operator.or_, (arg.data for arg in args)), why(*args)),
    "not": lambda args: yes_no(~args[0].data, why(*args)),
    "is": lambda args: yes_no(equal(*args), why(*args)),
    "one_of": _one_of,
    "better": lambda args: yes_no(args[0].data < args[1].data, why(*args)),
    "worse": lambda args: yes_no(args[0].data > args[1].data, why(*args)),
    "add": _plain(operator.add),
    "sub": _plain(operator.sub),
    "mul": _plain(operator.mul),
    "neg": _plain(operator.neg),
    "abs": _plain(abs),
    "div": _divide,
    "min": _extreme("le"),
    "max": _extreme("ge"),
    "how_many": _how_many,
}
"""Operations by name. Polars' `and` and `or` are three-valued as ours are; labels are numbered from the best."""

REPEATING = frozenset({"min", "max", "best", "worst", "round", "div", "one_of"})
"""Operations that write an argument's expression more than once."""

"""Exact arithmetic on columns: integers with known bounds, and fractions of them.

Bounds decide the width: every intermediate result is held in the narrowest integers that cannot overflow, and where 128
bits are not enough `NeedsFractions` says so before anything is worked out.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce

import polars as pl

from ccgrules.engine.frames import INT128_LIMIT, Column, Form, Ratio, Scaled, smallest_integer

COMFORTABLE = 2**62
"""Up to here arithmetic is at its fastest; means prefer one denominator while it keeps them below."""


class NeedsFractions(Exception):
    """What integers of 128 bits cannot do: the exact engine's arithmetic has to."""


@lru_cache(maxsize=4096)
def whole(number: int | None, dtype: pl.DataType) -> pl.Expr:
    """A constant, or a null; to make one takes Polars longer than to use it."""
    return pl.lit(number, dtype=dtype)


@dataclass(frozen=True, slots=True)
class Int:
    """An integer column and its bounds; its type is the narrowest that holds them.

    Attributes:
        given: The expression; None for a constant, whose bounds say all.
        low, high: The bounds.

    Raises:
        NeedsFractions: The bounds do not fit 128 bits.
    """

    given: pl.Expr | None
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low < -INT128_LIMIT or self.high > INT128_LIMIT:
            raise NeedsFractions

    @classmethod
    def of(cls, value: int) -> Int:
        """A constant."""
        return cls(None, value, value)

    @property
    def constant(self) -> bool:
        """Whether it is a constant."""
        return self.given is None

    @property
    def expr(self) -> pl.Expr:
        """The expression, in the narrowest type."""
        return whole(self.low, smallest_integer(self.low, self.high)) if self.given is None else self.given

    def at(self, dtype: pl.DataType) -> pl.Expr:
        """The expression in a type at least as wide."""
        if self.given is None:
            return whole(self.low, dtype)
        return self.given if dtype == smallest_integer(self.low, self.high) else self.given.cast(dtype)

    def __add__(self, other: Int) -> Int:
        return _arithmetic(operator.add, (self, other), self.low + other.low, self.high + other.high)

    def __sub__(self, other: Int) -> Int:
        return _arithmetic(operator.sub, (self, other), self.low - other.high, self.high - other.low)

    def __mul__(self, other: Int) -> Int:
        if other.constant and other.low == 1:
            return self
        if self.constant and self.low == 1:
            return other
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return _arithmetic(operator.mul, (self, other), min(corners), max(corners))

    def __neg__(self) -> Int:
        return Int.of(-self.low) if self.constant else Int.of(0) - self

    def __floordiv__(self, other: Int) -> Int:
        """Division rounding down, of nothing negative by what is positive."""
        return _arithmetic(operator.floordiv, (self, other), self.low // other.high, self.high // max(other.low, 1))

    def __abs__(self) -> Int:
        if self.low >= 0:
            return self
        low = 0 if self.high >= 0 else -self.high
        high = max(-self.low, self.high)
        return Int(self.at(smallest_integer(-high, high)).abs().cast(smallest_integer(low, high)), low, high)

    def sign(self) -> Int:
        """-1, 0 or 1."""
        return Int(self.expr.sign().cast(pl.Int8), -1, 1)

    def compare(self, name: str, other: Int) -> pl.Expr:
        """A comparison by its name in `COMPARE`."""
        if (
            other.constant
        ):  # beyond the bounds all constants are alike, and one beside them keeps the column's own width
            other = Int.of(min(max(other.low, self.low - 1), self.high + 1))
        dtype = smallest_integer(min(self.low, other.low), max(self.high, other.high))
        return COMPARE[name](self.at(dtype), other.at(dtype))


COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


def _arithmetic(function: Callable[[pl.Expr, pl.Expr], pl.Expr], args: tuple[Int, Int], low: int, high: int) -> Int:
    """An operation in a type that holds the arguments and the result, and the result in its own."""
    if max(-low, high) > INT128_LIMIT:
        raise NeedsFractions
    a, b = args
    if a.constant and b.constant and low == high:
        return Int.of(low)
    dtype = smallest_integer(min(low, a.low, b.low), max(high, a.high, b.high))
    result, own = function(a.at(dtype), b.at(dtype)), smallest_integer(low, high)
    return Int(result if own == dtype else result.cast(own), low, high)


def total(terms: Sequence[Int]) -> Int:
    """The sum of those terms that are not null; 0 of none."""
    low, high = sum(min(term.low, 0) for term in terms), sum(max(term.high, 0) for term in terms)
    constant = sum(term.low for term in terms if term.constant)
    given = [term for term in terms if not term.constant]
    if not given:
        return Int.of(constant)
    if max(-low, high) > INT128_LIMIT:
        raise NeedsFractions
    dtype = smallest_integer(low, high)
    parts = [term.at(dtype).fill_null(whole(0, dtype)) for term in given]
    if constant:
        parts.append(whole(constant, dtype))
    while len(parts) > 1:  # `sum_horizontal` is several times slower; pairs keep the expression shallow
        parts = [reduce(operator.add, parts[place : place + 2]) for place in range(0, len(parts), 2)]
    return Int(parts[0], low, high)


@dataclass(frozen=True, slots=True)
class Num:
    """A number: `over / under`. `under` is positive where `over` is not null."""

    over: Int
    under: Int

    @classmethod
    def of(cls, value: Fraction) -> Num:
        """A constant."""
        return cls(Int.of(value.numerator), Int.of(value.denominator))

    @classmethod
    def read(cls, column: Column) -> Num:
        """A column's numbers.

        Raises:
            NeedsFractions: The column holds neither integers nor pairs of them.
        """
        match column.form:
            case Scaled(den, low, high) if low == high and not column.reasons:
                return cls.of(Fraction(low, den))
            case Scaled(den, low, high):
                return cls(Int(column.data, low, high), Int.of(den))
            case Ratio(den_expr, den_high, low, high):
                return cls(Int(column.data, low, high), Int(den_expr, 1, den_high))
            case _:
                raise NeedsFractions

    @property
    def value(self) -> Fraction | None:
        """The value of a constant."""
        return Fraction(self.over.low, self.under.low) if self.over.constant and self.under.constant else None

    def form(self) -> Form:
        """How a column of these numbers is held."""
        if self.under.constant:
            return Scaled(self.under.low, self.over.low, self.over.high)
        return Ratio(self.under.expr, self.under.high, self.over.low, self.over.high)

    def over_common(self, den: int) -> Int:
        """The numerator over a multiple of the (constant) denominator."""
        return self.over * Int.of(den // self.under.low)

    def __add__(self, other: Num) -> Num:
        return _joined(operator.add, self, other)

    def __sub__(self, other: Num) -> Num:
        return _joined(operator.sub, self, other)

    def __mul__(self, other: Num) -> Num:
        if other.value is not None:
            return _times(self, other.value)
        if self.value is not None:
            return _times(other, self.value)
        return Num(self.over * other.over, self.under * other.under)

    def __neg__(self) -> Num:
        return Num(-self.over, self.under)

    def __abs__(self) -> Num:
        return Num(abs(self.over), self.under)

    def __truediv__(self, other: Num) -> Num:
        """The quotient; null numerators must be put where `other` is zero."""
        value = other.value
        if value is not None and value:
            return self * Num.of(1 / value)
        turned = abs(other.over)
        positive = Int(turned.expr, 1, max(turned.high, 1))
        return Num(self.over * (other.under * other.over.sign()), self.under * positive)

    def compare(self, name: str, other: Num) -> pl.Expr:
        """A comparison by its name in `COMPARE`."""
        if other.value is not None and self.under.constant:
            return self.against(name, other.value)
        if self.value is not None and other.under.constant:
            return other.against(MIRRORED[name], self.value)
        return (self.over * other.under).compare(name, other.over * self.under)

    def against(self, name: str, value: Fraction) -> pl.Expr:
        """A comparison of numbers over one denominator with a constant of any size: with a whole threshold."""
        exact = value * self.under.low
        if name in ("lt", "ge"):
            return self.over.compare(name, _clamped(math.ceil(exact), self.over))
        if name in ("gt", "le"):
            return self.over.compare(name, _clamped(math.floor(exact), self.over))
        impossible = self.over.high + 1  # no integer is a broken number: compare with one that does not occur
        integer = exact.numerator if exact.denominator == 1 else impossible
        return self.over.compare(name, _clamped(integer, self.over))

    def rounded(self, places: int, factor: Fraction) -> Num:
        """Rounded to so many decimals of a unit with this factor, a half away from zero."""
        step = factor / Fraction(10) ** places
        in_steps = self * Num.of(1 / step)
        twice = Int.of(2)
        steps = (abs(in_steps.over) * twice + in_steps.under) // (in_steps.under * twice)
        signed = steps * in_steps.over.sign() if in_steps.over.low < 0 else steps
        return Num(signed, Int.of(1)) * Num.of(step)


def _clamped(threshold: int, over: Int) -> Int:
    return Int.of(min(max(threshold, over.low - 1), over.high + 1))


def _joined(function: Callable[[Int, Int], Int], a: Num, b: Num) -> Num:
    """A sum or a difference."""
    if a.under.constant and b.under.constant:
        den = math.lcm(a.under.low, b.under.low)
        return Num(function(a.over_common(den), b.over_common(den)), Int.of(den))
    return Num(function(a.over * b.under, b.over * a.under), a.under * b.under)


def _times(number: Num, factor: Fraction) -> Num:
    """A number times a constant, without what their parts have in common."""
    if number.value is not None:
        return Num.of(number.value * factor)
    over, under = factor.as_integer_ratio()
    if number.under.constant:
        shared = math.gcd(over, number.under.low)
        return Num(number.over * Int.of(over // shared), Int.of(number.under.low // shared * under))
    return Num(number.over * Int.of(over), number.under * Int.of(under))


def common(numbers: Sequence[Num]) -> tuple[list[Int], int] | None:
    """The numerators over one constant denominator; None if some denominator is not constant."""
    if not all(number.under.constant for number in numbers):
        return None
    den = math.lcm(*(number.under.low for number in numbers))
    return [number.over_common(den) for number in numbers], den


def sum_of(numbers: Sequence[Num]) -> Num:
    """The sum of those numbers that are not null; 0 of none."""
    level = common(numbers)
    if level is not None:
        terms, den = level
        return Num(total(terms), Int.of(den))
    return reduce(operator.add, [_zero_where_missing(number) for number in numbers], Num.of(Fraction(0)))


def _zero_where_missing(number: Num) -> Num:
    there = number.over.expr.is_not_null()
    over, under = number.over, number.under
    low, high = min(over.low, 0), max(over.high, 0)
    dtype = smallest_integer(low, high)
    filled = Int(pl.when(there).then(over.at(dtype)).otherwise(whole(0, dtype)), low, high)
    if under.constant:
        return Num(filled, under)
    one = whole(1, smallest_integer(under.low, under.high))
    return Num(filled, Int(pl.when(there).then(under.expr).otherwise(one), 1, under.high))

"""Units of numbers, and how the types of numbers combine.

A type without a unit is a plain number as it is written in rules: it goes with every unit but shares. Counts and plain
numbers go together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from ccgrules.model.types import Kind, Type, Unit

HUNDREDTH = Fraction(1, 100)
ZERO = Fraction(0)

PERCENT = Unit("percent", "share", HUNDREDTH, ZERO, Fraction(100), " %")
PROPORTION = Unit("proportion", "share", Fraction(1), ZERO, Fraction(1))
PERCENT_CHANGE = Unit("percent change", "share", HUNDREDTH, suffix=" %")
NUMBER = Unit("number", "number")
SCORE = Unit("score", "number")
COUNT = Unit("count", "count", low=ZERO)
POUNDS = Unit("pounds", "pounds", suffix=" pounds")
DAYS = Unit("days", "days", suffix=" days")
MINUTES = Unit("minutes", "minutes", suffix=" minutes")

UNITS = {unit.name: unit for unit in (PERCENT, PROPORTION, PERCENT_CHANGE, NUMBER, SCORE, COUNT, POUNDS, DAYS, MINUTES)}
"""The units with a fixed name; `rate per N` and `number out of N` come on top (`unit_named`)."""

UNIT_FORMS = (*UNITS, "rate per 100,000", "number out of 10")
"""What a message offers."""

PLAIN = Type(Kind.NUMBER)
SHARE = Type(Kind.NUMBER, PERCENT)
SCORED = Type(Kind.NUMBER, SCORE)
COUNTED = Type(Kind.NUMBER, COUNT)
NUMERIC = Type(Kind.NUMBER, NUMBER)
YES_NO = Type(Kind.YES_NO)
TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE)
ANY = Type(Kind.ANY)

_PLAIN_DIMENSIONS = frozenset({None, "number", "count"})
_RATE = re.compile(r"rate (per [1-9][0-9,]{0,14})")
_OUT_OF = re.compile(r"number out of ([1-9][0-9,]{0,14})")


def unit_named(words: str) -> Unit | None:
    """The unit of `percent`, `rate per 100,000`, `number out of 10` …; None if there is none."""
    if words in UNITS:
        return UNITS[words]
    if rate := _RATE.fullmatch(words):
        return Unit(words, words, low=ZERO, suffix=f" {rate[1]}")
    if out_of := _OUT_OF.fullmatch(words):
        return Unit(words, "number", low=ZERO, high=Fraction(out_of[1].replace(",", "")))
    return None


def per(type_: Type) -> Fraction:
    """How many a rate is counted per: 100,000 for a rate per 100,000; 1 for all that is no rate."""
    rate = _RATE.fullmatch(type_.unit.name) if type_.unit else None
    return Fraction(rate[1].removeprefix("per ").replace(",", "")) if rate else Fraction(1)


def dimension(type_: Type) -> str | None:
    """The dimension of a number's type; None for a plain written number."""
    return type_.unit.dimension if type_.unit else None


def alike(left: Type, right: Type) -> bool:
    """Whether two numbers may be added and compared."""
    a, b = dimension(left), dimension(right)
    if a == b:
        return True
    if a is None or b is None:
        return "share" not in (a, b)
    return {a, b} == {"number", "count"}


def together(types: Iterable[Type]) -> Type | None:
    """The type of numbers that stand side by side (a sum, cases, a mean): the first unit given; None if unlike."""
    result: Type | None = None
    for type_ in types:
        result = type_ if result is None else _pair(result, type_)
        if result is None:
            return None
    return result


def _pair(left: Type, right: Type) -> Type | None:
    if not alike(left, right):
        return None
    unit = left.unit or right.unit
    if {dimension(left), dimension(right)} == {"number", "count"}:
        unit = left.unit if dimension(left) == "number" else right.unit
    return Type(Kind.NUMBER, unit, approximate=left.approximate or right.approximate)


def product(left: Type, right: Type) -> Type | None:
    """The type of a product; None if there is no unit for it. A share of anything keeps that thing's unit."""
    approximate = left.approximate or right.approximate
    a, b = dimension(left), dimension(right)
    if a in _PLAIN_DIMENSIONS and b in _PLAIN_DIMENSIONS:
        return Type(Kind.NUMBER, _plain_product(left.unit, right.unit), approximate=approximate)
    if a in _PLAIN_DIMENSIONS or (a == "share" and b not in _PLAIN_DIMENSIONS):
        return Type(Kind.NUMBER, right.unit, approximate=approximate)
    if b in _PLAIN_DIMENSIONS or b == "share":
        return Type(Kind.NUMBER, left.unit, approximate=approximate)
    return None


def _plain_product(left: Unit | None, right: Unit | None) -> Unit | None:
    if left is None or right is None or left == right:
        return left or right
    return NUMBER


def quotient(left: Type, right: Type) -> Type | None:
    """The type of a quotient; None if there is no unit for it. Likes divide to a plain number."""
    approximate = left.approximate or right.approximate
    a, b = dimension(left), dimension(right)
    if a is None and b is None:
        return Type(Kind.NUMBER, None, approximate=approximate)
    if a == b:
        return Type(Kind.NUMBER, NUMBER, approximate=approximate)
    if b in _PLAIN_DIMENSIONS:
        return Type(Kind.NUMBER, left.unit or NUMBER, approximate=approximate)
    if b == "share":
        return Type(Kind.NUMBER, left.unit or NUMBER, approximate=approximate)
    return None


def approximately(type_: Type) -> Type:
    """The type with a square root in it."""
    return replace(type_, approximate=True)


def described(type_: Type) -> str:
    """The type in a message: `a share`, `a number`, `a label of ...`."""
    if type_.kind is Kind.LABEL:
        return f"a label of `{type_.scale}`" if type_.scale else "a label"
    if type_.kind is Kind.NUMBER:
        return _described_number(type_.unit)
    words = {Kind.YES_NO: "yes or no", Kind.DATE: "a date", Kind.TEXT: "a text", Kind.ANY: "not known"}
    return "one of a list of words" if type_.choices else words[type_.kind]


def _described_number(unit: Unit | None) -> str:
    if unit is None or unit.dimension == "number":
        return "a number"
    if unit.dimension == "share":
        return "a share"
    words = {"count": "a count", "pounds": "an amount in pounds", "days": "a number of days"}
    return words.get(unit.dimension) or ("a number of minutes" if unit.dimension == "minutes" else f"a {unit.name}")


def share_help(written: str) -> str:
    """What to write for a number that stands where a share is wanted: `85%` for 85; for 0.85 most likely the same."""
    if re.fullmatch(r"[0-9]*\.?[0-9]+", written) and 0 < Fraction(written) <= 1:
        few = "one" if Fraction(written) == 1 else "less than one"
        return f"write `{float(Fraction(written) * 100):.10g}%`; or `{written}%` where {few} in a hundred is meant"
    return f"write `{written}%`"

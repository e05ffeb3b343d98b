"""Units and how they combine."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccgrules.model.types import Kind, Type
from ccgrules.model.units import UNITS, alike, described, product, quotient, together, unit_named

BARE = Type(Kind.NUMBER)


def number(unit: str) -> Type:
    found = unit_named(unit)
    assert found is not None, unit
    return Type(Kind.NUMBER, found)


def name(type_: Type | None) -> str | None:
    if type_ is None:
        return "nothing"
    return type_.unit.name if type_.unit is not None else None


@pytest.mark.parametrize("unit", [*UNITS, "rate per 100,000", "rate per 1,000", "number out of 10"])
def test_every_unit_is_found_by_its_name(unit: str) -> None:
    assert name(number(unit)) == unit


@pytest.mark.parametrize(
    "words", ["", "rate", "rate per", "rate per 0", "number out of", "number out of ten", "Percent"]
)
def test_what_is_no_unit(words: str) -> None:
    assert unit_named(words) is None


def test_ranges_are_in_stored_figures() -> None:
    percent, out_of = number("percent").unit, number("number out of 10").unit
    assert percent is not None
    assert out_of is not None
    assert [percent.low, percent.high, percent.factor] == [0, 100, Fraction(1, 100)]
    assert [out_of.low, out_of.high, out_of.factor] == [0, 10, 1]


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        ("percent", "percent", "percent"),
        ("percent", "proportion", "percent"),
        ("percent change", "percent", "percent change"),
        ("number", "score", "number"),
        ("count", "score", "score"),
        ("days", "days", "days"),
        ("days", "minutes", "nothing"),
        ("percent", "number", "nothing"),
        ("rate per 100,000", "rate per 1,000", "nothing"),
        ("pounds", "count", "nothing"),
    ],
)
def test_sums(left: str, right: str, both: str) -> None:
    assert name(together((number(left), number(right)))) == both
    assert alike(number(left), number(right)) == (both != "nothing")


def test_a_plain_number_goes_with_everything_but_shares() -> None:
    assert name(together((BARE, number("days")))) == "days"
    assert name(together((number("score"), BARE))) == "score"
    assert together((BARE, number("percent"))) is None
    assert together((BARE, BARE)) == BARE


@pytest.mark.parametrize(
    ("left", "right", "product_", "quotient_"),
    [
        ("percent", "number", "percent", "percent"),
        ("number", "percent", "percent", "number"),
        ("percent", "percent", "percent", "number"),
        ("pounds", "percent", "pounds", "pounds"),
        ("percent", "pounds", "pounds", "nothing"),
        ("count", "count", "count", "number"),
        ("count", "number", "number", "count"),
        ("days", "count", "days", "days"),
        ("days", "days", "nothing", "number"),
        ("pounds", "days", "nothing", "nothing"),
    ],
)
def test_products_and_quotients(left: str, right: str, product_: str, quotient_: str) -> None:
    assert name(product(number(left), number(right))) == product_
    assert name(quotient(number(left), number(right))) == quotient_


def test_a_square_root_stays_in_the_type() -> None:
    rooted = Type(Kind.NUMBER, UNITS["number"], approximate=True)
    for made in (together((BARE, rooted)), product(rooted, BARE), quotient(BARE, rooted)):
        assert made is not None
        assert made.approximate


def test_types_in_words() -> None:
    assert described(BARE) == "a number"
    assert described(number("percent change")) == "a share"
    assert described(number("rate per 100,000")) == "a rate per 100,000"
    assert described(number("minutes")) == "a number of minutes"
    assert described(Type(Kind.LABEL, scale="rag")) == "a label of `rag`"
    assert described(Type(Kind.TEXT, choices=("a", "b"))) == "one of a list of words"

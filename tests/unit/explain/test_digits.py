"""Numbers as they are printed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccgrules.explain import digits
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import COUNT, DAYS, PERCENT, PERCENT_CHANGE, POUNDS, SCORE, unit_named


def typed(unit: object) -> Type:
    return Type(Kind.NUMBER, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        ("0.0596", PERCENT, "5.96 %"),
        ("0.7", PERCENT, "70.00 %"),
        ("-0.004", PERCENT_CHANGE, "−0.40 %"),
        ("0", PERCENT_CHANGE, "0.00 %"),
        ("4", SCORE, "4.00"),
        ("2.005", SCORE, "2.01"),
        ("-2.005", SCORE, "−2.01"),
        ("1234", COUNT, "1,234"),
        ("3", DAYS, "3 days"),
        ("1", DAYS, "1 day"),
        ("3.5", DAYS, "3.5 days"),
        ("1250000", POUNDS, "1,250,000 pounds"),
        ("12.345", unit_named("rate per 100,000"), "12.35 per 100,000"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: str, unit: object, wanted: str) -> None:
    assert digits.shown(Fraction(value), typed(unit)) == wanted


def test_places_that_the_author_asks_for_keep_their_zeros() -> None:
    assert digits.shown(Fraction("2.2"), typed(SCORE), 3) == "2.200"
    assert digits.shown(Fraction("0.5"), typed(PERCENT), 0) == "50 %"


def test_a_rounded_zero_has_no_sign() -> None:
    assert digits.fixed(Fraction("-0.001"), 2) == "0.00"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("4", "4.00"), ("2.5", "2.50"), ("2.125", "2.1250"), (Fraction(347, 119), "2.9160"), ("2.21", "2.21")],
)
def test_arithmetic_has_four_places_where_two_do_not_hold_the_value(value: str | Fraction, wanted: str) -> None:
    assert digits.unrounded(Fraction(value)) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("0.667", "0.667"),
        ("-12", "-12"),
        (Fraction(1, 3), "1/3"),
        ("1234567.5", "1234567.5"),
        ("1e-21", "1/1" + "0" * 21),
    ],
)
def test_an_exact_value_is_a_decimal_or_a_fraction(value: str | Fraction, wanted: str) -> None:
    assert digits.exact(Fraction(value)) == wanted


def test_an_approximate_value_keeps_twenty_digits() -> None:
    root = Fraction("1.41421356237309504880168872420969807856967187537694")
    assert digits.approximate(root) == "1.4142135623730950488"
    assert digits.approximate(root / 1000) == "0.0014142135623730950488"
    assert digits.approximate(Fraction(0)) == "0"


@pytest.mark.parametrize(
    ("left", "right", "places"),
    [
        ("2.21", "2.36", 2),
        ("2.2149", "2.2151", 2),  # 2.21 and 2.22
        ("2.2151", "2.2152", 4),
        ("2.2159999", "2.216", 7),
        ("2.36", "2.36", 2),
        (Fraction(1, 3), Fraction(1, 3), 2),
    ],
)
def test_two_figures_are_printed_so_that_they_compare_as_they_do(
    left: str | Fraction, right: str | Fraction, places: int
) -> None:
    assert digits.telling_places(Fraction(left), Fraction(right), 2) == places


@pytest.mark.parametrize(
    ("number", "wanted"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (112, "112th"), (1003, "1,003rd")],
)  # fmt: skip
def test_ordinals(number: int, wanted: str) -> None:
    assert digits.ordinal(number) == wanted


@pytest.mark.parametrize(
    ("noun", "wanted"),
    [("trust", "trusts"), ("authority", "authorities"), ("day", "days"), ("CCG", "CCGs"), ("bus", "buses")],
)
def test_plurals(noun: str, wanted: str) -> None:
    assert digits.plural(noun) == wanted


def test_decimal_places_of_a_value() -> None:
    assert digits.ending_places(Fraction("0.125")) == 3
    assert digits.ending_places(Fraction(7)) == 0
    assert digits.ending_places(Fraction(1, 3)) is None
    assert digits.ending_places(Fraction(1, 1024)) == 10

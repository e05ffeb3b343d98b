"""The digits of z-scores: all fifty that are kept, by mpmath with 80 and by the plain form with 70."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from unit.engine.plain_funnel import plain_scores
from unit.engine.test_funnel import figure

from ccgrules.engine.approximate import BITS, rounded, rounded_later
from ccgrules.engine.funnel import z_score
from ccgrules.engine.numbers import Overgrown
from ccgrules.model.types import Missing, Value

Rows = Sequence[Sequence[Fraction]]

LAST_DIGIT = Fraction(1, 10**49)
"""What fifty digits leave open of a number, relative to it, at most."""

TENTH = Fraction(1, 10)
FITTING = (
    ("binomial", "none"),
    ("binomial", "arcsine"),
    ("poisson", "none"),
    ("poisson", "square_root"),
    ("poisson", "log"),
    ("normal", "none"),
)
KINDS: Sequence[dict[str, Any]] = (
    {"overdispersion": "none"},
    {"overdispersion": "multiplicative"},
    {"overdispersion": "multiplicative", "trim": TENTH},
    {"overdispersion": "additive", "winsorise": TENTH},
    {"overdispersion": "additive", "trim": TENTH},
)


def some_rows(error: str, seed: int, *, members: int = 40) -> Rows:
    """Members around one set point, and every fifth around one of its own; one has no cases."""
    random_number = random.Random(seed)
    common = Fraction(random_number.randint(100, 900), 1009)
    rows = []
    for place in range(members):
        t = common if place % 5 else Fraction(random_number.randint(1, 99), 100)
        n = Fraction(random_number.randint(20, 500_000))
        y = min(n, Fraction(round(n * t * Fraction(random_number.randint(700, 1300), 1000)))) / n
        rows.append([y, Fraction(random_number.randint(1, 500), 9999) if error == "normal" else n, t])
    return [*rows, [Fraction(1, 3), Fraction(0), common]]


def found(options: dict[str, Any], best: str, rows: Rows) -> dict[str, Sequence[Value]]:
    each = z_score(replace(figure(options), best=(best,)), rows)
    return {"z": each.figure, **{part: rounded_later(column) for part, column in each.more.items()}}


def apart(one: Value, other: Value) -> Fraction:
    """How far two figures are apart, relative to the larger; missing ones are the same or are not."""
    if not isinstance(one, Fraction) or not isinstance(other, Fraction):
        return Fraction(0 if one == other else 1)
    return abs(one - other) / max(abs(one), abs(other)) if one != other else Fraction(0)


@pytest.mark.parametrize("best", ["higher", "lower"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("error", "transform"), FITTING)
def test_as_in_plain_decimals(error: str, transform: str, kind: dict[str, Any], best: str) -> None:
    options = {"error": error, "transform": transform, **kind}
    rows = some_rows(error, len(transform) + len(kind))
    ours, plainly = found(options, best, rows), plain_scores(options, best, rows)
    assert ours.keys() == plainly.keys()
    for part, column in ours.items():
        assert max(map(apart, column, plainly[part])) <= LAST_DIGIT, part
        assert any(isinstance(value, Fraction) and value for value in column) or part == "tau_squared"


def in_80_digits(error: str, transform: str, value: Fraction, scale: Fraction, set_point: Fraction) -> Any:
    """The distance and the variance of a member, by the formulas."""
    y, n, t = (mpmath.mpf(number.numerator) / number.denominator for number in (value, scale, set_point))
    match error, transform:
        case "normal", _:
            return y - t, n**2
        case "binomial", "arcsine":
            return mpmath.asin(mpmath.sqrt(y)) - mpmath.asin(mpmath.sqrt(t)), 1 / (4 * n)
        case "binomial", _:
            return y - t, t * (1 - t) / n
        case _, "square_root":
            return mpmath.sqrt(y) - mpmath.sqrt(t), 1 / (4 * n)
        case _, "log":
            return mpmath.log(y / t), 1 / (n * t)
        case _:
            return y - t, t / n


def exactly(number: Any) -> Fraction:
    """A number of mpmath's as the fraction that it is."""
    sign, whole, power, _ = number._mpf_
    return Fraction(-int(whole) if sign else int(whole)) * Fraction(2) ** int(power)


@pytest.mark.parametrize(("error", "transform"), FITTING)
@pytest.mark.parametrize("kind", ["multiplicative", "additive"])
def test_as_in_80_digits_of_mpmath(error: str, transform: str, kind: str) -> None:
    rows = some_rows(error, 7)[:-1]
    ours = found({"error": error, "transform": transform, "overdispersion": kind}, "higher", rows)
    with mpmath.workdps(80):
        points = [in_80_digits(error, transform, *row) for row in rows]
        scores = [distance / mpmath.sqrt(variance) for distance, variance in points]
        phi = sum(score**2 for score in scores) / len(scores)
        assert phi > 1
        weights = [1 / variance for _, variance in points]
        weight = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
        tau_squared = (len(scores) * phi - (len(scores) - 1)) / weight if kind == "additive" else mpmath.mpf(0)
        wanted = {
            "z": [
                distance / mpmath.sqrt(variance + tau_squared) / (1 if kind == "additive" else mpmath.sqrt(phi))
                for distance, variance in points
            ],
            "unadjusted": scores,
            "standard_error": [mpmath.sqrt(variance) for _, variance in points],
            "phi": [phi] * len(rows),
            "tau_squared": [tau_squared] * len(rows),
        }
    for part, column in ours.items():
        assert max(apart(value, exactly(other)) for value, other in zip(column, wanted[part])) <= LAST_DIGIT, part


CLOSE = (Fraction(1, 10**30), Fraction(-1, 10**60), Fraction(1, 7 * 10**90))


@pytest.mark.parametrize("tiny", CLOSE)
@pytest.mark.parametrize(("error", "transform"), [fits for fits in FITTING if fits[0] != "normal"])
@pytest.mark.parametrize("t", [Fraction(1, 3), Fraction(1, 10**12), 1 - Fraction(1, 10**12)])
def test_no_digits_cancel(error: str, transform: str, t: Fraction, tiny: Fraction) -> None:
    """Close to the set point, and by a set point that is close to 0 % or 100 %."""
    rows = [[t * (1 + tiny), Fraction(16), t], [Fraction(1), Fraction(16), t], [t / 7, Fraction(81), t]]
    options = {"error": error, "transform": transform, "overdispersion": "none"}
    with mpmath.workdps(400):
        points = [in_80_digits(error, transform, *row) for row in rows]
        wanted = [exactly(distance / mpmath.sqrt(variance)) for distance, variance in points]
    assert max(map(apart, found(options, "higher", rows)["z"], wanted)) <= LAST_DIGIT


def test_very_long_fractions_lose_nothing_of_what_is_kept() -> None:
    """A mean of ratios has a denominator of thousands of digits."""
    t = sum((Fraction(1, n) for n in range(2, 9000)), Fraction(0)) / 20
    assert t.denominator > 10**3000
    rows = [[t + Fraction(1, 7), Fraction(100), t], [t * 2 / 3, Fraction(100), t]]
    options: dict[str, Any] = {"error": "binomial", "transform": "none", "overdispersion": "none"}
    plainly = plain_scores(options, "higher", rows)
    for part, column in found(options, "higher", rows).items():
        assert max(map(apart, column, plainly[part])) <= LAST_DIGIT


def test_a_normal_error_is_in_the_unit_of_the_value() -> None:
    """60 and 50 per 100,000, with a standard error of 4 per 100,000: z is 2.5."""
    options: dict[str, Any] = {
        "error": "normal", "transform": "none", "overdispersion": "none", "base": Fraction(100_000),
    }  # fmt: skip
    assert list(found(options, "higher", [[Fraction(60), Fraction(4), Fraction(50)]])["z"]) == [Fraction(5, 2)]


# --- rounding ---------------------------------------------------------------------------------------------------------


def test_rounded_to_fifty_digits() -> None:
    for power in range(-1200, 300, 7):
        wanted = Fraction(10) ** power
        number, places = (wanted.numerator << 4500) // wanted.denominator, 4500
        assert rounded(number, places) == wanted
        assert rounded(-number - 1, places) == -wanted
        assert rounded(number * 2 // 3, places) == Fraction(round(Fraction(2 * 10**50, 3)), 10**50) * wanted


def test_whole_numbers_stay_as_they_are() -> None:
    assert [rounded(number, 0) for number in (0, 7, -12)] == [0, 7, -12]
    assert rounded(0, BITS) == 0


def test_what_no_float_can_hold_is_refused() -> None:
    with pytest.raises(Overgrown):
        rounded(1, 70_000)
    with pytest.raises(Overgrown):
        rounded(1 << 1002, 0)


def test_missing_members_have_their_own_reason() -> None:
    options: dict[str, Any] = {"error": "poisson", "transform": "log", "overdispersion": "none"}
    rows = [[Fraction(0), Fraction(9), Fraction(1)], [Fraction(2), Fraction(9), Fraction(1)]]
    column = found(options, "higher", rows)["standard_error"]
    assert isinstance(column[0], Missing)
    assert column[1] == Fraction("0." + "3" * 50)

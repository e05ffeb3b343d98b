"""The values of a sweep: ranges, steps and lists, exact and in order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from unit.differences.whatif.clinics_tried import RULES, loaded

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.whatif.values import nice, values_of

TEXT = RULES.replace(
    "parameter good_from",
    """parameter free "Free" = 1
parameter few "Few" = 3 between 1 and 8
parameter below "Below" = -0.5 between -1 and 1
parameter good_from""",
)


def values(name: str, words: str | None) -> list[Fraction]:
    found = values_of(loaded(TEXT).ruleset.parameters[name], words)
    assert not isinstance(found, Diagnostic), found
    return list(found)


def wrong(name: str, words: str | None) -> str:
    found = values_of(loaded(TEXT).ruleset.parameters[name], words)
    assert isinstance(found, Diagnostic)
    return found.code


def numbers(*words: str) -> list[Fraction]:
    return [Fraction(word) for word in words]


@pytest.mark.parametrize(
    ("name", "words", "wanted"),
    [
        ("good_from", "1.2..1.6/0.2", ["1.2", "1.4", "1.6"]),
        ("good_from", " 1.2 .. 1.6 / 0.2 ", ["1.2", "1.4", "1.6"]),
        ("good_from", "1.2..1.6/0.15", ["1.2", "1.35", "1.5", "1.6"]),
        ("good_from", "1.2..1.6/9", ["1.2", "1.6"]),
        ("good_from", "1.3..1.3", ["1.3"]),
        ("good_from", "1.3..1.4", [f"1.{number}" for number in range(30, 41)]),
        ("good_from", "1.7,1.2,1.70", ["1.2", "1.7"]),
        ("good_from", "4/3, 5/3", ["4/3", "5/3"]),
        ("good_from", "4/3", ["4/3"]),
        ("fair_from", "70%..80%/5%", ["0.7", "0.75", "0.8"]),
        ("fair_from", "70%..73%", ["0.7", "0.71", "0.72", "0.73"]),
        ("fair_from", "70.5%,80%", ["0.705", "0.8"]),
        ("few", None, ["1", "2", "3", "4", "5", "6", "7", "8"]),
        ("below", "-1..0/0.5", ["-1", "-0.5", "0"]),
        ("free", "-2,1000", ["-2", "1000"]),
    ],
)  # fmt: skip
def test_values(name: str, words: str | None, wanted: list[str]) -> None:
    assert values(name, words) == numbers(*wanted)


def test_a_range_without_a_step_has_round_ones() -> None:
    # a tenth of 0.6 is 0.06: steps of 0.05
    assert values("good_from", None) == [Fraction(120 + 5 * step, 100) for step in range(13)]


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("good_from", "", "CCG756"),
        ("good_from", "1.2,", "CCG756"),
        ("good_from", "1.2-1.6", "CCG756"),
        ("good_from", "1.2..", "CCG756"),
        ("good_from", "..1.6", "CCG756"),
        ("good_from", "1.2..1.4..1.6", "CCG756"),
        ("good_from", "1.6..1.2", "CCG756"),
        ("good_from", "1.2..1.6/0", "CCG756"),
        ("good_from", "1.2..1.6/-0.1", "CCG756"),
        ("good_from", "1/0", "CCG756"),
        ("good_from", "1e3", "CCG756"),
        ("good_from", "nan", "CCG756"),
        ("good_from", "٣", "CCG756"),
        ("good_from", "1" * 21, "CCG756"),
        ("good_from", "120%", "CCG752"),
        ("good_from", "1.2..1.6/5%", "CCG752"),
        ("good_from", "1.1..1.6", "CCG753"),
        ("good_from", "1.2..1.9", "CCG753"),
        ("good_from", "1.3,1.9", "CCG753"),
        ("fair_from", "70..80", "CCG752"),
        ("fair_from", "70%..80", "CCG752"),
        ("fair_from", "70%..80%/5", "CCG752"),
        ("free", None, "CCG756"),
        ("good_from", "1.2..1.8/0.0006", "CCG757"),
        ("free", "0..1000000000000/0.00000001", "CCG757"),
        ("free", ",".join(map(str, range(1001))), "CCG757"),
        ("free", "1," * 20_000 + "1", "CCG757"),
    ],
)
def test_what_is_none(name: str, words: str | None, code: str) -> None:
    assert wrong(name, words) == code


def test_as_many_as_there_may_be() -> None:
    assert len(values("free", "1..1000/1")) == 1000
    assert len(values("free", ",".join(map(str, range(1000))))) == 1000


@pytest.mark.parametrize(
    ("most", "step"),
    [("0.04", "0.02"), ("0.05", "0.05"), ("0.099", "0.05"), ("0.1", "0.1"), ("1", "1"), ("30", "20"), ("1/3", "0.2")],
)
def test_round_steps(most: str, step: str) -> None:
    assert nice(Fraction(most)) == Fraction(step)

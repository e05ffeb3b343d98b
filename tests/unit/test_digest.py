"""Digests name content: the same for what says the same, different for what does not."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from ccgrules.digest import canonical, digest


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    value: Fraction
    line: int = field(compare=False, default=0)


@dataclass(frozen=True, slots=True)
class OtherRule:
    name: str
    value: Fraction


def test_a_digest_is_sha_256_of_canonical_json() -> None:
    assert digest(["a", True, None]) == hashlib.sha256(b'["a",true,null]').hexdigest()


def test_places_in_the_text_do_not_matter() -> None:
    assert digest(Rule("x", Fraction(1, 3), line=7)) == digest(Rule("x", Fraction(1, 3), line=99))


@pytest.mark.parametrize(
    "other",
    [
        Rule("y", Fraction(1, 3)),
        Rule("x", Fraction(2, 3)),
        OtherRule("x", Fraction(1, 3)),
        {"name": "x"},
        ["x"],
        None,
    ],
)
def test_what_says_something_else_has_another_digest(other: object) -> None:
    assert digest(Rule("x", Fraction(1, 3))) != digest(other)


def test_a_number_is_not_its_text() -> None:
    assert digest(Fraction(1)) != digest("1")
    assert digest(Fraction(1)) == digest(1)


def test_the_order_of_a_mapping_counts() -> None:
    assert digest({"a": 1, "b": 2}) != digest({"b": 2, "a": 1})


def test_canonical_form() -> None:
    content = {"when": datetime.date(2025, 4, 1), "rule": Rule("x", Fraction(7, 10), line=3)}
    assert canonical(content) == [
        ["when", "2025-04-01"],
        ["rule", {"is": "Rule", "name": "x", "value": {"number": "7/10"}}],
    ]


def test_what_is_not_data_has_no_digest() -> None:
    with pytest.raises(TypeError, match="a set has no canonical form"):
        digest({1, 2})

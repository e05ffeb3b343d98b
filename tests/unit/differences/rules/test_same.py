"""Whether two expressions say the same, and whether only their numbers differ."""

from __future__ import annotations

import pytest

from ccgrules.differences.rules.same import only_numbers_differ, same
from ccgrules.syntax import tree
from ccgrules.syntax.parse import parse_expression


def read(text: str) -> tree.Expr:
    found, findings = parse_expression(text)
    assert found is not None, findings
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.450", "1.45"),
        ("1/2", "0.5"),
        ("4/8", "1/2"),
        ("-1/2 + x", "x + -0.5"),
        ("70.0%", "70%"),
        ("((a + b))", "a + b"),
        ("a + b + c", "c + (b + a)"),
        ("2 * a * b", "b * (a * 2)"),
        ("a and b and c", "c and (b and a)"),
        ("a or (b and c)", "(c and b) or a"),
        ("a >= 3", "3 <= a"),
        ("a > 3 or b < 2", "2 > b or 3 < a"),
        ("a = b", "b = a"),
        ("a != 2", "2 != a"),
        ("a is one of (red, amber)", "a is one of (amber, red)"),
        ("a is not one of (red, amber)", "a is not one of (amber, red)"),
        ("z_score(x, error: normal, against: 2)", "z_score(x, against: 2, error: normal)"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert same(read(one), read(other))
    assert same(read(other), read(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("70%", "0.7"),
        ("1.45", "1.46"),
        ("a - b", "b - a"),
        ("a / b", "b / a"),
        ("1/0", "2/0"),
        ("50% / 2", "25%"),
        ("a and b", "a or b"),
        ("a or (b and c)", "(a or b) and c"),
        ("a >= 3", "3 >= a"),
        ("a >= 3", "a > 3"),
        ("not (a < b)", "a >= b"),
        ("a is one of (red, amber)", "a is one of (red, green)"),
        ("rank(a, then b)", "rank(b, then a)"),
        ("f(a, b)", "f(b, a)"),
        ("a meets b", "b meets a"),
        ("a + b", "a * b"),
        ("a + b * c", "(a + b) * c"),
        ('"a"', "a"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert not same(read(one), read(other))


@pytest.mark.parametrize(
    ("one", "other", "only"),
    [
        ("a >= 1.5", "a >= 1.4", True),
        ("a >= 1/3", "a >= 0.5", True),
        ("a >= -2", "a >= 2", True),
        ("a >= 85%", "a >= 0.85", False),
        ("a >= 1.5", "a > 1.4", False),
        ("a >= 1.5", "b >= 1.4", False),
        ("count(a >= 2) > 1", "count(a >= 1) > 2", True),
        ("a >= 2 and b", "a >= 1 and b", True),
        ("a >= 2 and b", "a >= 1 or b", False),
    ],
)
def test_only_numbers(one: str, other: str, only: bool) -> None:
    assert only_numbers_differ(read(one), read(other)) is only

"""Comparisons of approximate numbers by their places in a list; expected values are worked out by hand.

Of 1, 2 and 4 the mean is 7/3 and the standard deviation the square root of 7/3, so that a standardised figure times the
deviation is the figure less the mean but for the fiftieth digit or so.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

pytest.importorskip("polars", reason="the columns engine needs Polars")

from ccgrules.engine import columns_near
from ccgrules.engine.columns import run_columns
from ccgrules.engine.exact import run_exact
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.build import build_plan

HEAD = """framework t "T"
  language 1
  scores better higher
  result m
population everyone
indicator a "A"
  data number
  better higher
indicator b "B"
  data number
  better higher
measure z "Z" = standardise(a.value, among: everyone)
  better higher
measure back "Back" = z * sd(a.value, among: everyone)
  better higher
measure apart "Apart" = a.value - mean(a.value, among: everyone) + b.value
  better higher
"""
UNKNOWN = MISSING[Reason.UNDETERMINED]
ROWS: list[dict[str, Given]] = [
    {"a.value": 1, "b.value": 0},
    {"a.value": 2, "b.value": Fraction(1, 10**30)},
    {"a.value": 4, "b.value": Fraction(-1, 10**30)},
    {"a.value": None, "b.value": 0},
]


def compared(condition: str, rows: list[dict[str, Given]]) -> list[Value]:
    """What a condition comes to, as 1 and 0; the same in both engines."""
    body = f"measure m =\n  1 when {condition}\n  0 otherwise\n  better higher\n"
    ruleset, findings = check_text(HEAD + body)
    assert ruleset is not None, findings
    plan = build_plan(ruleset)
    dataset = rows_dataset(plan, rows)
    found = list(run_columns(plan, dataset).values("m"))
    assert found == list(run_exact(plan, dataset).values("m"))
    return found


@pytest.mark.parametrize(
    ("op", "expected"),
    [("=", (1, 0, 0)), ("!=", (0, 1, 1)), ("<", (0, 1, 0)), ("<=", (1, 1, 0)), (">", (0, 0, 1)), (">=", (1, 0, 1))],
)
def test_near_numbers_are_equal(op: str, expected: tuple[int, int, int]) -> None:
    """The first row's are near; the second's other is larger by 1e-30, and the third's smaller."""
    assert compared(f"back {op} apart", ROWS) == [*expected, UNKNOWN]


@pytest.mark.parametrize(
    ("op", "expected"),
    [("=", (1, 0, 0)), ("!=", (0, 1, 1)), (">", (0, 1, 0)), (">=", (1, 1, 0)), ("<", (0, 0, 1)), ("<=", (1, 0, 1))],
)
def test_the_other_way_round(op: str, expected: tuple[int, int, int]) -> None:
    assert compared(f"apart {op} back", ROWS) == [*expected, UNKNOWN]


def test_against_a_constant() -> None:
    """1 stands at -0.873, 2 at -0.218, 4 at 1.091."""
    assert compared("z >= -0.5", ROWS) == [0, 1, 1, UNKNOWN]
    assert compared("2 > z", ROWS) == [1, 1, 1, UNKNOWN]


def test_two_lists() -> None:
    assert compared("z < back", ROWS) == [0, 0, 1, UNKNOWN]


def test_too_many_others_for_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_near, "MOST_OTHERS", 2)
    assert compared("back <= apart", ROWS) == [1, 1, 0, UNKNOWN]


def test_no_rows() -> None:
    assert compared("back <= apart", []) == []

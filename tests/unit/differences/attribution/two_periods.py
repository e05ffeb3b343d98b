"""Two small runs to be compared: rules as text, data as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ccgrules import pipeline
from ccgrules.differences.attribution.forms import Attribution, Movement
from ccgrules.differences.attribution.periods import attribute_periods
from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text

HEAD = """framework t "T"
  language 1
  rates trust "Trust"
  scores better higher
  result headline
scale grades best first
  good, fair, poor
population everyone "All trusts"
indicator a "A"
  data number
  better higher
  score value
"""
"""One indicator, scored by its value; what decides is added."""

OWN, GAPS, OTHERS, RULES, PANELS = range(5)

Rows = Sequence[Mapping[str, Given]]


def rated(rules: str, rows: Rows, periods: Sequence[str] | None = None) -> Result:
    """A run."""
    ruleset, findings = check_text(rules)
    assert ruleset is not None, findings
    plan = pipeline.plan(ruleset)
    return run_plan(plan, rows_dataset(plan, rows, periods))


def column(name: str, *cells: Given) -> list[dict[str, Given]]:
    """Trusts A, B, C … with one figure each."""
    return [{"organisation": "ABCDEFGH"[number], name: cell} for number, cell in enumerate(cells)]


def years(code: str, figures: Sequence[tuple[str, int | None]]) -> list[dict[str, Given]]:
    """A trust's figure in each of several periods."""
    return [{"organisation": code, "period": period, "a": figure} for period, figure in figures]


def movement(attribution: Attribution, code: str, period: str = "") -> Movement:
    """The movement of an organisation's headline."""
    return attribution.of[code, period][0]


def first_and_last(before: Result, after: Result) -> list[list[Fraction]]:
    """What each cause does to A's headline if it comes first, and last."""
    moved = movement(attribute_periods(before, after), "A")
    return [[share.first, share.last] for share in moved.shares]


def shares(before: Result, after: Result, code: str = "A", **options: Any) -> list[Fraction]:
    """Of each cause, for the headline of an organisation; held to what shares always are."""
    found = attribute_periods(before, after, **options)
    moved = movement(found, code, after.keys.period_order[-1])
    assert sum(share.share for share in moved.shares) == moved.after - moved.before
    assert [share.unit for share in moved.shares] == [unit.number for unit in found.units] == [1, 2, 3, 4, 5]
    return [share.share for share in moved.shares]


def only(cause: int, share: int | Fraction) -> list[Fraction]:
    """All of a movement because of one cause."""
    return [Fraction(share) if place == cause else Fraction(0) for place in range(5)]

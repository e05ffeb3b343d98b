"""Small rulesets and invented clinics, rated by the exact engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccgrules.diagnostics.render import render_plain
from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.run import Engine, run_plan
from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan

HEAD = """
framework clinics "Clinics"
  language 1
  rates    clinic "Clinic"
  result   {result}

scale grades "Grades" best first
  good "Good", fair "Fair", poor "Poor"

population clinics "All clinics"

field points "Points" number
field closed "Closed" yes or no
"""

CASES = """
rating grade "Grade" on grades
  good  when points >= {good}
  fair  when points >= 5
  poor  otherwise
"""


def rules(good: int = 8, more: str = "", result: str = "grade") -> str:
    """Clinics are good from so many points on."""
    return HEAD.format(result=result) + CASES.format(good=good) + more


def rated(
    text: str,
    rows: Sequence[Mapping[str, Given]],
    periods: Sequence[str] | None = None,
    engine: Engine = "exact",
) -> Result:
    """The rows, rated; fails where the rules have errors."""
    ruleset, findings = check_text(text, "clinics.rules")
    assert ruleset is not None, render_plain(findings)
    plan = build_plan(ruleset)
    return run_plan(plan, rows_dataset(plan, rows, periods), engine)


def clinic(name: str, points: Given, **other: Given) -> dict[str, Given]:
    """A row; the code is the first letter of the name."""
    return {"organisation": name[0], "name": name, "points": points, "closed": False, **other}

"""Rules and rows in, results and explanations out: what the tests of explanations share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ccgrules.diagnostics.render import render_plain
from ccgrules.engine.result import Result
from ccgrules.engine.rows import rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan

HEAD = """
framework example "Example"
  language  1
  version   "1"
  rates     trust "Trust"
  in force  2031-01-01 to 2031-12-31
  scores better higher
  source    manual "Manual"
  result    {result}

scale ratings "Ratings" best first
  good "Good", fair "Fair", poor "Poor"

population trusts "All trusts"
"""


def planned(rules: str, result: str = "verdict") -> Plan:
    """The plan of a ruleset, given without its head; fails where it has errors."""
    ruleset, findings = check_text(HEAD.format(result=result) + rules, "example.rules")
    assert ruleset is not None, render_plain(findings)
    return build_plan(ruleset)


def rated(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> Result:
    """The rows, rated by the exact engine."""
    return run_plan(plan, rows_dataset(plan, rows), "exact")

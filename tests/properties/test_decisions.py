"""Damaged decisions files: findings or a result, never a traceback, and never both an error and a result."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from properties.damage import damaged, damaged_bytes

from ccgrules import pipeline
from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.diagnostics.render import render_plain
from ccgrules.model.load import check_text
from ccgrules.plan.steps import Plan

RULES = """framework t "T"
  language 1
  scores better higher
  result headline
scale grades best first
  good "Good", fair "Fair", poor "Poor"
indicator a "A"
  data number
  better higher
judgement visit "Visit" on grades by "Visiting Panel"
  must visit is not good or a.value >= 1
rating headline "Headline" on grades
  good  when a.value >= 2 and (previous(headline) is missing or previous(headline) is not poor)
  fair  when a.value >= 1
  poor  otherwise
  moderated by "Committee"
  must visit is missing or not (headline is good and visit is poor)
"""
DATA = """organisation,name,period,a
A,Ashdown,2018/19,3
B,Bexworth,2018/19,1
A,Ashdown,2019/20,3
B,Bexworth,2019/20,*
"""
DECISIONS = """decisions:
  - organisation: A
    period: 2018/19
    rating: headline
    from: good
    to: poor
    reason: "Found [1] \\x1b[31m late"
    decided_by: Committee
    date: 2019-07-02
    evidence: ["Minutes, item 4", Report]
  - {organisation: B, period: 2018/19, rating: visit, to: Fair, reason: x, decided_by: the Visiting Panel, date: 2019-07-02}
  - {organisation: B, period: 2019/20, rating: headline, from: missing, to: fair, reason: x, decided_by: Committee, date: 2020-07-02}
"""  # noqa: E501 (a decision a line)
OTHER = "decisions:\n  - from: not rated\n    to: [poor]\n    date: 2019-02-30\n    organisation: X\n"


@pytest.fixture(scope="module")
def plan() -> Plan:
    ruleset, findings = check_text(RULES)
    assert ruleset is not None, findings
    return pipeline.plan(ruleset)


def rated(plan: Plan, folder: Path, content: bytes) -> pipeline.Rated:
    (folder / "data.csv").write_text(DATA, encoding="utf-8")
    (folder / "decisions.yaml").write_bytes(content)
    return pipeline.rate(plan, pipeline.DataOptions(folder / "data.csv", decisions=(folder / "decisions.yaml",)))


def test_the_file_itself_is_sound(plan: Plan, tmp_path: Path) -> None:
    done = rated(plan, tmp_path, DECISIONS.encode())
    assert done.result is not None, render_plain(done.findings)
    assert list(done.result.values("headline")) == ["poor", "fair", "fair", "fair"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(120))
def test_damaged_files_give_findings_or_a_result(plan: Plan, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    text = damaged(DECISIONS, chance, OTHER).encode("utf-8", "replace")
    done = rated(plan, tmp_path, damaged_bytes(text, chance) if seed % 3 == 0 else text)
    assert (done.result is None) is has_errors(done.findings)
    assert "\x1b" not in render_plain(done.findings)
    if done.result is not None:
        keys = done.result.keys
        for code, period in zip(keys.organisations, keys.periods):
            explained = pipeline.explain(done.result, code, period)
            assert "\x1b" not in pipeline.explanation_text(explained) + pipeline.explanation_page(explained)

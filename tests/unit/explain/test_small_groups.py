"""Figures for each member of a peer group that has too few members: why there is none, and no arithmetic."""

from __future__ import annotations

from pathlib import Path

import pytest

import ccgrules

RULES = """framework t "T"
  language 1
  rates org "Organisation"
  scores better higher
  result m

population pairs
  at least 2 members

indicator a "A"
  data number
  better higher

measure m "M" = FIGURE
  when missing exclude
"""

FIGURES = (
    "z_score(a.value, against: 1, error: normal, standard_error: a.value, overdispersion: none, among: pairs)",
    "kmeans(a.value, clusters: 2, among: pairs)",
    "natural_breaks(a.value, classes: 2, among: pairs)",
    "standardise(a.value, among: pairs)",
    "rank(a.value, among: pairs)",
)


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("value", [0, 3])
def test_one_member_where_two_are_needed(tmp_path: Path, figure: str, value: int) -> None:
    path = tmp_path / "t.rules"
    path.write_text(RULES.replace("FIGURE", figure), encoding="utf-8")
    run = ccgrules.load(path).run([{"organisation": "A", "a": value}])
    told = " ".join(str(run.explain("A")).split())
    assert "has 1 member of at least 2" in told

"""Decisions of panels from Python."""

from __future__ import annotations

from pathlib import Path

import pytest

import ccgrules

RULES = """framework t "T"
  language 1
  result r
scale grades best first
  good "Good", poor "Poor"
field f yes or no
judgement visit "Visit" on grades by "Panel"
rating r on grades = worst(visit, s)
rating s on grades
  good  when f
  poor  otherwise
"""
DECISIONS = """decisions:
  - {organisation: A, rating: visit, to: Good, reason: x, decided_by: Panel, date: 2031-01-01}
  - {organisation: B, rating: visit, to: good, reason: x, decided_by: Panel, date: 2031-01-01}
"""
ROWS = [{"organisation": "A", "f": "yes"}, {"organisation": "B", "f": "no"}, {"organisation": "C", "f": "yes"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.rules").write_text(RULES, encoding="utf-8")
    (tmp_path / "d.yaml").write_text(DECISIONS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", [str, lambda path: path, lambda path: [path]], ids=["text", "path", "list"])
def test_a_path_or_several(folder: Path, form: object) -> None:
    run = ccgrules.load(folder / "t.rules").run(ROWS, decisions=form(folder / "d.yaml"))  # type: ignore[operator]
    assert [row["r"] for row in run.to_dicts()] == ["good", "poor", None]
    assert "no judgement by the Panel was entered" in " ".join(str(run.explain("C")).split())


def test_without_decisions_a_judgement_is_not_submitted(folder: Path) -> None:
    rows = ccgrules.load(folder / "t.rules").run(ROWS).to_dicts(["visit"])
    assert [row["visit_missing"] for row in rows] == ["not submitted"] * 3


def test_decisions_that_do_not_fit_raise(folder: Path) -> None:
    (folder / "d.yaml").write_text(DECISIONS.replace("B, rating", "Z, rating"), encoding="utf-8")
    with pytest.raises(ccgrules.DataError) as caught:
        ccgrules.load(folder / "t.rules").run(ROWS, decisions=folder / "d.yaml")
    assert [finding.code for finding in caught.value.findings] == ["CCG651"]

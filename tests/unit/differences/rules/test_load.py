"""Rulesets as they are compared."""

from __future__ import annotations

from pathlib import Path

from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import load, load_text

RULES = """\
framework care "Care"
  language 1
  scores better higher
  result m
group g "G"
indicator a "A" in g
  data percent
  better higher
  score 1
measure m "M" = mean(g.indicators.score)
"""


def codes(found: object) -> list[str]:
    return [finding.code for finding in found]  # type: ignore[attr-defined]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    loaded, findings = load(tmp_path / "none.rules")
    assert loaded is None
    assert codes(findings) == ["CCG150"]


def test_a_ruleset_with_a_mistake() -> None:
    loaded, findings = load_text(RULES.replace("mean(g", "mean(h"))
    assert loaded is None
    assert codes(findings) == ["CCG201"]


def test_a_text_that_cannot_be_read() -> None:
    loaded, findings = load_text(RULES.replace("score 1", "score 1 2"))
    assert loaded is None
    assert codes(findings) != []


def test_a_text_by_itself_amends_nothing() -> None:
    loaded, findings = load_text('framework b "B"\n  amends "care.rules"\n')
    assert loaded is None
    assert "CCG155" in codes(findings)


def test_an_amended_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "new.rules"
    path.write_text('framework b "B"\n  amends "care.rules"\n', encoding="utf-8")
    loaded, findings = load(path)
    assert loaded is None
    assert codes(findings) == ["CCG150"]


def test_files_that_are_used_are_part_of_it(tmp_path: Path) -> None:
    start = RULES.index("group g")
    (tmp_path / "shared.rules").write_text(RULES[start:], encoding="utf-8")
    head = RULES[:start].replace("  result", '  use "shared.rules"\n  result')
    (tmp_path / "care.rules").write_text(head, encoding="utf-8")
    (apart, _), (whole, _) = load(tmp_path / "care.rules"), load_text(RULES)
    assert apart is not None
    assert whole is not None
    assert [Path(file.name).name for file in apart.files] == ["shared.rules", "care.rules"]
    assert diff_rulesets(apart, whole).changes == ()
    assert diff_rulesets(whole, apart).changes == ()


def test_a_draft_is_read_instead_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "care.rules"
    path.write_text(RULES, encoding="utf-8")
    (old, _), (new, _) = load(path), load(path, RULES.replace("score 1", "score 2"))
    assert old is not None
    assert new is not None
    assert [change.kind for change in diff_rulesets(old, new).changes] == ["formula"]

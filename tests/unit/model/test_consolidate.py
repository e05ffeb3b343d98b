"""A consolidated ruleset says the same as the chain of files that it was made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ccgrules import pipeline
from ccgrules.model.load import check_text
from ccgrules.model.rules_digest import rules_digest

SCALES = """scale ratings "Ratings" best first
  good "Good"
  poor "Poor"
"""
OLDER = """framework older "Older"
  language 1
  version  "1"
  rates    ward "Ward"
  scores better higher
  use      "scales.rules"
  result   ward_rating

group care "Care"

method by_levels(seen) "1 from the level"
  score
    1  when value >= seen
    0  otherwise

indicator seen "Seen in time" in care   # a remark
  data   percent
  better higher
  score  by_levels(90%)

indicator falls "Falls" in care
  data   number
  better lower
  score
    1  when value <= 3
    0  otherwise

measure seen_twice "Twice the score" = 2 * seen.score
  better higher

rating ward_rating "Rating" on ratings
  good  when seen_twice = 2 and mean(care.indicators.score) >= 0.5
  poor  otherwise
"""
NEWER = """framework newer "Newer"
  version "2"
  amends  "older.rules"

rename seen to on_time
  because "A plainer word"

remove falls
  because "No longer collected"

change indicator on_time
  score by_levels(95%)

indicator visits "Visits" in care
  data   percent
  better higher
  score  on_time.score

test "the new level"
  given  on_time.value = 95%
  expect on_time.score = 1
"""


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    for name, text in (("scales", SCALES), ("older", OLDER), ("newer", NEWER)):
        (tmp_path / f"{name}.rules").write_text(text, encoding="utf-8")
    return tmp_path / "newer.rules"


def test_the_consolidated_text_says_the_same(newer: Path) -> None:
    wanted = pipeline.check(newer).ruleset
    assert wanted is not None
    got, findings = check_text(pipeline.consolidated(newer))
    assert got is not None, findings
    same = replace(got, framework=replace(got.framework, amends=wanted.framework.amends))
    assert rules_digest(same) == rules_digest(wanted)


def test_renames_reach_what_older_files_say_and_nothing_else(newer: Path) -> None:
    text = pipeline.consolidated(newer)
    assert "= 2 * on_time.score" in text
    assert "method by_levels(seen)" in text
    assert "1  when value >= seen" in text
    assert "formerly" in text
    assert "falls" not in text
    assert "amends" not in text
    assert "use " not in text


def test_a_ruleset_alone_is_its_own_consolidation(newer: Path, project: Path) -> None:
    path = project / "examples" / "tutorial" / "clinics.rules"
    wanted = pipeline.check(path).ruleset
    assert wanted is not None
    got, _ = check_text(pipeline.consolidated(path))
    assert got is not None
    assert rules_digest(got) == rules_digest(wanted)

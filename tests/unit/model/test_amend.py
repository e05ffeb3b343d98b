"""Amendments: what a newer version changes, takes over and leaves out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ccgrules.model.load import load_ruleset
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.wording import expression_text

OLD = """
framework checks_1 "Checks, first year"
  language 1
  version  "1"
  rates    ward "Ward"
  in force 2024-04-01 to 2025-03-31
  scores better higher
  source   manual "The manual"
  source   annex "The annex"
  result   overall

scale grades best first
  good, fair, poor

parameter cut = 1.5 between 1 and 2

group access
group safety

indicator A1 "First" in access
  data     percent
  better   higher
  standard 92%
  let gap = value - standard
  score
    2  when gap >= 0%
    0  otherwise

indicator A2 "Second" in access, safety
  data     percent
  better   higher
  score    value / 100%

measure average = mean(access.indicators.score) + 0 * A2.score

rating overall on grades
  good  when average >= cut
  poor  otherwise
  no better than fair  when A1.value < 50%
  not rated when A2.value is missing

test "of the first year"
  given average = 2, A1.value = 60%, A2.value = 60%
  expect overall is good
"""
HEAD = 'framework checks_2 "Checks, second year"\n  version "2"\n  amends "old.rules"\n'


def load(folder: Path, text: str, old: str = OLD) -> tuple[Ruleset | None, list[str]]:
    (folder / "old.rules").write_text(old, encoding="utf-8")
    (folder / "new.rules").write_text(HEAD + text, encoding="utf-8")
    ruleset, findings = load_ruleset(folder / "new.rules")
    return ruleset, [finding.code for finding in findings if finding.severity == "error"]


def amended(folder: Path, text: str) -> Ruleset:
    ruleset, codes = load(folder, text)
    assert ruleset is not None, codes
    return ruleset


def test_the_head_is_inherited_but_for_its_own_lines(tmp_path: Path) -> None:
    framework = amended(tmp_path, "").framework
    assert (framework.name, framework.title, framework.version) == ("checks_2", "Checks, second year", "2")
    assert framework.in_force is None
    assert framework.rates == "ward"
    assert framework.scores_better == "higher"
    assert [source.name for source in framework.sources] == ["manual", "annex"]
    assert framework.results == ("overall",)
    assert framework.amends == "old.rules"


def test_tests_of_the_older_version_stay_with_it(tmp_path: Path) -> None:
    assert amended(tmp_path, "").tests == ()


def test_change_replaces_the_lines_that_it_gives(tmp_path: Path) -> None:
    ruleset = amended(tmp_path, 'change parameter cut = 1.4\nchange indicator A1 "New"\n  standard 90%\n')
    assert (ruleset.parameters["cut"].value, ruleset.parameters["cut"].high) == (Fraction("1.4"), Fraction(2))
    indicator = ruleset.indicators["A1"]
    assert indicator.title == "New"
    assert indicator.score is not None
    standard = indicator.levels["standard"].how
    assert standard is not None
    assert expression_text(standard) == "90%"


def test_a_changed_let_stays_in_its_place(tmp_path: Path) -> None:
    ruleset = amended(tmp_path, "change indicator A1\n  let gap = value - 50%\n  let more = gap\n")
    assert [let.name for let in ruleset.indicators["A1"].lets] == ["gap", "more"]


def test_adjustments_are_replaced_together(tmp_path: Path) -> None:
    ruleset = amended(tmp_path, "change rating overall\n  becomes poor when A1.value < 10%\n")
    assert [adjustment.kind for adjustment in ruleset.ratings["overall"].adjustments] == ["becomes"]
    assert ruleset.ratings["overall"].start.how is not None


def test_another_way_to_a_result_replaces_the_first(tmp_path: Path) -> None:
    ruleset = amended(tmp_path, "change rating overall\n  starts as good\n")
    start = ruleset.ratings["overall"].start.how
    assert start is not None
    assert expression_text(start) == "good"
    assert len(ruleset.ratings["overall"].adjustments) == 2


def test_replace_leaves_nothing_of_the_old(tmp_path: Path) -> None:
    ruleset = amended(tmp_path, "replace rating overall on grades\n  good when average >= cut\n  fair otherwise\n")
    assert ruleset.ratings["overall"].adjustments == ()


def test_a_rename_is_followed_in_the_older_text(tmp_path: Path) -> None:
    ruleset = amended(tmp_path, "rename A2 to B2\nrename access to entry\nrename cut to line\n")
    assert "A2" not in ruleset.indicators
    assert ruleset.indicators["B2"].formerly == "A2"
    assert ruleset.indicators["B2"].groups == ("entry", "safety")
    average = ruleset.measures["average"].definition.how
    assert average is not None
    assert expression_text(average) == "mean(entry.indicators.score) + 0 * B2.score"
    start = ruleset.ratings["overall"].start.how
    assert start is not None
    assert "average >= line" in expression_text(start)


def test_an_old_name_may_be_given_to_something_new(tmp_path: Path) -> None:
    text = "rename A2 to B2\nindicator A2 in safety\n  data percent\n  better higher\n  score 1\nmeasure k = A2.score\n"
    ruleset = amended(tmp_path, text)
    k, average = ruleset.measures["k"].definition.how, ruleset.measures["average"].definition.how
    assert k is not None
    assert average is not None
    assert expression_text(k) == "A2.score"
    assert "B2.score" in expression_text(average)


def test_three_versions_in_a_row(tmp_path: Path) -> None:
    (tmp_path / "old.rules").write_text(OLD, encoding="utf-8")
    (tmp_path / "middle.rules").write_text(HEAD + "rename A2 to B2\nchange parameter cut = 1.2\n", encoding="utf-8")
    newest = 'framework checks_3 "Checks, third year"\n  amends "middle.rules"\n'
    (tmp_path / "newest.rules").write_text(
        newest + "rename B2 to C2\nchange indicator C2\n  counts 2\n", encoding="utf-8"
    )
    ruleset, findings = load_ruleset(tmp_path / "newest.rules")
    assert ruleset is not None, [f.message for f in findings]
    assert ruleset.parameters["cut"].value * 5 == 6
    average = ruleset.measures["average"].definition.how
    assert average is not None
    assert "C2.score" in expression_text(average)
    assert [Path(source.name).name for source in ruleset.files] == ["old.rules", "middle.rules", "newest.rules"]


ALL_OF_A2 = """
remove A2, safety
change measure average = mean(access.indicators.score)
change rating overall
  not rated when A1.value is missing
"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("remove A2", ["CCG453", "CCG452", "CCG452"]),
        ("remove A1, safety", ["CCG452", "CCG452"]),
        (ALL_OF_A2, []),
        ("remove nothing", ["CCG451"]),
        ("change indicator cut\n  better lower", ["CCG451"]),
        ("rename A1 to A2", ["CCG202"]),
        ("rename cut to line\nmeasure k = cut", ["CCG454"]),
        ("parameter cut = 1", ["CCG202"]),
        ("change parameter cut = 5", ["CCG408"]),
    ],
)  # fmt: skip
def test_amendments_that_break_something(tmp_path: Path, text: str, codes: list[str]) -> None:
    assert load(tmp_path, text + "\n")[1] == codes


def test_something_removed_may_be_declared_anew(tmp_path: Path) -> None:
    assert load(tmp_path, "remove cut\nparameter cut = 1\n")[1] == []

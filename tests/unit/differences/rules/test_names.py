"""Which declarations of two rulesets are the same: amendments, former names, and what is alike but for its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccgrules.differences.rules.apply import applied, ruleset_with
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import Loaded, load, load_text

HEAD = """\
framework care "Care"
  language 1
  scores better higher
  result overall
group access "Access"
"""
INDICATOR = """\
indicator {name} "{title}" in access
  data percent
  better higher
  score 2 * value / 100%
"""
OVERALL = 'measure overall "Overall" = mean(access.indicators.score)\n'
AMENDING = 'framework care "Care"\n  version "{version}"\n  amends "{older}"\n'


def indicator(name: str, title: str) -> str:
    return INDICATOR.format(name=name, title=title)


def loaded(found: tuple[Loaded | None, object]) -> Loaded:
    assert found[0] is not None, found[1]
    return found[0]


def said(diff: RulesDiff) -> list[tuple[str, str, str]]:
    """Kind, name and what the older ruleset says of each change."""
    return [(change.kind, change.name, change.old.text if change.old else "") for change in diff.changes]


@pytest.fixture
def chain(tmp_path: Path) -> dict[str, Path]:
    """Three rulesets that amend each other: codes move on, and a new thing gets a code that was another's."""
    texts = {
        "first": HEAD + indicator("a1", "Waits") + indicator("a2", "Calls") + indicator("a3", "Falls") + OVERALL,
        "second": AMENDING.format(version="2", older="first.rules")
        + "rename a2 to a4\nrename a1 to a2\n"
        + indicator("a1", "Visits"),
        "third": AMENDING.format(version="3", older="second.rules") + "remove a3\nrename a4 to a3\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.rules").write_text(text, encoding="utf-8")
    return {name: tmp_path / f"{name}.rules" for name in texts}


def between(chain: dict[str, Path], older: str, newer: str) -> RulesDiff:
    return diff_rulesets(loaded(load(chain[older])), loaded(load(chain[newer])))


def test_codes_that_move_on(chain: dict[str, Path]) -> None:
    diff = between(chain, "first", "second")
    assert said(diff) == [
        ("head", "care", ""),
        ("renamed", "a2", "a1"),
        ("renamed", "a4", "a2"),
        ("added", "a1", ""),
    ]
    assert sorted(diff.old.indicators) == ["a2", "a3", "a4"]
    assert diff.old.indicators["a4"].title == "Calls"
    assert diff.old.indicators["a4"].formerly == "a2"


def test_the_other_way_round(chain: dict[str, Path]) -> None:
    diff = between(chain, "second", "first")
    assert said(diff) == [
        ("head", "care", "2"),
        ("renamed", "a1", "a2"),
        ("renamed", "a2", "a4"),
        ("removed", "a1", "percent, higher is better, score 2 * value / 100%"),
    ]
    assert ruleset_with(diff, ()) is not None


def test_a_code_taken_from_what_is_removed(chain: dict[str, Path]) -> None:
    diff = between(chain, "second", "third")
    assert said(diff) == [
        ("head", "care", "2"),
        ("renamed", "a3", "a4"),
        ("removed", "a3", "percent, higher is better, score 2 * value / 100%"),
    ]
    assert [change.title for change in diff.changes[1:]] == ["Calls", "Falls"]
    assert sorted(diff.old.indicators) == ["a1", "a2", "a3", "a3 (before)"]
    assert diff.old.indicators["a3"].formerly == "a4"
    assert diff.old.indicators["a3 (before)"].formerly is None
    without = ruleset_with(diff, {3})
    assert without is not None
    assert sorted(without.indicators) == ["a1", "a2", "a3"]


def test_two_steps_at_once(chain: dict[str, Path]) -> None:
    diff = between(chain, "first", "third")
    assert [(kind, name) for kind, name, _ in said(diff)] == [
        ("head", "care"),
        ("renamed", "a2"),
        ("renamed", "a3"),
        ("removed", "a3"),
        ("added", "a1"),
    ]


def test_a_draft_in_the_place_of_a_file(chain: dict[str, Path]) -> None:
    text = chain["third"].read_text(encoding="utf-8").replace("remove a3\nrename a4 to a3\n", "")
    diff = diff_rulesets(loaded(load(chain["second"])), loaded(load(chain["third"], text)))
    assert said(diff) == [("head", "care", "2")]


def test_former_names_that_were_so_before() -> None:
    text = HEAD + indicator("a2", "Waits") + "  formerly a1\n" + OVERALL
    diff = diff_rulesets(loaded(load_text(text)), loaded(load_text(text.replace("percent", "proportion"))))
    assert said(diff) == [("unit", "a2", "percent")]


def test_former_names_the_other_way_round() -> None:
    older = HEAD + indicator("a2", "Waits") + "  formerly a1\n" + OVERALL
    newer = HEAD + indicator("a1", "Waiting times") + OVERALL
    diff = diff_rulesets(loaded(load_text(older)), loaded(load_text(newer)))
    assert said(diff) == [("renamed", "a1", "a2"), ("retitled", "a1", "Waits")]


def test_a_former_name_of_another_sort_of_thing() -> None:
    older = HEAD + indicator("a1", "Waits") + 'field beds "Beds" count\n' + OVERALL
    newer = HEAD + indicator("a1", "Waits") + 'measure b "B" = a1.value\n  formerly beds\n' + OVERALL
    diff = diff_rulesets(loaded(load_text(older)), loaded(load_text(newer)))
    assert said(diff) == [("removed", "beds", "count"), ("added", "b", "")]


def test_what_uses_each_other_is_followed_step_by_step() -> None:
    older = HEAD + indicator("a1", "Waits") + 'measure b "B" = a1.value * 2\nmeasure c "C" = b * 2\n' + OVERALL
    newer = older.replace("measure b", "measure d").replace("= b *", "= d *").replace("measure c", "measure e")
    diff = diff_rulesets(loaded(load_text(older)), loaded(load_text(newer)))
    assert said(diff) == [("renamed", "d", "b"), ("renamed", "e", "c")]


def test_a_label_that_is_called_like_what_is_renamed() -> None:
    rating = (
        "scale grades best first\n  top, middle, low\n"
        'rating verdict "Verdict" on grades\n  top when top.value >= 90%\n  low otherwise\n'
    )
    older = HEAD + indicator("top", "Waits") + OVERALL + rating
    newer = older.replace("indicator top", "indicator waits").replace("top.value", "waits.value")
    diff = diff_rulesets(loaded(load_text(older)), loaded(load_text(newer)))
    assert said(diff) == [("renamed", "waits", "top")]


def test_a_let_is_not_taken_for_what_it_would_hide() -> None:
    body = "  let gap = value - 50%\n  score\n    2 when gap >= 0% and {other} >= 0%\n    0 otherwise\n"
    start = HEAD + 'field beds "Beds" percent\n'
    older = start + indicator("a1", "Waits").replace("  score 2 * value / 100%\n", body.format(other="beds")) + OVERALL
    newer = older.replace("let gap", "let beds").replace("when gap", "when beds").replace("and beds", "and value")
    diff = diff_rulesets(loaded(load_text(older)), loaded(load_text(newer)))
    assert [kind for kind, _, _ in said(diff)] == ["formula", "formula", "condition"]
    numbers = [change.number for change in diff.changes]
    assert applied(diff, numbers) == loaded(load_text(newer)).file.declarations


def test_a_code_that_changes_with_what_it_stands_for() -> None:
    older = HEAD + indicator("a1", "Waits") + indicator("a2", "Calls") + OVERALL
    newer = HEAD + indicator("b1", "Waits").replace("2 * value", "3 * value") + indicator("a2", "Calls") + OVERALL
    diff = diff_rulesets(loaded(load_text(older)), loaded(load_text(newer)))
    assert said(diff)[0] == ("renamed", "b1", "a1")
    assert [kind for kind, _, _ in said(diff)] == ["renamed", "formula"]


def test_a_title_that_two_have_tells_nothing() -> None:
    older = HEAD + indicator("a1", "Waits") + indicator("a2", "Waits") + OVERALL
    newer = HEAD + indicator("b1", "Waits").replace("2 * value", "3 * value") + indicator("a2", "Waits") + OVERALL
    diff = diff_rulesets(loaded(load_text(older)), loaded(load_text(newer)))
    assert [kind for kind, _, _ in said(diff)] == ["removed", "added"]


def test_what_an_amendment_removes_is_not_renamed(tmp_path: Path) -> None:
    first, second = tmp_path / "first.rules", tmp_path / "second.rules"
    first.write_text(HEAD + indicator("a1", "Waits") + indicator("a2", "Calls") + OVERALL)
    new = indicator("b1", "Waits").replace("2 * value", "3 * value")
    second.write_text(AMENDING.format(version="2", older="first.rules") + "remove a1\n" + new)
    diff = diff_rulesets(loaded(load(first)), loaded(load(second)))
    assert sorted(kind for kind, _, _ in said(diff)) == ["added", "head", "removed"]

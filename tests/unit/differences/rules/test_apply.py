"""Some of the changes made in the older ruleset."""

from __future__ import annotations

from itertools import combinations

import pytest

from ccgrules.differences.rules.apply import applied, errors_with, ruleset_with
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import load_text
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.to_json import to_json
from ccgrules.syntax import tree
from ccgrules.syntax.format import format_expr

OLD = """\
framework care "Care"
  language 1
  scores better higher
  source manual "Manual"
  result overall
scale bands best first
  high, low
parameter top "Top" = 85%
method banded "Banded"
  cite manual
  score
    2 when value >= top
    0 otherwise
group access "Access"
group safety "Safety"
indicator waits "Waits" in access
  data percent
  better higher
  score banded
indicator calls "Calls" in access
  data percent
  better higher
  score banded
measure overall "Overall" = mean(access.indicators.score)
"""


def diff_of(*edits: tuple[str, str], old: str = OLD) -> RulesDiff:
    """The changes that edits of a text make."""
    new = old
    for before, after in edits:
        assert new.count(before) == 1, before
        new = new.replace(before, after)
    (older, wrong), (newer, wrong_too) = load_text(old), load_text(new)
    assert older is not None, wrong
    assert newer is not None, wrong_too
    return diff_rulesets(older, newer)


def kinds(diff: RulesDiff) -> list[str]:
    return [f"{change.kind} {change.name}" for change in diff.changes]


def rules(diff: RulesDiff, *numbers: int) -> Ruleset:
    made = ruleset_with(diff, numbers)
    assert made is not None, errors_with(diff, numbers)
    return made


def test_each_set_of_changes_is_a_ruleset_of_its_own() -> None:
    diff = diff_of(("= 85%", "= 80%"), ("2 when", "3 when"), ('"Calls" in access', '"Calls" in access, safety'))
    assert kinds(diff) == ["parameter top", "outcome banded", "membership calls"]
    made = {
        numbers: repr(to_json(rules(diff, *numbers))) for size in range(4) for numbers in combinations((1, 2, 3), size)
    }
    assert len(set(made.values())) == 8
    assert all(("'80%'" in text) == (1 in numbers) for numbers, text in made.items())
    assert all(("'3'" in text) == (2 in numbers) for numbers, text in made.items())
    assert all(("['access', 'safety']" in text) == (3 in numbers) for numbers, text in made.items())


def test_what_an_added_indicator_needs_comes_with_it() -> None:
    added = (
        'population all_of_them "All"\n'
        'method ranked(peers) "Ranked"\n  cite annex\n  score percent_rank(value, among: peers)\n'
        "group access"
    )
    indicator = 'indicator falls "Falls" in safety\n  data count\n  better lower\n  score ranked(all_of_them)\nmeasure'
    diff = diff_of(
        ("group access", added), ("\nmeasure", f"\n{indicator}"), ("  result", '  source annex "Annex"\n  result')
    )
    assert kinds(diff) == ["source care", "added all_of_them", "added ranked", "added falls"]
    with_falls = rules(diff, 4)
    assert list(with_falls.methods) == ["banded", "ranked"]
    assert list(with_falls.populations) == ["all_of_them"]
    assert [source.name for source in with_falls.framework.sources] == ["manual", "annex"]
    assert list(rules(diff, 2).populations) == ["all_of_them"]
    assert list(rules(diff, 2).methods) == ["banded"]
    assert list(rules(diff).populations) == []


def test_what_is_removed_stays_while_something_uses_it() -> None:
    method = OLD[OLD.index("method") : OLD.index("group access")]
    start = '"{}" in access\n  data percent\n  better higher\n  score '
    scores = [(f"{start.format(title)}banded", f"{start.format(title)}1") for title in ("Waits", "Calls")]
    diff = diff_of(("parameter top", "parameter bottom"), ('"Top" = 85%', '"Bottom" = 5%'), (method, ""), *scores)
    assert kinds(diff) == ["removed top", "removed banded", "added bottom", "method waits", "method calls"]
    assert list(rules(diff, 1, 2, 4).methods) == ["banded"]
    assert list(rules(diff, 1, 2, 4).parameters) == ["top"]
    assert list(rules(diff, 1, 2, 4, 5).methods) == []
    assert list(rules(diff, 1, 2, 4, 5).parameters) == []
    assert list(rules(diff, 1, 2, 3, 4, 5).parameters) == ["bottom"]


def test_a_group_that_only_holds_indicators_comes_with_them() -> None:
    diff = diff_of(("measure", 'group calm "Calm"\nindicator rest "Rest" in calm\n  data count\n  score 1\nmeasure'))
    assert kinds(diff) == ["added calm", "added rest"]
    assert list(rules(diff, 2).groups) == ["access", "safety", "calm"]


def test_a_group_with_a_score_counts_and_so_is_a_change_of_its_own() -> None:
    group = 'group calm "Calm" in access\n  score mean(members.score)\n'
    diff = diff_of(("measure", f'{group}indicator rest "Rest" in calm\n  data count\n  score 1\nmeasure'))
    assert ruleset_with(diff, {2}) is None
    assert [finding.code for finding in errors_with(diff, {2})] == ["CCG201"]


def test_a_let_comes_with_what_uses_it() -> None:
    old = OLD.replace("  score\n    2 when value >= top", "  let gap = value - top\n  score\n    2 when gap >= 0%")
    diff = diff_of(
        (
            "  let gap = value - top\n  score\n    2 when gap",
            "  let x = top\n  let far = value - x\n  score\n    2 when far",
        ),
        old=old,
    )
    assert [(change.kind, change.part) for change in diff.changes] == [
        ("method", "let gap"),
        ("method", "let x"),
        ("method", "let far"),
        ("condition", "score"),
    ]
    assert sorted(let.name for let in rules(diff, 4).methods["banded"].lets) == ["far", "gap", "x"]
    assert sorted(let.name for let in rules(diff, 1, 4).methods["banded"].lets) == ["far", "x"]
    assert sorted(let.name for let in rules(diff, 1).methods["banded"].lets) == ["gap"]


def test_lets_stand_behind_what_they_use() -> None:
    lets = "  let a = top\n  let b = a + 1%\n  score\n    2 when value >= b"
    turned = "  let b = top\n  let a = b + 2%\n  score\n    2 when value >= a"
    diff = diff_of((lets, turned), old=OLD.replace("  score\n    2 when value >= top", lets))
    assert [(change.kind, change.part) for change in diff.changes] == [
        ("method", "let b"),
        ("method", "let a"),
        ("condition", "score"),
    ]
    assert [let.name for let in rules(diff, 3).methods["banded"].lets] == ["a", "b"]
    assert [let.name for let in rules(diff, 1, 2).methods["banded"].lets] == ["b", "a"]
    assert errors_with(diff, {2}) != ()


def outcomes(diff: RulesDiff, *numbers: int) -> list[str]:
    """What the cases of the method give, with `!` behind that of `otherwise`."""
    method = next(one for one in applied(diff, numbers) if one.keyword == "method")
    body = method.clauses[0].body
    assert body is not None
    assert isinstance(body.how, tree.Cases)
    return [format_expr(case.outcome) + "!" * (case.when is None) for case in body.how.cases]


def test_otherwise_stays_last() -> None:
    diff = diff_of(("    0 otherwise\n", "    1 when value >= 50%\n    0.5 when value < 50%\n"))
    assert kinds(diff) == ["case added banded", "case added banded", "case removed banded"]
    assert outcomes(diff, 1) == ["2", "1", "0!"]
    assert outcomes(diff, 2) == ["2", "0.5", "0!"]
    assert outcomes(diff, 1, 2) == ["2", "1", "0.5", "0!"]
    assert outcomes(diff, 1, 3) == ["2", "1"]


def test_a_case_added_in_front_stays_in_front() -> None:
    diff = diff_of(("    2 when", "    0 when value < 10%\n    2 when"), ("0 otherwise", "1 otherwise"))
    assert outcomes(diff, 1) == ["0", "2", "0!"]
    assert outcomes(diff, 2) == ["2", "1!"]


def test_no_change_and_no_tests() -> None:
    text = OLD + 'test "one"\n  given overall = 1\n  expect overall = 1\n'
    diff = diff_of(
        ("overall = 1\n  expect", "overall = 2\n  expect"), ("expect overall = 1", "expect overall = 2"), old=text
    )
    assert kinds(diff) == ["test one"]
    assert rules(diff, 1).tests == ()
    assert len(diff.old.tests) == 1


@pytest.mark.parametrize("numbers", [(), (1,)])
def test_applied_to_the_ends(numbers: tuple[int, ...]) -> None:
    diff = diff_of(
        ('group access "Access"\ngroup safety "Safety"\n', 'group safety "Safety"\ngroup access "Access"\n'),
        ("85%", "86%"),
    )
    names = [str(one.names[0]) for one in applied(diff, numbers) if one.keyword == "group"]
    assert names == (["safety", "access"] if numbers else ["access", "safety"])

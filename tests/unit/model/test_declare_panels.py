"""Judgements, ratings that a panel may change, and what a decision must not break, as checked."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.diagnostics.render import render_plain
from ccgrules.model.consolidate import consolidate
from ccgrules.model.load import check_text, load_layers, load_ruleset
from ccgrules.model.rules_digest import rules_digest
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.to_json import to_json
from ccgrules.model.wording import expression_text
from ccgrules.resources import schema
from ccgrules.syntax.format import format_file

HEAD = """framework t "T"
  language 1
  source manual "Manual"
  result {result}
scale grades best first
  good, fair, poor
field f yes or no
"""
PANELS = """judgement visit "The visit" on grades by "Visiting Panel"
  cite manual "4"
  must not (visit is good and f is no)  because "Only where f"
    note "since 2031"
  must visit is not poor
rating r "R" on grades
  good  when visit is good
  poor  otherwise
  moderated by "Committee"
    cite manual "5"
  must not (r is good and r.calculated is poor)
    because "No leaps"
"""


def checked(text: str, result: str = "r") -> Ruleset:
    ruleset, findings = check_text(HEAD.format(result=result) + text)
    assert ruleset is not None, render_plain(findings)
    assert not has_errors(findings)
    return ruleset


def test_a_judgement() -> None:
    visit = checked(PANELS).judgements["visit"]
    assert (visit.title, visit.scale, visit.panel) == ("The visit", "grades", "Visiting Panel")
    first, second = visit.musts
    assert expression_text(first.when) == "not (visit is good and f is no)"
    assert first.notes.because == ("Only where f",)
    assert first.notes.remarks == ("since 2031",)
    assert second.notes.because == ()
    assert visit.notes.cites == (("manual", "4"),)
    assert visit.notes.because == ()  # the reasons of `must` are not those of the judgement


def test_a_rating_that_a_panel_may_change() -> None:
    rating = checked(PANELS).ratings["r"]
    assert rating.moderated_by == "Committee"
    (must,) = rating.musts
    assert expression_text(must.when) == "not (r is good and r.calculated is poor)"
    assert must.notes.because == ("No leaps",)
    assert rating.notes.cites == (("manual", "5"),)


def test_the_json_form() -> None:
    form = json.loads(json.dumps(to_json(checked(PANELS))))
    Draft202012Validator(schema("ruleset")).validate(form)
    (visit,) = form["judgements"]
    assert visit["panel"] == "Visiting Panel"
    assert [must["when"] for must in visit["musts"]] == ["not (visit is good and f is no)", "visit is not poor"]
    (rating,) = form["ratings"]
    assert rating["musts"][0]["notes"] == {"because": ["No leaps"]}


def test_rules_without_panels_say_nothing_of_them() -> None:
    form = to_json(checked("rating r on grades\n  good  when f\n  poor  otherwise\n"))
    assert "judgements" not in form
    assert "musts" not in form["ratings"][0]


def test_a_digest_changes_with_a_panel_and_with_a_must() -> None:
    texts = [PANELS, PANELS.replace("Visiting Panel", "Panel"), PANELS.replace("visit is not poor", "visit is good")]
    assert len({rules_digest(checked(text)) for text in texts}) == 3


def test_a_test_may_give_what_a_panel_decides() -> None:
    (test,) = checked(PANELS + 'test "T"\n  given visit is good, r is fair\n  expect r.calculated is good\n').tests
    (row,) = test.rows
    assert [(given.name, given.value) for given in (*row.given, *row.expect)] == [
        ("visit", "good"),
        ("r", "fair"),
        ("r.calculated", "good"),
    ]


def test_amendments_change_panels_and_musts(tmp_path: Path) -> None:
    (tmp_path / "old.rules").write_text(HEAD.format(result="r") + PANELS, encoding="utf-8")
    new = tmp_path / "new.rules"
    new.write_text(
        'framework t "T"\n  amends "old.rules"\n'
        "change judgement visit\n  must visit is good\n"
        'change rating r\n  moderated by "Board"\n'
        "rename r to rating_1\n",
        encoding="utf-8",
    )
    ruleset, findings = load_ruleset(new)
    assert ruleset is not None, render_plain(findings)
    assert [expression_text(must.when) for must in ruleset.judgements["visit"].musts] == ["visit is good"]
    rating = ruleset.ratings["rating_1"]
    assert rating.moderated_by == "Board"
    assert expression_text(rating.musts[0].when) == "not (rating_1 is good and rating_1.calculated is poor)"
    written = format_file(consolidate(load_layers(new)[0]))
    again, found = check_text(written)
    assert again is not None, render_plain(found)
    forms = [to_json(one) for one in (again, ruleset)]
    assert [form["ratings"] for form in forms] == [forms[0]["ratings"]] * 2
    assert [form["judgements"] for form in forms] == [forms[0]["judgements"]] * 2
    assert again.framework.results == ("rating_1",)

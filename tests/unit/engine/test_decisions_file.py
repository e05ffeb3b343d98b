"""Reading decisions files. What each mistake is told as, stands in tests/messages/CCG65…; here, what is read."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from ccgrules.engine.decisions_file import DecisionsRead, read_decisions
from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan
from ccgrules.resources import schema

RULES = """framework t "T"
  language 1
  result headline
scale grades best first
  good "Good", needs_work "Requires improvement", poor "Inadequate"
field f yes or no
judgement visit on grades by "the Visiting Panel"
rating headline on grades
  good        when f and visit is good
  needs_work  otherwise
  moderated by "Ratings Committee"
  formerly overall
"""
WHOLE = """decisions:
  - organisation: F012
    period: 2018/19
    rating: headline
    from: good
    to: Requires improvement
    reason: "  Serious failings  "
    decided_by: the ratings  committee
    date: 2019-07-02
    evidence: ["Minutes, item 4", Report]
  - {organisation: F013, rating: visit, to: Poor, reason: x, decided_by: Visiting Panel, date: 2019-07-02}
"""
ONE = "decisions:\n  - {{organisation: A, rating: headline, from: {was}, to: poor, reason: x, {rest}}}\n"
REST = "decided_by: Ratings Committee, date: 2019-07-02"


@pytest.fixture(scope="module")
def plan() -> Plan:
    ruleset, findings = check_text(RULES)
    assert ruleset is not None, findings
    return build_plan(ruleset)


def read(plan: Plan, folder: Path, text: str) -> DecisionsRead:
    path = folder / "decisions.yaml"
    path.write_text(text, encoding="utf-8")
    return read_decisions(plan, [path])


def test_a_whole_decision(plan: Plan, tmp_path: Path) -> None:
    found = read(plan, tmp_path, WHOLE.replace("Poor", "poor"))
    assert found.findings == []
    first, second = found.decisions
    assert (first.organisation, first.period, first.rating, first.column) == (
        "F012",
        "2018/19",
        "headline",
        "headline.moderated",
    )
    assert (first.was, first.to) == ("good", "needs_work")  # by its name and by its title
    assert (first.reason, first.decided_by) == ("Serious failings", "Ratings Committee")
    assert first.date == datetime.date(2019, 7, 2)
    assert first.evidence == ("Minutes, item 4", "Report")
    assert (first.place().line, first.place("to").line) == (2, 6)
    assert (second.column, second.was, second.to, second.period, second.evidence) == ("visit", None, "poor", "", ())


@pytest.mark.parametrize(
    ("was", "read_as"), [("missing", "missing"), ("not rated", "not rated"), ("Inadequate", "poor")]
)
def test_what_a_panel_may_start_from(plan: Plan, tmp_path: Path, was: str, read_as: str) -> None:
    (decision,) = read(plan, tmp_path, ONE.format(was=was, rest=REST)).decisions
    assert decision.was == read_as


def test_a_label_that_is_titled_as_what_is_missing_goes_first(tmp_path: Path) -> None:
    ruleset, findings = check_text(RULES.replace('"Inadequate"', '"Not rated"'))
    assert ruleset is not None, findings
    (decision,) = read(build_plan(ruleset), tmp_path, ONE.format(was="Not rated", rest=REST)).decisions
    assert decision.was == "poor"


def test_a_rating_under_its_former_name_is_pointed_to(plan: Plan, tmp_path: Path) -> None:
    text = ONE.format(was="good", rest=REST).replace("headline", "overall")
    (finding,) = read(plan, tmp_path, text).findings
    assert (finding.code, finding.help) == ("CCG652", "did you mean `headline`?")


def test_everything_wrong_is_said_at_once_and_nothing_of_it_read(plan: Plan, tmp_path: Path) -> None:
    text = ONE.format(was="best", rest="decided_by: Board, date: yesterday, extra: 1")
    found = read(plan, tmp_path, text.replace("to: poor", "to: [poor]"))
    assert sorted(finding.code for finding in found.findings) == ["CCG650", "CCG650", "CCG653", "CCG656", "CCG657"]
    assert found.decisions == []
    assert found.rejected == [("A", "headline.moderated")]


def test_several_files_are_read_one_after_the_other(plan: Plan, tmp_path: Path) -> None:
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path, code in zip(paths, "AB"):
        text = ONE.format(was="good", rest=REST).replace("organisation: A", f"organisation: {code}")
        path.write_text(text, encoding="utf-8")
    assert [decision.organisation for decision in read_decisions(plan, paths).decisions] == ["A", "B"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "decisions:\n",
        "decisions: none\n",
        "decision: []\n",
        "- organisation: A\n",
        "decisions:\n  - A\n",
        "decisions:\n  - {organisation: A}\n",
        ONE.format(was="good", rest="decided_by: Ratings Committee, date: 20190702"),
        ONE.format(was="good", rest="decided_by: Ratings Committee, date: 2019-7-2"),
        ONE.format(was="good", rest=REST + ", evidence: Minutes"),
        ONE.format(was="good", rest=REST + ", evidence: [{a: b}]"),
        ONE.format(was="good", rest=REST + ', period: ""'),
        ONE.format(was="good", rest=REST + ", why: x"),
        ONE.format(was="good", rest=REST).replace("reason: x", 'reason: " "'),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(plan: Plan, tmp_path: Path, text: str) -> None:
    assert not agrees_with_schema(text)
    found = read(plan, tmp_path, text)
    assert found.findings
    assert found.decisions == []


@pytest.mark.parametrize("text", ["decisions: []\n", WHOLE, ONE.format(was="good", rest=REST + ", evidence: []")])
def test_what_the_schema_takes_the_reader_takes(plan: Plan, tmp_path: Path, text: str) -> None:
    assert agrees_with_schema(text)
    assert read(plan, tmp_path, text.replace("to: Poor", "to: poor")).findings == []


def agrees_with_schema(text: str) -> bool:
    content: Any = YAML(typ="base", pure=True).load(text)
    return Draft202012Validator(schema("decisions")).is_valid(content if content is not None else {})


@pytest.mark.parametrize(
    ("text", "code"),
    [("decisions: [", "CCG701"), ("decisions: &a []\n", "CCG703"), ("decisions: []\ndecisions: []\n", "CCG704")],
)
def test_what_is_no_plain_yaml_is_refused(plan: Plan, tmp_path: Path, text: str, code: str) -> None:
    (finding,) = read(plan, tmp_path, text).findings
    assert finding.code == code


def test_a_file_that_is_not_there(plan: Plan, tmp_path: Path) -> None:
    (finding,) = read_decisions(plan, [tmp_path / "none.yaml"]).findings
    assert finding.code == "CCG650"
    assert "no such file" in finding.message


def test_a_file_too_large_is_refused_before_it_is_read(plan: Plan, tmp_path: Path) -> None:
    (finding,) = read(plan, tmp_path, "# " + "x" * 1_000_001).findings
    assert finding.code == "CCG702"


def test_the_example_in_the_readme_keeps_to_the_schema(project: Path) -> None:
    text = (project / "schemas/README.md").read_text(encoding="utf-8")
    lines = text[text.index("\n    decisions:\n") :].splitlines()[1:]
    block = itertools.takewhile(lambda line: line.startswith("    "), lines)
    example = "\n".join(line.removeprefix("    ") for line in block)
    assert agrees_with_schema(example)
    assert example.count("organisation:") == 2

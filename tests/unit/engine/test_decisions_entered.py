"""Decisions entered into data and held to the result, in both engines; expected ratings are worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.engine.bind import LARGE, load_data
from ccgrules.engine.decisions_entered import check_decisions, enter, with_decided
from ccgrules.engine.decisions_file import DecisionsRead, read_decisions
from ccgrules.engine.frames import FrameColumns
from ccgrules.engine.result import Result
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan

RULES = """framework t "T"
  language 1
  scores better higher
  result headline, place
scale grades best first
  good "Good", fair "Fair", poor "Poor"
population everyone
indicator a "A"
  data number
  better higher
judgement visit "Visit" on grades by "Visiting Panel"
  must not (visit is good and a.value < 1)
    because "Nobody below 1 is good"
rating headline "Headline" on grades
  good  when a.value >= 2 and (previous(headline) is missing or previous(headline) is not poor)
  fair  when a.value >= 1
  poor  otherwise
  moderated by "Committee"
  must headline is not good or visit is missing or visit is not poor
    because "No good rating where the visit found poor"
measure place "Place" = rank(headline, among: everyone)
rating held "Held back" on grades
  good  when place = 1
  poor  otherwise
  moderated by "Committee"
"""
DATA = """organisation,name,period,a
A,Ashdown,2018/19,3
B,Bexworth,2018/19,1
C,Carrowby,2018/19,0
A,Ashdown,2019/20,3
B,Bexworth,2019/20,3
C,Carrowby,2019/20,0
"""
Engine = Literal["exact", "columns"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    ruleset, findings = check_text(RULES)
    assert ruleset is not None, findings
    return build_plan(ruleset)


def decision(code: str, rating: str, to: str, was: str | None = None, period: str = "2018/19") -> str:
    started = f" from: {was}," if was else ""
    panel = "Visiting Panel" if rating == "visit" else "Committee"
    return (
        f"  - {{organisation: {code}, period: {period}, rating: {rating},{started} to: {to}, reason: x,"
        f" decided_by: {panel}, date: 2019-07-02}}\n"
    )


def decided(
    plan: Plan, folder: Path, *decisions: str, engine: Engine = "exact", data: str = DATA
) -> tuple[Result, DecisionsRead, tuple[Diagnostic, ...]]:
    """The result with the decisions in it, what was read of them, and what is wrong with them then."""
    (folder / "data.csv").write_text(data, encoding="utf-8")
    (folder / "decisions.yaml").write_text("decisions:\n" + "".join(decisions), encoding="utf-8")
    dataset, findings = load_data(plan, [folder / "data.csv"])
    assert dataset is not None, findings
    read = read_decisions(plan, [folder / "decisions.yaml"])
    result = run_plan(plan, enter(dataset, read), engine)
    return result, read, check_decisions(result, read.rejected)


ENGINES = pytest.mark.parametrize("engine", ["exact", "columns"])


@ENGINES
def test_a_decision_stands_before_what_hangs_on_it(plan: Plan, tmp_path: Path, engine: Engine) -> None:
    changed = decision("C", "headline", "good", "poor"), decision("A", "headline", "poor", "good")
    result, read, wrong = decided(plan, tmp_path, *changed, engine=engine)
    assert (read.findings, wrong) == ([], ())
    # In 2019/20 A is held at fair, as it was made poor the year before.
    assert list(result.values("headline.calculated")) == ["good", "fair", "poor", "fair", "good", "poor"]
    assert list(result.values("headline")) == ["poor", "fair", "good", "fair", "good", "poor"]
    assert list(result.values("place")) == [3, 2, 1, 2, 1, 3]


@ENGINES
def test_without_decisions_every_rating_is_as_calculated(plan: Plan, tmp_path: Path, engine: Engine) -> None:
    result, _, _ = decided(plan, tmp_path, engine=engine)
    assert list(result.values("headline")) == list(result.values("headline.calculated"))
    assert list(result.values("visit")) == [MISSING[Reason.NOT_SUBMITTED]] * 6


@ENGINES
def test_a_wrong_start_is_found_by_either_engine(plan: Plan, tmp_path: Path, engine: Engine) -> None:
    _, _, (wrong,) = decided(plan, tmp_path, decision("C", "headline", "good", "fair"), engine=engine)
    assert wrong.code == "CCG654"
    assert wrong.message == (
        "`headline` of `C` in 2018/19 was calculated as `poor`, and this decision starts from `fair`"
    )


@ENGINES
def test_a_must_may_hang_on_another_panel(plan: Plan, tmp_path: Path, engine: Engine) -> None:
    given = decision("B", "visit", "poor"), decision("B", "headline", "good", "fair"), decision("C", "visit", "good")
    _, _, wrong = decided(plan, tmp_path, *given, engine=engine)
    assert [(one.code, one.primary.span.line if one.primary else 0) for one in wrong] == [("CCG658", 3), ("CCG658", 4)]
    assert wrong[0].notes == ("“No good rating where the visit found poor”",)


def test_a_must_that_cannot_be_decided_is_not_taken_for_kept(plan: Plan, tmp_path: Path) -> None:
    data = DATA.replace("B,Bexworth,2018/19,1", "B,Bexworth,2018/19,*")
    _, _, (wrong,) = decided(plan, tmp_path, decision("B", "visit", "good"), data=data)
    assert (wrong.code, wrong.notes[0]) == ("CCG659", "because `a.value` is missing")


def test_what_hangs_on_a_refused_decision_is_not_held_against_others(plan: Plan, tmp_path: Path) -> None:
    """A is not poor in 2018/19, as that decision is refused; so B's place, and what starts from it, may be another."""
    refused = decision("A", "headline", "poor", "good").replace("Committee", "Board")
    started = decision("B", "held", "good", "good")  # with A poor, B would be first, and this right
    result, read, wrong = decided(plan, tmp_path, refused, started, decision("C", "headline", "fair", "good"))
    assert [one.code for one in read.findings] == ["CCG656"]
    assert [one.code for one in wrong] == ["CCG654"]  # C's own: its calculated rating hangs on no place
    assert "`C`" in wrong[0].message
    assert list(result.values("place"))[:3] == [1, 2, 2]


def test_organisations_and_periods_must_be_in_the_data(plan: Plan, tmp_path: Path) -> None:
    wrong = (
        decision("ashdown", "visit", "poor"),
        decision("A", "visit", "poor", period="2020/21"),
        decision("B", "visit", "poor").replace("period: 2018/19, ", ""),
        decision("B", "visit", "fair", period="2018/19") * 2,
    )
    _, read, _ = decided(plan, tmp_path, *wrong)
    assert [(one.code, one.help) for one in read.findings] == [
        ("CCG651", "did you mean `A` (Ashdown)?"),
        ("CCG651", "the data are for `2018/19`, `2019/20`"),
        ("CCG651", "add a line `period:` with one of `2018/19`, `2019/20`"),
        ("CCG655", "keep the one that holds"),
    ]


def test_an_organisation_that_has_no_row_in_the_period(plan: Plan, tmp_path: Path) -> None:
    data = DATA.replace("C,Carrowby,2019/20,0\n", "")
    _, read, _ = decided(plan, tmp_path, decision("C", "visit", "poor", period="2019/20"), data=data)
    assert [one.message for one in read.findings] == ["the data have no row for `C` in 2019/20"]


def test_the_only_period_need_not_be_named(plan: Plan, tmp_path: Path) -> None:
    data = "\n".join(DATA.splitlines()[:4]) + "\n"
    named = decision("B", "visit", "fair")
    unnamed = named.replace("period: 2018/19, ", "")
    results = [decided(plan, tmp_path, one, data=data)[0] for one in (named, unnamed)]
    for result in results:
        assert result.value("visit", 1) == "fair"
    assert len({result.dataset.decisions_digest for result in results}) == 1


def test_the_digest_says_what_was_decided_and_not_in_which_order(plan: Plan, tmp_path: Path) -> None:
    first, second = decision("A", "visit", "good"), decision("B", "visit", "fair")

    def digest(*decisions: str) -> Any:
        result = decided(plan, tmp_path, *decisions)[0]
        return result.dataset.digest, result.dataset.decisions_digest

    assert digest(first, second) == digest(second, first)
    assert digest(first)[0] == digest(second)[0]
    others = [
        second.replace("reason: x", "reason: y"),
        second.replace("07-02", "07-03"),
        second.replace("fair", "poor"),
    ]
    assert len({digest(first, other)[1] for other in [second, *others]}) == 4


def test_data_do_not_fill_what_panels_decide(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("organisation,a,visit\nA,1,good\n", encoding="utf-8")
    dataset, (finding,) = load_data(plan, [path])
    assert dataset is None
    assert finding.code == "CCG661"
    assert finding.help is not None
    assert "decisions" in finding.help


def test_large_data_in_a_frame_take_decisions_as_well(plan: Plan, tmp_path: Path) -> None:
    rows = "".join(f"X{number:05},Org {number},2018/19,3\n" for number in range(LARGE + 1))
    (tmp_path / "data.csv").write_text(f"organisation,name,period,a\n{rows}", encoding="utf-8")
    dataset, findings = load_data(plan, [tmp_path / "data.csv"])
    assert dataset is not None, findings
    assert isinstance(dataset.columns, FrameColumns)
    (tmp_path / "decisions.yaml").write_text(
        "decisions:\n" + decision("X00017", "headline", "poor", "good"), encoding="utf-8"
    )
    result = run_plan(plan, enter(dataset, read_decisions(plan, [tmp_path / "decisions.yaml"])))
    assert result.engine == "columns"
    assert check_decisions(result) == ()
    labels = list(result.values("headline"))
    assert (labels[17], labels.count("good"), labels.count("poor")) == ("poor", LARGE, 1)


def test_columns_that_are_there_already_stay(plan: Plan, tmp_path: Path) -> None:
    result, _, _ = decided(plan, tmp_path, decision("A", "visit", "good"))
    columns = result.dataset.columns
    assert isinstance(columns, RowColumns)
    assert with_decided(plan, result.dataset) is result.dataset


def test_a_decision_on_an_organisation_that_is_left_out(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    dataset, _ = load_data(plan, [tmp_path / "data.csv"], leave_out=["C"])
    assert dataset is not None
    (tmp_path / "decisions.yaml").write_text("decisions:\n" + decision("C", "visit", "poor"), encoding="utf-8")
    read = read_decisions(plan, [tmp_path / "decisions.yaml"])
    enter(dataset, read)
    (finding,) = read.findings
    assert (finding.code, finding.help) == ("CCG651", "take the decision out as well")

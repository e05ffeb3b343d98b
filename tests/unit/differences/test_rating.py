"""The same data by two rulesets: what only one of them asks for, other codes, and panels' decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.render import render_plain
from ccgrules.differences.findings import Version
from ccgrules.differences.on_data import renamed_in
from ccgrules.differences.rating import BothRated, rate_both, rate_each
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import Loaded, load, load_text
from ccgrules.engine.options import DataOptions
from ccgrules.engine.result import Result
from ccgrules.plan.build import build_plan

HEAD = """
framework clinics "Clinics"
  language 1
  rates    clinic "Clinic"
  result   grade

scale grades "Grades" best first
  good "Good", fair "Fair", poor "Poor"

group all_indicators "All indicators"
"""

RATING = """
measure average "Average" = mean(all_indicators.indicators.score)

rating grade "Grade" on grades
  good  when average >= 2
  fair  when average >= 1
  poor  otherwise
"""


def indicator(name: str, title: str, above: int = 10, more: str = "") -> str:
    """An indicator that scores 2 from a number on, and half of it 1."""
    return f"""
indicator {name} "{title}" in all_indicators
  data    number
  better  higher
{more}  score
    2  when value >= {above}
    1  when value >= {above // 2}
    0  otherwise
"""


WAITS, VISITS, CALLS, LETTERS = (
    indicator(name, title)
    for name, title in (("a1", "Waits"), ("a2", "Visits"), ("a3", "Calls answered"), ("a4", "Letters"))
)


def versions(old: str, new: str) -> tuple[tuple[Version, Version], dict[str, str]]:
    """Two rulesets, given without their heads, and what was renamed."""
    loaded = []
    for name, text in (("old.rules", old), ("new.rules", new)):
        one, findings = load_text(HEAD + text, name)
        assert one is not None, render_plain(findings)
        loaded.append(one)
    return versions_of(*loaded)


def versions_of(old: Loaded, new: Loaded) -> tuple[tuple[Version, Version], dict[str, str]]:
    diff = diff_rulesets(old, new)
    pair = (Version(build_plan(diff.old), "older", "old.rules"), Version(build_plan(diff.new), "newer", "new.rules"))
    return pair, renamed_in(diff)


def both(folder: Path, old: str, new: str, data: str, mapping: str = "", decisions: str = "") -> BothRated:
    (folder / "data.csv").write_text(data, encoding="utf-8")
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (folder / "decisions.yaml").write_text(decisions, encoding="utf-8")
    options = DataOptions(
        folder / "data.csv",
        mapping=folder / "mapping.yaml" if mapping else None,
        decisions=(folder / "decisions.yaml",) if decisions else (),
    )
    return rate_both(*versions(old, new), options)


def grades(rated: BothRated) -> list[list[str]]:
    """The grades by the older rules and by the newer, in the order of the codes."""
    assert rated.results is not None, render_plain(rated.findings)
    return [[str(value) for value in result.values("grade")] for result in rated.results]


def scores(result: Result, name: str) -> list[str]:
    return [str(value) for value in result.values(f"{name}.score")]


def codes(findings: tuple[Diagnostic, ...]) -> list[str]:
    return [finding.code for finding in findings]


# --- inputs that only one of them has --------------------------------------------------------------------------------


def test_columns_that_only_one_of_them_knows_are_passed_over(tmp_path: Path) -> None:
    rated = both(tmp_path, WAITS + VISITS + RATING, WAITS + CALLS + RATING, "organisation,a1,a2,a3\nA,10,0,10\n")
    assert rated.findings == ()
    assert grades(rated) == [["fair"], ["good"]]


def test_rows_of_a_long_table_likewise(tmp_path: Path) -> None:
    data = "organisation,indicator,value\nA,a1,10\nA,a2,0\nA,a3,10\n"
    rated = both(tmp_path, WAITS + VISITS + RATING, WAITS + CALLS + RATING, data)
    assert rated.findings == ()
    assert grades(rated) == [["fair"], ["good"]]


def test_a_column_that_neither_knows_is_an_error_once(tmp_path: Path) -> None:
    rated = both(tmp_path, WAITS + VISITS + RATING, WAITS + RATING, "organisation,a1,a2,a9\nA,10,0,1\n")
    assert rated.results is None
    (error,) = rated.findings
    assert (error.code, error.notes) == ("CCG661", ())


def test_a_cell_that_neither_can_read_is_an_error_once(tmp_path: Path) -> None:
    rated = both(tmp_path, WAITS + RATING, WAITS + VISITS + RATING, "organisation,a1,a2\nA,ten,1\n")
    assert codes(rated.findings) == ["CCG630"]


def test_what_the_data_leave_out_is_said_of_the_ruleset_that_asks_for_it(tmp_path: Path) -> None:
    rated = both(tmp_path, WAITS + VISITS + RATING, WAITS + CALLS + RATING, "organisation,a1,a3\nA,10,10\n")
    (warning,) = rated.findings
    assert warning.code == "CCG670"
    assert warning.notes[-1] == "this is about the older rules, old.rules"
    neither = both(tmp_path, WAITS + VISITS + RATING, WAITS + VISITS + RATING, "organisation,a1\nA,10\n")
    (warning,) = neither.findings
    assert "this is about" not in "".join(warning.notes)


def test_a_figure_that_only_one_of_them_refuses(tmp_path: Path) -> None:
    share = WAITS.replace("data    number", "data    percent").replace(">= 10", ">= 10%").replace(">= 5", ">= 5%")
    rated = both(tmp_path, share + RATING, WAITS + RATING, "organisation,a1\nA,120\n")
    assert rated.results is None
    (error,) = rated.findings
    assert (error.code, error.notes[-1]) == ("CCG632", "this is about the older rules, old.rules")


def test_a_mapping_may_speak_of_what_only_one_of_them_has(tmp_path: Path) -> None:
    mapping = "columns:\n  Visits: a2\n  Calls: a3\nmultiply:\n  a2: 10\n"
    rated = both(
        tmp_path, WAITS + VISITS + RATING, WAITS + CALLS + RATING, "organisation,a1,Visits,Calls\nA,10,1,10\n", mapping
    )
    assert rated.findings == ()
    assert grades(rated) == [["good"], ["good"]]


# --- other codes -----------------------------------------------------------------------------------------------------

RENAMED = indicator("b1", "Waits", more="  formerly a1\n")


@pytest.mark.parametrize("code", ["a1", "b1", "A1"])
def test_data_may_use_the_former_code_or_the_present_one(tmp_path: Path, code: str) -> None:
    rated = both(tmp_path, WAITS + VISITS + RATING, RENAMED + VISITS + RATING, f"organisation,{code},a2\nA,10,0\n")
    assert rated.findings == ()
    assert grades(rated) == [["fair"], ["fair"]]
    assert rated.results is not None
    assert [scores(result, "b1") for result in rated.results] == [["2"], ["2"]]


def test_parts_of_an_indicator_go_by_the_former_code_as_well(tmp_path: Path) -> None:
    data = "organisation,a1.value,a1.missing_reason,a2\nA,10,,0\nB,,suppressed,0\n"
    rated = both(tmp_path, WAITS + VISITS + RATING, RENAMED + VISITS + RATING, data)
    assert rated.findings == ()


def test_both_codes_at_once_are_two_columns_for_one_thing(tmp_path: Path) -> None:
    rated = both(tmp_path, WAITS + RATING, RENAMED + RATING, "organisation,a1,b1\nA,10,10\n")
    assert codes(rated.findings) == ["CCG676"]


MOVED_ON = """
framework clinics_2031 "Clinics 2031"
  version "2031"
  amends  "old.rules"

rename a1 to a2
  because "The codes move on by one"
""" + indicator("a1", "Calls answered")
"""The code a1 is that of another indicator now."""


def amended(folder: Path, old: str, new: str) -> tuple[tuple[Version, Version], dict[str, str]]:
    """A ruleset, and one that amends it and moves a code on."""
    loaded = []
    for name, text in (("old.rules", HEAD + old), ("new.rules", new)):
        (folder / name).write_text(text, encoding="utf-8")
        one, findings = load(folder / name)
        assert one is not None, render_plain(findings)
        loaded.append(one)
    return versions_of(*loaded)


def on(folder: Path, pair: tuple[tuple[Version, Version], dict[str, str]], data: str) -> BothRated:
    (folder / "data.csv").write_text(data, encoding="utf-8")
    return rate_both(*pair, DataOptions(folder / "data.csv"))


REMOVED = MOVED_ON.replace("rename a1", 'remove a4\n  because "Nobody writes any more"\n\nrename a1')


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        ("a1,a4", "10,0", "have `a4`, which only the older rules know; have no `a2`, which only the newer rules know"),
        ("a1,a2", "0,10", "have `a2`, which only the newer rules know; have no `a4`, which only the older rules know"),
        ("a2", "10", ""),
    ],
)
def test_a_code_that_is_another_thing_s_now_is_read_as_in_the_ruleset_whose_codes_the_data_have(
    tmp_path: Path, header: str, cells: str, told: str
) -> None:
    pair = amended(tmp_path, WAITS + LETTERS + RATING, REMOVED)
    assert pair[1] == {"a1": "a2"}
    rated = on(tmp_path, pair, f"organisation,{header}\nA,{cells}\n")
    notes = [one.notes for one in rated.findings if one.code == "CCG746"]
    assert ["; ".join(note.removeprefix("the data ") for note in each) for each in notes] == ([told] if told else [])
    assert "CCG747" not in codes(rated.findings)
    assert rated.results is not None
    assert [scores(result, "a2") for result in rated.results] == [["2"], ["2"]]


def test_where_codes_say_both_they_are_taken_to_be_the_newer_with_a_warning(tmp_path: Path) -> None:
    pair = amended(tmp_path, WAITS + LETTERS + RATING, REMOVED)
    rated = on(tmp_path, pair, "organisation,a1,a2,a4\nA,0,10,0\n")
    assert codes(rated.findings) == ["CCG747"]
    assert rated.results is not None
    assert [scores(result, "a2") for result in rated.results] == [["2"], ["2"]]
    assert scores(rated.results[1], "a1") == ["0"]


def test_data_without_such_a_code_raise_no_question(tmp_path: Path) -> None:
    rated = on(tmp_path, amended(tmp_path, WAITS + LETTERS + RATING, MOVED_ON), "organisation,a2,a4\nA,10,0\n")
    assert codes(rated.findings) == ["CCG670"]


# --- two years -------------------------------------------------------------------------------------------------------


def test_data_of_two_years_each_go_by_their_own_codes(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("organisation,period,a1\nA,2030,10\n", encoding="utf-8")
    (tmp_path / "new.csv").write_text("organisation,period,a1,a2\nA,2031,0,4\n", encoding="utf-8")
    pair, renamed = amended(tmp_path, WAITS + RATING, MOVED_ON)
    rated = rate_each(pair, renamed, (DataOptions(tmp_path / "old.csv"), DataOptions(tmp_path / "new.csv")))
    assert rated.findings == ()
    assert rated.results is not None
    assert [scores(result, "a2") for result in rated.results] == [["2"], ["0"]]


# --- decisions -------------------------------------------------------------------------------------------------------

MODERATED = RATING + '  moderated by "Panel"\n'


def decision(organisation: str, start: str, to: str, rating: str = "grade") -> str:
    return (
        f"  - organisation: {organisation}\n    rating: {rating}\n    from: {start}\n    to: {to}\n"
        "    reason: As agreed\n    decided_by: Panel\n    date: 2031-07-01\n"
    )


DATA = "organisation,a1,a2\nA,10,10\nB,10,5\nC,0,0\n"


def test_decisions_that_hold_under_both_are_entered_in_both(tmp_path: Path) -> None:
    decisions = "decisions:\n" + decision("A", "good", "poor")
    rated = both(tmp_path, WAITS + VISITS + MODERATED, WAITS + VISITS + MODERATED, DATA, decisions=decisions)
    assert rated.findings == ()
    assert grades(rated) == [["poor", "fair", "poor"]] * 2


def test_a_decision_that_starts_from_what_only_one_of_them_gives_is_left_out_of_both(tmp_path: Path) -> None:
    """B averages 1.5: fair by the older rules, good by the newer."""
    easier = MODERATED.replace("average >= 2", "average >= 1.5")
    decisions = "decisions:\n" + decision("A", "good", "poor") + decision("B", "good", "poor")
    rated = both(tmp_path, WAITS + VISITS + MODERATED, WAITS + VISITS + easier, DATA, decisions=decisions)
    (warning,) = rated.findings
    assert (warning.code, warning.message) == (
        "CCG745",
        "one decision is left out under both rulesets, as the older rules refuse it",
    )
    assert warning.primary is not None
    assert warning.primary.span.text == "B"
    assert grades(rated) == [["poor", "fair", "poor"], ["poor", "good", "poor"]]


def test_a_decision_that_neither_takes_is_an_error_once(tmp_path: Path) -> None:
    decisions = "decisions:\n" + decision("B", "poor", "good")
    rated = both(tmp_path, WAITS + VISITS + MODERATED, WAITS + VISITS + MODERATED, DATA, decisions=decisions)
    assert rated.results is None
    assert codes(rated.findings) == ["CCG654"]


def test_decisions_on_a_rating_that_only_one_of_them_lets_a_panel_change(tmp_path: Path) -> None:
    decisions = "decisions:\n" + decision("A", "good", "poor") + decision("C", "poor", "fair")
    rated = both(tmp_path, WAITS + VISITS + RATING, WAITS + VISITS + MODERATED, DATA, decisions=decisions)
    (warning,) = rated.findings
    assert warning.code == "CCG745"
    assert warning.message == "2 decisions have a meaning for the newer rules alone"
    assert grades(rated) == [["good", "fair", "poor"], ["poor", "fair", "fair"]]


def test_a_decision_under_the_former_name_of_a_rating(tmp_path: Path) -> None:
    old = MODERATED.replace("rating grade", "rating result_grade")
    new = MODERATED.replace('\n  moderated by "Panel"', '\n  moderated by "Panel"\n  formerly result_grade')
    old_head = HEAD.replace("result   grade", "result   result_grade")
    loaded = [load_text(text, name)[0] for text, name in ((old_head + WAITS + old, "o"), (HEAD + WAITS + new, "n"))]
    assert loaded[0] is not None
    assert loaded[1] is not None
    pair = versions_of(loaded[0], loaded[1])
    (tmp_path / "d.csv").write_text("organisation,a1\nA,10\n", encoding="utf-8")
    (tmp_path / "d.yaml").write_text("decisions:\n" + decision("A", "good", "poor", "result_grade"), encoding="utf-8")
    rated = rate_both(*pair, DataOptions(tmp_path / "d.csv", decisions=(tmp_path / "d.yaml",)))
    assert rated.findings == ()
    assert grades(rated) == [["poor"], ["poor"]]


def test_a_decision_that_breaks_a_rule_of_one_of_them_is_left_out_of_both(tmp_path: Path) -> None:
    strict = MODERATED + "  must grade is not good or average >= 1\n"
    decisions = "decisions:\n" + decision("C", "poor", "good")
    rated = both(tmp_path, WAITS + VISITS + MODERATED, WAITS + VISITS + strict, DATA, decisions=decisions)
    assert codes(rated.findings) == ["CCG745"]
    assert "as the newer rules refuse it" in rated.findings[0].message
    assert grades(rated) == [["good", "fair", "poor"]] * 2


def test_a_decision_on_someone_who_is_not_in_the_data_is_an_error_once(tmp_path: Path) -> None:
    decisions = "decisions:\n" + decision("Z", "poor", "good")
    rated = both(tmp_path, WAITS + VISITS + MODERATED, WAITS + VISITS + MODERATED, DATA, decisions=decisions)
    assert codes(rated.findings) == ["CCG651"]

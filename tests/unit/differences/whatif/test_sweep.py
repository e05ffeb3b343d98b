"""A parameter at many values: counts and movers by hand, and as runs of rulesets that are edited."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from unit.differences.whatif.clinics_tried import (
    ROWS,
    RULES,
    grades_of,
    loaded,
    not_swept,
    saved,
    swept,
    tried,
)

import ccgrules
from ccgrules import comparing, pipeline
from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.differences.whatif.forms import Sweep
from ccgrules.resources import schema

Row = tuple[str, tuple[int, int, int, int], int, int]


def rows_of(sweep: Sweep) -> list[Row]:
    """The value, how many are good, fair, poor and without a grade, and how many are up and down."""
    return [
        (one.shown, tuple(one.counts.get(label, 0) for label in ("good", "fair", "poor", None)), one.up, one.down)  # type: ignore[misc]
        for one in sweep.tried
    ]


def valid(sweep: Sweep) -> Sweep:
    assert list(Draft202012Validator(schema("sweep")).iter_errors(sweep.to_json())) == []
    return sweep


def test_a_cut() -> None:
    # scores: 2, 1, 1.5, 1, 0, none
    sweep = valid(swept("good_from", "1.2,1.6,1.8"))
    assert rows_of(sweep) == [
        ("1.2", (2, 2, 1, 1), 0, 0),
        ("1.5", (2, 2, 1, 1), 0, 0),
        ("1.6", (1, 3, 1, 1), 0, 1),
        ("1.8", (1, 3, 1, 1), 0, 1),
    ]
    assert [one.present for one in sweep.tried] == [False, True, False, False]
    assert [(one.organisation, one.labels) for one in sweep.movers] == [("C", ("good", "good", "fair", "fair"))]


def test_a_share_in_a_score() -> None:
    # up to 75 Dogwood scores 1 and 2; from 86 on Cedar scores 0 and 2
    assert rows_of(swept("fair_from", "70%..88%/6%")) == [
        ("70 %", (3, 1, 1, 1), 1, 0),
        ("76 %", (2, 2, 1, 1), 0, 0),
        ("80 %", (2, 2, 1, 1), 0, 0),
        ("82 %", (2, 2, 1, 1), 0, 0),
        ("88 %", (1, 3, 1, 1), 0, 1),
    ]


def test_a_value_that_meets_the_threshold_exactly() -> None:
    assert rows_of(swept("fair_from", "75%,85%")) == [
        ("75 %", (3, 1, 1, 1), 1, 0),
        ("80 %", (2, 2, 1, 1), 0, 0),
        ("85 %", (2, 2, 1, 1), 0, 0),
    ]


def test_the_present_value_alone() -> None:
    sweep = valid(swept("good_from", "1.50"))
    assert rows_of(sweep) == [("1.5", (2, 2, 1, 1), 0, 0)]
    assert sweep.movers == ()


def test_from_what_else_is_tried() -> None:
    # by waits alone: 2, 2, 1, 0, 0; at 75 % also Dogwood and Elm have 1
    sweep = valid(swept("fair_from", "75%", what=tried(("good_from", "1.8"), drop=["calls"])))
    assert rows_of(sweep) == [("75 %", (2, 3, 0, 1), 2, 0), ("80 %", (2, 1, 2, 1), 0, 0)]
    assert "At every value, and at present, with good_from 1.5 → 1.8, without “Calls answered”." in sweep.to_text()


def test_a_parameter_in_an_option() -> None:
    # Golf has one score: 2
    text = RULES.replace("indicators.score)", "indicators.score, needing: least)").replace(
        "parameter good_from", 'parameter least "Scores that are needed" = 1 between 1 and 3\n\nparameter good_from'
    )
    rows = [*ROWS, {"organisation": "G", "name": "Golf", "waits": "*", "calls": "96"}]
    sweep = valid(swept("least", None, text=text, rows=rows))
    assert rows_of(sweep) == [
        ("1", (3, 2, 1, 1), 0, 0),
        ("2", (2, 2, 1, 2), 0, 0),
        ("3", (0, 0, 0, 7), 0, 0),
    ]
    assert [one.lost for one in sweep.tried] == [0, 1, 6]


def test_values_by_period() -> None:
    text = RULES.replace("= 80% between", '= 80%, from "2032/33" 86% between')
    rows = [{**row, "period": "2032/33"} for row in ROWS]
    # 86 %: Cedar scores 0 and 2
    sweep = valid(swept("fair_from", "75%,80%", text=text, rows=rows))
    assert rows_of(sweep) == [
        ("80%, from 2032/33 86%", (1, 3, 1, 1), 0, 0),
        ("75 %", (3, 1, 1, 1), 2, 0),
        ("80 %", (2, 2, 1, 1), 1, 0),
    ]
    assert [one.present for one in sweep.tried] == [True, False, False]
    assert sweep.remarks[0].startswith("`fair_from` has values by period in the rules; here each value holds in all")
    assert sweep.to_dicts()[0]["value"] is None


def test_one_period_is_counted() -> None:
    rows = [{**row, "period": period} for row in ROWS for period in ("2030/31", "2031/32")]
    rows.append({"organisation": "H", "name": "Hotel", "period": "2030/31", "waits": "85", "calls": "96"})
    assert swept("good_from", "1.6", rows=rows).organisations == 6
    assert rows_of(swept("good_from", "1.6", rows=rows, period="2030/31"))[1] == ("1.6", (1, 4, 1, 1), 0, 2)


def test_a_fraction_of_a_share() -> None:
    # 250/3 is 83 1/3: nobody has that
    assert rows_of(swept("fair_from", "250/3%"))[1] == ("83.3333 %", (2, 2, 1, 1), 0, 0)


def test_decisions_stay(tmp_path: Path) -> None:
    text = RULES.replace(
        "  no better than fair  when calls", '  moderated by "Panel"\n  no better than fair  when calls'
    )
    decisions = tmp_path / "decisions.yaml"
    decisions.write_text(
        "decisions:\n  - organisation: C\n    rating: grade\n    from: good\n    to: poor\n    reason: Bad\n"
        "    decided_by: Panel\n    date: 2031-05-01\n",
        encoding="utf-8",
    )
    data = pipeline.DataOptions(list(ROWS), decisions=(decisions,))
    sweep, findings = comparing.sweep(loaded(text), "good_from", "1.6", data)
    assert sweep is not None, findings
    assert rows_of(sweep) == [("1.5", (1, 2, 2, 1), 0, 0), ("1.6", (1, 2, 2, 1), 0, 0)]
    assert sweep.remarks == ("What panels decided stays as they decided it at every value.",)


# --- what cannot be swept ---------------------------------------------------------------------------------------------


def test_weights_that_would_not_total_100() -> None:
    text = RULES.replace(
        "= mean(access.indicators.score)", "\n  weighted mean\n    share  waits.score\n    60%  calls.score"
    ).replace("parameter good_from", 'parameter share "Share" = 40% between 30% and 50%\n\nparameter good_from')
    (one,) = not_swept("share", None, text)
    assert (one.code, one.notes[-1]) == ("CCG402", "so it would be with share at 30%")


def test_what_is_no_parameter() -> None:
    (one,) = not_swept("god_from", None)
    assert (one.code, one.help) == ("CCG750", "did you mean `good_from`?")
    assert [one.code for one in not_swept("waits.standard", "80%..90%")] == ["CCG750"]


def test_another_rating() -> None:
    found, (one,) = comparing.sweep(loaded(), "good_from", None, pipeline.DataOptions(list(ROWS)), rating="grad")
    assert (found, one.code, one.help) == (None, "CCG749", "did you mean `grade`?")


def test_wrong_data() -> None:
    rows = [*ROWS, {"organisation": "G", "name": "Golf", "waits": "many", "calls": "80"}]
    found, findings = comparing.sweep(loaded(), "good_from", None, pipeline.DataOptions(rows))
    assert found is None
    assert has_errors(findings)


# --- forms ------------------------------------------------------------------------------------------------------------


def test_text() -> None:
    lines = [" ".join(line.split()) for line in swept("good_from", "1.2,1.6").to_text().splitlines()]
    assert lines[0] == "What if: good_from from 1.2 to 1.6 Clinics"
    assert lines[2] == "“Lowest score for Good” (good_from) is 1.5 in the rules, and may be between 1.2 and 1.8."
    assert lines[4:9] == [
        "Grade of 6 clinics, by value",
        "good_from Good Fair Poor No rating up down",
        "1.2 2 2 1 1 · · ████████▓▓▓▓▓▓▓▓▒▒▒▒",
        "1.5 now 2 2 1 1 · · ████████▓▓▓▓▓▓▓▓▒▒▒▒",
        "1.6 1 3 1 1 · 1 ████▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒",
    ]
    assert "1 clinic has another rating at some value than at another. `--all` names them." in lines


def test_percentages() -> None:
    text = swept("good_from", "1.6").to_text(percent=True)
    assert " ".join(text.splitlines()[7].split()).startswith("1.6 16.7 % 50.0 % 16.7 % 16.7 % · 1 ")


def test_who_is_where() -> None:
    text = swept("fair_from", "70%..88%/6%").to_text(everything=True)
    assert "Cedar (C): Good at 70 % to 82 %, Fair at 88 %" in text
    assert "Dogwood (D): Good at 70 %, Fair at 76 % to 88 %" in text


def test_pages() -> None:
    sweep = swept("good_from", "1.6")
    assert "| good\\_from |  | Good | Fair | Poor | No rating | up | down |" in sweep.to_markdown()
    page = sweep._repr_html_()
    assert page.startswith("<!DOCTYPE html>")
    assert "█" not in page
    assert "Cedar (C): Good at 1.5, Fair at 1.6" in page


def test_titles_are_no_markup() -> None:
    sweep = swept("good_from", "1.6", text=RULES.replace("Lowest score for Good", "<b>Good</b>"))
    assert "<b>" not in sweep.to_html().split("</style>")[1]
    assert "<b>" not in sweep.to_markdown()


def test_rows() -> None:
    assert swept("fair_from", "75%").to_dicts()[0] == {
        "value": "75", "shown": "75 %", "present": False, "good": 3, "fair": 1, "poor": 1, "no_rating": 1,
        "up": 1, "down": 0, "gained": 0, "lost": 0,
    }  # fmt: skip


def test_in_python(tmp_path: Path) -> None:
    framework = ccgrules.load(saved(tmp_path))
    sweep = framework.sweep("good_from", [Fraction(8, 5), "1.8"], list(ROWS))
    assert [row[:2] for row in rows_of(sweep)] == [("1.5", (2, 2, 1, 1)), ("1.6", (1, 3, 1, 1)), ("1.8", (1, 3, 1, 1))]
    other = framework.what_if(drop="calls").sweep("fair_from", "75%", list(ROWS))
    assert [row[1] for row in rows_of(other)] == [(2, 3, 0, 1), (2, 1, 2, 1)]
    assert other.supposed is not None
    with pytest.raises(ccgrules.RulesetError, match=r"between 1\.2 and 1\.8"):
        framework.sweep("good_from", "1..2", list(ROWS))
    with pytest.raises(ccgrules.DataError, match="no rating `grad`"):
        framework.sweep("good_from", None, list(ROWS), rating="grad")
    assert "What if: good_from" in str(sweep)


# --- the fictional England --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """A copy of the rulesets, to be edited."""
    return shutil.copytree(project / "rulesets" / "ccg", tmp_path_factory.mktemp("england") / "ccg")


def edited(england: Path, name: str, old: str, new: str) -> ccgrules.Framework:
    """The assessment of 2018/19 with an edit of one of the files that it is made of."""
    path = england / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    try:
        return ccgrules.load(england / "annual-assessment-2018-19.rules")
    finally:
        path.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_each_value_is_as_if_edited(england: Path, project: Path) -> None:
    data = project / "examples/fictional-england/iaf-2018-19.csv"
    values = ["1.3", "1.401", "1.6"]
    sweep = ccgrules.load(england / "annual-assessment-2018-19.rules").sweep("outstanding_from", values, data)
    at = {one.shown: one for one in sweep.tried}
    assert set(at) == {"1.300", "1.401", "1.450", "1.600"}
    for value in values:
        framework = edited(england, "annual-assessment-2016-17.rules", "= 1.45 between", f"= {value} between")
        ratings = grades_of(framework.run(data), "headline")
        shown = value.ljust(len("1.401"), "0")
        assert at[shown].counts == Counter(ratings.values())
        place = list(at).index(shown)
        assert {one.organisation: one.labels[place] for one in sweep.movers}.items() <= ratings.items()


@pytest.mark.slow
def test_dropping_is_as_if_removed(england: Path, project: Path) -> None:
    data = project / "examples/fictional-england/iaf-2018-19.csv"
    dropped = ccgrules.load(england / "annual-assessment-2018-19.rules").what_if(drop=["129b", "129c"]).run(data)
    head = "# --- Maternity: smoking moves in "
    newer = edited(england, "annual-assessment-2018-19.rules", head, head)
    path = england / "fewer.rules"
    path.write_text(
        'framework fewer "Fewer"\n  version "1"\n  amends "annual-assessment-2018-19.rules"\n\n'
        'remove 129b\n  because "tried"\n\nremove 129c\n  because "tried"\n',
        encoding="utf-8",
    )
    with data.open(encoding="utf-8", newline="") as file:
        rows = [{k: v for k, v in row.items() if not k.startswith(("129b", "129c"))} for row in csv.DictReader(file)]
    removed = ccgrules.load(path).run(rows)
    assert grades_of(dropped, "headline") == grades_of(removed, "headline")
    assert grades_of(dropped, "headline") != grades_of(newer.run(data), "headline")

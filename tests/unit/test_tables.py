"""Results as tables, and their counts: drawn by hand from a result made by hand."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest

from ccgrules import pipeline
from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text
from ccgrules.model.types import Reason
from ccgrules.record import digests
from ccgrules.summary import Effect, LabelCount, Unrated, summarise
from ccgrules.tables import Table, csv_text, ratings_table, table_rows

RULES = """framework wards "Wards"
  language 1
  version  "1"
  rates    ward "Ward"
  scores better higher
  result   ward_rating, share_seen

scale ratings "Ratings" best first
  good "Good"
  fair "Fair"
  poor "Poor"

field small "Small" yes or no

group care "Care"

indicator seen "Seen in time" in care
  data   percent
  better higher
  score  1

measure share_seen "Share seen" = seen.value
  better higher

condition is_small "Small ward" = small

rating ward_rating "Rating" on ratings
  good  when share_seen >= 90%
  fair  when share_seen >= 50%
  poor  otherwise
  no better than fair  when small
    because "Small wards vary by chance"
  becomes poor  when share_seen = 50%
  not rated when share_seen = 0%
"""
NAMES = ["ward_rating", "share_seen", "is_small"]
ROWS: list[dict[str, Given]] = [
    {"organisation": "W1", "period": "Q1", "name": "=Ash", "seen": Fraction(2, 3), "small": False},
    {"organisation": "W1", "period": "Q2", "name": "=Ash", "seen": Fraction(9, 10), "small": False},
    {"organisation": "W2", "period": "Q2", "name": 'Oak, "the"', "seen": Fraction(1), "small": True},
    {"organisation": "W3", "period": "Q2", "seen": Fraction(1, 2), "small": True},
    {"organisation": "W4", "period": "Q2", "seen": Fraction(0), "small": False},
    {"organisation": "W5", "period": "Q2", "seen": None, "small": None},
]


@pytest.fixture(scope="module")
def result() -> Result:
    ruleset, findings = check_text(RULES)
    assert ruleset is not None, findings
    plan = pipeline.plan(ruleset)
    return run_plan(plan, rows_dataset(plan, ROWS))


def test_a_table_has_a_row_an_organisation_and_period(result: Result) -> None:
    rows = table_rows(ratings_table(result, NAMES))
    assert [(row["organisation"], row["period"]) for row in rows] == [
        ("W1", "Q1"),
        ("W1", "Q2"),
        ("W2", "Q2"),
        ("W3", "Q2"),
        ("W4", "Q2"),
        ("W5", "Q2"),
    ]
    assert [row["ward_rating"] for row in rows] == ["fair", "good", "fair", "poor", None, None]
    assert [row["ward_rating_title"] for row in rows] == ["Fair", "Good", "Fair", "Poor", None, None]
    assert [row["ward_rating_missing"] for row in rows][:5] == [None, None, None, None, "not rated"]
    assert [row["share_seen"] for row in rows] == [200 / 3, 90.0, 100.0, 50.0, 0.0, None]
    assert [row["is_small"] for row in rows] == [False, False, True, True, False, None]


def test_csv_can_be_read_again(result: Result) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(ratings_table(result, NAMES)))))
    assert [row["name"] for row in rows] == ["=Ash", "=Ash", 'Oak, "the"', "W3", "W4", "W5"]
    assert [row["share_seen"] for row in rows] == ["66.6666666666667", "90", "100", "50", "0", ""]
    assert [row["is_small"] for row in rows] == ["no", "no", "yes", "yes", "no", ""]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    table: Table = {"name": [text, "plain"], "value": [-1.5, 2.0]}
    cells = list(csv.reader(io.StringIO(csv_text(table, excel_safe=True), newline="")))
    assert cells == [["name", "value"], [f"'{text}", "-1.5"], ["plain", "2"]]


def test_a_line_end_inside_a_name_does_not_end_its_row() -> None:
    table: Table = {"name": ["a\nb", "a\rb"], "value": [1.0, 2.0]}
    cells = list(csv.reader(io.StringIO(csv_text(table), newline="")))
    assert cells == [["name", "value"], ["a\nb", "1"], ["a b", "2"]]


def test_without_names_the_results_of_the_framework_are_given(result: Result) -> None:
    assert [name for name in ratings_table(result) if not name.endswith(("_title", "_missing"))] == [
        "organisation",
        "name",
        "period",
        "ward_rating",
        "share_seen",
    ]


def test_a_summary_counts_one_period(result: Result) -> None:
    summary = summarise(result)
    assert (summary.framework, summary.noun, summary.period, summary.organisations) == ("Wards", "ward", "Q2", 5)
    assert summary.labels == (
        LabelCount("good", "Good", 1),
        LabelCount("fair", "Fair", 1),
        LabelCount("poor", "Poor", 1),
    )
    assert [(u.organisation, u.reason is Reason.NOT_RATED) for u in summary.unrated] == [("W4", True), ("W5", False)]
    assert isinstance(summary.unrated[0], Unrated)


def test_a_summary_says_what_adjustments_moved(result: Result) -> None:
    assert summarise(result).effects == (
        Effect("no better than", "Fair", "Small wards vary by chance", (("Good", 1),)),
        Effect("becomes", "Poor", None, (("Fair", 1),)),
        Effect("not rated", None, None, (("Poor", 1),)),
    )
    assert summarise(result, "Q1").effects == ()


def test_another_period(result: Result) -> None:
    assert [label.count for label in summarise(result, "Q1").labels] == [0, 1, 0]
    with pytest.raises(KeyError):
        summarise(result, "Q3")


def test_a_run_has_a_digest_of_its_own(result: Result) -> None:
    first = digests(result)
    changed = [*ROWS[:5], ROWS[5] | {"seen": Fraction(1)}]
    second = digests(run_plan(result.plan, rows_dataset(result.plan, changed)))
    assert set(first) == {"rules", "data", "run"}
    assert first["rules"] == second["rules"]
    assert first["data"] != second["data"]
    assert first["run"] != second["run"]

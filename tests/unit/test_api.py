"""The Python interface."""

from __future__ import annotations

from pathlib import Path

import pytest

import ccgrules
from ccgrules.diagnostics.diagnostic import Severity
from ccgrules.version import VERSION

RULES = """framework clinics "Clinics"
  language 1
  version  "2031"
  rates    clinic "Clinic"
  scores better higher
  result   clinic_rating, seen_share

scale ratings "Ratings" best first
  good "Good"
  poor "Poor"

group access "Access"

indicator seen "Seen within four weeks" in access
  data   percent
  better higher
  score
    1  when value >= 90%
    0  otherwise

measure seen_share "Share seen" = seen.value
  better higher
  shown to 1 places

rating clinic_rating "Rating" on ratings
  good  when seen.score = 1
  poor  otherwise
"""
ROWS = [
    {"organisation": "A1", "name": "Alder", "seen": "94.5"},
    {"organisation": "B2", "name": "Beech", "seen": "70"},
    {"organisation": "C3", "name": "Cedar", "seen": "*"},
]
WANTED: list[dict[str, object]] = [
    {"organisation": "A1", "clinic_rating": "good", "clinic_rating_title": "Good", "seen_share": 94.5},
    {"organisation": "B2", "clinic_rating": "poor", "clinic_rating_title": "Poor", "seen_share": 70.0},
    {"organisation": "C3", "clinic_rating": None, "clinic_rating_title": None, "seen_share": None},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "clinics.rules"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def result(path: Path) -> ccgrules.Run:
    return ccgrules.load(path).run(ROWS)


def test_version() -> None:
    assert ccgrules.__version__ == VERSION


def test_every_name_that_is_promised_is_there() -> None:
    for name in ccgrules.__all__:
        assert getattr(ccgrules, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'laod'"):
        ccgrules.laod  # type: ignore[attr-defined]  # noqa: B018


def test_results_as_dictionaries(result: ccgrules.Run) -> None:
    got = result.to_dicts()
    assert [{key: row[key] for key in WANTED[0]} for row in got] == WANTED
    assert [row["clinic_rating_missing"] for row in got][:2] == [None, None]
    assert got[2]["clinic_rating_missing"] is not None


def test_any_named_value_may_be_asked_for(result: ccgrules.Run) -> None:
    assert [row["seen.score"] for row in result.to_dicts(["seen.score"])] == [1.0, 0.0, None]
    with pytest.raises(KeyError):
        result.to_dicts(["nothing"])


def test_polars_and_pandas_say_the_same(result: ccgrules.Run) -> None:
    rows = result.to_dicts()
    assert result.to_polars().to_dicts() == rows
    frame = result.to_pandas()
    assert list(frame.columns) == list(rows[0])
    assert frame["clinic_rating"].tolist()[:2] == ["good", "poor"]
    assert frame["seen_share"].tolist()[:2] == [94.5, 70.0]


def test_frames_go_in(path: Path) -> None:
    import pandas as pd
    import polars as pl

    framework = ccgrules.load(path)
    assert framework.run(pl.DataFrame(ROWS)).to_dicts() == framework.run(ROWS).to_dicts()
    assert framework.run(pd.DataFrame(ROWS)).to_dicts() == framework.run(ROWS).to_dicts()


def test_a_path_goes_in(path: Path) -> None:
    data = path.with_name("clinics.csv")
    data.write_text("organisation,name,seen\nA1,Alder,94.5\nB2,Beech,70\nC3,Cedar,*\n", encoding="utf-8")
    assert ccgrules.run(path, data).to_dicts() == ccgrules.load(path).run(ROWS).to_dicts()


def test_an_explanation_reads_prints_and_shows(result: ccgrules.Run) -> None:
    explanation = result.explain("B2")
    assert "Beech" in str(explanation)
    assert str(explanation) == repr(explanation) == explanation.text()
    assert "Workings" in explanation.text(workings=True)
    assert "<html" in explanation._repr_html_().lower()
    assert explanation.to_json()["organisation"] == "B2"


def test_explaining_what_is_not_there(result: ccgrules.Run) -> None:
    with pytest.raises(KeyError, match="no row for 'Z9'"):
        result.explain("Z9")
    with pytest.raises(KeyError, match="no row for 'B2' in '2030'"):
        result.explain("B2", "2030")
    with pytest.raises(KeyError, match="no rating or measure 'zzz'"):
        result.explain("B2", rating="zzz")


def test_another_result_may_be_explained(result: ccgrules.Run) -> None:
    document = result.explain("B2", rating="seen_share").to_json()
    assert (document["rating"], document["headline"]) == ("seen_share", False)


def test_a_broken_ruleset_raises_with_all_findings(path: Path) -> None:
    text = RULES.replace("seen.score = 1", "sen.score = 1").replace("= seen.value", "= sen.value")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ccgrules.RulesetError) as caught:
        ccgrules.load(path)
    assert sum(finding.severity is Severity.ERROR for finding in caught.value.findings) == 2
    assert str(caught.value).count("error[") == 2
    assert ccgrules.check(path) == caught.value.findings


def test_bad_data_raise_and_name_the_cell(path: Path) -> None:
    with pytest.raises(ccgrules.DataError, match="104"):
        ccgrules.load(path).run([{"organisation": "A1", "seen": "104"}])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ccgrules.RulesetError, match="there is no file"):
        ccgrules.load(tmp_path / "none.rules")

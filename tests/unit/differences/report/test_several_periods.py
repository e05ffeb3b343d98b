"""Movers on data of several periods: each is told with its period, and ratings are counted, not organisations."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.differences.report import made

import ccgrules

ROWS = [
    {"organisation": "A", "period": period, "overspent": "no", "seen": seen, "kept": kept}
    for period, seen, kept in (("2030", "85", "95"), ("2031", "85", "80"), ("2032", "85", "95"))
]


def joined(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.rules", tmp_path / "new.rules"
    old.write_text(made.OLD)
    new.write_text(made.OLD.replace('for Good" = 1.5', 'for Good" = 1.6'))
    return old, new


def test_each_movement_has_its_period(versions: tuple[Path, Path]) -> None:
    text = joined(ccgrules.diff(*versions, ROWS).to_text())

    assert "On the same data 2 of 3 ratings change (1 clinic, 3 periods)" in text
    assert "A, 2030 Good → Fair" in text
    assert "A, 2032 Good → Fair" in text


def test_ratings_that_stay_are_counted_likewise(versions: tuple[Path, Path]) -> None:
    assert "All 3 ratings (1 clinic, 3 periods) stay as they were." in joined(
        ccgrules.diff(versions[0], versions[0], ROWS).to_text()
    )


def test_of_one_period_there_is_nothing_to_tell_apart(versions: tuple[Path, Path]) -> None:
    text = joined(ccgrules.diff(*versions, ROWS[:1]).to_text())

    assert "On the same data 1 of 1 clinic changes rating" in text
    assert "A Good → Fair" in text


def test_two_files_of_data_without_periods(versions: tuple[Path, Path]) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "period"} for row in ROWS[:1]]

    assert "From the older data to the newer, 1 of 1 clinic changes rating" in joined(
        ccgrules.diff(*versions, rows, older_data=rows).to_text()
    )


def test_nobody_in_both_files(versions: tuple[Path, Path]) -> None:
    others = [{**ROWS[0], "organisation": "B", "period": "2029"}]
    text = joined(ccgrules.diff(*versions, ROWS[:1], older_data=others).to_text())

    assert "From 2029 to 2030, no rating changes No clinic is in both." in text

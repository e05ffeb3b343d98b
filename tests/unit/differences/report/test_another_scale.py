"""A label that is called something else, of which nothing says whether it stands above or below the earlier one."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.differences.report import made

import ccgrules

ROWS = [{"organisation": "A", "overspent": "no", "seen": "85", "kept": "90"}]


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.rules", tmp_path / "new.rules"
    old.write_text(made.OLD)
    new.write_text(made.OLD.replace('fair "Fair"', 'middling "Middling"').replace("fair", "middling"))
    return old, new


def test_it_is_said_to_be_neither_up_nor_down(versions: tuple[Path, Path]) -> None:
    text = " ".join(ccgrules.diff(*versions, ROWS).to_text().split())

    assert "1 to a label neither above nor below. A row for each earlier rating" in text
    assert "moves no one up or down" in text
    assert "moves no one ·" not in text
    assert "A Fair → Middling" in text


def test_which_way_it_goes_is_not_said(versions: tuple[Path, Path]) -> None:
    assert [change.effect for change in ccgrules.diff(*versions).changes] == [None] * 2


@pytest.mark.parametrize("width", [40, 200])
def test_a_table_of_which_nothing_is_left(versions: tuple[Path, Path], width: int) -> None:
    assert "counted share in" not in " ".join(ccgrules.diff(*versions, ROWS).to_text(width).split())


def test_a_label_that_is_called_something_else_can_move_a_rating(versions: tuple[Path, Path]) -> None:
    assert [change.moves for change in ccgrules.diff(*versions).changes] == [True] * 2


def test_a_label_that_is_called_something_else_where_an_adjustment_stays(tmp_path: Path) -> None:
    texts = [f"{made.OLD}  no better than poor when overspent\n"]
    texts.append(texts[0].replace('fair "Fair"', 'middling "Middling"').replace("fair", "middling"))
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.rules").write_text(text)
    difference = ccgrules.diff(tmp_path / "0.rules", tmp_path / "1.rules", ROWS)

    assert [change.moves for change in difference.changes] == [True] * 2
    assert [(one.before, one.after, one.grades) for one in difference.movers] == [("fair", "middling", None)]

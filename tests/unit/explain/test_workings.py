"""The short page and its workings: nothing is lost, all arithmetic can be done again, and neither grows too long."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from unit.explain.test_goldens import GOLDENS, derivation

import ccgrules
from ccgrules.explain.blocks import Table
from ccgrules.explain.document import document
from ccgrules.explain.forms import Derivation
from ccgrules.explain.wording import to_text

PROJECT = Path(__file__).parents[3]
ENGLAND = PROJECT / "examples/fictional-england"
RESULT = re.compile(r" = (−?\d[\d,]*(?:\.\d+)?)( %)?(?![\d.]| [+−×/%])")
FIGURES = re.compile(r"[\d.()√²³+−×/%\s]*(?:,\d{3}[\d.()√²³+−×/%\s]*)*$")
"""The longest end of a text that is made of figures and signs; a comma in it stands at thousands."""
MARK = re.compile(r" \[(\d+)\]")


@cache
def assessment() -> Derivation:
    """The annual assessment of 2018/19, with 57 indicators: the longest explanation that there is."""
    framework = ccgrules.load(PROJECT / "rulesets/ccg/annual-assessment-2018-19.rules")
    run = framework.run(ENGLAND / "iaf-2018-19.csv", decisions=ENGLAND / "decisions-2018-19.yaml")
    return run.explain("F012").derivation


def equations(text: str) -> Iterator[tuple[str, float, float]]:
    """All arithmetic in figures alone, as printed, with what it is said to come to, and half of its last place."""
    for found in RESULT.finditer(text):
        before = FIGURES.search(text, 0, found.start())
        expression = before[0].strip() if before else ""
        while expression.count("(") > expression.count(")"):
            expression = expression[expression.index("(") + 1 :].strip()
        if re.search(r" [+−×/] ", expression) and not re.match(r"[+−×/] ", expression):
            per = 100 if found[2] else 1
            yield expression, number(found[1]) / per, half(found[1]) / per


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def value(expression: str) -> float:
    """What arithmetic as printed comes to."""
    plain = expression.replace(" %", " * 0.01").replace(",", "").replace("−", "-").replace("×", "*")
    plain = re.sub(r"√(\d[\d.]*)", r"sqrt(\1)", plain).replace("√", "sqrt")
    plain = re.sub(r"[²³]", lambda power: f"**{'²³'.index(power[0]) + 2}", plain)
    assert re.fullmatch(r"(?:[\d\s.+*/()-]|sqrt)+", plain), plain
    return float(eval(plain, {"__builtins__": {}}, {"sqrt": math.sqrt}))


def half(figure: str) -> float:
    """Half of the last place of a figure as printed; counts and constants have no places, and are exact."""
    places = len(figure.partition(".")[2])
    return 0.5 * 10.0**-places if places else 0.0


def close(expression: str, said: float, rounded: float) -> bool:
    """Whether arithmetic comes to what is said when each of its figures is moved by half of its last place."""
    again, apart = value(expression), rounded
    for figure in re.finditer(r"\d[\d,]*(?:\.\d+)?", expression):
        moved = number(figure[0]) + half(figure[0])
        there = f"{expression[: figure.start()]}{moved:.12f}{expression[figure.end() :]}"
        apart += abs(value(there) - again)
    return abs(again - said) <= apart * 1.01 + 1e-9


def test_the_test_tells_right_from_wrong() -> None:
    told = "78 / 150 = 52.00 %; z = (45.00 − 50.00) / √(2.50² + 50.00) = −0.6667; (2.00 + 4.00) / 2 = 6.00 / 2 = 3.00"
    found = list(equations(told))
    assert [said for _, said, _ in found] == [0.52, -0.6667, 3.0]
    assert all(close(*equation) for equation in found)
    assert not any(close(expression, said + 0.01, rounded) for expression, said, rounded in found[:2])


# --- the longest explanation -----------------------------------------------------------------------------------------


def test_the_page_of_57_indicators_can_be_read() -> None:
    assert to_text(assessment()).count("\n") < 250
    assert to_text(assessment(), workings=True).count("\n") < 600


def test_how_a_figure_came_about_takes_at_most_two_lines() -> None:
    """A title beside it may take more: three where it has fourteen words."""
    rows = [row for block in document(assessment()).blocks if isinstance(block, Table) for row in block.rows]
    clauses = [row[-1] for row in rows if row[-1]]
    assert len(clauses) > 57
    assert max(len(clause) for clause in clauses) <= 2 * 44


def test_workings_can_be_worked_out_again() -> None:
    told = "; ".join(note.working for note in document(assessment()).notes)
    found = list(equations(told))
    assert len(found) > 100
    assert [pair for pair in found if not close(*pair)] == []


def test_what_all_have_in_common_is_said_once() -> None:
    text = " ".join(to_text(assessment(), workings=True).split())
    assert text.count("10 % at each end winsorised") == 1
    assert text.count("Spiegelhalter, Funnel plots") == 1
    assert text.count("standard errors from the set point that count as a difference") == 1
    assert text.count("iaf-2018-19.csv, row 13") == 1
    assert text.count("not submitted (Boscarmouth-on-Sea (F195))") == 1


# --- all goldens -----------------------------------------------------------------------------------------------------


@pytest.fixture(params=GOLDENS, ids=lambda path: path.stem)
def told(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Derivation:
    monkeypatch.chdir(tmp_path)
    return derivation(request.param, tmp_path)


def test_without_workings_the_page_is_the_same_but_shorter(told: Derivation) -> None:
    short, full = (to_text(told, workings=workings).splitlines() for workings in (False, True))
    page, full_page = (lines[: lines.index("  Notes")] for lines in (short, full))
    assert page == full_page
    assert ("  Workings" in full) is any(note.folded for note in document(told).notes)
    assert "  Workings" not in short
    assert [line for line in short if re.match(r" +\[\d+\] ", line) and line not in full] == []


def test_every_mark_has_its_note(told: Derivation) -> None:
    made = document(told)
    marks = {int(mark) for block in made.blocks for text in _texts(block) for mark in MARK.findall(f" {text}")}
    assert marks == set(range(1, len(made.notes) + 1))


def test_arithmetic_comes_to_what_it_is_said_to(told: Derivation) -> None:
    made = document(told)
    texts = [text for block in made.blocks for text in _texts(block)] + [note.working for note in made.notes]
    assert [pair for text in texts for pair in equations(text) if not close(*pair)] == []


def _texts(block: object) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row)
    else:
        yield str(getattr(block, "text", ""))

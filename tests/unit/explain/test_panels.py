"""How decisions of panels are told; whole explanations stand in goldens/changed-by-a-committee.md and beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.explain.explained import planned

from ccgrules import pipeline
from ccgrules.explain.derivation import derive
from ccgrules.explain.forms import Derivation
from ccgrules.explain.page import to_html
from ccgrules.explain.panels import the
from ccgrules.explain.wording import to_text

RULES = """
indicator A "Reach"
  data    number
  better  higher
judgement visit "Visit" on ratings by "Visiting Panel"
rating base "Base" on ratings
  good  when A.value >= 2
  fair  when A.value >= 1
  poor  otherwise
  moderated by "Committee"
rating verdict "Verdict" on ratings
  starts as base
  no better than fair  when visit is not missing and visit is poor
    because "The visit comes first"
  not rated when A.value < 0
  moderated by "Board"
"""


def told(folder: Path, decisions: str, value: str = "2", rating: str = "verdict") -> Derivation:
    (folder / "data.csv").write_text(f"organisation,A\nX,{value}\nY,1\n", encoding="utf-8")
    (folder / "decisions.yaml").write_text(f"decisions:\n{decisions}", encoding="utf-8")
    options = pipeline.DataOptions(folder / "data.csv", decisions=(folder / "decisions.yaml",))
    rated = pipeline.rate(planned(RULES), options)
    assert rated.result is not None, [finding.message for finding in rated.findings]
    return derive(rated.result, "X", None, rating)


def decision(rating: str, to: str, was: str = "", reason: str = "so", more: str = "") -> str:
    panel = {"visit": "Visiting Panel", "base": "Committee", "verdict": "Board"}[rating]
    started = f"    from: {was}\n" if was else ""
    return (
        f"  - organisation: X\n    rating: {rating}\n{started}    to: {to}\n    reason: {reason}\n"
        f"    decided_by: {panel}\n    date: 2031-07-02\n{more}"
    )


def line(d: Derivation, start: str) -> str:
    """The paragraph of an explanation that starts so, on one line and without footnotes."""
    paragraphs = to_text(d, 2000).splitlines()
    found = next(text.strip() for text in paragraphs if text.strip().startswith(start))
    return found.split(" [")[0]


def test_a_rating_that_was_moderated(tmp_path: Path) -> None:
    d = told(tmp_path, decision("verdict", "Poor", "good", more="    evidence: [Minutes; item 4., Report]\n"))
    assert line(d, "Calculated") == (
        "Calculated: Good. Moderated to Poor by the Board on 2 July 2031: so. Evidence: Minutes; item 4; Report."
    )
    assert to_text(d).startswith("X is rated Poor.")
    assert d.calculated.column == "verdict.calculated"
    assert d.calculated.value.shown == "Good"


@pytest.mark.parametrize(
    ("value", "was", "to", "sentence"),
    [
        ("2", "good", "good", "Calculated: Good. Confirmed as Good by the Board on 2 July 2031: so."),
        ("*", "missing", "fair", "Calculated: not determined (suppressed). Moderated to Fair by the Board"),
        ("-1", "not rated", "poor", "Calculated: not rated. Moderated to Poor by the Board"),
    ],
)
def test_a_rating_that_was_confirmed_or_given(tmp_path: Path, value: str, was: str, to: str, sentence: str) -> None:
    d = told(tmp_path, decision("verdict", to, was), value)
    assert line(d, "Calculated").startswith(sentence)


def test_a_moderated_rating_that_the_rating_starts_as_is_named(tmp_path: Path) -> None:
    d = told(tmp_path, decision("base", "fair", "good"))
    assert line(d, "Base").startswith("Base, calculated: Good. Moderated to Fair by the Committee on 2 July 2031: so.")
    text = to_text(d)
    assert "This is the rating as calculated: no decision of the Board, which may change it, was entered." in text
    assert text.count("Base, calculated") == 1  # what was told among the reasons is not told again


def test_a_judgement_by_itself(tmp_path: Path) -> None:
    d = told(tmp_path, decision("visit", "poor"), rating="visit")
    assert line(d, "Visit, judged") == "Visit, judged Poor by the Visiting Panel on 2 July 2031: so."
    assert d.changes is None or not d.changes.singles


def test_a_judgement_that_decides_stands_apart(tmp_path: Path) -> None:
    d = told(tmp_path, decision("visit", "poor"))
    text = to_text(d)
    assert line(d, "Then").startswith("Then “no better than Fair” applies, because visit is Poor")
    assert text.index("What panels decide") < text.index("Visit, judged Poor")
    assert d.changes is not None
    assert "What panels decided is held as it is." in d.changes.held
    assert [single.column for single in d.changes.singles] == ["A.value"]


def test_what_would_change_it_speaks_of_the_rating_as_calculated(tmp_path: Path) -> None:
    """A good rating becomes fair below 2 whatever the board made of it."""
    d = told(tmp_path, decision("verdict", "poor", "good") + decision("visit", "good"))
    assert d.changes is not None
    (single,) = d.changes.singles
    assert [(reach.at.shown, reach.rating.shown) for reach in single.reaches] == [("2.00", "Fair")]
    assert "What would change the rating as calculated" in to_text(d)


def test_what_a_file_says_is_escaped(tmp_path: Path) -> None:
    reason = '"<script>alert(1)</script> \\x1b[31mred\\x1b[0m [1] & \\u202eback"'
    d = told(tmp_path, decision("verdict", "poor", "good", reason, more='    evidence: ["<b>"]\n'))
    page, text = to_html(d), to_text(d)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<b>" not in page
    assert "\x1b" not in page + text
    assert "\u202e" not in page + text
    # The number in square brackets is the file's and leads to no footnote.
    assert page.count('<a href="#note-1">') == 1


def test_the_article_of_a_panel() -> None:
    assert [the(panel) for panel in ("Board", "the Board", "A board")] == ["the Board", "the Board", "A board"]

"""Conditions that make no difference: what is one, and what only looks like one."""

from __future__ import annotations

import pytest

from ccgrules import pipeline

PROGRAM = """framework checks "Checks"
  language 1
  scores better higher
  result   overall

field share percent
field growth percent change
field beds count
field kind one of acute, ambulance
field partner one of acute, ambulance

parameter nought = 0%

group access "Access"

method above(limit) "Above a limit"
  score
    1  when value >= limit
    0  otherwise

indicator a "A" in access
  data   percent
  better higher
  score  above(0%)

indicator b "B" in access
  data   percent
  better higher
  score  above(50%)

condition asked = {condition}

measure overall "Overall" = how_many(asked, a.score = b.score)
"""


def found(condition: str) -> list[str]:
    """The parts of the program of which it is said, in its own words."""
    checked = pipeline.check_text(PROGRAM.replace("{condition}", condition))
    assert checked.ruleset is not None, checked.findings
    return [f.primary.span.text for f in checked.findings if f.code == "CCG522" and f.primary is not None]


@pytest.mark.parametrize(
    ("condition", "idle"),
    [
        ("share >= 0%", "share >= 0%"),
        ("share > 100%", "share > 100%"),
        ("beds >= 0 and kind is acute", "beds >= 0"),
        ("beds > 5 and beds > 3", "beds > 3"),
        ("beds > 3 or beds > 5", "beds > 5"),
        ("kind is acute and kind is not ambulance", "kind is not ambulance"),
        ("beds > 5 and not (beds < 5)", "not (beds < 5)"),
        ("share > 50% and (share > 40% or beds > 3)", "(share > 40% or beds > 3)"),
        ("share + growth > 10% and growth > 10% - share", "growth > 10% - share"),
        ("beds >= 1 and beds > 0", "beds > 0"),
    ],
)
def test_found(condition: str, idle: str) -> None:
    assert [text.strip("()") for text in found(condition)] == [idle.strip("()")]


@pytest.mark.parametrize(
    "condition",
    [
        "share >= nought",
        "share > 50% and share <= 100%",
        "share >= 0% and share < 50% and beds > 3",
        "share > 50% and share > nought",
        "growth >= 0%",
        "beds > 5 and share > 5%",
        "beds > 5 or beds < 3",
        "kind is acute and partner is acute",
        "share is not missing and share > 5%",
        "previous(beds) is not missing and previous(beds) > 5",
        "share > 5% and previous(share) > 3%",
    ],
)
def test_left_alone(condition: str) -> None:
    assert found(condition) == []


def test_a_method_is_asked_about_only_where_every_call_agrees() -> None:
    assert found("beds > 5") == []
    both_at_nought = PROGRAM.replace("above(50%)", "above(0%)").replace("{condition}", "beds > 5")
    checked = pipeline.check_text(both_at_nought)
    assert [f.primary.span.text for f in checked.findings if f.code == "CCG522" and f.primary] == ["value >= limit"]

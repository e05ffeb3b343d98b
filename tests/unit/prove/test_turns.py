"""What becomes of a column when a rule changes, worked out by hand: whether it can rise, fall, go missing, come."""

from __future__ import annotations

import pytest

from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan
from ccgrules.prove.turns.plans import Beside
from ccgrules.prove.turns.turn import BLOCKED, LEFT_OUT, THERE, Turns, ways

BASE = """\
framework wards "Wards"
  language 1
  rates    ward "Ward"
  scores better higher
  result   grade

scale grades "Grades" best first
  good, fair, poor

field new "New" yes or no
field size "Size" count
field visit "Visit" on grades
field region "Region" text

population everyone "All wards"
population regions "Wards of a region"
  by region

parameter bar "Bar" = 2 between 0 and 9

group care "Care"

indicator seen "Seen in time" in care
  data      percent from numerator / denominator
  better    higher
  standard  50%
  score
    2  when z_score(value, against: standard, error: binomial, overdispersion: none, among: everyone) >= 1.96
    0  otherwise

indicator falls "Falls" in care
  data    number
  better  lower
  score
    2  when value <= 3
    0  otherwise

measure m "M" = size
  better higher

rating grade "Grade" on grades
  good  when m >= 1
  poor  otherwise
"""
M = 'measure m "M" = '


def plan(text: str) -> Plan:
    ruleset, found = check_text(text)
    assert ruleset is not None, found
    return build_plan(ruleset)


def turned(old: str, new: str, column: str, *, before: str = BASE) -> Turns:
    """What becomes of a column where some words of the rules are others."""
    assert before.count(old) == 1
    return Beside.of_plans(plan(before), plan(before.replace(old, new))).column(column, column)


def measured(old: str, new: str) -> Turns:
    """What becomes of a measure that is one expression before and another one after."""
    before = BASE.replace(f"{M}size", f"{M}{old}")
    return turned(f"{M}{old}", f"{M}{new}", "m", before=before)


def lost(turns: Turns) -> bool:
    return any(turn.before is THERE and turn.after is not THERE for turn in turns)


def found(turns: Turns) -> bool:
    return any(turn.before is not THERE and turn.after is THERE for turn in turns)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("size + 1", "size + 2", {0, 1}),
        ("size - 1", "size - 2", {-1, 0}),
        ("2 * size", "3 * size", {0, 1}),  # a count is never below nought
        ("2 * falls.value", "3 * falls.value", {-1, 0, 1}),
        ("size / 2", "size / 3", {0, -1}),
        ("min(size, 3)", "min(size, 4)", {0, 1}),
        ("max(size, falls.value)", "max(size, 3)", {-1, 0, 1}),
        ("min(size, 3)", "size", {0, 1}),
        ("abs(size)", "size", {0}),
        ("round(size / 10, 0)", "round(size / 10, 1)", {-1, 0, 1}),
        ("mean(care.indicators.score)", "max(care.indicators.score)", {0, 1}),
        ("sum(care.indicators.score)", "sum(care.indicators.score) + 1", {0, 1}),
        ("how_many(new, size > 3)", "how_many(new, size > 4)", {-1, 0}),
        ("how_many(new, size > 3)", "how_many(new, size > 3, size > 4)", {0, 1}),
        ("count(care.indicators.score >= 1)", "count(care.indicators.score >= 3)", {-1, 0}),
        ("rank(size, best: higher, among: everyone)", "rank(size, best: lower, among: everyone)", {-1, 0, 1}),
        ("quantile(size, 25%, among: everyone)", "quantile(size, 50%, among: everyone)", {0, 1}),
        ("mean(size, among: everyone)", "mean(size + 1, among: everyone)", {0, 1}),
        ("mean(size, among: everyone)", "mean(size, among: regions)", {-1, 0, 1}),
    ],
)
def test_numbers(old: str, new: str, wanted: set[int]) -> None:
    assert ways(measured(old, new)) == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size > 3 and new", "new and size > 3"),
        ("not (size > 3)", "size <= 3"),
        ("size > 3 or size > 5", "size > 3"),
        ("how_many(new, size > 3) >= 2", "how_many(new, size > 3) > 1"),
        ("visit is one of (good, fair)", "visit is not poor"),
        ("visit is better than poor", "visit is one of (good, fair)"),
        ("size >= bar", "size >= 2"),
    ],
)
def test_conditions_that_say_the_same(old: str, new: str) -> None:
    before = BASE + f'\ncondition c "C" = {old}\n'

    turns = turned(f'"C" = {old}', f'"C" = {new}', "c", before=before)

    assert ways(turns) == {0}
    assert not lost(turns)
    assert not found(turns)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("size >= 3", "size >= 2", {0, 1}),
        ("size >= 3", "size > 3", {0, -1}),
        ("size = 3", "size != 3", {-1, 0, 1}),
        ("new and size > 3", "new", {0, 1}),
        ("new or size > 3", "new", {0, -1}),
        ("new and size > 3", "new or size > 3", {0, 1}),
        ("any(care.indicators.score >= 1)", "all(care.indicators.score >= 1)", {-1, 0, 1}),
        ("any(care.indicators.score >= 1)", "any(care.indicators.score >= 2)", {0}),  # scores are 0 or 2
        ("visit is good", "visit is one of (good, fair)", {0, 1}),
        ("visit is worse than good", "visit is worse than fair", {0, -1}),
        ("size is missing", "falls.value is missing", {-1, 0, 1}),
    ],
)
def test_conditions(old: str, new: str, wanted: set[int]) -> None:
    before = BASE + f'\ncondition c "C" = {old}\n'

    assert ways(turned(f'"C" = {old}', f'"C" = {new}', "c", before=before)) == wanted


def test_missing_sizes_are_missing_still() -> None:
    turns = measured("size + 1", "size + 2")

    assert not lost(turns)
    assert not found(turns)


def test_a_condition_that_asks_less_is_lost_and_found() -> None:
    before = BASE + '\ncondition c "C" = new and size > 3\n'
    turns = turned('"C" = new and size > 3', '"C" = size > 3', "c", before=before)

    assert lost(turns)  # not new, and of unknown size
    assert found(turns)  # of 4, and nobody knows whether it is new


def test_a_later_case_of_the_same_outcome_hangs_on_what_is_missing() -> None:
    # where nobody knows of the visit, a ward that is not new was poor, and may be good now; but where a visit was good,
    # it matters no more whether the ward is new
    before = BASE.replace("good  when m >= 1\n", "poor  when m < 1\n  good  when new\n")
    turns = turned("  good  when new\n", "  good  when new or visit is good\n", "grade", before=before)

    assert ways(turns) == {-1, 0}
    assert lost(turns)
    assert found(turns)


def test_a_missing_score_that_comes_to_count_is_found() -> None:
    turns = turned(
        "    2  when value <= 3\n    0  otherwise\n",
        "    2  when value <= 3\n    0  otherwise\n  when missing score 0\n",
        "falls.score",
    )

    assert {turn[:2] for turn in turns} == {(THERE, THERE), (LEFT_OUT, THERE), (BLOCKED, BLOCKED)}
    assert ways(turns) == {0}


def test_a_z_score_falls_as_the_standard_rises() -> None:
    turns = turned("50%\n  score", "53%\n  score", "seen.score")

    assert ways(turns) == {-1, 0}
    assert not lost(turns)
    assert not found(turns)


def test_nobody_has_a_z_score_against_a_standard_of_everything() -> None:
    assert lost(turned("50%\n  score", "100%\n  score", "seen.score"))


def test_what_was_earlier_turns_as_well() -> None:
    before = BASE.replace("  good  when m >= 1\n", "  good  when previous(grade) is good or m >= 1\n")

    assert ways(turned("m >= 1", "m >= 0.5", "grade", before=before)) == {-1, 0}


def test_figures_that_change_places_in_the_rules_are_the_same() -> None:
    cases = [
        f"{word}  when size > quantile(size, {share}, among: everyone)"
        for word, share in (("good", "75%"), ("fair", "25%"))
    ]
    before = BASE.replace("good  when m >= 1", "\n  ".join(cases))
    turns = turned("\n  ".join(cases), "\n  ".join(reversed(cases)), "grade", before=before)

    assert ways(turns) == {0, 1}  # fair stands first, and is worse


def test_from_a_period_on() -> None:
    assert ways(
        turned("= 2 between", '= 2, from "2030" 3 between', "grade", before=BASE.replace("m >= 1", "m >= bar"))
    ) == {0, 1}


def test_an_order_of_labels_that_is_another_is_not_followed() -> None:
    turns = turned("  good, fair, poor", "  fair, good, poor", "grade")

    assert {-1, 1} <= ways(turns)


TABLE = """\
rating grade "Grade" on grades
  table rows visit, columns new
         | yes     | no
    good | good    | fair
    fair | fair    | unknown
    poor | poor    | poor
"""
CASES = BASE[BASE.index("rating grade") :]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("good | good    | fair", "good | good    | good", {-1, 0}),
        ("fair | fair    | unknown", "fair | fair    | poor", {0}),
        ("good | good    | fair", "good | fair    | fair", {0, 1}),
    ],
)
def test_tables(old: str, new: str, wanted: set[int]) -> None:
    turns = turned(old, new, "grade", before=BASE.replace(CASES, TABLE))

    assert ways(turns) == wanted
    assert found(turns)  # both cells of the row say the same now, or the one says something; so nothing need be known
    assert not lost(turns)

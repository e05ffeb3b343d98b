"""Movements between two periods that can be worked by hand: one cause alone, and causes that only work together."""

from __future__ import annotations

from fractions import Fraction

import pytest
from unit.differences.attribution.two_periods import (
    GAPS,
    HEAD,
    OTHERS,
    OWN,
    PANELS,
    RULES,
    column,
    first_and_last,
    movement,
    only,
    rated,
    shares,
    years,
)

from ccgrules.differences.attribution.periods import attribute_periods
from ccgrules.engine.result import Result
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.succession import Change, Succession
from ccgrules.model.types import MISSING, Reason

HALF = Fraction(1, 2)


def by_value(lowest: int) -> str:
    """Good from a value on, else poor."""
    return HEAD + f'rating headline "H" on grades\n  good when a.value >= {lowest}\n  poor otherwise\n'


BY_MEAN = (
    HEAD
    + """indicator b "B"
  data number
  better higher
  score value
measure total "Total" = mean(all.indicators.score)
rating headline "H" on grades
  good when total >= 2
  fair when total >= 1
  poor otherwise
"""
)
BY_MEDIAN = (
    HEAD
    + """rating headline "H" on grades
  good when a.value >= quantile(a.value, 50%, among: everyone)
  poor otherwise
"""
)
BY_RANK = (
    HEAD
    + """rating headline "H" on grades
  good when rank(a.value, among: everyone) = 1
  fair when rank(a.value, among: everyone) = 2
  poor otherwise
"""
)


# --- one cause alone -------------------------------------------------------------------------------------------------


def test_its_own_figures() -> None:
    before, after = rated(by_value(2), column("a", 1, 2)), rated(by_value(2), column("a", 3, 2))
    assert shares(before, after) == only(OWN, 2)


def test_a_figure_that_is_gone() -> None:
    """A scored 2 and 0, on average 1; without the 0 its average is 2."""
    before = rated(BY_MEAN, [{"a": 2, "b": 0}, {"a": 1, "b": 1}])
    after = rated(BY_MEAN, [{"a": 2, "b": None}, {"a": 1, "b": 1}])
    assert shares(before, after) == only(GAPS, 1)


def test_a_figure_that_it_lacked() -> None:
    before = rated(BY_MEAN, [{"a": 2, "b": MISSING[Reason.SUPPRESSED]}, {"a": 1, "b": 1}])
    after = rated(BY_MEAN, [{"a": 2, "b": 0}, {"a": 1, "b": 1}])
    assert shares(before, after) == only(GAPS, -1)


def test_figures_and_a_gap() -> None:
    """a goes from 4 to 1, and b, which was 0, is gone: the mean goes from 2, good, to 1, fair.

    The gap alone: 4, good. Figures alone: 1/2, poor. So the figures take two grades first and one last, and the gap
    gives none first and one last.
    """
    before = rated(BY_MEAN, [{"a": 4, "b": 0}, {"a": 1, "b": 1}])
    after = rated(BY_MEAN, [{"a": 1, "b": None}, {"a": 1, "b": 1}])
    assert shares(before, after) == [Fraction(-3, 2), HALF, 0, 0, 0]
    assert first_and_last(before, after) == [[-2, -1], [0, 1], [0, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("rules", "before", "after", "grades"),
    [
        (BY_MEDIAN, (2, 1, 1), (2, 3, 3), -2),
        (BY_MEDIAN, (2, 3, 3), (2, 3, 1), 2),
        (BY_RANK, (2, 1, 1), (2, 3, 1), -1),
        (BY_RANK, (2, 3, 3), (2, 2, None), 2),
    ],
)
def test_only_the_others_moved(
    rules: str, before: tuple[int | None, ...], after: tuple[int | None, ...], grades: int
) -> None:
    found = shares(rated(rules, column("a", *before)), rated(rules, column("a", *after)))
    assert found == only(OTHERS, grades)


def test_others_that_come_and_go() -> None:
    """The second of two becomes the third of three, as somebody joins; A is as it was."""
    before, after = rated(BY_RANK, column("a", 2, 3)), rated(BY_RANK, column("a", 2, 3, 4))
    assert shares(before, after) == only(OTHERS, -1)
    assert ("C", "") not in attribute_periods(before, after).of


def test_the_rules() -> None:
    before, after = rated(by_value(2), column("a", 2, 2)), rated(by_value(3), column("a", 2, 2))
    assert shares(before, after) == only(RULES, -2)


MODERATED = by_value(2) + '  moderated by "Committee"\n'


def test_a_decision_on_its_rating() -> None:
    before = rated(MODERATED, column("a", 1, 2))
    after = rated(MODERATED, [{"a": 1, "headline.moderated": "fair"}, {"a": 2}])
    assert shares(before, after) == only(PANELS, 1)
    assert shares(after, before) == only(PANELS, -1)


def test_two_decisions_leave_nothing_to_the_figures() -> None:
    before = rated(MODERATED, [{"a": 1, "headline.moderated": "good"}, {"a": 2}])
    after = rated(MODERATED, [{"a": 3, "headline.moderated": "fair"}, {"a": 2}])
    assert shares(before, after) == only(PANELS, -1)


def test_a_judgement() -> None:
    rules = (
        HEAD + 'judgement visit "Visit" on grades by "Visitors"\nrating headline "H" on grades = worst(visit, fair)\n'
    )
    before, after = rated(rules, column("visit", "poor", "fair")), rated(rules, column("visit", "good", "fair"))
    assert shares(before, after) == only(PANELS, 1)


def test_a_rating_that_only_the_newer_rules_let_a_panel_change() -> None:
    """The decision needs the newer rules, and these do nothing without it: half each."""
    before = rated(by_value(2), column("a", 1, 2))
    after = rated(MODERATED, [{"a": 1, "headline.moderated": "good"}, {"a": 2}])
    assert shares(before, after) == [0, 0, 0, 1, 1]


# --- causes that work together ---------------------------------------------------------------------------------------


def test_its_figures_and_the_rules_together() -> None:
    """Of 2 and a lowest value of 2 neither is there before: each does nothing first, and all last."""
    before, after = rated(by_value(3), column("a", 1, 2)), rated(by_value(2), column("a", 2, 2))
    assert shares(before, after) == [1, 0, 0, 1, 0]
    assert first_and_last(before, after) == [[0, 2], [0, 0], [0, 0], [0, 2], [0, 0]]


def test_its_figures_and_those_of_others_together() -> None:
    """A passes both others as it rises and they fall; either alone leaves it beside them, and so not above."""
    rules = BY_MEDIAN.replace(">=", ">")
    before, after = rated(rules, column("a", 1, 2, 2)), rated(rules, column("a", 2, 1, 1))
    assert shares(before, after) == [1, 0, 1, 0, 0]


def test_either_is_enough() -> None:
    """Each of two would have moved it by itself: half each, and nothing is left to do for the one that comes last."""
    before, after = rated(by_value(2), column("a", 1, 2)), rated(by_value(1), column("a", 2, 2))
    assert shares(before, after) == [1, 0, 0, 1, 0]
    assert first_and_last(before, after) == [[2, 0], [0, 0], [0, 0], [2, 0], [0, 0]]


def test_three_causes() -> None:
    """Good only with all three of its figures, those of others, and the newer rules: a third each."""
    older, newer = BY_MEDIAN.replace(">=", "> 1 +"), BY_MEDIAN.replace(">=", ">")
    before, after = rated(older, column("a", 1, 2, 2)), rated(newer, column("a", 2, 1, 1))
    third = Fraction(2, 3)
    assert shares(before, after) == [third, 0, third, third, 0]


# --- what is there and what is not -----------------------------------------------------------------------------------


def test_a_rating_gained_counts_one() -> None:
    before, after = rated(by_value(2), column("a", None, 2)), rated(by_value(2), column("a", 1, 2))
    moved = movement(attribute_periods(before, after), "A")
    assert moved.measured == "rated"
    assert [moved.before, moved.after] == [0, 1]
    assert shares(before, after) == only(GAPS, 1)


def test_a_rating_lost_by_the_rules() -> None:
    newer = by_value(2) + "  not rated when a.value < 3\n"
    assert shares(rated(by_value(2), column("a", 2)), rated(newer, column("a", 2))) == only(RULES, -1)


def test_a_variant_without_a_rating_counts_half_way() -> None:
    """1 → 3 is poor → good; by the newer rules a 1 is not rated, which is half way.

    Places, the worst 0: neither 0, figures 2, rules 1, both 2.
    """
    newer = by_value(2) + "  not rated when a.value < 2\n"
    before, after = rated(by_value(2), column("a", 1, 1)), rated(newer, column("a", 3, 1))
    assert shares(before, after) == [Fraction(3, 2), 0, 0, HALF, 0]


def test_a_measure_among_the_results() -> None:
    """The total goes from 4 to 1/2: the figures alone take it to 1/2."""
    rules = BY_MEAN.replace("result headline", "result headline, total")
    before, after = rated(rules, [{"a": 4, "b": 4}]), rated(rules, [{"a": 1, "b": 0}])
    headline, total = attribute_periods(before, after).of["A", ""]
    assert [headline.name, headline.measured, total.name, total.measured] == ["headline", "grades", "total", "value"]
    assert [headline.before, headline.after, total.before, total.after] == [2, 0, 4, HALF]
    assert [share.share for share in total.shares] == only(OWN, Fraction(-7, 2))


def test_a_measure_that_is_missing_has_no_movement() -> None:
    rules = BY_MEAN.replace("result headline", "result headline, total")
    before, after = rated(rules, [{"a": None, "b": None}]), rated(rules, [{"a": 1, "b": 0}])
    assert [one.name for one in attribute_periods(before, after).of["A", ""]] == ["headline"]


# --- who is compared -------------------------------------------------------------------------------------------------


def test_who_did_not_move_is_left_out() -> None:
    before, after = rated(by_value(2), column("a", 2, 1, 2)), rated(by_value(2), column("a", 3, 2, 1))
    found = attribute_periods(before, after)
    assert list(found.of) == [("B", ""), ("C", "")]
    assert (found.exact, found.orders, found.variants, found.merged) == (True, 0, 32, ())


def test_some_organisations_and_progress() -> None:
    before, after = rated(by_value(2), column("a", 2, 1, 2)), rated(by_value(2), column("a", 1, 2, 1))
    told: list[tuple[int, int]] = []
    found = attribute_periods(
        before, after, for_organisations=["A", "C", "X"], progress=lambda done, of: told.append((done, of))
    )
    assert list(found.of) == [("A", ""), ("C", "")]
    assert told == [(1, 2), (2, 2)]


def test_merged_organisations_are_compared_with_nobody() -> None:
    """B goes on under its code with C in it; A is as it was."""
    older = [{"period": "2018/19", **row} for row in column("a", 1, 1, 1)]
    newer = [{"period": "2019/20", **row} for row in column("a", 2, 2)]
    change = Change("2019/20", ("B", "C"), ("B",), None, {})
    succession = Succession.of([change], ("2018/19", "2019/20"), "")
    before, after = rated(by_value(2), older), rated(by_value(2), newer)
    found = attribute_periods(before, after, succession=succession)
    assert list(found.of) == [("A", "2019/20")]
    assert found.merged == ("B",)
    assert list(attribute_periods(before, after).of) == [("A", "2019/20"), ("B", "2019/20")]


def test_two_periods_of_one_run() -> None:
    run = rated(by_value(2), years("A", (("2018/19", 1), ("2019/20", 2), ("2020/21", 0))))
    found = attribute_periods(run, run, periods=("2018/19", "2019/20"))
    assert list(found.of) == [("A", "2019/20")]
    assert [share.share for share in movement(found, "A", "2019/20").shares] == only(OWN, 2)


def test_titles_speak_of_what_is_rated() -> None:
    run = rated(by_value(2), column("a", 1))
    assert [unit.title for unit in attribute_periods(run, run).units] == [
        "the trust's own figures",
        "what is missing from the trust's data",
        "the other trusts' figures",
        "the rules",
        "decisions of panels",
    ]


def test_a_rating_that_does_not_come_out_again_is_never_shared_out() -> None:
    before, after = rated(by_value(2), column("a", 1, 2)), rated(by_value(2), column("a", 2, 2))
    lists = {name: list(after.values(name)) for name in after.columns.names()}
    wrong = Result(after.plan, after.dataset, RowColumns({**lists, "headline": ["fair", "good"]}), "exact")
    with pytest.raises(RuntimeError, match="`A` is not rated again as it was"):
        attribute_periods(before, wrong)

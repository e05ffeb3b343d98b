"""What would change a rating: each claim is tried by running the whole engine on changed data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.explain.explained import planned, rated

from ccgrules.explain.derivation import derive
from ccgrules.explain.forms import Changes, Reach, Single
from ccgrules.explain.wording import to_text
from ccgrules.plan.steps import Plan

F = Fraction

# Cut points are fixed, so that a run on changed data is a run with cut points held.
RULES = """
group care "Care"

indicator WAIT "Waiting" in care
  data    percent
  better  lower
  score   1 + 3 * percent_rank(value, among: trusts)

indicator REACH "Reached" in care
  data    percent
  better  higher
  floor   70%
  score
    1  when value misses floor
    2 + 2 * (1 - percent_rank(value, among: trusts where value meets floor))
       otherwise

indicator COST "Cost" in care
  data    number
  better  lower
  score
    4  when value <= 100
    2  when value < 250
    round(4 - value / 200, 1)  otherwise

indicator GRADE "Grade" in care
  data on ratings
  score
    4  when value is good
    2  when value is fair
    0  otherwise

measure overall "Overall score" = mean(all.indicators.score)
  better  lower

rating verdict "Verdict" on ratings
  good  when overall >= 3
  fair  when overall > 2.2
  poor  otherwise
  no better than fair  when COST.value > 150 or WAIT.value + REACH.value > 140%
    because "Too dear"
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned(RULES)


def shares() -> st.SearchStrategy[Fraction]:
    return st.integers(0, 20).map(lambda n: F(n, 20))


def rows() -> st.SearchStrategy[list[dict[str, Any]]]:
    row = st.fixed_dictionaries(
        {
            "WAIT": shares(),
            "REACH": shares(),
            "COST": st.integers(0, 40).map(lambda n: F(10 * n)),
            "GRADE": st.sampled_from(["good", "fair", "poor"]),
        }
    )
    return st.lists(row, min_size=1, max_size=6)


def rating_with(plan: Plan, data: Sequence[Mapping[str, Any]], column: str, value: Any) -> str:
    """The first organisation's rating by a whole run, with one of its figures changed."""
    changed = [{**data[0], column.removesuffix(".value"): value}, *data[1:]]
    return str(rated(plan, changed).value("verdict", 0))


def singles(plan: Plan, data: Sequence[Mapping[str, Any]]) -> tuple[str, Changes]:
    told = derive(rated(plan, data), "A")
    assert told.changes is not None
    return str(told.value.exact), told.changes


def figure(reach: Reach, single: Single) -> Fraction:
    assert reach.at.exact is not None
    return F(reach.at.exact) / (100 if reach.at.unit == "percent" else 1)


def before(now: Fraction, at: Fraction, *, inclusive: bool) -> Iterator[Fraction]:
    """Figures between the present one and that at which the rating is said to change."""
    steps = 23
    yield from (now + (at - now) * F(n, steps) for n in range(steps))
    if not inclusive:
        yield at


def now(single: Single) -> Fraction:
    assert single.now.exact is not None
    return F(single.now.exact) / (100 if single.now.unit == "percent" else 1)


@given(data=rows())
@settings(max_examples=30, deadline=None)
def test_the_nearest_change_is_the_nearest_and_changes_the_rating(plan: Plan, data: list[dict[str, Any]]) -> None:
    rating, changes = singles(plan, data)
    for single in changes.singles:
        for reach in single.reaches:
            if reach.side is None:
                assert rating_with(plan, data, single.column, reach.at.exact) == reach.rating.exact
                continue
            at, up = figure(reach, single), reach.side == "or more"
            past = at if reach.inclusive else at + F(1 if up else -1, 10**7)
            assert rating_with(plan, data, single.column, past) == reach.rating.exact != rating
            printed_early = at + F(-1 if up else 1, 10**4)  # `at` is printed rounded away from the present figure
            if (printed_early > now(single)) is up:
                for value in before(now(single), printed_early, inclusive=True):
                    assert rating_with(plan, data, single.column, value) == rating


@given(data=rows())
@settings(max_examples=20, deadline=None)
def test_a_figure_that_is_said_to_change_nothing_changes_nothing(plan: Plan, data: list[dict[str, Any]]) -> None:
    rating, changes = singles(plan, data)
    for single in changes.singles:
        sides = {reach.side for reach in single.reaches}
        if single.column == "GRADE.value":
            found = {reach.at.exact for reach in single.reaches}
            for label in {"good", "fair", "poor"} - found:
                assert rating_with(plan, data, single.column, label) == rating
            continue
        scale = 1 if single.column == "COST.value" else F(1, 400)
        for number in range(0, 401, 8):
            value = number * scale
            side = "or more" if value > now(single) else "or less"
            if side not in sides:
                assert rating_with(plan, data, single.column, value) == rating


def test_a_change_at_a_place_is_at_the_peer_that_it_draws_level_with() -> None:
    plan = planned("""
group care "Care"
indicator WAIT "Waiting" in care
  data    percent
  better  lower
  score   4 - 3 * percent_rank(value, among: trusts)
rating verdict "Verdict" on ratings
  good  when WAIT.score >= 3
  fair  when WAIT.score >= 2
  poor  otherwise
""")
    # places 1 to 4 score 4, 3, 2, 1
    data = [{"WAIT": F(v)} for v in ("0.30", "0.10", "0.20", "0.40")]
    told = derive(rated(plan, data), "A")
    assert told.value.shown == "Fair"
    assert told.changes is not None
    (single,) = told.changes.singles
    better, worse = sorted(single.reaches, key=lambda reach: reach.better is False)
    # level with the trust at 20 % it shares place 2; past that at 40 % it is last
    assert (worse.at.shown, worse.side, worse.inclusive, worse.rating.shown) == ("40.00 %", "or more", False, "Poor")
    assert (better.at.shown, better.side, better.inclusive, better.rating.shown) == ("20.00 %", "or less", True, "Good")
    assert better.better is True


def test_points_needed_are_those_of_the_mean() -> None:
    plan = planned("""
group care "Care"
indicator X "X" in care
  data   yes or no
  score
    4  when value is yes
    2  otherwise
indicator Y "Y" in care
  data   yes or no
  score
    4  when value is yes
    1  otherwise
measure overall "Overall score" = mean(all.indicators.score)
  better  higher
rating verdict "Verdict" on ratings
  good  when overall > 2.25
  fair  when overall >= 1.2
  poor  otherwise
""")
    told = derive(rated(plan, [{"X": False, "Y": False}]), "A")
    assert told.changes is not None
    # (2 + 1) / 2 = 1.5: 0.75 under 2.25, 1.5 points over two members; 0.3 over 1.2, 0.6 points
    assert [(c.outcome.shown, c.relation, c.apart.shown, c.needs) for c in told.changes.cuts] == [
        ("Good", "above", "0.75", "more than 1.50 more points over 2 members"),
        ("Poor", "below", "0.30", "more than 0.60 fewer points over 2 members"),
    ]


def test_nothing_can_help_while_an_adjustment_applies(plan: Plan) -> None:
    data = [{"WAIT": F(0), "REACH": F("0.9"), "COST": F(200), "GRADE": "good"}]
    told = derive(rated(plan, data), "A")
    assert told.changes is not None
    # (1 + 4 + 2 + 4) / 4 = 2.75: fair by itself
    assert told.changes.none == ("While cost 200.00 is above 150.00, nothing can make it better than Fair.",)
    # at 100 pounds it scores 4, 13 / 4 = 3.25, and is not too dear
    (cost,) = [single for single in told.changes.singles if single.column == "COST.value"]
    assert [(r.at.shown, r.side, r.rating.shown) for r in cost.reaches if r.better] == [("100.00", "or less", "Good")]
    assert "“Cost” at 100.00 or less (now 200.00): Good" in to_text(told)


def test_a_level_that_is_missed_is_tried_exactly(plan: Plan) -> None:
    data = [
        {"WAIT": F(0), "REACH": F("0.6"), "COST": F(200), "GRADE": "poor"},
        {"WAIT": F(0), "REACH": F("0.8"), "COST": F(200), "GRADE": "poor"},
    ]
    told = derive(rated(plan, data), "A")
    assert told.changes is not None
    (reach,) = [single for single in told.changes.singles if single.column == "REACH.value"]
    (level,) = reach.levels
    # second of two at the floor: 2 + 2 × (1 − 1) = 2; (1 + 2 + 2 + 0) / 4 = 1.25
    assert (level.level, level.at.shown) == ("floor", "70.00 %")
    assert [(name, value.shown) for name, value in level.scores] == [
        ("score", "2.00"),
        ("overall score", "1.25"),
        ("before adjustments", "Poor"),
    ]
    assert level.rating.shown == "Poor"


def test_what_is_held_and_what_was_not_varied_is_said(plan: Plan) -> None:
    data = [{"WAIT": F(0), "REACH": None, "COST": F(200), "GRADE": "poor"}]
    told = derive(rated(plan, data), "A")
    assert told.changes is not None
    assert told.changes.held[0].startswith("Other trusts' results and all cut points are held as they are")
    assert told.changes.not_tried == ("reached (missing, no reason given)",)


def test_a_figure_published_beside_its_counts_is_varied_as_one() -> None:
    plan = planned("""
group care "Care"

indicator SEEN "Seen" in care
  data    percent from numerator / denominator
  better  higher

rating verdict "Verdict" on ratings
  good  when SEEN.value >= 90%
  fair  when SEEN.value >= 80%
  poor  otherwise
""")
    counts = {"SEEN.numerator": F(43), "SEEN.denominator": F(50)}
    for published in ({"SEEN": F(86, 100)}, {}):
        told = derive(rated(plan, [{**published, **counts}]), "A")
        assert told.changes is not None
        assert [
            (single.column, [reach.rating.shown for reach in single.reaches]) for single in told.changes.singles
        ] == [("SEEN.value", ["Good", "Poor"])]

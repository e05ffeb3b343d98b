"""Who is rated otherwise: small rulesets, worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from unit.differences.impact.clinics import HEAD, clinic, rated, rules

from ccgrules.differences.impact.impact import impact
from ccgrules.engine.run import Engine
from ccgrules.engine.succession import Change, Succession

ENGINES: tuple[Engine, ...] = ("exact", "columns")
ROWS = [
    clinic("Ash", 9),
    clinic("Beech", 7),
    clinic("Cedar", 7),
    clinic("Dogwood", 6),
    clinic("Elm", 4),
    clinic("Fir", None),
]


def test_the_matrix_counts_every_row_and_movers_say_why() -> None:
    found = impact(rated(rules(8), ROWS), rated(rules(7), ROWS))
    assert found.rating == ("grade", "Grade")
    assert found.noun == ("clinic", "clinics")
    assert [label.title for label in found.scale] == ["Good", "Fair", "Poor"]
    assert found.counts == {
        ("good", "good"): 1,
        ("fair", "good"): 2,
        ("fair", "fair"): 1,
        ("poor", "poor"): 1,
        (None, None): 1,
    }
    assert [found.all_before(label) for label in ("good", "fair", "poor", None)] == [1, 3, 1, 1]
    assert [found.all_after(label) for label in ("good", "fair", "poor", None)] == [3, 1, 1, 1]
    assert found.labels() == ["good", "fair", "poor", None]
    assert [(one.organisation, one.name, one.grades) for one in found.moved] == [("B", "Beech", 1), ("C", "Cedar", 1)]
    assert found.moved[0].why_before == (
        "Its points is 7.00. Cut points: 8.00 or more is Good, 5.00 or more is Fair, otherwise Poor."
    )
    assert found.moved[0].why_after == (
        "Its points is 7.00. Cut points: 7.00 or more is Good, 5.00 or more is Fair, otherwise Poor."
    )
    assert not found.only_before
    assert not found.only_after


def test_columns_held_in_frames_give_the_same() -> None:
    rows = [
        clinic(name, points, closed=closed)
        for name in ("Ash", "Beech", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Iris", "Juniper", "Kerria")
        for points, closed in ((7, False),)
    ] + [{**clinic(f"X{number}", Fraction(70 + number, 10)), "organisation": f"X{number}"} for number in range(20)]
    exact, columns = (impact(rated(rules(8), rows, engine=e), rated(rules(7, CAP), rows, engine=e)) for e in ENGINES)
    assert exact.counts == columns.counts
    assert exact.moved == columns.moved
    assert len(exact.moved) >= 20
    assert exact.near == columns.near


def test_rules_that_are_the_same_move_nobody() -> None:
    found = impact(rated(rules(8), ROWS), rated(rules(8), ROWS))
    assert found.moved == ()
    assert sum(found.counts.values()) == len(ROWS)


CAP = """
  no better than poor  when closed
    because "A closed clinic helps nobody"
"""
UNRATED = """
  not rated when closed
"""


def test_the_largest_movements_come_first_then_names_then_ratings_gained_or_lost() -> None:
    rows = [
        clinic("Ash", 9, closed=True),
        clinic("Beech", 7),
        clinic("Zelkova", 7),
        clinic("Dogwood", 9, closed=None),
        clinic("Cedar", 6, closed=True),
    ]
    found = impact(rated(rules(8), rows), rated(rules(7, CAP), rows))
    assert [(one.name, one.before, one.after, one.grades) for one in found.moved] == [
        ("Ash", "good", "poor", -2),
        ("Beech", "fair", "good", 1),
        ("Cedar", "fair", "poor", -1),
        ("Zelkova", "fair", "good", 1),
        ("Dogwood", "good", None, None),
    ]
    assert found.moved[0].why_after == "“No better than Poor” applies, because “closed” is yes. Without it: Good."
    assert found.moved[-1].why_after == "Cannot be determined, because closed is not given."


def test_an_organisation_that_is_no_longer_rated() -> None:
    rows = [clinic("Ash", 9, closed=True), clinic("Beech", 6)]
    found = impact(rated(rules(8), rows), rated(rules(8, UNRATED), rows))
    (ash,) = found.moved
    assert (ash.before, ash.after, ash.grades) == ("good", None, None)
    assert ash.why_after == "Not rated, as “closed” is yes."
    back = impact(rated(rules(8, UNRATED), rows), rated(rules(8), rows))
    assert [(one.before, one.after, one.grades) for one in back.moved] == [(None, "good", None)]
    assert back.labels() == ["good", "fair", "poor", None]


FINER = (
    HEAD.format(result="grade").replace('good "Good",', 'best "Best", good "Good",')
    + """
rating grade "Grade" on grades
  best  when points >= 10
  good  when points >= 8
  fair  when points >= 5
  poor  otherwise
"""
)


def test_a_scale_with_a_label_more_or_less() -> None:
    rows = [clinic("Ash", 11), clinic("Beech", 6)]
    found = impact(rated(rules(8), rows), rated(FINER, rows))
    assert [label.name for label in found.scale] == ["best", "good", "fair", "poor"]
    assert [(one.before, one.after, one.grades) for one in found.moved] == [("good", "best", 1)]
    back = impact(rated(FINER, rows), rated(rules(8), rows))
    assert [label.name for label in back.scale] == ["best", "good", "fair", "poor"]
    assert [(one.before, one.after, one.grades) for one in back.moved] == [("best", "good", -1)]


def test_scales_with_nothing_in_common_have_no_grades_between_them() -> None:
    other = rules(8).replace('good "Good", fair "Fair", poor "Poor"', "green, amber, red")
    for old, new in (("good  ", "green "), ("fair  ", "amber "), ("poor  ", "red ")):
        other = other.replace(f"\n  {old}", f"\n  {new}")
    found = impact(rated(rules(8), ROWS[:2]), rated(other, ROWS[:2]))
    assert [(one.before, one.after, one.grades) for one in found.moved] == [
        ("good", "green", None),
        ("fair", "amber", None),
    ]


def test_a_label_of_another_name_and_the_same_title_is_the_same() -> None:
    renamed = rules(8).replace('poor "Poor"', 'weak "Poor"').replace("\n  poor  otherwise", "\n  weak  otherwise")
    found = impact(rated(rules(8), ROWS), rated(renamed, ROWS))
    assert found.moved == ()
    assert found.counts["weak", "weak"] == 1


# --- years and periods -----------------------------------------------------------------------------------------------


def test_two_years_are_matched_by_organisation() -> None:
    older = [clinic("Ash", 9), clinic("Beech", 7), clinic("Gorse", 7)]
    newer = [clinic("Ash", 9), clinic("Beech", 9), clinic("Hazel", 1)]
    before = rated(rules(8), [{**row, "period": "2030"} for row in older])
    after = rated(rules(8), [{**row, "period": "2031"} for row in newer])
    found = impact(before, after)
    assert found.counts == {("good", "good"): 1, ("fair", "good"): 1}
    assert [(one.organisation, one.period) for one in found.moved] == [("B", "2031")]
    assert found.only_before == {"G": "Gorse"}
    assert found.only_after == {"H": "Hazel"}


def test_of_two_years_with_several_periods_the_last_ones_are_compared() -> None:
    before = rated(rules(8), [clinic("Ash", 1, period="2029"), clinic("Ash", 6, period="2030")])
    after = rated(rules(8), [clinic("Ash", 1, period="2031"), clinic("Ash", 9, period="2032")])
    found = impact(before, after)
    assert found.counts == {("fair", "good"): 1}


def test_the_same_periods_are_matched_row_by_row() -> None:
    rows = [clinic("Ash", 7, period="2030"), clinic("Ash", 9, period="2031"), clinic("Beech", 7, period="2031")]
    found = impact(rated(rules(8), rows), rated(rules(7), rows))
    assert found.counts == {("fair", "good"): 2, ("good", "good"): 1}
    assert [(one.name, one.period) for one in found.moved] == [("Ash", "2030"), ("Beech", "2031")]


def test_who_comes_of_a_merger_is_compared_with_nobody() -> None:
    before = rated(rules(8), [clinic("Ash", 9, period="2030"), clinic("Beech", 7, period="2030")])
    after = rated(rules(8), [clinic("Ash", 6, period="2031")])
    merged = Succession.of([Change("2031", ("A", "B"), ("A",), None, {})], ["2030", "2031"], "")
    found = impact(before, after, succession=merged)
    assert found.counts == {}
    assert found.only_before == {"A": "Ash", "B": "Beech"}
    assert found.only_after == {"A": "Ash"}
    assert impact(before, after).counts == {("good", "fair"): 1}


# --- which rating ----------------------------------------------------------------------------------------------------

SECOND = """
measure double "Twice the points" = 2 * points

rating other "Another grade" on grades
  good  when double >= 10
  poor  otherwise
"""


def test_the_headline_is_the_first_result_that_is_a_rating() -> None:
    text = rules(8, SECOND, result="double, other, grade")
    assert impact(rated(text, ROWS), rated(text, ROWS)).rating == ("other", "Another grade")
    assert impact(rated(text, ROWS), rated(text, ROWS), rating="grade").rating == ("grade", "Grade")


def test_a_rating_that_one_of_them_has_not_is_refused() -> None:
    with pytest.raises(KeyError, match="other"):
        impact(rated(rules(8), ROWS), rated(rules(8, SECOND), ROWS), rating="other")
    with pytest.raises(KeyError, match="double"):
        impact(rated(rules(8, SECOND), ROWS), rated(rules(8, SECOND), ROWS), rating="double")

"""Who is near a boundary: small rulesets, worked by hand."""

from __future__ import annotations

from fractions import Fraction

from unit.differences.impact.clinics import HEAD, clinic, rated, rules

from ccgrules.differences.impact.cuts import cuts_of
from ccgrules.differences.impact.forms import Near
from ccgrules.differences.impact.near import near_boundaries


def told(found: tuple[Near, ...]) -> list[tuple[str, str | None, str, str, str | None]]:
    return [(one.name, one.label, one.shown, one.boundary_shown, one.other) for one in found]


def test_the_nearest_first_with_what_lies_on_the_other_side() -> None:
    rows = [clinic("Ash", Fraction("7.7")), clinic("Beech", Fraction("5.1")), clinic("Cedar", 9), clinic("Elm", 2)]
    found = near_boundaries(rated(rules(8), rows), "grade", 10)
    assert told(found) == [
        ("Beech", "fair", "5.10", "5.00", "poor"),
        ("Ash", "fair", "7.70", "8.00", "good"),
        ("Cedar", "good", "9.00", "8.00", "fair"),
        ("Elm", "poor", "2.00", "5.00", "fair"),
    ]
    assert (found[1].value, found[1].boundary) == (Fraction("7.7"), Fraction(8))
    assert (found[0].measure, found[0].measure_title) == ("points", "Points")
    assert [one.name for one in near_boundaries(rated(rules(8), rows), "grade", 2)] == ["Beech", "Ash"]
    assert near_boundaries(rated(rules(8), rows), "grade", 0) == ()


def test_whoever_is_exactly_on_a_boundary_comes_first_and_the_other_side_is_found() -> None:
    rows = [clinic("Beech", 8), clinic("Ash", 5), clinic("Cedar", Fraction("7.99"))]
    found = near_boundaries(rated(rules(8), rows), "grade", 10)
    assert told(found) == [
        ("Ash", "fair", "5.00", "5.00", "poor"),
        ("Beech", "good", "8.00", "8.00", "fair"),
        ("Cedar", "fair", "7.99", "8.00", "good"),
    ]
    above = rules(8).replace("points >= 8", "points > 8")
    assert told(near_boundaries(rated(above, rows), "grade", 10))[1] == ("Beech", "fair", "8.00", "8.00", "good")


def test_figures_are_printed_with_as_many_places_as_it_takes_to_tell_them_apart() -> None:
    rows = [clinic("Ash", Fraction("7.9996")), clinic("Beech", 6)]
    found = near_boundaries(rated(rules(8), rows), "grade", 1)
    assert told(found) == [("Ash", "fair", "7.9996", "8.0000", "good")]


def test_a_boundary_whose_crossing_changes_nothing_is_none() -> None:
    capped = rules(8, "\n  no better than fair  when closed\n")
    rows = [clinic("Ash", Fraction("7.9"), closed=True), clinic("Beech", Fraction("7.5")), clinic("Elm", None)]
    found = near_boundaries(rated(capped, rows), "grade", 10)
    assert told(found) == [("Beech", "fair", "7.50", "8.00", "good"), ("Ash", "fair", "7.90", "5.00", "poor")]


def test_what_is_beyond_may_be_no_rating() -> None:
    text = rules(8, "\n  not rated when points < 2\n")
    assert told(near_boundaries(rated(text, [clinic("Ash", 2), clinic("Beech", 1)]), "grade", 10)) == [
        ("Ash", "poor", "2.00", "2.00", None),
        ("Beech", None, "1.00", "2.00", "poor"),
    ]


TWO_MEASURES = (
    HEAD.format(result="grade")
    + """
field staff "Staff" number

measure wait "Waiting time" = 10 * points
  shown to 0 places

rating grade "Grade" on grades
  good  when wait >= 80 and staff >= 3
  poor  otherwise
"""
)


def test_distances_are_compared_in_standard_deviations_of_each_measure() -> None:
    """Waiting times 70 and 100: deviation 15, so 70 is 2/3 from 80. Staff 2 and 4: deviation 1, so 4 is 1 from 3."""
    rows = [clinic("Ash", 7, staff=4), clinic("Beech", 10, staff=4), clinic("Cedar", 10, staff=2)]
    rows = [rows[0], rows[1], clinic("Cedar", 7, staff=2), clinic("Dogwood", 10, staff=2)]
    found = near_boundaries(rated(TWO_MEASURES, rows), "grade", 10)
    assert [(one.name, one.measure, one.shown, one.boundary_shown, one.other) for one in found] == [
        ("Ash", "wait", "70", "80", "good"),
        ("Beech", "staff", "4.00", "3.00", "poor"),
        ("Dogwood", "staff", "2.00", "3.00", "good"),
    ]


QUARTILES = (
    HEAD.format(result="grade")
    + """
rating grade "Grade" on grades
  good  when points > quantile(points, 75%, method: linear, among: clinics)
  fair  when points >= quantile(points, 50%, method: linear, among: clinics)
  poor  otherwise
"""
)


def test_cut_points_that_are_quantiles_of_all_stay_where_they_are() -> None:
    """Of 1, 2, 3, 4, 9 the median is 3 and the upper quartile 4."""
    rows = [clinic(name, points) for name, points in zip(("Ash", "Beech", "Cedar", "Dogwood", "Elm"), (1, 2, 3, 4, 9))]
    found = near_boundaries(rated(QUARTILES, rows), "grade", 10)
    assert told(found) == [
        ("Cedar", "fair", "3.00", "3.00", "poor"),
        ("Dogwood", "fair", "4.00", "4.00", "good"),
        ("Beech", "poor", "2.00", "3.00", "fair"),
        ("Ash", "poor", "1.00", "3.00", "fair"),
        ("Elm", "good", "9.00", "4.00", "fair"),
    ]


STAGES = (
    HEAD.format(result="overall")
    + """
parameter enough "Points that are enough" = 5, from "2031" 6

condition strong "Is strong" = 8 <= points

rating grade "Grade" on grades
  good  when strong
  fair  when points >= enough
  poor  otherwise

rating overall "Overall" on grades
  starts as grade
  no better than fair  when closed
"""
)


def test_boundaries_of_the_rating_it_starts_as_of_conditions_and_of_values_by_period() -> None:
    rows = [clinic("Ash", Fraction("7.9"), period="2031"), clinic("Beech", Fraction("5.7"), period="2031")]
    result = rated(STAGES, rows)
    assert [cut.measure.name for cut in cuts_of(result.plan, "overall")] == ["points", "points"]
    assert told(near_boundaries(result, "overall", 10)) == [
        ("Ash", "fair", "7.90", "8.00", "good"),
        ("Beech", "poor", "5.70", "6.00", "fair"),
    ]


def test_only_the_last_period_is_looked_at() -> None:
    rows = [clinic("Ash", 8, period="2030"), clinic("Ash", 6, period="2031"), clinic("Beech", 9, period="2031")]
    found = near_boundaries(rated(rules(8), rows), "grade", 10)
    assert [(one.name, one.period) for one in found] == [("Ash", "2031"), ("Beech", "2031")]
    assert told(found)[0] == ("Ash", "fair", "6.00", "5.00", "poor")


def test_one_organisation_alone_has_no_spread_to_be_measured_by() -> None:
    assert told(near_boundaries(rated(rules(8), [clinic("Ash", 6)]), "grade", 10)) == [
        ("Ash", "fair", "6.00", "5.00", "poor")
    ]


SHARES = (
    HEAD.format(result="grade")
    + """
field in_time "Seen in time" percent

rating grade "Grade" on grades
  good  when in_time >= 90%
  poor  otherwise
"""
)


def test_figures_are_in_the_unit_of_the_measure() -> None:
    rows = [clinic("Ash", 0, in_time=Fraction("0.895")), clinic("Beech", 0, in_time=Fraction("0.5"))]
    (ash, _) = near_boundaries(rated(SHARES, rows), "grade", 10)
    assert (ash.value, ash.boundary, ash.shown, ash.boundary_shown) == (
        Fraction("89.5"),
        Fraction(90),
        "89.50 %",
        "90.00 %",
    )

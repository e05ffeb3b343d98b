"""Movers, mergers and what the counts differ by: worked by hand, and any years at all."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ccgrules.differences.years.comparison import Comparison, What, compare_years
from ccgrules.differences.years.movements import Movement
from ccgrules.differences.years.year import Rated, Year
from ccgrules.engine.succession import Change, Succession
from ccgrules.model.ruleset import Label

SCALE = (Label("good", "Good"), Label("fair", "Fair"), Label("poor", "Poor"))
WORDS = {"g": "good", "f": "fair", "p": "poor", "-": None}


def year(name: str, ratings: str) -> Year:
    """`A:g B:f`: a letter for each rating, `-` for none."""
    pairs = [one.split(":") for one in ratings.split()]
    rated = [Rated(code, f"Name {code}", WORDS[word], "" if WORDS[word] else "not rated") for code, word in pairs]
    return Year.of(name, rated)


def change(before: str, after: str, period: str = "2") -> Change:
    return Change(period, tuple(before), tuple(after), None, {})


def compared(earlier: str, later: str, *changes: Change, rated_only: bool = False) -> Comparison:
    years = [year("1", earlier), year("2", later)]
    what = What("Rating", "clinic", SCALE, rated_only=rated_only)
    return compare_years(what, years, Succession.of(changes, ("1", "2"), "") if changes else None)


def moved(earlier: str, later: str, *changes: Change) -> Movement:
    return compared(earlier, later, *changes).movements[0]


def table(told: Comparison) -> list[tuple[str, list[Any], list[Any]]]:
    return [(row.title, [cell.count for cell in row.cells], [cell.percent for cell in row.cells]) for row in told.rows]


def adds_up(movement: Movement) -> bool:
    return all(
        flow.earlier + len(flow.newly) - len(flow.no_longer) + flow.arrived - flow.gone + flow.succession == flow.later
        for flow in movement.flows
    )


def test_up_down_and_as_they_were() -> None:
    found = moved("A:g B:g C:p D:f E:p", "A:g B:p C:g D:g E:f")

    assert [(one.organisation, one.grades) for one in found.movers] == [("C", 2), ("D", 1), ("E", 1), ("B", -2)]
    assert [one.organisation for one in found.risen] == ["C", "D", "E"]
    assert [one.organisation for one in found.fallen] == ["B"]
    assert (found.compared, found.rated_twice) == (5, 5)


def test_newly_and_no_longer() -> None:
    found = moved("A:g B:g C:p D:-", "A:g B:f C:g D:f")
    flows = {
        flow.label: ([m.organisation for m in flow.newly], [m.organisation for m in flow.no_longer])
        for flow in found.flows
    }

    assert flows == {"good": (["C"], ["B"]), "fair": (["B", "D"], []), "poor": ([], ["C"]), None: ([], ["D"])}
    assert adds_up(found)


def test_ratings_gained_and_lost_are_no_grades() -> None:
    found = moved("A:- B:g C:-", "A:p B:- C:-")

    assert found.movers == ()
    assert [(one.organisation, one.after, one.grades) for one in found.gained] == [("A", "poor", None)]
    assert [(one.organisation, one.before, one.grades) for one in found.lost] == [("B", "good", None)]
    assert (found.compared, found.rated_twice) == (3, 0)


def test_organisations_of_one_year_are_not_movers() -> None:
    found = moved("A:g B:g", "B:g C:p")

    assert [one.organisation for one in found.only_earlier] == ["A"]
    assert [one.organisation for one in found.only_later] == ["C"]
    assert found.movers == ()
    assert all(not flow.newly and not flow.no_longer for flow in found.flows)
    assert adds_up(found)


def test_merged_of_the_same_rating_are_compared() -> None:
    found = moved("A:f B:f C:g", "M:g C:g", change("AB", "M"))

    assert [(one.organisation, one.before, one.after, one.grades) for one in found.movers] == [("M", "fair", "good", 1)]
    (successor,) = found.successors
    assert (successor.codes, successor.not_compared, successor.split) == (("A", "B"), None, False)
    assert found.only_earlier == found.only_later == ()
    # fair: 2, one fewer by the merger, and the one that is left is fair no longer
    assert [(flow.earlier, len(flow.no_longer), flow.succession, flow.later) for flow in found.flows][1] == (
        2,
        1,
        -1,
        0,
    )
    assert adds_up(found)


def test_merged_of_different_ratings_are_not_compared() -> None:
    found = moved("A:f B:g", "M:g", change("AB", "M"))

    assert found.movers == ()
    assert [one.not_compared for one in found.not_compared] == ["different"]
    assert (found.compared, found.rated_twice) == (0, 0)
    # good: B went into M, which is good
    assert [(flow.earlier, flow.succession, flow.later) for flow in found.flows][:2] == [(1, 0, 1), (1, -1, 0)]
    assert adds_up(found)


def test_merged_with_one_that_had_no_rating_or_no_row() -> None:
    assert moved("A:f B:-", "M:g", change("AB", "M")).successors[0].not_compared == "unrated"
    assert moved("A:f", "M:g", change("AB", "M")).successors[0].not_compared == "absent"
    both = moved("A:- B:-", "M:g", change("AB", "M"))
    assert both.successors[0].not_compared is None
    assert [one.organisation for one in both.gained] == ["M"]


def test_one_that_takes_in_another_keeps_its_code_and_comes_from_both() -> None:
    found = moved("A:f B:g", "A:g", change("AB", "A"))

    assert found.successors[0].not_compared == "different"
    assert found.movers == ()
    assert adds_up(found)


def test_parts_of_a_split_one_have_its_rating() -> None:
    found = moved("A:f", "B:g C:p", change("A", "BC"))

    assert [(one.organisation, one.grades) for one in found.movers] == [("B", 1), ("C", -1)]
    assert all(one.split for one in found.successors)
    # one fair became two, and both moved on
    assert [(flow.earlier, len(flow.no_longer), flow.succession, flow.later) for flow in found.flows][1] == (1, 2, 1, 0)
    assert adds_up(found)


def test_a_new_code_is_the_same_organisation() -> None:
    found = moved("A:f", "B:f", change("A", "B"))

    assert (found.compared, found.movers, found.successors[0].split) == (1, (), False)


def test_mergers_of_a_year_between_are_followed() -> None:
    """From 1 to 3, with nobody asked in 2: A and B became M in 2, and M became N in 3."""
    years = [year("1", "A:f B:f"), year("2", "M:f"), year("3", "N:g")]
    changes = (change("AB", "M", "2"), change("M", "N", "3"))
    told = compare_years(What("Rating", "clinic", SCALE), years, Succession.of(changes, ("1", "2", "3"), ""))

    assert [[one.organisation for one in movement.movers] for movement in told.movements] == [[], ["N"]]
    assert [one.organisation for one in told.movers] == ["N"]


# --- percentages ----------------------------------------------------------------------------------------------------


def test_percentages_of_all_and_of_the_rated() -> None:
    all_of_them = compared("A:g B:f C:- D:-", "A:g B:g C:g D:-")
    rated = compared("A:g B:f C:- D:-", "A:g B:g C:g D:-", rated_only=True)

    assert table(all_of_them) == [
        ("Good", [1, 3], [25, 75]), ("Fair", [1, 0], [25, 0]), ("Poor", [0, 0], [0, 0]),
        ("No rating", [2, 1], [50, 25]), ("All", [4, 4], [100, 100]),
    ]  # fmt: skip
    assert table(rated) == [
        ("Good", [1, 3], [50, 100]), ("Fair", [1, 0], [50, 0]), ("Poor", [0, 0], [0, 0]),
        ("With a rating", [2, 3], [100, 100]), ("No rating", [2, 1], [None, None]), ("All", [4, 4], [None, None]),
    ]  # fmt: skip


def test_a_change_from_nought_has_points_and_no_relative() -> None:
    (poor,) = compared("A:g B:g", "A:g B:p").rows[2].changes

    assert (poor.count, poor.points, poor.relative, poor.rounded_relative) == (1, Fraction(50), None, None)


def test_a_change_of_rounded_percentages_may_differ() -> None:
    """1 of 3 to 2 of 3: 33.3 to 66.7, which is 100.3 % more where 100 % is exact."""
    good = compared("A:g B:f C:f", "A:g B:g C:f").rows[0].changes[0]

    assert (good.points, good.relative) == (Fraction(100, 3), Fraction(100))
    assert (good.rounded_points, good.rounded_relative) == (Fraction("33.4"), Fraction(33400, 333))


def test_a_half_is_rounded_away_from_nought() -> None:
    """1 of 2000 is 0.05 %, printed 0.1; from 1 to 3 of 2000, 0.15, printed 0.2."""
    counts = [Year("1", {"good": 1, "fair": 1999}), Year("2", {"good": 3, "fair": 1997})]
    told = compare_years(What("Rating", "clinic", SCALE), counts)

    assert told.rows[0].changes[0].rounded_points == Fraction("0.1")
    assert "0.1" in told.to_text().splitlines()[3].split()
    assert told.movements == ()


def test_a_year_without_organisations_has_no_percentages() -> None:
    told = compare_years(What("Rating", "clinic", SCALE), [Year("1", {}), Year("2", {"good": 1})])

    assert [cell.percent for cell in told.rows[0].cells] == [None, 100]
    assert told.rows[0].changes[0].points is None
    assert "–" in told.to_text()


# --- any years ------------------------------------------------------------------------------------------------------

CODES = "ABCDEFGH"
ratings = st.dictionaries(st.sampled_from(CODES), st.sampled_from("gfp-")).map(
    lambda given: " ".join(f"{code}:{word}" for code, word in given.items())
)
codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(lambda found: "".join(sorted(found)))
changes = st.lists(st.tuples(codes, codes), max_size=3)


@given(ratings, ratings, changes)
@settings(max_examples=200, deadline=None)
def test_the_parts_always_add_up(earlier: str, later: str, said: list[tuple[str, str]]) -> None:
    used, seen, ended, started = [], set[str](), set[str](), set[str]()
    for before, after in said:  # as the check of a succession file has it: a code is in one change, and in its time
        if before != after and not seen & set(before + after):
            used.append(change(before, after))
            seen |= set(before + after)
            ended |= set(before) - set(after)
            started |= set(after) - set(before)
    earlier = " ".join(one for one in earlier.split() if one[0] not in started)
    later = " ".join(one for one in later.split() if one[0] not in ended)
    told = compared(earlier, later, *used)
    (found,) = told.movements

    assert adds_up(found)
    assert sum(flow.later for flow in found.flows) == told.years[1].all
    assert found.compared + len(found.not_compared) + len(found.only_later) == told.years[1].all
    assert len(found.movers) == sum(len(flow.newly) for flow in found.flows) - len(found.gained) - len(found.lost)
    assert sum(row.cells[1].percent or 0 for row in told.rows if row.kind in ("rating", "unrated")) in (0, 100)

"""What counts as the same figure in two periods: renamed codes, other units, counts, what only one year asks for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from unit.differences.attribution.two_periods import (
    GAPS,
    HEAD,
    OTHERS,
    OWN,
    RULES,
    column,
    movement,
    only,
    rated,
    shares,
    years,
)

from ccgrules.differences.attribution.periods import attribute_periods
from ccgrules.engine.rows import Given
from ccgrules.model.types import MISSING, Reason

PLAIN = HEAD.replace("  score value\n", "")
BY_VALUE = PLAIN + 'rating headline "H" on grades\n  good when a.value >= 2\n  poor otherwise\n'
RENAMED = BY_VALUE.replace("indicator a", "indicator z").replace("a.value", "z.value")


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_renamed_indicator_is_the_same_one() -> None:
    before, after = rated(BY_VALUE, column("a", 1, 2)), rated(RENAMED, column("z", 3, 2))
    assert shares(before, after, renamed={"a": "z"}) == only(OWN, 2)


def test_without_the_renaming_it_is_another_one() -> None:
    """Each is known for one year only, so that nothing but the rules can move."""
    before, after = rated(BY_VALUE, column("a", 1, 2)), rated(RENAMED, column("z", 3, 2))
    assert shares(before, after) == only(RULES, 2)


def test_a_code_that_another_thing_has_now() -> None:
    """What was a is b, and a is something new, which decides nothing."""
    newer = BY_VALUE.replace('indicator a "A"', 'indicator a "New"\n  data number\n  better lower\nindicator b "A"')
    newer = newer.replace("a.value", "b.value")
    before = rated(BY_VALUE, column("a", 1, 2))
    after = rated(newer, [{"a": 1, "b": 3}, {"a": 1, "b": 2}])
    assert shares(before, after, renamed={"a": "b"}) == only(OWN, 2)


def test_a_code_that_is_said_to_be_another_thing() -> None:
    before, after = rated(BY_VALUE, column("a", 1, 2)), rated(BY_VALUE, column("a", 3, 2))
    assert shares(before, after, renamed={"a": "a (2018/19)"}) == only(RULES, 2)


def test_a_code_with_a_dot() -> None:
    older = BY_VALUE.replace("indicator a", 'indicator code "A.1"').replace("a.value", 'code "A.1".value')
    before, after = rated(older, column("A.1", 1, 2)), rated(BY_VALUE, column("a", 3, 2))
    assert shares(before, after, renamed={"A.1": "a"}) == only(OWN, 2)
    assert shares(before, after) == only(RULES, 2)


def test_a_renamed_rating() -> None:
    older = BY_VALUE.replace("headline", "overall")
    before, after = rated(older, column("a", 1, 2)), rated(BY_VALUE, column("a", 3, 2))
    assert shares(before, after) == shares(before, after, renamed={"overall": "headline"}) == only(OWN, 2)
    assert movement(attribute_periods(before, after), "A").name == "headline"


def test_a_rating_that_is_named_stands_for_no_other() -> None:
    """The older headline is another rating than the one that is asked for."""
    older = BY_VALUE.replace("headline", "overall")
    before, after = rated(older, column("a", 1, 2)), rated(BY_VALUE, column("a", 3, 2))
    assert attribute_periods(before, after, rating="headline").of == {}
    found = attribute_periods(before, after, rating="headline", renamed={"overall": "headline"})
    assert list(found.of) == [("A", "")]


# --- what only one of the rulesets asks for --------------------------------------------------------------------------

WITH_B = (
    HEAD
    + """indicator b "B"
  data number
  better higher
  score
    2 when value >= quantile(value, 50%, among: everyone)
    0 otherwise
measure total = mean(all.indicators.score)
rating headline "H" on grades
  good when total >= 2
  fair when total >= 1
  poor otherwise
"""
)
WITHOUT_B = WITH_B.replace(WITH_B[WITH_B.index("indicator b") : WITH_B.index("measure")], "")


def test_a_new_indicator_is_a_change_of_the_rules() -> None:
    """A has a score of 0, and 2 of the new indicator, as it is best among those that have it: on average 1."""
    before = rated(WITHOUT_B, column("a", 0, 1, 1))
    after = rated(WITH_B, [{"a": 0, "b": 5}, {"a": 1, "b": 1}, {"a": 1, "b": 1}])
    assert shares(before, after) == only(RULES, 1)
    assert shares(after, before) == only(RULES, -1)


def test_a_new_indicator_is_known_of_those_that_have_a_row_in_both_years() -> None:
    """A has 2 of the new indicator, the best of the three of the older year, and below the median of all seven.

    It takes the newer rules as well as the newcomers for its mean of 2 to become one of 2 and 0.
    """
    before = rated(WITHOUT_B, column("a", 2, 1, 1))
    newcomers = [{"a": 1, "b": 3}] * 4
    after = rated(WITH_B, [{"a": 2, "b": 2}, {"a": 1, "b": 1}, {"a": 1, "b": 1}, *newcomers])
    assert shares(before, after) == [0, 0, Fraction(-1, 2), Fraction(-1, 2), 0]


@pytest.mark.parametrize(
    ("older", "newer", "figures"),
    [
        ("number out of 10", "number out of 100", (1, 3)),
        ("rate per 1,000", "rate per 100,000", (1, 3)),
        ("days", "minutes", (1, 3)),
    ],
)
def test_another_unit_is_another_figure(older: str, newer: str, figures: tuple[int, int]) -> None:
    before = rated(BY_VALUE.replace("data number", f"data {older}"), column("a", figures[0], 2))
    after = rated(BY_VALUE.replace("data number", f"data {newer}"), column("a", figures[1], 2))
    assert shares(before, after) == only(RULES, 2)


def test_shares_are_shares_however_they_are_written() -> None:
    older = BY_VALUE.replace("data number", "data percent").replace(">= 2", ">= 50%")
    before = rated(older, column("a", Fraction(1, 4), Fraction(1, 2)))
    after = rated(older.replace("percent", "proportion"), column("a", Fraction(3, 4), Fraction(1, 2)))
    assert shares(before, after) == only(OWN, 2)


LABELS = """scale rag best first
  green, red
"""
BY_LABEL = HEAD.replace("  data number\n  better higher\n  score value\n", "  data on rag\n") + LABELS
BY_LABEL += 'rating headline "H" on grades\n  good when a.value is green\n  poor otherwise\n'


def test_a_label_that_both_scales_have() -> None:
    """By the newer rules an older label means something; not the other way round, where amber is unknown.

    Figures by the older rules are so those of the older year: 0; by the newer, with the figures of either: 0 and 2.
    """
    newer = BY_LABEL.replace("green, red", "green, amber, red")
    before, after = rated(BY_LABEL, column("a", "red", "red")), rated(newer, column("a", "green", "amber"))
    assert shares(before, after) == [1, 0, 0, 1, 0]


# --- counts and values -----------------------------------------------------------------------------------------------

COUNTED = BY_VALUE.replace("data number", "data percent from numerator / denominator").replace(">= 2", ">= 50%")


def test_a_numerator_goes_with_its_denominator() -> None:
    """9 of 20 and 5 of 6 are below and above a half; nobody asks about 9 of 6 and 5 of 20.

    With the older year's denominator missing there is no older value, and the newer one comes with what is missing.
    """
    newer = [{"a.numerator": 5, "a.denominator": 6}, {"a.numerator": 1, "a.denominator": 2}]
    older: list[dict[str, Given]] = [{"a.numerator": 9, "a.denominator": 20}, {"a.numerator": 1, "a.denominator": 2}]
    assert shares(rated(COUNTED, older), rated(COUNTED, newer)) == only(OWN, 2)
    older[0]["a.denominator"] = MISSING[Reason.SUPPRESSED]
    assert shares(rated(COUNTED, older), rated(COUNTED, newer)) == only(GAPS, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_a_value_that_comes_from_counts_in_one_of_the_years(turned: bool) -> None:
    plain = COUNTED.replace(" from numerator / denominator", "")
    value = rated(plain, column("a", Fraction(1, 4), Fraction(1, 2)))
    counts = rated(COUNTED, [{"a.numerator": 5, "a.denominator": 6}, {"a.numerator": 1, "a.denominator": 2}])
    before, after = (counts, value) if turned else (value, counts)
    assert shares(before, after) == only(OWN, -2 if turned else 2)


def test_counts_that_the_newer_rules_need_and_the_older_year_lacks() -> None:
    """Pooled of counts, the figure of the older year cannot be rated by the newer rules: it is that of the newer."""
    plain = COUNTED.replace(" from numerator / denominator", "")
    score = "  score\n    2 when value >= pooled(among: everyone)\n    0 otherwise\nrating"
    pooled = COUNTED.replace("rating", score, 1).replace("a.value >= 50%", "a.score = 2")
    before = rated(plain, column("a", Fraction(1, 4), Fraction(1, 2)))
    after = rated(pooled, [{"a.numerator": 5, "a.denominator": 6}, {"a.numerator": 1, "a.denominator": 2}])
    # by the older rules the newer figure is good; by the newer rules it is whatever the figures are of
    assert shares(before, after) == [1, 0, 0, 1, 0]


# --- time ------------------------------------------------------------------------------------------------------------

DATED = BY_VALUE.replace(">= 2", ">= lowest") + 'parameter lowest "Lowest" = 2, from "2019/20" 3\n'


def test_a_value_by_period_is_the_rules() -> None:
    before = rated(DATED, [{**row, "period": "2018/19"} for row in column("a", 2, 1)])
    after = rated(DATED, [{**row, "period": "2019/20"} for row in column("a", 2, 1)])
    assert shares(before, after) == only(RULES, -2)


def two_years(first: str, second: str, *figures: tuple[int | None, int | None]) -> list[dict[str, Given]]:
    """Trusts A, B, C with a figure in each of two periods."""
    return [row for code, (was, now) in zip("ABC", figures) for row in years(code, ((first, was), (second, now)))]


RISEN = HEAD + 'rating headline "H" on grades\n  good when a.value > previous(a.value)\n  poor otherwise\n'


def test_an_earlier_value_is_a_figure() -> None:
    """A had 1 and then 1; then 1 and 2, from which its 1 stays behind as the earlier value."""
    before = rated(RISEN, two_years("2017/18", "2018/19", (1, 2), (1, 1)))
    after = rated(RISEN, two_years("2018/19", "2019/20", (2, 2), (1, 1)))
    assert shares(before, after) == only(OWN, -2)


def test_an_earlier_value_that_is_not_there() -> None:
    """Without a year before there is no rating, which counts as what is missing."""
    before = rated(RISEN, [{**row, "period": "2018/19"} for row in column("a", 1, 1)])
    after = rated(RISEN, two_years("2018/19", "2019/20", (1, 2), (1, 1)))
    assert shares(before, after) == only(GAPS, 1)


def test_earlier_values_of_others() -> None:
    rules = HEAD + (
        'rating headline "H" on grades\n  good when a.value > median(previous(a.value), among: everyone)\n'
        "  poor otherwise\n"
    )
    before = rated(rules, two_years("2017/18", "2018/19", (2, 2), (1, 1), (1, 1)))
    after = rated(rules, two_years("2018/19", "2019/20", (2, 2), (3, 1), (3, 1)))
    assert shares(before, after) == only(OTHERS, -2)


def test_a_rating_that_hangs_on_its_own_earlier_one() -> None:
    """Earlier ratings come from the runs: A was poor, and so cannot be better than fair; after that it is good."""
    rules = HEAD + (
        'rating headline "H" on grades\n  good when a.value >= 2\n  poor otherwise\n'
        "  no better than fair when previous(headline) is not missing and previous(headline) is poor\n"
    )
    before = rated(rules, two_years("2017/18", "2018/19", (1, 2), (1, 1)))
    after = rated(rules, two_years("2018/19", "2019/20", (2, 2), (1, 1)))
    assert [before.value("headline", 2), after.value("headline", 2)] == ["fair", "good"]
    assert shares(before, after) == only(OWN, 1)


# --- scales and populations ------------------------------------------------------------------------------------------


def test_a_label_that_is_no_more() -> None:
    """Fair goes, and whoever was fair is poor: one grade down on the scale of all labels."""
    older = BY_VALUE.replace("poor otherwise", "fair otherwise")
    newer = BY_VALUE.replace("good, fair, poor", "good, poor")
    assert shares(rated(older, column("a", 1)), rated(newer, column("a", 1))) == only(RULES, -1)


def test_labels_of_which_nobody_knows_how_far_they_are_apart() -> None:
    newer = BY_VALUE.replace("good, fair, poor", "yes_it_is, no_it_is_not")
    newer = newer.replace("good when", "yes_it_is when").replace("poor otherwise", "no_it_is_not otherwise")
    assert attribute_periods(rated(BY_VALUE, column("a", 1)), rated(newer, column("a", 1))).of == {}

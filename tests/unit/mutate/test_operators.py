"""What each operator of mutation makes of rules, in words; and that a weak test lets it live where a strong one does
not.
"""

from __future__ import annotations

import pytest
from unit.mutate.wards import survivors, words

MEASURE = 'measure m "M" = '
CONDITION = 'condition c "C" = '

WORDS = [
    ("limit moved", f"{CONDITION}seen.value >= 85%", ["85%` made `seen.value >= 86%", "85%` made `seen.value >= 84%"]),
    ("limit moved", f"{CONDITION}falls.value > 1.45", ["falls.value > 1.46", "falls.value > 1.44"]),
    ("limit moved", f"{CONDITION}falls.value > -0.5", ["falls.value > -0.6", "falls.value > -0.4"]),
    ("limit moved", f"{CONDITION}falls.value > 0", ["falls.value > 1", "falls.value > -1"]),
    ("limit moved", f"{CONDITION}falls.value > 10.0", ["falls.value > 10.1", "falls.value > 9.9"]),
    ("limit moved", f"{MEASURE}1/3 * falls.value", ["`1/3` made `2/3`", "`1/3` made `0/3`"]),
    (
        "limit moved",
        f"{MEASURE}quantile(falls.value, 25%, method: linear, among: wards)",
        ["quantile(falls.value, 26%,", "quantile(falls.value, 24%,"],
    ),
    ("limit moved", f"{MEASURE}sum(harm.indicators.value, needing: 2)", ["needing: 3", "needing: 1"]),
    ("comparison flipped", f"{CONDITION}seen.value >= 85%", ["`seen.value >= 85%` made `seen.value > 85%`"]),
    ("comparison flipped", f"{CONDITION}seen.value > 85%", ["`seen.value > 85%` made `seen.value >= 85%`"]),
    ("comparison flipped", f"{CONDITION}seen.value <= 85%", ["`seen.value <= 85%` made `seen.value < 85%`"]),
    ("comparison flipped", f"{CONDITION}seen.value < 85%", ["`seen.value < 85%` made `seen.value <= 85%`"]),
    ("comparison flipped", f"{CONDITION}size != 4", ["`size != 4` made `size = 4`"]),
    ("connective flipped", f"{CONDITION}new and size > 4", ["`new and size > 4` made `new or size > 4`"]),
    ("connective flipped", f"{CONDITION}(new\n  or size > 4)", ["`new or size > 4` made `new and size > 4`"]),
    ("negation flipped", f"{CONDITION}setting is town", ["`setting is town` made `setting is not town`"]),
    ("negation flipped", f"{CONDITION}setting is not town", ["`setting is not town` made `setting is town`"]),
    ("negation flipped", f"{CONDITION}size is missing", ["`size is missing` made `size is not missing`"]),
    ("negation flipped", f"{CONDITION}size is not missing", ["`size is not missing` made `size is missing`"]),
    ("negation flipped", f"{CONDITION}not new", ["`not new` made `new`"]),
    ("negation flipped", f"{CONDITION}visit is better than fair", ["better than fair` made `visit is worse than fair"]),
    ("negation flipped", f"{CONDITION}visit is worse than fair", ["worse than fair` made `visit is better than fair"]),
    (
        "negation flipped",
        f"{CONDITION}setting is one of (town, coast)",
        ["`setting is one of (town, coast)` made `setting is not one of (town, coast)`"],
    ),
    (
        "choice left out",
        f"{CONDITION}setting is one of (town, coast)",
        ["made `setting is one of (coast)`", "made `setting is one of (town)`"],
    ),
    ("function turned", f"{MEASURE}max(falls.value, size)", ["`max(falls.value, size)` made `min(falls.value, size)`"]),
    ("function turned", f"{CONDITION}any(harm.indicators.value > 1)", ["made `all(harm.indicators.value > 1)`"]),
    (
        "direction turned",
        f"{MEASURE}rank(size, best: lower, among: wards)",
        ["best: lower, among: wards)` made `rank(size, best: higher"],
    ),
    ("direction turned", f"{MEASURE}falls.value\n  better lower", ["`better lower` made `better higher`"]),
    (
        "restriction left out",
        f"{MEASURE}mean(size, among: wards where new)",
        ["`mean(size, among: wards where new)` made `mean(size, among: wards)`"],
    ),
    ("restriction left out", 'population m "M"\n  by setting', ["`by setting` left out"]),
    ("restriction left out", 'population m "M"\n  where new', ["`where new` left out"]),
    ("limit moved", 'population m "M"\n  at least 10 members', ["`at least 11 members`", "`at least 9 members`"]),
    ("limit moved", 'parameter m "M" = 1.5 between 1 and 2', ["`= 1.5` made `= 1.6`", "`= 1.5` made `= 1.4`"]),
    (
        "limit moved",
        'parameter m "M" = 1.5, from "2030/31" 1.7 between 1 and 2',
        ["`= 1.6", "`= 1.4", '`from "2030/31" 1.7` made `from "2030/31" 1.8`', '`from "2030/31" 1.6`'],
    ),
    (
        "weights swapped",
        f"{MEASURE}\n  weighted mean\n    60%  falls.value\n    30%  size\n    10%  3",
        ["weights `60%` and `30%` swapped", "weights `30%` and `10%` swapped"],
    ),
    ("when missing changed", f"{MEASURE}falls.value\n  when missing exclude", ["made `when missing undetermined`"]),
]


@pytest.mark.parametrize(("operator", "rules", "expected"), WORDS)
def test_changes_in_words(operator: str, rules: str, expected: list[str]) -> None:
    name = rules.split(maxsplit=2)[1]

    changes = words(rules.replace('measure m "M" = \n', 'measure m "M"\n'), name, operator)

    assert len(changes) == len(expected), changes
    for change, part in zip(changes, expected, strict=True):
        assert part in change


INDICATOR = """
indicator beds "Beds" in care
  data           count
  better         lower
  standard       8
  used when      setting is town
  when missing   score 3
  counts         1/2
  score
    4  when value meets standard
    2  when value <= 10
      because "Ten is a round figure"
    1  otherwise

measure m "M" = mean(care.indicators.score)
"""


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("limit moved", ["`standard 8` made `standard 9`", "`standard 8` made `standard 7`"]),
        (
            "comparison flipped",
            ["`value meets standard` made `value misses standard`", "`value <= 10` made `value < 10`"],
        ),
        ("direction turned", ["`better lower` made `better higher`"]),
        ("restriction left out", ["`used when setting is town` left out"]),
        ("when missing changed", ["`when missing score 3` made `when missing exclude`"]),
        ("counts changed", ["`counts 1/2` left out"]),
        ("case left out", ["`4 when value meets standard` left out", "`2 when value <= 10` left out"]),
        ("cases swapped", ["`4 when value meets standard` and `2 when value <= 10` swapped"]),
        (
            "outcome changed",
            [
                "`4 when value meets standard` made `2 when value meets standard`",
                "`2 when value <= 10` made `4 when value <= 10`",
                "`1 otherwise` made `2 otherwise`",
            ],
        ),
    ],
)
def test_changes_of_an_indicator(operator: str, expected: list[str]) -> None:
    changes = words(INDICATOR, "beds", operator)

    assert [change for change in expected if change not in changes] == []
    assert len(changes) == len(expected) + (2 if operator == "limit moved" else 0)  # the 10 moves as well


ADJUSTED = """
rating ward_rating "Rating" on ratings
  good  when seen.value >= 90%
  poor  otherwise
  no better than fair  when falls.value > 3
    because "Falls weigh heavily"
  not rated when new
"""


def test_changes_of_adjustments() -> None:
    assert words("", "ward_rating", "adjustment left out", rating=ADJUSTED) == [
        "`no better than fair when falls.value > 3` left out",
        "`not rated when new` left out",
    ]
    assert words("", "ward_rating", "label changed", rating=ADJUSTED) == [
        "`no better than fair when falls.value > 3` made `no better than poor when falls.value > 3`"
    ]


TABLE = """
rating r "R" on ratings
  table rows visit, columns setting
          |  town  |  coast    |  country
    good  |  good  |  good     |  fair
    fair  |  fair  |  unknown  |  fair
    poor  |  poor  |  poor     |  poor
"""


def test_a_cell_becomes_like_its_neighbour() -> None:
    assert words(TABLE, "r", "cell changed")[:6] == [
        "row good, column town: `good` made `fair`",  # the one beside it is the same, the one below differs
        "row good, column coast: `good` made `fair`",
        "row good, column country: `fair` made `good`",
        "row fair, column town: `fair` made `unknown`",
        "row fair, column coast: `unknown` made `fair`",
        "row fair, column country: `fair` made `unknown`",
    ]


def test_what_works_nothing_out_is_left_alone() -> None:
    rules = """
measure m "M" = falls.value
  shown to 2 places

judgement j "J" on ratings by "Panel"
  must j is not good or falls.value < 3

test "t"
  given  falls.value = 3
  expect m = 3
"""
    assert {
        mutant for operator in ("limit moved", "comparison flipped") for mutant in words(rules, "m", operator)
    } == set()
    assert words(rules, "j", "comparison flipped") == []


# --- weak tests and strong ones ------------------------------------------------------------------------------------

KILLED = [
    # a change, then examples that do not notice it, then examples that do; all are of the rating below
    ("`seen.value >= 90%` made `seen.value > 90%`", "95% no town good, 80% no town poor", "90% no town good"),
    ("`seen.value >= 90%` made `seen.value >= 89%`", "90% no town good, 88% no town poor", "89.9% no town poor"),
    ("`seen.value >= 90%` made `seen.value >= 91%`", "95% no town good, 88% no town poor", "90% no town good"),
    ("`good when seen.value >= 90%` left out", "80% no town poor", "95% no town good"),
    ("`no better than fair when new` left out", "95% no town good, 80% yes town poor", "95% yes town fair"),
    ("`setting is not town` made `setting is town`", "80% no town poor", "95% no coast poor"),
    ("`poor otherwise` made `good otherwise`", "95% no town good", "80% no town poor"),
]

RATED = """
rating ward_rating "Rating" on ratings
  good  when seen.value >= 90%
  poor  otherwise
  no better than fair  when new
  no better than poor  when setting is not town
"""


def _tests(examples: str) -> str:
    blocks = []
    for number, example in enumerate(examples.split(", ")):
        seen, new, setting, rating = example.split()
        given = f"seen.value = {seen}, new is {new}, setting is {setting}"
        blocks.append(f'\ntest "{number}"\n  given  {given}\n  expect ward_rating is {rating}\n')
    return "".join(blocks)


@pytest.mark.parametrize(("change", "weak", "strong"), KILLED)
def test_a_weak_test_lets_it_live_and_a_strong_one_does_not(change: str, weak: str, strong: str) -> None:
    assert change in survivors(_tests(weak), rating=RATED)
    assert change not in survivors(_tests(f"{weak}, {strong}"), rating=RATED)


def test_without_tests_everything_lives() -> None:
    # two outcomes, a case left out, two limits, a comparison, two adjustments, their two labels and an `is not`
    assert len(survivors("", rating=RATED)) == 11


def test_cases_of_one_outcome_are_not_swapped() -> None:
    rating = """
rating ward_rating "Rating" on ratings
  poor  when new
  poor  when falls.value > 3
  good  when seen.value >= 90%
  poor  otherwise
"""
    assert words("", "ward_rating", "cases swapped", rating=rating) == [
        "`poor when falls.value > 3` and `good when seen.value >= 90%` swapped"
    ]

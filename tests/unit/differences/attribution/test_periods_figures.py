"""Figures among populations: peer groups, and figures of figures, by which an organisation moves the others."""

from __future__ import annotations

from fractions import Fraction

from unit.differences.attribution.two_periods import (
    GAPS,
    HEAD,
    OTHERS,
    OWN,
    column,
    first_and_last,
    only,
    rated,
    shares,
)

from ccgrules.engine.rows import Given


def test_another_peer_group() -> None:
    """A moves from the group of weaker trusts to that of stronger ones, which is a fact about itself."""
    rules = (HEAD + 'rating headline "H" on grades\n').replace(
        'population everyone "All trusts"', 'field kind text\npopulation everyone "All trusts"\n  by kind'
    )
    rules += "  good when a.value >= median(a.value, among: everyone)\n  poor otherwise\n"
    others: list[dict[str, Given]] = [
        {"a": 1, "kind": "x"},
        {"a": 1, "kind": "x"},
        {"a": 3, "kind": "y"},
        {"a": 3, "kind": "y"},
    ]
    before = rated(rules, [{"a": 2, "kind": "x"}, *others])
    after = rated(rules, [{"a": 2, "kind": "y"}, *others])
    assert shares(before, after) == only(OWN, -2)


def test_a_figure_among_figures() -> None:
    """By rank of a score that is itself in quarters of all: the others' quarters move with A as well as with them.

    A has 5 among 1, 2, 3 and 4, the only one in the top quarter and first of all. In the newer year B has 6 and C 7,
    which take the top quarter's lowest value to 6: third.
    """
    rules = HEAD.replace(
        "  score value\n", "  score\n    2 when value >= quantile(value, 75%, among: everyone)\n    1 otherwise\n"
    )
    rules += (
        'rating headline "H" on grades\n  good when rank(a.score, then a.value, among: everyone) = 1\n'
        "  fair when rank(a.score, then a.value, among: everyone) = 2\n  poor otherwise\n"
    )
    before, after = rated(rules, column("a", 5, 1, 2, 3, 4)), rated(rules, column("a", 5, 6, 7, 3, 4))
    assert shares(before, after) == only(OTHERS, -2)
    assert shares(before, after, "C") == only(OWN, 2)


ABOVE_MEAN = HEAD.replace(
    "  score value\n", "  score\n    2 when value >= mean(value, among: everyone)\n    1 otherwise\n"
)
BY_SCORE = (
    ABOVE_MEAN
    + """rating headline "H" on grades
  good when rank(a.score, among: everyone) = 1
  fair when rank(a.score, among: everyone) = 2
  poor otherwise
"""
)


def test_it_moves_others_past_itself() -> None:
    """A and B have 5, below the mean of 19/3. A's 0 takes that to 14/3: B is above it, and A, as before, is not."""
    before, after = rated(BY_SCORE, column("a", 5, 5, 9)), rated(BY_SCORE, column("a", 0, 5, 9))
    assert shares(before, after) == only(OWN, -1)


def test_only_the_newer_rules_look_at_the_others_scores() -> None:
    """By the older rules it is fair with either figure; by the newer, fair with 5 and poor with 0."""
    older = ABOVE_MEAN + 'rating headline "H" on grades\n  good when a.score = 2\n  fair otherwise\n'
    before, after = rated(older, column("a", 5, 5, 9)), rated(BY_SCORE, column("a", 0, 5, 9))
    assert shares(before, after) == [Fraction(-1, 2), 0, 0, Fraction(-1, 2), 0]


def test_it_moves_others_in_two_ways() -> None:
    """A's a goes from 5 to 0, and a b of 0 comes: each takes a mean below the 5 of B, and neither A's own average of 1.

    The best average of the two small trusts is so 1, with either 3/2, and with both 2.
    """
    rules = ABOVE_MEAN + ABOVE_MEAN[ABOVE_MEAN.index("indicator a") :].replace('indicator a "A"', 'indicator b "B"')
    rules += """field large yes or no
measure average = mean(all.indicators.score)
rating headline "H" on grades
  good when max(average, among: everyone where not large) <= 1
  fair when max(average, among: everyone where not large) < 2
  poor otherwise
"""
    others: list[dict[str, Given]] = [{"a": 5, "b": 5, "large": False}, {"a": 9, "b": 9, "large": True}]
    before = rated(rules, [{"a": 5, "b": None, "large": False}, *others])
    after = rated(rules, [{"a": 0, "b": 0, "large": False}, *others])
    assert shares(before, after) == [-1, -1, 0, 0, 0]
    assert first_and_last(before, after) == [[-1, -1], [-1, -1], [0, 0], [0, 0], [0, 0]]
    assert shares(before, rated(rules, [{"a": 5, "b": 0, "large": False}, *others])) == only(GAPS, -1)

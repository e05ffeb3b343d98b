"""Mutants that are proven to be no change, and those that must not be."""

from __future__ import annotations

import pytest
from unit.mutate.wards import mutants, original

from ccgrules.mutate.same import provably_same

MEASURE = 'measure m "M" = '
CONDITION = 'condition c "C" = '
HOW_MANY = "how_many(new, size is missing)"
CASES = """
rating r "R" on ratings
  good  when visit is good
  fair  when visit is fair
  poor  otherwise
"""
WEIGHTS = """
parameter one "One" = 30% between 10% and 40%
parameter other "Other" = 30% between 10% and 40%

measure m "M"
  weighted mean
    one                   falls.value
    other                 size
    (100% - one - other)  7
"""
CHANGED = """
rating r "R" on ratings
  good  when falls.value < size
  poor  when falls.value > size
  fair  otherwise
"""
LABELS = """
field other "Other" on ratings

rating r "R" on ratings
  good  when visit is better than other
  poor  when visit is worse than other
  fair  otherwise
"""
SAME_OUTCOME = """
indicator beds "Beds" in care
  data    count
  better  lower
  score
    2  when value > 9
    2  when value > 3
    1  otherwise

measure m "M" = beds.score
"""
NEVER_TAKEN = """
rating r "R" on ratings
  good  when falls.value > 3
  fair  when falls.value > 5
  good  otherwise

rating q "Q" on ratings
  starts as r
  becomes fair  when new
  becomes poor  when size > 3
"""
TWO_THINGS = """
rating r "R" on ratings
  good  when size > 3 and new
  good  when size > 3
  poor  otherwise
"""


def proven(rules: str, name: str, operator: str) -> dict[str, bool]:
    """For each mutant in words, whether it is proven to be the same."""
    made = original(rules)
    found = {}
    for mutant in mutants(rules, name, operator):
        changed = made.changed(mutant)
        assert changed is not None
        found[mutant.edit.words()] = provably_same(made, changed)
    return found


@pytest.mark.parametrize(
    ("rules", "operator", "change"),
    [
        # how many of two hold is a whole number
        (f"{CONDITION}{HOW_MANY} >= 1.5", "comparison flipped", f"`{HOW_MANY} >= 1.5` made `{HOW_MANY} > 1.5`"),
        (f"{CONDITION}{HOW_MANY} > 1.0", "limit moved", f"`{HOW_MANY} > 1.0` made `{HOW_MANY} > 1.1`"),
        (f"{CONDITION}seen.value > 105%", "limit moved", "`seen.value > 105%` made `seen.value > 106%`"),
        (CASES, "cases swapped", "`good when visit is good` and `fair when visit is fair` swapped"),
        (CHANGED, "cases swapped", "`good when falls.value < size` and `poor when falls.value > size` swapped"),
        (
            LABELS,
            "cases swapped",
            "`good when visit is better than other` and `poor when visit is worse than other` swapped",
        ),
        (WEIGHTS, "weights swapped", "weights `one` and `other` swapped"),
        (SAME_OUTCOME, "limit moved", "`value > 9` made `value > 10`"),
        (SAME_OUTCOME, "case left out", "`2 when value > 9` left out"),
    ],
)
def test_proven_to_be_no_change(rules: str, operator: str, change: str) -> None:
    name = next(line for line in rules.splitlines() if line.startswith(("rating", "indicator", "measure", "condition")))
    name = name.split()[1]

    assert proven(rules, name, operator)[change]


@pytest.mark.parametrize(
    ("rules", "name", "operator", "change"),
    [
        (f"{CONDITION}size >= 2", "c", "comparison flipped", "`size >= 2` made `size > 2`"),
        (f"{CONDITION}falls.value >= 2.5", "c", "comparison flipped", "`falls.value >= 2.5` made `falls.value > 2.5`"),
        (SAME_OUTCOME, "beds", "case left out", "`2 when value > 3` left out"),
        # fair is never given, but where the size is missing nobody knows that: then all could be good but for it
        (NEVER_TAKEN, "r", "case left out", "`fair when falls.value > 5` left out"),
        # a size of 4 is good with or without the case, but whether the ward is new may be missing
        (TWO_THINGS, "r", "case left out", "`good when size > 3 and new` left out"),
    ],
)
def test_not_proven(rules: str, name: str, operator: str, change: str) -> None:
    assert not proven(rules, name, operator)[change]

"""A changed plan that is run again gives what it gives when it is run from the start."""

from __future__ import annotations

from fractions import Fraction

import pytest
from unit.mutate.wards import original

from ccgrules.engine.again import Again
from ccgrules.engine.exact import run_exact
from ccgrules.engine.rows import rows_dataset
from ccgrules.model.types import Value

# Values of the period before and of others in the same period, cases, a table and adjustments.
RULES = """
measure place "Place" = rank(falls.value, among: wards)
  better lower

measure mean_place "Mean" = mean(place, among: wards where not new)

rating table "T" on ratings
  table rows visit, columns setting
          |  town  |  coast  |  country
    good  |  good  |  good   |  fair
    fair  |  fair  |  poor   |  fair
    poor  |  poor  |  poor   |  poor

rating r "R" on ratings
  good  when place <= 2 and seen.value >= 90%
  fair  when falls.value < mean_place
  poor  otherwise
  no better than fair  when table is poor or previous(table) is poor
"""
RECURRENT = """
rating r "R" on ratings
  good  when falls.value <= 2
  fair  when falls.value <= 3
  poor  otherwise
  no better than fair  when previous(r) is poor
  becomes poor  when previous(r) is missing and new
"""


@pytest.mark.parametrize("rules", [RULES, RECURRENT], ids=["plain", "recurrent"])
def test_each_mutant_as_from_the_start(rules: str) -> None:
    made = original(rules)
    settings, visits = ["town", "coast", "country"], ["good", "fair", "poor"]
    rows = [
        {
            "organisation": f"W{ward}",
            "period": f"203{year}",
            "seen.value": Fraction(85 + 2 * ward + year, 100),
            "falls.value": None if (ward, year) == (3, 1) else Fraction((ward * 7 + year * 3) % 5),
            "new": ward == 4,
            "setting": settings[(ward + year) % 3],
            "visit": visits[(ward * year) % 3],
            "size": Fraction(ward),
        }
        for ward in range(1, 6)
        for year in range(3)
    ]
    dataset = rows_dataset(made.plan, rows)
    given: dict[tuple[int, str], Value] = {(2, "r"): "good"}
    again = Again.of(made.plan, dataset, given)
    before = run_exact(made.plan, dataset, given)
    assert {name: list(column) for name, column in again.columns.items()} == dict(before.lists)

    differing = 0
    for mutant in made.mutants():
        changed = made.changed(mutant)
        assert changed is not None
        anew = again.run(changed, None)
        columns = {name: list(column) for name, column in {**again.columns, **anew}.items()}
        afresh = run_exact(changed.plan, dataset, given)
        assert {name: columns[name] for name in afresh.lists} == dict(afresh.lists), mutant.edit.words()
        differing += any(afresh.lists[name] != before.lists[name] for name in afresh.lists if name in before.lists)
    assert differing > 5

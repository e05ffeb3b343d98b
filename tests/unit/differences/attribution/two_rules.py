"""Two versions of small rules, and rows that both rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any

from ccgrules.diagnostics.render import render_plain
from ccgrules.differences.attribution.attribute import attribute
from ccgrules.differences.attribution.forms import Attribution, Movement
from ccgrules.differences.rules.apply import ruleset_with
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import Loaded, load_text
from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given, aliases, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.ruleset import Ruleset
from ccgrules.plan.build import build_plan

HEAD = """
framework clinics "Clinics"
  language 1
  rates    clinic "Clinic"
  scores better higher
  result   grade, overall

scale grades "Grades" best first
  good "Good", fair "Fair", poor "Poor"

population clinics "All clinics"

group all_of_it "All of it"
"""
"""What all versions begin with."""

Rows = Sequence[Mapping[str, Given]]


@dataclass(frozen=True)
class Two:
    """Two versions, and the rows by both."""

    diff: RulesDiff
    before: Result
    after: Result

    @staticmethod
    def of(old: str, new: str, rows: Rows) -> Two:
        """The rows by two texts; fails where there are errors in these."""
        diff = diff_rulesets(loaded(old), loaded(new))
        return Two(diff, rated(diff.old, rows), rated(diff.new, rows))

    def attribution(self, **options: Any) -> Attribution:
        """Which change moved whom, held to what always holds of shares."""
        found = attribute(self.diff, self.before, self.after, **options)
        for movements in found.of.values():
            for movement in movements:
                assert sum(share.share for share in movement.shares) == movement.after - movement.before
                assert [share.unit for share in movement.shares] == [unit.number for unit in found.units]
        return found

    def variant(self, numbers: Sequence[int], rows: Rows) -> Result:
        """The rows by the older rules with some changes made."""
        ruleset = ruleset_with(self.diff, numbers)
        assert ruleset is not None
        return rated(ruleset, rows)


def loaded(text: str) -> Loaded:
    """A text, read."""
    found, findings = load_text(text)
    assert found is not None, render_plain(findings)
    return found


def rated(ruleset: Ruleset, rows: Rows) -> Result:
    """The rows by a ruleset, which need not know all that they hold."""
    plan = build_plan(ruleset)
    known = {"organisation", "name", "period", *aliases(plan)}
    return run_plan(plan, rows_dataset(plan, [{k: v for k, v in row.items() if k in known} for row in rows]), "exact")


def shares(movement: Movement) -> list[Fraction]:
    """Of each unit, in their order."""
    return [share.share for share in movement.shares]


def by_orders(totals: Mapping[frozenset[int], Fraction], n: int) -> list[Fraction]:
    """The Shapley value by its definition: contributions along each order, one order after another."""
    found = [Fraction(0)] * n
    orders = list(permutations(range(n)))
    for order in orders:
        made: frozenset[int] = frozenset()
        for place in order:
            found[place] += totals[made | {place}] - totals[made]
            made |= {place}
    return [total / len(orders) for total in found]


def indicator(name: str, above: str = "10", more: str = "", group: str = "all_of_it") -> str:
    """An indicator that scores 2 from a number on, otherwise 0."""
    return f"""
indicator {name} "Indicator {name}" in {group}
  data    number
  better  higher
{more}  score
    2  when value >= {above}
    0  otherwise
"""


def rating(good: str = "1.5", fair: str = "1", overall: str = "mean(all.indicators.score)", more: str = "") -> str:
    """The mean of the scores, and grades from some of it on."""
    return f"""
measure overall "Overall" = {overall}

rating grade "Grade" on grades
  good  when overall >= {good}
  fair  when overall >= {fair}
  poor  otherwise
{more}"""

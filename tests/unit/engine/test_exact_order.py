"""The answer belongs to the organisation: neither the order of rows nor the codes that sort them change it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccgrules.engine.exact import run_exact
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan

RULES = """
framework t "T"
  language 1
  rates org "Organisation"
  scores better lower
  result league, place

scale bands best first
  first, second, third, fourth

field kind one of x, y
field open yes or no

population everyone
population alike
  by kind
  where open
  at least 2 members

group g "Group"
  score mean(members.score, needing: 1)

indicator a "A" in g
  data percent
  better higher
  standard 50%
  score
    1  when value meets standard
    2 + 2 * percent_rank(value, among: everyone where value misses standard)
       otherwise

indicator b "B" in g
  data number
  better lower
  score 1 + standardise(value, among: alike)
  when missing score 4

measure change_in_a = a.value - previous(a.value)

measure spread = sd(b.value, among: alike)

measure typical = median(b.value, among: everyone where a.value > 20%)

rating league on bands
  first   when g.score < quantile(g.score, 25%, among: everyone)
  second  when g.score < quantile(g.score, 50%, method: weibull, among: everyone)
  third   when g.score <= quantile(g.score, 75%, among: everyone)
  fourth  otherwise
  no worse than third  when previous(league) is first
  no better than second  when not open

measure place = rank(league, then g.score, among: alike, best: lower)
"""

ORGANISATIONS, PERIODS = ["A", "B", "C", "D", "E"], ["1", "2"]

Row = dict[str, Given]


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, values, values, st.sampled_from([MISSING[Reason.SUPPRESSED], None]))


CELLS = st.fixed_dictionaries(
    {
        "a": maybe(st.sampled_from([Fraction(n, 10) for n in range(11)])),
        "b": maybe(st.integers(0, 4).map(Fraction)),
        "kind": maybe(st.sampled_from(["x", "y"])),
        "open": maybe(st.booleans()),
    }
)
KEYS = st.lists(
    st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from(PERIODS)), unique=True, min_size=1, max_size=10
)


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    return [{"organisation": code, "period": period, **draw(CELLS)} for code, period in draw(KEYS)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    ruleset, findings = check_text(RULES)
    assert ruleset is not None, findings
    return build_plan(ruleset)


def answers(plan: Plan, rows: list[Row]) -> dict[tuple[str, str], dict[str, Value]]:
    data = rows_dataset(plan, rows, PERIODS)
    columns = run_exact(plan, data)
    keys = zip(data.keys.organisations, data.keys.periods)
    return {key: {name: columns.value(name, row) for name in columns.names()} for row, key in enumerate(keys)}


@given(rows=tables(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(plan: Plan, rows: list[Row], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert answers(plan, rows) == answers(plan, shuffled)


@given(rows=tables(), codes=st.permutations(ORGANISATIONS))
def test_the_codes_of_organisations_do_not_matter(plan: Plan, rows: list[Row], codes: list[str]) -> None:
    other = dict(zip(ORGANISATIONS, codes))
    renamed = [{**row, "organisation": other[str(row["organisation"])]} for row in rows]
    expected = {(other[code], period): cells for (code, period), cells in answers(plan, rows).items()}
    assert answers(plan, renamed) == expected


@given(rows=tables())
def test_a_period_alone_has_the_figures_that_it_has_beside_another(plan: Plan, rows: list[Row]) -> None:
    alone = [row for row in rows if row["period"] == "1"]
    everything = answers(plan, rows)
    assert answers(plan, alone) == {key: cells for key, cells in everything.items() if key[1] == "1"}

"""Drawn cases: every column of an organisation in every variant between two periods, held to whole data sets rated."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from whole_variants import Whole

from ccgrules import pipeline
from ccgrules.differences.attribution.periods import Variants, attribute_periods
from ccgrules.differences.attribution.periods_moved import Moved
from ccgrules.differences.attribution.periods_years import Names, Year
from ccgrules.engine.again import columns_of
from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason
from ccgrules.plan.steps import Figure, Input, Plan

SEEDS = 60

Rows = Mapping[str, Mapping[str, Given]]
"""By organisation, its cells by column."""

RULES = """framework t "T"
  language 1
  rates trust "Trust"
  scores better higher
  result headline, average
scale grades best first
  good, fair, poor
scale rag best first
  green, amber, red
field kind "Kind" one of north, south
field large "Large" yes or no
population everyone "All trusts"
population peers "Large trusts of a kind"
  by kind
  where large
  at least 2 members
parameter lowest "Lowest" = {lowest}, from "2018/19" {later}
indicator a "A"
  data number
  better higher
  score
    2 when value >= quantile(value, {share}, among: {peers})
    1 otherwise
indicator b "B"
  data percent from numerator / denominator
  better lower
  let z = z_score(value, against: pooled(among: everyone), error: binomial, overdispersion: {spread}, among: {peers})
  score
    0 when z < -0.5
    1 otherwise
indicator c "C"
  data on rag
  score
    2 when value is green
    1 when value is amber
    0 otherwise
indicator {renamed} "Renamed"
  data number
  better higher
  used when large
  score percent_rank(value, among: {peers})
  when missing {gap}
indicator m "M"
  data number
  better lower
  score {measured}
{lone}
measure average = mean(all.indicators.score)
  better higher
measure place = rank(average, then a.value, among: {peers})
measure above = count(a.value >= 2 * lowest, among: everyone)
judgement visit "Visit" on grades by "Visitors"
rating headline "H" on grades
  good when average >= {cut}
  fair when average >= lowest
  poor otherwise
  no better than fair when place is not missing and place > {places}
  no worse than fair when visit is good or above >= 4
  no better than fair when previous(headline) is not missing and previous(headline) is poor
  moderated by "Committee"
"""

OLDER_ONLY = """indicator k "K"
  data percent
  better higher
  score
    1 when value >= 50%
    0 otherwise
indicator u "U"
  data days
  better lower
  score standardise(value, among: everyone)
indicator g "G"
  data number
  better higher
  score
    1 when value > baseline(value, "2017/18")
    0 otherwise
"""
NEWER_ONLY = """indicator k "K"
  data percent from numerator / denominator
  better higher
  score
    1 when value >= 50%
    0 otherwise
indicator u "U"
  data minutes
  better lower
  score standardise(value, among: everyone)
indicator h "New"
  data number
  better higher
  score
    2 when value >= previous(value)
    1 otherwise
"""
BY_LIMITS = """z_score(value, against: mean(value, among: everyone), error: normal,
    standard_error: (upper_limit - lower_limit) / 3.92, among: everyone)"""

SAME = frozenset(
    (
        *("kind", "large", "a.value", "c.value", "visit", "headline.moderated", "headline.previous"),
        *(f"b.{part}" for part in ("value", "value.supplied", "numerator", "denominator")),
        *(f"k.{part}" for part in ("value", "numerator", "denominator")),
        *(f"m.{part}" for part in ("value", "lower_limit", "upper_limit")),
    )
)


def other(rules: int, name: str) -> str | None:
    """What the other year calls an input."""
    if name == "k.value.supplied":
        return "k.value"
    there = {"r.value": "s.value"} if rules == 0 else {"s.value": "r.value"}
    return there.get(name, name if name in SAME else None)


def drawn_rules(chance: random.Random, newer: bool) -> Plan:
    text = RULES.format(
        lowest=chance.choice(["0.5", "0.8"]),
        later=chance.choice(["0.7", "1"]),
        share=chance.choice(["50%", "75%"]),
        peers=chance.choice(["everyone", "peers", "everyone where large"]),
        spread=chance.choice(["none", "additive, winsorise: 10%", "multiplicative"]),
        renamed="s" if newer else "r",
        gap=chance.choice(["exclude", "score 1", "undetermined"]),
        measured=BY_LIMITS,
        lone=NEWER_ONLY if newer else OLDER_ONLY,
        cut=chance.choice(["0.8", "1"]),
        places=chance.choice([1, 2]),
    )
    ruleset, findings = check_text(text)
    assert ruleset is not None, findings
    return pipeline.plan(ruleset)


def drawn_run(plan: Plan, periods: Sequence[str], chance: random.Random, earlier: Rows, kept: float) -> Result:
    """Six to eight of nine trusts in two periods, with few different figures, gaps and decisions.

    Args:
        plan: The rules.
        periods: Both periods.
        chance: Where all comes from.
        earlier: Rows of the last period of an older run.
        kept: The share of their cells that are the same in the last of these periods.
    """
    codes = sorted([*chance.sample("ABCDEFGH", chance.randint(5, 7)), "X"])
    inputs = [step for step in plan.steps if isinstance(step, Input)]
    rows: list[dict[str, Given]] = []
    for period in periods:
        for code in codes:
            row: dict[str, Given] = {"organisation": code, "period": period}
            for step in inputs:
                row[step.name] = drawn_cell(step, chance)
                if period == periods[-1] and step.name in earlier.get(code, {}) and chance.random() < kept:
                    row[step.name] = earlier[code][step.name]
            rows.append(row)
    return run_plan(plan, rows_dataset(plan, rows, periods), "exact")


def drawn_cell(step: Input, chance: random.Random) -> Given:
    if step.decided:
        return chance.choice(["good", "fair", "poor"]) if chance.random() < 0.15 else None
    if chance.random() < 0.12 or (step.name.endswith(".supplied") and chance.random() < 0.7):
        return MISSING[chance.choice([Reason.NONE_GIVEN, Reason.NOT_APPLICABLE, Reason.SUPPRESSED])]
    match step.name.rpartition(".")[2]:
        case "kind":
            return chance.choice(["north", "north", "south"])
        case "large":
            return chance.random() < 0.8
        case "numerator":
            return chance.randint(1, 4)
        case "denominator":
            return chance.choice([5, 5, 8])
        case "lower_limit":
            return chance.randint(-2, 0)
        case "upper_limit":
            return chance.randint(4, 6)
    if step.name == "c.value":
        return chance.choice(["green", "amber", "red"])
    return Fraction(chance.randint(0, 4), 4 if step.name.startswith(("b.", "k.")) else 1)


def drawn(seed: int) -> tuple[Result, Result]:
    """Two runs; in some cases most cells of both years are the same, so that little moves."""
    chance = random.Random(seed)
    older, newer = drawn_rules(chance, newer=False), drawn_rules(chance, newer=True)
    before = drawn_run(older, ("2016/17", "2017/18"), chance, {}, 0)
    year = Year.of(before)
    rows = {code: {name: year.cell(name, code) for name in before.columns.names()} for code in year.place}
    return before, drawn_run(newer, ("2017/18", "2018/19"), chance, rows, chance.choice([0, 0.5, 0.9, 0.97]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_cell_of_every_variant(seed: int) -> None:
    before, after = drawn(seed)
    years, names = (Year.of(before), Year.of(after)), Names.of({"r": "s"})
    moved = Moved.of(years, names)
    assert moved is not None
    code = "X"
    whole = Whole.of(before, after, other)
    every = tuple(tuple(name for step in year.plan.steps for name in columns_of(step)) for year in years)
    # what is wanted of the organisation decides which columns of others are worked out
    for columns in (moved.columns, every):
        wanted = Moved(years, names, (columns[0], columns[1]), moved.scale)
        assert Variants.of(wanted).of_organisation(code) == whole.values(code, columns)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_shares_add_up(seed: int) -> None:
    before, after = drawn(seed)
    found = attribute_periods(before, after, renamed={"r": "s"})
    for movements in found.of.values():
        for movement in movements:
            assert sum(share.share for share in movement.shares) == movement.after - movement.before


def test_the_drawn_rules_have_figures_of_figures() -> None:
    before, after = drawn(0)
    for run in (before, after):
        wide = {step.name for step in run.plan.steps if isinstance(step, Figure)}
        assert any(set(step.args) & wide for step in run.plan.steps if isinstance(step, Figure))
        assert run.plan.recurrent

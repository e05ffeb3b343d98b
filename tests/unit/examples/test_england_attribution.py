"""The fictional England of 2018/19 by the rules of 2017/18 and of 2018/19: which change moved whom.

Every share is held to a definition of its own: `first` and `last` to runs of rulesets with, and without, one unit of
changes; the total to the two ratings; and all of it to the eight whose rating is another one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from ccgrules.differences.attribution.attribute import attribute
from ccgrules.differences.attribution.forms import Attribution
from ccgrules.differences.findings import Version
from ccgrules.differences.on_data import renamed_in
from ccgrules.differences.rating import rate_both
from ccgrules.differences.rules.apply import ruleset_with
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import load
from ccgrules.engine.bind import load_data
from ccgrules.engine.describe import asked
from ccgrules.engine.options import DataOptions
from ccgrules.engine.result import Result
from ccgrules.engine.run import run_plan
from ccgrules.model.types import Missing, Value
from ccgrules.plan.build import build_plan

PROJECT = Path(__file__).parents[3]
RULES = [PROJECT / f"rulesets/ccg/annual-assessment-{year}.rules" for year in ("2017-18", "2018-19")]
DATA = PROJECT / "examples/fictional-england/iaf-2018-19.csv"
ROWS = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
NO_RATING_HANGS_ON = {"head", "renamed", "retitled", "source", "wording"}
BEST_FIRST = ["outstanding", "good", "requires_improvement", "inadequate"]


@dataclass(frozen=True)
class England:
    """The changes, the two results, and what is to be tested."""

    diff: RulesDiff
    before: Result
    after: Result
    attribution: Attribution


@pytest.fixture(scope="module")
def england() -> England:
    older, newer = (load(path)[0] for path in RULES)
    assert older is not None
    assert newer is not None
    diff = diff_rulesets(older, newer)
    diff = replace(diff, changes=[replace(one, moves=one.kind not in NO_RATING_HANGS_ON) for one in diff.changes])
    versions = (
        Version(build_plan(diff.old), "older", RULES[0].name),
        Version(build_plan(diff.new), "newer", RULES[1].name),
    )
    rated = rate_both(versions, renamed_in(diff), DataOptions(DATA))
    assert rated.results is not None, rated.findings
    return England(diff, *rated.results, attribute(diff, *rated.results))


def test_who_moved(england: England) -> None:
    before, after = england.before.values("headline"), england.after.values("headline")
    moved = [(code, "2018/19") for code, old, new in zip(england.after.keys.organisations, before, after) if old != new]
    assert list(england.attribution.of) == moved
    assert len(moved) == 8


def test_shares_add_up_to_the_movement_of_every_mover(england: England) -> None:
    assert england.attribution.exact
    for (code, _), movements in england.attribution.of.items():
        row = list(england.after.keys.organisations).index(code)
        assert [movement.name for movement in movements] == ["headline", "overall"]
        for movement in movements:
            ends = [_amount(result.value(movement.name, row)) for result in (england.before, england.after)]
            assert [movement.before, movement.after] == ends
            assert sum(share.share for share in movement.shares) == ends[1] - ends[0]
            assert [share.unit for share in movement.shares] == [unit.number for unit in england.attribution.units]


def test_each_unit_first_and_last_is_what_a_run_by_itself_says(england: England) -> None:
    every = {number for unit in england.attribution.units for number in unit.changes}
    for unit in england.attribution.units:
        alone, without = (
            _run(england, frozenset(unit.changes)),
            _run(england, frozenset(every.difference(unit.changes))),
        )
        for (code, _), movements in england.attribution.of.items():
            row = list(england.after.keys.organisations).index(code)
            for movement in movements:
                share = movement.shares[unit.number - 1]
                name = movement.name
                assert share.first == _amount(alone[name][row]) - movement.before, (unit, code, name)
                assert share.last == movement.after - _amount(without[name][row]), (unit, code, name)


def test_what_does_not_matter_moves_no_one(england: England) -> None:
    """Overall is the mean of all indicators, whichever group they are in; and no mover is near 53 % in psychosis."""
    idle = {unit.title for unit in england.attribution.idle()}
    assert {"125d: groups Smoking → Maternity", "123c: standard 50% → 53%"} <= idle


def test_changes_that_make_another_indicator_go_together(england: England) -> None:
    kinds = {change.number: change.kind for change in england.diff.changes}
    together = {unit.title.split(":")[0]: unit for unit in england.attribution.units if len(unit.changes) > 1}
    assert set(together) == {"123f", "131a"}
    for unit in together.values():
        assert {"unit", "direction"} <= {kinds[number] for number in unit.changes}
        assert "another indicator" in unit.together


def _run(england: England, numbers: frozenset[int]) -> dict[str, list[Value]]:
    """The results by the older rules with only some changes made, of the columns of the file that these ask for."""
    ruleset = ruleset_with(england.diff, numbers)
    assert ruleset is not None
    plan = build_plan(ruleset)
    names = {"organisation", "name", "period", *(one.name for one in asked(plan))}
    rows = [{name: cell for name, cell in row.items() if name in names} for row in ROWS]
    dataset, findings = load_data(plan, [rows])
    assert dataset is not None, findings
    result = run_plan(plan, dataset)
    return {name: list(result.values(name)) for name in ("headline", "overall")}


def _amount(value: Value) -> Fraction:
    """A number, or how many labels are worse."""
    assert not isinstance(value, Missing)
    return value if isinstance(value, Fraction) else Fraction(3 - BEST_FIRST.index(str(value)))

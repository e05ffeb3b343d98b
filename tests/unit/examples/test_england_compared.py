"""The fictional England from 2017/18 to 2018/19, compared, against a few lines of plain Python that share no code."""

from __future__ import annotations

import csv
import shlex
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

import ccgrules
from ccgrules.cli.main import cli
from ccgrules.differences.years.comparison import Comparison

PROJECT = Path(__file__).parents[3]
ENGLAND = PROJECT / "examples/fictional-england"
FILES = [ENGLAND / f"expected/annual-assessment-{year}.csv" for year in ("2017-18", "2018-19")]
BEST_FIRST = ["outstanding", "good", "requires_improvement", "inadequate"]


def ratings(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["organisation"]: row["headline"] for row in csv.DictReader(file)}


EARLIER, LATER = map(ratings, FILES)
MERGED = {
    code: each["from"]
    for each in YAML(typ="safe").load(ENGLAND / "succession.yaml")["successions"]
    for code in each["to"]
}
# each organisation of the later year with the ratings, all of them, of those that it comes from
BEFORE = {code: {EARLIER[old] for old in MERGED.get(code, [code])} for code in LATER}
GRADES = {
    code: BEST_FIRST.index(before) - BEST_FIRST.index(LATER[code])
    for code, ratings_before in BEFORE.items()
    if len(ratings_before) == 1
    for before in ratings_before
}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return ccgrules.compare(
        *FILES,
        ruleset=PROJECT / "rulesets/ccg/annual-assessment-2018-19.rules",
        succession=ENGLAND / "succession.yaml",
        combine={"Outstanding or good": ["outstanding", "good"]},
    )


def test_counts_and_percentages(comparison: Comparison) -> None:
    rows = {row.labels: row for row in comparison.rows if row.labels}
    for labels in [(label,) for label in BEST_FIRST] + [("outstanding", "good")]:
        counts = [sum(rating in labels for rating in year.values()) for year in (EARLIER, LATER)]
        before, after = Fraction(100 * counts[0], 207), Fraction(100 * counts[1], 195)
        assert [cell.count for cell in rows[labels].cells] == counts
        assert [cell.percent for cell in rows[labels].cells] == [before, after]
        assert rows[labels].changes[0].points == after - before
        assert rows[labels].changes[0].relative == 100 * (after / before - 1)


def test_the_page_shows_what_the_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    page = (ENGLAND / "README.md").read_text(encoding="utf-8")
    command, _, shown = page.split("$ ccgrules compare ")[1].partition("\n")

    answer = CliRunner().invoke(cli, ["compare", *shlex.split(command)])

    assert answer.exit_code == 0
    assert answer.output.startswith(shown.split("…\n```")[0])


def test_movers(comparison: Comparison) -> None:
    assert {mover.organisation: mover.grades for mover in comparison.movers} == {
        code: grades for code, grades in GRADES.items() if grades
    }
    (movement,) = comparison.movements
    assert len(movement.risen) == sum(grades > 0 for grades in GRADES.values())
    assert movement.rated_twice == len(GRADES)


def test_newly_and_no_longer(comparison: Comparison) -> None:
    (movement,) = comparison.movements
    for flow in movement.flows:
        newly = {code for code in GRADES if LATER[code] == flow.label and BEFORE[code] != {flow.label}}
        no_longer = {code for code in GRADES if LATER[code] != flow.label and BEFORE[code] == {flow.label}}
        assert {mover.organisation for mover in flow.newly} == newly
        assert {mover.organisation for mover in flow.no_longer} == no_longer


def test_mergers(comparison: Comparison) -> None:
    (movement,) = comparison.movements
    assert {one.now.organisation: list(one.codes) for one in movement.successors} == MERGED
    assert {one.now.organisation for one in movement.not_compared} == set(BEFORE) - set(GRADES)
    assert movement.only_earlier == movement.only_later == ()


def test_it_agrees_with_the_rules_that_look_back(comparison: Comparison) -> None:
    """`year-on-year.rules` says the same in the language: risen, fallen, unchanged, or not rated."""
    with (ENGLAND / "expected/year-on-year.csv").open(encoding="utf-8", newline="") as file:
        said = Counter(row["movement"] for row in csv.DictReader(file) if row["period"] == "2018/19")
    (movement,) = comparison.movements
    same = movement.rated_twice - len(movement.movers)
    assert said == {
        "risen": len(movement.risen),
        "fallen": len(movement.fallen),
        "unchanged": same,
        "": len(movement.not_compared),
    }

"""The fictional England from 2017/18 to 2018/19: every movement adds up, and some are held to whole runs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from whole_variants import Whole

from ccgrules import pipeline
from ccgrules.differences.attribution.periods import Variants, attribute_periods
from ccgrules.differences.attribution.periods_moved import Moved
from ccgrules.differences.attribution.periods_years import Names, Year
from ccgrules.engine.result import Result
from ccgrules.engine.succession import Succession
from ccgrules.engine.succession_file import read_changes
from ccgrules.plan.steps import Input
from ccgrules.yaml_source import read_yaml

pytestmark = pytest.mark.slow

YEARS = ("2017-18", "2018-19")
RENAMED = {"101a": "125d"}
ANEW = ("123f", "131a")
"""Codes that the two years use for different things."""

Runs = tuple[Result, Result]


@pytest.fixture(scope="module")
def runs(project: Path) -> Runs:
    folder = project / "examples" / "fictional-england"
    found = []
    for year, decisions in zip(YEARS, ((), (folder / "decisions-2018-19.yaml",))):
        options = pipeline.DataOptions(folder / f"iaf-{year}.csv", decisions=decisions)
        rated = pipeline.run(project / "rulesets" / "ccg" / f"annual-assessment-{year}.rules", options)
        assert rated.result is not None, rated.findings
        found.append(rated.result)
    return found[0], found[1]


def published(project: Path, year: str) -> dict[str, str]:
    """The headline ratings that were worked out independently, and are held to that."""
    path = project / "examples" / "fictional-england" / "expected" / f"annual-assessment-{year}.csv"
    with path.open(encoding="utf-8") as lines:
        return {row["organisation"]: row["headline"] for row in csv.DictReader(lines)}


def test_every_movement_adds_up(runs: Runs, project: Path) -> None:
    content, _ = read_yaml(project / "examples" / "fictional-england" / "succession.yaml")
    assert content is not None
    succession = Succession.of(read_changes(content)[0], ("2017/18", "2018/19"), "")
    found = attribute_periods(*runs, renamed=RENAMED, succession=succession)
    before, after = (published(project, year) for year in YEARS)
    assert len(found.merged) == 12
    assert sorted(set(found.merged) & set(before)) == ["F175"]  # it goes on under its code, with another in it
    compared = [code for code in sorted(after) if code in before and code not in found.merged]
    assert [code for code, _ in found.of] == [code for code in compared if before[code] != after[code]]
    for movements in found.of.values():
        assert [one.name for one in movements] == ["headline", "overall"]
        for movement in movements:
            assert sum(share.share for share in movement.shares) == movement.after - movement.before
    assert found.idle() == ()


@pytest.mark.parametrize("code", ["F003", "F041"])
def test_variants_are_those_of_whole_runs(runs: Runs, code: str) -> None:
    """F003 lacks something else in either year; F041 has no rating but by a decision."""
    inputs = [{step.name for step in run.plan.steps if isinstance(step, Input)} for run in runs]
    back = {new: old for old, new in RENAMED.items()}

    def other(rules: int, name: str) -> str | None:
        owner, _, part = name.partition(".")
        there = f"{(back if rules else RENAMED).get(owner, owner)}.{part}"
        known = there in inputs[1 - rules] or (part == "value" and f"{there}.supplied" in inputs[1 - rules])
        return there if known and owner not in ANEW else None

    moved = Moved.of((Year.of(runs[0]), Year.of(runs[1])), Names.of(RENAMED))
    assert moved is not None
    found = Variants.of(moved).of_organisation(code)
    assert len(set(found.values())) > 3
    assert found == Whole.of(*runs, other).values(code, moved.columns)


def test_data_held_in_frames_give_the_same(runs: Runs, project: Path) -> None:
    folder = project / "examples" / "fictional-england"
    options = pipeline.DataOptions(folder / "iaf-2017-18.csv", engine="columns")
    rated = pipeline.run(project / "rulesets" / "ccg" / "annual-assessment-2017-18.rules", options)
    assert rated.result is not None
    assert rated.result.engine == "columns"
    some = ["F003", "F114"]
    found = attribute_periods(rated.result, runs[1], renamed=RENAMED, for_organisations=some)
    assert found.of == attribute_periods(*runs, renamed=RENAMED, for_organisations=some).of
    assert len(found.of) == 2

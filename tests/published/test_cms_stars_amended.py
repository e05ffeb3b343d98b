"""Another release of the hospital stars needs only what differs: measures in and out, and a mapping of columns.

The release is invented: the real table of July 2022 without two measures, with one more, and under other column names.
Its stars are held to a calculation of the whole method that shares nothing with the project.
"""

from __future__ import annotations

import csv
import math
import shutil
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median, stdev

import pytest

import ccgrules

RULES = Path("rulesets/cms-hospital-stars")
DATA = Path("cms-star-2022-07")
REMOVED = ("HAI_4", "OP_18B")
WEIGHTS = {"Mortality": 0.22, "Safety": 0.22, "Readmission": 0.22, "Patient Experience": 0.22, "Process": 0.12}
AMENDED = """
framework cms_hospital_stars_invented "Overall Hospital Quality Star Rating, an invented release"
  note      "invented"
  version   "invented"
  in force  2030-07-01 to 2031-06-30
  amends    "2022-07.rules"

remove HAI_4, OP_18B
  because "Retired in this invented release"

indicator STEPS "An invented measure" in safety
  data       number
  better     higher
  used when  count(value, among: hospitals) > too_few_hospitals
  score      standardised
"""
MAPPING = """
columns:
  Facility ID: organisation
  Steps: STEPS
{measures}
ignore: others
"""

Table = Mapping[str, Mapping[str, float]]
"""Each hospital's figures by measure."""


@pytest.fixture(scope="module")
def measures(shared_data: Path) -> dict[str, tuple[str, int]]:
    """Each measure's group, and 1 or -1 for which way is better."""
    with (shared_data / DATA / "measures.csv").open(encoding="utf-8", newline="") as file:
        known = {row["measure_id"]: (row["group_name"], int(row["flip_sign"])) for row in csv.DictReader(file)}
    kept = {name: known[name] for name in known if name not in REMOVED}
    return {**kept, "STEPS": ("Safety", 1)}


@pytest.fixture(scope="module")
def table(shared_data: Path) -> dict[str, dict[str, float]]:
    """The real figures, and every other hospital's number, in steps, as the new measure."""
    with (shared_data / DATA / "input.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    figures = {}
    for number, row in enumerate(rows):
        own = {name: float(text) for name, text in row.items() if text and name != "PROVIDER_ID"}
        if number % 2:
            own["STEPS"] = number % 7
        figures[row["PROVIDER_ID"]] = own
    return figures


@pytest.fixture(scope="module")
def rated(
    project: Path,
    tmp_path_factory: pytest.TempPathFactory,
    table: dict[str, dict[str, float]],
    measures: dict[str, tuple[str, int]],
) -> dict[str, dict[str, object]]:
    """Each hospital's results, by the amended ruleset and a mapping of its own."""
    folder = tmp_path_factory.mktemp("release")
    shutil.copy(project / RULES / "2022-07.rules", folder)
    (folder / "invented.rules").write_text(AMENDED, encoding="utf-8")
    titles = {name: f"Score of {name}" for name in measures if name != "STEPS"} | {"STEPS": "Steps"}
    named = "\n".join(f"  {title}: {name}" for name, title in titles.items() if name != "STEPS")
    units = (project / RULES / "mapping-2022-07-csv.yaml").read_text(encoding="utf-8")
    shares = units[units.index("units:") : units.index("ignore:")]
    (folder / "mapping.yaml").write_text(MAPPING.format(measures=named) + shares, encoding="utf-8")
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Facility ID", "Footnote", *titles.values()])
        for hospital, own in table.items():
            writer.writerow([hospital, "n/a", *(own.get(name, "") for name in titles)])
    framework = ccgrules.load(folder / "invented.rules")
    run = framework.run(folder / "table.csv", mapping=folder / "mapping.yaml")
    return {str(row["organisation"]): dict(row) for row in run.to_dicts()}


# --- the method, in plain floating-point numbers ---------------------------------------------------------------------


def standardised(values: Mapping[str, float], sign: int = 1) -> dict[str, float]:
    """Standard deviations from the mean."""
    mean, spread = fmean(values.values()), stdev(values.values())
    return {hospital: sign * (value - mean) / spread for hospital, value in values.items()}


def summaries(table: Table, measures: Mapping[str, tuple[str, int]]) -> tuple[dict[str, float], dict[str, int]]:
    """Summary scores, and of hospitals that report enough how many groups they report."""
    scores: dict[str, dict[str, list[float]]] = {group: defaultdict(list) for group in WEIGHTS}
    for name, (group, sign) in measures.items():
        values = {hospital: own[name] for hospital, own in table.items() if name in own}
        if len(values) > 100:
            for hospital, score in standardised(values, sign).items():
                scores[group][hospital].append(score)
    groups = {
        group: standardised({hospital: fmean(own) for hospital, own in found.items()})
        for group, found in scores.items()
    }
    summary, reported = {}, {}
    for hospital in table:
        there = [group for group in groups if hospital in groups[group]]
        if there:
            total = sum(WEIGHTS[group] * groups[group][hospital] for group in there)
            summary[hospital] = total / sum(WEIGHTS[group] for group in there)
        enough = [group for group in there if len(scores[group][hospital]) >= 3]
        if len(enough) >= 3 and {"Mortality", "Safety"} & set(enough):
            reported[hospital] = len(enough)
    return summary, reported


def settled(values: Sequence[float], centres: list[float], beyond: float) -> list[float]:
    """Lloyd's rounds until no centre moves."""
    while True:
        inside: list[list[float]] = [[] for _ in centres]
        for value in values:
            nearest = min(range(len(centres)), key=lambda place: abs(value - centres[place]))
            if abs(value - centres[nearest]) <= beyond:
                inside[nearest].append(value)
        moved = [fmean(own) for own in inside]
        if moved == centres:
            return centres
        centres = moved


def clusters(values: Sequence[float]) -> list[float]:
    """Centres of five clusters: seeds are medians of fifths; hospitals more than 1 away move none in the second run."""
    ordered = sorted(values)
    ends = [0, *(bisect_left(ordered, ordered[math.ceil(len(ordered) * n / 5) - 1]) + 1 for n in range(1, 6))]
    seeds = [median(ordered[start:stop]) for start, stop in pairwise(ends)]
    return settled(values, settled(values, seeds, math.inf), 1.0)


def stars(summary: Mapping[str, float], reported: Mapping[str, int]) -> dict[str, int]:
    """Stars of the hospitals that report enough."""
    found = {}
    for size in set(reported.values()):
        peers = [hospital for hospital, groups in reported.items() if groups == size]
        centres = clusters([summary[hospital] for hospital in peers])
        for hospital in peers:
            found[hospital] = 1 + min(range(5), key=lambda place: abs(summary[hospital] - centres[place]))
    return found


# --- what the amended ruleset gives ----------------------------------------------------------------------------------


def test_every_star_of_the_invented_release(
    rated: dict[str, dict[str, object]], table: Table, measures: dict[str, tuple[str, int]]
) -> None:
    summary, reported = summaries(table, measures)
    wanted = stars(summary, reported)
    words = {"one_star": 1, "two_stars": 2, "three_stars": 3, "four_stars": 4, "five_stars": 5}

    assert {hospital: words[str(row["stars"])] for hospital, row in rated.items() if row["stars"]} == wanted
    assert len(wanted) > 3000
    for hospital, score in summary.items():
        assert rated[hospital]["summary"] == pytest.approx(score, abs=1e-10)


def test_the_invented_release_differs_from_the_real_one(rated: dict[str, dict[str, object]], shared_data: Path) -> None:
    with (shared_data / DATA / "output.csv").open(encoding="utf-8", newline="") as file:
        official = {row["PROVIDER_ID"]: float(row["summary_score"]) for row in csv.DictReader(file)}
    scores = {hospital: float(str(row["summary"])) for hospital, row in rated.items() if row["summary"] is not None}
    assert sum(abs(score - official[hospital]) > 0.01 for hospital, score in scores.items()) > 1000

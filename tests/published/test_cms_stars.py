"""The CMS Overall Hospital Quality Star Rating, July 2022: 4,489 hospitals held to the official output.

Figures: Centers for Medicare & Medicaid Services, input and output tables of the SAS package (public domain), read
where they lie beside the project. The official scores are floating-point numbers printed to nine places.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

import ccgrules
from ccgrules.model.types import Missing, Reason, Value

RULES = Path("rulesets/cms-hospital-stars")
DATA = Path("cms-star-2022-07")
GROUPS = {
    "mortality": ("Outcomes_Mortality", "Outcomes_Mortality_cnt"),
    "safety": ("Outcomes_Safety", "Outcomes_safety_cnt"),
    "readmission": ("Outcomes_Readmission", "Outcomes_Readmission_cnt"),
    "patient_experience": ("PatientExp", "Patient_Experience_cnt"),
    "process": ("Process", "Process_cnt"),
}
"""Each group's name in the ruleset, and how the official output calls its score and its number of measures."""
NEAR = Fraction(1, 10**8)


@dataclass(frozen=True)
class Compared:
    """A run beside the official output of the same hospitals."""

    run: ccgrules.Run
    official: dict[str, dict[str, str]]

    def pairs(self, ours: str, theirs: str) -> Iterator[tuple[Value, str]]:
        """Our value of each hospital, and what stands in the official column."""
        organisations = self.run.result.keys.organisations
        assert len(organisations) == len(self.official) == 4489
        for organisation, value in zip(organisations, self.run.result.values(ours), strict=True):
            yield value, self.official[organisation][theirs]


@pytest.fixture(scope="module")
def official(shared_data: Path) -> dict[str, dict[str, str]]:
    """The official output by hospital."""
    with (shared_data / DATA / "output.csv").open(encoding="utf-8", newline="") as file:
        return {row["PROVIDER_ID"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module", params=["columns", pytest.param("exact", marks=pytest.mark.slow)])
def compared(
    request: pytest.FixtureRequest, project: Path, shared_data: Path, official: dict[str, dict[str, str]]
) -> Compared:
    """All hospitals rated, by either engine."""
    framework = ccgrules.load(project / RULES / "2022-07.rules")
    mapping = project / RULES / "mapping-2022-07-csv.yaml"
    return Compared(framework.run(shared_data / DATA / "input.csv", mapping=mapping, engine=request.param), official)


def test_every_star_and_no_other(compared: Compared) -> None:
    words = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
    found: Counter[str] = Counter()
    for value, star in compared.pairs("stars", "star"):
        ours = "" if isinstance(value, Missing) else words[str(value).split("_")[0]]
        assert ours == star
        found[star] += 1
    assert found == {"1": 198, "2": 702, "3": 895, "4": 895, "5": 431, "": 1368}
    assert found.total() - found[""] == 3121


def test_hospitals_without_a_star_are_not_rated_for_want_of_measures(compared: Compared) -> None:
    missing = [value.reason for value, star in compared.pairs("stars", "star") if isinstance(value, Missing)]
    assert missing == [Reason.NOT_RATED] * 1368


def test_summary_scores(compared: Compared) -> None:
    assert scores_agree(compared, "summary", "summary_score") == 4489


@pytest.mark.parametrize(
    ("group", "hospitals"),
    [("mortality", 3832), ("safety", 3547), ("readmission", 4224), ("patient_experience", 3290), ("process", 4350)],
)
def test_group_scores(compared: Compared, group: str, hospitals: int) -> None:
    assert scores_agree(compared, f"{group}.score", f"Std_{GROUPS[group][0]}_score") == hospitals


def scores_agree(compared: Compared, ours: str, theirs: str) -> int:
    """How many hospitals have a score; each is the official one, and missing where there is none."""
    found = 0
    for value, score in compared.pairs(ours, theirs):
        assert isinstance(value, Missing) == (score == "")
        if isinstance(value, Fraction):
            assert abs(value - Fraction(score)) <= NEAR
            found += 1
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_measures_reported(compared: Compared, group: str) -> None:
    assert all(value == Fraction(count) for value, count in compared.pairs(f"{group}_measures", GROUPS[group][1]))


def test_report_indicator(compared: Compared) -> None:
    assert all(value is (flag == "1") for value, flag in compared.pairs("reports_enough", "report_indicator"))


def test_peer_groups(compared: Compared) -> None:
    assert all(value == Fraction(n) for value, n in compared.pairs("groups_reported", "Total_measure_group_cnt"))
    members = compared.run.result.values("cluster.kmeans.members")
    sizes = {"1) # of groups=3": 228, "2) # of groups=4": 490, "3) # of groups=5": 2403}
    for (_, group), size in zip(compared.pairs("stars", "cnt_grp"), members, strict=True):
        assert not group or size == sizes[group]


def test_the_measure_that_too_few_hospitals_report(compared: Compared) -> None:
    """OP_2: 13 hospitals; it counts neither in a score nor among the measures reported."""
    assert all(value is False for value in compared.run.result.values("OP_2.used"))
    assert all(compared.run.result.values(f"{name}.used")[0] is True for name in ("OP_3B", "OP_8", "MORT_30_CABG"))


def test_the_readme_shows_what_the_script_prints(project: Path, shared_data: Path) -> None:
    script = project / RULES / "reproduce.py"
    done = subprocess.run(
        [sys.executable, str(script), str(shared_data / DATA)],
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines[0] == "stars: 3,121 of 3,121 equal, and none for 1,368 of the other 1,368"
    assert "\n".join(f"    {line}" for line in lines) in (project / RULES / "README.md").read_text(encoding="utf-8")

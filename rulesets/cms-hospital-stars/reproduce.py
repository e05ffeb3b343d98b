"""Rates all hospitals by 2022-07.rules, and holds the result to the official output.

    python rulesets/cms-hospital-stars/reproduce.py FOLDER [auto|columns|exact]

FOLDER holds the two tables of the SAS package as `input.csv` and `output.csv`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import ccgrules

HERE = Path(__file__).parent
STARS = {"None": "", "one_star": "1", "two_stars": "2", "three_stars": "3", "four_stars": "4", "five_stars": "5"}
SCORES = {
    "summary": "summary_score",
    "mortality.score": "Std_Outcomes_Mortality_score",
    "safety.score": "Std_Outcomes_Safety_score",
    "readmission.score": "Std_Outcomes_Readmission_score",
    "patient_experience.score": "Std_PatientExp_score",
    "process.score": "Std_Process_score",
}
"""Our names, and the columns of the official output."""
NEAR = 1e-8


Pair = tuple[Mapping[str, object], Mapping[str, str]]
"""What we have of a hospital, and the official row."""


def main(folder: Path, engine: str = "auto") -> int:
    """Prints what agrees; the exit code is 0 if all of it does."""
    with (folder / "output.csv").open(encoding="utf-8", newline="") as file:
        official = {row["PROVIDER_ID"]: row for row in csv.DictReader(file)}
    framework = ccgrules.load(HERE / "2022-07.rules")
    mapping = HERE / "mapping-2022-07-csv.yaml"
    run = framework.run(folder / "input.csv", mapping=mapping, engine=engine)  # type: ignore[arg-type]
    pairs = [(row, official[str(row["organisation"])]) for row in run.to_dicts(["stars", *SCORES])]
    same = [_stars(pairs), *(_scores(pairs, ours, theirs) for ours, theirs in SCORES.items())]
    return int(not all(same))


def _stars(pairs: Sequence[Pair]) -> bool:
    rated = [STARS[str(ours["stars"])] == theirs["star"] for ours, theirs in pairs if theirs["star"]]
    others = [ours["stars"] is None for ours, theirs in pairs if not theirs["star"]]
    print(f"stars: {sum(rated):,} of {len(rated):,} equal, and none for {sum(others):,} of the other {len(others):,}")
    return all(rated + others)


def _scores(pairs: Sequence[Pair], ours: str, theirs: str) -> bool:
    alike = all((own[ours] is None) == (not official[theirs]) for own, official in pairs)
    apart = [abs(float(str(own[ours])) - float(official[theirs])) for own, official in pairs if official[theirs]]
    near = sum(difference <= NEAR for difference in apart)
    print(f"{ours}: {near:,} of {len(apart):,} within {NEAR} (at most {max(apart):.1e} apart)")
    return alike and near == len(apart)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))

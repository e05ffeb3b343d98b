"""Puts three years of ratings and of cancer waits into `year-on-year.csv`: `python put_together.py`.

The ratings are those in `expected/`, with what the Commissioning Committee decided.
"""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).parent
YEARS = ("2016-17", "2017-18", "2018-19")
RATED = ("organisation", "name", "period", "headline")
COUNTED = ("122b.numerator", "122b.denominator")


def main() -> None:
    """Write the file."""
    with (HERE / "year-on-year.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*RATED, *COUNTED))
        for year in YEARS:
            waits = {row["organisation"]: row for row in _read(f"iaf-{year}.csv")}
            for row in _read(f"expected/annual-assessment-{year}.csv"):
                counted = waits[row["organisation"]]
                writer.writerow([*(row[name] for name in RATED), *(counted[name] for name in COUNTED)])


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()

"""What NHS England published on the Oversight Framework 2025/26, and the ruleset run on it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import ccgrules
from ccgrules.model.types import Missing, Value

RULES = Path("rulesets/nhs-oversight")
TRUSTS_FILE = Path("nof-2025-26/mental-health-and-community-trust-data-q1-q3.csv")
QUARTER_3_FILE = Path("nof-2025-26-q3/trusts.csv")
DOMAINS = {
    "access": ("OF4000", "access"),
    "safety": ("OF4002", "patient_safety"),
    "finance": ("OF4003", "finance_productivity"),
    "people": ("OF4004", "people_workforce"),
    "effectiveness": ("OF4005", "effectiveness_experience"),
}
"""Each domain's name in the ruleset, its score's identifier, and how the table of quarter 3 calls it."""
TRUST_TYPES = {
    "Acute trust": "acute",
    "Ambulance trust": "ambulance",
    "Mental health and community trust": "mental_health_and_community",
}


@dataclass(frozen=True)
class Compared:
    """A run beside the figures that were published for the same rows.

    Attributes:
        run: The run.
        published: Figures (as text) by organisation and period, then identifier or column.
    """

    run: ccgrules.Run
    published: dict[tuple[str, str], dict[str, str]]

    def pairs(self, ours: str, theirs: str) -> list[tuple[Value, Fraction]]:
        """Our value and the published figure, wherever one was published."""
        keys = self.run.result.keys
        found = []
        for row, key in enumerate(zip(keys.organisations, keys.periods, strict=True)):
            if figure := self.published[key].get(theirs):
                found.append((self.run.result.value(ours, row), Fraction(figure)))
        return found

    def segments(self, ours: str, theirs: str) -> list[tuple[int | None, int]]:
        """Our segment (None: missing) and the published one, wherever one was published."""
        return [(segment(value), int(figure)) for value, figure in self.pairs(ours, theirs)]


def segment(value: Value) -> int | None:
    """The number of a segment."""
    return None if isinstance(value, Missing) else int(str(value).removeprefix("segment_"))


def hundredths(value: Value) -> Fraction:
    """Rounded to two places, half away from zero, as published; scores are positive."""
    assert isinstance(value, Fraction)
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


def within(value: Value, figure: Fraction) -> bool:
    """Whether a value is within 0.01 of a published figure."""
    return isinstance(value, Fraction) and abs(value - figure) <= Fraction(1, 100)


def trust_figures(shared_data: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Mental health and community trusts: figures by trust and quarter, then metric identifier."""
    figures: dict[tuple[str, str], dict[str, str]] = {}
    with (shared_data / TRUSTS_FILE).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            figures.setdefault((row["Trust_code"], row["Quarter"]), {})[row["Metric_ID"]] = row["Value"]
    return figures


def quarter_3_figures(shared_data: Path) -> dict[tuple[str, str], dict[str, str]]:
    """All known trusts in quarter 3: the columns of the table by trust and quarter."""
    with (shared_data / QUARTER_3_FILE).open(encoding="utf-8-sig", newline="") as file:
        return {(row["trust_code"], "Q3 2025/26"): row for row in csv.DictReader(file)}


def without(mapping: str, prefixes: tuple[str, ...]) -> str:
    """A mapping's text that passes over the indicators whose identifiers start so."""
    lines = [line for line in mapping.splitlines() if not line.strip().startswith((*prefixes, "- OF"))]
    return "\n".join(lines).replace("ignore_indicators:", "ignore_indicators: others")


def all_trusts(shared_data: Path) -> list[dict[str, str]]:
    """All known trusts in quarter 3, a row each: metric scores and values where they were published, else the average.

    Deficits are the published flags; where there is none (ambulance trusts), the cell is blank.
    """
    scores = trust_figures(shared_data)
    rows = []
    for key, known in quarter_3_figures(shared_data).items():
        row = {"organisation": key[0], "name": known["trust_name"], "trust_type": TRUST_TYPES[known["trust_type"]]}
        if key in scores:
            own = scores[key]
            row |= {f"OF0{metric[3:]}.score": own[metric] for metric in own if metric.startswith("OF1")}
            row |= {metric: own[metric] for metric in own if metric.startswith("OF0")}
            row["in_deficit"] = "yes" if Fraction(own["OF5004"]) else "no"
        else:
            row |= {"average_score": known["average_metric_score"], "in_deficit": known["in_financial_deficit"]}
        rows.append(row)
    columns = dict.fromkeys(column for row in rows for column in row)
    return [{column: row.get(column, "") for column in columns} for row in rows]

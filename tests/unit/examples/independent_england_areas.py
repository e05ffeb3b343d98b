"""The six clinical areas, the worst of five components and the balanced scorecard once more, in plain Python.

It knows nothing of ccgrules: it reads the CSV files of the fictional England and rates them as an analyst would, in
floating point. A rating is None where it cannot be determined.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import NormalDist, fmean

from unit.examples.independent_england import MISSING, ORDER, Row, funnel_bands

Z = NormalDist().inv_cdf(0.975)
Limits = Callable[[float, float], tuple[float, float]]
Bands = Mapping[str, int]


def read(file: Path) -> list[Row]:
    """A CSV file's rows."""
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _number(text: str) -> float | None:
    return None if text in MISSING else float(text)


def _counts(row: Row, code: str) -> tuple[float, float] | None:
    over, under = _number(row[f"{code}.numerator"]), _number(row[f"{code}.denominator"])
    return None if over is None or under is None else (over, under)


# --- six clinical areas 2016/17 -----------------------------------------------------------------------------------

AVERAGED = {
    "cancer_rating": (("122a", "122b", "122c", "122d"), 3),
    "diabetes_rating": (("103a", "103b"), 2),
    "maternity_rating": (("125a", "101a", "125b", "125c"), 3),
}
PAIRED = {
    "dementia_rating": ("126a", "126b"),
    "mental_health_rating": ("123a", "123b"),
    "learning_disability_rating": ("124a", "124b"),
}
STANDARDS = {"122b": 0.85, "126a": 0.667, "123a": 0.5, "123b": 0.5}
TO_ENGLAND = ("122a", "122c", "126b", "124b", "101a", "124a", "125a")
RATES = ("124a", "125a")
FEWER = ("101a", "124a", "125a")
OWN_LIMITS = ("122d", "125b", "125c")


def clinical_areas(file: Path) -> dict[str, dict[str, str | None]]:
    """Six ratings for every organisation, by code."""
    rows = read(file)
    bands: dict[str, list[int | None]] = {code: _by_limits(rows, code) for code in (*STANDARDS, *TO_ENGLAND)}
    bands |= {code: _by_own_limits(rows, code) for code in OWN_LIMITS}
    bands |= {code: funnel_bands(rows, code) for code in ("103a", "103b")}
    own = [{code: band for code in bands if (band := bands[code][place]) is not None} for place in range(len(rows))]
    return {row["organisation"]: _areas(row, mine) for row, mine in zip(rows, own, strict=True)}


def wilson(over: float, under: float) -> tuple[float, float]:
    """Wilson's score limits of a proportion (1927)."""
    p, half = over / under, Z**2 / (2 * under)
    root = Z * math.sqrt(p * (1 - p) / under + Z**2 / (4 * under**2))
    return (p + half - root) / (1 + 2 * half), (p + half + root) / (1 + 2 * half)


def byar(over: float, under: float) -> tuple[float, float]:
    """Byar's limits of a rate (Breslow and Day 1987)."""
    more = over + 1
    lower = over * (1 - 1 / (9 * over) - Z / (3 * math.sqrt(over))) ** 3
    upper = more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3
    return lower / under, upper / under


def _by_limits(rows: Sequence[Row], code: str) -> list[int | None]:
    counts = [_counts(row, code) for row in rows]
    there = [pair for pair in counts if pair]
    centre = STANDARDS.get(code, sum(over for over, _ in there) / sum(under for _, under in there))
    limits: Limits = byar if code in RATES else wilson
    return [None if pair is None else _band(*limits(*pair), centre, fewer=code in FEWER) for pair in counts]


def _band(low: float, high: float, centre: float, *, fewer: bool) -> int:
    above, below = low > centre, high < centre
    return 1 + ((below - above) if fewer else (above - below))


def _by_own_limits(rows: Sequence[Row], code: str) -> list[int | None]:
    values = [_number(row[code]) for row in rows]
    centre = fmean(value for value in values if value is not None)
    return [
        None
        if value is None
        else _band(float(row[f"{code}.lower_limit"]), float(row[f"{code}.upper_limit"]), centre, fewer=False)
        for row, value in zip(rows, values, strict=True)
    ]


def _areas(row: Row, own: Bands) -> dict[str, str | None]:
    ratings = {area: _average([own[c] for c in codes if c in own], least) for area, (codes, least) in AVERAGED.items()}
    ratings |= {area: _pair(own.get(one), own.get(other)) for area, (one, other) in PAIRED.items()}
    part = _number(row["audit_participation"])
    if ratings["diabetes_rating"] in ("outstanding", "good") and (part is None or part < 25):
        ratings["diabetes_rating"] = None if part is None else "requires_improvement"
    return ratings


def _average(own: Sequence[int], least: int) -> str | None:
    if len(own) < least:
        return None
    mean = sum(own) / len(own)
    return next((label for label, cut in zip(ORDER, (1.75, 1.25, 0.75), strict=False) if mean >= cut), ORDER[3])


def _pair(one: int | None, other: int | None) -> str | None:
    if one is None or other is None:
        return None
    if one == other == 0:
        return "inadequate"
    return {4: "outstanding", 3: "good"}.get(one + other, "requires_improvement")


# --- the worst of five components, 2015/16 ------------------------------------------------------------------------

COMPONENTS = ("well_led", "performance", "financial_management", "planning", "delegated_functions")


def worst_of_five(file: Path) -> dict[str, str | None]:
    """The draft's headline for every organisation; a component that is not there might be inadequate."""
    ratings: dict[str, str | None] = {}
    for row in read(file):
        asked = COMPONENTS if row["has_delegated_functions"] == "yes" else COMPONENTS[:-1]
        labels = [row[code] for code in asked]
        known = [ORDER.index(label) for label in labels if label in ORDER]
        sure = len(known) == len(labels) or max(known) == len(ORDER) - 1
        ratings[row["organisation"]] = ORDER[max(known)] if sure else None
    return ratings


# --- the balanced scorecard, 2013/14 ------------------------------------------------------------------------------

# Standard and lower threshold; where the threshold is lower than the standard, higher is better.
SHARES: dict[str, dict[str, tuple[float, float]]] = {
    "rights": {
        "rtt_admitted": (0.90, 0.85),
        "rtt_non_admitted": (0.95, 0.90),
        "rtt_incomplete": (0.92, 0.87),
        "diagnostics_6_weeks": (0.01, 0.06),
        "ae_4_hours": (0.95, 0.90),
        "cancer_2_weeks": (0.93, 0.88),
        "cancer_31_days": (0.96, 0.91),
        "cancer_62_days": (0.85, 0.80),
        "cat_a_8_minutes": (0.75, 0.70),
        "cat_a_19_minutes": (0.95, 0.90),
        "cpa_7_days": (0.95, 0.90),
    },
    "care": {"c_difficile": (1, 1.1)},
    "money": {"savings_delivered": (0.95, 0.75)},
}
VALUES: dict[str, dict[str, tuple[float, float]]] = {
    "rights": {"mixed_sex_breaches": (0, 10)},
    "care": {"mrsa": (0, 1)},
    "money": {"forecast_surplus": (1, 0), "surplus_to_date": (1, 0)},
}
COMPARED = {"years_of_life_lost": 1.05, "avoidable_admissions": 1.05, "feeling_supported": 0.95}
ANSWERS: dict[str, dict[str, tuple[str, str]]] = {
    "care": dict.fromkeys(("cqc_enforcement", "mortality_outlier", "feedback_concern"), ("yes", "red")),
    "rights": {"concerns_about_rights": ("yes", "amber")},
    "money": {"running_costs_within_allowance": ("no", "red")},
}
NEEDED = {"care": 4, "rights": 10, "outcomes": 2, "money": 4}


def scorecard(file: Path) -> dict[tuple[str, str], dict[str, str | None]]:
    """Grades of five questions for every organisation and quarter."""
    colours: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    grades: dict[tuple[str, str], dict[str, str | None]] = {}
    for row in read(file):
        key = row["organisation"], row["period"]
        colours[key] = _colours(row)
        before = colours[key[0], "Q1 2013/14"] if key[1].startswith("Q2") else {}
        grades[key] = {f"{name}_grade": _grade(name, colours[key][name], before.get(name, {})) for name in NEEDED}
        grades[key]["authorisation_grade"] = _authorisation(row)
    return grades


def _colours(row: Row) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {name: {} for name in NEEDED}
    for name, codes in SHARES.items():
        found[name] |= {c: _colour(pair[0] / pair[1], *cut) for c, cut in codes.items() if (pair := _counts(row, c))}
    for name, codes in VALUES.items():
        found[name] |= {c: _colour(v, *cut) for c, cut in codes.items() if (v := _number(row[c])) is not None}
    for code, factor in COMPARED.items():
        value, before = _number(row[code]), _number(row[f"{code}.standard"])
        if value is not None and before is not None:
            found["outcomes"][code] = _colour(value, before, factor * before)
    for name, answers in ANSWERS.items():
        said = {code: row[code] for code in answers if row[code] in ("yes", "no")}
        found[name] |= {c: answers[c][1] if word == answers[c][0] else "green" for c, word in said.items()}
    return found


def _colour(value: float, standard: float, lower: float) -> str:
    sign = 1 if lower < standard else -1
    return "green" if sign * value >= sign * standard else "amber" if sign * value >= sign * lower else "red"


def _grade(name: str, now: Mapping[str, str], before: Mapping[str, str]) -> str | None:
    reds = [code for code, colour in now.items() if colour == "red"]
    if len(reds) >= 2 or any(before.get(code) == "red" for code in reds):
        return "red"
    if len(now) < NEEDED[name]:
        return None
    return "amber_red" if reds else "amber_green" if "amber" in now.values() else "green"


def _authorisation(row: Row) -> str | None:
    if row["under_directions"] == "yes":
        return "red"
    return (
        "amber_red"
        if int(row["conditions_behind_plan"])
        else "amber_green"
        if int(row["conditions_outstanding"])
        else "green"
    )

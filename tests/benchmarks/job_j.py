"""Job J: 60 indicators scored 0, 1 or 2, four domains, an overall score, a rating; README.md defines it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
import polars as pl

INDICATORS, DOMAINS, IN_DOMAIN = 60, 4, 15
LABELS = ("outstanding", "good", "requires_improvement", "inadequate")
"""Best first, as in the ruleset's scale."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One indicator: how its values are spread, which way is better, and where scores 2 and 0 begin (in hundredths)."""

    name: str
    mean: float
    spread: float
    higher: bool
    good: int
    bad: int


def _cut(number: int) -> Cut:
    mean, spread, higher = 10 + number, 1 + number % 7, number % 2 == 1
    way = 1 if higher else -1
    return Cut(f"i{number}", mean, spread, higher, 100 * mean + way * 40 * spread, 100 * mean - way * 50 * spread)


CUTS = tuple(_cut(number) for number in range(1, INDICATORS + 1))
NAMES = tuple(cut.name for cut in CUTS)


def figures(organisations: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Figures with two decimals, a row an organisation; NaN for the 5 % that are missing (never in `i1` and `i2`)."""
    values = np.random.default_rng(60).standard_normal((organisations, INDICATORS))
    values = np.round(values * [cut.spread for cut in CUTS] + [cut.mean for cut in CUTS], 2)
    missing = np.random.default_rng(61).random((organisations, INDICATORS), dtype=np.float32) < 0.05
    missing[:, :2] = False
    values[missing] = np.nan
    return values


def frame(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> pl.DataFrame:
    """The figures as an analyst would have them: a Polars frame of floats, missing ones null."""
    return pl.from_numpy(values, schema=list(NAMES)).with_columns(pl.all().fill_nan(None)).rechunk()


def reference(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Every rating, as a place in `LABELS`, in whole numbers throughout: domain means are multiples of 1/lcm(1…15)."""
    there = ~np.isnan(values)
    hundredths = np.rint(np.where(there, values, 0) * 100).astype(np.int64)
    way = np.where([cut.higher for cut in CUTS], 1, -1)
    at_least_good = hundredths * way >= np.array([cut.good for cut in CUTS]) * way
    not_bad = hundredths * way >= np.array([cut.bad for cut in CUTS]) * way
    scores = (at_least_good.astype(np.int64) + not_bad) * there
    unit = lcm(*range(1, IN_DOMAIN + 1))
    overall = 2 * unit * (scores[:, 0] + scores[:, 1])  # in eighths of 1 / unit
    for domain in range(DOMAINS):
        part = slice(domain * IN_DOMAIN, (domain + 1) * IN_DOMAIN)
        overall += scores[:, part].sum(axis=1) * (unit // there[:, part].sum(axis=1))
    outstanding = overall * 100 >= 145 * 8 * unit
    places = np.where(outstanding, 0, np.where(overall >= 8 * unit, 1, 2))
    return np.where((scores[:, 0] == 0) & (scores[:, 1] == 0), 3, places).astype(np.int8)


HEAD = """\
framework job_j "Job J"
  language       1
  version        "1"
  rates          organisation "Organisation"
  in force       2025-04-01 to 2026-03-31
  scores better  higher
  result         rating_j

scale ratings "Ratings" best first
  outstanding           "Outstanding"
  good                  "Good"
  requires_improvement  "Requires improvement"
  inadequate            "Inadequate"

group performance "Performance"
"""

TAIL = """
measure overall "Overall score"
  weighted mean
    25%  i1.score                         "Leadership"
    25%  i2.score                         "Finance"
    50%  mean(performance.members.score)  "Performance"
  better higher

rating rating_j "Rating" on ratings
  inadequate            when i1.score = 0 and i2.score = 0
  outstanding           when overall >= 1.45
  good                  when overall >= 1
  requires_improvement  otherwise
"""


def ruleset() -> str:
    """Job J as a policy team would write it."""
    groups = [
        f'\ngroup domain_{domain} "Domain {domain}" in performance\n  score mean(members.score)\n'
        for domain in range(1, DOMAINS + 1)
    ]
    return HEAD + "".join(groups) + "".join(_indicator(cut) for cut in CUTS) + TAIL


def _indicator(cut: Cut) -> str:
    number = int(cut.name[1:])
    better, good, bad = ("higher", ">=", "<") if cut.higher else ("lower", "<=", ">")
    return (
        f'\nindicator {cut.name} "Indicator {number}" in domain_{1 + (number - 1) // IN_DOMAIN}\n'
        f"  data    number\n  better  {better}\n  score\n"
        f"    2  when value {good} {_decimal(cut.good)}\n"
        f"    0  when value {bad} {_decimal(cut.bad)}\n"
        f"    1  otherwise\n"
    )


def _decimal(hundredths: int) -> str:
    return f"{float(Fraction(hundredths, 100)):.2f}"

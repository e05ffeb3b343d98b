"""The CCG annual assessments once more, in plain NumPy and by another road, on the fictional England.

It knows nothing of ccgrules: it reads one year's CSV file and bands, weighs and rates as an analyst would, in floating
point. The tables are set down from what the framework says of each indicator, a year at a time.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Row = Mapping[str, str]

MISSING = ("", "[c]", "[x]", "[z]")
SIGNIFICANT = 1.96
ORDER = ("outstanding", "good", "requires_improvement", "inadequate")
COLOURS = {"green": 2.0, "amber": 1.0, "red": 0.0}
LEADERSHIP = {"green_star": 2.0, "green": 4 / 3, "amber": 2 / 3, "red": 0.0}


@dataclass(frozen=True)
class Year:
    """What one year's framework looks at, by how it is banded.

    Attributes:
        to_england: Counted shares and (with `events`) rates, held against the pooled figure, with over-dispersion.
        to_standard: As above, held against a standard, without over-dispersion.
        events: Those of the two with Poisson errors.
        to_mean: Figures with 95 % limits, held against their mean.
        quarters: Figures alone, by quarter.
        milestones: All met, half met, fewer.
        at_most: Good at or below this figure, otherwise bad.
        lower: Those of which less is better.
    """

    to_england: frozenset[str]
    to_standard: Mapping[str, float]
    events: frozenset[str]
    to_mean: frozenset[str]
    quarters: frozenset[str]
    milestones: Mapping[str, float]
    colours: frozenset[str]
    in_place: frozenset[str]
    lower: frozenset[str]
    at_most: Mapping[str, float] = field(default_factory=dict)

    def number(self) -> int:
        """How many indicators are banded."""
        kinds = (self.to_england, self.to_standard, self.to_mean, self.quarters, self.milestones, self.at_most)
        return sum(len(kind) for kind in (*kinds, self.colours, self.in_place))


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_2016 = Year(
    to_england=_codes(
        "101a 102a 103a 103b 104a 105b 105c 105d 122a 122c 124a 124b 125a 126b 127b 127e 127f 128a 128b 128c"
    ),
    to_standard={
        "105a": 0.80,
        "107a": 1.161,
        "107b": 0.10,
        "122b": 0.85,
        "123a": 0.50,
        "123b": 0.50,
        "126a": 0.667,
        "127c": 0.95,
        "127d": 0.75,
        "129a": 0.92,
    },
    events=_codes("104a 105b 107a 124a 125a 127b 127e 127f 128a"),
    to_mean=_codes("106a 106b 108a 122d 125b 125c 163a 163b 164a"),
    quarters=_codes("121a 121b 121c 128d 142a 142b 144b"),
    milestones={"123c": 100, "123d": 100, "123e": 100, "127a": 8, "130a": 4},
    colours=_codes("141a 161a"),
    in_place=_codes("143a 144a 145a 162a"),
    lower=_codes("101a 102a 104a 105c 106a 106b 107a 107b 124a 125a 127b 127e 127f 128a 163b"),
)
_GONE = _codes("105d 106b 127a 127d 128a 141a 142a 142b 143a 144b 145a")
_2017 = Year(
    to_england=(_2016.to_england - _GONE) | {"123b"},
    to_standard={k: v for k, v in _2016.to_standard.items() if k not in {"127d", "123b"}} | {"123c": 0.50},
    events=_2016.events,
    to_mean=_2016.to_mean - _GONE,
    quarters=_2016.quarters - _GONE,
    milestones={"123d": 100, "123e": 100, "123f": 100, "130a": 4},
    colours=_codes("161a 166a"),
    in_place=_codes("144a 162a"),
    lower=_2016.lower,
)
_2018 = Year(
    to_england=(_2017.to_england - {"101a"}) | {"125d", "123f", "123g", "123h", "124c"},
    to_standard={**_2017.to_standard, "123c": 0.53, "131a": 0.15, "133a": 0.01},
    events=_2017.events | {"123f"},
    to_mean=_2017.to_mean,
    quarters=_2017.quarters | {"123j"},
    milestones={"123d": 100, "123e": 100, "130a": 4},
    colours=_2017.colours | {"132a"},
    in_place=_2017.in_place | {"123i"},
    lower=_2017.lower | {"125d", "123f", "131a", "133a"},
    at_most={"129b": 0, "129c": 0},
)
YEARS = {"2016-17": _2016, "2017-18": _2017, "2018-19": _2018}


@dataclass(frozen=True)
class Answer:
    """One organisation's bands by indicator (those it has), weighted average and headline; None if undetermined."""

    bands: Mapping[str, float]
    overall: float | None
    headline: str | None


def assess(file: Path, year: Year) -> dict[str, Answer]:
    """Every organisation in one year's file, by code."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    bands = _bands(rows, year)
    return {row["organisation"]: _rate(row, bands, place) for place, row in enumerate(rows)}


# --- bands: 2, 1, 0, or not a number ------------------------------------------------------------------------------


def _bands(rows: Sequence[Row], year: Year) -> dict[str, Floats]:
    bands: dict[str, Floats] = {}
    bands |= {code: _to_england(rows, year, code) for code in year.to_england}
    for code, standard in year.to_standard.items():
        y, n = _shares(rows, code)
        bands[code] = _by_z(_funnel(y, standard, _variances(year, code, standard, n), over=False), year, code)
    for code in year.to_mean:
        y = _column(rows, code)
        errors = (_column(rows, f"{code}.upper_limit") - _column(rows, f"{code}.lower_limit")) / 3.92
        bands[code] = _by_z(_funnel(y, float(np.nanmean(y)), errors**2, over=True), year, code)
    for code in year.quarters:
        y = _column(rows, code)
        low, high = np.nanquantile(y, [0.25, 0.75])
        bands[code] = _known(y, 1.0 + (y > high) - (y < low))
    for code, every in year.milestones.items():
        y = _column(rows, code)
        bands[code] = _known(y, (y >= every / 2) * 1.0 + (y >= every))
    for code, limit in year.at_most.items():
        y = _column(rows, code)
        bands[code] = _known(y, 2.0 * (y <= limit))
    for codes, scores in ((year.colours, COLOURS), (year.in_place, {"yes": 2.0, "no": 0.0})):
        bands |= {code: np.array([scores.get(row[code], math.nan) for row in rows]) for code in codes}
    return bands


def _to_england(rows: Sequence[Row], year: Year, code: str) -> Floats:
    y, n = _shares(rows, code)
    england = _england(y, n)
    return _by_z(_funnel(y, england, _variances(year, code, england, n), over=True), year, code)


def _england(y: Floats, n: Floats) -> float:
    there = ~np.isnan(y)
    return float((y[there] * n[there]).sum() / n[there].sum())


def _column(rows: Sequence[Row], name: str) -> Floats:
    return np.array([math.nan if row[name] in MISSING else float(row[name]) for row in rows])


def _shares(rows: Sequence[Row], code: str) -> tuple[Floats, Floats]:
    over, under = _column(rows, f"{code}.numerator"), _column(rows, f"{code}.denominator")
    return over / under, under


def _variances(year: Year, code: str, centre: float, n: Floats) -> Floats:
    return (centre if code in year.events else centre * (1 - centre)) / n


def _funnel(y: Floats, centre: float, variances: Floats, *, over: bool) -> Floats:
    """Distances from the set point in standard errors, the variance between organisations added if asked for."""
    z = (y - centre) / np.sqrt(variances)
    if not over:
        return z
    phi, there = _phi(z), ~np.isnan(z)
    if phi <= 1:
        return z
    count, weights = int(there.sum()), 1 / variances[there]
    between = (count * phi - (count - 1)) / float(weights.sum() - (weights**2).sum() / weights.sum())
    adjusted: Floats = (y - centre) / np.sqrt(variances + between)
    return adjusted


def _phi(z: Floats) -> float:
    """The mean square of the distances, a tenth winsorised at each end."""
    known = z[~np.isnan(z)]
    return float((np.clip(known, *np.quantile(known, [0.1, 0.9])) ** 2).mean())


def _by_z(z: Floats, year: Year, code: str) -> Floats:
    better = -z if code in year.lower else z
    return _known(z, 1.0 + (better >= SIGNIFICANT) - (better <= -SIGNIFICANT))


def _known(values: Floats, bands: NDArray[np.floating[Any]]) -> Floats:
    return np.where(np.isnan(values), math.nan, bands).astype(np.float64)


def dispersions(file: Path, year: Year) -> dict[str, float]:
    """φ of each counted indicator that is held against England: 1 where chance explains all."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    found = {}
    for code in year.to_england:
        y, n = _shares(rows, code)
        england = _england(y, n)
        found[code] = _phi((y - england) / np.sqrt(_variances(year, code, england, n)))
    return found


def funnel_bands(rows: Sequence[Row], code: str) -> list[int | None]:
    """Bands of one share of 2016/17, held against England."""
    return [None if math.isnan(band) else round(band) for band in _to_england(rows, _2016, code)]


# --- ratings ------------------------------------------------------------------------------------------------------


def _rate(row: Row, bands: Mapping[str, Floats], place: int) -> Answer:
    own = {code: float(column[place]) for code, column in bands.items() if not math.isnan(column[place])}
    money = COLOURS[row["141b"]]
    others = sum(own.values()) / len(own)

    def overall(leadership: str) -> float:
        return 0.25 * LEADERSHIP[leadership] + 0.25 * money + 0.5 * others

    if row["165a"] not in MISSING:
        score = overall(row["165a"])
        return Answer(own, score, _headline(row, row["165a"], score))
    possible = {_headline(row, grade, overall(grade)) for grade in LEADERSHIP}
    return Answer(own, None, possible.pop() if len(possible) == 1 else None)


def _headline(row: Row, leadership: str, overall: float) -> str:
    if (leadership == "red" and row["141b"] == "red") or "yes" in (row["legal_directions"], row["special_measures"]):
        return "inadequate"
    return "outstanding" if overall >= 1.45 else "good" if overall >= 1.0 else "requires_improvement"

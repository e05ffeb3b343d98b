"""The annual assessment of CCGs worked out with plain floats, from README and manual, without any of ccgrules.

A check on the rulesets `rulesets/ccg/annual-assessment-*.rules`: what an analyst would write in an afternoon. Over-dispersion
is Spiegelhalter's additive model with winsorised z (Stat Med 2005; JRSS A 2012), as in R's FunnelPlotR.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, str]

ENGLAND_SHARES = (
    "+103a +103b +105d +122a +122c +124b +126b +128b +128c -101a -102a -105c "
    "+123b:2017/18 +123g +123h +124c -125d"
)
ENGLAND_RATES = "+105b -104a -124a -125a -127b -127e -127f -128a -123f:2018/19"
ENGLAND_MEANS = "+108a +122d +125b +125c +163a +164a -106a -106b -163b"
STANDARD_SHARES = {
    "+105a": 0.80, "-107b": 0.10, "+122b": 0.85, "+123a": 0.50, "+126a": 0.667, "+127c": 0.95, "+127d": 0.75,
    "+129a": 0.92, "-133a": 0.01, "-131a:2018/19": 0.15,
}  # fmt: skip
STANDARD_RATES = {"-107a": 1.161}
PSYCHOSIS = {"2016/17": ("123b", 0.50), "2017/18": ("123c", 0.50), "2018/19": ("123c", 0.53)}
QUARTERS = "121a 121b 121c 128d 142a 142b 144b 123j"
MILESTONES = {"127a": 8, "130a": 4}
MENTAL_HEALTH_MILESTONES = {"2016/17": "123c 123d 123e", "2017/18": "123d 123e 123f", "2018/19": "123d 123e"}
COLOURS = "141a 141b 161a 132a 166a"
YES_OR_NO = "143a 144a 145a 162a 123i"
LIMITS_THAT_ARE_MET = {"129b": 0.0, "129c": 0.0}
GRADES = {"green_star": 2.0, "green": 4 / 3, "amber": 2 / 3, "red": 0.0}
SIGNIFICANT = 1.96


@dataclass(frozen=True, slots=True)
class Assessment:
    """Of one CCG.

    Attributes:
        scores: By indicator code; indicators without a value are left out.
        overall: The weighted average, missing without leadership or finance.
        headline: The label before any moderation.
    """

    scores: dict[str, float]
    overall: float | None
    headline: str | None


def assess(rows: Sequence[Row], year: str) -> list[Assessment]:
    """Every CCG of one year's table, in its order."""
    scores: list[dict[str, float]] = [{} for _ in rows]
    for code, bands in _all_bands(rows, year):
        for at, band in bands.items():
            scores[at][code] = band
    return [_rate(row, found) for row, found in zip(rows, scores, strict=True)]


def _all_bands(rows: Sequence[Row], year: str) -> list[tuple[str, dict[int, float]]]:
    """For each indicator that the table has, the band of each row that has a value."""
    found: list[tuple[str, dict[int, float]]] = []
    for code, sign in _signed(ENGLAND_SHARES, rows, year):
        found.append((code, _against_england(rows, code, sign, binomial=True)))
    for code, sign in _signed(ENGLAND_RATES, rows, year):
        found.append((code, _against_england(rows, code, sign, binomial=False)))
    for code, sign in _signed(ENGLAND_MEANS, rows, year):
        found.append((code, _against_mean(rows, code, sign)))
    psychosis, standard = PSYCHOSIS[year]
    for spelt, target in {**STANDARD_SHARES, "+" + psychosis: standard}.items():
        for code, sign in _signed(spelt, rows, year):
            found.append((code, _against_target(rows, code, sign, target, binomial=True)))
    for spelt, target in STANDARD_RATES.items():
        for code, sign in _signed(spelt, rows, year):
            found.append((code, _against_target(rows, code, sign, target, binomial=False)))
    return found + _plain_bands(rows, year)


def _plain_bands(rows: Sequence[Row], year: str) -> list[tuple[str, dict[int, float]]]:
    found = [(code, _by_quarter(_numbers(rows, code))) for code in QUARTERS.split()]
    every_one = {**MILESTONES, **dict.fromkeys(MENTAL_HEALTH_MILESTONES[year].split(), 100)}
    for code, most in every_one.items():
        found.append((code, {at: _milestones(x, most) for at, x in _numbers(rows, code).items()}))
    for code, limit in LIMITS_THAT_ARE_MET.items():
        found.append((code, {at: 2.0 if x <= limit else 0.0 for at, x in _numbers(rows, code).items()}))
    for codes, table in (
        (COLOURS, {"green": 2.0, "amber": 1.0, "red": 0.0}),
        (YES_OR_NO, {"yes": 2.0, "no": 0.0}),
        ("165a", GRADES),
    ):
        for code in codes.split():
            words = {at: row.get(code, "") for at, row in enumerate(rows)}
            found.append((code, {at: table[word] for at, word in words.items() if word in table}))
    return found


def _rate(row: Row, scores: dict[str, float]) -> Assessment:
    leadership, finance = scores.get("165a"), scores.get("141b")
    others = [score for code, score in scores.items() if code not in ("165a", "141b")]
    overall = None
    if leadership is not None and finance is not None and others:
        overall = 0.25 * leadership + 0.25 * finance + 0.5 * math.fsum(others) / len(others)
    if row.get("165a") == row.get("141b") == "red" or "yes" in (row["legal_directions"], row["special_measures"]):
        return Assessment(scores, overall, "inadequate")
    if overall is None:
        return Assessment(scores, None, None)
    cuts = (("outstanding", 1.45), ("good", 1.0))
    return Assessment(scores, overall, next((name for name, cut in cuts if overall >= cut), "requires_improvement"))


def _signed(spelt: str, rows: Sequence[Row], year: str) -> list[tuple[str, int]]:
    """Codes with +1 where higher is better and -1 where lower is; `:YEAR` is the first year of that form."""
    out = []
    for word in spelt.split():
        code, _, first = word[1:].partition(":")
        if year >= first and any(column == code or column.startswith(code + ".") for column in rows[0]):
            out.append((code, 1 if word[0] == "+" else -1))
    return out


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None  # empty, or a mark of suppression


def _numbers(rows: Sequence[Row], column: str) -> dict[int, float]:
    found = {at: _number(row.get(column)) for at, row in enumerate(rows)}
    return {at: x for at, x in found.items() if x is not None}


def _counts(rows: Sequence[Row], code: str) -> dict[int, tuple[float, float]]:
    above, below = _numbers(rows, f"{code}.numerator"), _numbers(rows, f"{code}.denominator")
    return {at: (above[at], below[at]) for at in above if below.get(at)}


def _against_england(rows: Sequence[Row], code: str, sign: int, *, binomial: bool) -> dict[int, float]:
    counts = _counts(rows, code)
    if not counts:
        return {}
    target = sum(n for n, _ in counts.values()) / sum(d for _, d in counts.values())
    spread = target * (1 - target) if binomial else target
    return _banded(
        {at: sign * (n / d - target) for at, (n, d) in counts.items()},
        {at: spread / d for at, (_, d) in counts.items()},
    )


def _against_target(
    rows: Sequence[Row], code: str, sign: int, target: float, *, binomial: bool
) -> dict[int, float]:
    spread = target * (1 - target) if binomial else target
    counts = _counts(rows, code)
    return {at: _band(sign * (n / d - target) / math.sqrt(spread / d)) for at, (n, d) in counts.items()}


def _against_mean(rows: Sequence[Row], code: str, sign: int) -> dict[int, float]:
    lower, upper = _numbers(rows, f"{code}.lower_limit"), _numbers(rows, f"{code}.upper_limit")
    values = _numbers(rows, code)
    if not values:
        return {}
    target = math.fsum(values.values()) / len(values)
    known = [at for at in values if at in lower and at in upper]
    return _banded(
        {at: sign * (values[at] - target) for at in known},
        {at: ((upper[at] - lower[at]) / 3.92) ** 2 for at in known},
    )


def _banded(distances: dict[int, float], variances: dict[int, float]) -> dict[int, float]:
    """Bands by z with additive over-dispersion: variance between CCGs by the method of moments."""
    naive = {at: distances[at] / math.sqrt(variances[at]) for at in distances}
    low, high = _quantile(list(naive.values()), 0.1), _quantile(list(naive.values()), 0.9)
    squares = math.fsum(min(max(z, low), high) ** 2 for z in naive.values())
    weights = [1 / v for v in variances.values()]
    total = math.fsum(weights)
    room = total - math.fsum(w * w for w in weights) / total
    between = max(0.0, (squares - (len(naive) - 1)) / room) if room > 0 and squares > len(naive) else 0.0
    return {at: _band(distances[at] / math.sqrt(variances[at] + between)) for at in distances}


def _band(z: float) -> float:
    return 2.0 if z >= SIGNIFICANT else 0.0 if z <= -SIGNIFICANT else 1.0


def _by_quarter(values: dict[int, float]) -> dict[int, float]:
    if not values:
        return {}
    low, high = _quantile(list(values.values()), 0.25), _quantile(list(values.values()), 0.75)
    return {at: 2.0 if x > high else 0.0 if x < low else 1.0 for at, x in values.items()}


def _milestones(value: float, every_one: float) -> float:
    return 2.0 if value >= every_one else 1.0 if value >= every_one / 2 else 0.0


def _quantile(values: Sequence[float], share: float) -> float:
    """Linear interpolation (R's type 7)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])

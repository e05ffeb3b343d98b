"""The fictional annual assessment once more, in plain Python and by another road, to check what the rules give.

It knows nothing of ccgrules: it reads the two CSV files and works out the headline, the two clinical areas and the
grade of patients' rights as a person with a spreadsheet would.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

MARGIN = Fraction(3, 100)
POOLED_LOW = ("H1a", "H2a")
POOLED_HIGH = ("H3a", "C1a")
# Indicator: upper level, lower level, and whether lower is better; shares as shares.
LEVELS = {
    "H5a": ("80", "65", False),
    "H7a": ("1.161", "1.25", True),
    "H7b": ("0.10", "0.12", True),
    "C1b": ("0.85", "0.80", False),
    "C1c": ("75", "70", False),
    "C2a": ("0.50", "0.45", False),
    "C2b": ("0.53", "0.45", False),
    "C2c": ("100", "75", False),
    "C3b": ("0.75", "0.60", False),
    "C5a": ("0.667", "0.60", False),
    "C5b": ("0.78", "0.72", False),
    "C6a": ("0.95", "0.90", False),
    "C6c": ("8", "6", False),
    "C7b": ("100", "90", False),
    "C8a": ("0.92", "0.87", False),
    "C8b": ("0.01", "0.03", True),
}
QUARTERS_ALL = {"H3b": 1, "H5b": 1, "H6a": -1, "H8a": 1, "C1d": 1, "C4a": -1, "C4b": 1, "V1a": 1, "L2b": 1, "L2c": 1}
QUARTERS_SIMILAR = {"H4a": -1, "C3a": -1, "C6b": -1, "C6d": -1, "C7a": 1, "C7c": 1}
RAG = {"green": 2, "amber": 1, "red": 0}
LEADERSHIP = {"green_star": Fraction(2), "green": Fraction(3, 2), "amber": Fraction(1, 2), "red": Fraction(0)}
RIGHTS = ("C1b", "C6a", "C8a", "C8b")
DEMENTIA = {
    (2, 2): "top_performing",
    (2, 1): "performing_well",
    (2, 0): "needs_improvement",
    (1, 2): "performing_well",
    (1, 1): "needs_improvement",
    (1, 0): "needs_improvement",
    (0, 2): "needs_improvement",
    (0, 1): "greatest_need",
    (0, 0): "greatest_need",
}
ORDER = ("outstanding", "good", "requires_improvement", "inadequate")
AREAS = ("top_performing", "performing_well", "needs_improvement", "greatest_need")

Row = dict[str, str]
Figures = dict[str, Fraction]
Answer = dict[str, str | Fraction | None]


def assess(folder: Path) -> dict[tuple[str, str], Answer]:
    """Headline, dementia, cancer, rights and weighted score, for each organisation and period."""
    setting = {row["organisation"]: row["setting"] for row in _read(folder / "organisations.csv")}
    answers: dict[tuple[str, str], Answer] = {}
    rows = _read(folder / "indicators.csv")
    for period in sorted({row["period"] for row in rows}):
        now = [row for row in rows if row["period"] == period]
        scores = _scores(now, setting)
        for row, own in zip(now, scores, strict=True):
            code = row["organisation"]
            before = answers.get((code, _before(period)))
            answers[code, period] = _rate(row, own, before)
    return answers


def _before(period: str) -> str:
    year = int(period[:4]) - 1
    return f"{year}/{(year + 1) % 100:02}"


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> Fraction | None:
    return None if text in ("", "..", "*", "[c]") else Fraction(text)


def _share(row: Row, code: str) -> Fraction | None:
    over, under = _number(row[f"{code}.numerator"]), _number(row[f"{code}.denominator"])
    return None if over is None or under is None else over / under


def _value(row: Row, code: str) -> Fraction | None:
    return _share(row, code) if f"{code}.numerator" in row else _number(row[code])


def _level(value: Fraction, upper: Fraction, lower: Fraction, lower_is_better: bool) -> int:
    if lower_is_better:
        value, upper, lower = -value, -upper, -lower
    return 2 if value >= upper else 1 if value >= lower else 0


def _scores(rows: Sequence[Row], setting: dict[str, str]) -> list[Figures]:
    scores: list[Figures] = [{} for _ in rows]

    def put(code: str, score: Callable[[int, Fraction], int]) -> None:
        for place, row in enumerate(rows):
            value = _value(row, code)
            if value is not None:
                scores[place][code] = Fraction(score(place, value))

    for code, (upper, lower, low) in LEVELS.items():
        put(code, lambda _, v, u=Fraction(upper), w=Fraction(lower), low=low: _level(v, u, w, low))  # type: ignore[misc]
    for code in (*POOLED_LOW, *POOLED_HIGH):
        both = [r for r in rows if _share(r, code) is not None]
        over = sum(Fraction(r[f"{code}.numerator"]) for r in both)
        national = over / sum(Fraction(r[f"{code}.denominator"]) for r in both)
        sign = -1 if code in POOLED_LOW else 1
        put(code, lambda _, v, n=national, s=sign: _level(v, n + s * MARGIN, n - s * MARGIN, s < 0))  # type: ignore[misc]
    for code, sign in (QUARTERS_ALL | QUARTERS_SIMILAR).items():
        peers = [None if code in QUARTERS_ALL else setting[row["organisation"]] for row in rows]
        values = [_value(row, code) for row in rows]
        put(code, lambda place, v, p=peers, vs=values, s=sign: _quarter(place, v, p, vs, s))  # type: ignore[misc]
    return scores


def _quarter(
    place: int, value: Fraction, peers: Sequence[str | None], values: Sequence[Fraction | None], sign: int
) -> int:
    others = [sign * v for v, peer in zip(values, peers, strict=True) if v is not None and peer == peers[place]]
    share = Fraction(sum(v > sign * value for v in others), len(others) - 1)
    return 2 if share <= Fraction(1, 4) else 1 if share < Fraction(3, 4) else 0


def _rate(row: Row, own: Figures, before: Answer | None) -> Answer:
    own["V1b"] = Fraction(2 if row["V1b"] == "yes" else 0)
    if row["L2a"]:
        own["L2a"] = Fraction(2 if row["L2a"] == "yes" else 0)
    halves = {"H7a", "H7b"}
    weights = {code: Fraction(1, 2) if code in halves else Fraction(1) for code in own}
    performance = sum((own[code] * weights[code] for code in own), Fraction(0)) / sum(weights.values())
    finance = Fraction(RAG[row["F1a"]] + RAG[row["F1b"]], 2)
    leadership = LEADERSHIP.get(row["L1a"])
    overall = None if leadership is None else leadership / 4 + finance / 4 + performance / 2
    rights = _rights(own, before)
    answer: Answer = {"overall": overall, "rights": rights, "performance": performance}
    answer |= {f"{code} status": str(own[code]) if code in own else None for code in RIGHTS}
    answer["headline"] = _headline(row, overall, rights, before)
    answer["dementia_rating"] = _dementia(own)
    answer["cancer_rating"] = _cancer(own)
    return answer


def _rights(own: Figures, before: Answer | None) -> str | None:
    known = [own[code] for code in RIGHTS if code in own]
    again = before is not None and any(before[f"{c} status"] == "0" and own.get(c) == 0 for c in RIGHTS)
    reds = known.count(Fraction(0))
    if again:
        return "red"
    if len(known) < 3:
        return None
    return "red" if reds >= 2 else "amber_red" if reds == 1 else "amber_green" if Fraction(1) in known else "green"


def _headline(row: Row, overall: Fraction | None, rights: str | None, before: Answer | None) -> str | None:
    """The only rating that all labels lead to which what is missing might have led to, if there is one."""
    if row["formed_this_year"] == "yes":
        return "not rated"
    finance_red = row["F1b"] == "red"
    again = before is not None and before["headline"] == "inadequate"
    labels = {3} if row["L1a"] == "red" and finance_red else _bands(overall)
    found = set()
    for label in labels:
        for rights_red in {rights == "red"} if rights else {False, True}:
            held = max(label, 1 if rights_red else 0, 2 if finance_red or again else 0)
            found.add(3 if row["legal_directions"] == "yes" and finance_red else held)
    return ORDER[found.pop()] if len(found) == 1 else None


def _bands(overall: Fraction | None) -> set[int]:
    if overall is None:
        return {0, 1, 2}
    return {0 if overall >= Fraction("1.6") else 1 if overall >= 1 else 2}


def _dementia(own: Figures) -> str | None:
    return DEMENTIA.get((int(own.get("C5a", Fraction(9))), int(own.get("C5b", Fraction(9)))))


def _cancer(own: Figures) -> str | None:
    known = [own[code] for code in ("C1a", "C1b", "C1c", "C1d") if code in own]
    if len(known) < 3:
        return None
    mean = sum(known, Fraction(0)) / len(known)
    cuts = (Fraction("1.5"), Fraction("1.1"), Fraction("0.6"))
    label = next((place for place, cut in enumerate(cuts) if mean >= cut), 3)
    if "C1b" not in own and label < 2:
        return None
    return AREAS[max(label, 2) if own.get("C1b") == 0 else label]

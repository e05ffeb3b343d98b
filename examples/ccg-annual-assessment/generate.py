"""Makes the invented data of this example: `python generate.py` rewrites indicators.csv and organisations.csv.

Everybody in it is invented. Each group has a hidden quality, which moves a little from year to year; every figure
leans on it and on chance. Only `random.Random(seed).random()` is used, which gives the same numbers
in every version of Python.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
PERIODS = ("2030/31", "2031/32")
STEMS = (
    *("Aster", "Brack", "Corv", "Drell", "Esk", "Fenn", "Glim", "Hask"),
    *("Iver", "Kest", "Lorn", "Osk", "Quill", "Thrum", "Wex", "Yarl"),
)
ENDINGS = ("holt", "mere", "stow and Vale", "wick Fells")
SETTINGS = ("urban", "town", "rural")

# Indicators with a numerator and a denominator: code, typical share, its spread (positive: better groups have more),
# typical denominator.
COUNTED = (
    ("H1a", 0.11, -0.03, 2400),
    ("H2a", 0.34, -0.03, 3100),
    ("H3a", 0.40, 0.03, 14000),
    ("H7b", 0.105, -0.02, 120000),
    ("C1a", 0.53, 0.03, 900),
    ("C1b", 0.83, 0.04, 420),
    ("C2a", 0.49, 0.04, 2600),
    ("C2b", 0.58, 0.09, 60),
    ("C3b", 0.66, 0.09, 900),
    ("C5a", 0.66, 0.05, 3800),
    ("C5b", 0.77, 0.04, 2300),
    ("C6a", 0.915, 0.035, 92000),
    ("C8a", 0.90, 0.03, 18000),
    ("C8b", 0.019, -0.012, 5200),
)

# Plain figures: code, typical figure, its spread (positive: better groups have more), decimals, lowest, highest.
PLAIN = (
    ("H3b", 11.0, 5.0, 1, 0, 100),
    ("H4a", 2050.0, -260.0, 0, 900, 4000),
    ("H5a", 72.0, 12.0, 1, 0, 100),
    ("H5b", 24.0, 11.0, 1, 0, 200),
    ("H6a", 1900.0, -380.0, 0, 400, 4000),
    ("H7a", 1.17, -0.08, 3, 0.5, 2),
    ("H8a", 0.79, 0.02, 2, 0, 1),
    ("C1c", 72.5, 1.8, 1, 0, 100),
    ("C1d", 8.7, 0.15, 1, 0, 10),
    ("C3a", 52.0, -14.0, 0, 5, 150),
    ("C4a", 5.1, -0.9, 1, 0, 15),
    ("C4b", 81.0, 2.5, 1, 0, 100),
    ("C6b", 11.5, -4.0, 1, 0, 50),
    ("C6d", 480.0, -60.0, 0, 200, 900),
    ("C7a", 83.0, 3.5, 1, 0, 100),
    ("C7b", 93.0, 8.0, 1, 0, 100),
    ("C7c", 1.05, 0.10, 2, 0.3, 3),
    ("V1a", 61.0, 11.0, 1, 0, 100),
    ("L2b", 3.79, 0.06, 2, 0, 5),
    ("L2c", 68.0, 6.0, 1, 0, 100),
)

# Labels: code, then the labels from best to worst with the hidden score from which each is given.
GRADED = (
    ("F1a", (("green", 0.0), ("amber", -1.2), ("red", -9.0))),
    ("F1b", (("green", 0.2), ("amber", -1.0), ("red", -9.0))),
    ("L1a", (("green_star", 1.3), ("green", -0.3), ("amber", -1.4), ("red", -9.0))),
    ("V1b", (("yes", -1.1), ("no", -9.0))),
    ("L2a", (("yes", -1.5), ("no", -9.0))),
)


def main() -> None:
    """Write both files."""
    chance = random.Random(20310401)  # noqa: S311 - invented figures, not secrets
    groups = _groups(chance)
    rows = [_row(chance, group, period) for period in PERIODS for group in groups]
    header = ["organisation", "period", "legal_directions", "formed_this_year"]
    header += [f"{code}.{part}" for code, *_ in COUNTED for part in ("numerator", "denominator")]
    header += [code for code, *_ in (*PLAIN, *GRADED)] + ["C2c", "C6c"]
    _write("indicators.csv", header, rows)
    _write("organisations.csv", ["organisation", "name", "setting"], groups)


def _groups(chance: random.Random) -> list[dict[str, object]]:
    names = [f"{stem}{ending}" for stem in STEMS for ending in ENDINGS]
    return [
        {
            "organisation": f"FIC{number:02}",
            "name": name,
            "setting": SETTINGS[int(chance.random() * 3)],
            "quality": _bell(chance),
            "size": 0.5 + chance.random(),
        }
        for number, name in enumerate(names, 1)
    ]


def _row(chance: random.Random, group: dict[str, object], period: str) -> dict[str, object]:
    quality = 0.85 * float(str(group["quality"])) + 0.5 * _bell(chance) + (0.15 if period == PERIODS[1] else 0.0)
    row: dict[str, object] = {
        "organisation": group["organisation"],
        "period": period,
        "legal_directions": "yes" if quality < -0.9 else "no",
        "formed_this_year": "yes" if period == PERIODS[1] and group["organisation"] in ("FIC23", "FIC51") else "no",
    }
    for code, share, spread, people in COUNTED:
        _counted(chance, row, code, share + spread * _lean(chance, quality), people * float(str(group["size"])))
    for code, typical, spread, decimals, low, high in PLAIN:
        figure = min(max(typical + spread * _lean(chance, quality), low), high)
        row[code] = _withheld(chance) or f"{figure:.{decimals}f}"
    for code, grades in GRADED:
        hidden = 0.6 * quality + 0.7 * _bell(chance)
        row[code] = next(label for label, least in grades if hidden >= least)
    if (group["organisation"], period) == ("FIC37", PERIODS[1]):
        row["L1a"] = ".."
    row["C2c"] = (50, 75, 75, 100, 100)[min(int((2.5 + quality) * 1.2), 4) if quality > -2.5 else 0]
    row["C6c"] = min(max(round(6.2 + 1.2 * _lean(chance, quality)), 0), 8)
    return row


def _counted(chance: random.Random, row: dict[str, object], code: str, share: float, people: float) -> None:
    denominator = round(people * (0.8 + 0.4 * chance.random()))
    numerator = round(min(max(share, 0.001), 0.999) * denominator)
    small = code == "C2b" and denominator < 40
    row[f"{code}.numerator"] = "*" if small else _withheld(chance) or numerator
    row[f"{code}.denominator"] = denominator


def _withheld(chance: random.Random) -> str:
    """Now and then a figure was not sent (`..`) or is withheld because numbers are small (`[c]`)."""
    draw = chance.random()
    return "[c]" if draw < 0.006 else ".." if draw < 0.012 else ""


def _lean(chance: random.Random, quality: float) -> float:
    return 0.6 * quality + 0.8 * _bell(chance)


def _bell(chance: random.Random) -> float:
    """About a standard normal number."""
    return sum(chance.random() for _ in range(12)) - 6.0


def _write(name: str, header: list[str], rows: list[dict[str, object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()

"""Makes all data of the fictional England: `python generate.py` rewrites them, the same in every version of Python.

Everybody in it is invented. README.md says how figures come about.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from early import COMPONENTS, INTERIM, conditions, delegate, finances, outcomes
from figures import Cells, Spec, fill
from framework import SPECS
from places import MERGED, YEARS, Organisation, Succession, found, merge

HERE = Path(__file__).parent
LEADERLESS = (2018, 40)
"""In this year, the organisation at this place has not had its leadership graded."""


def main() -> None:
    """Write all files."""
    founders = found()
    successions = merge(founders)
    everyone = founders + [one.after for one in successions]
    _write_organisations(founders, successions)
    _write_succession(successions)
    _write_interim([o for o in founders if o.open_in(2013)], founders)
    _write_assessment([o for o in founders if o.open_in(2015)], founders)
    for year in (2016, 2017, 2018):
        now = sorted((o for o in everyone if o.open_in(year)), key=lambda o: o.code)
        _write_framework(year, now, founders)


def _label(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _rows(
    specs: Sequence[Spec], year: int, period: str, now: Sequence[Organisation], founders: Sequence[Organisation]
) -> dict[str, Cells]:
    rows = {o.code: {"organisation": o.code, "name": o.name, "period": period} for o in now}
    for spec in specs:
        _join(rows, fill(spec, year, period, now, founders))
    return rows


def _join(rows: dict[str, Cells], more: dict[str, Cells]) -> None:
    for code, cells in more.items():
        rows[code] |= cells


def _write_interim(now: Sequence[Organisation], founders: Sequence[Organisation]) -> None:
    both: list[Cells] = []
    decided = [
        "# What the area teams decided in each quarter, at the assurance meetings that followed it.",
        "decisions:",
    ]
    for quarter, left in zip(("Q1", "Q2"), conditions(now, 2013), strict=True):
        period = f"{quarter} {_label(2013)}"
        rows = _rows(INTERIM, 2013, period, now, founders)
        _join(rows, finances(now, 2013, period))
        _join(rows, left)
        both += rows.values()
        decided += outcomes(now, 2013, period, rows)
    _write("interim-2013-14.csv", both)
    _write_lines("decisions-2013-14.yaml", decided)


def _write_assessment(now: Sequence[Organisation], founders: Sequence[Organisation]) -> None:
    rows = _rows(COMPONENTS, 2015, _label(2015), now, founders)
    delegate(rows)
    _write("assessment-2015-16.csv", list(rows.values()))


def _write_framework(year: int, now: Sequence[Organisation], founders: Sequence[Organisation]) -> None:
    specs = [spec for spec in SPECS if spec.since <= year <= spec.until]
    rows = list(_rows(specs, year, _label(year), now, founders).values())
    if year == LEADERLESS[0]:
        rows[LEADERLESS[1]]["165a"] = "[x]"
    _write(f"iaf-{year}-{(year + 1) % 100}.csv", rows)


def _write_organisations(founders: Sequence[Organisation], successions: Sequence[Succession]) -> None:
    """A row for each code; the population is that of the last year."""
    joined = {one.after.code: one.after for one in successions}
    last = {o.code: o for o in founders} | joined
    rows = []
    for code, organisation in sorted(last.items()):
        kept = code in joined and any(o.code == code for o in organisation.parts)
        rows.append(
            {
                "organisation": code,
                "name": organisation.name,
                "region": organisation.region,
                "county": organisation.county,
                "setting": organisation.setting,
                "population": str(organisation.population),
                "aged_65_and_over": f"{100 * organisation.older:.1f}",
                "deprivation": f"{20 + 8 * organisation.deprivation:.1f}",
                "first_year": _label(YEARS[0] if kept else organisation.opened),
                "last_year": "" if organisation.closed is None else _label(MERGED - 1),
            }
        )
    _write("organisations.csv", rows)


def _write_succession(successions: Sequence[Succession]) -> None:
    lines = [f"# In {_label(MERGED)}, 24 organisations become 12, and so 207 become 195.", "successions:"]
    for one in successions:
        lines += [
            "",
            f"  - period: {_label(MERGED)}",
            f"    from: [{', '.join(sorted(part.code for part in one.before))}]",
            f"    to: [{one.after.code}]",
            f'    because: "{one.because}"',
        ]
    _write_lines("succession.yaml", lines)


def _write_lines(name: str, lines: Sequence[str]) -> None:
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _write(name: str, rows: Sequence[Cells]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()

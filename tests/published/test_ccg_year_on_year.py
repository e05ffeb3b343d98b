"""The year-on-year table of the CCG annual assessment 2018/19.

Published were the percentages, and changes relative to them. The counts are the only whole numbers of 207 and of 195
that round to them; no organisation is named.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from click.testing import CliRunner

import ccgrules
from ccgrules.cli.main import cli
from ccgrules.differences.years.comparison import Comparison, Row

EARLIER = {"outstanding": 20, "good": 100, "requires_improvement": 69, "inadequate": 18}
LATER = {"outstanding": 24, "good": 102, "requires_improvement": 58, "inadequate": 11}

# Published: percent of 2017-18 and of 2018-19, and the change relative to the former.
PUBLISHED = {
    "Outstanding": ("9.7", "12.3", "26.8"),
    "Good": ("48.3", "52.3", "8.3"),
    "Outstanding or good": ("58.0", "64.6", "11.4"),
    "Requires improvement": ("33.3", "29.7", "-10.8"),
    "Inadequate": ("8.7", "5.6", "-35.6"),
}
# From the counts: 24/195 over 20/207 is 4968/3900, and so on.
EXACT = {
    "Outstanding": Fraction(4968, 3900),
    "Good": Fraction(102 * 207, 195 * 100),
    "Outstanding or good": Fraction(126 * 207, 195 * 120),
    "Requires improvement": Fraction(58 * 207, 195 * 69),
    "Inadequate": Fraction(11 * 207, 195 * 18),
}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return ccgrules.compare(
        EARLIER, LATER, years=("2017-18", "2018-19"), combine={"Outstanding or good": ("outstanding", "good")}
    )


def _row(comparison: Comparison, title: str) -> Row:
    return next(row for row in comparison.rows if row.title == title)


def _rounded(value: Fraction | None) -> str:
    """To one place, a half away from nought; by integers, as the tests' own."""
    assert value is not None
    tenths = (abs(value.numerator) * 20 + value.denominator) // (2 * value.denominator)
    return f"{'-' if value < 0 else ''}{tenths // 10}.{tenths % 10}"


@pytest.mark.parametrize("title", PUBLISHED)
def test_percentages_are_as_published(comparison: Comparison, title: str) -> None:
    assert tuple(_rounded(cell.percent) for cell in _row(comparison, title).cells) == PUBLISHED[title][:2]


@pytest.mark.parametrize("title", PUBLISHED)
def test_changes_of_the_rounded_percentages_are_as_published(comparison: Comparison, title: str) -> None:
    (change,) = _row(comparison, title).changes
    assert _rounded(change.rounded_relative) == PUBLISHED[title][2]


@pytest.mark.parametrize("title", EXACT)
def test_changes_from_the_counts_are_exact(comparison: Comparison, title: str) -> None:
    (change,) = _row(comparison, title).changes
    assert change.relative == 100 * (EXACT[title] - 1)


@pytest.mark.parametrize(("counts", "total"), [(EARLIER, 207), (LATER, 195)])
def test_no_other_counts_round_to_the_published_percentages(counts: dict[str, int], total: int) -> None:
    place = 0 if total == 207 else 1
    for label, count in counts.items():
        title = label.replace("_", " ").capitalize()
        fitting = [n for n in range(total + 1) if _rounded(Fraction(100 * n, total)) == PUBLISHED[title][place]]
        assert fitting == [count]


def test_the_command_prints_them() -> None:
    scale = ["--scale", ",".join(EARLIER), "--years", "2017-18,2018-19", "--rounded"]
    counts = [part for year in (EARLIER, LATER) for part in ("--counts", ",".join(map(str, year.values())))]
    combined = ["--combine", "Outstanding or good=outstanding,good"]

    answer = CliRunner().invoke(cli, ["compare", *counts, *scale, *combined])

    assert answer.exit_code == 0
    text = "\n".join(" ".join(line.split()) for line in answer.output.splitlines())
    for row in (
        "Outstanding 20 9.7 24 12.3 +2.6 +27.4 % +2.6 +26.8 %",
        "Good 100 48.3 102 52.3 +4.0 +8.3 % +4.0 +8.3 %",
        "Requires improvement 69 33.3 58 29.7 −3.6 −10.8 % −3.6 −10.8 %",
        "Inadequate 18 8.7 11 5.6 −3.1 −35.1 % −3.1 −35.6 %",
        "Outstanding or good 120 58.0 126 64.6 +6.6 +11.5 % +6.6 +11.4 %",
        "All 207 100.0 195 100.0",
    ):
        assert f"\n{row}\n" in text

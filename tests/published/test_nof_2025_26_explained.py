"""Quarter 3 of 2025/26 with all that is known at once: metric scores of 61 trusts, published averages of 130 others.

The quartiles are then those of 191 trusts, and the rating of a real trust can be explained down to its metrics.
Figures: NHS England (Open Government Licence v3.0). That all 61 adjusted segments follow was found by an
independent script.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from published.nof import RULES, all_trusts, trust_figures

import ccgrules

QUARTER = "Q3 2025/26"


@pytest.fixture(scope="module")
def run(project: Path, shared_data: Path) -> ccgrules.Run:
    return ccgrules.load(project / RULES / "2025-26.rules").run(all_trusts(shared_data))


def test_segments_from_metric_scores_and_pooled_quartiles(run: ccgrules.Run, shared_data: Path) -> None:
    figures = trust_figures(shared_data)
    own = {trust: row for (trust, quarter), row in figures.items() if quarter == QUARTER}
    published = {trust: f"segment_{int(Fraction(row['OF5000']))}" for trust, row in own.items()}

    ours = dict(zip(run.result.keys.organisations, run.result.values("segment"), strict=True))

    assert len(published) == 61
    assert {trust: ours[trust] for trust in published} == published


def test_a_reader_can_work_the_rating_out_again(run: ccgrules.Run, shared_data: Path) -> None:
    """One trust that the financial override holds at segment 3: what its page says is what was published."""
    figures = trust_figures(shared_data)["RP7", QUARTER]
    scored = [figures[m] for m in figures if m.startswith("OF1") and m not in ("OF1079", "OF1081")]

    text = " ".join(str(run.explain("RP7")).split())

    terms, count = _average(text)
    assert sorted(terms) == sorted(Fraction(score) for score in scored)
    assert count == len(scored)
    assert abs(sum(terms, Fraction(0)) / count - Fraction(figures["OF5002"])) <= Fraction(1, 100)
    assert text.count("(RP7) is in segment 3") == 1
    assert "191 of 196 trusts" in text
    assert all(f"below {cut} is segment {number}" in text for number, cut in enumerate(("2.09", "2.36", "2.71"), 1))
    assert "Without it: segment 2" in text
    assert "“Segments 1 and 2 are kept for organisations that live within their allocations”" in text


def _average(text: str) -> tuple[list[Fraction], int]:
    """The scores and their number, read from the line of arithmetic."""
    line = re.search(r"Average metric score [\d.]+ = \(([\d. +]+)\) / (\d+) =", text)
    assert line is not None
    return [Fraction(term) for term in line[1].split(" + ")], int(line[2])

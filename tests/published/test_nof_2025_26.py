"""The NHS Oversight Framework 2025/26 on 61 mental health and community trusts in three quarters.

Figures: NHS England (Open Government Licence v3.0), read where they lie beside the project. The numbers of equal
averages and domain scores were counted by an independent script: the others hang on digits that were not published.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from published.nof import DOMAINS, RULES, TRUSTS_FILE, Compared, hundredths, trust_figures, within, without

import ccgrules

MAPPING = "mapping-mental-health-community-csv.yaml"


@pytest.fixture(scope="module", params=["exact", "columns"])
def compared(request: pytest.FixtureRequest, project: Path, shared_data: Path) -> Compared:
    """Rated from the published metric scores, by either engine."""
    framework = ccgrules.load(project / RULES / "2025-26.rules")
    run = framework.run(shared_data / TRUSTS_FILE, mapping=project / RULES / MAPPING, engine=request.param)
    return Compared(run, trust_figures(shared_data))


@pytest.fixture(scope="module")
def from_values(project: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Rated from the published values, without any published score."""
    framework = ccgrules.load(project / RULES / "2025-26.rules")
    mapping = tmp_path_factory.mktemp("mapping") / "values.yaml"
    mapping.write_text(without((project / RULES / MAPPING).read_text(encoding="utf-8"), ("OF1",)), encoding="utf-8")
    return Compared(framework.run(shared_data / TRUSTS_FILE, mapping=mapping), trust_figures(shared_data))


def test_averages(compared: Compared) -> None:
    pairs = compared.pairs("average_score", "OF5002")

    assert len(pairs) == 183
    assert all(within(ours, theirs) for ours, theirs in pairs)
    assert sum(hundredths(ours) == theirs for ours, theirs in pairs) == 174


def test_domain_scores(compared: Compared) -> None:
    pairs = [pair for name, (theirs, _) in DOMAINS.items() for pair in compared.pairs(f"{name}.score", theirs)]

    assert len(pairs) == 903
    assert all(within(ours, theirs) for ours, theirs in pairs)
    assert sum(hundredths(ours) == theirs for ours, theirs in pairs) == 748


def test_adjusted_segment(compared: Compared) -> None:
    """From the published segment before adjustment and override flag, before the improvement programme."""
    pairs = compared.segments("segment.after_1", "OF5000")

    assert len(pairs) == 183
    assert all(ours == theirs for ours, theirs in pairs)


def test_segment_5(compared: Compared) -> None:
    """The final segment, published for quarters 1 and 2; five trust-quarters are in the programme."""
    pairs = compared.segments("segment", "OF5005")

    assert len(pairs) == 122
    assert all(ours == theirs for ours, theirs in pairs)
    assert sum(ours == 5 for ours, _ in pairs) == 5


@pytest.mark.parametrize(
    ("ours", "theirs"), [("OF0079.score", "OF1079"), ("OF0081.score", "OF1081"), ("OF0080.score", "OF1080")]
)
def test_finance_from_values(from_values: Compared, ours: str, theirs: str) -> None:
    pairs = from_values.pairs(ours, theirs)

    assert len(pairs) == 183
    assert all(score == figure for score, figure in pairs)


def test_floor_from_values(from_values: Compared) -> None:
    """Urgent community response: 4.00 below the floor of 70 %, under 4.00 at or above it, as published."""
    pairs = from_values.pairs("OF0057.score", "OF1057")

    assert len(pairs) == 113
    assert all(isinstance(score, Fraction) and 1 <= score <= 4 for score, _ in pairs)
    assert all((score == 4) == (figure == 4) for score, figure in pairs)
    assert sum(score == 4 for score, _ in pairs) == 13

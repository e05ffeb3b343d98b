"""What every shipped ruleset's own tests hold it to: at least 95 of 100 small changes, and the others are explained."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ccgrules import pipeline

PROJECT = Path(__file__).parents[3]
RULESETS = sorted([*PROJECT.glob("rulesets/**/*.rules"), *PROJECT.glob("examples/**/*.rules")])
AT_LEAST = Fraction(95, 100)


@pytest.mark.slow
@pytest.mark.parametrize("path", RULESETS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_own_tests_notice_changes(path: Path) -> None:
    mutated = pipeline.mutate(pipeline.check(path))

    assert mutated.failing == ()
    assert mutated.findings == ()
    assert mutated.report is not None
    assert mutated.report.score >= AT_LEAST
    unexplained = [one.mutant.edit.words() for one in mutated.report.unnoticed if one.because is None]
    assert unexplained == []

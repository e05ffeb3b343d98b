"""A small framework to try values on; what comes of it is worked out by hand beside the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import ccgrules
from ccgrules import comparing, pipeline
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.rules.load import Loaded, load_text
from ccgrules.differences.whatif.forms import Sweep, Tried, WhatIf

RULES = """framework clinics "Clinics"
  language 1
  version  "2031"
  rates    clinic "Clinic"
  scores better higher
  source   guide "Guide"
  result   grade

scale grades "Grades" best first
  good "Good"
  fair "Fair"
  poor "Poor"

group access "Access"

indicator waits "Seen within four weeks" in access
  data      percent
  better    higher
  standard  90%
    cite guide "Table 1"
  score
    2  when value meets standard
    1  when value >= fair_from
    0  otherwise

indicator calls "Calls answered" in access
  data    percent
  better  higher
  score
    2  when value >= 95%
    0  otherwise

measure overall "Score" = mean(access.indicators.score)
  better higher
  shown to 2 places

parameter fair_from "Lowest share that scores 1" = 80% between 70% and 89%

parameter good_from "Lowest score for Good" = 1.5 between 1.2 and 1.8

rating grade "Grade" on grades
  good  when overall >= good_from
  fair  when overall >= 1
  poor  otherwise
  no better than fair  when calls.value < 50%

test "a clinic that nobody can call"
  given  overall = 2, calls.value = 40%
  expect grade is fair
"""

ROWS: Sequence[Mapping[str, str]] = [
    {"organisation": "A", "name": "Alder", "waits": "94", "calls": "96"},  # 2 and 2: 2, good
    {"organisation": "B", "name": "Beech", "waits": "94", "calls": "80"},  # 2 and 0: 1, fair
    {"organisation": "C", "name": "Cedar", "waits": "85", "calls": "96"},  # 1 and 2: 1.5, good
    {"organisation": "D", "name": "Dogwood", "waits": "75", "calls": "96"},  # 0 and 2: 1, fair
    {"organisation": "E", "name": "Elm", "waits": "75", "calls": "80"},  # 0 and 0: 0, poor
    {"organisation": "F", "name": "Fir", "waits": "*", "calls": "*"},  # none
]
NOW = {"A": "good", "B": "fair", "C": "good", "D": "fair", "E": "poor", "F": None}


def loaded(text: str = RULES) -> Loaded:
    """A ruleset without errors."""
    found, findings = load_text(text)
    assert found is not None, findings
    return found


def tried(*settings: tuple[str, str], drop: Sequence[str] = (), only: Sequence[str] = (), text: str = RULES) -> Tried:
    """A ruleset with something tried, which can be."""
    found, findings = comparing.try_out(loaded(text), WhatIf(settings, tuple(drop), tuple(only)))
    assert found is not None, findings
    return found


def refused(
    *settings: tuple[str, str], drop: Sequence[str] = (), only: Sequence[str] = (), text: str = RULES
) -> tuple[Diagnostic, ...]:
    """Why something cannot be tried."""
    found, findings = comparing.try_out(loaded(text), WhatIf(settings, tuple(drop), tuple(only)))
    assert found is None
    return findings


def graded(one: Tried, rows: Sequence[Mapping[str, str]] = ROWS) -> dict[str, str | None]:
    """The grades of the clinics with what is tried."""
    rated = pipeline.rate(pipeline.plan(one.amended.ruleset), pipeline.DataOptions(list(rows)))
    assert rated.result is not None, rated.findings
    return grades_of(ccgrules.Run(rated.result))


def grades_of(run: ccgrules.Run, rating: str = "grade") -> dict[str, str | None]:
    """The labels of a run by organisation."""
    return {str(row["organisation"]): row[rating] for row in run.to_dicts([rating])}  # type: ignore[misc]


def swept(
    parameter: str,
    values: str | None,
    *,
    rows: Sequence[Mapping[str, str]] = ROWS,
    text: str = RULES,
    what: Tried | None = None,
    period: str | None = None,
) -> Sweep:
    """A sweep, which can be."""
    data = pipeline.DataOptions(list(rows))
    found, findings = comparing.sweep(what or loaded(text), parameter, values, data, period=period)
    assert found is not None, findings
    return found


def not_swept(parameter: str, values: str | None, text: str = RULES) -> tuple[Diagnostic, ...]:
    """Why a parameter cannot be swept so."""
    found, findings = comparing.sweep(loaded(text), parameter, values, pipeline.DataOptions(list(ROWS)))
    assert found is None
    return findings


def saved(folder: Path, text: str = RULES) -> Path:
    """The ruleset in a file."""
    path = folder / "clinics.rules"
    path.write_text(text, encoding="utf-8")
    return path

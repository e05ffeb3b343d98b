"""Conformance cases: every file keeps to the schema, and every case with `want_errors` gives exactly these findings.

The cases with wanted values are run by `test_values.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from ccgrules import pipeline
from ccgrules.diagnostics.render import render_plain
from ccgrules.resources import resource_text

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.yaml"))
DEFECTS = sorted(HERE.glob("defects/*.yaml"))
SOUND = sorted(HERE.glob("sound/*.yaml"))


def cases_of(path: Path) -> list[dict[str, Any]]:
    """The cases of a file; every plain value is a text, so that no figure is read as a binary number."""
    cases: list[dict[str, Any]] = YAML(typ="base", pure=True).load(path)
    return cases


def checked_cases() -> Iterator[Any]:
    for path in FILES:
        for case in cases_of(path):
            if "want_errors" in case:
                yield pytest.param(case, id=f"{path.parent.name}/{path.stem}: {case['note']}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_cases_keep_to_the_schema(path: Path) -> None:
    schema = json.loads(resource_text("schemas", "conformance.schema.json"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(cases_of(path))


def test_notes_are_unlike() -> None:
    notes = [case["note"] for path in FILES for case in cases_of(path)]
    assert sorted(notes) == sorted(set(notes))


@pytest.mark.parametrize("case", list(checked_cases()))
def test_wanted_findings(case: dict[str, Any]) -> None:
    checked = pipeline.check_text(case["ruleset"])
    findings = checked.findings
    wanted = [(one["code"], int(one["line"]), int(one["column"])) for one in case["want_errors"]]
    got = [(d.code, d.primary.span.line, d.primary.span.column) for d in findings if d.primary is not None]
    assert got == wanted, render_plain(findings)
    for one, diagnostic in zip(case["want_errors"], findings):
        example = one.get("want_example")
        assert example is None or f"example: {example}" in diagnostic.notes, render_plain(findings)
    assert (checked.ruleset is None) == any(d.severity == "error" for d in findings)


def test_every_defect_is_shown_by_an_example() -> None:
    shown = {"CCG403", "CCG510", "CCG512"}
    wanted = [one for path in DEFECTS for case in cases_of(path) for one in case["want_errors"]]
    assert [one for one in wanted if one["code"] in shown and "want_example" not in one] == []


def test_there_are_defects_and_sound_rulesets() -> None:
    assert sum(bool(case["want_errors"]) for path in DEFECTS for case in cases_of(path)) >= 120
    assert sum(case["want_errors"] == [] for path in SOUND for case in cases_of(path)) >= 40
    assert all(case["want_errors"] for path in DEFECTS for case in cases_of(path))

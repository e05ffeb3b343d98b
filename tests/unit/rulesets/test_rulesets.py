"""What every ruleset in `rulesets/` is held to.

That each is clean, in the standard layout and reached whole by its tests is held with the examples, in
`unit/examples/test_examples.py`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

import pytest

from ccgrules import pipeline
from ccgrules.model.expressions import MethodCall, Notes, Ref
from ccgrules.model.ruleset import Ruleset

PROJECT = Path(__file__).parents[3]
RULESETS = sorted(PROJECT.glob("rulesets/**/*.rules"))
CCG = [path for path in RULESETS if path.parent.name == "ccg"]
LONGEST = 600
RECONSTRUCTION = "reconstruction: "


def _name(path: Path) -> str:
    return str(path.relative_to(PROJECT / "rulesets"))


def _ruleset(path: Path) -> Ruleset:
    ruleset = pipeline.check(path).ruleset
    assert ruleset is not None
    return ruleset


def _notes(thing: object, ruleset: Ruleset) -> Iterator[Notes]:
    """The notes of a declaration, of its clauses, cases and adjustments, and of the methods and groups that it uses."""
    if isinstance(thing, Notes):
        yield thing
    elif isinstance(thing, tuple):
        yield from chain.from_iterable(_notes(part, ruleset) for part in thing)
    elif dataclasses.is_dataclass(thing):
        if isinstance(thing, MethodCall):
            yield ruleset.methods[thing.method].notes
        elif isinstance(thing, Ref) and thing.name.partition(".")[0] in ruleset.groups:
            yield ruleset.groups[thing.name.partition(".")[0]].notes
        parts = (getattr(thing, field.name) for field in dataclasses.fields(thing))
        yield from chain.from_iterable(_notes(part, ruleset) for part in parts)


# --- all -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RULESETS, ids=_name)
def test_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST


@pytest.mark.parametrize("path", RULESETS, ids=_name)
def test_a_readme_stands_beside_it_and_names_it(path: Path) -> None:
    assert path.name in (path.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", RULESETS, ids=_name)
def test_every_source_that_is_declared_is_cited(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    declared = re.findall(r"^  source +(\w+) ", text, re.MULTILINE)

    assert [name for name in declared if not re.search(rf"^ +cite {name}\b", text, re.MULTILINE)] == []


# --- the CCG family ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CCG, ids=_name)
def test_each_result_cites_a_source(path: Path) -> None:
    ruleset = _ruleset(path)

    silent = [
        name
        for declared in (ruleset.indicators, ruleset.measures, ruleset.ratings, ruleset.judgements)
        for name, declaration in declared.items()
        if not any(notes.cites for notes in _notes(declaration, ruleset))
    ]

    assert silent == []


@pytest.mark.parametrize("path", CCG, ids=_name)
def test_each_step_cites_a_source_or_is_a_reconstruction(path: Path) -> None:
    ruleset = _ruleset(path)

    silent = [
        name
        for declared in (ruleset.conditions, ruleset.parameters, ruleset.methods)
        for name, declaration in declared.items()
        if not (declaration.notes.cites or any(RECONSTRUCTION in note for note in declaration.notes.remarks))
    ]

    assert silent == []


@pytest.mark.parametrize("path", CCG, ids=_name)
def test_says_that_it_is_not_official(path: Path) -> None:
    ruleset = _ruleset(path)

    assert any("not an official statement" in note for note in ruleset.framework.notes.remarks)


@pytest.mark.parametrize(
    ("year", "indicators", "areas"), [("2016-17", 60, 29), ("2017-18", 51, 27), ("2018-19", 60, 27)]
)
def test_size_of_the_annual_assessments(year: str, indicators: int, areas: int) -> None:
    """60 indicators in 29 areas, then 51 indicators, were published; the rest follows from the changes in README."""
    ruleset = _ruleset(PROJECT / f"rulesets/ccg/annual-assessment-{year}.rules")

    domains = [name for name, group in ruleset.groups.items() if not group.groups]

    assert len(ruleset.indicators) == indicators
    assert domains == ["better_health", "better_care", "sustainability", "leadership"]
    assert len(ruleset.groups) - len(domains) == areas


@pytest.mark.parametrize("year", ["2016-17", "2017-18", "2018-19"])
def test_weights_and_cuts_are_parameters_with_a_range(year: str) -> None:
    parameters = _ruleset(PROJECT / f"rulesets/ccg/annual-assessment-{year}.rules").parameters

    assert {name: parameter.value for name, parameter in parameters.items()} == {
        "significant": Fraction("1.96"),
        "leadership_weight": Fraction(1, 4),
        "finance_weight": Fraction(1, 4),
        "outstanding_from": Fraction("1.45"),
        "good_from": Fraction(1),
    }
    assert all(None not in (parameter.low, parameter.high) for parameter in parameters.values())

"""Every ruleset and example in the repository: clean, tested, and giving what its folder says it gives."""

from __future__ import annotations

import itertools
import runpy
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from unit.examples.independent_assessment import assess

import ccgrules
from ccgrules import pipeline
from ccgrules.cli.main import cli
from ccgrules.engine.mapping import load_mapping
from ccgrules.model.types import Missing, Reason, Value
from ccgrules.resources import schema
from ccgrules.source import SourceFile
from ccgrules.syntax.format import format_file
from ccgrules.syntax.parse import parse

PROJECT = Path(__file__).parents[3]
RULESETS = sorted([*PROJECT.glob("rulesets/**/*.rules"), *PROJECT.glob("examples/**/*.rules")])
TUTORIAL = PROJECT / "examples/tutorial"
ASSESSMENT = PROJECT / "examples/ccg-annual-assessment"


def _name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.fixture(scope="module", params=["exact", "columns"])
def assessed(request: pytest.FixtureRequest) -> ccgrules.Run:
    """The annual assessment, by either engine."""
    framework = ccgrules.load(ASSESSMENT / "annual-assessment.rules")
    facts = ASSESSMENT / "organisations.csv"
    return framework.run(ASSESSMENT / "indicators.csv", organisations=facts, engine=request.param)


def _run(arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Output of the command line, run in the project's folder."""
    monkeypatch.chdir(PROJECT)
    outcome = CliRunner().invoke(cli, arguments)
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


# --- all rulesets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RULESETS, ids=_name)
def test_checks_without_findings(path: Path) -> None:
    assert pipeline.check(path).findings == ()


@pytest.mark.parametrize("path", RULESETS, ids=_name)
def test_is_in_the_standard_layout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    tree, findings = parse(SourceFile(str(path), text))

    assert findings == ()
    assert format_file(tree) == text


@pytest.mark.parametrize("path", RULESETS, ids=_name)
def test_own_tests_pass_and_reach_everything(path: Path) -> None:
    report, findings = pipeline.test(pipeline.check(path))

    assert findings == ()
    assert report.passed > 0
    assert [told.title for told in report.tests if not told.passed] == []
    assert [(place.within, place.words) for place in report.places if not place.reached] == []


# --- expected output ---------------------------------------------------------------------------------------------

RUNS = {
    "tutorial": ("clinics.rules", "clinics.csv"),
    "ccg-annual-assessment": ("annual-assessment.rules", "indicators.csv", "--organisations", "organisations.csv"),
}


def _arguments(folder: str) -> list[str]:
    return [word if word.startswith("--") else f"examples/{folder}/{word}" for word in RUNS[folder]]


def _expected(path: str, got: str, *, update: bool) -> str:
    """The committed text; written anew from what we got when asked to."""
    file = PROJECT / "examples" / path
    if update:
        file.parent.mkdir(exist_ok=True)
        file.write_text(got, encoding="utf-8")
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", RUNS)
def test_ratings(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_goldens: bool) -> None:
    _run(["run", *_arguments(folder), "--out", str(tmp_path)], monkeypatch)

    got = (tmp_path / "ratings.csv").read_text(encoding="utf-8")
    assert got == _expected(f"{folder}/expected/ratings.csv", got, update=update_goldens)


@pytest.mark.parametrize(
    ("folder", "code", "options"),
    [
        ("tutorial", "C2", []),
        ("ccg-annual-assessment", "FIC09", ["--workings"]),
        ("ccg-annual-assessment", "FIC37", []),
    ],
)
def test_explanations(
    folder: str, code: str, options: list[str], monkeypatch: pytest.MonkeyPatch, update_goldens: bool
) -> None:
    got = _run(["explain", *_arguments(folder), "--for", code, *options], monkeypatch)

    assert got == _expected(f"{folder}/expected/{code}.txt", got, update=update_goldens)


def test_tutorial_ratings_by_hand() -> None:
    """As worked out in the tutorial's README: 60 % access, 30 % satisfaction, 10 % budget."""
    run = ccgrules.load(TUTORIAL / "clinics.rules").run(TUTORIAL / "clinics.csv")

    ratings = {row["organisation"]: row["clinic_rating"] for row in run.to_dicts()}
    scores = {row["organisation"]: row["overall"] for row in run.to_dicts(["overall"])}

    codes = [f"C{number}" for number in range(1, 9)]
    assert ratings == dict(zip(codes, ["good", "fair", "fair", "poor", "good", "good", "poor", None], strict=True))
    assert scores == dict(zip(codes, [2.0, 1.6, 1.4, 0.3, 1.6, 1.6, 0.3, None], strict=True))


# --- the annual assessment ---------------------------------------------------------------------------------------

COLUMNS = {
    "headline": "headline",
    "dementia_rating": "dementia_rating",
    "cancer_rating": "cancer_rating",
    "overall": "overall",
    "performance": "performance.score",
    "rights": "constitution.status",
}


def _plain(value: Value) -> str | Fraction | None:
    if isinstance(value, Missing):
        return "not rated" if value.reason is Reason.NOT_RATED else None
    assert isinstance(value, str | Fraction)
    return value


@pytest.mark.parametrize("ours", COLUMNS)
def test_assessment_agrees_with_an_independent_calculation(assessed: ccgrules.Run, ours: str) -> None:
    answers = assess(ASSESSMENT)
    keys = zip(assessed.result.keys.organisations, assessed.result.keys.periods, strict=True)

    got = {key: _plain(value) for key, value in zip(keys, assessed.result.values(COLUMNS[ours]), strict=True)}

    assert len(got) == 128
    assert got == {key: answer[ours] for key, answer in answers.items()}


def test_assessment_shows_every_adjustment_and_undecided_case(assessed: ccgrules.Run) -> None:
    """The invented data are worth reading: each label is given, each adjustment bites, one is undetermined."""
    headlines = assessed.result.values("headline")
    names = ["headline.before", *(f"headline.after_{number}" for number in range(1, 6))]
    stages = [assessed.result.values(name) for name in names]

    assert {_plain(value) for value in headlines} == {
        "outstanding", "good", "requires_improvement", "inadequate", "not rated", None
    }  # fmt: skip
    assert all(one != other for one, other in itertools.pairwise(stages))


def test_data_are_made_by_their_script(tmp_path: Path) -> None:
    shutil.copy(ASSESSMENT / "generate.py", tmp_path)

    runpy.run_path(str(tmp_path / "generate.py"), run_name="__main__")

    for name in ("indicators.csv", "organisations.csv"):
        assert (tmp_path / name).read_text(encoding="utf-8") == (ASSESSMENT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(PROJECT.glob("rulesets/**/mapping*.yaml")), ids=_name)
def test_mappings_fit_their_schema(path: Path) -> None:
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))

    assert load_mapping(path)[1] == ()
    assert list(Draft202012Validator(schema("mapping")).iter_errors(content)) == []

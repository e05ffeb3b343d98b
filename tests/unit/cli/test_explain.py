"""`ccgrules explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema


def explain(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["explain", "clinics.rules", "clinics.csv", *arguments])
    return answer.exit_code, answer.output


def test_text(clinics: Path) -> None:
    code, output = explain("--for", "B2")
    assert code == 0
    assert "Beech" in output
    assert "Fair" in output
    assert "A clinic that overspends cannot be rated Good" in output


def test_workings_are_printed_when_asked_for(clinics: Path) -> None:
    _, short = explain("--for", "B2")
    code, full = explain("--for", "B2", "--workings")
    assert code == 0
    assert "\n  Workings\n" in full
    assert "\n  Workings\n" not in short
    assert "`--workings`" in short


def test_json_follows_the_schema(clinics: Path) -> None:
    code, output = explain("--for", "B2", "--format", "json")
    assert code == 0
    document = json.loads(output)
    Draft202012Validator(schema("derivation")).validate(document)
    assert (document["organisation"], document["rating"]) == ("B2", "clinic_rating")


def test_html_is_a_page(clinics: Path) -> None:
    code, output = explain("--for", "B2", "--format", "html")
    assert code == 0
    assert output.lower().startswith("<!doctype html>")
    assert "Beech" in output


@pytest.mark.parametrize(("asked", "hint"), [("b2", "B2"), ("beech", "B2"), ("Becch", "B2")])
def test_an_unknown_organisation_gets_a_hint(clinics: Path, asked: str, hint: str) -> None:
    code, output = explain("--for", asked)
    assert code == 2
    assert f"there is no organisation `{asked}` in the data; did you mean `{hint}` (Beech)?" in output


def test_an_organisation_must_be_named(clinics: Path) -> None:
    assert explain()[0] == 2


def test_another_result_may_be_explained(clinics: Path) -> None:
    code, output = explain("--for", "B2", "--result", "overall", "--format", "json")
    assert code == 0
    document = json.loads(output)
    Draft202012Validator(schema("derivation")).validate(document)
    assert (document["rating"], document["headline"]) == ("overall", False)


def test_a_result_that_is_not_there_is_wrong_use(clinics: Path) -> None:
    code, output = explain("--for", "B2", "--result", "zzz")
    assert code == 2
    assert "the rules have no rating or measure `zzz`; they have clinic_rating, overall" in output

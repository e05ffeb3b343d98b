"""`ccgrules check`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema


def broken(folder: Path) -> None:
    """Misspells a name in the ruleset."""
    path = folder / "clinics.rules"
    text = path.read_text(encoding="utf-8").replace("fair  when overall", "fair  when overal")
    path.write_text(text, encoding="utf-8")


def test_a_good_ruleset(clinics: Path) -> None:
    answer = CliRunner().invoke(cli, ["check", "clinics.rules"])
    assert answer.exit_code == 0
    assert answer.output.endswith("0 errors, 0 warnings in 1 ruleset (2 indicators, 1 rating)\n")


def test_a_mistake_is_shown_with_its_place(clinics: Path) -> None:
    broken(clinics)
    answer = CliRunner().invoke(cli, ["check", "clinics.rules"])
    assert answer.exit_code == 1
    assert "  --> clinics.rules:39:14\n" in answer.output
    assert "39 |   fair  when overal >= 1\n" in answer.output
    assert "did you mean `overall`?" in answer.output
    assert answer.output.endswith("1 error, 0 warnings in 1 ruleset\n")


def test_json_follows_the_schema(clinics: Path) -> None:
    broken(clinics)
    answer = CliRunner().invoke(cli, ["check", "clinics.rules", "--format", "json"])
    assert answer.exit_code == 1
    document = json.loads(answer.output)
    Draft202012Validator(schema("diagnostics")).validate(document)
    assert document["errors"] == 1
    assert document["diagnostics"][0]["location"]["line"] == 39


def test_lines_for_a_build_server(clinics: Path) -> None:
    broken(clinics)
    answer = CliRunner().invoke(cli, ["check", "clinics.rules", "--format", "github"])
    assert answer.exit_code == 1
    assert answer.output.startswith("::error file=clinics.rules,line=39,col=14,")


def test_sarif(clinics: Path) -> None:
    broken(clinics)
    answer = CliRunner().invoke(cli, ["check", "clinics.rules", "--format", "sarif"])
    assert answer.exit_code == 1
    (result,) = json.loads(answer.output)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 39


def test_several_rulesets_are_counted_together(clinics: Path) -> None:
    answer = CliRunner().invoke(cli, ["check", "clinics.rules", "clinics.rules"])
    assert answer.output.endswith("in 2 rulesets (4 indicators, 2 ratings)\n")

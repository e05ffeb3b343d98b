"""`ccgrules check --fix` and `--diff`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema


def spoil(folder: Path) -> str:
    """Puts signs of a word processor into two declarations of the ruleset, and a spelling mistake into a third."""
    path = folder / "clinics.rules"
    text = path.read_text(encoding="utf-8")
    spoilt = text.replace("value >= 90%", "value ≥ 90%").replace('"Overspent"', "“Overspent”")
    spoilt = spoilt.replace("when overspent\n", "when overspnt\n")
    path.write_text(spoilt, encoding="utf-8")
    return spoilt


def test_a_difference_is_shown_and_nothing_written(clinics: Path) -> None:
    spoilt = spoil(clinics)
    answer = CliRunner().invoke(cli, ["check", "--diff", "clinics.rules"])
    assert answer.exit_code == 1
    assert "+++ clinics.rules (mended)\n" in answer.output
    assert '-field overspent “Overspent” yes or no\n+field overspent "Overspent" yes or no\n' in answer.output
    assert (clinics / "clinics.rules").read_text(encoding="utf-8") == spoilt


def test_no_difference(clinics: Path) -> None:
    answer = CliRunner().invoke(cli, ["check", "--diff", "clinics.rules"])
    assert (answer.exit_code, answer.output) == (0, "")


def test_what_is_certain_is_mended_and_the_rest_said(clinics: Path) -> None:
    spoilt = spoil(clinics)
    answer = CliRunner().invoke(cli, ["check", "--fix", "clinics.rules"])
    assert answer.exit_code == 1
    assert answer.output.startswith(
        'mended clinics.rules:13:17: CCG101, `“Overspent”` to `"Overspent"`\n'
        "mended clinics.rules:21:19: CCG103, `≥` to `>=`\n"
        "mended clinics.rules:30:19: CCG103, `≥` to `>=`\n"
        "\n"
        "error[CCG201]: nothing is called `overspnt`\n"
    )
    assert "did you mean `overspent`?" in answer.output
    assert "3 findings mended; 1 error, 0 warnings in 1 ruleset\n" in answer.output
    straight = spoilt.replace("≥", ">=").replace("“", '"').replace("”", '"')
    assert (clinics / "clinics.rules").read_text(encoding="utf-8") == straight


def test_mended_findings_in_json(clinics: Path) -> None:
    spoil(clinics)
    answer = CliRunner().invoke(cli, ["check", "--fix", "--format", "json", "clinics.rules"])
    document = json.loads(answer.output)
    Draft202012Validator(schema("diagnostics")).validate(document)
    assert {finding["code"] for finding in document["mended"]} == {"CCG101", "CCG103"}
    assert document["mended"][0]["fixes"][0]["replacement"] == '"Overspent"'
    assert [finding["code"] for finding in document["diagnostics"]] == ["CCG201"]


def test_nothing_to_mend(clinics: Path) -> None:
    before = (clinics / "clinics.rules").stat().st_mtime_ns
    answer = CliRunner().invoke(cli, ["check", "--fix", "clinics.rules"])
    assert answer.exit_code == 0
    assert answer.output.startswith("0 findings mended; 0 errors")
    assert (clinics / "clinics.rules").stat().st_mtime_ns == before

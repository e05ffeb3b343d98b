"""`ccgrules show`, `schema` and `template`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import rfc8785
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema


def invoke(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, arguments)
    return answer.exit_code, answer.output


def test_show_lists_what_there_is(clinics: Path) -> None:
    code, output = invoke("show", "clinics.rules")
    assert code == 0
    assert output.splitlines() == [
        "Clinics",
        "  rates Clinic; results: clinic_rating, overall",
        "",
        "  Access",
        "    seen  Seen within four weeks",
        "    kept  Appointments kept",
        "",
        "  Ratings",
        "    clinic_rating  Rating",
        "",
        "  Measures",
        "    overall  Score",
    ]


def test_json_follows_the_schema_and_gives_the_digest(clinics: Path) -> None:
    code, output = invoke("show", "clinics.rules", "--format", "json")
    assert code == 0
    document = json.loads(output)
    Draft202012Validator(schema("ruleset")).validate(document)
    record = json.loads(invoke("run", "clinics.rules", "clinics.csv", "--format", "json")[1])
    del document["tests"]
    assert record["digests"]["rules"] == hashlib.sha256(rfc8785.dumps(document)).hexdigest()


def test_consolidated_is_the_whole_framework_that_an_amendment_comes_to(clinics: Path) -> None:
    (clinics / "next.rules").write_text(
        'framework next "Next year"\n  amends "clinics.rules"\n\nrename kept to attended\n  because "A plainer word"\n',
        encoding="utf-8",
    )
    code, output = invoke("show", "--consolidated", "next.rules")
    assert code == 0
    assert "indicator attended" in output
    assert "indicator seen" in output
    assert "amends" not in output
    (clinics / "whole.rules").write_text(output, encoding="utf-8")
    assert invoke("fmt", "--check", "whole.rules")[0] == 0
    assert invoke("check", "whole.rules")[0] == 0


def test_the_schema_of_the_data(clinics: Path) -> None:
    code, output = invoke("schema", "clinics.rules")
    assert code == 0
    document = json.loads(output)
    Draft202012Validator.check_schema(document)
    assert "seen" in output


def test_a_template_is_written_once(clinics: Path) -> None:
    assert invoke("template", "clinics.rules", "empty.xlsx") == (0, "written: empty.xlsx\n")
    assert (clinics / "empty.xlsx").read_bytes().startswith(b"PK")
    code, output = invoke("template", "clinics.rules", "empty.xlsx")
    assert code == 2
    assert "empty.xlsx exists; `--force` writes over it" in output
    assert invoke("template", "clinics.rules", "empty.xlsx", "--force")[0] == 0


def test_a_template_of_another_kind_is_wrong_use(clinics: Path) -> None:
    code, output = invoke("template", "clinics.rules", "empty.doc")
    assert code == 2
    assert "empty.doc should end in" in output

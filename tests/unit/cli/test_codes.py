"""`ccgrules codes`."""

from __future__ import annotations

import json

from click.testing import CliRunner

from ccgrules.cli.main import cli
from ccgrules.diagnostics.codes import CODES


def test_the_list_has_a_line_a_code() -> None:
    answer = CliRunner().invoke(cli, ["codes"])
    assert answer.exit_code == 0
    assert [line[:6] for line in answer.output.splitlines()] == list(CODES)


def test_a_page_says_what_why_and_what_instead() -> None:
    answer = CliRunner().invoke(cli, ["codes", "ccg704"])
    assert answer.exit_code == 0
    assert answer.output.startswith("CCG704 (error): a scenario file of the wrong shape\n\nA key is unknown")
    assert "\nFor example\n\n    scenarios:\n      - title: a deficit\n" in answer.output
    assert "\nInstead\n\n    scenarios:\n" in answer.output


def test_the_number_alone_will_do() -> None:
    assert CliRunner().invoke(cli, ["codes", "704"]).output == CliRunner().invoke(cli, ["codes", "CCG704"]).output


def test_an_unknown_code_is_wrong_use() -> None:
    answer = CliRunner().invoke(cli, ["codes", "CCG7044"])
    assert answer.exit_code == 2
    assert "there is no code `CCG7044`; did you mean `CCG704`?" in answer.output


def test_json() -> None:
    answer = CliRunner().invoke(cli, ["codes", "CCG901", "--format", "json"])
    (page,) = json.loads(answer.output)["codes"]
    assert page["code"] == "CCG901"
    assert page["severity"] == "error"

"""What the page of the fictional England says of the changes of 2018/19 is what `ccgrules diff` prints."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccgrules.cli.main import cli

PROJECT = Path(__file__).parents[3]
PAGE = (PROJECT / "examples/fictional-england/README.md").read_text(encoding="utf-8")
SHOWN = [block.partition("\n") for block in PAGE.split("$ ccgrules diff ")[1:]]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "shown"), [(command, rest.split("\n```")[0]) for command, _, rest in SHOWN])
def test_the_page_shows_what_the_command_prints(command: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands between two lines of `…` follows each other in the output as it does on the page."""
    monkeypatch.chdir(PROJECT)
    answer = CliRunner().invoke(cli, ["diff", *shlex.split(command)])

    assert answer.exit_code == 0, answer.output
    left = answer.output
    for part in filter(None, f"{shown}\n".split("…\n")):
        _, found, left = left.partition(part)
        assert found, part


def test_the_page_shows_the_same_data_and_two_years() -> None:
    assert ["--older-data" in command for command, _, _ in SHOWN] == [False, True]

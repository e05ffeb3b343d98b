"""The tutorial's page: each command on it prints what the page says, and its mistakes give their messages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccgrules.cli.main import cli

TUTORIAL = Path(__file__).parents[3] / "examples/tutorial"
BLOCK = re.compile(r"```console\n\$ ccgrules (?P<command>.+)\n(?P<output>(?:.*\n)*?)```\n")
MISTAKE = re.compile(r"Change `(?P<right>.+)` to `(?P<wrong>.+)`, and check again:")
AND_SO_ON = "…\n"
"""At the end of a block: the output goes on."""


def test_commands_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_goldens: bool
) -> None:
    folder = shutil.copytree(TUTORIAL, tmp_path / "tutorial")
    monkeypatch.chdir(folder)
    page = (TUTORIAL / "README.md").read_text(encoding="utf-8")
    expected, got = [], []

    told = 0
    for block in BLOCK.finditer(page):
        shutil.copy(TUTORIAL / "clinics.rules", folder)
        if mistake := MISTAKE.search(page, told, block.start()):
            _write_mistake(folder / "clinics.rules", mistake["right"], mistake["wrong"])
        told = block.end()
        expected.append(block["output"])
        got.append(_output(block["command"], like=block["output"]))

    if update_goldens:
        for old, new in zip(expected, got, strict=True):
            page = page.replace(old, new)
        (TUTORIAL / "README.md").write_text(page, encoding="utf-8")
    else:
        assert len(got) == 8
        assert got == expected


def _write_mistake(rules: Path, right: str, wrong: str) -> None:
    text = rules.read_text(encoding="utf-8")
    assert text.count(right) == 1
    rules.write_text(text.replace(right, wrong), encoding="utf-8")


def _output(command: str, like: str) -> str:
    """What a command prints, as long as the page shows it."""
    lines = CliRunner().invoke(cli, command.split()).output.splitlines()
    text = "".join(f"{line.rstrip()}\n" for line in lines).rstrip("\n") + "\n"
    if not like.endswith(AND_SO_ON):
        return text
    shown = like.count("\n") - 1
    return "".join(text.splitlines(keepends=True)[:shown]) + AND_SO_ON

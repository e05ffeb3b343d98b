"""What README.md, CONTRIBUTING.md and the requirements say holds."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccgrules.cli.main import COMMANDS, cli
from ccgrules.differences.attribution.shapley import EXACT_UNITS, ORDERS, orders_of

INSTALL = "python3.11 -m venv .venv && "


@pytest.fixture(scope="module")
def readme() -> str:
    return (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def commands(readme: str) -> list[str]:
    return [line[4:] for line in readme.splitlines() if line.startswith(f"    {INSTALL}")]


def test_there_are_two_commands_for_a_fresh_machine(readme: str) -> None:
    first, second = commands(readme)
    assert first.startswith(f'{INSTALL}.venv/bin/pip install -q ".[data]" && .venv/bin/ccgrules run ')
    assert second.endswith(" && .venv/bin/pytest -q -n 2")


def test_the_first_command_rates_the_example(readme: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    arguments = shlex.split(commands(readme)[0].split(".venv/bin/ccgrules ")[1])
    answer = CliRunner().invoke(cli, arguments)
    assert answer.exit_code == 0, answer.output
    assert " · 64 " in answer.output.splitlines()[0]


@pytest.mark.slow
def test_the_command_of_the_section_on_changes_runs(
    readme: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    section = readme.split("## What changed, who moves")[1]
    command = next(
        line.removeprefix("    ccgrules ") for line in section.splitlines() if line.startswith("    ccgrules ")
    )
    answer = CliRunner().invoke(cli, shlex.split(command))
    assert answer.exit_code == 0, answer.output
    assert re.search(r"^  Rules: \d+ changes that can move a rating, \d+ that cannot$", answer.output, re.MULTILINE)
    assert re.search(r"^  On the same data \d+ of 195 CCGs change rating$", answer.output, re.MULTILINE)
    assert "  Because of\n" in answer.output


def test_the_commands_of_the_section_on_what_ifs_run(
    readme: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    section = readme.split("## What if")[1].split("\n## ", maxsplit=1)[0]
    lines = [line.removeprefix("    ccgrules ") for line in section.splitlines() if line.startswith("    ccgrules ")]
    difference, sweep = (CliRunner().invoke(cli, shlex.split(line)) for line in lines)
    assert (difference.exit_code, sweep.exit_code) == (0, 0), difference.output + sweep.output
    assert difference.output.startswith("What if: outstanding_from 1.45 → 1.40, without “Elective access” ")
    assert "  Because of\n" in difference.output
    values = re.findall(r"^ +(1\.\d\d) ", sweep.output, re.MULTILINE)
    assert values == ["1.35", "1.40", "1.45", "1.50", "1.55"]


def test_the_shares_that_are_told_of_come_about(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    told = (project / "ccgrules" / "differences" / "README.md").read_text(encoding="utf-8")
    command = next(line.removeprefix("    ccgrules ") for line in told.splitlines() if line.startswith("    ccgrules "))
    output = CliRunner().invoke(cli, shlex.split(command)).output
    assert re.search(r"Cedar Park \(C3\) +Fair → Good +\(1\) \+0\.50 +\(2\) \+0\.50\n", output)
    assert re.search(r"Cedar Park \(C3\) +\(1\) \+1\.00, 0\.00; \(2\) \+1\.00, 0\.00\n", output)
    assert f"for up to {EXACT_UNITS} units" in told
    assert f"Beyond, {ORDERS} orders are drawn" in told
    assert orders_of(EXACT_UNITS + 1).drawn == ()
    assert orders_of(EXACT_UNITS + 2).drawn != ()


def test_every_command_is_in_the_table(readme: str) -> None:
    assert re.findall(r"^\| `ccgrules (\w+)", readme, re.MULTILINE) == [
        *("check", "fmt", "test", "mutate", "run", "explain", "diff", "whatif", "compare"),
        *("show", "schema", "template", "codes"),
    ]
    assert sorted(re.findall(r"^\| `ccgrules (\w+)", readme, re.MULTILINE)) == sorted(COMMANDS)


def test_the_python_example_runs(
    readme: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    section = readme.split("## In Python")[1].split("##", maxsplit=1)[0]
    program = "".join(f"{line[4:]}\n" for line in section.splitlines() if line.startswith("    "))
    exec(program, {})
    assert "Beech Lane (C2) is rated Fair" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_files_that_are_spoken_of_are_there(project: Path, name: str) -> None:
    text = (project / name).read_text(encoding="utf-8")
    spoken = re.findall(r"`((?:ccgrules|examples|grammar|rulesets|schemas|tests)/[\w./-]*)`", text)
    assert spoken
    assert [path for path in spoken if "FAMILY" not in path and not (project / path).exists()] == []


def test_requirements_are_pinned_with_hashes_and_name_no_place(project: Path) -> None:
    text = (project / "requirements-dev.txt").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index|--find-links|-e ", text)
    pins = [line for line in text.splitlines() if line and line[0] not in "# "]
    assert all(re.match(r"[a-z0-9.-]+==[\w.]+( ; .+)? \\$", line) for line in pins)
    assert text.count("--hash=sha256:") >= len(pins)

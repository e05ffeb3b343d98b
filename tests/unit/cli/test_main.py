"""The command line as a whole: commands, exit codes, bugs, start-up."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from ccgrules.cli import main as program
from ccgrules.version import VERSION


def run_main(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """The exit code of `ccgrules codes` when the command fails with `error`."""

    @click.command()
    def failing() -> None:
        raise error

    monkeypatch.setattr(program.LazyGroup, "get_command", lambda *_: failing)
    with pytest.raises(SystemExit) as stop:
        program.main(["codes"])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_version() -> None:
    answer = CliRunner().invoke(program.cli, ["--version"])
    assert (answer.exit_code, answer.output) == (0, f"ccgrules {VERSION}\n")


def test_help_lists_every_command() -> None:
    answer = CliRunner().invoke(program.cli, ["--help"])
    assert answer.exit_code == 0
    for name in program.COMMANDS:
        assert f"\n  {name} " in answer.output


@pytest.mark.parametrize("name", program.COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(program.cli, [name, "--help"])
    assert answer.exit_code == 0
    assert answer.output.startswith(f"Usage: cli {name}")


def test_a_misspelt_command_gets_a_hint() -> None:
    answer = CliRunner().invoke(program.cli, ["chekc"])
    assert answer.exit_code == 2
    assert "there is no command `chekc`; did you mean `check`?" in answer.output


def test_a_file_that_is_not_there_is_wrong_use() -> None:
    answer = CliRunner().invoke(program.cli, ["check", "none.rules"])
    assert answer.exit_code == 2
    assert "none.rules" in answer.output


def test_a_bug_is_reported_as_ours(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_main(monkeypatch, ValueError("secret detail")) == 101
    shown = capsys.readouterr().err
    assert shown.startswith("error[CCG901]: ccgrules met a case that it was not written for (ValueError in failing")
    assert "please report it" in shown
    assert "Traceback" not in shown


def test_the_trace_of_a_bug_is_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CCGRULES_TRACE", "1")
    assert run_main(monkeypatch, RecursionError("deep")) == 101
    assert "Traceback" in capsys.readouterr().err


def test_a_file_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, PermissionError(13, "Permission denied", "out/ratings.csv")) == 2
    assert capsys.readouterr().err == "ccgrules: cannot use out/ratings.csv: permission denied\n"


def test_a_package_of_the_extra_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, ModuleNotFoundError("No module named 'polars'", name="polars")) == 2
    assert 'pip install "ccgrules[data]"' in capsys.readouterr().err
    assert run_main(monkeypatch, ModuleNotFoundError("No module named 'odd'", name="odd")) == 101


def test_an_interrupted_run_says_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_main(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err.strip() == ""


def test_the_version_loads_nothing_heavy() -> None:
    program_text = (
        "import sys\n"
        "from ccgrules.cli.main import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'lark', 'polars', 'rich', 'jsonschema', 'ruamel', 'json'} & set(sys.modules)))\n"
    )
    shown = subprocess.run([sys.executable, "-c", program_text], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines() == [f"ccgrules {VERSION}", "[]"]

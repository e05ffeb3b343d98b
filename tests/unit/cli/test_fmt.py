"""`ccgrules fmt`."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccgrules.cli import files
from ccgrules.cli.main import cli

UNTIDY = 'framework  x   "X"   # a remark\n   language 1\n'


def fmt(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["fmt", *arguments])
    return answer.exit_code, answer.output


def test_a_file_is_laid_out_and_then_left_alone(clinics: Path) -> None:
    path = clinics / "x.rules"
    path.write_text(UNTIDY, encoding="utf-8")
    path.chmod(0o600)
    assert fmt("x.rules") == (0, "laid out: x.rules\n1 file changed, 0 already in layout\n")
    tidy = path.read_text(encoding="utf-8")
    assert tidy != UNTIDY
    assert "# a remark" in tidy
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert fmt("x.rules") == (0, "0 files changed, 1 already in layout\n")
    assert path.read_text(encoding="utf-8") == tidy
    assert sorted(p.name for p in clinics.iterdir()) == ["clinics.csv", "clinics.rules", "x.rules"]


def test_check_writes_nothing(clinics: Path) -> None:
    path = clinics / "x.rules"
    path.write_text(UNTIDY, encoding="utf-8")
    assert fmt("--check", "x.rules") == (1, "not in layout: x.rules\n1 file to change, 0 already in layout\n")
    assert path.read_text(encoding="utf-8") == UNTIDY


def test_diff_shows_the_lines_and_writes_nothing(clinics: Path) -> None:
    path = clinics / "x.rules"
    path.write_text(UNTIDY, encoding="utf-8")
    code, output = fmt("--diff", "x.rules")
    assert code == 1
    assert '-framework  x   "X"   # a remark\n' in output
    assert output.startswith("--- x.rules\n+++ x.rules (in layout)\n")
    assert path.read_text(encoding="utf-8") == UNTIDY


def test_a_file_with_a_syntax_error_is_refused(clinics: Path) -> None:
    path = clinics / "x.rules"
    path.write_text('framework x "X\n', encoding="utf-8")
    code, output = fmt("x.rules")
    assert code == 1
    assert "x.rules is left as it is\n" in output
    assert "--> x.rules:1:" in output
    assert path.read_text(encoding="utf-8") == 'framework x "X\n'


def test_a_failed_write_leaves_the_old_file(clinics: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clinics / "clinics.rules"
    before = path.read_text(encoding="utf-8")

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", no_room)
    with pytest.raises(OSError, match="No space left"):
        files.write_whole(path, "half")
    assert path.read_text(encoding="utf-8") == before
    assert sorted(p.name for p in clinics.iterdir()) == ["clinics.csv", "clinics.rules"]

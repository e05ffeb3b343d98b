"""Colour is only paint: without it the same text remains."""

from __future__ import annotations

import re
import sys

import pytest

from ccgrules.cli import console
from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.render import render_plain
from ccgrules.source import SourceFile, Span

SOURCE = SourceFile("a [b].rules", "score [red]x[/red] {1}\n")
FINDINGS = [finding("CCG704", "`[bold]` is odd", primary=Span(SOURCE, 6, 11), help="write `x`")]


def as_terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def test_a_terminal_gets_colour_and_the_same_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_terminal(monkeypatch)
    console.show_findings(FINDINGS)
    shown = capsys.readouterr().out
    assert "\x1b[1;31merror[CCG704]\x1b[0m" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == render_plain(FINDINGS) + "\n"


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_declined(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: dict[str, str]
) -> None:
    as_terminal(monkeypatch, **environment)
    console.show_findings(FINDINGS)
    assert capsys.readouterr().out == render_plain(FINDINGS) + "\n"


def test_a_pipe_gets_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    console.show_findings(FINDINGS)
    assert capsys.readouterr().out == render_plain(FINDINGS) + "\n"


def test_words_for_numbers() -> None:
    assert console.tally(FINDINGS) == "1 error, 0 warnings"
    assert console.bullet_list(["a", "b", "c"], 2) == "a, b and 1 more"
    assert console.bullet_list(["a", "b"], 2) == "a, b"

"""A program taken through every command, as a person would; anything but findings or a result is an exception here."""

from __future__ import annotations

import io
import json
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from jsonschema import Draft202012Validator

from ccgrules import pipeline
from ccgrules.cli import main as program
from ccgrules.engine import bind
from ccgrules.model.load import check_text
from ccgrules.resources import schema

EXIT_CODES = {0, 1, 2}
SECONDS = 10
"""That a command may take."""


class TooSlow(Exception):
    """A command has not come to an end."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends what runs too long, where the machine can (not on Windows, and only in the main thread)."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Commands:
    """Runs commands on the files of a folder, each stage of the way once, whichever commands need it.

    Attributes:
        folder: Where the files stand.
        seconds: How long a command may take.
    """

    folder: Path
    seconds: float = SECONDS
    _known: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def __call__(self, *arguments: str) -> tuple[int, str]:
        """The exit code of a command, and what it printed.

        Raises:
            Exception: Whatever the program would have reported as its own fault, or a file that it could not use.
        """
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        with self._once_only(), redirect_stdout(out), redirect_stderr(err), time_limit(self.seconds):
            try:
                program.main(arguments)
            except SystemExit as end:
                code = end.code
        assert code in EXIT_CODES, f"exit code {code} of {arguments}"
        for stream in (out, err):
            stream.flush()
        assert isinstance(out.buffer, io.BytesIO)
        return int(str(code)), out.buffer.getvalue().decode("utf-8")

    def stage(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function of the pipeline gives, worked out once."""
        key = (function.__name__, *(argument if isinstance(argument, Path) else id(argument) for argument in arguments))
        if key not in self._known:
            self._known[key] = (function(*arguments), arguments)
        return self._known[key][0]

    @contextmanager
    def _once_only(self) -> Iterator[None]:
        check, plan = pipeline.check, pipeline.plan
        with (
            patch.object(pipeline, "check", lambda path: self.stage(check, path)),
            patch.object(pipeline, "plan", lambda ruleset: self.stage(plan, ruleset)),
            patch.object(program, "_report_bug", _raise),
            patch.object(program, "_file_trouble", _raise),
        ):
            yield


def _raise(error: Exception) -> str:
    raise error


def whole_way(folder: Path, rules: str, data: Sequence[str], organisations: Sequence[str]) -> dict[str, int]:
    """Takes a program through all commands.

    Args:
        folder: Holds its files.
        rules: The ruleset's file name.
        data: Arguments that name the data, `run`'s after the ruleset; none if there are no data.
        organisations: Codes of organisations that explanations are asked for.

    Returns:
        Exit codes by command.
    """
    command = Commands(folder)
    path = str(folder / rules)
    codes = {
        "check": command("check", path)[0],
        "fmt": command("fmt", "--diff", path)[0],
    }
    fits("diagnostics", command("check", "--format", "json", path)[1])
    if codes["check"]:
        return codes
    command("show", path)
    fits("ruleset", command("show", "--format", "json", path)[1])
    assert_sound(command("show", "--consolidated", path)[1])
    codes["test"] = command("test", path)[0]
    fits("test-report", command("test", "--format", "json", path)[1])
    Draft202012Validator.check_schema(json.loads(command("schema", path)[1]))
    command("template", path, str(folder / "template.csv"), "--force")
    command("template", path, str(folder / "template.xlsx"), "--force")
    if data:
        codes |= ratings(command, path, data, organisations)
    return codes


def fits(schema_name: str, document: str) -> None:
    """Holds a JSON document to its schema."""
    validator(schema_name).validate(json.loads(document))


@cache
def validator(schema_name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(schema_name))


def assert_sound(text: str) -> None:
    """A sound ruleset with all that it uses and amends is, as one text, sound as well."""
    errors = [finding.message for finding in check_text(text)[1] if finding.severity == "error"]
    assert errors == []


def ratings(command: Commands, path: str, data: Sequence[str], organisations: Sequence[str]) -> dict[str, int]:
    """Rates by both engines, as a small and a large table, writes it, and asks for explanations; gives exit codes."""
    code, told = command("run", path, *data, "--engine", "exact", "--format", "json")
    by_columns, told_by_columns = command("run", path, *data, "--engine", "columns", "--format", "json")
    with patch.object(bind, "LARGE", 0):
        large, told_of_large = command("run", path, *data, "--engine", "columns", "--format", "json")
    fits("diagnostics" if code else "run", told)
    assert (by_columns, large) == (code, code)
    # Of a large table that is wrong in several ways, not all need be told at once.
    assert code or told_of_large == told_by_columns, "as a large table, the data are bound otherwise"
    assert told_by_columns.replace('"engine": "columns"', '"engine": "exact"') == told, "the engines disagree"
    codes = {"run": code}
    if code:
        return codes
    command("run", path, *data, "--out", str(command.folder / "out"), "--excel-safe")
    for number, organisation in enumerate(organisations):
        engine = ("exact", "columns")[number % 2]
        for form in ("text", "json", "html"):
            asked = ["--for", organisation, "--format", form, "--engine", engine]
            codes["explain"], told = command("explain", path, *data, *asked)
            if form == "json" and not codes["explain"]:
                fits("derivation", told)
    return codes

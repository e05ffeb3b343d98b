"""Findings as text, as JSON and as lines for a build server. No colour: the command line adds it last."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, Label, Severity
from ccgrules.source import SourceFile, Span

PRIMARY, SECONDARY = "^", "-"
SMALLEST_GUTTER = 2

# Characters that move the cursor, turn the writing direction round or do not show: a ruleset or a data file could
# use them to make a message say something else than it does.
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def escape(text: str) -> str:
    """The text with every character that does not show itself written as an escape (`\\x1b`, `\\u202e`)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape_character(c) for c in text)


def _escape_character(character: str) -> str:
    if unicodedata.category(character) not in HIDDEN_CATEGORIES:
        return character
    return character.encode("unicode_escape").decode("ascii")


# --- plain text --------------------------------------------------------------------------------------------------


def render_plain(diagnostics: Iterable[Diagnostic], width: int = 120) -> str:
    """Every finding as people read it, an empty line between two.

    Args:
        diagnostics: The findings, in the order to print them.
        width: Source lines longer than this many characters are cut around the marked words.

    Returns:
        The text with a line end at its end, or an empty string when there is nothing to say.
    """
    return "\n".join("".join(f"{line}\n" for line in render_lines(d, width)) for d in diagnostics)


def render_lines(diagnostic: Diagnostic, width: int = 120) -> Iterator[str]:
    """The lines of one finding: headline, place, source lines, notes and help."""
    yield f"{diagnostic.severity}[{diagnostic.code}]: {escape(diagnostic.message)}"
    labels = _labels(diagnostic)
    gutter = max([SMALLEST_GUTTER, *(len(str(label.span.line)) for label, _ in labels)])
    margin = " " * gutter
    if diagnostic.primary is not None:
        yield f"{margin}--> {escape(str(diagnostic.primary.span))}"
    if diagnostic.place is not None:
        yield f"{margin}--> {escape(str(diagnostic.place))}"
    yield from _excerpts(diagnostic, labels, gutter, width)
    for note in diagnostic.notes:
        yield f"{margin} = {escape(note)}"
    if diagnostic.help is not None:
        yield f"{margin} = help: {escape(diagnostic.help)}"


_Marked = tuple[Label, str]


def _labels(diagnostic: Diagnostic) -> list[_Marked]:
    own = [(diagnostic.primary, PRIMARY)] if diagnostic.primary is not None else []
    return [*own, *((label, SECONDARY) for label in diagnostic.secondary)]


def _excerpts(diagnostic: Diagnostic, labels: list[_Marked], gutter: int, width: int) -> Iterator[str]:
    """The marked lines: those of the primary place's file first, each file's in the order of its lines."""
    home = diagnostic.primary.span.source.name if diagnostic.primary is not None else None
    ordered = sorted(labels, key=lambda m: (m[0].span.source.name != home, m[0].span.source.name, m[0].span.start))
    for name, group in groupby(ordered, key=lambda m: m[0].span.source.name):
        marked = list(group)
        if name != home:
            yield f"{' ' * gutter}::: {escape(str(marked[0][0].span))}"
        yield f"{' ' * gutter} |"
        yield from _file_excerpt(marked, gutter, width)


def _file_excerpt(marked: list[_Marked], gutter: int, width: int) -> Iterator[str]:
    last = None
    for line, group in groupby(marked, key=lambda m: m[0].span.line):
        if last is not None and line > last + 1:
            yield "." * gutter
        last = line
        labels = list(group)
        source = labels[0][0].span.source
        first, end = _window(source, line, labels[0][0].span, width - gutter - 3)
        yield f"{line:>{gutter}} | {_shown(source.line_text(line), first, end)}".rstrip()
        for label, mark in labels:
            yield f"{' ' * gutter} | {_underline(label, mark, source.line_text(line), first, end)}".rstrip()


def _window(source: SourceFile, line: int, span: Span, room: int) -> tuple[int, int]:
    """Which characters of a line to show (counted from 0): all, or about `room` of them around the span."""
    length = len(source.line_text(line))
    if length <= room:
        return 0, length
    first = max(0, min(span.column - 1 - room // 4, length - room))
    return first, first + room


def _shown(text: str, first: int, end: int) -> str:
    return ("…" if first else "") + _display(text[first:end]) + ("…" if end < len(text) else "")


def _display(text: str) -> str:
    return escape(text.replace("\t", " "))


def _underline(label: Label, mark: str, text: str, first: int, end: int) -> str:
    """Marks under the words of the label; a span of several lines is marked on its first."""
    start = label.span.column - 1
    stop = min(start + label.span.end - label.span.start, len(text))
    indent = _columns(text[first : max(start, first)]) + (1 if first else 0)
    marks = max(1, _columns(text[max(start, first) : min(stop, end)]))
    return f"{' ' * indent}{mark * marks} {escape(label.text)}"


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_character_columns(c) for c in _display(text))


def _character_columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# --- JSON --------------------------------------------------------------------------------------------------------


def render_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """Every finding as data, in the shape of `schemas/diagnostics.schema.json`.

    Lines and columns count from 1; columns count characters; an end is the place after the last character.
    """
    return [_as_json(d) for d in diagnostics]


def _as_json(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "location": _label_json(diagnostic.primary) if diagnostic.primary is not None else None,
        "place": _place_json(diagnostic.place) if diagnostic.place is not None else None,
        "related": [_label_json(label) for label in diagnostic.secondary],
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "fixes": [{**_span_json(edit.span), "replacement": edit.replacement} for edit in diagnostic.fixes],
    }


def _label_json(label: Label) -> dict[str, object]:
    return {**_span_json(label.span), "text": label.text}


def _span_json(span: Span) -> dict[str, object]:
    end_line, end_column = span.source.position(span.end)
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _place_json(place: DataPlace) -> dict[str, object]:
    return {"file": place.file, "row": place.row, "column": place.column, "organisation": place.organisation}


# --- build servers -----------------------------------------------------------------------------------------------

GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Every finding as a line that GitHub shows beside the change."""
    return "".join(f"{_github_line(d)}\n" for d in diagnostics)


def _github_line(diagnostic: Diagnostic) -> str:
    properties = ",".join(f"{key}={_github_escape(value, ',:')}" for key, value in _github_properties(diagnostic))
    words = [diagnostic.message, *diagnostic.notes, *([f"help: {diagnostic.help}"] if diagnostic.help else [])]
    return f"::{GITHUB_LEVELS[diagnostic.severity]} {properties}::{_github_escape(chr(10).join(words))}"


def _github_properties(diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    if diagnostic.primary is not None:
        place = _label_json(diagnostic.primary)
        yield "file", str(place["file"])
        yield "line", str(place["line"])
        yield "col", str(place["column"])
        yield "endLine", str(place["end_line"])
        yield "endColumn", str(place["end_column"])
    elif diagnostic.place is not None:
        yield "file", diagnostic.place.file
        if diagnostic.place.row is not None:
            yield "line", str(diagnostic.place.row)
    yield "title", diagnostic.code


def _github_escape(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text

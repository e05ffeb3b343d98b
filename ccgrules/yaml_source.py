"""YAML as plain text with places: mappings, sequences and scalars, every scalar as it was written.

Nothing is guessed: `no`, `1.10` and `2025-04-01` stay text until whoever asks for a value says what it should be.
Anchors, aliases, tags and several documents in one file are refused, so that a small file cannot grow into a large one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.source import SourceFile, Span

Event = Any
"""An event of ruamel.yaml; which fields it has depends on its class."""

LARGEST = 1_000_000
"""Characters in a YAML file."""
MOST = 20_000
"""Words, mappings and sequences in a YAML file, which take about two seconds to read."""
DEEPEST = 30
"""Mappings and sequences inside one another."""

SPLIT = "split it into several files"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text; `quoted` if it stood in quotes."""

    text: str
    quoted: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and what stands under them, in the order written."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span = field(compare=False, repr=False)

    def get(self, key: str) -> Node | None:
        """What stands under a key, or None."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """Carries a finding out of the reading of a file."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def read_yaml(path: Path) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The content of a YAML file, in UTF-8.

    Returns:
        The content and no findings; or None and what is wrong.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        content = stream.read(4 * LARGEST + 1)  # more bytes than that are more characters than there may be
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        source = SourceFile(str(path), content.decode("utf-8", errors="replace"))
        start = len(content[: error.start].decode("utf-8-sig"))
        place = Span(source, start, start + 1)
        message = "this is not YAML: a character that is not UTF-8"
        return None, (finding("CCG701", message, primary=place, help="save the file as UTF-8"),)
    return parse_yaml(SourceFile(str(path), text.replace("\r\n", "\n")))


def parse_yaml(source: SourceFile) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The content of a YAML text.

    Returns:
        The content and no findings; or None and what is wrong. An empty text is an empty mapping.
    """
    if len(source.text) > LARGEST:
        message = f"the file has {len(source.text):,} characters, and may have {LARGEST:,}"
        return None, (finding("CCG702", message, primary=Span(source, 0, 0), help=SPLIT),)
    try:
        return _document(source, _events(source)), ()
    except _Refused as refused:
        return None, (refused.diagnostic,)


def _events(source: SourceFile) -> Iterator[Event]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        for number, event in enumerate(YAML(typ="safe", pure=True).parse(source.text)):
            if number > MOST:
                message = f"the file has more than {MOST:,} words"
                raise _Refused(finding("CCG702", message, primary=_span(source, event), help=SPLIT))
            yield event
    except MarkedYAMLError as error:
        unfinished = "end" in (error.problem or "") and error.context_mark is not None
        mark = error.context_mark if unfinished else error.problem_mark or error.context_mark
        offset = min(mark.index, len(source.text)) if mark is not None else 0
        raise _Refused(_unreadable(source, offset, error.problem or "")) from error
    except YAMLError as error:  # a character that YAML does not allow
        offset = min(getattr(error, "position", 0), len(source.text))
        raise _Refused(_unreadable(source, offset, "a character that YAML does not allow")) from error


# What the YAML library says, and what a reader should be told instead.
_EXPLAINED = (
    ("mapping values are not allowed", "a `:` where none can stand", "put text that contains `: ` in quotes"),
    ("'\\t'", "a tab at the start of a line", "indent with spaces"),
    ("cannot start any token", "a word that starts with a sign that YAML keeps for itself", "put it in quotes"),
    ("while scanning a quoted scalar", "a quoted text that does not end", "close the quotes"),
    ("end of stream", "a quoted text that does not end", "close the quotes"),
    ("stream end", "a bracket that is not closed", "close the bracket"),
    ("expected <block end>", "a line that is not indented like those around it", "line up the keys of one mapping"),
    ("could not find expected ':'", "a line without `:`", "write `key: value`"),
    ("a character that YAML does not allow", "a character that YAML does not allow", "remove it"),
)


def _unreadable(source: SourceFile, offset: int, problem: str) -> Diagnostic:
    for words, message, advice in _EXPLAINED:
        if words in problem:
            return finding("CCG701", f"this is not YAML: {message}", primary=Span(source, offset, offset), help=advice)
    return finding(
        "CCG701", f"this is not YAML: {problem or 'it cannot be read'}", primary=Span(source, offset, offset)
    )


def _document(source: SourceFile, events: Iterator[Event]) -> Node:
    content: Node | None = None
    for event in events:
        kind = type(event).__name__
        if kind in {"ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"}:
            if content is not None:
                span = _span(source, event)
                raise _Refused(finding("CCG701", "this is not YAML: a second document in one file", primary=span))
            content = _node(source, event, events, 0)
    if content is None or (isinstance(content, Scalar) and not content.text and not content.quoted):
        return Mapping((), Span(source, 0, 0))
    return content


def _node(source: SourceFile, event: Event, events: Iterator[Event], depth: int) -> Node:
    _refuse_references(source, event)
    if depth > DEEPEST:
        message = f"mappings and lists stand more than {DEEPEST} deep in one another"
        raise _Refused(finding("CCG702", message, primary=_span(source, event)))
    kind = type(event).__name__
    if kind == "ScalarEvent":
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            message = "this is not YAML: an escape that is half of a character"
            raise _Refused(finding("CCG701", message, primary=_span(source, event), help="write the character itself"))
        return Scalar(event.value, event.style is not None, _span(source, event))
    children = _children(source, events, depth + 1)
    span = _span(source, event)
    if kind == "SequenceStartEvent":
        return Sequence(tuple(children), span)
    return Mapping(_entries(list(children)), span)


def _children(source: SourceFile, events: Iterator[Event], depth: int) -> Iterator[Node]:
    for event in events:
        if type(event).__name__ in {"SequenceEndEvent", "MappingEndEvent"}:
            return
        yield _node(source, event, events, depth)


def _entries(nodes: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in zip(nodes[::2], nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise _Refused(finding("CCG701", "this is not YAML for ccgrules: a key must be a word", primary=key.span))
        if key.text in entries:
            first = entries[key.text][0].span.line
            raise _Refused(
                finding("CCG704", f"`{key.text}` stands here twice, first on line {first}", primary=key.span)
            )
        entries[key.text] = (key, value)
    return tuple(entries.values())


def _refuse_references(source: SourceFile, event: Event) -> None:
    if type(event).__name__ == "AliasEvent" or getattr(event, "anchor", None) is not None:
        sign, name = ("*", "alias") if type(event).__name__ == "AliasEvent" else ("&", "anchor")
        message = f"`{sign}{event.anchor}` is a YAML {name}, which is not allowed here"
        raise _Refused(finding("CCG703", message, primary=_span(source, event), help="write the value out"))
    if (tag := getattr(event, "ctag", None) or getattr(event, "tag", None)) is not None:
        shown = str(tag).replace("tag:yaml.org,2002:", "!!")
        message = f"`{shown}` is a YAML tag, which is not allowed here"
        raise _Refused(finding("CCG703", message, primary=_span(source, event), help="write the plain value"))


def _span(source: SourceFile, event: Event) -> Span:
    return Span(source, event.start_mark.index, max(event.end_mark.index, event.start_mark.index))

"""Mapping files: how a publisher's own file is read as it is (the shape is that of `schemas/mapping.schema.json`).

Everywhere, what stands on the left is the file's word and what stands on the right the ruleset's. What names mean is
found out when data are bound; here only the shape is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.marks import REASON_WORDS
from ccgrules.engine.read import ReadOptions
from ccgrules.model.types import Reason
from ccgrules.source import SourceFile, Span
from ccgrules.yaml_source import Mapping as YamlMapping
from ccgrules.yaml_source import Node, Scalar, parse_yaml, read_yaml
from ccgrules.yaml_source import Sequence as YamlSequence

DEFAULTS = ReadOptions()
OTHERS = "others"
"""Under `ignore` and `ignore_indicators`: everything that is not known."""
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", ",": ",", ";": ";", "\t": "\t"}
DATES = ("year-month-day", "day/month/year", "month/day/year")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a mapping: the word on the left, the word or words on the right, and where either side stands."""

    theirs: str
    ours: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)
    ours_span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DataMapping:
    """How to read a publisher's file.

    Attributes:
        options: How to read the file at all: sheet, row of the header, delimiter.
        columns: File columns, and what they are.
        indicators: Indicator codes of a long table, and which inputs they are.
        values: For each input, scale, `period` or `organisation`: the file's words for the ruleset's.
        missing: Marks for missing values beside the usual ones.
        units: Inputs (left), and the unit in which the file gives them.
        multiply: Inputs (left), and what their figures are multiplied by.
        constants: Inputs (left), and their value for everyone.
        period: The period of rows that no column gives one.
        periods: All periods, earliest first, where they are listed.
        dates: The order of the parts of a date: one of `DATES`.
        where: Columns (left), and what they must hold for a row to be read.
        without: Columns (left), and what they must not hold.
        ignore: Columns that are passed over (left); `OTHERS` for all unknown ones.
        ignore_indicators: Indicator codes that are passed over (left); `OTHERS` for all unknown ones.
    """

    options: ReadOptions = DEFAULTS
    columns: tuple[Entry, ...] = ()
    indicators: tuple[Entry, ...] = ()
    values: tuple[tuple[Entry, tuple[Entry, ...]], ...] = ()
    missing: tuple[tuple[str, Reason], ...] = ()
    units: tuple[Entry, ...] = ()
    multiply: tuple[tuple[Entry, Fraction], ...] = ()
    constants: tuple[Entry, ...] = ()
    period: str | None = None
    periods: tuple[Entry, ...] = ()
    dates: str = DATES[0]
    where: tuple[Entry, ...] = ()
    without: tuple[Entry, ...] = ()
    ignore: tuple[Entry, ...] = ()
    ignore_indicators: tuple[Entry, ...] = ()


NO_MAPPING = DataMapping()


def load_mapping(path: Path) -> tuple[DataMapping | None, tuple[Diagnostic, ...]]:
    """Read a mapping file.

    Returns:
        The mapping and no errors; or None and what is wrong with it.
    """
    try:
        content, findings = read_yaml(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be that of a file"
        return None, (finding("CCG680", f"the mapping `{path}` cannot be read: {why.lower()}"),)
    return (None, findings) if content is None else _mapping(content)


def parse_mapping(source: SourceFile) -> tuple[DataMapping | None, tuple[Diagnostic, ...]]:
    """A mapping from its text (YAML, or JSON, which is YAML too).

    Returns:
        The mapping and no errors; or None and what is wrong with it.
    """
    content, findings = parse_yaml(source)
    return (None, findings) if content is None else _mapping(content)


def _mapping(content: Node) -> tuple[DataMapping | None, tuple[Diagnostic, ...]]:
    reader = _Reader()
    mapping = reader.mapping(content)
    return (mapping, ()) if not reader.findings else (None, tuple(reader.findings))


class _Reader:
    """Reads the shape; what is wrong is gathered in `findings`."""

    def __init__(self) -> None:
        self.findings: list[Diagnostic] = []

    def mapping(self, content: Node) -> DataMapping:
        if not isinstance(content, YamlMapping):
            self._wrong(content, "a mapping consists of `key: value` lines")
            return NO_MAPPING
        options: dict[str, object] = {}
        said: dict[str, object] = {}
        for key, node in content.entries:
            if key.text in _OPTIONS:
                options[key.text] = _OPTIONS[key.text](self, node)
            elif key.text in _PARTS:
                part, read = _PARTS[key.text]
                said[part] = read(self, node)
            else:
                known = (*_OPTIONS, *_PARTS)
                self._unknown(key, known)
        return DataMapping(options=ReadOptions(**options), **said)  # type: ignore[arg-type]

    def _unknown(self, key: Scalar, known: tuple[str, ...]) -> None:
        advice = did_you_mean(key.text, known) or f"a mapping may hold {', '.join(known)}"
        self._wrong(key, f"`{key.text}` is not a part of a mapping", advice)

    def _wrong(self, node: Node, message: str, help: str | None = None) -> None:
        self.findings.append(finding("CCG681", message, primary=node.span, help=help))

    # --- the kinds of part ---------------------------------------------------------------------------------------

    def text(self, node: Node) -> str:
        if isinstance(node, Scalar) and node.text:
            return node.text
        self._wrong(node, "one word or text should stand here")
        return ""

    def header_row(self, node: Node) -> int | None:
        if isinstance(node, Scalar) and re.fullmatch(r"[1-9][0-9]{0,6}", node.text):
            return int(node.text)
        self._wrong(node, "`header_row` should be the number of a row, such as 3")
        return None

    def delimiter(self, node: Node) -> str | None:
        return DELIMITERS.get(self._one_of(node, ("comma", "semicolon", "tab", ",", ";", "\t")))

    def dates(self, node: Node) -> str:
        return self._one_of(node, DATES)

    def _one_of(self, node: Node, known: tuple[str, ...]) -> str:
        if isinstance(node, Scalar) and node.text in known:
            return node.text
        words = ", ".join(f"`{word}`" for word in known if word.strip() and len(word) > 1)
        self._wrong(node, f"one of {words} should stand here")
        return known[0]

    def texts(self, node: Node) -> tuple[Entry, ...]:
        """A word, or a list of words."""
        nodes = node.items if isinstance(node, YamlSequence) else (node,)
        return tuple(Entry(self.text(item), (), item.span) for item in nodes)

    def renames(self, node: Node) -> tuple[Entry, ...]:
        """Lines `theirs: ours` or `theirs: [ours, ours]`."""
        return tuple(
            Entry(key.text, tuple(entry.theirs for entry in self.texts(value)), key.span, value.span)
            for key, value in self._lines(node)
        )

    def words(self, node: Node) -> tuple[Entry, ...]:
        """Lines `left: right`."""
        return tuple(Entry(key.text, (self.text(value),), key.span, value.span) for key, value in self._lines(node))

    def values(self, node: Node) -> tuple[tuple[Entry, tuple[Entry, ...]], ...]:
        return tuple((Entry(key.text, (), key.span), self.words(value)) for key, value in self._lines(node))

    def missing(self, node: Node) -> tuple[tuple[str, Reason], ...]:
        found: list[tuple[str, Reason]] = []
        for key, value in self._lines(node):
            reason = REASON_WORDS.get(value.text) if isinstance(value, Scalar) else None
            if reason is None:
                words = "suppressed, not submitted, not applicable or no reason given"
                self._wrong(value, f"the reason for `{key.text}` should be one of {words}")
            else:
                found.append((key.text, reason))
        return tuple(found)

    def multiply(self, node: Node) -> tuple[tuple[Entry, Fraction], ...]:
        found: list[tuple[Entry, Fraction]] = []
        for key, value in self._lines(node):
            if isinstance(value, Scalar) and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", value.text):
                found.append((Entry(key.text, (), key.span), Fraction(value.text)))
            else:
                self._wrong(value, "a number such as 100 or 0.001 should stand here")
        return tuple(found)

    def _lines(self, node: Node) -> Iterator[tuple[Scalar, Node]]:
        if isinstance(node, YamlMapping):
            yield from node.entries
        else:
            self._wrong(node, "`left: right` lines should stand here, indented")


_Read = Callable[[_Reader, Node], object]

_OPTIONS: Mapping[str, _Read] = {
    "sheet": _Reader.text,
    "header_row": _Reader.header_row,
    "delimiter": _Reader.delimiter,
}

# Key in the file: attribute of DataMapping, and how it is read.
_PARTS: Mapping[str, tuple[str, _Read]] = {
    "columns": ("columns", _Reader.renames),
    "indicators": ("indicators", _Reader.renames),
    "values": ("values", _Reader.values),
    "missing": ("missing", _Reader.missing),
    "units": ("units", _Reader.words),
    "multiply": ("multiply", _Reader.multiply),
    "constants": ("constants", _Reader.words),
    "period": ("period", _Reader.text),
    "periods": ("periods", _Reader.texts),
    "dates": ("dates", _Reader.dates),
    "where": ("where", _Reader.renames),
    "except": ("without", _Reader.renames),
    "ignore": ("ignore", _Reader.texts),
    "ignore_indicators": ("ignore_indicators", _Reader.texts),
}

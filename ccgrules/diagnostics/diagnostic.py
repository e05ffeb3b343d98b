"""What a stage has to say about the user's text or data: one shape for all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ccgrules.source import Span


class Severity(StrEnum):
    """How much a finding matters: an error stops the work, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A place in a ruleset, with a few words on why it is shown."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of a ruleset's text, and what to put in its place."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class DataPlace:
    """A place in a data file: file, row (as a spreadsheet numbers them), column, organisation."""

    file: str
    row: int | None = None
    column: str | None = None
    organisation: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        place = ", ".join(parts)
        return f"{place} ({self.organisation})" if self.organisation else place


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: A stable code of `codes.CODES`, such as `CCG201`.
        message: One plain sentence: lower case, no full stop, the user's words in backticks.
        primary: The place in a ruleset, if there is one.
        place: The place in a data file, if there is one.
        secondary: Other places that matter ("declared here").
        notes: Further facts, such as `example: overall = 1.45`.
        help: What to do about it.
        severity: Taken from the table of codes by `codes.finding`.
        fixes: What mends it, where that is certain: these edits change no meaning and lose nothing.
    """

    code: str
    message: str
    primary: Label | None = None
    place: DataPlace | None = None
    secondary: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str | None = None
    severity: Severity = Severity.ERROR
    fixes: tuple[Edit, ...] = ()


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings in the order of the text: by file, then place; those without a place in a ruleset last."""
    return tuple(sorted(diagnostics, key=_place))


def _place(diagnostic: Diagnostic) -> tuple[bool, str, int]:
    if diagnostic.primary is None:
        return True, "", 0
    return False, diagnostic.primary.span.source.name, diagnostic.primary.span.start

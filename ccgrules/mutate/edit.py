"""One small change of a ruleset's text, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ccgrules.source import Span

LONGEST = 76
"""Words that are shown are cut around what changes after so many characters."""

Piece = tuple[Span, str]
"""A stretch of the text, and what stands there instead."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the text of one declaration.

    Attributes:
        operator: The name of the operator of mutation that made it.
        pieces: What is replaced by what; the stretches do not overlap.
        shown: The words to show it in; the pieces lie in them.
        how: `made`: the words were replaced; `left out`: they are gone; `swapped`: the pieces have changed places.
        where: What is said before the words, such as the row and column of a table.
    """

    operator: str
    pieces: tuple[Piece, ...]
    shown: Span = field(repr=False)
    how: Literal["made", "left out", "swapped"] = "made"
    where: str = ""

    @property
    def primary(self) -> Span:
        """The place of the change."""
        return self.pieces[0][0]

    def applied(self, whole: Span) -> str:
        """The text of a stretch around the change, changed."""
        text, at = [], whole.start
        for span, new in sorted(self.pieces, key=lambda piece: piece[0].start):
            text += [whole.source.text[at : span.start], new]
            at = span.end
        return "".join([*text, whole.source.text[at : whole.end]])

    def words(self) -> str:
        """The change in words: `` `overall >= 1.45` made `overall > 1.45` ``."""
        match self.how:
            case "left out":
                return f"{self.where}`{_cut(_first_line(self.shown.text))}` left out"
            case "swapped":
                first, second = (_cut(_first_line(span.text)) for span, _ in self.pieces)
                return f"{self.where}`{first}` and `{second}` swapped"
            case "made":
                old, new = self._old_and_new()
                return f"{self.where}`{old}` made `{new}`"

    def _old_and_new(self) -> tuple[str, str]:
        """The words shown as they were and as they are, cut around what changes."""
        old, new = _squeezed(self.shown.text), _squeezed(self.applied(self.shown))
        if max(len(old), len(new)) <= LONGEST:
            return old, new
        first = next(i for i, (a, b) in enumerate(zip(f"{old}\0", f"{new}\1", strict=False)) if a != b)
        start = max(0, min(first - LONGEST // 2, max(len(old), len(new)) - LONGEST))
        return _window(old, start), _window(new, start)


def _window(text: str, start: int) -> str:
    end = start + LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _first_line(text: str) -> str:
    """The words of a clause or case, without the notes below it."""
    lines = [line.strip() for line in text.split("\n")]
    own = [lines[0]]
    for line in lines[1:]:
        if not line.startswith(("when ", "otherwise", "and ", "or ")):
            break
        own.append(line)
    return _squeezed(" ".join(own))


def _squeezed(text: str) -> str:
    return " ".join(text.split())

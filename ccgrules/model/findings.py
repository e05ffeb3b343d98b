"""The list that checking adds its findings to."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label, has_errors
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.source import Span

SUGGESTIONS = 30
CANDIDATES = 5000
"""For so many words a near one is looked for, among so many: more would take too long in a file full of mistakes."""


class Findings:
    """Findings in the order found, each said once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, int, int, str], Diagnostic] = {}
        self._suggested: dict[str, str | None] = {}

    def report(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        secondary: Iterable[Label] = (),
        notes: Iterable[str] = (),
        help: str | None = None,
    ) -> None:
        """Adds a finding (see `diagnostics.codes.finding`), unless the same was said of the same place."""
        label_there = Label(span, label)
        self.add([finding(code, message, primary=label_there, secondary=secondary, notes=notes, help=help)])

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Adds findings that have a place in a ruleset, but for those whose like was said of the same place."""
        for diagnostic in diagnostics:
            assert diagnostic.primary is not None
            span = diagnostic.primary.span
            key = (diagnostic.code, span.source.name, span.start, span.end, diagnostic.message)
            self._found.setdefault(key, diagnostic)

    def did_you_mean(self, word: str, known: Iterable[str]) -> str | None:
        """A help line with the nearest known word, or None. `known` is only looked at when it is needed."""
        if word not in self._suggested and len(self._suggested) < SUGGESTIONS:
            self._suggested[word] = did_you_mean(word, islice(known, CANDIDATES))
        return self._suggested.get(word)

    def all(self) -> list[Diagnostic]:
        """All findings, in the order found."""
        return list(self._found.values())

    def any_errors(self) -> bool:
        """Whether an error has been found."""
        return has_errors(self._found.values())

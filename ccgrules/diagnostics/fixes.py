"""Putting edits into a text."""

from __future__ import annotations

from collections.abc import Iterable

from ccgrules.diagnostics.diagnostic import Diagnostic, Edit


def edits_of(diagnostic: Diagnostic, name: str) -> tuple[Edit, ...]:
    """The edits that mend a finding; none unless all of them are to the text of this name."""
    inside = all(edit.span.source.name == name for edit in diagnostic.fixes)
    return diagnostic.fixes if inside else ()


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Of edits that overlap, the one that starts first is made, and the others are not.

    Args:
        text: The text in which the spans of the edits lie.
        edits: The edits, in any order.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start >= done:
            pieces.extend((text[done : edit.span.start], edit.replacement))
            done = edit.span.end
    return "".join((*pieces, text[done:]))

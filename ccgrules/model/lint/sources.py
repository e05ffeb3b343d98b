"""CCG514: sources that nothing cites."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.model.accepted import annotations_of
from ccgrules.model.lint.subject import Subject


def sources(subject: Subject) -> Iterator[Diagnostic]:
    """Sources of the ruleset's own text that no `cite` names."""
    written = (*subject.merged.declarations, *subject.merged.moves)
    cited = {note.source for one in written for note in annotations_of(one) if note.keyword == "cite"}
    for source in subject.ruleset.framework.sources:
        if source.name not in cited and subject.own(source.span):
            message = f"nothing cites source `{source.name}`"
            hint = f'write `cite {source.name} "…"` below what follows it, or take it out'
            yield finding("CCG514", message, primary=source.span, help=hint)

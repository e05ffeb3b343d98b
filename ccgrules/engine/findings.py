"""Collects what is wrong with data: the same mistake in many rows is one finding; a bound keeps the list readable."""

from __future__ import annotations

from dataclasses import dataclass, field

from ccgrules.diagnostics.codes import CODES, finding
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, Severity
from ccgrules.source import Span

MOST = 50
"""Findings shown."""
MOST_ROWS = 8
"""Further rows named in one finding."""


@dataclass(slots=True)
class _Kind:
    """One mistake: where it was met first, and in which further rows."""

    code: str
    message: str
    place: DataPlace | None
    help: str | None
    notes: tuple[str, ...]
    primary: Span | None
    rows: list[int] = field(default_factory=list)
    more: int = 0


class Findings:
    """Findings in the order met, the same mistake once."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[object, ...], _Kind] = {}

    def add(
        self,
        code: str,
        message: str,
        place: DataPlace | None = None,
        *,
        help: str | None = None,
        notes: tuple[str, ...] = (),
        primary: Span | None = None,
        same: tuple[object, ...] | None = None,
    ) -> None:
        """Note a finding.

        Args:
            code: Its code.
            message: One sentence.
            place: Where in the data.
            help: What to do.
            notes: Further facts.
            primary: Where in a mapping file.
            same: What makes it the same mistake as another one in the same file and column; its message, if None.
        """
        file, column = (place.file, place.column) if place else (None, None)
        key = (code, file, column, *(same if same is not None else (message, primary)))
        if (kind := self._kinds.get(key)) is None:
            self._kinds[key] = _Kind(code, message, place, help, notes, primary)
        elif place is not None and place.row is not None and len(kind.rows) < MOST_ROWS:
            kind.rows.append(place.row)
        else:
            kind.more += 1

    @property
    def errors(self) -> bool:
        """Whether any finding is an error."""
        return any(CODES[kind.code].severity is Severity.ERROR for kind in self._kinds.values())

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found, by place; where there is too much, errors are kept and a note says how many are not shown."""
        kinds = list(self._kinds.values())
        kept = sorted(kinds, key=lambda kind: CODES[kind.code].severity is not Severity.ERROR)[:MOST]
        files = {kind.place.file: None for kind in kinds if kind.place is not None}
        order = {file: number for number, file in enumerate(files, 1)}
        by_row = sorted(kept, key=lambda kind: _order(kind, order))
        found = [_diagnostic(kind) for kind in by_row]
        if hidden := len(kinds) - len(kept):
            message = f"{hidden:,} more finding{'' if hidden == 1 else 's'} in these data are not shown"
            found.append(finding("CCG690", message, help="mend those above and run again"))
        return tuple(found)


def _order(kind: _Kind, files: dict[str, int]) -> tuple[int, int]:
    """Findings in a mapping by their place in its text, then those in tables by row."""
    if kind.place is None:
        return 0, kind.primary.start if kind.primary is not None else 0
    return files[kind.place.file], kind.place.row or 0


def _diagnostic(kind: _Kind) -> Diagnostic:
    notes = kind.notes
    if kind.rows:
        word = "row" if len(kind.rows) == 1 and not kind.more else "rows"
        listed = ", ".join(str(row) for row in kind.rows)
        more = f" and {kind.more:,} more" if kind.more else ""
        notes = (*notes, f"also in {word} {listed}{more}")
    return finding(kind.code, kind.message, place=kind.place, primary=kind.primary, notes=notes, help=kind.help)

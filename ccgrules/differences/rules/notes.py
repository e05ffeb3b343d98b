"""Reasons, citations and notes that hang on a line: which are new, and which are gone."""

from __future__ import annotations

from collections.abc import Sequence

from ccgrules.differences.rules.changes import Kind, Side
from ccgrules.differences.rules.draft import Subject
from ccgrules.differences.rules.merged import EXACT, Either, Pair, series
from ccgrules.syntax import tree
from ccgrules.syntax.format_blocks import note_units

Notes = Sequence[tree.Annotation]


def compare_notes(subject: Subject, part: str, old: Notes, new: Notes, at: str = "") -> object:
    """The notes of a line in both rulesets: citations are one change, all words another."""
    if old == new:
        return new
    left = list(enumerate(old))
    pairs: list[Pair] = []
    for place, note in enumerate(new):
        fellow = next((before for before, other in left if other == note), None)
        left = [(before, other) for before, other in left if before != fellow]
        pairs.append((fellow, place))
    pairs += [(before, None) for before, _ in left]
    lost = [old[before] for before, after in pairs if before is not None and after is None]
    found = [new[after] for before, after in pairs if after is not None and before is None]
    numbers = {cites: _change(subject, part, cites, lost, found, at) for cites in (False, True)}

    def make(before: int | None, after: int | None) -> object:
        one, other = (None if before is None else old[before]), (None if after is None else new[after])
        if one is not None and other is not None:
            return other
        note = one or other
        return Either(numbers[note is not None and note.keyword == "cite"], one, other)

    return series(pairs, EXACT, make)


def _change(subject: Subject, part: str, cites: bool, lost: Notes, found: Notes, at: str) -> int:
    old, new = ([note for note in notes if (note.keyword == "cite") == cites] for notes in (lost, found))
    kind: Kind = "source" if cites else "wording"
    return subject.change(kind, part, _side(old), _side(new), at=at) if old or new else EXACT


def _side(notes: Notes) -> Side | None:
    if not notes:
        return None
    lines = [line for unit in note_units(notes, 0) for line in unit.lines]
    return Side("\n".join(lines), notes[0].span)

"""Changes in words: what they are about, from what to what, where, and several in a line."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from ccgrules.diagnostics.render import escape
from ccgrules.differences.report.view import ARROW
from ccgrules.differences.rules.changes import Change, Kind, Side
from ccgrules.explain.digits import counted, plural
from ccgrules.explain.words import capital, listed

ELLIPSIS = "…"

ASPECTS: dict[Kind, str] = {
    "renamed": "name",
    "retitled": "title",
    "threshold": "threshold",
    "standard": "standard",
    "weight": "weights",
    "outcome": "outcome",
    "case added": "case",
    "case removed": "case",
    "case order": "order of the cases",
    "condition": "condition",
    "method": "method",
    "formula": "formula",
    "table": "table",
    "adjustment": "adjustment",
    "population": "who is compared",
    "membership": "groups",
    "unit": "kind of data",
    "direction": "which way is better",
    "missing": "what a missing value does",
    "use": "when it is used",
    "scale": "labels",
    "panel": "what a panel may do",
    "result": "results",
    "source": "source",
    "wording": "wording",
    "shown": "how it is shown",
    "range": "range",
    "head": "title and dates",
}
"""What a change is about where it names no clause."""

PARTS = {
    "in": "groups",
    "data": "kind of data",
    "type": "kind of data",
    "better": "which way is better",
    "scores better": "which way is better",
    "counts": "what it counts",
    "used when": "when it is used",
    "when missing": "what a missing value does",
    "shown to": "decimal places",
    "between": "range",
    "by": "who is compared",
    "where": "who is compared",
    "on": "labels",
    "moderated by": "who may change it",
    "no better than": "adjustment",
    "no worse than": "adjustment",
    "becomes": "adjustment",
    "not rated": "adjustment",
}
"""Clauses, in words that say what they are about; others are called as in the rules."""

WHOLE = ("added", "removed")
"""Changes of whole declarations."""

CODED = ("indicator", "group")
NEVER = "never"
"""When something is used that is not applicable to anybody."""
DIGIT = re.compile("[0-9]")
"""A name with a digit in it is a code that people know."""

PLAIN: dict[Kind, str] = {"wording": "note", "source": "source", "test": "test"}
"""Changes that are counted whatever declaration they are of."""


def what(change: Change) -> str:
    """`parameter “Lowest score for Outstanding”`, `indicator “Diagnostic tests” (133a): standard`."""
    return ": ".join(filter(None, [subject(change), aspect(change)]))


def subject(change: Change) -> str:
    """The declaration of a change: `indicator “Diagnostic tests” (133a)`."""
    name, own = change.name, escape(change.title)
    title = f"“{capital(own)}”" if own and own not in (name, name.replace("_", " ")) else name
    code = f" ({name})" if title != name and change.keyword in CODED and DIGIT.search(name) else ""
    return f"{change.keyword} {title}{code}".strip()


def aspect(change: Change) -> str:
    """Which part of a declaration: `standard`; empty where it is all of it, or is plain."""
    own = ASPECTS.get(change.kind, "")
    part = PARTS.get(change.part, change.part) or own
    said = own if change.kind in PLAIN and not part.startswith(own) else ""
    return ", ".join(filter(None, [part, escape(change.at), said]))


def shift(change: Change, most: int | None = None) -> str:
    """`1.45 → 1.40`, `added to Elective access`; texts longer than `most` characters are cut."""
    where = listed([capital(escape(title)) for title in change.where if title != change.title])
    if change.kind == "added":
        return f"added to {where}" if where else "added"
    if change.kind == "removed":
        return f"removed from {where}" if where else "removed"
    inside = f" ({where})" if where else ""
    old, new = (line(side) if side is not None else None for side in (change.old, change.new))
    if change.kind == "use" and new == "no":
        return NEVER if old is None else f"{cut(old, most)} {ARROW} {NEVER}"
    if old is None or new is None:
        text = cut(new or old or "", most)
        return " ".join(filter(None, ["added:" if old is None else "removed:", text])) + inside
    return f" {ARROW} ".join(cut_both(old, new, most)) + inside


def line(side: Side) -> str:
    """What one ruleset says, in one line."""
    return escape(" ".join(side.text.split()))


def cut(text: str, most: int | None) -> str:
    """A text of at most so many characters, cut between words where it has any."""
    if most is None or len(text) <= most:
        return text
    shorter = textwrap.shorten(text, most, placeholder=f" {ELLIPSIS}", break_on_hyphens=False)
    return shorter if len(shorter) > len(ELLIPSIS) + 1 else text[: most - 1] + ELLIPSIS


def cut_both(old: str, new: str, most: int | None) -> tuple[str, str]:
    """Two texts: where one is longer than `most`, from just before the first word that differs."""
    if most is None or max(len(old), len(new)) <= most:
        return old, new
    before, after = old.split(), new.split()
    pairs = enumerate(zip(before, after))
    alike = next((number for number, (a, b) in pairs if a != b), min(len(before), len(after)))
    start = max(0, alike - 2)
    shown = [f"{ELLIPSIS} {' '.join(words[start:])}" if start > 1 else " ".join(words) for words in (before, after)]
    return cut(shown[0], most), cut(shown[1], most)


def is_cut(change: Change, most: int) -> bool:
    """Whether a change says more than a line of a table shows: in a longer text, or in a whole declaration."""
    sides = [side for side in (change.old, change.new) if side is not None]
    if change.kind in WHOLE:
        return any(line(side) for side in sides)
    return any(len(line(side)) > most for side in sides)


def place(change: Change) -> str:
    """`annual-2017.rules:88 → draft.rules:90`; lines of one file that is in both `shared.rules:7`."""
    sides = [f"{PurePath(s.span.source.name).name}:{s.span.line}" for s in (change.old, change.new) if s is not None]
    return f" {ARROW} ".join(dict.fromkeys(sides))


def in_a_line(changes: Iterable[Change]) -> str:
    """`titles of 2 indicators, 3 notes, 1 source`."""
    found = Counter((change.kind, "" if change.kind in PLAIN else change.keyword) for change in changes)
    return ", ".join(_together(kind, keyword, number) for (kind, keyword), number in found.items())


def _together(kind: Kind, keyword: str, number: int) -> str:
    """Several changes of a kind."""
    if kind in PLAIN:
        return counted(number, PLAIN[kind])
    if kind in WHOLE:
        return f"{counted(number, keyword)} {kind}"
    aspect = ASPECTS.get(kind, kind)
    if kind in ("renamed", "retitled") and number > 1:
        aspect = plural(aspect)
    whose = "the framework" if keyword == "framework" else counted(number, keyword)
    return f"{aspect} of {whose}"

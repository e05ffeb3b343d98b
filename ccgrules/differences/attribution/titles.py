"""What units of change are called, in a few words: `Lowest score for Outstanding 1.45 → 1.40`."""

from __future__ import annotations

from collections.abc import Sequence

from ccgrules.differences.report.change_words import DIGIT, aspect, shift
from ccgrules.differences.rules.changes import Change
from ccgrules.explain.words import capital, listed

LONGEST = 32
"""Longer texts of a ruleset are cut."""

MOST = 3
"""How many changes of one unit are named."""


def title_of(changes: Sequence[Change]) -> str:
    """The title of a unit of some changes."""
    if len(changes) == 1:
        return _single(changes[0])
    subjects = {(change.keyword, change.name) for change in changes}
    if len(subjects) == 1:
        return f"{_subject(changes[0])}: {listed(list(dict.fromkeys(aspect(change) for change in changes)))}"
    named = [_single(change) for change in changes[:MOST]]
    more = len(changes) - len(named)
    return "; ".join(named) + (f" and {more} more" if more else "")


def _single(change: Change) -> str:
    part = aspect(change)
    return f"{_subject(change)}{f': {part}' if part else ''}{':' if change.at else ''} {shift(change, LONGEST)}"


def _subject(change: Change) -> str:
    """What a change is about: an indicator by its code, where it has one; all else by its title."""
    coded = change.keyword == "indicator" and DIGIT.search(change.name)
    return change.name if coded or not change.title else capital(change.title)

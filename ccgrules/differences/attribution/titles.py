"""What units of change are called, in a few words: `Lowest score for Outstanding 1.45 → 1.40`."""

from __future__ import annotations

from collections.abc import Sequence

from ccgrules.differences.report.change_words import ASPECTS, shift
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
        return f"{subject(changes[0])}: {listed(list(dict.fromkeys(_aspect(change) for change in changes)))}"
    named = [_single(change) for change in changes[:MOST]]
    more = len(changes) - len(named)
    return "; ".join(named) + (f" and {more} more" if more else "")


def _single(change: Change) -> str:
    aspect = "" if change.kind in ("added", "removed", "parameter") else f" {_aspect(change)}"
    colon = ":" if aspect else ""
    return f"{subject(change)}{colon}{aspect} {shift(change, LONGEST)}"


def subject(change: Change) -> str:
    """What a change is about: an indicator by its code, where it has one; all else by its title."""
    coded = change.keyword == "indicator" and any(character.isdigit() for character in change.name)
    return change.name if coded or not change.title else capital(change.title)


def _aspect(change: Change) -> str:
    own = change.part if change.part and " " not in change.part else ASPECTS.get(change.kind, change.kind)
    return f"{own} of {change.at}" if change.at else own

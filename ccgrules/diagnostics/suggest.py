"""`did you mean`: the nearest known name, if one is near enough."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when nothing is close (ratio under 0.7)."""
    best, best_ratio = None, 0.7
    # The matcher prepares its second text, which is the one that stays.
    matcher = SequenceMatcher(None, "", word.lower())
    for candidate in sorted(set(known)):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() < best_ratio or matcher.quick_ratio() < best_ratio:
            continue
        if (ratio := matcher.ratio()) > best_ratio or (best is None and ratio >= best_ratio):
            best, best_ratio = candidate, ratio
    return best


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A help line, or None."""
    best = nearest(word, known)
    return f"did you mean `{best}`?" if best else None

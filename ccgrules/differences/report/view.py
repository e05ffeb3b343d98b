"""How much of a difference is shown, and small pieces that its parts have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.render import escape
from ccgrules.engine.numbers import round_half_away
from ccgrules.explain.digits import fixed
from ccgrules.model.ruleset import Label

ARROW = "→"
NONE = "–"
"""Stands where there is nothing."""
NOBODY = "·"
"""Stands for nought in a matrix."""
WITHOUT = "No rating"
LEAST_PLACES, MOST_PLACES = 2, 8


@dataclass(frozen=True, slots=True)
class View:
    """How much is shown.

    Attributes:
        everything: Every change with its place and its words in full, every mover; else what a screen holds.
        page: Whether tables may be wide, as on a page that scrolls.
        explain: Codes of organisations whose explanations are put side by side.
    """

    everything: bool = False
    page: bool = False
    explain: tuple[str, ...] = ()


def organisation(name: str, code: str) -> str:
    """`Northmoor (X17)`; the code where the data give no name."""
    return escape(name if name == code else f"{name} ({code})")


def label_title(scale: Sequence[Label], name: str | None) -> str:
    """The title of a label; `No rating` for None."""
    return next((label.title for label in scale if label.name == name), name or WITHOUT)


def signed(value: Fraction, least: int = LEAST_PLACES) -> str:
    """`+0.67`, `−1.00`; with as many places as show that it is not nought."""
    places = least
    while value and places < MOST_PLACES and not round_half_away(value, places):
        places += 1
    return f"{'+' if value > 0 else ''}{fixed(value, places)}"

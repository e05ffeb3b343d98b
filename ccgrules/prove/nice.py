"""Choosing a plain number between two bounds: one that a reader can check in the head."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Bounds:
    """A stretch of numbers; a bound that is None is open-ended, and a strict one is not part of the stretch."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_strict: bool = False
    high_strict: bool = False

    def above(self, limit: Fraction, strict: bool) -> Bounds:
        """The part of it above a limit."""
        if self.low is not None and (self.low > limit or (self.low == limit and self.low_strict >= strict)):
            return self
        return replace(self, low=limit, low_strict=strict)

    def below(self, limit: Fraction, strict: bool) -> Bounds:
        """The part of it below a limit."""
        if self.high is not None and (self.high < limit or (self.high == limit and self.high_strict >= strict)):
            return self
        return replace(self, high=limit, high_strict=strict)

    def has(self, value: Fraction) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or (value > self.low if self.low_strict else value >= self.low)
        return above and (self.high is None or (value < self.high if self.high_strict else value <= self.high))


def nicest(bounds: Bounds, *, whole: bool = False) -> Fraction | None:
    """A number in the stretch: one of its own ends where that is in it, else the one with the fewest decimals.

    Args:
        bounds: The stretch.
        whole: Whether only a whole number will do.

    Returns:
        None if there is none.
    """
    for end in (bounds.low, bounds.high):
        if end is not None and bounds.has(end) and (not whole or end.denominator == 1):
            return end
    if bounds.low is None and bounds.high is None:
        return Fraction(0)
    if bounds.low is not None and bounds.high is not None and bounds.low >= bounds.high:
        return None
    scale = Fraction(1)
    while True:
        candidate = _at(bounds, scale)
        if bounds.has(candidate):
            return candidate
        if whole:
            return None
        scale *= 10


def _at(bounds: Bounds, scale: Fraction) -> Fraction:
    """The number next to an end, in steps of one over the scale; the middle one where there are many."""
    if bounds.low is None:
        assert bounds.high is not None
        return Fraction(math.ceil(bounds.high * scale) - 1) / scale
    first = Fraction(math.floor(bounds.low * scale) + 1)
    if bounds.high is None:
        return first / scale
    last = Fraction(math.ceil(bounds.high * scale) - 1)
    return Fraction(math.floor((first + last) / 2)) / scale if last > first else first / scale

"""Sets of numbers as stretches of the number line.

A cut lies just before a number or just behind it; a stretch runs from one cut to another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Cut = tuple[Fraction | float, int]
BEGINNING: Cut = (-math.inf, 0)
END: Cut = (math.inf, 1)
BEFORE, BEHIND = 0, 1


@dataclass(frozen=True, slots=True)
class Region:
    """A set of numbers: stretches in order that do not touch."""

    stretches: tuple[tuple[Cut, Cut], ...]

    def union(self, *others: Region) -> Region:
        """The numbers in any of them."""
        return region(stretch for part in (self, *others) for stretch in part.stretches)

    def complement(self) -> Region:
        """The numbers that are not in it."""
        gaps = []
        start = BEGINNING
        for low, high in self.stretches:
            gaps.append((start, low))
            start = high
        return region([*gaps, (start, END)])

    def intersection(self, other: Region) -> Region:
        """The numbers in both."""
        found = []
        for low, high in self.stretches:
            for other_low, other_high in other.stretches:
                first, last = max(low, other_low), min(high, other_high)
                if first < last:
                    found.append((first, last))
        return Region(tuple(found))

    def within(self, other: Region) -> bool:
        """Whether all its numbers are in the other."""
        return not self.intersection(other.complement()).stretches

    def whole(self) -> Region:
        """The whole numbers in it, each as the stretch up to the next."""
        return region((_whole_cut(low), _whole_cut(high)) for low, high in self.stretches)

    def example(self) -> Fraction | None:
        """One number in it, an end of a stretch where that is in it; None if it is empty."""
        if not self.stretches:
            return None
        (low, low_side), (high, high_side) = self.stretches[0]
        if isinstance(low, Fraction) and low_side == BEFORE:
            return low
        if isinstance(high, Fraction) and high_side == BEHIND:
            return high
        if isinstance(low, Fraction) and isinstance(high, Fraction):
            return (low + high) / 2
        if isinstance(low, Fraction):
            return low + 1
        return high - 1 if isinstance(high, Fraction) else Fraction(0)


def region(stretches: Iterable[tuple[Cut, Cut]]) -> Region:
    """The numbers in any of some stretches, joined where they touch."""
    joined: list[tuple[Cut, Cut]] = []
    for low, high in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return Region(tuple(joined))


def _whole_cut(cut: Cut) -> Cut:
    value, side = cut
    if not isinstance(value, Fraction):
        return cut
    if side == BEFORE:
        return Fraction(math.ceil(value)), BEFORE
    return Fraction(math.floor(value) + 1), BEFORE


EVERYTHING = Region(((BEGINNING, END),))


def compared(op: str, value: Fraction) -> Region:
    """The numbers for which `x op value` holds, with op one of `eq ne lt le gt ge`."""
    before, behind = (value, BEFORE), (value, BEHIND)
    stretches = {
        "lt": (BEGINNING, before),
        "le": (BEGINNING, behind),
        "gt": (behind, END),
        "ge": (before, END),
        "eq": (before, behind),
    }
    if op == "ne":
        return region([stretches["lt"], stretches["gt"]])
    return Region((stretches[op],))

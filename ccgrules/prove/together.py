"""Comparisons of several unknowns, each of which may only be in some stretches, or only a whole number.

Tried first are any numbers between the ends of what each unknown may be. Where one then has a value that it may not
have, both sides of that value are tried in turn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.prove.formula import Compare, Form, Unknown, form_value
from ccgrules.prove.linear import Below, TooHard, values_for
from ccgrules.prove.regions import BEFORE, Region, compared

MINUS = Fraction(-1)


@dataclass(slots=True)
class Together:
    """The search for values, in all branches of one question.

    Attributes:
        tries: How many tries are left.
    """

    tries: int
    whole: frozenset[Unknown] = frozenset()

    def values(
        self, compares: Sequence[Compare], regions: Mapping[Unknown, Region], whole: frozenset[Unknown]
    ) -> dict[Unknown, Fraction] | None:
        """Values for which all comparisons hold; None if there are none.

        Args:
            compares: The comparisons.
            regions: What each unknown may be.
            whole: Those that are whole numbers; their regions have each as the stretch up to the next.

        Raises:
            TooHard: The search was given up.
        """
        self.whole = whole
        waiting = [(list(compares), dict(regions))]
        while waiting:
            self.tries -= 1
            if self.tries < 0:
                raise TooHard
            now, within = waiting.pop()
            found = self._between_ends(now, within)
            if found is None:
                continue
            free = [unknown for unknown in within if unknown not in found]
            found.update((unknown, within[unknown].example() or Fraction(0)) for unknown in free)
            sides = next(self._not_allowed(now, within, found), None)
            if sides is None:
                return found
            waiting.extend(reversed(sides))
        return None

    def _between_ends(
        self, compares: Sequence[Compare], regions: Mapping[Unknown, Region]
    ) -> dict[Unknown, Fraction] | None:
        if any(not region.stretches for region in regions.values()):
            return None
        bounds = [below for unknown, region in regions.items() for below in self._ends(unknown, region)]
        ordered = [Below(one.form, one.op == "lt") for one in compares if one.op in ("lt", "le")]
        return values_for([*ordered, *bounds], self.whole, [one.form for one in compares if one.op == "eq"])

    def _ends(self, unknown: Unknown, region: Region) -> Iterator[Below]:
        (low, low_side), (high, high_side) = region.stretches[0][0], region.stretches[-1][1]
        if isinstance(low, Fraction):
            yield Below(Form(((unknown, MINUS),), low), strict=low_side != BEFORE)
        if isinstance(high, Fraction):
            last, strict = (high - 1, False) if unknown in self.whole else (high, high_side == BEFORE)
            yield Below(Form(((unknown, -MINUS),), -last), strict)

    def _not_allowed(
        self, compares: list[Compare], regions: dict[Unknown, Region], found: Mapping[Unknown, Fraction]
    ) -> Iterator[list[tuple[list[Compare], dict[Unknown, Region]]]]:
        """For each value that may not be, the two sides of it."""
        for unknown, region in regions.items():
            value = found[unknown]
            if unknown in self.whole and value.denominator != 1:
                low, high = compared("lt", Fraction(math.ceil(value))), compared("ge", Fraction(math.ceil(value)))
            elif compared("eq", value).within(region):
                continue
            else:
                low, high = compared("lt", value), compared("gt", value)
            yield [(compares, {**regions, unknown: region.intersection(side)}) for side in (low, high)]
        for one in compares:
            if one.op == "ne" and not form_value(one.form, found):
                others = [other for other in compares if other is not one]
                sides = [Compare(one.form, "lt"), Compare(one.form.times(MINUS), "lt")]
                yield [([*others, side], regions) for side in sides]

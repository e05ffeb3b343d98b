"""An attribution: how much of each movement is because of what. Shares are exact and add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal as OneOf


@dataclass(frozen=True, slots=True)
class Unit:
    """What may move a rating by itself: one change of the rules, or several that only work together; or other causes.

    Attributes:
        number: From 1.
        title: In a few words: `Lowest score for Outstanding 1.45 → 1.40`, `the organisation's own data`.
        changes: The numbers of the changes; empty for what is no change of the rules.
        together: Why several changes make one; empty for one by itself.
    """

    number: int
    title: str
    changes: tuple[int, ...]
    together: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit contributes to a movement.

    Attributes:
        unit: Its number.
        share: The Shapley value: its contribution averaged over all orders in which the units can come.
        first: Its contribution if it comes first, before all others.
        last: Its contribution if it comes last: how much is gone when it alone is taken out.
        error: Where orders were sampled, half the width of the 95 % confidence interval of `share`; else None.
    """

    unit: int
    share: Fraction
    first: Fraction
    last: Fraction
    error: float | None = None


Measured = OneOf["grades", "rated", "value"]


@dataclass(frozen=True, slots=True)
class Movement:
    """One named value of an organisation, before and after.

    Attributes:
        name: Of the rating or the measure.
        measured: `grades`: places on the scale, up is positive; a variant without a rating counts as half way between
            before and after. `rated`: 1 with a rating, 0 without, where it has none before or after. `value`: the
            measure's own unit; likewise where a variant has none.
        before, after: In that measure.
        shares: Of each unit, in their order; they add up to `after - before`, exactly.
    """

    name: str
    measured: Measured
    before: Fraction
    after: Fraction
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The movements of all organisations that moved.

    Attributes:
        units: What they are attributed to.
        of: For each organisation (its code, and its period) the movements: of the headline, then of the results that
            are measures.
        exact: Whether all orders were followed, and not only a sample.
        orders: How many orders were sampled; 0 if exact.
        variants: How many variants of the rules were worked out; between two periods, of each organisation.
        merged: Between two periods, codes of those that come of a merger or a split, which are compared with nobody.
    """

    units: tuple[Unit, ...]
    of: dict[tuple[str, str], Sequence[Movement]]
    exact: bool
    orders: int
    variants: int
    merged: tuple[str, ...] = ()

    def idle(self) -> tuple[Unit, ...]:
        """Units that move no organisation: none has a contribution of theirs in any order."""
        moving = {
            share.unit
            for movements in self.of.values()
            for movement in movements[:1]
            for share in movement.shares
            if share.share or share.first or share.last
        }
        return tuple(unit for unit in self.units if unit.number not in moving)

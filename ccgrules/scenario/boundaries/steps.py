"""How far just under and just over a limit are from it: one step of the smallest unit that a value is given in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ccgrules.explain.digits import ending_places
from ccgrules.model.types import Kind, Type, Unit

SIZES: Mapping[str, Fraction] = {
    "percent": Fraction(1, 10),
    "count": Fraction(1),
    "pounds": Fraction(1),
    "days": Fraction(1),
    "minutes": Fraction(1),
    "rate": Fraction(1, 10),
    "number out of": Fraction(1, 10),
    "number": Fraction(1, 100),
}
"""One step of each kind of value, in the figures that people write: percentage points for shares."""

MOST_PLACES = 6


def kind_of(unit: Unit | None) -> str:
    """The kind of value that a unit belongs to, as `SIZES` has it."""
    if unit is None:
        return "number"
    if unit.dimension == "share":
        return "percent"
    if unit.name.startswith("number out of"):
        return "number out of"
    return unit.dimension.partition(" ")[0]


def step_of(type_: Type, limit: Fraction, chosen: Mapping[str, Fraction]) -> Fraction:
    """One step of a value of a type, as a value: 1/1000 for a percentage; 1 for a date, which is a day.

    Args:
        type_: The type.
        limit: What the value is compared with; where it has more decimals than the step, the step is as fine.
        chosen: Sizes to use in place of those of `SIZES`.
    """
    if type_.kind is Kind.DATE:
        return Fraction(1)
    kind = kind_of(type_.unit)
    factor = Fraction(1, 100) if kind == "percent" else Fraction(1)
    if kind in chosen:
        return chosen[kind] * factor
    if kind == "count":
        return SIZES[kind]
    places = ending_places(limit / factor)
    finest = Fraction(1, 10 ** min(places, MOST_PLACES)) if places is not None else SIZES[kind]
    return min(SIZES[kind], finest) * factor

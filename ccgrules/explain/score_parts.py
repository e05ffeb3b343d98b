"""The parts of a z-score as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Literal as OneOf

if TYPE_CHECKING:
    from ccgrules.explain.parts import Quantity  # which has these among its own parts


@dataclass(frozen=True, slots=True)
class Dispersed:
    """Over-dispersion as it was estimated from the members' z-scores.

    Attributes:
        phi: The mean of their squares.
        found: Whether there is any: a φ of at most 1 is none.
        members: How many members it is estimated from.
        ends: What was done with the z-scores at either end, if anything.
        share: How many at each end, such as `10 %`.
        low, high: The z-scores beyond which that was done.
        tau_squared: What is added to the square of each standard error, where that is how it is allowed for.
        worked: Its arithmetic.
    """

    allowed_for: OneOf["multiplicative", "additive"]
    phi: Quantity
    found: bool
    members: int
    ends: OneOf["winsorise", "trim"] | None
    share: str | None
    low: Quantity | None
    high: Quantity | None
    tau_squared: Quantity | None
    worked: str | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A z-score: how far the value lies from a set point, in standard errors.

    Attributes:
        error: Where the standard error comes from.
        transform: What value and set point go through first.
        z: The score.
        set_point: What the value is held against.
        size: The denominator; None where the standard error was given.
        standard_error: In the unit of the value; None where there is none.
        formula: Its arithmetic; None where it was given.
        unadjusted: The score without allowing for over-dispersion.
        over: Over-dispersion; None where it is not allowed for, or cannot be estimated.
        worked: The arithmetic of the score.
        why_not: Why there is no score.
        definition: The papers that define it.
    """

    error: OneOf["binomial", "poisson", "normal"]
    transform: OneOf["none", "square_root", "arcsine", "log"]
    z: Quantity
    set_point: Quantity
    size: Quantity | None
    standard_error: Quantity | None
    formula: str | None
    unadjusted: Quantity | None
    over: Dispersed | None
    worked: str | None
    why_not: str | None
    definition: str

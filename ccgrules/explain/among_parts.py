"""A figure among a population as it is told: places, classes, z-scores, and who is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.explain.quantities import Quantity


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Organisations that are no members, and why; `names` holds the first few of them."""

    why: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classed:
    """The class that a member is in: by k-means, or between natural breaks.

    Attributes:
        of: How many classes there are.
        number: Which it is, 1 the lowest; None, and so is all the rest, where there are too few different values.
        members: How many members it has.
        lowest, highest: Its ends.
        centre: Its centre; None for natural breaks.
        below, above: The value next to it on either side; None at the end.
    """

    of: int
    number: int | None
    members: int | None
    lowest: Quantity | None
    highest: Quantity | None
    centre: Quantity | None
    below: Quantity | None
    above: Quantity | None


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


@dataclass(frozen=True, slots=True)
class Among:
    """A figure among a population.

    Attributes:
        function: The function, such as `percent_rank`.
        subject: What it is a figure of, in titles.
        own: The organisation's own value of it.
        population: The population's title.
        by: What the members share, such as `Trust type: acute`.
        within: The population's own condition, in titles.
        where: The further condition, in titles.
        members, organisations: How many members, out of how many organisations in the peer group.
        left_out: Who is no member, and why.
        best: Which way is better, for places.
        place, tied: The place, and with how many others.
        first: The best value among the members; `last` the worst.
        worked: The arithmetic: `76 / 119`.
        terms: The figures in it that were themselves worked out from the members: mean, standard deviation, the values
            beside a quantile.
        classed: The class, for what makes classes of the members.
        scored: The standard error and so on, for a z-score.
    """

    function: str
    subject: str
    own: Quantity
    population: str
    by: str | None
    within: str | None
    where: str | None
    members: int
    organisations: int
    at_least: int | None
    left_out: tuple[LeftOut, ...]
    best: OneOf["higher", "lower"] | None
    place: int | None
    tied: int | None
    first: Quantity | None
    last: Quantity | None
    worked: str | None
    terms: tuple[tuple[str, Quantity], ...]
    classed: Classed | None = None
    scored: Scored | None = None
    kind: OneOf["among"] = "among"

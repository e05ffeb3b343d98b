"""Earlier values: the row that each row looks back at, and what it takes from organisations that it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ccgrules.engine.numbers import near
from ccgrules.engine.succession import Part, Succession
from ccgrules.engine.table import Keys
from ccgrules.engine.vectors import highest
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.periods import named_in
from ccgrules.plan.steps import Lag

NO_EARLIER = MISSING[Reason.NO_EARLIER_PERIOD]
NOT_CARRIED_OVER = MISSING[Reason.NOT_CARRIED_OVER]

Cell = Callable[[str, int], Value]
"""Gives a value by its column and row."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where rows look back to.

    Attributes:
        rows: For each row the one row that it looks back at; None where there is none, or several.
        through: For rows whose organisation comes from others, or from a part of one: those parts, each with its row.
    """

    rows: Sequence[int | None]
    through: Mapping[int, tuple[tuple[Part, int | None], ...]]


def links(keys: Keys, period: str | None = None, succession: Succession | None = None) -> Links:
    """Where each row looks back to.

    Args:
        keys: The rows.
        period: A named period, which rows of that period and later ones look back at; None for the period before.
        succession: Mergers and splits.
    """
    target = _targets(keys, period)
    place = {key: row for row, key in enumerate(zip(keys.organisations, keys.periods))}
    rows: list[int | None] = []
    through: dict[int, tuple[tuple[Part, int | None], ...]] = {}
    for row, (organisation, own) in enumerate(zip(keys.organisations, keys.periods)):
        earlier = target.get(own)
        rows.append(None if earlier is None else place.get((organisation, earlier)))
        if earlier is None or succession is None or succession.never_new(organisation):
            continue
        parts = succession.parts(organisation, own, earlier)
        if parts != (Part(organisation, split=False),):
            through[row] = tuple((part, place.get((part.organisation, earlier))) for part in parts)
            rows[-1] = None
    return Links(rows, through)


def _targets(keys: Keys, period: str | None) -> dict[str, str]:
    """For each period, the one that its rows look back at."""
    order = keys.period_order
    if period is None:
        return {own: before for before, own in pairwise(order) if own not in keys.after_gap}
    found = named_in(order, period)
    return {} if found is None else dict.fromkeys(order[order.index(found) :], found)


def looks_back_to(keys: Keys, own: str, period: str | None) -> str | None:
    """The period that rows of one period look back at; arguments as for `links`."""
    return _targets(keys, period).get(own)


def looked_back(step: Lag, found: Links, start: int, stop: int, cell: Cell) -> list[Value]:
    """The earlier values of some rows.

    Args:
        step: The step.
        found: Where rows look back to.
        start: The first of the rows.
        stop: The row behind the last.
        cell: The values so far, by column and row.
    """
    return [
        inherited(step, found.through[row], cell)
        if row in found.through
        else NO_EARLIER
        if (earlier := found.rows[row]) is None
        else cell(step.of, earlier)
        for row in range(start, stop)
    ]


# --- through mergers and splits ----------------------------------------------------------------------------------


def inherited(step: Lag, parts: Sequence[tuple[Part, int | None]], cell: Cell) -> Value:
    """What an organisation takes over from those that it comes from.

    From one its value, but no amount of one that was split. From several, a value that comes from counts is pooled from
    theirs; anything else is taken only where it is the same for all, and amounts are not taken.
    """
    rows = [row for _, row in parts if row is not None]
    if len(rows) < len(parts):
        return NO_EARLIER
    values = [cell(step.of, row) for row in rows]
    if any(isinstance(value, Missing) for value in values):
        return highest(*values)
    split = any(part.split for part, _ in parts)
    if step.amount and (split or len(rows) > 1):
        return NOT_CARRIED_OVER
    if len(rows) > 1 and not split and (pooled := _pooled(step, rows, cell)) is not None:
        return pooled
    return values[0] if _alike(values, approximate=step.type.approximate) else NOT_CARRIED_OVER


def _pooled(step: Lag, rows: Sequence[int], cell: Cell) -> Value | None:
    """The sum of the numerators over the sum of the denominators; None where the value does not come from them."""
    if step.pooled is None:
        return None
    sums = []
    for column in (step.pooled.numerator, step.pooled.denominator):
        counts = [count for row in rows if isinstance(count := cell(column, row), Fraction)]
        if len(counts) < len(rows):
            return None
        sums.append(sum(counts, Fraction(0)))
    numerator, denominator = sums
    return step.pooled.base * numerator / denominator if denominator else MISSING[Reason.DIVISION_BY_ZERO]


def _alike(values: Sequence[Value], *, approximate: bool) -> bool:
    first = values[0]
    if approximate and isinstance(first, Fraction):
        return all(isinstance(value, Fraction) and near(value, first) for value in values)
    return all(value == first for value in values)

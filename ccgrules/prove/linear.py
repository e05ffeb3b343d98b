"""Linear comparisons of several unknowns together: whether they can all hold, and values for which they do.

By Fourier-Motzkin elimination on exact fractions: one unknown after another is taken out by adding up each pair of an
upper and a lower bound on it; what remains has no unknowns and is true or false. Values are then chosen backwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.prove.formula import Form, Unknown, form_value
from ccgrules.prove.nice import Bounds, nicest

MOST_COMPARISONS = 400
"""Elimination that would pass more comparisons than this is given up."""


class TooHard(Exception):
    """The question was given up: nothing is known."""


@dataclass(frozen=True, slots=True)
class Below:
    """A linear form is below zero (`strict`), or at most zero."""

    form: Form
    strict: bool


def values_for(comparisons: Sequence[Below], whole: frozenset[Unknown] = frozenset()) -> dict[Unknown, Fraction] | None:
    """Values for which all comparisons hold, as plain as can be; None if there are none.

    Args:
        comparisons: What must hold.
        whole: Unknowns that are whole numbers.

    Raises:
        TooHard: There are too many, or values but perhaps no whole ones.
    """
    order = sorted({unknown for one in comparisons for unknown, _ in one.form.terms}, key=repr)
    levels = [list(comparisons)]
    for unknown in order:
        levels.append(_without(unknown, levels[-1]))
        if len(levels[-1]) > MOST_COMPARISONS:
            raise TooHard
    if not all(_true(one) for one in levels[-1]):
        return None
    values: dict[Unknown, Fraction] = {}
    for unknown, level in zip(reversed(order), reversed(levels[:-1])):
        chosen = nicest(_bounds(unknown, level, values), whole=unknown in whole)
        if chosen is None:
            raise TooHard
        values[unknown] = chosen
    return values


def _true(one: Below) -> bool:
    return one.form.constant < 0 if one.strict else one.form.constant <= 0


def _without(unknown: Unknown, comparisons: Sequence[Below]) -> list[Below]:
    """What the comparisons say of the other unknowns."""
    uppers: list[tuple[Below, Fraction]] = []
    lowers: list[tuple[Below, Fraction]] = []
    kept: dict[Below, None] = {}
    for one in comparisons:
        factor = dict(one.form.terms).get(unknown)
        if factor is None:
            kept[one] = None
        elif factor > 0:
            uppers.append((one, factor))
        else:
            lowers.append((one, factor))
    for upper, up in uppers:
        for lower, down in lowers:
            form = upper.form.times(1 / up).plus(lower.form, -1 / down)
            kept[_scaled(Below(form, upper.strict or lower.strict))] = None
    return list(kept)


def _scaled(one: Below) -> Below:
    """The same comparison with a first coefficient of 1 or -1, so that equal ones are seen to be equal."""
    if not one.form.terms:
        return one
    return Below(one.form.times(1 / abs(one.form.terms[0][1])), one.strict)


def _bounds(unknown: Unknown, comparisons: Sequence[Below], values: Mapping[Unknown, Fraction]) -> Bounds:
    """Between what an unknown must lie, the later unknowns having their values."""
    bounds = Bounds()
    for one in comparisons:
        factor = dict(one.form.terms).get(unknown)
        if factor is not None:
            rest = Form(tuple(term for term in one.form.terms if term[0] != unknown), one.form.constant)
            limit = -form_value(rest, values) / factor
            bounds = bounds.below(limit, one.strict) if factor > 0 else bounds.above(limit, one.strict)
    return bounds

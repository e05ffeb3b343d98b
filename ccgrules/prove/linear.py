"""Linear comparisons of several unknowns together: whether they can all hold, and values for which they do.

Equalities are put into one another first. Then Fourier-Motzkin elimination on exact fractions: one unknown after
another is taken out by adding up each pair of an upper and a lower bound on it; what remains has no unknowns and is
true or false. Values are then chosen backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from ccgrules.prove.formula import Form, Unknown, form_value
from ccgrules.prove.nice import Bounds, nicest

MOST_COMPARISONS = 400
"""Elimination that would pass more comparisons than this is given up."""


class TooHard(Exception):
    """The question was given up: nothing is known."""


class Below(NamedTuple):
    """A linear form is below zero (`strict`), or at most zero."""

    form: Form
    strict: bool


def values_for(
    comparisons: Sequence[Below], whole: frozenset[Unknown] = frozenset(), equal: Iterable[Form] = ()
) -> dict[Unknown, Fraction] | None:
    """Values for which all comparisons hold, as plain as can be; None if there are none.

    Args:
        comparisons: What must hold.
        whole: Unknowns for which whole numbers are chosen where that is possible; the caller looks whether they are.
        equal: Forms that must be zero.

    Raises:
        TooHard: There are too many.
    """
    replaced = _put_into_one_another(equal, whole)
    if replaced is None:
        return None
    levels = [list(dict.fromkeys(_scaled(Below(_with(one.form, replaced), one.strict)) for one in comparisons))]
    order: list[Unknown] = []
    while (unknown := _next(levels[-1])) is not None:
        order.append(unknown)
        levels.append(_without(unknown, levels[-1]))
        if len(levels[-1]) > MOST_COMPARISONS:
            raise TooHard
        if not _plainly_true(levels[-1]):
            return None
    if not _plainly_true(levels[-1]):
        return None
    # what was not taken out by itself went with another, and may be anything
    values = {unknown: Fraction(0) for one in levels[0] for unknown, _ in one.form.terms if unknown not in order}
    for unknown, level in zip(reversed(order), reversed(levels[:-1])):
        values[unknown] = _chosen(_bounds(unknown, level, values), whole=unknown in whole)
    for unknown, form in replaced.items():
        values.update((other, Fraction(0)) for other, _ in form.terms if other not in values)
        values[unknown] = form_value(form, values)
    return values


def _plainly_true(comparisons: Sequence[Below]) -> bool:
    """Whether the comparisons without unknowns hold."""
    return all(
        one.form.constant < 0 if one.strict else one.form.constant <= 0 for one in comparisons if not one.form.terms
    )


def _chosen(bounds: Bounds, *, whole: bool) -> Fraction:
    chosen = nicest(bounds, whole=whole)
    if chosen is None:
        chosen = nicest(bounds)
    assert chosen is not None
    return chosen


# --- equalities ----------------------------------------------------------------------------------------------------


def _put_into_one_another(equal: Iterable[Form], whole: frozenset[Unknown]) -> dict[Unknown, Form] | None:
    """What unknowns are in terms of those that are left; None if the equalities cannot all hold."""
    replaced: dict[Unknown, Form] = {}
    for form in equal:
        left = _with(form, replaced)
        if not left.terms:
            if left.constant:
                return None
            continue
        unknown, factor = next((term for term in left.terms if term[0] not in whole), left.terms[0])
        own = left.plus(Form.unknown(unknown), -factor).times(-1 / factor)
        replaced = {other: _with(known, {unknown: own}) for other, known in replaced.items()}
        replaced[unknown] = own
    return replaced


def _with(form: Form, replaced: Mapping[Unknown, Form]) -> Form:
    """The form with other forms in the place of some unknowns."""
    if not any(unknown in replaced for unknown, _ in form.terms):
        return form
    total = Form(tuple(term for term in form.terms if term[0] not in replaced), form.constant)
    for unknown, factor in form.terms:
        if unknown in replaced:
            total = total.plus(replaced[unknown], factor)
    return total


# --- elimination ---------------------------------------------------------------------------------------------------


def _next(comparisons: Sequence[Below]) -> Unknown | None:
    """The unknown that leaves the fewest comparisons when it is taken out."""
    above: dict[Unknown, int] = {}
    below: dict[Unknown, int] = {}
    for one in comparisons:
        for unknown, factor in one.form.terms:
            side = above if factor > 0 else below
            side[unknown] = side.get(unknown, 0) + 1

    def left(unknown: Unknown) -> int:
        ups, downs = above.get(unknown, 0), below.get(unknown, 0)
        return ups * downs - ups - downs

    return min({**above, **below}, key=left, default=None)


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
    if not one.form.terms or abs(one.form.terms[0][1]) == 1:
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

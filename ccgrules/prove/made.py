"""What single expressions are made of, as formulas: means, counts, tables, rounded numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from typing import Literal as OneOf

from ccgrules.model.expressions import Choose, Lookup, Op, WeightedLine, WeightedMean
from ccgrules.model.types import Kind
from ccgrules.plan.draft import inside, parts
from ccgrules.plan.steps import Aggregate, Item, PlanExpr
from ccgrules.prove.domains import NOUGHT_OR_ONE, WHOLE, points
from ccgrules.prove.formula import FALSE, TRUE, Among, Compare, Form, Formula, Unknown, both, either, negated, unknowns
from ccgrules.prove.known import is_weighed, step_of, words_of
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import NumberPieces, Reading

Compared = OneOf["lt", "le"]

MOST_TRIED = 5
"""Of more members than this, any may be missing: nothing is said then of what the whole is."""

ONE = Fraction(1)
HALF = Fraction(1, 2)


class Unsayable(TooHard):
    """What something is made of cannot be said in formulas."""


@dataclass(frozen=True, slots=True)
class Part:
    """An unknown that only helps to say what another is: one of what it counts or adds up, or how many steps it is."""

    of: Unknown
    number: int


def made_as(reading: Reading, unknown: Unknown, expr: PlanExpr, *, full: bool) -> Formula | None:
    """That an unknown is what an expression comes to; None where that cannot be said.

    Args:
        reading: The reading.
        unknown: The unknown.
        expr: The expression.
        full: Whether everything that the expression uses is there; else only what holds in any case is said.

    Raises:
        TooHard: There are too many alternatives.
    """
    match expr:
        case Op("round", (rounded, _)):
            return _rounded(reading, unknown, expr, rounded)
        case Op("how_many", conditions):
            return _counted(reading, unknown, conditions, full=True)
        case Lookup():
            if expr.type.kind is Kind.NUMBER:
                return _is_one_of(unknown, reading.cells(expr))
            return _place(reading, unknown, expr)
        case Aggregate():
            return _aggregate(reading, unknown, expr, full=full)
        case WeightedMean(reweight=True):
            return _mean(reading, unknown, expr, expr.lines, full=full)
        case _ if expr.type.kind in (Kind.NUMBER, Kind.DATE):
            pieces = reading.numbers(expr)
            return None if any(unknown in dict(form.terms) for _, form in pieces) else _is_one_of(unknown, pieces)
        case _:
            return _place(reading, unknown, expr)


def equal_to(unknown: Unknown, form: Form) -> Compare:
    """That an unknown is what a form comes to."""
    return Compare(form.plus(Form.unknown(unknown), -ONE), "eq")


def undefined(reading: Reading, expr: PlanExpr) -> Formula:
    """When an expression may come to nothing although what it uses is there: no case holds, or no cell is filled."""
    last = expr.cases[-1].when if isinstance(expr, Choose) else None
    if isinstance(expr, Choose) and not any(_is_partial(case.outcome) for case in expr.cases):
        return FALSE if last is None else both(negated(guard) for guard in reading.guards(expr))
    if isinstance(expr, Lookup) and not any(_is_partial(cell) for cell in parts(expr)):
        return both(negated(here) for here, _ in reading.filled(expr))
    return TRUE if _is_partial(expr) else FALSE


def _is_partial(expr: PlanExpr) -> bool:
    return any(
        isinstance(part, Lookup) or (isinstance(part, Choose) and part.cases[-1].when is not None)
        for part in inside(expr)
    )


def _is_one_of(unknown: Unknown, pieces: NumberPieces) -> Formula:
    return either(both([guard, equal_to(unknown, form)]) for guard, form in pieces)


def _place(reading: Reading, unknown: Unknown, expr: PlanExpr) -> Formula | None:
    """What a label, word or yes/no is."""
    size = len(words_of(reading.plan, expr.type))
    places = [frozenset([place]) for place in range(size)]
    made = [reading.is_among(expr, place) for place in places]
    if not size or any(unknown in unknowns(formula) for formula in made):
        return None  # it is not looked into, and so made of itself
    return either(both([Among(unknown, place, size), formula]) for place, formula in zip(places, made))


def _rounded(reading: Reading, unknown: Unknown, rounding: Op, number: PlanExpr) -> Formula | None:
    """A whole number of steps, half a step from the number at most; at half a step the one away from nought."""
    step = step_of(rounding)
    if step is None:
        return None
    own = Form.unknown(unknown)
    half = Form((), step * HALF)
    made = [
        both(
            [
                guard,
                side,
                Compare(own.plus(half, -ONE).plus(form, -ONE), lower),
                Compare(form.plus(own, -ONE).plus(half, -ONE), upper),
            ]
        )
        for guard, form in reading.numbers(number)
        for side, lower, upper in _sides(own)
    ]
    return both([_in_steps(reading, unknown, step), either(made)])


def _sides(own: Form) -> list[tuple[Formula, Compared, Compared]]:
    """Above, at and below nought: how what is rounded lies to half a step below, and to half a step above."""
    return [
        (Compare(own.times(-ONE), "lt"), "le", "lt"),
        (Compare(own, "eq"), "lt", "lt"),
        (Compare(own, "lt"), "lt", "le"),
    ]


def _in_steps(reading: Reading, unknown: Unknown, step: Fraction) -> Formula:
    known = reading.domains.get(unknown)
    if known is not None and points(known) is not None:
        return TRUE
    steps = Part(unknown, 0)
    reading.domains[steps] = WHOLE
    return equal_to(unknown, Form.unknown(steps).times(step))


# --- across the members of a group ---------------------------------------------------------------------------------


def _aggregate(reading: Reading, unknown: Unknown, expr: Aggregate, *, full: bool) -> Formula | None:
    values: list[Any] = [item.value for item in expr.items]
    if not full and len(values) > MOST_TRIED:
        return TRUE
    match expr.function:
        case "mean":
            return _mean(reading, unknown, expr, expr.items, full=full)
        case "sum":
            return _sum(reading, unknown, values, full=full)
        case "count":
            return _counted(reading, unknown, values, full=full)
        case "min" | "max" | "best" | "worst":
            return _extreme(reading, unknown, expr, values, full=full)
        case "any" | "all":
            return _truth(reading, unknown, expr.function, values, full=full)
        case "available":
            return equal_to(unknown, Form((), Fraction(len(values)))) if full else TRUE
        case _:
            return None if full else _between(reading, unknown, values)


def _mean(
    reading: Reading,
    unknown: Unknown,
    mean: Aggregate | WeightedMean,
    lines: Sequence[Item | WeightedLine],
    *,
    full: bool,
) -> Formula | None:
    if full:
        pieces = reading.weighted(lines, mean)
        return None if any(unknown in dict(form.terms) for _, form in pieces) else _is_one_of(unknown, pieces)
    if len(lines) > MOST_TRIED:
        return TRUE
    return _between(reading, unknown, [line.value for line in lines]) if is_weighed(mean) else TRUE


def _between(reading: Reading, unknown: Unknown, values: Sequence[PlanExpr]) -> Formula:
    """At least one of some numbers, and at most one of them: a mean of whichever are there."""
    own = Form.unknown(unknown)
    pieces = [piece for value in values for piece in reading.numbers(value)]
    return both(
        [
            either(both([guard, Compare(own.plus(form, -ONE), "le")]) for guard, form in pieces),
            either(both([guard, Compare(form.plus(own, -ONE), "le")]) for guard, form in pieces),
        ]
    )


def _sum(reading: Reading, unknown: Unknown, values: Sequence[PlanExpr], *, full: bool) -> Formula:
    """Each number, or nought where it may be missing, summed up."""
    terms: list[Unknown] = [Part(unknown, number) for number in range(len(values))]
    made = []
    for part, value in zip(terms, values):
        nothing = FALSE if full else equal_to(part, Form(()))
        made.append(either([_is_one_of(part, reading.numbers(value)), nothing]))
    return both([*made, equal_to(unknown, Form.of(dict.fromkeys(terms, ONE)))])


def _counted(reading: Reading, unknown: Unknown, conditions: Sequence[PlanExpr], *, full: bool) -> Formula:
    """One for each condition that holds; none for those that do not, and for those that may be missing."""
    ones: list[Unknown] = [Part(unknown, number) for number in range(len(conditions))]
    made = []
    for part, condition in zip(ones, conditions):
        reading.domains[part] = NOUGHT_OR_ONE
        holds = reading.truth(condition)
        counts, not_ = equal_to(part, Form((), ONE)), equal_to(part, Form(()))
        made.append(either([both([counts, holds]), both([not_, negated(holds)]) if full else not_]))
    return both([*made, equal_to(unknown, Form.of(dict.fromkeys(ones, ONE)))])


def _extreme(
    reading: Reading, unknown: Unknown, expr: Aggregate, values: Sequence[Any], *, full: bool
) -> Formula | None:
    """The least, greatest, best or worst; where some may be missing, one of them."""
    if full:
        return made_as(reading, unknown, Op(expr.function, tuple(values), expr.type, span=expr.span), full=True)
    found = [made_as(reading, unknown, value, full=False) for value in values]
    return either([made if made is not None else TRUE for made in found])


def _truth(reading: Reading, unknown: Unknown, function: str, conditions: Sequence[PlanExpr], *, full: bool) -> Formula:
    """Whether a condition holds for any, or for all; it holds or does not for one that is there."""
    truths = [reading.truth(condition) for condition in conditions]
    holds = either(truths) if function == "any" else both(truths)
    fails = negated(holds)
    if not full:
        holds, fails = either(truths), TRUE if function == "any" else either(negated(truth) for truth in truths)
    yes, no = Among(unknown, frozenset([1]), 2), Among(unknown, frozenset([0]), 2)
    return either([both([yes, holds]), both([no, fails])])

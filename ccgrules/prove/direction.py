"""Directions: whether a better value of one thing can make what is worked out of it worse.

Two organisations are compared that are alike in everything but one value. Figures among a population (places, cut
points, z-scores) are unknowns of their own: one is changed while the others, and other organisations, are held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.model.expressions import Ref
from ccgrules.model.types import Kind
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Lag, Plan, Step
from ccgrules.prove.formula import Among, Compare, Form, Formula, Unknown, both, either, form_value, unknowns
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import Answer, solve
from ccgrules.prove.ties import Ties, renamed, renamed_form

MOST_PAIRS = 400
"""A value with more pairs of alternatives than this is not looked into."""

FIGURES_BETTER = {"rank": -1, "percent_rank": -1, "standardise": 1, "z_score": 1}


@dataclass(frozen=True, slots=True)
class Twin:
    """An unknown of the second organisation."""

    of: Unknown


@dataclass(frozen=True, slots=True)
class WrongWay:
    """A better value that makes something worse.

    Attributes:
        step: What gets worse.
        unknown: What is better.
        values: The values that both organisations share, and those of the first; the second's better one is at `Twin`.
        before, after: What is worked out for the first and for the second: a number, or the place of a label.
    """

    step: Step
    unknown: Unknown
    values: Answer
    before: Fraction | int
    after: Fraction | int


def better_sign(plan: Plan, column: str, steps: Mapping[str, Step]) -> int | None:
    """1 where higher is better for a column, -1 where lower is; None where nothing says so. Labels count by place."""
    step = steps.get(column)
    if step is None or isinstance(step, Lag):
        return None  # what was is what a change is measured from: a better past can well make it a fall
    if step.type.kind is Kind.LABEL:
        return -1
    if isinstance(step, Figure):
        if step.function in FIGURES_BETTER:
            return FIGURES_BETTER[step.function]
        return None
    ruleset = plan.ruleset
    name, _, part = column.partition(".")
    if part == "score":
        return _sign(ruleset.framework.scores_better)
    if part == "value" and name in ruleset.indicators:
        return _sign(ruleset.indicators[name].better)
    if not part and name in ruleset.measures:
        return _sign(ruleset.measures[name].better)
    return None


def _sign(better: str | None) -> int | None:
    return {"higher": 1, "lower": -1}.get(better or "")


def wrong_ways(reading: Reading, ties: Ties, step: Compute | Adjust) -> Iterator[WrongWay]:
    """For each unknown of a step that has a better side: a pair of values that shows the step going the wrong way."""
    sign = better_sign(reading.plan, step.name, reading.steps)
    if sign is None:
        return
    try:
        outcomes = list(_outcomes(reading, step))
    except TooHard:
        return
    if len(outcomes) ** 2 > MOST_PAIRS:
        return
    met = dict.fromkeys(unknown for guard, form in outcomes for unknown in (*unknowns(guard), *_of_form(form)))
    for unknown in met:
        way = _way(reading, unknown)
        if way is not None:
            try:
                found = _wrong_way(reading, ties, step, outcomes, unknown, way, sign)
            except TooHard:
                continue
            if found is not None:
                yield found


def _of_form(form: Form) -> Iterator[Unknown]:
    return (unknown for unknown, _ in form.terms)


def _way(reading: Reading, unknown: Unknown) -> int | None:
    """Which way is better for an unknown."""
    if isinstance(unknown, str):
        return better_sign(reading.plan, unknown, reading.steps)
    shown = reading.shown.get(unknown)
    if isinstance(shown, Aggregate) and shown.function in ("mean", "sum", "median", "min", "max", "best", "worst"):
        ways = {
            better_sign(reading.plan, item.value.name, reading.steps) if isinstance(item.value, Ref) else None
            for item in shown.items
        }
        return ways.pop() if len(ways) == 1 else None
    return None


def _outcomes(reading: Reading, step: Compute | Adjust) -> Iterator[tuple[Formula, Form]]:
    """The alternatives of a step: when each is taken, and what it then comes to; a label comes to its place."""
    if isinstance(step, Adjust):
        labels = final_labels(reading, step)
        for place in range(len(words_of(reading.plan, step.type))):
            yield labels(frozenset([place])), Form((), Fraction(place))
    elif step.expr is not None and step.type.kind is Kind.LABEL:
        for place in range(len(words_of(reading.plan, step.type))):
            yield reading.is_among(step.expr, frozenset([place])), Form((), Fraction(place))
    elif step.expr is not None and step.type.kind is Kind.NUMBER:
        yield from reading.numbers(step.expr)


def _wrong_way(
    reading: Reading,
    ties: Ties,
    step: Step,
    outcomes: list[tuple[Formula, Form]],
    unknown: Unknown,
    way: int,
    sign: int,
) -> WrongWay | None:
    """Two organisations that differ in one unknown, and in what is worked out from it.

    Raises:
        TooHard: What is worked out from it on the way cannot be put into formulas.
    """
    whole = both([either(guard for guard, _ in outcomes), *(Compare(form, "lt") for _, form in outcomes)])
    through, made = ties.between(whole, unknown)
    names: dict[Unknown, Unknown] = {name: Twin(name) for name in (unknown, *through)}
    reading.domains.update((twin, reading.domains[name]) for name, twin in names.items())
    alike = [made, renamed(made, names), _better(reading, unknown, way)]
    for guard, form in outcomes:
        for other_guard, other_form in outcomes:
            after = renamed_form(other_form, names)
            worse = Compare(after.plus(form, Fraction(-1)).times(Fraction(sign)), "lt")
            found = solve(both([guard, renamed(other_guard, names), worse, *alike]), reading.domains)
            if found is not None:
                return WrongWay(step, unknown, found, form_value(form, found), form_value(after, found))
    return None


def _better(reading: Reading, unknown: Unknown, way: int) -> Formula:
    """When the second organisation's value is better than the first's."""
    twin = Twin(unknown)
    known = reading.domains[unknown]
    if isinstance(known, frozenset):
        size = max(known, default=0) + 1
        return either(
            both([Among(unknown, frozenset([own]), size), Among(twin, frozenset([other]), size)])
            for own in known
            for other in known
            if (other - own) * way > 0
        )
    ahead = Form.unknown(unknown).plus(Form.unknown(twin), Fraction(-1)).times(Fraction(way))
    return Compare(ahead, "lt")

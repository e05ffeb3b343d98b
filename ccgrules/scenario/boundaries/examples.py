"""What an example at a limit gives: values found for a threshold, as a test writes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.model.expressions import Literal, Op, Ref
from ccgrules.model.ruleset import Given
from ccgrules.model.types import Kind, Type
from ccgrules.periods import in_time_order, places_in_time
from ccgrules.plan.steps import Compute, Plan, Since
from ccgrules.prove.formula import Number, Unknown
from ccgrules.prove.known import Domain, Known, words_of
from ccgrules.prove.nice import Bounds, nicest
from ccgrules.prove.regions import BEFORE
from ccgrules.scenario.boundaries.columns import Columns
from ccgrules.scenario.boundaries.search import Found, Side
from ccgrules.scenario.boundaries.spelling import Spelling
from ccgrules.scenario.boundaries.thresholds import Threshold
from ccgrules.scenario.boundaries.worlds import Values
from ccgrules.source import Span

SOME_TEXT = "other"


@dataclass(frozen=True, slots=True)
class Example:
    """What an organisation on one side of a limit has.

    Attributes:
        side: The side.
        given: What a test can give, what is moved first.
        hidden: What no test can give, but the engine may be told.
        period: The period that it must be, `""` for any.
    """

    side: Side
    given: tuple[Given, ...]
    hidden: tuple[Given, ...]
    period: str


def examples(columns: Columns, threshold: Threshold, found: Found) -> tuple[Example, ...]:
    """The examples of what was found; values that are of no column are left to the engine."""
    return tuple(_example(columns, threshold, found, side, values) for side, values in found.examples.items())


def _example(columns: Columns, threshold: Threshold, found: Found, side: Side, values: Values) -> Example:
    spelling, span = found.spelling, threshold.rule
    order = sorted(values, key=lambda unknown: (unknown != found.moved, repr(unknown)))
    named = [given for unknown in order for given in _given(spelling, unknown, values[unknown], span)]
    have = {given.name for given in named}
    told = columns.steps[threshold.told]
    asked = [*spelling.needed, *([told.value] if isinstance(told, Compute) and told.value is not None else [])]
    for name in asked:
        if name not in have and columns.nameable(name):
            have.add(name)
            named.append(_some(spelling, name, span))
    return Example(
        side,
        tuple(given for given in named if columns.nameable(given.name)),
        tuple(given for given in named if not columns.nameable(given.name)),
        _period(spelling.plan, values),
    )


# --- values ----------------------------------------------------------------------------------------------------------


def _given(spelling: Spelling, unknown: Unknown, value: Number, span: Span) -> Iterator[Given]:
    match unknown:
        case str() if isinstance(spelling.steps.get(unknown), Since):
            return
        case str() if unknown in spelling.steps:
            type_ = spelling.steps[unknown].type
            yield Given(unknown, typed(spelling.plan, type_, value), type_, span=span)
        case Op("is" | "eq", (Ref(name, type_), Literal(text))) if type_.kind is Kind.TEXT:
            yield Given(name, text if value else SOME_TEXT, type_, span=span)
        case _:
            return


def typed(plan: Plan, type_: Type, value: Number) -> Fraction | bool | str | datetime.date:
    """A value from a number, or from its place among its words."""
    if type_.kind is Kind.NUMBER:
        return Fraction(value)
    if type_.kind is Kind.DATE:
        return datetime.date.fromordinal(int(value))
    return bool(value) if type_.kind is Kind.YES_NO else words_of(plan, type_)[int(value)]


def _some(spelling: Spelling, name: str, span: Span) -> Given:
    """Any value that a column may have."""
    type_ = spelling.steps[name].type
    if type_.kind is Kind.TEXT and not type_.choices:
        return Given(name, SOME_TEXT, type_, span=span)
    return Given(name, typed(spelling.plan, type_, _any_of(spelling.columns[name], type_)), type_, span=span)


def _any_of(known: Known, type_: Type) -> Number:
    if isinstance(known, frozenset):
        return min(known)
    if type_.kind is Kind.DATE:
        return datetime.date(2000, 1, 1).toordinal()
    return _plain(known)


def _plain(known: Domain) -> Fraction:
    for (low, low_side), (high, high_side) in known.region.stretches:
        bounds = Bounds()
        if isinstance(low, Fraction):
            bounds = bounds.above(low, low_side != BEFORE)
        if isinstance(high, Fraction):
            bounds = bounds.below(high, high_side == BEFORE)
        chosen = nicest(bounds, whole=known.whole)
        if chosen is not None:
            return chosen
    return Fraction(0)


# --- periods ---------------------------------------------------------------------------------------------------------


def _period(plan: Plan, values: Values) -> str:
    """The last period that has begun, or one before all that have not; none where nothing hangs on the period."""
    since = {step.name: step.period for step in plan.steps if isinstance(step, Since) and step.name in values}
    if not since:
        return ""
    begun = in_time_order(since[name] for name in since if values[name])
    if begun:
        return begun[-1]
    return period_before((in_time_order(since.values()) or tuple(since.values()))[0])


def period_before(period: str) -> str:
    """The same period of the year before, written in the same form: `2017/18` for `2018/19`."""
    earlier = re.sub(r"\b(\d{4})\b(?:([/-])(\d{2}|\d{4})\b)?", _year_before, period)
    places = places_in_time([earlier, period])
    return earlier if places is not None and places[earlier] < places[period] else ""


def _year_before(found: re.Match[str]) -> str:
    year, sign, behind = int(found[1]), found[2], found[3]
    if behind is None:
        return f"{year - 1}"
    follows = behind in (f"{(year + 1) % 100:02d}", f"{year + 1}")
    if not follows:  # a month: 2018-04
        return f"{year - 1}{sign}{behind}"
    return f"{year - 1}{sign}{year if len(behind) == 4 else f'{year % 100:02d}'}"

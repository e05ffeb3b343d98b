"""A figure among a population, opened up for one row: members, who is left out and why, the place, the arithmetic.

Everything is counted again from the kept columns and held to what the engine kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ccgrules.diagnostics.render import escape
from ccgrules.engine import statistics
from ccgrules.engine.figures import base_of
from ccgrules.engine.numbers import exact_sum
from ccgrules.engine.statistics import Sample, quantile_place
from ccgrules.explain import digits
from ccgrules.explain.among_parts import Among, LeftOut
from ccgrules.explain.clusters import classed
from ccgrules.explain.funnels import scored
from ccgrules.explain.phrases import Speller, phrase
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.row import REASONS, Peers, Row
from ccgrules.model.types import Kind, Missing, Reason, Value
from ccgrules.plan.steps import Compute, Figure

MOST_NAMES = 4
RANKS = frozenset({"rank", "percent_rank"})


def peers_of(row: Row, step: Figure) -> Peers:
    """The members of a figure's peer group, counted again; remembered with the row.

    Raises:
        Disagreement: The engine kept another number of members.
    """
    return row.once("peers", step.name, lambda: _peers_of(row, step))


def _peers_of(row: Row, step: Figure) -> Peers:
    group = _group(row, step)
    args = [(arg, row.column(arg)) for arg in step.args]
    conditions = [(name, row.column(name)) for name in (step.member, step.where) if name is not None]
    told: dict[tuple[str, Value, bool], str] = {}
    members, left_out = [], []
    for other in group:
        out = _why_out(other, args, conditions)
        if out is None:
            members.append(other)
            continue
        if out not in told:
            told[out] = _out_text(row, *out)
        left_out.append((other, told[out]))
    if not (step.by and isinstance(row.value(step.by), Missing)):
        row.confirm(f"{step.name}.members", Fraction(len(members)))
    return Peers(tuple(group), tuple(members), tuple(left_out))


def _group(row: Row, step: Figure) -> Sequence[int]:
    """The rows of the same period and peer group, those apart that are not of the population."""
    periods = row.result.keys.periods
    group: Sequence[int] = [other for other in range(len(periods)) if periods[other] == periods[row.index]]
    if step.by is not None:
        own, by = row.value(step.by), row.column(step.by)
        group = [] if isinstance(own, Missing) else [other for other in group if by[other] == own]
    if step.member is not None:
        verdicts = row.column(step.member)
        group = [other for other in group if verdicts[other] is not False]
    return group


Named = Sequence[tuple[str, Sequence[Value]]]
"""Columns by their names."""


def _why_out(other: int, args: Named, conditions: Named) -> tuple[str, Value, bool] | None:
    """The column that makes a row of the group no member, what it says, and whether it is a condition; else None."""
    for name, column in args:
        if isinstance(column[other], Missing):
            return name, column[other], False
    for name, column in conditions:
        if column[other] is not True:
            return name, column[other], True
    return None


def _out_text(row: Row, column: str, value: Value, condition: bool) -> str:
    """Why a row is no member, from the column that makes it none."""
    if not isinstance(value, Missing):
        return f"not the case that {condition_text(row, column)}"
    if condition:
        return f"cannot be said whether {condition_text(row, column)} ({REASONS[value.reason]})"
    return _no_value(row, column, value)


def _no_value(row: Row, column: str, value: Missing) -> str:
    if value.reason in (Reason.NONE_GIVEN, Reason.UNDETERMINED):
        return f"no {phrase(row, column)}"
    return f"{phrase(row, column)} {REASONS[value.reason]}"


def condition_text(row: Row, column: str | None) -> str:
    """The condition kept in a column, in titles."""
    step = row.steps.get(column or "")
    if isinstance(step, Compute) and step.expr is not None:
        return Speller(row, own=step.origin.declaration).spell(step.expr)
    return phrase(row, column) if column else ""


# --- as told -------------------------------------------------------------------------------------------------------


def among(row: Row, step: Figure) -> Among:
    """A figure among a population, opened up; remembered with the row.

    Raises:
        Disagreement: The figure, or the number of members, comes out otherwise than the engine kept it.
    """
    return row.once("among", step.name, lambda: _among(row, step))


def _among(row: Row, step: Figure) -> Among:
    peers = peers_of(row, step)
    ranked = step.function in RANKS
    place, tied = _place(row, step, peers) if ranked else (None, None)
    worked, terms = _worked(row, step, peers, place)
    first, last = _ends(row, step, peers)
    return Among(
        function=step.function,
        subject=" then ".join(phrase(row, arg) for arg in step.args[: 1 if step.function == "z_score" else None]),
        own=row.quantity(step.args[0]),
        population=row.population_title(step.population),
        by=_by(row, step),
        within=condition_text(row, step.member) or None,
        where=condition_text(row, step.where) or None,
        members=len(peers.members),
        organisations=len(peers.group),
        at_least=step.at_least,
        left_out=_left_out(row, peers),
        best=step.best[0] if step.best else None,  # type: ignore[arg-type]
        place=place,
        tied=tied,
        first=first,
        last=last,
        worked=worked,
        terms=terms,
        classed=classed(row, step, peers.members),
        scored=scored(row, step, peers.members),
    )


def _by(row: Row, step: Figure) -> str | None:
    return f"{row.title(step.by)}: {row.quantity(step.by).shown}" if step.by else None


def _left_out(row: Row, peers: Peers) -> tuple[LeftOut, ...]:
    counts = Counter(why for _, why in peers.left_out)
    first: dict[str, list[int]] = {}
    for other, why in peers.left_out:
        named = first.setdefault(why, [])
        if len(named) < MOST_NAMES:
            named.append(other)
    return tuple(
        LeftOut(why, count, tuple(organisation(row, other) for other in first[why]))
        for why, count in counts.most_common()
    )


def organisation(row: Row, other: int) -> str:
    """Another row's organisation: its name, and its code where that is not the name."""
    keys = row.result.keys
    code = keys.organisations[other]
    name = keys.names.get(code, code)
    return escape(name) if name == code else f"{escape(name)} ({escape(code)})"


# --- places --------------------------------------------------------------------------------------------------------


def better(row: Row, step: Figure, left: Sequence[Value], right: Sequence[Value]) -> int:
    """1 if the values on the left are better, 0 if they are equal, else -1; later arguments break ties."""
    for arg, way, a, b in zip(step.args, step.best, left, right):
        order = compare_values(row, arg, a, b)
        if order:
            return order if way == "higher" else -order
    return 0


def compare_values(row: Row, column: str, left: Value, right: Value) -> int:
    """1 if the left value is higher (for labels: better), 0 if equal, else -1."""
    type_ = row.type_of(column)
    if type_.kind is Kind.LABEL and type_.scale is not None:
        places = row.result.plan.scales[type_.scale]
        a, b = -places.index(str(left)), -places.index(str(right))
        return (a > b) - (a < b)
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return digits.compare(left, right, approximate=type_.approximate)
    return (left > right) - (left < right)  # type: ignore[operator]


def values_of(row: Row, step: Figure, other: int) -> tuple[Value, ...]:
    """The arguments of a figure in another row."""
    return tuple(row.column(arg)[other] for arg in step.args)


def _place(row: Row, step: Figure, peers: Peers) -> tuple[int | None, int | None]:
    if row.index not in peers.members:
        return None, None
    own = values_of(row, step, row.index)
    orders = [better(row, step, values_of(row, step, other), own) for other in peers.members if other != row.index]
    return 1 + orders.count(1), orders.count(0)


def _ends(row: Row, step: Figure, peers: Peers) -> tuple[Quantity | None, Quantity | None]:
    """The best and the worst value of the first argument; without a direction the lowest and the highest."""
    if not peers.members or step.function in ("count", "pooled"):
        return None, None
    column = step.args[0]
    cells = row.column(column)
    values = [cells[other] for other in peers.members]
    key = order_of(row, column)
    keys = [key(value) for value in values]
    ends = [values[keys.index(min(keys))], values[keys.index(max(keys))]]
    if step.best and step.best[0] == "higher":
        ends.reverse()
    first, last = (row.told(value, row.type_of(column), row.places(column)) for value in ends)
    return first, last


def ordered(row: Row, column: str, peers: Peers) -> list[Value]:
    """The members' values of a column, lowest first (labels: worst first)."""
    cells = row.column(column)
    return sorted((cells[other] for other in peers.members), key=order_of(row, column))


def order_of(row: Row, column: str) -> Callable[[Value], Any]:
    """A key by which a column's values rise; of labels, the better the higher."""
    type_ = row.type_of(column)
    if type_.kind is Kind.LABEL and type_.scale is not None:
        place = {label: -number for number, label in enumerate(row.result.plan.scales[type_.scale])}
        return lambda value: place[str(value)]
    return rising


def rising(value: Value) -> Any:
    """A key by which values rise. Fractions are slow to compare, and mostly told apart by what they come near to."""
    return (float(value), value) if isinstance(value, Fraction) else value


# --- the arithmetic ------------------------------------------------------------------------------------------------

Terms = tuple[tuple[str, Quantity], ...]


def _worked(row: Row, step: Figure, peers: Peers, place: int | None) -> tuple[str | None, Terms]:
    """The arithmetic of the figure, and the terms in it; None where the figure is missing."""
    if isinstance(row.value(step.name), Missing):
        return None, ()
    match step.function:
        case "rank" if place is not None:
            row.confirm(step.name, Fraction(place))
            return f"{place}", ()
        case "percent_rank" if place is not None:
            below = len(peers.members) - 1
            row.confirm(step.name, Fraction(place - 1, below) if below else Fraction(0))
            return (f"{place - 1} / {below}", ()) if below else ("0", ())
        case "standardise":
            return _standardised(row, step)
        case "quantile" | "median":
            return _quantile(row, step, peers)
        case "count":
            return None, ()
        case _:
            return _summary(row, step, peers)


def _numbers(row: Row, column: str, peers: Peers) -> list[Fraction]:
    cells = row.column(column)
    values = [cells[other] for other in peers.members]
    return [value for value in values if isinstance(value, Fraction)]


def mean_and_sd(row: Row, step: Figure) -> tuple[Fraction, Fraction]:
    """Mean and standard deviation of the members, of whom there are two at least; remembered with the row."""

    def make() -> tuple[Fraction, Fraction]:
        sample = Sample.of(_numbers(row, step.args[0], peers_of(row, step)))
        return statistics.mean(sample), statistics.sd(sample)

    return row.once("mean and sd", step.name, make)


def _standardised(row: Row, step: Figure) -> tuple[str, Terms]:
    column = step.args[0]
    mean, spread = mean_and_sd(row, step)
    own = row.value(column)
    assert isinstance(own, Fraction)
    apart = own - mean if step.best[0] == "higher" else mean - own
    row.confirm(step.name, apart / spread)
    type_, places = row.type_of(column), row.places(column)
    tell = [row.figure(value, type_, places) for value in (own, mean)]
    first, second = tell if step.best[0] == "higher" else tell[::-1]
    worked = f"({_less(first, second)}) / {row.figure(spread, type_, places)}"
    return worked, (
        ("mean", row.precisely(mean, type_, places)),
        ("standard deviation", row.precisely(spread, type_, places)),
    )


def _quantile(row: Row, step: Figure, peers: Peers) -> tuple[str | None, Terms]:
    """Which two ordered values a quantile lies between, and how far along."""
    column = step.args[0]
    values = ordered(row, column, peers)
    q = Fraction(1, 2) if step.q is None else step.q
    low, high, part = quantile_place(len(values), q, step.method or "linear")
    type_, places = row.type_of(column), row.places(column)
    names = [digits.ordinal(i + 1) for i in (low, high)]
    terms = [(names[0], row.told(values[low], type_, places))]
    if not part or values[low] == values[high]:
        return None, tuple(terms)
    terms.append((names[1], row.told(values[high], type_, places)))
    a, b = values[low], values[high]
    if not isinstance(a, Fraction) or not isinstance(b, Fraction):
        return None, tuple(terms)
    row.confirm(step.name, a + (b - a) * part)
    first, second = row.digits(a, type_, places), row.digits(b, type_, places)
    return f"{first} + {digits.plain(part)} × ({_less(second, first)})", tuple(terms)


def _less(first: str, second: str) -> str:
    """A difference; a second term below zero stands in brackets."""
    brackets = f"({second})" if second.startswith(digits.MINUS) else second
    return f"{first} {digits.MINUS} {brackets}"


def _summary(row: Row, step: Figure, peers: Peers) -> tuple[str | None, Terms]:
    totals = [exact_sum(_numbers(row, arg, peers)) for arg in step.args]
    tell = [row.digits(total, row.type_of(arg), row.places(arg)) for arg, total in zip(step.args, totals)]
    if step.function == "mean":
        row.confirm(step.name, totals[0] / len(peers.members))
        return f"{tell[0]} / {len(peers.members):,}", ()
    if step.function == "pooled":
        base = base_of(step)
        row.confirm(step.name, base * totals[0] / totals[1])
        per = f"{digits.plain(base)} × " if base != 1 else ""
        return f"{per}{tell[0]} / {tell[1]}", ()
    return None, ()

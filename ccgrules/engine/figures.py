"""Figures among populations, for the exact engine: who the members are, and what each row is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from ccgrules.engine import clusters, funnel, statistics
from ccgrules.engine.approximate import Kept, rounded_later
from ccgrules.engine.numbers import shorten
from ccgrules.engine.statistics import Each, Sample
from ccgrules.engine.vectors import Column, Scales, Window, highest, label_places
from ccgrules.model.functions import functions_named
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Type, Value
from ccgrules.plan.steps import Figure

Cell = TypeVar("Cell")

_NEEDS_TWO = frozenset({"sd", "standardise"})


@dataclass(frozen=True, slots=True)
class FigureColumns:
    """What a figure keeps.

    Attributes:
        figure: Itself.
        members: How many members each row's peer group has.
        left_out: How many rows are left out of it.
        more: What else the function keeps, by the name of the part.
    """

    figure: list[Value]
    members: list[Value]
    left_out: list[Value]
    more: Mapping[str, list[Kept]]

    def named(self, name: str) -> Iterator[tuple[str, Column]]:
        """The columns of a figure of that name."""
        yield name, self.figure
        yield f"{name}.members", self.members
        yield f"{name}.left_out", self.left_out
        yield from ((f"{name}.{part}", rounded_later(column)) for part, column in self.more.items())


@dataclass(frozen=True, slots=True)
class Figures:
    """Works out one figure for the rows of a window.

    Attributes:
        step: The figure.
        types: Types of its arguments' columns.
        scales: Labels of each scale, best first.
        periods: Each row's period, of all rows.
    """

    step: Figure
    types: Sequence[Type]
    scales: Scales
    periods: Sequence[str]

    def run(self, window: Window) -> FigureColumns:
        """The figure's columns."""
        args = [window.column(name) for name in self.step.args]
        conditions = [window.column(name) for name in (self.step.member, self.step.where) if name is not None]
        none: list[Value] = [MISSING[Reason.NOT_IN_PEER_GROUP]] * window.size
        kept = FigureColumns(none, list(none), list(none), {part: [*none] for part in kept_parts(self.step)})
        for rows in self._groups(window):
            inside, excused = _members(rows, args, conditions)
            if self.step.function in FOR_EACH_MEMBER:
                self._give_own(kept, rows, inside, args, conditions)
            else:
                figure = self._figure(inside, args)
                for row in rows:
                    kept.figure[row] = figure
            size, gone = Fraction(len(inside)), Fraction(excused)
            for row in rows:
                kept.members[row] = size
                kept.left_out[row] = gone
        return kept

    def _give_own(
        self,
        kept: FigureColumns,
        rows: Sequence[int],
        inside: Sequence[int],
        args: Sequence[Column],
        conditions: Sequence[Column],
    ) -> None:
        """Gives each member of a peer group its own figure, and all other rows the reason why they have none."""
        each = self._each(inside, args)
        members = frozenset(inside)
        outside = {row: _outsider(row, args, conditions) for row in rows if row not in members}
        _fill(kept.figure, inside, each.figure, outside)
        for part, own in each.more.items():
            _fill(kept.more[part], inside, own, outside)

    def _groups(self, window: Window) -> list[list[int]]:
        """The rows of each period and peer group; rows whose `by` is missing are in none."""
        periods = self.periods[window.start : window.stop]
        if self.step.by is None:
            keys: Sequence[Any] = periods
        else:
            keys = [
                by if by.__class__ is Missing else (period, by)
                for period, by in zip(periods, window.column(self.step.by))
            ]
        groups: dict[Any, list[int]] = {}
        for row, key in enumerate(keys):
            if key.__class__ is not Missing:
                groups.setdefault(key, []).append(row)
        return list(groups.values())

    def too_small(self, members: int) -> bool:
        """Whether a peer group of so many members has no figure."""
        least = 2 if self.step.function in _NEEDS_TWO else 0 if self.step.function == "count" else 1
        return members < max(least, self.step.at_least or 0)

    def _figure(self, inside: Sequence[int], args: Sequence[Column]) -> Value:
        """The one figure of a peer group."""
        step = self.step
        if self.too_small(len(inside)):
            return MISSING[Reason.PEER_GROUP_TOO_SMALL]
        if step.function == "count":
            counted = [args[0][row] for row in inside]
            return Fraction(sum(value is not False for value in counted))
        samples = self._samples(inside, args)
        if step.function == "pooled":
            numerators, denominators = samples
            return statistics.pooled(numerators, denominators, base_of(step))
        if step.q is not None and step.method is not None:
            figure = statistics.quantile(samples[0], step.q, step.method)
        else:
            figure = statistics.SUMMARIES[step.function](samples[0])
        return shorten(figure) if step.type.approximate else figure

    def _each(self, inside: Sequence[int], args: Sequence[Column]) -> Each:
        """A figure for each member of a peer group."""
        if self.too_small(len(inside)):
            none = [MISSING[Reason.PEER_GROUP_TOO_SMALL]] * len(inside)
            return Each(none, dict.fromkeys(kept_parts(self.step), none))
        if self.step.function in _OF_ROWS:
            return _OF_ROWS[self.step.function](self.step, [[arg[row] for arg in args] for row in inside])
        return _OWN[self.step.function](self.step, self._samples(inside, args))

    def _samples(self, inside: Sequence[int], args: Sequence[Column]) -> list[Sample]:
        return [_sample([arg[row] for row in inside], type_, self.scales) for arg, type_ in zip(args, self.types)]


def base_of(step: Figure) -> Fraction:
    """How many the figure of a rate is counted per: 100,000 for a rate per 100,000."""
    base = dict(step.options).get("base", Fraction(1))
    assert isinstance(base, Fraction)
    return base


def kept_parts(step: Figure) -> tuple[str, ...]:
    """What a figure keeps beside itself, its members and those left out."""
    return functions_named(step.function)["among"].keeps


def _fill(column: list[Cell], inside: Sequence[int], own: Iterable[Cell], outside: Mapping[int, Missing]) -> None:
    """Gives members their own, and other rows of the peer group the reason why they have none."""
    if len(inside) == len(column):
        column[:] = own
        return
    for row, value in zip(inside, own):
        column[row] = value
    for row, reason in outside.items():
        column[row] = reason  # type: ignore[assignment]  # a reason is a cell of any column


# --- figures of each member's own ----------------------------------------------------------------------------------


def _rank(step: Figure, samples: Sequence[Sample]) -> Each:
    places = statistics.rank(samples, step.best)
    shared = {place: Fraction(place) for place in set(places)}
    return Each([shared[place] for place in places])


def _percent_rank(step: Figure, samples: Sequence[Sample]) -> Each:
    return Each(statistics.percent_rank(statistics.rank(samples, step.best)))


def _standardise(step: Figure, samples: Sequence[Sample]) -> Each:
    return Each(statistics.standardise(samples[0], step.best[0]))


_OWN: Mapping[str, Callable[[Figure, Sequence[Sample]], Each]] = {
    "rank": _rank,
    "percent_rank": _percent_rank,
    "standardise": _standardise,
    "kmeans": clusters.kmeans,
    "natural_breaks": clusters.natural_breaks,
}

_OF_ROWS: Mapping[str, Callable[[Figure, Sequence[Sequence[Any]]], Each]] = {"z_score": funnel.z_score}
"""Those that take the members one by one, each with its arguments."""

FOR_EACH_MEMBER = frozenset((*_OWN, *_OF_ROWS))
"""Functions that give each member a figure of its own."""


# --- members -------------------------------------------------------------------------------------------------------


def _members(rows: Sequence[int], args: Sequence[Column], conditions: Sequence[Column]) -> tuple[list[int], int]:
    """The members among the rows, and how many rows are none only because a condition is missing."""
    present = list(rows)
    for arg in args:
        present = [row for row in present if arg[row].__class__ is not Missing]
    if not conditions:
        return present, 0
    inside = []
    excused = 0
    for row in present:
        verdicts = [condition[row] for condition in conditions]
        if False in verdicts:
            continue
        if all(verdict is True for verdict in verdicts):
            inside.append(row)
        else:
            excused += 1
    return inside, excused


def _outsider(row: int, args: Sequence[Column], conditions: Sequence[Column]) -> Missing:
    """Why a row that is not a member has no figure of its own."""
    reasons: list[Value] = [arg[row] for arg in args]
    if any(condition[row] is not True for condition in conditions):
        reasons.append(MISSING[Reason.NOT_IN_PEER_GROUP])
    return highest(*reasons)


def _sample(values: Sequence[Any], type_: Type, scales: Scales) -> Sample:
    """The values as numbers in the order of the values: of labels, the better the higher."""
    if type_.kind is Kind.LABEL:
        place = label_places(type_, scales)
        return Sample([-place[value] for value in values])
    return Sample.of(values, approximate=type_.approximate)

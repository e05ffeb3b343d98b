"""Organisations near a boundary: whose rating would be another one if one of its numbers were a little different."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ccgrules.differences.impact.cuts import Cut, cuts_of
from ccgrules.differences.impact.forms import Near
from ccgrules.engine.evaluate import compile_expression
from ccgrules.engine.result import Result
from ccgrules.engine.vectors import Window
from ccgrules.explain import digits
from ccgrules.explain.facts import compare
from ccgrules.explain.hows import how
from ccgrules.explain.parts import Published
from ccgrules.explain.phrases import phrase
from ccgrules.explain.replay import OtherPeers, Replay
from ccgrules.explain.row import Remembered, Row
from ccgrules.explain.words import capital
from ccgrules.model.types import Missing, Value
from ccgrules.plan.draft import referred, used_columns
from ccgrules.plan.steps import Compute, Plan, Step

MOST_TRIED = 1_000
"""Rows that are worked out again at most: where ever so many are held by a cap, crossing a boundary changes nothing."""
JUST_OVER = Fraction(1, 1_000)
"""How far over a boundary is tried, as a share of the way to the next one."""


def near_boundaries(result: Result, rating: str, most: int) -> tuple[Near, ...]:
    """The organisations that are nearest to a boundary of a rating, the nearest first.

    Each is named once, with the nearest boundary beyond which its rating is another one while all else stays: other
    numbers of its own, other organisations and the cut points. Distances are compared in standard deviations of the
    measure among the organisations of the last period, which are those that are looked at.

    Args:
        result: A run.
        rating: The rating.
        most: How many organisations.
    """
    if most <= 0 or not len(result.keys):
        return ()
    remembered = replace(result, columns=Remembered(result.columns))
    search = _Search(remembered, rating, {step.name: step for step in result.plan.steps}, {}, {})
    found: dict[int, Near] = {}
    tried = 0
    for candidate in sorted(_candidates(search), key=lambda one: one.order):
        if candidate.row in found:
            continue
        if len(found) == most or tried == MOST_TRIED:
            break
        tried += 1
        crossed = search.across(candidate)
        if crossed is not None:
            found[candidate.row] = _near(search, candidate, crossed)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row, one of its numbers, and a cut point.

    Attributes:
        apart: How far apart they are, in standard deviations.
        gap: How far the next cut point of the same measure is from this one; None where there is none.
        order: By which candidates are sorted.
    """

    row: int
    cut: Cut
    value: Fraction
    point: Fraction
    gap: Fraction | None
    order: tuple[float, str, str, int]


@dataclass(frozen=True, slots=True)
class _Crossed:
    """What lies on the other side: a label, or why there is none."""

    rating: Value


@dataclass(frozen=True, slots=True)
class _Search:
    """One search.

    Attributes:
        result: The result; columns are fetched once.
        rows: Those made so far, by their index.
        between: For a measure, the steps from it to the rating.
    """

    result: Result
    rating: str
    steps: Mapping[str, Step]
    rows: dict[int, Row]
    between: dict[str, tuple[Step, ...]]

    def row(self, index: int) -> Row:
        """One row."""
        if index not in self.rows:
            self.rows[index] = Row(self.result, index, self.steps)
        return self.rows[index]

    def across(self, candidate: _Candidate) -> _Crossed | None:
        """What the row is rated beyond the cut point; None where that is nothing else."""
        row, measure = self.row(candidate.row), candidate.cut.measure.name
        steps = self._between(measure)
        replay = Replay(row, steps, frozenset(step.name for step in steps if _is_ruled(row, step)))
        try:
            columns = replay.run(measure, _beyond(candidate))
        except OtherPeers:
            return None
        now = row.value(self.rating)
        others = [value for value in columns.get(self.rating, ()) if value != now]
        return _Crossed(others[0]) if others and not (_none(now) and _none(others[0])) else None

    def _between(self, measure: str) -> tuple[Step, ...]:
        if measure not in self.between:
            self.between[measure] = _steps_between(self.result.plan, measure, self.rating)
        return self.between[measure]


def _none(value: Value) -> bool:
    return isinstance(value, Missing)


def _steps_between(plan: Plan, measure: str, rating: str) -> tuple[Step, ...]:
    """The steps that the rating depends on, from the measure on."""
    needed = {rating}
    for step in reversed(plan.steps):
        if step.name in needed:
            needed.update(used_columns(step))
    places = [step.name for step in plan.steps]
    return tuple(step for step in plan.steps[places.index(measure) :] if step.name in needed)


def _is_ruled(row: Row, step: Step) -> bool:
    """Whether a value was published that the rule gives as well, so that it follows the rule."""
    if not isinstance(step, Compute) or step.supplied is None or _none(row.value(step.supplied)):
        return False
    told, _ = how(row, step.name)
    return isinstance(told, Published) and told.agrees


def _beyond(candidate: _Candidate) -> list[Fraction]:
    """Numbers at and just over the cut point; on both sides of it for one that lies on it."""
    value, point = candidate.value, candidate.point
    step = (candidate.gap or abs(value - point) or abs(point) or Fraction(1)) * JUST_OVER
    if value == point:
        return [point - step, point + step]
    return [point, point + step if value < point else point - step]


# --- what is near what -----------------------------------------------------------------------------------------------


def _candidates(search: _Search) -> Iterator[_Candidate]:
    """Every number of every row of the last period, beside each cut point that it is compared with."""
    result = search.result
    keys = result.keys
    rows = [index for index, period in enumerate(keys.periods) if period == keys.period_order[-1]]
    cuts = cuts_of(result.plan, search.rating)
    points = [_points(search, cut, rows) for cut in cuts]
    for number, cut in enumerate(cuts):
        same = [points[other] for other, one in enumerate(cuts) if one.measure.name == cut.measure.name]
        column = result.values(cut.measure.name)
        values = [column[index] for index in rows]
        spread = _spread(values)
        for place, (index, value) in enumerate(zip(rows, values)):
            point = points[number][place]
            if isinstance(value, Fraction) and isinstance(point, Fraction):
                code = keys.organisations[index]
                others = [other[place] for other in same]
                order = (float(abs(value - point)) / spread, keys.names.get(code, code), code, number)
                yield _Candidate(index, cut, value, point, _gap(point, others), order)


def _points(search: _Search, cut: Cut, rows: Sequence[int]) -> list[Value]:
    """A cut point for each row."""
    columns = {name: search.result.values(name) for name in referred(cut.point)}
    size = len(search.result.keys)
    whole = compile_expression(cut.point, search.result.plan.scales)(Window(columns, 0, size))
    return [whole[index] for index in rows]


def _gap(point: Fraction, others: Sequence[Value]) -> Fraction | None:
    apart = [abs(other - point) for other in others if isinstance(other, Fraction) and other != point]
    return min(apart) if apart else None


def _spread(values: Sequence[Value]) -> float:
    """The standard deviation of the numbers among them; 1 where there is none."""
    numbers = [float(value) for value in values if isinstance(value, Fraction)]
    if not numbers:
        return 1.0
    middle = math.fsum(numbers) / len(numbers)
    return math.sqrt(math.fsum((number - middle) ** 2 for number in numbers) / len(numbers)) or 1.0


# --- as told ---------------------------------------------------------------------------------------------------------


def _near(search: _Search, candidate: _Candidate, crossed: _Crossed) -> Near:
    row, cut = search.row(candidate.row), candidate.cut
    test, keys = cut.test, search.result.keys
    straight = test.args[0] == cut.measure
    sides = [(cut.measure, candidate.value), (cut.point, candidate.point)]
    left, right = sides if straight else sides[::-1]
    told = compare(row, test.op, left, right)
    shown = [told.left_value.shown, told.right_value.shown]
    unit = row.type_of(cut.measure.name).unit
    code = keys.organisations[candidate.row]
    label = row.value(search.rating)
    return Near(
        organisation=code,
        period=keys.periods[candidate.row],
        name=keys.names.get(code, code),
        label=None if _none(label) else str(label),
        measure=cut.measure.name,
        measure_title=capital(phrase(row, cut.measure.name)),
        value=digits.stored(candidate.value, unit),
        boundary=digits.stored(candidate.point, unit),
        shown=shown[0 if straight else 1],
        boundary_shown=shown[1 if straight else 0],
        other=None if _none(crossed.rating) else str(crossed.rating),
    )

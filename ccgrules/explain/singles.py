"""One figure changed at a time: the nearest change in each direction that changes the rating.

A rating is constant between critical figures: those at which a comparison turns, or a place changes. Critical figures
are found, and the rating is worked out at each and between each two, so that the nearest change is exact. Where a step
is not made of straight pieces (rounding, products of what varies), the change is closed in by halving.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ccgrules.engine.numbers import near, round_half_away
from ccgrules.explain import digits
from ccgrules.explain.forms import Level, Reach, Single
from ccgrules.explain.peers import rising
from ccgrules.explain.phrases import RELATIONS, phrase
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.replay import Columns, Replay
from ccgrules.explain.row import LEVELS, PARTS, Row
from ccgrules.model.expressions import Op
from ccgrules.model.ruleset import Indicator
from ccgrules.model.types import Kind, Missing, Type, Value
from ccgrules.model.units import YES_NO
from ccgrules.plan.draft import parts
from ccgrules.plan.steps import Adjust, Compute, Figure, PlanExpr, Step

MOST_PEERS = 250
"""More distinct peers' figures than these are thinned out, and those around a change looked at again."""

MOST_TURNS = 64
"""Up to so many critical figures, the pieces between them are searched for further ones."""

TINY = Fraction(1, 10**12)
HALVINGS = 40
STRAIGHT = frozenset({"standardise", "z_score"})
"""Figures that follow the value without steps."""
SIMPLE = 10**4
"""The largest denominator of a plain figure."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The rating, and the columns to tell of beside it."""

    rating: str
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Search:
    """The search along one numeric column."""

    replay: Replay
    watched: Watched
    column: str

    @property
    def row(self) -> Row:
        return self.replay.row

    @property
    def now(self) -> Fraction:
        value = self.row.value(self.column)
        assert isinstance(value, Fraction)
        return value

    def ratings(self, values: Sequence[Fraction]) -> Sequence[Value]:
        """The rating for each figure."""
        columns = self.replay.run(self.column, values)
        if self.watched.rating in columns:
            return columns[self.watched.rating]
        return [self.row.value(self.watched.rating)] * len(values)

    def changes_at(self, value: Fraction) -> bool:
        """Whether the rating is another one at this figure."""
        return self.ratings([value])[0] != self.row.value(self.watched.rating)


def single(replay: Replay, watched: Watched, column: str) -> Single:
    """What changes of one column alone can do to the rating."""
    row = replay.row
    type_ = row.type_of(column)
    title = phrase(row, column)
    if type_.kind is not Kind.NUMBER:
        others = [value for value in _choices(row, type_) if value != row.value(column)]
        reaches = tuple(_reach_choices(replay, watched, column, others))
        return Single(column, title, row.quantity(column), reaches, (), len(others))
    search = _Search(replay, watched, column)
    samples = _samples(search)
    found = [_nearest(search, samples, up=up) for up in (True, False)]
    reaches = tuple(reach for reach in found if reach is not None)
    return Single(column, title, row.quantity(column), reaches, tuple(_levels(search)), len(samples))


# --- labels and yes/no -----------------------------------------------------------------------------------------------


def _choices(row: Row, type_: Type) -> Sequence[Value]:
    if type_.kind is Kind.YES_NO:
        return (True, False)
    return row.result.plan.scales[type_.scale or ""]


def _reach_choices(replay: Replay, watched: Watched, column: str, others: Sequence[Value]) -> Iterator[Reach]:
    row = replay.row
    columns = replay.run(column, others)
    kept = row.value(watched.rating)
    for number, value in enumerate(others):
        rating = columns.get(watched.rating, [kept] * len(others))[number]
        if rating != kept:
            yield Reach(
                at=row.told(value, row.type_of(column)),
                inclusive=True,
                side=None,
                scores=tuple(_beside(row, watched, column, columns, number)),
                rating=row.told(rating, row.type_of(watched.rating)),
                better=_better(row, watched, rating),
            )


def _better(row: Row, watched: Watched, rating: Value) -> bool | None:
    labels = row.result.plan.scales[row.type_of(watched.rating).scale or ""]
    if isinstance(rating, Missing):
        return None
    return labels.index(str(rating)) < labels.index(str(row.value(watched.rating)))


def _beside(row: Row, watched: Watched, column: str, columns: Columns, number: int) -> Iterator[tuple[str, Quantity]]:
    """The figure's own score, and what is watched beside the rating, as they would be."""
    score = f"{row.steps[column].origin.declaration}.score"
    for name in (score, *watched.beside):
        if name in columns and name != column and not isinstance(columns[watched.rating][number], Missing):
            words = (
                "score" if name == score else "before adjustments" if name.endswith(".before") else phrase(row, name)
            )
            yield words, row.precisely(columns[name][number], row.type_of(name), row.places(name))


# --- numbers: where something turns ----------------------------------------------------------------------------------


def _samples(search: _Search) -> list[Fraction]:
    """Critical figures in order, and one between each two and beyond each end, inside the figure's range."""
    low, high = _range(search)
    points = _inside(search, [*_turns(search, [search.now]), *_places(search)], low, high)
    if len(points) <= MOST_TURNS:
        points = _inside(search, [*points, *_turns(search, _between(points, search))], low, high)
    span = max(points[-1] - points[0], _factor(search))
    first = points[0] - span if low is None else low
    last = points[-1] + span if high is None else high
    ends = sorted({first, *points, last})
    return sorted({*ends, *(_between(ends, search) if len(ends) > 1 else [])})


def _factor(search: _Search) -> Fraction:
    unit = search.row.type_of(search.column).unit
    return unit.factor if unit else Fraction(1)


def _range(search: _Search) -> tuple[Fraction | None, Fraction | None]:
    """What the figure can be: its unit's range, and nothing below zero where nobody's is.

    For a score or another published value, it is the range seen in the data.
    """
    row = search.row
    seen = [value for value in row.column(search.column) if isinstance(value, Fraction)]
    if isinstance(row.steps[search.column], Compute) and row.part(search.column) != "value":
        return min(seen, key=rising), max(seen, key=rising)
    unit = row.type_of(search.column).unit
    low, high = (None, None) if unit is None else (unit.low, unit.high)
    factor = unit.factor if unit else 1
    least = Fraction(0) if low is None and all(value.numerator >= 0 for value in seen) else low
    if row.part(search.column) == "numerator" and _is_part_of_a_whole(row, search.column):
        of = row.value(f"{search.column.removesuffix('numerator')}denominator")
        high = of if isinstance(of, Fraction) else high
    return (None if end is None else end * factor for end in (least, high))  # type: ignore[return-value]


def _is_part_of_a_whole(row: Row, numerator: str) -> bool:
    """Whether a numerator counts some of its denominator: that of a percentage does, that of a rate need not."""
    declared = row.declared(numerator)
    unit = declared.data.unit if isinstance(declared, Indicator) and declared.data is not None else None
    return unit is not None and unit.dimension == "share" and unit.high is not None


def _inside(search: _Search, values: Sequence[Fraction], low: Fraction | None, high: Fraction | None) -> list[Fraction]:
    """The present figure, and those inside the range, in order."""
    inside = [value for value in values if (low is None or value >= low) and (high is None or value <= high)]
    return sorted({search.now, *inside})


def _between(points: Sequence[Fraction], search: _Search) -> list[Fraction]:
    """A figure between each two points; a step beyond a point that stands alone."""
    if len(points) == 1:
        return [points[0] - _factor(search), points[0] + _factor(search)]
    return [(a + b) / 2 for a, b in pairwise(points)]


def _turns(search: _Search, points: Sequence[Fraction]) -> Iterator[Fraction]:
    """Figures at which a comparison turns, as far as they follow in straight lines from the points given."""
    near = [value for point in points for value in (point - TINY, point, point + TINY)]
    columns = search.replay.run(search.column, near)
    for step in search.replay.downstream(search.column):
        for test in _comparisons(step):
            left, right = (search.replay.evaluate(side, columns, len(near)) for side in test.args)
            apart = [_apart(a, b) for a, b in zip(left, right)]
            for start in range(0, len(near), 3):
                yield from _roots(near[start : start + 3], apart[start : start + 3])


def _apart(a: Value, b: Value) -> Fraction | None:
    return a - b if isinstance(a, Fraction) and isinstance(b, Fraction) else None


def _roots(at: Sequence[Fraction], values: Sequence[Fraction | None]) -> Iterator[Fraction]:
    """Where the line through each two neighbouring points crosses zero."""
    for (x, a), (y, b) in pairwise(zip(at, values)):
        if a is not None and b is not None and a != b:
            yield x - a * (y - x) / (b - a)


def _places(search: _Search) -> Iterator[Fraction]:
    """Figures that put the organisation level with another member of a population, or at the end of a cluster."""
    row = search.row
    near = [search.now - TINY, search.now, search.now + TINY]
    columns = search.replay.run(search.column, near)
    for step in search.replay.downstream(search.column):
        if (
            not isinstance(step, Figure)
            or step.function in STRAIGHT
            or row.type_of(step.args[0]).kind is not Kind.NUMBER
        ):
            continue
        if step.args[0] not in columns:
            continue
        own = [value if isinstance(value, Fraction) else None for value in columns[step.args[0]]]
        for value in _thinned(search.replay.turning_points(step)):
            yield from _roots(near, [None if mine is None else mine - value for mine in own])


def _thinned(values: Sequence[Fraction]) -> Sequence[Fraction]:
    if len(values) <= MOST_PEERS:
        return values
    stride = len(values) / MOST_PEERS
    return [values[int(number * stride)] for number in range(MOST_PEERS)] + [values[-1]]


def _comparisons(step: Step) -> Iterator[Op]:
    """The comparisons of numbers inside a step."""
    exprs: list[PlanExpr] = []
    if isinstance(step, Compute) and step.expr is not None:
        exprs = [step.expr]
    elif isinstance(step, Adjust):
        exprs = [adjustment.when for adjustment in step.adjustments]
    for expr in exprs:
        yield from _comparisons_in(expr)


def _comparisons_in(expr: PlanExpr) -> Iterator[Op]:
    if isinstance(expr, Op) and expr.op in RELATIONS and expr.args[0].type.kind is Kind.NUMBER:
        yield expr
    if isinstance(expr, Op) and expr.op == "against_limits":
        _, against, *limits, _ = expr.args
        yield from (Op("gt", (limit, against), YES_NO, span=expr.span) for limit in limits)
    for part in parts(expr):
        yield from _comparisons_in(part)


# --- numbers: the nearest change -------------------------------------------------------------------------------------


def _nearest(search: _Search, samples: Sequence[Fraction], *, up: bool) -> Reach | None:
    """The nearest change in one direction."""
    now = search.now
    path = [value for value in samples if value > now] if up else [value for value in reversed(samples) if value < now]
    kept = search.row.value(search.watched.rating)
    previous = now
    for value, rating in zip(path, search.ratings(path)):
        if rating != kept:
            return _closed_in(search, previous, value, rating, up=up)
        previous = value
    return None


def _closed_in(search: _Search, before: Fraction, after: Fraction, rating: Value, *, up: bool) -> Reach:
    """The change between two neighbouring samples: at the farther one, just past the nearer one, or between."""
    gap = after - before
    if not search.changes_at(after - gap * TINY):
        return _reach(search, after, after, rating, inclusive=True, up=up)
    if search.changes_at(before + gap * TINY):
        return _reach(search, before, before + gap * TINY, rating, inclusive=False, up=up)
    for _ in range(HALVINGS):
        middle = (before + after) / 2
        before, after = (before, middle) if search.changes_at(middle) else (middle, after)
    rating = search.ratings([after])[0]
    plain = after.limit_denominator(SIMPLE)
    # The figure itself is most often a plain one, which halving only comes near to.
    if before < plain < after or after < plain < before:
        return _reach(search, plain, after, rating, inclusive=search.changes_at(plain), up=up)
    return _reach(search, after, after, rating, inclusive=True, up=up)


def _reach(search: _Search, at: Fraction, tried: Fraction, rating: Value, *, inclusive: bool, up: bool) -> Reach:
    row = search.row
    columns = search.replay.run(search.column, [tried])
    return Reach(
        at=_outward(row, search.column, at, up=up),
        inclusive=inclusive,
        side="or more" if up else "or less",
        scores=tuple(_beside(row, search.watched, search.column, columns, 0)),
        rating=row.told(rating, row.type_of(search.watched.rating)),
        better=_better(row, search.watched, rating),
    )


def _outward(row: Row, column: str, value: Fraction, *, up: bool) -> Quantity:
    """The figure, printed so that the printed one changes the rating as well: rounded away from where it is now."""
    type_ = row.type_of(column)
    figure = _plainest(digits.stored(value, type_.unit))
    places = row.places(column)
    least = digits.default_places(figure, type_.unit) if places is None else places
    ends = digits.ending_places(figure)
    most = least if ends is None else min(max(ends, least), digits.ARITHMETIC_PLACES)
    if ends is None or ends > most:
        most = max(least, digits.ARITHMETIC_PLACES)
        step = Fraction(1, 10**most)
        figure = (figure // step + (1 if up else 0)) * step
    factor = type_.unit.factor if type_.unit else 1
    return row.told(figure * factor, type_, most)


def _plainest(figure: Fraction) -> Fraction:
    """The plain figure that one found by way of a root comes to within the 40 digits that comparisons go by."""
    plain = round_half_away(figure, digits.ARITHMETIC_PLACES)
    return plain if near(plain, figure) else figure


# --- levels ----------------------------------------------------------------------------------------------------------


def _levels(search: _Search) -> Iterator[Level]:
    """What the figure at exactly its floor, standard or lower threshold would give, where it is worse than that now."""
    row = search.row
    indicator = row.declared(search.column)
    if not isinstance(indicator, Indicator) or row.part(search.column) != "value":
        return
    for level in LEVELS:
        name = f"{indicator.name}.{level}"
        at = row.value(name) if name in row.steps else None
        if not isinstance(at, Fraction) or not _misses(search.now, at, indicator.better):
            continue
        columns = search.replay.run(search.column, [at])
        rating = columns.get(search.watched.rating, [row.value(search.watched.rating)])[0]
        yield Level(
            PARTS[level],
            row.told(at, row.type_of(search.column), row.places(search.column)),
            tuple(_beside(row, search.watched, search.column, columns, 0)),
            row.told(rating, row.type_of(search.watched.rating)),
        )


def _misses(value: Fraction, level: Fraction, better: str | None) -> bool:
    return value < level if better == "higher" else value > level if better == "lower" else False

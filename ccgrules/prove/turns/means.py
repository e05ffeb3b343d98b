"""What becomes of weighted means when their weights change, or their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.model.expressions import Literal, WeightedLine, WeightedMean
from ccgrules.plan.draft import referred
from ccgrules.plan.steps import Aggregate, Item, PlanExpr
from ccgrules.prove.turns.groups import numbers_and_labels
from ccgrules.prove.turns.line_up import Pairs, matched
from ccgrules.prove.turns.reader import Reader, Side, ends
from ccgrules.prove.turns.turn import (
    ANY_WAY,
    ANYTHING,
    EVERY_STAND,
    THERE,
    Turns,
    independent,
    signed,
    stays,
    strict,
    there,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a weighted mean before and after, and its part of the whole; of one that is not there, nothing."""

    old: WeightedLine | None
    new: WeightedLine | None
    before: Fraction
    after: Fraction

    @property
    def moved(self) -> Fraction:
        """How much more it weighs."""
        return self.after - self.before

    def range(self, two: Reader) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest that its value can be, before or after; None where there is no end."""
        lines = ((two.before, self.old), (two.after, self.new))
        lows, highs = zip(*(ends(side.known(line.value)) for side, line in lines if line is not None))
        return (None if None in lows else min(lows)), (None if None in highs else max(highs))


def weighted_means(two: Reader, old: WeightedMean, new: WeightedMean) -> Turns:
    """What becomes of a weighted mean."""
    pairs = _pairs(two, old, new)
    if old.reweight or new.reweight:
        return _reweighted(two, old, new, pairs) if old.reweight and new.reweight else _rule_changed(two, pairs)
    lines = lines_of(two, old, new)
    if lines is None:
        return _by_the_data(two, pairs)
    turned = [signed(_value(two, line.old, line.new), _sign(line)) for line in lines]
    return strict([*turned, there(_by_weights(two, lines))])


def lines_of(two: Reader, old: WeightedMean, new: WeightedMean) -> list[Line] | None:
    """The lines of two means beside each other; None where weights hang on the data or come to nothing."""
    before, after = _shares(two.before, old.lines), _shares(two.after, new.lines)
    if before is None or after is None:
        return None
    nothing = Fraction(0)
    return [Line(a, b, before.get(id(a), nothing), after.get(id(b), nothing)) for a, b in _pairs(two, old, new)]


def _pairs(two: Reader, old: WeightedMean, new: WeightedMean) -> Pairs[WeightedLine]:
    return matched(old.lines, new.lines, lambda one, other: two.same(one.value, other.value))


def _value(two: Reader, old: WeightedLine | None, new: WeightedLine | None) -> Turns:
    """What becomes of a line's value; a line that is not there weighs nothing."""
    if old is not None and new is not None:
        return two.of(old.value, new.value)
    always = frozenset({THERE})
    return independent(always, EVERY_STAND, (0,)) if old is None else independent(EVERY_STAND, always, (0,))


def _shares(side: Side, lines: Sequence[WeightedLine]) -> dict[int, Fraction] | None:
    """Each line's part of the whole, by its identity; None where it hangs on the data or comes to nothing."""
    weights = [None if list(referred(line.weight)) else side.constant(line.weight) for line in lines]
    known = [weight for weight in weights if weight is not None]
    total = sum(known, Fraction(0))
    if len(known) < len(lines) or not total:
        return None
    return {id(line): weight / total for line, weight in zip(lines, known)}


def _sign(line: Line) -> int | None:
    if min(line.before, line.after) >= 0:
        return 1
    return -1 if max(line.before, line.after) <= 0 else None


def _by_weights(two: Reader, lines: Sequence[Line]) -> frozenset[int]:
    """Which way the mean can go by its weights alone: values that weigh more may be the highest or lowest of all."""
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    for line in lines:
        if not line.moved:
            continue
        least, most = line.range(two)
        down, up = (least, most) if line.moved > 0 else (most, least)
        low = None if low is None or down is None else low + line.moved * down
        high = None if high is None or up is None else high + line.moved * up
    falls, rises = low is None or low < 0, high is None or high > 0
    return frozenset({0, *([-1] if falls else []), *([1] if rises else [])})


def _by_the_data(two: Reader, pairs: Pairs[WeightedLine]) -> Turns:
    """Where weights hang on the data."""
    values = [_value(two, a, b) for a, b in pairs]
    same = all(a is not None and b is not None and two.same(a.weight, b.weight) for a, b in pairs)
    return strict(values) if same and all(map(stays, values)) else ANYTHING


def _reweighted(two: Reader, old: WeightedMean, new: WeightedMean, pairs: Pairs[WeightedLine]) -> Turns:
    """Means that leave out lines that are missing, as those across members do."""
    sides = [
        Aggregate("mean", "", "members", _items(two, pairs, place), None, mean.type, span=mean.span)
        for place, mean in enumerate((old, new))
    ]
    return numbers_and_labels(two, *sides)


def _items(two: Reader, pairs: Pairs[WeightedLine], place: int) -> tuple[Item, ...]:
    side = (two.before, two.after)[place]
    lines = [(number, pair[place]) for number, pair in enumerate(pairs)]
    return tuple(
        Item(str(number), line.value, _folded(side, line.weight)) for number, line in lines if line is not None
    )


def _folded(side: Side, weight: PlanExpr) -> PlanExpr:
    """A weight worked out, where it hangs on no data."""
    constant = None if list(referred(weight)) else side.constant(weight)
    return weight if constant is None else Literal(constant, weight.type, span=weight.span)


def _rule_changed(two: Reader, pairs: Pairs[WeightedLine]) -> Turns:
    """Where missing lines are left out only before, or only after."""
    same = all(
        a is not None and b is not None and two.same(a.value, b.value) and two.same(a.weight, b.weight)
        for a, b in pairs
    )
    return independent(EVERY_STAND, EVERY_STAND, {0} if same else ANY_WAY)

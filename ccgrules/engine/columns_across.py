"""Functions across the members of a group, and weighted means, on columns."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import polars as pl

from ccgrules.engine.columns_numbers import COMFORTABLE, Int, NeedsFractions, Num, common, sum_of, total
from ccgrules.engine.columns_values import (
    EXCLUDABLE,
    Lost,
    code_or_zero,
    not_excludable,
    of_number,
    pick,
    quotient,
    yes_no,
)
from ccgrules.engine.frames import NO_REASONS, Column, Labels, smallest_integer
from ccgrules.model.expressions import WeightedMean
from ccgrules.model.types import Reason, Type
from ccgrules.plan.steps import Aggregate

TOTALS_LIMIT = 4000
"""So many different totals of weights are looked at when one denominator is sought for a mean."""

NO_MEMBERS = Lost.to(Reason.NO_MEMBERS)


def aggregate(values: Sequence[Column], weights: Sequence[Column], expr: Aggregate, names: tuple[str, ...]) -> Column:
    """The column of an aggregate over items of these values and weights.

    Raises:
        NeedsFractions: The items fit no common form of integers.
    """
    items = _Items(values, expr.needing or 0, expr.type, names)
    if not values and expr.function not in _OF_NONE:
        return pick([], Lost.to(Reason.NEEDS_MORE) if items.needing else NO_MEMBERS, expr.type, names)
    if expr.function == "mean":
        return _mean(items, [Num.read(weight).value for weight in weights])
    if expr.function in _OF_NONE:
        return items.guarded(_OF_NONE[expr.function](items), expr.function)
    return items.guarded(_OF_SOME[expr.function](items), expr.function, empty=True)


def weighted_mean(values: Sequence[Column], weights: Sequence[Column], expr: WeightedMean) -> Column:
    """The column of a weighted mean.

    Raises:
        NeedsFractions: The lines fit no common form of integers.
    """
    if expr.reweight:
        return _mean(_Items(values, 0, expr.type, ()), [Num.read(weight).value for weight in weights])
    terms = [Num.read(value) * Num.read(weight) for value, weight in zip(values, weights)]
    heavy = reduce(operator.add, (Num.read(weight) for weight in weights))
    return quotient(reduce(operator.add, terms), heavy, [*values, *weights])


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of an aggregate, some of which may be missing."""

    values: Sequence[Column]
    needing: int
    type: Type
    names: tuple[str, ...]

    @property
    def certain(self) -> int:
        """How many items are never missing."""
        return sum(not value.reasons for value in self.values)

    def left(self) -> Int:
        """How many items have a value."""
        doubtful = [value for value in self.values if value.reasons]
        return total([Int(value.data.is_not_null().cast(pl.Int8), 0, 1) for value in doubtful]) + Int.of(self.certain)

    def blocked(self) -> tuple[pl.Expr, Lost] | None:
        """Where some item is missing that may not be left out, and why the whole is; None if that cannot be."""
        doubtful = [value for value in self.values if value.reasons]
        hard = [not_excludable(value) for value in doubtful if value.reasons - EXCLUDABLE]
        if not hard:
            return None
        reasons = frozenset[Reason]().union(*(value.reasons for value in doubtful)) - EXCLUDABLE
        code = pl.max_horizontal(code_or_zero(value) for value in doubtful) if len(reasons) > 1 else None
        return pl.any_horizontal(hard), Lost(reasons, code)

    def guarded(self, result: Column, function: str, *, empty: bool = False) -> Column:
        """The result where it counts: not where an item blocks it, or too few are left (if `empty` matters, none)."""
        branches: list[tuple[pl.Expr, Column | Lost]] = []
        blocked = self.blocked() if function != "available" else None
        if blocked is not None:
            where, lost = blocked
            if function in _DECIDES:
                where = where & ~pl.any_horizontal(
                    (v.data == _DECIDES[function]).fill_null(value=False) for v in self.values
                )
            branches.append((where, lost))
        if self.needing > self.certain:
            branches.append((self.left().compare("lt", Int.of(self.needing)), Lost.to(Reason.NEEDS_MORE)))
        if empty and not self.certain and self.needing < 1:
            branches.append((self.left().compare("eq", Int.of(0)), NO_MEMBERS))
        return pick(branches, result, self.type, self.names)


_DECIDES = {"any": True, "all": False}


# --- means ---------------------------------------------------------------------------------------------------------


def _mean(items: _Items, constants: Sequence[Fraction | None]) -> Column:
    """The mean of the items that are left, by weights that are the same for every organisation."""
    known = [weight for weight in constants if weight is not None and weight > 0]
    if len(known) < len(constants):
        raise NeedsFractions  # weights that are worked out, or can come to zero, are too rare to be quick about
    scale = math.lcm(*(weight.denominator for weight in known))
    parts = [int(weight * scale) for weight in known]
    shared = math.gcd(*parts)
    parts = [part // shared for part in parts]
    weighed = sum_of([Num.read(value) * Num.of(Fraction(part)) for value, part in zip(items.values, parts)])
    left = total(
        [
            Int(value.data.is_not_null().cast(pl.Int8), 0, 1) * Int.of(part) if value.reasons else Int.of(part)
            for value, part in zip(items.values, parts)
        ]
    )
    mean = _over_one_denominator(weighed, left, _totals(items, parts)) or _over_its_own(weighed, left)
    return items.guarded(of_number(mean, Lost(NO_REASONS)), "mean", empty=True)


def _totals(items: _Items, parts: Sequence[int]) -> frozenset[int] | None:
    """What the weights of the items left can come to; None if that is too much to say."""
    sums = {0}
    for value, part in zip(items.values, parts):
        with_it = {one + part for one in sums}
        sums = with_it | sums if value.reasons else with_it
        if len(sums) > TOTALS_LIMIT:
            return None
    return frozenset(sums - {0})


def _over_one_denominator(weighed: Num, left: Int, totals: frozenset[int] | None) -> Num | None:
    """The mean as integers over one denominator, if that keeps them small."""
    if totals is None or not weighed.under.constant:
        return None
    den = math.lcm(*totals)
    if max(-weighed.over.low, weighed.over.high, 1) * den > COMFORTABLE:
        return None
    if len(totals) == 1:
        return weighed * Num.of(Fraction(1, den))
    shares = Int.of(den) // Int(left.expr, min(totals), max(totals))
    return Num(weighed.over * shares, weighed.under * Int.of(den))


def _over_its_own(weighed: Num, left: Int) -> Num:
    return Num(weighed.over, weighed.under * Int(left.expr, 1, left.high))


# --- other functions -----------------------------------------------------------------------------------------------


def _number(number: Num) -> Column:
    return of_number(number, Lost(NO_REASONS))


def _numbers(items: _Items) -> list[Num]:
    return [Num.read(value) for value in items.values]


def _extreme(function: Callable[..., pl.Expr]) -> Callable[[_Items], Column]:
    def column(items: _Items) -> Column:
        level = common(_numbers(items))
        if level is None:
            raise NeedsFractions
        overs, den = level
        low, high = min(over.low for over in overs), max(over.high for over in overs)
        dtype = smallest_integer(low, high)
        return _number(Num(Int(function([over.at(dtype) for over in overs]), low, high), Int.of(den)))

    return column


def _median(items: _Items) -> Column:
    level = common(_numbers(items))
    if level is None:
        raise NeedsFractions
    overs, den = level
    low, high = 2 * min(over.low for over in overs), 2 * max(over.high for over in overs)
    dtype = smallest_integer(low, high)
    ordered = pl.concat_list([over.at(dtype) for over in overs]).list.drop_nulls().list.sort()
    count = ordered.list.len().cast(pl.Int32)
    both = ordered.list.get((count - 1) // 2, null_on_oob=True) + ordered.list.get(count // 2, null_on_oob=True)
    return _number(Num(Int(both, low, high), Int.of(2 * den)))


def _labels(function: Callable[..., pl.Expr]) -> Callable[[_Items], Column]:
    return lambda items: Column(Labels(items.names), function([value.data for value in items.values]))


def _count(items: _Items) -> Column:
    counted = [Int(value.data.cast(pl.Int8), 0, 1) for value in items.values]
    return _number(Num(total(counted), Int.of(1)))


def _any(items: _Items) -> Column:
    if not items.values:
        return yes_no(pl.lit(value=False))
    return yes_no(pl.any_horizontal(value.data.fill_null(value=False) for value in items.values))


_OF_NONE: dict[str, Callable[[_Items], Column]] = {
    "any": _any,
    "count": _count,
    "available": lambda items: _number(Num(items.left(), Int.of(1))),
}
"""Functions that say something of no items at all."""

_OF_SOME: dict[str, Callable[[_Items], Column]] = {
    "all": lambda items: yes_no(pl.all_horizontal(value.data.fill_null(value=True) for value in items.values)),
    "sum": lambda items: _number(sum_of(_numbers(items))),
    "min": _extreme(pl.min_horizontal),
    "max": _extreme(pl.max_horizontal),
    "median": _median,
    "best": _labels(pl.min_horizontal),
    "worst": _labels(pl.max_horizontal),
}
"""Functions that are missing (NO_MEMBERS) without items."""

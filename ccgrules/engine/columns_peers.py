"""Populations on columns: which rows are compared with which, and sums and orders within each peer group."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import accumulate

import polars as pl

from ccgrules.engine.columns_encode import encode_numbers
from ccgrules.engine.columns_numbers import Int, NeedsFractions, Num, whole
from ccgrules.engine.columns_work import Work, distinct_rows
from ccgrules.engine.frames import INT128_LIMIT, Column, Ratio, Scaled, smallest_integer
from ccgrules.plan.steps import Figure

DENOMINATORS_LIMIT = 1000
"""So many different denominators are looked at when one is sought for them all."""

PERIOD = "#period"
"""The column that numbers each row's period, from 0."""


@dataclass(frozen=True, slots=True)
class Peers:
    """Who is compared with whom.

    Attributes:
        group: The number of each row's peer group, from 0, null where it is in none; None where all rows are one group.
        member: Whether a row is a member (never null); None where all rows are.
        sizes: How many members each group has.
        left_out: How many rows of each group are not members only because a condition is missing.
    """

    group: pl.Expr | None
    member: pl.Expr | None
    sizes: Sequence[int]
    left_out: Sequence[int]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The members' numbers in order, group by group; group `g` has those from `starts[g]` up to `starts[g + 1]`."""

    numbers: pl.Series
    starts: Sequence[int]


@dataclass(slots=True)
class Populations:
    """The peer groups of a run; what several figures share is worked out once."""

    work: Work
    periods: int
    _groups: dict[str | None, tuple[pl.Expr | None, int]] = field(default_factory=dict)
    _peers: dict[object, Peers] = field(default_factory=dict)
    _orders: dict[object, Ordered] = field(default_factory=dict)
    _sums: dict[object, list[tuple[int, ...]]] = field(default_factory=dict)

    def peers(self, step: Figure) -> Peers:
        """The peer groups of a figure."""
        key = _key(step)
        if key not in self._peers:
            group, groups = self._grouping(step.by)
            self._peers[key] = self._membership(step, group, groups)
        return self._peers[key]

    def canonical(self, name: str) -> Column:
        """A column in a form in which equal values look equal and, for numbers and labels, stand in order."""
        column = self.work.columns[name]
        if isinstance(column.form, Ratio):
            column = self.work.columns[name] = _over_one_denominator(self.work, column)
        return column

    def sums(self, step: Figure, numbers: Sequence[Int]) -> list[tuple[int, ...]]:
        """For each group, the members' sums of some integer expressions.

        Raises:
            NeedsFractions: A sum might not fit 128 bits.
        """
        key = (_key(step), tuple(str(number.expr) for number in numbers))
        if key not in self._sums:
            self._sums[key] = self._summed(self.peers(step), numbers)
        return self._sums[key]

    def ordered(self, step: Figure, number: pl.Expr) -> Ordered:
        """The members' values of the figure's one argument, in order."""
        key = _key(step)
        if key not in self._orders:
            peers = self.peers(step)
            rows = self.members(peers, number=number).sort("group", "number")
            self._orders[key] = Ordered(rows["number"], [0, *accumulate(peers.sizes)])
        return self._orders[key]

    def members(self, peers: Peers, **exprs: pl.Expr) -> pl.DataFrame:
        """Expressions over the members only, and the number of their `group`."""
        group = whole(0, pl.UInt32()) if peers.group is None else peers.group
        if peers.member is None and peers.group is None:
            return self.work.select(group=group, **exprs)
        member = pl.lit(value=True) if peers.member is None else peers.member
        rows = self.work.select(**{"#member": member & group.is_not_null()}, group=group, **exprs)
        return rows.filter("#member").drop("#member")

    def _grouping(self, by: str | None) -> tuple[pl.Expr | None, int]:
        """The number of each row's peer group, and how many there are."""
        if by not in self._groups:
            self._groups[by] = self._grouped(by)
        return self._groups[by]

    def _grouped(self, by: str | None) -> tuple[pl.Expr | None, int]:
        period = pl.col(PERIOD)
        if by is None:
            return (None, 1) if self.periods == 1 else (period, self.periods)
        rows = self.work.select(period=period, by=self.canonical(by).data)
        distinct, places = distinct_rows(rows)
        numbers = places.set(rows["by"].is_null(), None)
        return self.work.add(numbers), distinct.height

    def _membership(self, step: Figure, group: pl.Expr | None, groups: int) -> Peers:
        present = [self.work.columns[arg].data.is_not_null() for arg in step.args if self.work.columns[arg].reasons]
        conditions = [self.work.columns[name] for name in (step.member, step.where) if name is not None]
        member = pl.all_horizontal(present) if present else None
        excused = None
        if conditions:
            verdict = reduce(operator.and_, (condition.data for condition in conditions))
            here = pl.lit(value=True) if member is None else member
            member = here & verdict.fill_null(value=False)
            if any(condition.reasons for condition in conditions):
                excused = here & verdict.is_null()
        member = None if member is None else self.work.part_of(member)
        return Peers(group, member, self._counts(member, group, groups), self._counts(excused, group, groups, none=0))

    def _counts(self, where: pl.Expr | None, group: pl.Expr | None, groups: int, none: int | None = None) -> list[int]:
        """How many rows of each group fulfil a condition; without one, all of them, or `none`."""
        if where is None and none is not None:
            return [none] * groups
        counted = pl.lit(value=True) if where is None else where
        if group is None:
            return [int(self.work.series(counted).sum())]
        rows = self.work.select(group=group, counted=counted).drop_nulls("group")
        found = dict(rows.group_by("group").agg(pl.col("counted").sum()).iter_rows())
        return [found.get(number, 0) for number in range(groups)]

    def _summed(self, peers: Peers, numbers: Sequence[Int]) -> list[tuple[int, ...]]:
        rows = self.members(peers, **{f"x{place}": number.expr for place, number in enumerate(numbers)})
        sums = []
        for place, number in enumerate(numbers):
            most = max(-number.low, number.high) * max(rows.height, 1)
            if most > INT128_LIMIT:
                raise NeedsFractions
            sums.append(pl.col(f"x{place}").cast(smallest_integer(-most, most)).sum().cast(pl.Int128))
        if peers.group is None:
            return [rows.select(sums).row(0)]
        found = {group: tuple(rest) for group, *rest in rows.group_by("group").agg(sums).iter_rows()}
        return [found.get(group, (0,) * len(numbers)) for group in range(len(peers.sizes))]


def _key(step: Figure) -> object:
    return step.args, step.by, step.member, step.where


def _over_one_denominator(work: Work, column: Column) -> Column:
    """Fractions over one denominator, or else as places in a list; either way in order."""
    number = Num.read(column)
    rows = work.select(over=column.data, under=number.under.expr).drop_nulls("over")
    found = rows["under"].unique()
    if len(found) <= DENOMINATORS_LIMIT:
        try:
            return work.part(_brought_over(number, math.lcm(*found.to_list()), found, column))
        except NeedsFractions:
            pass
    distinct, places = distinct_rows(
        work.select(over=column.data, under=pl.when(column.data.is_not_null()).then(number.under.expr))
    )
    stored = encode_numbers([None if over is None else Fraction(over, under) for over, under in distinct.iter_rows()])
    return Column(stored.form, work.add(stored.data.gather(places)), column.reasons, column.reason)


def _brought_over(number: Num, den: int, found: pl.Series, column: Column) -> Column:
    low, high = (min(found), max(found)) if len(found) else (1, 1)
    # Where the number is missing its denominator is not among those found, and may lie outside their bounds.
    there = pl.when(column.data.is_not_null()).then(number.under.expr)
    under = Int(there.cast(smallest_integer(low, high), strict=False), low, high)
    over = number.over * (Int.of(den) // under)
    return Column(Scaled(den, over.low, over.high), over.expr, column.reasons, column.reason)

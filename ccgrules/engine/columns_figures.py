"""Figures among populations, on columns: worked out once for each peer group, and handed to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from ccgrules.engine.columns_encode import encode, encode_numbers
from ccgrules.engine.columns_exactly import decoded
from ccgrules.engine.columns_numbers import Int, NeedsFractions, Num, whole
from ccgrules.engine.columns_peers import Peers, Populations
from ccgrules.engine.columns_values import Lost, code_or_zero, pick
from ccgrules.engine.columns_work import Work, distinct_rows
from ccgrules.engine.figures import FOR_EACH_MEMBER, Figures, base_of
from ccgrules.engine.frames import Coded, Column, Labels, Ratio, Scaled, constant, smallest_integer
from ccgrules.engine.numbers import square_root
from ccgrules.engine.statistics import quantile_place, standard_score, variance_of
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Type, Value
from ccgrules.plan.steps import Figure

OUTSIDE = Lost.to(Reason.NOT_IN_PEER_GROUP)
TOO_SMALL = Lost.to(Reason.PEER_GROUP_TOO_SMALL)
_NUMBER = Type(Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class FrameFigures:
    """Works out figures over the columns of a run.

    Attributes:
        work: The run.
        populations: Its peer groups.
        types: The type of each named column.
        periods: Each row's period.
    """

    work: Work
    populations: Populations
    types: Mapping[str, Type]
    periods: Sequence[str]

    def keep(self, step: Figure) -> None:
        """Works a figure out, and keeps its columns."""
        exact = Figures(step, [self.types[arg] for arg in step.args], self.work.scales, self.periods)
        try:
            peers = self.populations.peers(step)
            figure = self._native(step, peers, exact)
        except NeedsFractions:
            self._keep_exact(step, exact)
            return
        self.work.keep(step.name, figure)
        for name, counts in (("members", peers.sizes), ("left_out", peers.left_out)):
            self.work.columns[f"{step.name}.{name}"] = self._per_group(
                step, peers, [Fraction(n) for n in counts], _NUMBER
            )

    def _keep_exact(self, step: Figure, exact: Figures) -> None:
        """By the exact engine, on decoded columns."""
        names = dict.fromkeys([*step.args, *(name for name in (step.by, step.member, step.where) if name is not None)])
        kept = exact.run(decoded(self.work, tuple(names)))
        for name, values in kept.named(step.name):
            type_ = step.type if name == step.name else _NUMBER
            self.work.columns[name] = self.work.put(encode(values, type_, self.work.scales))

    def _native(self, step: Figure, peers: Peers, exact: Figures) -> Column:
        if any(self.types[arg].approximate for arg in step.args):
            raise NeedsFractions
        if step.function in FOR_EACH_MEMBER - _MEMBER_FIGURES.keys():
            raise NeedsFractions
        if step.function in FOR_EACH_MEMBER:
            return self._for_members(step, peers, exact)
        figures = _GROUP_FIGURES[step.function](self, step)
        listed = [
            MISSING[Reason.PEER_GROUP_TOO_SMALL] if exact.too_small(size) else figures(group)
            for group, size in enumerate(peers.sizes)
        ]
        return self._per_group(step, peers, listed, step.type)

    def _per_group(self, step: Figure, peers: Peers, listed: Sequence[Value], type_: Type) -> Column:
        """A column that gives each row the value of its peer group."""
        stored = encode(listed, type_, self.work.scales)
        if peers.group is None:
            return constant(stored)
        codes = pl.Series([v.reason if isinstance(v, Missing) else 0 for v in listed], dtype=pl.Int8)
        reasons = frozenset(v.reason for v in listed if isinstance(v, Missing))
        inside = Column(
            stored.form, pl.lit(stored.data).gather(peers.group), reasons, pl.lit(codes).gather(peers.group)
        )
        if not self._some_outside(step):
            return inside
        reason = pl.when(peers.group.is_null()).then(OUTSIDE.code()).otherwise(pl.lit(codes).gather(peers.group))
        return Column(inside.form, inside.data, reasons | OUTSIDE.reasons, reason)

    def _some_outside(self, step: Figure) -> bool:
        """Whether a row may be in no peer group."""
        return step.by is not None and bool(self.work.columns[step.by].reasons)

    # --- one figure for the whole group ------------------------------------------------------------------------

    def _number(self, name: str) -> Num:
        """A column of numbers over one denominator."""
        column = self.populations.canonical(name)
        if not isinstance(column.form, Scaled):
            raise NeedsFractions
        # read as it stands: a constant column is summed like any other
        return Num(Int(column.data, column.form.low, column.form.high), Int.of(column.form.den))

    def count(self, step: Figure) -> Callable[[int], Value]:
        """How many members, or of a yes/no argument those for which it is yes."""
        if self.types[step.args[0]].kind is not Kind.YES_NO:
            sizes = self.populations.peers(step).sizes
            return lambda group: Fraction(sizes[group])
        trues = self.populations.sums(step, [Int(self.work.columns[step.args[0]].data.cast(pl.Int8), 0, 1)])
        return lambda group: Fraction(trues[group][0])

    def total(self, step: Figure) -> Callable[[int], Value]:
        """The sum."""
        number = self._number(step.args[0])
        sums = self.populations.sums(step, [number.over])
        return lambda group: Fraction(sums[group][0], number.under.low)

    def mean(self, step: Figure) -> Callable[[int], Value]:
        """The arithmetic mean."""
        number, sizes = self._number(step.args[0]), self.populations.peers(step).sizes
        sums = self.populations.sums(step, [number.over])
        return lambda group: Fraction(sums[group][0], number.under.low * sizes[group])

    def sd(self, step: Figure) -> Callable[[int], Value]:
        """The sample standard deviation."""
        moments = self._moments(step)
        return lambda group: moments[group][1]

    def pooled(self, step: Figure) -> Callable[[int], Value]:
        """The sum of numerators over the sum of denominators."""
        over, under = (self._number(arg) for arg in step.args)
        sums = self.populations.sums(step, [over.over, under.over])
        base = base_of(step)

        def figure(group: int) -> Value:
            top, bottom = sums[group]
            return base * Fraction(top * under.under.low, bottom * over.under.low) if bottom else _DIVISION_BY_ZERO

        return figure

    def quantile(self, step: Figure) -> Callable[[int], Value]:
        """The quantile of the step's share and method; a median is one as well."""
        q, method = Fraction(1, 2) if step.q is None else step.q, step.method or "linear"
        value = self._in_order(step)

        def figure(group: int) -> Value:
            low, high, part = quantile_place(self.populations.peers(step).sizes[group], q, method)
            below = value(group, low)
            return below + (value(group, high) - below) * part if part else below

        return figure

    def least(self, step: Figure) -> Callable[[int], Value]:
        """The least value."""
        value = self._in_order(step)
        return lambda group: value(group, 0)

    def greatest(self, step: Figure) -> Callable[[int], Value]:
        """The greatest value."""
        value = self._in_order(step)
        return lambda group: value(group, -1)

    def _in_order(self, step: Figure) -> Callable[[int, int], Fraction]:
        """A function that gives a group's value by its place in order; places below 0 count from the end."""
        column = self.populations.canonical(step.args[0])
        ordered = self.populations.ordered(step, column.data)
        form = column.form

        def value(group: int, place: int) -> Fraction:
            start = ordered.starts[group] if place >= 0 else ordered.starts[group + 1]
            number = ordered.numbers[start + place]
            return form.values[number] if isinstance(form, Coded) else Fraction(number, _den(form))

        return value

    def _moments(self, step: Figure) -> list[tuple[Fraction, Fraction]]:
        """Each group's mean and standard deviation; zeros for groups of fewer than two."""
        number, sizes = self._number(step.args[0]), self.populations.peers(step).sizes
        den = number.under.low
        sums = self.populations.sums(step, [number.over, number.over * number.over])
        return [
            (Fraction(total, den * n), square_root(variance_of(n, total, squares, den))) if n > 1 else (_ZERO, _ZERO)
            for n, (total, squares) in zip(sizes, sums)
        ]

    # --- a figure for each member ------------------------------------------------------------------------------

    def _for_members(self, step: Figure, peers: Peers, exact: Figures) -> Column:
        own, zero_spread = _MEMBER_FIGURES[step.function](self, step, peers)
        branches: list[tuple[pl.Expr, Column | Lost]] = []
        if self._some_outside(step) and peers.group is not None:
            branches.append((peers.group.is_null(), OUTSIDE))
        if peers.member is not None:
            branches.append((~peers.member, self._why_no_member(step)))
        too_small = [exact.too_small(size) for size in peers.sizes]
        branches += [
            (_in_group(peers, flags), lost)
            for flags, lost in ((too_small, TOO_SMALL), (zero_spread, NO_SPREAD))
            if any(flags)
        ]
        return pick(branches, own, step.type, ())

    def _why_no_member(self, step: Figure) -> Lost:
        args = [self.work.columns[arg] for arg in step.args]
        conditions = [self.work.columns[name].data for name in (step.member, step.where) if name is not None]
        reasons = frozenset[Reason]().union(*(arg.reasons for arg in args))
        codes = [code_or_zero(arg) for arg in args if arg.reasons]
        if conditions:
            reasons |= OUTSIDE.reasons
            inside = pl.all_horizontal(condition.fill_null(value=False) for condition in conditions)
            codes.append(pl.when(inside).then(whole(0, pl.Int8())).otherwise(OUTSIDE.code()))
        return Lost(reasons, pl.max_horizontal(codes) if len(reasons) > 1 else None)

    def rank(self, step: Figure, peers: Peers) -> tuple[Column, Sequence[bool]]:
        """Each member's place."""
        most = max(peers.sizes, default=1) or 1
        place = self._place(step, peers).cast(smallest_integer(1, most))
        return Column(Scaled(1, 1, most), place), ()

    def percent_rank(self, step: Figure, peers: Peers) -> tuple[Column, Sequence[bool]]:
        """(place - 1) / (members - 1); 0 for a member alone."""
        below = [max(size - 1, 1) for size in peers.sizes]
        most = max(below, default=1)
        dtype = smallest_integer(0, most)
        better = (self._place(step, peers) - 1).cast(dtype)
        if len(set(below)) == 1 or peers.group is None:
            return Column(Scaled(most, 0, most), better), ()
        return Column(Ratio(pl.lit(pl.Series(below, dtype=dtype)).gather(peers.group), most, 0, most), better), ()

    def standardise(self, step: Figure, peers: Peers) -> tuple[Column, Sequence[bool]]:
        """(x - mean) / sd, once for each distinct value of a group; and for each group whether it has no spread."""
        number, moments = self._number(step.args[0]), self._moments(step)
        group = whole(0, pl.UInt32()) if peers.group is None else peers.group
        over = number.over.expr if peers.member is None else pl.when(peers.member).then(number.over.expr)
        distinct, places = distinct_rows(self.work.select(group=group, over=over))
        scores = [
            None
            if group is None or over is None or not moments[group][1]
            else standard_score(Fraction(over, number.under.low), moments[group][0], moments[group][1], step.best[0])
            for group, over in distinct.iter_rows()
        ]
        stored = encode_numbers(scores)
        zero = [not spread for _, spread in moments]
        return Column(stored.form, self.work.add(stored.data.gather(places))), zero

    def _place(self, step: Figure, peers: Peers) -> pl.Expr:
        """1 + the members strictly better; null for others."""
        keys = [self._level(name, best, peers) for name, best in zip(step.args, step.best)]
        places = [data.rank("min" if len(keys) == 1 else "dense", descending=descending) for data, descending in keys]
        if len(places) > 1:
            most = self.work.frame.height
            numbered = [Int(place.cast(smallest_integer(0, most)), 0, most) for place in places]
            joined = numbered[0]
            for number in numbered[1:]:
                joined = joined * Int.of(most + 1) + number
            places = [self.work.part_of(joined.expr).rank("min")]
        if peers.group is None:
            return places[0].cast(pl.Int64)
        # rows outside all groups count as a group of their own here, which may be larger than any
        return pl.when(peers.group.is_not_null()).then(places[0].over(peers.group).cast(pl.Int64))

    def _level(self, name: str, best: str, peers: Peers) -> tuple[pl.Expr, bool]:
        """What members are ordered by, and whether the greatest is the best; labels are numbered from the best."""
        column = self.populations.canonical(name)
        data = column.data if peers.member is None else pl.when(peers.member).then(column.data)
        return data, (best == "higher") != isinstance(column.form, Labels)


def _in_group(peers: Peers, flags: Sequence[bool]) -> pl.Expr:
    """A mark of groups, for their rows."""
    if peers.group is None:
        return pl.lit(value=flags[0])
    return pl.lit(pl.Series(flags, dtype=pl.Boolean)).gather(peers.group)


def _den(form: object) -> int:
    assert isinstance(form, Scaled)
    return form.den


_ZERO = Fraction(0)
_DIVISION_BY_ZERO = MISSING[Reason.DIVISION_BY_ZERO]
NO_SPREAD = Lost.to(Reason.DIVISION_BY_ZERO)

_GROUP_FIGURES: Mapping[str, Callable[[FrameFigures, Figure], Callable[[int], Value]]] = {
    "count": FrameFigures.count,
    "sum": FrameFigures.total,
    "mean": FrameFigures.mean,
    "sd": FrameFigures.sd,
    "pooled": FrameFigures.pooled,
    "quantile": FrameFigures.quantile,
    "median": FrameFigures.quantile,
    "min": FrameFigures.least,
    "max": FrameFigures.greatest,
}

_MEMBER_FIGURES: Mapping[str, Callable[[FrameFigures, Figure, Peers], tuple[Column, Sequence[bool]]]] = {
    "rank": FrameFigures.rank,
    "percent_rank": FrameFigures.percent_rank,
    "standardise": FrameFigures.standardise,
}

"""Adjustments of a rating, on columns: the labels that it can still have are the bits of a number."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ccgrules.engine.adjust import adjusted
from ccgrules.engine.columns_encode import encode
from ccgrules.engine.columns_exactly import decoded, referenced
from ccgrules.engine.columns_expressions import Compiler
from ccgrules.engine.columns_numbers import whole
from ccgrules.engine.columns_values import Lost, absent, chain, code_or_zero, made
from ccgrules.engine.columns_work import Work
from ccgrules.engine.frames import NO_REASONS, Column, Labels, smallest_integer
from ccgrules.model.types import Reason
from ccgrules.plan.steps import Adjust, PlannedAdjustment

MOST_LABELS = 62
"""A scale of more labels does not fit the bits, and is left to the exact engine."""


def keep_adjusted(work: Work, step: Adjust) -> None:
    """Keeps the columns of a rating's adjustments."""
    labels = work.scales[step.type.scale or ""]
    if len(labels) > MOST_LABELS:
        names = dict.fromkeys([step.start, *referenced(*(adjustment.when for adjustment in step.adjustments))])
        for name, values in adjusted(step, work.scales, decoded(work, tuple(names))):
            work.columns[name] = work.put(encode(values, step.type, work.scales))
        return
    start = work.columns[step.start]
    scale = _Scale(labels)
    state = _State(work.part_of(scale.possible(start)), start)
    kept, may_end = start, False
    for adjustment in step.adjustments:
        verdict = work.part(Compiler(work).column(adjustment.when))
        state = _State(
            work.part_of(scale.after(state.possible, adjustment, verdict)), _doubt(work, state.doubt, verdict)
        )
        may_end |= adjustment.kind == "not rated"
        work.keep(adjustment.column, scale.column(state, frozenset({Reason.NOT_RATED}) if may_end else NO_REASONS))
        kept = work.columns[adjustment.column]
    work.keep(step.name, kept)


@dataclass(frozen=True, slots=True)
class _State:
    """Where a rating has got to: the labels possible (a bit each), and why more than one may be."""

    possible: pl.Expr
    doubt: Column


def _doubt(work: Work, doubt: Column, verdict: Column) -> Column:
    """The highest reason so far for which something is missing; held as a column that is null where nothing is."""
    both = [column for column in (doubt, verdict) if column.reasons]
    if len(both) < 2:
        return both[0] if both else doubt
    reasons = doubt.reasons | verdict.reasons
    code = work.part_of(pl.max_horizontal(code_or_zero(column) for column in both))
    nothing_missing = code == whole(0, pl.Int8())
    return made(Labels(()), pl.when(nothing_missing).then(whole(0, pl.Int8())), Lost(reasons, code))


@dataclass(frozen=True, slots=True)
class _Scale:
    """The labels of a scale as bits, the best label the lowest bit; the bit above them all is `not rated`."""

    labels: tuple[str, ...]

    def bits(self, number: int) -> pl.Expr:
        return whole(number, pl.Int64())

    @property
    def everything(self) -> int:
        """All labels."""
        return (1 << len(self.labels)) - 1

    def possible(self, start: Column) -> pl.Expr:
        """What a rating can be to begin with: a missing start, any label."""
        own = chain(
            [(start.data == self._code(place), self.bits(1 << place)) for place in range(1, len(self.labels))],
            self.bits(1),
        )
        return pl.when(absent(start)).then(self.bits(self.everything)).otherwise(own)

    def after(self, before: pl.Expr, adjustment: PlannedAdjustment, verdict: Column) -> pl.Expr:
        """What it can be after an adjustment."""
        changed = self._changed(before, adjustment)
        branches = [(verdict.data, changed)]
        if verdict.reasons:
            branches.append((verdict.data.is_null(), before | changed))
        return chain(branches, before)

    def column(self, state: _State, ended: frozenset[Reason]) -> Column:
        """The label where only one is possible; `ended` is the reason of what is not rated, if anything can be."""
        data = chain(
            [(state.possible == self.bits(1 << place), self._code(place)) for place in range(len(self.labels))],
            whole(None, self._dtype),
        )
        doubt = Lost(state.doubt.reasons, state.doubt.reason)
        reason = None
        if len(doubt.reasons | ended) > 1:
            not_rated = state.possible == self.bits(self.everything + 1)
            reason = pl.when(not_rated).then(Lost(ended).code()).otherwise(doubt.code())
        return made(Labels(self.labels), data, Lost(doubt.reasons | ended, reason))

    def _changed(self, before: pl.Expr, adjustment: PlannedAdjustment) -> pl.Expr:
        """What the possible labels become where the condition is met; not rated stays not rated."""
        if adjustment.kind == "not rated":
            return self.bits(self.everything + 1)
        assert adjustment.label is not None
        bound = 1 << self.labels.index(adjustment.label)
        moved = {"no better than": bound - 1, "no worse than": self.everything - (2 * bound - 1)}.get(
            adjustment.kind, self.everything
        )
        some_moved = (before & self.bits(moved)) != self.bits(0)
        kept = before & self.bits(~moved)
        return kept | pl.when(some_moved).then(self.bits(bound)).otherwise(self.bits(0))

    @property
    def _dtype(self) -> pl.DataType:
        return smallest_integer(0, len(self.labels))

    def _code(self, place: int) -> pl.Expr:
        return whole(place, self._dtype)

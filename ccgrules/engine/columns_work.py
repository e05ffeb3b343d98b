"""The frame that a run fills: columns are scheduled, and worked out together as late as possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ccgrules.engine.frames import Column, Ratio, Stored, whole_columns
from ccgrules.model.types import Reason


@dataclass(slots=True)
class Work:
    """A run in hand.

    A scheduled column is used like any other; those that depend on each other form layers, each worked out at once over
    all cores. Names with a `#` are the engine's own: `X#den` (denominators), `X#reason` (why missing), `#3` (a part of
    an expression).

    Attributes:
        frame: What has been worked out, a row per organisation and period.
        columns: Each named column, whether worked out or scheduled.
        scales: For each scale, its labels' names, best first.
    """

    frame: pl.DataFrame
    columns: dict[str, Column]
    scales: Mapping[str, tuple[str, ...]]
    _layers: list[dict[str, pl.Expr]] = field(default_factory=list)
    _layer_of: dict[str, int] = field(default_factory=dict)
    _parts: int = 0

    def keep(self, name: str, column: Column) -> None:
        """Gives a column its name, and schedules it."""
        self.columns[name] = self._scheduled(name, column)

    def part(self, column: Column) -> Column:
        """Schedules a part of an expression that is used several times."""
        return self._scheduled(self._own_name(), column)

    def part_of(self, expr: pl.Expr) -> pl.Expr:
        """As `part`, for what is not a value of the language, such as the index of a case."""
        return self._schedule(self._own_name(), expr)

    def put(self, stored: Stored) -> Column:
        """Adds a column that is worked out already."""
        name = self._own_name()
        self.frame = self.frame.with_columns(stored.data.alias(name))
        if stored.data.null_count() == 0:
            return Column(stored.form, pl.col(name))
        if isinstance(stored.reason, Reason):
            return Column(stored.form, pl.col(name), frozenset({stored.reason}))
        self.frame = self.frame.with_columns(stored.reason.cast(pl.Int8).alias(f"{name}#reason"))
        found = stored.reason.filter(stored.data.is_null()).unique().to_list()
        return Column(stored.form, pl.col(name), frozenset(map(Reason, found)), pl.col(f"{name}#reason"))

    def add(self, series: pl.Series) -> pl.Expr:
        """Adds what is worked out already and is not a value of the language."""
        name = self._own_name()
        self.frame = self.frame.with_columns(series.alias(name))
        return pl.col(name)

    def series(self, expr: pl.Expr) -> pl.Series:
        """An expression over all rows, now."""
        return self.select(value=expr)["value"]

    def select(self, **exprs: pl.Expr) -> pl.DataFrame:
        """Expressions over all rows, now."""
        if any(root in self._layer_of for expr in exprs.values() for root in expr.meta.root_names()):
            self.settle()
        return whole_columns(self.frame, **exprs)

    def settle(self) -> None:
        """Works out what is scheduled."""
        if not self._layers:
            return
        lazy = self.frame.lazy()
        for layer in self._layers:
            lazy = lazy.with_columns(expr.alias(name) for name, expr in layer.items())
        self.frame = lazy.collect()
        self._layers, self._layer_of = [], {}

    def _own_name(self) -> str:
        self._parts += 1
        return f"#{self._parts}"

    def _scheduled(self, name: str, column: Column) -> Column:
        form, data, reason = column.form, column.data, column.reason
        if isinstance(form, Ratio):
            form = Ratio(self._schedule(f"{name}#den", form.den), form.den_high, form.low, form.high)
        data = self._schedule(name, data)
        if reason is not None:
            reason = self._schedule(f"{name}#reason", reason)
        return Column(form, data, column.reasons, reason)

    def _schedule(self, name: str, expr: pl.Expr) -> pl.Expr:
        """Schedules an expression, unless it is only another name of a column; a constant is worked out now."""
        roots = expr.meta.root_names()
        if not roots:
            return _constant(expr)
        if expr.meta.is_column():
            return expr
        layer = 1 + max(self._layer_of.get(root, -1) for root in roots)
        if layer == len(self._layers):
            self._layers.append({})
        self._layers[layer][name] = expr
        self._layer_of[name] = layer
        return pl.col(name)


def _constant(expr: pl.Expr) -> pl.Expr:
    """A constant as one literal, where it is an expression of others."""
    if expr.meta.is_literal():
        return expr
    values = pl.select(expr).to_series()
    return pl.lit(values.item(), dtype=values.dtype) if len(values) == 1 else expr


def distinct_rows(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct rows of a frame (in any order), and for each row which of them it is."""
    distinct = frame.unique(maintain_order=False)
    if distinct.height == frame.height:
        return frame, pl.Series(range(frame.height), dtype=pl.UInt32)
    numbered = distinct.with_row_index("#place")
    places = frame.join(numbered, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")["#place"]
    return distinct, places


def physical(columns: Sequence[tuple[str, Column]]) -> dict[str, pl.Expr]:
    """Everything that the values and reasons of columns are read from, under names that belong together."""
    found: dict[str, pl.Expr] = {}
    for name, column in columns:
        found[name] = column.data
        if isinstance(column.form, Ratio):
            found[f"{name}#den"] = column.form.den
        if column.reason is not None:
            found[f"{name}#reason"] = pl.when(column.data.is_null()).then(column.reason)
    return found


def renamed(name: str, column: Column) -> Column:
    """A column as it stands in a frame made of `physical`."""
    form = column.form
    if isinstance(form, Ratio):
        form = Ratio(pl.col(f"{name}#den"), form.den_high, form.low, form.high)
    reason = None if column.reason is None else pl.col(f"{name}#reason")
    return Column(form, pl.col(name), column.reasons, reason)

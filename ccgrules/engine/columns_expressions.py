"""Elementwise expressions of the plan as Polars expressions on integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from ccgrules.engine.columns_across import aggregate, weighted_mean
from ccgrules.engine.columns_cases import choose, lookup
from ccgrules.engine.columns_exactly import exactly, is_constant, referenced
from ccgrules.engine.columns_near import compared_by_place
from ccgrules.engine.columns_numbers import NeedsFractions, Num
from ccgrules.engine.columns_operations import REPEATING, operation
from ccgrules.engine.columns_values import Lost, of_number
from ccgrules.engine.columns_work import Work
from ccgrules.engine.frames import NO_REASONS, Column, Labels, Plain, smallest_integer
from ccgrules.model.expressions import Choose, Literal, Lookup, Op, Ref, WeightedMean
from ccgrules.model.types import Kind
from ccgrules.plan.steps import Aggregate, PlanExpr


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles expressions over the columns of a run.

    Attributes:
        work: The run.
        known: A column taken to have a value everywhere, because what is compiled is used only where it has one.
    """

    work: Work
    known: str | None = None

    def column(self, expr: PlanExpr) -> Column:
        """The column of an expression; what is not a number falls back to fractions by itself, the rest need not.

        Raises:
            NeedsFractions: It is a number, not a constant, and integers of 128 bits cannot do it.
            TypeError: The expression is of a kind that the plan turns into columns of its own.
        """
        try:
            return self._native(expr)
        except NeedsFractions:
            if expr.type.kind is Kind.NUMBER and not is_constant(self.work, referenced(expr)):
                raise
            return exactly(self.work, expr)

    def columns(self, exprs: Sequence[PlanExpr]) -> list[Column]:
        """The columns of several expressions."""
        return [self.column(expr) for expr in exprs]

    def parts(self, exprs: Sequence[PlanExpr]) -> list[Column]:
        """As `columns`, for what is used several times over: else expressions double with each level of nesting."""
        return [self.work.part(column) for column in self.columns(exprs)]

    def names(self, expr: PlanExpr) -> tuple[str, ...]:
        """For a label, the names of its scale's labels, best first."""
        return self.work.scales.get(expr.type.scale or "", ())

    def _native(self, expr: PlanExpr) -> Column:
        match expr:
            case Literal():
                return self._literal(expr)
            case Ref():
                column = self.work.columns[expr.name]
                return Column(column.form, column.data) if expr.name == self.known else column
            case Op():
                args = self.parts(expr.args) if expr.op in REPEATING else self.columns(expr.args)
                return compared_by_place(self.work, expr, args) or operation(expr, args)
            case Choose():
                return choose(self, expr)[0]
            case Lookup():
                return lookup(self, expr)
            case WeightedMean():
                values = self.columns([line.value for line in expr.lines])
                return weighted_mean(values, self.columns([line.weight for line in expr.lines]), expr)
            case Aggregate():
                values = self.parts([item.value for item in expr.items])
                weights = self.columns([item.weight for item in expr.items])
                return aggregate(values, weights, expr, self.names(expr))
            case _:
                raise TypeError(f"a {type(expr).__name__} has no place in a plan")

    def _literal(self, expr: Literal) -> Column:
        value = expr.value
        if isinstance(value, Fraction):
            return of_number(Num.of(value), Lost(NO_REASONS))
        if expr.type.kind is Kind.LABEL:
            names = self.names(expr)
            return Column(Labels(names), pl.lit(names.index(str(value)), dtype=smallest_integer(0, len(names))))
        return Column(Plain(), pl.lit(value))

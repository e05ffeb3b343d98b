"""Counts behind a value: an indicator's own numerator and denominator."""

from __future__ import annotations

from ccgrules.model.expressions import Expr, Ref
from ccgrules.model.scope import Context
from ccgrules.model.types import Type


def own_value_type(ctx: Context, numerator: Expr, denominator: Expr) -> Type | None:
    """The type of an indicator's value, where two expressions are its own numerator and denominator."""
    if not isinstance(numerator, Ref) or not isinstance(denominator, Ref):
        return None
    owner = numerator.name.removesuffix(".numerator")
    value = ctx.columns.get(f"{owner}.value")
    if owner == numerator.name or denominator.name != f"{owner}.denominator" or value is None:
        return None
    return value.type


def own_counts(ctx: Context, value: Expr) -> tuple[Ref, Ref] | None:
    """The numerator and the denominator behind an indicator's value; None if it comes without."""
    if not isinstance(value, Ref) or not value.name.endswith(".value"):
        return None
    names = [value.name.removesuffix("value") + part for part in ("numerator", "denominator")]
    columns = [ctx.columns.get(name) for name in names]
    types = [column.type for column in columns if column is not None and column.type is not None]
    if len(types) < 2:
        return None
    return Ref(names[0], types[0], span=value.span), Ref(names[1], types[1], span=value.span)

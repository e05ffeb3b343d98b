"""Confidence limits in the plan: in the unit of the value, and those that a significance is judged by."""

from __future__ import annotations

from dataclasses import replace

from ccgrules.model.expressions import Expr, Literal, Op
from ccgrules.model.units import NUMERIC, approximately, per

LIMITS = frozenset({"wilson_lower", "wilson_upper", "byar_lower", "byar_upper"})


def per_base(op: Op) -> Op:
    """A limit in the unit of its type: that of a rate per 100,000 times 100,000; other operations as they are."""
    base = per(op.type)
    if op.op not in LIMITS or base == 1:
        return op
    per_one = replace(op, type=approximately(NUMERIC))
    return Op("mul", (Literal(base, NUMERIC, span=op.span), per_one), op.type, span=op.span)


def limits_of(significance: Op) -> tuple[Op, Op]:
    """The lower and the upper limit, in the unit of the value."""
    value, _, method, confidence, numerator, denominator, _, *exact_below = significance.args
    assert isinstance(method, Literal)
    args = (numerator, denominator, confidence, *exact_below)
    type_ = approximately(value.type)
    lower, upper = (Op(f"{method.value}_{side}", args, type_, span=significance.span) for side in ("lower", "upper"))
    return lower, upper


def better_of(significance: Op) -> Expr:
    """Which way is better."""
    return significance.args[6]

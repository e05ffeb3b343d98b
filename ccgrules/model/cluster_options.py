"""What `kmeans` and `natural_breaks` are given: how many classes, and how far out is too far for a centre."""

from __future__ import annotations

from ccgrules.model.expressions import Expr
from ccgrules.model.functions import Function
from ccgrules.model.options import constant_number, has_options, whole_number
from ccgrules.model.scope import Context, Scope
from ccgrules.model.typecheck import check_expr, report_unlike
from ccgrules.model.types import Kind
from ccgrules.model.units import alike
from ccgrules.syntax import tree

MOST_CLASSES = 50

_COUNTS = {"kmeans": "clusters", "natural_breaks": "classes"}


def cluster_options(ctx: Context, scope: Scope, call: tree.Call, row: Function, value: Expr) -> dict[str, Expr] | None:
    """The checked options; None with findings if they are missing or do not fit the value."""
    given = dict(call.options)
    name = _COUNTS[row.name]
    if not has_options(ctx, scope, call, row, {name: f"how many {name} there are, such as `{name}: 5`"}):
        return None
    found = {name: _count(ctx, scope, given[name], name)}
    if "outliers_beyond" in given:
        found["outliers_beyond"] = _distance(ctx, scope, given["outliers_beyond"], value)
    fine = {option: expr for option, expr in found.items() if expr is not None}
    return fine if len(fine) == len(found) else None


def _count(ctx: Context, scope: Scope, written: tree.Expr, name: str) -> Expr | None:
    """How many classes: a whole number that is the same for everyone."""
    expr = check_expr(ctx, scope, written)
    if expr is None or whole_number(ctx, scope, expr, f"`{name}:`", 2, MOST_CLASSES) is None:
        return None
    return expr


def _distance(ctx: Context, scope: Scope, written: tree.Expr, value: Expr) -> Expr | None:
    """A distance in the unit of the value, above 0."""
    expr = check_expr(ctx, scope, written)
    if expr is None or expr.type.kind is Kind.ANY:
        return expr
    distance = constant_number(expr)
    if distance is None or distance <= 0:
        ctx.findings.report(
            "CCG310",
            "`outliers_beyond:` is a distance above 0, the same for every organisation and period",
            expr.span,
            secondary=scope.calls,
            help="write a number in the unit of the value, or name a parameter; leave it out to count everyone",
        )
        return None
    if value.type.kind is not Kind.ANY and not alike(value.type, expr.type):
        report_unlike(ctx, scope, "`outliers_beyond:`", value, expr)
        return None
    return expr

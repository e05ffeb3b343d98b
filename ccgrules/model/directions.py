"""Which way is better: of a value, a score, a measure, and what is made of them without turning them round."""

from __future__ import annotations

from ccgrules.model.expressions import Across, Among, Expr, Local, MemberValue, MethodCall, Op, Previous, Ref
from ccgrules.model.ruleset import Direction
from ccgrules.model.scope import Bound, Context, Scope
from ccgrules.model.types import Kind

KEEPS_DIRECTION = frozenset({"mean", "median", "sum", "min", "max", "quantile", "worst", "best", "pooled"})
GIVES_DIRECTION: dict[str, Direction] = {
    "rank": "lower",
    "percent_rank": "lower",
    "standardise": "higher",
    "z_score": "higher",
}


def direction_of(ctx: Context, scope: Scope, expr: Expr) -> Direction | None:
    """Whether higher or lower is better for an expression; None where nothing says so. A better label is `higher`."""
    if expr.type.kind is Kind.LABEL:
        return "higher"
    match expr:
        case Ref():
            return ctx.columns[expr.name].better
        case Local():
            return _local_direction(scope, expr)
        case MemberValue():
            return _member_direction(ctx, scope, expr)
        case Previous(arg) | Op("round", (arg, *_)):
            return direction_of(ctx, scope, arg)
        case Across() if expr.function in KEEPS_DIRECTION:
            return _across_direction(ctx, expr)
        case Among(function, args):
            if function in KEEPS_DIRECTION and args:
                return direction_of(ctx, scope, args[0])
            return GIVES_DIRECTION.get(function)
        case MethodCall():
            return ctx.scores_better
        case _:
            return None


def _local_direction(scope: Scope, local: Local) -> Direction | None:
    bound = [binding for binding in scope.locals.values() if isinstance(binding, Bound)]
    return next((b.better for b in bound if isinstance(b.expr, Local) and b.expr.name == local.name), None)


def _member_direction(ctx: Context, scope: Scope, expr: MemberValue) -> Direction | None:
    if scope.frame is None:
        return None
    return _shared(ctx, expr.attribute, ctx.groups.reach(scope.frame.group, scope.frame.axis))


def _across_direction(ctx: Context, expr: Across) -> Direction | None:
    return _shared(ctx, expr.arg.attribute, expr.members) if isinstance(expr.arg, MemberValue) else None


def _shared(ctx: Context, attribute: str, members: tuple[str, ...]) -> Direction | None:
    """The direction of the members, if all that have the attribute run the same way."""
    columns = [ctx.columns.get(f"{member}.{attribute}") for member in members]
    directions = {column.better for column in columns if column is not None}
    return directions.pop() if len(directions) == 1 else None

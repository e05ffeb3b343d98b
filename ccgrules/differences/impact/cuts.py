"""The cut points of a rating: where its rules compare a number of an organisation with another number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ccgrules.engine.figures import FOR_EACH_MEMBER
from ccgrules.explain.row import LEVELS
from ccgrules.model.expressions import Choose, Literal, Lookup, Op, Ref
from ccgrules.model.types import Kind
from ccgrules.plan.draft import parts, used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Plan, PlanExpr, Since, Step

ORDERED = frozenset({"lt", "le", "gt", "ge"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A comparison of a column with a cut point.

    Attributes:
        measure: The column: the organisation's own number.
        point: What it is compared with: a constant, a figure of a population, or what else the rules say.
        test: The comparison as the rules write it, either way round.
    """

    measure: Ref
    point: PlanExpr
    test: Op


def cuts_of(plan: Plan, rating: str) -> tuple[Cut, ...]:
    """The cut points in the cases and adjustments of a rating, and of the ratings and conditions that these name.

    Each measure and cut point once. Comparisons of sums and the like, which are no column, are not among them, nor
    are those by which indicators are scored.
    """
    steps = {step.name: step for step in plan.steps}
    found: dict[tuple[str, PlanExpr], Cut] = {}
    waiting, seen = [rating], {rating}
    for name in waiting:
        for expr in _deciding(steps[name]):
            for cut in _cuts(expr, steps):
                found.setdefault((cut.measure.name, cut.point), cut)
            reached = [one for one in _named(expr) if one not in seen and _is_followed(steps[one], plan)]
            waiting.extend(reached)
            seen.update(reached)
    return tuple(found.values())


def _is_followed(step: Step, plan: Plan) -> bool:
    """Whether a column is a condition, or a rating in one of its stages."""
    if step.type.kind is Kind.YES_NO:
        return isinstance(step, Compute)
    return step.type.kind is Kind.LABEL and step.origin.declaration in plan.ruleset.ratings


def _deciding(step: Step) -> Iterator[PlanExpr]:
    """The expressions that decide a label or a condition."""
    match step:
        case Adjust():
            yield Ref(step.start, step.type, span=step.origin.span)
            yield from (adjustment.when for adjustment in step.adjustments)
        case Compute(expr=expr) if expr is not None:
            yield expr
        case _:
            return


def _inside(expr: PlanExpr) -> Iterator[PlanExpr]:
    """An expression and those inside it that decide as it does: not the members of a group, and no arithmetic."""
    yield expr
    if isinstance(expr, Choose | Lookup) or (isinstance(expr, Op) and expr.type.kind is not Kind.NUMBER):
        for part in parts(expr):
            yield from _inside(part)


def _named(expr: PlanExpr) -> Iterator[str]:
    return (part.name for part in _inside(expr) if isinstance(part, Ref))


def _cuts(expr: PlanExpr, steps: Mapping[str, Step]) -> Iterator[Cut]:
    for part in _inside(expr):
        if isinstance(part, Op) and part.op in ORDERED and part.args[0].type.kind is Kind.NUMBER:
            left, right = part.args
            if isinstance(left, Ref) and not (_is_point(left, steps) and isinstance(right, Ref)):
                yield Cut(left, right, part)
            elif isinstance(right, Ref):
                yield Cut(right, left, part)


def _is_point(expr: PlanExpr, steps: Mapping[str, Step]) -> bool:
    """Whether an expression is a cut point by nature: a constant, also by period, a figure of all, or a standard."""
    if not isinstance(expr, Ref):
        return isinstance(expr, Literal)
    step = steps[expr.name]
    if isinstance(step, Figure):
        return step.function not in FOR_EACH_MEMBER
    if expr.name.rpartition(".")[2] in LEVELS:
        return True
    return isinstance(step, Compute) and all(isinstance(steps[name], Since) for name in used_columns(step))

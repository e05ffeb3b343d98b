"""The thresholds of a ruleset: each number that a condition compares something with, and where it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from ccgrules.model.expressions import Choose, Literal, Op, Ref
from ccgrules.model.types import Kind
from ccgrules.plan.draft import parts
from ccgrules.plan.steps import Adjust, Compute, Figure, PlanExpr
from ccgrules.prove.read import Reading
from ccgrules.scenario.boundaries.columns import Columns
from ccgrules.scenario.boundaries.spelling import COMPARISONS, fixed
from ccgrules.source import Span

TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}

Aside = OneOf["peers", "population", "panel", "significance"]
"""Why no examples are made of a comparison: its limit is a figure among peers; it says who is compared with whom; it
is asked of a panel's decision only; it speaks of a significance, which is -1, 0 or 1."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit, and what is compared with it.

    Attributes:
        step: The step that compares; of a method's or group's, the first that does.
        told: The column in which a test sees what comes of it; where none does, the declaration.
        title: The title of the declaration in which it shows.
        subject, op, limit: `subject op limit`; the limit is the fixed side, where one is.
        span: The comparison as written.
        rule: The case or the adjustment, or the comparison itself where it stands in neither.
        uses: All places of the plan with this limit: the column told, and the subject and limit there.
        aside: Why no examples are made of it, if so.
    """

    step: Compute | Adjust
    told: str
    title: str
    subject: PlanExpr
    op: str
    limit: PlanExpr
    span: Span
    rule: Span
    uses: tuple[tuple[str, PlanExpr, PlanExpr], ...] = ()
    aside: Aside | None = None


def thresholds(reading: Reading, columns: Columns) -> tuple[Threshold, ...]:
    """The thresholds of a plan, in the order of the text."""
    found: dict[tuple[Span, object], Threshold] = {}
    for step in reading.plan.steps:
        if isinstance(step, Compute | Adjust):
            for op, rule in _comparisons_of(step):
                threshold = _threshold(reading, columns, step, op, rule)
                if threshold is None:
                    continue
                key = (op.span, threshold.aside or limit_key(reading, threshold.limit))
                first = found.setdefault(key, threshold)
                found[key] = replace(first, uses=(*first.uses, (threshold.told, threshold.subject, threshold.limit)))
    return tuple(sorted(found.values(), key=lambda one: (*_place(one.rule), *_place(one.limit.span))))


def _place(span: Span) -> tuple[str, int]:
    return span.source.name, span.start


def limit_key(reading: Reading, limit: PlanExpr) -> object:
    """What tells a limit from others that the same words of a method compare with."""
    step = reading.steps.get(limit.name) if isinstance(limit, Ref) else None
    if isinstance(limit, Literal):
        return limit.name or limit.span
    if isinstance(step, Compute) and isinstance(step.expr, Literal):
        return step.expr.name or step.expr.span
    return limit.name if isinstance(limit, Ref) else limit.span


# --- where things are compared ---------------------------------------------------------------------------------------


def _comparisons_of(step: Compute | Adjust) -> Iterator[tuple[Op, Span]]:
    """The comparisons of numbers in a step, each with the rule that it stands in."""
    if isinstance(step, Adjust):
        for adjustment in step.adjustments:
            yield from _comparisons(adjustment.when, adjustment.origin.span)
    elif step.expr is not None:
        yield from _comparisons(step.expr, None)


def _comparisons(expr: PlanExpr, rule: Span | None) -> Iterator[tuple[Op, Span]]:
    if isinstance(expr, Choose):
        for case in expr.cases:
            yield from _comparisons(case.outcome, case.span)
            if case.when is not None:
                yield from _comparisons(case.when, case.span)
        return
    if isinstance(expr, Op) and expr.op in COMPARISONS and expr.args[0].type.kind in (Kind.NUMBER, Kind.DATE):
        yield expr, rule or expr.span
    for part in parts(expr):
        yield from _comparisons(part, rule)


def _threshold(reading: Reading, columns: Columns, step: Compute | Adjust, op: Op, rule: Span) -> Threshold | None:
    left, right = op.args
    if fixed(reading, left) and fixed(reading, right):
        return None
    turn = fixed(reading, left)
    subject, limit = (right, left) if turn else (left, right)
    told = columns.told_by(step)
    shows = step if told is None else reading.steps[told]
    found = Threshold(
        step=step,
        told=told or step.origin.declaration,
        title=shows.origin.title,
        subject=subject,
        op=TURNED[op.op] if turn else op.op,
        limit=limit,
        span=op.span,
        rule=rule,
    )
    return replace(found, aside=_aside(reading, columns, found, told))


def _aside(reading: Reading, columns: Columns, one: Threshold, told: str | None) -> Aside | None:
    if one.step.origin.part == "must":
        return "panel"
    if told is None or _says_who(columns, one.step.name):
        return "population"
    if any(_of_peers(columns, name) for name in _referred(one.limit)):
        return "peers"
    if any(_is_significance(reading, name) for name in _referred(one.subject)):
        return "significance"
    return None


def _referred(expr: PlanExpr) -> Iterator[str]:
    if isinstance(expr, Ref):
        yield expr.name
    for part in parts(expr):
        yield from _referred(part)


def _says_who(columns: Columns, name: str) -> bool:
    """Whether a column that no test names is there only to say who is a member of a population."""
    if columns.nameable(name):
        return False
    users = columns.users.get(name, ())
    return bool(users) and all(isinstance(user, Figure) for user in users)


def _of_peers(columns: Columns, name: str) -> bool:
    """Whether a column that no test names is a figure among peers, or made of one."""
    return not columns.nameable(name) and columns.on_peers(name)


def _is_significance(reading: Reading, name: str) -> bool:
    step = reading.steps.get(name)
    return isinstance(step, Compute) and isinstance(step.expr, Op) and step.expr.op == "against_limits"

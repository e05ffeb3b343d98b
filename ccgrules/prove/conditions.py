"""Conditions, and parts of them, that make no difference: they hold always, never, or wherever the other parts do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.model.expressions import Choose, Literal, Op
from ccgrules.model.types import Kind
from ccgrules.plan.draft import inside, referred
from ccgrules.plan.steps import Adjust, Compute, PlanExpr, Step
from ccgrules.prove.cases import impossible
from ccgrules.prove.formula import Formula, both, negated
from ccgrules.prove.read import Reading
from ccgrules.prove.ties import Ties
from ccgrules.source import Span

ASKED = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "is", "one_of", "better", "worse"})
JOINED = frozenset({"and", "or"})


@dataclass(frozen=True, slots=True)
class Idle:
    """A condition, or a part of one, that makes no difference.

    Attributes:
        kind: `always`, `never`, or `said`: what it asks is settled by another part of the same condition.
        span: Where it stands.
        other: That other part, where one alone settles it.
    """

    kind: OneOf["always", "never", "said"]
    span: Span
    other: Span | None = None


def idle_conditions(reading: Reading, ties: Ties) -> Iterator[Idle]:
    """What makes no difference wherever it is used: of a method, in every call."""
    verdicts: dict[tuple[bool, str, int, int], list[Idle | None]] = {}
    for step in reading.plan.steps:
        for expr in _expressions(step):
            for joined, span, idle in _judged(reading, ties, expr):
                verdicts.setdefault((joined, span.source.name, span.start, span.end), []).append(idle)
    for found in verdicts.values():
        first = found[0]
        if first is not None and all(one is not None and one.kind == first.kind for one in found):
            yield first


def _expressions(step: Step) -> Iterator[PlanExpr]:
    match step:
        case Compute() if step.expr is not None:
            yield step.expr
        case Adjust():
            yield from (adjustment.when for adjustment in step.adjustments)


def _judged(reading: Reading, ties: Ties, expr: PlanExpr) -> Iterator[tuple[bool, Span, Idle | None]]:
    """Each comparison in an expression, and each part of what `and` and `or` join (yes), with the verdict on it."""
    ends: set[int] = set()
    for part in inside(expr):
        if isinstance(part, Choose):
            ends.add(id(part.cases[-1].when))  # what is left may be spelled out, as may `otherwise`
        if not isinstance(part, Op):
            continue
        if part.op == "and":
            ends.update(_ends_of_bands(part))
        if part.op in ASKED and id(part) not in ends and not _may_move(part):
            yield False, part.span, _constant(reading, ties, part)
        elif part.op in JOINED and part.type.kind is Kind.YES_NO:
            yield from ((True, *judged) for judged in _joined(reading, ties, part))


def _ends_of_bands(joined: Op) -> Iterator[int]:
    """Comparisons that are one end of a band: `value > 50% and value <= 100%` says both, though one says nothing."""
    asked = [part for part in _conjuncts(joined) if isinstance(part, Op) and part.op in ASKED]
    about = [frozenset(referred(part)) for part in asked]
    for part, own in zip(asked, about):
        if about.count(own) > 1:
            yield id(part)


def _conjuncts(joined: Op) -> Iterator[PlanExpr]:
    for part in joined.args:
        if isinstance(part, Op) and part.op == "and":
            yield from _conjuncts(part)
        else:
            yield part


def _may_move(condition: Op) -> bool:
    """Whether a parameter is in it, which a debate may set to something else."""
    return any(isinstance(part, Literal) and part.name is not None for part in inside(condition))


def _constant(reading: Reading, ties: Ties, condition: Op) -> Idle | None:
    truth = reading.truth(condition)
    if impossible(reading, ties, negated(truth)):
        return Idle("always", condition.span)
    return Idle("never", condition.span) if impossible(reading, ties, truth) else None


def _joined(reading: Reading, ties: Ties, joined: Op) -> Iterator[tuple[Span, Idle | None]]:
    """The parts, the last first: of two that say the same, one must stay."""
    # what is joined by `or` settles its parts as the denials of them that are joined by `and`
    truths = [reading.truth(part) for part in joined.args]
    asked = [truth if joined.op == "and" else negated(truth) for truth in truths]
    if impossible(reading, ties, both(asked)):
        return
    movable = _may_move(joined)
    left = list(range(len(asked)))
    for place in reversed(range(len(asked))):
        others = [other for other in left if other != place]
        settled = not movable and _settles(reading, ties, [asked[o] for o in others], asked[place])
        idle = None
        if settled and not impossible(reading, ties, negated(asked[place])):
            alone = next((o for o in others if _settles(reading, ties, [asked[o]], asked[place])), None)
            idle = Idle("said", joined.args[place].span, joined.args[alone].span if alone is not None else None)
            left.remove(place)
        yield joined.args[place].span, idle


def _settles(reading: Reading, ties: Ties, given: Sequence[Formula], asked: Formula) -> bool:
    return bool(given) and impossible(reading, ties, both([*given, negated(asked)]))

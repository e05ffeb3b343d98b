"""Mutants that are provably the same as the original: no organisation could show the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ccgrules.engine.again import Changed
from ccgrules.model.expressions import Literal, Op, Ref
from ccgrules.model.types import Kind
from ccgrules.mutate.mutants import Original
from ccgrules.plan.draft import parts, referred
from ccgrules.plan.steps import Adjust, Compute, PlanExpr, PlannedAdjustment, Step
from ccgrules.prove.formula import Compare, Formula, both, either, negated, unknowns
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import solve

STRICT = frozenset({"add", "sub", "mul", "neg", "abs", "min", "max", "eq", "ne", "lt", "le", "gt", "ge", "is"})
STRICT |= {"better", "worse", "not"}
"""Operations that are missing exactly where one of their arguments is."""


def provably_same(original: Original, changed: Changed) -> bool:
    """Whether each step that a mutant changes gives what it gave, whatever the data."""
    if changed.gone or any(name not in original.steps for name in changed.steps):
        return False
    reading = Reading.of(original.plan)
    anew = {step.name: step for step in changed.affected}
    try:
        return all(_same_step(reading, original.steps[name], anew[name]) for name in sorted(changed.steps))
    except TooHard:
        return False


def _same_step(reading: Reading, old: Step, new: Step) -> bool:
    match old, new:
        case Compute(expr=before), Compute(expr=after) if before is not None and after is not None:
            return replace(old, expr=after) == new and _same(reading, before, after)
        case Adjust(), Adjust():
            return _same_adjustments(reading, old, new)
        case _:
            return False


def _same(reading: Reading, old: PlanExpr, new: PlanExpr) -> bool:
    """Whether two expressions always come to the same, missing values included.

    First where they differ, then as a whole; there the order of cases matters for missing values, unless all hang on
    one and the same thing.
    """
    if any(name not in reading.steps for name in referred(new)):
        return False
    for before, after in _differing(old, new):
        if _strict(before) and _strict(after) and set(referred(before)) == set(referred(after)):
            if _never(reading, _difference(reading, before, after)):
                return True
        elif before.type.kind in (Kind.NUMBER, Kind.LABEL, Kind.YES_NO):
            difference = _difference(reading, before, after)
            if len(set(unknowns(difference))) == 1 and _never(reading, difference):
                return True
    return False


def _differing(old: PlanExpr, new: PlanExpr) -> Iterator[tuple[PlanExpr, PlanExpr]]:
    """The expressions, and inside them the one place where they differ, the innermost first."""
    pairs = list(zip(parts(old), parts(new)))
    alike = type(old) is type(new) and len(parts(old)) == len(parts(new))
    if alike and (not isinstance(old, Op) or (isinstance(new, Op) and old.op == new.op)):
        differing = [pair for pair in pairs if pair[0] != pair[1]]
        if len(differing) == 1:
            yield from _differing(*differing[0])
    yield old, new


def _strict(expr: PlanExpr) -> bool:
    """Whether an expression is missing exactly where something that it reads is."""
    if isinstance(expr, Literal | Ref):
        return True
    return isinstance(expr, Op) and expr.op in STRICT and all(_strict(arg) for arg in expr.args)


def _difference(reading: Reading, old: PlanExpr, new: PlanExpr) -> Formula:
    """When two expressions of one kind come to something else."""
    if old.type.kind is Kind.NUMBER:
        return _numbers_differ(reading, old, new)
    if old.type.kind is Kind.YES_NO:
        return _differ(reading.truth(old), reading.truth(new))
    every = range(len(words_of(reading.plan, old.type)))
    if not every:
        raise TooHard
    return either(
        _differ(reading.is_among(old, frozenset([place])), reading.is_among(new, frozenset([place]))) for place in every
    )


def _numbers_differ(reading: Reading, old: PlanExpr, new: PlanExpr) -> Formula:
    before, after = reading.numbers(old), reading.numbers(new)
    apart = [both([here, there, Compare(a.plus(b, Fraction(-1)), "ne")]) for here, a in before for there, b in after]
    covered = _differ(either(guard for guard, _ in before), either(guard for guard, _ in after))
    return either([*apart, covered])


def _differ(one: Formula, other: Formula) -> Formula:
    return either([both([one, negated(other)]), both([negated(one), other])])


def _never(reading: Reading, formula: Formula) -> bool:
    return solve(formula, reading.domains) is None


def _same_adjustments(reading: Reading, old: Adjust, new: Adjust) -> bool:
    """Whether adjustments end with the same label: each alike but for its condition, or all hanging on one thing."""
    if replace(old, adjustments=()) != replace(new, adjustments=()):
        return False
    if len(old.adjustments) == len(new.adjustments):
        return all(_same_adjustment(reading, a, b) for a, b in zip(old.adjustments, new.adjustments))
    before, after = final_labels(reading, old), final_labels(reading, new)
    every = range(len(words_of(reading.plan, old.type)))
    difference = either(_differ(before(frozenset([place])), after(frozenset([place]))) for place in every)
    return len(set(unknowns(difference))) == 1 and _never(reading, difference)


def _same_adjustment(reading: Reading, old: PlannedAdjustment, new: PlannedAdjustment) -> bool:
    if replace(old, when=new.when) != new:
        return False
    return old.when == new.when or _same(reading, old.when, new.when)

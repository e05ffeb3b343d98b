"""Mutants that are provably the same as the original: no organisation could show the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ccgrules.engine.again import Changed
from ccgrules.engine.evaluate import compile_expression
from ccgrules.model.expressions import Choose, Literal, Op, Ref, WeightedMean
from ccgrules.model.types import MISSING, Kind, Missing
from ccgrules.mutate.mutants import Original
from ccgrules.plan.draft import parts, referred
from ccgrules.plan.steps import Adjust, Compute, PlanExpr, PlannedAdjustment, Step
from ccgrules.prove.formula import Compare, Formula, both, either, negated
from ccgrules.prove.known import words_of
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import solve

STRICT = frozenset(
    {"add", "sub", "mul", "neg", "abs", "eq", "ne", "lt", "le", "gt", "ge", "is", "better", "worse", "not"}
)
"""Operations that are missing exactly where one of their arguments is."""

REASONS = tuple(MISSING.values())


@dataclass(frozen=True, slots=True)
class _AllMissing:
    """Rows in which everything is missing, for one reason each."""

    size: int = len(REASONS)

    def column(self, name: str) -> Sequence[Missing]:
        """The one column there is."""
        del name
        return REASONS


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
            alike = replace(old, expr=after, origin=new.origin) == new
            return alike and _same(reading, _folded(before, reading), _folded(after, reading))
        case Adjust(), Adjust():
            return _same_adjustments(reading, old, new)
        case _:
            return False


def _folded(expr: PlanExpr, reading: Reading) -> PlanExpr:
    """A weighted mean with its weights worked out, where they hang on no data; other expressions as they are."""
    if not isinstance(expr, WeightedMean) or any(list(referred(line.weight)) for line in expr.lines):
        return expr
    return replace(expr, lines=tuple(replace(line, weight=_constant(line.weight, reading)) for line in expr.lines))


def _constant(expr: PlanExpr, reading: Reading) -> Literal:
    value = compile_expression(expr, reading.plan.scales)(_AllMissing())[0]
    assert isinstance(value, Fraction)
    return Literal(value, expr.type, span=expr.span)


def _same(reading: Reading, old: PlanExpr, new: PlanExpr) -> bool:
    """Whether two expressions always come to the same, missing values included.

    The proofs speak of values that are there. Where the expressions differ inside operations that are missing with
    their arguments, and in constants only, so are both; and where all hangs on one column, it is tried.
    """
    if any(name not in reading.steps for name in referred(new)):
        return False
    for before, after in _differing(old, new):
        if before.type.kind not in (Kind.NUMBER, Kind.LABEL, Kind.YES_NO):
            continue
        alike = _missing_together(before, after) or _cases_together(before, after)
        if (alike or _alike_when_missing(reading, before, after)) and _never(
            reading, _difference(reading, before, after)
        ):
            return True
    return False


def _missing_together(old: PlanExpr, new: PlanExpr) -> bool:
    """Whether one expression is missing where the other is, as only constants and comparisons differ."""
    if old == new or (isinstance(old, Literal) and isinstance(new, Literal)):
        return True
    operations = isinstance(old, Op) and isinstance(new, Op) and {old.op, new.op} <= STRICT
    means = isinstance(old, WeightedMean) and isinstance(new, WeightedMean) and old.reweight == new.reweight
    if not (operations or means) or len(parts(old)) != len(parts(new)):
        return False
    return all(map(_missing_together, parts(old), parts(new)))


def _cases_together(old: PlanExpr, new: PlanExpr) -> bool:
    """Whether all cases hang on the same columns, so that all or none can be told, and the outcomes are the same."""
    if not (isinstance(old, Choose) and isinstance(new, Choose)):
        return False
    conditions = [case.when for choose in (old, new) for case in choose.cases if case.when is not None]
    outcomes = [[case.outcome for case in choose.cases] for choose in (old, new)]
    plain = all(isinstance(outcome, Literal) for outcome in (*outcomes[0], *outcomes[1]))
    together = all(map(_strict, conditions)) and len({frozenset(referred(when)) for when in conditions}) == 1
    return plain and together and set(outcomes[0]) == set(outcomes[1])


def _strict(expr: PlanExpr) -> bool:
    """Whether an expression is missing exactly where something that it reads is."""
    if isinstance(expr, Literal | Ref):
        return True
    return isinstance(expr, Op) and expr.op in STRICT and all(map(_strict, expr.args))


def _alike_when_missing(reading: Reading, old: PlanExpr, new: PlanExpr) -> bool:
    """Whether both expressions hang on one column only, and give the same where it is missing."""
    if len({*referred(old), *referred(new)}) != 1:
        return False
    scales, scope = reading.plan.scales, _AllMissing()
    return list(compile_expression(old, scales)(scope)) == list(compile_expression(new, scales)(scope))


def _differing(old: PlanExpr, new: PlanExpr) -> Iterator[tuple[PlanExpr, PlanExpr]]:
    """The expressions, and inside them the one place where they differ, the innermost first."""
    pairs = list(zip(parts(old), parts(new)))
    alike = type(old) is type(new) and len(parts(old)) == len(parts(new))
    if alike and (not isinstance(old, Op) or (isinstance(new, Op) and old.op == new.op)):
        differing = [pair for pair in pairs if pair[0] != pair[1]]
        if len(differing) == 1:
            yield from _differing(*differing[0])
    yield old, new


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
    """Whether adjustments are alike but for their conditions, and these always come to the same."""
    if replace(old, adjustments=()) != replace(new, adjustments=()) or len(old.adjustments) != len(new.adjustments):
        return False
    return all(_same_adjustment(reading, a, b) for a, b in zip(old.adjustments, new.adjustments))


def _same_adjustment(reading: Reading, old: PlannedAdjustment, new: PlannedAdjustment) -> bool:
    if replace(old, when=new.when) != new:
        return False
    return old.when == new.when or _same(reading, old.when, new.when)

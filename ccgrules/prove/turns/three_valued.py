"""When cases and conditions come to something although some of their columns are missing, as formulas over the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ccgrules.model.expressions import Choose, Literal, Op, Ref
from ccgrules.model.types import Kind
from ccgrules.plan.draft import referred
from ccgrules.plan.steps import Compute, PlanExpr
from ccgrules.prove.formula import FALSE, TRUE, Formula, both, either, negated
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import Reading
from ccgrules.prove.turns.expressions import is_strict

Verdicts = tuple[Formula, Formula]
"""When a condition holds, and when it does not; it is missing where it does neither."""


@dataclass(frozen=True, slots=True)
class WithMissing:
    """Reads conditions and cases where some columns are missing, and all others are there.

    Attributes:
        reading: Reads what is all there.
        missing: The columns that are missing.
    """

    reading: Reading
    missing: frozenset[str]

    def there(self, expr: PlanExpr) -> Formula:
        """When an expression comes to something.

        Raises:
            TooHard: It is of a kind that is not followed.
        """
        if expr.type.kind is Kind.YES_NO:
            return either(self.verdicts(expr))
        if not isinstance(expr, Choose):
            return FALSE if self._is_missing(expr) else TRUE
        return self._cases(expr)

    def _cases(self, choose: Choose) -> Formula:
        """A case is taken where those above it do not hold, or may but come to the same."""
        found: list[Formula] = []
        above: list[tuple[object, Formula]] = []
        for case in choose.cases:
            if not isinstance(case.outcome, Literal):
                raise TooHard
            holds, fails = (TRUE, FALSE) if case.when is None else self.verdicts(case.when)
            value = case.outcome.value
            found.append(both([holds, *(TRUE if outcome == value else no for outcome, no in above)]))
            above.append((value, fails))
        return either(found)

    def verdicts(self, expr: PlanExpr) -> Verdicts:
        """When a condition holds, and when it does not. Raises as `there`."""
        match expr:
            case Op("and" | "or", args):
                yes, no = zip(*map(self.verdicts, args))
                return (both(yes), either(no)) if expr.op == "and" else (either(yes), both(no))
            case Op("not", (arg,)):
                yes_, no_ = self.verdicts(arg)
                return no_, yes_
            case Op("is_missing", (Ref(name),)):
                return (TRUE, FALSE) if name in self.missing else (FALSE, TRUE)
            case Ref(name) if (said := _written_out(self.reading, name)) is not None:
                return self.verdicts(said)
            case Choose() | Op("is_missing"):
                raise TooHard
            case _:
                if self._is_missing(expr):
                    return FALSE, FALSE
                truth = self.reading.truth(expr)
                return truth, negated(truth)

    def _is_missing(self, expr: PlanExpr) -> bool:
        """Whether an expression that is missing where one of its columns is, is missing."""
        return not self.missing.isdisjoint(leaves(self.reading, expr))


def leaves(reading: Reading, expr: PlanExpr) -> Iterator[str]:
    """The columns on which an expression hangs, those of named conditions included.

    Raises:
        TooHard: It is of a kind that is not followed.
    """
    match expr:
        case Literal():
            return
        case Ref(name) if (said := _written_out(reading, name)) is not None:
            yield from leaves(reading, said)
        case Ref(name):
            yield name
        case Choose(cases):
            for case in cases:
                yield from leaves(reading, case.outcome)
                yield from leaves(reading, case.when) if case.when is not None else ()
        case Op("and" | "or" | "not", args):
            for arg in args:
                yield from leaves(reading, arg)
        case Op("is_missing", (Ref(name),)) if _written_out(reading, name) is None:
            yield name
        case _ if is_strict(expr):
            yield from _leaves_of_strict(reading, expr)
        case _:
            raise TooHard


def _leaves_of_strict(reading: Reading, expr: PlanExpr) -> Iterator[str]:
    for name in referred(expr):
        if _written_out(reading, name) is not None:
            raise TooHard  # what is missing of a condition is not what is missing of its columns
        yield name


def _written_out(reading: Reading, name: str) -> PlanExpr | None:
    """What a named condition says, where it is worked out in all cases."""
    step = reading.steps.get(name)
    if not isinstance(step, Compute) or step.type.kind is not Kind.YES_NO:
        return None
    plain = step.supplied is None and step.used is None and step.value is None and step.when_missing is None
    return step.expr if plain else None

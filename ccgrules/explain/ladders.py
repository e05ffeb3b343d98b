"""Cases that are a ladder of cut points."""

from __future__ import annotations

from fractions import Fraction

from ccgrules.explain.facts import Side, compare, enough
from ccgrules.explain.parts import Ladder, Rung
from ccgrules.explain.phrases import Speller
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.row import Row
from ccgrules.model.expressions import Case, Choose, Literal, Op, Ref
from ccgrules.plan.steps import Figure, PlanExpr

ASCENDING = frozenset({"lt", "le"})
DESCENDING = frozenset({"gt", "ge"})


def expression_quantity(row: Row, expr: PlanExpr) -> Quantity:
    """What an expression comes to, as told."""
    places = row.places(expr.name) if isinstance(expr, Ref) else None
    return row.told(row.evaluate(expr), expr.type, places)


def ladder(row: Row, expr: Choose) -> Ladder | None:
    """The cases that compare one number with others in one direction, if no other case holds."""
    compared = _on_ladder(expr)
    on_ladder = [case for case, _ in compared]
    others = [case.when for case in expr.cases if case.when is not None and case not in on_ladder]
    sides = [_sides(row, test) for _, test in compared]
    known = [pair for pair in sides if pair is not None]
    if not known or len(known) < len(sides) or any(row.evaluate(when) is not False for when in others):
        return None
    subject, value = known[0][0]
    places = max(enough(row, left, right) for left, right in known)
    rest = next((case.outcome for case in expr.cases if case.when is None), None)
    met = [row.evaluate(test) is True for _, test in compared]
    return Ladder(
        subject=Speller(row).spell(subject),
        column=subject.name if isinstance(subject, Ref) else None,
        value=row.told(value, subject.type, places),
        rungs=tuple(_rung(row, case, test.op, pair, places) for (case, test), pair in zip(compared, known)),
        otherwise=None if rest is None else expression_quantity(row, rest),
        reached=met.index(True) if True in met else len(met),
    )


def _on_ladder(expr: Choose) -> list[tuple[Case, Op]]:
    """The cases that compare the number which the first comparison compares, in the same direction."""
    ways = ASCENDING | DESCENDING
    compared = [(case, case.when) for case in expr.cases if isinstance(case.when, Op) and case.when.op in ways]
    if not compared or isinstance(compared[0][1].args[0], Literal):
        return []
    first = compared[0][1]
    way = ASCENDING if first.op in ASCENDING else DESCENDING
    return [(case, test) for case, test in compared if test.args[0] == first.args[0] and test.op in way]


def _sides(row: Row, test: Op) -> tuple[Side, Side] | None:
    """Both sides of a comparison with their values, if both are numbers."""
    left, right = test.args
    a, b = row.evaluate(left), row.evaluate(right)
    return ((left, a), (right, b)) if isinstance(a, Fraction) and isinstance(b, Fraction) else None


def _rung(row: Row, case: Case, op: str, sides: tuple[Side, Side], places: int) -> Rung:
    compared = compare(row, op, *sides, places)
    cut = sides[1][0]
    figure = cut.name if isinstance(cut, Ref) and isinstance(row.steps[cut.name], Figure) else None
    outcome = expression_quantity(row, case.outcome)
    return Rung(compared.relation, compared.right_value, compared.right, figure, outcome, compared.apart)

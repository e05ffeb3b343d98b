"""How a named value came about: the plan's step, opened up for one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ccgrules.engine.adjust import adjusted
from ccgrules.engine.exact import computed
from ccgrules.engine.vectors import Window
from ccgrules.explain.across import across, line_told, weighted_text
from ccgrules.explain.facts import compare, enough, fact
from ccgrules.explain.parts import (
    Adjusted,
    AdjustmentTold,
    Arithmetic,
    Cases,
    CaseTold,
    Earlier,
    Fact,
    FilledIn,
    Given,
    How,
    Ladder,
    NotUsed,
    Published,
    Quantity,
    Rung,
    TableCell,
    Weighted,
)
from ccgrules.explain.peers import among
from ccgrules.explain.phrases import Speller
from ccgrules.explain.row import REASONS, Row
from ccgrules.model.expressions import Case, Choose, Literal, Lookup, Op, Ref, WeightedMean
from ccgrules.model.types import Kind, Missing, Value
from ccgrules.plan.draft import parts, referred, used_columns
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Input, Lag, PlanExpr

ASCENDING = frozenset({"lt", "le"})
DESCENDING = frozenset({"gt", "ge"})


def how(row: Row, column: str) -> tuple[How, tuple[str, ...]]:
    """How a column's value came about, and the columns that it was worked out from.

    Raises:
        Disagreement: Worked out again, it comes out otherwise than the engine kept it.
    """
    step = row.steps[column]
    if (row.index, column) in row.result.given:
        return Given("set by the example"), ()
    match step:
        case Input():
            return Given(row.data_place(column)), ()
        case Compute():
            return _compute(row, step)
        case Figure():
            own = (*step.args, step.by, step.member, step.where)
            return among(row, step), tuple(dict.fromkeys(name for name in own if name))
        case Lag():
            return Earlier(_period_before(row)), ()
        case Adjust():
            return _adjusted(row, step), (step.start, *_unique(r for a in step.adjustments for r in referred(a.when)))


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _period_before(row: Row) -> str | None:
    order = row.result.keys.period_order
    place = order.index(row.result.keys.periods[row.index])
    return order[place - 1] if place else None


# --- computed columns ----------------------------------------------------------------------------------------------


def _compute(row: Row, step: Compute) -> tuple[How, tuple[str, ...]]:
    for name, value in _again(row, step).items():
        row.confirm(name, value)
    if step.used is not None and row.value(step.used) is not True:
        return NotUsed(used_fact(row, step.used)), (step.used,)
    if step.supplied is not None and not isinstance(row.value(step.supplied), Missing):
        return _published(row, step, step.supplied)
    if step.value is not None and isinstance(row.value(step.value), Missing):
        return _filled_in(row, step, row.value(step.value)), (step.value,)
    if step.expr is None:
        return Published(None, None, None, agrees=False), ()
    again = row.evaluate(step.expr)
    if isinstance(again, Missing) and step.value is None and step.when_missing and step.when_missing.kind == "score":
        return _filled_in(row, step, again), _unique(referred(step.expr))
    return expression_how(row, step.expr), _unique(referred(step.expr))


def _again(row: Row, step: Compute) -> Mapping[str, Value]:
    """The columns that the step keeps, worked out again by the exact engine from what it uses."""
    window = Window({name: [row.value(name)] for name in used_columns(step)}, 0, 1)
    return {name: column[0] for name, column in computed(step, row.result.plan.scales)(window)}


def used_fact(row: Row, column: str) -> Fact:
    """The condition of `used when`, kept in a column of its own."""
    step = row.steps[column]
    if isinstance(step, Compute) and step.expr is not None:
        return fact(row, step.expr)
    return fact(row, Ref(column, step.type, span=step.origin.span))


def _published(row: Row, step: Compute, supplied: str) -> tuple[How, tuple[str, ...]]:
    place = row.data_place(supplied)
    if step.expr is None:
        return Published(place, None, None, agrees=False), (supplied,)
    again = _again(row, replace(step, supplied=None))[step.name]
    if isinstance(again, Missing):
        return Published(place, None, None, agrees=False), (supplied,)
    recomputed = row.precisely(again, step.type, row.places(step.name))
    own = [name for name in (step.value, step.used) if name is not None]
    uses = tuple(dict.fromkeys([supplied, *own, *referred(step.expr)]))
    return Published(place, recomputed, expression_how(row, step.expr), agrees=again == row.value(step.name)), uses


def _filled_in(row: Row, step: Compute, value: Value) -> FilledIn:
    assert isinstance(value, Missing)
    policy = step.when_missing.kind if step.when_missing and value.reason.excludable else "none"
    kept = row.value(step.name)
    value = kept if isinstance(kept, Missing) else value
    return FilledIn("exclude" if policy == "reweight" else policy, REASONS[value.reason])


def expression_how(row: Row, expr: PlanExpr) -> How:
    """How an elementwise expression comes to its value."""
    match expr:
        case Choose():
            return _cases(row, expr)
        case Lookup():
            return TableCell(
                row_title=Speller(row).spell(expr.rows),
                row=_quantity(row, expr.rows),
                column_title=Speller(row).spell(expr.columns),
                column=_quantity(row, expr.columns),
                cell=_quantity(row, expr),
            )
        case WeightedMean():
            lines = tuple(
                line_told(row, line, None if isinstance(line.value, Ref) else expression_how(row, line.value))
                for line in expr.lines
            )
            return Weighted(lines, weighted_text(row, expr))
        case Aggregate():
            return across(row, expr)
        case _:
            return _arithmetic(row, expr)


def _quantity(row: Row, expr: PlanExpr) -> Quantity:
    places = row.places(expr.name) if isinstance(expr, Ref) else None
    return row.told(row.evaluate(expr), expr.type, places)


def _arithmetic(row: Row, expr: PlanExpr) -> Arithmetic:
    told = fact(row, expr) if expr.type.kind is Kind.YES_NO else None
    return Arithmetic(
        formula=Speller(row).spell(expr),
        worked=Speller(row, "numbers", worked=figure_text(row)).spell(expr),
        parts=tuple(expression_how(row, part) for part in _nested(expr)),
        fact=told,
    )


class figure_text:  # noqa: N801 (used as the function that it is)
    """Gives the arithmetic of a figure among a population, where that is short: `76 / 119`."""

    __slots__ = ("row",)

    def __init__(self, row: Row) -> None:
        self.row = row

    def __call__(self, column: str) -> str | None:
        """The arithmetic, or None."""
        step = self.row.steps[column]
        if isinstance(step, Figure) and step.function == "percent_rank":
            return among(self.row, step).worked
        return None


def _nested(expr: PlanExpr) -> Iterator[PlanExpr]:
    """The functions across members, cases and tables inside an expression, outermost only."""
    for part in parts(expr):
        if (isinstance(part, Aggregate) and part.function not in ("any", "all")) or isinstance(
            part, Choose | Lookup | WeightedMean
        ):
            yield part
        else:
            yield from _nested(part)


# --- cases ---------------------------------------------------------------------------------------------------------


def _cases(row: Row, expr: Choose) -> Cases:
    facts = [None if case.when is None else fact(row, case.when) for case in expr.cases]
    verdicts = [True if told is None else told.holds for told in facts]
    taken = _taken(verdicts, missing=isinstance(row.evaluate(expr), Missing))
    told = tuple(
        CaseTold(_quantity(row, case.outcome), told, _verdict(number, verdicts, taken), row.rule(case.notes, case.span))
        for number, (case, told) in enumerate(zip(expr.cases, facts))
    )
    outcome = None if taken is None else expr.cases[taken].outcome
    reached = expr.cases if taken is None else expr.cases[: taken + 1]
    nested = [part for case in reached if case.when is not None for part in _nested_in(case.when)]
    if outcome is not None:
        nested += _nested_in(outcome)
    return Cases(
        cases=told,
        taken=taken,
        ladder=ladder(row, expr),
        worked=None
        if outcome is None or isinstance(outcome, Literal)
        else Speller(row, "numbers", worked=figure_text(row)).spell(outcome),
        parts=tuple(expression_how(row, part) for part in dict.fromkeys(nested)),
    )


def _nested_in(expr: PlanExpr) -> list[PlanExpr]:
    return list(_nested(Op("and", (expr,), expr.type, span=expr.span)))


def _taken(verdicts: Sequence[bool | None], *, missing: bool) -> int | None:
    if missing:
        return None
    return next((number for number, verdict in enumerate(verdicts) if verdict is not False), None)


def _verdict(number: int, verdicts: Sequence[bool | None], taken: int | None) -> str:
    first_met = next((n for n, verdict in enumerate(verdicts) if verdict is True), len(verdicts))
    if number == taken and verdicts[number] is True:
        return "taken"
    if number > first_met:
        return "not reached"
    if verdicts[number] is None:
        return "cannot be decided"
    return "not taken" if verdicts[number] is False else ("not reached" if taken is not None else "cannot be decided")


def ladder(row: Row, expr: Choose) -> Ladder | None:
    """The cases that compare one number with others in one direction, if no other case holds."""
    compared = _on_ladder(expr)
    others = [case.when for case in expr.cases if case.when is not None and case not in compared]
    if not compared or any(row.evaluate(when) is not False for when in others):  # type: ignore[arg-type]
        return None
    tests: list[Op] = [case.when for case in compared if isinstance(case.when, Op)]
    subject = tests[0].args[0]
    value = row.evaluate(subject)  # type: ignore[arg-type]
    cuts = [row.evaluate(test.args[1]) for test in tests]  # type: ignore[arg-type]
    if not all(isinstance(number, Fraction) for number in (value, *cuts)):
        return None
    places = max(enough(row, (subject, value), (test.args[1], cut)) for test, cut in zip(tests, cuts))  # type: ignore[arg-type]
    rest = next((case.outcome for case in expr.cases if case.when is None), None)
    met = [row.evaluate(test) is True for test in tests]
    return Ladder(
        subject=Speller(row).spell(subject),  # type: ignore[arg-type]
        column=subject.name if isinstance(subject, Ref) else None,
        value=row.told(value, subject.type, places),
        rungs=tuple(_rung(row, case, places) for case in compared),
        otherwise=None if rest is None else _quantity(row, rest),  # type: ignore[arg-type]
        reached=met.index(True) if True in met else len(met),
    )


def _on_ladder(expr: Choose) -> list[Case]:
    """The cases that compare the number which the first comparison compares, in the same direction."""
    compared = [case for case in expr.cases if isinstance(case.when, Op) and case.when.op in ASCENDING | DESCENDING]
    if not compared or not isinstance(compared[0].when, Op) or isinstance(compared[0].when.args[0], Literal):
        return []
    subject, way = compared[0].when.args[0], ASCENDING if compared[0].when.op in ASCENDING else DESCENDING
    return [
        case for case in compared if isinstance(case.when, Op) and case.when.args[0] == subject and case.when.op in way
    ]


def _rung(row: Row, case: Case, places: int) -> Rung:
    assert isinstance(case.when, Op)
    left, right = ((side, row.evaluate(side)) for side in case.when.args)  # type: ignore[arg-type]
    compared = compare(row, case.when.op, left, right, places)  # type: ignore[arg-type]
    cut = right[0]
    figure = cut.name if isinstance(cut, Ref) and isinstance(row.steps[cut.name], Figure) else None
    outcome = _quantity(row, case.outcome)  # type: ignore[arg-type]
    return Rung(compared.relation, compared.right_value, compared.right, figure, outcome, compared.apart)


# --- adjustments ---------------------------------------------------------------------------------------------------


def _adjusted(row: Row, step: Adjust) -> Adjusted:
    rerun = adjust_again(row, step)
    for name, value in rerun.items():
        row.confirm(name, value)
    told = []
    before: Value = row.value(step.start)
    for number, adjustment in enumerate(step.adjustments):
        after = rerun[adjustment.column]
        without = adjust_again(row, replace(step, adjustments=_but(step.adjustments, number)))[step.name]
        told.append(
            AdjustmentTold(
                adjustment=adjustment.kind,
                label=row.told(adjustment.label, step.type) if adjustment.label else None,
                condition=fact(row, adjustment.when),
                before=row.told(before, step.type),
                after=row.told(after, step.type),
                moved=_moved(before, after),
                without=row.told(without, step.type),
                rule=row.rule_of(adjustment),
            )
        )
        before = after
    return Adjusted(step.start, tuple(told))


def _but(items: tuple[object, ...], number: int) -> tuple[object, ...]:  # type: ignore[type-arg]
    return items[:number] + items[number + 1 :]


def _moved(before: Value, after: Value) -> bool | None:
    if isinstance(before, Missing) and isinstance(after, Missing) and before == after:
        return None
    return before != after


def adjust_again(row: Row, step: Adjust) -> dict[str, Value]:
    """The kept columns of a rating's adjustments, run again for the row."""
    names = {step.start, *(name for adjustment in step.adjustments for name in referred(adjustment.when))}
    window = Window({name: [row.value(name)] for name in names}, 0, 1)
    return {name: column[0] for name, column in adjusted(step, row.result.plan.scales, window)}

"""How a named value came about: the plan's step, opened up for one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ccgrules.diagnostics.render import escape
from ccgrules.engine.adjust import adjusted
from ccgrules.engine.exact import computed
from ccgrules.engine.vectors import Window
from ccgrules.explain.across import across, line_told, weighted_text
from ccgrules.explain.earlier import earlier
from ccgrules.explain.facts import fact
from ccgrules.explain.ladders import expression_quantity, ladder
from ccgrules.explain.panels import EXAMPLE, calculated_column, judged, moderated
from ccgrules.explain.parts import (
    Arithmetic,
    ByPeriod,
    Cases,
    CaseTold,
    FilledIn,
    Given,
    How,
    NotUsed,
    Published,
    TableCell,
    Verdict,
    Weighted,
)
from ccgrules.explain.peers import among
from ccgrules.explain.phrases import Speller, constant, held_case, is_by_period, starts_of
from ccgrules.explain.quantities import Fact
from ccgrules.explain.rating_parts import Adjusted, AdjustmentTold
from ccgrules.explain.row import REASONS, Row
from ccgrules.model.expressions import Choose, Literal, Lookup, Ref, WeightedMean
from ccgrules.model.types import Kind, Missing, Value
from ccgrules.plan.draft import parts, referred, used_columns
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Input, Lag, PlanExpr, Since


def how(row: Row, column: str) -> tuple[How, tuple[str, ...]]:
    """How a column's value came about, and the columns that it was worked out from.

    Raises:
        Disagreement: Worked out again, it comes out otherwise than the engine kept it.
    """
    step = row.steps[column]
    if (row.index, column) in row.result.given:
        return Given(EXAMPLE), ()
    match step:
        case Input(role="judgement"):
            return judged(row, column), ()
        case Input():
            return Given(row.data_place(column)), ()
        case Compute():
            return _compute(row, step)
        case Figure():
            own = (*step.args, step.by, step.member, step.where)
            return among(row, step), tuple(dict.fromkeys(name for name in own if name))
        case Since():
            return Given(f"the period is {escape(row.result.keys.periods[row.index])}"), ()
        case Lag():
            return earlier(row, step), ()
        case Adjust():
            return _adjusted(row, step), (step.start, *_unique(r for a in step.adjustments for r in referred(a.when)))


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


# --- computed columns ----------------------------------------------------------------------------------------------


def _compute(row: Row, step: Compute) -> tuple[How, tuple[str, ...]]:
    for name, value in _again(row, step).items():
        row.confirm(name, value)
    if step.origin.part == "moderated by":
        return moderated(row, step.name), (calculated_column(row, step.name),)
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
    if is_by_period(step.expr, row):
        held = held_case(row, step.expr)
        return expression_how(row, step.expr), () if held is None else _unique(referred(step.expr.cases[held].outcome))
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
    value = kept if isinstance(kept, Missing) and policy != "undetermined" else value
    return FilledIn("exclude" if policy == "reweight" else policy, REASONS[value.reason])


def expression_how(row: Row, expr: PlanExpr) -> How:
    """How an elementwise expression comes to its value."""
    match expr:
        case Choose() if is_by_period(expr, row):
            return _by_period(row, expr)
        case Choose():
            return _cases(row, expr)
        case Lookup():
            return TableCell(
                row_title=Speller(row).spell(expr.rows),
                row=expression_quantity(row, expr.rows),
                column_title=Speller(row).spell(expr.columns),
                column=expression_quantity(row, expr.columns),
                cell=expression_quantity(row, expr),
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


def _arithmetic(row: Row, expr: PlanExpr) -> Arithmetic:
    told = fact(row, expr) if expr.type.kind is Kind.YES_NO else None
    return Arithmetic(
        formula=Speller(row).spell(expr),
        worked=Speller(row, "numbers", worked=figure_text(row)).spell(expr),
        parts=tuple(expression_how(row, part) for part in _nested(expr)),
        fact=told,
    )


def figure_text(row: Row) -> Callable[[str], str | None]:
    """A function that gives the arithmetic of a figure among a population where that is short, such as `76 / 119`."""

    def text(column: str) -> str | None:
        step = row.steps[column]
        if isinstance(step, Figure) and step.function == "percent_rank":
            return among(row, step).worked
        return None

    return text


def _nested(expr: PlanExpr) -> Iterator[PlanExpr]:
    """The functions across members, cases and tables that an expression is or has inside it, outermost only."""
    told_as_fact = isinstance(expr, Aggregate) and expr.function in ("any", "all")
    if isinstance(expr, Aggregate | Choose | Lookup | WeightedMean) and not told_as_fact:
        yield expr
    else:
        for part in parts(expr):
            yield from _nested(part)


# --- values by period ----------------------------------------------------------------------------------------------


def _by_period(row: Row, expr: Choose) -> ByPeriod:
    starts = starts_of(row, expr)
    held = held_case(row, expr)
    if held is None:
        return ByPeriod(None, None, None)
    outcome = expr.cases[held].outcome
    working = None if constant(outcome) else expression_how(row, outcome)
    return ByPeriod(starts[held], starts[held - 1] if held else None, working)


# --- cases ---------------------------------------------------------------------------------------------------------


def _cases(row: Row, expr: Choose) -> Cases:
    facts = [None if case.when is None else fact(row, case.when) for case in expr.cases]
    verdicts = [True if told is None else told.holds for told in facts]
    missing = isinstance(row.evaluate(expr), Missing)
    taken = None if missing else next(number for number, verdict in enumerate(verdicts) if verdict is not False)
    return Cases(
        cases=tuple(
            CaseTold(
                outcome=expression_quantity(row, case.outcome),
                condition=facts[number],
                verdict=_verdict(number, verdicts, taken),
                rule=row.rule(case.notes, case.span),
            )
            for number, case in enumerate(expr.cases)
        ),
        taken=taken,
        ladder=ladder(row, expr),
        worked=None if taken is None else _outcome_text(row, expr.cases[taken].outcome),
        parts=tuple(expression_how(row, part) for part in _parts_of_cases(expr, taken)),
    )


def _verdict(number: int, verdicts: Sequence[bool | None], taken: int | None) -> Verdict:
    first_met = verdicts.index(True) if True in verdicts else len(verdicts)
    if number > first_met:
        return "not reached"
    if verdicts[number] is False:
        return "not taken"
    if verdicts[number] is None:
        return "cannot be decided"
    return "possible" if taken is None else "taken" if number == taken else "not reached"


def _outcome_text(row: Row, outcome: PlanExpr) -> str | None:
    """The outcome in numbers, where it is more than a constant."""
    if isinstance(outcome, Literal):
        return None
    return Speller(row, "numbers", worked=figure_text(row)).spell(outcome)


def _parts_of_cases(expr: Choose, taken: int | None) -> Sequence[PlanExpr]:
    """The functions across members in the cases up to the one taken, each once."""
    reached = expr.cases if taken is None else expr.cases[: taken + 1]
    looked_at = [case.when for case in reached if case.when is not None]
    if taken is not None:
        looked_at.append(expr.cases[taken].outcome)
    return tuple(dict.fromkeys(part for looked in looked_at for part in _nested(looked)))


# --- adjustments ---------------------------------------------------------------------------------------------------


def _adjusted(row: Row, step: Adjust) -> Adjusted:
    rerun = adjust_again(row, step)
    for name, value in rerun.items():
        row.confirm(name, value)
    told = []
    before: Value = row.value(step.start)
    for number, adjustment in enumerate(step.adjustments):
        after = rerun[adjustment.column]
        others = step.adjustments[:number] + step.adjustments[number + 1 :]
        without = adjust_again(row, replace(step, adjustments=others))[step.name]
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


def _moved(before: Value, after: Value) -> bool | None:
    if isinstance(before, Missing) and isinstance(after, Missing) and before == after:
        return None
    return before != after


def adjust_again(row: Row, step: Adjust) -> dict[str, Value]:
    """The kept columns of a rating's adjustments, run again for the row."""
    names = {step.start, *(name for adjustment in step.adjustments for name in referred(adjustment.when))}
    window = Window({name: [row.value(name)] for name in names}, 0, 1)
    return {name: column[0] for name, column in adjusted(step, row.result.plan.scales, window)}

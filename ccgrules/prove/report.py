"""What the proofs show of a ruleset, said for its author."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label, has_errors
from ccgrules.model.expressions import Case, Choose
from ccgrules.model.types import Kind, Type
from ccgrules.model.wording import key_text, number_text, rule_name
from ccgrules.plan.steps import Adjust, Compute, Input, Plan, Step
from ccgrules.prove.cases import Flaw, flaws, impossible
from ccgrules.prove.conditions import Idle, idle_conditions
from ccgrules.prove.direction import Twin, WrongWay, wrong_ways
from ccgrules.prove.formula import Number, Unknown
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.ratings import IdleAdjustment, idle_adjustments
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import Answer
from ccgrules.prove.tables import DeadCells, dead_cells
from ccgrules.prove.ties import Ties
from ccgrules.source import Span

MOST_NAMED = 6
"""An example names so many values at most."""

LONGEST_NAME = 60
"""An expression that stands for itself is cut after so many characters."""


def prove(plan: Plan) -> tuple[Diagnostic, ...]:
    """What can be shown to be wrong with a ruleset without data; of a method's cases each is said once."""
    reading = Reading.of(plan)
    ties = Ties.of(reading)
    found = _once(_all(reading, ties))
    if has_errors(found):
        return found
    return (*found, *_makes_a_difference(found, reading, ties))


def prove_whole(plan: Plan) -> tuple[Diagnostic, ...]:
    """Of what `prove` says the errors alone, which takes a fraction of the time: cases that leave something out."""
    reading = Reading.of(plan)
    ties = Ties.of(reading)
    every = (
        _flaw(reading, flaw)
        for step in plan.steps
        if isinstance(step, Compute) and isinstance(step.expr, Choose)
        for flaw in flaws(reading, ties, step, step.expr)
        if flaw.kind == "gap"
    )
    return _once(every)


def _once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each finding at one place once."""
    kept: dict[tuple[str, str, int, int], Diagnostic] = {}
    for diagnostic in found:
        span = diagnostic.primary.span if diagnostic.primary is not None else None
        assert span is not None
        kept.setdefault((diagnostic.code, span.source.name, span.start, span.end), diagnostic)
    return tuple(kept.values())


def _all(reading: Reading, ties: Ties) -> Iterator[Diagnostic]:
    said: set[tuple[str, Unknown]] = set()
    for step in reading.plan.steps:
        wrong_cases = False
        if isinstance(step, Compute) and isinstance(step.expr, Choose):
            for flaw in flaws(reading, ties, step, step.expr):
                wrong_cases = True
                yield _flaw(reading, flaw)
        if isinstance(step, Adjust):
            yield from (_idle(idle) for idle in idle_adjustments(reading, ties, step))
            yield from _unreachable_labels(reading, ties, step)
        # cases in the wrong order would be said a second time, as going the wrong way
        if isinstance(step, Compute | Adjust) and not wrong_cases:
            for wrong in wrong_ways(reading, ties, step):
                # what goes wrong before the adjustments of a rating mostly does so after them as well
                if (step.origin.declaration, wrong.unknown) not in said:
                    said.add((step.origin.declaration, wrong.unknown))
                    yield _wrong_way(reading, wrong)
        dead = dead_cells(reading, ties, step)
        if dead is not None:
            yield _dead_cells(dead)


def _makes_a_difference(found: Iterable[Diagnostic], reading: Reading, ties: Ties) -> Iterator[Diagnostic]:
    """Conditions that make none, but for those inside what is said to be without effect as a whole."""
    said = [one.primary.span for one in found if one.primary is not None and one.code in ("CCG505", "CCG511")]
    for idle in idle_conditions(reading, ties):
        if not any(span.source is idle.span.source and span.start <= idle.span.start < span.end for span in said):
            yield _idle_condition(idle)


# --- cases -------------------------------------------------------------------------------------------------------


def _flaw(reading: Reading, flaw: Flaw) -> Diagnostic:
    case = flaw.choose.cases[flaw.place]
    match flaw.kind:
        case "gap":
            return finding(
                "CCG403",
                "these cases do not cover everything, and none is marked `otherwise`",
                primary=Label(case.span, "the last case"),
                secondary=_used_by(flaw.step, case.span),
                notes=[f"example: {text}" for text in [example(reading, flaw.step, flaw.values or {})] if text],
                help="add a last line `… otherwise`, or cases for what is left",
            )
        case "never":
            return finding(
                "CCG505",
                "this case is never taken: its condition cannot hold",
                primary=case.span,
                secondary=_used_by(flaw.step, case.span),
                help="look at its limits",
            )
        case "taken":
            return finding(
                "CCG505",
                "this case is never taken: the cases above take everything that it could",
                primary=case.span,
                secondary=[*_taken_by(flaw), *_used_by(flaw.step, case.span)],
                help="put the stricter case first, or take this one out",
            )
        case _:
            return _overlap(reading, flaw, case)


def _taken_by(flaw: Flaw) -> list[Label]:
    return [] if flaw.other is None else [Label(flaw.choose.cases[flaw.other].span, "taken from here on")]


def _overlap(reading: Reading, flaw: Flaw, case: Case) -> Diagnostic:
    assert flaw.other is not None
    earlier = flaw.choose.cases[flaw.other]
    return finding(
        "CCG510",
        "this case and one above it both fit some of the same values, and each fits others as well",
        primary=Label(case.span, "this case"),
        secondary=[Label(earlier.span, "this one is taken, as it stands first"), *_used_by(flaw.step, case.span)],
        notes=[f"example: {text}" for text in [example(reading, flaw.step, flaw.values or {})] if text],
        help="let each value fit one of them, such as `< 3` beside `>= 3`",
    )


def _used_by(step: Step, span: Span) -> list[Label]:
    """For a method's case, the first declaration that uses it."""
    own = step.origin.span
    if own.source is span.source and own.start <= span.start and span.end <= own.end:
        return []
    return [Label(own, "used here")]


# --- conditions and tables ---------------------------------------------------------------------------------------


def _idle_condition(idle: Idle) -> Diagnostic:
    if idle.kind == "said":
        by = [Label(idle.other, "settled by this")] if idle.other is not None else []
        message = "this part of the condition makes no difference: what it asks is settled by the rest"
        return finding("CCG522", message, primary=idle.span, secondary=by, help="take it out, or look at its limit")
    return finding(
        "CCG522",
        f"this condition {idle.kind} holds, whatever the value",
        primary=idle.span,
        help="look at its limit, or take it out",
    )


def _dead_cells(dead: DeadCells) -> Diagnostic:
    rows, columns = dead.table.rows, dead.table.columns
    places = [
        f"row `{key_text(row, rows.type)}`, column `{key_text(column, columns.type)}`" for row, column in dead.cells
    ]
    return finding(
        "CCG523",
        f"no organisation can be in {places[0]} of this table",
        primary=dead.table.span,
        secondary=[Label(rows.span, "the rows"), Label(columns.span, "the columns")],
        notes=[f"nor in {place}" for place in places[1:MOST_NAMED]],
        help="write `unknown` there, so that nobody takes it for a rule",
    )


# --- adjustments and labels --------------------------------------------------------------------------------------


def _idle(idle: IdleAdjustment) -> Diagnostic:
    never = "its condition cannot hold"
    already = "where its condition holds, the rating is never one that it would change"
    return finding(
        "CCG511",
        f"this adjustment never changes a rating: {never if idle.why == 'never' else already}",
        primary=idle.adjustment.origin.span,
        help="look at its condition and its label, or take it out",
    )


def _unreachable_labels(reading: Reading, ties: Ties, step: Adjust) -> Iterator[Diagnostic]:
    """Labels of a result that seem possible one by one, and are not when all conditions are taken together."""
    known = reading.columns.get(step.name)
    rating = reading.plan.ruleset.ratings.get(step.name)
    if rating is None or not isinstance(known, frozenset) or step.name not in reading.plan.ruleset.framework.results:
        return
    labels = final_labels(reading, step)
    words = words_of(reading.plan, step.type)
    never = [words[place] for place in sorted(known) if impossible(reading, ties, labels(frozenset([place])))]
    if never:
        names = " or ".join(f"`{label}`" for label in never)
        scale = reading.plan.ruleset.scales[rating.scale]
        yield finding(
            "CCG501",
            f"no case, table or adjustment of `{step.name}` gives {names}",
            primary=rating.span,
            secondary=[Label(scale.span, "the scale")],
            help="add a case for it, or take the label out of the scale",
        )


# --- directions --------------------------------------------------------------------------------------------------


def _wrong_way(reading: Reading, wrong: WrongWay) -> Diagnostic:
    name = _name(reading, wrong.unknown, wrong.step)
    twin = Twin(wrong.unknown)
    own = {key: v for key, v in wrong.values.items() if key != wrong.unknown and Twin(key) not in wrong.values}
    outcomes = [
        f"{_said(reading, wrong.step, wrong.unknown, wrong.values[key])} gives {_outcome(reading, wrong.step, outcome)}"
        for key, outcome in ((wrong.unknown, wrong.before), (twin, wrong.after))
    ]
    shared = example(reading, wrong.step, own)
    held = ["other organisations, and the figures that all share, are held as they are"] if wrong.relative else []
    return finding(
        "CCG512",
        f"a better `{name}` can make {_what(wrong.step)} worse",
        primary=wrong.step.origin.span,
        notes=[f"example: {', and '.join(outcomes)}" + (f" (both with {shared})" if shared else ""), *held],
        help="look at the order of the cases and their limits, or at the `better` lines",
    )


def _what(step: Step) -> str:
    part = step.origin.part
    return (
        f"the {part} of `{step.origin.declaration}`" if part in ("score", "status") else f"`{step.origin.declaration}`"
    )


def _outcome(reading: Reading, step: Step, outcome: Number) -> str:
    if step.type.kind is Kind.LABEL:
        return words_of(reading.plan, step.type)[int(outcome)]
    return number_text(Fraction(outcome), step.type)


# --- values ------------------------------------------------------------------------------------------------------


def example(reading: Reading, step: Step, values: Answer) -> str | None:
    """Values as a condition that an author would write; None where there are too many to read, or none to name."""
    named = [_said(reading, step, unknown, value) for unknown, value in values.items() if unknown in reading.shown]
    return ", ".join(named) if named and len(named) <= MOST_NAMED else None


def _name(reading: Reading, unknown: Unknown, step: Step) -> str:
    """What an author calls an unknown inside the declaration of a step."""
    shown = reading.shown[unknown]
    if isinstance(unknown, str) and isinstance(reading.steps.get(unknown), Input | Compute | Adjust):
        return rule_name(unknown.removeprefix(f"{step.origin.declaration}."))
    text = " ".join(shown.span.text.split())
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"


def _said(reading: Reading, step: Step, unknown: Unknown, value: Number) -> str:
    type_: Type = reading.shown[unknown].type
    name = _name(reading, unknown, step)
    if type_.kind is Kind.NUMBER:
        return f"{name} = {number_text(Fraction(value), type_)}"
    words = words_of(reading.plan, type_)
    if type_.kind is Kind.DATE:
        return f"{name} = {datetime.date.fromordinal(int(value))}"
    return f"{name} is {words[int(value)]}"

"""Thresholds and their examples in words, and as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.render import render_json
from ccgrules.model.ruleset import Given
from ccgrules.model.types import Kind, Missing, Reason, Type, Value
from ccgrules.model.wording import SIGNS, number_text, rule_name
from ccgrules.plan.steps import Plan
from ccgrules.scenario.boundaries.work import Boundary, Shown

LONGEST_RULE = 72

REASONS = {
    "peers": "its limit is a figure among peers, and moves with their values",
    "population": "it says who is compared with whom, which shows in no figure of one organisation",
    "panel": "it is asked of a panel's decisions, and no test asks it",
    "significance": "a significance is -1, 0 or 1, and nothing lies between",
    "nothing": "it decides nothing: no values were found for which crossing it changes what comes of it",
    "unseen": "no values were found that show what it decides",
    "hard": "what it compares is worked out in a way that values cannot be looked for in",
    "approximate": "what comes of it is a rounded number, and tests expect exact ones",
}


@dataclass(frozen=True, slots=True)
class ExampleTold:
    """One example in words.

    Attributes:
        side: `under`, `at` or `over`.
        at: The value of what is moved or counted.
        given: All that is given, by name.
        period: The period, `""` for any.
        outcome: What comes of it.
        tested: Whether a test holds it.
    """

    side: str
    at: str
    given: tuple[tuple[str, str], ...]
    period: str
    outcome: str
    tested: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One threshold in words.

    Attributes:
        within: Title of the declaration in which it shows.
        told: The value in which it shows: `122b.score`.
        file, line, rule: The rule's place, and its first line.
        moved: What is moved, or counted.
        direction: `>=`.
        limit: The limit; `""` where it comes with the data.
        examples: From under to over.
        together: Whether what comes of one example may hang on the others beside it, as its peers.
        why_not: Why no tests are written of it; None if they are.
    """

    within: str
    told: str
    file: str
    line: int
    rule: str
    moved: str
    direction: str
    limit: str
    examples: tuple[ExampleTold, ...]
    together: bool
    why_not: str | None


def tell(plan: Plan, boundaries: Sequence[Boundary]) -> tuple[Told, ...]:
    """Thresholds in words, in the order given."""
    types = {step.name: step.type for step in plan.steps}
    words = {step.name: _line(step.origin.span.text) for step in plan.steps}
    return tuple(_told(one, types, words) for one in boundaries)


def _told(one: Boundary, types: Mapping[str, Type], words: Mapping[str, str]) -> Told:
    threshold = one.threshold
    named = one.moved is not None and one.moved not in one.hidden
    subject = rule_name(one.moved) if one.moved is not None and named else _line(threshold.subject.span.text)
    return Told(
        within=threshold.title,
        told=rule_name(threshold.told),
        file=threshold.rule.source.name,
        line=threshold.rule.line,
        rule=_line(threshold.rule.text.split("\n", 1)[0]),
        moved=subject,
        direction=SIGNS[threshold.op],
        limit=_limit(one),
        examples=tuple(_example(one, shown, types[threshold.told]) for shown in one.shown),
        together=one.together,
        why_not=_why_not(one, words),
    )


def _line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_RULE else f"{words[: LONGEST_RULE - 1]}…"


def _limit(one: Boundary) -> str:
    if one.limit is None:
        return ""
    type_ = one.threshold.subject.type
    if type_.kind is Kind.DATE:
        return datetime.date.fromordinal(int(one.limit)).isoformat()
    return number_text(one.limit, type_)


def _why_not(one: Boundary, words: Mapping[str, str]) -> str | None:
    if one.unwritten == "hidden":
        return f"no test can give {', '.join(f'`{words[name]}`' for name in one.hidden)}"
    return REASONS[one.unwritten] if one.unwritten is not None else None


def _example(one: Boundary, shown: Shown, type_: Type) -> ExampleTold:
    given = (*shown.example.given, *(shown.example.hidden if one.unwritten == "hidden" else ()))
    at = next((given_text(value) for value in given if value.name == one.moved), None)
    return ExampleTold(
        side=shown.example.side,
        at=at if at is not None else value_text(shown.compared, one.threshold.subject.type),
        given=tuple((rule_name(value.name), given_text(value)) for value in given),
        period=shown.example.period,
        outcome=value_text(shown.outcome, type_),
        tested=shown.tested,
    )


# --- values ----------------------------------------------------------------------------------------------------------


def given_text(given: Given) -> str:
    """What is given as a table of a test writes it."""
    return "missing" if given.value is None else value_text(given.value, given.type)


def value_text(value: Value, type_: Type) -> str:
    """A value as a test writes it: `85%`, `green`, `yes`, `missing`, `not rated`."""
    if isinstance(value, Missing):
        return "not rated" if value.reason is Reason.NOT_RATED else "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return number_text(value, type_)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return f'"{value}"' if type_.kind is Kind.TEXT and not type_.choices else rule_name(value)


# --- JSON ------------------------------------------------------------------------------------------------------------


def boundaries_json(
    told: Sequence[Told], findings: Sequence[Diagnostic], written: int | None = None
) -> dict[str, object]:
    """The document of `schemas/boundaries.schema.json`; `written`: how many examples were added, if that was asked."""
    return {
        "diagnostics": render_json(findings),
        "written": written,
        "boundaries": [
            {
                "within": one.within,
                "told": one.told,
                "file": one.file,
                "line": one.line,
                "rule": one.rule,
                "moved": one.moved,
                "direction": one.direction,
                "limit": one.limit,
                "examples": [
                    {
                        "side": example.side,
                        "at": example.at,
                        "given": dict(example.given),
                        "period": example.period,
                        "outcome": example.outcome,
                        "tested": example.tested,
                    }
                    for example in one.examples
                ],
                "together": one.together,
                "why_not": one.why_not,
            }
            for one in told
        ],
    }

"""What data a ruleset asks for: each input in words, and all of them as a JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccgrules.engine.bind_names import LONG_ROLES, REASON_SUFFIX, given_name
from ccgrules.engine.cells import NO, YES, plain
from ccgrules.engine.marks import MISSING_MARKS, REASON_WORDS
from ccgrules.model.types import Kind, Unit
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Input, Plan

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """One input of a ruleset, as someone who fills in a template reads it.

    Attributes:
        name: The column's name.
        title: What it is.
        holds: What a cell may hold: `percent, from 0 to 100`.
        words: The words that a cell may hold, where it is one of a few.
        optional: Whether the rules work the value out where the cell is blank.
        for_: Titles of what uses it.
        step: The input.
    """

    name: str
    title: str
    holds: str
    words: tuple[str, ...]
    optional: bool
    for_: tuple[str, ...]
    step: Input


KEYS = (
    ("organisation", "the code of the organisation, always as text", True),
    ("name", "its name, as it should be printed", False),
    ("period", "the period that the row is about; may be left out where there is only one", False),
)
"""The columns that say whose values a row holds: name, meaning, and whether one must be there."""


def asked(plan: Plan) -> tuple[Asked, ...]:
    """Every input of a plan that data may give, in its order."""
    users: dict[str, dict[str, None]] = {}
    for step in plan.steps:
        for column in used_columns(step):
            users.setdefault(column, {})[step.origin.title] = None
    inputs = (step for step in plan.steps if isinstance(step, Input) and not step.decided)
    return tuple(_asked(step, plan, tuple(users.get(step.name, ()))) for step in inputs)


def _asked(step: Input, plan: Plan, users: tuple[str, ...]) -> Asked:
    title = step.origin.title
    if step.role not in ("value", "field"):
        part = given_name(step).removeprefix(f"{step.origin.declaration}.")
        title = f"{title}: {part.replace('_', ' ')}" if part != given_name(step) else title
    indicator = plan.ruleset.indicators.get(step.of)
    counted = step.role == "value" and indicator is not None and indicator.from_counts
    return Asked(
        name=given_name(step),
        title=title,
        holds=_holds(step, plan),
        words=_words(step, plan),
        optional=step.role == "supplied" or counted,
        for_=users,
        step=step,
    )


def _holds(step: Input, plan: Plan) -> str:
    match step.type.kind:
        case Kind.NUMBER:
            return _figures(step.type.unit)
        case Kind.YES_NO:
            return "yes or no"
        case Kind.DATE:
            return "a date, such as 2025-06-30"
        case Kind.LABEL:
            scale = plan.ruleset.scales[step.type.scale or ""]
            return f"a label of {scale.title or scale.name}: {', '.join(_words(step, plan))}"
        case _:
            return f"one of {', '.join(step.type.choices)}" if step.type.choices else "text"


def _figures(unit: Unit | None) -> str:
    if unit is None:
        return "a number"
    if unit.low is not None and unit.high is not None:
        return f"{unit.name}, from {plain(unit.low)} to {plain(unit.high)}"
    if unit.low is not None:
        return f"{unit.name}, {plain(unit.low)} or more"
    return unit.name


def _words(step: Input, plan: Plan) -> tuple[str, ...]:
    if step.type.kind is Kind.YES_NO:
        return ("yes", "no")
    if step.type.kind is Kind.LABEL:
        return tuple(label.name for label in plan.ruleset.scales[step.type.scale or ""].labels)
    return step.type.choices


# --- JSON Schema -------------------------------------------------------------------------------------------------


def data_schema(plan: Plan) -> Schema:
    """The JSON Schema (2020-12) of one row of a ruleset's data: wide, or long with an indicator a row."""
    head = plan.ruleset.framework
    inputs = asked(plan)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A row of the data for {head.title}",
        "description": "A wide row holds every value of an organisation; a long row, which has `indicator`, holds one.",
        "if": {"type": "object", "required": ["indicator"]},
        "then": {"$ref": "#/$defs/long"},
        "else": {"$ref": "#/$defs/wide"},
        "$defs": {
            "wide": _wide(inputs),
            "long": _long(inputs),
            "missing": _missing(),
            "reason": {"description": "Why the value is missing.", "enum": ["", *sorted(REASON_WORDS)]},
            **{f"value {one.name}": _value(one, plan) for one in inputs},
        },
    }


def _keys() -> Schema:
    code = {"description": KEYS[0][1], "type": "string", "minLength": 1}
    others = {name: {"description": meaning, "type": "string"} for name, meaning, _ in KEYS[1:]}
    return {"organisation": code, **others}


def _wide(inputs: Sequence[Asked]) -> Schema:
    values: Schema = {}
    for one in inputs:
        values[one.name] = {"$ref": _reference(one)}
        values[f"{one.name}{REASON_SUFFIX}"] = {"$ref": "#/$defs/reason"}
    return {
        "type": "object",
        "required": ["organisation"],
        "properties": {**_keys(), **values},
        "additionalProperties": False,
    }


def _long(inputs: Sequence[Asked]) -> Schema:
    """A long row: what `value` and its like may hold hangs on the indicator."""
    parts = LONG_ROLES[1:-1]
    plain_inputs = [one for one in inputs if one.step.role not in parts]
    parted = [(one, one.step.role) for one in inputs if one.step.role in parts]
    any_value = {"type": ["number", "string", "boolean", "null"]}
    held = [_when(one.name, "value", one) for one in plain_inputs]
    held += [_when(one.step.of, role, one) for one, role in parted]
    return {
        "type": "object",
        "required": ["organisation", "indicator"],
        "properties": {
            **_keys(),
            "indicator": {"enum": sorted({one.name for one in plain_inputs} | {one.step.of for one, _ in parted})},
            **dict.fromkeys(LONG_ROLES[:-1], any_value),
            LONG_ROLES[-1]: {"$ref": "#/$defs/reason"},
            **{one.name: {"$ref": _reference(one)} for one in inputs if one.step.role == "field"},
        },
        "additionalProperties": False,
        **({"allOf": held} if held else {}),
    }


def _when(indicator: str, role: str, one: Asked) -> Schema:
    return {
        "if": {"properties": {"indicator": {"const": indicator}}},
        "then": {"properties": {role: {"$ref": _reference(one)}}},
    }


def _reference(one: Asked) -> str:
    from urllib.parse import quote

    name = one.name.replace("~", "~0").replace("/", "~1")
    return f"#/$defs/{quote(f'value {name}')}"


def _missing() -> Schema:
    marks = [mark for row in MISSING_MARKS for mark in row.marks]
    meaning = "; ".join(f"{', '.join(m or 'blank' for m in row.marks)}: {row.meaning}" for row in MISSING_MARKS)
    return {"description": f"A missing value, and why it is missing. {meaning}", "enum": [None, *marks]}


def _value(one: Asked, plan: Plan) -> Schema:
    said = {"title": one.title, "description": one.holds}
    return {**said, "anyOf": [_present(one.step, plan), {"$ref": "#/$defs/missing"}]}


def _present(step: Input, plan: Plan) -> Schema:
    match step.type.kind:
        case Kind.NUMBER:
            return _number(step.type.unit)
        case Kind.YES_NO:
            return {"enum": [True, False, *sorted(YES | NO)]}
        case Kind.DATE:
            return {"type": "string", "format": "date"}
        case Kind.LABEL:
            labels = plan.ruleset.scales[step.type.scale or ""].labels
            return {"enum": list(dict.fromkeys(word for label in labels for word in (label.name, label.title)))}
        case _:
            return {"enum": list(step.type.choices)} if step.type.choices else {"type": "string"}


def _number(unit: Unit | None) -> Schema:
    """A number, or a decimal as text; bounds hold for the number."""
    number: Schema = {"type": "number"}
    for keyword, bound in (("minimum", unit.low if unit else None), ("maximum", unit.high if unit else None)):
        if bound is not None:
            number[keyword] = int(bound) if bound.denominator == 1 else float(bound)
    return {"anyOf": [number, {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"}]}

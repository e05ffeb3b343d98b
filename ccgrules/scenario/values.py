"""What a scenario file says of a named value, as the value itself: exact, and of the type that the ruleset declares."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.read import shorten
from ccgrules.engine.rows import aliases
from ccgrules.model.ruleset import NOT_RATED, Given
from ccgrules.model.types import Kind, Type
from ccgrules.plan.steps import Plan
from ccgrules.source import Span
from ccgrules.yaml_source import Scalar

NUMBER = re.compile(r"(-?\d+(?:,\d{3})*(?:\.\d+)?)(?:/(0*[1-9]\d*))?(%?)")
LONGEST_NUMBER = 60
MISSING_WORD, NOT_RATED_WORDS = "missing", "not rated"

_Exact = Fraction | bool | str | datetime.date | None


@dataclass(frozen=True, slots=True)
class Known:
    """What a scenario may speak of: the column meant, its type, and the labels or texts to choose from."""

    column: str
    type: Type
    choices: tuple[str, ...]


def known_names(plan: Plan) -> dict[str, Known]:
    """What each name stands for that a scenario may speak of; `X` stands for `X.value`."""
    known = {}
    for step in plan.steps:
        scale = step.type.scale
        choices = plan.scales[scale] if scale is not None else step.type.choices
        known[step.name] = Known(step.name, step.type, choices)
    for name, column in aliases(plan).items():
        known.setdefault(name, known[column])
    return known


def read_given(name: Scalar, value: Scalar, known: dict[str, Known]) -> Given | Diagnostic:
    """One line under `given` or `expect`: the value, or what is wrong with it."""
    if name.text not in known:
        return finding(
            "CCG705",
            f"the ruleset has nothing named `{shorten(name.text)}`",
            primary=name.span,
            help=did_you_mean(name.text, known) or "name an indicator's value, a field, a measure, a rating …",
        )
    meant = known[name.text]
    span = Span(value.span.source, name.span.start, value.span.end)
    if value.text == MISSING_WORD:
        return Given(meant.column, None, meant.type, span=span)
    if value.text == NOT_RATED_WORDS and meant.type.kind is Kind.LABEL:
        return Given(meant.column, NOT_RATED, meant.type, span=span)
    read = _READERS[meant.type.kind](value, meant)
    return read if isinstance(read, Diagnostic) else Given(meant.column, read, meant.type, span=span)


def _wrong(value: Scalar, wanted: str, advice: str | None = None) -> Diagnostic:
    return finding("CCG706", f"`{shorten(value.text)}` is not {wanted}", primary=value.span, help=advice)


def _number(value: Scalar, known: Known) -> _Exact | Diagnostic:
    match = NUMBER.fullmatch(value.text)
    if match is None or len(value.text) > LONGEST_NUMBER:
        return _wrong(value, "a number", f"round it to {LONGEST_NUMBER} digits" if match else None)
    number, percent = Fraction(match[1].replace(",", "")) / int(match[2] or 1), bool(match[3])
    share = known.type.unit is not None and known.type.unit.dimension == "share"
    if share and not percent:
        return _wrong(value, "a share", f"write `{value.text}%` if that is the share meant")
    if percent and not share:
        return _wrong(value, "a number", f"`{known.column}` is no share: leave out `%`")
    return number / 100 if percent else number


def _label(value: Scalar, known: Known) -> _Exact | Diagnostic:
    if value.text in known.choices:
        return value.text
    return _wrong(value, f"a label of `{known.type.scale}`", _choose(value.text, known.choices))


def _text(value: Scalar, known: Known) -> _Exact | Diagnostic:
    if not known.choices or value.text in known.choices:
        return value.text
    return _wrong(value, "one of the choices", _choose(value.text, known.choices))


def _choose(word: str, choices: tuple[str, ...]) -> str:
    return did_you_mean(word, choices) or f"choose one of {', '.join(choices)}"


def _yes_no(value: Scalar, known: Known) -> _Exact | Diagnostic:
    del known
    answers = {"yes": True, "no": False}
    return answers[value.text] if value.text in answers else _wrong(value, "yes or no")


def _date(value: Scalar, known: Known) -> _Exact | Diagnostic:
    del known
    try:
        return datetime.date.fromisoformat(value.text)
    except ValueError:
        return _wrong(value, "a date", "write it as 2025-04-01")


_READERS = {Kind.NUMBER: _number, Kind.LABEL: _label, Kind.TEXT: _text, Kind.YES_NO: _yes_no, Kind.DATE: _date}

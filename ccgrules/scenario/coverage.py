"""What the tests of a ruleset reach: cases taken, table cells read, adjustments that changed a rating."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal as OneOf

from ccgrules.engine.evaluate import row_value
from ccgrules.engine.result import Result
from ccgrules.model.expressions import Choose, Lookup
from ccgrules.model.types import Value
from ccgrules.plan.steps import Adjust, Compute, Plan
from ccgrules.source import Span

Kind = OneOf["case", "table cell", "adjustment"]


@dataclass(frozen=True, slots=True)
class Place:
    """One thing in a ruleset that a test can reach.

    Attributes:
        kind: What it is.
        within: Title of the declaration that it belongs to (for a method's case, the first that uses the method).
        words: The line as written; for a cell its row and column.
        span: Where it stands. A method's case is one place, however many indicators use the method.
        reached: Whether some test reached it.
    """

    kind: Kind
    within: str
    words: str
    span: Span
    reached: bool = False


_Key = tuple[str, int, int, int]


def coverage(plan: Plan, results: Sequence[Result]) -> tuple[Place, ...]:
    """Every case, table cell and adjustment of a plan, in the order of the text, and whether a test reached it.

    Args:
        plan: What was tested.
        results: The results of its tests.
    """
    places = dict(_places(plan))
    for result in results:
        for key in _reached(result):
            places[key] = replace(places[key], reached=True)
    return tuple(sorted(places.values(), key=lambda p: (p.span.source.name, p.span.start, p.words)))


def _key(span: Span, part: int = 0) -> _Key:
    return span.source.name, span.start, span.end, part


def _places(plan: Plan) -> Iterator[tuple[_Key, Place]]:
    for step in reversed(plan.steps):  # so that of several indicators that use a method, the first one remains
        if isinstance(step, Adjust):
            for adjustment in step.adjustments:
                span = adjustment.origin.span
                yield _key(span), Place("adjustment", step.origin.title, _first_line(span), span)
        elif isinstance(step, Compute) and isinstance(step.expr, Choose):
            for case in step.expr.cases:
                yield _key(case.span), Place("case", step.origin.title, _first_line(case.span), case.span)
        elif isinstance(step, Compute) and isinstance(step.expr, Lookup):
            yield from _cells(step, step.expr)


def _cells(step: Compute, table: Lookup) -> Iterator[tuple[_Key, Place]]:
    """Cells that are `unknown` in the ruleset are not there to be tested."""
    width = len(table.column_keys)
    for i, row in enumerate(table.row_keys):
        for j, column in enumerate(table.column_keys):
            if table.cells[i][j] is not None:
                words = f"row {_key_words(row)}, column {_key_words(column)}"
                yield _key(table.span, i * width + j), Place("table cell", step.origin.title, words, table.span)


def _reached(result: Result) -> Iterator[_Key]:
    for step in result.plan.steps:
        if isinstance(step, Adjust):
            yield from _adjustments_reached(result, step)
        elif isinstance(step, Compute) and isinstance(step.expr, Choose):
            for taken in result.values(f"{step.name}.case"):
                if isinstance(taken, Fraction):
                    yield _key(step.expr.cases[int(taken)].span)
        elif isinstance(step, Compute) and isinstance(step.expr, Lookup):
            yield from _cells_reached(result, step.expr)


def _adjustments_reached(result: Result, step: Adjust) -> Iterator[_Key]:
    before = step.start
    for adjustment in step.adjustments:
        if any(old != new for old, new in zip(result.values(before), result.values(adjustment.column), strict=True)):
            yield _key(adjustment.origin.span)
        before = adjustment.column


def _cells_reached(result: Result, table: Lookup) -> Iterator[_Key]:
    for row in range(len(result.keys)):
        i = _position(row_value(table.rows, result, row), table.row_keys)
        j = _position(row_value(table.columns, result, row), table.column_keys)
        if i is not None and j is not None and table.cells[i][j] is not None:
            yield _key(table.span, i * len(table.column_keys) + j)


def _position(value: Value, keys: Sequence[Fraction | bool | str]) -> int | None:
    return keys.index(value) if value in keys else None


def _first_line(span: Span) -> str:
    return " ".join(span.text.split("\n", 1)[0].split())


def _key_words(key: Fraction | bool | str) -> str:
    if isinstance(key, bool):
        return "yes" if key else "no"
    if isinstance(key, Fraction) and key.denominator != 1:
        return str(float(key))
    return str(key)

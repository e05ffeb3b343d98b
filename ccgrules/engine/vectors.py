"""What compiled expressions are: functions that give a whole column, over rows whose columns a scope hands out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ccgrules.model.types import Missing, Type, Value

Column = Sequence[Value]
"""A value a row. Never changed in place: one list may serve several columns."""

Scales = Mapping[str, tuple[str, ...]]
"""For each scale, its labels' names, best first."""


class Scope(Protocol):
    """The rows that an expression is worked out for."""

    @property
    def size(self) -> int:
        """How many rows there are."""

    def column(self, name: str) -> Column:
        """A named column, of `size` values."""


Evaluator = Callable[[Scope], Column]


@dataclass(frozen=True, slots=True)
class Window:
    """Rows `start` up to `stop` of whole columns."""

    columns: Mapping[str, Sequence[Value]]
    start: int
    stop: int

    @property
    def size(self) -> int:
        """How many rows there are."""
        return self.stop - self.start

    def column(self, name: str) -> Column:
        """The rows' part of a column."""
        whole = self.columns[name]
        return whole if self.size == len(whole) else whole[self.start : self.stop]


def highest(*values: Value) -> Missing:
    """Of values of which at least one is missing, the one that is missing for the highest reason."""
    return max((value for value in values if value.__class__ is Missing), key=_reason)


def label_places(type_: Type, scales: Scales) -> dict[Value, int]:
    """Each label's place in the scale of a type, the best label 0.

    Raises:
        ValueError: The type is not that of a label.
    """
    if type_.scale is None:
        raise ValueError(f"a {type_.kind} is on no scale")
    return {label: place for place, label in enumerate(scales[type_.scale])}


def _reason(value: Missing) -> int:
    return value.reason


def strict(function: Callable[..., Value], args: Sequence[Evaluator]) -> Evaluator:
    """A column of `function(*cells)`, missing for the highest reason wherever a cell is missing."""
    match args:
        case [only]:
            return lambda scope: [x if x.__class__ is Missing else function(x) for x in only(scope)]
        case [first, second]:
            return lambda scope: [
                function(a, b) if a.__class__ is not Missing and b.__class__ is not Missing else highest(a, b)
                for a, b in zip(first(scope), second(scope))
            ]
        case _:
            return lenient(lambda *cells: highest(*cells) if any_missing(cells) else function(*cells), args)


def lenient(function: Callable[..., Value], args: Sequence[Evaluator]) -> Evaluator:
    """A column of `function(*cells)`; the function sees missing cells."""
    if len(args) == 1:
        only = args[0]
        return lambda scope: [function(cell) for cell in only(scope)]
    return lambda scope: [function(*cells) for cells in zip(*(arg(scope) for arg in args))]


def any_missing(cells: Sequence[Any]) -> bool:
    """Whether any of the cells is missing."""
    return any(cell.__class__ is Missing for cell in cells)

"""Functions across the members of a group, and weighted means, for the exact engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ccgrules.engine.numbers import exact_sum, sum_over
from ccgrules.engine.vectors import Evaluator, Scales, Scope, any_missing, highest, label_places
from ccgrules.model.expressions import Literal
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.plan.steps import Aggregate

Finish = Callable[[Sequence[Any]], Value]
"""What a function makes of the values that are left, of which there may be none."""

Weighted = Sequence[tuple[Value, Value]]
"""The value and the weight of each item or line, for one row."""


def aggregate(expr: Aggregate, values: Sequence[Evaluator], weights: Sequence[Evaluator], scales: Scales) -> Evaluator:
    """The column of an aggregate whose items' values and weights are given as columns."""
    if expr.function == "mean" and not _equal_weights(expr):
        return _by_row(values, weights, lambda items: _weighted_items(items, expr.needing or 0))
    cell = _cell(expr, _finish(expr, scales))

    def column(scope: Scope) -> list[Value]:
        columns = [value(scope) for value in values]
        return [cell(row) for row in zip(*columns)] if columns else [cell(()) for _ in range(scope.size)]

    return column


def weighted_mean(values: Sequence[Evaluator], weights: Sequence[Evaluator], *, reweight: bool) -> Evaluator:
    """The column of a weighted mean; `reweight` leaves out lines that are missing for an excludable reason."""
    return _by_row(values, weights, (lambda lines: _weighted_items(lines, 0)) if reweight else _weighted_lines)


def _by_row(values: Sequence[Evaluator], weights: Sequence[Evaluator], cell: Callable[[Weighted], Value]) -> Evaluator:
    def column(scope: Scope) -> list[Value]:
        rows = zip(*(value(scope) for value in values))
        heavy = zip(*(weight(scope) for weight in weights))
        return [cell(tuple(zip(row, weight))) for row, weight in zip(rows, heavy)]

    return column


def _equal_weights(expr: Aggregate) -> bool:
    weights = [item.weight for item in expr.items]
    return all(isinstance(weight, Literal) and weight == weights[0] and weight.value for weight in weights)


# --- weighted ------------------------------------------------------------------------------------------------------


def _weighted_lines(lines: Weighted) -> Value:
    cells = [cell for line in lines for cell in line]
    return highest(*cells) if any_missing(cells) else _weigh(lines)


def _weighted_items(items: Weighted, needing: int) -> Value:
    blocked = _blocked([value for value, _ in items])
    if blocked is not None:
        return blocked
    left = [item for item in items if item[0].__class__ is not Missing]
    if len(left) < needing:
        return MISSING[Reason.NEEDS_MORE]
    return _weighted_lines(left) if left else MISSING[Reason.NO_MEMBERS]


def _weigh(items: Sequence[tuple[Any, Any]]) -> Value:
    total = exact_sum(weight for _, weight in items)
    if not total:
        return MISSING[Reason.DIVISION_BY_ZERO]
    pairs = ((value.as_integer_ratio(), weight.as_integer_ratio()) for value, weight in items)
    return sum_over([(over * heavy, under * light) for (over, under), (heavy, light) in pairs], total)


# --- not weighted --------------------------------------------------------------------------------------------------


def _cell(expr: Aggregate, finish: Finish) -> Callable[[Sequence[Value]], Value]:
    """A function of one row's items."""
    needing = expr.needing or 0
    decides = _DECIDES.get(expr.function)
    only_counts = expr.function == "available"

    def cell(row: Sequence[Value]) -> Value:
        left = [value for value in row if value.__class__ is not Missing]
        if len(left) < len(row) and not only_counts and (decides is None or decides not in left):
            blocked = _blocked(row)
            if blocked is not None:
                return blocked
        return finish(left) if len(left) >= needing else MISSING[Reason.NEEDS_MORE]

    return cell


def _blocked(row: Sequence[Value]) -> Missing | None:
    """The item that may not be left out, if there is one: that missing for the highest reason."""
    missing = [value for value in row if value.__class__ is Missing]
    worst = highest(*missing) if missing else None
    return worst if worst is not None and not worst.reason.excludable else None


_DECIDES = {"any": True, "all": False}
"""The one value that settles a function, whatever the items that are missing."""


def _finish(expr: Aggregate, scales: Scales) -> Finish:
    if expr.function in _OF_NONE:
        return _OF_NONE[expr.function]
    some = _OF_SOME.get(expr.function) or _by_scale(expr, scales)
    return lambda left: some(left) if left else MISSING[Reason.NO_MEMBERS]


def _by_scale(expr: Aggregate, scales: Scales) -> Finish:
    place = label_places(expr.type, scales).__getitem__
    pick: Callable[..., Value] = min if expr.function == "best" else max
    return lambda left: pick(left, key=place)


def _median(left: Sequence[Fraction]) -> Fraction:
    ordered = sorted(left)
    middle, odd = divmod(len(ordered), 2)
    return ordered[middle] if odd else (ordered[middle - 1] + ordered[middle]) / 2


_OF_NONE: dict[str, Finish] = {
    "any": lambda left: True in left,
    "count": lambda left: Fraction(sum(left)),
    "available": lambda left: Fraction(len(left)),
}
"""Functions that say something of no items at all."""

_OF_SOME: dict[str, Finish] = {
    "all": lambda left: False not in left,
    "mean": lambda left: sum_over([value.as_integer_ratio() for value in left], len(left)),
    "sum": exact_sum,
    "min": min,
    "max": max,
    "median": _median,
}
"""Functions that are missing (NO_MEMBERS) without items."""

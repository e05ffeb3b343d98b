"""Adjustments of a rating, for the exact engine: the labels that it can still have are carried from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.engine.evaluate import compile_expression
from ccgrules.engine.vectors import Column, Scales, Window, highest, label_places
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.plan.steps import Adjust, PlannedAdjustment

Possible = frozenset[int | None]
"""Places in the scale (the best label 0) that a rating can still have; None for not rated."""

NOT_RATED: Possible = frozenset({None})


def adjusted(step: Adjust, scales: Scales, window: Window) -> Iterator[tuple[str, Column]]:
    """The kept columns of a rating's adjustments, in order, the rating itself last."""
    place = label_places(step.type, scales)
    labels = list(place)
    start = window.column(step.start)
    anything: Possible = frozenset(range(len(labels)))
    possible = [anything if label.__class__ is Missing else frozenset({place[label]}) for label in start]
    doubts: list[Value] = list(start)
    kept: Column = start
    for adjustment in step.adjustments:
        verdicts = compile_expression(adjustment.when, scales)(window)
        doubts = [_doubt(doubt, verdict) for doubt, verdict in zip(doubts, verdicts)]
        possible = [_after(adjustment, before, verdict, place) for before, verdict in zip(possible, verdicts)]
        kept = [_value(after, doubt, labels) for after, doubt in zip(possible, doubts)]
        yield adjustment.column, kept
    yield step.name, kept


def _doubt(doubt: Value, verdict: Value) -> Value:
    """The highest reason so far for which something is missing, if anything is."""
    return highest(doubt, verdict) if verdict.__class__ is Missing else doubt


def _after(adjustment: PlannedAdjustment, before: Possible, verdict: Value, place: dict[Value, int]) -> Possible:
    if verdict is False:
        return before
    changed = _changed(adjustment, before, place)
    return changed if verdict is True else before | changed


def _changed(adjustment: PlannedAdjustment, before: Possible, place: dict[Value, int]) -> Possible:
    """What an adjustment makes of the possible labels where its condition is met; not rated stays not rated."""
    if adjustment.label is None:
        return NOT_RATED
    bound = place[adjustment.label]
    rated = [number for number in before if number is not None]
    match adjustment.kind:
        case "no better than":
            moved = [max(number, bound) for number in rated]
        case "no worse than":
            moved = [min(number, bound) for number in rated]
        case _:
            moved = [bound for _ in rated]
    return frozenset(moved) | (before & NOT_RATED)


def _value(possible: Possible, doubt: Value, labels: Sequence[Value]) -> Value:
    if len(possible) > 1:
        return highest(doubt)
    (only,) = possible
    return MISSING[Reason.NOT_RATED] if only is None else labels[only]

"""When a rating has a label: its start, and what its adjustments make of it."""

from __future__ import annotations

from collections.abc import Callable

from ccgrules.model.expressions import Ref
from ccgrules.plan.steps import Adjust, Compute, PlannedAdjustment
from ccgrules.prove.formula import Formula, both, either, negated
from ccgrules.prove.known import moved, words_of
from ccgrules.prove.read import Reading

Labels = Callable[[frozenset[int]], Formula]
"""When a rating has one of these labels."""


def final_labels(reading: Reading, step: Adjust) -> Labels:
    """When a rating ends with a label; rows that are not rated end with none."""
    labels = start_labels(reading, step)
    for adjustment in step.adjustments:
        labels = adjusted(reading, step, adjustment, labels)
    return labels


def start_labels(reading: Reading, step: Adjust) -> Labels:
    """When a rating starts with a label."""
    start = reading.steps[step.start]
    plain = isinstance(start, Compute) and start.supplied is None and start.expr is not None
    expr = start.expr if plain and isinstance(start, Compute) else None
    source = expr if expr is not None else Ref(step.start, step.type, span=step.origin.span)
    return lambda places: reading.is_among(source, places)


def after(reading: Reading, step: Adjust, adjustment: PlannedAdjustment, labels: frozenset[int]) -> frozenset[int]:
    """What an adjustment makes of labels; nothing where the organisation is then not rated."""
    if adjustment.label is None:
        return frozenset()
    return moved(labels, adjustment.kind, words_of(reading.plan, step.type).index(adjustment.label))


def adjusted(reading: Reading, step: Adjust, adjustment: PlannedAdjustment, labels: Labels) -> Labels:
    """When a rating has a label behind an adjustment, from when it has one before it."""
    when = reading.truth(adjustment.when)
    every = range(len(words_of(reading.plan, step.type)))

    def has(places: frozenset[int]) -> Formula:
        sources = frozenset(p for p in every if after(reading, step, adjustment, frozenset([p])) & places)
        untouched = both([negated(when), labels(places)])
        return either([untouched, both([when, labels(sources)])]) if sources else untouched

    return has

"""Adjustments that never change a label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.plan.steps import Adjust, PlannedAdjustment
from ccgrules.prove.cases import impossible
from ccgrules.prove.formula import both
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import adjusted, after, start_labels
from ccgrules.prove.read import Reading
from ccgrules.prove.ties import Ties


@dataclass(frozen=True, slots=True)
class IdleAdjustment:
    """An adjustment that changes no label: its condition cannot hold, or only where the label is such already."""

    step: Adjust
    adjustment: PlannedAdjustment
    why: OneOf["never", "idle"]


def idle_adjustments(reading: Reading, ties: Ties, step: Adjust) -> Iterator[IdleAdjustment]:
    """The adjustments of a rating that can never bite."""
    every = frozenset(range(len(words_of(reading.plan, step.type))))
    labels = start_labels(reading, step)
    for adjustment in step.adjustments:
        when = reading.truth(adjustment.when)
        changed = frozenset(p for p in every if after(reading, step, adjustment, frozenset([p])) != frozenset([p]))
        if impossible(reading, ties, when):
            yield IdleAdjustment(step, adjustment, "never")
        elif impossible(reading, ties, both([when, labels(changed)])):
            yield IdleAdjustment(step, adjustment, "idle")
        labels = adjusted(reading, step, adjustment, labels)

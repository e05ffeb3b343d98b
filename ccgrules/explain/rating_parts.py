"""What changes a rating once it was worked out, as it is told: adjustments, and what panels decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.explain.quantities import Fact, Quantity, Rule, Tri


@dataclass(frozen=True, slots=True)
class AdjustmentTold:
    """One adjustment.

    Attributes:
        label: The label that it names; None for `not rated`.
        condition: Its condition.
        before, after: The rating around it.
        moved: Whether it changed the rating (None if that cannot be said).
        without: What the rating would have been without this adjustment.
    """

    adjustment: OneOf["no better than", "no worse than", "becomes", "not rated"]
    label: Quantity | None
    condition: Fact
    before: Quantity
    after: Quantity
    moved: Tri
    without: Quantity
    rule: Rule


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A rating and its adjustments, in order."""

    start: str
    adjustments: tuple[AdjustmentTold, ...]
    kind: OneOf["adjusted"] = "adjusted"


@dataclass(frozen=True, slots=True)
class DecisionTold:
    """What a panel decided.

    Attributes:
        date: The day, as 2019-07-02.
        file, line: Where the decision stands.
    """

    decided_by: str
    date: str
    reason: str
    evidence: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Moderated:
    """A rating that a panel may change.

    Attributes:
        calculated: The column of the rating as calculated.
        panel: Who may change it.
        was: What was calculated.
        decision: None where the panel decided nothing; then the rating is as calculated.
    """

    calculated: str
    panel: str
    was: Quantity
    decision: DecisionTold | None
    kind: OneOf["moderated"] = "moderated"


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement; `decision` is None where the panel entered none."""

    panel: str
    decision: DecisionTold | None
    kind: OneOf["judged"] = "judged"

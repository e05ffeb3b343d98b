"""The value of an earlier period as it is told, and where mergers and splits led to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.explain.quantities import Quantity


@dataclass(frozen=True, slots=True)
class PredecessorTold:
    """An organisation that this one comes from.

    Attributes:
        split: Whether only a part of it went on in this one.
        value: Its value then; None where the data have no row for it.
        counts: Numerator and denominator, where the value may come from counts.
    """

    organisation: str
    name: str
    split: bool
    value: Quantity | None
    counts: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class SuccessionTold:
    """A merger or split by which it comes from them, and where that stands."""

    period: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    because: str | None
    file: str
    line: int


Taken = OneOf["value", "pooled", "same", "nothing"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The value of an earlier period; `period` is None where the data have none.

    Attributes:
        predecessors: Where the organisation comes from others, these; empty where the value is its own.
        changes: The mergers and splits between, earliest first.
        taken: What was taken from them: the value of the one, one pooled from their counts, or one that they share.
        why_not: Why nothing was.
    """

    period: str | None
    predecessors: tuple[PredecessorTold, ...] = ()
    changes: tuple[SuccessionTold, ...] = ()
    taken: Taken | None = None
    why_not: str | None = None
    kind: OneOf["earlier"] = "earlier"

"""Decisions of panels: judgements that they enter, and ratings that they change."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from ccgrules.source import Span


@dataclass(frozen=True, slots=True)
class Decision:
    """What a panel decided on one rating or judgement of one organisation.

    Attributes:
        period: Empty where the file names none.
        rating: Name of the rating or judgement.
        column: The input of the plan that it fills.
        was: What had been calculated: a label's name, `missing` or `not rated`; None for a judgement.
        to: The label decided on.
        decided_by: The panel, as the rules call it.
        spans: Where each part of it stands in the file, by its key.
    """

    organisation: str
    period: str
    rating: str
    column: str
    was: str | None
    to: str
    reason: str
    decided_by: str
    date: datetime.date
    evidence: tuple[str, ...]
    spans: Mapping[str, Span] = field(compare=False, repr=False, kw_only=True)

    def place(self, key: str = "") -> Span:
        """Where what it says under a key stands; what it says first, if there is no such key or none is asked for."""
        return self.spans[key] if key in self.spans else min(self.spans.values(), key=lambda span: span.start)

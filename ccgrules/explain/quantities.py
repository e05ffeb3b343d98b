"""Values, facts and rules as an explanation tells them: what all its other parts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

Tri = bool | None
"""Yes, no, or (None) missing."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as it is told.

    Attributes:
        kind: What kind of value it is.
        exact: A number in figures of its unit (66.7 for 66.7 %), as a decimal where it ends and as `p/q` where it does
            not; a label's name; `yes` or `no`; an ISO date; None where the value is missing.
        shown: As printed: `66.70 %`, `Segment 3`, `not submitted`.
        unit: The name of a number's unit.
        approximate: Whether a square root entered; then `exact` holds 50 digits of it.
    """

    kind: OneOf["number", "label", "yes or no", "text", "date", "missing"]
    exact: str | None
    shown: str
    unit: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Cite:
    """A clause of a document that a rule implements."""

    source: str
    clause: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a rule stands, and what hangs on it: reasons quoted, clauses, remarks."""

    file: str
    line: int
    because: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two sides of a comparison of numbers.

    Attributes:
        left, right: What is compared, in titles.
        relation: What is asked, such as `below`.
        apart: How far the left value lies from the right one, without its sign.
    """

    left: str
    left_value: Quantity
    relation: str
    right: str
    right_value: Quantity
    apart: Quantity


@dataclass(frozen=True, slots=True)
class Fact:
    """A condition, and whether it holds.

    Attributes:
        text: What is the case, with the values: `average metric score 2.21 is not below 2.09`.
        holds: Whether the condition holds; None if that cannot be said.
        joined: How the parts decide it: `and`, `or`, `not`, or `by` for the definition of a named condition.
        parts: The parts, all of them.
        comparison: The numbers, for a comparison of numbers.
    """

    text: str
    holds: Tri
    joined: OneOf["and", "or", "not", "by"] | None = None
    parts: tuple[Fact, ...] = ()
    comparison: Comparison | None = None

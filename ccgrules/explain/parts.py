"""The ways in which a value comes about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.explain.among_parts import Among
from ccgrules.explain.earlier_parts import Earlier
from ccgrules.explain.quantities import Fact, Quantity, Rule
from ccgrules.explain.rating_parts import Adjusted, Judged, Moderated


@dataclass(frozen=True, slots=True)
class Given:
    """A figure or fact that comes with the data."""

    place: str | None
    kind: OneOf["given"] = "given"


@dataclass(frozen=True, slots=True)
class Published:
    """A supplied value: as published, cannot be re-derived here.

    Attributes:
        recomputed: What the rule gives from these data alone, where there is a rule; it may lack the publisher's peers
            or digits.
        working: How that came about.
        agrees: Whether that is exactly what was published.
    """

    place: str | None
    recomputed: Quantity | None
    working: How | None
    agrees: bool
    kind: OneOf["published"] = "published"


@dataclass(frozen=True, slots=True)
class NotUsed:
    """The condition of `used when` does not hold, or cannot be decided."""

    condition: Fact
    kind: OneOf["not used"] = "not used"


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What `when missing` made of a missing value."""

    policy: OneOf["exclude", "undetermined", "score", "none"]
    reason: str
    kind: OneOf["when missing"] = "when missing"


@dataclass(frozen=True, slots=True)
class Rung:
    """One cut point of a ladder of cases: `below 2.09 (the lower quartile …) is segment 1`."""

    relation: str
    cut: Quantity
    cut_title: str
    figure: str | None
    outcome: Quantity
    apart: Quantity


@dataclass(frozen=True, slots=True)
class Ladder:
    """Cases that compare one number with cut points, where no other case holds.

    Attributes:
        subject, column, value: The number.
        rungs: The cut points, in the order of the cases.
        otherwise: The outcome past the last.
        reached: The rung that holds; as many as there are rungs for `otherwise`.
    """

    subject: str
    column: str | None
    value: Quantity
    rungs: tuple[Rung, ...]
    otherwise: Quantity | None
    reached: int


Verdict = OneOf["taken", "not taken", "not reached", "cannot be decided", "possible"]
"""`possible`: it would be taken, but for an earlier case that cannot be decided."""


@dataclass(frozen=True, slots=True)
class CaseTold:
    """One case.

    Attributes:
        outcome: What it gives; missing if that could not be worked out.
        condition: None for `otherwise`.
        verdict: Whether it decided.
    """

    outcome: Quantity
    condition: Fact | None
    verdict: Verdict
    rule: Rule


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases, first match wins. `worked` spells the taken outcome out where it is arithmetic."""

    cases: tuple[CaseTold, ...]
    taken: int | None
    ladder: Ladder | None
    worked: str | None
    parts: tuple[How, ...] = ()
    kind: OneOf["cases"] = "cases"


@dataclass(frozen=True, slots=True)
class ByPeriod:
    """A value by period, and which of them holds.

    Attributes:
        since: The period from which it holds; None for the first, or where the row's period is not known.
        until: The period from which another holds; None for the last.
        working: How it came about, where it is more than a constant.
    """

    since: str | None
    until: str | None
    working: How | None
    kind: OneOf["by period"] = "by period"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A look-up in a two-way table; `cell` is missing where the table says `unknown`."""

    row_title: str
    row: Quantity
    column_title: str
    column: Quantity
    cell: Quantity
    kind: OneOf["table"] = "table"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """An expression spelled out: in titles, and in numbers. `parts` are functions across members inside it."""

    formula: str
    worked: str
    parts: tuple[How, ...] = ()
    fact: Fact | None = None
    kind: OneOf["arithmetic"] = "arithmetic"


@dataclass(frozen=True, slots=True)
class MemberTold:
    """One member's part in a function across a group.

    Attributes:
        column: The entry that tells how its value came about; None where it is no column of its own.
        value: Its value, or why it is missing.
        unrounded: The value with the digits that the arithmetic needs.
        weight: What it counts; None for functions that do not weigh.
        counted: Whether it went in.
        why_not: Why not.
    """

    member: str
    title: str
    column: str | None
    value: Quantity
    unrounded: str
    weight: str | None
    counted: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Across:
    """A function across the members of a group.

    Attributes:
        members: Those asked for, in the order of the ruleset, then those that count only through others (`counted` is
            False).
        what: What is taken of each member, in words: `score`, `status is red`.
        worked: The arithmetic in full: `(2.9160 + 4.00) / 2 = 6.9160 / 2 = 3.4580`.
        needing: How many must be available.
    """

    function: str
    group: str
    what: str
    members: tuple[MemberTold, ...]
    counted: int
    needing: int | None
    worked: str
    result: Quantity
    kind: OneOf["across"] = "across"


@dataclass(frozen=True, slots=True)
class LineTold:
    """One line of a weighted mean; `part` tells how its value came about, where that is no entry of its own."""

    title: str
    weight: str
    value: Quantity
    unrounded: str
    counted: bool
    why_not: str | None
    column: str | None
    part: How | None


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted mean."""

    lines: tuple[LineTold, ...]
    worked: str
    kind: OneOf["weighted mean"] = "weighted mean"


How = (
    Given
    | Published
    | NotUsed
    | FilledIn
    | ByPeriod
    | Cases
    | TableCell
    | Arithmetic
    | Across
    | Weighted
    | Among
    | Earlier
    | Adjusted
    | Moderated
    | Judged
)

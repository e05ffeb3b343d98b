"""The parts of an explanation: values, facts, rules, and the ways in which a value comes about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.explain.score_parts import Scored

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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Organisations that are no members, and why; `names` holds the first few of them."""

    why: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classed:
    """The class that a member is in: by k-means, or between natural breaks.

    Attributes:
        of: How many classes there are.
        number: Which it is, 1 the lowest; None, and so is all the rest, where there are too few different values.
        members: How many members it has.
        lowest, highest: Its ends.
        centre: Its centre; None for natural breaks.
        below, above: The value next to it on either side; None at the end.
    """

    of: int
    number: int | None
    members: int | None
    lowest: Quantity | None
    highest: Quantity | None
    centre: Quantity | None
    below: Quantity | None
    above: Quantity | None


@dataclass(frozen=True, slots=True)
class Among:
    """A figure among a population.

    Attributes:
        function: The function, such as `percent_rank`.
        subject: What it is a figure of, in titles.
        own: The organisation's own value of it.
        population: The population's title.
        by: What the members share, such as `Trust type: acute`.
        within: The population's own condition, in titles.
        where: The further condition, in titles.
        members, organisations: How many members, out of how many organisations in the peer group.
        left_out: Who is no member, and why.
        best: Which way is better, for places.
        place, tied: The place, and with how many others.
        first: The best value among the members; `last` the worst.
        worked: The arithmetic: `76 / 119`.
        terms: The figures in it that were themselves worked out from the members: mean, standard deviation, the values
            beside a quantile.
        classed: The class, for what makes classes of the members.
        scored: The standard error and so on, for a z-score.
    """

    function: str
    subject: str
    own: Quantity
    population: str
    by: str | None
    within: str | None
    where: str | None
    members: int
    organisations: int
    at_least: int | None
    left_out: tuple[LeftOut, ...]
    best: OneOf["higher", "lower"] | None
    place: int | None
    tied: int | None
    first: Quantity | None
    last: Quantity | None
    worked: str | None
    terms: tuple[tuple[str, Quantity], ...]
    classed: Classed | None = None
    scored: Scored | None = None
    kind: OneOf["among"] = "among"


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

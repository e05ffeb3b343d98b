"""The checked ruleset: the list of concepts that a framework is made of.

Read this file to know what ccgrules talks about. Everything that is a value per organisation and period has a column
name: an indicator `X` gives `X.value`, `X.numerator`, `X.denominator`, `X.score`, `X.status`, `X.standard`,
`X.floor`, `X.lower_threshold`, `X.LET`; a group gives `G.score`, `G.status`; fields, conditions, measures, ratings
and judgements go by their own names; a rating `R` that a panel may change was `R.calculated` before. What comes with
the data for a `supplied` value is the same name with `.supplied` behind it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal as OneOf

from ccgrules.model.expressions import Expr, Notes
from ccgrules.model.types import Type
from ccgrules.source import SourceFile, Span

Direction = OneOf["higher", "lower", "neither"]

NOT_RATED = "not rated"
"""What a test expects of a rating that `not rated when` leaves out; no label is called so."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that rules cite."""

    name: str
    title: str
    address: str | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Framework:
    """The head of a ruleset. `rates` is the name of what is rated (`trust`) and its title; `results` the headline
    first.
    """

    name: str
    title: str
    version: str | None
    rates: str
    rates_title: str
    in_force: tuple[datetime.date, datetime.date] | None
    scores_better: Direction
    sources: tuple[Source, ...]
    amends: str | None
    results: tuple[str, ...]
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a scale."""

    name: str
    title: str
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Ordered labels, best first whatever the order in which they were written."""

    name: str
    title: str
    labels: tuple[Label, ...]
    written: OneOf["best first", "worst first"]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Field:
    """A supplied fact about an organisation."""

    name: str
    title: str
    type: Type
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Definition:
    """How one named value comes about.

    Attributes:
        how: The expression; None if it only comes with the data.
        supplied: Whether a value that comes with the data goes first.
        type: Type of the value.
        notes: What hangs on the clause.
    """

    how: Expr | None
    supplied: bool
    type: Type
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Let:
    """A local name inside a declaration."""

    name: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class Condition:
    """A named yes/no that the method works out."""

    name: str
    title: str
    definition: Definition
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Population:
    """A named peer group: everyone, or those with the same `by` (a column name), and `where`, and at least so many."""

    name: str
    title: str
    by: str | None
    where: Expr | None
    at_least: int | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number that a policy debate turns on, and the range that it may move in.

    `value` holds at first; `later` gives periods in the order of time, and the value from each on.
    """

    name: str
    title: str
    value: Fraction
    later: tuple[tuple[str, Fraction], ...]
    type: Type
    low: Fraction | None
    high: Fraction | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Method:
    """Reusable scoring, as written: `params`, `value` and the like are `Local`, of type `Kind.ANY`.

    Each `MethodCall` holds the body for its own arguments; the plan needs only those.
    """

    name: str
    title: str
    params: tuple[str, ...]
    lets: tuple[Let, ...]
    body: Definition
    gives: OneOf["score", "status"]
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class WhenMissing:
    """What a missing value does: `exclude`, `undetermined`, `reweight`, or `score` (then `score` holds the number)."""

    kind: OneOf["exclude", "undetermined", "reweight", "score"]
    score: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator.

    Attributes:
        groups: Names of the groups that it is in.
        data: Type of its value; None for a derived indicator.
        from_counts: Whether the value may be worked out as numerator / denominator.
        better: Which way is better.
        levels: `standard`, `lower_threshold`, `floor` where given, as named values `X.standard` and so on.
        counts: Its weight, or None if it does not count by itself (`counts_reason` says through what it does).
        status: A label; its type names the scale.
    """

    name: str
    title: str
    groups: tuple[str, ...]
    data: Type | None
    from_counts: bool
    better: Direction | None
    levels: Mapping[str, Definition]
    used_when: Expr | None
    lets: tuple[Let, ...]
    score: Definition | None
    status: Definition | None
    counts: Expr | None
    counts_reason: str | None
    when_missing: WhenMissing
    places: int | None
    formerly: str | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Group:
    """A domain, area or theme: an indicator made of its members."""

    name: str
    title: str
    groups: tuple[str, ...]
    used_when: Expr | None
    lets: tuple[Let, ...]
    score: Definition | None
    status: Definition | None
    counts: Expr | None
    counts_reason: str | None
    when_missing: WhenMissing
    places: int | None
    formerly: str | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Measure:
    """A named number."""

    name: str
    title: str
    lets: tuple[Let, ...]
    definition: Definition
    better: Direction | None
    places: int | None
    when_missing: WhenMissing
    formerly: str | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One adjustment of a rating: `no better than`, `no worse than`, `becomes` (with a label) or `not rated`."""

    kind: OneOf["no better than", "no worse than", "becomes", "not rated"]
    label: str | None
    when: Expr
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Must:
    """What a panel's decision must not break; in it the rating or judgement by its name is what the panel decided."""

    when: Expr
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Rating:
    """A label: a start (cases, a table, another label, or supplied), adjustments in order, then a panel's decision.

    Attributes:
        moderated_by: The panel that may change it; None if nobody may.
        musts: What its decisions must not break.
    """

    name: str
    title: str
    scale: str
    lets: tuple[Let, ...]
    start: Definition
    adjustments: tuple[Adjustment, ...]
    moderated_by: str | None
    formerly: str | None
    notes: Notes
    musts: tuple[Must, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A label that a panel enters; missing, as not submitted, where it entered none."""

    name: str
    title: str
    scale: str
    panel: str
    musts: tuple[Must, ...]
    formerly: str | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a test sets, or expects: `value` None means missing; `is not rated` is expected as `NOT_RATED`."""

    name: str
    value: Fraction | bool | str | datetime.date | None
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class TestRow:
    """One organisation (and period) of a test, with what is given and what is expected."""

    organisation: str
    period: str
    given: tuple[Given, ...]
    expect: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """An example that the rules must get right."""

    title: str
    rows: tuple[TestRow, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning that the author has looked at and accepts.

    Attributes:
        code: The code of the findings that are accepted.
        reason: Why.
        about: The declaration in which it stands.
        span: Where it stands itself.
    """

    code: str
    reason: str
    about: Span = field(compare=False, repr=False)
    span: Span = field(compare=False, repr=False)


Declared = (
    Scale | Field | Condition | Population | Parameter | Method | Indicator | Group | Measure | Rating | Judgement
)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A whole framework, checked; mappings are in the order declared (after amendments)."""

    framework: Framework
    scales: Mapping[str, Scale]
    fields: Mapping[str, Field]
    conditions: Mapping[str, Condition]
    populations: Mapping[str, Population]
    parameters: Mapping[str, Parameter]
    methods: Mapping[str, Method]
    indicators: Mapping[str, Indicator]
    groups: Mapping[str, Group]
    measures: Mapping[str, Measure]
    ratings: Mapping[str, Rating]
    tests: tuple[Test, ...]
    files: tuple[SourceFile, ...]
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()

"""One row of a result, read through its plan: values, titles and how each column is spoken of."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeVar

from ccgrules.diagnostics.render import escape
from ccgrules.engine.evaluate import row_value
from ccgrules.engine.result import Result
from ccgrules.engine.table import Columns
from ccgrules.explain import digits
from ccgrules.explain.quantities import Cite, Quantity, Rule
from ccgrules.model.expressions import Notes, Op, Ref
from ccgrules.model.ruleset import Group, Indicator, Measure, Ruleset
from ccgrules.model.types import Kind, Missing, Reason, Type, Value
from ccgrules.plan.steps import Compute, Figure, Lag, PlanExpr, PlannedAdjustment, Step
from ccgrules.source import Span

T = TypeVar("T")

REASONS = {
    Reason.NONE_GIVEN: "missing, no reason given",
    Reason.NOT_APPLICABLE: "not applicable",
    Reason.NOT_SUBMITTED: "not submitted",
    Reason.SUPPRESSED: "suppressed",
    Reason.NO_MEMBERS: "nothing to work it out from",
    Reason.NOT_CARRIED_OVER: "not carried over from the organisations before it",
    Reason.NO_EARLIER_PERIOD: "no earlier period in the data",
    Reason.NOT_IN_PEER_GROUP: "not in the peer group",
    Reason.PEER_GROUP_TOO_SMALL: "the peer group is too small",
    Reason.NEEDS_MORE: "too few available",
    Reason.DIVISION_BY_ZERO: "a division by zero",
    Reason.FIELD_MISSING: "not given",
    Reason.NOT_KNOWN: "unknown in the table",
    Reason.UNDETERMINED: "cannot be determined",
    Reason.NOT_RATED: "not rated",
}

IS_MISSING = {
    Reason.NONE_GIVEN: "is missing, no reason given",
    Reason.NOT_APPLICABLE: "is not applicable",
    Reason.NOT_SUBMITTED: "was not submitted",
    Reason.SUPPRESSED: "is suppressed",
    Reason.FIELD_MISSING: "is not given",
    Reason.UNDETERMINED: "cannot be determined",
}
"""What a sentence says of a missing value; of others, that it is missing, and the reason."""

PARTS = {
    "score": "score",
    "standard": "standard",
    "floor": "floor",
    "lower_threshold": "lower threshold",
    "numerator": "numerator",
    "denominator": "denominator",
    "lower_limit": "lower limit",
    "upper_limit": "upper limit",
}
LEVELS = ("standard", "floor", "lower_threshold")
WHOLE = frozenset({"rank", "kmeans", "natural_breaks"})
"""Figures among a population that are whole numbers, and printed so."""
COUNTED_PARTS = ("numerator", "denominator")
# Words that keep their capital inside a sentence.
BREAKING = frozenset(":;?!")
PROPER = frozenset({"England", "English", "Wales", "Welsh", "Scotland", "Scottish", "Ireland", "Irish", "British", "I"})


class Disagreement(Exception):
    """The result and the explanation disagree: a bug in ccgrules. Nothing is explained then."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Columns that are fetched once, cell by cell or whole; making exact values of scaled integers takes time."""

    columns: Columns
    _cells: dict[tuple[str, int], Value] = field(default_factory=dict, repr=False)
    _whole: dict[str, Sequence[Value]] = field(default_factory=dict, repr=False)

    def names(self) -> Sequence[str]:
        """Names of the columns."""
        return self.columns.names()

    def values(self, name: str) -> Sequence[Value]:
        """A whole column."""
        if name not in self._whole:
            self._whole[name] = self.columns.values(name)
        return self._whole[name]

    def value(self, name: str, row: int) -> Value:
        """One cell."""
        if (name, row) not in self._cells:
            self._cells[name, row] = self.columns.value(name, row)
        return self._cells[name, row]


@dataclass(frozen=True, slots=True)
class Peers:
    """The rows that a figure of one row looks at.

    Attributes:
        group: Rows of the same period, the same `by`, and the population's own condition.
        members: Those that are members, in row order.
        left_out: For each row of the group that is no member, why.
    """

    group: tuple[int, ...]
    members: tuple[int, ...]
    left_out: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation in one period.

    Attributes:
        result: The result that the row is of.
        index: Its place in it.
        steps: The plan's steps by the names of their columns.
        known: What has been worked out from all rows, by what it is and the column: it is asked for more than once.
    """

    result: Result
    index: int
    steps: Mapping[str, Step]
    known: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def ruleset(self) -> Ruleset:
        """The rules."""
        return self.result.plan.ruleset

    @property
    def noun(self) -> str:
        """What is rated, in one word: `trust`."""
        head = self.ruleset.framework
        name = head.rates.replace("_", " ")
        return in_sentence(head.rates_title) if head.rates_title.casefold() == name.casefold() else name

    def once(self, what: str, column: str, make: Callable[[], T]) -> T:
        """What `make` gives, made the first time that it is asked for."""
        if (what, column) not in self.known:
            self.known[what, column] = make()
        found: T = self.known[what, column]
        return found

    def value(self, column: str) -> Value:
        """The kept value."""
        return self.result.value(column, self.index)

    def column(self, column: str) -> Sequence[Value]:
        """The kept values of all rows."""
        return self.result.values(column)

    def evaluate(self, expr: PlanExpr) -> Value:
        """What an elementwise expression comes to, worked out from the kept columns."""
        return row_value(expr, self.result, self.index)

    def confirm(self, column: str, again: Value) -> None:
        """Hold the kept value to the same value worked out again.

        Raises:
            Disagreement: They differ.
        """
        kept = self.value(column)
        if kept == again:
            return
        if (
            isinstance(kept, Fraction)
            and isinstance(again, Fraction)
            and digits.compare(kept, again, approximate=True) == 0
        ):
            return
        raise Disagreement(f"{column} is kept as {kept} and comes to {again} when worked out again")

    # --- values as told ----------------------------------------------------------------------------------------

    def quantity(self, column: str) -> Quantity:
        """A column's value as told."""
        return self.told(self.value(column), self.type_of(column), self.places(column))

    def told(self, value: Value, type_: Type, places: int | None = None) -> Quantity:
        """Any value as told."""
        if isinstance(value, Missing):
            return Quantity("missing", None, REASONS[value.reason])
        if isinstance(value, bool):
            word = "yes" if value else "no"
            return Quantity("yes or no", word, word)
        if isinstance(value, Fraction):
            return number(value, type_, places)
        if isinstance(value, datetime.date):
            return Quantity("date", value.isoformat(), digits.date(value))
        if type_.kind is Kind.LABEL and type_.scale is not None:
            return Quantity("label", value, self.label_title(type_.scale, value))
        return Quantity("text", escape(value), escape(value).replace("_", " ") if type_.choices else escape(value))

    def precisely(self, value: Value, type_: Type, places: int | None = None) -> Quantity:
        """As `told`, a number with the digits that arithmetic needs."""
        told = self.told(value, type_, places)
        return replace(told, shown=self.digits(value, type_, places)) if isinstance(value, Fraction) else told

    def label_title(self, scale: str, label: str) -> str:
        """A label's title."""
        known = self.ruleset.scales.get(scale)
        return next((escape(entry.title) for entry in known.labels if entry.name == label), label) if known else label

    def unrounded(self, column: str) -> str:
        """A number with the digits that arithmetic needs, with its unit; any other value as shown."""
        value = self.value(column)
        if not isinstance(value, Fraction):
            return self.quantity(column).shown
        return self.digits(value, self.type_of(column), self.places(column))

    def digits(self, value: Fraction, type_: Type, places: int | None = None) -> str:
        """A number with the digits that arithmetic needs, with its unit."""
        return digits.with_unit(self.figure(value, type_, places), type_.unit)

    def figure(self, value: Fraction, type_: Type, places: int | None = None) -> str:
        """A number with the digits that arithmetic needs, without its unit."""
        figure = digits.stored(value, type_.unit)
        least = digits.default_places(figure, type_.unit) if places is None else places
        return digits.unrounded(figure, least)

    def type_of(self, column: str) -> Type:
        """A column's type."""
        return self.steps[column].type

    def places(self, column: str) -> int | None:
        """How many places the author wants a column printed to; one that repeats another is printed like it."""
        alike: str | None = column
        while alike is not None:
            step = self.steps[alike]
            if (isinstance(step, Figure) and step.function in WHOLE) or _is_significance(step):
                return 0
            if not isinstance(step, Figure | Lag) and (places := self._declared_places(alike)) is not None:
                return places
            alike = _printed_like(step)
        return None

    def _declared_places(self, column: str) -> int | None:
        declared = self.declared(column)
        if self.part(column) in COUNTED_PARTS:
            value = self.value(column)
            ends = digits.ending_places(value) if isinstance(value, Fraction) else None
            return ends if ends is not None and ends <= digits.LEAST_PLACES else None
        if isinstance(declared, Measure):
            return declared.places
        if isinstance(declared, Indicator) and self.part(column) in ("value", *LEVELS):
            return declared.places
        if isinstance(declared, Group):
            return declared.places
        return None

    # --- titles ------------------------------------------------------------------------------------------------

    def declared(self, column: str) -> object | None:
        """The declaration that a column belongs to."""
        name = self.steps[column].origin.declaration
        rules = self.ruleset
        for kind in (
            rules.indicators,
            rules.groups,
            rules.measures,
            rules.ratings,
            rules.judgements,
            rules.conditions,
            rules.fields,
            rules.populations,
        ):
            if name in kind:
                return kind[name]
        return None

    def part(self, column: str) -> str:
        """Which part of its declaration a column is: `score`, `value`, empty for the declaration's own value."""
        step = self.steps[column]
        return column.removeprefix(step.origin.declaration).removeprefix(".")

    def title(self, column: str) -> str:
        """The title of the declaration that a column belongs to."""
        declared = self.declared(column)
        title = getattr(declared, "title", None) or self.steps[column].origin.title
        return escape(title) if title else self.steps[column].origin.declaration.replace("_", " ")

    def population_title(self, population: str) -> str:
        """A population's title."""
        known = self.ruleset.populations.get(population)
        return escape(known.title) if known else population

    # --- places ------------------------------------------------------------------------------------------------

    def rule(self, notes: Notes, span: Span) -> Rule:
        """Where a rule stands and what hangs on it."""
        sources = {source.name: source for source in self.ruleset.framework.sources}
        cites = tuple(
            Cite(escape(sources[name].title), clause and escape(clause), sources[name].address)
            if name in sources
            else Cite(name, clause and escape(clause), None)
            for name, clause in notes.cites
        )
        because = tuple(escape(reason) for reason in notes.because)
        remarks = tuple(escape(remark) for remark in notes.remarks)
        return Rule(escape(span.source.name), span.line, because, cites, remarks)

    def rule_of(self, step: Step | PlannedAdjustment) -> Rule:
        """The rule of a step."""
        return self.rule(step.origin.notes, step.origin.span)

    def data_place(self, column: str) -> str | None:
        """Where in the data a cell stands."""
        place = self.result.dataset.places.get((column, self.index))
        return escape(place) if place else None


def _is_significance(step: Step) -> bool:
    return isinstance(step, Compute) and isinstance(step.expr, Op) and step.expr.op == "against_limits"


def number(value: Fraction, type_: Type, places: int | None = None) -> Quantity:
    """A number as told."""
    figure = digits.stored(value, type_.unit)
    exact = digits.approximate(figure) if type_.approximate else digits.exact(figure)
    unit = type_.unit.name if type_.unit else None
    return Quantity("number", exact, digits.shown(value, type_, places), unit, type_.approximate)


def is_missing(reason: Reason) -> str:
    """What a sentence says of a missing value: `was not submitted`."""
    return IS_MISSING.get(reason) or f"is missing ({REASONS[reason]})"


def in_sentence(title: str) -> str:
    """A title inside a sentence: its first letter small, unless the first word is a name, a code or an abbreviation.

    It stands in quotes where it would break the sentence.
    """
    if BREAKING.intersection(title):
        return f"“{title}”"
    words = title.split()
    if not words or words[0] in PROPER or not words[0][1:].isalpha() or not words[0][1:].islower():
        return title
    proper = any(word[0].isupper() and word[1:].islower() for word in words[1:])
    return title if proper else title[0].lower() + title[1:]


def row_of(result: Result, organisation: str, period: str | None) -> Row:
    """The row of an organisation in a period (the latest in which it stands, if none is named).

    Raises:
        KeyError: There is no such row.
    """
    keys = result.keys
    rows = [i for i, code in enumerate(keys.organisations) if code == organisation]
    if period is not None:
        rows = [i for i in rows if keys.periods[i] == period]
    if not rows:
        raise KeyError(organisation)
    remembered = replace(result, columns=Remembered(result.columns))
    return Row(remembered, rows[-1], {step.name: step for step in result.plan.steps})


def value_of_counts(numerator: str, denominator: str) -> str | None:
    """The column of an indicator's value, by those of its own numerator and denominator; None for any others."""
    owner = numerator.removesuffix(".numerator")
    return f"{owner}.value" if owner != numerator and denominator == f"{owner}.denominator" else None


def _printed_like(step: Step) -> str | None:
    """The column whose figures are of the same kind as those of a step, if there is one."""
    match step:
        case Figure(function="percent_rank" | "standardise" | "z_score"):
            return None
        case Figure(function="pooled", args=(numerator, denominator)):
            return value_of_counts(numerator, denominator)
        case Figure():
            return step.args[0]
        case Lag():
            return step.of
        case Compute(expr=Ref() as other):
            return other.name
        case _:
            return None

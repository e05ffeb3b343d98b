"""Walking over checked expressions and over the named values of a ruleset, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.expressions import (
    Across,
    Among,
    Choose,
    Dated,
    Expr,
    Lookup,
    MethodCall,
    Notes,
    Op,
    Previous,
    Ref,
    WeightedMean,
)
from ccgrules.model.ruleset import Definition, Group, Indicator, Judgement, Rating, Ruleset
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.units import YES_NO
from ccgrules.source import Span


@dataclass(frozen=True, slots=True)
class Visit:
    """An expression inside another one, with the calls of methods that lead to it."""

    expr: Expr
    calls: tuple[Label, ...] = ()


def parts(expr: Expr) -> Iterator[Expr]:
    """The expressions directly inside an expression; a method call's are those of the body spelled out for it."""
    match expr:
        case Op(args=args):
            yield from args
        case Across(arg=arg) | Previous(arg=arg):
            yield arg
        case Dated(first, later):
            yield first
            yield from (value for _, value in later)
        case Among():
            yield from expr.args
            if expr.where is not None:
                yield expr.where
        case Choose() | Lookup() | WeightedMean():
            yield from _of_body(expr)
        case MethodCall():
            yield from (let for _, let in expr.lets)
            yield expr.body


def _of_body(expr: Choose | Lookup | WeightedMean) -> Iterator[Expr]:
    match expr:
        case Choose():
            for case in expr.cases:
                yield case.outcome
                if case.when is not None:
                    yield case.when
        case Lookup():
            yield from (expr.rows, expr.columns)
            for row in expr.cells:
                yield from (cell for cell in row if cell is not None)
        case WeightedMean():
            for line in expr.lines:
                yield from (line.weight, line.value)


def visits(expr: Expr) -> Iterator[Visit]:
    """The expression and all inside it, each before what is inside it."""
    waiting = [Visit(expr)]
    while waiting:
        visit = waiting.pop()
        yield visit
        calls = visit.calls
        if isinstance(visit.expr, MethodCall):
            calls = (*calls, Label(visit.expr.span, "called here"))
        waiting.extend(reversed([Visit(part, calls) for part in parts(visit.expr)]))


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A named value that the ruleset works out.

    Attributes:
        column: `OF0057.score`, `average_score`.
        owner: The declaration that it belongs to.
        definition: How it comes about.
        conditions: Conditions that it hangs on as well: `used when`, and those of a rating's adjustments.
    """

    column: str
    owner: str
    definition: Definition
    conditions: tuple[Expr, ...] = ()

    @property
    def span(self) -> Span:
        """Where it is defined."""
        return self.definition.span

    def expressions(self) -> Iterator[Expr]:
        """All its expressions."""
        if self.definition.how is not None:
            yield self.definition.how
        yield from self.conditions


def named_values(ruleset: Ruleset) -> Iterator[NamedValue]:
    """Every named value that is worked out (or supplied), in the order declared."""
    for condition in ruleset.conditions.values():
        yield NamedValue(condition.name, condition.name, condition.definition)
    for indicator in ruleset.indicators.values():
        yield from _of_member(indicator)
    for group in ruleset.groups.values():
        yield from _of_member(group)
    for measure in ruleset.measures.values():
        for let in measure.lets:
            yield NamedValue(f"{measure.name}.{let.name}", measure.name, let.definition)
        yield NamedValue(measure.name, measure.name, measure.definition)
    for rating in ruleset.ratings.values():
        for let in rating.lets:
            yield NamedValue(f"{rating.name}.{let.name}", rating.name, let.definition)
        yield from _of_rating(rating)
    for judgement in ruleset.judgements.values():
        yield from _musts(judgement)


def _of_rating(rating: Rating) -> Iterator[NamedValue]:
    """A rating; one that a panel may change is what is calculated, or else what the panel decides."""
    name = rating.name
    conditions = tuple(adjustment.when for adjustment in rating.adjustments)
    if rating.moderated_by is None:
        yield NamedValue(name, name, rating.start, conditions)
    else:
        calculated = f"{name}.{CALCULATED}"
        yield NamedValue(calculated, name, rating.start, conditions)
        ref = Ref(calculated, rating.start.type, span=rating.span)
        yield NamedValue(name, name, Definition(ref, supplied=True, type=ref.type, notes=Notes(), span=ref.span))
    yield from _musts(rating)


def _musts(declared: Rating | Judgement) -> Iterator[NamedValue]:
    for number, must in enumerate(declared.musts, 1):
        definition = Definition(must.when, supplied=False, type=YES_NO, notes=must.notes, span=must.span)
        yield NamedValue(f"{declared.name}.must_{number}", declared.name, definition)


def _of_member(member: Indicator | Group) -> Iterator[NamedValue]:
    name = member.name
    if isinstance(member, Indicator):
        for level, definition in member.levels.items():
            yield NamedValue(f"{name}.{level}", name, definition)
    for let in member.lets:
        yield NamedValue(f"{name}.{let.name}", name, let.definition)
    used_when = (member.used_when,) if member.used_when is not None else ()
    for part, given in (("score", member.score), ("status", member.status)):
        if given is not None:
            yield NamedValue(f"{name}.{part}", name, given, used_when)


def expressions_of(ruleset: Ruleset) -> Iterator[Expr]:
    """Every expression of a ruleset that the method works with; those of methods as their calls spell them out."""
    for value in named_values(ruleset):
        yield from value.expressions()
    for population in ruleset.populations.values():
        if population.where is not None:
            yield population.where
    members: list[Indicator | Group] = [*ruleset.indicators.values(), *ruleset.groups.values()]
    yield from (member.counts for member in members if member.counts is not None)

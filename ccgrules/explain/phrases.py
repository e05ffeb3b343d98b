"""Expressions in words: in titles, in numbers, or in titles with their values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal as OneOf
from typing import TypeGuard

from ccgrules.diagnostics.render import escape
from ccgrules.explain import digits
from ccgrules.explain.limits import limit_of, limit_words, limit_worked, significance_words, significance_worked
from ccgrules.explain.row import PARTS, Row, in_sentence, value_of_counts
from ccgrules.model.expressions import Choose, Literal, Lookup, Op, Ref, WeightedMean
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import Kind, Missing, Type
from ccgrules.plan.steps import Aggregate, Compute, Figure, Lag, PlanExpr, Since

Style = OneOf["titles", "numbers", "both"]
Worked = Callable[[str], str | None]
"""Gives the arithmetic of a figure among a population, such as `76 / 119`, by its column."""

SUM, PRODUCT, ATOM = 1, 2, 3
SIGNS = {"add": ("+", SUM), "sub": ("−", SUM), "mul": ("×", PRODUCT), "div": ("/", PRODUCT)}
CALLS = {
    "abs": "absolute value of",
    "min": "lowest of",
    "max": "highest of",
    "best": "best of",
    "worst": "worst of",
    "how_many": "how many hold of",
}
RELATIONS = {
    "lt": ("below", "not below"),
    "le": ("at most", "above"),
    "gt": ("above", "not above"),
    "ge": ("at least", "below"),
    "eq": ("equal to", "not equal to"),
    "ne": ("different from", "equal to"),
}
"""How a comparison is said when it holds, and when it does not."""


FIGURES = {
    "rank": "place by",
    "percent_rank": "relative place by",
    "standardise": "standardised",
    "z_score": "z-score of",
    "kmeans": "cluster of",
    "natural_breaks": "class of",
    "count": "number of",
    "sd": "standard deviation of",
    "min": "lowest",
    "max": "highest",
}
ABOUT_THE_FIRST = frozenset({"pooled", "z_score"})
"""Figures that are spoken of by their first argument alone."""
SILENT_PARTS = ("", "value", "status")
HELPER = re.compile(r"(arg\d+|where|(wilson|byar)_(lower|upper))(_\d+)?")
"""Columns that the plan makes for an argument, a condition or a limit; they are spoken of by what they hold."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Spells expressions of one row.

    Attributes:
        row: The row.
        style: Titles, numbers, or titles with numbers behind them.
        worked: The arithmetic of figures, for numbers.
        places: At least so many places, where a comparison needs them.
        own: Refs of this declaration are spoken of by their part alone (`score`).
    """

    row: Row
    style: Style = "titles"
    worked: Worked | None = None
    places: int | None = None
    own: str | None = None

    def spell(self, expr: PlanExpr) -> str:
        """The expression in words."""
        return self._spell(expr)[0]

    def _spell(self, expr: PlanExpr) -> tuple[str, int]:
        if isinstance(expr, Op) and constant(expr) and self.style != "titles":
            value = self.row.evaluate(expr)
            if isinstance(value, Fraction):
                return plain_number(value, expr.type), ATOM
        match expr:
            case Literal():
                return self._literal(expr), ATOM
            case Ref():
                return self._ref(expr)
            case Op():
                return self._operation(expr)
            case Aggregate():
                return self._with_value(aggregate_phrase(self.row, expr), expr), ATOM
            case WeightedMean():
                return self._with_value("weighted mean", expr), ATOM
            case _:
                words = "value in the table" if isinstance(expr, Lookup) else "value by cases"
                return self._with_value(words, expr), ATOM

    def _literal(self, expr: Literal) -> str:
        value = literal(self.row, expr)
        if expr.name is None or self.style == "numbers":
            return value
        title = in_sentence(parameter_title(self.row, expr.name))
        return title if self.style == "titles" else f"{title} {value}"

    def _ref(self, expr: Ref) -> tuple[str, int]:
        if self.style == "numbers" and self.worked is not None and isinstance(self.row.steps.get(expr.name), Figure):
            arithmetic = self.worked(expr.name)
            if arithmetic:
                return arithmetic, PRODUCT if "/" in arithmetic else ATOM
        return self._with_value(self._name(expr.name), expr), ATOM

    def _name(self, column: str) -> str:
        part = self.row.part(column)
        step = self.row.steps[column]
        if isinstance(step, Lag) and self.own is not None and self.row.steps[step.of].origin.declaration == self.own:
            return f"{self._name(step.of)} {_then(step)}"
        if self.own is not None and self.row.steps[column].origin.declaration == self.own and part:
            return part.rsplit(".", maxsplit=1)[-1].replace("_", " ")
        return phrase(self.row, column)

    def _with_value(self, words: str, expr: PlanExpr) -> str:
        if self.style == "titles":
            return words
        value = self._value(expr)
        return value if self.style == "numbers" else f"{words} {value}"

    def _value(self, expr: PlanExpr) -> str:
        value = self.row.evaluate(expr)
        places = self.row.places(expr.name) if isinstance(expr, Ref) else None
        if not isinstance(value, Fraction):
            return self.row.told(value, expr.type, places).shown
        if self.places is not None:
            return digits.shown(value, expr.type, self.places)
        return self.row.digits(value, expr.type, places)

    def _operation(self, expr: Op) -> tuple[str, int]:
        if (by_limits := self._by_limits(expr)) is not None:
            return by_limits
        if expr.op in SIGNS:
            return self._arithmetic(expr)
        # Whatever is spelt is spelt once: twice at each level would double the work with each.
        if expr.op == "neg":
            return f"{digits.MINUS}{self._bracketed(expr.args[0], PRODUCT)}", PRODUCT
        if expr.op == "not":
            return self._negated(expr.args[0]), SUM
        args = [self.spell(arg) for arg in expr.args]
        match expr.op:
            case "round":
                return f"{args[0]} rounded to {args[1]} {'place' if args[1] == '1' else 'places'}", SUM
            case "and" | "or":
                return f" {expr.op} ".join(args), SUM
            case "is":
                return f"{args[0]} is {args[1]}", SUM
            case "one_of":
                return f"{args[0]} is one of {', '.join(args[1:])}", SUM
            case "better" | "worse":
                return f"{args[0]} is {expr.op} than {args[1]}", SUM
            case "is_missing":
                return f"{args[0]} is missing", SUM
            case name if name in RELATIONS:
                return f"{args[0]} is {RELATIONS[name][0]} {args[1]}", SUM
            case name:
                return f"{CALLS[name]} ({', '.join(args)})", ATOM

    def _by_limits(self, expr: Op) -> tuple[str, int] | None:
        """A confidence limit, or significance by limits; None for all else."""
        limit = limit_of(expr)
        if expr.op == "against_limits":
            return self._significance(expr), ATOM
        return None if limit is None else self._limit(expr, limit)

    def _limit(self, expr: Op, limit: Op) -> tuple[str, int]:
        """A confidence limit: its name, or the formula with its figures."""
        words = limit_words(self.row, limit, self.counts_of(limit))
        if self.style == "titles" or isinstance(self.row.evaluate(expr), Missing):
            return self._with_value(words, expr), ATOM
        figures = replace(self, style="numbers")
        worked = limit_worked(limit, self.row.evaluate(limit.args[0]), figures.counts_of(limit))
        if limit is not expr:
            worked = f"{figures.spell(expr.args[0])} × {worked}"
        return (worked, PRODUCT) if self.style == "numbers" else (f"{words} ({worked})", ATOM)

    def counts_of(self, limit: Op) -> list[str]:
        """The count and the denominator of a limit, in brackets where they are worked out."""
        return [self._bracketed(count, ATOM) for count in limit.args[:2]]

    def _significance(self, expr: Op) -> str:
        value = self.row.evaluate(expr)
        worked = significance_worked(self.row, expr) if isinstance(value, Fraction) else self._value(expr)
        if self.style == "numbers":
            return worked
        words = significance_words([Speller(self.row, own=self.own).spell(arg) for arg in expr.args[:2]])
        return words if self.style == "titles" else f"{words} ({worked})"

    def _negated(self, expr: PlanExpr) -> str:
        text = self.spell(expr)
        if isinstance(expr, Op) and expr.op in ("is", "is_missing", "one_of", "better", "worse"):
            return " is not ".join(text.rsplit(" is ", maxsplit=1))
        return f"not ({text})"

    def _arithmetic(self, expr: Op) -> tuple[str, int]:
        sign, level = SIGNS[expr.op]
        left = self._bracketed(expr.args[0], level)
        # The right side of − and / needs brackets around its like: a − (b + c), a / (b × c).
        right = self._bracketed(expr.args[1], level + (expr.op in ("sub", "div")))
        if right.startswith(digits.MINUS):
            if expr.op == "add":
                return f"{left} {digits.MINUS} {right[1:]}", level
            right = f"({right})"
        return f"{left} {sign} {right}", level

    def _bracketed(self, expr: PlanExpr, level: int) -> str:
        text, own = self._spell(expr)
        return f"({text})" if own < level else text


def constant(expr: PlanExpr) -> bool:
    """Whether an expression is made of constants alone."""
    if isinstance(expr, Op):
        return all(constant(arg) for arg in expr.args)
    return isinstance(expr, Literal)


def plain_number(value: Fraction, type_: Type) -> str:
    """A constant with its unit: `3`, `25 %`."""
    return digits.with_unit(digits.plain(digits.stored(value, type_.unit)), type_.unit)


def literal(row: Row, expr: Literal) -> str:
    """A constant as it is printed."""
    if isinstance(expr.value, Fraction):
        return plain_number(expr.value, expr.type)
    return row.told(expr.value, expr.type).shown


def parameter_title(row: Row, name: str) -> str:
    """The title of a parameter."""
    known = row.ruleset.parameters.get(name)
    return known.title if known and known.title else name.replace("_", " ")


def group_title(row: Row, group: str) -> str:
    """A group's title; `all` is the whole framework."""
    if group == "all":
        return "the whole framework"
    known = row.ruleset.groups.get(group)
    return known.title if known and known.title else group.replace("_", " ")


def item_phrase(row: Row, expr: Aggregate) -> str:
    """What an aggregate takes of each member: `score`, `status is Red`."""
    if not expr.items:
        return "value"
    first = expr.items[0]
    return Speller(row, own=first.member).spell(first.value)


def aggregate_phrase(row: Row, expr: Aggregate) -> str:
    """How a sentence speaks of an aggregate: `mean score in access to services`."""
    what, group = item_phrase(row, expr), in_sentence(group_title(row, expr.group))
    match expr.function:
        case "count":
            return f"number of members of {group} where {what}"
        case "available":
            return f"number of members of {group} with a {what}"
        case "any" | "all":
            return f"{expr.function} of the members of {group}: {what}"
        case _:
            names = {"sum": "sum of", "min": "lowest", "max": "highest", "best": "best", "worst": "worst"}
            return f"{names.get(expr.function, expr.function)} {what} in {group}"


def phrase(row: Row, column: str) -> str:
    """How a sentence speaks of a column, in titles: `score of sickness absence rate`."""
    step = row.steps[column]
    if isinstance(step, Lag):
        return f"{phrase(row, step.of)} {_then(step)}"
    if isinstance(step, Figure):
        return figure_phrase(row, step)
    if isinstance(step, Since):
        return f"whether the period is {escape(step.period)} or later"
    part = row.part(column).removesuffix("supplied").removesuffix("used").removesuffix(".")
    last = part.rsplit(".", maxsplit=1)[-1]
    if isinstance(step, Compute) and step.expr is not None and HELPER.fullmatch(last):
        return Speller(row).spell(step.expr)
    title = in_sentence(row.title(column))
    if step.origin.declaration in row.ruleset.populations:
        return f"being one of “{title}”"
    if part in SILENT_PARTS:
        return title
    if part == "before":
        return f"{title} before adjustments"
    if part == CALCULATED:
        return f"{title} as calculated"
    if part == "score" and step.origin.declaration in row.ruleset.groups:
        return f"score for {title}"
    return f"{PARTS[part]} of {title}" if part in PARTS else f"“{last.replace('_', ' ')}” of {title}"


def _then(step: Lag) -> str:
    return "in the period before" if step.period is None else f"in {escape(step.period)}"


# --- values by period ----------------------------------------------------------------------------------------------


def is_by_period(expr: PlanExpr, row: Row) -> TypeGuard[Choose]:
    """Whether an expression is a value by period: cases over the row's period, the latest first."""
    when = expr.cases[0].when if isinstance(expr, Choose) else None
    return isinstance(when, Ref) and isinstance(row.steps.get(when.name), Since)


def starts_of(row: Row, expr: Choose) -> tuple[str | None, ...]:
    """The period from which each case of a value by period holds; None for the first value."""
    steps = [row.steps[case.when.name] if isinstance(case.when, Ref) else None for case in expr.cases]
    return tuple(step.period if isinstance(step, Since) else None for step in steps)


def held_case(row: Row, expr: Choose) -> int | None:
    """Which case of a value by period holds; None where the row's period is not known."""
    verdicts = [True if case.when is None else row.evaluate(case.when) for case in expr.cases]
    return None if any(isinstance(verdict, Missing) for verdict in verdicts) else verdicts.index(True)


def since_when(row: Row, column: str) -> str | None:
    """The period from which a standard, threshold or parameter has held, where it has values by period."""
    step = row.steps.get(column)
    if not isinstance(step, Compute) or step.expr is None or not is_by_period(step.expr, row):
        return None
    supplied = step.supplied is not None and not isinstance(row.value(step.supplied), Missing)
    held = None if supplied or (row.index, column) in row.result.given else held_case(row, step.expr)
    return None if held is None else starts_of(row, step.expr)[held]


def figure_phrase(row: Row, step: Figure) -> str:
    """How a sentence speaks of a figure among a population: `lower quartile of average score among all trusts`."""
    subject = " then ".join(phrase(row, arg) for arg in step.args[: 1 if step.function in ABOUT_THE_FIRST else None])
    peers = in_sentence(row.population_title(step.population))
    if step.function == "pooled":
        own = value_of_counts(*step.args)
        counts = phrase(row, own) if own is not None else f"{subject} / {phrase(row, step.args[1])}"
        return f"{counts} of {peers} taken together"
    if step.function == "count" and row.type_of(step.args[0]).kind is not Kind.YES_NO:
        return f"number of {peers} with {subject}"
    return f"{figure_name(step)} {subject} among {peers}"


def figure_name(step: Figure) -> str:
    """A function among a population, in words: `lower quartile of`, `place by`."""
    q = step.q or Fraction(0)
    if step.function == "quantile":
        named = {Fraction(1, 4): "lower quartile", Fraction(1, 2): "median", Fraction(3, 4): "upper quartile"}
        return f"{named.get(q) or f'{digits.plain(q * 100)} % quantile'} of"
    return FIGURES.get(step.function, f"{step.function} of")


def missing_part(row: Row, expr: PlanExpr) -> tuple[PlanExpr, Missing] | None:
    """The part of an expression that makes it missing, with the reason: the first for the highest reason."""
    value = row.evaluate(expr)
    if not isinstance(value, Missing):
        return None
    parts = [missing_part(row, arg) for arg in expr.args] if isinstance(expr, Op) else []
    found = [part for part in parts if part is not None]
    if found:
        return max(found, key=lambda part: part[1].reason)
    return expr, value

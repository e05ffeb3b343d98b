"""Functions across the members of a group, and weighted means, spelled out for one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ccgrules.explain import digits
from ccgrules.explain.facts import member_title
from ccgrules.explain.parts import Across, How, LineTold, MemberTold
from ccgrules.explain.phrases import Speller, group_title, item_phrase
from ccgrules.explain.row import REASONS, Row
from ccgrules.explain.words import capital
from ccgrules.model.expressions import Ref, WeightedLine, WeightedMean
from ccgrules.model.ruleset import Group, Indicator
from ccgrules.model.types import Missing, Type, Value
from ccgrules.plan.steps import Aggregate, Item, PlanExpr

WEIGHING = frozenset({"mean"})
ONE_NUMBER_OF_MANY = frozenset({"min", "max", "median", "best", "worst"})


def across(row: Row, expr: Aggregate) -> Across:
    """A function across a group's members."""
    told = [_member(row, expr, item) for item in expr.items]
    result = row.evaluate(expr)
    return Across(
        function=expr.function,
        group=group_title(row, expr.group),
        what=item_phrase(row, expr),
        members=(*told, *_through_others(row, expr)),
        counted=sum(member.counted for member in told),
        needing=expr.needing,
        worked="" if isinstance(result, Missing) else _worked(row, expr, result),
        result=row.told(result, expr.type),
    )


def _member(row: Row, expr: Aggregate, item: Item) -> MemberTold:
    value = row.evaluate(item.value)
    column = item.value.name if isinstance(item.value, Ref) else None
    missing = isinstance(value, Missing)
    return MemberTold(
        member=item.member,
        title=member_title(row, item.member),
        column=column,
        value=row.told(value, item.value.type, row.places(column) if column else None),
        unrounded=_digits(row, value, item.value.type),
        weight=_weight(row.evaluate(item.weight)) if expr.function in WEIGHING else None,
        counted=not missing,
        why_not=REASONS[value.reason] if isinstance(value, Missing) else None,
    )


def _digits(row: Row, value: Value, type_: Type) -> str:
    return row.digits(value, type_) if isinstance(value, Fraction) else row.told(value, type_).shown


def _weight(value: Value) -> str:
    return digits.share_of_one(value) if isinstance(value, Fraction) else "missing"


def _through_others(row: Row, expr: Aggregate) -> Iterator[MemberTold]:
    """Members that `counts no` keeps out: they are not in the plan's aggregate at all."""
    taken = {item.member for item in expr.items}
    for declared in _declared_members(row, expr):
        column = f"{declared.name}.score"
        if declared.name in taken or declared.counts is not None or declared.counts_reason is None:
            continue
        if column in row.steps:
            value = row.quantity(column)
            yield MemberTold(
                declared.name,
                declared.title,
                column,
                value,
                row.unrounded(column),
                None,
                counted=False,
                why_not=declared.counts_reason,
            )


def _declared_members(row: Row, expr: Aggregate) -> Sequence[Indicator | Group]:
    rules = row.ruleset
    if expr.group == "all":
        return tuple(rules.indicators.values())
    both: list[Indicator | Group] = [*rules.indicators.values(), *rules.groups.values()]
    if expr.axis == "members":
        return [member for member in both if expr.group in member.groups]
    inside = _with_subgroups(row, expr.group)
    return [indicator for indicator in rules.indicators.values() if inside & set(indicator.groups)]


def _with_subgroups(row: Row, group: str) -> set[str]:
    found = [group]
    for name in found:
        found += [
            inner.name for inner in row.ruleset.groups.values() if name in inner.groups and inner.name not in found
        ]
    return set(found)


# --- the arithmetic ------------------------------------------------------------------------------------------------


def _worked(row: Row, expr: Aggregate, result: Value) -> str:
    there = [(item, value) for item in expr.items if not isinstance(value := row.evaluate(item.value), Missing)]
    names = ", ".join(member_title(row, item.member) for item, value in there if value is True)
    match expr.function:
        case "mean":
            return _mean(row, expr, there)
        case "sum":
            terms = plus([_digits(row, value, item.value.type) for item, value in there])
            return f"{terms} = {_digits(row, result, expr.type)}"
        case "count" | "any" | "all":
            true = sum(value is True for _, value in there)
            return f"{true} of {len(there)}" + (f": {names}" if names else "")
        case "available":
            return f"{len(there)} of {len(expr.items)}"
        case _:
            listed = ", ".join(_digits(row, value, item.value.type) for item, value in there)
            return f"{expr.function} of {listed} = {_digits(row, result, expr.type)}"


def _mean(row: Row, expr: Aggregate, there: Sequence[tuple[Item, Value]]) -> str:
    pairs = [(value, row.evaluate(item.weight)) for item, value in there]
    numbers = [(v, w) for v, w in pairs if isinstance(v, Fraction) and isinstance(w, Fraction)]
    total = sum((v * w for v, w in numbers), Fraction(0))
    weight = sum((w for _, w in numbers), Fraction(0))
    type_ = expr.type
    terms = plus([_term(row.digits(v, type_), w) for v, w in numbers])
    if len(numbers) == 1 and weight == 1:
        return terms
    bracketed = f"({terms})" if len(numbers) > 1 else terms
    over = digits.share_of_one(weight)
    return f"{bracketed} / {over} = {row.digits(total, type_)} / {over} = {row.digits(total / weight, type_)}"


def _term(value: str, weight: Fraction) -> str:
    if weight == 1:
        return value
    bracketed = f"({value})" if value.startswith(digits.MINUS) else value
    return f"{digits.share_of_one(weight)} × {bracketed}"


def plus(terms: Sequence[str]) -> str:
    """Terms with plus signs between them; a term below zero is taken away."""
    text = ""
    for term in terms:
        if not text:
            text = term
        elif term.startswith(digits.MINUS):
            text += f" {digits.MINUS} {term[1:]}"
        else:
            text += f" + {term}"
    return text


def line_told(row: Row, line: WeightedLine, part: How | None) -> LineTold:
    """One line of a weighted mean."""
    value, weight = row.evaluate(line.value), row.evaluate(line.weight)
    missing = value if isinstance(value, Missing) else weight
    title = line.title or _line_title(row, line.value)
    return LineTold(
        title=title,
        weight=row.told(weight, line.weight.type).shown if isinstance(weight, Missing) else share(weight),
        value=row.told(value, line.value.type),
        unrounded=_digits(row, value, line.value.type),
        counted=not isinstance(missing, Missing),
        why_not=REASONS[missing.reason] if isinstance(missing, Missing) else None,
        column=line.value.name if isinstance(line.value, Ref) else None,
        part=part,
    )


def _line_title(row: Row, value: PlanExpr) -> str:
    """The title of a line without one of its own: of a score, that of what is scored."""
    if isinstance(value, Ref) and row.part(value.name) == "score":
        return row.title(value.name)
    return capital(Speller(row).spell(value))


def share(weight: Value) -> str:
    """A weight as a percentage."""
    assert isinstance(weight, Fraction)
    return f"{digits.plain(weight * 100)} %"


def weighted_text(row: Row, expr: WeightedMean) -> str:
    """The arithmetic of a weighted mean; empty where it is missing."""
    result = row.evaluate(expr)
    if not isinstance(result, Fraction):
        return ""
    pairs = [(row.evaluate(line.value), row.evaluate(line.weight)) for line in expr.lines]
    numbers = [(v, w) for v, w in pairs if isinstance(v, Fraction) and isinstance(w, Fraction)]
    type_ = expr.type
    weight = sum((w for _, w in numbers), Fraction(0))
    terms = plus([f"{share(w)} × {_in_product(row.digits(v, type_))}" for v, w in numbers])
    if weight == 1:
        return f"{terms} = {row.digits(result, type_)}"
    return f"({terms}) / {share(weight)} = {row.digits(result, type_)}"


def _in_product(text: str) -> str:
    return f"({text})" if text.startswith(digits.MINUS) else text

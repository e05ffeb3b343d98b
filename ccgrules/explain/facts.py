"""Conditions as facts: what is the case, with the values, and which parts decide it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ccgrules.diagnostics.render import escape
from ccgrules.explain import digits
from ccgrules.explain.limits import significance_fact, significance_of
from ccgrules.explain.phrases import (
    RELATIONS,
    Speller,
    constant,
    group_title,
    literal,
    missing_part,
    parameter_title,
    since_when,
)
from ccgrules.explain.quantities import Comparison, Fact, Quantity, Tri
from ccgrules.explain.row import LEVELS, PARTS, Row, in_sentence, is_missing
from ccgrules.model.expressions import Literal, Op, Ref
from ccgrules.model.ruleset import Indicator
from ccgrules.model.types import Kind, Missing, Type, Value
from ccgrules.plan.steps import Aggregate, Compute, PlanExpr

PUBLISHED = ", as published"


def fact(row: Row, expr: PlanExpr) -> Fact:
    """A yes/no expression as a fact of one row."""
    match expr:
        case Ref():
            return _named(row, expr)
        case Op(op="and" | "or"):
            return _compound(row, expr)
        case Op(op="not"):
            inner = fact(row, expr.args[0])
            return Fact(inner.text, None if inner.holds is None else not inner.holds, "not", (inner,))
        case Op() if expr.op in RELATIONS:
            return _comparison(row, expr)
        case Op() if expr.op in _LABELS and not isinstance(row.evaluate(expr), Missing):
            return Fact(_LABELS[expr.op](row, expr), _tri(row.evaluate(expr)))
        case Aggregate():
            return _across(row, expr)
        case _:
            return _plain(row, expr)


def because(told: Fact) -> str:
    """The parts that decide a fact, in one sentence part."""
    if told.joined == "not":
        return because(told.parts[0])
    if told.joined in ("and", "or") and told.parts:
        # One false part decides `and`, one true part decides `or`; else all parts do.
        deciding = [part for part in told.parts if part.holds is (told.joined == "or")]
        if told.holds is None:
            deciding = [part for part in told.parts if part.holds is None]
        texts = [because(part) for part in deciding or told.parts]
        # A part with a comma in it ends with one too, so that it is seen where the next begins.
        return "".join(f"{text}{',' if ', ' in text else ''} and " for text in texts[:-1]) + texts[-1]
    if told.joined == "by" and told.parts:
        rule = because(told.parts[0])
        return f"{told.text} and by the rule: {rule}" if told.text.endswith(PUBLISHED) else rule
    return told.text


def _tri(value: Value) -> Tri:
    return value if isinstance(value, bool) else None


def _plain(row: Row, expr: PlanExpr) -> Fact:
    value = row.evaluate(expr)
    if isinstance(value, Missing):
        return Fact(_missing_text(row, expr), None)
    if isinstance(expr, Literal):
        return Fact("always" if value else "never", _tri(value))
    return Fact(f"{_words(row, expr)} is {row.told(value, expr.type).shown}", _tri(value))


def _words(row: Row, expr: PlanExpr) -> str:
    """An expression in titles; what is yes or no stands in quotes, as its title is a sentence of its own."""
    words = Speller(row).spell(expr)
    return f"“{words}”" if expr.type.kind is Kind.YES_NO else words


def _missing_text(row: Row, expr: PlanExpr) -> str:
    found = missing_part(row, expr)
    if found is None:
        return Speller(row).spell(expr)
    part, value = found
    return f"{_words(row, part)} {is_missing(value.reason)}"


def _named(row: Row, expr: Ref) -> Fact:
    """A named yes/no: a fact that comes with the data, or a condition with its definition as its part."""
    told = _plain(row, expr)
    step = row.steps[expr.name]
    if not isinstance(step, Compute) or step.expr is None:
        return told
    if _is_supplied(row, step):
        inner = fact(row, step.expr)
        same = inner.holds is told.holds
        return Fact(f"{told.text}{PUBLISHED}", told.holds, "by" if same else None, (inner,) if same else ())
    if any(column and not _settled(row, column) for column in (step.used, step.value)):
        return told
    inner = fact(row, step.expr)
    if inner.holds is not told.holds:
        return told
    return Fact(told.text, told.holds, "by", (inner,))


def _is_supplied(row: Row, step: Compute) -> bool:
    return step.supplied is not None and not isinstance(row.value(step.supplied), Missing)


def _settled(row: Row, column: str) -> bool:
    value = row.value(column)
    return value is not False and not isinstance(value, Missing)


def _compound(row: Row, expr: Op) -> Fact:
    parts = tuple(fact(row, arg) for arg in expr.args)
    whole = Fact("", _tri(row.evaluate(expr)), "and" if expr.op == "and" else "or", parts)
    return Fact(because(whole), whole.holds, whole.joined, parts)


# --- comparisons ---------------------------------------------------------------------------------------------------


def _comparison(row: Row, expr: Op) -> Fact:
    left, right = expr.args
    a, b = row.evaluate(left), row.evaluate(right)
    holds = _tri(row.evaluate(expr))
    if holds is None:
        return Fact(_missing_text(row, expr), None)
    if not isinstance(a, Fraction) or not isinstance(b, Fraction):
        tell = [row.told(value, side.type).shown for value, side in ((a, left), (b, right))]
        relation = RELATIONS[expr.op][0 if holds else 1]
        return Fact(f"{Speller(row).spell(left)} ({tell[0]}) is {relation} {tell[1]}", holds)
    compared = compare(row, expr.op, (left, a), (right, b))
    if (judged := significance_of(row, left)) is not None and isinstance(right, Literal):
        titles = [Speller(row).spell(arg) for arg in judged.args[:2]]
        return Fact(significance_fact(row, judged, titles), holds, comparison=compared)
    return Fact(
        _level_text(row, expr, compared, holds=holds) or _comparison_text(row, expr, compared, holds),
        holds,
        comparison=compared,
    )


Side = tuple[PlanExpr, Fraction]


def compare(row: Row, op: str, left: Side, right: Side, places: int | None = None) -> Comparison:
    """Two numbers side by side, printed to enough places for the decision to show, or to those given."""
    type_ = _common(left, right)
    places = enough(row, left, right) if places is None else places
    apart = abs(left[1] - right[1])
    return Comparison(
        left=Speller(row).spell(left[0]),
        left_value=row.told(left[1], _as(left[0].type, type_), places),
        relation=RELATIONS[op][0],
        right=Speller(row).spell(right[0]),
        right_value=row.told(right[1], _as(right[0].type, type_), places),
        apart=distance(apart, type_, places),
    )


def _as(own: Type, other: Type) -> Type:
    """The type to print a side in: its own, or the other side's unit if it has none."""
    return own if own.unit else Type(own.kind, other.unit, approximate=own.approximate)


def distance(apart: Fraction, type_: Type, places: int | None = None) -> Quantity:
    """How far two values lie apart; shares lie points apart."""
    figure = digits.stored(apart, type_.unit)
    least = digits.default_places(figure, type_.unit) if places is None else places
    needed = least
    while apart and needed < digits.MOST_PLACES and float(digits.fixed(figure, needed).replace(",", "")) == 0:
        needed += 1
    text = digits.fixed(figure, needed)
    if apart and float(text.replace(",", "")) == 0:
        text = f"less than {digits.fixed(Fraction(1, 10**needed), needed)}"
    if type_.unit and type_.unit.dimension == "share" and type_.unit.factor != 1:
        shown = f"{text} {'point' if figure == 1 else 'points'}"
    else:
        shown = digits.with_unit(text, type_.unit)
    exact = digits.approximate(figure) if type_.approximate else digits.exact(figure)
    return Quantity("number", exact, shown, type_.unit.name if type_.unit else None, type_.approximate)


def _common(left: Side, right: Side) -> Type:
    return left[0].type if left[0].type.unit else right[0].type


def enough(row: Row, left: Side, right: Side) -> int:
    """Places at which both sides, as printed, compare as they do exactly."""
    type_ = _common(left, right)
    a, b = (digits.stored(side[1], type_.unit) for side in (left, right))
    wanted = [row.places(side[0].name) for side in (left, right) if isinstance(side[0], Ref)]
    least = max([places for places in wanted if places is not None] or [digits.default_places(a, type_.unit)])
    return digits.telling_places(a, b, least)


def _level_text(row: Row, expr: Op, compared: Comparison, *, holds: bool) -> str | None:
    """`misses the floor of 70 %, by 2.00 points`: a value against its own standard, floor or threshold."""
    left, right = expr.args
    if not isinstance(left, Ref) or not isinstance(right, Ref) or row.part(right.name) not in LEVELS:
        return None
    indicator = row.declared(right.name)
    if not isinstance(indicator, Indicator) or row.steps[left.name].origin.declaration != indicator.name:
        return None
    sense = {"ge": "higher", "lt": "higher", "le": "lower", "gt": "lower"}.get(expr.op)
    if sense is None or sense != indicator.better:
        return None
    meets = holds is (expr.op in ("ge", "le"))
    verb = "meets" if meets else "misses"
    apart = "" if compared.apart.exact == "0" else f", by {compared.apart.shown}"
    level, since = PARTS[row.part(right.name)], since_when(row, right.name)
    cut = compared.right_value.shown + (f" (from {escape(since)})" if since else "")
    return f"{compared.left} {compared.left_value.shown} {verb} the {level} of {cut}{apart}"


def _comparison_text(row: Row, expr: Op, compared: Comparison, holds: bool) -> str:
    left, right = expr.args
    if expr.op in ("eq", "ne") and isinstance(left, Ref) and isinstance(right, Literal) and right.name is None:
        other = "" if compared.apart.exact == "0" else f", not {compared.right_value.shown}"
        return f"{compared.left} is {compared.left_value.shown}{other}"
    relation = RELATIONS[expr.op][0 if holds else 1]
    exactly = ""
    if compared.apart.exact == "0" and expr.op not in ("eq", "ne"):
        exactly = ": the two are equal"
    elif compared.apart.exact != "0" and compared.left_value.shown == compared.right_value.shown:
        exactly = f" (they lie {compared.apart.shown} apart)"
    return f"{_left(row, left, compared)} {relation} {_right(row, right, compared)}{exactly}"


def _left(row: Row, expr: PlanExpr, compared: Comparison) -> str:
    value = compared.left_value.shown
    if isinstance(expr, Literal):
        return f"{value} is"
    if isinstance(expr, Op):
        return f"{Speller(row, 'both').spell(expr)} = {value}, which is"
    if isinstance(expr, Aggregate):
        return f"{compared.left}: {value}, which is"
    return f"{compared.left} {value} is"


def _right(row: Row, expr: PlanExpr, compared: Comparison) -> str:
    value = compared.right_value.shown
    if isinstance(expr, Literal):
        return value if expr.name is None else f"{value} ({in_sentence(parameter_title(row, expr.name))})"
    if isinstance(expr, Op):
        return value if constant(expr) else f"{value} ({Speller(row, 'both').spell(expr)})"
    since = since_when(row, expr.name) if isinstance(expr, Ref) else None
    return f"{value} ({compared.right}{f', from {escape(since)}' if since else ''})"


# --- labels and the rest -------------------------------------------------------------------------------------------


def _shown(row: Row, expr: PlanExpr) -> str:
    if isinstance(expr, Literal):
        return literal(row, expr)
    return row.told(row.evaluate(expr), expr.type).shown


def _is(row: Row, expr: Op) -> str:
    left, right = expr.args
    actual, wanted = _shown(row, left), _shown(row, right)
    told = f"{_words(row, left)} is {actual}"
    return told if row.evaluate(expr) is True or left.type.kind is Kind.YES_NO else f"{told}, not {wanted}"


def _one_of(row: Row, expr: Op) -> str:
    choices = [_shown(row, arg) for arg in expr.args[1:]]
    listed = ", ".join(choices[:-1]) + (" or " if choices[:-1] else "") + choices[-1]
    words, actual = Speller(row).spell(expr.args[0]), _shown(row, expr.args[0])
    return f"{words} is {actual}" + ("" if row.evaluate(expr) is True else f", not {listed}")


def _order(row: Row, expr: Op) -> str:
    left, right = expr.args
    negation = "" if row.evaluate(expr) is True else "not "
    words = Speller(row).spell(left)
    return f"{words} is {_shown(row, left)}, {negation}{expr.op} than {_shown(row, right)}"


def _is_missing(row: Row, expr: Op) -> str:
    words = _words(row, expr.args[0])
    value = row.evaluate(expr.args[0])
    if isinstance(value, Missing):
        return f"{words} {is_missing(value.reason)}"
    return f"{words} is {_shown(row, expr.args[0])}, not missing"


_LABELS: dict[str, Callable[[Row, Op], str]] = {
    "is": _is,
    "one_of": _one_of,
    "better": _order,
    "worse": _order,
    "is_missing": _is_missing,
}


def _across(row: Row, expr: Aggregate) -> Fact:
    """`any` and `all`: which members it is true of."""
    holds = _tri(row.evaluate(expr))
    verdicts = [(item.member, row.evaluate(item.value)) for item in expr.items]
    parts = tuple(fact(row, item.value) for item in expr.items)
    counted = [member for member, verdict in verdicts if not isinstance(verdict, Missing)]
    true = [member for member, verdict in verdicts if verdict is True]
    what = Speller(row, own=expr.items[0].member).spell(expr.items[0].value) if expr.items else "so"
    names = ", ".join(member_title(row, member) for member in true)
    group = in_sentence(group_title(row, expr.group))
    how_many = f"{len(true)} of" if true else "none of"
    text = f"for {how_many} the {len(counted)} members of {group} with a value, {what}" + (
        f" ({names})" if names else ""
    )
    if holds is None:
        text += f"; cannot be decided ({row.told(row.evaluate(expr), expr.type).shown})"
    return (
        Fact(text, holds, "or" if expr.function == "any" else "and", ())
        if not parts
        else Fact(text, holds, None, parts)
    )


def member_title(row: Row, member: str) -> str:
    """The title of an indicator or group."""
    known = row.ruleset.indicators.get(member) or row.ruleset.groups.get(member)
    return known.title if known and known.title else member

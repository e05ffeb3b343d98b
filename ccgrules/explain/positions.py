"""Where a number lies among the cut points of cases: between which two, or beyond which one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.explain.among_parts import Among
from ccgrules.explain.facts import because
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.parts import ByPeriod, Cases
from ccgrules.explain.quantities import Comparison, Fact, Quantity
from ccgrules.explain.words import own_words

BOUNDS = {"at least": ("lower", True), "above": ("lower", False), "at most": ("upper", True), "below": ("upper", False)}
"""On which side of the number the cut point of a comparison that holds lies, and whether the two may be equal."""
OPPOSITE = {"at least": "below", "above": "at most", "at most": "above", "below": "at least"}
LEVEL_VERBS = (" meets the ", " misses the ")


@dataclass(frozen=True, slots=True)
class Bound:
    """A cut point beside the number, and the comparison with it."""

    fact: Fact
    compared: Comparison
    side: str
    inclusive: bool

    @property
    def cut(self) -> Fraction:
        """The cut point."""
        return Fraction(self.compared.right_value.exact or 0)


@dataclass(frozen=True, slots=True)
class Position:
    """A number, and the nearest cut points that it was found to lie above and below."""

    subject: str
    value: Quantity
    lower: Bound | None
    upper: Bound | None


def position(told: Cases) -> Position | None:
    """Where the number lies that all cases up to the one taken compare; None if they ask for anything else."""
    if told.taken is None:
        return None
    reached = told.cases[: told.taken + 1]
    facts = [case.condition for case in reached if case.condition is not None]
    compared = [fact.comparison for fact in facts]
    bounds = list(_bounds(facts))
    subjects = {one.left for one in compared if one is not None}
    if not bounds or len(bounds) < len(facts) or len(subjects) > 1:
        return None
    lower = max((bound for bound in bounds if bound.side == "lower"), key=lambda bound: bound.cut, default=None)
    upper = min((bound for bound in bounds if bound.side == "upper"), key=lambda bound: bound.cut, default=None)
    values = [bound.compared.left_value for bound in bounds]
    return Position(subjects.pop(), max(values, key=lambda value: len(value.shown)), lower, upper)


def _bounds(facts: Sequence[Fact]) -> Iterator[Bound]:
    for fact in facts:
        compared = fact.comparison
        if compared is None or compared.relation not in BOUNDS or fact.holds is None:
            continue
        side, inclusive = BOUNDS[compared.relation if fact.holds else OPPOSITE[compared.relation]]
        yield Bound(fact, compared, side, inclusive)


# --- in words ------------------------------------------------------------------------------------------------------


def position_words(d: Derivation, where: Position, own: str | None, *, brief: bool = False) -> str:
    """Where a number lies, in words: `−0.60 % is above −1.00 % and at most −0.50 %`, `between −1.96 and 1.96`.

    Args:
        d: What is explained.
        where: The number and its cut points.
        own: The phrase of the table's row, which is not repeated.
        brief: Without the number and what is compared, and with short names of the cut points.
    """
    bounds = [bound for bound in (where.upper, where.lower) if bound is not None]
    texts = [own_words(because(bound.fact), own) for bound in bounds]
    verbs = [next((verb for verb in LEVEL_VERBS if verb in text), None) for text in texts]
    if all(verbs):
        first, *others = (
            f"{verb}{text.partition(verb or '')[2]}" for verb, text in sorted(zip(verbs, texts), reverse=True)
        )
        value = "" if brief else where.value.shown
        others = [other.partition(", by ")[0] for other in others] if brief else others
        return "; ".join([f"{value}{first}".strip(), *(other.strip() for other in others)])
    if len(bounds) == 1 and not brief:
        return texts[0].replace(f" ({bounds[0].compared.right})", "") if _is_constant(d, bounds[0]) else texts[0]
    beside = _beside(where, {bound.side: _cut(d, bound, own, brief=brief) for bound in bounds})
    return beside if brief else f"{own_words(where.subject, own)} {where.value.shown} is {beside}".strip()


def _cut(d: Derivation, bound: Bound, own: str | None, *, brief: bool) -> str:
    """A cut point, with what it is where it has a name."""
    shown, title = bound.compared.right_value.shown, bound.compared.right
    named = _named(d, bound)
    if named is None or (brief and title.startswith("“")):
        return shown
    words = title.partition(" of ")[0] if brief and isinstance(named.how, Among) else own_words(title, own)
    since = f", from {named.how.since}" if isinstance(named.how, ByPeriod) and named.how.since else ""
    return f"{shown} ({words}{since})"


def _named(d: Derivation, bound: Bound) -> Entry | None:
    """What a cut point is, where it is a value with a name."""
    return next((entry for entry in d.entries if entry.phrase == bound.compared.right), None)


def _is_constant(d: Derivation, bound: Bound) -> bool:
    return _named(d, bound) is None


def _beside(where: Position, told: Mapping[str, str]) -> str:
    """`between −1.96 and 1.96`, `from 60 to 64`, `at least 1 and below 2`, `at most −1.96`."""
    lower, upper = where.lower, where.upper
    if lower and upper and lower.inclusive is upper.inclusive:
        joined = ("from", "to") if lower.inclusive else ("between", "and")
        return f"{joined[0]} {told['lower']} {joined[1]} {told['upper']}"
    low = [f"{'at least' if lower.inclusive else 'above'} {told['lower']}"] if lower else []
    high = [f"{'at most' if upper.inclusive else 'below'} {told['upper']}"] if upper else []
    return " and ".join([*low, *high])

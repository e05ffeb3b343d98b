"""What becomes of a column that is worked out row by row: around what it says stand `used when`, what is supplied, the
indicator's value, and what a missing value does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from ccgrules.model.ruleset import WhenMissing
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Compute
from ccgrules.prove.domains import Known, point
from ccgrules.prove.known import Knowing
from ccgrules.prove.turns.reader import Reader, Side, order_of_domains
from ccgrules.prove.turns.truths import HOLDS, NO, YES, Truth, Verdict, Verdicts, verdicts
from ccgrules.prove.turns.turn import (
    BLOCKED,
    EVERY_STAND,
    LEFT_OUT,
    THERE,
    Stand,
    Turn,
    Turns,
    independent,
    stays,
    there,
)

WORKED_OUT, SUPPLIED = "worked out", "supplied"
Found = str | Fraction | None
"""Where a value comes from: worked out, supplied, or a number for what is missing; None where it is missing."""


class Parts(NamedTuple):
    """What turns around a column, at once."""

    used: Verdict
    supplied: Turn
    value: Turn
    worked_out: Turn

    @property
    def stay(self) -> bool:
        """Whether none of them does."""
        return self.used.stays and self.supplied.stays and self.value.stays and self.worked_out.stays


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A column before and after, and what becomes of what it says."""

    two: Reader
    old: Compute
    new: Compute

    def turns(self, worked_out: Turns) -> Turns:
        """What becomes of the column."""
        if _is_plain(self.old) and _is_plain(self.new):
            return worked_out
        used = _used(self.two, self.old.used, self.new.used)
        supplied = _maybe(self.two, self.old.supplied, self.new.supplied, Turn(LEFT_OUT, LEFT_OUT))
        value = _maybe(self.two, self.old.value, self.new.value, Turn(THERE, THERE))
        every = (Parts(*parts) for parts in product(used, supplied, value, worked_out))
        return frozenset(turn for parts in every for turn in self._settled(parts))

    def alone(self, side: Side) -> Known:
        """What the column can be on one side where it is missing on the other: only what stands in for a missing value,
        where that is all that differs.
        """
        own, other = (self.old, self.new) if side is self.two.before else (self.new, self.old)
        score = own.when_missing.score if own.when_missing is not None else None
        same = replace(own, when_missing=other.when_missing, origin=other.origin) == other
        if score is None or not same or not all(stays(self.two.column(name, name)) for name in used_columns(own)):
            return side.columns[own.name]
        return point(score)

    def _settled(self, parts: Parts) -> Iterator[Turn]:
        before = settled(
            self.old, parts.used.before, parts.supplied.before, parts.value.before, parts.worked_out.before
        )
        after = settled(self.new, parts.used.after, parts.supplied.after, parts.value.after, parts.worked_out.after)
        stands = before[0], after[0]
        if stands == (THERE, THERE):
            yield from there(self._ways(before[1], after[1], parts))
        elif stands[0] is stands[1]:
            same = parts.stay and self._same_rules()
            yield from (Turn(*stands, way) for way in ((0,) if same else (0, 1)))
        else:
            yield Turn(*stands)

    def _same_rules(self) -> bool:
        return self.old.when_missing == self.new.when_missing and all(
            (one is None) is (other is None)
            for one, other in (
                (self.old.used, self.new.used),
                (self.old.supplied, self.new.supplied),
                (self.old.value, self.new.value),
            )
        )

    def _ways(self, before: Found, after: Found, parts: Parts) -> Iterable[int]:
        if before == after == WORKED_OUT:
            return (parts.worked_out.way,)
        if before == after == SUPPLIED:
            return (parts.supplied.way,)
        if isinstance(before, Fraction) and isinstance(after, Fraction):
            return ((after > before) - (after < before),)
        return order_of_domains(_known(self.two.before, self.old, before), _known(self.two.after, self.new, after))


def settled(step: Compute, used: Truth, supplied: Stand, value: Stand, worked_out: Stand) -> tuple[Stand, Found]:
    """How one value stands, and where it comes from: as the engines settle a cell."""
    if used is not YES:
        return (LEFT_OUT if used is NO else used.stand), None
    if step.supplied is not None and supplied is THERE:
        return THERE, SUPPLIED
    stand, found = _without_supplied(step, value, supplied if step.expr is None else worked_out)
    if stand is THERE or step.supplied is None:
        return stand, found
    return max(stand, supplied), None


def _without_supplied(step: Compute, value: Stand, worked_out: Stand) -> tuple[Stand, Found]:
    if step.value is not None and value is not THERE:
        return _when_missing(step.when_missing, value)
    if worked_out is THERE:
        return THERE, WORKED_OUT
    if step.value is None:
        return _when_missing(step.when_missing, worked_out)
    return (BLOCKED if step.when_missing is not None else worked_out), None


def _when_missing(rule: WhenMissing | None, stand: Stand) -> tuple[Stand, Found]:
    if rule is None or stand is BLOCKED:
        return stand, None
    if rule.score is not None:
        return THERE, rule.score
    return (BLOCKED if rule.kind == "undetermined" else stand), None


def _known(side: Side, step: Compute, found: Found) -> Known:
    if isinstance(found, Fraction):
        return point(found)
    knowing = Knowing(side.plan, dict(side.columns))
    if found == WORKED_OUT and step.expr is not None:
        return knowing.of(step.expr)
    return knowing.given(step.type)


def _is_plain(step: Compute) -> bool:
    return step.used is None and step.supplied is None and step.value is None and step.when_missing is None


def _used(two: Reader, old: str | None, new: str | None) -> Verdicts:
    if old is not None and new is not None:
        return verdicts(two.column(old, new))
    if old is None and new is None:
        return HOLDS
    return frozenset(Verdict(truth if old else YES, truth if new else YES) for truth in Truth)


def _maybe(two: Reader, old: str | None, new: str | None, without: Turn) -> Turns:
    """What becomes of a column that either side may do without."""
    if old is not None and new is not None:
        return two.column(old, new)
    if old is None and new is None:
        return frozenset({without})
    befores, afters = (EVERY_STAND if name is not None else [without.before] for name in (old, new))
    return independent(befores, afters, {0})

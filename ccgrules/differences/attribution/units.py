"""Units of change: what can be made by itself, so that each may be made or not whatever becomes of the others.

Mostly one change of the rules each. Changes that are no ruleset without each other make one unit, such as an indicator
that is added and the rating that speaks of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.attribution.forms import Unit
from ccgrules.differences.attribution.titles import title_of
from ccgrules.differences.rules.apply import errors_with
from ccgrules.differences.rules.changes import Change, RulesDiff
from ccgrules.source import Span

OTHER_DATA = "with data of another kind it is another indicator"
NOT_EVERY_SET = "not every set of them gives a ruleset"


AsOne = Iterable[tuple[Collection[int], str]]
"""Changes that are to make one unit, by their numbers, and why."""


def units_of(diff: RulesDiff, together: Iterable[Collection[int]] = (), as_one: AsOne = ()) -> tuple[Unit, ...]:
    """The units of two rulesets' changes, in the order of their first changes.

    What only has an effect through what uses it, such as an added method, is part of none: it is there where it is
    needed (`applied`). Nor is what cannot move a rating, unless it is needed.

    Args:
        diff: The changes.
        together: Sets of changes, by their numbers, that are known to make one unit.
        as_one: Sets of changes that are to make one unit although each could be made by itself.
    """
    joining = _Joining(diff)
    joining.start(together, as_one)
    joining.confirm()
    return joining.units()


def _moves(change: Change, diff: RulesDiff) -> bool:
    supports = diff.both.supports.values() if diff.both is not None else ()
    return change.moves is not False and change.number not in supports and change.kind != "test"


@dataclass(slots=True)
class _Group:
    """A unit in the making: the numbers of its changes, and why there are several."""

    numbers: set[int]
    why: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Joining:
    """Joins changes until every unit can be made by itself, and can be left out by itself."""

    diff: RulesDiff
    groups: list[_Group] = field(default_factory=list)
    known: dict[frozenset[int], tuple[Diagnostic, ...]] = field(default_factory=dict)

    def start(self, together: Iterable[Collection[int]], as_one: AsOne) -> None:
        """Each change that may move a rating by itself, but for those that are known to make one, or are to."""
        changes = [change for change in self.diff.changes if _moves(change, self.diff)]
        self.groups = [_Group({change.number}) for change in changes]
        for numbers, why in as_one:
            if moving := self._every() & set(numbers):
                self._join(moving, why)
        for numbers in together:
            self._join(numbers, NOT_EVERY_SET)
        for change in self.diff.changes:
            same = [other.number for other in changes if _subject(other) == _subject(change)]
            if change.kind == "unit" and same:
                # a change of the kind of data that moves nothing by itself is needed by what speaks of the new kind
                self._join({change.number, *same}, OTHER_DATA)

    def confirm(self) -> None:
        """Joins what errors speak of."""
        while (found := self._in_error()) is not None:
            group, errors = found
            partners = self._partners(group, errors)
            if not partners:  # all changes are in one unit by now
                return
            self._join(group.numbers | partners, f"without each other they give no ruleset ({errors[0].message})")

    def units(self) -> tuple[Unit, ...]:
        """The units."""
        by_number = {change.number: change for change in self.diff.changes}
        groups = sorted(self.groups, key=lambda group: min(group.numbers))
        found: list[Unit] = []
        for number, group in enumerate(groups, 1):
            changes = [by_number[one] for one in sorted(group.numbers)]
            named = [change for change in changes if change.moves is not False] or changes
            why = "; ".join(dict.fromkeys(group.why))
            found.append(Unit(number, title_of(named), tuple(sorted(group.numbers)), why))
        return tuple(found)

    # --- joining ---------------------------------------------------------------------------------------------------

    def _join(self, numbers: Collection[int], why: str) -> None:
        """Makes one group of all that have one of some changes, with those in it that are in none."""
        touched = [group for group in self.groups if not group.numbers.isdisjoint(numbers)]
        every = set(numbers).union(*(group.numbers for group in touched))
        if len(touched) == 1 and every == touched[0].numbers:
            return
        reasons = [*(reason for group in touched for reason in group.why), why]
        self.groups = [*(group for group in self.groups if group not in touched), _Group(every, reasons)]

    def _every(self) -> set[int]:
        return set[int]().union(*(group.numbers for group in self.groups))

    def _errors(self, numbers: Collection[int]) -> tuple[Diagnostic, ...]:
        key = frozenset(numbers)
        if key not in self.known:
            self.known[key] = errors_with(self.diff, key)
        return self.known[key]

    def _in_error(self) -> tuple[_Group, tuple[Diagnostic, ...]] | None:
        """A group that is no ruleset by itself, or without which there is none, and what is wrong then.

        The former come first: as long as there is one, all the other groups together may be in error because of it.
        """
        every = self._every()
        for group in self.groups:
            if errors := self._errors(group.numbers):
                return group, errors
        for group in self.groups:
            if errors := self._errors(every - group.numbers):
                return group, errors
        return None

    def _partners(self, group: _Group, errors: Sequence[Diagnostic]) -> set[int]:
        """Other changes to join with a group: those that the errors speak of, or else all that are in doubt."""
        others = [one for one in self.diff.changes if one.number not in group.numbers and one.kind != "test"]
        spoken_of = [change.number for change in others if _speak_of(errors, change)]
        names = {_subject(change) for change in self.diff.changes if change.number in group.numbers}
        # what moves nothing by itself, such as a direction that nothing asked for, may be what the others need
        same = [change.number for change in others if _subject(change) in names]
        grouped = self._every()
        for candidates in ([number for number in spoken_of if number in grouped], spoken_of, same):
            enough = next((number for number in candidates if self._settles(group, number)), None)
            if enough is not None:
                return {enough}
        return set(spoken_of) or set(same) or grouped - group.numbers or {change.number for change in others}

    def _settles(self, group: _Group, number: int) -> bool:
        """Whether a group can be made, and left out, together with one change."""
        both = group.numbers.union({number}, *(other.numbers for other in self.groups if number in other.numbers))
        return not self._errors(both) and not self._errors(self._every() - both)


def _subject(change: Change) -> tuple[str, str]:
    return change.keyword, change.name


# --- what errors speak of ----------------------------------------------------------------------------------------


def _speak_of(errors: Iterable[Diagnostic], change: Change) -> bool:
    """Whether errors name what a change is about, or stand where it does."""
    sides = [side.span for side in (change.old, change.new) if side is not None]
    for error in errors:
        words = {word.split(".")[0] for word in re.findall(r"`([^`]+)`", error.message)}
        labels = [label for label in (error.primary, *error.secondary) if label is not None]
        if change.name in words or any(_meet(label.span, span) for label in labels for span in sides):
            return True
    return False


def _meet(one: Span, other: Span) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end

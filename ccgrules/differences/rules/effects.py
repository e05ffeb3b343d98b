"""Which changes of the rules can move a rating, and whether they make ratings easier to get or harder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ccgrules.differences.rules.apply import ruleset_with
from ccgrules.differences.rules.changes import Change, Kind, RulesDiff
from ccgrules.differences.rules.found import Finder, Found
from ccgrules.plan.build import build_plan
from ccgrules.prove.turns.reader import Side

NEVER: Mapping[Kind, str] = {
    "wording": "", "source": "", "test": "", "retitled": "", "renamed": "", "shown": "", "head": "",
    "range": "it says how far a debate may move the value, not what it is",
}  # fmt: skip
"""Kinds of change that never move a rating, and why where that is not plain."""

SUPPORTS = frozenset({"condition", "field", "method", "parameter", "population", "scale"})
"""Declarations that do nothing by themselves: it is a change of what uses them that may move a rating."""

MOST_NAMED = 6
MOST_TRIED = 24
"""Of changes that are only made together, so many are tried to be left out."""

MOST_STEPS = 100_000
"""Changes are looked into until the plans made for that have so many steps in all: some ten seconds."""


def judged(diff: RulesDiff) -> RulesDiff:
    """The changes, each with whether it can move a rating, and which way.

    Each is made by itself in the older ruleset, and left out of the newer one; where neither can be done, it is made
    with those that it needs. It is `easier` where, whatever the data, no rating that is there before and after can
    become worse, nor the headline, if that is a number; `harder` likewise; `mixed` where it is seen to go both ways.
    """
    judge = _Judge(diff, Finder(Side.of(build_plan(diff.old)), Side.of(build_plan(diff.new))))
    return replace(diff, changes=tuple(judge.judged(change) for change in diff.changes))


@dataclass(frozen=True, slots=True)
class _Judge:
    """Looks at the changes one by one.

    Attributes:
        diff: The changes.
        finder: Looks at plans.
        units: What was found for changes that are only made together.
        made: The plans with some of the changes made, so far; None where that is no ruleset.
    """

    diff: RulesDiff
    finder: Finder
    units: dict[frozenset[int], Found] = field(default_factory=dict)
    made: dict[frozenset[int], Side | None] = field(default_factory=dict, repr=False)

    def judged(self, change: Change) -> Change:
        """A change with what it does."""
        if change.kind in NEVER:
            return replace(change, moves=False, effect=None, why=NEVER[change.kind])
        if change.kind in ("added", "removed") and change.keyword in SUPPORTS:
            return replace(change, moves=False, effect=None, why="it does nothing but where other rules speak of it")
        if self._tired():
            return replace(change, moves=None, effect=None, why="there are too many changes to look into each")
        moves, effect, why = self.finder.found(change, self._alone(change.number)) or self._together(change)
        return replace(change, moves=moves, effect=effect, why=why)

    def _tired(self) -> bool:
        """Whether as much has been looked into as is to be; counted in steps, so that it is the same everywhere."""
        return sum(len(side.plan.steps) for side in self.made.values() if side is not None) > MOST_STEPS

    def _alone(self, number: int) -> Iterator[tuple[Side, Side]]:
        """The change by itself: the older ruleset with it, and the newer one without it."""
        numbers = {change.number for change in self.diff.changes}
        added = self._with({number})
        if added is not None:
            yield self.finder.old, added
        if len(numbers) > 1 and (rest := self._with(numbers - {number})) is not None:
            yield rest, self.finder.new

    def _with(self, numbers: Collection[int]) -> Side | None:
        """The older ruleset with some of the changes."""
        key = frozenset(numbers)
        if key not in self.made:
            ruleset = ruleset_with(self.diff, key)
            self.made[key] = None if ruleset is None else Side.of(build_plan(ruleset))
        return self.made[key]

    # --- changes that are only made together -----------------------------------------------------------------------

    def _together(self, change: Change) -> Found:
        """What a change does with those without which it cannot be made."""
        unit = self._unit(change)
        if unit not in self.units:
            made = self._with(unit)
            pairs = [(self.finder.old, made)] if made is not None else []
            self.units[unit] = self.finder.found(change, pairs) or (True, None, "")
        moves, effect, why = self.units[unit]
        with_them = f"together with {_listed(sorted(unit - {change.number}))}, without which it cannot be made"
        return moves, effect, f"{with_them}: {why}" if why else with_them

    def _unit(self, change: Change) -> frozenset[int]:
        """The changes of the same declaration, if these are enough; otherwise all that cannot be left out."""
        working = [one for one in self.diff.changes if one.kind not in NEVER]
        near = {one.number for one in working if (one.keyword, one.name) == (change.keyword, change.name)}
        if self._with(near) is not None:
            return frozenset(near)
        unit = {one.number for one in working}
        if self._with(unit) is None:
            unit = {one.number for one in self.diff.changes}
        for other in sorted(unit - near)[:MOST_TRIED]:
            if self._with(unit - {other}) is not None:
                unit.discard(other)
        return frozenset(unit)


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) > MOST_NAMED:
        return f"{len(numbers)} other changes"
    *most, last = (f"{number}" for number in numbers)
    return f"changes {', '.join(most)} and {last}" if most else f"change {last}"

"""The rows of two periods, and which column of the one holds what a column of the other does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal as OneOf

from ccgrules.engine.earlier import NO_EARLIER
from ccgrules.engine.result import Result
from ccgrules.engine.rows import input_value
from ccgrules.engine.vectors import Column
from ccgrules.model.ruleset import Indicator
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Type, Value
from ccgrules.model.units import alike
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Input, Lag, Plan, Step

OLDER, NEWER = 0, 1

FIGURES, GAPS, OTHERS, RULES, PANELS = range(5)
"""Places of the causes of a movement."""

Levels = tuple[int, ...]
"""For each cause, in that order, `OLDER` or `NEWER`."""

Leaf = Input | Lag
"""Steps whose cells are taken over from the two runs, and not worked out again."""

OF_INDICATORS = frozenset({"value", "numerator", "denominator", "lower_limit", "upper_limit"})
"""Roles of what the data hold of an indicator. All of it goes together."""


@dataclass(frozen=True, slots=True)
class Year:
    """The rows of one period of a result.

    Attributes:
        result: Rated data.
        period: One of their periods.
        rows: Where its rows are; they stand together.
        place: For each organisation of the period, how many of those rows come before its own.
    """

    result: Result
    period: str
    rows: range
    place: Mapping[str, int]
    _columns: dict[str, Sequence[Value]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, result: Result, period: str | None = None) -> Year:
        """A period of a result; without a name, its last."""
        keys = result.keys
        wanted = keys.period_order[-1] if period is None else period
        rows = [row for row, other in enumerate(keys.periods) if other == wanted]
        place = {keys.organisations[row]: number for number, row in enumerate(rows)}
        return cls(result, wanted, range(rows[0], rows[-1] + 1) if rows else range(0), place)

    @property
    def plan(self) -> Plan:
        """The rules of the year."""
        return self.result.plan

    def column(self, name: str) -> Sequence[Value]:
        """A column of these rows."""
        if name not in self._columns:
            self._columns[name] = list(self.result.values(name)[self.rows.start : self.rows.stop])
        return self._columns[name]

    def cell(self, name: str, organisation: str) -> Value:
        """A cell of one organisation."""
        return self.column(name)[self.place[organisation]]


Years = tuple[Year, Year]
"""The older year and the newer one."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the two rulesets call the same thing.

    Attributes:
        newer: Names of the older ruleset, with those of the newer one where they are others.
        older: The other way round.
    """

    newer: Mapping[str, str]
    older: Mapping[str, str]

    @classmethod
    def of(cls, renamed: Mapping[str, str]) -> Names:
        """From the names of the older ruleset that are others in the newer one."""
        changed = {old: new for old, new in renamed.items() if old != new}
        return cls(changed, {new: old for old, new in changed.items()})

    def other(self, column: str, rules: int) -> str | None:
        """What the other ruleset calls a column; None where that name means something else there."""
        there, back = (self.newer, self.older) if rules == OLDER else (self.older, self.newer)
        for name in owners(column):
            if name in there:
                return there[name] + column.removeprefix(name)
            if name in back:
                return None
        return column


def owners(column: str) -> Iterator[str]:
    """What a column may be of: itself, then all that stands before one of its dots, as a code may have some itself."""
    while column:
        yield column
        column = column.rpartition(".")[0]


# --- where cells come from -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Where the cells of an input (or an earlier value) of one ruleset come from.

    Attributes:
        leaf: The step of that ruleset.
        columns: The columns of the older and the newer run that hold it; None where that run has none.
        judged: The columns that say whether it is missing: for all that belongs to an indicator, its value.
        kind: `both`: both runs have it; `decided`: it is a panel's; `own`: only the run by these rules has it.
    """

    leaf: Leaf
    columns: tuple[str | None, str | None]
    judged: tuple[str | None, str | None]
    kind: OneOf["both", "decided", "own"]

    @property
    def none(self) -> Value:
        """What a cell is where there is nothing."""
        return NO_EARLIER if isinstance(self.leaf, Lag) else input_value(MISSING[Reason.NONE_GIVEN], self.leaf)

    def cells(self, years: Years, organisation: str) -> tuple[Value, Value]:
        """What an organisation has in the older year and in the newer; what only one of them knows is the same."""
        older, newer = (
            self.none if name is None else year.cell(name, organisation) for name, year in zip(self.columns, years)
        )
        if self.kind == "own":
            return (newer, newer) if self.columns[OLDER] is None else (older, older)
        return older, newer

    def cause(self, years: Years, organisation: str) -> int:
        """Whether an organisation's cell goes with its figures, with what it lacks, or with decisions of panels."""
        if self.kind == "decided":
            return PANELS
        judged = [year.cell(name, organisation) for name, year in zip(self.judged, years) if name is not None]
        return GAPS if any(isinstance(value, Missing) for value in judged) else FIGURES

    def column(self, years: Years, frame: int) -> Column:
        """The cells of all organisations of one of the years.

        What only the other year's data have is taken from there, for those that have a row there.
        """
        name = self.columns[frame]
        if name is not None:
            return years[frame].column(name)
        other, codes = years[1 - frame], years[frame].place
        name = self.columns[1 - frame] if self.kind == "own" else None
        if name is None:
            return [self.none] * len(codes)
        return [other.cell(name, code) if code in other.place else self.none for code in codes]


@dataclass(frozen=True, slots=True)
class _Finding:
    """Finds the sources of the inputs of one ruleset."""

    years: Years
    names: Names
    rules: int

    @property
    def plan(self) -> Plan:
        return self.years[self.rules].plan

    @property
    def other(self) -> Plan:
        return self.years[1 - self.rules].plan

    def pair(self, own: str, theirs: str | None) -> tuple[str | None, str | None]:
        """The older year's column, then the newer one's."""
        return (own, theirs) if self.rules == OLDER else (theirs, own)

    def theirs(self, leaf: Leaf) -> str | None:
        """The column of the other run that holds the same; None where it has none."""
        if isinstance(leaf, Lag):
            return self._lag(leaf)
        of = self.names.other(leaf.of, self.rules)
        found = next((s for s in self.other.steps if isinstance(s, Input) and (s.role, s.of) == (leaf.role, of)), None)
        if found is None or not self._fits(leaf.type, found.type) or not self._same_indicator(leaf.of):
            return None
        counts = leaf.name.endswith(".supplied"), found.name.endswith(".supplied")
        # A value that comes from counts in one of the years, and as it is in the other.
        return f"{of}.value" if leaf.role == "value" and counts[0] != counts[1] else found.name

    def _lag(self, leaf: Lag) -> str | None:
        name = self.names.other(leaf.name, self.rules)
        found = next((step for step in self.other.steps if step.name == name), None)
        same = isinstance(found, Lag) and self._fits(leaf.type, found.type) and self._same_indicator(leaf.of)
        return name if same else None

    def _same_indicator(self, column: str) -> bool:
        """Whether what belongs to an indicator belongs to one with data of the same kind there, if to any."""
        mine = _indicator(self.plan, column)
        theirs = _indicator(self.other, self.names.other(column, self.rules) or "")
        if mine is None or theirs is None:
            return mine is theirs
        if mine.data is None or theirs.data is None:
            return mine.data is theirs.data
        return self._fits(mine.data, theirs.data)

    def _fits(self, own: Type, theirs: Type) -> bool:
        """Whether every value of their type means something as one of ours."""
        if own.kind is not theirs.kind:
            return False
        if own.kind is Kind.LABEL:
            return set(self.other.scales[theirs.scale or ""]) <= set(self.plan.scales[own.scale or ""])
        if own.kind is Kind.NUMBER:
            return alike(own, theirs) and (None in (_most(own), _most(theirs)) or _most(own) == _most(theirs))
        return not own.choices or (bool(theirs.choices) and set(theirs.choices) <= set(own.choices))


def _indicator(plan: Plan, column: str) -> Indicator | None:
    """The indicator that a column is of."""
    declared = plan.ruleset.indicators
    return next((declared[name] for name in owners(column) if name in declared), None)


def _most(type_: Type) -> object:
    """The largest number that a unit allows, if there is one: 10 for a `number out of 10`."""
    unit = type_.unit
    return None if unit is None or unit.high is None else unit.high * unit.factor


def find_sources(years: Years, names: Names, rules: int, needed: Collection[Step]) -> tuple[Source, ...]:
    """Where the cells of each input and earlier value of one of the rulesets come from.

    Args:
        years: The two years.
        names: What their rulesets call the same thing.
        rules: Whose inputs: `OLDER` or `NEWER`.
        needed: The steps that are looked at.
    """
    finding = _Finding(years, names, rules)
    leaves = [step for step in needed if isinstance(step, Leaf)]
    theirs = {leaf.name: finding.theirs(leaf) for leaf in leaves}
    lone = {block_of(leaf) for leaf in _unmatched(leaves, theirs, needed)}
    return tuple(_source(finding, leaf, theirs[leaf.name], lone) for leaf in leaves)


def block_of(leaf: Leaf) -> str:
    """What a leaf goes together with: its indicator, or nothing but itself."""
    return leaf.of if isinstance(leaf, Input) and leaf.role in OF_INDICATORS else leaf.name


def _unmatched(leaves: Sequence[Leaf], theirs: Mapping[str, str | None], needed: Collection[Step]) -> Iterator[Leaf]:
    """Those that the other run has not got and would need; counts that only the value is worked out from need not be
    there if the value is.
    """
    readers: dict[str, set[str]] = {}
    for step in needed:
        for name in used_columns(step):
            readers.setdefault(name, set()).add(step.name)
    for leaf in leaves:
        count = isinstance(leaf, Input) and leaf.role in ("numerator", "denominator")
        if theirs[leaf.name] is None and not (count and readers[leaf.name] == {f"{leaf.of}.value"}):
            yield leaf


def _source(finding: _Finding, leaf: Leaf, theirs: str | None, lone: Collection[str]) -> Source:
    columns = finding.pair(leaf.name, theirs)
    if isinstance(leaf, Input) and leaf.decided:
        return Source(leaf, columns, columns, "decided")
    if block_of(leaf) in lone:
        columns = finding.pair(leaf.name, None)
        return Source(leaf, columns, columns, "own")
    judged = columns
    if block_of(leaf) != leaf.name:
        value = f"{block_of(leaf)}.value"
        judged = finding.pair(value, finding.names.other(value, finding.rules))
    return Source(leaf, columns, judged, "both")

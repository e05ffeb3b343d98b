"""The rows of a year under one of two rulesets, each as it is; and which columns of them are needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ccgrules.differences.attribution.periods_years import Names, Source, Year, Years, find_sources
from ccgrules.engine.adjust import adjusted
from ccgrules.engine.again import columns_of
from ccgrules.engine.exact import Runner, computed
from ccgrules.engine.figures import Figures
from ccgrules.engine.limits import working_out
from ccgrules.engine.vectors import Column, Scales, Window
from ccgrules.model.types import Type, Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Lag, Plan, Since, Step

Elementwise = Compute | Adjust
"""Steps that look at no other rows."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What some columns of a single organisation are worked out from.

    Attributes:
        steps: The steps, in the order of the plan.
        wide: The columns that are needed of all rows, as a figure among a population looks at them.
    """

    steps: tuple[Step, ...]
    wide: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, wanted: Collection[str]) -> Needed:
        """What those columns need. Earlier values are taken as they are, so that nothing is needed for them."""
        read, wide = set(wanted), set[str]()
        steps: list[Step] = []
        for step in reversed(plan.steps):
            columns = set(columns_of(step))
            if columns.isdisjoint(read):
                continue
            steps.append(step)
            used = set[str]() if isinstance(step, Lag) else set(used_columns(step))
            read |= used
            if isinstance(step, Figure) or not columns.isdisjoint(wide):
                wide |= used
        return cls(tuple(reversed(steps)), frozenset(wide))


@dataclass(frozen=True, slots=True)
class Rules:
    """One of the two rulesets, and how what is wanted of it comes about.

    Attributes:
        level: `OLDER` or `NEWER`.
        year: The year that is rated by it.
        wanted: The columns that are wanted of an organisation.
        needed: What they are worked out from.
        sources: Where the cells of its inputs come from.
        types: The types of its columns.
    """

    level: int
    year: Year
    wanted: tuple[str, ...]
    needed: Needed
    sources: tuple[Source, ...]
    types: Mapping[str, Type]
    _runners: dict[str, Runner]

    @classmethod
    def of(cls, years: Years, names: Names, level: int, wanted: tuple[str, ...]) -> Rules:
        """The ruleset of one of the years."""
        plan = years[level].plan
        needed = Needed.of(plan, wanted)
        sources = find_sources(years, names, level, needed.steps)
        types = {column: step.type for step in plan.steps for column in columns_of(step)}
        runners = {step.name: _runner(step, plan.scales) for step in needed.steps if isinstance(step, Elementwise)}
        return cls(level, years[level], wanted, needed, sources, types, runners)

    @property
    def scales(self) -> Scales:
        """For each scale its labels, best first."""
        return self.year.plan.scales

    def elementwise(self, step: Elementwise, columns: Mapping[str, Column], size: int) -> list[tuple[str, Column]]:
        """What other steps may read of a step, for some rows whose columns are given."""
        kept = frozenset(columns_of(step))
        with working_out(step):
            return [pair for pair in self._runners[step.name](Window(columns, 0, size)) if pair[0] in kept]

    def figure(self, step: Figure, columns: Mapping[str, Column], size: int) -> Column:
        """A figure among a population whose rows, all of one period, are given."""
        figures = Figures(step, [self.types[arg] for arg in step.args], self.scales, [""] * size)
        with working_out(step):
            return figures.run(Window(columns, 0, size)).figure

    def since(self, step: Since) -> Value:
        """Whether the year rated by these rules is of the named period or a later one."""
        return self.year.column(step.name)[0]

    def like(self, step: Figure) -> tuple[object, ...]:
        """What two figures have in common that come out the same where they look at the same columns."""
        arguments = [self.types[arg] for arg in step.args]
        kinds = tuple((one.kind, one.approximate, self.scales.get(one.scale or "")) for one in arguments)
        conditions = (step.by is None, step.member is None, step.where is None, step.at_least)
        how = (step.function, step.type.approximate, step.q, step.method, step.best, step.options)
        return (*how, *conditions, kinds)


def _runner(step: Elementwise, scales: Scales) -> Runner:
    if isinstance(step, Compute):
        return computed(step, scales)
    return lambda window: adjusted(step, scales, window)


# --- frames --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """The rows of one year under one of the rulesets, each organisation with what it has in that year.

    Attributes:
        size: How many rows.
        columns: The columns that are needed of all rows, and all figures among populations.
        same: For each figure what tells it apart; the same for two rulesets where all that it looks at is the same.
    """

    size: int
    columns: Mapping[str, Column]
    same: Mapping[str, tuple[int, str]]


def as_rated(rules: Rules) -> Frame:
    """The year that is rated by the rules: as its run has it."""
    figures = [step.name for step in rules.needed.steps if isinstance(step, Figure)]
    names = [*rules.needed.wide, *figures]
    columns = {name: rules.year.column(name) for name in names}
    return Frame(len(rules.year.rows), columns, {name: (rules.level, name) for name in figures})


def crossed(rules: Rules, years: Years, own: Rules, rated: Frame) -> Frame:
    """The other year under the rules.

    Args:
        rules: The rules.
        years: The two years.
        own: The rules that the other year is rated by.
        rated: That year as it is rated, from which figures are taken that are the same.
    """
    size, columns, same = rated.size, dict[str, Column](), dict[str, tuple[int, str]]()
    sources = {source.leaf.name: source for source in rules.sources}
    there = [(own.like(step), step) for step in own.needed.steps if isinstance(step, Figure)]
    for step in rules.needed.steps:
        match step:
            case Figure():
                twin = _twin(rules.like(step), step, columns, there, rated)
                columns[step.name] = rated.columns[twin] if twin else rules.figure(step, columns, size)
                same[step.name] = (own.level, twin) if twin else (rules.level, step.name)
            case _ if rules.needed.wide.isdisjoint(columns_of(step)):
                pass
            case Since():
                columns[step.name] = [rules.since(step)] * size
            case Compute() | Adjust():
                columns.update(rules.elementwise(step, columns, size))
            case _:
                columns[step.name] = sources[step.name].column(years, 1 - rules.level)
    return Frame(size, columns, same)


def _twin(
    like: tuple[object, ...],
    step: Figure,
    columns: Mapping[str, Column],
    there: Sequence[tuple[tuple[object, ...], Figure]],
    rated: Frame,
) -> str | None:
    """The figure of the other rules that comes out the same, looking at equal columns."""
    looked_at = [columns[name] for name in used_columns(step)]
    for other, figure in there:
        if other == like and all(
            mine == rated.columns[name] for mine, name in zip(looked_at, used_columns(figure), strict=True)
        ):
            return figure.name
    return None

"""What some organisations come to in every variant, worked out for all variants in one run.

Rows are compared with each other early on, in figures among a population, which hang on few changes each. What follows
from those, each row has for itself, and most of it hangs on all that varies. So figures are worked out for all rows, in
the few variants in which they differ; and what follows, in all variants, only for the rows that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ccgrules.differences.attribution.superpose import Side, Superposed
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.table import Dataset, Keys
from ccgrules.engine.vectors import Column
from ccgrules.engine.worlds import Worlds, run_worlds
from ccgrules.engine.worlds_exact import Inputs
from ccgrules.plan.steps import Input, Step
from ccgrules.plan.varied import VariedStep, World

Data = Callable[[Side, str], Column]
"""A column as it was bound to the older ruleset (`before`) or to the newer (`after`)."""


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """Columns of some rows in variants.

    Attributes:
        rows: The rows.
        runs: The variants that were run together, and whether for these rows alone or for all.
    """

    rows: Sequence[int]
    runs: Sequence[tuple[Superposed, Worlds, bool]]

    def column(self, name: str, world: World) -> Column | None:
        """A column of these rows in a variant; None where the variant has none of that name."""
        worlds, alone = next((worlds, alone) for one, worlds, alone in self.runs if one.holds(world))
        column = column_of(worlds, name, world)
        return column if alone or column is None else [column[row] for row in self.rows]


def column_of(worlds: Worlds, name: str, world: World) -> Column | None:
    """A column in a variant; None where the variant has none of that name."""
    try:
        return worlds.values(name, world)
    except KeyError:
        return None


def given_data(one: Superposed, data: Data) -> Inputs:
    """The data of a superposed plan's inputs."""
    return lambda step, _: data(*one.inputs[step.name])


def work_out(
    superposed: Iterable[Superposed],
    dataset: Dataset,
    data: Data,
    worlds: Sequence[World],
    wanted: Collection[str],
    rows: Sequence[int],
) -> WorkedOut:
    """Some columns of some rows in variants.

    Args:
        superposed: All variants.
        dataset: Says what the rows are, which merged, and what panels decided.
        data: What they hold.
        worlds: The variants asked for.
        wanted: Names of columns.
        rows: The rows asked for.

    Raises:
        CannotRun: In some variant a number outgrows all bounds.
    """
    runs = []
    for one in superposed:
        chosen = [world for world in worlds if one.holds(world)]
        if chosen:
            alone = not one.varied.recurrent
            kept = rows if alone else range(len(dataset.keys))
            runs.append((one, _run(one, dataset, data, chosen, frozenset(wanted), kept), alone))
    return WorkedOut(rows, runs)


def _run(
    one: Superposed, dataset: Dataset, data: Data, worlds: Sequence[World], wanted: frozenset[str], rows: Sequence[int]
) -> Worlds:
    """The columns wanted: what comes first for all rows, what follows for some."""
    following = [step for step in one.varied.steps if step.name not in one.first]
    read = wanted.union(*(one.uses[step.name] for step in following))
    between = {step.name: step for step in one.varied.steps if step.name in one.first and step.name in read}
    first = run_worlds(one.first_of_all(), dataset, worlds, between, inputs=given_data(one, data))
    cones = cones_of(one)
    firsts = _Firsts(worlds)

    def carried(step: Input, levels: tuple[int, ...]) -> Column:
        whole = first.values(step.name, firsts.of(cones[step.name])[levels])
        return [whole[row] for row in rows]

    inputs = [_carried_over(step, cones[name]) for name, step in between.items()]
    plan = replace(one.varied, steps=(*inputs, *following))
    return run_worlds(plan, _only(dataset, rows), worlds, wanted, inputs=carried)


def cones_of(one: Superposed) -> dict[str, tuple[int, ...]]:
    """For each of the steps that come first the factors on which it hangs, directly or through what it reads."""
    found: dict[str, frozenset[int]] = {}
    for step in one.varied.steps:
        found[step.name] = frozenset(step.factors).union(
            *(found[name] for name in one.uses[step.name] if name in found)
        )
    return {name: tuple(sorted(cone)) for name, cone in found.items()}


def _only(dataset: Dataset, rows: Sequence[int]) -> Dataset:
    """Some rows, without data."""
    keys = dataset.keys
    organisations, periods = ([column[row] for row in rows] for column in (keys.organisations, keys.periods))
    kept = Keys(organisations, periods, keys.names, keys.period_order, keys.after_gap)
    return replace(dataset, keys=kept, columns=RowColumns({}), places={}, decisions={})


@dataclass(frozen=True, slots=True)
class _Firsts:
    """Variants, and what has been found of them."""

    worlds: Sequence[World]
    known: dict[tuple[int, ...], Mapping[tuple[int, ...], World]] = field(default_factory=dict)

    def of(self, factors: tuple[int, ...]) -> Mapping[tuple[int, ...], World]:
        """For each of the levels that some factors have in the variants, the first variant that has them."""
        if factors not in self.known:
            found: dict[tuple[int, ...], World] = {}
            for world in self.worlds:
                found.setdefault(tuple([world[factor] for factor in factors]), world)
            self.known[factors] = found
        return self.known[factors]


def _carried_over(varied: VariedStep, cone: tuple[int, ...]) -> VariedStep:
    """A step that has been worked out, as an input of what follows."""
    places = [cone.index(factor) for factor in varied.factors]
    made: dict[int, Input] = {}

    def at(levels: tuple[int, ...]) -> Step | None:
        step = varied.at(tuple([levels[place] for place in places]))
        if step is None:
            return None
        return made.setdefault(id(step), Input(varied.name, step.type, "supplied", varied.name, step.origin))

    return VariedStep(varied.name, cone, at)

"""What some organisations come to in every variant, worked out for all variants in one run.

Rows are compared with each other early on, in figures among a population, which hang on few changes each. What follows
from those, each row has for itself, and most of it hangs on all that varies. So figures are worked out for all rows, in
the few variants in which they differ; and what follows, in all variants, only for the rows that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ccgrules.differences.attribution.superpose import Side, Superposed
from ccgrules.engine.again import columns_of
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.table import Dataset, Keys
from ccgrules.engine.vectors import Column
from ccgrules.engine.worlds import Worlds, run_worlds
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Figure, Input, Lag, Since, Step
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
        try:
            column = worlds.values(name, world)
        except KeyError:
            return None
        return column if alone else [column[row] for row in self.rows]


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
            runs.append((one, *_run(one, dataset, data, chosen, frozenset(wanted), rows)))
    return WorkedOut(rows, runs)


def _run(
    one: Superposed, dataset: Dataset, data: Data, worlds: Sequence[World], wanted: frozenset[str], rows: Sequence[int]
) -> tuple[Worlds, bool]:
    """The columns wanted, for the rows asked for alone or for all."""

    def given(step: Input, _: tuple[int, ...]) -> Column:
        return data(*one.inputs[step.name])

    if one.varied.recurrent:
        return run_worlds(one.varied, dataset, worlds, wanted, inputs=given), False
    firsts = _Firsts(worlds)
    looked = {step.name: _Looked.of(step, firsts) for step in one.varied.steps}
    compared = _compared(looked)
    own = {name: step for name, step in looked.items() if name not in compared}
    read = wanted.union(*(step.uses for step in own.values()))
    between = {column: step for name, step in looked.items() if name in compared for column in step.columns & read}
    first = run_worlds(one.varied, dataset, worlds, between, inputs=given)
    cones = _cones(looked.values())

    def carried(step: Input, levels: tuple[int, ...]) -> Column:
        whole = first.values(step.name, firsts.of(cones[between[step.name].step.name])[levels])
        return [whole[row] for row in rows]

    inputs = [_carried_over(column, step, cones[step.step.name]) for column, step in between.items()]
    following = replace(one.varied, steps=(*inputs, *(step.step for step in own.values())))
    return run_worlds(following, _only(dataset, rows), worlds, wanted, inputs=carried), True


def _only(dataset: Dataset, rows: Sequence[int]) -> Dataset:
    """Some rows, without data."""
    keys = dataset.keys
    organisations, periods = ([column[row] for row in rows] for column in (keys.organisations, keys.periods))
    kept = Keys(organisations, periods, keys.names, keys.period_order, keys.after_gap)
    return replace(dataset, keys=kept, columns=RowColumns({}), places={}, decisions={})


# --- which steps rows are compared by ----------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class _Looked:
    """A step as it is in some variants.

    Attributes:
        step: The step.
        definitions: What it is there, each once.
        columns: What others may read of it.
        uses: What it reads.
    """

    step: VariedStep
    definitions: tuple[Step, ...]
    columns: frozenset[str]
    uses: frozenset[str]

    @staticmethod
    def of(step: VariedStep, firsts: _Firsts) -> _Looked:
        """A step as it is in some variants."""
        found = [step.at(levels) for levels in firsts.of(step.factors)]
        definitions = tuple({id(one): one for one in found if one is not None}.values())
        return _Looked(
            step,
            definitions,
            frozenset(column for one in definitions for column in columns_of(one)),
            frozenset(column for one in definitions for column in used_columns(one)),
        )


def _compared(looked: Mapping[str, _Looked]) -> frozenset[str]:
    """The steps that look at other rows, or are read by such; and inputs."""
    apart = (Figure, Lag, Since, Input)
    owners = {column: name for name, step in looked.items() for column in step.columns}
    found = {name for name, step in looked.items() if any(isinstance(one, apart) for one in step.definitions)}
    for name, step in reversed(list(looked.items())):
        if name in found:
            found |= {owners[column] for column in step.uses if column in owners}
    return frozenset(found)


def _cones(looked: Iterable[_Looked]) -> dict[str, tuple[int, ...]]:
    """For each step the factors on which it hangs, directly or through what it reads, which comes before it."""
    found: dict[str, frozenset[int]] = {}
    by_column: dict[str, frozenset[int]] = {}
    for step in looked:
        cone = frozenset(step.step.factors).union(*(by_column.get(column, frozenset()) for column in step.uses))
        found[step.step.name] = cone
        by_column |= dict.fromkeys(step.columns, cone)
    return {name: tuple(sorted(cone)) for name, cone in found.items()}


def _carried_over(column: str, looked: _Looked, cone: tuple[int, ...]) -> VariedStep:
    """A column that has been worked out, as an input of what follows."""
    places = [cone.index(factor) for factor in looked.step.factors]
    made: dict[int, Input] = {}

    def at(levels: tuple[int, ...]) -> Step | None:
        step = looked.step.at(tuple([levels[place] for place in places]))
        if step is None:
            return None
        return made.setdefault(id(step), Input(column, step.type, "supplied", column, step.origin))

    return VariedStep(column, cone, at)

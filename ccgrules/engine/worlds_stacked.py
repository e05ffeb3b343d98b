"""Worlds in Polars: steps on the rows of many worlds one below the other, where no population reaches across.

Each world's rows are a part of the frame, as a period's rows are. Steps that look at other periods are left to the
exact way, which is quick with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from ccgrules.engine.columns import run_apart, seen_by_rules
from ccgrules.engine.columns_encode import encode
from ccgrules.engine.columns_numbers import NeedsFractions
from ccgrules.engine.columns_values import in_one_form, reason_code
from ccgrules.engine.columns_work import physical, renamed
from ccgrules.engine.frames import Column as Held
from ccgrules.engine.frames import FrameColumns, whole_columns
from ccgrules.engine.table import Columns, Keys
from ccgrules.engine.vectors import Column
from ccgrules.engine.worlds_cones import Coned, kept_columns, type_of
from ccgrules.engine.worlds_store import Stack, Store, Varying
from ccgrules.model.types import Type, Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Input, Plan, Step

VALUE = "value"
"""What a column is called in a frame of its own."""

MOST_CELLS = 20_000_000
"""So many cells of inputs and steps are put into one frame, of a few bytes each."""


@dataclass(slots=True)
class Frame:
    """Versions of a column one below the other in a frame (implements `worlds_store.Stack`).

    Attributes:
        columns: The column, by the name `VALUE`.
        size: How many rows each version has.
    """

    columns: FrameColumns
    size: int
    _values: Sequence[Value] | None = None

    @property
    def held(self) -> Held:
        """How the column is held."""
        return self.columns.columns[VALUE]

    def column(self, place: int) -> Column:
        """The version that stands there, as exact values."""
        if self._values is None:
            self._values = self.columns.values(VALUE)
        return self._values[place * self.size : (place + 1) * self.size]

    @staticmethod
    def of(name: str, columns: FrameColumns, size: int) -> Frame:
        """One of the columns of a frame, without the others."""
        held = columns.columns[name]
        frame = whole_columns(columns.frame, **physical([(VALUE, held)]))
        return Frame(FrameColumns(frame, {VALUE: renamed(VALUE, held)}), size)


@dataclass(slots=True)
class Job:
    """Worlds in which some steps are the same.

    Attributes:
        steps: The steps.
        reads: The columns that come from outside, and their types.
        places: The projections that have each choice of versions of these.
    """

    steps: Sequence[Step]
    reads: Mapping[str, Type]
    places: dict[tuple[int | None, ...], list[int]] = field(default_factory=dict)


def jobs_of(stretch: Sequence[Coned], store: Store) -> list[Job]:
    """What there is to do for steps with one cone, put together where definitions and types are the same."""
    jobs: dict[tuple[object, ...], Job] = {}
    reads: dict[tuple[int, ...], tuple[str, ...]] = {}
    for place, world in enumerate(stretch[0].projections.worlds):
        steps = [step for one in stretch if (step := one.definitions[place]) is not None]
        key = tuple([id(step) for step in steps])
        if key not in reads:
            reads[key] = _outside(steps)
        names = reads[key]
        types = tuple([store.type(name, world) for name in names])
        job = jobs.setdefault((key, types), Job(steps, dict(zip(names, types))))
        job.places.setdefault(tuple(store.versions(names, world)), []).append(place)
    return [job for job in jobs.values() if job.steps]


def _outside(steps: Sequence[Step]) -> tuple[str, ...]:
    """The columns that steps read and none of them makes."""
    made = {column for step in steps for column in kept_columns(step)}
    return tuple(dict.fromkeys(column for step in steps for column in used_columns(step) if column not in made))


@dataclass(slots=True)
class Stacked:
    """Runs steps on stacks of worlds.

    Attributes:
        plan: The plan of one of the worlds, for its scales and its ruleset.
        keys: The rows.
        store: What has been worked out.
    """

    plan: Plan
    keys: Keys
    store: Store
    _sheets: dict[tuple[str, Type], tuple[Frame, dict[int, int]]] = field(default_factory=dict)

    def run(self, stretch: Sequence[Coned], jobs: Sequence[Job]) -> None:
        """Works steps out in every world."""
        projections = stretch[0].projections
        kept = {name for one in stretch for step in one.different() for name in kept_columns(step)} & self.store.kept
        columns = {name: Varying.nowhere(projections) for name in kept}
        for job in jobs:
            for versions in self._in_parts(job):
                found = self._work_out(job, versions)
                for step in job.steps:
                    for name in kept.intersection(kept_columns(step)):
                        stack, type_ = Frame.of(name, found, self.store.size), type_of(step, name)
                        for number, chosen in enumerate(versions):
                            version = columns[name].place(stack, number, type_)
                            for place in job.places[chosen]:
                                columns[name].versions[place] = version
        self.store.columns.update(columns)

    def _in_parts(self, job: Job) -> Iterator[list[tuple[int | None, ...]]]:
        """The choices of versions, as many at a time as a frame should hold."""
        every = list(job.places)
        most = max(MOST_CELLS // (self.store.size * (len(job.steps) + len(job.reads))), 1)
        for start in range(0, len(every), most):
            yield every[start : start + most]

    def _work_out(self, job: Job, chosen: Sequence[tuple[int | None, ...]]) -> FrameColumns:
        series: list[pl.DataFrame] = []
        columns: dict[str, Held] = {}
        inputs = []
        for number, (name, type_) in enumerate(job.reads.items()):
            frame, held = self._stacked(name, type_, [versions[number] for versions in chosen])
            series.append(frame)
            columns[name] = held
            inputs.append(Input(name, type_, "supplied", name, job.steps[0].origin))
        plan = replace(self.plan, steps=(*inputs, *job.steps), recurrent=False)
        return run_apart(plan, FrameColumns(pl.concat(series, how="horizontal"), columns), self._parts(len(chosen)))

    def _parts(self, worlds: int) -> pl.Series:
        """The number of each row's world and period."""
        order = self.keys.period_order
        number = {period: place for place, period in enumerate(order)}
        own = pl.Series([number[period] for period in self.keys.periods], dtype=pl.Int32)
        rows = pl.int_range(worlds * self.store.size, dtype=pl.Int32, eager=True)
        return own.gather(rows % self.store.size) + rows // self.store.size * len(order)

    def hold(self, coned: Coned, columns: Columns) -> bool:
        """Takes an input from a frame of data, if there it is."""
        name = coned.step.name
        if not isinstance(columns, FrameColumns) or name not in columns.columns:
            return False
        column = self.store.columns[name] = Varying.nowhere(coned.projections)
        for place, step in enumerate(coned.definitions):
            if isinstance(step, Input):
                held = FrameColumns(columns.frame, {name: seen_by_rules(step, columns.columns[name])})
                column.versions[place] = column.place(Frame.of(name, held, self.store.size), 0, step.type)
        return True

    # --- columns from outside ----------------------------------------------------------------------------------

    def _stacked(self, name: str, type_: Type, versions: Sequence[int | None]) -> tuple[pl.DataFrame, Held]:
        """Versions of a column one below the other."""
        sheet, places = self._sheet(name, type_)
        size = self.store.size
        starts = pl.Series([places[version] * size for version in versions if version is not None], dtype=pl.UInt32)
        frame = whole_columns(sheet.columns.frame, **physical([(name, sheet.held)]))
        if starts.to_list() != list(range(0, frame.height, size)):
            rows = pl.int_range(len(versions) * size, dtype=pl.UInt32, eager=True)
            frame = frame.select(pl.all().gather(starts.gather(rows // size) + rows % size))
        return frame, renamed(name, sheet.held)

    def _sheet(self, name: str, type_: Type) -> tuple[Frame, dict[int, int]]:
        """All versions of a column that are of a type, and where each stands."""
        if (name, type_) not in self._sheets:
            self._sheets[name, type_] = self._together(self.store.columns[name], type_)
        return self._sheets[name, type_]

    def _together(self, column: Varying, type_: Type) -> tuple[Frame, dict[int, int]]:
        by_stack: dict[int, tuple[Stack | None, list[int]]] = {}
        for version, own in enumerate(column.types):
            if own == type_:
                stack = column.placed[version][0] if version in column.placed else None
                by_stack.setdefault(id(stack), (stack, []))[1].append(version)
        frames, order = [], []
        for stack, versions in by_stack.values():
            if isinstance(stack, Frame):
                frames.append(stack)
                order.extend(sorted(versions, key=lambda version: column.placed[version][1]))
            else:
                values = [value for version in versions for value in column.column(version)]
                frames.append(self._encoded(values, type_))
                order.extend(versions)
        return self._joined(frames, type_), {version: place for place, version in enumerate(order)}

    def _encoded(self, values: Sequence[Value], type_: Type) -> Frame:
        return Frame(FrameColumns.of({VALUE: encode(values, type_, self.plan.scales)}), self.store.size)

    def _joined(self, frames: Sequence[Frame], type_: Type) -> Frame:
        """Several stacks as one."""
        if len(frames) == 1:
            return frames[0]
        names = self.plan.scales.get(type_.scale or "", ())
        try:
            held = in_one_form([frame.held for frame in frames], type_, names)
        except NeedsFractions:
            return self._encoded([value for frame in frames for value in frame.columns.values(VALUE)], type_)
        return Frame(_one_below_the_other([frame.columns.frame for frame in frames], held), self.store.size)


def _one_below_the_other(frames: Sequence[pl.DataFrame], columns: Sequence[Held]) -> FrameColumns:
    """Columns of one form as one."""
    reasons = frozenset(reason for column in columns for reason in column.reasons)
    several = len(reasons) > 1
    selected = [
        whole_columns(frame, **physical([(VALUE, _with_reason(column) if several else column)]))
        for frame, column in zip(frames, columns)
    ]
    held = Held(columns[0].form, pl.col(VALUE), reasons, pl.col(VALUE) if several else None)
    return FrameColumns(pl.concat(selected), {VALUE: renamed(VALUE, held)})


def _with_reason(column: Held) -> Held:
    """A column that gives the reason of each missing value, even where only one is possible."""
    code = reason_code(column.reasons, column.reason).cast(pl.Int8)
    return Held(column.form, column.data, column.reasons, code)

"""The columns engine: a plan over all rows at once, on integers in Polars.

It gives what the exact engine gives, value for value and reason for reason. Steps are scheduled in the plan's order and
worked out together as late as possible; whatever 128-bit integers cannot do is done by the exact engine's own
functions, once for each distinct combination of what goes in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate

import polars as pl

from ccgrules.engine.columns_adjust import keep_adjusted
from ccgrules.engine.columns_compute import keep_computed
from ccgrules.engine.columns_encode import encode, from_rows
from ccgrules.engine.columns_exactly import decoded
from ccgrules.engine.columns_figures import FrameFigures
from ccgrules.engine.columns_peers import PERIOD, Populations
from ccgrules.engine.columns_values import Lost, made, pick, why, yes_no
from ccgrules.engine.columns_work import Work, physical, renamed
from ccgrules.engine.earlier import Cell, Links, links, looked_back
from ccgrules.engine.frames import Column, FrameColumns, Ratio
from ccgrules.engine.limits import working_out
from ccgrules.engine.rows import ALWAYS_MISSING_AS
from ccgrules.engine.succession import Succession
from ccgrules.engine.table import Columns, Dataset, Keys
from ccgrules.model.types import Reason, Value
from ccgrules.periods import since
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Input, Lag, Plan, Since, Step

EARLIER = "#earlier"
"""The column that gives, for each row, the organisation's row in the period before."""

NO_EARLIER = Lost.to(Reason.NO_EARLIER_PERIOD)


def run_columns(plan: Plan, dataset: Dataset) -> Columns:
    """Every kept column of a plan.

    Args:
        plan: The plan.
        dataset: Its inputs, held in either way; fastest as `FrameColumns`.

    Raises:
        CannotRun: A number outgrows all bounds.
    """
    inputs = _inputs(plan, dataset.columns)
    rows = _rows(dataset.keys)
    if plan.recurrent:
        return _period_by_period(plan, inputs, dataset, rows)
    keys = dataset.keys
    own = _Rows(keys, 0, keys.periods, len(keys.period_order), dataset.succession, _finder(dataset))
    return _Run(plan, inputs, rows, own).finish()


def _finder(dataset: Dataset) -> Callable[[str | None], Links]:
    """What gives the links back to a period, or to the one before, worked out once for all steps."""
    return cache(partial(links, dataset.keys, succession=dataset.succession))


def run_apart(plan: Plan, inputs: FrameColumns, parts: pl.Series) -> FrameColumns:
    """Every kept column of steps that look at no other period, on rows in parts that know nothing of each other.

    Args:
        plan: Inputs, and steps of all kinds but `Lag` and `Since`.
        inputs: The inputs.
        parts: The number of each row's part, from 0 in the first row up; no populations reach from one to another.

    Raises:
        CannotRun: A number outgrows all bounds.
    """
    count = parts[-1] + 1 if len(parts) else 1
    nobody = Keys((), (), {}, ())
    keys = _Rows(nobody, 0, parts.cast(pl.String).to_list(), count, None, partial(links, nobody))
    return _Run(plan, inputs, parts.cast(pl.Int32).alias(PERIOD).to_frame(), keys).finish()


def _inputs(plan: Plan, columns: Columns) -> FrameColumns:
    """The inputs in a frame; a missing fact about an organisation is missing as such, whatever the data say."""
    steps = [step for step in plan.steps if isinstance(step, Input)]
    if not isinstance(columns, FrameColumns):
        columns = from_rows(columns, {step.name: step.type for step in steps}, plan.scales)
    return FrameColumns(columns.frame, {step.name: seen_by_rules(step, columns.columns[step.name]) for step in steps})


def seen_by_rules(step: Input, column: Column) -> Column:
    """The column of an input: as `engine.rows.input_value`."""
    reason = ALWAYS_MISSING_AS.get(step.role)
    if reason is None or not column.reasons:
        return column
    return Column(column.form, column.data, frozenset({reason}))


def _rows(keys: Keys) -> pl.DataFrame:
    """For each row the number of its period, and the organisation's row in the period before, if there is one."""
    if len(keys.period_order) < 2:
        none = pl.Series(EARLIER, [None], dtype=pl.UInt32).new_from_index(0, len(keys))
        return pl.DataFrame({PERIOD: pl.Series([0], dtype=pl.Int32).new_from_index(0, len(keys)), EARLIER: none})
    number = pl.Series(range(len(keys.period_order)), dtype=pl.Int32)
    rows = pl.DataFrame({"organisation": list(keys.organisations), "period": list(keys.periods)}).select(
        "organisation", pl.col("period").replace_strict(list(keys.period_order), number).alias(PERIOD)
    )
    apart = [number for number, period in enumerate(keys.period_order) if period in keys.after_gap]
    here = rows.with_columns(pl.when(~pl.col(PERIOD).is_in(apart)).then(pl.col(PERIOD) - 1).alias("#before"))
    before = rows.with_row_index(EARLIER)
    joined = here.join(
        before,
        left_on=["organisation", "#before"],
        right_on=["organisation", PERIOD],
        how="left",
        maintain_order="left",
    )
    return joined.select(PERIOD, EARLIER)


class _Run:
    """Fills one frame: that of all rows, or of one period where periods depend on each other."""

    def __init__(
        self,
        plan: Plan,
        inputs: FrameColumns,
        rows: pl.DataFrame,
        keys: _Rows,
        before: Work | None = None,
        history: Sequence[FrameColumns] = (),
    ) -> None:
        self.plan = plan
        self.work = Work(pl.concat([rows, inputs.frame], how="horizontal"), {}, plan.scales)
        self.inputs = inputs
        self.keys = keys
        self.history = history
        self.before = before if plan.recurrent else self.work
        types = {step.name: step.type for step in plan.steps}
        self.figures = FrameFigures(self.work, Populations(self.work, keys.count), types, keys.periods)

    def finish(self) -> FrameColumns:
        """Runs every step; keeps only what some column is read from."""
        for step in self.plan.steps:
            with working_out(step):
                self._keep(step)
        self.work.settle()
        used = {root for column in self.work.columns.values() for root in _roots(column)}
        return FrameColumns(self.work.frame.select(PERIOD, *sorted(used - {PERIOD})), self.work.columns)

    def _keep(self, step: Step) -> None:
        match step:
            case Input():
                self.work.columns[step.name] = self.inputs.columns[step.name]
            case Compute():
                keep_computed(self.work, step)
            case Figure():
                self.figures.keep(step)
            case Since():
                self._keep_since(step)
            case Lag():
                self._keep_lag(step)
            case Adjust():
                keep_adjusted(self.work, step)

    def _keep_since(self, step: Since) -> None:
        """Yes or no by each row's period."""
        held = since(self.keys.whole.period_order, step.period)
        if held is None:
            self.work.columns[step.name] = pick([], Lost.to(Reason.UNDETERMINED), step.type, ())
            return
        periods = pl.Series([period in held for period in self.keys.periods], dtype=pl.Boolean)
        self.work.columns[step.name] = yes_no(self.work.add(periods))

    def _keep_lag(self, step: Lag) -> None:
        """The column as it stands in the row that each row looks back at."""
        if step.period is None and self.keys.succession is None:
            self._keep_moved(step, self.work.frame[EARLIER])
            return
        found = self.keys.links(step.period)
        stop = self.keys.start + len(self.keys.periods)
        if found.through or self.plan.recurrent:
            values = looked_back(step, found, self.keys.start, stop, self._cells(step))
            self.work.columns[step.name] = self.work.put(encode(values, step.type, self.plan.scales))
        else:
            self._keep_moved(step, pl.Series(found.rows, dtype=pl.UInt32))

    def _cells(self, step: Lag) -> Cell:
        """The exact values so far of what an earlier value is taken from, by column and row of the whole data."""
        names = [name for name in used_columns(step) if step.period is not None or not self.plan.recurrent]
        here = decoded(self.work, names).columns
        starts = [0, *accumulate(part.frame.height for part in self.history)]
        before = cache(lambda name, place: self.history[place].values(name))

        def cell(name: str, row: int) -> Value:
            place = bisect_right(starts, row) - 1
            values = here[name] if place == len(self.history) else before(name, place)
            return values[row - starts[place]]

        return cell

    def _keep_moved(self, step: Lag, earlier: pl.Series) -> None:
        if self.before is None or earlier.null_count() == len(earlier):
            names = self.plan.scales.get(step.type.scale or "", ())
            self.work.columns[step.name] = pick([], NO_EARLIER, step.type, names)
            return
        column = self.before.columns[step.of]
        moved = self.before.select(**physical([(step.name, column)])).select(pl.all().gather(earlier))
        self.work.frame = self.work.frame.with_columns(moved)
        column = renamed(step.name, column)
        if earlier.null_count():
            none = self.work.add(earlier.is_null())
            code = pl.when(none).then(NO_EARLIER.code()).otherwise(why(column).code())
            column = made(column.form, column.data, Lost(column.reasons | NO_EARLIER.reasons, code))
        self.work.keep(step.name, column)


def _roots(column: Column) -> list[str]:
    """The frame's columns that a column is read from."""
    exprs = [column.data, *([] if column.reason is None else [column.reason])]
    if isinstance(column.form, Ratio):
        exprs.append(column.form.den)
    return [root for expr in exprs for root in expr.meta.root_names()]


# --- period by period ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a run.

    Attributes:
        whole: All rows of the data.
        start: Where those of the run start.
        periods: The period of each row of the run, or whatever else parts it.
        count: How many periods these are.
        succession: Mergers and splits of organisations.
        links: Where rows look back to, by the period that a step names.
    """

    whole: Keys
    start: int
    periods: Sequence[str]
    count: int
    succession: Succession | None
    links: Callable[[str | None], Links]


@dataclass(frozen=True, slots=True)
class StackedColumns:
    """Columns of several frames, one below the other (implements `engine.table.Columns`).

    Attributes:
        parts: The frames' columns, all of the same names.
        starts: The row at which each starts.
    """

    parts: Sequence[FrameColumns]
    starts: Sequence[int]

    def names(self) -> Sequence[str]:
        """Names of the columns, in plan order."""
        return self.parts[0].names()

    def values(self, name: str) -> Sequence[Value]:
        """A whole column as exact values; raises KeyError for an unknown name."""
        return [value for part in self.parts for value in part.values(name)]

    def value(self, name: str, row: int) -> Value:
        """One cell."""
        place = bisect_right(self.starts, row) - 1
        return self.parts[place].value(name, row - self.starts[place])


def _period_by_period(plan: Plan, inputs: FrameColumns, dataset: Dataset, rows: pl.DataFrame) -> StackedColumns:
    """Runs the periods one after another, each looking back at the one before."""
    keys = dataset.keys
    parts: list[FrameColumns] = []
    starts: list[int] = []
    before: Work | None = None
    start = previous = 0
    find = _finder(dataset)
    for number in range(max(len(keys.period_order), 1)):
        here = rows.slice(start).filter(pl.col(PERIOD) == number).height
        part = rows.slice(start, here).with_columns(pl.lit(0, dtype=pl.Int32).alias(PERIOD), pl.col(EARLIER) - previous)
        window = FrameColumns(inputs.frame.slice(start, here), inputs.columns)
        own = _Rows(keys, start, keys.periods[start : start + here], 1, dataset.succession, find)
        run = _Run(plan, window, part, own, before, parts)
        parts.append(run.finish())
        starts.append(start)
        before, previous, start = run.work, start, start + here
    return StackedColumns(parts, starts)

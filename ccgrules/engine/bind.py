"""Binds tables to a plan: columns to inputs, texts to exact values, rows to organisations and periods.

Nothing is rated from bad data: with any error there is no data set. Findings name the file, row and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, has_errors
from ccgrules.engine.bind_cells import Collector
from ccgrules.engine.bind_checks import Values, check_collected, check_values
from ccgrules.engine.bind_columns import Layout, lay_out
from ccgrules.engine.bind_names import Beside, Names, check_mapping
from ccgrules.engine.bind_readers import Readers
from ccgrules.engine.bind_rows import Wishes, after_gap, choose_rows, listing, period_order
from ccgrules.engine.bind_store import Cell, Store
from ccgrules.engine.cells import clean
from ccgrules.engine.digest import column_digest, data_digest
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import NO_MAPPING, DataMapping, load_mapping
from ccgrules.engine.read import RawFrame, RawTable, Unreadable, read_data
from ccgrules.engine.read_frame import as_table, large_frame
from ccgrules.engine.rows import RowColumns, input_value
from ccgrules.engine.table import Dataset, Keys
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.steps import Plan

LARGE = 5_000
"""Rows from which data are bound a column at a time. Cell by cell takes about 6 microseconds a cell: 2 s for 5,000 rows
of 60 indicators, against 0.3 s to load Polars; but only that way says where each value stood, and doubts odd codes."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables that were read, and how their columns and codes are to be understood."""

    tables: Sequence[RawTable | RawFrame]
    mapping: DataMapping


def load_data(
    plan: Plan,
    sources: Sequence[object],
    mapping: Path | DataMapping | None = None,
    leave_out: Sequence[str] = (),
    beside: Beside | None = None,
) -> tuple[Dataset | None, tuple[Diagnostic, ...]]:
    """Read tables and bind them.

    Args:
        plan: The plan whose inputs they fill.
        sources: As for `read_tables`.
        mapping: How to read a publisher's own files, or the path of a file that says so.
        leave_out: As for `bind`.
        beside: As for `bind_tables`.

    Returns:
        The data set and warnings; or None and what is wrong.
    """
    read, findings = read_tables(sources, mapping)
    if read is None:
        return None, findings
    dataset, bind_findings = bind_tables(plan, read, leave_out, beside)
    return dataset, (*findings, *bind_findings)


def read_tables(
    sources: Sequence[object], mapping: Path | DataMapping | None = None
) -> tuple[Tables | None, tuple[Diagnostic, ...]]:
    """Read tables, which may then be bound to more than one plan.

    Args:
        sources: Paths, frames or lists of dictionaries: the data, and facts about organisations if they stand apart.
        mapping: How to read them, or the path of a file that says so.

    Returns:
        The tables and warnings; or None and what is wrong.
    """
    said, found = load_mapping(mapping) if isinstance(mapping, Path) else (mapping or NO_MAPPING, ())
    if said is None:
        return None, found
    findings = list(found)
    tables: list[RawTable | RawFrame] = []
    for source in sources:
        table, read_findings = read_data(source, said.options, large=LARGE)
        findings += read_findings
        if table is not None:
            tables.append(table)
    return (None if has_errors(findings) else Tables(tables, said)), tuple(findings)


def bind_tables(
    plan: Plan, read: Tables, leave_out: Sequence[str] = (), beside: Beside | None = None
) -> tuple[Dataset | None, tuple[Diagnostic, ...]]:
    """Bind tables by column where there is one large one, and all of it is as it should be; else cell by cell.

    Arguments and what is returned as for `bind`.
    """
    tables, mapping = read.tables, read.mapping
    if len(tables) == 1 and (large := large_frame(tables[0], LARGE)) is not None:
        from ccgrules.engine.bind_frame import BadRows, bind_frame

        findings = Findings()
        bound = bind_frame(plan, large, mapping, leave_out, findings, beside)
        if isinstance(bound, Dataset):
            return bound, findings.diagnostics()
        if isinstance(bound, BadRows):
            few = bind(plan, [bound.table], mapping, beside=beside)
            if few[0] is None:
                return few
    try:
        written = [as_table(table) for table in tables]
    except Unreadable as refused:
        return None, refused.diagnostics
    return bind(plan, written, mapping, leave_out, beside)


def bind(
    plan: Plan,
    tables: Sequence[RawTable],
    mapping: DataMapping | None = None,
    leave_out: Sequence[str] = (),
    beside: Beside | None = None,
) -> tuple[Dataset | None, tuple[Diagnostic, ...]]:
    """Bind tables to a plan's inputs.

    Args:
        plan: The plan.
        tables: At least one table, long or wide. A table with nothing but facts about organisations adds them to the
            rows of the others; without a column for periods it holds for every period of them.
        mapping: How to read a publisher's own columns and codes.
        leave_out: What the user leaves out although it is in the data: organisation codes, or `row 17` of the first
            table, or `FILE row 17`.
        beside: Another plan to which the same tables are bound.

    Returns:
        The data set and warnings; or None and what is wrong.
    """
    findings = Findings()
    names = Names(plan, beside)
    binder = _Binder(plan, names, mapping or NO_MAPPING, findings)
    dataset = binder.bind(tables, leave_out)
    return (None if findings.errors else dataset), findings.diagnostics()


class _Binder:
    """One binding."""

    def __init__(self, plan: Plan, names: Names, mapping: DataMapping, findings: Findings) -> None:
        self.plan, self.names, self.mapping, self.findings = plan, names, mapping, findings

    def bind(self, tables: Sequence[RawTable], leave_out: Sequence[str]) -> Dataset | None:
        headers = [header for table in tables for header in table.header]
        check_mapping(self.mapping, self.names, headers, self.findings)
        layouts = [made for table in tables if (made := lay_out(table, self.names, self.mapping, self.findings))]
        if len(layouts) < len(tables):
            return None
        readers = Readers(self.plan, self.mapping, self.names, self.findings)
        collector = Collector(self.names, self.mapping, self.findings, readers.reader)
        wishes = Wishes(leave_out)
        choose_rows(layouts, self.mapping, wishes, collector.key_word)
        wishes.check({clean(one.cell(row, "organisation")) for one in layouts for row in one.rows}, self.findings)
        self._collect(layouts, collector)
        self.constants = {step.name: value for step, value in readers.constants()}
        if not collector.store.rows:
            if not self.findings.errors:
                advice = "look at `where` and `except` in the mapping"
                self.findings.add("CCG674", "no row is left to be rated", help=advice)
            return None
        periods = {period for _, period in collector.store.rows}
        order = period_order(periods, self.plan, self.mapping, self.findings)
        check_collected(self.plan, layouts, collector, self.findings)
        if order is None or self.findings.errors:
            return None
        return self._dataset(collector, order, tuple(sorted(wishes.met)))

    def _collect(self, layouts: list[Layout], collector: Collector) -> None:
        """Read the data, then facts that stand apart: these add to the rows of the data, and make none."""
        apart = [layout for layout in layouts if layout.facts_only]
        data = [layout for layout in layouts if not layout.facts_only]
        if not data:
            data, apart = apart, []
        with_period = any("period" in layout.roles for layout in data)
        for layout in data:
            if with_period and "period" not in layout.roles:
                message = "the table has no column for the period, and other tables have one"
                self.findings.add("CCG664", message, DataPlace(layout.table.name), help="add the column `period`")
            else:
                collector.collect(layout)
        for layout in apart:
            self._compare(layout, collector.collect_facts(layout), collector.store.organisations)

    def _compare(self, layout: Layout, said: set[str], rated: set[str]) -> None:
        """Say which organisations stand in only one of data and facts."""
        place = DataPlace(layout.table.name)
        if only := sorted(said - rated):
            message = f"{_organisations(only)} in the facts and not in the data, and so not rated"
            self.findings.add("CCG671", message, place, notes=(f"namely {listing(only)}",))
        if without := sorted(rated - said):
            message = f"{_organisations(without)} in the data and not in the facts"
            notes = (f"namely {listing(without)}",)
            self.findings.add("CCG672", message, place, notes=notes, help="add them; codes must be written alike")

    # --- the data set --------------------------------------------------------------------------------------------

    def _dataset(self, collector: Collector, order: tuple[str, ...], left_out: tuple[str, ...]) -> Dataset:
        store = collector.store
        rank = {period: place for place, period in enumerate(order)}
        keys = sorted(store.rows, key=lambda key: (rank[key[1]], key[0]))
        cells = {step.name: [store.cell(step.name, key) for key in keys] for step in self.names.inputs}
        lists = {name: [self._value(name, cell) for cell in column] for name, column in cells.items()}
        check_values(self.plan, collector, Values(keys, lists, cells), self.findings)
        final = {step.name: [input_value(value, step) for value in lists[step.name]] for step in self.names.inputs}
        gone = after_gap(order, self.mapping)
        made = Keys([key[0] for key in keys], [key[1] for key in keys], _display_names(store, keys), order, gone)
        digests = {name: column_digest(values) for name, values in final.items()}
        return Dataset(made, RowColumns(final), Places(cells), data_digest(made, digests), left_out)

    def _value(self, name: str, cell: Cell | None) -> Value:
        return cell.value if cell is not None else self.constants.get(name, MISSING[Reason.NONE_GIVEN])


def _display_names(store: Store, keys: list[tuple[str, str]]) -> dict[str, str]:
    """The latest name of each organisation; what is said for no period in particular only where there is no other."""
    found = {organisation: organisation for organisation, _ in keys}
    found |= {organisation: name for (organisation, period), name in store.names.items() if organisation in found}
    return found | {key[0]: store.names[key] for key in keys if key in store.names}


@dataclass(frozen=True, slots=True)
class Places(Mapping[tuple[str, int], str]):
    """Where each cell came from, in words; worked out when asked for."""

    cells: Mapping[str, Sequence[Cell | None]]

    def __getitem__(self, key: tuple[str, int]) -> str:
        name, row = key
        if row < 0 or name not in self.cells or row >= len(self.cells[name]) or (cell := self.cells[name][row]) is None:
            raise KeyError(key)
        return str(cell.where)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        for name, cells in self.cells.items():
            yield from ((name, row) for row, cell in enumerate(cells) if cell is not None)

    def __len__(self) -> int:
        return sum(cell is not None for cells in self.cells.values() for cell in cells)


def _organisations(codes: Sequence[str]) -> str:
    return "one organisation is" if len(codes) == 1 else f"{len(codes):,} organisations are"

"""Binds tables to a plan: columns to inputs, texts to exact values, rows to organisations and periods.

Nothing is rated from bad data: with any error there is no data set. Findings name the file, row and column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, has_errors
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.bind_cells import Collector
from ccgrules.engine.bind_checks import Values, check_collected, check_values
from ccgrules.engine.bind_columns import Layout, lay_out
from ccgrules.engine.bind_names import Names, mapped_inputs
from ccgrules.engine.bind_readers import Readers
from ccgrules.engine.bind_store import Cell, Store
from ccgrules.engine.cells import clean, folded
from ccgrules.engine.digest import data_digest
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import NO_MAPPING, DataMapping, Entry, load_mapping
from ccgrules.engine.periods import gaps, in_time_order
from ccgrules.engine.read import RawTable, read_data, shorten
from ccgrules.engine.rows import RowColumns, input_value
from ccgrules.engine.table import Dataset, Keys
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.steps import Lag, Plan


def load_data(
    plan: Plan, sources: Sequence[object], mapping: Path | DataMapping | None = None, leave_out: Sequence[str] = ()
) -> tuple[Dataset | None, tuple[Diagnostic, ...]]:
    """Read tables and bind them.

    Args:
        plan: The plan whose inputs they fill.
        sources: Paths, frames or lists of dictionaries: the data, and facts about organisations if they stand apart.
        mapping: How to read a publisher's own files, or the path of a file that says so.
        leave_out: As for `bind`.

    Returns:
        The data set and warnings; or None and what is wrong.
    """
    said, found = load_mapping(mapping) if isinstance(mapping, Path) else (mapping or NO_MAPPING, ())
    if said is None:
        return None, found
    findings = list(found)
    tables: list[RawTable] = []
    for source in sources:
        table, read_findings = read_data(source, said.options)
        findings += read_findings
        if table is not None:
            tables.append(table)
    if has_errors(findings):
        return None, tuple(findings)
    dataset, bind_findings = bind(plan, tables, said, leave_out)
    return dataset, (*findings, *bind_findings)


def bind(
    plan: Plan, tables: Sequence[RawTable], mapping: DataMapping | None = None, leave_out: Sequence[str] = ()
) -> tuple[Dataset | None, tuple[Diagnostic, ...]]:
    """Bind tables to a plan's inputs.

    Args:
        plan: The plan.
        tables: At least one table, long or wide. A table with nothing but facts about organisations adds them to the
            rows of the others; without a column for periods it holds for every period of them.
        mapping: How to read a publisher's own columns and codes.
        leave_out: What the user leaves out although it is in the data: organisation codes, or `row 17` of the first
            table, or `FILE row 17`.

    Returns:
        The data set and warnings; or None and what is wrong.
    """
    findings = Findings()
    names = Names(plan)
    binder = _Binder(plan, names, mapping or NO_MAPPING, findings)
    dataset = binder.bind(tables, leave_out)
    return (None if findings.errors else dataset), findings.diagnostics()


class _Binder:
    """One binding."""

    def __init__(self, plan: Plan, names: Names, mapping: DataMapping, findings: Findings) -> None:
        self.plan, self.names, self.mapping, self.findings = plan, names, mapping, findings

    def bind(self, tables: Sequence[RawTable], leave_out: Sequence[str]) -> Dataset | None:
        self._check_mapping(tables)
        layouts = [made for table in tables if (made := lay_out(table, self.names, self.mapping, self.findings))]
        if len(layouts) < len(tables):
            return None
        readers = Readers(self.plan, self.mapping, self.names, self.findings)
        collector = Collector(self.names, self.mapping, self.findings, readers.reader)
        left_out = self._choose_rows(layouts, leave_out, collector)
        self._collect(layouts, collector)
        self.constants = self._read_constants(readers)
        if not collector.store.rows:
            if not self.findings.errors:
                self.findings.add(
                    "CCG674", "no row is left to be rated", help="look at `where` and `except` in the mapping"
                )
            return None
        order = self._period_order(collector.store)
        check_collected(self.plan, layouts, collector, self.findings)
        if order is None or self.findings.errors:
            return None
        return self._dataset(collector, order, left_out)

    # --- the mapping's own names ---------------------------------------------------------------------------------

    def _check_mapping(self, tables: Sequence[RawTable]) -> None:
        for name, span in mapped_inputs(self.mapping):
            if self.names.input(name) is None:
                advice = self.names.advise(name, "name")
                self.findings.add("CCG682", advice.message, primary=span, help=advice.help)
        headers = {folded(header): header for table in tables for header in table.header}
        for entry in (*self.mapping.columns, *self.mapping.where, *self.mapping.without):
            if folded(entry.theirs) not in headers:
                message = f"there is no column `{shorten(entry.theirs)}` in the data"
                near = did_you_mean(entry.theirs, headers.values())
                self.findings.add("CCG683", message, primary=entry.span, help=near)

    # --- rows ----------------------------------------------------------------------------------------------------

    def _choose_rows(self, layouts: list[Layout], leave_out: Sequence[str], collector: Collector) -> tuple[str, ...]:
        """Set which rows of each table are read; returns what was left out at the user's wish."""
        wishes = Counter(dict.fromkeys(map(clean, leave_out), 0))
        for number, layout in enumerate(layouts):
            rows: list[int] = []
            for row in range(len(layout.table.rows)):
                if self._passes(layout, row):
                    wish = _wished(wishes, layout, row, collector, first=number == 0)
                    wishes.update([wish] if wish is not None else [])
                    rows += [row] if wish is None else []
            layout.rows = rows
        for wish in (wish for wish, met in wishes.items() if not met):
            codes = {clean(layout.cell(row, "organisation")) for layout in layouts for row in layout.rows}
            advice = did_you_mean(wish, codes) or "name an organisation by its code, or a row as `row 17`"
            self.findings.add("CCG673", f"`{shorten(wish)}` should be left out, and is not in the data", help=advice)
        return tuple(sorted(wishes))

    def _passes(self, layout: Layout, row: int) -> bool:
        return all(self._holds(entry, layout, row, otherwise=True) for entry in self.mapping.where) and not any(
            self._holds(entry, layout, row, otherwise=False) for entry in self.mapping.without
        )

    def _holds(self, entry: Entry, layout: Layout, row: int, *, otherwise: bool) -> bool:
        """Whether the column of a filter holds one of its words; `otherwise` where the table has no such column."""
        for index, header in enumerate(layout.table.header):
            if folded(header) == folded(entry.theirs):
                return folded(layout.table.rows[row][index]) in {folded(word) for word in entry.ours}
        return otherwise

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
            self.findings.add("CCG671", message, place, notes=(_listed(only),))
        if without := sorted(rated - said):
            message = f"{_organisations(without)} in the data and not in the facts"
            self.findings.add(
                "CCG672", message, place, notes=(_listed(without),), help="add them; codes must be written alike"
            )

    def _read_constants(self, readers: Readers) -> dict[str, Value]:
        """Values that the mapping gives everyone, by the input's name."""
        steps = ((self.names.input(entry.theirs), entry) for entry in self.mapping.constants)
        read = ((step.name, readers.constant(step, entry)) for step, entry in steps if step is not None)
        return {name: value for name, value in read if value is not None}

    # --- periods -------------------------------------------------------------------------------------------------

    def _period_order(self, store: Store) -> tuple[str, ...] | None:
        met = {period for _, period in store.rows}
        listed = [entry.theirs for entry in self.mapping.periods]
        looks_back = any(isinstance(step, Lag) for step in self.plan.steps)
        if listed:
            if unlisted := sorted(met - set(listed)):
                message = f"period {_listed(unlisted, '')} is not in the mapping's list of periods"
                self.findings.add(
                    "CCG669", message, primary=self.mapping.periods[0].span, help=did_you_mean(unlisted[0], listed)
                )
                return None
            return tuple(period for period in dict.fromkeys(listed) if period in met)
        order = in_time_order(met) if len(met) > 1 else tuple(met)
        if order is None and looks_back:
            message = "the order of the periods cannot be read from their names, and the rules look back in time"
            advice = "list them in a mapping, earliest first: `periods: [FIRST, SECOND]`"
            self.findings.add("CCG669", message, help=advice, notes=(_listed(sorted(met), "periods: "),))
            return None
        if order is not None and looks_back:
            for earlier, later in gaps(order):
                message = f"the data have no period between `{earlier}` and `{later}`"
                note = "the rules look back in time: the period before is then the last one that is there"
                self.findings.add("CCG677", message, notes=(note,))
        return order if order is not None else tuple(sorted(met))

    # --- the data set --------------------------------------------------------------------------------------------

    def _dataset(self, collector: Collector, order: tuple[str, ...], left_out: tuple[str, ...]) -> Dataset:
        store = collector.store
        rank = {period: place for place, period in enumerate(order)}
        keys = sorted(store.rows, key=lambda key: (rank[key[1]], key[0]))
        cells = {step.name: [store.cell(step.name, key) for key in keys] for step in self.names.inputs}
        lists = {name: [self._value(name, cell) for cell in column] for name, column in cells.items()}
        check_values(self.plan, collector, Values(keys, lists, cells), self.findings)
        final = {step.name: [input_value(value, step) for value in lists[step.name]] for step in self.names.inputs}
        made = Keys([key[0] for key in keys], [key[1] for key in keys], _display_names(store, keys), order)
        return Dataset(made, RowColumns(final), Places(cells), data_digest(made, final), left_out)

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


_WISHED_ROW = re.compile(r"(?:(?P<file>.+) )?row (?P<row>\d+)")


def _wished(wishes: Mapping[str, int], layout: Layout, row: int, collector: Collector, *, first: bool) -> str | None:
    """The wish by which a row is left out, or None."""
    if not wishes:
        return None
    organisation = clean(layout.cell(row, "organisation"))
    for wish in wishes:
        if wish in (organisation, collector.key_word(organisation, "organisation")) and organisation:
            return wish
        if match := _WISHED_ROW.fullmatch(wish):
            in_file = match["file"] == layout.table.name if match["file"] else first
            if in_file and int(match["row"]) == layout.table.numbers[row]:
                return wish
    return None


def _organisations(codes: Sequence[str]) -> str:
    return "one organisation is" if len(codes) == 1 else f"{len(codes):,} organisations are"


def _listed(words: Sequence[str], word: str = "namely ") -> str:
    shown = ", ".join(f"`{shorten(one)}`" for one in words[:8])
    return f"{word}{shown}" + (f" and {len(words) - 8:,} more" if len(words) > 8 else "")

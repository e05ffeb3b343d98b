"""Collects the cells of tables into a store, and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ccgrules.engine.bind_columns import Layout
from ccgrules.engine.bind_names import LONG_ROLES, Names, entries_by_word, given_name
from ccgrules.engine.bind_store import Cell, Key, Store, Where
from ccgrules.engine.cells import CellReader, Problem, clean, folded
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import OTHERS, DataMapping
from ccgrules.engine.marks import reason_named
from ccgrules.engine.read import shorten
from ccgrules.model.types import MISSING, Missing, Value
from ccgrules.plan.steps import Input

VALUE_ROLES = tuple(role for role in LONG_ROLES if role != "missing_reason")

Rows = list[tuple[int, Key]]
"""Rows of a table, and whose they are."""


class Collector:
    """Reads tables into a store, one after another.

    Attributes:
        store: What was read so far.
    """

    def __init__(
        self, names: Names, mapping: DataMapping, findings: Findings, make_reader: Callable[[Input, Layout], CellReader]
    ) -> None:
        self.names, self.mapping, self.findings = names, mapping, findings
        self.store = Store()
        self._make_reader = make_reader
        self._readers: dict[tuple[str, bool], CellReader] = {}
        self._codes = entries_by_word(mapping.indicators)
        self._ignored_codes = {folded(entry.theirs) for entry in mapping.ignore_indicators}
        self._reasons = {folded(mark): reason for mark, reason in mapping.missing}
        words = {folded(entry.theirs): words for entry, words in mapping.values}
        self._key_words = {role: entries_by_word(words.get(role, ())) for role in ("organisation", "period")}

    def collect(self, layout: Layout) -> None:
        """Read a table whose organisations are rated."""
        rows = list(self._whose(layout, self.mapping.period or ""))
        for _, key in rows:
            self.store.rows.setdefault(key, len(self.store.rows))
        self._collect_names(layout, rows)
        self._collect_rows(layout, rows, timeless=False)

    def collect_facts(self, layout: Layout) -> set[str]:
        """Read a table that adds to the rows there are; without periods, to every period. Returns its organisations."""
        timeless = "period" not in layout.roles
        rows = list(self._whose(layout, ""))
        rated = self.store.organisations
        kept = [(row, key) for row, key in rows if (key[0] in rated if timeless else key in self.store.rows)]
        self._collect_names(layout, kept)
        self._collect_rows(layout, kept, timeless=timeless)
        return {organisation for _, (organisation, _) in rows}

    def key_word(self, text: str, role: str) -> str:
        """An organisation code or period, as the mapping rewrites it."""
        word = clean(text)
        entry = self._key_words[role].get(folded(word))
        return entry.ours[0] if entry is not None else word

    # --- whose values --------------------------------------------------------------------------------------------

    def _whose(self, layout: Layout, period: str) -> Iterator[tuple[int, Key]]:
        """The organisation and period of each row that has them."""
        column = layout.roles.get("period")
        for row in layout.rows:
            organisation = self.key_word(layout.cell(row, "organisation"), "organisation")
            if column is not None:
                period = self.key_word(layout.cell(row, "period"), "period")
            if not organisation:
                place = layout.place(row, layout.roles["organisation"], clean(layout.cell(row, "name")) or None)
                message = "the row does not say which organisation it is about"
                advice = "enter the organisation's code; leave out totals and notes under the table"
                self.findings.add("CCG663", message, place, help=advice)
            elif column is not None and not period:
                place = layout.place(row, column, organisation)
                self.findings.add("CCG664", "the row does not say which period it is about", place)
            else:
                yield row, (organisation, period)

    def _collect_names(self, layout: Layout, rows: Rows) -> None:
        if "name" in layout.roles:
            for row, key in rows:
                if name := " ".join(clean(layout.cell(row, "name")).split()):
                    self.store.names.setdefault(key, name)

    def _without_repeats(self, layout: Layout, rows: Rows) -> Rows:
        """The rows of a wide table that are the first of their organisation and period; the others are findings."""
        first: dict[Key, int] = {}
        for row, key in rows:
            if (earlier := first.setdefault(key, row)) != row:
                self._twice(Where(layout, row, layout.roles["organisation"], key), earlier, f"`{key[0]}`")
        return [(row, key) for key, row in first.items()]

    def _twice(self, where: Where, earlier: int, what: str) -> None:
        when = f" for {where.key[1]}" if where.key[1] else ""
        message = f"{what}{when} stands in this row and in row {where.layout.table.numbers[earlier]}"
        advice = "remove one of them; or choose rows in a mapping with `where` or `except`"
        self.findings.add("CCG665", message, self.store.place(where), help=advice)

    # --- cells ---------------------------------------------------------------------------------------------------

    def _collect_rows(self, layout: Layout, rows: Rows, *, timeless: bool) -> None:
        if layout.long:
            self._collect_long(layout, rows, timeless=timeless)
        else:
            rows = self._without_repeats(layout, rows)
        for column, step in layout.inputs:
            reader = self._reader(step, layout)
            reasons = layout.reasons.get(step.name)
            for row, key in rows:
                self._collect_cell(step, reader, Where(layout, row, column, key), reasons, timeless=timeless)

    def _reader(self, step: Input, layout: Layout) -> CellReader:
        known = (step.name, layout.table.decimal_comma)
        if known not in self._readers:
            self._readers[known] = self._make_reader(step, layout)
        return self._readers[known]

    def _collect_cell(
        self, step: Input, reader: CellReader, where: Where, reasons: int | None, *, timeless: bool
    ) -> None:
        """Read and store one cell; `reasons` is the column that may say why it is blank."""
        value = reader.read(where.text)
        if isinstance(value, Problem):
            self.problem(value, where)
            return
        if (remark := reader.qualified.get(where.text)) is not None:
            message = f"a figure is marked {remark}, and is used as it stands"
            self.findings.add("CCG641", message, self.store.place(where))
        if reasons is not None:
            value = self._with_reason(value, Where(where.layout, where.row, reasons, where.key))
        cell = Cell(value, where)
        if (before := self.store.put(step, cell, timeless=timeless)) is not None:
            self._conflict(step, before, cell)

    def problem(self, problem: Problem, where: Where) -> None:
        """Note what is wrong with a cell."""
        self.findings.add(problem.code, problem.message, self.store.place(where), help=problem.help)

    def _with_reason(self, value: Value, where: Where) -> Value:
        """The value, with the reason that a column of its own gives for its absence."""
        word = clean(where.text)
        if not word:
            return value
        reason = self._reasons.get(folded(word), reason_named(word))
        place = self.store.place(where)
        if not isinstance(value, Missing):
            message = f"a value is given, and `{shorten(word)}` as the reason why it is missing"
            self.findings.add("CCG639", message, place, help="remove the value or the reason")
        elif reason is None:
            message = f"`{shorten(word)}` is not a reason for a missing value"
            advice = "write suppressed, not submitted or not applicable; or list it under `missing` in a mapping"
            self.findings.add("CCG638", message, place, help=advice)
        else:
            return MISSING[reason]
        return value

    def _conflict(self, step: Input, before: Cell, cell: Cell) -> None:
        here, there = (shorten(clean(one.where.text)) for one in (cell, before))
        message = f"`{given_name(step)}` is `{here}` here and `{there}` in {before.where}"
        advice = "an organisation has one value a period: correct one of them"
        self.findings.add("CCG666", message, self.store.place(cell.where), help=advice)

    # --- long tables ---------------------------------------------------------------------------------------------

    def _collect_long(self, layout: Layout, rows: Rows, *, timeless: bool) -> None:
        met: dict[tuple[Key, str], int] = {}
        targets: dict[str, list[tuple[int, Input]]] = {}
        column = layout.roles["indicator"]
        for row, key in rows:
            where = Where(layout, row, column, key)
            code = where.text
            if code not in targets:
                targets[code] = self._targets(code, layout)
            if not targets[code]:
                self._unknown_code(where)
            elif (earlier := met.setdefault((key, folded(code)), row)) != row:
                self._twice(where, earlier, f"`{clean(code)}` of `{key[0]}`")
            else:
                self._collect_targets(targets[code], layout, row, key, timeless=timeless)

    def _collect_targets(
        self, targets: list[tuple[int, Input]], layout: Layout, row: int, key: Key, *, timeless: bool
    ) -> None:
        for column, step in targets:
            reasons = layout.roles.get("missing_reason") if column == layout.roles.get("value") else None
            reader = self._reader(step, layout)
            self._collect_cell(step, reader, Where(layout, row, column, key), reasons, timeless=timeless)

    def _targets(self, code: str, layout: Layout) -> list[tuple[int, Input]]:
        """Which columns of a row with this indicator code feed which inputs."""
        entry = self._codes.get(folded(code))
        if entry is None and folded(code) in self._ignored_codes:
            return []
        wanted = entry.ours if entry is not None else (clean(code),)
        return [found for name in wanted for found in self._inputs_of(name, layout)]

    def _inputs_of(self, name: str, layout: Layout) -> Iterator[tuple[int, Input]]:
        for role in VALUE_ROLES:
            if role in layout.roles and (step := self.names.input(name if role == "value" else f"{name}.{role}")):
                yield layout.roles[role], step

    def _unknown_code(self, where: Where) -> None:
        """Say that a code stands for nothing, unless the mapping passes it over or names it (and is checked itself)."""
        word = clean(where.text)
        if not word:
            self.findings.add("CCG662", "the row does not say which indicator it is about", self.store.place(where))
        elif not {OTHERS, folded(word)} & self._ignored_codes and folded(word) not in self._codes:
            if self.names.elsewhere(word):
                return
            advice = self.names.advise(shorten(word), "indicator")
            self.findings.add("CCG662", advice.message, self.store.place(where), help=advice.help)

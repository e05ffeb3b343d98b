"""Binds large wide data a column at a time, without a Python object for each cell.

It reads what is as it should be. Rows in which anything is not go to the careful way of `engine.bind`, which says what
is wrong with them: one meaning, one set of messages. Warnings about single codes are not given for data of this size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from ccgrules.diagnostics.diagnostic import DataPlace
from ccgrules.engine.bind_checks import Spread, check_coverage, check_scale
from ccgrules.engine.bind_columns import Layout, lay_out
from ccgrules.engine.bind_names import Beside, Names, check_mapping
from ccgrules.engine.bind_readers import Readers
from ccgrules.engine.bind_rows import Wishes, after_gap, filter_rule, period_order
from ccgrules.engine.cells import LONGEST_NUMBER, Problem, folded, plain
from ccgrules.engine.columns_encode import DECIMAL, encode, number_columns
from ccgrules.engine.digest import data_digest
from ccgrules.engine.findings import Findings
from ccgrules.engine.frame_texts import CELL, column_digest_of, gathered, texts, wide
from ccgrules.engine.frames import Coded, FrameColumns, Scaled, Stored
from ccgrules.engine.mapping import DataMapping, Entry
from ccgrules.engine.read import RawFrame, RawTable
from ccgrules.engine.read_frame import cell_text
from ccgrules.engine.rows import input_value
from ccgrules.engine.table import Dataset, Keys
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Unit, Value
from ccgrules.model.units import NUMBER
from ccgrules.plan.steps import Input, Plan

MOST_BAD_ROWS = 200
"""Rows that are given to the careful way."""
BETWEEN = 1e-40, 1e59
"""Floats between these have at most `LONGEST_NUMBER` digits, of which 17 tell one float from another."""
ROW, ORGANISATION, PERIOD, NAME = "#row", "#organisation", "#period", "#name"


@dataclass(frozen=True, slots=True)
class BadRows:
    """Rows that the careful way should look at."""

    table: RawTable


class _Bad(Exception):
    """Carries the indexes of rows in which something is wrong."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__()
        self.rows = rows


def bind_frame(
    plan: Plan,
    raw: RawFrame,
    mapping: DataMapping,
    leave_out: Sequence[str],
    findings: Findings,
    beside: Beside | None = None,
) -> Dataset | BadRows | None:
    """Bind a large wide table.

    Args:
        plan: The plan.
        raw: The table.
        mapping: How to read a publisher's own columns and codes.
        leave_out: As for `engine.bind.bind`.
        findings: Takes warnings.
        beside: As for `engine.bind.bind`.

    Returns:
        The data set; rows that the careful way should look at; or None where the whole table is for the careful way.
    """
    names = Names(plan, beside)
    check_mapping(mapping, names, raw.frame.columns, findings)
    layout = lay_out(RawTable(raw.name, tuple(raw.frame.columns), (), ()), names, mapping, findings)
    if findings.errors or layout is None or layout.long or layout.reasons:
        return None
    if any(step.role in ("numerator", "denominator") for _, step in layout.inputs):
        return None  # values are compared with their counts one by one
    try:
        dataset = _FrameBinder(plan, names, mapping, findings, raw, layout).bind(Wishes(leave_out))
    except _Bad as bad:
        return BadRows(_as_table(raw, sorted(set(bad.rows))[:MOST_BAD_ROWS]))
    return dataset


def _as_table(raw: RawFrame, indexes: Sequence[int]) -> RawTable:
    """Some rows of a large table as text."""
    part = raw.frame[list(indexes)]
    cells = [[cell_text(cell) for cell in row] for row in part.rows()]
    return RawTable(raw.name, tuple(part.columns), cells, [raw.numbers[index] for index in indexes])


class _FrameBinder:
    """One binding."""

    def __init__(
        self, plan: Plan, names: Names, mapping: DataMapping, findings: Findings, raw: RawFrame, layout: Layout
    ) -> None:
        self.plan, self.names, self.mapping, self.findings = plan, names, mapping, findings
        self.raw, self.layout = raw, layout
        self.readers = Readers(plan, mapping, names, findings)
        self.headers = {step.name: raw.frame.columns[index] for index, step in layout.inputs}

    def bind(self, wishes: Wishes) -> Dataset | None:
        frame = self._chosen(self._keyed(), wishes)
        if frame.is_empty() or not all(wishes.met.values()):
            return None
        _refuse_bad_keys(frame)
        order = period_order(set(frame[PERIOD].unique()), self.plan, self.mapping, self.findings)
        check_coverage(self.plan, self.names, self.mapping, set(self.headers), self.findings)
        if order is None:
            return None
        rank = {period: place for place, period in enumerate(order)}
        frame = frame.sort(pl.col(PERIOD).replace_strict(rank, return_dtype=pl.Int64), ORGANISATION)
        stored = self._columns(frame)
        if self.findings.errors:  # in what the mapping gives everyone
            return None
        gone = after_gap(order, self.mapping)
        keys = Keys(frame[ORGANISATION].to_list(), frame[PERIOD].to_list(), _names(frame), order, gone)
        digest = data_digest(keys, {name: column_digest_of(column) for name, column in stored.items()})
        places = FramePlaces(self.raw, self.headers, frame[ROW])
        return Dataset(keys, FrameColumns.of(stored), places, digest, tuple(sorted(wishes.met)))

    # --- rows ----------------------------------------------------------------------------------------------------

    def _keyed(self) -> pl.DataFrame:
        """The table with columns for the organisation, the period, the name and the index of each row."""
        frame, roles = self.raw.frame, self.layout.roles
        organisation = self._key("organisation")
        period = self._key("period") if "period" in roles else None
        if period is None or not (period != "").any():  # a template's column that nobody needed
            period = pl.Series([self.mapping.period or ""]).new_from_index(0, frame.height)
        name = texts(frame.to_series(roles["name"])) if "name" in roles else organisation
        keys = [organisation.alias(ORGANISATION), period.alias(PERIOD), name.alias(NAME)]
        return frame.with_columns(*keys).with_row_index(ROW)

    def _key(self, role: str) -> pl.Series:
        """A key column, as the mapping rewrites it."""
        text = texts(self.raw.frame.to_series(self.layout.roles[role]))
        lines = {folded(entry.theirs): lines for entry, lines in self.mapping.values}.get(role, ())
        renamed = {folded(line.theirs): line.ours[0] for line in lines}
        found = {word: renamed[folded(word)] for word in text.unique() if folded(word) in renamed} if renamed else {}
        return text.replace(list(found), list(found.values())) if found else text

    def _chosen(self, frame: pl.DataFrame, wishes: Wishes) -> pl.DataFrame:
        """The rows that the mapping wants and the user does not leave out."""
        for entry in self.mapping.where:
            frame = frame.filter(self._matches(entry, frame))
        for entry in self.mapping.without:
            frame = frame.filter(~self._matches(entry, frame))
        if not wishes.met:
            return frame
        index = {number: row for row, number in enumerate(self.raw.numbers)}
        by_row = {index.get(number, -1): wish for number, wish in wishes.rows(self.raw.name, first=True).items()}
        is_row, is_code = pl.col(ROW).is_in(list(by_row)), pl.col(ORGANISATION).is_in(list(wishes.met))
        wishes.met.update(by_row[row] for row in frame.filter(is_row)[ROW])
        wishes.met.update(frame.filter(is_code)[ORGANISATION])
        return frame.filter(~(is_row | is_code))

    def _matches(self, entry: Entry, frame: pl.DataFrame) -> pl.Series:
        index, words = filter_rule(entry, self.layout) or (0, set())
        text = texts(frame[self.raw.frame.columns[index]])
        return text.is_in([word for word in text.unique() if folded(word) in words])

    # --- columns -------------------------------------------------------------------------------------------------

    def _columns(self, frame: pl.DataFrame) -> dict[str, Stored]:
        """Every input's column, in plan order."""
        given = {step.name: value for step, value in self.readers.constants()}
        found: dict[str, Stored] = {}
        for step in self.names.inputs:
            if step.name not in self.headers:
                value = input_value(given.get(step.name, MISSING[Reason.NONE_GIVEN]), step)
                found[step.name] = _constant(value, step, self.plan, frame.height)
            elif step.type.kind is Kind.NUMBER:
                found[step.name] = self._numbers(step, frame, self.headers[step.name])
            else:
                found[step.name] = self._words(step, frame, self.headers[step.name])
        return found

    def _words(self, step: Input, frame: pl.DataFrame, header: str) -> Stored:
        """A column of labels, texts, dates or yes/no: each different text is read once."""
        text = texts(frame[header])
        reader = self.readers.reader(step, None)
        distinct = text.unique()
        read = {word: reader.read(word) for word in distinct}
        self._refuse(read, text, frame)
        values = [input_value(value, step) for value in read.values() if not isinstance(value, Problem)]
        stored = encode(values, step.type, self.plan.scales)
        reason = stored.reason if isinstance(stored.reason, Reason) else gathered(text, distinct, stored.reason)
        return Stored(stored.form, gathered(text, distinct, stored.data), reason)

    def _numbers(self, step: Input, frame: pl.DataFrame, header: str) -> Stored:
        """A column of figures. Texts that are no plain decimals, such as marks, are read one by one, each once."""
        rules = self.readers.reader(step, None).rules
        unit = rules.unit or step.type.unit or NUMBER
        factor = unit.factor * rules.times
        figures, reasons = frame[header], None
        if not (figures.dtype.is_numeric() or figures.dtype == pl.Null):
            figures, reasons = self._plain_figures(step, frame, header, factor)
        if step.role == "field" or reasons is None:
            reasons = Reason.FIELD_MISSING if step.role == "field" else Reason.NONE_GIVEN
        columns = figures.alias(header).to_frame()
        read = number_columns(columns, {header: Unit(unit.name, unit.dimension, factor)})[header]
        if bad := [*read.bad, *_too_long(figures), *_outside(read.stored, unit)]:
            raise _Bad(frame[ROW][bad[:MOST_BAD_ROWS]].to_list())
        check_scale(step, unit, _spread(read.stored, unit), DataPlace(self.raw.name, None, header), self.findings)
        return Stored(read.stored.form, read.stored.data, reasons)

    def _plain_figures(
        self, step: Input, frame: pl.DataFrame, header: str, factor: Fraction
    ) -> tuple[pl.Series, Reason | pl.Series | None]:
        """The column with marks as nothing and figures as plain decimals; and the reason where there is nothing."""
        reader = self.readers.reader(step, None)
        said = reader.rules.translations.keys() | reader.rules.missing.keys()
        text = texts(frame[header])
        odd = text.filter(~text.str.contains(DECIMAL) | (text.str.len_chars() > LONGEST_NUMBER)).unique().to_list()
        translated = [word for word in text.unique() if folded(word) in said] if said else []
        read = {word: reader.read(word) for word in (*odd, *translated)}
        self._refuse(read, text, frame)
        for remark in sorted(set(reader.qualified.values())):
            message = f"figures are marked {remark}, and are used as they stand"
            self.findings.add("CCG641", message, DataPlace(self.raw.name, None, header))
        figures = {word: plain(value / factor) for word, value in read.items() if isinstance(value, Fraction)}
        reasons = {word: int(value.reason) for word, value in read.items() if isinstance(value, Missing)}
        cleaned = text.replace(list(figures), list(figures.values())) if figures else text
        if not reasons:
            return cleaned, None
        cleaned = cleaned.set(text.is_in(list(reasons)), None)
        if len(set(reasons.values())) == 1:
            return cleaned, Reason(next(iter(reasons.values())))
        return cleaned, text.replace_strict(list(reasons), list(reasons.values()), default=0, return_dtype=pl.Int8)

    def _refuse(self, read: Mapping[str, Value | Problem], text: pl.Series, frame: pl.DataFrame) -> None:
        """Rows in which a text stands that cannot be read are for the careful way."""
        if bad := [word for word, value in read.items() if isinstance(value, Problem)]:
            raise _Bad(frame[ROW].filter(text.is_in(bad)).head(MOST_BAD_ROWS).to_list())


def _refuse_bad_keys(frame: pl.DataFrame) -> None:
    """Rows without an organisation or period, and all rows of those that stand twice, are for the careful way."""
    periods = (frame[PERIOD] != "").any()
    blank = frame.filter((pl.col(ORGANISATION) == "") | (pl.lit(periods) & (pl.col(PERIOD) == "")))
    twice = frame.filter(pl.struct(ORGANISATION, PERIOD).is_duplicated()).sort(ORGANISATION, PERIOD)
    if rows := [*blank[ROW], *twice[ROW]]:
        raise _Bad(rows[:MOST_BAD_ROWS])


def _too_long(figures: pl.Series) -> list[int]:
    """Rows whose float, written out, may have more digits than a number should have."""
    if not figures.dtype.is_float():
        return []
    size = figures.abs()
    long = size.is_finite() & ((size >= BETWEEN[1]) | ((size > 0) & (size < BETWEEN[0])))
    return long.fill_null(value=False).arg_true().to_list()


def _outside(stored: Stored, unit: Unit) -> list[int]:
    """Rows whose value is outside the unit's range."""
    low, high = (None if bound is None else bound * unit.factor for bound in (unit.low, unit.high))
    if isinstance(stored.form, Coded):
        places = [
            place
            for place, value in enumerate(stored.form.values)
            if (low is not None and value < low) or (high is not None and value > high)
        ]
        return stored.data.is_in(places).fill_null(value=False).arg_true().to_list()
    if not isinstance(stored.form, Scaled):
        return []
    rows: list[int] = []
    if low is not None and stored.form.low < low * stored.form.den:
        least = math.ceil(low * stored.form.den)
        rows.extend(wide(stored, abs(least))["cell"].lt(least).arg_true())
    if high is not None and stored.form.high > high * stored.form.den:
        most = math.floor(high * stored.form.den)
        rows.extend(wide(stored, abs(most))["cell"].gt(most).arg_true())
    return rows


def _spread(stored: Stored, unit: Unit) -> Spread:
    """The range of a column's figures, in the unit."""
    count = len(stored.data) - stored.data.null_count()
    if isinstance(stored.form, Scaled):
        step = stored.form.den * unit.factor
        low, high = stored.form.low / step, stored.form.high / step
        by, wholes = step.numerator, step.denominator == 1
        return Spread(count, low, high, wholes and wide(stored, by).select((CELL % by == 0).all()).item())
    values = stored.form.values if isinstance(stored.form, Coded) else ()
    figures = [value / unit.factor for value in values] or [Fraction(0)]
    return Spread(count, min(figures), max(figures), all(figure.denominator == 1 for figure in figures))


def _constant(value: Value, step: Input, plan: Plan, height: int) -> Stored:
    one = encode([value], step.type, plan.scales)
    return Stored(one.form, one.data.new_from_index(0, height), one.reason)


def _names(frame: pl.DataFrame) -> dict[str, str]:
    """The latest name of each organisation; its code where it has none. The rows are sorted by period."""
    codes = frame[ORGANISATION].to_list()
    named = frame.filter((pl.col(NAME) != "") & (pl.col(NAME) != pl.col(ORGANISATION))).select(ORGANISATION, NAME)
    return dict(zip(codes, codes, strict=True)) | {code: " ".join(name.split()) for code, name in named.iter_rows()}


@dataclass(frozen=True, slots=True)
class FramePlaces(Mapping[tuple[str, int], str]):
    """Where each cell came from, in words; worked out when asked for.

    Attributes:
        raw: The table.
        headers: The header of each input's column.
        rows: For each row of the data set, the index of its row in the table.
    """

    raw: RawFrame
    headers: Mapping[str, str]
    rows: pl.Series

    def __getitem__(self, key: tuple[str, int]) -> str:
        name, row = key
        if name not in self.headers or not 0 <= row < len(self.rows):
            raise KeyError(key)
        return str(DataPlace(self.raw.name, self.raw.numbers[self.rows[row]], self.headers[name]))

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return ((name, row) for name in self.headers for row in range(len(self.rows)))

    def __len__(self) -> int:
        return len(self.headers) * len(self.rows)

"""An empty table to fill in for a ruleset: a workbook with a note on each column, or a CSV file."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ccgrules.engine.describe import KEYS, Asked, asked
from ccgrules.engine.marks import MISSING_MARKS
from ccgrules.engine.read_workbook import DATA_SHEET
from ccgrules.plan.steps import Plan

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NOTES_SHEET = "notes"
ROWS_WITH_LISTS = 5_000
LONGEST_LIST = 255
"""Characters that a drop-down list of a workbook can hold."""
MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""Written into every workbook as its time of making, so that the same ruleset gives the same bytes."""

NOTE_HEADINGS = ("Column", "What it is", "What a cell may hold", "Needed", "Used for")


class NoWorkbooks(Exception):
    """The package that writes workbooks is not installed."""


def data_template(plan: Plan, suffix: str) -> bytes:
    """An empty table for a plan's data, wide.

    Args:
        plan: The plan.
        suffix: `.xlsx` for a workbook with notes and drop-down lists, `.csv` for a line of column names.

    Raises:
        NoWorkbooks: The extra packages for data are not installed.
        ValueError: The suffix is neither.
    """
    inputs = asked(plan)
    header = [*(name for name, _, _ in KEYS), *(one.name for one in inputs)]
    if suffix == ".csv":
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerow(header)
        return stream.getvalue().encode("utf-8-sig")  # with its mark Excel reads it as UTF-8
    if suffix == ".xlsx":
        return _workbook(plan, header, inputs)
    raise ValueError(f"a template is .xlsx or .csv, not {suffix}")


def _workbook(plan: Plan, header: Sequence[str], inputs: Sequence[Asked]) -> bytes:
    try:
        import xlsxwriter
    except ImportError as error:
        raise NoWorkbooks('workbooks need the extra packages for data: pip install "ccgrules[data]"') from error
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Data for {plan.ruleset.framework.title}", "created": MADE})
    _data_sheet(book, header, inputs)
    _notes_sheet(book, plan, inputs)
    book.close()
    return stream.getvalue()


def _data_sheet(book: Workbook, header: Sequence[str], inputs: Sequence[Asked]) -> None:
    sheet = book.add_worksheet(DATA_SHEET)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True})
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
        # Codes, periods and dates as text, so that a spreadsheet does not turn 001 into 1 or Jun-25 into a day.
        is_text = column < len(KEYS) or not _holds_figures(inputs[column - len(KEYS)])
        sheet.set_column(column, column, max(12, len(name) + 2), text if is_text else None)
    for column, one in enumerate(inputs, len(KEYS)):
        if one.words and len(",".join(one.words)) <= LONGEST_LIST:
            # Other entries stay possible: a mark for a missing value is one.
            options = {"validate": "list", "source": list(one.words), "error_type": "information", "ignore_blank": True}
            sheet.data_validation(1, column, ROWS_WITH_LISTS, column, options)
    sheet.freeze_panes(1, 1)


def _holds_figures(one: Asked) -> bool:
    return one.step.type.unit is not None


def _notes_sheet(book: Workbook, plan: Plan, inputs: Sequence[Asked]) -> None:
    sheet = book.add_worksheet(NOTES_SHEET)
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate((28, 60, 44, 44, 60)):
        sheet.set_column(column, column, width, wrap)
    head = plan.ruleset.framework
    version = f", version {head.version}" if head.version else ""
    rows: list[tuple[Sequence[str], Any]] = [
        ((f"{head.title}{version}: what to enter on the sheet `{DATA_SHEET}`, a row for each {head.rates}",), bold),
        ((), None),
        (NOTE_HEADINGS, bold),
        *((_key_note(*key), wrap) for key in KEYS),
        *((_note(one), wrap) for one in inputs),
        ((), None),
        (("A missing value", "Leave the cell blank, or say why it is missing:"), bold),
        *(((", ".join(mark for mark in row.marks if mark), row.meaning), wrap) for row in MISSING_MARKS),
    ]
    _write_rows(sheet, rows)


def _key_note(name: str, meaning: str, needed: bool) -> tuple[str, ...]:
    return name, meaning, "text", "yes" if needed else "no", ""


def _note(one: Asked) -> tuple[str, ...]:
    needed = "no: worked out by the rules where it is blank" if one.optional else "yes, if it is known"
    return one.name, one.title, one.holds, needed, "; ".join(one.for_)


def _write_rows(sheet: Worksheet, rows: Sequence[tuple[Sequence[str], Any]]) -> None:
    for row, (cells, form) in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, form)

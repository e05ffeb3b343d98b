"""CSV as it is found: encodings, delimiters, quotes. Needs the csv module alone, so a small run loads nothing else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic
from ccgrules.engine.read import RawTable, ReadOptions, make_table, unreadable

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 32_767
"""Characters in a cell: what a spreadsheet cell can hold."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_UTF_8 = "in Excel, save it as `CSV UTF-8 (Comma delimited)`"


def read_csv(content: bytes, name: str, options: ReadOptions, findings: list[Diagnostic]) -> RawTable:
    """A table from the bytes of a CSV file.

    Args:
        content: The bytes.
        name: What messages call the file.
        options: The delimiter and the header's row, where they are known.
        findings: Takes a warning when the file had to be read as Windows-1252.

    Raises:
        Unreadable: It is not a table.
    """
    text = _decode(content, DataPlace(name), findings)
    text, delimiter, first = _delimiter_line(text)
    delimiter = options.delimiter or delimiter or _find_delimiter(text)
    grid = _records(text, delimiter, name, first)
    return make_table(grid, name, options, decimal_comma=delimiter == ";")


def _decode(content: bytes, place: DataPlace, findings: list[Diagnostic]) -> str:
    if content.startswith(_UTF_16):
        raise unreadable("CCG602", "the file is in UTF-16 (Excel's `Unicode Text`)", place, _SAVE_AS_UTF_8)
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        at = DataPlace(place.file, row)
        raise unreadable("CCG602", "the file holds NUL characters, so it is not plain text", at, _SAVE_AS_UTF_8)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decode_windows(content, error.start, place, findings)


def _decode_windows(content: bytes, at: int, place: DataPlace, findings: list[Diagnostic]) -> str:
    row = content[:at].count(b"\n") + 1
    here = DataPlace(place.file, row)
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        message = "the file is neither UTF-8 nor Windows text (Windows-1252)"
        raise unreadable("CCG602", message, here, _SAVE_AS_UTF_8) from None
    line = text.split("\n", row)[row - 1].strip()
    message = "the file is not UTF-8, so it was read as Windows text (Windows-1252)"
    notes = (f"first seen in: {line[:80]}",)
    findings.append(finding("CCG603", message, place=here, notes=notes, help=f"check this text; {_SAVE_AS_UTF_8}"))
    return text


def _delimiter_line(text: str) -> tuple[str, str | None, int]:
    """Excel's own first line `sep=;`: the text without it, the delimiter, and the number of the next row."""
    if match := re.match(r"sep=([,;\t])\r?\n", text):
        return text[match.end() :], match[1], 2
    return text, None, 1


def _find_delimiter(text: str) -> str:
    """The delimiter that cuts the first line that is not blank into most cells; a comma where none does."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=unquoted.count)


def _records(text: str, delimiter: str, name: str, first: int) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = first - 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(str(error), DataPlace(name, number)) from None
        # Summing is quicker than looking at each cell, and a row as short as one cell's bound has no long cell.
        if sum(map(len, cells)) > LONGEST_CELL:
            _refuse_long_cell(cells, DataPlace(name, number))
        yield number, cells


def _broken(problem: str, place: DataPlace) -> Exception:
    if "field larger" in problem:
        message = "a cell runs on for more than 131,072 characters: a quotation mark has no partner"
        return unreadable("CCG609", message, place, "close the quotation mark")
    if "end of data" in problem:
        message = "a quotation mark is opened and never closed"
        return unreadable("CCG609", message, place, "close it, or write a quotation mark inside a quoted cell twice")
    if "expected after" in problem:
        message = "text goes on after a closing quotation mark"
        return unreadable("CCG609", message, place, "write a quotation mark inside a quoted cell twice")
    message = "line ends of an old kind stand in the middle of a line"
    return unreadable("CCG609", message, place, _SAVE_AS_UTF_8)


def _refuse_long_cell(cells: Sequence[str], place: DataPlace) -> None:
    for cell in cells:
        if len(cell) > LONGEST_CELL:
            message = f"a cell has {len(cell):,} characters, and may have {LONGEST_CELL:,}"
            advice = "a quotation mark may have no partner; remove what is not data"
            raise unreadable("CCG610", message, place, advice)

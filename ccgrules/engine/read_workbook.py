"""Excel workbooks (.xlsx), through calamine, after a look inside for what would be lost, or take the machine down.

calamine allots memory for every cell between the first and the last in use, and gives cells with an error (`#N/A`), and
formulas whose result is not stored, as blank. Both are looked for in the sheet's XML before.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import DataPlace
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.marks import NO_RESULT
from ccgrules.engine.read import Guard, RawTable, ReadOptions, Unreadable, make_table, unreadable
from ccgrules.engine.read_frame import cell_text, needs_extra
from ccgrules.engine.rows import letters

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

LARGEST_UNPACKED = 200_000_000
"""Bytes of a workbook once unpacked."""
LARGEST_RATIO = 100
"""How many times larger a workbook may be unpacked than packed (only where it is large at all)."""
LARGEST_SHEET = 10_000_000
"""Cells between the first and the last in use."""

DATA_SHEET = "data"
"""The sheet that is read where a workbook has several and nobody says which."""


def read_workbook(path: Path, name: str, options: ReadOptions) -> RawTable:
    """A table from one sheet of a workbook.

    Raises:
        Unreadable: It is not a workbook, is too large, or has no such sheet.
    """
    place = DataPlace(name)
    with Guard(_damaged(place)), zipfile.ZipFile(path) as archive:
        _check_kind(archive, place)
        _check_size(archive, path, place)
        workbook = _open(path, place)
        sheet = _choose_sheet(workbook, options, place)
        scan = _scan(archive, sheet)
    if scan.cells > LARGEST_SHEET:
        message = f"the sheet `{sheet}` reaches to cell {scan.last}, which makes {scan.cells:,} cells"
        raise unreadable("CCG611", message, place, "delete the empty rows and columns behind the table")
    return make_table(_grid(workbook, sheet, scan, place), name, options)


def _damaged(place: DataPlace) -> Unreadable:
    message = "the workbook is damaged and cannot be read"
    return unreadable("CCG613", message, place, "open it in Excel and save it again")


def _check_kind(archive: zipfile.ZipFile, place: DataPlace) -> None:
    parts = set(archive.namelist())
    if "xl/workbook.xml" in parts:
        return
    kind, advice = "a zip file, not a workbook", "unpack it first"
    if "xl/workbook.bin" in parts:
        kind, advice = "a binary workbook (.xlsb)", "save it as .xlsx"
    elif "content.xml" in parts:
        kind, advice = "an OpenDocument file", "save it as .xlsx or CSV"
    elif "word/document.xml" in parts:
        kind, advice = "a Word document", "save the table as .xlsx or CSV"
    raise unreadable("CCG601", f"`{place.file}` is {kind}", place, advice)


def _check_size(archive: zipfile.ZipFile, path: Path, place: DataPlace) -> None:
    size = sum(part.file_size for part in archive.infolist())
    if size > LARGEST_UNPACKED or size > max(LARGEST_RATIO * path.stat().st_size, LARGEST_UNPACKED // 100):
        message = f"the workbook grows to {size // 1_000_000:,} MB when it is unpacked"
        raise unreadable("CCG611", message, place, "save the table as CSV or Parquet")
    # A part that unpacks to another size than it says fails its checksum here, before anything else reads it.
    if any(part.flag_bits & 1 for part in archive.infolist()) or archive.testzip() is not None:
        raise _damaged(place)


def _open(path: Path, place: DataPlace) -> CalamineWorkbook:
    try:
        import python_calamine
    except ImportError:
        raise needs_extra("Excel files", place) from None
    return python_calamine.CalamineWorkbook.from_path(str(path))


def _choose_sheet(workbook: CalamineWorkbook, options: ReadOptions, place: DataPlace) -> str:
    names = [sheet.name for sheet in workbook.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
    if options.sheet is not None:
        if options.sheet in names:
            return options.sheet
        message = f"there is no sheet `{options.sheet}`"
        raise unreadable("CCG612", message, place, did_you_mean(options.sheet, names), [_listed(names)])
    visible = [sheet.name for sheet in workbook.sheets_metadata if str(sheet.visible).endswith("Visible")]
    shown = [name for name in names if name in visible]
    named = [name for name in names if name.lower() == DATA_SHEET]
    if len(shown) == 1 or named:
        return (named or shown)[0]
    if not shown:
        raise unreadable("CCG612", "the workbook has no sheet with cells", place)
    message = f"the workbook has {len(shown)} sheets, and none of them is named `{DATA_SHEET}`"
    raise unreadable("CCG612", message, place, "say which in a mapping: `sheet: NAME`", [_listed(shown)])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:10])
    return f"sheets: {shown}" + (f" and {len(names) - 10} more" if len(names) > 10 else "")


# --- the sheet's XML ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Scan:
    """What the XML of a sheet says: the last row and column in use (from 1), and cells that calamine gives as blank."""

    rows: int = 0
    columns: int = 0
    lost: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    @property
    def last(self) -> str:
        return f"{letters(max(self.columns - 1, 0))}{self.rows}"


_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d{1,9})[\"']")
_OPEN_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>")
_CELL = re.compile(_OPEN_CELL.pattern + rb"(.{0,4096}?)</(?:\w+:)?c>", re.DOTALL)
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,9})[\"']")
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_STRING_RESULT = re.compile(rb"\bt\s*=\s*[\"'](?:str|s|inlineStr)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_STORED = re.compile(rb"<(?:\w+:)?v\s*>([^<]+)")


def _scan(archive: zipfile.ZipFile, sheet: str) -> _Scan:
    content = archive.read(_part(archive, sheet))
    scan = _Scan()
    nameless = False
    for match in _OPEN_CELL.finditer(content):
        reference = _REFERENCE.search(match[1])
        if reference is None:
            nameless = True
        else:
            scan.rows = max(scan.rows, int(reference[2]))
            scan.columns = max(scan.columns, _column_number(reference[1]))
    if nameless:
        _widen(scan, content)
    if b"<f" in content or b":f" in content or _ERROR.search(content):
        scan.lost = dict(_lost_cells(content))
    return scan


def _widen(scan: _Scan, content: bytes) -> None:
    """Make room for cells and rows without an address, which follow the one before them."""
    rows = [_ROW_NUMBER.search(match[1]) for match in _ROW.finditer(content)]
    named = [int(number[1]) for number in rows if number is not None]
    scan.rows = max([scan.rows, *named]) + rows.count(None)
    scan.columns += max(sum(1 for _ in _OPEN_CELL.finditer(row)) for row in re.split(rb"<(?:\w+:)?row\b", content))


def _lost_cells(content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _CELL.finditer(content):
        attributes, inside = match[1], match[2]
        reference = _REFERENCE.search(attributes)
        if reference is None:
            continue
        at = (int(reference[2]) - 1, _column_number(reference[1]) - 1)
        stored = _STORED.search(inside)
        if _ERROR.search(attributes):
            yield at, stored[1].decode("utf-8", "replace") if stored else "#ERROR!"
        elif stored is None and _FORMULA.search(inside) and not _STRING_RESULT.search(attributes):
            yield at, NO_RESULT


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The path of a sheet's XML inside the workbook; raises one thing or another where it is damaged."""
    from xml.etree import ElementTree

    texts = [archive.read(name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")]
    if any(b"<!DOCTYPE" in text for text in texts):
        raise ValueError("entities that grow")
    book, links = (ElementTree.fromstring(text) for text in texts)  # noqa: S314 - its size is bounded, entities refused
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            keys = [value for key, value in element.attrib.items() if key.endswith("}id")]
            target = targets.get(keys[0], "") if keys else ""
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in archive.namelist():
                return path
    raise ValueError("no such part")


def _grid(workbook: CalamineWorkbook, sheet: str, scan: _Scan, place: DataPlace) -> Iterator[tuple[int, Sequence[str]]]:
    with Guard(_damaged(place)):
        table = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    lost: dict[int, dict[int, str]] = {}
    for (row, column), text in scan.lost.items():
        lost.setdefault(row, {})[column] = text
    for index, typed in enumerate(table):
        cells = [cell_text(cell) for cell in typed]
        for column, text in lost.get(index, {}).items():
            if column < len(cells):
                cells[column] = text
        yield index + 1, cells

"""Reads data as text: CSV, Excel and Parquet files, frames and lists of dictionaries.

Nothing is converted here. Organisation codes such as `5E1` or `001` stay as they are written, because no cell becomes a
number until `engine.bind` knows what the ruleset declares it to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic
from ccgrules.engine.findings import Findings
from ccgrules.engine.rows import letters

if TYPE_CHECKING:
    import polars as pl

LARGEST_FILE = 500_000_000
"""Bytes of a CSV file that is read as text; Parquet and frames have no such bound."""
LARGEST_TABLE = 50_000_000
"""Cells of a table that is read as text."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a table, where the file alone does not say.

    Attributes:
        sheet: Name of the sheet of a workbook.
        header_row: Row of the column names, as a spreadsheet numbers it; the first row that is not blank if None.
        delimiter: What stands between the cells of a CSV file; found from its header if None.
    """

    sheet: str | None = None
    header_row: int | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as text.

    Attributes:
        name: The file as the user named it.
        header: Column names, without the space around them.
        rows: Cells, a sequence a row, each as long as the header.
        numbers: Each row's number in its file, as a spreadsheet counts (the header often is row 1); in frames, from 1.
        decimal_comma: Whether a comma in a number may be a decimal comma (semicolons between the cells).
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class RawFrame:
    """A table that is too large to be held as text cell by cell.

    Attributes:
        name: As in `RawTable`.
        frame: A Polars frame: text, numbers, dates or yes/no as they come; columns have names, each its own.
        numbers: As in `RawTable`.
    """

    name: str
    frame: pl.DataFrame
    numbers: Sequence[int]


Grid = Iterable[tuple[int, Sequence[str]]]
"""Row numbers and cells, the header among them."""


class Unreadable(Exception):
    """Carries findings out of the reading of a file."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(diagnostics[0].message)
        self.diagnostics = diagnostics


class Guard:
    """Turns whatever a package fails with on a damaged file, a panic of its Rust code included, into a finding.

    Attributes:
        refusal: What is raised instead.
    """

    def __init__(self, refusal: Unreadable) -> None:
        self.refusal = refusal

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None or kind is Unreadable:
            return
        if issubclass(kind, Exception) or kind.__name__ == "PanicException":
            raise self.refusal from None


def unreadable(
    code: str, message: str, place: DataPlace, help: str | None = None, notes: Iterable[str] = ()
) -> Unreadable:
    """The exception for a finding that makes a table unreadable."""
    return Unreadable(finding(code, message, place=place, notes=notes, help=help))


def read_data(
    source: object, options: ReadOptions | None = None, *, name: str | None = None, large: int | None = None
) -> tuple[RawTable | RawFrame | None, tuple[Diagnostic, ...]]:
    """Read one table.

    Args:
        source: A path (CSV, `.xlsx` or Parquet, told apart by their content), a Polars or pandas frame, or a list of
            dictionaries.
        options: How to read it.
        name: What messages call it; the path as given, or `data`, if None.
        large: A Polars frame or Parquet file with more rows than this stays a frame; None for never.

    Returns:
        The table and warnings; or None and what is wrong with it.

    Raises:
        TypeError: The source is none of these.
    """
    options = options or ReadOptions()
    findings: list[Diagnostic] = []
    table: RawTable | RawFrame
    try:
        if isinstance(source, str | Path):
            table = _read_path(Path(source), name or str(source), options, findings, large)
        else:
            table = _read_object(source, name or "data", large)
    except Unreadable as refused:
        return None, (*findings, *refused.diagnostics)
    return table, tuple(findings)


def _read_object(source: object, name: str, large: int | None) -> RawTable | RawFrame:
    from ccgrules.engine import read_frame

    match type(source).__module__.partition(".")[0]:
        case "polars":
            return read_frame.from_polars(source, name, large)
        case "pandas":
            return read_frame.from_pandas(source, name)
    if isinstance(source, Sequence) and all(isinstance(row, Mapping) for row in source):
        return read_frame.from_dicts(source, name)
    raise TypeError(f"data are a path, a frame or a list of dictionaries, not a {type(source).__name__}")


def _read_path(
    path: Path, name: str, options: ReadOptions, findings: list[Diagnostic], large: int | None
) -> RawTable | RawFrame:
    place = DataPlace(name)
    start = _first_bytes(path, place)
    if start.startswith(b"PK\x03\x04"):
        from ccgrules.engine.read_workbook import read_workbook

        return read_workbook(path, name, options)
    if start.startswith(b"PAR1"):
        from ccgrules.engine.read_frame import read_parquet

        return read_parquet(path, name, large)
    _refuse_other_kinds(start, place)
    from ccgrules.engine.read_csv import read_csv

    return read_csv(path.read_bytes(), name, options, findings)


def _first_bytes(path: Path, place: DataPlace) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except IsADirectoryError:
        raise unreadable("CCG600", f"`{place.file}` is a folder, not a file", place) from None
    except FileNotFoundError:
        raise unreadable("CCG600", f"there is no file `{place.file}`", place, _near_file(path)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise unreadable("CCG600", f"`{place.file}` cannot be opened: {why.lower()}", place) from None
    if size > LARGEST_FILE and not start.startswith(b"PAR1"):
        message = f"the file has {size // 1_000_000:,} MB, and may have {LARGEST_FILE // 1_000_000:,}"
        raise unreadable("CCG611", message, place, "save data of this size as Parquet")
    return start


def _near_file(path: Path) -> str | None:
    from ccgrules.diagnostics.suggest import nearest

    folder = path.parent
    names = [p.name for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
    best = nearest(path.name, names)
    return f"did you mean `{path.with_name(best)}`?" if best else None


# The first bytes of files that people take for data, and what to do instead.
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or a workbook with a password", "save it as .xlsx, no password"),
    (b"%PDF", "a PDF document", "ask the publisher for the table as CSV or Excel"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"{\\rtf", "a word processor's document", "save the table as CSV or Excel"),
    (b"<!DOCTYP", "a web page", "download the file itself, not the page that shows it"),
    (b"<html", "a web page", "download the file itself, not the page that shows it"),
    (b"ARROW1", "an Arrow file", "save it as Parquet"),
)


def _refuse_other_kinds(start: bytes, place: DataPlace) -> None:
    for magic, kind, advice in _OTHER_KINDS:
        if start.lower().startswith(magic.lower()):
            raise unreadable("CCG601", f"`{place.file}` is {kind}", place, advice)


def make_table(grid: Grid, name: str, options: ReadOptions, *, decimal_comma: bool = False) -> RawTable:
    """A table from a grid of cells: finds the header, checks it, leaves out blank rows, refuses ragged ones."""
    rows = iter(grid)
    header_number, header = _find_header(rows, name, options)
    place = DataPlace(name, header_number or None)
    names = tuple(cell.strip("\ufeff \t\u00a0\r\n") for cell in header)
    width = max(index for index, cell in enumerate(names, 1) if cell)
    findings = Findings()
    kept: list[Sequence[str]] = []
    numbers: list[int] = []
    for number, row in rows:
        cells = row if len(row) == width else _fit(row, names, width, DataPlace(name, number), findings)
        if any(cells) and any(cell.strip() for cell in cells):
            kept.append(cells)
            numbers.append(number)
            if len(kept) * width > LARGEST_TABLE:
                message = f"the table has more than {LARGEST_TABLE:,} cells"
                raise unreadable("CCG611", message, DataPlace(name), "save data of this size as Parquet")
    if not kept and not findings.errors:
        raise unreadable("CCG605", "the table has column names, and nothing under them", place)
    _check_twice(names, place, findings)
    names, kept = _without_blank(names[:width], kept, numbers, name, findings)
    if findings.errors:
        raise Unreadable(*findings.diagnostics())
    return RawTable(name, names, kept, numbers, decimal_comma)


def _find_header(
    rows: Iterable[tuple[int, Sequence[str]]], name: str, options: ReadOptions
) -> tuple[int, Sequence[str]]:
    number = 0
    for number, cells in rows:
        if options.header_row is None and any(cell.strip() for cell in cells):
            return number, cells
        if number == options.header_row:
            if any(cell.strip() for cell in cells):
                return number, cells
            raise unreadable("CCG605", "the row of the column names is blank", DataPlace(name, number))
    if options.header_row is not None and number:
        message = f"the column names should be in row {options.header_row}, and the table ends at row {number}"
        raise unreadable("CCG605", message, DataPlace(name), "correct `header_row` in the mapping")
    raise unreadable("CCG605", "the file is empty", DataPlace(name))


def _fit(cells: Sequence[str], names: Sequence[str], width: int, place: DataPlace, findings: Findings) -> Sequence[str]:
    """A row at the width of the named columns; blank cells beyond it are dropped, a blank line is left as such."""
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    if not filled:
        return ()
    if len(cells) > width and filled[-1] < width:
        return cells[:width]
    if width == 1:
        message = f"this row has {_counted(len(filled), 'cell')}, and there is only one column name"
        advice = "if a title stands above the table, say in a mapping where the column names are: `header_row: 3`"
        findings.add("CCG608", message, place, help=advice)
    elif width < len(cells) <= len(names):
        _nameless(filled[-1], cells[filled[-1]], place, findings)
    else:
        message = f"this row has {_counted(len(cells), 'cell')}, and there are {width} column names"
        too_few = "fill the row up, or remove notes under the table"
        advice = too_few if len(cells) < width else "put a text that contains the delimiter in quotes"
        findings.add("CCG608", message, place, help=advice)
    return ()


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _nameless(index: int, cell: str, place: DataPlace, findings: Findings) -> None:
    message = f"column {letters(index)} has no name, and holds `{shorten(cell)}`"
    findings.add("CCG606", message, place, help="give the column a name, or empty it", same=(index,))


def _without_blank(
    names: tuple[str, ...], rows: list[Sequence[str]], numbers: list[int], file: str, findings: Findings
) -> tuple[tuple[str, ...], list[Sequence[str]]]:
    """The table without columns that are wholly blank; one without a name that holds something is a finding."""
    blank = [index for index, name in enumerate(names) if not name]
    if not blank:
        return names, rows
    for number, row in zip(numbers, rows, strict=True):
        for index in blank:
            if row[index].strip():
                _nameless(index, row[index], DataPlace(file, number), findings)
    keep = [index for index, name in enumerate(names) if name]
    return tuple(names[index] for index in keep), [[row[index] for index in keep] for row in rows]


def _check_twice(names: tuple[str, ...], place: DataPlace, findings: Findings) -> None:
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if name and name in first:
            where = f"{letters(first[name])} and {letters(index)}"
            message = f"two columns are named `{shorten(name)}` ({where})"
            findings.add("CCG607", message, place, help="rename or remove one of them")
        first[name] = index


def shorten(text: str, width: int = 40) -> str:
    """A text as a message quotes it: on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"

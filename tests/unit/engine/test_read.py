"""Reading tables as text: files as they are found, and frames."""

from __future__ import annotations

import datetime
import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import polars as pl
import pytest
import xlsxwriter

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.engine import read as reading
from ccgrules.engine import read_workbook
from ccgrules.engine.marks import NO_RESULT
from ccgrules.engine.read import RawTable, ReadOptions, read_data
from ccgrules.engine.read_frame import cell_text
from ccgrules.engine.rows import letters

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "trusts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


def table(source: object, options: ReadOptions | None = None) -> RawTable:
    found, findings = read_data(source, options)
    assert findings == ()
    assert isinstance(found, RawTable)
    return found


def refused(source: object, options: ReadOptions | None = None) -> Diagnostic:
    found, findings = read_data(source, options)
    assert found is None
    assert len(findings) == 1
    return findings[0]


# --- CSV ---------------------------------------------------------------------------------------------------------

Write = Callable[[str | bytes], Path]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_as_it_is_found(csv_file: Write, delimiter: str, mark: str, end: str) -> None:
    lines = ["organisation,name,OF0057", "001,Ash,68.0", '5E1,"Elm",[c]']
    found = table(csv_file(mark + end.join(line.replace(",", delimiter) for line in lines) + end))
    assert found.header == ("organisation", "name", "OF0057")
    assert [tuple(row) for row in found.rows] == [("001", "Ash", "68.0"), ("5E1", "Elm", "[c]")]
    assert found.numbers == [2, 3]
    assert found.decimal_comma is (delimiter == ";")


def test_rows_are_numbered_as_a_spreadsheet_does(csv_file: Write) -> None:
    found = table(csv_file('\n\norganisation,name\n\nA,"two\nlines"\n,\nB,one\n'))
    assert list(zip(found.numbers, (row[0] for row in found.rows), strict=True)) == [(5, "A"), (7, "B")]


def test_blank_cells_at_the_end_are_dropped(csv_file: Write) -> None:
    found = table(csv_file("organisation,M1,,\nA,1,,\nB,2,,,,,\n"))
    assert found.header == ("organisation", "M1")
    assert [tuple(row) for row in found.rows] == [("A", "1"), ("B", "2")]


def test_a_blank_column_in_the_middle_is_dropped(csv_file: Write) -> None:
    found = table(csv_file("organisation,,M1\nA,,1\n"))
    assert found.header == ("organisation", "M1")
    assert [tuple(row) for row in found.rows] == [("A", "1")]


def test_titles_above_the_table(csv_file: Write) -> None:
    path = csv_file("Returns of May\nsecond line,,\n\norganisation,M1\nA,1\n")
    found = table(path, ReadOptions(header_row=4))
    assert found.header == ("organisation", "M1")
    assert found.numbers == [5]


def test_excels_own_first_line_names_the_delimiter(csv_file: Write) -> None:
    found = table(csv_file("sep=;\norganisation;M1,2\nA;1\n"))
    assert found.header == ("organisation", "M1,2")
    assert found.numbers == [3]


def test_a_delimiter_in_quotes_does_not_count(csv_file: Write) -> None:
    assert table(csv_file('"organisation; code; all",M1\nA,1\n')).header == ("organisation; code; all", "M1")


def test_one_column_and_another_delimiter(csv_file: Write) -> None:
    assert table(csv_file("organisation\nA\n")).header == ("organisation",)
    assert table(csv_file("a;b,c\n1;2,3\n"), ReadOptions(delimiter=";")).header == ("a", "b,c")


def test_windows_text_is_read_with_a_warning(csv_file: Write) -> None:
    found, findings = read_data(csv_file("organisation,name\nA,St Ann’s\nB,Café £5\n".encode("cp1252")))
    assert isinstance(found, RawTable)
    assert [tuple(row) for row in found.rows] == [("A", "St Ann’s"), ("B", "Café £5")]
    assert [(one.code, one.severity, one.place and one.place.row) for one in findings] == [("CCG603", "warning", 2)]
    assert findings[0].notes == ("first seen in: A,St Ann’s",)


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("organisation,M1\nA,1\n".encode("utf-16"), None),
        ("organisation,M1\nA,1\n".encode("utf-16-be"), 1),
        (b"organisation,M1\nA,1\nB,\0\n", 3),
        (b"organisation,M1\nA,1\nB,\x81\n", 3),
    ],
)
def test_other_encodings_are_refused(csv_file: Write, content: bytes, row: int | None) -> None:
    found = refused(csv_file(content))
    assert found.code == "CCG602"
    assert found.place is not None
    assert found.place.row == row


def test_a_very_long_cell(csv_file: Write) -> None:
    assert refused(csv_file(f"organisation,M1\nA,{'x' * 32_768}\n")).code == "CCG610"
    assert table(csv_file(f"organisation,M1\nA,{'x' * 32_767}\n")).numbers == [2]
    assert refused(csv_file('organisation,M1\nA,"' + "x,y\n" * 40_000)).code == "CCG609"


def test_too_large(csv_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file("organisation,M1\nA,1\nB,2\n")
    monkeypatch.setattr(reading, "LARGEST_TABLE", 2)
    assert refused(path).code == "CCG611"
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    assert refused(path).code == "CCG611"


@pytest.mark.parametrize("path", ["", "no-such-file.csv", "a\0b"])
def test_files_that_cannot_be_opened(path: str) -> None:
    assert refused(path).code == "CCG600"


def test_a_misspelt_file(tmp_path: Path) -> None:
    (tmp_path / "trusts.csv").write_text("a\n1\n", encoding="utf-8")
    assert refused(tmp_path / "trust.csv").help == f"did you mean `{tmp_path / 'trusts.csv'}`?"
    assert refused(tmp_path).message.endswith("is a folder, not a file")


@pytest.mark.parametrize(
    "start", [b"\xd0\xcf\x11\xe0\xa1\xb1", b"%PDF-1.7", b"\x1f\x8b\x08", b"<!doctype html>", b"ARROW1"]
)
def test_files_of_another_kind(csv_file: Write, start: bytes) -> None:
    assert refused(csv_file(start + b"\0" * 100)).code == "CCG601"


# --- workbooks ---------------------------------------------------------------------------------------------------


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook with these sheets; a text that starts with `=` is a formula, with its stored result behind a `|`."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                write(sheet, row, column, cell)
    book.close()
    return path


def write(sheet: Worksheet, row: int, column: int, cell: object) -> None:
    if isinstance(cell, str) and cell.startswith("="):
        formula, _, result = cell.partition("|")
        sheet.write_formula(row, column, formula, None, result)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write(row, column, cell)


DATA: Sequence[Sequence[object]] = [
    ["organisation", "M1", "flag", "day"],
    ["001", 66.7, True, datetime.date(2025, 6, 30)],
]


def test_cells_of_a_workbook_are_text_as_a_person_would_write_it(tmp_path: Path) -> None:
    noon = datetime.datetime.fromisoformat("2025-06-30T12:30")
    rows = [*DATA, [12, 0.1, False, noon], [None] * 4, ["5E1", 1e-7, None, "x"]]
    found = table(workbook(tmp_path / "a.xlsx", data=rows))
    assert found.header == ("organisation", "M1", "flag", "day")
    assert [tuple(row) for row in found.rows] == [
        ("001", "66.7", "yes", "2025-06-30"),
        ("12", "0.1", "no", "2025-06-30 12:30:00"),
        ("5E1", "0.0000001", "", "x"),
    ]
    assert found.numbers == [2, 3, 5]


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", data=DATA)
    assert table(path.rename(tmp_path / "a.csv")).rows[0][0] == "001"


def test_which_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Cover=[["x"]], Data=DATA)
    assert table(path).header[0] == "organisation"
    path = workbook(tmp_path / "b.xlsx", Cover=[["x"]], Table=DATA)
    found = refused(path)
    assert found.code == "CCG612"
    assert found.notes == ("sheets: `Cover`, `Table`",)
    assert table(path, ReadOptions(sheet="Table")).header[0] == "organisation"
    assert refused(path, ReadOptions(sheet="Tabel")).help == "did you mean `Table`?"


def test_hidden_sheets_are_no_choice(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    figures = book.add_worksheet("Figures")
    figures.write_row(0, 0, ["organisation", "M1"])
    figures.write_row(1, 0, ["001", 5])
    book.add_worksheet("lists").hide()
    book.close()
    assert table(tmp_path / "a.xlsx").rows[0][0] == "001"


def test_a_header_further_down(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", data=[["Table 1"], [None], *DATA])
    assert table(path, ReadOptions(header_row=3)).numbers == [4]


def test_errors_and_formulas_without_a_result_are_not_blank(tmp_path: Path) -> None:
    rows: Sequence[Sequence[object]] = [["organisation", "M1", "M2"], ["A", "=1/0|#DIV/0!", "=1+1|"], ["B", 5, "x"]]
    path = workbook(tmp_path / "a.xlsx", data=rows)
    assert [tuple(row) for row in table(path).rows] == [("A", "#DIV/0!", NO_RESULT), ("B", "5", "x")]


def test_stored_results_of_formulas_are_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", data=[["organisation", "M1", "M2", "M3"], ["A", "=33.35*2|66.7", '=""|', '=UPPER("a")|A']]
    )
    # Excel says of an empty text that it is a text; this writer does not.
    as_excel = repack(path, tmp_path / "b.xlsx", lambda xml: xml.replace(b'<c r="C2">', b'<c r="C2" t="str">'))
    assert tuple(table(as_excel).rows[0]) == ("A", "66.7", "", "A")


def test_a_cell_far_away_is_refused_before_memory_is_allotted(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", data=[*DATA, ["B", 1, None, None]])
    for address in (b'r="XFD1048576"', b"r='XFD1048576'"):
        far = repack(path, tmp_path / "b.xlsx", replacing(b'r="B3"', address))
        found = refused(far)
        assert found.code == "CCG611"
        assert "XFD1048576" in found.message


def test_cells_without_an_address_follow_one_another(tmp_path: Path) -> None:
    rows: Sequence[Sequence[object]] = [*DATA, ["B", 1, None, None]]
    path = workbook(tmp_path / "a.xlsx", data=rows)
    plain = repack(path, tmp_path / "b.xlsx", lambda xml: re.sub(rb' r="[A-Z]?\d"', b"", xml))
    assert [tuple(row) for row in table(plain).rows] == [tuple(row) for row in table(path).rows]
    far = repack(
        path,
        tmp_path / "c.xlsx",
        lambda xml: xml.replace(b'row r="3"', b'row r="1048576"').replace(
            b'<c r="A3"', b"<c><v>1</v></c>" * 20 + b"<c"
        ),
    )
    assert refused(far).code == "CCG611"


def replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(old, new)


def repack(path: Path, to: Path, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with its sheet's XML changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.startswith("xl/worksheets/") else content)
    return to


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", data=DATA)
    bomb = repack(path, tmp_path / "b.xlsx", lambda xml: xml + b" " * 5_000_000)
    assert refused(bomb).code == "CCG611"
    monkeypatch.setattr(read_workbook, "LARGEST_UNPACKED", 1000)
    assert refused(path).code == "CCG611"


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9, 0.99])
def test_half_a_workbook(tmp_path: Path, keep: float) -> None:
    content = workbook(tmp_path / "a.xlsx", data=DATA).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(content[: int(len(content) * keep)])
    assert refused(tmp_path / "b.xlsx").code == "CCG613"


def test_a_workbook_whose_xml_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", data=DATA)
    assert refused(repack(path, tmp_path / "b.xlsx", lambda xml: xml[:-60])).code in {"CCG613", "CCG605"}


@pytest.mark.parametrize("part", ["content.xml", "xl/workbook.bin", "word/document.xml", "readme.txt"])
def test_other_zip_files(tmp_path: Path, part: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(part, "x")
    assert refused(tmp_path / "a.xlsx").code == "CCG601"


@pytest.mark.parametrize(("package", "file"), [("python_calamine", "a.xlsx"), ("polars", "a.parquet")])
def test_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, file: str) -> None:
    workbook(tmp_path / "a.xlsx", data=DATA)
    pl.DataFrame({"organisation": ["A"]}).write_parquet(tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, package, None)
    found = refused(tmp_path / file)
    assert found.code == "CCG614"
    assert found.help == 'install them with: pip install "ccgrules[data]"'


# --- frames ------------------------------------------------------------------------------------------------------

COLUMNS: dict[str, list[object]] = {
    "organisation": ["001", "5E1", "X"],
    "share": [66.7, None, 1e-7],
    "whole": [1, 2, 3],
    "flag": [True, False, None],
    "day": [datetime.date(2025, 6, 30), None, datetime.date(2025, 1, 1)],
}
AS_TEXT = [
    ("001", "66.7", "1", "yes", "2025-06-30"),
    ("5E1", "", "2", "no", ""),
    ("X", "0.0000001", "3", "", "2025-01-01"),
]


def polars_frame() -> pl.DataFrame:
    return pl.DataFrame(COLUMNS)


def parquet_file(folder: Path) -> Path:
    polars_frame().write_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def test_all_forms_give_the_same_text(tmp_path: Path) -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
    for source in (polars_frame(), polars_frame().lazy(), pd.DataFrame(COLUMNS), rows, parquet_file(tmp_path)):
        found = table(source)
        assert found.header == tuple(COLUMNS)
        assert [tuple(row) for row in found.rows] == AS_TEXT
        assert found.numbers == [1, 2, 3]


def test_narrow_floats_keep_only_the_digits_that_they_have() -> None:
    narrow = pl.DataFrame({"organisation": ["A", "B"], "M1": [66.7, None]}, schema_overrides={"M1": pl.Float32})
    assert [row[1] for row in table(narrow).rows] == ["66.7", ""]
    frame = pd.DataFrame({"organisation": ["A"], "M1": np.array([66.7], dtype="float32")})
    assert table(frame).rows[0][1] == "66.7"


def test_pandas_has_many_ways_to_say_nothing() -> None:
    frame = pd.DataFrame({"organisation": ["A"], "a": [pd.NA], "b": [pd.NaT], "c": [float("nan")], "d": [None]})
    frame["e"] = pd.array([None], dtype="Int64")
    frame["f"] = pd.Categorical(["x"])
    assert tuple(table(frame).rows[0]) == ("A", "", "", "", "", "", "x")


def test_dictionaries_may_lack_keys() -> None:
    found = table([{"organisation": "A", "M1": 1}, {"organisation": "B", "M2": Decimal("2.50")}])
    assert found.header == ("organisation", "M1", "M2")
    assert [tuple(row) for row in found.rows] == [("A", "1", ""), ("B", "", "2.5")]


@pytest.mark.parametrize(
    "source",
    [
        pl.DataFrame({"organisation": ["A"], "M1": [[1, 2]]}),
        pl.DataFrame({"organisation": ["A"], "M1": [b"x"]}),
        pd.DataFrame({"organisation": ["A"], "M1": [[1, 2]]}),
        [{"organisation": "A", "M1": {"a": 1}}],
    ],
)
def test_cells_that_are_not_one_value(source: object) -> None:
    found = refused(source)
    assert found.code == "CCG615"
    assert found.place is not None
    assert found.place.column == "M1"


@pytest.mark.parametrize("source", [[], pl.DataFrame(), pd.DataFrame(), pl.DataFrame({"organisation": []}), [{}]])
def test_frames_without_anything(source: object) -> None:
    assert refused(source).code == "CCG605"


def test_half_a_parquet_file(tmp_path: Path) -> None:
    content = parquet_file(tmp_path).read_bytes()
    (tmp_path / "b.parquet").write_bytes(content[: len(content) // 2])
    assert refused(tmp_path / "b.parquet").code == "CCG613"


def test_what_is_no_data_at_all() -> None:
    with pytest.raises(TypeError):
        read_data(17)
    with pytest.raises(TypeError):
        read_data(BytesIO(b"x"))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "10000000000000000000000"),
        (-0.0, "-0"),
        (np.float64(2.5), "2.5"),
        (np.int32(7), "7"),
        (np.bool_(True), "yes"),
        (float("nan"), ""),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.10"), "1.1"),
    ],
)
def test_cells_as_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_column_letters() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]

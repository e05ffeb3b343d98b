"""Templates: what is in them, and that filled in they bind."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from data_plans import YES_NO, fact, label, plan, supplied, value
from python_calamine import CalamineWorkbook

from ccgrules.engine.bind import load_data
from ccgrules.engine.template import NoWorkbooks, data_template
from ccgrules.model.types import MISSING, Reason

PLAN = plan(value("M1"), label("R1"), fact("open", YES_NO, title="=HYPERLINK(1)"), fact("note"), supplied("M1.score"))
HEADER = ["organisation", "name", "period", "M1", "R1", "open", "note", "M1.score"]


def sheets(content: bytes, path: Path) -> dict[str, list[list[object]]]:
    path.write_bytes(content)
    book = CalamineWorkbook.from_path(str(path))
    return {name: list(map(list, book.get_sheet_by_name(name).to_python())) for name in book.sheet_names}


def test_a_workbook_has_a_row_of_names_and_a_note_on_each(tmp_path: Path) -> None:
    found = sheets(data_template(PLAN, ".xlsx"), tmp_path / "a.xlsx")
    assert list(found) == ["data", "notes"]
    assert found["data"] == [HEADER]
    notes = {row[0]: row for row in found["notes"]}
    assert set(HEADER) <= set(notes)
    assert notes["M1"][1:4] == ["Title of M1", "percent, from 0 to 100", "yes, if it is known"]
    assert notes["M1.score"][3] == "no: worked out by the rules where it is blank"
    assert any("[c]" in str(row[0]) for row in found["notes"])


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(data_template(PLAN, ".xlsx"))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist() if "worksheets" in name)
        assert b"=HYPERLINK(1)" in archive.read("xl/sharedStrings.xml")
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml
    assert b'<dataValidation type="list"' in xml


def test_the_same_ruleset_gives_the_same_bytes() -> None:
    assert data_template(PLAN, ".xlsx") == data_template(PLAN, ".xlsx")


FILLED: Sequence[Sequence[object]] = (
    ("001", "Ash & Elm", "2024/25", 66.7, "Green", "yes", "n/a", ""),
    ("5E1", "Oak", "2024/25", "[c]", "red", "no", "some words", 2.5),
)


def fill_in(content: bytes, path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write rows into a template's sheet as Excel would: figures as numbers, all else as text in the cell."""
    lines = "".join(f"<row>{''.join(map(xml_cell, row))}</row>" for row in rows)
    (path.parent / "empty.xlsx").write_bytes(content)
    with zipfile.ZipFile(path.parent / "empty.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", lines.encode() + b"</sheetData>")
            new.writestr(name, part)
    return path


def xml_cell(cell: object) -> str:
    if isinstance(cell, float):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'


def test_a_workbook_that_is_filled_in_binds(tmp_path: Path) -> None:
    dataset, findings = load_data(PLAN, [fill_in(data_template(PLAN, ".xlsx"), tmp_path / "a.xlsx", FILLED)])
    assert findings == ()
    assert dataset is not None
    assert dataset.keys.organisations == ["001", "5E1"]
    assert dataset.keys.names == {"001": "Ash & Elm", "5E1": "Oak"}
    assert dataset.keys.period_order == ("2024/25",)
    assert dataset.columns.values("M1.value") == [Fraction(667, 1000), MISSING[Reason.SUPPRESSED]]
    assert dataset.columns.values("R1.value") == ["green", "red"]
    assert dataset.columns.values("open") == [True, False]
    assert dataset.columns.values("note") == [MISSING[Reason.FIELD_MISSING], "some words"]
    assert dataset.columns.values("M1.score.supplied") == [MISSING[Reason.NONE_GIVEN], Fraction(5, 2)]


def test_both_templates_bind_to_the_same(tmp_path: Path) -> None:
    content = data_template(PLAN, ".csv")
    assert content.decode("utf-8-sig") == ",".join(HEADER) + "\n"
    lines = "".join(",".join(map(str, row)) + "\n" for row in FILLED)
    (tmp_path / "a.csv").write_bytes(content + lines.encode())
    from_csv, findings = load_data(PLAN, [tmp_path / "a.csv"])
    assert findings == ()
    from_workbook, _ = load_data(PLAN, [fill_in(data_template(PLAN, ".xlsx"), tmp_path / "a.xlsx", FILLED)])
    assert from_csv is not None
    assert from_workbook is not None
    assert from_csv.digest == from_workbook.digest


def test_an_empty_template_is_not_rated(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(data_template(PLAN, ".xlsx"))
    assert [one.code for one in load_data(PLAN, [tmp_path / "a.xlsx"])[1]] == ["CCG605"]


def test_other_forms_and_missing_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"not \.ods"):
        data_template(PLAN, ".ods")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(NoWorkbooks, match="pip install"):
        data_template(PLAN, ".xlsx")

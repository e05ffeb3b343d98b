"""Whatever the bytes, reading and binding give findings and never a traceback; and what they read is exact."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from data_plans import DATE, YES_NO, fact, label, plan, supplied, value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.diagnostics.render import render_plain
from ccgrules.engine.bind import load_data
from ccgrules.engine.cells import CellReader, CellRules, Problem
from ccgrules.engine.mapping import parse_mapping
from ccgrules.engine.table import Dataset
from ccgrules.engine.template import data_template
from ccgrules.model.types import Missing
from ccgrules.periods import in_time_order
from ccgrules.source import SourceFile

PLAN = plan(
    value("M1"),
    value("M2", "count"),
    label("R1"),
    fact("setting", choices=("town", "country")),
    fact("open", YES_NO),
    fact("since", DATE),
    supplied("M1.score"),
    value("C1"),
    value("C1", "number", "numerator"),
    value("C1", "number", "denominator"),
    from_counts=("C1",),
    lag=True,
)
WIDE = b"""organisation,name,period,M1,M2,R1,setting,open,since,M1.score,C1,C1.numerator,C1.denominator
001,"Ash, Elm",Q1 2025/26,66.7,3,Green,town,yes,2025-06-30,2.5,66.7,2,3
5E1,Oak,Q1 2025/26,[c],1,amber,country,no,,,,1,2
001,Ash,Q2 2025/26,..,<5,red,town,n,2025-06-30,,*,,
"""
LONG = b"""organisation;indicator;period;value;missing_reason;numerator;denominator;setting
001;M1;2024;66.7;;;;town
001;C1;2024;;;2;3;town
5E1;M1;2023;;suppressed;;;country
"""
MAPPING = """columns: {Trust: organisation, Value: [M1, M2]}
values: {segments: {1: segment_1}}
missing: {"*": suppressed}
period: 2024
ignore: [x, others]
"""

# Pieces that parsers stumble over.
PIECES = st.sampled_from(
    [
        *(b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\x81", b"\xe2\x80"),
        *(b"=", b"%", b"-", b"1e999", b"9" * 70, b"[c]", b"NaN", b"inf", b"0/0", b"  ", b"\xc2\xa0"),
        *(b"organisation", b"M1", b"period", b"<c", b"r='XFD1048576'", b"t='e'", b"&a;", b"[" * 40, b"&x ", b"*x"),
    ]
)
EDIT = st.tuples(st.integers(0, 2000), st.integers(0, 12), st.one_of(PIECES, st.binary(max_size=4)))
EDITS = st.lists(EDIT, min_size=1, max_size=6)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The content with stretches of it replaced."""
    for place, length, new in edits:
        start = place % (len(content) + 1)
        content = content[:start] + new + content[start + length :]
    return content


def check(outcome: tuple[Dataset | None, tuple[Diagnostic, ...]]) -> None:
    """There is a data set, or an error that can be drawn."""
    dataset, findings = outcome
    assert (dataset is None) == has_errors(findings)
    assert (render_plain(findings) == "") == (findings == ())


@pytest.fixture
def load(tmp_path: Path) -> Callable[[bytes], tuple[Dataset | None, tuple[Diagnostic, ...]]]:
    def read(content: bytes) -> tuple[Dataset | None, tuple[Diagnostic, ...]]:
        (tmp_path / "data").write_bytes(content)
        return load_data(PLAN, [tmp_path / "data"])

    return read


Load = Callable[[bytes], tuple[Dataset | None, tuple[Diagnostic, ...]]]


@SETTINGS
@given(st.sampled_from([WIDE, LONG]), EDITS)
def test_damaged_csv(load: Load, content: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    check(load(edited(content, edits)))


@SETTINGS
@given(st.binary(max_size=300))
def test_any_bytes(load: Load, content: bytes) -> None:
    check(load(content))


FILLED = "<row><c t='inlineStr'><is><t>001</t></is></c><c/><c/><c><v>66.7</v></c></row>"


def workbook_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data_template(PLAN, ".xlsx"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", FILLED.encode() + b"</sheetData>")
    return parts


PARTS = workbook_parts()


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def test_the_workbook_that_is_damaged_next_is_sound(load: Load) -> None:
    dataset, _ = load(packed(PARTS))
    assert dataset is not None
    assert dataset.keys.organisations == ["001"]


@SETTINGS
@given(st.sampled_from(sorted(PARTS)), EDITS)
def test_workbooks_with_damaged_parts(load: Load, name: str, edits: list[tuple[int, int, bytes]]) -> None:
    check(load(packed(PARTS | {name: edited(PARTS[name], edits)})))


@SETTINGS
@given(EDITS)
def test_damaged_workbooks(load: Load, edits: list[tuple[int, int, bytes]]) -> None:
    check(load(edited(packed(PARTS), edits)))


@SETTINGS
@given(EDITS)
def test_damaged_mappings(tmp_path: Path, edits: list[tuple[int, int, bytes]]) -> None:
    text = edited(MAPPING.encode(), edits).decode("utf-8", "replace")
    mapping, findings = parse_mapping(SourceFile("mapping.yaml", text))
    assert (mapping is None) == has_errors(findings)
    render_plain(findings)
    (tmp_path / "data").write_bytes(b"Trust,Value,x\n001,3,y\n")
    if mapping is not None:
        check(load_data(PLAN, [tmp_path / "data"], mapping))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([step for step in PLAN.steps if step.name != "was"]), st.text(max_size=20))
def test_any_text_in_a_cell(step: object, text: str) -> None:
    kind = next(one for one in PLAN.steps if one is step).type
    found = CellReader(CellRules(kind)).read(text)
    assert isinstance(found, Problem | Missing | Fraction | bool | str) or found is not None


@given(st.decimals(0, 100, places=6), st.booleans())
def test_figures_are_exact(number: Decimal, percent: bool) -> None:
    text = f"{number}%" if percent else str(number)
    assert CellReader(CellRules(PLAN.steps[0].type)).read(text) == Fraction(number) / 100


@given(st.lists(st.text(max_size=12), max_size=5))
def test_any_periods(periods: list[str]) -> None:
    order = in_time_order(periods)
    assert order is None or sorted(order) == sorted(set(periods))


ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(2020, 2022), st.integers(0, 100), st.sampled_from(["3", "*", ""])),
    unique_by=lambda row: row[:2],
    min_size=1,
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.randoms())
def test_wide_and_long_in_any_order_are_the_same_data(rows: list[tuple[int, int, int, str]], random: object) -> None:
    wide = [{"organisation": f"{o:03}", "period": str(p), "M1": m1, "M2": m2} for o, p, m1, m2 in rows]
    long = [
        {"organisation": row["organisation"], "period": row["period"], "indicator": code, "value": row[code]}
        for row in wide
        for code in ("M1", "M2")
    ]
    first, _ = load_data(PLAN, [wide])
    random.shuffle(long)  # type: ignore[attr-defined]
    second, _ = load_data(PLAN, [long])
    assert first is not None
    assert second is not None
    assert first.digest == second.digest
    assert first.keys == second.keys

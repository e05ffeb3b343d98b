"""Large data are bound a column at a time, with the same outcome as cell by cell."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from data_plans import DATE, YES_NO, fact, label, number, plan, supplied, value

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.engine import bind as binding
from ccgrules.engine.bind import load_data
from ccgrules.engine.frames import FrameColumns
from ccgrules.engine.mapping import NO_MAPPING, DataMapping, parse_mapping
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.table import Dataset
from ccgrules.source import SourceFile

PLAN = plan(
    value("M1"),
    value("M2", "count"),
    value("M3", "percent change"),
    label("R1"),
    fact("setting", choices=("town", "country")),
    fact("open", YES_NO),
    fact("since", DATE),
    fact("beds", number("count")),
    supplied("M1.score"),
    lag=True,
)

Outcome = tuple[Dataset | None, tuple[Diagnostic, ...]]


def said(text: str) -> DataMapping:
    mapping, findings = parse_mapping(SourceFile("mapping.yaml", text))
    assert findings == ()
    return mapping or NO_MAPPING


def both(
    source: object, monkeypatch: pytest.MonkeyPatch, mapping: str = "", leave_out: Sequence[str] = ()
) -> tuple[Outcome, Outcome]:
    """The outcome by column and cell by cell."""
    outcomes = []
    for large in (0, 1_000_000):
        monkeypatch.setattr(binding, "LARGE", large)
        outcomes.append(load_data(PLAN, [source], said(mapping), leave_out))
    return outcomes[0], outcomes[1]


def same(source: object, monkeypatch: pytest.MonkeyPatch, mapping: str = "", leave_out: Sequence[str] = ()) -> Dataset:
    (by_column, first), (by_cell, second) = both(source, monkeypatch, mapping, leave_out)
    assert by_column is not None
    assert by_cell is not None
    assert isinstance(by_column.columns, FrameColumns)
    assert isinstance(by_cell.columns, RowColumns)
    assert by_column.keys == by_cell.keys
    for name in by_cell.columns.names():
        assert list(by_column.columns.values(name)) == list(by_cell.columns.values(name)), name
    assert list(by_column.columns.names()) == list(by_cell.columns.names())
    assert by_column.digest == by_cell.digest
    assert by_column.left_out == by_cell.left_out
    assert {key: by_column.places[key] for key in by_cell.places} == dict(by_cell.places)
    assert [one.code for one in first] == [one.code for one in second]
    return by_column


def rows(seed: int, size: int = 300) -> list[dict[str, str]]:
    pick = random.Random(seed)
    marks = ["", "*", "[c]", "..", "[z]", "n/a", "<5"]
    return [
        {
            "organisation": f"{n % 100:03}",
            "name": pick.choice([f"Trust {n % 100}", ""]),
            "period": f"Q{n // 100 + 1} 2025/26",
            "M1": pick.choice([f"{pick.random() * 100:.{pick.randint(0, 5)}f}", "66.7%", "100", "1e1", *marks]),
            "M2": pick.choice(["3", "1,204", "7 [p]", "0", *marks]),
            "M3": pick.choice(["-3.5", "250", " 4 ", "\u22121", "+2"]),
            "R1": pick.choice(["green", "Red: act now", "AMBER", *marks]),
            "setting": pick.choice(["Town", "country", ""]),
            "open": pick.choice(["yes", "N", "1", "0.0", "[c]"]),
            "since": pick.choice(["2025-06-30", "", "2024-02-29"]),
            "beds": pick.choice(["12", "", "*"]),
            "M1.score": pick.choice(["2.25", "", "1"]),
        }
        for n in pick.sample(range(size), size)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_text_is_read_as_cell_by_cell(seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    frame = pl.DataFrame(rows(seed))
    dataset = same(frame, monkeypatch)
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_csv(tmp_path / "a.csv")
    for path in (tmp_path / "a.parquet", tmp_path / "a.csv"):
        assert same(path, monkeypatch).digest == dataset.digest


def test_typed_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    pick = random.Random(1)
    frame = pl.DataFrame(
        {
            "organisation": list(range(200)),
            "M1": [pick.choice([None, float("nan"), round(pick.random() * 100, 3)]) for _ in range(200)],
            "M2": [pick.choice([None, pick.randrange(1000)]) for _ in range(200)],
            "M3": pl.Series([pick.choice([None, "-3.50", "12.25"]) for _ in range(200)]).cast(pl.Decimal(10, 2)),
            "open": [pick.choice([None, True, False]) for _ in range(200)],
            "since": [pick.choice([None, datetime.date(2025, 6, 30)]) for _ in range(200)],
            "R1": pl.Series([pick.choice(["green", None]) for _ in range(200)]).cast(pl.Categorical),
            "beds": pl.Series([None] * 200, dtype=pl.Null),
        }
    )
    same(frame, monkeypatch)


def test_figures_that_are_no_short_decimals(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"organisation": list("abcdef"), "M1": [0.1 + 0.2, 1 / 3, 1e-20, 100.0, None, 2e-7]})
    dataset = same(frame, monkeypatch)
    assert dataset.columns.value("M1.value", 0) == Fraction("0.0030000000000000004")


def test_mappings(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [
        {
            "Code": f"T{n}",
            "When": f"P{n % 2}",
            "Share": f"{n / 1000}",
            "Share %": "n/k" if n % 3 else "5",
            "Band": str(float(n % 3 + 1)),
            "Money": "1.5",
            "Kind": "A" if n % 5 else "B",
            "Note": "x",
        }
        for n in range(60)
    ]
    mapping = """
columns: {Code: organisation, When: period, Share: M1, Share %: M3, Band: R1, Money: M2}
values:
  rag: {1: green, 2: amber, 3: red}
  period: {P0: 2024, P1: 2025}
  organisation: {T1: U1}
missing: {n/k: suppressed}
units: {M1: proportion}
multiply: {M2: 1000}
constants: {setting: town, open: yes}
where: {Kind: [a]}
except: {Code: [T7, T8]}
ignore: others
"""
    dataset = same(pl.DataFrame(table), monkeypatch, mapping)
    assert dataset.keys.period_order == ("2024", "2025")
    assert "U1" in dataset.keys.organisations
    assert set(dataset.columns.values("M2.value")) == {Fraction(1500)}


def test_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"organisation": list("abcd"), "M1": ["1", "104", "oops", "4"]})
    dataset = same(frame, monkeypatch, leave_out=["b", "row 3"])
    assert dataset.keys.organisations == ["a", "d"]


def test_one_unnamed_period(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"organisation": list("ba"), "period": ["", None], "M1": [1, 2]})
    assert same(frame, monkeypatch).keys.period_order == ("",)
    assert same(frame, monkeypatch, "period: 2024").keys.period_order == ("2024",)


GOOD = {"organisation": [f"T{n}" for n in range(400)], "M1": [str(n / 4) for n in range(400)]}


@pytest.mark.parametrize(
    "change",
    [
        {"M1": {3: "oops"}},
        {"M1": {3: "104"}},
        {"M1": {3: "-1", 399: "100.0001"}},
        {"organisation": {5: ""}},
        {"organisation": {5: "T6"}},
        {"R1": {9: "blue"}},
        {"setting": {0: "village"}},
        {"since": {1: "30/06/2025"}},
        {"M9": {0: "x"}},
        {"M1": {0: "inf"}},
    ],
    ids=str,
)
def test_bad_data_are_told_of_in_the_same_words(
    change: dict[str, dict[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {name: list(GOOD.get(name, [""] * 400)) for name in GOOD | change}
    for name, cells in change.items():
        for row, text in cells.items():
            columns[name][row] = text
    (by_column, first), (by_cell, second) = both(pl.DataFrame(columns), monkeypatch)
    assert by_column is None
    assert by_cell is None
    assert first == second


def test_floats_out_of_range(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"organisation": ["a", "b", "c"], "M1": [99.9, 100.00000000000001, float("inf")]})
    (_, first), (_, second) = both(frame, monkeypatch)
    assert first == second
    assert [one.code for one in first if one.severity == "error"] == ["CCG632", "CCG630"]


@pytest.mark.parametrize("figure", ["9" * 61, "9" * 5000, 1e300, 1e-300, "0." + "1" * 60])
def test_figures_that_are_too_long(monkeypatch: pytest.MonkeyPatch, figure: object) -> None:
    (_, first), (_, second) = both(pl.DataFrame({"organisation": ["a"], "M2": [figure]}), monkeypatch)
    assert first == second
    assert [one.code for one in first if one.severity == "error"] == ["CCG630"]


def test_a_column_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    (_, first), (_, second) = both(pl.DataFrame({"organisation": ["a"], "M1": [1.0], "": ["x"]}), monkeypatch)
    assert first == second
    assert [one.code for one in first] == ["CCG606"]


def test_proportions_for_percentages(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"organisation": list("abcdef"), "M1": [0.1, 0.2, 0.3, 1.0, 0.5, 0.25]})
    same(frame, monkeypatch)
    assert "CCG642" in [one.code for one in both(frame, monkeypatch)[0][1]]


def test_a_pandas_frame_is_read_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    (by_column, _), (by_cell, _) = both(pd.DataFrame(GOOD | {"M1": 5.5}), monkeypatch)
    assert by_column is not None
    assert by_cell is not None
    assert by_column.digest == by_cell.digest

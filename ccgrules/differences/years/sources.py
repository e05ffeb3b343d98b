"""Where ratings come from: a table, the folder of a run, or a run itself; and what these tell of scales."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic
from ccgrules.engine.read import RawFrame, RawTable, ReadOptions, read_data
from ccgrules.engine.result import Result
from ccgrules.model.ruleset import Label, Ruleset

if TYPE_CHECKING:
    from ccgrules.tables import Cell

RATINGS, RECORD = "ratings.csv", "run.json"
"""What `ccgrules run --out` writes."""
LARGEST_RECORD = 20_000_000
"""Bytes of a record."""


@dataclass(frozen=True, slots=True)
class KnownRating:
    """A rating of which the order of its labels is known.

    Attributes:
        name, title: Its name and title.
        labels: Best first.
    """

    name: str
    title: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a ruleset, or the record of a run, tells.

    Attributes:
        ratings: Results first.
        noun: What is rated, as one word; None where it is not told.
    """

    ratings: tuple[KnownRating, ...] = ()
    noun: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A table of ratings.

    Attributes:
        table: As text.
        known: What came with it.
        year: What its year is called where the table does not say.
    """

    table: RawTable
    known: Known
    year: str


def open_source(source: object, number: int, options: ReadOptions) -> tuple[Opened | None, tuple[Diagnostic, ...]]:
    """Read one source of ratings.

    Args:
        source: A path of a table or of the folder of a run, a run's result, a frame or a list of dictionaries.
        number: Which one it is, from 1.
        options: How to read a table.

    Returns:
        The table and warnings; or None and what is wrong.

    Raises:
        TypeError: The source is none of these.
    """
    if isinstance(source, Result):
        return Opened(_table_of(source, number), known_of(source.plan.ruleset), f"run {number}"), ()
    if isinstance(source, str | Path):
        return _open_path(Path(source), options)
    table, findings = read_data(source, options, name=f"table {number}")
    return (None if table is None else Opened(_as_table(table), Known(), f"table {number}")), findings


def _as_table(table: RawTable | RawFrame) -> RawTable:
    assert isinstance(table, RawTable), "frames stay frames only where they are asked to"
    return table


def _table_of(result: Result, number: int) -> RawTable:
    from ccgrules.tables import ratings_table

    columns = ratings_table(result)
    rows = [tuple(map(_text, cells)) for cells in zip(*columns.values(), strict=True)]
    return RawTable(f"run {number}", tuple(columns), rows, range(1, len(rows) + 1))


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def known_of(ruleset: Ruleset) -> Known:
    """The ratings, judgements and fields of a ruleset that have labels; results first."""
    scales = {name: (one.title, one.scale) for name, one in ruleset.ratings.items()}
    scales |= {name: (one.title, one.scale) for name, one in ruleset.judgements.items()}
    scales |= {name: (one.title, one.type.scale) for name, one in ruleset.fields.items() if one.type.scale is not None}
    results = [name for name in ruleset.framework.results if name in scales]
    ratings = [
        KnownRating(name, scales[name][0], ruleset.scales[scales[name][1]].labels)
        for name in dict.fromkeys((*results, *scales))
    ]
    return Known(tuple(ratings), ruleset.framework.rates.replace("_", " "))


# --- files -----------------------------------------------------------------------------------------------------------


def _open_path(path: Path, options: ReadOptions) -> tuple[Opened | None, tuple[Diagnostic, ...]]:
    folder = path if path.is_dir() else None
    file = path if folder is None else path / RATINGS
    if folder is not None and not file.is_file():
        message = f"the folder `{folder}` holds no `{RATINGS}`"
        advice = "name a folder that `ccgrules run --out` wrote, or a file of ratings"
        return None, (finding("CCG735", message, help=advice),)
    table, findings = read_data(file, options)
    if table is None:
        return None, findings
    ours = file.name == RATINGS
    year = file.resolve().parent.name if ours else file.stem
    record = file.with_name(RECORD)
    known: Known | None = Known()
    if ours and record.is_file():
        known, found = _read_record(record)
        findings = (*findings, *found)
    return (None if known is None else Opened(_as_table(table), known, year)), findings


def _read_record(path: Path) -> tuple[Known | None, tuple[Diagnostic, ...]]:
    """What the record of a run tells."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_RECORD + 1)
        # one byte more than is allowed is cut off in the middle, and so is not JSON
        return _known_in(json.loads(content[:LARGEST_RECORD])), ()
    except (TypeError, ValueError, RecursionError, OSError):
        message = "this is not the record of a run, as `ccgrules run --out` writes it"
        advice = "rate again, or take the file away and say `--scale` or `--ruleset`"
        return None, (finding("CCG735", message, place=DataPlace(str(path)), help=advice),)


def _known_in(record: object) -> Known:
    results = _mapping(record).get("results", [])
    noun = _mapping(_mapping(record).get("framework", {})).get("rates")
    ratings = tuple(_rating(_mapping(one)) for one in _list(results))
    return Known(tuple(one for one in ratings if one.labels), None if noun is None else _str(noun))


def _rating(told: Mapping[str, object]) -> KnownRating:
    labels = [_mapping(one) for one in _list(told.get("labels"))]
    titles = {_str(one.get("name")): _str(one.get("title")) for one in labels}
    if len(titles) < len(labels):
        raise ValueError("a label stands there twice")
    return KnownRating(
        _str(told.get("name")), _str(told.get("title")), tuple(Label(name, title) for name, title in titles.items())
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("not an object")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value

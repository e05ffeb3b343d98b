"""Frames, Parquet and lists of dictionaries as text, and the one way to write a typed cell as text."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ccgrules.diagnostics.diagnostic import DataPlace
from ccgrules.engine.read import Guard, RawFrame, RawTable, ReadOptions, Unreadable, make_table, unreadable

if TYPE_CHECKING:
    import polars as pl


def needs_extra(what: str, place: DataPlace) -> Unreadable:
    """The finding for a package that is not installed."""
    message = f"reading {what} needs the extra packages for data"
    return unreadable("CCG614", message, place, 'install them with: pip install "ccgrules[data]"')


def cell_text(cell: object) -> str:
    """A typed cell as a person would write it: numbers as the shortest decimal, dates as ISO, nothing as no text.

    Raises:
        TypeError: The cell holds something that is not one value.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        # Only Python's own texts can hold half of a character, which no file could be written with.
        return cell if cell.isascii() else cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float | Decimal):
        return _number_text(cell)
    if type(cell).__name__ in {"NAType", "NaTType"}:  # pandas' own; the latter says that it is a day and time
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        return str(cell)
    return _foreign_text(cell)


def _number_text(number: float | Decimal) -> str:
    # NumPy's float64 is a float whose repr is not a number.
    exact = Decimal(repr(float(number))) if isinstance(number, float) else number
    if not exact.is_finite():
        return "" if exact.is_nan() else str(exact)
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _foreign_text(cell: object) -> str:
    """NumPy's and pandas' own scalars, without importing either."""
    if type(cell).__module__.partition(".")[0] == "numpy" and hasattr(cell, "item"):
        if type(cell).__name__ in {"float32", "float16"}:
            return _number_text(Decimal(str(cell)))  # the shortest decimal at its own precision
        return cell_text(cell.item())
    raise TypeError(f"a {type(cell).__name__} is not one value")


def from_dicts(rows: Sequence[Mapping[str, object]], name: str) -> RawTable:
    """A table from a list of dictionaries; a key that a row lacks is a blank cell."""
    header = list(dict.fromkeys(str(key) for row in rows for key in row))
    return _from_columns(header, ([row.get(key) for key in header] for row in rows), name)


def from_pandas(frame: Any, name: str) -> RawTable:
    """A table from a pandas frame; its index is not a column."""
    columns = [str(column) for column in frame.columns]
    # A column at a time keeps each at its own type: a row of mixed types would turn whole numbers into floats.
    # A narrow float is taken as NumPy's own scalar, which knows how few digits it has.
    values = [_pandas_cells(frame.iloc[:, index]) for index in range(len(columns))]
    return _from_columns(columns, zip(*values, strict=True), name)


def _pandas_cells(column: Any) -> list[object]:
    if str(column.dtype).lower() in {"float32", "float16"}:
        return list(column.to_numpy(dtype=str(column.dtype).lower(), na_value=float("nan")))
    return list(column.tolist())


def from_polars(frame: Any, name: str, large: int | None = None) -> RawTable | RawFrame:
    """A table from a Polars frame, lazy or not; with more rows than `large` it stays a frame."""
    import polars as pl

    eager: pl.DataFrame = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    for column in eager.columns:
        if eager[column].dtype.is_nested() or eager[column].dtype in (pl.Binary, pl.Object):
            raise _not_one_value(DataPlace(name, column=column))
    if large is not None and eager.height > large:
        return RawFrame(name, eager, range(1, eager.height + 1))
    return _from_columns(eager.columns, zip(*(_polars_cells(s) for s in eager.get_columns()), strict=True), name)


def _polars_cells(series: pl.Series) -> Sequence[object]:
    import polars as pl

    if series.dtype == pl.Float32:  # as text first: a Python float would show digits that it never had
        texts = series.cast(pl.String).to_list()
        return [None if text is None else Decimal(text) for text in texts]
    return series.to_list()


def large_frame(table: RawTable | RawFrame, large: int) -> RawFrame | None:
    """A table with more rows than `large` as a frame; None for another one, and where Polars is not installed."""
    if isinstance(table, RawFrame):
        return table
    if len(table.rows) <= large or table.decimal_comma or importlib.util.find_spec("polars") is None:
        return None
    import polars as pl

    columns = zip(*table.rows, strict=True)
    frame = pl.DataFrame([pl.Series(name, cells) for name, cells in zip(table.header, columns, strict=True)])
    return RawFrame(table.name, frame, table.numbers)


def as_table(table: RawTable | RawFrame) -> RawTable:
    """A table as text, cell by cell."""
    if isinstance(table, RawTable):
        return table
    columns = [_polars_cells(series) for series in table.frame.get_columns()]
    return _from_columns(table.frame.columns, zip(*columns, strict=True), table.name)


def read_parquet(path: Path, name: str, large: int | None = None) -> RawTable | RawFrame:
    """A table from a Parquet file."""
    place = DataPlace(name)
    try:
        import polars as pl
    except ImportError:
        raise needs_extra("Parquet files", place) from None
    with Guard(unreadable("CCG613", "the Parquet file is damaged and cannot be read", place)):
        frame = pl.read_parquet(path)
    return from_polars(frame, name, large)


def _not_one_value(place: DataPlace) -> Unreadable:
    message = "the column holds lists or other things that are not one value a cell"
    return unreadable("CCG615", message, place, "give text, numbers, dates or yes/no")


def _from_columns(header: Sequence[str], rows: Iterator[Any] | Any, name: str) -> RawTable:
    def grid() -> Iterator[tuple[int, Sequence[str]]]:
        yield 0, header
        for number, row in enumerate(rows, 1):
            yield number, [_text(cell, name, header[index], number) for index, cell in enumerate(row)]

    if not header:
        raise unreadable("CCG605", "the data have no columns", DataPlace(name))
    return make_table(grid(), name, ReadOptions())


def _text(cell: object, name: str, column: str, number: int) -> str:
    try:
        return cell_text(cell)
    except (TypeError, ValueError):
        raise _not_one_value(DataPlace(name, number, column)) from None

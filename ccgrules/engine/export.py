"""Tables of plain values as Polars frames and Parquet files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


def polars_frame(table: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """A frame with a column for each heading; a column without any value is one of text."""
    import polars as pl

    columns = [pl.Series(heading, cells) for heading, cells in table.items()]
    return pl.DataFrame([column.cast(pl.String) if column.dtype == pl.Null else column for column in columns])


def parquet_bytes(table: Mapping[str, Sequence[Any]]) -> bytes:
    """The table as a Parquet file.

    Raises:
        ImportError: Polars is not installed.
    """
    import io

    stream = io.BytesIO()
    polars_frame(table).write_parquet(stream)
    return stream.getvalue()

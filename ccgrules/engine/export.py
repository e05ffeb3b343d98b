"""Tables of plain values as Polars frames."""

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

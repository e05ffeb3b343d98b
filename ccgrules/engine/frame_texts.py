"""Columns of a frame as text, and their digests, the same as those of exact values."""

from __future__ import annotations

import polars as pl

from ccgrules.engine.cells import SPACE, clean
from ccgrules.engine.digest import column_digest, numbers_digest, reason_text
from ccgrules.engine.frames import FrameColumns, Scaled, Stored
from ccgrules.engine.read_frame import cell_text
from ccgrules.model.types import Reason

CELL = pl.col("cell")
"""The integers of a scaled column, in the frame that `wide` gives."""


def texts(series: pl.Series) -> pl.Series:
    """A column as text without the space around it, as `read_frame.cell_text` writes it; nothing is the empty text."""
    if series.dtype == pl.String:
        return series.fill_null("").str.strip_chars(SPACE)
    if series.dtype.is_integer():
        return series.cast(pl.String).fill_null("")
    distinct = series.unique()
    written = pl.Series([clean(cell_text(cell)) for cell in distinct.to_list()], dtype=pl.String)
    return gathered(series, distinct, written)


def gathered(series: pl.Series, distinct: pl.Series, values: pl.Series) -> pl.Series:
    """For each cell of a column, what stands beside it in the list of its distinct values."""
    index = pl.DataFrame({"cell": distinct, "value": values})
    cells = series.alias("cell").to_frame()
    return cells.join(index, on="cell", how="left", nulls_equal=True, maintain_order="left")["value"]


def column_digest_of(stored: Stored) -> str:
    """As `digest.column_digest` of the same values."""
    form, data = stored.form, stored.data
    if data.null_count() == len(data) or not isinstance(form, Scaled):
        return column_digest(FrameColumns.of({"column": stored}).values("column"))
    integers, den = wide(stored, form.den), form.den
    for prime in _primes(den):
        while den % prime == 0 and integers.select((CELL % prime == 0).all()).item():
            integers, den = integers.select(CELL // prime), den // prime
    cells = integers["cell"].cast(pl.String)
    if data.null_count():
        words = {int(reason): reason_text(reason) for reason in Reason}
        given = stored.reason
        why = pl.Series([int(given)]).new_from_index(0, len(data)) if isinstance(given, Reason) else given
        cells = cells.zip_with(data.is_not_null(), why.replace_strict(words, default="", return_dtype=pl.String))
    return numbers_digest(den, cells.str.join("\n").item())


def wide(stored: Stored, beside: int = 1) -> pl.DataFrame:
    """The integers of a scaled column, as `cell`, with room for a number that they are compared with."""
    form = stored.form
    bounds = (form.high, -form.low, beside) if isinstance(form, Scaled) else ()
    dtype = pl.Int64 if max(bounds, default=0) < 2**63 else pl.Int128
    return stored.data.cast(dtype).alias("cell").to_frame()


def _primes(number: int) -> list[int]:
    """The distinct prime factors of a denominator: those of powers of ten and of units, which are small."""
    found, prime = [], 2
    while prime * prime <= number:
        if number % prime == 0:
            found.append(prime)
            while number % prime == 0:
                number //= prime
        prime += 1
    return [*found, number] if number > 1 else found

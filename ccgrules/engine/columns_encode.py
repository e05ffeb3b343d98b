"""Exact values and raw figures into integers: how columns come into a frame.

A float stands for the shortest decimal that prints it, as a table of the figures would show. That a float is such a
decimal with a given number of places is proved for every cell: a whole number below 10^15 divided by a power of ten
gives back the float in hand, and decimals of at most fifteen digits never share a float.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from ccgrules.engine.approximate import Kept, Later
from ccgrules.engine.frames import INT128_LIMIT, Coded, FrameColumns, Labels, Plain, Scaled, Stored, smallest_integer
from ccgrules.engine.table import Columns
from ccgrules.model.types import Kind, Missing, Reason, Type, Unit, Value

SORTED_LIMIT = 2**1024
"""Up to this common denominator numbers are sorted by their whole numerators over it, which is quicker."""

EXACT_FLOAT = 10**15
"""Below this, whole numbers, and decimals with as many digits, are told apart by floats."""

SAMPLE = 200
"""So many cells at the start of a column suggest how many decimals it has; all cells then have to prove it."""

DECIMAL = r"^[+-]?(?:\d+\.?\d*|\.\d+)$"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Figures read into exact numbers.

    Attributes:
        stored: The values (figures times the unit's factor); null where the cell is empty or bad.
        bad: Rows (from 0) whose cell is not a number.
    """

    stored: Stored
    bad: tuple[int, ...] = ()


def from_rows(columns: Columns, types: Mapping[str, Type], scales: Mapping[str, tuple[str, ...]]) -> FrameColumns:
    """Columns of exact values as a frame.

    Args:
        columns: Any holder of exact values.
        types: The type of each column wanted.
        scales: Labels of each scale, best first.
    """
    return FrameColumns.of({name: encode(columns.values(name), type_, scales) for name, type_ in types.items()})


def beside(
    columns: Columns, more: Columns, types: Mapping[str, Type], scales: Mapping[str, tuple[str, ...]]
) -> FrameColumns:
    """Columns in a frame, and columns of exact values beside them; as `from_rows`.

    Raises:
        TypeError: The columns are not in a frame.
    """
    if not isinstance(columns, FrameColumns):
        raise TypeError("columns beside those of a frame")
    added = from_rows(more, types, scales)
    frame = pl.concat([columns.frame, added.frame], how="horizontal")
    return FrameColumns(frame, {**columns.columns, **added.columns})


def encode(values: Sequence[Value], type_: Type, scales: Mapping[str, tuple[str, ...]]) -> Stored:
    """A column of exact values of one type."""
    if isinstance(values, Later):
        return _encode_later(values.cells)
    known: list[Any] = [None if value.__class__ is Missing else value for value in values]
    reason = _reasons(values)
    match type_.kind:
        case Kind.NUMBER:
            stored = encode_numbers(known)
            return Stored(stored.form, stored.data, reason)
        case Kind.LABEL:
            names = scales[type_.scale or ""]
            places = {name: place for place, name in enumerate(names)}
            dtype = smallest_integer(0, len(names))
            cells = [None if value is None else places[str(value)] for value in known]
            return Stored(Labels(names), pl.Series(cells, dtype=dtype), reason)
        case Kind.YES_NO:
            return Stored(Plain(), pl.Series(known, dtype=pl.Boolean()), reason)
        case Kind.TEXT:
            return Stored(Plain(), pl.Series(known, dtype=pl.String()), reason)
        case Kind.DATE:
            return Stored(Plain(), pl.Series(known, dtype=pl.Date()), reason)
        case Kind.ANY:
            raise TypeError("no column is of a type that is not known")


def _encode_later(cells: Sequence[Kept]) -> Stored:
    """Numbers that are rounded when they are read; their places are in no order, and equal ones may have several."""
    values = [cell for cell in cells if not isinstance(cell, Missing)]
    count = iter(range(len(values)))
    places = [None if isinstance(cell, Missing) else next(count) for cell in cells]
    return Stored(Coded(Later(values)), pl.Series(places, dtype=pl.UInt32()), _reasons(cells))


def encode_numbers(values: Sequence[Fraction | None]) -> Stored:
    """Exact numbers, over one denominator if that fits 128 bits, else as places in the sorted list of them."""
    ratios = [None if value is None else value.as_integer_ratio() for value in values]
    den = _common_denominator({ratio[1] for ratio in ratios if ratio is not None}, INT128_LIMIT)
    if den is not None:
        whole = [None if ratio is None else ratio[0] * (den // ratio[1]) for ratio in ratios]
        known = [number for number in whole if number is not None]
        low, high = min(known, default=0), max(known, default=0)
        if max(-low, high) <= INT128_LIMIT:
            return Stored(Scaled(den, low, high), pl.Series(whole, dtype=smallest_integer(low, high)))
    distinct = {ratio: value for ratio, value in zip(ratios, values) if ratio is not None and value is not None}
    ordered = _ordered(distinct)
    places = {ratio: place for place, ratio in enumerate(ordered)}
    cells = [None if ratio is None else places[ratio] for ratio in ratios]
    return Stored(Coded(tuple(distinct[ratio] for ratio in ordered)), pl.Series(cells, dtype=pl.UInt32()))


def _ordered(distinct: Mapping[tuple[int, int], Fraction]) -> list[tuple[int, int]]:
    """Numbers, as numerator and denominator, from the lowest: over one denominator where that is not too long."""
    den = _common_denominator({under for _, under in distinct}, SORTED_LIMIT)
    if den is None:
        return sorted(distinct, key=distinct.__getitem__)
    return sorted(distinct, key=lambda ratio: ratio[0] * (den // ratio[1]))


def _common_denominator(denominators: Iterable[int], limit: int) -> int | None:
    """The least common multiple, if it is within a limit."""
    den = 1
    for denominator in denominators:
        den = math.lcm(den, denominator)
        if den > limit:
            return None
    return den


def _reasons(values: Sequence[Kept]) -> Reason | pl.Series:
    found = {value.reason for value in values if value.__class__ is Missing}
    if len(found) <= 1:
        return found.pop() if found else Reason.NONE_GIVEN
    cells = [int(value.reason) if isinstance(value, Missing) else 0 for value in values]
    return pl.Series(cells, dtype=pl.Int8)


def number_column(series: pl.Series, unit: Unit | None = None) -> Numbers:
    """Reads one column of figures; see `number_columns`."""
    return number_columns(series.to_frame("figure"), {"figure": unit})["figure"]


def number_columns(frame: pl.DataFrame, units: Mapping[str, Unit | None]) -> dict[str, Numbers]:
    """Reads columns of figures, of integers, decimals, floats or text, as exact numbers.

    Args:
        frame: The figures as stored (66.7 in percent). Empty text, null and NaN are missing. Text is plain decimal: an
            optional sign, digits, at most one point; no exponent, no thousands separator.
        units: The unit of each column to be read; the values are the figures times its factor.
    """
    floats = [name for name in units if frame.schema[name].is_float()]
    # a 32-bit float stands for the decimal that prints it in 32 bits, so that it goes by way of text
    short = [name for name in floats if frame.schema[name] == pl.Float32]
    read = _floats(frame.select(floats).with_columns(pl.col(short).cast(pl.String).cast(pl.Float64)))
    for name in units.keys() - read.keys():
        series = frame[name]
        read[name] = _text(series) if series.dtype == pl.String else _exact_figures(series)
    return {name: Numbers(_times(read[name].stored, unit), read[name].bad) for name, unit in units.items()}


def _times(stored: Stored, unit: Unit | None) -> Stored:
    """Figures as values: times the unit's factor."""
    factor = Fraction(1) if unit is None else unit.factor
    match stored.form:
        case Scaled(den, low, high) if factor.numerator == 1:
            return Stored(Scaled(den * factor.denominator, low, high), stored.data, stored.reason)
        case Scaled(den):
            values = [None if cell is None else Fraction(cell, den) * factor for cell in stored.data.to_list()]
            return encode_numbers(values)
        case Coded(values=listed):
            return Stored(Coded(tuple(value * factor for value in listed)), stored.data, stored.reason)
        case _:
            raise TypeError("figures are numbers")


def _floats(frame: pl.DataFrame) -> dict[str, Numbers]:
    """Columns of floats, with the decimals that a sample suggests where every cell bears it out."""
    guesses = {name: _guess(frame[name].head(SAMPLE)) for name in frame.columns}
    tried = _try(frame, guesses)
    odd = [name for name, found in tried.items() if found is None]
    if odd:  # perhaps only because NaN stands for missing
        frame = frame.with_columns(pl.col(odd).fill_nan(None))
        tried |= _try(frame.select(odd), guesses)
    return {name: _search(frame[name], guesses[name][0]) if found is None else found for name, found in tried.items()}


def _try(frame: pl.DataFrame, guesses: Mapping[str, tuple[int, pl.DataType]]) -> dict[str, Numbers | None]:
    """Columns as integers of so many decimals, in integers so wide; None for those that turn out otherwise."""
    guesses = {name: guesses[name] for name in frame.columns}
    tens = {
        places: pl.Series(f"#{places}", [10.0**places]).new_from_index(0, frame.height)
        for places, _ in guesses.values()
    }
    whole = frame.select(_scaled(name, places, dtype) for name, (places, dtype) in guesses.items())
    both = pl.concat([frame, whole.rename(lambda name: f"{name}#")], how="horizontal").with_columns(tens.values())
    checks = [fact for name, (places, _) in guesses.items() for fact in _facts(name, places)]
    facts = both.select(checks).row(0, named=True) if checks else {}
    read: dict[str, Numbers | None] = {}
    for name, (places, _) in guesses.items():
        low, high = facts[f"{name}#low"] or 0, facts[f"{name}#high"] or 0
        proved = facts[f"{name}#same"] and max(-low, high) < EXACT_FLOAT and facts[f"{name}#lost"] == 0
        narrow = whole[name].cast(smallest_integer(low, high))
        read[name] = Numbers(Stored(Scaled(10**places, low, high), narrow)) if proved else None
    return read


def _guess(sample: pl.Series) -> tuple[int, pl.DataType]:
    """How many decimals a column seems to have, and an integer type with room to spare."""
    cells = [cell for cell in sample.to_list() if cell is not None and math.isfinite(cell)]
    places = max(map(_places, cells), default=0)
    largest = max(map(abs, cells), default=0.0) * 10.0**places
    return places, smallest_integer(0, 4 * int(min(largest, 2.0**60)))


def _places(cell: float) -> int:
    """The decimals of the shortest decimal that prints a float."""
    text = repr(cell)
    return 15 if "e" in text else len(text.partition(".")[2].removesuffix("0"))


def _scaled(name: str, places: int, dtype: pl.DataType) -> pl.Expr:
    shifted = pl.col(name) if places == 0 else pl.col(name) * 10.0**places
    return shifted.round().cast(dtype, strict=False)


def _facts(name: str, places: int) -> list[pl.Expr]:
    """Whether the integers give back the floats, how many they lost, and their range.

    They are divided by a column of equal numbers: for a single number Polars multiplies with its inverse, which rounds
    twice.
    """
    figure, whole = pl.col(name), pl.col(f"{name}#")
    return [
        (whole.cast(pl.Float64) / pl.col(f"#{places}") == figure).all().alias(f"{name}#same"),
        (whole.null_count() - figure.null_count()).alias(f"{name}#lost"),
        whole.min().alias(f"{name}#low"),
        whole.max().alias(f"{name}#high"),
    ]


def _search(series: pl.Series, places: int) -> Numbers:
    """A column of floats that the sample misled about, or that is not of short decimals."""
    figures = series.alias("figure")
    for more in range(places, 16):
        found = _try(figures.to_frame(), {"figure": (more, pl.Int64())})["figure"]
        if found is not None:
            return found
    cells = figures.to_list()
    distinct = {cell: Fraction(repr(cell)) for cell in set(cells) - {None} if math.isfinite(cell)}
    infinite = figures.is_infinite().fill_null(value=False).arg_true().to_list()
    return Numbers(encode_numbers([distinct.get(cell) for cell in cells]), tuple(infinite))


def _text(series: pl.Series) -> Numbers:
    """Plain decimal text as integers; lists as bad what is not."""
    text = series.str.strip_chars()
    text = text.set(text == "", None)
    good = text.str.contains(DECIMAL).fill_null(value=False)
    bad = (~good & text.is_not_null()).arg_true().to_list()
    text = text.set(~good, None).str.strip_prefix("+")
    fraction = text.str.extract(r"\.(\d*)$", 1).fill_null("").str.strip_chars_end("0")
    places = int(str(fraction.str.len_chars().max() or 0))
    digits = text.str.replace(r"\.\d*$", "") + fraction.str.pad_end(places, "0")
    whole = digits.cast(pl.Int128, strict=False)
    if places > 38 or whole.null_count() > digits.null_count():
        distinct = {cell: Fraction(cell) for cell in set(text.to_list()) - {None}}
        return Numbers(encode_numbers([distinct.get(cell) for cell in text.to_list()]), tuple(bad))
    return Numbers(_narrow(whole, 10**places), tuple(bad))


def _exact_figures(series: pl.Series) -> Numbers:
    """Integers and decimals, which are exact as they stand."""
    places = series.dtype.scale if isinstance(series.dtype, pl.Decimal) else 0
    return Numbers(_narrow(series.to_physical().cast(pl.Int128), 10**places))


def _narrow(whole: pl.Series, den: int) -> Stored:
    known = whole.drop_nulls()
    low, high = (int(str(known.min())), int(str(known.max()))) if len(known) else (0, 0)
    return Stored(Scaled(den, low, high), whole.cast(smallest_integer(low, high)))

"""The digest of bound data: the same for any order of rows, any form of file and either way of holding columns."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ccgrules.digest import digest
from ccgrules.engine.table import Keys
from ccgrules.model.types import Missing, Reason, Value


def data_digest(keys: Keys, columns: Mapping[str, str]) -> str:
    """SHA-256 of what was bound: organisations, names, periods in their order, and every input's values.

    Args:
        keys: The rows, sorted.
        columns: The digest of each input's column, by its name.

    Returns:
        The digest of the digests of the columns, so that large data are not held twice.
    """
    names = [keys.names.get(organisation, organisation) for organisation in keys.organisations]
    return digest(
        [
            ("organisation", texts_digest(keys.organisations)),
            ("name", texts_digest(names)),
            ("period", texts_digest(keys.periods)),
            ("order of periods", texts_digest(keys.period_order)),
            *([("after a gap", texts_digest(sorted(keys.after_gap)))] if keys.after_gap else []),
            *sorted((f"input {name}", column) for name, column in columns.items()),
        ]
    )


def column_digest(values: Sequence[Value]) -> str:
    """SHA-256 of a column of exact values."""
    numbers = [value for value in values if isinstance(value, Fraction)]
    if not numbers:
        return texts_digest(map(value_text, values))
    den = math.lcm(*{number.denominator for number in numbers})
    cells = (
        str(value.numerator * (den // value.denominator)) if isinstance(value, Fraction) else value_text(value)
        for value in values
    )
    return numbers_digest(den, "\n".join(cells))


def numbers_digest(den: int, cells: str) -> str:
    """SHA-256 of a column of numbers: their least common denominator, and the whole numbers over it, a line each."""
    return hashlib.sha256(f"{den}\n{cells}".encode()).hexdigest()


def texts_digest(texts: Iterable[str]) -> str:
    """SHA-256 of a column as a JSON array of texts, written as RFC 8785 does (and, for texts, Python's own writer)."""
    written = json.dumps(list(texts), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def value_text(value: Value) -> str:
    """A value that is no number as text that no value of another kind has: `'label`, `yes`, `missing: SUPPRESSED`."""
    if isinstance(value, Missing):
        return reason_text(value.reason)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}" if isinstance(value, str) else str(value)


def reason_text(reason: Reason) -> str:
    """What stands for a missing value."""
    return f"missing: {reason.name}"

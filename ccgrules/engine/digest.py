"""The digest of bound data: the same for any order of rows and any form of file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccgrules.digest import digest
from ccgrules.engine.table import Keys
from ccgrules.model.types import Missing, Value


def data_digest(keys: Keys, lists: Mapping[str, Sequence[Value]]) -> str:
    """SHA-256 of what was bound: organisations, names, periods in their order, and every input's values.

    Args:
        keys: The rows, sorted.
        lists: A list of values for each input, in the order of the rows.
    """
    content = {
        "organisations": list(keys.organisations),
        "periods": list(keys.periods),
        "order": list(keys.period_order),
        "names": sorted(keys.names.items()),
        "values": {name: [_text(value) for value in lists[name]] for name in sorted(lists)},
    }
    return digest(content)


def _text(value: Value) -> str:
    """A value as text that no value of another kind can have."""
    if isinstance(value, Missing):
        return f"missing: {value.reason.name}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if not isinstance(value, str) else f"'{value}"

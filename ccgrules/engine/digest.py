"""The digest of bound data: the same for any order of rows and any form of file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from ccgrules.digest import digest
from ccgrules.engine.table import Keys
from ccgrules.model.types import Missing, Value


def data_digest(keys: Keys, lists: Mapping[str, Sequence[Value]]) -> str:
    """SHA-256 of what was bound: organisations, names, periods in their order, and every input's values.

    Args:
        keys: The rows, sorted.
        lists: A list of values for each input, in the order of the rows.

    Returns:
        The digest of the digests of the columns, by name, so that large data are not held twice.
    """
    names = [keys.names.get(organisation, organisation) for organisation in keys.organisations]
    columns = {
        "organisation": texts_digest(keys.organisations),
        "name": texts_digest(names),
        "period": texts_digest(keys.periods),
        "order of periods": texts_digest(keys.period_order),
        **{f"input {name}": texts_digest(map(value_text, values)) for name, values in lists.items()},
    }
    return digest(sorted(columns.items()))


def texts_digest(texts: Iterable[str]) -> str:
    """SHA-256 of a column as a JSON array of texts, written as RFC 8785 does (and, for texts, Python's own writer)."""
    written = json.dumps(list(texts), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def value_text(value: Value) -> str:
    """A value as text that no value of another kind has: `667/1000`, `'label`, `yes`, `missing: SUPPRESSED`."""
    if isinstance(value, Missing):
        return f"missing: {value.reason.name}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}" if isinstance(value, str) else str(value)

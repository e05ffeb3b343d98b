"""The codes that tables speak in: names of columns and indicators, before they are bound to any plan."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.engine.bind import Tables
from ccgrules.engine.bind_names import KEY_ROLES, entries_by_word
from ccgrules.engine.cells import clean, folded
from ccgrules.engine.read import RawFrame, RawTable


def codes_in(read: Tables) -> frozenset[str]:
    """What stands in headers and in columns of indicator codes, as the mapping puts it, without parts behind a dot."""
    columns, indicators = (entries_by_word(entries) for entries in (read.mapping.columns, read.mapping.indicators))
    found: set[str] = set()
    for table in read.tables:
        header = table.header if isinstance(table, RawTable) else tuple(table.frame.columns)
        for index, name in enumerate(header):
            entry = columns.get(folded(name))
            meant = entry.ours if entry is not None else (name,)
            found.update(meant)
            if any(folded(one) in KEY_ROLES["indicator"] for one in meant):
                for code in set(_cells(table, index)):
                    known = indicators.get(folded(code))
                    found.update(known.ours if known is not None else (code,))
    return frozenset(folded(name.partition(".")[0]) for name in found)


def _cells(table: RawTable | RawFrame, index: int) -> Iterator[str]:
    if isinstance(table, RawTable):
        return (clean(row[index]) for row in table.rows)
    return (clean(str(cell)) for cell in table.frame.to_series(index).unique().to_list() if cell is not None)

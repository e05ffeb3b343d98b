"""A derivation in sentences, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ccgrules.diagnostics.render import escape
from ccgrules.explain.blocks import Block, Document, Heading, Paragraph, Table
from ccgrules.explain.document import document
from ccgrules.explain.forms import Derivation
from ccgrules.explain.words import abbreviated

WIDTH = 120
TIE = "\u00a0"
INDENT = "  "
WIDEST_TITLE, NARROWEST_HOW, GAP = 44, 24, 3
TITLE_BESIDE_LONG, FIGURE_BESIDE_LONG, MANY_LINES = 30, 14, 3
"""The widest title and figure beside a last column that would need more than three lines."""


def to_text(derivation: Derivation, width: int = WIDTH) -> str:
    """The explanation as plain text.

    Args:
        derivation: What to explain.
        width: Columns to write in.

    Returns:
        Lines no longer than `width` where words allow, with a line end at the end.
    """
    lines = _lines(document(derivation), width)
    return "".join(f"{escape(line.rstrip())}\n" for line in lines)


def _lines(told: Document, width: int) -> Iterator[str]:
    yield from _head(told, width)
    previous: Block | None = None
    for block in told.blocks:
        if previous is None or isinstance(block, Heading) or _kind(block) != _kind(previous):
            yield from [""] if not _continues(previous, block) else []
        yield from _block(block, width)
        previous = block
    yield ""
    yield f"{INDENT}Notes"
    for number, note in enumerate(told.notes, 1):
        yield from _wrapped(note, width, f"{INDENT * 2}[{number}] ", f"{INDENT * 4}")
    for short, full in told.sources:
        if short != full:
            yield from _wrapped(f"{short} is {full}", width, INDENT * 2, INDENT * 4)
    yield from _wrapped(told.foot, width, INDENT, INDENT)


def _kind(block: Block) -> str:
    return block.kind if isinstance(block, Paragraph) else type(block).__name__


def _continues(previous: Block | None, block: Block) -> bool:
    """Whether a block follows the one before without an empty line."""
    if isinstance(previous, Heading):
        return True
    if isinstance(block, Heading) or previous is None:
        return False
    return isinstance(block, Paragraph)


def _head(told: Document, width: int) -> Iterator[str]:
    room = width - len(told.title) - len(told.aside)
    if room >= GAP:
        yield told.title + " " * room + told.aside
        return
    yield from textwrap.wrap(told.title, width)
    yield told.aside


def _block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Paragraph(kind="quote"):
            yield from _wrapped(block.text, width, INDENT * 2, INDENT * 2)
        case Paragraph(kind="item"):
            yield from _wrapped(block.text, width, INDENT * 2, INDENT * 4)
        case Paragraph():
            yield from _wrapped(block.text, width, INDENT, INDENT)
        case Heading():
            yield from _wrapped(abbreviated(block.text, 2 * (width - 3 * len(INDENT))), width, INDENT, INDENT * 3)
        case Table():
            yield from _table(block, width)


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `width` characters; a figure is not cut off from its `%`."""
    lines = textwrap.wrap(
        text.replace(" %", f"{TIE}%"),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(TIE, " ") for line in lines]


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(table: Table, width: int) -> Iterator[str]:
    widths = _widths(table, width)
    for row in (table.header, *table.rows):
        cells = [_wrapped(cell, widths[i]) or [""] for i, cell in enumerate(row)]
        for number in range(max(len(cell) for cell in cells)):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            yield INDENT * 2 + _aligned(parts, widths, table)


def _widths(table: Table, width: int) -> list[int]:
    """As wide as what stands in them, and the last column the rest; where that is long, the others make room for it."""
    rows = (table.header, *table.rows)
    natural = [max(len(row[i]) for row in rows) for i in range(len(table.header))]
    before = [min(wide, WIDEST_TITLE) for wide in natural[:-1]]
    taken = GAP * len(before) + 2 * len(INDENT)
    if natural[-1] > MANY_LINES * (width - taken - sum(before)):
        most = [FIGURE_BESIDE_LONG if i in table.numeric else TITLE_BESIDE_LONG for i in range(len(before))]
        before = [min(pair) for pair in zip(before, most)]
    return [*before, max(NARROWEST_HOW, min(natural[-1], width - taken - sum(before)))]


def _aligned(parts: Sequence[str], widths: Sequence[int], table: Table) -> str:
    cells = [part.rjust(widths[i]) if i in table.numeric else part.ljust(widths[i]) for i, part in enumerate(parts)]
    return (" " * GAP).join(cells)

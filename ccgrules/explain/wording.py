"""A derivation in sentences, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ccgrules.diagnostics.render import escape
from ccgrules.explain.blocks import Beside, Block, Column, Document, Heading, Note, Paragraph, Table, Verbatim
from ccgrules.explain.forms import Derivation
from ccgrules.explain.words import TIE, abbreviated, capital

WIDTH = 120
INDENT = "  "
NARROWEST_HOW, GAP = 24, 3
NARROWEST_COLUMN, NARROWEST_TEXT = 44, 12
MOST = ((44, 44), (44, 14), (38, 14), (30, 14), (20, 12), (16, 9))
"""The widest title and figure in a table, from ample to narrow."""
ELSEWHERE = (
    "All other numbers are workings: how each figure came about, by which rule and from which source. `--workings` "
    "adds them."
)


def to_text(derivation: Derivation, width: int = WIDTH, *, workings: bool = False) -> str:
    """The explanation as plain text.

    Args:
        derivation: What to explain.
        width: Columns to write in.
        workings: Whether to add how each figure came about in full; a reader may do without.

    Returns:
        Lines no longer than `width` where words allow, with a line end at the end.
    """
    from ccgrules.explain.document import document

    return document_text(document(derivation), width, workings=workings)


def document_text(told: Document, width: int = WIDTH, *, workings: bool = False) -> str:
    """A document as plain text; arguments as for `to_text`."""
    lines = _lines(told, width, workings=workings)
    return "".join(f"{escape(line.rstrip())}\n" for line in lines)


def _lines(told: Document, width: int, *, workings: bool) -> Iterator[str]:
    yield from _head(told, width)
    previous: Block | None = None
    for block in told.blocks:
        if previous is None or isinstance(block, Heading) or _kind(block) != _kind(previous):
            yield from [""] if not _continues(previous, block) else []
        yield from _block(block, width)
        previous = block
    yield from _notes(told, width, workings=workings) if told.notes else [""]
    yield from _wrapped(told.foot, width, INDENT, INDENT)


# --- footnotes -------------------------------------------------------------------------------------------------------


def _notes(told: Document, width: int, *, workings: bool) -> Iterator[str]:
    """The notes, then the workings or where they are to be had, then what short names of sources stand for."""
    numbered = list(enumerate(told.notes, 1))
    folded = [(number, note) for number, note in numbered if note.folded]
    shown = [(number, note) for number, note in numbered if workings or not note.folded]
    yield from ["", f"{INDENT}Notes"]
    for number, note in numbered:
        if not note.folded:
            yield from _note(number, note, width)
    if folded and workings:
        yield from ["", f"{INDENT}Workings"]
        yield from _wrapped(" ".join(told.common), width, INDENT * 2, INDENT * 2) if told.common else []
        for number, note in folded:
            yield from _note(number, note, width)
        yield ""
    elif folded:
        yield from _wrapped(ELSEWHERE, width, INDENT * 2, INDENT * 4)
    spoken_of = {source for _, note in shown for source in note.sources}
    for short, full in told.sources:
        if short != full and short in spoken_of:
            yield from _wrapped(f"{short} is {full}", width, INDENT * 2, INDENT * 4)


def _note(number: int, note: Note, width: int) -> Iterator[str]:
    mark = f"{INDENT * 2}[{number}] "
    if not note.working:
        yield from _wrapped(f"{note.title}: {note.where}", width, mark, INDENT * 4)
        return
    yield from _wrapped(f"{note.title}: {note.working}", width, mark, INDENT * 4)
    yield from _wrapped(capital(note.where), width, INDENT * 4, INDENT * 4)


# --- paragraphs ------------------------------------------------------------------------------------------------------


def _kind(block: Block) -> str:
    return block.kind if isinstance(block, Paragraph) else type(block).__name__


def _continues(previous: Block | None, block: Block) -> bool:
    """Whether a block follows the one before without an empty line."""
    if isinstance(previous, Heading):
        return True
    if isinstance(block, Heading) or previous is None:
        return False
    return isinstance(block, Paragraph) and (block.kind in ("below", "item") or not isinstance(previous, Table))


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
        case Verbatim():
            yield from _verbatim(block, width)
        case Beside():
            yield from _beside(block, width)


def _verbatim(block: Verbatim, width: int) -> Iterator[str]:
    """Every line at its indent; the rest of a long one two further in."""
    for line in block.text.splitlines():
        start = INDENT * 2 + line[: len(line) - len(line.lstrip())]
        yield from _wrapped(line.strip(), width, start, start + INDENT) or [""]


def _beside(block: Beside, width: int) -> Iterator[str]:
    half = (width - len(INDENT) - GAP) // 2
    if half < NARROWEST_COLUMN:
        yield from _column(block.left, width)
        yield ""
        yield from _column(block.right, width)
        return
    for left, right in zip_longest(_column(block.left, half), _column(block.right, half), fillvalue=""):
        yield f"{left:<{half + GAP}}{right}"


def _column(column: Column, width: int) -> Iterator[str]:
    yield from _wrapped(column.head, width, INDENT, INDENT)
    for block in column.blocks:
        # In a column all stands two further in than by itself, but for the head.
        yield from (INDENT + line for line in _block(block, width - len(INDENT)))


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
        # a column in which nothing stands has no width
        cells = [(cell and _wrapped(cell, widths[i])) or [""] for i, cell in enumerate(row)]
        for number in range(max(len(cell) for cell in cells)):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            yield INDENT * 2 + _aligned(parts, widths, table)


def _widths(table: Table, width: int) -> list[int]:
    """As wide as what stands in them, and the last column the rest; where that is long, the others make room for it.

    Of the ways to make room, the one that needs the fewest lines is taken, if there is one that fits.
    """
    rows = (table.header, *table.rows)
    natural = [max(len(row[i]) for row in rows) for i in range(len(table.header))]
    room = width - GAP * (len(natural) - 1) - 2 * len(INDENT)
    ways = [_shared(table, natural, room, *most) for most in MOST]
    ways += [_levelled(natural, room)] if not table.numeric else []
    if ways[0][-1] >= natural[-1] and sum(ways[0]) <= room:
        return ways[0]
    return min(ways, key=lambda widths: (max(0, sum(widths) - room), sum(_height(row, widths) for row in rows)))


def _shared(table: Table, natural: Sequence[int], room: int, title: int, figure: int) -> list[int]:
    """Widths with titles and figures of at most so many columns, and what is left for the last; then for all texts."""
    most = [figure if i in table.numeric else title for i in range(len(natural) - 1)]
    before = [min(pair) for pair in zip(natural, most)]
    least = figure if len(before) in table.numeric else NARROWEST_HOW
    widths = [*before, max(min(least, natural[-1]), min(natural[-1], room - sum(before)))]
    for i in range(len(before)):
        if i not in table.numeric:
            widths[i] += max(0, min(natural[i] - widths[i], room - sum(widths)))
    return widths


def _levelled(natural: Sequence[int], room: int) -> list[int]:
    """Widths of texts alone: the widest give way until all fit."""
    widths = list(natural)
    while sum(widths) > room and max(widths) > NARROWEST_TEXT:
        widths[widths.index(max(widths))] -= 1
    return widths


def _height(row: Sequence[str], widths: Sequence[int]) -> int:
    return max(len(_wrapped(cell, widths[i])) if len(cell) > widths[i] else 1 for i, cell in enumerate(row))


def _aligned(parts: Sequence[str], widths: Sequence[int], table: Table) -> str:
    cells = [part.rjust(widths[i]) if i in table.numeric else part.ljust(widths[i]) for i, part in enumerate(parts)]
    return (" " * GAP).join(cells)

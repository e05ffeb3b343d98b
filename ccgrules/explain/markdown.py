"""A document as Markdown: tables as GitHub and Pandoc read them, everything from rules and data escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ccgrules.diagnostics.render import escape
from ccgrules.explain.blocks import Beside, Block, Column, Document, Heading, Paragraph, Table, Verbatim

MARKUP = re.compile(r"([\\`*_\[\]<>|~&#$^])")
LINK = re.compile(r"(?i)(://|www\.)")
"""What makes a link of plain text."""
START = re.compile(r"^(\d+)([.)])|^([-+=])")
"""What makes a list or a rule of a line."""


def document_markdown(told: Document) -> str:
    """A document without notes as Markdown."""
    assert not told.notes, "footnotes have no form in Markdown"
    lines = [f"# {_text(told.title)}", "", _text(told.aside)]
    previous: Block | None = None
    for block in told.blocks:
        together = _is_item(block) and _is_item(previous)
        lines += [*([] if together else [""]), *_block(block)]
        previous = block
    return "".join(f"{line}\n" for line in [*lines, "", _text(told.foot)])


def _is_item(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and block.kind == "item"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"## {_text(block.text)}"
        case Paragraph(kind="item"):
            yield f"- {_text(block.text)}"
        case Paragraph(kind="quote"):
            yield f"> {_text(block.text)}"
        case Paragraph():
            yield _text(block.text)
        case Table():
            yield from _table(block)
        case Verbatim():
            yield from _verbatim(block)
        case Beside():
            yield from _column(block.left)
            yield ""
            yield from _column(block.right)


def _verbatim(block: Verbatim) -> Iterator[str]:
    """A block of code between fences that do not stand in it."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", block.text))])
    yield from (fence, *(escape(line) for line in block.text.splitlines()), fence)


def _column(column: Column) -> Iterator[str]:
    yield f"**{_text(column.head)}**"
    for block in column.blocks:
        yield from ("", *_block(block))


def _table(table: Table) -> Iterator[str]:
    yield _row(table.header)
    yield _row(["---:" if i in table.numeric else "---" for i in range(len(table.header))], plain=True)
    for row in table.rows:
        yield _row(row)


def _row(cells: tuple[str, ...] | list[str], *, plain: bool = False) -> str:
    return f"| {' | '.join(cell if plain else _inside(cell) for cell in cells)} |"


def _text(text: str) -> str:
    """A line of text in which nothing is markup."""
    return START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[0]}", _inside(text))


def _inside(text: str) -> str:
    """Text within a line in which nothing is markup."""
    shown = MARKUP.sub(r"\\\1", escape(" ".join(text.split())))
    return LINK.sub(lambda found: re.sub(r"([:.])", r"\\\1", found[0]), shown)

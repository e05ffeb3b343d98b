"""A derivation as a page of its own: nothing is fetched, nothing runs, everything from rules and data is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape as html_escape
from itertools import groupby

from ccgrules.diagnostics.render import escape
from ccgrules.explain.blocks import Beside, Block, Column, Document, Heading, Paragraph, Table, Verbatim
from ccgrules.explain.forms import Derivation
from ccgrules.explain.words import capital

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #0b0c0c; background: #fff; }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
.aside, footer { color: #505a5f; }
blockquote { margin: .5rem 0 .5rem 1rem; padding-left: 1rem; border-left: 4px solid #b1b4b6; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #b1b4b6; }
thead th { border-bottom-width: 2px; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 2rem; }
.beside h3 { font-size: 1rem; margin: .75rem 0 .25rem; overflow-wrap: anywhere; }
.beside p { margin: .5rem 0; }
pre { background: #f3f2f1; padding: .5rem .75rem; margin: .25rem 0 1rem; font-size: .85rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.notes { font-size: .9rem; }
summary { cursor: pointer; font-weight: bold; margin: 1rem 0; }
.notes li:target { outline: 3px solid #0b0c0c; }
a { color: #1d70b8; }
sup { line-height: 0; }
@media print {
  body { margin: 0; max-width: none; font-size: 10pt; }
  .wide { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding-right: .3rem; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; }
}
"""

MARK = re.compile(r" \[(\d+)\]")


def to_html(derivation: Derivation) -> str:
    """The explanation as a self-contained HTML page."""
    from ccgrules.explain.document import document

    return document_page(document(derivation))


def document_page(told: Document) -> str:
    """A document as a self-contained HTML page."""
    policy = f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en-GB">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(told.title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *_body(told),
            "</main>",
            f"<footer><p>{_text(told.foot)}</p></footer>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _text(text: str) -> str:
    return html_escape(escape(text), quote=True)


def _marked(text: str) -> str:
    """Escaped text, with its footnote marks as links."""
    return MARK.sub(r'<sup><a href="#note-\1">[\1]</a></sup>', _text(text))


def _body(told: Document) -> Iterator[str]:
    yield f"<h1>{_text(told.title)}</h1>"
    yield f'<p class="aside">{_text(told.aside)}</p>'
    for is_item, blocks in groupby(told.blocks, key=_is_item):
        if is_item:
            yield "<ul>"
            yield from (f"<li>{_marked(block.text)}</li>" for block in blocks if isinstance(block, Paragraph))
            yield "</ul>"
        else:
            for block in blocks:
                yield from _block(block)
    if told.notes:
        yield from _all_notes(told)


def _all_notes(told: Document) -> Iterator[str]:
    yield '<section class="notes">'
    yield "<h2>Notes</h2>"
    yield from _notes(told, folded=False)
    if any(note.folded for note in told.notes):
        yield "<details>"
        yield "<summary>Workings: how each figure was worked out, with its rule and source</summary>"
        yield from (f"<p>{_text(sentence)}</p>" for sentence in told.common)
        yield from _notes(told, folded=True)
        yield "</details>"
    yield "<dl>"
    yield from (f"<dt>{_text(short)}</dt><dd>{_text(full)}</dd>" for short, full in told.sources if short != full)
    yield "</dl>"
    yield "</section>"


def _notes(told: Document, *, folded: bool) -> Iterator[str]:
    yield "<ol>"
    for number, note in enumerate(told.notes, 1):
        if note.folded is folded:
            parts = (
                [f"{note.title}: {note.working}", capital(note.where)]
                if note.working
                else [f"{note.title}: {note.where}"]
            )
            yield f'<li value="{number}" id="note-{number}">{"<br>".join(_text(part) for part in parts)}</li>'
    yield "</ol>"


def _is_item(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.kind == "item"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h2>{_marked(block.text)}</h2>"
        case Paragraph(kind="quote"):
            yield f"<blockquote>{_marked(block.text)}</blockquote>"
        case Paragraph():
            yield f"<p>{_marked(block.text)}</p>"
        case Table():
            yield from _table(block)
        case Verbatim():
            lines = [_text(line) for line in block.text.splitlines()]
            yield "<pre>" + "\n".join(lines) + "</pre>"
        case Beside():
            yield '<div class="beside">'
            yield from _column(block.left)
            yield from _column(block.right)
            yield "</div>"


def _column(column: Column) -> Iterator[str]:
    yield "<div>"
    yield f"<h3>{_marked(column.head)}</h3>"
    for block in column.blocks:
        yield from _block(block)
    yield "</div>"


def _table(table: Table) -> Iterator[str]:
    yield '<div class="wide">'
    yield "<table>"
    yield (
        "<thead><tr>"
        + "".join(_cell("th", i, head, table, ' scope="col"') for i, head in enumerate(table.header))
        + "</tr></thead>"
    )
    yield "<tbody>"
    title = next(i for i in range(len(table.header)) if i not in table.numeric)
    for row in table.rows:
        cells = [
            _cell("th", i, cell, table, ' scope="row"') if i == title else _cell("td", i, cell, table)
            for i, cell in enumerate(row)
        ]
        yield "<tr>" + "".join(cells) + "</tr>"
    yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _cell(tag: str, column: int, text: str, table: Table, attributes: str = "") -> str:
    if not text:
        return "<td></td>"
    number = ' class="number"' if column in table.numeric else ""
    return f"<{tag}{attributes}{number}>{_marked(text)}</{tag}>"

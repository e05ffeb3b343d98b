"""What can be saved of a declaration that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Edit
from ccgrules.diagnostics.suggest import nearest
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree, words
from ccgrules.syntax.expected import capitalised
from ccgrules.syntax.lines import Line, Piece, kind_of
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.text import token_span

if TYPE_CHECKING:
    from lark import Token

NAMED = ("NAME", "CODE")


@dataclass(frozen=True, slots=True)
class Split:
    """A piece with a misspelt declaration word in it.

    Attributes:
        before: What stands before the word, if anything: a declaration of its own.
        after: The rest, with the word put right.
        finding: What to say of the word.
    """

    before: Piece | None
    after: Piece
    finding: Diagnostic


def split_misspelt(piece: Piece, mistake: Mistake, source: SourceFile) -> Split | None:
    """The piece cut at the line where reading stopped, if that looks like a declaration with a misspelt first word."""
    number = _line_of(piece, mistake.stopped)
    line = piece.lines[number]
    first = line.tokens[0]
    if first.type not in NAMED or (number == 0 and piece.kind is not None) or not _like_a_head(line):
        return None
    word = nearest(str(first), words.DECLARATIONS)
    if word is None:
        return None
    capitals = str(first).lower() == word
    tokens = (first.update(words.token_type(word), word), *line.tokens[1:])
    head = Line(tokens, line.unclosed, line.too_deep)
    return Split(
        Piece(piece.kind, piece.lines[:number]) if number else None,
        Piece(kind_of(tokens), (head, *piece.lines[number + 1 :])),
        finding(
            "CCG122" if capitals else "CCG107",
            capitalised(str(first)) if capitals else f"`{first}` is not a kind of declaration",
            primary=token_span(first, source),
            help=f"write `{word}`" if capitals else f"did you mean `{word}`?",
            fixes=[Edit(token_span(first, source), word)] if capitals else (),
        ),
    )


def _line_of(piece: Piece, offset: int) -> int:
    """The number (from 0) of the line in which a place lies."""
    starts = [line.tokens[0].start_pos or 0 for line in piece.lines]
    return max([number for number, start in enumerate(starts) if start <= offset], default=0)


def _like_a_head(line: Line) -> bool:
    """At the left margin, and a name or a title behind the first word."""
    return line.tokens[0].column == 1 and len(line.tokens) > 1 and line.tokens[1].type in (*NAMED, "TEXT")


def declared_name(piece: Piece, source: SourceFile) -> tree.Name | None:
    """The name that a declaration would have declared, so that its uses are not taken for mistakes as well."""
    if piece.kind is None:
        return None
    named: list[Token] = [token for token in piece.lines[0].tokens[:3] if token.type in NAMED]
    if not named:
        return None
    first = named[0]
    parts = tuple(str(first).split(".")) if first.type == "NAME" else (str(first).split('"')[1],)
    return tree.Name(parts, span=Span(source, first.start_pos or 0, first.end_pos or 0))

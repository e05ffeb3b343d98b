"""Where the parser stopped, and what stands around that place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import Edit
from ccgrules.source import SourceFile, Span
from ccgrules.syntax.lines import Piece
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.text import token_span

if TYPE_CHECKING:
    from lark import Token


@dataclass(frozen=True)
class Failure:
    """Where the parser stopped.

    Attributes:
        piece: The declaration.
        lines: Its tokens, clause words promoted, a list a line.
        place: The number (from 0) of the token that does not fit, among all tokens; past the last if the end of the
            declaration does not fit.
        expected: The types of token that would have fitted.
        source: The text.
    """

    piece: Piece
    lines: list[list[Token]]
    place: int
    expected: frozenset[str]
    source: SourceFile

    @cached_property
    def tokens(self) -> list[Token]:
        """All tokens of the declaration."""
        return [token for line in self.lines for token in line]

    @cached_property
    def line_number(self) -> int:
        """The number (from 0) of the line that the token is on; the last at the end of the declaration."""
        passed = 0
        for number, line in enumerate(self.lines):
            passed += len(line)
            if self.place < passed:
                return number
        return len(self.lines) - 1

    @property
    def line(self) -> list[Token]:
        """The tokens of that line."""
        return self.lines[self.line_number]

    @property
    def column(self) -> int:
        """The token's place on its line (from 0)."""
        return self.place - sum(len(line) for line in self.lines[: self.line_number])

    @property
    def type(self) -> str:
        """The type of the token that does not fit."""
        return self.tokens[self.place].type if self.place < len(self.tokens) else "$END"

    @property
    def token(self) -> Token:
        """The token that does not fit; the last one at the end of the declaration."""
        return self.tokens[min(self.place, len(self.tokens) - 1)]

    def before(self, steps: int = 1) -> Token | None:
        """The token so many steps before the one that does not fit, on the same line."""
        return self.line[self.column - steps] if 0 <= self.column - steps < len(self.line) else None

    def type_before(self, steps: int = 1) -> str:
        """Its type; empty at the start of the line."""
        token = self.before(steps)
        return token.type if token is not None else ""

    def after(self) -> Token | None:
        """The next token on the line."""
        return self.line[self.column + 1] if self.column + 1 < len(self.line) else None

    def type_after(self) -> str:
        """The type of the next token; empty at the end of the declaration."""
        token = self.after()
        return token.type if token is not None else ""

    def starts_a_line(self, token: Token | None = None) -> bool:
        """Whether a token is the first on a line of the text, although the line before goes on with it."""
        start = (token if token is not None else self.token).start_pos or 0
        return not self.source.text[self.source.text.rfind("\n", 0, start) + 1 : start].strip()

    def span(self, token: Token | None = None) -> Span:
        """Where a token stands; the one that does not fit by default."""
        return token_span(token if token is not None else self.token, self.source)

    def mistake(
        self, code: str, message: str, help: str | None = None, at: Token | None = None, fix: Edit | None = None
    ) -> Mistake:
        """The finding, at the token that does not fit unless another is given."""
        fixes = (fix,) if fix is not None else ()
        return Mistake(code, message, self.span(at), help, stopped=self.span().start, fixes=fixes)

    def edit(self, replacement: str, first: Token | None = None, last: Token | None = None) -> Edit:
        """What puts something in the place of the token that does not fit, or of all from a token to another."""
        span = self.span(first)
        return Edit(span.to(self.span(last)) if last is not None else span, replacement)

"""From the lexer's tokens to the declarations that the parser reads one by one.

Joins the lines that go on, cuts the file at declarations, makes clause words out of names, and puts the look-alikes
of word processors right, with a finding for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccgrules.syntax import words

if TYPE_CHECKING:
    from lark import Token

STARTS = frozenset(words.token_type(word) for word in words.DECLARATIONS)
CONTINUES = frozenset({"AND", "OR", "OTHERWISE", "WHEN"})
OPENS, CLOSES = "LPAR", "RPAR"

# A clause word with one of these behind it is a name after all: `floor when …` is a case, `standard + 1` a sum.
NAME_BEFORE = frozenset(
    {"WHEN", "OTHERWISE", "VBAR", "AND", "OR", "PLUS", "TIMES", "DIVIDE", "COMPARE", "MEETS", "MISSES"}
    | {"IS", "IS_NOT", "IS_ONE_OF", "IS_NOT_ONE_OF", "IS_MISSING", "IS_NOT_MISSING"}
    | {"IS_BETTER_THAN", "IS_WORSE_THAN"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a declaration with what goes on below it.

    Attributes:
        tokens: Its tokens, without the end of the line.
        unclosed: The innermost bracket that is still open at its end.
        too_deep: The first bracket past the limit of nesting.
    """

    tokens: tuple[Token, ...]
    unclosed: Token | None = None
    too_deep: Token | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines of one declaration; what comes before the first declaration is a piece as well.

    Attributes:
        kind: `indicator`, `rating` …, also after `change` and `replace`; None where no declaration starts it.
        lines: Its lines, clause words still names.
    """

    kind: str | None
    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        """Where its first token stands."""
        return self.lines[0].tokens[0].start_pos or 0

    def promoted(self) -> list[list[Token]]:
        """The tokens of each line, clause words made tokens of their own, with a token for the end of the line."""
        lines = [_promote(line.tokens, self.kind, head=i == 0) for i, line in enumerate(self.lines)]
        return [[*line, line_end(line[-1])] for line in lines]


def line_end(last: Token) -> Token:
    """The token for the end of a line, of no width, behind its last token."""
    end = (last.end_pos, last.end_line, last.end_column)
    return last.__class__("_NL", "", *end, *end[1:], end[0])


def cut(tokens: Iterable[Token], max_brackets: int) -> list[Piece]:
    """The pieces of a file.

    Args:
        tokens: Its tokens with the ends of lines, without comments.
        max_brackets: How deep brackets may be nested.
    """
    groups: list[list[Line]] = []
    for line in _logical_lines(tokens, max_brackets):
        if line.tokens[0].type in STARTS or not groups:
            groups.append([])
        groups[-1].append(line)
    return [Piece(kind_of(lines[0].tokens), tuple(lines)) for lines in groups]


def kind_of(head: tuple[Token, ...]) -> str | None:
    """Which declaration a head line starts."""
    first = head[0]
    if first.type in ("CHANGE", "REPLACE") and len(head) > 1 and head[1].type in STARTS:
        return str(head[1])
    return str(first) if first.type in STARTS else None


def _logical_lines(tokens: Iterable[Token], max_brackets: int) -> Iterator[Line]:
    line: list[Token] = []
    opened: list[Token] = []
    too_deep = None
    for token, following, starts in _placed(tokens):
        if starts and line and not _goes_on(line[-1], opened, token, following):
            yield Line(tuple(line), opened[-1] if opened else None, too_deep)
            line, opened, too_deep = [], [], None
        if token.type == OPENS:
            opened.append(token)
        elif token.type == CLOSES and opened:
            opened.pop()
        if len(opened) > max_brackets:
            too_deep = too_deep or token
        line.append(token)
    if line:
        yield Line(tuple(line), opened[-1] if opened else None, too_deep)


def _placed(tokens: Iterable[Token]) -> Iterator[tuple[Token, Token | None, bool]]:
    """Each token but line ends, with the next one and whether it is the first on its line."""
    token: Token | None = None
    starts, after_end = True, True
    for following in tokens:
        if following.type == "_NL":
            after_end = True
            continue
        if token is not None:
            yield token, following, starts
        token, starts, after_end = following, after_end, False
    if token is not None:
        yield token, None, starts


def _goes_on(last: Token, opened: list[Token], token: Token, following: Token | None) -> bool:
    """Whether the line goes on with a token that is the first on a line of the text."""
    if token.type in STARTS:
        return False
    if opened or last.type == "COMMA":
        return True
    if token.type == "WHEN" and following is not None and following.type == "MISSING":
        return False
    return token.type in CONTINUES


# --- clause words ------------------------------------------------------------------------------------------------


def _promote(tokens: tuple[Token, ...], kind: str | None, *, head: bool) -> list[Token]:
    """The line with its clause word, if it starts with one, as one token of its own type."""
    line = list(tokens)
    phrase = None if head or kind is None else clause_word(line, (*words.CLAUSES.get(kind, ()), *words.ANNOTATIONS))
    if phrase is not None:
        line = [_merged(line[: len(phrase)], " ".join(phrase)), *line[len(phrase) :]]
    if any(token.type == "TABLE_ROWS" for token in line):
        line = [_columns(line, i) for i in range(len(line))]
    if line[0].type == "MUST":
        line = [_inline_because(line, i) for i in range(len(line))]
    return line


def clause_word(line: Sequence[Token], phrases: Iterable[str]) -> tuple[str, ...] | None:
    """The clause word or phrase with which the line starts, as its words."""
    for phrase in phrases:
        parts = tuple(phrase.split(" "))
        if tuple(line[: len(parts)]) == parts:
            following = line[len(parts)].type if len(line) > len(parts) else "_NL"
            if following not in NAME_BEFORE or (phrase == "not rated" and following == "WHEN"):
                return parts
    return None


def _merged(tokens: list[Token], phrase: str) -> Token:
    first, last = tokens[0], tokens[-1]
    return first.__class__(
        words.token_type(phrase),
        phrase,
        first.start_pos,
        first.line,
        first.column,
        last.end_line,
        last.end_column,
        last.end_pos,
    )


def _columns(line: list[Token], place: int) -> Token:
    """`columns` behind the comma of `table rows A, columns B`."""
    word = line[place]
    if word == "columns" and word.type == "NAME" and place and line[place - 1].type == "COMMA":
        return _merged([word], "columns")
    return word


def _inline_because(line: list[Token], place: int) -> Token:
    """`because "…"` at the end of a `must` line."""
    word = line[place]
    if word == "because" and place + 1 < len(line) and line[place + 1].type == "TEXT":
        return _merged([word], "because")
    return word

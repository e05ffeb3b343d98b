"""The text of a file before it is parsed: line ends, limits, and what word processors put in.

A look-alike (a curly quotation mark, `≥`, a tab) is reported and then read as what it stands for, so that it costs
nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Edit
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree
from ccgrules.syntax.grammar import lark_parser

if TYPE_CHECKING:
    from lark import Token

MAX_CHARACTERS = 1_000_000
MAX_TOKENS = 200_000

CURLY_DOUBLES = "“”„‟«»"
CURLY_QUOTES = f"{CURLY_DOUBLES}‘’"
SPACES_NAMED = {"\t": "a tab", "\u00a0": "a non-breaking space", "\u200b": "a space of no width"}
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the writing direction round: a line could read otherwise than it runs."""
SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "==": "=", "<>": "!=", "=>": ">=", "=<": "<="}
CERTAIN = frozenset({*"≥≤≠×÷−", "=="})
"""Signs that are read as meant whatever stands around them; a dash, or `=>`, may have been meant otherwise."""

SPLIT_HELP = "split it, and take the parts in with `use`"
ARROWS = frozenset({"=>", "=<"})
SIGN_TYPES = {"=": "EQUALS", "*": "TIMES", "/": "DIVIDE", "-": "MINUS"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the text that is no part of the language.

    Attributes:
        code: The code of its finding.
        message: One sentence on it.
        help: What to write instead.
        span: Where it stands.
        fix: What it is read as; None where that is not certain.
        anywhere: Whether the fix is certain even where the declaration cannot be read otherwise.
    """

    code: str
    message: str
    help: str
    span: Span
    fix: str | None = None
    anywhere: bool = field(default=False, kw_only=True)


def normalised(source: SourceFile) -> SourceFile:
    """The source with `\\n` line ends and without a byte order mark."""
    if "\r" not in source.text and not source.text.startswith("\ufeff"):
        return source
    text = source.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return SourceFile(source.name, text)


def lex(source: SourceFile) -> tuple[list[Token], Diagnostic | None]:
    """The tokens of a text; none, and a finding, if it is larger than a ruleset may be."""
    if len(source.text) > MAX_CHARACTERS:
        message = f"this text has {len(source.text):,} characters, more than the {MAX_CHARACTERS:,} that it may have"
        return [], finding("CCG170", message, primary=Span(source, 0, 0), help=SPLIT_HELP)
    parser: Any = lark_parser().parse_interactive(source.text, start="declaration")
    tokens = list(islice(parser.lexer_thread.lex(parser.parser_state), MAX_TOKENS + 1))
    if len(tokens) > MAX_TOKENS:
        message = f"this text has more than the {MAX_TOKENS:,} words and signs that it may have"
        return [], finding("CCG171", message, primary=token_span(tokens[-1], source), help=SPLIT_HELP)
    return tokens, None


def token_span(token: Token, source: SourceFile) -> Span:
    """Where a token stands."""
    start = token.start_pos or 0
    return Span(source, start, token.end_pos if token.end_pos is not None else start)


def comments(tokens: Iterable[Token], source: SourceFile) -> Iterator[tree.Comment]:
    """The comments among the tokens."""
    last = "_NL"
    for token in tokens:
        if token.type == "COMMENT":
            yield tree.Comment(str(token).rstrip(), last == "_NL", span=token_span(token, source))
        if token.type != "LOOKALIKE_SPACE":
            last = token.type


def mend(tokens: Iterable[Token], source: SourceFile) -> tuple[list[Token], list[Fault]]:
    """The tokens without comments, look-alikes put right, and what was found on the way."""
    mended: list[Token] = []
    faults: list[Fault] = []
    for token in tokens:
        fault = _fault(token, source)
        if fault is not None:
            faults.append(fault)
        if token.type not in ("COMMENT", "LOOKALIKE_SPACE"):
            mended.append(_mended(token))
    return mended, faults


def _fault(token: Token, source: SourceFile) -> Fault | None:
    span = token_span(token, source)
    if token.type in ("TEXT", "COMMENT"):
        return _hidden(token, span)
    if token.type == "LOOKALIKE_SPACE":
        name = SPACES_NAMED.get(token[0], f"a special space, `U+{ord(token[0]):04X}`,")
        return Fault("CCG102", f"{name} stands here instead of a space", "type plain spaces", span, " ")
    if token.type == "LOOKALIKE_SIGN":
        sign = _sign(token)
        message, hint, sure = f"the language has no `{token}`", f"write `{sign}`", token in CERTAIN
        if token in ARROWS:
            return Fault("CCG103", message, f"{hint} to compare; a case is `OUTCOME when CONDITION`", span)
        return Fault("CCG103", message, hint, span, sign, anywhere=sure)
    if token.type == "CURLY_TEXT":
        message = "these quotation marks are curly, as a word processor sets them"
        straight = f'"{token[1:-1]}"'
        return Fault(
            "CCG101", message, f"write `{straight}` with straight quotation marks", span, straight, anywhere=True
        )
    if token.type == "OPEN_TEXT":
        return _open_text(token, span)
    if token.type == "STRAY" and token[0] in CURLY_QUOTES:
        message = f"`{token[0]}` is a curly quotation mark, as a word processor sets it"
        return Fault("CCG101", message, 'put text between straight quotation marks: `"…"`', span)
    return None


def _hidden(token: Token, span: Span) -> Fault | None:
    found = HIDDEN.search(token)
    if found is None:
        return None
    place = Span(span.source, span.start + found.start(), span.start + found.end())
    message = f"a character that does not show, `U+{ord(found[0]):04X}`, stands here"
    return Fault("CCG123", message, "delete it, and type anew what stands around it", place)


def _open_text(token: Token, span: Span) -> Fault:
    curly = next((c for c in token if c in CURLY_DOUBLES), None)
    if curly is not None:
        message = f"this text starts with a straight quotation mark and ends with a curly one, `{curly}`"
        return Fault("CCG101", message, 'put text between straight quotation marks: `"…"`', span)
    advice = 'close the text on the line where it starts: `"…"`'
    return Fault("CCG100", "this text has no closing quotation mark", advice, span)


def _sign(token: Token) -> str:
    return SIGNS.get(str(token), "-")


def _mended(token: Token) -> Token:
    if token.type == "LOOKALIKE_SIGN":
        sign = _sign(token)
        return token.update(SIGN_TYPES.get(sign, "COMPARE"), sign)
    if token.type == "CURLY_TEXT":
        return token.update("TEXT", f'"{token[1:-1]}"')
    return token


def findings(faults: Iterable[Fault], *, readable: bool = False) -> tuple[Diagnostic, ...]:
    """A finding for each kind of fault in a declaration, at the first of its kind.

    Args:
        faults: What is wrong with its characters.
        readable: Whether it can be read once these are put right, which shows that they were meant so.
    """
    kinds: dict[str, list[Fault]] = {}
    for fault in faults:
        kinds.setdefault(fault.code, []).append(fault)
    return tuple(_finding(group, readable) for group in kinds.values())


def _finding(group: list[Fault], readable: bool) -> Diagnostic:
    first, more = group[0], len(group) - 1
    advice = first.help
    if not readable and any("\t" in fault.span.text and fault.span.column > 1 for fault in group):
        advice = "type plain spaces; between the columns of a table, as copied from a spreadsheet, type `|`"
    fixes = [Edit(f.span, f.fix) for f in group if f.fix is not None and (f.anywhere or readable)]
    places = "place" if more == 1 else "places"
    notes = (f"the same in {more} more {places} of this declaration",) if more else ()
    return finding(first.code, first.message, primary=first.span, notes=notes, help=advice, fixes=fixes)

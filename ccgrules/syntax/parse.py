"""Text to syntax tree.

The file is cut into declarations first, and each is parsed by itself: a mistake costs the declaration that it stands
in, and nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import text, tree
from ccgrules.syntax.build import build
from ccgrules.syntax.failure import Failure
from ccgrules.syntax.grammar import lark_parser
from ccgrules.syntax.heads import check_head
from ccgrules.syntax.lines import Piece, cut
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.parse_errors import explain
from ccgrules.syntax.recovery import declared_name, split_misspelt

if TYPE_CHECKING:
    from lark import Token

MAX_BRACKETS = 64
MAX_DEPTH = 150
BRACKET_HELP = "give the inner parts names of their own with `measure`, `condition` or `let`, and use these"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What came of one declaration: its tree, or the name that it would have declared, and the findings."""

    declaration: tree.Declaration | None
    broken: tree.Name | None
    diagnostics: tuple[Diagnostic, ...]


def parse(source: SourceFile) -> tuple[tree.RulesFile, tuple[Diagnostic, ...]]:
    """The syntax tree of a ruleset, and what is wrong with its text.

    The tree holds every declaration that could be read, and the names of those that could not; its `source` is the
    text with `\\n` line ends, in which all spans lie. No text whatever raises an exception.
    """
    source = text.normalised(source)
    tokens, refusal = text.lex(source)
    if refusal is not None:
        return tree.RulesFile((), source=source), (refusal,)
    mended, faults = text.mend(tokens, source)
    pieces = cut(mended, MAX_BRACKETS)
    readings = [r for piece, own in zip(pieces, _shared_out(faults, pieces)) for r in _read(piece, own, source)]
    file = tree.RulesFile(
        tuple(r.declaration for r in readings if r.declaration is not None),
        tuple(text.comments(tokens, source)),
        tuple(r.broken for r in readings if r.broken is not None),
        source=source,
    )
    loose = text.findings(faults) if not pieces else ()
    return file, (*loose, *(d for r in readings for d in r.diagnostics))


def parse_expression(words: str) -> tuple[tree.Expr | None, tuple[Diagnostic, ...]]:
    """The tree of one expression, such as `value >= 85%`; None with findings if it is not one.

    Spans lie in a source of the name `<text>`.
    """
    source = text.normalised(SourceFile("<text>", words))
    tokens, refusal = text.lex(source)
    if refusal is not None:
        return None, (refusal,)
    mended, faults = text.mend([token for token in tokens if token.type != "_NL"], source)
    if faults:
        return None, text.findings(faults)
    try:
        return _expression(cut(mended, MAX_BRACKETS), source), ()
    except Mistake as mistake:
        return None, (mistake.finding(),)


def _shared_out(faults: Sequence[text.Fault], pieces: Sequence[Piece]) -> list[list[text.Fault]]:
    """The faults in the text of each piece; what stands before the first belongs to it."""
    starts = [piece.start for piece in pieces]
    shares: list[list[text.Fault]] = [[] for _ in pieces]
    for fault in faults if pieces else ():
        shares[max(0, bisect_right(starts, fault.span.start) - 1)].append(fault)
    return shares


def _read(piece: Piece, faults: list[text.Fault], source: SourceFile) -> Iterator[_Reading]:
    """One declaration, or two where a misspelt declaration word stands in the middle of it.

    What is wrong with a declaration's characters is enough to say of it: the grammar's complaint would only follow.
    """
    found = text.findings(faults)
    try:
        declaration = _declaration(piece, source)
    except Mistake as mistake:
        split = None if found else split_misspelt(piece, mistake, source)
        if split is None:
            yield _Reading(None, declared_name(piece, source), found or (mistake.finding(),))
            return
        if split.before is not None:
            yield from _read(split.before, [], source)
        # The misspelt word is the mistake; what else is wrong below it will be said when it is put right.
        yield _Reading(None, None, (split.finding,))
        yield from (replace(reading, diagnostics=()) for reading in _read(split.after, [], source))
        return
    kept = all(fault.mended for fault in faults)
    yield _Reading(declaration if kept else None, None if kept else declared_name(piece, source), found)


def _declaration(piece: Piece, source: SourceFile) -> tree.Declaration:
    _check_brackets(piece, source)
    lines = piece.promoted()
    declaration: tree.Declaration = _run("declaration", piece, lines, source)
    head = Span(source, declaration.span.start, lines[0][-1].end_pos or 0)
    declaration = replace(declaration, head=head)
    check_head(declaration)
    return declaration


def _expression(pieces: list[Piece], source: SourceFile) -> tree.Expr:
    if not pieces:
        raise Mistake("CCG111", "there is no expression here", Span(source, 0, 0), "write one, such as `value`")
    _check_brackets(pieces[0], source)
    expr: tree.Expr = _run("expression", pieces[0], [list(pieces[0].lines[0].tokens)], source)
    return expr


def _check_brackets(piece: Piece, source: SourceFile) -> None:
    for line in piece.lines:
        if line.too_deep is not None:
            message = f"brackets are nested more than {MAX_BRACKETS} deep here"
            raise Mistake("CCG173", message, text.token_span(line.too_deep, source), BRACKET_HELP)


def _run(start: str, piece: Piece, lines: list[list[Token]], source: SourceFile) -> Any:
    """The tree of a piece's lines, parsed from a start of the grammar.

    Raises:
        Mistake: They are not what the grammar describes, or mean nothing.
    """
    from lark.exceptions import UnexpectedToken

    tokens = [token for line in lines for token in line]
    parser: Any = lark_parser().parse_interactive(start=start)
    fed = 0
    try:
        for token in tokens:
            parser.feed_token(token)
            fed += 1
        result = parser.feed_eof(tokens[-1])
    except UnexpectedToken:
        raise explain(Failure(piece, lines, fed, _accepted(start, tokens[:fed]), source)) from None
    return build(result, source, MAX_DEPTH)


def _accepted(start: str, tokens: list[Token]) -> frozenset[str]:
    """What may stand behind the tokens. The failed parser does not know any more: it has reduced what it had."""
    parser: Any = lark_parser().parse_interactive(start=start)
    for token in tokens:
        parser.feed_token(token)
    return frozenset(parser.accepts())

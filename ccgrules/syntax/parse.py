"""Text to syntax tree."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.resources import resource_text
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree
from ccgrules.syntax.build import Mistake, build
from ccgrules.syntax.lines import Piece, cut

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_BRACKETS = 64
MAX_DEPTH = 210


def parse(source: SourceFile) -> tuple[tree.RulesFile, tuple[Diagnostic, ...]]:
    """The syntax tree of a ruleset, and what is wrong with its text.

    A mistake costs only the declaration that it stands in: the tree holds all the others.
    """
    tokens = _lex(source.text)
    comments = tuple(_comments(tokens, source))
    declarations: list[tree.Declaration] = []
    diagnostics: list[Diagnostic] = []
    for piece in cut([t for t in tokens if t.type != "COMMENT"], MAX_BRACKETS):
        try:
            declaration = _parse_piece(piece, source)
            head = Span(source, declaration.span.start, piece.lines[0][-1].end_pos)
            declarations.append(replace(declaration, head=head))
        except Mistake as mistake:
            diagnostics.append(finding(mistake.code, mistake.message, primary=mistake.span, help=mistake.help))
    return tree.RulesFile(tuple(declarations), comments, source=source), tuple(diagnostics)


def parse_expression(text: str) -> tuple[tree.Expr | None, tuple[Diagnostic, ...]]:
    """The tree of one expression, such as `value >= 85%`; None with findings if it is not one."""
    source = SourceFile("<text>", text)
    tokens = [t for t in _lex(text) if t.type not in ("COMMENT", "_NL")]
    try:
        expr: tree.Expr = _run("expression", tokens, source)
    except Mistake as mistake:
        return None, (finding(mistake.code, mistake.message, primary=mistake.span, help=mistake.help),)
    return expr, ()


def _comments(tokens: list[Token], source: SourceFile) -> list[tree.Comment]:
    comments = []
    last = None
    for token in tokens:
        if token.type == "COMMENT":
            own_line = last is None or last.type == "_NL"
            comments.append(
                tree.Comment(str(token).rstrip(), own_line, span=Span(source, token.start_pos, token.end_pos))
            )
        last = token
    return comments


def _parse_piece(piece: Piece, source: SourceFile) -> tree.Declaration:
    declaration: tree.Declaration = _run("declaration", list(piece.tokens()), source)
    return declaration


def _run(start: str, tokens: list[Token], source: SourceFile) -> Any:
    from lark.exceptions import UnexpectedToken

    parser = _lark().parse_interactive(start=start)
    try:
        for token in tokens:
            parser.feed_token(token)
        result = parser.feed_eof(tokens[-1] if tokens else None)
    except UnexpectedToken as error:
        place = error.token.start_pos or 0
        span = Span(source, place, error.token.end_pos or place)
        raise Mistake("CCG110", f"`{error.token}` is not expected here", span) from None
    return build(result, source, MAX_DEPTH)


def _lex(text: str) -> list[Token]:
    parser = _lark().parse_interactive(text, start="declaration")
    return list(parser.lexer_thread.lex(parser.parser_state))


@cache
def _lark() -> Lark:
    from lark import Lark

    return Lark(
        resource_text("grammar", "ccgrules.lark"),
        parser="lalr",
        lexer="basic",
        start=["declaration", "expression", "outside"],
        propagate_positions=True,
        maybe_placeholders=False,
    )

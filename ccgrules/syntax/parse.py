"""Text to syntax tree.

The file is cut into declarations first, and each is parsed by itself: a mistake costs the declaration that it stands
in, and nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import text, tree
from ccgrules.syntax.build import build
from ccgrules.syntax.failure import Failure
from ccgrules.syntax.grammar import lark_parser
from ccgrules.syntax.heads import check_bullets, check_head
from ccgrules.syntax.lines import Piece, cut
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.parse_errors import explain
from ccgrules.syntax.recovery import declared_name, split_misspelt

if TYPE_CHECKING:
    from lark import Token

MAX_BRACKETS = 64
MAX_DEPTH = 150
MAX_MISTAKES = 100
BRACKET_HELP = "give the inner parts names of their own with `measure`, `condition` or `let`, and use these"


@dataclass(frozen=True, slots=True)
class _Job:
    """A piece to be read, what is wrong with its characters, and whether nothing is to be said of its grammar."""

    piece: Piece
    faults: tuple[text.Fault, ...] = ()
    quiet: bool = False


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
    jobs = [_Job(piece, tuple(own)) for piece, own in zip(pieces, _shared_out(faults, pieces))]
    readings = list(_read_all(jobs, source))
    file = tree.RulesFile(
        tuple(r.declaration for r in readings if r.declaration is not None),
        tuple(text.comments(tokens, source)),
        tuple(r.broken for r in readings if r.broken is not None),
        source=source,
    )
    found = [*(text.findings(faults) if not pieces else ()), *(d for r in readings for d in r.diagnostics)]
    return file, tuple(sorted(found, key=lambda d: d.primary.span.start if d.primary is not None else 0))


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


def _read_all(jobs: Sequence[_Job], source: SourceFile) -> Iterator[_Reading]:
    """What comes of the pieces in their order, until there are more mistakes than anyone would read."""
    waiting = list(reversed(jobs))
    said: list[Diagnostic] = []
    while waiting and len(said) < MAX_MISTAKES:
        for outcome in _read(waiting.pop(), source):
            if isinstance(outcome, _Job):
                waiting.append(outcome)
            else:
                said.extend(outcome.diagnostics)
                yield outcome
    if waiting:
        message = f"there are {MAX_MISTAKES} mistakes up to here, and what stands behind has not been read"
        yield _Reading(
            None, None, (finding("CCG174", message, primary=said[-1].primary, help="put right the first ones"),)
        )


def _read(job: _Job, source: SourceFile) -> Iterator[_Reading | _Job]:
    """What comes of one piece. Where a misspelt declaration word stands in the middle of it, the rest is a new job."""
    try:
        declaration = _declaration(job.piece, source)
    except Mistake as mistake:
        split = None if job.faults else split_misspelt(job.piece, mistake, source)
        if split is not None:
            yield _Reading(None, None, (split.finding,))
            # What else is wrong below a misspelt word will be said when that is put right.
            yield _Job(split.after, quiet=True)
            if split.before is not None:
                yield _Job(split.before, quiet=job.quiet)
            return
        # What is wrong with the characters is enough to say: the grammar's complaint would only follow from it.
        said = text.findings(job.faults) or (() if job.quiet else (mistake.finding(),))
        yield _Reading(None, declared_name(job.piece, source), said)
        return
    yield _Reading(declaration, None, text.findings(job.faults, readable=True))


def _declaration(piece: Piece, source: SourceFile) -> tree.Declaration:
    _check_brackets(piece, source)
    lines = piece.promoted()
    declaration: tree.Declaration = _run("declaration", piece, lines, source)
    head = Span(source, declaration.span.start, lines[0][-1].end_pos or 0)
    declaration = replace(declaration, head=head)
    check_head(declaration)
    check_bullets(declaration)
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

"""What a change says of either ruleset: the rule as the formatter writes it, on one line where that can be."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.differences.rules.changes import Side
from ccgrules.model.clauses import clause_of, words_of
from ccgrules.source import Span
from ccgrules.syntax import tree
from ccgrules.syntax.format import format_clause, format_expr

BLOCKS = (tree.Cases, tree.Table, tree.WeightedMean)
PLAIN = frozenset({"=", "cases", "in", "formerly", "by", "on", "type", "data", "label"})
"""Clauses that say what they are without their keyword."""


def side_of(clause: tree.Clause | None, kind: str) -> Side | None:
    """The value of a clause."""
    return None if clause is None else Side(format_clause(clause, kind)[1], _head(clause.span))


def line_of(clause: tree.Clause | None, kind: str) -> Side | None:
    """A clause with its keyword."""
    return None if clause is None else Side(" ".join(format_clause(clause, kind)), _head(clause.span))


def expression(expr: tree.Expr) -> Side:
    """An expression."""
    return Side(format_expr(expr), expr.span)


def case_of(case: tree.Case | None) -> Side | None:
    """A case with its condition."""
    return None if case is None else Side(case_text(case), _head(case.span))


def case_text(case: tree.Case) -> str:
    """A case on one line."""
    outcome = format_expr(case.outcome)
    return f"{outcome} otherwise" if case.when is None else f"{outcome} when {format_expr(case.when)}"


def _head(span: Span) -> Span:
    """The first line of a stretch, which is enough to show."""
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)


# --- declarations in short ---------------------------------------------------------------------------------------


def in_short(declaration: tree.Declaration | None) -> Side | None:
    """What a declaration is, in a few words: `percent, lower is better, standard 1%, score by 3 cases`."""
    return None if declaration is None else Side(", ".join(_words(declaration)), declaration.head)


def _words(declaration: tree.Declaration) -> Iterator[str]:
    if declaration.keyword == "scale":
        yield from (str(label.name) for label in declaration.clauses if label.keyword == "label")
        return
    for clause in declaration.clauses:
        yield from _clause_words(clause, declaration.keyword)


def _clause_words(clause: tree.Clause, kind: str) -> Iterator[str]:
    label, value = format_clause(clause, kind)
    how = clause.body.how if clause.body is not None else None
    if clause.keyword in ("in", "formerly", "let", "shown to", "given", "expect", "given table", "expect table"):
        return
    if clause.keyword == "better":
        yield f"{value} is better" if value != "neither" else "neither way is better"
    elif isinstance(how, BLOCKS):
        yield f"{label} {_block(how)}".strip()
    else:
        yield value if clause.keyword in PLAIN else f"{label} {value}"


def _block(how: tree.Cases | tree.Table | tree.WeightedMean) -> str:
    match how:
        case tree.Cases(cases):
            return f"by {len(cases)} cases" if len(cases) > 1 else "by 1 case"
        case tree.Table():
            return f"by a table of {format_expr(how.rows)} and {format_expr(how.columns)}"
        case tree.WeightedMean(lines):
            return f"weighted mean of {len(lines)}"


def groups_of(declaration: tree.Declaration) -> tuple[str, ...]:
    """The names of the groups that an indicator or group is in."""
    return tuple(str(item) for clause in declaration.clauses if clause.keyword == "in" for item in words_of(clause))


def scale_of(declaration: tree.Declaration) -> str | None:
    """The name of a rating's scale."""
    clause = clause_of(declaration, "on")
    return str(words_of(clause)[0]) if clause is not None else None

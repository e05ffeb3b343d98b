"""Reading the clauses of a declaration: the one of a keyword, its words, and those given twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.findings import Findings
from ccgrules.model.ruleset import Direction
from ccgrules.source import Span
from ccgrules.syntax import tree

REPEATED = frozenset(
    {"label", "let", "source", "use", "in", "given", "expect", "given table", "expect table", "must", "not rated"}
    | {"no better than", "no worse than", "becomes", "formerly"}
)
"""Clauses that may stand several times."""

BODIES = ("=", "cases", "starts as", "weighted mean")
"""Clauses that say how a measure, condition or rating comes about: one of them is enough."""

NOT_FOR_GROUPS = ("data", "better", "standard", "lower_threshold", "floor")


def clause_of(declaration: tree.Declaration, *keywords: str) -> tree.Clause | None:
    """The first clause with one of the keywords."""
    return next((clause for clause in declaration.clauses if clause.keyword in keywords), None)


def words_of(clause: tree.Clause) -> tuple[tree.Expr, ...]:
    """The plain words of a clause."""
    return clause.words.items if clause.words is not None else ()


def spelt(items: Iterable[tree.Expr]) -> str:
    """Plain words as they were written, with single spaces."""
    return " ".join(_word(item) for item in items)


def _word(item: tree.Expr) -> str:
    return item.text if isinstance(item, tree.Number) else str(item) if isinstance(item, tree.Name) else item.span.text


def title_of(declaration: tree.Declaration) -> str:
    """The title, or the name with spaces where there is none."""
    return declaration.title or declaration.names[0].parts[0].replace("_", " ")


def check_clauses(declarations: Iterable[tree.Declaration], findings: Findings) -> None:
    """Reports clauses that stand twice where they may stand once, and clauses of indicators in groups."""
    for declaration in declarations:
        for clause, first in _repeated(declaration):
            findings.report(
                "CCG411",
                f"{_named(clause, first)} in this {declaration.keyword}",
                _start(clause),
                secondary=(Label(_start(first), "first here"),),
                help="keep one of them",
            )
        if declaration.keyword == "group":
            _check_group(declaration, findings)


def _named(clause: tree.Clause, first: tree.Clause) -> str:
    if clause.keyword == first.keyword:
        what = "the cases stand" if clause.keyword == "cases" else f"`{clause.keyword}` stands"
        return f"{what} twice"
    return "there are two ways to come to a result"


def _start(clause: tree.Clause) -> Span:
    """The first line of a clause, which is enough to show."""
    span = clause.span
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)


def _repeated(declaration: tree.Declaration) -> Iterator[tuple[tree.Clause, tree.Clause]]:
    seen: dict[str, tree.Clause] = {}
    for clause in declaration.clauses:
        if clause.keyword in REPEATED:
            continue
        key = "body" if clause.keyword in BODIES else clause.keyword
        if key in seen:
            yield clause, seen[key]
        seen.setdefault(key, clause)


def _check_group(declaration: tree.Declaration, findings: Findings) -> None:
    for clause in declaration.clauses:
        if clause.keyword not in NOT_FOR_GROUPS:
            continue
        hint = "a group is made of its members: give it a `score` or a `status`"
        if clause.keyword == "better":
            hint = "a group's score runs as `scores better` in the framework says"
        findings.report("CCG410", f"`{clause.keyword}` has no place in a group", _start(clause), help=hint)


def one_word(clause: tree.Clause, known: Iterable[str], what: str, keyword: str, findings: Findings) -> str | None:
    """The single word of a clause such as `better higher`; reported if it is none of those known."""
    known = tuple(known)
    items = words_of(clause)
    word = spelt(items[:1])
    if word in known:
        return word
    findings.report(
        "CCG209",
        f"`{word}` is not {what}",
        items[0].span if items else clause.span,
        help=findings.did_you_mean(word, known) or f"write `{keyword}` with one of {', '.join(known)}",
    )
    return None


def direction(clause: tree.Clause, known: tuple[Direction, ...], findings: Findings) -> Direction | None:
    """The direction that a clause says, such as `better higher`; reported if it is none of those known."""
    word = one_word(clause, known, "a direction", clause.keyword, findings)
    return next((way for way in known if way == word), None)


def places_of(declaration: tree.Declaration) -> int | None:
    """`shown to N places`."""
    clause = clause_of(declaration, "shown to")
    number = next(iter(words_of(clause)), None) if clause is not None else None
    return int(number.value) if isinstance(number, tree.Number) else None


def formerly_of(declaration: tree.Declaration) -> str | None:
    """`formerly OLD`."""
    clause = clause_of(declaration, "formerly")
    items = words_of(clause) if clause is not None else ()
    return str(items[0]) if items else None

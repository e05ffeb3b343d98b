"""What a change says of either ruleset: the rule as the formatter writes it, on one line where that can be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ccgrules.differences.rules.changes import Side
from ccgrules.differences.rules.draft import Subject
from ccgrules.model.amend import ADJUSTMENTS
from ccgrules.model.clauses import clause_of, spelt, words_of
from ccgrules.model.symbols import LEVELS
from ccgrules.model.units import unit_named
from ccgrules.source import Span
from ccgrules.syntax import tree
from ccgrules.syntax.format import format_clause, format_expr

BLOCKS = (tree.Cases, tree.Table, tree.WeightedMean)
NAMED = frozenset({"in", "result", "on", "by"})
"""Clauses that name declarations."""


def clause_sides(subject: Subject, old: tree.Clause | None, new: tree.Clause | None) -> tuple[Side | None, Side | None]:
    """The values of a clause in both rulesets; of an adjustment the whole of it."""
    older, newer = subject.suffixes
    return _clause_side(subject, old, older), _clause_side(subject, new, newer)


def _clause_side(subject: Subject, clause: tree.Clause | None, suffix: str) -> Side | None:
    return None if clause is None else Side(_clause_text(subject, clause, suffix), head_of(clause.span))


def _clause_text(subject: Subject, clause: tree.Clause, suffix: str) -> str:
    label, value = format_clause(clause, subject.keyword)
    if clause.keyword in ADJUSTMENTS:
        return f"{label} {value}"
    if clause.keyword in NAMED and clause.words is not None:
        return ", ".join(subject.draft.title(item) for item in words_of(clause))
    if clause.keyword == "source":
        address = next((f" ({item.value})" for item in words_of(clause) if isinstance(item, tree.Text)), "")
        return f"{clause.title}{address}"
    if clause.keyword == "label":
        return next((item.value for item in words_of(clause) if isinstance(item, tree.Text)), "")
    if clause.keyword in LEVELS and isinstance(clause.body and clause.body.how, tree.Number):
        return value if value.endswith("%") else f"{value}{suffix}"
    alone = clause.body is None and clause.words is None
    return clause.title if alone and clause.title is not None else value


def suffix_of(declaration: tree.Declaration | None) -> str:
    """What stands behind a value of an indicator: ` days`, ` per 100,000`."""
    clause = clause_of(declaration, "data") if declaration is not None else None
    items = [item for item in words_of(clause) if " / " not in str(item)] if clause is not None else []
    unit = unit_named(spelt(items)) if items else None
    return unit.suffix if unit is not None else ""


def lines_side(clauses: Sequence[tree.Clause], keywords: Collection[str], kind: str) -> Side:
    """The clauses of some keywords, in their order."""
    lines = [clause for clause in clauses if clause.keyword in keywords]
    return Side("\n".join(" ".join(format_clause(line, kind)) for line in lines), lines[0].span)


def expression(expr: tree.Expr) -> Side:
    """An expression."""
    return Side(format_expr(expr), expr.span)


def case_of(case: tree.Case | None) -> Side | None:
    """A case with its condition, on one line."""
    if case is None:
        return None
    outcome = format_expr(case.outcome)
    text = f"{outcome} otherwise" if case.when is None else f"{outcome} when {format_expr(case.when)}"
    return Side(text, head_of(case.span))


def head_of(span: Span) -> Span:
    """The first line of a stretch, which is enough to show."""
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)


# --- declarations in short ---------------------------------------------------------------------------------------

LEFT_OUT = frozenset({"in", "formerly", "let", "shown to"})
EXAMPLES = ("given", "expect", "given table", "expect table")
PLAIN = frozenset({"=", "cases", "type", "data", "label", "best first", "worst first"})
"""Clauses that say what they are without their keyword."""


def in_short(declaration: tree.Declaration | None) -> Side | None:
    """What a declaration is, in a few words: `percent, lower is better, standard 1%, score by 3 cases`."""
    if declaration is None:
        return None
    joined = "\n" if declaration.keyword == "test" else ", "
    return Side(joined.join(filter(None, _words(declaration))) or declaration.keyword, declaration.head)


def _words(declaration: tree.Declaration) -> Iterator[str]:
    for clause in declaration.clauses:
        if clause.keyword == "label":
            yield str(clause.name)
        elif clause.keyword not in LEFT_OUT:
            yield from _clause_words(clause, declaration.keyword)


def _clause_words(clause: tree.Clause, kind: str) -> Iterator[str]:
    label, value = format_clause(clause, kind)
    how = clause.body.how if clause.body is not None else None
    if clause.keyword in EXAMPLES:
        yield f"{label} {value}"
    elif clause.keyword == "better":
        yield f"{value} is better" if value != "neither" else "neither way is better"
    elif isinstance(how, BLOCKS):
        yield f"{'' if clause.keyword in PLAIN else label} {_block(how)}".strip()
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

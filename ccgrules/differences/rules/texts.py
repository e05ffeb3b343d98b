"""What a change says of either ruleset: the rule as the formatter writes it, on one line where that can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.differences.rules.changes import Side
from ccgrules.differences.rules.draft import Subject
from ccgrules.model.amend import ADJUSTMENTS
from ccgrules.model.clauses import clause_of, spelt, words_of
from ccgrules.model.symbols import LEVELS
from ccgrules.model.units import unit_named
from ccgrules.source import Span
from ccgrules.syntax import tree
from ccgrules.syntax.format import format_clause, format_expr, format_table

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
    how = clause.body.how if clause.body is not None else None
    if clause.body is not None and isinstance(how, BLOCKS):
        return "supplied, otherwise\n" * clause.body.supplied + block_text(how, subject.keyword)
    if clause.keyword in ADJUSTMENTS:
        return _adjustment(clause)
    value = format_clause(clause)[1]
    if clause.keyword in NAMED and clause.words is not None:
        return ", ".join(subject.draft.title(item) for item in words_of(clause))
    if clause.keyword == "source":
        address = next((f" ({item.value})" for item in words_of(clause) if isinstance(item, tree.Text)), "")
        return f"{clause.title}{address}"
    if clause.keyword == "label":
        return next((item.value for item in words_of(clause) if isinstance(item, tree.Text)), "")
    if clause.keyword in LEVELS and isinstance(how, tree.Number):
        return value if value.endswith("%") else f"{value}{suffix}"
    alone = clause.body is None and clause.words is None
    return clause.title if alone and clause.title is not None else value


def suffix_of(declaration: tree.Declaration | None) -> str:
    """What stands behind a value of an indicator: ` days`, ` per 100,000`."""
    clause = clause_of(declaration, "data") if declaration is not None else None
    items = [item for item in words_of(clause) if " / " not in str(item)] if clause is not None else []
    unit = unit_named(spelt(items)) if items else None
    return unit.suffix if unit is not None else ""


def adjustments_side(clauses: Sequence[tree.Clause]) -> Side:
    """Adjustments, in their order."""
    lines = [clause for clause in clauses if clause.keyword in ADJUSTMENTS]
    return Side("\n".join(map(_adjustment, lines)), lines[0].span)


def _adjustment(clause: tree.Clause) -> str:
    words = [clause.keyword, *(format_expr(item) for item in words_of(clause))]
    return " ".join([*words, *([] if clause.when is None else ["when", format_expr(clause.when)])])


def block_text(how: tree.Cases | tree.Table | tree.WeightedMean, kind: str) -> str:
    """Cases, a table or weights, line by line."""
    match how:
        case tree.Cases(cases):
            return "\n".join(map(_case_text, cases))
        case tree.Table():
            return format_table(how, kind)
        case tree.WeightedMean(lines):
            return "\n".join(_weight_text(line) for line in lines)


def _weight_text(line: tree.WeightedLine) -> str:
    title = f' "{line.title}"' if line.title is not None else ""
    return f"{format_expr(line.weight)} {format_expr(line.value)}{title}"


def expression(expr: tree.Expr) -> Side:
    """An expression."""
    return Side(format_expr(expr), expr.span)


def case_of(case: tree.Case | None) -> Side | None:
    """A case with its condition, on one line."""
    return None if case is None else Side(_case_text(case), head_of(case.span))


def _case_text(case: tree.Case) -> str:
    outcome = format_expr(case.outcome)
    return f"{outcome} otherwise" if case.when is None else f"{outcome} when {format_expr(case.when)}"


def head_of(span: Span) -> Span:
    """The first line of a stretch, which is enough to show."""
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)


# --- declarations in short ---------------------------------------------------------------------------------------

LEFT_OUT = frozenset({"in", "formerly", "let", "shown to"})
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
            yield _clause_words(clause)


def _clause_words(clause: tree.Clause) -> str:
    how = clause.body.how if clause.body is not None else None
    if clause.keyword in ADJUSTMENTS:
        return _adjustment(clause)
    label, value = format_clause(clause) if not isinstance(how, BLOCKS) else (clause.keyword, _block(how))
    if clause.keyword == "better":
        return f"{value} is better" if value != "neither" else "neither way is better"
    if clause.keyword == "weighted mean":
        return value
    return value if clause.keyword in PLAIN else f"{label} {value}"


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

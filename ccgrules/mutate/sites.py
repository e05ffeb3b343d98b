"""Where a declaration can be changed: its expressions, each with its part in the clause that it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ccgrules.source import Span
from ccgrules.syntax import tree

Part = Literal["rule", "condition", "outcome", "argument", "label", "option", "restriction"]

SKIPPED = frozenset({"between", "shown to", "in", "data", "on", "formerly", "counts", "must", "title", "type", "label"})
"""Clauses whose expressions are not changed: they work nothing out, or an operator of their own changes them."""


@dataclass(frozen=True, slots=True)
class Site:
    """An expression of a declaration.

    Attributes:
        node: The expression.
        part: `condition`: of a case, an adjustment or `used when`; `outcome`: what a case gives, whole; `argument` of a
            function or method; `label`: what `is` asks for; `option` of a function; `restriction`: after `where`; or
            anything else, `rule`.
        parent: The expression that it is directly in.
        shown: The words around it that a change of it is shown in.
        name: The name of the option, for an `option`.
    """

    node: tree.Expr
    part: Part
    parent: tree.Expr | None
    shown: Span
    name: str = ""


def sites(declaration: tree.Declaration) -> Iterator[Site]:
    """The expressions of a declaration, in the order written."""
    for clause in declaration.clauses:
        if clause.keyword in SKIPPED:
            continue
        if clause.body is not None and clause.body.how is not None:
            yield from _body(clause.body.how, head_of(clause.span))
        if clause.when is not None:
            yield from _inside(clause.when, "condition", None, head_of(clause.span))
        if clause.keyword == "at least" and clause.words is not None:
            for item in clause.words.items:
                yield from _inside(item, "rule", None, head_of(clause.span))


def head_of(span: Span) -> Span:
    """The first line of a clause, without its notes."""
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)


def case_head(case: tree.Case) -> Span:
    """A case without its notes."""
    last = case.when if case.when is not None else case.outcome
    if case.when is not None:
        return case.outcome.span.to(last.span)
    end = min([case.span.end, *(note.span.start for note in case.annotations)])
    return Span(case.span.source, case.span.start, end)


def _body(how: tree.Expr | tree.Dated | tree.Cases | tree.Table | tree.WeightedMean, shown: Span) -> Iterator[Site]:
    match how:
        case tree.Dated():
            yield from _inside(how.first, "rule", None, shown)
            for since in how.later:
                yield from _inside(since.value, "rule", None, since.span)
        case tree.Cases():
            for case in how.cases:
                yield from _inside(case.outcome, "outcome", None, case_head(case))
                if case.when is not None:
                    yield from _inside(case.when, "condition", None, case_head(case))
        case tree.Table():
            for key in (how.rows, how.columns):
                yield from _inside(key, "rule", None, head_of(how.span))
        case tree.WeightedMean():
            for line in how.lines:
                yield from _inside(line.value, "rule", None, head_of(line.span))
        case _:
            yield from _inside(how, "rule", None, shown)


def _inside(node: tree.Expr, part: Part, parent: tree.Expr | None, shown: Span, name: str = "") -> Iterator[Site]:
    """An expression and those in it; it is shown in its parent, or in the clause or case if it has none."""
    yield Site(node, part, parent, shown, name)
    # a sign alone says too little: what is around it is shown
    around = shown if isinstance(node, tree.Unary) else node.span
    match node:
        case tree.Unary():
            yield from _inside(node.operand, _below(part), node, around)
        case tree.Binary():
            yield from _inside(node.left, _below(part), node, around)
            yield from _inside(node.right, _below(part), node, around)
        case tree.Is():
            yield from _inside(node.operand, _below(part), node, around)
            for label in node.labels:
                yield from _inside(label, "label", node, around)
        case tree.Call():
            yield from _call(node)
        case _:
            pass


def _below(part: Part) -> Part:
    return "rule" if part in ("outcome", "argument", "label", "option") else part


def _call(call: tree.Call) -> Iterator[Site]:
    for arg in (*call.args, *([call.then] if call.then is not None else [])):
        yield from _inside(arg, "argument", call, call.span)
    for name, value in call.options:
        yield from _inside(value, "option", call, call.span, name)
    if call.among is not None and call.among.where is not None:
        yield from _inside(call.among.where, "restriction", call, call.span)

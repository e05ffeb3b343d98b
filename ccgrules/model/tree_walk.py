"""Walking over syntax trees, without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccgrules.syntax import tree


def expressions_of(body: tree.Body) -> Iterator[tree.Expr]:
    """The expressions of a body."""
    match body.how:
        case tree.Dated(first, later):
            yield first
            yield from (since.value for since in later)
        case tree.Cases(cases):
            for case in cases:
                yield case.outcome
                if case.when is not None:
                    yield case.when
        case tree.Table() as table:
            yield from (table.rows, table.columns)
            for row in table.cells:
                yield from row
        case tree.WeightedMean(lines):
            for line in lines:
                yield from (line.weight, line.value)
        case None:
            return
        case how:
            yield how


def names_in(exprs: Iterable[tree.Expr]) -> Iterator[tree.Name]:
    """Every name in expressions, those of functions and methods called included."""
    for expr in within(exprs):
        match expr:
            case tree.Name():
                yield expr
            case tree.Call():
                yield expr.function


def _inside_call(call: tree.Call) -> Iterator[tree.Expr]:
    yield from call.args
    yield from (value for _, value in call.options)
    if call.then is not None:
        yield call.then
    if call.among is not None and call.among.where is not None:
        yield call.among.where


def within(exprs: Iterable[tree.Expr]) -> Iterator[tree.Expr]:
    """Expressions, and all inside them."""
    waiting = list(exprs)
    while waiting:
        expr = waiting.pop()
        yield expr
        match expr:
            case tree.Unary():
                waiting.append(expr.operand)
            case tree.Binary():
                waiting.extend((expr.left, expr.right))
            case tree.Is():
                waiting.extend((expr.operand, *expr.labels))
            case tree.Call():
                waiting.extend(_inside_call(expr))


def expressions_in(declaration: tree.Declaration) -> Iterator[tree.Expr]:
    """The expressions of a declaration's clauses, but for plain words and tests."""
    for clause in declaration.clauses:
        if clause.body is not None:
            yield from expressions_of(clause.body)
        if clause.when is not None:
            yield clause.when

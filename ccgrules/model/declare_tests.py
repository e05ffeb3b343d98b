"""`test` blocks: what is given and expected, for one organisation or a small table of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from ccgrules.model.expressions import Literal, Ref
from ccgrules.model.groups import article
from ccgrules.model.labels import same_labels
from ccgrules.model.names import check_name
from ccgrules.model.ruleset import NOT_RATED, Given, Test, TestRow
from ccgrules.model.scope import Context, Scope
from ccgrules.model.typecheck import check_expr
from ccgrules.model.types import Kind
from ccgrules.model.units import ANY, alike, described, share_help
from ccgrules.source import Span
from ccgrules.syntax import tree

EXAMPLE = "example"
"""The organisation of a test that has no table."""

IN_TEST = Scope("", "test")
ROW_NAMES = ("organisation", "period")

Value = Fraction | bool | str | datetime.date | None


def tests_of(ctx: Context, declarations: Iterable[tree.Declaration]) -> tuple[Test, ...]:
    """The checked tests, in order. What only tests use is not noted as used."""
    used = set(ctx.used)
    tests = tuple(_test(ctx, declaration) for declaration in declarations if declaration.keyword == "test")
    ctx.used = used
    return tests


def _test(ctx: Context, declaration: tree.Declaration) -> Test:
    rows: dict[tuple[str, str], TestRow] = {}
    for clause in declaration.clauses:
        for key, given in _clause(ctx, clause):
            row = rows.setdefault(key, TestRow(*key, (), ()))
            if clause.keyword.startswith("given"):
                rows[key] = replace(row, given=(*row.given, *given))
            else:
                rows[key] = replace(row, expect=(*row.expect, *given))
    if not any(_expects(clause) for clause in declaration.clauses):
        hint = "add a line `expect NAME is LABEL` or `expect NAME = NUMBER`"
        ctx.findings.report("CCG409", "this test expects nothing", declaration.head, help=hint)
    return Test(declaration.title or "", _whole(rows), span=declaration.head)


def _expects(clause: tree.Clause) -> bool:
    """Whether an `expect` is written, be it one that has mistakes of its own."""
    if clause.grid is not None:
        return clause.keyword == "expect table" and any(str(name) not in ROW_NAMES for name in clause.grid.header)
    return clause.keyword == "expect" and clause.when is not None


def _whole(rows: dict[tuple[str, str], TestRow]) -> tuple[TestRow, ...]:
    """The rows; single `given` and `expect` lines beside a table speak of each of its organisations."""
    lines = rows.get((EXAMPLE, ""))
    if lines is None or len(rows) == 1:
        return tuple(rows.values())
    others = [row for key, row in rows.items() if key != (EXAMPLE, "")]
    return tuple(replace(r, given=(*lines.given, *r.given), expect=(*lines.expect, *r.expect)) for r in others)


Found = Iterator[tuple[tuple[str, str], list[Given]]]


def _clause(ctx: Context, clause: tree.Clause) -> Found:
    if clause.grid is not None:
        yield from _grid(ctx, clause.grid)
    elif clause.when is not None:
        given = _item(ctx, clause.when)
        yield (EXAMPLE, ""), [given] if given is not None else []


# --- single lines ------------------------------------------------------------------------------------------------


def _item(ctx: Context, item: tree.Expr) -> Given | None:
    """`segment is segment_3`, `overall = 1.45`, `deficit is missing`, `stars is not rated`."""
    match item:
        case tree.Is(tree.Name() as name, "missing"):
            return _given(ctx, name, None, item.span)
        case tree.Is(tree.Name() as name, "is not", (tree.Name(("rated",)),)):
            return _given(ctx, name, NOT_RATED, item.span)
        case tree.Is(tree.Name() as name, "is", (value,)) | tree.Binary("=", tree.Name() as name, value):
            return _given(ctx, name, value, item.span)
    hint = "write `NAME is LABEL`, `NAME = NUMBER`, `NAME is yes`, `NAME is missing` or `NAME is not rated`"
    ctx.findings.report("CCG309", "a test gives and expects single values", item.span, help=hint)
    return None


def _given(ctx: Context, name: tree.Name, written: tree.Expr | str | None, span: Span) -> Given | None:
    ref = _column(ctx, name)
    if ref is None:
        return None
    if written is None or isinstance(written, str):
        return Given(ref.name, written, ref.type, span=span)
    return _value(ctx, ref, written, span)


def _column(ctx: Context, name: tree.Name) -> Ref | None:
    checked = check_name(ctx, IN_TEST, name, None)
    if checked is None or isinstance(checked, Ref):
        return checked
    declaration = ctx.symbols.find(str(name), name.span)
    what = article(declaration.keyword) if declaration is not None else "no value"
    message = f"`{name}` is {what}, and a test speaks of values of organisations"
    ctx.findings.report("CCG205", message, name.span, help="name a field, an indicator's value, a measure or a rating")
    return None


def _value(ctx: Context, ref: Ref, written: tree.Expr, span: Span) -> Given | None:
    if ref.type == ANY:
        return None
    checked = check_expr(ctx, IN_TEST, written, ref.type)
    if checked is None:
        return None
    if not isinstance(checked, Literal):
        message = "a test gives and expects values that are written out"
        ctx.findings.report("CCG309", message, written.span, help="write the number or label itself")
        return None
    if ref.type.kind is Kind.NUMBER and checked.type.kind is Kind.NUMBER:
        if not alike(ref.type, checked.type):
            message = f"`{ref.name}` is {described(ref.type)}, and this is {described(checked.type)}"
            hint = share_help(written.span.text) if described(ref.type) == "a share" else "leave out the `%`"
            ctx.findings.report("CCG302", message, written.span, help=hint)
            return None
    elif not same_labels(ctx, IN_TEST, ref.type, checked):
        return None
    return Given(ref.name, checked.value, ref.type, span=span)


# --- tables ------------------------------------------------------------------------------------------------------


def _grid(ctx: Context, grid: tree.Grid) -> Found:
    columns = [None if str(name) in ROW_NAMES else _column(ctx, name) for name in grid.header]
    names = [str(name) for name in grid.header]
    if "organisation" not in names:
        message = "this table does not say which organisation each row is about"
        ctx.findings.report("CCG409", message, grid.span, help="make `organisation` its first column")
        return
    for row in grid.rows:
        texts = {name: _text(cell) for name, cell in zip(names, row, strict=False) if name in ROW_NAMES}
        cells = zip(columns, row, strict=False)
        given = [_cell(ctx, ref, cell) for ref, cell in cells if ref is not None]
        yield (texts["organisation"], texts.get("period", "")), [g for g in given if g is not None]


def _text(cell: tree.Expr) -> str:
    return cell.value if isinstance(cell, tree.Text) else cell.span.text


def _cell(ctx: Context, ref: Ref, cell: tree.Expr) -> Given | None:
    match cell:
        case tree.Name(("missing",)):
            return Given(ref.name, None, ref.type, span=cell.span)
        case tree.Unary("not", tree.Name(("rated",))):
            return Given(ref.name, NOT_RATED, ref.type, span=cell.span)
        case _:
            return _value(ctx, ref, cell, cell.span)

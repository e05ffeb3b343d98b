"""CCG507: rows and columns of a table for what their key never is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.expressions import Expr, Lookup
from ccgrules.model.lint.subject import Subject
from ccgrules.model.structure_tables import Key, keys_named, keys_wanted
from ccgrules.model.types import Kind
from ccgrules.model.walk import Visit, named_values, visits
from ccgrules.model.wording import expression_text


def keys(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers among the keys of a table that what it is looked up by can never be."""
    for value in named_values(subject.ruleset):
        for expr in value.expressions():
            for visit in visits(expr):
                if isinstance(visit.expr, Lookup):
                    yield from _of_table(subject, visit, visit.expr)


def _of_table(subject: Subject, visit: Visit, table: Lookup) -> Iterator[Diagnostic]:
    for by, written, what in ((table.rows, table.row_keys, "row"), (table.columns, table.column_keys, "column")):
        wanted = keys_wanted(subject.possible, by) if by.type.kind is Kind.NUMBER else None
        surplus = [key for key in written if key not in wanted] if wanted is not None else []
        if surplus:
            yield _surplus(visit, table, by, what, surplus)


def _surplus(visit: Visit, table: Lookup, by: Expr, what: str, surplus: Sequence[Key]) -> Diagnostic:
    return finding(
        "CCG507",
        f"this table has a {what} for {keys_named(surplus, by)}, which `{expression_text(by)}` never is",
        primary=table.span,
        secondary=(Label(by.span, f"what the {what}s are looked up by"), *visit.calls),
        help=f"take the {what} out, or look for a mistake in the key",
    )

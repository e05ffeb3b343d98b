"""CCG518: what is denied twice."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Edit
from ccgrules.model.lint.subject import Subject
from ccgrules.model.tree_walk import expressions_in, within
from ccgrules.syntax import tree

POSITIVE = {"is not": "is", "not one of": "is one of", "not missing": "is missing"}
OPPOSITE = {"!=": "=", "misses": "meets"}


def negatives(subject: Subject) -> Iterator[Diagnostic]:
    """`not` before a condition that says no by itself, with what says the same in plain words."""
    for _, declaration in subject.own_declarations():
        for expr in within(expressions_in(declaration)):
            plain = _plain(expr.operand) if isinstance(expr, tree.Unary) and expr.op == "not" else None
            if plain is not None:
                yield finding(
                    "CCG518",
                    "this denies what is denied already",
                    primary=expr.span,
                    help=f"write `{plain}`",
                    fixes=[Edit(expr.span, plain)] if _on_one_line(expr) else (),
                )


def _plain(denied: tree.Expr) -> str | None:
    """The opposite of a condition that is a denial; None for others."""
    match denied:
        case tree.Unary("not", tree.Binary("and" | "or") as operand):
            return f"({operand.span.text})"
        case tree.Unary("not", operand):
            return operand.span.text
        case tree.Is(operand, relation, labels) if relation in POSITIVE:
            said = ", ".join(label.span.text for label in labels)
            said = f" ({said})" if relation == "not one of" else f" {said}" if said else ""
            return f"{operand.span.text} {POSITIVE[relation]}{said}"
        case tree.Binary(op, left, right) if op in OPPOSITE:
            return f"{left.span.text} {OPPOSITE[op]} {right.span.text}"
        case _:
            return None


def _on_one_line(expr: tree.Expr) -> bool:
    return "\n" not in expr.span.text

"""Conditions in both rulesets: a change of their numbers alone is one of thresholds, each by itself."""

from __future__ import annotations

from ccgrules.differences.rules.changes import Kind
from ccgrules.differences.rules.draft import Subject
from ccgrules.differences.rules.merged import EXACT, Either, Node
from ccgrules.differences.rules.same import only_numbers_differ, same
from ccgrules.differences.rules.texts import expression
from ccgrules.syntax import tree

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "meets", "misses", "and", "or"})


def is_condition(expr: object) -> bool:
    """Whether an expression is a comparison, or several."""
    match expr:
        case tree.Binary(op):
            return op in COMPARISONS
        case tree.Unary(op):
            return op == "not"
        case _:
            return isinstance(expr, tree.Is)


def compare_conditions(
    subject: Subject, part: str, kind: Kind, old: tree.Expr, new: tree.Expr, *, at: str = ""
) -> object:
    """A condition in both rulesets.

    Args:
        subject: The declaration.
        part: The clause.
        kind: What it is if more than numbers differ.
        old: The older condition.
        new: The newer one.
        at: The case that hangs on it.
    """
    if same(old, new):
        return new if old == new else Either(EXACT, old, new)
    if only_numbers_differ(old, new):
        return _thresholds(subject, part, old, new, at)
    return Either(subject.change(kind, part, expression(old), expression(new), at=at), old, new)


def _thresholds(subject: Subject, part: str, old: tree.Expr, new: tree.Expr, at: str) -> object:
    """Conditions of one form: each comparison whose numbers differ is a change."""
    if same(old, new):
        return new if old == new else Either(EXACT, old, new)
    match old, new:
        case tree.Binary("and" | "or"), tree.Binary("and" | "or"):
            left = _thresholds(subject, part, old.left, new.left, at)
            return Node(new, {"left": left, "right": _thresholds(subject, part, old.right, new.right, at)})
        case tree.Unary("not"), tree.Unary("not"):
            return Node(new, {"operand": _thresholds(subject, part, old.operand, new.operand, at)})
        case _:
            return Either(subject.change("threshold", part, expression(old), expression(new), at=at), old, new)

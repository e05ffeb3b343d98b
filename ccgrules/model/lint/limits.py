"""Numbers that values are compared with."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.model.tree_walk import expressions_in, within
from ccgrules.syntax import tree

ORDERED = frozenset({"<", "<=", ">", ">="})


def limits_in(declaration: tree.Declaration) -> Iterator[tree.Number]:
    """The numbers on either side of `<`, `<=`, `>` and `>=`, signs apart."""
    for expr in within(expressions_in(declaration)):
        if isinstance(expr, tree.Binary) and expr.op in ORDERED:
            for side in (expr.left, expr.right):
                number = side.operand if isinstance(side, tree.Unary) else side
                if isinstance(number, tree.Number):
                    yield number

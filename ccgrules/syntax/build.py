"""From the parser's nodes to the syntax tree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from ccgrules.source import SourceFile, Span
from ccgrules.syntax import build_clauses, build_expr, build_values, tree
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.nodes import EXPRESSIONS, Builder, Leaf, Node, part

if TYPE_CHECKING:
    from lark import Token, Tree

DEEP_HELP = "give its parts names of their own with `measure`, `condition` or `let`, and use these"


def build(parsed: Tree[Token], source: SourceFile, max_depth: int) -> Any:
    """The syntax tree of a parsed declaration or expression.

    Works upwards from the leaves without recursion, so that no input is too deep for Python. A mistake that the
    grammar lets through (a date that does not exist, an option given twice) is found on the way.

    Raises:
        Mistake: Such a mistake, or nesting deeper than `max_depth`.
    """
    done: dict[int, tuple[Any, int]] = {}
    for sub in parsed.iter_subtrees():
        span = Span(source, sub.meta.start_pos, sub.meta.end_pos)
        below = max((done[id(child)][1] for child in sub.children if not isinstance(child, str)), default=0)
        children = tuple(
            _leaf(child, source) if isinstance(child, str) else done.pop(id(child))[0] for child in sub.children
        )
        built = RULES[sub.data](Node(children, span))
        depth = below + isinstance(built, EXPRESSIONS)
        if depth > max_depth:
            raise Mistake("CCG172", f"this expression is more than {max_depth} steps deep", span, DEEP_HELP)
        done[id(sub)] = built, depth
    return done[id(parsed)][0]


def _leaf(token: Token, source: SourceFile) -> Leaf:
    return Leaf(token.type, str(token), Span(source, token.start_pos or 0, token.end_pos or 0))


def _declaration(node: Node) -> tree.Declaration:
    change, keyword = _opening(node)
    params = [item for child in node.parts for item in child.items]
    clauses = [clause for child in node.children for clause in _clauses_of(child)]
    # What stands under `= …` speaks of the whole declaration, whichever line the value is on.
    notes = [note for clause in clauses if clause.keyword == "=" for note in clause.annotations]
    return tree.Declaration(
        keyword,
        tuple(node.names),
        change=change,
        params=tuple(params),
        title=node.title,
        clauses=tuple(replace(clause, annotations=()) if clause.keyword == "=" else clause for clause in clauses),
        annotations=(*node.annotations, *notes),
        head=node.span,
        span=node.span,
    )


def _opening(node: Node) -> tuple[Literal["change", "replace"] | None, str]:
    first, *rest = node.leaves
    if first.type in ("CHANGE", "REPLACE"):
        return cast('Literal["change", "replace"]', first.text), rest[0].text
    return None, first.text


def _clauses_of(child: Any) -> tuple[tree.Clause, ...]:
    if isinstance(child, tree.Clause):
        return (child,)
    return child if isinstance(child, tuple) else ()


RULES: dict[str, Builder] = {
    "declaration": _declaration,
    "params": part("params"),
    **build_clauses.RULES,
    **build_values.RULES,
    **build_expr.RULES,
}

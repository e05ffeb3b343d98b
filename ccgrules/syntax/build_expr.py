"""Names, literals and expressions of the syntax tree: a short function for each rule of the grammar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ccgrules.syntax import tree
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.nodes import Builder, Leaf, Node, Part, literal, number


def _name(node: Node) -> tree.Name:
    leaf: Leaf = node.children[0]
    if leaf.type == "NAME":
        return tree.Name(tuple(leaf.text.split(".")), span=node.span)
    _, code, rest = leaf.text.split('"')
    if not code.strip():
        raise Mistake(
            "CCG118", "this code is empty", node.span, 'write the code between the quotes, such as `code "PSI-90"`'
        )
    return tree.Name((code, *rest.split(".")[1:]), span=node.span)


def _negative(node: Node) -> tree.Number:
    positive = number(node.leaves[-1])
    return replace(positive, value=-positive.value, text=f"-{positive.text}", span=node.span)


def _literal(node: Node) -> Any:
    return literal(node.children[0])


def _binary(node: Node) -> tree.Binary:
    left, op, right = node.children
    return tree.Binary(op.text, left, right, span=node.span)


def _fraction(node: Node) -> tree.Binary:
    top, line, bottom = node.leaves
    return tree.Binary(line.text, number(top), number(bottom), span=node.span)


def _unary(node: Node) -> tree.Unary:
    op, operand = node.children
    return tree.Unary(op.text, operand, span=node.span)


def _is_label(node: Node) -> tree.Is:
    operand, relation, *labels = node.children
    phrase = " ".join(relation.text.split())
    return tree.Is(
        operand,
        phrase if phrase in ("is", "is not") else phrase.removeprefix("is "),
        tuple(labels),
        span=node.span,
    )


# --- calls -------------------------------------------------------------------------------------------------------


def _call(node: Node) -> tree.Call:
    function, *arguments = node.children
    named = [argument for argument in arguments if isinstance(argument, Part)]
    args = [argument for argument in arguments if not isinstance(argument, Part)]
    _check_order(arguments)
    options = tuple(argument.items for argument in named if argument.kind == "option")
    then, among = (next((a.items[0] for a in named if a.kind == kind), None) for kind in ("then", "among"))
    return tree.Call(function, tuple(args), then, options, among, span=node.span)


def _check_order(arguments: list[Any]) -> None:
    """Plain arguments before named ones, and each named one once.

    Raises:
        Mistake: One is out of place.
    """
    seen: set[str] = set()
    for argument in arguments:
        if isinstance(argument, Part):
            key = argument.items[0] if argument.kind == "option" else argument.kind
            if key in seen:
                spelt = key if key == "then" else f"{key}:"
                raise Mistake("CCG119", f"`{spelt}` is given twice", argument.span, "keep one of the two")
            seen.add(key)
        elif seen - {"then"}:
            message = "a plain argument stands behind a named one"
            raise Mistake("CCG119", message, argument.span, "write the plain arguments first, then the named ones")


def _option(node: Node) -> Part:
    key, value = node.children
    return Part("option", (key.text.rstrip(": "), value), node.span)


def _then(node: Node) -> Part:
    return Part("then", tuple(node.exprs), node.span)


def _among(node: Node) -> Part:
    population, *where = node.exprs
    if not isinstance(population, tree.Name):  # the grammar lets nothing else through
        raise TypeError(population)
    return Part("among", (tree.Among(population, where[0] if where else None, span=node.span),), node.span)


RULES: dict[str, Builder] = {
    "expression": lambda node: node.children[0],
    "name": _name,
    "number": _literal,
    "text": _literal,
    "date": _literal,
    "yes_no": _literal,
    "negative": _negative,
    "weight": _literal,
    "fraction": _fraction,
    "binary": _binary,
    "unary": _unary,
    "is_label": _is_label,
    "call": _call,
    "then": _then,
    "option": _option,
    "among": _among,
}

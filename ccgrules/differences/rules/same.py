"""Whether two parts of a tree say the same, however they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from ccgrules.syntax import tree


def same(old: object, new: object) -> bool:
    """Whether two parts of a tree are alike, numbers by their values."""
    return old == new or bool(_meaning(old) == _meaning(new))


def only_numbers_differ(old: tree.Expr, new: tree.Expr) -> bool:
    """Whether two expressions are alike but for the values of their numbers."""
    return bool(_without_numbers(old) == _without_numbers(new))


CHAINS = frozenset({"and", "or", "+", "*"})
EITHER_WAY = frozenset({"=", "!="})
TURNED = {">": "<", ">=": "<="}


def _meaning(node: Any) -> Any:
    """The tree in one of the ways in which it can be written.

    Constants are worked out (`1/2` is 0.5, `-2` a number), comparisons run upwards, and what may stand in any order
    stands in one.
    """
    node = _inside(node, _meaning)
    match node:
        case tree.Number():
            return replace(node, text="")
        case tree.Unary("-", tree.Number() as number):
            return replace(number, value=-number.value)
        case tree.Binary("/", tree.Number(value, False) as number, tree.Number(below, False)) if below:
            return replace(number, value=value / below)
        case tree.Binary(op, left, right) if op in TURNED:
            return replace(node, op=TURNED[op], left=right, right=left)
        case tree.Binary(op, left, right) if op in EITHER_WAY and repr(right) < repr(left):
            return replace(node, left=right, right=left)
        case tree.Binary(op) if op in CHAINS:
            return (op, *sorted(_chain(node), key=repr))
        case tree.Is(_, relation, labels) if relation in ("one of", "not one of"):
            return replace(node, labels=tuple(sorted(labels, key=repr)))
        case tree.Call():
            return replace(node, options=tuple(sorted(node.options, key=repr)))
        case tree.Words(items) if items[:1] == (tree.Name(("one of",), span=node.span),):
            return _sorted(node)
        case tree.Clause("in") if node.words is not None:
            return replace(node, words=_sorted(node.words))
        case tree.Clause("result") if node.words is not None:
            return replace(node, words=_sorted(node.words, first=1))
        case _:
            return node


def _sorted(words: tree.Words, first: int = 0) -> tree.Words:
    """Words of which only the first ones have a place."""
    return replace(words, items=(*words.items[:first], *sorted(words.items[first:], key=repr)))


def _chain(node: Any) -> Iterator[Any]:
    """The operands of `a and b and c`; those inside have been put in order before."""
    for side in (node.left, node.right):
        if isinstance(side, tuple) and side[0] == node.op:
            yield from side[1:]
        else:
            yield side


def _without_numbers(node: Any) -> Any:
    node = _inside(node, _without_numbers)
    match node:
        case tree.Number():
            return replace(node, value=Fraction(0))
        case tree.Unary("-", tree.Number() as number):
            return number
        case tree.Binary("/", tree.Number(_, False) as number, tree.Number(_, False)):
            return number
        case _:
            return node


def _inside(node: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(node, tuple):
        return tuple(change(item) for item in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    return replace(node, **{one.name: change(getattr(node, one.name)) for one in fields(node) if one.compare})

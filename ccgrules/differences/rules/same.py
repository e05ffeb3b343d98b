"""Whether two parts of a tree say the same, however they are written."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from ccgrules.syntax import tree


def same(old: object, new: object) -> bool:
    """Whether two parts of a tree are alike, numbers by their values."""
    return old == new or (type(old) is type(new) and bool(_meaning(old) == _meaning(new)))


def only_numbers_differ(old: tree.Expr, new: tree.Expr) -> bool:
    """Whether two expressions are alike but for the values of their numbers."""
    return bool(_without_numbers(old) == _without_numbers(new))


def _meaning(node: Any) -> Any:
    """The tree with constants worked out: `1/2` is 0.5, `-2` a number."""
    node = _inside(node, _meaning)
    match node:
        case tree.Unary("-", tree.Number() as number):
            return replace(number, value=-number.value)
        case tree.Binary("/", tree.Number(value, False) as number, tree.Number(below, False)) if below:
            return replace(number, value=value / below)
        case _:
            return node


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


def _inside(node: Any, change: Any) -> Any:
    if isinstance(node, tuple):
        return tuple(change(item) for item in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    return replace(node, **{one.name: change(getattr(node, one.name)) for one in fields(node) if one.compare})

"""What the functions that build the syntax tree work on: a node of the parser with its finished children."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ccgrules.source import Span
from ccgrules.syntax import tree
from ccgrules.syntax.mistake import Mistake

EXPRESSIONS = (tree.Number, tree.Text, tree.Date, tree.YesNo, tree.Name, tree.Unary, tree.Binary, tree.Is, tree.Call)
HOWS = (*EXPRESSIONS, tree.Dated, tree.Cases, tree.Table, tree.WeightedMean)
LONGEST_NUMBER = 100


@dataclass(frozen=True, slots=True)
class Leaf:
    """A token that says something by itself: its type in the grammar, its text and its place."""

    type: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Called:
    """The name that a clause gives to something, or of the scale that it is on."""

    name: tree.Name


@dataclass(frozen=True, slots=True)
class Guard:
    """The condition of a clause."""

    expr: tree.Expr


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a node that is put together above: `then`, `option`, `among`, `address`, `ratio`, `params`, `row`."""

    kind: str
    items: tuple[Any, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the parser: its children, already built, and its place."""

    children: tuple[Any, ...]
    span: Span

    @property
    def leaves(self) -> list[Leaf]:
        """The tokens among the children."""
        return [child for child in self.children if isinstance(child, Leaf)]

    @property
    def names(self) -> list[tree.Name]:
        """The names among the children."""
        return [child for child in self.children if isinstance(child, tree.Name)]

    @property
    def exprs(self) -> list[tree.Expr]:
        """The expressions among the children."""
        return [child for child in self.children if isinstance(child, EXPRESSIONS)]

    @property
    def parts(self) -> list[Part]:
        """The parts among the children."""
        return [child for child in self.children if isinstance(child, Part)]

    @property
    def titles(self) -> list[str]:
        """The quoted texts among the children."""
        return [unquoted(leaf) for leaf in self.leaves if leaf.type == "TEXT"]

    @property
    def title(self) -> str | None:
        """The first of them."""
        return next(iter(self.titles), None)

    @property
    def annotations(self) -> tuple[tree.Annotation, ...]:
        """The notes among the children."""
        return tuple(child for child in self.children if isinstance(child, tree.Annotation))

    @property
    def called(self) -> tree.Name | None:
        """The name that is given."""
        return next((child.name for child in self.children if isinstance(child, Called)), None)


Builder = Callable[[Node], Any]


def unquoted(leaf: Leaf) -> str:
    """The text between the quotation marks."""
    return leaf.text[1:-1]


def number(leaf: Leaf) -> tree.Number:
    """The number of a NUMBER or PERCENT token.

    Raises:
        Mistake: It has too many digits.
    """
    if len(leaf.text) > LONGEST_NUMBER:
        message = f"this number has more than {LONGEST_NUMBER} digits"
        raise Mistake("CCG121", message, leaf.span, "write a shorter number")
    percent = leaf.text.endswith("%")
    value = Fraction(leaf.text.rstrip("%"))
    return tree.Number(value / 100 if percent else value, percent, leaf.text, span=leaf.span)


def date(leaf: Leaf) -> tree.Date:
    """The date of a DATE token.

    Raises:
        Mistake: The calendar does not have it.
    """
    try:
        return tree.Date(datetime.date.fromisoformat(leaf.text), span=leaf.span)
    except ValueError:
        advice = "write year-month-day, such as `2025-04-01`"
        raise Mistake("CCG117", f"`{leaf.text}` is not a date", leaf.span, advice) from None


def literal(child: Any) -> Any:
    """The number, text, date or yes / no of a token; anything else as it is."""
    if not isinstance(child, Leaf):
        return child
    if child.type in ("NUMBER", "PERCENT"):
        return number(child)
    if child.type == "TEXT":
        return tree.Text(unquoted(child), span=child.span)
    if child.type == "DATE":
        return date(child)
    if child.type in ("YES", "NO"):
        return tree.YesNo(child.type == "YES", span=child.span)
    return child


def plain(text: str, span: Span) -> tree.Name:
    """Words of the language where the tree holds plain words: `one of`, `yes or no`."""
    return tree.Name((text,), span=span)


def words(items: list[Any]) -> tree.Words | None:
    """The payload of these words; None without any."""
    return tree.Words(tuple(items), span=items[0].span.to(items[-1].span)) if items else None


def part(kind: str) -> Builder:
    """A builder that keeps the children for the node above."""
    return lambda node: Part(kind, node.children, node.span)

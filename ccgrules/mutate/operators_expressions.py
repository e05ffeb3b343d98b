"""Operators of mutation on expressions: each gives the changes of one expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from ccgrules.mutate.edit import Edit
from ccgrules.mutate.sites import Site
from ccgrules.source import Span
from ccgrules.syntax import tree

Operator = Callable[[Site], Iterator[Edit]]

STRICTNESS = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "!=", "!=": "=", "meets": "misses", "misses": "meets"}
CONNECTIVES = {"and": "or", "or": "and"}
OPPOSITES = {"any": "all", "best": "worst", "min": "max", "higher": "lower"}
OPPOSITES |= {other: one for one, other in OPPOSITES.items()}


def limits_moved(site: Site) -> Iterator[Edit]:
    """A number one step up and one step down, a step being 1 in the last place written: 85% to 86%, 1.45 to 1.44.

    The outcomes of cases, which are swapped for each other instead, and what is below a fraction's line stay.
    """
    node = site.node
    if not isinstance(node, tree.Number) or site.part == "outcome" or _below_a_line(site):
        return
    for step in (1, -1):
        moved = stepped(node, step)
        if not (moved.startswith("-") and isinstance(site.parent, tree.Unary)):
            yield Edit("limit moved", ((node.span, moved),), site.shown)


def _below_a_line(site: Site) -> bool:
    parent = site.parent
    fraction = isinstance(parent, tree.Binary) and parent.op == "/" and isinstance(parent.left, tree.Number)
    return fraction and isinstance(parent, tree.Binary) and parent.right is site.node


def stepped(number: tree.Number, steps: int) -> str:
    """A number moved by so many steps, written with as many places."""
    figure, sign = number.text.removesuffix("%"), "%" if number.percent else ""
    places = len(figure.partition(".")[2])
    moved = int(Fraction(figure) * 10**places) + steps
    digits = str(abs(moved)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"{'-' if moved < 0 else ''}{text}{sign}"


def comparisons_flipped(site: Site) -> Iterator[Edit]:
    """`>=` made `>`, `<` made `<=`, `=` made `!=`, `meets` made `misses`, and the other way round."""
    yield from _other_sign(site, "comparison flipped", STRICTNESS)


def connectives_flipped(site: Site) -> Iterator[Edit]:
    """`and` made `or`, and the other way round."""
    yield from _other_sign(site, "connective flipped", CONNECTIVES)


def _other_sign(site: Site, operator: str, others: dict[str, str]) -> Iterator[Edit]:
    node = site.node
    if isinstance(node, tree.Binary) and node.op in others:
        place = _found(_between(node.left.span, node.right.span), rf"(?<![<>!=\w]){re.escape(node.op)}(?![=\w])")
        yield Edit(operator, ((place, others[node.op]),), node.span)


def negations_flipped(site: Site) -> Iterator[Edit]:
    """`is` made `is not`, `is better than` made `is worse than`, a `not` left out."""
    node = site.node
    if isinstance(node, tree.Unary) and node.op == "not":
        yield Edit(
            "negation flipped", ((Span(node.span.source, node.span.start, node.operand.span.start), ""),), node.span
        )
    elif isinstance(node, tree.Is):
        end = node.labels[0].span if node.labels else Span(node.span.source, node.span.end, node.span.end)
        word = next(word for word in ("better", "worse", "is not", "is") if word in f"is {node.relation}")
        place = _found(_between(node.operand.span, end), word.replace(" ", r"\s+") + r"\b")
        other = {"better": "worse", "worse": "better", "is not": "is", "is": "is not"}[word]
        yield Edit("negation flipped", ((place, other),), node.span)


def choices_dropped(site: Site) -> Iterator[Edit]:
    """Each label of `is one of (…)` left out."""
    node = site.node
    if not isinstance(node, tree.Is) or len(node.labels) < 2 or "one of" not in node.relation:
        return
    for number, label in enumerate(node.labels):
        if number:
            gone = Span(label.span.source, node.labels[number - 1].span.end, label.span.end)
        else:
            gone = Span(label.span.source, label.span.start, node.labels[1].span.start)
        yield Edit("choice left out", ((gone, ""),), node.span)


def functions_turned(site: Site) -> Iterator[Edit]:
    """`any` made `all`, `best` made `worst`, `min` made `max`, and the other way round; `best: higher` made lower."""
    node = site.node
    if isinstance(node, tree.Call) and str(node.function) in OPPOSITES:
        yield Edit("function turned", ((node.function.span, OPPOSITES[str(node.function)]),), node.span)
    elif site.part == "option" and site.name == "best" and str(node) in OPPOSITES:
        yield Edit("direction turned", ((node.span, OPPOSITES[str(node)]),), site.shown)


def restrictions_dropped(site: Site) -> Iterator[Edit]:
    """The `where` of a population left out, inside a function."""
    node = site.node
    if isinstance(node, tree.Call) and node.among is not None and node.among.where is not None:
        gone = Span(node.span.source, node.among.population.span.end, node.among.where.span.end)
        yield Edit("restriction left out", ((gone, ""),), node.span)


def _between(left: Span, right: Span) -> Span:
    return Span(left.source, left.end, right.start)


def _found(place: Span, pattern: str) -> Span:
    """Where a word or sign stands in a stretch of the text: it was parsed from there."""
    match = re.search(pattern, place.text)
    assert match is not None, f"`{pattern}` is not in `{place.text}`"
    return Span(place.source, place.start + match.start(), place.start + match.end())

"""Clauses of the syntax tree: a short function for each rule of the grammar."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from ccgrules.syntax import tree
from ccgrules.syntax.heads import dotted
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.nodes import HOWS, Builder, Called, Guard, Leaf, Node, Part, literal, part, plain, words

PHRASES = {"EQUALS": "=", "LOWER_THRESHOLD": "lower_threshold"}
COUNTED = {"at least": "members", "shown to": "places"}
UNIT_PHRASES = ("YES_OR_NO", "ONE_OF", "ON", "CHANGE")


def _keyword(leaf: Leaf) -> str:
    return PHRASES.get(leaf.type) or leaf.type.lower().replace("_", " ")


def _called(node: Node) -> Called:
    (name,) = node.names
    if len(name.parts) > 1:
        raise dotted(name)
    return Called(name)


# --- clauses of words --------------------------------------------------------------------------------------------


def _worded(node: Node) -> tree.Clause:
    """A clause of plain words: names and literals, with or without a title or a condition."""
    guards = [child.expr for child in node.children if isinstance(child, Guard)]
    return tree.Clause(
        _keyword(node.leaves[0]),
        name=node.called,
        words=words([word for child in node.children for word in _plain_words(child)]),
        when=guards[0] if guards else None,
        title=node.title,
        annotations=node.annotations,
        span=node.span,
    )


def _plain_words(child: Any) -> list[Any]:
    """The words that a child of a worded clause adds to its payload."""
    if isinstance(child, Part):
        return [literal(item) for item in child.items]
    if isinstance(child, Leaf):
        value = literal(child)
        return [] if child.type == "TEXT" or isinstance(value, Leaf) else [value]
    return [child] if isinstance(child, (tree.Name, tree.Number)) else []


def _counted(node: Node) -> tree.Clause:
    """`at least 20 members`, `shown to 2 places`: the word behind the number is for the reader."""
    clause = _worded(node)
    number, *word = clause.words.items if clause.words else ()
    wanted = COUNTED[clause.keyword]
    if word and str(word[0]) not in (wanted, wanted.removesuffix("s")):
        message = f"`{clause.keyword}` counts {wanted}, not `{word[0]}`"
        advice = f"write `{clause.keyword} {node.leaves[1].text} {wanted}`"
        raise Mistake("CCG116", message, word[0].span, advice)
    return replace(clause, words=words([number]))


def _labels(node: Node) -> tuple[tree.Clause, ...]:
    """The labels on a line; its notes are those of the last."""
    labels = [child for child in node.children if isinstance(child, tree.Clause)]
    return (*labels[:-1], replace(labels[-1], annotations=node.annotations))


def _label(node: Node) -> tree.Clause:
    texts = [leaf for leaf in node.leaves if leaf.type == "TEXT"]
    if node.names and str(node.names[0]) != "colour":
        message = f"`{node.names[0]}` is not part of a label"
        advice = 'write the colour as `colour "#d5281b"`, or leave it out'
        raise Mistake("CCG116", message, node.names[0].span, advice)
    colour = [literal(texts[-1])] if node.names else []
    title = node.title if len(texts) > len(colour) else None
    return tree.Clause("label", name=node.called, words=words(colour), title=title, span=node.span)


# --- types and units ---------------------------------------------------------------------------------------------


def _data(node: Node) -> tree.Clause:
    items = [word for child in node.children[1:] for word in _unit_words(child)]
    return tree.Clause("data", words=words(items), annotations=node.annotations, span=node.span)


def _field_type(node: Node) -> tree.Clause:
    items = [word for child in node.children for word in _unit_words(child)]
    return tree.Clause("type", words=words(items), span=node.span)


def _unit_words(child: Any) -> list[Any]:
    """The words of a unit or type: phrases of the language and `per 100,000` become plain words."""
    if isinstance(child, tree.Annotation):
        return []
    if isinstance(child, Part):
        return [_ratio(child)]
    if isinstance(child, Leaf) and child.type == "PER_NUMBER":
        digits = child.text.removeprefix("per").strip()
        amount = tree.Number(Fraction(digits.replace(",", "")), percent=False, text=digits, span=child.span)
        return [plain("per", child.span), amount]
    if isinstance(child, Leaf) and child.type in UNIT_PHRASES:
        return [plain(child.type.lower().replace("_", " "), child.span)]
    return [literal(child)]


def _ratio(ratio: Part) -> tree.Name:
    names = [str(item) for item in ratio.items if isinstance(item, tree.Name)]
    if names != ["numerator", "denominator"]:
        message = "an indicator is worked out from its own numerator and denominator"
        raise Mistake("CCG116", message, ratio.span, "write `from numerator / denominator`")
    return plain("from numerator / denominator", ratio.span)


# --- clauses with a value ----------------------------------------------------------------------------------------


def _valued(node: Node) -> tree.Clause:
    """A clause with a value; without a keyword it is the cases under the head of a rating."""
    first = node.children[0]
    keyed = isinstance(first, Leaf) and first.type != "SUPPLIED"
    hows = [child for child in node.children if isinstance(child, HOWS)]
    supplied = [leaf.span for leaf in node.leaves if leaf.type == "SUPPLIED"]
    places = [*supplied, *(how.span for how in hows)]
    body = tree.Body(hows[0] if hows else None, bool(supplied), span=places[0].to(places[-1]))
    return tree.Clause(
        _keyword(first) if keyed else "cases",
        name=node.called,
        body=body,
        annotations=node.annotations,
        span=node.span,
    )


def _counts(node: Node) -> tree.Clause:
    (how,) = node.exprs
    clause = tree.Clause("counts", title=node.title, annotations=node.annotations, span=node.span)
    if isinstance(how, tree.YesNo):
        return replace(clause, words=words([how]))
    return replace(clause, body=tree.Body(how, span=how.span))


# --- examples ----------------------------------------------------------------------------------------------------


def _examples(node: Node) -> tuple[tree.Clause, ...]:
    """A clause for each example on the line; its notes are those of the last."""
    clauses = [tree.Clause(_keyword(node.leaves[0]), when=expr, span=expr.span) for expr in node.exprs]
    return (*clauses[:-1], replace(clauses[-1], annotations=node.annotations))


def _example_grid(node: Node) -> tree.Clause:
    return tree.Clause(f"{_keyword(node.leaves[0])} table", grid=node.children[-1], span=node.span)


RULES: dict[str, Builder] = {
    "called": _called,
    "guard": lambda node: Guard(node.children[0]),
    "address": part("address"),
    "order": lambda node: tree.Clause(_keyword(node.leaves[0]), span=node.span),
    "field_type": _field_type,
    "worded": _worded,
    "counted": _counted,
    "labels": _labels,
    "label": _label,
    "data": _data,
    "ratio": part("ratio"),
    "valued": _valued,
    "counts": _counts,
    "examples": _examples,
    "example_grid": _example_grid,
}

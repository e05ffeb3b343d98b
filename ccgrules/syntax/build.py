"""From the parser's nodes to the syntax tree: one short function for each rule of the grammar.

Each function takes the finished children of a node and the node's span. A mistake that the grammar lets through
(a date that does not exist, an option given twice) is raised as `Mistake`, which `parse` turns into a finding.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree
from ccgrules.syntax.heads import dotted
from ccgrules.syntax.mistake import Mistake

if TYPE_CHECKING:
    from lark import Token, Tree


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
    """A named part of a node that is put together above: `then`, `option`, `among`, `address`, `ratio` and rows."""

    kind: str
    items: tuple[Any, ...]
    span: Span


Children = list[Any]
Builder = Callable[[Children, Span], Any]
EXPRESSIONS = (tree.Number, tree.Text, tree.Date, tree.YesNo, tree.Name, tree.Unary, tree.Binary, tree.Is, tree.Call)
HOWS = (*EXPRESSIONS, tree.Cases, tree.Table, tree.WeightedMean)


def build(node: Tree[Token], source: SourceFile, max_depth: int) -> Any:
    """The syntax tree of a parsed declaration or expression.

    Works upwards from the leaves without recursion, so that no input is too deep for Python.

    Raises:
        Mistake: Something is wrong that the grammar cannot see, or the nesting is deeper than `max_depth`.
    """
    done: dict[int, tuple[Any, int]] = {}
    for sub in node.iter_subtrees():
        span = Span(source, sub.meta.start_pos, sub.meta.end_pos)
        children: Children = []
        depth = 0
        for child in sub.children:
            if isinstance(child, str):
                children.append(Leaf(child.type, str(child), Span(source, child.start_pos, child.end_pos)))
            else:
                value, below = done.pop(id(child))
                depth = max(depth, below)
                children.append(value)
        if depth >= max_depth:
            raise Mistake("CCG172", f"this expression is more than {max_depth} steps deep", span, DEEP_HELP)
        done[id(sub)] = RULES[sub.data](children, span), depth + 1
    return done[id(node)][0]


DEEP_HELP = "give its parts names of their own with `measure`, `condition` or `let`, and use these"


# --- small parts -------------------------------------------------------------------------------------------------


def _name(children: Children, span: Span) -> tree.Name:
    leaf: Leaf = children[0]
    if leaf.type == "NAME":
        return tree.Name(tuple(leaf.text.split(".")), span=span)
    _, code, rest = leaf.text.split('"')
    if not code.strip():
        raise Mistake(
            "CCG118", "this code is empty", span, 'write the code between the quotes, such as `code "PSI-90"`'
        )
    return tree.Name((code, *rest.split(".")[1:]), span=span)


def _number(leaf: Leaf) -> tree.Number:
    percent = leaf.text.endswith("%")
    value = Fraction(leaf.text.rstrip("%"))
    return tree.Number(value / 100 if percent else value, percent, leaf.text, span=leaf.span)


def _negative(children: Children, span: Span) -> tree.Number:
    number = _number(children[-1])
    return replace(number, value=-number.value, text=f"-{number.text}", span=span)


def _text(leaf: Leaf) -> str:
    return leaf.text[1:-1]


def _date(leaf: Leaf) -> tree.Date:
    try:
        return tree.Date(datetime.date.fromisoformat(leaf.text), span=leaf.span)
    except ValueError:
        raise Mistake(
            "CCG117", f"`{leaf.text}` is not a date", leaf.span, "write year-month-day, such as `2025-04-01`"
        ) from None


def _literal(child: Any) -> Any:
    """A word of a clause: a leaf becomes the number, text, date or yes / no that it is."""
    if not isinstance(child, Leaf):
        return child
    if child.type in ("NUMBER", "PERCENT"):
        return _number(child)
    if child.type == "TEXT":
        return tree.Text(_text(child), span=child.span)
    if child.type == "DATE":
        return _date(child)
    if child.type in ("YES", "NO"):
        return tree.YesNo(child.type == "YES", span=child.span)
    return child


def _plain(text: str, span: Span) -> tree.Name:
    """Words of the language where the tree holds plain words: `one of`, `yes or no`."""
    return tree.Name((text,), span=span)


def _words(items: list[Any]) -> tree.Words | None:
    return tree.Words(tuple(items), span=items[0].span.to(items[-1].span)) if items else None


def _part(kind: str) -> Builder:
    return lambda children, span: Part(kind, tuple(children), span)


# --- expressions -------------------------------------------------------------------------------------------------


def _binary(children: Children, span: Span) -> tree.Binary:
    left, op, right = children
    return tree.Binary(op.text, left, right, span=span)


def _unary(children: Children, span: Span) -> tree.Unary:
    op, operand = children
    return tree.Unary(op.text, operand, span=span)


def _is_label(children: Children, span: Span) -> tree.Is:
    operand, relation, *labels = children
    words = " ".join(relation.text.split())
    relation_name = words if words in ("is", "is not") else words.removeprefix("is ")
    return tree.Is(operand, relation_name, tuple(labels), span=span)


def _call(children: Children, span: Span) -> tree.Call:
    function, *arguments = children
    args: list[tree.Expr] = []
    options: list[tuple[str, tree.Expr]] = []
    single: dict[str, Any] = {}
    for argument in arguments:
        if not isinstance(argument, Part):
            if options or "among" in single:
                help = "write the plain arguments first, then those with a name and a colon"
                raise Mistake("CCG119", "a plain argument stands behind a named one", argument.span, help)
            args.append(argument)
            continue
        key, value = argument.items if argument.kind == "option" else (argument.kind, argument.items[0])
        if key in single or key in dict(options):
            spelt = key if key == "then" else f"{key}:"
            raise Mistake("CCG119", f"`{spelt}` is given twice", argument.span, "keep one of the two")
        if argument.kind == "option":
            options.append((key, value))
        else:
            single[key] = value
    return tree.Call(function, tuple(args), single.get("then"), tuple(options), single.get("among"), span=span)


def _option(children: Children, span: Span) -> Part:
    key, value = children
    return Part("option", (key.text.rstrip(": "), value), span)


def _then(children: Children, span: Span) -> Part:
    return Part("then", (children[1],), span)


def _among(children: Children, span: Span) -> Part:
    exprs = [child for child in children if not isinstance(child, Leaf)]
    where = exprs[1] if len(exprs) > 1 else None
    return Part("among", (tree.Among(exprs[0], where, span=span),), span)


# --- values ------------------------------------------------------------------------------------------------------


def _annotation(children: Children, span: Span) -> tree.Annotation:
    keyword, *rest = children
    names = [child for child in rest if isinstance(child, tree.Name)]
    texts = [child for child in rest if isinstance(child, Leaf) and child.type == "TEXT"]
    return tree.Annotation(
        keyword.text, _text(texts[0]) if texts else None, str(names[0]) if names else None, span=span
    )


def _annotations(children: Children) -> tuple[tree.Annotation, ...]:
    return tuple(child for child in children if isinstance(child, tree.Annotation))


def _case(children: Children, span: Span) -> tree.Case:
    exprs = [child for child in children if isinstance(child, EXPRESSIONS)]
    return tree.Case(exprs[0], exprs[1] if len(exprs) > 1 else None, _annotations(children), span=span)


def _table(children: Children, span: Span) -> tree.Table:
    rows, columns, header, *lines = [child for child in children if not isinstance(child, Leaf)]
    for line in lines:
        if len(line.items) != len(header.items) + 1:
            message = f"this row has {_cells(len(line.items) - 1)}, the table has {_columns(len(header.items))}"
            raise Mistake("CCG115", message, line.span, "give each row one cell for each column")
    keys = tuple(line.items[0] for line in lines)
    return tree.Table(rows, columns, header.items, keys, tuple(line.items[1:] for line in lines), span=span)


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def _columns(count: int) -> str:
    return f"{count} column" if count == 1 else f"{count} columns"


def _weighted_line(children: Children, span: Span) -> tree.WeightedLine:
    weight, value, *rest = children
    texts = [_text(child) for child in rest if isinstance(child, Leaf)]
    return tree.WeightedLine(weight, value, texts[0] if texts else None, _annotations(rest), span=span)


def _weight(children: Children, span: Span) -> tree.Expr:
    expr: tree.Expr = _literal(children[0])
    return expr


def _fraction(children: Children, span: Span) -> tree.Binary:
    top, line, bottom = children
    return tree.Binary(line.text, _number(top), _number(bottom), span=span)


# --- clauses -----------------------------------------------------------------------------------------------------

PHRASES = {"EQUALS": "="}


def _keyword(leaf: Leaf) -> str:
    return PHRASES.get(leaf.type) or leaf.type.lower().replace("_", " ").replace("lower threshold", "lower_threshold")


def _worded(children: Children, span: Span) -> tree.Clause:
    """A clause of plain words: names and literals, with or without a title or a condition."""
    keyword, *rest = children
    items: list[Any] = []
    name = title = guard = None
    for child in rest:
        if isinstance(child, Called):
            name = child.name
        elif isinstance(child, Guard):
            guard = child.expr
        elif isinstance(child, Part):
            items.extend(_literal(item) for item in child.items)
        elif isinstance(child, Leaf) and child.type == "TEXT":
            title = _text(child)
        elif not isinstance(child, (tree.Annotation, Leaf)):
            items.append(child)
        elif isinstance(child, Leaf) and not isinstance(_literal(child), Leaf):
            items.append(_literal(child))
    return tree.Clause(
        _keyword(keyword),
        name=name,
        words=_words(items),
        when=guard,
        title=title,
        annotations=_annotations(rest),
        span=span,
    )


COUNTED = {"at least": "members", "shown to": "places"}


def _counted(children: Children, span: Span) -> tree.Clause:
    """`at least 20 members`, `shown to 2 places`: the word behind the number is for the reader."""
    clause = _worded(children, span)
    number, *word = clause.words.items if clause.words else ()
    wanted = COUNTED[clause.keyword]
    if word and str(word[0]) not in (wanted, wanted[:-1]):
        message = f"`{clause.keyword}` counts {wanted}, not `{word[0]}`"
        raise Mistake("CCG116", message, word[0].span, f"write `{clause.keyword} {number.text} {wanted}`")
    return replace(clause, words=_words([number]))


def _valued(children: Children, span: Span) -> tree.Clause:
    """A clause with a value; without a keyword it is the cases under the head of a rating."""
    leaves = [child for child in children if isinstance(child, Leaf)]
    keyed = bool(leaves) and leaves[0] is children[0] and leaves[0].type != "SUPPLIED"
    names = [child.name for child in children if isinstance(child, Called)]
    hows = [child for child in children if isinstance(child, HOWS)]
    supplied = [leaf.span for leaf in leaves if leaf.type == "SUPPLIED"]
    places = [*supplied, *(how.span for how in hows)]
    body = tree.Body(hows[0] if hows else None, bool(supplied), span=places[0].to(places[-1]))
    return tree.Clause(
        _keyword(leaves[0]) if keyed else "cases",
        name=names[0] if names else None,
        body=body,
        annotations=_annotations(children),
        span=span,
    )


def _counts(children: Children, span: Span) -> tree.Clause:
    keyword, how, *rest = children
    texts = [_text(child) for child in rest if isinstance(child, Leaf)]
    clause = tree.Clause("counts", title=texts[0] if texts else None, annotations=_annotations(rest), span=span)
    if isinstance(how, tree.YesNo):
        return replace(clause, words=_words([how]))
    return replace(clause, body=tree.Body(how, span=how.span))


def _labels(children: Children, span: Span) -> tuple[tree.Clause, ...]:
    labels = [child for child in children if isinstance(child, tree.Clause)]
    return (*labels[:-1], replace(labels[-1], annotations=_annotations(children)))


def _label(children: Children, span: Span) -> tree.Clause:
    called, *rest = children
    words = [child for child in rest if isinstance(child, tree.Name)]
    texts = [child for child in rest if isinstance(child, Leaf)]
    if words and str(words[0]) != "colour":
        message = f"`{words[0]}` is not part of a label"
        raise Mistake("CCG116", message, words[0].span, 'write the colour as `colour "#d5281b"`, or leave it out')
    title = texts.pop(0) if len(texts) == 2 or (texts and not words) else None
    return tree.Clause(
        "label",
        name=called.name,
        words=_words([_literal(text) for text in texts]),
        title=_text(title) if title else None,
        span=span,
    )


def _unit_words(children: Children) -> list[Any]:
    """The words of a unit or type: phrases of the language and `per 100,000` become plain words."""
    items: list[Any] = []
    for child in children:
        if isinstance(child, Leaf) and child.type == "PER_NUMBER":
            items.append(_plain("per", child.span))
            digits = child.text.removeprefix("per").strip()
            items.append(tree.Number(Fraction(digits.replace(",", "")), False, digits, span=child.span))
        elif isinstance(child, Leaf) and child.type in ("YES_OR_NO", "ONE_OF", "ON", "CHANGE"):
            items.append(_plain(child.type.lower().replace("_", " "), child.span))
        elif isinstance(child, Part):
            items.append(_ratio(child))
        elif not isinstance(child, tree.Annotation):
            items.append(_literal(child))
    return items


def _ratio(part: Part) -> tree.Name:
    names = [str(item) for item in part.items if isinstance(item, tree.Name)]
    if names != ["numerator", "denominator"]:
        message = "an indicator is worked out from its own numerator and denominator"
        raise Mistake("CCG116", message, part.span, "write `from numerator / denominator`")
    return _plain("from numerator / denominator", part.span)


def _data(children: Children, span: Span) -> tree.Clause:
    _, *rest = children
    return tree.Clause("data", words=_words(_unit_words(rest)), annotations=_annotations(rest), span=span)


def _field_type(children: Children, span: Span) -> tree.Clause:
    return tree.Clause("type", words=_words(_unit_words(children)), span=span)


def _order(children: Children, span: Span) -> tree.Clause:
    return tree.Clause(children[0].type.lower().replace("_", " "), span=span)


def _examples(children: Children, span: Span) -> tuple[tree.Clause, ...]:
    keyword, *rest = children
    exprs = [child for child in rest if isinstance(child, EXPRESSIONS)]
    clauses = [tree.Clause(_keyword(keyword), when=expr, span=expr.span) for expr in exprs]
    return (*clauses[:-1], replace(clauses[-1], annotations=_annotations(rest)))


def _example_grid(children: Children, span: Span) -> tree.Clause:
    return tree.Clause(f"{_keyword(children[0])} table", grid=children[1], span=span)


def _grid(children: Children, span: Span) -> tree.Grid:
    header, *rows = children
    for row in rows:
        if len(row.items) != len(header.items):
            message = f"this row has {_cells(len(row.items))}, the table has {_columns(len(header.items))}"
            raise Mistake("CCG115", message, row.span, "give each row one cell for each column")
    cells = tuple(tuple(_cell(item) for item in row.items) for row in rows)
    return tree.Grid(header.items, cells, span=span)


def _cell(item: Any) -> tree.Expr:
    if isinstance(item, Leaf):
        return _plain("missing", item.span)
    expr: tree.Expr = item
    return expr


# --- declarations ------------------------------------------------------------------------------------------------


def _declaration(children: Children, span: Span) -> tree.Declaration:
    leaves = [child for child in children if isinstance(child, Leaf) and child.type != "TO"]
    titles = [_text(leaf) for leaf in leaves if leaf.type == "TEXT"]
    change = leaves[0].text if leaves[0].type in ("CHANGE", "REPLACE") else None
    annotations = list(_annotations(children))
    params: tuple[tree.Name, ...] = ()
    clauses: list[tree.Clause] = []
    for child in children:
        if isinstance(child, Part):
            params = child.items
        elif isinstance(child, tuple):
            clauses.extend(child)
        elif isinstance(child, tree.Clause):
            # What stands under `= …` speaks of the whole declaration, whichever line the value is on.
            annotations.extend(child.annotations if child.keyword == "=" else ())
            clauses.append(replace(child, annotations=()) if child.keyword == "=" else child)
    return tree.Declaration(
        leaves[1 if change else 0].text,
        tuple(child for child in children if isinstance(child, tree.Name)),
        change=change,  # type: ignore[arg-type]
        params=params,
        title=titles[0] if titles else None,
        clauses=tuple(clauses),
        annotations=tuple(annotations),
        head=span,
        span=span,
    )


def _called(children: Children, span: Span) -> Called:
    if len(children[0].parts) > 1:
        raise dotted(children[0])
    return Called(children[0])


def _first(children: Children, span: Span) -> Any:
    return children[0]


RULES: dict[str, Builder] = {
    "declaration": _declaration,
    "expression": _first,
    "params": _part("params"),
    "order": _order,
    "field_type": _field_type,
    "worded": _worded,
    "valued": _valued,
    "counted": _counted,
    "counts": _counts,
    "labels": _labels,
    "label": _label,
    "data": _data,
    "ratio": _part("ratio"),
    "examples": _examples,
    "example_grid": _example_grid,
    "cases": lambda children, span: tree.Cases(tuple(children), span=span),
    "case": _case,
    "table": _table,
    "header_row": _part("row"),
    "table_row": _part("row"),
    "weighted_lines": lambda children, span: tree.WeightedMean(tuple(children), span=span),
    "weighted_line": _weighted_line,
    "weight": _weight,
    "fraction": _fraction,
    "grid": _grid,
    "grid_header": _part("row"),
    "grid_row": _part("row"),
    "annotation": _annotation,
    "name": _name,
    "called": _called,
    "address": _part("address"),
    "guard": lambda children, span: Guard(children[0]),
    "negative": _negative,
    "binary": _binary,
    "unary": _unary,
    "is_label": _is_label,
    "number": lambda children, span: _number(children[0]),
    "text": lambda children, span: _literal(children[0]),
    "date": lambda children, span: _date(children[0]),
    "yes_no": lambda children, span: _literal(children[0]),
    "call": _call,
    "then": _then,
    "option": _option,
    "among": _among,
}

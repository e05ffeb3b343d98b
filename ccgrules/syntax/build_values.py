"""Cases, tables, weighted means and notes of the syntax tree: a short function for each rule of the grammar."""

from __future__ import annotations

from ccgrules.syntax import tree
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.nodes import Builder, Leaf, Node, Part, part, plain, unquoted


def _annotation(node: Node) -> tree.Annotation:
    source = None if node.called is None else str(node.called)
    return tree.Annotation(node.children[0].text, node.title, source, span=node.span)


def _dated(node: Node) -> tree.Dated:
    later = tuple(child for child in node.children if isinstance(child, tree.Since))
    return tree.Dated(node.exprs[0], later, span=node.span)


def _since(node: Node) -> tree.Since:
    period = tree.Text(unquoted(node.leaves[1]), span=node.leaves[1].span)
    return tree.Since(period, node.exprs[0], span=node.span)


def _case(node: Node) -> tree.Case:
    outcome, *when = node.exprs
    return tree.Case(outcome, when[0] if when else None, node.annotations, span=node.span)


def _table(node: Node) -> tree.Table:
    (rows, columns), (header, *lines) = node.exprs, node.parts
    for line in lines:
        _check_row(line, len(line.items) - 1, len(header.items))
    keys = tuple(line.items[0] for line in lines)
    return tree.Table(rows, columns, header.items, keys, tuple(line.items[1:] for line in lines), span=node.span)


def _grid(node: Node) -> tree.Grid:
    header, *rows = node.parts
    for row in rows:
        _check_row(row, len(row.items), len(header.items))
    cells = tuple(tuple(_cell(item) for item in row.items) for row in rows)
    return tree.Grid(header.items, cells, span=node.span)


def _cell(item: Leaf | tree.Expr) -> tree.Expr:
    return plain("missing", item.span) if isinstance(item, Leaf) else item


def _check_row(row: Part, cells: int, columns: int) -> None:
    if cells != columns:
        message = f"this row has {_count(cells, 'cell')}, the table has {_count(columns, 'column')}"
        raise Mistake("CCG115", message, row.span, "give each row one cell for each column")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _weighted_line(node: Node) -> tree.WeightedLine:
    weight, value = node.exprs
    if isinstance(value, tree.Text):
        message = "this line of a weighted mean has a title and no value, or no weight"
        advice = "write the weight, the value and then the title"
        raise Mistake("CCG116", message, node.span, advice)
    return tree.WeightedLine(weight, value, node.title, node.annotations, span=node.span)


RULES: dict[str, Builder] = {
    "annotation": _annotation,
    "dated": _dated,
    "since": _since,
    "cases": lambda node: tree.Cases(node.children, span=node.span),
    "case": _case,
    "table": _table,
    "header_row": part("row"),
    "table_row": part("row"),
    "grid": _grid,
    "grid_header": part("row"),
    "grid_row": part("row"),
    "weighted_lines": lambda node: tree.WeightedMean(node.children, span=node.span),
    "weighted_line": _weighted_line,
}

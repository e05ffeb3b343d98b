"""Expressions as text, with only the brackets that their meaning needs, broken over lines where they are long."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ccgrules.syntax import tree, words

WIDTH = 110
OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, ATOM = range(1, 9)
BINARY = {"or": OR, "and": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+[A-Za-z_][A-Za-z0-9_]*")
NOT_PLAIN = frozenset({*words.RESERVED, *words.DECLARATIONS, "code"})

# `yes or no` is a type, one token: `(no)` keeps the words apart where they are three.
YES_AT_END = re.compile(r"(?<![A-Za-z0-9_.])yes$")
NO_AT_START = re.compile(r"no(?![A-Za-z0-9_.])")

Chunks = list[str]
"""The text of an expression, cut where a line may be broken."""


def format_expr(expr: tree.Expr | tree.Dated) -> str:
    """The expression on one line, as it is written in a formatted file."""
    return "".join(_chunks(expr))


def wrapped(expr: tree.Expr | tree.Dated, first: int, indent: int) -> list[str]:
    """The expression on as many lines as it needs.

    Args:
        expr: The expression.
        first: The column (from 0) at which its first line starts.
        indent: The column at which its other lines start.

    Returns:
        The lines; each but the first with its indentation. Parts joined by `and` or `or` each get a line if the whole
        does not fit on one.
    """
    text = format_expr(expr)
    if first + len(text) <= WIDTH:
        return [text]
    lines: list[str] = []
    for chunks in _parts(expr):
        lines.extend(_filled(chunks, first, indent, inner=bool(lines)))
    return lines


def wrapped_list(items: Iterable[str], first: int, indent: int) -> list[str]:
    """Items with commas between them on as many lines as they need, broken behind commas."""
    return _filled(_listed([item] for item in items), first, indent, inner=False)


def format_name(name: tree.Name) -> str:
    """A name, in the form `code "…"` where it could not be read as a name."""
    first, *rest = name.parts
    if not PLAIN_NAME.fullmatch(first) or first in NOT_PLAIN:
        first = f'code "{first}"'
    return ".".join((first, *rest))


def quoted(text: str) -> str:
    """A text between quotation marks."""
    return f'"{text}"'


def _parts(expr: tree.Expr | tree.Dated) -> list[Chunks]:
    """The parts of `a and b and c`, each but the first with its operator; of anything else, the whole."""
    if not (isinstance(expr, tree.Binary) and expr.op in ("and", "or")):
        return [_chunks(expr)]
    strength = BINARY[expr.op]
    parts: list[Chunks] = []
    rest: tree.Expr = expr
    while isinstance(rest, tree.Binary) and rest.op == expr.op:
        parts.append(_glued([f"{expr.op} "], _operand(rest.right, strength + 1)))
        rest = rest.left
    return [_operand(rest, strength), *reversed(parts)]


def _filled(chunks: Chunks, first: int, indent: int, *, inner: bool) -> list[str]:
    """Chunks on lines as full as the width allows; an inner line starts with its indentation."""
    lines = [" " * indent if inner else ""]
    room = WIDTH if inner else WIDTH - first
    for chunk in chunks:
        if len(lines[-1]) + len(chunk.rstrip()) > room and lines[-1].strip():
            lines.append(" " * (indent + 2 if inner else indent))
            room = WIDTH
        lines[-1] += chunk
    return [line.rstrip() for line in lines]


# --- chunks ------------------------------------------------------------------------------------------------------


def _chunks(expr: tree.Expr | tree.Dated) -> Chunks:
    if isinstance(expr, tree.Dated):
        later = (_glued([f"from {quoted(since.period.value)} "], _chunks(since.value)) for since in expr.later)
        return _listed([_chunks(expr.first), *later])
    if isinstance(expr, tree.Binary):
        return _binary(expr)
    if isinstance(expr, tree.Call):
        return _call(expr)
    if isinstance(expr, tree.Is):
        return _is(expr)
    if isinstance(expr, tree.Unary):
        return _unary(expr)
    return [_leaf(expr)]


def _leaf(expr: tree.Expr) -> str:
    if isinstance(expr, tree.Number):
        return expr.text
    if isinstance(expr, tree.Text):
        return quoted(expr.value)
    if isinstance(expr, tree.Date):
        return expr.value.isoformat()
    if isinstance(expr, tree.YesNo):
        return "yes" if expr.value else "no"
    if isinstance(expr, tree.Name):
        return format_name(expr)
    raise TypeError(expr)


def _strength(expr: tree.Expr) -> int:
    """How tightly an expression holds together: an operand weaker than its operator needs brackets."""
    if isinstance(expr, tree.Binary):
        return BINARY.get(expr.op, COMPARISON)
    if isinstance(expr, tree.Is):
        return COMPARISON
    if isinstance(expr, tree.Unary):
        return NOT if expr.op == "not" else SIGN
    if isinstance(expr, tree.Number) and expr.value < 0:
        return SIGN
    return ATOM


def _operand(expr: tree.Expr, least: int) -> Chunks:
    chunks = _chunks(expr)
    return chunks if _strength(expr) >= least else _glued(["("], chunks, [")"])


def _glued(*parts: Chunks) -> Chunks:
    """The parts one behind the other, without a place to break where they meet."""
    glued: Chunks = []
    for part in parts:
        glued = [*glued[:-1], glued[-1] + part[0], *part[1:]] if glued else list(part)
    return glued


def _binary(expr: tree.Binary) -> Chunks:
    strength = BINARY.get(expr.op, COMPARISON)
    left = _operand(expr.left, SUM if strength == COMPARISON else strength)
    right = _operand(expr.right, strength + 1)
    if expr.op == "or" and YES_AT_END.search(left[-1]) and NO_AT_START.match(right[0]):
        right = _glued(["("], right, [")"])
    if strength in (AND, OR):
        return [*left[:-1], f"{left[-1]} ", *_glued([f"{expr.op} "], right)]
    operator = "/" if _is_fraction(expr) else f" {expr.op} "
    return _glued(left, [operator], right)


def _is_fraction(expr: tree.Binary) -> bool:
    """`1/3`: two whole numbers, written as a number is."""
    return expr.op == "/" and all(
        isinstance(side, tree.Number) and side.text.isdigit() for side in (expr.left, expr.right)
    )


def _unary(expr: tree.Unary) -> Chunks:
    if expr.op == "not":
        return _glued(["not "], _operand(expr.operand, NOT))
    return _glued(["-"], _operand(expr.operand, SIGN))


def _is(expr: tree.Is) -> Chunks:
    operand = _operand(expr.operand, SUM)
    relation = expr.relation if expr.relation in ("is", "is not") else f"is {expr.relation}"
    labels = [_operand(label, SUM) for label in expr.labels]
    if expr.relation in ("one of", "not one of"):
        return _glued(operand, [f" {relation} ("], _listed(labels), [")"])
    return _glued(operand, [f" {relation}"], *([[" "], labels[0]] if labels else []))


def _call(expr: tree.Call) -> Chunks:
    arguments = [_chunks(argument) for argument in expr.args]
    if expr.then is not None:
        arguments.append(_glued(["then "], _chunks(expr.then)))
    arguments.extend(_glued([f"{key}: "], _chunks(value)) for key, value in expr.options)
    if expr.among is not None:
        arguments.append(_among(expr.among))
    return _glued([f"{format_name(expr.function)}("], _listed(arguments), [")"])


def _among(among: tree.Among) -> Chunks:
    population = f"among: {format_name(among.population)}"
    if among.where is None:
        return [population]
    return _glued([f"{population} where "], _chunks(among.where))


def _listed(items: Iterable[Chunks]) -> Chunks:
    """Items with commas between them; a line may be broken behind each comma."""
    listed: Chunks = []
    for item in items:
        if listed:
            listed[-1] += ", "
        listed.extend(item)
    return listed or [""]

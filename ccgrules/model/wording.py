"""Checked expressions as text: one spelling for each, whatever the author wrote."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ccgrules.model.expressions import (
    Across,
    Among,
    Choose,
    Dated,
    Expr,
    Literal,
    Local,
    Lookup,
    MemberValue,
    MethodCall,
    Op,
    Previous,
    Ref,
    WeightedMean,
)
from ccgrules.model.functions import functions_named
from ccgrules.model.types import Kind, Type

Naming = Callable[[str], str]
"""From the name of a column, population or method to what is printed for it."""

SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">"}
SIGNS |= {"ge": ">=", "and": "and", "or": "or", "meets": "meets", "misses": "misses"}
LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("not",),
    ("eq", "ne", "lt", "le", "gt", "ge", "meets", "misses", "asked"),
    ("add", "sub"),
    ("mul", "div"),
    ("neg",),
)
TIGHTNESS = {op: level for level, ops in enumerate(LEVELS) for op in ops}
ATOM = len(LEVELS)
ASKED = {"is": "is", "one_of": "is one of", "better": "is better than", "worse": "is worse than"}
TURNED = {"is": "is not", "one_of": "is not one of"}


@dataclass(frozen=True, slots=True)
class _Way:
    """How names are printed; `path` is the group in hand inside a function across it."""

    naming: Naming
    path: str = "members"

    def spell(self, expr: Expr) -> str:
        """The text of an expression."""
        return _text(expr, self)[0]


PLAIN_NAME = re.compile(r"[0-9]*[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")


def rule_name(name: str) -> str:
    """The name of a column or declaration as rules write it: codes that are no names stand in quotes."""
    if PLAIN_NAME.fullmatch(name):
        return name
    owner, _, part = name.rpartition(".")
    return f'code "{owner}".{part}' if owner and PLAIN_NAME.fullmatch(part) else f'code "{name}"'


def expression_text(expr: Expr, naming: Naming = rule_name) -> str:
    """The canonical text of a checked expression; cases, tables and weighted means take a line for each part."""
    return _Way(naming).spell(expr)


def number_text(value: Fraction, type_: Type | None = None) -> str:
    """A number as it is written in rules: `70%`, `1.45`, or `1/3` where no decimal is exact."""
    share = type_ is not None and type_.unit is not None and type_.unit.dimension == "share"
    figure = value * 100 if share else value
    text = _decimal(figure)
    if text is None:
        return f"{value.numerator}/{value.denominator}"
    return f"{text}%" if share else text


def _decimal(value: Fraction) -> str | None:
    """The exact decimal text, or None where there is none."""
    twos, rest = 0, value.denominator
    while rest % 2 == 0:
        twos, rest = twos + 1, rest // 2
    fives = 0
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(value.numerator) * (10**places // value.denominator)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def _text(expr: Expr, way: _Way) -> tuple[str, int]:
    """The text, and how tightly it holds together (an index into `LEVELS`)."""
    match expr:
        case Literal():
            return _literal(expr, way)
        case Ref(name) | Local(name):
            return way.naming(name), ATOM
        case MemberValue(attribute):
            return f"{way.path}.{attribute}", ATOM
        case Op():
            return _operation(expr, way)
        case Across():
            return _across(expr, way), ATOM
        case Among():
            return _among(expr, way), ATOM
        case Previous(arg, period=None):
            return f"previous({way.spell(arg)})", ATOM
        case Previous(arg):
            return f'baseline({way.spell(arg)}, "{expr.period}")', ATOM
        case Dated():
            return _dated(expr, way)
        case MethodCall():
            args = (way.naming(arg) if isinstance(arg, str) else way.spell(arg) for arg in expr.args)
            return f"{way.naming(expr.method)}({', '.join(args)})", ATOM
        case Choose() | Lookup() | WeightedMean():
            return "\n".join(_lines(expr, way)), 0


def _literal(literal: Literal, way: _Way) -> tuple[str, int]:
    value = literal.value
    if literal.name is not None:
        return way.naming(literal.name), ATOM
    if isinstance(value, bool):
        return "yes" if value else "no", ATOM
    if isinstance(value, Fraction):
        text = number_text(value, literal.type)
        return text, TIGHTNESS["div"] if "/" in text else TIGHTNESS["neg"] if value < 0 else ATOM
    if isinstance(value, datetime.date):
        return value.isoformat(), ATOM
    quoted = literal.type.kind is Kind.TEXT and not literal.type.choices
    return f'"{value}"' if quoted else value, ATOM


def _dated(dated: Dated, way: _Way) -> tuple[str, int]:
    if dated.name is not None:
        return way.naming(dated.name), ATOM
    later = (f'from "{period}" {way.spell(value)}' for period, value in dated.later)
    return ", ".join([way.spell(dated.first), *later]), 0


def _operation(op: Op, way: _Way) -> tuple[str, int]:
    if op.op == "not" and isinstance(inner := op.args[0], Op) and inner.op in (*TURNED, "is_missing"):
        return _asked(inner, way, turned=True), TIGHTNESS["asked"]
    if op.op in (*ASKED, "is_missing"):
        return _asked(op, way, turned=False), TIGHTNESS["asked"]
    if op.op == "not":
        return f"not {_held(op.args[0], TIGHTNESS['not'], way)}", TIGHTNESS["not"]
    if op.op == "neg":
        return f"-{_held(op.args[0], TIGHTNESS['neg'], way)}", TIGHTNESS["neg"]
    if op.op in SIGNS:
        level = TIGHTNESS[op.op]
        comparison = level == TIGHTNESS["eq"]
        left = _held(op.args[0], level + 1 if comparison else level, way)
        return f"{left} {SIGNS[op.op]} {_held(op.args[1], level + 1, way)}", level
    return f"{op.op}({', '.join(_args(op, way))})", ATOM


def _args(op: Op, way: _Way) -> Iterator[str]:
    """Arguments, and options by their names; without those of a method's own body that hang on the call."""
    row = functions_named(op.op)["elementwise"]
    plain = len(op.args) if row.most is None else row.most
    yield from map(way.spell, op.args[:plain])
    for option, value in zip(row.options, op.args[plain:]):
        if value != Local("", value.type, span=value.span):
            yield f"{option}: {_word(value, way) if value.type.kind is Kind.TEXT else way.spell(value)}"


def _held(expr: Expr, level: int, way: _Way) -> str:
    """The text, in brackets where it holds together less tightly than its place needs."""
    text, own = _text(expr, way)
    return text if own >= level else f"({text})"


def _asked(op: Op, way: _Way, *, turned: bool) -> str:
    subject = _held(op.args[0], TIGHTNESS["asked"] + 1, way)
    if op.op == "is_missing":
        return f"{subject} is {'not ' if turned else ''}missing"
    words = TURNED[op.op] if turned else ASKED[op.op]
    labels = [_held(arg, TIGHTNESS["asked"] + 1, way) for arg in op.args[1:]]
    return f"{subject} {words} ({', '.join(labels)})" if op.op == "one_of" else f"{subject} {words} {labels[0]}"


def _across(across: Across, way: _Way) -> str:
    path = f"{way.naming(across.group)}.{across.axis}"
    inner = replace(way, path=path).spell(across.arg)
    needing = f", needing: {across.needing}" if across.needing is not None else ""
    return f"{across.function}({inner}{needing})"


def _among(among: Among, way: _Way) -> str:
    options = dict(among.options)
    args = [way.spell(arg) for arg in among.args]
    if among.function == "rank" and len(args) == 2:
        args[1] = f"then {args[1]}"
    if among.function == "z_score":
        scale = "standard_error" if _word(options["error"], way) == "normal" else "denominator"
        args = [args[0], f"against: {args[2]}", f"{scale}: {args[1]}"]
    if "q" in options:
        args.append(way.spell(options["q"]))
    for name, option in options.items():
        if name not in _SILENT and not (name == "best" and among.args[0].type.kind is Kind.LABEL):
            args.append(f"{name}: {_word(option, way)}")
    where = f" where {way.spell(among.where)}" if among.where is not None else ""
    return f"{among.function}({', '.join([*args, f'among: {way.naming(among.population)}{where}'])})"


_SILENT = frozenset({"q", "then_best", "base"})
"""Options that stand elsewhere, or follow from the rest."""


def _word(option: Expr, way: _Way) -> str:
    return option.value if isinstance(option, Literal) and isinstance(option.value, str) else way.spell(option)


# --- bodies of several lines -------------------------------------------------------------------------------------


def _lines(expr: Choose | Lookup | WeightedMean, way: _Way) -> Iterator[str]:
    match expr:
        case Choose(cases):
            for case in cases:
                outcome = way.spell(case.outcome)
                yield f"{outcome} when {way.spell(case.when)}" if case.when else f"{outcome} otherwise"
        case Lookup():
            yield f"table rows {way.spell(expr.rows)}, columns {way.spell(expr.columns)}"
            yield " | ".join(["", *(key_text(key, expr.columns.type) for key in expr.column_keys)])
            for key, row in zip(expr.row_keys, expr.cells):
                cells = ("unknown" if cell is None else way.spell(cell) for cell in row)
                yield " | ".join([key_text(key, expr.rows.type), *cells])
        case WeightedMean(lines):
            for line in lines:
                yield f"{way.spell(line.weight)}  {way.spell(line.value)}"


def key_text(key: Fraction | bool | str, type_: Type) -> str:
    """A key of a table as it is written."""
    if isinstance(key, bool):
        return "yes" if key else "no"
    return number_text(key, type_) if isinstance(key, Fraction) else key

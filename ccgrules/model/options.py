"""How many arguments and which options a function takes, and options that must be constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from ccgrules.model.expressions import Expr, Literal
from ccgrules.model.functions import Function
from ccgrules.model.scope import Bound, Context, Scope, Word
from ccgrules.model.types import Kind
from ccgrules.model.units import TEXT
from ccgrules.source import Span
from ccgrules.syntax import tree


def report_arity(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> bool:
    """Whether a call has too few or too many arguments, which is then reported."""
    given = len(call.args)
    if given >= row.least and (row.most is None or given <= row.most):
        return False
    wanted = _counted(row.least) if row.least == row.most else f"{row.least} or more arguments"
    if row.most is not None and row.least != row.most:
        wanted = f"{row.least} to {row.most} arguments"
    message = f"`{row.name}` takes {wanted}, not {given}"
    ctx.findings.report("CCG308", message, call.span, secondary=scope.calls, help=f"`{row.name}` gives {row.doc}")
    return True


def _counted(number: int) -> str:
    return f"{number} argument" if number == 1 else f"{number} arguments"


def check_options(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> bool:
    """Whether a function has all the options that a call gives; those that it does not have are reported."""
    fine = True
    for name, value in call.options:
        if name not in row.options:
            known = ", ".join(f"`{option}:`" for option in row.options)
            ctx.findings.report(
                "CCG211",
                f"`{row.name}` has no option `{name}:`",
                value.span,
                secondary=scope.calls,
                help=ctx.findings.did_you_mean(name, row.options) or (f"it has {known}" if known else None),
            )
            fine = False
    return fine


def has_options(ctx: Context, scope: Scope, call: tree.Call, row: Function, needed: Mapping[str, str]) -> bool:
    """Whether a call gives the options that it cannot do without; those missing are reported with what they say."""
    given = dict(call.options)
    for name, what in needed.items():
        if name not in given:
            message = f"`{row.name}` needs `{name}:`, {what}"
            ctx.findings.report("CCG308", message, call.span, secondary=scope.calls)
    return given.keys() >= needed.keys()


def whole_number(ctx: Context, scope: Scope, expr: Expr, what: str, least: int, most: int) -> int | None:
    """The whole number that a constant is; None with a finding if it is none, or outside the range."""
    value = constant_number(expr)
    if value is None and expr.type.kind is Kind.ANY:
        return least
    if value is not None and value.denominator == 1 and least <= value <= most:
        return int(value)
    ctx.findings.report(
        "CCG310",
        f"{what} is a whole number from {least:,} to {most:,}",
        expr.span,
        secondary=scope.calls,
        help="write the number itself",
    )
    return None


def constant_number(expr: Expr) -> Fraction | None:
    """The number that a constant or parameter stands for."""
    if isinstance(expr, Literal) and isinstance(expr.value, Fraction):
        return expr.value
    return None


def option_word(
    ctx: Context, scope: Scope, written: tree.Expr | None, known: Mapping[str, str], what: str, span: Span
) -> Expr | None:
    """The option's word, which may be an argument of the method around; the first known one where none is written."""
    if written is None:
        return Literal(next(iter(known)), TEXT, span=span)
    word = written
    if isinstance(written, tree.Name):
        binding = scope.binding(str(written))
        if isinstance(binding, Word):
            binding.used = True
            word = binding.name
        elif isinstance(binding, Bound) and binding.expr.type.kind is Kind.ANY:
            return replace(binding.expr, span=written.span)
    if isinstance(word, tree.Name) and str(word) in known:
        return Literal(str(word), TEXT, span=word.span)
    ctx.findings.report(
        "CCG209",
        f"`{word.span.text}` is not {what}",
        word.span,
        secondary=scope.calls,
        help=ctx.findings.did_you_mean(word.span.text, known) or f"write one of {', '.join(known)}",
    )
    return None

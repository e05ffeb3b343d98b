"""Numbers that are tried: what a few words say, and whether a parameter may be that."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.engine.read import shorten
from ccgrules.model.ruleset import Parameter
from ccgrules.model.units import SHARE, alike, described, share_help
from ccgrules.model.wording import number_text
from ccgrules.syntax import tree
from ccgrules.syntax.parse import parse_expression

LONGEST = 1_000
"""Characters of a value."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that is written out; `share` if it is in percent."""

    value: Fraction
    share: bool


def value_of(name: str, words: str) -> tree.Expr | Diagnostic:
    """The tree of the one value that is given for a name; what is wrong where it is no value, or more than one."""
    message = f"`{shorten(words)}` is not a value that `{name}` can be set to"
    if not words.strip():
        return finding("CCG752", f"no value is given for `{name}`", help="write one behind the equals sign")
    if not words.isprintable() or "#" in words or len(words) > LONGEST:
        advice = "write one value in one line, without comments"
        return finding("CCG752", message, help=advice)
    value, wrong = parse_expression(words)
    if value is None:
        advice = wrong[0].help or "write a number, such as `1.4` or `85%`"
        return finding("CCG752", message, notes=[one.message for one in wrong], help=advice)
    return value


def constant_of(expr: tree.Expr) -> Constant | None:
    """The number that an expression of numbers stands for; None if it is none, or divides by zero."""
    match expr:
        case tree.Number(value=value, percent=percent):
            return Constant(value, percent)
        case tree.Unary(op="-", operand=operand):
            one = constant_of(operand)
            return None if one is None else Constant(-one.value, one.share)
        case tree.Binary(op=op, left=left, right=right) if op in ("+", "-", "*", "/"):
            one, other = constant_of(left), constant_of(right)
            return None if one is None or other is None else _together(op, one, other)
    return None


def _together(op: str, one: Constant, other: Constant) -> Constant | None:
    a, b = one.value, other.value
    match op:
        case "+" | "-":
            return Constant(a + b if op == "+" else a - b, one.share) if one.share is other.share else None
        case "*":
            return Constant(a * b, one.share or other.share)
    return Constant(a / b, one.share and not other.share) if b else None


def refused(parameter: Parameter, words: str, constant: Constant | None) -> Diagnostic | None:
    """Why a parameter cannot be this number; None where it can."""
    message = f"`{parameter.name}` cannot be set to `{shorten(words)}`"
    if constant is None:
        advice = "write a number, a share or a fraction such as `1/3`"
        return finding("CCG752", f"{message}: a parameter is a number that is written out", help=advice)
    if alike(parameter.type, SHARE) is not constant.share:
        kind = "a share" if constant.share else "a number"
        advice = "leave out the `%`" if constant.share else share_help(words.strip())
        return finding("CCG752", f"{message}: that is {kind}, and it is {described(parameter.type)}", help=advice)
    low, high = parameter.low, parameter.high
    if low is not None and high is not None and not low <= constant.value <= high:
        advice = "choose a value in the range, or change the range in a version of the rules, and compare with `diff`"
        return finding("CCG753", f"{message}: the ruleset has it between {range_of(parameter)}", help=advice)
    return None


def range_of(parameter: Parameter) -> str:
    """`1.2 and 1.8`; the empty text where the ruleset gives no range."""
    if parameter.low is None or parameter.high is None:
        return ""
    return " and ".join(number_text(bound, parameter.type) for bound in (parameter.low, parameter.high))

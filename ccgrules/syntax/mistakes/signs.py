"""Mistakes of signs: characters that are none of the language, brackets, quotation marks, numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ccgrules.syntax.failure import Failure
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.mistakes.kinds import ENDS

if TYPE_CHECKING:
    from lark import Token

STRAY_HELP = {
    "'": 'put text between double quotation marks: `"…"`',
    ";": "leave it out: each clause ends with its line",
    "{": "use round brackets: `(` and `)`",
    "}": "use round brackets: `(` and `)`",
    "[": "use round brackets: `(` and `)`",
    "]": "use round brackets: `(` and `)`",
    "&": "write `and`",
    "^": "multiply instead: `x * x`",
    "!": "write `not`, or `!=` for “is not equal to”",
    "£": "write the number alone, and `pounds` as the unit of the data",
    "%": "put the sign right behind a number: `85%`",
    ":": "a colon stands only behind the name of an option, as in `among: trusts`",
    ".": "a full stop joins two names, as in `cancer.score`, or stands inside a number, as in `0.5`",
    "?": "leave it out",
    "½": "write it as a decimal: `0.5`",
    "¼": "write it as a decimal: `0.25`",
    "¾": "write it as a decimal: `0.75`",
    "…": "write the numbers out",
}


def stray(failure: Failure) -> Mistake | None:
    """A character that is none of the language."""
    if failure.type != "STRAY":
        return None
    sign, before, after = str(failure.token), failure.before(), failure.after()
    if sign == "%" and failure.type_before() == "DATA":
        return failure.mistake("CCG104", "the language has no `%` by itself", "write `percent`")
    if sign == "%" and before is not None and before.type == "NUMBER":
        fix = failure.edit(f"{before}%", before, failure.token)
        return failure.mistake("CCG121", "a space stands between the number and `%`", f"write `{before}%`", fix=fix)
    if sign == "." and after is not None and after.type in ("NUMBER", "PERCENT"):
        sure = failure.edit(f"0.{after}", failure.token, after) if failure.type_before() != "NAME" else None
        return failure.mistake("CCG121", "this number has nothing before its point", f"write `0.{after}`", fix=sure)
    if sign == "." and failure.type_after() in ENDS:
        advice = "leave it out: a line ends without a full stop"
        return failure.mistake("CCG104", "a full stop ends this line", advice, fix=failure.edit(""))
    if sign == "." and before is not None and before.type == "NUMBER":
        return failure.mistake("CCG121", "this number has nothing behind its point", f"write `{before}`", at=before)
    if len(sign) > 1 or sign.isalpha():
        advice = "use the letters a to z, digits and `_`; any character may stand in a title"
        return failure.mistake("CCG104", f"`{sign}` cannot stand in a name", advice)
    message, advice = f"the language has no `{sign}`", STRAY_HELP.get(sign, "leave it out")
    last = sign == ";" and failure.type_after() in ENDS
    return failure.mistake("CCG104", message, advice, fix=failure.edit("") if last else None)


BULLETS = frozenset("•‣▪●○◦")


def bullet(failure: Failure) -> Mistake | None:
    """A bullet or a number before a line, as in a list of a document."""
    first = failure.line[0]
    if not failure.column and str(first) in BULLETS:
        fix = failure.edit("", first)
        return failure.mistake("CCG104", "a bullet stands before this line", "leave it out", fix=fix)
    if not failure.column and first.type == "TIMES":
        advice = "leave it out if it is a bullet; put an expression of several lines in brackets"
        return failure.mistake("CCG104", "`*` starts this line", advice)
    numbered = first.type == "NUMBER" or (first.type == "NAME" and str(failure.token) == ")")
    if (
        numbered
        and failure.line_number
        and failure.column == 1
        and str(failure.token) in (".", ")")
        and failure.type_after() not in ENDS
    ):
        message = f"`{first}{failure.token}` stands before this line, as in a numbered list"
        return failure.mistake("CCG104", message, "leave it out", at=first)
    return None


def unclosed(failure: Failure) -> Mistake | None:
    """A bracket that is never closed."""
    for line in failure.piece.lines:
        if line.unclosed is not None:
            message = "this bracket is never closed"
            return failure.mistake("CCG105", message, "write `)` where its contents end", at=line.unclosed)
    return None


def unopened(failure: Failure) -> Mistake | None:
    """A bracket that closes nothing."""
    if failure.type != "RPAR":
        return None
    depth = 0
    for token in failure.line[: failure.column]:
        depth += {"LPAR": 1, "RPAR": -1}.get(token.type, 0)
    if depth > 0:
        return None
    return failure.mistake("CCG106", "this bracket closes nothing", "leave it out, or open a bracket before it")


def last_comma(failure: Failure) -> Mistake | None:
    """A comma at the end of a line that does not go on."""
    if failure.type != "COMMA" or failure.source.text[failure.token.end_pos :].partition("\n")[0].strip():
        return None
    return failure.mistake("CCG110", "no comma ends this line", "take the comma out")


def inner_quotes(failure: Failure) -> Mistake | None:
    """Quotation marks inside a text."""
    before = failure.before()
    touching = before is not None and before.type == "TEXT" and before.end_pos == failure.token.start_pos
    if not touching or failure.type in ENDS:
        return None
    message = "this text ends here, at its second quotation mark"
    return failure.mistake("CCG100", message, "inside a text, use single or curly quotation marks", at=before)


UNITS = frozenset({"points", "days", "weeks", "months", "years", "hours", "minutes", "pounds", "people", "patients"})


def number(failure: Failure) -> Mistake | None:
    """A unit behind a number, or a comma in it."""
    before, after = failure.before(), failure.after()
    if before is None or before.type != "NUMBER":
        return None
    if failure.type == "NAME" and str(failure.token) in ("percent", "per", "pc"):
        return failure.mistake("CCG121", "a percentage is written with its sign", f"write `{before}%`")
    if failure.type == "NAME" and str(failure.token) in UNITS:
        advice = f"write `{before}` alone: the `data` line says the unit"
        return failure.mistake("CCG121", "a number stands without its unit", advice)
    if failure.type == "NUMBER" and re.fullmatch(r"[0-9]{3}", failure.token) and re.fullmatch(r"[0-9]{1,3}", before):
        advice = f"write `{before}{failure.token}`"
        return failure.mistake("CCG121", "a number has no spaces", advice, at=before)
    return _comma_in_number(failure, before, failure.token, after) if failure.type == "COMMA" else None


def _comma_in_number(failure: Failure, before: Token, comma: Token, after: Token | None) -> Mistake | None:
    """`1,5` and `1,000`."""
    if after is None or before.type != "NUMBER" or after.start_pos != comma.end_pos:
        return None
    whole = re.fullmatch(r"[0-9]+", before) and re.fullmatch(r"[0-9]{1,2}%?", after)
    if whole:
        return failure.mistake("CCG121", "a number has a point, not a comma", f"write `{before}.{after}`", at=before)
    if re.fullmatch(r"[0-9]{3}", after) and re.fullmatch(r"[0-9]{1,3}", before):
        return failure.mistake("CCG121", "a number has no commas", f"write `{before}{after}`", at=before)
    return None


def dated(failure: Failure) -> Mistake | None:
    """What goes wrong with values by period, and with a comma where one could start: `1,5`, `85%,` at a line's end."""
    comma, number = failure.before(), failure.before(2)
    if failure.expected == {"FROM"} and comma is not None and comma.type == "COMMA":
        if failure.starts_a_line():
            return failure.mistake("CCG110", "no comma ends this line", "take the comma out", at=comma)
        if number is not None and failure.type in ("NUMBER", "PERCENT"):
            return _comma_in_number(failure, number, comma, failure.token)
    if failure.type_before() == "FROM" and failure.expected == {"TEXT"}:
        return failure.mistake("CCG112", "a period stands in quotes", 'write it like `from "2018/19" 53%`')
    if failure.type == "FROM" and "COMMA" in failure.expected:
        return failure.mistake("CCG110", "a comma is missing before `from`", 'write `50%, from "2018/19" 53%`')
    return None


def unequal(failure: Failure) -> Mistake | None:
    """`< >`."""
    before = failure.before()
    if before is None or failure.type != "COMPARE" or before.end_pos != failure.token.start_pos:
        return None
    if f"{before}{failure.token}" != "<>":
        return None
    return failure.mistake("CCG103", "the language has no `<>`", "write `!=` of numbers, `is not` of labels", at=before)

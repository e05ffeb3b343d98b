"""Syntax errors in plain English.

The parser stops at a token, in a state that could take others. The rules below look at what stands there, in order;
the first that recognises the mistake explains it, and the last one explains any.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from ccgrules.diagnostics.suggest import nearest
from ccgrules.syntax import words
from ccgrules.syntax.expected import alternatives, describe, shown
from ccgrules.syntax.failure import Failure
from ccgrules.syntax.lines import STARTS, clause_word
from ccgrules.syntax.mistake import Mistake

if TYPE_CHECKING:
    from lark import Token

VALUES = frozenset({"NUMBER", "PERCENT", "NAME", "CODE", "TEXT", "DATE", "YES", "NO", "LPAR", "NOT"})
ENDS = frozenset({"_NL", "$END"})
OPERATORS = frozenset({"PLUS", "MINUS", "TIMES", "DIVIDE", "COMPARE", "EQUALS", "MEETS", "MISSES", "AND", "OR", "NOT"})
RELATIONS = frozenset({"COMPARE", "EQUALS", "MEETS", "MISSES", "IS", "IS_NOT", "IS_BETTER_THAN", "IS_WORSE_THAN"})
RESERVED_TYPES = frozenset(words.token_type(word) for word in (*words.RESERVED, *words.DECLARATIONS))
MOST_NAMED = 4


def explain(failure: Failure) -> Mistake:
    """What to say of a failure."""
    for rule in RULES:
        mistake = rule(failure)
        if mistake is not None:
            return mistake
    return _anything(failure)


# --- characters and brackets -------------------------------------------------------------------------------------

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
}


def _stray(failure: Failure) -> Mistake | None:
    if failure.type != "STRAY":
        return None
    sign, before, after = str(failure.token), failure.before(), failure.after()
    if sign == "%" and failure.type_before() == "DATA":
        return failure.mistake("CCG104", "the language has no `%` by itself", "write `percent`")
    if sign == "%" and before is not None and before.type == "NUMBER":
        return failure.mistake("CCG121", "a space stands between the number and `%`", f"write `{before}%`")
    if sign == "." and after is not None and after.type in ("NUMBER", "PERCENT"):
        return failure.mistake("CCG121", "this number has nothing before its point", f"write `0.{after}`")
    if sign == "." and before is not None and before.type == "NUMBER":
        return failure.mistake("CCG121", "this number has nothing behind its point", f"write `{before}`", at=before)
    if len(sign) > 1 or sign.isalpha():
        advice = "use the letters a to z, digits and `_`; any character may stand in a title"
        return failure.mistake("CCG104", f"`{sign}` cannot stand in a name", advice)
    return failure.mistake("CCG104", f"the language has no `{sign}`", STRAY_HELP.get(sign, "leave it out"))


def _unclosed(failure: Failure) -> Mistake | None:
    for line in failure.piece.lines:
        if line.unclosed is not None:
            message = "this bracket is never closed"
            return failure.mistake("CCG105", message, "write `)` where its contents end", at=line.unclosed)
    return None


def _unopened(failure: Failure) -> Mistake | None:
    if failure.type != "RPAR":
        return None
    depth = 0
    for token in failure.line[: failure.column]:
        depth += {"LPAR": 1, "RPAR": -1}.get(token.type, 0)
    if depth > 0:
        return None
    return failure.mistake("CCG106", "this bracket closes nothing", "leave it out, or open a bracket before it")


def _last_comma(failure: Failure) -> Mistake | None:
    if failure.type != "COMMA" or failure.source.text[failure.token.end_pos :].partition("\n")[0].strip():
        return None
    return failure.mistake("CCG110", "no comma ends this line", "take the comma out")


def _inner_quotes(failure: Failure) -> Mistake | None:
    before = failure.before()
    touching = before is not None and before.type == "TEXT" and before.end_pos == failure.token.start_pos
    if not touching or failure.type in ENDS:
        return None
    message = "this text ends here, at its second quotation mark"
    return failure.mistake("CCG100", message, "inside a text, use single or curly quotation marks", at=before)


# --- declarations and clauses ------------------------------------------------------------------------------------


def _no_declaration(failure: Failure) -> Mistake | None:
    if failure.piece.kind is not None or failure.place or not failure.expected & STARTS:
        return None
    message = f"nothing starts with {shown(failure.token)}"
    return failure.mistake(
        "CCG107", message, 'start with a declaration, such as `framework NAME "Title"`, or with `#` for a comment'
    )


def _colon(failure: Failure) -> Mistake | None:
    if failure.type != "OPTION" or failure.column:
        return None
    word = str(failure.token).rstrip(": ")
    return failure.mistake(
        "CCG104", f"no colon stands behind `{word}`", f"write `{word}` and what it says, with a space"
    )


def _foreign_clause(failure: Failure) -> Mistake | None:
    """A clause of another declaration, or a misspelt one, or no clause at all."""
    first, kind = failure.line[0], failure.piece.kind
    if failure.line_number == 0 or kind is None or failure.column > 2 or failure.type in ENDS:
        return None
    known = (*words.CLAUSES.get(kind, ()), *words.ANNOTATIONS)
    if first.type in {words.token_type(phrase) for phrase in known}:
        return None
    every = {phrase for phrases in words.CLAUSES.values() for phrase in phrases}
    foreign = clause_word(failure.line, sorted(every - set(known), key=len, reverse=True))
    if foreign is not None:
        message = f"`{' '.join(foreign)}` is not a clause of {_a(kind)}"
        return failure.mistake("CCG108", message, _clauses_of(kind, known), at=first)
    meant = _misspelt(failure.line, known)
    if meant == str(first):
        advice = f"write `{meant}` and behind it what it says, without a sign between them"
        return failure.mistake("CCG108", f"{shown(first)} is not written as a clause", advice, at=first)
    if first.type in ("DIVIDE", "MINUS") and not failure.column:
        return failure.mistake("CCG108", f"{shown(first)} does not start a line", "start a comment with `#`", at=first)
    if meant is not None:
        return failure.mistake("CCG108", f"{shown(first)} is not a clause", f"did you mean `{meant}`?", at=first)
    if not failure.column:
        message = f"{shown(first)} does not start a clause of {_a(kind)}"
        return failure.mistake("CCG108", message, _clauses_of(kind, known), at=first)
    return None


def _when_missing(failure: Failure) -> Mistake | None:
    """A misspelt `when missing`: its `when` makes the line before go on."""
    if "when missing" not in words.CLAUSES.get(failure.piece.kind or "", ()):
        return None
    for token, after in pairwise(failure.line):
        if token.type == "WHEN" and failure.starts_a_line(token) and nearest(str(after), ["missing"]):
            message = f"`when {after}` is not a clause"
            return failure.mistake("CCG108", message, "did you mean `when missing`?", at=token)
    return None


def _clauses_of(kind: str, known: tuple[str, ...]) -> str:
    if kind == "scale":
        return 'a scale has labels, one a line: `good "Good"`'
    return f"{_a(kind)} may have {alternatives([f'`{phrase}`' for phrase in known])}"


def _misspelt(line: list[Token], known: tuple[str, ...]) -> str | None:
    for count in (3, 2, 1):
        phrases = [phrase for phrase in known if len(phrase.split(" ")) == count]
        meant = nearest(" ".join(str(token) for token in line[:count]), phrases)
        if meant is not None:
            return meant
    return None


def _a(noun: str) -> str:
    if noun in words.CHANGES:
        return f"`{noun}`"
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"


def _reserved(failure: Failure) -> Mistake | None:
    if failure.type not in RESERVED_TYPES or "NAME" not in failure.expected or failure.type_before() in OPERATORS:
        return None
    if "_NL" in failure.expected or failure.type in ("WHEN", "OTHERWISE", "AND", "OR"):
        return None
    word = str(failure.token)
    message = f"`{word}` is a word of the language, so nothing can be called that"
    return failure.mistake("CCG109", message, f"choose another name, such as `{word}_1`, or leave it out")


def _untitled(failure: Failure) -> Mistake | None:
    """Words of a title without quotation marks, or a title where a name belongs."""
    if failure.line_number or failure.piece.kind is None:
        return None
    kind = failure.piece.kind
    if failure.type in ("NAME", "NUMBER") and "TEXT" in failure.expected and failure.type_before() in ("NAME", "CODE"):
        return failure.mistake("CCG112", "a title stands in quotation marks", f'write `{kind} {failure.before()} "…"`')
    if failure.type == "TEXT" and "NAME" in failure.expected and failure.column <= 2:
        message = f"{_a(kind)} has a name before its title"
        return failure.mistake("CCG112", message, f"write `{kind} short_name {shown(failure.token)[1:-1]}`")
    if failure.column == 1 and failure.type_before() in ("CHANGE", "REPLACE"):
        advice = f"write `{failure.before()} indicator {failure.token}`, for example"
        return failure.mistake("CCG112", f"`{failure.before()}` says what kind of thing it changes", advice)
    if failure.type == "NUMBER" and "NAME" in failure.expected and failure.column <= 2:
        advice = f'write `code "{failure.token}"`'
        return failure.mistake("CCG112", f"`{failure.token}` is a number, not a name", advice)
    return None


# --- words of other languages ------------------------------------------------------------------------------------

INSTEAD = {
    "if": "when",
    "unless": "when not",
    "else": "otherwise",
    "default": "otherwise",
    "elif": "when",
    "elseif": "when",
    "true": "yes",
    "false": "no",
    "null": "missing",
    "none": "missing",
    "nan": "missing",
    "equals": "=",
    "exceeds": ">",
    "per": "/",
    "than": "is better than",
}


def _other_language(failure: Failure) -> Mistake | None:
    word, before = str(failure.token), failure.before()
    if failure.type == "THEN" and "AND" in failure.expected:
        return failure.mistake("CCG122", "`then` stands only inside `rank(…)`", "write `OUTCOME when CONDITION`")
    if before is not None and before.type == "NAME" and str(before).lower() in ("else", "default"):
        return failure.mistake("CCG122", f"the language has no `{before}`", "write `OUTCOME otherwise`", at=before)
    if failure.type != "NAME":
        return None
    if word.lower() in (*words.RESERVED, *words.DECLARATIONS) and word != word.lower():
        return failure.mistake("CCG122", f"`{word}` is written in capitals", f"write `{word.lower()}`")
    if word.lower() in INSTEAD:
        return failure.mistake("CCG122", f"the language has no `{word}`", f"write `{INSTEAD[word.lower()]}`")
    return None


LIMITS = {
    "greater": ">", "more": ">", "above": ">", "over": ">", "higher": ">", "at": ">=", "up": "<=",
    "less": "<", "below": "<", "under": "<", "lower": "<", "fewer": "<", "equal": "=",
}  # fmt: skip


BARE_LIMITS = frozenset({"greater", "more", "above", "over", "less", "below", "under", "fewer"})
"""Those that are also said without `is`."""


def _is_phrase(failure: Failure) -> Mistake | None:
    """`is greater than 5`, `is better b`, `is in (a, b)`."""
    relation, word = failure.type_before(2), failure.before()
    if relation in ("IS", "IS_NOT") and word is not None and str(word) in ("better", "worse"):
        return failure.mistake("CCG114", f"`is {word}` lacks its `than`", f"write `is {word} than`", at=word)
    if relation == "IS" and word is not None and str(word) in LIMITS and failure.type != "WHEN":
        sign = LIMITS[str(word)]
        return failure.mistake("CCG114", f"`is {word}` is not how two values are compared", f"write `{sign}`", at=word)
    if failure.type == "NAME" and "COMPARE" in failure.expected and str(failure.token) in BARE_LIMITS:
        sign = LIMITS[str(failure.token)]
        return failure.mistake("CCG114", f"`{failure.token}` is not how two values are compared", f"write `{sign}`")
    if failure.type == "IN" and (failure.type_before() in ("IS", "IS_NOT") or "IS" in failure.expected):
        return failure.mistake("CCG114", "`in` does not compare", "write `is one of (a, b)`")
    if failure.type == "BETWEEN" and "COMPARE" in failure.expected:
        advice = "write both ends, such as `x >= 1 and x <= 2`"
        return failure.mistake("CCG114", "`between` does not compare", advice)
    return None


# --- numbers and expressions -------------------------------------------------------------------------------------


def _number(failure: Failure) -> Mistake | None:
    before, after = failure.before(), failure.after()
    if before is None or before.type != "NUMBER":
        return None
    if failure.type == "NAME" and str(failure.token) in ("percent", "per", "pc"):
        return failure.mistake("CCG121", "a percentage is written with its sign", f"write `{before}%`")
    if failure.type == "NAME" and str(failure.token) in ("days", "minutes", "pounds"):
        advice = f"write `{before}` alone: the `data` line says the unit"
        return failure.mistake("CCG121", "a number stands without its unit", advice)
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


def _dated(failure: Failure) -> Mistake | None:
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


def _unequal(failure: Failure) -> Mistake | None:
    before = failure.before()
    if before is None or failure.type != "COMPARE" or before.end_pos != failure.token.start_pos:
        return None
    if f"{before}{failure.token}" != "<>":
        return None
    return failure.mistake("CCG103", "the language has no `<>`", "write `!=` of numbers, `is not` of labels", at=before)


def _chained(failure: Failure) -> Mistake | None:
    if failure.type not in RELATIONS or "AND" not in failure.expected or "COMPARE" in failure.expected:
        return None
    advice = "write each by itself, such as `1 <= x and x < 2`"
    return failure.mistake("CCG113", "comparisons cannot be chained", advice)


def _case(failure: Failure) -> Mistake | None:
    """A case without `when`, without a condition, or the wrong way round."""
    if failure.type == "OTHERWISE":
        message = "`otherwise` stands behind its outcome"
        return failure.mistake("CCG114", message, "write `OUTCOME otherwise`, on a line of its own")
    if failure.type == "WHEN" and not {"WHEN"} & failure.expected and "AND" in failure.expected:
        return failure.mistake("CCG114", "this case has a second `when`", "join the conditions with `and`")
    if failure.type == "WHEN" and (failure.starts_a_line() or "NUMBER" in failure.expected):
        return failure.mistake("CCG114", "`when` stands behind its outcome", "write `OUTCOME when CONDITION`")
    if not {"WHEN", "OTHERWISE"} <= failure.expected:
        return None
    if failure.type in ENDS:
        message = "this case does not say when it applies"
        return failure.mistake("CCG114", message, "add `when` and a condition, or `otherwise`", at=failure.line[0])
    if str(failure.line[0]) in ("capped", "limited", "cap", "limit") and failure.piece.kind == "rating":
        message = f"`{failure.line[0]}` is not a clause"
        return failure.mistake("CCG108", message, "write `no better than LABEL when CONDITION`", at=failure.line[0])
    if failure.type in VALUES | {"SUPPLIED", "MISSING"} and failure.line[0].type in VALUES | {"MINUS"}:
        message = "`when` is missing between the outcome and its condition"
        return failure.mistake("CCG114", message, f"write `when` before {shown(failure.token)}")
    return None


def _line_ends(failure: Failure) -> Mistake | None:
    if failure.type not in ENDS:
        return None
    before = next((token for token in reversed(failure.tokens[: failure.place]) if token.type != "_NL"), None)
    if before is None:
        return None
    message = f"the line ends too early, behind {shown(before)}"
    if before.type in OPERATORS:
        advice = "put an expression of several lines in brackets, or begin its next line with `and` or `or`"
        return failure.mistake("CCG111", message, advice, at=before)
    what = alternatives(describe(failure.expected)[:MOST_NAMED])
    return failure.mistake("CCG111", message, f"add {what} behind {shown(before)}", at=before)


SIDE_BY_SIDE = {
    "among": "write `among:` with its colon",
    "of": "leave out `of`",
    "weighted": "write `weighted mean` on a line of its own, without `=`",
}
"""What to do where one of these words stands before another."""


def _side_by_side(failure: Failure) -> Mistake | None:
    before = failure.before()
    if str(failure.token) == "columns" and any(token.type == "TABLE_ROWS" for token in failure.line):
        return failure.mistake("CCG110", "a comma is missing before `columns`", "write `table rows A, columns B`")
    if before is None or failure.type not in VALUES - {"LPAR", "NOT"} or not {"PLUS", "AND"} <= failure.expected:
        return None
    message = f"an operator or a comma is missing between {shown(before)} and {shown(failure.token)}"
    advice = "a name is one word: join its words with `_`"
    if str(failure.token) in ("x", "X"):
        advice = "write `*` to multiply"
    elif str(before) in SIDE_BY_SIDE:
        advice = SIDE_BY_SIDE[str(before)]
    elif failure.piece.kind == "test":
        advice = f"write `{before} is {failure.token}` for a label, `{before} = …` for a number"
    elif any(token.type == "WEIGHTED_MEAN" for token in failure.tokens[: failure.place]):
        advice = "put a weight that is worked out in brackets: `(100% - a) x`"
    return failure.mistake("CCG110", message, advice)


def _name_of_words(failure: Failure) -> Mistake | None:
    """`overall-score` and `seen on time` as names."""
    before, after = failure.before(), failure.after()
    if failure.line_number or failure.column != 2 or before is None or before.type != "NAME" or after is None:
        return None
    titled = any(token.type == "TEXT" for token in failure.line[failure.column :])
    if failure.type != "MINUS" and not (failure.type in RESERVED_TYPES and titled):
        return None
    middle = "" if failure.type == "MINUS" else f"{failure.token}_"
    return failure.mistake("CCG118", "a name is one word", f"write `{before}_{middle}{after}`", at=before)


def _one_thing(failure: Failure) -> Mistake | None:
    """Text without quotation marks, or a date in another form, where nothing else can stand."""
    before = failure.before()
    if before is None or failure.type in ENDS:
        return None
    if failure.expected == {"TEXT"}:
        advice = f'write `{before} "…"`'
        return failure.mistake("CCG112", f"what stands behind {shown(before)} needs quotation marks", advice)
    if failure.expected == {"DATE"}:
        advice = "write year, month and day, such as `2026-04-01`"
        return failure.mistake("CCG117", f"a date belongs behind {shown(before)}", advice)
    if failure.type == "EQUALS" and failure.column == 1:
        return failure.mistake("CCG110", f"no `=` stands behind {shown(before)}", "leave out the `=`")
    if failure.type == "NUMBER" and before.type == "WHEN_MISSING":
        message = f"`{failure.token}` is not what can be done with a missing value"
        return failure.mistake("CCG110", message, f"write `when missing score {failure.token}`")
    if failure.type == "YES" and failure.after() is not None and str(failure.after()) == "/":
        return failure.mistake("CCG110", "`yes/no` is not a type of a field", "write `yes or no`")
    return None


def _anything(failure: Failure) -> Mistake:
    described = describe(failure.expected)
    before = failure.before()
    behind = f" behind {shown(before)}" if before is not None else ""
    message = f"{shown(failure.token)} cannot stand here{behind}"
    advice = f"expected {alternatives(described[:MOST_NAMED])}" if described else "leave it out"
    return failure.mistake("CCG110", message, advice)


RULES: tuple[Callable[[Failure], Mistake | None], ...] = (
    _stray,
    _unclosed,
    _unopened,
    _last_comma,
    _inner_quotes,
    _no_declaration,
    _when_missing,
    _colon,
    _is_phrase,
    _other_language,
    _number,
    _dated,
    _unequal,
    _chained,
    _foreign_clause,
    _untitled,
    _reserved,
    _case,
    _line_ends,
    _side_by_side,
    _name_of_words,
    _one_thing,
)

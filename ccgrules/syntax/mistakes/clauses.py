"""Mistakes of declarations and clauses: misspelt or foreign words at the start of a line, names, titles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ccgrules.diagnostics.suggest import dates_meant, nearest
from ccgrules.syntax import words
from ccgrules.syntax.expected import alternatives, capitalised, shown
from ccgrules.syntax.failure import Failure
from ccgrules.syntax.lines import STARTS, clause_word
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.mistakes.kinds import ENDS, OPERATORS, RESERVED_TYPES

if TYPE_CHECKING:
    from lark import Token


def no_declaration(failure: Failure) -> Mistake | None:
    """Words before the first declaration."""
    if failure.piece.kind is not None or failure.place or not failure.expected & STARTS:
        return None
    message = f"nothing starts with {shown(failure.token)}"
    return failure.mistake(
        "CCG107", message, 'start with a declaration, such as `framework NAME "Title"`, or with `#` for a comment'
    )


def colon(failure: Failure) -> Mistake | None:
    """A colon behind a clause word."""
    if failure.type != "OPTION" or failure.column:
        return None
    word = str(failure.token).rstrip(": ")
    message, known = f"no colon stands behind `{word}`", words.CLAUSES.get(failure.piece.kind or "", ())
    if word in known:
        return failure.mistake(
            "CCG104", message, f"write `{word}` and what it says, with a space", fix=failure.edit(word)
        )
    meant = nearest(word, known)
    hint = f"did you mean `{meant}`?" if meant else f"write `{word} when …` for a case"
    if word.lower() in ("otherwise", "else", "default"):
        hint = "write `OUTCOME otherwise`"
    return failure.mistake("CCG104", message, hint)


SYNONYMS = {
    "weight": "counts", "weighting": "counts", "target": "standard", "threshold": "standard", "goal": "standard",
    "unit": "data", "units": "data", "type": "data", "format": "data", "direction": "better", "polarity": "better",
    "points": "score", "rule": "score", "scoring": "score",
    "description": "note", "comment": "note", "remark": "note", "reason": "because", "reference": "cite",
    "domain": "in", "theme": "in", "group": "in", "decimals": "shown to", "rounding": "shown to", "range": "between",
    "panel": "moderated by",
    "date": "in force", "valid": "in force", "headline": "result", "results": "result", "import": "use",
}  # fmt: skip
"""What people call a clause, and the clause."""

FROM_DATA = "the value comes with the data; write `data percent from numerator / denominator` for a share"
NO_BETTER, NO_WORSE = "write `no better than LABEL when CONDITION`", "write `no worse than LABEL when CONDITION`"
OTHER_WAYS: dict[str, dict[str, str]] = {
    "indicator": dict.fromkeys(("value", "numerator", "denominator", "calculation", "formula"), FROM_DATA),
    "rating": {
        **dict.fromkeys(("maximum", "max", "cap", "capped", "limit", "limited", "cannot"), NO_BETTER),
        **dict.fromkeys(("minimum", "min"), NO_WORSE),
    },
}
"""What is written in another way, by the declaration in which people write it."""


def foreign_clause(failure: Failure) -> Mistake | None:
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
    if meant is not None and meant == str(first).lower():
        fix = failure.edit(meant, first)
        return failure.mistake("CCG122", capitalised(str(first)), f"write `{meant}`", at=first, fix=fix)
    if str(first) in ("higher", "lower") and "better" in known:
        return failure.mistake("CCG108", f"{shown(first)} is not a clause", f"write `better {first}`", at=first)
    meant = meant or SYNONYMS.get(str(first).lower())
    if str(first) in OTHER_WAYS.get(kind, {}):
        return failure.mistake("CCG108", f"{shown(first)} is not a clause", OTHER_WAYS[kind][str(first)], at=first)
    if meant in known:
        return failure.mistake("CCG108", f"{shown(first)} is not a clause", f"did you mean `{meant}`?", at=first)
    if kind == "group" and first.type in ("NAME", "CODE") and not failure.column:
        message = "a group does not list its members"
        return failure.mistake("CCG108", message, "each member says it on its first line: `… in GROUP`", at=first)
    if not failure.column:
        message = f"{shown(first)} does not start a clause of {_a(kind)}"
        return failure.mistake("CCG108", message, _clauses_of(kind, known), at=first)
    return None


def when_missing(failure: Failure) -> Mistake | None:
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


def reserved(failure: Failure) -> Mistake | None:
    """A word of the language as a name."""
    if failure.type not in RESERVED_TYPES or "NAME" not in failure.expected or failure.type_before() in OPERATORS:
        return None
    if "_NL" in failure.expected or failure.type in ("WHEN", "OTHERWISE", "AND", "OR"):
        return None
    word = str(failure.token)
    message = f"`{word}` is a word of the language, so nothing can be called that"
    return failure.mistake("CCG109", message, f"choose another name, such as `{word}_1`, or leave it out")


def untitled(failure: Failure) -> Mistake | None:
    """Words of a title without quotation marks, or a title where a name belongs."""
    if failure.line_number or failure.piece.kind is None:
        return None
    kind = failure.piece.kind
    if failure.type in ("NAME", "NUMBER") and "TEXT" in failure.expected and failure.type_before() in ("NAME", "CODE"):
        titled = any(token.type == "TEXT" for token in failure.line[failure.column :])
        if titled and failure.type == "NAME":
            return failure.mistake(
                "CCG118", "a name is one word", f"write `{failure.before()}_{failure.token}`", at=failure.before()
            )
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


def labels_in_order(failure: Failure) -> Mistake | None:
    """`outstanding > good` below a scale."""
    if failure.piece.kind != "scale" or not failure.line_number or str(failure.token) not in ("<", ">", "/"):
        return None
    return failure.mistake("CCG110", "the labels of a scale stand one a line, or with commas", "write `,` between them")


def head_word(failure: Failure) -> Mistake | None:
    """A head without `=` before its value; `best to worst` of a scale."""
    kind, before = failure.piece.kind, failure.before()
    if failure.line_number or before is None:
        return None
    if kind == "scale" and str(failure.token) in ("best", "worst"):
        advice = f"write `{failure.token} first`, and below it the labels in that order"
        return failure.mistake("CCG110", "a scale says which of its labels comes first", advice)
    has_sign = any(token.type == "EQUALS" for token in failure.line)
    if failure.type == "OPTION":
        word = str(failure.token).rstrip(": ")
        return failure.mistake("CCG104", f"no colon stands behind `{word}`", "leave it out", fix=failure.edit(word))
    if "EQUALS" in failure.expected and failure.type in ("NAME", "NUMBER", "PERCENT") and not has_sign:
        return failure.mistake(
            "CCG110", f"no `=` stands before the value of this {kind}", f"write `= {failure.token} …`"
        )
    return None


def name_of_words(failure: Failure) -> Mistake | None:
    """`overall-score` and `seen on time` as names."""
    before, after = failure.before(), failure.after()
    if failure.line_number or failure.column != 2 or before is None or before.type != "NAME" or after is None:
        return None
    titled = any(token.type == "TEXT" for token in failure.line[failure.column :])
    if failure.type != "MINUS" and not (failure.type in RESERVED_TYPES and titled):
        return None
    middle = "" if failure.type == "MINUS" else f"{failure.token}_"
    return failure.mistake("CCG118", "a name is one word", f"write `{before}_{middle}{after}`", at=before)


def one_thing(failure: Failure) -> Mistake | None:
    """Text without quotation marks, or a date in another form, where nothing else can stand."""
    before = failure.before()
    if before is None or failure.type in ENDS:
        return None
    if failure.expected == {"TEXT"}:
        advice = f'write `{before} "…"`'
        return failure.mistake("CCG112", f"what stands behind {shown(before)} needs quotation marks", advice)
    if failure.expected == {"DATE"}:
        advice = f"write year, month and day, such as `{_date(failure) or '2026-04-01'}`"
        return failure.mistake("CCG117", f"a date belongs behind {shown(before)}", advice)
    if failure.type == "EQUALS" and failure.column == 1:
        fix = failure.edit("") if before.type != "DATA" else None
        return failure.mistake("CCG110", f"no `=` stands behind {shown(before)}", "leave out the `=`", fix=fix)
    if failure.type == "MINUS" and before.type == "DATE":
        return failure.mistake("CCG110", "two dates stand with `to` between them", "write `to` for the dash")
    if failure.type == "NAME" and failure.expected >= {"TEXT", "_NL"} and failure.type_before(2) == "SOURCE":
        advice = f'write `source {before} "…"`'
        return failure.mistake("CCG112", "the title of a source stands in quotation marks", advice)
    if failure.type == "NUMBER" and before.type == "WHEN_MISSING":
        message = f"`{failure.token}` is not what can be done with a missing value"
        return failure.mistake("CCG110", message, f"write `when missing score {failure.token}`")
    return None


def _date(failure: Failure) -> str | None:
    """The date that was meant, written in another form, day before month as in Britain."""
    parts = [str(token) for token in failure.line[failure.column :] if token.type in ("NUMBER", "NAME", "CODE")]
    return next((str(day) for day in dates_meant(" ".join(parts))), None)

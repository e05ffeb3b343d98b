"""Phrases of other languages, of spreadsheets and of plain English."""

from __future__ import annotations

from ccgrules.syntax import words
from ccgrules.syntax.failure import Failure
from ccgrules.syntax.mistake import Mistake

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


def other_language(failure: Failure) -> Mistake | None:
    """`if`, `else`, `true`, and words of the language in capitals."""
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


def is_phrase(failure: Failure) -> Mistake | None:
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

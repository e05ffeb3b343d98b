"""Token types in plain English: what the parser could take at a place, and what it found there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccgrules.syntax import words

if TYPE_CHECKING:
    from lark import Token

LONGEST_SHOWN = 40

# Several tokens that stand for one idea: the idea is named when all its marks are expected.
IDEAS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        "a value",
        frozenset({"NUMBER", "NAME", "LPAR"}),
        frozenset({"NUMBER", "PERCENT", "NAME", "CODE", "TEXT", "DATE", "YES", "NO", "LPAR", "MINUS", "NOT"}),
    ),
    (
        "an operator such as `+` or `>=`",
        frozenset({"PLUS", "COMPARE"}),
        frozenset(
            {"PLUS", "MINUS", "TIMES", "DIVIDE", "COMPARE", "EQUALS", "MEETS", "MISSES", "AND", "OR", "LPAR", "IS"}
            | {"IS_NOT", "IS_ONE_OF", "IS_NOT_ONE_OF", "IS_MISSING", "IS_NOT_MISSING"}
            | {"IS_BETTER_THAN", "IS_WORSE_THAN"}
        ),
    ),
    (
        "an operator such as `+` or `and`",
        frozenset({"PLUS", "AND"}),
        frozenset({"PLUS", "MINUS", "TIMES", "DIVIDE", "AND", "OR", "LPAR"}),
    ),
    ("a name", frozenset({"NAME"}), frozenset({"NAME", "CODE"})),
    ("a number", frozenset({"NUMBER", "PERCENT"}), frozenset({"NUMBER", "PERCENT", "MINUS"})),
    (
        "a kind of declaration",
        frozenset({"INDICATOR", "RATING"}),
        frozenset(words.token_type(word) for word in words.DECLARATIONS),
    ),
)

# These may stand below any line: to name them would say nothing.
NOTES = frozenset({"BECAUSE", "CITE", "NOTE"})

SPELT = {
    "NUMBER": "a number",
    "PERCENT": "a percentage",
    "DATE": "a date such as `2025-04-01`",
    "TEXT": "text in quotation marks",
    "CODE": "a name",
    "OPTION": "an option such as `method:`",
    "AMONG": "`among:`",
    "PER_NUMBER": "`per 100,000`",
    "COMPARE": "`>=`",
    "EQUALS": "`=`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "TIMES": "`*`",
    "DIVIDE": "`/`",
    "COMMA": "`,`",
    "VBAR": "`|`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "_NL": "the end of the line",
    "$END": "the end of the declaration",
    "LOWER_THRESHOLD": "`lower_threshold`",
}


def describe(expected: Collection[str]) -> list[str]:
    """What is expected, in words, most general first."""
    left = set(expected) - NOTES
    described: list[str] = []
    for idea, marks, covered in IDEAS:
        if marks <= left:
            described.append(idea)
            left -= covered
    described.extend(sorted({spelt(kind) for kind in left - {"_NL", "$END"}}))
    if "_NL" in left:
        described.append("the end of the line")
    return described


def spelt(kind: str) -> str:
    """A token type as people write it."""
    return SPELT.get(kind) or f"`{kind.lower().replace('_', ' ')}`"


def alternatives(items: Collection[str]) -> str:
    """`a, b or c`."""
    *most, last = items
    return f"{', '.join(most)} or {last}" if most else last


def capitalised(word: str) -> str:
    """That a word of the language is not in small letters."""
    return f"`{word}` is written {'in capitals' if word.isupper() else 'with a capital'}"


def shown(token: Token) -> str:
    """A token as a message shows it, shortened if need be."""
    words_of_it = str(token)
    if len(words_of_it) > LONGEST_SHOWN:
        words_of_it = f"{words_of_it[:LONGEST_SHOWN]}…"
    return f"`{words_of_it}`"

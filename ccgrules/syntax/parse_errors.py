"""Syntax errors in plain English.

The parser stops at a token, in a state that could take others. The rules below look at what stands there, in order;
the first that recognises the mistake explains it, and the last one explains any.
"""

from __future__ import annotations

from collections.abc import Callable

from ccgrules.syntax.failure import Failure
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.mistakes import cases, clauses, phrases, signs


def explain(failure: Failure) -> Mistake:
    """What to say of a failure."""
    for rule in RULES:
        mistake = rule(failure)
        if mistake is not None:
            return mistake
    return cases.anything(failure)


RULES: tuple[Callable[[Failure], Mistake | None], ...] = (
    signs.bullet,
    signs.stray,
    signs.unclosed,
    signs.unopened,
    signs.last_comma,
    signs.inner_quotes,
    clauses.no_declaration,
    clauses.when_missing,
    clauses.colon,
    phrases.if_then,
    phrases.is_phrase,
    phrases.plain_english,
    phrases.other_language,
    signs.number,
    signs.dated,
    signs.unequal,
    cases.half_condition,
    cases.chained,
    cases.list_of_names,
    clauses.labels_in_order,
    clauses.head_word,
    clauses.foreign_clause,
    clauses.untitled,
    clauses.reserved,
    cases.unfinished_case,
    cases.line_ends,
    cases.side_by_side,
    clauses.name_of_words,
    clauses.one_thing,
)

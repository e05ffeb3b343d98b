"""The words of the language: declarations, their clauses, and what is reserved.

The clause words of a declaration are words of the language only where they stand first on one of its lines;
everywhere else, and in every other declaration, they are names like any other.
"""

from __future__ import annotations

ANNOTATIONS = ("because", "cite", "note", "accept")

MEMBER_CLAUSES = (
    "in",
    "data",
    "better",
    "standard",
    "lower_threshold",
    "floor",
    "used when",
    "let",
    "score",
    "status",
    "counts",
    "when missing",
    "shown to",
    "formerly",
)

CLAUSES: dict[str, tuple[str, ...]] = {
    "framework": (
        "language",
        "version",
        "rates",
        "in force",
        "scores better",
        "source",
        "amends",
        "use",
        "result",
    ),
    "scale": (),
    "field": ("formerly",),
    "condition": ("formerly",),
    "population": ("by", "where", "at least", "formerly"),
    "parameter": ("between", "formerly"),
    "method": ("let", "score", "status", "formerly"),
    "indicator": MEMBER_CLAUSES,
    "group": MEMBER_CLAUSES,
    "measure": ("weighted mean", "let", "better", "data", "shown to", "when missing", "formerly"),
    "rating": (
        "let",
        "starts as",
        "no better than",
        "no worse than",
        "becomes",
        "not rated",
        "moderated by",
        "must",
        "formerly",
    ),
    "judgement": ("must", "formerly"),
    "test": ("given", "expect"),
}
"""The clause words of each declaration, in the order in which the reference gives them."""

CHANGES = ("change", "replace", "remove", "rename")
"""What else may stand first on a line and starts a declaration: amendments of an older ruleset."""

DECLARATIONS = (*CLAUSES, *CHANGES)

RESERVED = (
    *("and", "or", "not", "is", "in", "on", "by", "from", "to", "when", "where", "otherwise", "meets", "misses"),
    *("missing", "between", "yes", "no", "then", "supplied"),
)
"""Words that are never names, wherever they stand (with the words that start a declaration)."""


def token_type(phrase: str) -> str:
    """The name in the grammar of a word or phrase: `no better than` is `NO_BETTER_THAN`."""
    return phrase.upper().replace(" ", "_")

"""What stands in a cell instead of a figure, and what it means.

The bracketed letters are the shorthand that United Kingdom government statistics use in published spreadsheets. A
mapping adds a publisher's own marks, and says so where one of these means something else there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ccgrules.model.types import Reason


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks that mean the same: why the value is missing, and how they are explained to whoever fills in a template."""

    reason: Reason
    marks: tuple[str, ...]
    meaning: str


MISSING_MARKS = (
    Marks(
        Reason.NONE_GIVEN, ("", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none", "missing"), "no reason given"
    ),
    Marks(
        Reason.SUPPRESSED,
        ("[c]", "*", "**", "suppressed", "confidential", "[u]", "<5", "<6", "<7", "<8", "<10", "<11"),
        "withheld: small numbers, confidential, or too unreliable to publish",
    ),
    Marks(
        Reason.NOT_SUBMITTED,
        ("[x]", "..", "...", "…", ":", "not submitted", "not available", "not reported", "no data", "[w]"),
        "not submitted, or not available",
    ),
    Marks(Reason.NOT_APPLICABLE, ("[z]", "not applicable"), "not applicable to this organisation"),
)
"""Marks for a missing value; capitals do not count."""

QUALIFIERS = {
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "f": "forecast",
    "b": "break in the series",
    "er": "earliest revision",
    "u": "low reliability",
}
"""Remarks behind a figure (`12.3 [p]`): the figure stands, and a warning says so."""

NO_RESULT = "#FORMULA!"
"""What a workbook's cell is read as that holds a formula whose result is not stored."""

REASON_WORDS = {
    "no reason given": Reason.NONE_GIVEN,
    "none given": Reason.NONE_GIVEN,
    "not applicable": Reason.NOT_APPLICABLE,
    "not submitted": Reason.NOT_SUBMITTED,
    "suppressed": Reason.SUPPRESSED,
}
"""How a mapping and the column `missing_reason` name a reason."""

_NEVER_TEXT = frozenset({"n/a", "nan", "null"})
_REASONS = {mark: row.reason for row in MISSING_MARKS for mark in row.marks}


def reason_of(word: str) -> Reason | None:
    """Why a cell with this mark is missing; None if it is not a mark. The word is without space around it."""
    return _REASONS.get(word.casefold().replace("< ", "<"))


def reason_of_text_cell(word: str) -> Reason | None:
    """As `reason_of` for free text, where a word such as `none` may be meant: only other marks count."""
    is_word = re.search(r"\w", re.sub(r"\[\w\]", "", word)) and word.casefold() not in _NEVER_TEXT
    return None if is_word else reason_of(word)


def reason_named(word: str) -> Reason | None:
    """The reason that the column `missing_reason` gives, in words or as a mark; None if it is neither."""
    known = " ".join(word.casefold().replace("_", " ").split())
    return REASON_WORDS.get(known, reason_of(known))

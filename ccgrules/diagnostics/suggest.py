"""`did you mean`: the nearest known name, if one is near enough; and the day that a date in another form stands for."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
YEAR_DIGITS = 4


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when nothing is close (ratio under 0.7)."""
    best, best_ratio = None, 0.7
    # The matcher prepares its second text, which is the one that stays.
    matcher = SequenceMatcher(None, "", word.lower())
    for candidate in sorted(set(known)):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() < best_ratio or matcher.quick_ratio() < best_ratio:
            continue
        if (ratio := matcher.ratio()) > best_ratio or (best is None and ratio >= best_ratio):
            best, best_ratio = candidate, ratio
    return best


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A help line, or None."""
    best = nearest(word, known)
    return f"did you mean `{best}`?" if best else None


# --- dates -------------------------------------------------------------------------------------------------------


def dates_meant(text: str) -> list[datetime.date]:
    """What `01/04/2025`, `2025/04/01` or `1 April 2025` may stand for, day before month, as in Britain, first."""
    parts = re.findall(r"[^\W_]+", text.lower())
    if len(parts) < 3:
        return []
    if parts[0].isdigit() and len(parts[0]) == YEAR_DIGITS:
        orders: Sequence[Sequence[str]] = (parts[:3],)
    elif parts[0].isalpha():
        orders = ((parts[2], parts[0], parts[1]),)
    else:
        orders = ((parts[2], parts[1], parts[0]), (parts[2], parts[0], parts[1]))
    return list(dict.fromkeys(day for order in orders if (day := _day(*order)) is not None))


def _day(year: str, month: str, day: str) -> datetime.date | None:
    if len(year) != YEAR_DIGITS:
        return None
    named = next((place for place, name in enumerate(MONTHS, 1) if month.isalpha() and name.startswith(month)), None)
    try:
        return datetime.date(int(year), named or int(month), int(re.sub("(st|nd|rd|th)$", "", day)))
    except ValueError:
        return None


def date_advice(text: str) -> str:
    """How to write a date of which this text is none: as the day that it stands for, where that can be told."""
    if meant := dates_meant(text):
        return "write " + " or ".join(f"`{day}`" for day in meant)
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    if iso and 1 <= int(iso[2]) <= len(MONTHS) and int(iso[1]):
        year, month = int(iso[1]), int(iso[2])
        days = calendar.monthrange(year, month)[1]
        return f"{MONTHS[month - 1].capitalize()} {year} has {days} days"
    return "write year, month and day, in the form of `2019-07-02`"

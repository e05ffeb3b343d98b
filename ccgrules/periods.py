"""Puts periods in the order of time, however a publisher writes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_FINANCIAL = r"(?P<year>\d{4}|\d{2})\s*[/\u2013-]\s*(?P<next>\d{4}|\d{2})"
_DASH = r"\s*(?:-|\u2013|to)\s*"


def in_time_order(periods: Iterable[str]) -> tuple[str, ...] | None:
    """Distinct periods, earliest first; None where they are not all written in one known form."""
    distinct = sorted(set(periods))
    places = _places(distinct)
    if places is None:
        return None
    return tuple(sorted(distinct, key=lambda period: places[distinct.index(period)]))


def places_in_time(periods: Iterable[str]) -> dict[str, int] | None:
    """Where each period lies in time; two spellings of one period lie at one place.

    Returns:
        A number for each, later periods higher; None where they are not all written in one known form.
    """
    distinct = sorted(set(periods))
    form = _form(distinct)
    if form is None:
        return None
    places = {period: form(_tidy(period)) for period in distinct}
    return {period: place for period, place in places.items() if place is not None}


def since(order: Sequence[str], start: str) -> frozenset[str] | None:
    """Which periods of an order are a named one or later; None where they cannot be compared with it.

    Args:
        order: Periods, earliest first.
        start: The named one, which need not be among them.
    """
    if start in order:
        return frozenset(order[order.index(start) :])
    places = places_in_time([*order, start])
    return None if places is None else frozenset(period for period in order if places[period] >= places[start])


def named_in(order: Sequence[str], period: str) -> str | None:
    """The period of an order that a name stands for, be it in another spelling; None if it has none such."""
    if period in order:
        return period
    places = places_in_time([*order, period])
    return None if places is None else next((known for known in order if places[known] == places[period]), None)


def gaps(ordered: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbours in time order between which a whole period is missing: `Q1 2025/26`, `Q3 2025/26`."""
    found = _places(ordered)
    form = _form(ordered)
    if found is None or form is None or form in UNCOUNTED:
        return []
    steps = [later - earlier for earlier, later in pairwise(found)]
    usual = 1 if form in WHOLE else min(steps, default=1)
    return [(ordered[i], ordered[i + 1]) for i, step in enumerate(steps) if step > usual]


def _places(periods: Sequence[str]) -> list[int] | None:
    form = _form(periods)
    if form is None:
        return None
    places = [form(_tidy(period)) for period in periods]
    numbers = [place for place in places if place is not None]
    # Two spellings of one period (`2024/25`, `2024-25`) have no order between them.
    return numbers if len(set(numbers)) == len(periods) else None


def _form(periods: Sequence[str]) -> Callable[[str], int | None] | None:
    """The first form in which every one of the periods can be read."""
    tidy = [_tidy(period) for period in periods]
    return next((form for form in FORMS if all(form(period) is not None for period in tidy)), None)


def _tidy(period: str) -> str:
    return " ".join(period.casefold().replace(",", " ").split())


# --- the forms ---------------------------------------------------------------------------------------------------


def financial_year(text: str) -> int | None:
    """`2024/25`, `2024-25`, `24/25`, `2024/2025`, `FY 2024/25`."""
    match = re.fullmatch(rf"(?:fy\s*)?{_FINANCIAL}", text)
    return _first_year(match) if match else None


def year(text: str) -> int | None:
    """`2024`, `FY2024`."""
    match = re.fullmatch(r"(?:fy\s*)?(\d{4})", text)
    return int(match[1]) if match else None


def quarter(text: str) -> int | None:
    """`Q1 2025/26`, `2025-26 Q1`, `Quarter 1 2025`, `2025-Q1`."""
    part = r"q(?:uarter|tr)?\.?\s*(?P<quarter>[1-4])"
    for years in (_FINANCIAL, r"(?P<year>\d{4})"):
        for form in (rf"{part}\s*(?:of\s*)?[-:(]?\s*(?:fy\s*)?{years}\)?", rf"{years}\s*[-:]?\s*{part}"):
            if match := re.fullmatch(form, text):
                first = _first_year(match)
                return None if first is None else first * 4 + int(match["quarter"]) - 1
    return None


def month_of_year(text: str) -> int | None:
    """`Month 3 2025/26`, `M3 2025`, `2025/26 M03`."""
    part = r"m(?:onth)?\s*(?P<count>0?[1-9]|1[0-2])"
    for years in (_FINANCIAL, r"(?P<year>\d{4})"):
        for form in (rf"{part}\s*[-:]?\s*{years}", rf"{years}\s*[-:]?\s*{part}"):
            if match := re.fullmatch(form, text):
                first = _first_year(match)
                return None if first is None else first * 12 + int(match["count"]) - 1
    return None


def month(text: str) -> int | None:
    """`2025-04`, `2025/04`, `04/2025`."""
    match = re.fullmatch(r"(?P<year>\d{4})[-/](?P<m>0[1-9]|1[0-2])", text) or re.fullmatch(
        r"(?P<m>0?[1-9]|1[0-2])[-/](?P<year>\d{4})", text
    )
    return int(match["year"]) * 12 + int(match["m"]) - 1 if match else None


def named_month(text: str) -> int | None:
    """`Jun-25`, `June 2025`, `2025 June`, `Jan 25 - Dec 25` (by its last month)."""
    years = r"(?P<year>\d{4}|\d{2})"
    last = re.split(_DASH + r"(?=[a-z])", text)[-1] if re.match(rf"{_MONTH}[\s'-]*\d", text) else text
    for form in (rf"{_MONTH}[\s'-]*{years}", rf"{years}[\s-]*{_MONTH}"):
        if match := re.fullmatch(form, last):
            return _four_digits(match["year"]) * 12 + MONTHS.index(match["month"])
    return None


def day(text: str) -> int | None:
    """`2025-04-01`, `01/04/2025` (day first), `1 April 2025`."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?(?:\.0+)?)?", text):
        return _ordinal(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        return _ordinal(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(rf"(\d{{1,2}})\s*{_MONTH}\s*(\d{{4}})", text):
        return _ordinal(int(match[3]), MONTHS.index(match["month"]) + 1, int(match[1]))
    return None


FORMS: tuple[Callable[[str], int | None], ...] = (
    year,
    financial_year,
    quarter,
    month_of_year,
    month,
    named_month,
    day,
)
"""Tried in turn: a form holds when every period can be read in it. So `2010-11` is a year beside `2009-10`, and a month
beside `2010-12`."""

WHOLE = frozenset({year, financial_year, quarter})
"""Forms whose every period is expected; months may come every third, so there the smallest step counts."""

UNCOUNTED = frozenset({day})
"""Forms in which a step of more than one says nothing."""


def _first_year(match: re.Match[str]) -> int | None:
    """The first year of a span of two; None where the second does not follow it."""
    first = _four_digits(match["year"])
    following = match.groupdict().get("next")
    if following is None:
        return first
    return first if int(following) == (first + 1) % 10 ** len(following) else None


def _four_digits(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _ordinal(of_year: int, of_month: int, of_day: int) -> int | None:
    try:
        return datetime.date(of_year, of_month, of_day).toordinal()
    except ValueError:
        return None

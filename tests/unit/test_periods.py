"""Periods in the order of time."""

from __future__ import annotations

import itertools

import pytest

from ccgrules.periods import gaps, in_time_order, named_in, places_in_time, since

IN_ORDER = [
    ("2023", "2024", "2025"),
    ("2023/24", "2024/25", "2025/26"),
    ("1999-00", "2000-01"),
    ("2009-10", "2010-11", "2011-12"),  # years, since 2009-10 and 2010-11 both run into the next
    ("2011-11", "2011-12", "2012-01"),  # months
    ("2024/2025", "2025/2026"),
    ("24/25", "25/26"),
    ("Q4 2024/25", "Q1 2025/26", "Q2 2025/26"),
    ("Q4 2024-25", "Q1 2025/26"),
    ("2024/25 Q4", "2025/26 Q1"),
    ("2025-Q1", "2025-Q2"),
    ("Quarter 1 2025", "Quarter 2 2025"),
    ("Month 3 2025", "Month 6 2025", "Month 9 2025"),
    ("2025-04-01", "2025-05-01", "2025-10-01"),
    ("31/03/2025", "30/06/2025"),
    ("Dec-24", "Jun-25", "Sep-25"),
    ("June 2024", "May 2025"),
    ("Sept 2025", "Oct 2025"),
    ("Oct 24 - Sep 25", "Jan 25 - Dec 25"),
    ("1 April 2025", "12 April 2025"),
    ("2024–25", "2025–26"),
]


@pytest.mark.parametrize("periods", IN_ORDER, ids=" ".join)
def test_known_forms_are_in_the_order_of_time(periods: tuple[str, ...]) -> None:
    for shuffled in itertools.permutations(periods):
        assert in_time_order(shuffled) == periods


@pytest.mark.parametrize(
    "periods",
    [
        ("baseline", "final"),
        ("2024/25", "2024-25"),  # two spellings of one year
        ("2024/25", "Q1 2025/26"),  # a year and a quarter
        ("2024-26", "2025-27"),  # no year runs to the one after next
        ("Q5 2025", "Q1 2025"),
        ("2025-13", "2025-14"),
        ("31/02/2025", "30/06/2025"),
        ("", "2025"),
    ],
)
def test_other_forms_have_no_order(periods: tuple[str, ...]) -> None:
    assert in_time_order(periods) is None


def test_gaps() -> None:
    assert gaps(("Q1 2025/26", "Q3 2025/26")) == [("Q1 2025/26", "Q3 2025/26")]
    assert gaps(("2023/24", "2024/25")) == []
    assert gaps(("2022", "2023", "2025")) == [("2023", "2025")]
    assert gaps(("Jun-25", "Sep-25", "Dec-25")) == []
    assert gaps(("Jun-25", "Jul-25", "Sep-25")) == [("Jul-25", "Sep-25")]
    assert gaps(("2025-04-01", "2025-09-12", "2025-09-13")) == []


def test_periods_from_a_named_one_on() -> None:
    years = ("2016/17", "2017/18", "2018/19")
    assert since(years, "2017/18") == frozenset({"2017/18", "2018/19"})
    assert since(years, "2017-18") == frozenset({"2017/18", "2018/19"})
    assert since(years, "2010/11") == frozenset(years)
    assert since(years, "2025/26") == frozenset()
    assert since(("first wave", "second wave"), "second wave") == frozenset({"second wave"})


@pytest.mark.parametrize("start", ["Q1 2017/18", "2017", "the merger", ""])
def test_periods_of_another_form_cannot_be_compared(start: str) -> None:
    assert since(("2016/17", "2017/18"), start) is None
    assert since(("",), "2017/18") is None


def test_a_period_is_found_in_another_spelling() -> None:
    assert named_in(("2016/17", "2017/18"), "2017-18") == "2017/18"
    assert named_in(("2016/17", "2017/18"), "2018/19") is None
    assert named_in(("2016/17", "2017/18"), "someday") is None


def test_two_spellings_of_a_period_lie_at_one_place() -> None:
    assert places_in_time(["2017/18", "2017-18", "2016/17"]) == {"2017/18": 2017, "2017-18": 2017, "2016/17": 2016}

"""The days that dates in other forms may stand for, and what is advised of what is none."""

from __future__ import annotations

import pytest

from ccgrules.diagnostics.suggest import date_advice, dates_meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2 July 2019", ["2019-07-02"]),
        ("2nd jul 2019", ["2019-07-02"]),
        ("31st March 2020", ["2020-03-31"]),
        ("July 2, 2019", ["2019-07-02"]),
        ("2019/07/02", ["2019-07-02"]),
        ("30.06.2025", ["2025-06-30"]),
        ("03/04/2020", ["2020-04-03", "2020-03-04"]),
        ("05/05/2020", ["2020-05-05"]),
        ("3/4/20", []),
        ("31/02/2020", []),
        ("July 2019", []),
        ("spring", []),
        ("", []),
    ],
)
def test_dates_meant(written: str, meant: list[str]) -> None:
    assert [str(day) for day in dates_meant(written)] == meant


def test_what_is_advised() -> None:
    assert date_advice("03/04/2020") == "write `2020-04-03` or `2020-03-04`"
    assert date_advice("2024-02-30") == "February 2024 has 29 days"
    for none in ("2024-13-01", "0000-01-01", "2024-00-10", "soon"):
        assert date_advice(none) == "write year, month and day, in the form of `2019-07-02`"

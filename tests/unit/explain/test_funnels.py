"""z-scores in words: set points, errors, over-dispersion, why there is none; and what would change them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from unit.explain.explained import planned, rated

from ccgrules.explain.among_parts import Among
from ccgrules.explain.derivation import derive
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.funnels import figure
from ccgrules.explain.sentences import working
from ccgrules.explain.wording import to_text

F = Fraction
RULES = """
field n "Patients" number

indicator A "Seen"
  data    percent
  better  {better}

measure z "z" = z_score(A.value, against: {against}, {options}, among: trusts)
"""


def explained(
    options: str, rows: Sequence[dict[str, Any]], *, against: str = "50%", better: str = "higher"
) -> Derivation:
    """The first row's z-score."""
    plan = planned(RULES.format(options=options, against=against, better=better), result="z")
    return derive(rated(plan, rows), "A", None, "z")


def words(options: str, rows: Sequence[dict[str, Any]], **more: str) -> str:
    """How the first row's z-score came about."""
    told = explained(options, rows, **more)
    return working(told, among_of(told))


def among_of(told: Derivation) -> Entry:
    (entry,) = (entry for entry in told.entries if isinstance(entry.how, Among) and entry.how.function == "z_score")
    return entry


def rows(*values: str, n: int = 100) -> list[dict[str, Any]]:
    return [{"A": F(value), "n": F(n)} for value in values]


BINOMIAL = "error: binomial, denominator: n"
NORMAL = "error: normal, standard_error: 5%"


def test_a_set_point_and_the_standard_error_of_a_share() -> None:
    assert words(BINOMIAL, rows("0.6", "0.4")) == (
        "z = (60.00 − 50.00) / 5.00 = 2.00; standard error √(50.00 × (100 − 50.00) / 100.00) = 5.00 points, binomial"
    )


def test_lower_is_better() -> None:
    assert "z = (50.00 − 60.00) / 5.00 = −2.00; " in words(BINOMIAL, rows("0.6", "0.4"), better="lower")


def test_no_over_dispersion() -> None:
    told = words(f"{BINOMIAL}, overdispersion: additive", rows("0.53", "0.48", "0.5"))
    assert told == (
        "z = (53.00 − 50.00) / 5.00 = 0.60; standard error √(50.00 × (100 − 50.00) / 100.00) = 5.00 points, binomial; "
        "φ 0.1733 of 3 trusts: no over-dispersion"
    )


def test_multiplied_and_winsorised() -> None:
    """z = 2, -2, 0, 4, -6: a quarter of the way in, -2 and 2; φ = (4 + 4 + 0 + 4 + 4) / 5 = 3.2."""
    told = words(f"{BINOMIAL}, overdispersion: multiplicative, winsorise: 25%", rows("0.6", "0.4", "0.5", "0.7", "0.2"))
    assert told == (
        "z = (60.00 − 50.00) / (5.00 × √3.20) = 1.1180; "
        "standard error √(50.00 × (100 − 50.00) / 100.00) = 5.00 points, binomial; "
        "φ 3.20 of 5 trusts, z-scores held to −2.00 and 2.00; without over-dispersion z = 2.00"
    )


def test_added_and_trimmed() -> None:
    """As above: of -2, 0 and 2 left, φ = 8/3, τ² = (8 - 2) / (3/25 - (3/625) / (3/25)) = 6 / (2/25) = 75."""
    told = words(f"{NORMAL}, overdispersion: additive, trim: 25%", rows("0.6", "0.4", "0.5", "0.7", "0.2"))
    assert told == (
        "z = (60.00 − 50.00) / √(5.00² + 75.00) = 1.00; standard error 5.00 points, normal; "
        "τ² = (3 × 2.6667 − 2) / 0.08 = 75.00; φ 2.6667 of 3 trusts, z-scores left out beyond −2.00 and 2.00; "
        "without over-dispersion z = 2.00"
    )


def test_transformed() -> None:
    """Asin √0.75 is π/3, asin √0.25 π/6: π/6 times 2 √36."""
    told = words(f"{BINOMIAL}, transform: arcsine", rows("0.75", n=36), against="25%")
    assert told == (
        "75.00 % against 25.00 %, each transformed (arcsine): z = (asin √0.75 − asin √0.25) / 0.0833333 = 6.2832; "
        "standard error 1 / (2 × √36.00) = 0.0833333, binomial"
    )


@pytest.mark.parametrize(
    ("options", "against", "first", "why"),
    [
        (BINOMIAL, "100%", "0.9", "there is no standard error above 0"),
        (
            f"{BINOMIAL}, overdispersion: additive",
            "50%",
            "0.9",
            "over-dispersion cannot be estimated from fewer",
        ),
        (f"{BINOMIAL}, transform: arcsine", "50%", "1.1", "one of them cannot be transformed"),
    ],
)
def test_why_there_is_none(options: str, against: str, first: str, why: str) -> None:
    told = explained(options, rows(first), against=against)
    assert f"no z, as {why}" in working(told, among_of(told))
    assert to_text(told)


def test_those_who_are_no_members_are_told_so() -> None:
    told = explained(BINOMIAL, [{"A": None, "n": F(100)}, *rows("0.6")])
    how = among_of(told).how
    assert isinstance(how, Among)
    assert how.scored is None
    assert working(told, among_of(told)) == "from 1 of 2 trusts"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0.00"), ("12.5", "12.50"), ("1/3", "0.333333"), ("1/30000", "0.0000333333"), ("100/3", "33.3333")],
)
def test_small_figures_keep_their_digits(value: str, shown: str) -> None:
    assert figure(F(value)) == shown


# --- what would change it ---------------------------------------------------------------------------------------------

RATED = """
field n "Patients" number

indicator A "Seen"
  data    percent
  better  higher

measure z "z" = z_score(A.value, against: 50%, error: binomial, denominator: n, {options}, among: trusts)
  better higher

rating verdict "Verdict" on ratings
  good  when z > 2
  fair  when z >= -1
  poor  otherwise
"""
HELD = "a z-score is worked out again with the same figures of the population and the same over-dispersion"


def reached(options: str, values: Sequence[dict[str, Any]]) -> list[tuple[str, bool, str]]:
    """At which figures of A the rating becomes another one."""
    told = derive(rated(planned(RATED.format(options=options)), values), "A", None, "verdict")
    assert told.changes is not None
    assert any(HELD in sentence for sentence in told.changes.held)
    (single,) = (single for single in told.changes.singles if single.column == "A.value")
    return [(reach.at.shown, reach.inclusive, reach.rating.shown) for reach in single.reaches]


def test_cut_points_are_found_exactly() -> None:
    """Standard error 5 points: 2 of them above 50 %, 1 below."""
    wanted = [("60.00 %", False, "Good"), ("45.00 %", False, "Poor")]
    assert reached("overdispersion: none", rows("0.5", "0.4")) == wanted


def test_over_dispersion_is_held() -> None:
    """z = 0, 4, -4, 4, -4: φ = 12.8, τ² = (64 - 4) / (5/25 - 1/25) = 375, √(25 + 375) = 20 points."""
    there = rows("0.5", "0.7", "0.3", "0.7", "0.3")
    assert reached("overdispersion: additive", there) == [("90.00 %", False, "Good"), ("30.00 %", False, "Poor")]


@pytest.mark.parametrize("transform", ["none", "arcsine"])
def test_each_change_is_borne_out_by_a_run_on_changed_data(transform: str) -> None:
    """Without over-dispersion nothing is held that a run would not hold."""
    there = rows("0.52", "0.4", "0.61")
    plan = planned(RATED.format(options=f"transform: {transform}"))
    told = derive(rated(plan, there), "A", None, "verdict")
    assert told.changes is not None
    (single,) = (single for single in told.changes.singles if single.column == "A.value")
    assert len(single.reaches) == 2
    for reach in single.reaches:
        up = reach.side == "or more"
        at = F(str(reach.at.exact)) / 100
        past = at if reach.inclusive else at + (F(1, 10**9) if up else -F(1, 10**9))
        before = at - (F(1, 10**3) if up else -F(1, 10**3))
        for value, rating in ((past, reach.rating.exact), (before, told.value.exact)):
            again = rated(plan, [{"A": value, "n": F(100)}, *there[1:]])
            assert again.value("verdict", 0) == rating

"""z-scores: standard errors, transforms, over-dispersion and its ends, by small cases worked by hand."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from ccgrules.engine.approximate import rounded_later
from ccgrules.engine.dispersion import Dispersion, Measured, Point, dispersion, limits
from ccgrules.engine.funnel import points, score, z_score
from ccgrules.engine.numbers import Overgrown, near
from ccgrules.model.expressions import Notes
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Type, Value
from ccgrules.plan.steps import Figure, Origin
from ccgrules.source import SourceFile, Span

PLAIN: dict[str, Any] = {"error": "binomial", "transform": "none", "overdispersion": "none"}
OWN: dict[str, Any] = {**PLAIN, "error": "normal"}
ADDED: dict[str, Any] = {**OWN, "overdispersion": "additive"}
TIMES: dict[str, Any] = {**OWN, "overdispersion": "multiplicative"}
TENTH = Fraction(1, 10)
TEN_TO_30 = 10**30
NO_ERROR = MISSING[Reason.DIVISION_BY_ZERO]


def one(options: dict[str, Any], value: str, scale: str, set_point: str, best: str = "higher") -> Fraction | Missing:
    """One member's z, over-dispersion left out."""
    (found,) = points(options, best, [[Fraction(value), Fraction(scale), Fraction(set_point)]])
    return found if isinstance(found, Missing) else score(PLAIN, found, NO_ERROR)


def close(got: Value, wanted: Fraction | float) -> bool:
    if not isinstance(got, Fraction):
        return False
    return near(got, wanted) if isinstance(wanted, Fraction) else math.isclose(got, wanted)


def at(*scores: str | int) -> list[Point]:
    """Members with a standard error of 1."""
    return [apart(Fraction(score), Fraction(1)) for score in scores]


def apart(distance: Fraction, square: Fraction) -> Point:
    """A member so far from its set point, with such a square of its standard error."""
    return Point(*distance.as_integer_ratio(), *square.as_integer_ratio())


def spread(options: dict[str, Any], members: list[Point]) -> Dispersion:
    found = dispersion(options, Measured.of(members))
    assert isinstance(found, Dispersion)
    return found


def figure(options: dict[str, Any]) -> Figure:
    span = Span(SourceFile("t.rules", ""), 0, 0)
    return Figure(
        "z", Type(Kind.NUMBER), "z_score", ("y", "n", "t"), "everyone", None, None, None, None,
        Origin("z", "", "z", Notes(), span), best=("higher",), options=tuple(options.items()),
    )  # fmt: skip


# --- standard errors --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "args", "z"),
    [
        # sqrt(0.5 x 0.5 / 100) = 0.05; sqrt(0.8 x 0.2 / 16) = 0.1
        (PLAIN, ("0.6", "100", "0.5"), Fraction(2)),
        (PLAIN, ("0.65", "16", "0.8"), Fraction(-3, 2)),
        # sqrt(0.0001 / 1000000) = 0.00001
        ({**PLAIN, "error": "poisson"}, ("0.00012", "1000000", "0.0001"), Fraction(2)),
        # a ratio of 1.5 to 16 expected: sqrt(1 / 16) = 0.25
        ({**PLAIN, "error": "poisson"}, ("1.5", "16", "1"), Fraction(2)),
        # per 100,000: as above
        ({**PLAIN, "error": "poisson", "base": Fraction(100_000)}, ("12", "1000000", "10"), Fraction(2)),
        # the standard error is in the unit of the value
        (OWN, ("60", "4", "50"), Fraction(5, 2)),
        # (3 - 2) x 2 x sqrt(4); ln 4 x sqrt(9 x 1)
        ({**PLAIN, "error": "poisson", "transform": "square_root"}, ("9", "4", "4"), Fraction(4)),
        ({**PLAIN, "error": "poisson", "transform": "log"}, ("4", "9", "1"), 3 * math.log(4)),
        # (pi/2 - pi/4) x 2 x sqrt(4); 0 % and 100 % have an arcsine, and a set point of 0 % an error
        ({**PLAIN, "transform": "arcsine"}, ("1", "4", "0.5"), math.pi),
        ({**PLAIN, "transform": "arcsine"}, ("0.5", "4", "0"), math.pi),
        # beyond 100 %, as counts of different days may give: the distance is still one
        (PLAIN, ("1.05", "100", "0.5"), Fraction(11)),
    ],
)
def test_standard_errors(options: dict[str, Any], args: tuple[str, str, str], z: Fraction | float) -> None:
    assert close(one(options, *args), z)
    assert close(one(options, *args, best="lower"), -z)


@pytest.mark.parametrize(
    ("options", "args", "reason"),
    [
        (PLAIN, ("0.9", "100", "1"), Reason.DIVISION_BY_ZERO),
        (PLAIN, ("0.1", "100", "0"), Reason.DIVISION_BY_ZERO),
        (PLAIN, ("0.5", "0", "0.5"), Reason.DIVISION_BY_ZERO),
        (PLAIN, ("0.5", "-3", "0.5"), Reason.DIVISION_BY_ZERO),
        (PLAIN, ("0.5", "10", "1.2"), Reason.DIVISION_BY_ZERO),
        ({**PLAIN, "error": "poisson"}, ("1", "10", "0"), Reason.DIVISION_BY_ZERO),
        (OWN, ("1", "0", "0"), Reason.DIVISION_BY_ZERO),
        (OWN, ("1", "-1", "0"), Reason.DIVISION_BY_ZERO),
        ({**PLAIN, "transform": "arcsine"}, ("1.01", "10", "0.5"), Reason.UNDETERMINED),
        ({**PLAIN, "transform": "arcsine"}, ("0.5", "10", "-0.01"), Reason.UNDETERMINED),
        ({**PLAIN, "error": "poisson", "transform": "log"}, ("0", "10", "1"), Reason.UNDETERMINED),
        ({**PLAIN, "error": "poisson", "transform": "log"}, ("1", "10", "0"), Reason.UNDETERMINED),
        ({**PLAIN, "error": "poisson", "transform": "square_root"}, ("-1", "10", "1"), Reason.UNDETERMINED),
        ({**PLAIN, "error": "poisson", "transform": "log"}, ("1", "0", "1"), Reason.DIVISION_BY_ZERO),
    ],
)
def test_without_a_standard_error_or_a_transform_there_is_no_score(
    options: dict[str, Any], args: tuple[str, str, str], reason: Reason
) -> None:
    assert one(options, *args) == MISSING[reason]


TRANSFORMS = (("arcsine", "binomial"), ("log", "poisson"), ("square_root", "poisson"), ("none", "poisson"))


def test_a_value_on_its_set_point_is_nought() -> None:
    for transform, error in TRANSFORMS:
        assert one({**PLAIN, "error": error, "transform": transform}, "1/3", "7", "1/3") == 0


@pytest.mark.parametrize(
    ("transform", "error", "slope"),
    [("arcsine", "binomial", 2 / math.sqrt(3)), ("square_root", "poisson", 1.0), ("log", "poisson", 4.0)],
)
def test_transforms_lose_no_digits_near_the_set_point(transform: str, error: str, slope: float) -> None:
    """Near a set point of 1/4 the distance is the slope there: 1 / (2 sqrt(t (1 - t))), 1 / (2 sqrt t), 1 / t."""
    tiny, t = Fraction(1, 10**30), Fraction(1, 4)
    rows = [[t + tiny, Fraction(1), t]]
    (found,) = points({**PLAIN, "error": error, "transform": transform}, "higher", rows)
    assert isinstance(found, Point)
    assert math.isclose(Fraction(found.over, found.under) / tiny, slope, rel_tol=1e-15)


def test_arcsines_leave_the_precision_of_mpmath_as_it_is() -> None:
    before = mpmath.mp.dps
    assert close(one({**PLAIN, "transform": "arcsine"}, "0.75", "9", "0.25"), math.pi)
    assert mpmath.mp.dps == before


# --- over-dispersion --------------------------------------------------------------------------------------------------


def test_phi_is_the_mean_of_squares() -> None:
    found = spread(TIMES, at(2, -2, 0))
    assert near(found.phi, Fraction(8, 3))
    assert found.members == 3


def test_tau_squared_by_hand() -> None:
    """Weights 1, 1/4 and 1/4; z 2, 2 and -1: (9 - 2) / (3/2 - (9/8) / (3/2)) = 7 / (3/4)."""
    members = [apart(Fraction(2), Fraction(1)), apart(Fraction(4), Fraction(4)), apart(Fraction(-2), Fraction(4))]
    found = spread(ADDED, members)
    assert near(found.phi, Fraction(3))
    assert near(found.weight, Fraction(3, 4))
    assert near(found.tau_squared, Fraction(28, 3))
    z = score(ADDED, members[0], found)
    assert isinstance(z, Fraction)
    assert near(z**2, Fraction(4) / (1 + Fraction(28, 3)))


@pytest.mark.parametrize("options", [ADDED, TIMES])
@pytest.mark.parametrize("scores", [(1, -1), ("0.5", "0.5", "-0.5"), (0, 0), (1, 1, 1, 1)])
def test_a_phi_of_at_most_one_changes_nothing(options: dict[str, Any], scores: tuple[str | int, ...]) -> None:
    members = at(*scores)
    found = spread(options, members)
    assert not found.over
    assert found.tau_squared == 0
    assert [score(options, own, found) for own in members] == [Fraction(z) for z in scores]


def test_roots_that_come_to_one_are_no_over_dispersion() -> None:
    """Members as far out as their standard error, the square root of a third, rounded up in the sixtieth place."""
    third, rooted = Fraction(1, 3), Fraction(math.isqrt(10**120 // 3) + 1, 10**60)
    found = spread(TIMES, [apart(rooted, third), apart(-rooted, third)])
    assert found.phi > 1
    assert not found.over


@pytest.mark.parametrize(
    ("options", "scores"),
    [(ADDED, (3,)), (TIMES, (3,)), ({**ADDED, "trim": TENTH}, (3, -3)), ({**TIMES, "trim": TENTH}, (3,))],
)
def test_an_estimate_needs_two_members(options: dict[str, Any], scores: tuple[int, ...]) -> None:
    assert dispersion(options, Measured.of(at(*scores))) == MISSING[Reason.PEER_GROUP_TOO_SMALL]


def test_nobody_with_a_standard_error() -> None:
    each = z_score(figure(TIMES), [[Fraction(1), Fraction(0), Fraction(0)]] * 2)
    assert list(each.figure) == [NO_ERROR] * 2
    assert each.more["phi"] == [NO_ERROR] * 2
    assert each.more["standard_error"] == [NO_ERROR] * 2


def test_weights_far_apart() -> None:
    """Standard errors of 1e-30 and 1e30: the sum of weights and the sum of squares over it agree to 120 digits."""
    small, large = Fraction(1, TEN_TO_30), Fraction(TEN_TO_30)
    found = spread(ADDED, [apart(2 * small, small**2), apart(2 * large, large**2)])
    # (8 - 1) / (2 x 1e60 x 1e-60 / (1e60 + 1e-60))
    assert near(found.tau_squared, Fraction(7, 2) * (large**2 + small**2))


def test_a_score_that_no_float_can_hold_is_refused() -> None:
    with pytest.raises(Overgrown):
        z_score(figure(OWN), [[Fraction(10**200), Fraction(1, 10**200), Fraction(0)]])


# --- the ends ---------------------------------------------------------------------------------------------------------


def test_quantiles_lie_between_members() -> None:
    """Of 11 members the tenth lies on the second: 0.1 x 10 = 1; of 6 half way from the first to the second."""
    assert limits(at(*range(11)), {"winsorise": TENTH}) == (Fraction(1), Fraction(9))
    assert limits(at(*range(6)), {"trim": TENTH}) == (Fraction(1, 2), Fraction(9, 2))


def test_winsorised_and_trimmed() -> None:
    members = at(20, -1, 2, -10, 1)
    quarter = Fraction(1, 4)
    winsorised = spread({**TIMES, "winsorise": quarter}, members)
    assert (winsorised.phi, winsorised.members) == (Fraction("2.2"), 5)
    trimmed = spread({**TIMES, "trim": quarter}, members)
    assert (trimmed.phi, trimmed.members) == (Fraction(2), 3)
    assert spread({**ADDED, "trim": quarter}, members).tau_squared == 2


def test_what_is_as_far_out_as_the_quantile_is_not_trimmed() -> None:
    """Ten of twelve are at 3: both quantiles are 3, and what roots make of 3 is not beyond it."""
    thrice = 3 * math.isqrt(3 * 10**120)
    ends = [apart(Fraction(thrice + more, 10**60), Fraction(3)) for more in (0, 3)]
    found = spread({**TIMES, "trim": TENTH}, [*at(*[3] * 10), *ends])
    assert found.members == 12


def test_the_other_way_round_is_the_mirror_image() -> None:
    options: dict[str, Any] = {**ADDED, "winsorise": TENTH}
    forth, back = spread(options, at(5, 1, -2, 3, 0, -7)), spread(options, at(-5, -1, 2, -3, 0, 7))
    assert near(forth.phi, back.phi)
    assert near(forth.tau_squared, back.tau_squared)


def test_kept_figures() -> None:
    each = z_score(figure({**PLAIN, "overdispersion": "multiplicative"}), [
        [Fraction("0.6"), Fraction(100), Fraction("0.5")],
        [Fraction("0.4"), Fraction(100), Fraction("0.5")],
        [Fraction("0.4"), Fraction(0), Fraction("0.5")],
    ])  # fmt: skip
    assert list(each.figure) == [Fraction(1), Fraction(-1), NO_ERROR]
    assert list(rounded_later(each.more["unadjusted"])) == [Fraction(2), Fraction(-2), NO_ERROR]
    assert list(rounded_later(each.more["standard_error"])) == [Fraction(1, 20), Fraction(1, 20), NO_ERROR]
    assert list(each.more["phi"]) == [Fraction(4)] * 3
    assert list(each.more["tau_squared"]) == [Fraction(0)] * 3

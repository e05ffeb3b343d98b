"""Shares of games worked by hand, and what holds of every game."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.differences.attribution.two_rules import by_orders

from ccgrules.differences.attribution.shapley import EXACT_UNITS, FEWEST_ORDERS, orders_of, shapley

F = Fraction
Game = Callable[[frozenset[int]], F]


def shares(n: int, game: Game, orders: int | None = None) -> list[F]:
    return [one.share for one in shapley(n, game, orders=orders)]


def majority(n: int, needed: int) -> Game:
    return lambda made: F(len(made) >= needed)


def test_two_that_need_each_other_share_equally() -> None:
    both: Game = lambda made: F(made == {0, 1})  # noqa: E731
    first, second = shapley(2, both)
    assert [first.share, first.first, first.last] == [F(1, 2), F(0), F(1)]
    assert first == second
    assert first.error is None


def test_two_of_which_either_is_enough_share_equally() -> None:
    first, second = shapley(2, lambda made: F(bool(made)))
    assert [first.share, first.first, first.last] == [F(1, 2), F(1), F(0)]
    assert first == second


def test_a_left_glove_and_two_right_ones() -> None:
    """A pair is worth 1: of the six orders, the left one makes it in four, each right one in one."""
    assert shares(3, lambda made: F(0 in made and len(made) > 1)) == [F(2, 3), F(1, 6), F(1, 6)]


def test_three_with_an_effect_of_all_together_and_one_that_does_nothing() -> None:
    """1 for the first, -2 for the second, 6 for the first three together, 2 of which go to each."""
    game: Game = lambda made: F((0 in made) - 2 * (1 in made) + 6 * ({0, 1, 2} <= made))  # noqa: E731
    assert shares(4, game) == [3, 0, 2, 0]
    assert [one.first for one in shapley(4, game)] == [1, -2, 0, 0]
    assert [one.last for one in shapley(4, game)] == [7, 4, 6, 0]


def test_the_runway() -> None:
    """Who needs a runway of 1, 2, 3 or 4 pays for each piece together with all who need it (Littlechild, Owen 1973)."""
    cost: Game = lambda made: F(max((place + 1 for place in made), default=0))  # noqa: E731
    assert shares(4, cost) == [F(1, 4), F(1, 4) + F(1, 3), F(1, 4) + F(1, 3) + F(1, 2), F(1, 4) + F(1, 3) + F(3, 2)]


def test_no_units() -> None:
    assert shapley(0, lambda made: F(5)) == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.fractions(-5, 5), min_size=2**n, max_size=2**n)))
def test_the_average_over_all_orders(values: list[F]) -> None:
    n = len(values).bit_length() - 1
    totals = {frozenset(place for place in range(n) if s >> place & 1): value for s, value in enumerate(values)}
    found = shapley(n, totals.__getitem__)
    assert [one.share for one in found] == by_orders(totals, n)
    everyone = frozenset(range(n))
    for place, one in enumerate(found):
        assert one.first == totals[frozenset({place})] - totals[frozenset()]
        assert one.last == totals[everyone] - totals[everyone - {place}]


def test_twelve_are_exact() -> None:
    assert EXACT_UNITS == 12
    assert shares(12, majority(12, 7)) == [F(1, 12)] * 12
    assert len(orders_of(12).sets()) == 4096


# --- drawn orders ------------------------------------------------------------------------------------------------


def wobbly(n: int) -> Game:
    """Any game: a total for each set, drawn once."""
    return lambda made: F(Random(f"{sorted(made)}").randrange(-100, 100), 7)


@pytest.mark.parametrize("n", [15, 20, 33])
def test_drawn_shares_add_up_exactly(n: int) -> None:
    game = wobbly(n)
    found = shapley(n, game, orders=24)
    assert sum(one.share for one in found) == game(frozenset(range(n))) - game(frozenset())
    assert all(one.error is not None and one.error > 0 for one in found)


def test_drawn_orders_come_with_their_reverses_and_are_the_same_each_time() -> None:
    followed = orders_of(18, 21)
    assert len(followed.drawn) == 22
    assert all(order == back[::-1] for order, back in zip(followed.drawn[::2], followed.drawn[1::2], strict=True))
    assert all(sorted(order) == list(range(18)) for order in followed.drawn)
    assert orders_of(18, 21) == followed


def test_what_does_not_hang_on_the_order_has_no_error() -> None:
    found = shapley(16, lambda made: F(sum(made), 3), orders=20)
    assert [one.share for one in found] == [F(place, 3) for place in range(16)]
    assert {one.error for one in found} == {0.0}


def test_effects_of_pairs_need_no_luck() -> None:
    """In an order and its reverse each of a pair comes last once, so that both have half: no error with pairs alone."""
    found = shapley(
        16, lambda made: F(sum(place in made and place + 1 in made for place in range(0, 16, 2))), orders=20
    )
    assert {one.share for one in found} == {F(1, 2)}
    assert {one.error for one in found} == {0.0}


def test_about_95_of_100_intervals_hold_the_share() -> None:
    """Of 45 units in majority games of several sizes, each of whom has an equal share."""
    inside = []
    for needed in (5, 8, 11):
        for one in shapley(15, majority(15, needed), orders=60):
            assert one.error is not None
            inside.append(abs(one.share - F(1, 15)) <= one.error)
    assert 0.85 <= sum(inside) / len(inside) <= 1


def test_all_orders_are_followed_where_that_takes_at_most_twice_the_sets() -> None:
    assert not orders_of(13).drawn
    assert orders_of(13, 300).drawn
    assert orders_of(14).drawn


def test_every_set_that_is_asked_for_is_listed() -> None:
    for followed in (orders_of(3), orders_of(16, 20)):
        asked: set[int] = set()

        def value(chosen: int, asked: set[int] = asked) -> F:
            asked.add(chosen)
            return F(chosen)

        followed.contributions(value)
        assert asked == set(followed.sets())
        assert len(asked) == len(followed.sets())


def test_too_few_orders_for_a_stated_error() -> None:
    with pytest.raises(ValueError, match="at least 20 orders"):
        orders_of(30, FEWEST_ORDERS - 1)

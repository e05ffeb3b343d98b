"""The solver, held to what a formula says: its values make it true, and where it finds none, no trial does."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccgrules.prove.formula import (
    FALSE,
    TRUE,
    Among,
    And,
    Compare,
    Form,
    Formula,
    Number,
    Or,
    Unknown,
    both,
    either,
    holds,
    negated,
)
from ccgrules.prove.known import Domain
from ccgrules.prove.linear import TooHard
from ccgrules.prove.regions import BEFORE, BEHIND, Region
from ccgrules.prove.solve import always, solve

X, Y = Form.unknown("x"), Form.unknown("y")


def at_least(form: Form, number: float | str) -> Compare:
    return Compare(Form.of({}, Fraction(number)).plus(form, Fraction(-1)), "le")


def below(form: Form, number: float | str) -> Compare:
    return negated(at_least(form, number))  # type: ignore[return-value]


def closed(low: int, high: int) -> Region:
    return Region((((Fraction(low), BEFORE), (Fraction(high), BEHIND)),))


def test_a_gap_at_one_number_is_found() -> None:
    gap = both([negated(Compare(Form.of({"x": Fraction(-1)}, Fraction("1.45")), "lt")), at_least(X, "1.45")])
    assert solve(gap, {}) == {"x": Fraction("1.45")}


def test_nothing_is_below_one_and_at_least_two() -> None:
    assert solve(both([below(X, 1), at_least(X, 2)]), {}) is None


def test_a_range_rules_out() -> None:
    assert solve(at_least(X, 3), {"x": Domain(closed(0, 2))}) is None
    assert always(below(X, 3), {"x": Domain(closed(0, 2))})


def test_whole_numbers_leave_no_gap_between_neighbours() -> None:
    between = both([negated(at_least(X, 2)), Compare(X.times(Fraction(-1)).plus(Form.of({}, Fraction(1))), "lt")])
    assert solve(between, {}) == {"x": Fraction("1.5")}
    assert solve(between, {"x": Domain(whole=True)}) is None


def test_two_unknowns_together() -> None:
    both_negative = both([below(X.plus(Y), 0), at_least(X, 0), at_least(Y, 0)])
    assert solve(both_negative, {}) is None
    one_negative = both([below(X.plus(Y), 0), at_least(X, 1)])
    values = solve(one_negative, {})
    assert values is not None
    assert values["x"] >= 1
    assert values["x"] + values["y"] < 0


def test_whole_numbers_that_cannot_be_found_are_not_denied() -> None:
    half = Compare(X.plus(Y).plus(Form.of({}, Fraction(-1, 2))), "eq")
    with pytest.raises(TooHard):
        solve(half, {"x": Domain(whole=True), "y": Domain(whole=True)})


def test_places() -> None:
    red = Among("status", frozenset({2}), 3)
    assert solve(both([red, Among("status", frozenset({0, 1}), 3)]), {}) is None
    assert solve(negated(red), {"status": frozenset({1, 2})}) == {"status": 1}


def test_true_and_false() -> None:
    assert solve(TRUE, {}) == {}
    assert solve(FALSE, {}) is None


# --- any formula -------------------------------------------------------------------------------------------------

NUMBERS = ("x", "y", "z")
small = st.integers(-2, 2).map(Fraction)
forms = st.builds(lambda c, k: Form.of(dict(zip(NUMBERS, c)), k), st.tuples(small, small, small), small)
leaves: st.SearchStrategy[Formula] = st.one_of(
    st.builds(Compare, forms, st.sampled_from(["lt", "le", "eq", "ne"])),
    st.builds(
        lambda name, places: Among(name, places, 3), st.sampled_from(["a", "b"]), st.frozensets(st.integers(0, 2))
    ),
)
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(both),
        st.lists(inner, max_size=3).map(either),
        inner.map(negated),
        st.lists(inner, max_size=3).map(tuple).map(And),
        st.lists(inner, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=8,
)

HALVES: list[Number] = [Fraction(n, 2) for n in (-3, -2, -1, 0, 1, 3)]
TRIALS: list[dict[Unknown, Number]] = [
    dict(zip((*NUMBERS, "a", "b"), values)) for values in product(*[HALVES] * 3, range(3), range(3))
]


@settings(deadline=None)
@given(formulas)
def test_what_is_found_makes_it_true_and_nothing_else_is_denied(formula: Formula) -> None:
    rest: dict[Unknown, Number] = dict.fromkeys((*NUMBERS, "a", "b"), 0)
    values = solve(formula, {})
    if values is not None:
        assert holds(formula, {**rest, **values})
    else:
        assert not any(holds(formula, trial) for trial in TRIALS)


@settings(deadline=None)
@given(formulas)
def test_a_negated_formula_is_true_where_the_formula_is_not(formula: Formula) -> None:
    assert all(holds(negated(formula), trial) != holds(formula, trial) for trial in TRIALS[::7])

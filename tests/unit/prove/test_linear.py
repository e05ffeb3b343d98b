"""Linear comparisons together: values that keep to all of them, or a proof that there are none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccgrules.prove.formula import Compare, Form, Unknown, form_value
from ccgrules.prove.linear import MOST_COMPARISONS, Below, TooHard, values_for
from ccgrules.prove.regions import EVERYTHING, Region, compared, region
from ccgrules.prove.together import Together

X, Y, Z = Form.unknown("x"), Form.unknown("y"), Form.unknown("z")


def named(values: Mapping[Unknown, Fraction] | None) -> Mapping[str, Fraction | int] | None:
    return None if values is None else {str(unknown): value for unknown, value in values.items()}


def within(**regions: Region) -> Mapping[Unknown, Region]:
    return dict(regions.items())


def number(value: int | str) -> Form:
    return Form((), Fraction(value))


def at_most(form: Form, limit: int) -> Below:
    return Below(form.plus(number(limit), Fraction(-1)), strict=False)


def at_least(form: Form, limit: int) -> Below:
    return Below(number(limit).plus(form, Fraction(-1)), strict=False)


def test_bounds_that_cross() -> None:
    assert values_for([at_least(X, 2), at_most(X, 1)]) is None
    assert values_for([at_least(X.plus(Y), 3), at_most(X, 1), at_most(Y, 1)]) is None
    assert named(values_for([at_least(X.plus(Y), 2), at_most(X, 1), at_most(Y, 1)])) == {"x": 1, "y": 1}


def test_strictly_between_equal_ends() -> None:
    assert values_for([at_least(X, 1), Below(X.plus(number(1), Fraction(-1)), strict=True)]) is None


def test_equalities_are_put_into_one_another() -> None:
    half = Y.plus(X, Fraction(-1, 2))  # y is half of x
    total = Z.plus(X, Fraction(-1)).plus(Y, Fraction(-1))  # z is both together
    assert named(values_for([at_least(Z, 3)], equal=[half, total])) == {"x": 2, "y": 1, "z": 3}
    assert values_for([], equal=[half, half.plus(number(1))]) is None
    assert values_for([at_most(Z, -1), at_least(X, 0)], equal=[half, total]) is None


def test_what_an_equality_leaves_open_has_a_value_too() -> None:
    values = values_for([], equal=[X.plus(Y, Fraction(-1))])
    assert values is not None
    assert values["x"] == values["y"]


def test_too_many_comparisons_are_given_up() -> None:
    names = [Form.unknown(f"x{place:02}") for place in range(30)]
    pairs = [names[a].plus(names[b], Fraction(a + 2)).plus(names[c], Fraction(-1 - b)) for a, b, c in
             product(range(0, 30, 4), range(1, 30, 4), range(2, 30, 4))]  # fmt: skip
    assert len(pairs) < 2 * MOST_COMPARISONS
    with pytest.raises(TooHard):
        values_for([*(Below(pair, strict=True) for pair in pairs), *(at_least(name, 1) for name in names)])


# --- regions and whole numbers -----------------------------------------------------------------------------------


def test_a_value_that_may_only_be_some_numbers() -> None:
    scores = region(stretch for score in (0, 1, 2) for stretch in compared("eq", Fraction(score)).stretches)
    total = Compare(X.plus(Y).plus(number("3.5"), Fraction(-1)), "eq")
    values = Together(50).values([total], within(x=scores, y=EVERYTHING), frozenset())
    assert values is not None
    assert values["x"] in (0, 1, 2)
    assert values["x"] + values["y"] == Fraction("3.5")
    assert Together(50).values([total], within(x=scores, y=scores), frozenset()) is None


def test_whole_numbers_are_found_between_others() -> None:
    whole: frozenset[Unknown] = frozenset(["x", "y"])
    regions = {name: compared("ge", Fraction(0)).whole() for name in whole}
    seven = Compare(X.times(Fraction(2)).plus(Y.times(Fraction(3))).plus(number(7), Fraction(-1)), "eq")
    assert named(Together(50).values([seven], regions, whole)) == {"x": 2, "y": 1}
    one = Compare(X.times(Fraction(2)).plus(Y.times(Fraction(2))).plus(number(1), Fraction(-1)), "eq")
    assert Together(50).values([one], regions, whole) is None


def test_not_equal_is_above_or_below() -> None:
    unlike = Compare(X.plus(Y, Fraction(-1)), "ne")
    small = Region((((Fraction(0), 0), (Fraction(1), 1)),))
    values = Together(50).values([unlike], within(x=small, y=small), frozenset())
    assert values is not None
    assert values["x"] != values["y"]
    same = compared("eq", Fraction(1))
    assert Together(50).values([unlike], within(x=same, y=same), frozenset()) is None


def test_a_search_without_end_is_given_up() -> None:
    odd = Compare(X.plus(Y, Fraction(-2)).plus(Form((), Fraction(1, 2))), "eq")
    whole: frozenset[Unknown] = frozenset(["x", "y"])
    with pytest.raises(TooHard):
        Together(50).values([odd], dict.fromkeys(whole, EVERYTHING.whole()), whole)


small = st.integers(-3, 3).map(Fraction)
forms = st.builds(lambda a, b, c, k: Form.of({"x": a, "y": b, "z": c}, k), small, small, small, small)
GRID: list[dict[Unknown, Fraction]] = [
    dict(zip("xyz", map(Fraction, values))) for values in product(range(-2, 3), repeat=3)
]


@settings(deadline=None)
@given(st.lists(st.builds(Below, forms, st.booleans()), max_size=6), st.lists(forms, max_size=2))
def test_values_hold_and_nothing_is_denied(comparisons: list[Below], equal: list[Form]) -> None:
    def hold(values: Mapping[Unknown, Fraction]) -> bool:
        sums = [(form_value(one.form, values), one.strict) for one in comparisons]
        fits = all(total < 0 if strict else total <= 0 for total, strict in sums)
        return fits and all(form_value(form, values) == 0 for form in equal)

    found = values_for(comparisons, equal=equal)
    if found is None:
        assert not any(hold(values) for values in GRID)
    else:
        assert hold({name: found.get(name, Fraction(0)) for name in "xyz"})

"""Two sequences as one, and any of the changes made in it."""

from __future__ import annotations

from itertools import combinations

import pytest

from ccgrules.differences.rules.align import align, moved
from ccgrules.differences.rules.merged import EXACT, Either, Pair, Series, made, orders, series


@pytest.mark.parametrize(
    ("pairs", "old", "new"),
    [
        ([], (), ()),
        ([(0, 0), (1, 1)], (0, 1), (0, 1)),
        ([(0, 1), (1, 0)], (0, 1), (1, 0)),
        ([(0, 0), (None, 1), (1, 2)], (0, 1, 2), (0, 1, 2)),
        ([(None, 0), (0, 1)], (0, 1), (0, 1)),
        ([(0, 0), (1, None), (2, 1)], (0, 1, 2), (0, 1, 2)),
        ([(0, 0), (1, 1), (None, 2), (None, 3)], (0, 1, 2, 3), (0, 1, 2, 3)),
        ([(1, 0), (0, 1), (None, 2)], (1, 2, 0), (0, 1, 2)),
    ],
)
def test_orders(pairs: list[Pair], old: tuple[int, ...], new: tuple[int, ...]) -> None:
    assert orders(pairs) == (old, new)


def test_any_of_the_changes() -> None:
    """a b c d becomes b x d: a and c go, x comes, and each can be by itself."""
    pairs: list[Pair] = [(1, 0), (None, 1), (3, 2), (0, None), (2, None)]
    names, numbers = ("abcd", "bxd"), {0: 1, 2: 2, 1: 3}

    def make(before: int | None, after: int | None) -> object:
        if before is None:
            return Either(numbers[1], None, names[1][after or 0])
        return names[0][before] if after is not None else Either(numbers[before], names[0][before], None)

    both = series(pairs, EXACT, make)
    assert ["".join(made(both, set(chosen))) for size in range(4) for chosen in combinations((1, 2, 3), size)] == [
        "abcd", "bcd", "abd", "abxcd", "bd", "bxcd", "abxd", "bxd",
    ]  # fmt: skip


def test_what_is_kept_whether_it_is_changed_or_not() -> None:
    both = Series((Either(1, "a", None), Either(2, None, "b"), Either(3, "c", "d")), (0, 1, 2), (0, 1, 2))
    assert made(both, {1, 3}) == ("d",)
    assert made(both, {1, 3}, kept={1, 2, 3}) == ("a", "b", "d")


def test_the_order_is_a_change() -> None:
    both = Series(("a", "b", "c"), (0, 1, 2), (2, 0, 1), number=7)
    assert made(both, ()) == ("a", "b", "c")
    assert made(both, {7}) == ("c", "a", "b")


def likeness(one: str, other: str) -> int:
    """Words are the same, or begin alike."""
    return 8 if one == other else 2 if one[0] == other[0] else 0


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("", "a", [(None, 0)]),
        ("a b c", "a b c", [(0, 0), (1, 1), (2, 2)]),
        ("a b", "a x b", [(0, 0), (1, 2), (None, 1)]),
        ("a1 b", "a2 b", [(0, 0), (1, 1)]),
        ("a1 a2", "a2 a3", [(1, 0), (0, None), (None, 1)]),
        ("a b c", "c a b", [(0, 1), (1, 2), (2, 0)]),
        ("a1 b", "b a2", [(1, 0), (0, None), (None, 1)]),
    ],
)
def test_align(old: str, new: str, pairs: list[Pair]) -> None:
    assert align(old.split(), new.split(), likeness, 5) == pairs


def test_only_an_order_that_matters() -> None:
    def free(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return {one[0], other[0]} == {0, 1}

    assert not moved([(0, 0), (1, 1), (2, 2)], free)
    assert not moved([(0, 1), (1, 0), (2, 2)], free)
    assert moved([(0, 2), (1, 1), (2, 0)], free)
    assert not moved([(0, None), (None, 0), (1, 1)], free)

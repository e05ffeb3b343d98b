"""Which items of two sequences belong together: the alignment with the most in common, in order, then what moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ccgrules.differences.rules.merged import Pair

Item = TypeVar("Item")


def align(old: Sequence[Item], new: Sequence[Item], alike: Callable[[Item, Item], int], surely: int) -> list[Pair]:
    """The places of items that belong together, and of those without a fellow.

    Args:
        old: The older sequence.
        new: The newer one.
        alike: How much two items have in common; 0 for two that do not belong together.
        surely: How much they must have in common to belong together where they are out of order.
    """
    likeness = [[alike(one, other) for other in new] for one in old]
    pairs = _in_order(likeness, len(old), len(new))
    lost = sorted(set(range(len(old))) - {one for one, _ in pairs})
    found = sorted(set(range(len(new))) - {other for _, other in pairs})
    for one in lost:
        best = max(found, key=lambda other: likeness[one][other], default=None)
        if best is not None and likeness[one][best] >= surely:
            pairs.append((one, best))
            found.remove(best)
    left = [one for one in lost if one not in {before for before, _ in pairs}]
    return [*sorted(pairs), *((one, None) for one in left), *((None, other) for other in found)]


def _in_order(likeness: Sequence[Sequence[int]], olds: int, news: int) -> list[tuple[int, int]]:
    """The pairs, in order in both sequences, that have the most in common together."""
    best = [[0] * (news + 1) for _ in range(olds + 1)]
    for i in reversed(range(olds)):
        for j in reversed(range(news)):
            together = likeness[i][j] and likeness[i][j] + best[i + 1][j + 1]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < olds and j < news:
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def moved(pairs: Sequence[Pair], free: Callable[[tuple[int, int], tuple[int, int]], bool]) -> bool:
    """Whether items that belong together stand in another order that matters.

    Args:
        pairs: The places of items.
        free: Whether two items, by their places, may change places without effect.
    """
    places = sorted((old, new) for old, new in pairs if old is not None and new is not None)
    return any(
        one[1] > other[1] and not free(one, other)
        for number, one in enumerate(places)
        for other in places[number + 1 :]
    )

"""Which part of one list is which part of another: conditions, cases, adjustments, lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

Pairs = list[tuple[T | None, T | None]]


def matched(old: Sequence[T], new: Sequence[T], same: Callable[[T, T], bool]) -> Pairs[T]:
    """Parts whose order does not matter: those that are the same, then the rest in their order; None has no partner."""
    left = list(new)
    pairs: Pairs[T] = []
    rest: list[T] = []
    for one in old:
        place = next((number for number, other in enumerate(left) if same(one, other)), None)
        if place is None:
            rest.append(one)
        else:
            pairs.append((one, left.pop(place)))
    both = min(len(rest), len(left))
    pairs.extend(zip(rest[:both], left[:both]))
    pairs.extend((one, None) for one in rest[both:])
    pairs.extend((None, other) for other in left[both:])
    return pairs


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside each other in two lists whose order matters.

    Attributes:
        old, new: The places; None where the other has nothing there.
        link: Where the same stands elsewhere in the other list, the number that both rows share.
    """

    old: int | None
    new: int | None
    link: int | None = None


def lined_up(
    old: Sequence[T], new: Sequence[T], *, same: Callable[[T, T], bool], kin: Callable[[T, T], bool], most_links: int
) -> list[Row]:
    """Two lists beside each other, each in its own order.

    Args:
        old: One list.
        new: The other.
        same: Whether two parts say the same.
        kin: Whether, of two that do not, one may have become the other.
        most_links: So many parts that have moved are noted as such.
    """
    rows: list[Row] = []
    last_old = last_new = 0
    for a, b in [*_common(old, new, same), (len(old), len(new))]:
        rows += _gap(old, new, range(last_old, a), range(last_new, b), kin)
        if a < len(old):
            rows.append(Row(a, b))
        last_old, last_new = a + 1, b + 1
    return _linked(rows, old, new, same, most_links)


def _common(old: Sequence[T], new: Sequence[T], same: Callable[[T, T], bool]) -> list[tuple[int, int]]:
    """The longest run of parts that are the same in both, in the order of both."""
    alike = [[same(one, other) for other in new] for one in old]
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for a in reversed(range(len(old))):
        for b in reversed(range(len(new))):
            skipped = max(longest[a + 1][b], longest[a][b + 1])
            longest[a][b] = max(longest[a + 1][b + 1] + 1, skipped) if alike[a][b] else skipped
    found, a, b = [], 0, 0
    while a < len(old) and b < len(new):
        if alike[a][b] and longest[a][b] == longest[a + 1][b + 1] + 1:
            found.append((a, b))
            a, b = a + 1, b + 1
        elif longest[a + 1][b] >= longest[a][b + 1]:
            a += 1
        else:
            b += 1
    return found


def _gap(old: Sequence[T], new: Sequence[T], olds: range, news: range, kin: Callable[[T, T], bool]) -> list[Row]:
    """What lies between two parts that are the same."""
    pairs = _common([old[a] for a in olds], [new[b] for b in news], kin)
    rows: list[Row] = []
    last_a = last_b = 0
    for a, b in [*pairs, (len(olds), len(news))]:
        rows += [Row(olds[place], None) for place in range(last_a, a)]
        rows += [Row(None, news[place]) for place in range(last_b, b)]
        if a < len(olds):
            rows.append(Row(olds[a], news[b]))
        last_a, last_b = a + 1, b + 1
    return rows


def _linked(rows: list[Row], old: Sequence[T], new: Sequence[T], same: Callable[[T, T], bool], most: int) -> list[Row]:
    """The rows, those that hold the same in different places linked."""
    links: dict[int, int] = {}
    for place, row in enumerate(rows):
        if row.old is None or row.new is not None:
            continue
        for other_place, other in enumerate(rows):
            alone = other.old is None and other.new is not None and other_place not in links
            if alone and len(links) < 2 * most and same(old[row.old], new[other.new or 0]):
                links[place] = links[other_place] = place
                break
    return [Row(row.old, row.new, links.get(place)) for place, row in enumerate(rows)]

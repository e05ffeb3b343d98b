"""Shares of a total that depends on which of some units are there: the Shapley value.

A unit's share is its contribution averaged over all orders in which the units can come: Shapley, L. S. (1953), A value
for n-person games, in: Contributions to the theory of games II, 307-317. It is the only way of sharing that adds up,
gives equal shares to units that do the same, and nothing to one that never does anything.

All orders are followed for up to `EXACT_UNITS`. For more, orders are drawn: Castro, J., Gómez, D. & Tejada, J. (2009),
Polynomial calculation of the Shapley value based on sampling, Computers & Operations Research 36, 1726-1730. Whole
orders are drawn, each with its reverse, so that what one finds too early the other finds too late; as the contributions
along an order add up to the total, so do their averages, exactly. What is drawn is the same each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, fsum, lcm, sqrt
from random import Random

EXACT_UNITS = 12
"""Up to so many units all orders are followed, which takes every set of them: 4,096 for 12."""

ORDERS = 400
"""How many orders are drawn beyond, their reverses among them, where nothing else is asked for."""

FEWEST_ORDERS = 20
"""With fewer the interval of an error could not be relied on."""

_SEED = 1953

Value = Callable[[int], Fraction]
"""The total with some units there, which are the ones (from the lowest) in the binary form of the number."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit contributes.

    Attributes:
        share: The Shapley value, or the average of the orders drawn.
        first: Before all others.
        last: After all others.
        error: Where orders were drawn, half the width of the 95 % confidence interval of `share`, from Student's t for
            the averages of each order and its reverse; else None. It is 0 where all of them agree.
    """

    share: Fraction
    first: Fraction
    last: Fraction
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders that are followed.

    Attributes:
        n: How many units.
        drawn: Each as places from 0, a reverse behind the order that it is of; none if all are followed.
    """

    n: int
    drawn: tuple[tuple[int, ...], ...] = ()

    @property
    def everyone(self) -> int:
        """The set of all units."""
        return (1 << self.n) - 1

    def sets(self) -> tuple[int, ...]:
        """The sets of units whose totals are needed, each once: none of them first, then all, then the others."""
        if not self.drawn:
            return tuple(dict.fromkeys((0, self.everyone, *range(1 << self.n))))
        singles = [1 << place for place in range(self.n)]
        ends = [*singles, *(self.everyone ^ single for single in singles)]
        return tuple(dict.fromkeys((0, self.everyone, *ends, *(s for order in self.drawn for s in _along(order)))))

    def contributions(self, value: Value) -> tuple[Contribution, ...]:
        """What each unit contributes; the shares add up to the total of all less that of none."""
        if not self.n:
            return ()
        shares = self._drawn_shares(value) if self.drawn else [(share, None) for share in _all_orders(self.n, value)]
        none, everyone = value(0), value(self.everyone)
        return tuple(
            Contribution(share, value(1 << place) - none, everyone - value(self.everyone ^ 1 << place), error)
            for place, (share, error) in enumerate(shares)
        )

    def _drawn_shares(self, value: Value) -> list[tuple[Fraction, float | None]]:
        along = [_marginals(order, value) for order in self.drawn]
        shares: list[tuple[Fraction, float | None]] = []
        for place in range(self.n):
            pairs = [(one[place] + other[place]) / 2 for one, other in zip(along[::2], along[1::2], strict=True)]
            shares.append((sum(pairs, Fraction(0)) / len(pairs), _half_width(pairs)))
        return shares


def orders_of(n: int, orders: int | None = None) -> Orders:
    """All orders of so many units, or beyond `EXACT_UNITS` so many of them (an odd number is made even).

    For some units more all orders are followed as well, where that takes at most twice the sets that drawing would.

    Raises:
        ValueError: Fewer than `FEWEST_ORDERS` are asked for.
    """
    wanted = ORDERS if orders is None else orders
    if wanted < FEWEST_ORDERS:
        raise ValueError(f"at least {FEWEST_ORDERS} orders are needed for a stated error, and {wanted} are asked for")
    if n <= EXACT_UNITS or 1 << n <= 2 * wanted * (n - 1):
        return Orders(n)
    random = Random(_SEED)  # noqa: S311 (nothing is to be kept secret)
    drawn: list[tuple[int, ...]] = []
    for _ in range((wanted + 1) // 2):
        ranks = [random.random() for _ in range(n)]
        order = tuple(sorted(range(n), key=ranks.__getitem__))
        drawn += [order, order[::-1]]
    return Orders(n, tuple(drawn))


def shapley(
    n: int, value: Callable[[frozenset[int]], Fraction], *, orders: int | None = None
) -> tuple[Contribution, ...]:
    """What each of n units contributes.

    Args:
        n: How many units.
        value: The total with the units of some places there, which are counted from 0; asked once for each set.
        orders: How many orders are drawn where there are more than `EXACT_UNITS`.
    """
    followed = orders_of(n, orders)
    totals = {chosen: value(frozenset(places_in(chosen))) for chosen in followed.sets()}
    return followed.contributions(totals.__getitem__)


def places_in(chosen: int) -> Iterator[int]:
    """The places of the units in a set, ascending."""
    return (place for place in range(chosen.bit_length()) if chosen >> place & 1)


def _along(order: Sequence[int]) -> Iterator[int]:
    """The sets that come about as units join in an order, none and all left out."""
    chosen = 0
    for place in order[:-1]:
        chosen |= 1 << place
        yield chosen


def _marginals(order: Sequence[int], value: Value) -> list[Fraction]:
    """By place, what each unit adds when it joins."""
    added = [Fraction(0)] * len(order)
    chosen, before = 0, value(0)
    for place in order:
        chosen |= 1 << place
        after = value(chosen)
        added[place] = after - before
        before = after
    return added


def _all_orders(n: int, value: Value) -> list[Fraction]:
    """Exact shares: of the n! orders, |S|! (n - 1 - |S|)! have a unit join just after those in S.

    In whole numbers over one denominator, as there are many sets.
    """
    totals = [value(chosen) for chosen in range(1 << n)]
    under = lcm(*{total.denominator for total in totals})
    whole = [total.numerator * (under // total.denominator) for total in totals]
    joins = [factorial(size) * factorial(n - 1 - size) for size in range(n)] + [0]
    without = [joins[chosen.bit_count()] * total for chosen, total in enumerate(whole)]
    both = [joins[chosen.bit_count() - 1] * total + less for chosen, (total, less) in enumerate(zip(whole, without))]
    all_without = sum(without)
    return [Fraction(sum(_holding(place, both)) - all_without, factorial(n) * under) for place in range(n)]


def _holding(place: int, numbers: Sequence[int]) -> Iterator[int]:
    """The numbers of the sets in which a unit is."""
    step = 1 << place
    for start in range(step, len(numbers), 2 * step):
        yield from numbers[start : start + step]


def _half_width(pairs: Sequence[Fraction]) -> float:
    """Half the width of the 95 % interval of the mean of independent draws."""
    mean = sum(pairs, Fraction(0)) / len(pairs)
    variance = sum(((pair - mean) ** 2 for pair in pairs), Fraction(0)) / (len(pairs) - 1)
    return _t_95(len(pairs) - 1) * sqrt(variance / len(pairs))


def _t_95(degrees: int) -> float:
    """The 97.5 % quantile of Student's t, to 0.001 from 9 degrees of freedom on.

    Abramowitz, M. & Stegun, I. A. (1964), Handbook of mathematical functions, 26.7.5: an expansion in 1 / degrees.
    """
    z = 1.959963984540054
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return fsum(term / float(degrees**power) for power, term in enumerate(terms))

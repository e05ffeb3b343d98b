"""What a value can be: a set of numbers, or some of finitely many places; and what arithmetic makes of sets of numbers.

Every result holds all that can come of the operation, and perhaps more; never less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from ccgrules.prove.regions import BEFORE, BEGINNING, BEHIND, END, EVERYTHING, Cut, Region, region

MOST_POINTS = 200
"""More numbers than this are only known by the stretch that they lie in."""

MOST_BITS = 256
"""Nothing is known of a number whose range has ends of more binary digits than this, above or below the line."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What a number may be: a region, and whether only the whole numbers in it count."""

    region: Region = EVERYTHING
    whole: bool = False


Known = Domain | frozenset[int]
"""What is known of a value: for numbers (and dates, by their day) a domain, for all else places."""

ANYTHING = Domain()
COUNTED = Domain(Region((((Fraction(0), BEFORE), END),)), whole=True)
WHOLE = Domain(whole=True)


def point(value: Fraction) -> Domain:
    """One number."""
    return Domain(closed(value, value))


def closed(low: Fraction, high: Fraction) -> Region:
    """The numbers from one to another, both of them with it."""
    return Region((((low, BEFORE), (high, BEHIND)),))


def from_points(values: set[Fraction]) -> Domain:
    """Some numbers."""
    return Domain(region(stretch for value in values for stretch in closed(value, value).stretches))


def union(found: Sequence[Known]) -> Known:
    """What is in any of them."""
    domains = [known for known in found if isinstance(known, Domain)]
    if len(domains) < len(found):
        return frozenset[int]().union(*(known for known in found if isinstance(known, frozenset)))
    joined = region(stretch for domain in domains for stretch in domain.region.stretches)
    whole = bool(domains) and all(domain.whole for domain in domains)
    return Domain(joined, whole) if len(joined.stretches) <= MOST_POINTS else hull(Domain(joined, whole))


def hull(known: Known) -> Known:
    """The one stretch from the least to the greatest, with all that lies between."""
    if isinstance(known, frozenset) or not known.region.stretches:
        return known
    return Domain(Region(((known.region.stretches[0][0], known.region.stretches[-1][1]),)))


def is_short(known: Known) -> bool:
    """Whether the ends of a domain are numbers that can be worked with: products of products grow without bound."""
    if isinstance(known, frozenset):
        return True
    ends = [value for stretch in known.region.stretches for value, _ in stretch if isinstance(value, Fraction)]
    return all(number.bit_length() <= MOST_BITS for value in ends for number in value.as_integer_ratio())


def points(known: Known) -> tuple[Fraction, ...] | None:
    """The numbers that a value can be, where it can only be some."""
    if isinstance(known, frozenset):
        return None
    found = []
    for (low, low_side), (high, high_side) in known.region.stretches:
        if low != high or not isinstance(low, Fraction) or (low_side, high_side) != (BEFORE, BEHIND):
            return None
        found.append(low)
    return tuple(found)


def _from_points(combine: Callable[..., Fraction], domains: Sequence[Domain]) -> Domain | None:
    """What comes of every combination of a few numbers."""
    every = [points(domain) for domain in domains]
    known = [numbers for numbers in every if numbers is not None]
    if len(known) < len(every) or math.prod(map(len, known)) > MOST_POINTS:
        return None
    return from_points({combine(*numbers) for numbers in product(*known)})


def _empty(domains: Sequence[Domain]) -> bool:
    return any(not domain.region.stretches for domain in domains)


NOUGHT_OR_ONE = from_points({Fraction(0), Fraction(1)})


# --- sums and multiples --------------------------------------------------------------------------------------------


def added(domains: Sequence[Domain]) -> Domain:
    """The sum of one number of each."""
    exact = _from_points(lambda *values: sum(values, Fraction(0)), domains)
    if exact is not None:
        return exact
    if _empty(domains):
        return ANYTHING
    stretches = [domain.region.stretches for domain in domains]
    low, high = _summed([own[0][0] for own in stretches], BEGINNING), _summed([own[-1][1] for own in stretches], END)
    return Domain(Region(((low, high),)), whole=all(domain.whole for domain in domains))


def _summed(cuts: Sequence[Cut], endless: Cut) -> Cut:
    """The sum of ends on one side, which is in the stretch if all of them are."""
    if endless in cuts:
        return endless
    total = sum((value for value, _ in cuts if isinstance(value, Fraction)), Fraction(0))
    inner = BEFORE if endless == BEGINNING else BEHIND
    return total, inner if all(side == inner for _, side in cuts) else (BEHIND if inner == BEFORE else BEFORE)


def scaled(domain: Domain, factor: Fraction) -> Domain:
    """So many times a number; the factor is not 0."""
    stretches = []
    for low, high in domain.region.stretches:
        ends = [_times(low, factor), _times(high, factor)]
        stretches.append((ends[0], ends[1]) if factor > 0 else (ends[1], ends[0]))
    return Domain(region(stretches), whole=domain.whole and factor.denominator == 1)


def _times(cut: Cut, factor: Fraction) -> Cut:
    value, side = cut
    if isinstance(value, Fraction):
        return value * factor, side if factor > 0 else BEHIND + BEFORE - side
    return cut if factor > 0 else (END if cut == BEGINNING else BEGINNING)


def partial_sums(values: Sequence[Known]) -> Domain:
    """The sum of some of the values: each may be left out."""
    domains = [known for known in values if isinstance(known, Domain)]
    if len(domains) < len(values):
        return ANYTHING
    with_zero = [union([domain, point(Fraction(0))]) for domain in domains]
    return added([domain for domain in with_zero if isinstance(domain, Domain)])


# --- products and quotients ----------------------------------------------------------------------------------------


def multiplied(domains: Sequence[Domain]) -> Domain:
    """The product of two numbers."""
    exact = _from_points(lambda a, b: a * b, domains)
    if exact is not None:
        return exact
    for factor, other in (domains, domains[::-1]):
        values = points(factor)
        if values is not None and len(values) == 1 and values[0]:
            return scaled(other, values[0])
    return ANYTHING if _empty(domains) else _corners(*map(_ends, domains))


def divided(domains: Sequence[Domain]) -> Domain:
    """The quotient of two numbers; the second is not 0, as the quotient would be missing."""
    values = points(domains[1])
    if values is not None and len(values) == 1 and values[0]:
        return scaled(domains[0], 1 / values[0])
    if _empty(domains):
        return ANYTHING
    low, high = _ends(domains[1])
    if low < 0 < high:
        return ANYTHING
    return _corners(_ends(domains[0]), (_one_over(high, -math.inf), _one_over(low, math.inf)))


End = Fraction | float


def _ends(domain: Domain) -> tuple[End, End]:
    return domain.region.stretches[0][0][0], domain.region.stretches[-1][1][0]


def _one_over(end: End, of_zero: float) -> End:
    if not isinstance(end, Fraction):
        return Fraction(0)
    return 1 / end if end else of_zero


def _corners(left: tuple[End, End], right: tuple[End, End]) -> Domain:
    """The products of the numbers between two ends each, the ends with them."""
    products = [a * b if a and b else Fraction(0) for a in left for b in right]
    low, high = min(products), max(products)
    return Domain(
        Region(
            (
                (
                    (low, BEFORE) if isinstance(low, Fraction) else BEGINNING,
                    (high, BEHIND) if isinstance(high, Fraction) else END,
                ),
            )
        )
    )


# --- other functions of numbers ------------------------------------------------------------------------------------


def any_of(domains: Sequence[Domain]) -> Domain:
    """One of the numbers, such as the least or the greatest."""
    joined = union(domains)
    return joined if isinstance(joined, Domain) else ANYTHING


def distance(domain: Domain) -> Domain:
    """A number without its sign."""
    joined = any_of([domain, scaled(domain, Fraction(-1))])
    return Domain(joined.region.intersection(COUNTED.region), joined.whole)


def rounded(domain: Domain, step: Fraction) -> Domain:
    """A number rounded to whole steps, half of one away from nought."""
    exact = _from_points(lambda value: round_to(value, step), [domain])
    if exact is not None:
        return exact
    if _empty([domain]):
        return ANYTHING
    low, high = _ends(domain)
    first = round_to(low, step) if isinstance(low, Fraction) else None
    last = round_to(high, step) if isinstance(high, Fraction) else None
    if first is not None and last is not None and (last - first) / step < MOST_POINTS:
        return from_points({first + number * step for number in range(int((last - first) / step) + 1)})
    ends = (first, BEFORE) if first is not None else BEGINNING, (last, BEHIND) if last is not None else END
    return Domain(Region((ends,)), whole=step.denominator == 1)


def round_to(value: Fraction, step: Fraction) -> Fraction:
    """The nearest whole number of steps, of two as near the one farther from nought."""
    count = math.floor(abs(value) / step + Fraction(1, 2)) * step
    return count if value >= 0 else -count

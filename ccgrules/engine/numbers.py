"""Exact arithmetic that the exact engine shares: sums, rounding, square roots, and when two numbers are equal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from fractions import Fraction

DIGITS = 50
"""Significant digits that an approximate number is carried to."""

NEAR = 10**40
"""Approximate numbers are equal where they differ by at most one part in this many."""

MOST_BITS = 2**16
"""Bits of a denominator, of about 20,000 decimal digits: the mean of 4,000 ratios of counts stays below."""

LONGEST_BITS = 4 * MOST_BITS
"""Bits of a denominator while a sum is in hand, before it is brought to lowest terms."""

SHORT = 2**512
"""Below this, denominators of a sum are multiplied as they are."""

LARGEST_BITS = 1_000
"""Every number is below 2 to this power, about 10^301, so that it is a float as well."""

_ROUNDED = Context(prec=DIGITS)
_WORKING = Context(prec=DIGITS + 20)


class Overgrown(Exception):
    """A number is too large, or its fraction too long, to be worked with: products of products grow without bound."""


def bounded(value: Fraction) -> Fraction:
    """The number itself.

    Raises:
        Overgrown: It is beyond 2^1000, or its denominator beyond 2^65536.
    """
    over, under = value.as_integer_ratio()
    bits = under.bit_length()
    if bits > MOST_BITS:
        raise Overgrown("a fraction of more than 20,000 digits")
    if over.bit_length() - bits > LARGEST_BITS:
        raise Overgrown("a number of more than 300 digits")
    return value


def near(a: Fraction, b: Fraction) -> bool:
    """Whether two approximate numbers count as equal: within 1e-40, relative to the larger."""
    a_over, a_under = a.as_integer_ratio()
    b_over, b_under = b.as_integer_ratio()
    return near_whole(a_over * b_under, b_over * a_under)


def near_whole(a: int, b: int) -> bool:
    """As `near`, of two numbers by what is over their common denominator."""
    return a == b or abs(a - b) * NEAR <= max(abs(a), abs(b))


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum; brings to lowest terms once rather than at every step.

    Raises:
        Overgrown: It is too large, or too long a fraction.
    """
    return sum_over([value.as_integer_ratio() for value in values], 1)


def sum_over(parts: Iterable[tuple[int, int]], number: Fraction | int) -> Fraction:
    """A sum of numerators over denominators, divided by a number that is not zero; brought to lowest terms once.

    Raises:
        Overgrown: It is too large, or too long a fraction.
    """
    total, common = 0, 1
    for numerator, denominator in parts:
        if denominator == common:
            total += numerator
        elif common < SHORT:  # a longer product takes less time than the least common multiple
            total = total * denominator + numerator * common
            common *= denominator
        else:
            both = wider(common, denominator)
            total = total * (both // common) + numerator * (both // denominator)
            common = both
    over, under = number.as_integer_ratio()
    return bounded(Fraction(total * under, common * over))


def common_multiple(denominators: Iterable[int]) -> int:
    """The least common multiple.

    Raises:
        Overgrown: It has more digits than a sum should be brought to.
    """
    common = 1
    for denominator in denominators:
        common = wider(common, denominator)
    return common


def wider(common: int, denominator: int) -> int:
    """The least common multiple of two denominators; raises as `common_multiple`."""
    multiple = math.lcm(common, denominator)
    if multiple.bit_length() > LONGEST_BITS:
        raise Overgrown("a fraction of more than 20,000 digits")
    return multiple


def scaled(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """The values as whole numbers over one common denominator: `values[i] == numbers[i] / denominator`.

    Raises:
        Overgrown: The denominator is too long.
    """
    pairs = [value.as_integer_ratio() for value in values]
    common = common_multiple({denominator for _, denominator in pairs})
    return [numerator * (common // denominator) for numerator, denominator in pairs], common


def shorten(value: Fraction) -> Fraction:
    """An approximate number rounded to 50 significant digits, so that fractions stay small."""
    numerator, denominator = value.as_integer_ratio()
    return Fraction(_ROUNDED.divide(Decimal(numerator), Decimal(denominator)))


def square_root(value: Fraction) -> Fraction:
    """The square root of a number that is not negative, to 50 significant digits."""
    numerator, denominator = value.as_integer_ratio()
    root = _WORKING.sqrt(_WORKING.divide(Decimal(numerator), Decimal(denominator)))
    return Fraction(_ROUNDED.plus(root))


def round_half_away(value: Fraction, places: int) -> Fraction:
    """The value rounded to so many decimal places (negative: tens, hundreds …); a half goes away from zero."""
    shift = Fraction(10) ** places
    numerator, denominator = abs(value * shift).as_integer_ratio()
    whole = (2 * numerator + denominator) // (2 * denominator)
    return (whole if value >= 0 else -whole) / shift


def round_approximate(value: Fraction, places: int) -> Fraction:
    """As `round_half_away`, of an approximate number: what counts as equal to a half is rounded as one."""
    twice = 2 * Fraction(10) ** places
    half = round_half_away(value * twice, 0) / twice
    return round_half_away(half if near(value, half) else value, places)

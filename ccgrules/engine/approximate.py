"""Approximate numbers in the making: whole numbers over powers of two, of 70 digits and more.

Python's integers are several times faster than its decimals where square roots are taken, and a common power of two
makes sums and orders those of integers. What is kept is rounded to 50 significant decimal digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

from ccgrules.engine.numbers import DIGITS, LARGEST_BITS, bounded, shorten
from ccgrules.model.types import Value

BITS = 236
"""Significant bits, of more than 70 decimal digits."""

Binary = tuple[int, int]
"""A number, perhaps with digits to spare: the first over two to the power of the second, which is not below 0."""

Binaries = tuple[Sequence[int], int]
"""Several such numbers over one power of two."""

Kept = Value | Binary
"""A cell that may yet have to be rounded."""

LONG = 2**1024
"""Fractions with longer parts are cut to about so many bits before they are worked with."""

_TENS = tuple(10**power for power in range(DIGITS + LARGEST_BITS // 3))
_LOG, _LOG_BITS = 1292913986, 32
"""The logarithm of 2 to base 10 is the first over two to the power of the second."""


class Later(Sequence[Any]):
    """Cells of a column, `Value`s whose approximate numbers are rounded when they are read: most never are.

    Attributes:
        cells: The cells as they are kept.
    """

    __slots__ = ("cells",)

    def __init__(self, cells: Sequence[Kept]) -> None:
        self.cells = cells

    def __eq__(self, other: object) -> bool:
        return self.cells == other.cells if isinstance(other, Later) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as of any list

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return Later(self.cells[place])
        cell = self.cells[place]
        return rounded(*cell) if isinstance(cell, tuple) else cell


def rounded_later(cells: Sequence[Kept]) -> Sequence[Value]:
    """A column of cells some of which may have to be rounded."""
    return Later(cells) if any(cell.__class__ is tuple for cell in cells) else cells  # type: ignore[return-value]


def held(numbers: Sequence[int], places: int) -> Sequence[Kept]:
    """Numbers over `2**places` that are rounded when they are read.

    Raises:
        Overgrown: One is too large, or too small.
    """
    bits = [number.bit_length() - places for number in numbers]
    if not bits or -LARGEST_BITS < min(bits) <= max(bits) < LARGEST_BITS:
        return [(number, places) for number in numbers]
    return [rounded(number, places) for number in numbers]


def rounded(number: int, places: int) -> Fraction:
    """`number / 2**places` to 50 significant digits.

    Raises:
        Overgrown: It is too large, or too small.
    """
    # the number is 2**power or more, and less than twice that
    power = number.bit_length() - places - 1
    shift = DIGITS - 1 - (power * _LOG >> _LOG_BITS)
    if not (places and 0 < shift < len(_TENS)):
        return bounded(shorten(Fraction(number, 1 << places)))
    digits = (number * _TENS[shift] >> places - 1) + 1 >> 1
    if not -_TENS[DIGITS] < digits < _TENS[DIGITS]:
        shift -= 1
        digits = (number * _TENS[shift] >> places - 1) + 1 >> 1
    return Fraction(digits, _TENS[shift])


def quotient(over: int, under: int) -> Fraction:
    """A fraction to 50 significant digits.

    Raises:
        Overgrown: It is too large, or too small.
    """
    places = max(0, BITS + under.bit_length() - over.bit_length())
    return rounded((over << places) // under, places)


def cut(over: int, under: int) -> tuple[int, int]:
    """A fraction that is as good as the same, with shorter parts where both are very long."""
    more = min(over.bit_length(), under.bit_length()) - LONG.bit_length()
    return (over >> more, under >> more) if more > 0 else (over, under)


def root(over: int, under: int) -> Binary:
    """The square root of a fraction that is not negative."""
    places = max(0, BITS + (under.bit_length() - over.bit_length()) // 2 + 1)
    return isqrt((over << 2 * places) // under), places

"""Numbers as they are printed: rounded, exact, with as many digits as a decision needs, and in words."""

from __future__ import annotations

import datetime
import math
from fractions import Fraction

from ccgrules.engine.numbers import near, round_half_away
from ccgrules.model.types import Type, Unit

MINUS = "−"
LEAST_PLACES, ARITHMETIC_PLACES, MOST_PLACES = 2, 4, 12
LONGEST_DECIMAL = 20
LONGEST_FRACTION = 10_000  # bits of a denominator, about 3,000 digits
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WHOLE_BY_NATURE = frozenset({"count"})
ENDING = frozenset({"pounds", "days", "minutes"})


def stored(value: Fraction, unit: Unit | None) -> Fraction:
    """The value in figures of its unit: 2/3 in percent is 200/3."""
    return value / unit.factor if unit else value


def fixed(value: Fraction, places: int) -> str:
    """The value rounded to so many places (a half away from zero), with a true minus sign and commas at thousands."""
    rounded = round_half_away(value, places)
    sign = MINUS if rounded < 0 else ""
    whole, part = divmod(abs(rounded) * 10**places, 10**places)
    return f"{sign}{int(whole):,}" + (f".{int(part):0{places}d}" if places else "")


def ending_places(value: Fraction) -> int | None:
    """How many decimal places the value has; None if its decimals never end."""
    denominator = value.denominator
    twos = (denominator & -denominator).bit_length() - 1
    denominator >>= twos
    fives = 0
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def exact(value: Fraction) -> str:
    """The value as a decimal where it ends within 20 places, else as `p/q`; plain ASCII, for programs.

    A fraction of thousands of digits, such as the mean of as many ratios, is given to 20 significant digits.
    """
    places = ending_places(value)
    if places is None or places > LONGEST_DECIMAL:
        return str(value) if value.denominator.bit_length() <= LONGEST_FRACTION else approximate(value)
    return _ascii(value, places)


def _ascii(value: Fraction, places: int) -> str:
    return fixed(value, places).replace(MINUS, "-").replace(",", "")


def approximate(value: Fraction, digits: int = LONGEST_DECIMAL) -> str:
    """The value to so many significant digits, as a plain ASCII decimal."""
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value.numerator)) - math.log10(value.denominator))
    text = _ascii(value, max(0, digits - 1 - magnitude))
    return text.rstrip("0").rstrip(".") if "." in text else text


def unrounded(value: Fraction, least: int = LEAST_PLACES) -> str:
    """The value as arithmetic needs it: in full if it ends within four places, else rounded to four."""
    places = ending_places(value)
    if places is None or places > ARITHMETIC_PLACES:
        return fixed(value, ARITHMETIC_PLACES)
    if places <= least:
        return fixed(value, least)
    return fixed(value, ARITHMETIC_PLACES)


def plain(value: Fraction) -> str:
    """A constant as it was written: no more places than it has, four at most."""
    places = ending_places(value)
    return fixed(value, ARITHMETIC_PLACES if places is None else min(places, ARITHMETIC_PLACES))


def share_of_one(value: Fraction) -> str:
    """A weight: `1`, `1/3`, `0.25`."""
    places = ending_places(value)
    return str(value) if places is None or places > ARITHMETIC_PLACES else fixed(value, places)


def default_places(value: Fraction, unit: Unit | None) -> int:
    """How many places a value in stored figures is printed to where the author does not say."""
    dimension = unit.dimension if unit else "number"
    ends = ending_places(value)
    if dimension in WHOLE_BY_NATURE and ends == 0:
        return 0
    if (dimension in ENDING or dimension.startswith("rate ")) and ends is not None:
        return min(ends, LEAST_PLACES)
    return LEAST_PLACES


def with_unit(figure: str, unit: Unit | None) -> str:
    """A printed figure with its unit behind it."""
    if unit is None:
        return figure
    alone = unit.dimension in ENDING and figure.lstrip(MINUS) == "1"
    return figure + (unit.suffix.removesuffix("s") if alone else unit.suffix)


def shown(value: Fraction, type_: Type, places: int | None = None) -> str:
    """A number as it is printed, in its unit."""
    figure = stored(value, type_.unit)
    return with_unit(fixed(figure, default_places(figure, type_.unit) if places is None else places), type_.unit)


def telling_places(left: Fraction, right: Fraction, least: int) -> int:
    """The fewest places, from `least` up to 12, at which two figures compare as they do exactly."""
    for places in range(least, MOST_PLACES + 1):
        a, b = round_half_away(left, places), round_half_away(right, places)
        if (a > b) - (a < b) == (left > right) - (left < right):
            return places
    return MOST_PLACES


def compare(left: Fraction, right: Fraction, *, approximate: bool) -> int:
    """-1, 0 or 1, as the rules compare: approximate numbers are equal within 1e-40."""
    if left == right or (approximate and near(left, right)):
        return 0
    return -1 if left < right else 1


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def date(day: datetime.date) -> str:
    """`1 April 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def plural(noun: str) -> str:
    """The plural of an English noun: `trusts`, `authorities`, `CCGs`."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def counted(number: int, noun: str) -> str:
    """`1 trust`, `2 trusts`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"

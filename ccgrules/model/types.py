"""What a value can be: kinds, units and how a number is shown; and the reasons why a value can be missing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """The kinds of value."""

    NUMBER = "number"
    LABEL = "label"
    YES_NO = "yes or no"
    TEXT = "text"
    DATE = "date"
    ANY = "anything"
    """What depends on the call, in a method's own generic body; nowhere else."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of numbers.

    Attributes:
        name: As written: `percent`, `proportion`, `percent change`, `rate per 100,000`, `number`, `number out of 10`,
            `count`, `score`, `pounds`, `days`, `minutes`.
        dimension: Units of one dimension add and compare: `share` (percent, proportion, percent change), `number`
            (number, score), `rate per N`, `count`, `pounds`, `days`, `minutes`. A bare literal without `%` goes with
            every dimension but `share`.
        factor: What a stored figure is multiplied by to give the value: 1/100 for percent and percent change, else 1.
        low, high: The range in stored figures, None where open (percent 0 to 100, proportion 0 to 1, count 0 up …).
        suffix: Printed after a figure in this unit, such as ` %` or ` days`.
    """

    name: str
    dimension: str
    factor: Fraction = Fraction(1)
    low: Fraction | None = None
    high: Fraction | None = None
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression.

    Attributes:
        kind: Its kind.
        unit: For numbers, the unit that it is shown and rounded in; None for a bare literal number.
        scale: For labels, the scale's name.
        choices: For text with fixed choices (`one of a, b`), the choices in order.
        approximate: Whether a square root entered: then numbers carry 50 digits, and equal means within 1e-40 relative.
    """

    kind: Kind
    unit: Unit | None = None
    scale: str | None = None
    choices: tuple[str, ...] = ()
    approximate: bool = False


class Reason(IntEnum):
    """Why a value is missing. Where several parts are missing, the highest reason is the whole's.

    Up to `NO_MEMBERS` the data themselves say so, and `when missing exclude` leaves the value out; a value missing
    for any later
    reason is never left out in silence: whatever uses it is missing too.
    """

    NONE_GIVEN = 1
    NOT_APPLICABLE = 2
    NOT_SUBMITTED = 3
    SUPPRESSED = 4
    NO_MEMBERS = 5
    NOT_CARRIED_OVER = 9
    NO_EARLIER_PERIOD = 10
    NOT_IN_PEER_GROUP = 11
    PEER_GROUP_TOO_SMALL = 12
    NEEDS_MORE = 13
    DIVISION_BY_ZERO = 14
    FIELD_MISSING = 15
    NOT_KNOWN = 16
    UNDETERMINED = 17
    NOT_RATED = 18

    @property
    def excludable(self) -> bool:
        """Whether `when missing exclude` may leave out a value that is missing for this reason."""
        return self <= Reason.NO_MEMBERS


@dataclass(frozen=True, slots=True)
class Missing:
    """A missing value, with its reason. Never zero, never false."""

    reason: Reason


MISSING = {reason: Missing(reason) for reason in Reason}
"""One shared instance a reason."""

Value = Fraction | bool | str | datetime.date | Missing
"""A value as the exact engine and the explanation hold it; labels and texts are `str`. Shares are held as shares:
66.7 % is `Fraction(667, 1000)`."""

"""The ratings of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rated:
    """An organisation in one year.

    Attributes:
        organisation: Its code.
        name: Its name; the code where none is given.
        label: Name of its rating's label; None where it has none.
        reason: Why it has none, in words; empty where it has one.
    """

    organisation: str
    name: str
    label: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """The ratings of one year.

    Attributes:
        name: What the year is called.
        counts: How many organisations have each label; under None, how many have no rating.
        organisations: Each by its code; None where only counts are known.
    """

    name: str
    counts: Mapping[str | None, int]
    organisations: Mapping[str, Rated] | None = None

    @classmethod
    def of(cls, name: str, rated: Sequence[Rated]) -> Year:
        """The year of some organisations, each there once."""
        counts: dict[str | None, int] = {}
        for one in rated:
            counts[one.label] = counts.get(one.label, 0) + 1
        return cls(name, counts, {one.organisation: one for one in rated})

    @property
    def all(self) -> int:
        """How many organisations there are."""
        return sum(self.counts.values())

    @property
    def rated(self) -> int:
        """How many of them have a rating."""
        return self.all - self.counts.get(None, 0)

"""An impact: the same organisations under two sets of rules, or in two periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.engine.result import Result
from ccgrules.model.ruleset import Label


@dataclass(frozen=True, slots=True)
class Moved:
    """An organisation whose rating is another one.

    Attributes:
        organisation: Its code.
        period: Of the newer ratings.
        name: Its name.
        before, after: The labels; None where it has no rating.
        grades: How many places up on the joint scale (down is negative); None where it has no rating before or after,
            or where nothing sets the two labels beside each other.
        why_before, why_after: In a sentence or two, what decided; why there is no rating where there is none.
    """

    organisation: str
    period: str
    name: str
    before: str | None
    after: str | None
    grades: int | None
    why_before: str
    why_after: str


@dataclass(frozen=True, slots=True)
class Near:
    """An organisation near a boundary of the newer rules.

    Attributes:
        organisation, period, name: As in `Moved`.
        label: Its rating.
        measure: The column that is compared with the boundary, and its title.
        value, boundary: In the measure's unit; `shown` and `boundary_shown` as printed, with as many places as it takes
            to tell them apart.
        other: The label on the other side, all else being equal; None where there is no rating there.
    """

    organisation: str
    period: str
    name: str
    label: str | None
    measure: str
    measure_title: str
    value: Fraction
    boundary: Fraction
    shown: str
    boundary_shown: str
    other: str | None


@dataclass(frozen=True, slots=True)
class Impact:
    """The ratings before and after.

    Attributes:
        rating: Name and title of the headline.
        noun: What is rated, singular and plural.
        scale: Its labels, best first: those of the newer ruleset, with those of the older one that are no more put in
            (`differences.scales.JointScale`), as the newer one calls them.
        counts: How many went from one label (None: no rating) to another.
        moved: Those whose label is another one, the largest movements first.
        near: Those that are nearest to a boundary, the nearest first.
        only_before, only_after: Codes of organisations that are compared with nobody, as they have no row on the other
            side or come of a merger, with their names.
        before, after: The results.
    """

    rating: tuple[str, str]
    noun: tuple[str, str]
    scale: tuple[Label, ...]
    counts: Mapping[tuple[str | None, str | None], int]
    moved: tuple[Moved, ...]
    near: tuple[Near, ...]
    only_before: Mapping[str, str]
    only_after: Mapping[str, str]
    before: Result
    after: Result

    def all_before(self, label: str | None) -> int:
        """How many had a label before, of those rated both times."""
        return sum(count for (old, _), count in self.counts.items() if old == label)

    def all_after(self, label: str | None) -> int:
        """How many have it after."""
        return sum(count for (_, new), count in self.counts.items() if new == label)

    def labels(self) -> Sequence[str | None]:
        """The labels, best first, and None where somebody has no rating before or after."""
        without = any(None in pair for pair in self.counts)
        return [*(label.name for label in self.scale), *([None] if without else [])]

"""Clusters and natural breaks, told: the class, from where to where it runs, its centre, and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.engine.clusters import Clusters, clusters_of, natural_breaks
from ccgrules.engine.statistics import Sample
from ccgrules.explain import digits
from ccgrules.explain.among_parts import Classed
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.row import Row
from ccgrules.plan.steps import Figure

NOUNS = {"kmeans": "cluster", "natural_breaks": "class"}


def sample_of(row: Row, step: Figure, members: Sequence[int]) -> Sample:
    """The members' values of a figure's one argument, as the engine takes them."""
    column = row.column(step.args[0])
    values = [value for member in members if isinstance(value := column[member], Fraction)]
    return Sample.of(values, approximate=row.type_of(step.args[0]).approximate)


def held_clusters(row: Row, step: Figure, members: Sequence[int]) -> Clusters | None:
    """The clusters of the members as they are; None where there are too few different values."""
    return clusters_of(step, sample_of(row, step, members)) if members else None


def classed(row: Row, step: Figure, members: Sequence[int]) -> Classed | None:
    """Where a member stands among the classes; None for other figures, those who are no members, and in small groups.

    Raises:
        Disagreement: Worked out again, the class or its centre is another than the engine kept.
    """
    if step.function not in NOUNS or row.index not in members or len(members) < (step.at_least or 0):
        return None
    told = _Classes.of(row, step, members)
    if told is None:
        return Classed(_wanted(step), None, None, None, None, None, None, None)
    own = told.numbers[members.index(row.index)]
    row.confirm(step.name, Fraction(own))
    if told.centres:
        row.confirm(f"{step.name}.centre", told.centres[own - 1])
    lowest, highest = told.ends(own)
    below, above = told.neighbour(own, -1), told.neighbour(own, 1)
    return Classed(
        of=_wanted(step),
        number=own,
        members=told.numbers.count(own),
        lowest=told.quantity(lowest),
        highest=told.quantity(highest),
        centre=told.quantity(told.centres[own - 1]) if told.centres else None,
        below=None if below is None else told.quantity(below),
        above=None if above is None else told.quantity(above),
    )


def _wanted(step: Figure) -> int:
    options = dict(step.options)
    return int(options["clusters"] if step.function == "kmeans" else options["classes"])


@dataclass(frozen=True, slots=True)
class _Classes:
    """The members' values and classes, worked out again.

    Attributes:
        row, step: What is told.
        values: The members' values.
        numbers: The class of each.
        centres: The centre of each class; none for natural breaks.
    """

    row: Row
    step: Figure
    values: Sequence[Fraction]
    numbers: Sequence[int]
    centres: Sequence[Fraction]

    @staticmethod
    def of(row: Row, step: Figure, members: Sequence[int]) -> _Classes | None:
        """The classes; None where there are too few different values."""
        sample = sample_of(row, step, members)
        values = [sample.exact(number) for number in sample.numbers]
        if step.function == "kmeans":
            found = clusters_of(step, sample)
            if found is None:
                return None
            return _Classes(row, step, values, [found.number(value) for value in values], found.centres)
        numbers = [int(number) for number in natural_breaks(step, [sample]).figure if isinstance(number, Fraction)]
        return _Classes(row, step, values, numbers, ()) if numbers else None

    def ends(self, number: int) -> tuple[Fraction, Fraction]:
        """The lowest and the highest value in a class."""
        inside = [value for value, own in zip(self.values, self.numbers) if own == number]
        return min(inside), max(inside)

    def neighbour(self, number: int, way: int) -> Fraction | None:
        """The value next to a class, below or above it; None at the end."""
        outside = [value for value, own in zip(self.values, self.numbers) if (own - number) * way > 0]
        if not outside:
            return None
        return min(outside) if way > 0 else max(outside)

    def quantity(self, value: Fraction) -> Quantity:
        """A value as told, with the digits that tell it from its neighbours."""
        column = self.step.args[0]
        return self.row.precisely(value, self.row.type_of(column), self.row.places(column))


def clause(function: str, told: Classed, members: str, noun: str) -> str:
    """`cluster 3 of 5 among 2,403 hospitals: from −0.25 to 0.05, centre −0.10 (812 hospitals); the cluster below …`.

    Args:
        function: `kmeans` or `natural_breaks`.
        told: The class.
        members: Who is compared, with their number.
        noun: What is rated.
    """
    if told.number is None or told.lowest is None or told.highest is None:
        return f"{members}, with fewer than {told.of} different values"
    kind = NOUNS[function]
    centre = f", centre {told.centre.shown}" if told.centre else ""
    stretch = f"from {told.lowest.shown} to {told.highest.shown}{centre} ({digits.counted(told.members or 0, noun)})"
    below = [f"the {kind} below ends at {told.below.shown}"] if told.below else []
    above = [f"the {kind} above starts at {told.above.shown}"] if told.above else []
    beside = f"; {', '.join(below + above)}" if below or above else ""
    return f"{kind} {told.number} of {told.of} among {members}: {stretch}{beside}"

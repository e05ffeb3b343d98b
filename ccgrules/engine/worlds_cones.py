"""What each step of a varied plan hangs on: the factors that reach it, and the worlds told apart by them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ccgrules.engine.again import columns_of
from ccgrules.engine.figures import kept_parts
from ccgrules.model.expressions import Choose
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Compute, Figure, Step
from ccgrules.plan.varied import VariedPlan, VariedStep, World


@dataclass(frozen=True, slots=True)
class Projections:
    """Worlds that are alike in some factors.

    Attributes:
        numbers: For each world the number of its projection onto those factors.
        worlds: For each projection the first world that has it, by its place.
    """

    numbers: Sequence[int]
    worlds: Sequence[int]

    @staticmethod
    def onto(factors: Sequence[int], worlds: Sequence[World]) -> Projections:
        """The projections of worlds onto some factors."""
        places: dict[tuple[int, ...], int] = {}
        firsts: list[int] = []
        numbers: list[int] = []
        for number, world in enumerate(worlds):
            levels = tuple([world[factor] for factor in factors])
            place = places.setdefault(levels, len(firsts))
            if place == len(firsts):
                firsts.append(number)
            numbers.append(place)
        return Projections(numbers, firsts)


@dataclass(frozen=True, slots=True)
class Coned:
    """A step with all that it hangs on.

    Attributes:
        step: The step.
        cone: The factors that it hangs on, directly or through what it reads, ascending.
        projections: Of the worlds onto those.
        definitions: For each of these the step as it is there; None where there is none.
    """

    step: VariedStep
    cone: tuple[int, ...]
    projections: Projections
    definitions: Sequence[Step | None]

    def different(self) -> list[Step]:
        """Its different definitions."""
        return list({id(step): step for step in self.definitions if step is not None}.values())

    def at(self, world: int) -> Step | None:
        """The step in a world, by the world's place."""
        return self.definitions[self.projections.numbers[world]]

    def levels(self, world: World) -> tuple[int, ...]:
        """The levels of the factors on which it hangs directly."""
        return tuple([world[factor] for factor in self.step.factors])


def coned_steps(varied: VariedPlan, worlds: Sequence[World], wanted: Collection[str]) -> list[Coned]:
    """The steps that what is wanted hangs on in some world, in the order of the plan, with their cones.

    A name that no world has is passed over.
    """
    return list(_Cones(varied, worlds).of(wanted))


class _Cones:
    """Looks at each step's definitions once."""

    def __init__(self, varied: VariedPlan, worlds: Sequence[World]) -> None:
        self.varied, self.worlds = varied, worlds
        self.alike: dict[tuple[int, ...], Projections] = {}
        self.definitions: dict[str, Sequence[Step | None]] = {}
        """Of each step, for each projection onto the factors on which it hangs directly."""
        for step in varied.steps:
            self.definitions[step.name] = [
                step.at(tuple([worlds[world][factor] for factor in step.factors]))
                for world in self.onto(step.factors).worlds
            ]

    def onto(self, factors: tuple[int, ...]) -> Projections:
        if factors not in self.alike:
            self.alike[factors] = Projections.onto(factors, self.worlds)
        return self.alike[factors]

    def different(self, name: str) -> Iterator[Step]:
        """The different definitions of a step."""
        yield from {id(step): step for step in self.definitions[name] if step is not None}.values()

    def of(self, wanted: Collection[str]) -> Iterator[Coned]:
        owners = {
            column: name for name in self.definitions for step in self.different(name) for column in kept_columns(step)
        }
        reads = {
            name: {owners[column] for step in self.different(name) for column in used_columns(step)}
            for name in self.definitions
        }
        needed = _followed({owners[column] for column in wanted if column in owners}, reads)
        cones = self._cones(reads)
        for step in self.varied.steps:
            if step.name in needed:
                cone = cones[step.name]
                projections, direct = self.onto(cone), self.onto(step.factors)
                listed = self.definitions[step.name]
                definitions = [listed[direct.numbers[world]] for world in projections.worlds]
                yield Coned(step, cone, projections, definitions)

    def _cones(self, reads: Mapping[str, Collection[str]]) -> dict[str, tuple[int, ...]]:
        """The cone of each step; where a value hangs on its own earlier value, steps may read later ones."""
        found = {step.name: frozenset(step.factors) for step in self.varied.steps}
        while True:
            before = dict(found)
            for name, used in reads.items():
                found[name] = found[name].union(*(found[other] for other in used))
            if found == before or not self.varied.recurrent:
                return {name: tuple(sorted(cone)) for name, cone in found.items()}


def kept_columns(step: Step) -> Iterator[str]:
    """All columns that a step keeps."""
    yield from columns_of(step)
    match step:
        case Compute(expr=Choose()):
            yield f"{step.name}.case"
        case Figure():
            yield from (f"{step.name}.{part}" for part in ("members", "left_out", *kept_parts(step)))
        case _:
            pass


def _followed(names: Collection[str], reads: Mapping[str, Collection[str]]) -> set[str]:
    """Steps, and all that they hang on."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(reads[name])
    return found

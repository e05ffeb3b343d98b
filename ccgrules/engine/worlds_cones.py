"""What each step of a varied plan hangs on: the factors that reach it, and the worlds told apart by them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ccgrules.engine.again import columns_of
from ccgrules.engine.figures import kept_parts
from ccgrules.model.expressions import Choose
from ccgrules.model.types import Kind, Type
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Compute, Figure, Lag, Step
from ccgrules.plan.varied import VariedPlan, VariedStep, World

_NUMBER = Type(Kind.NUMBER)


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
    """Looks at the definitions of steps, of each once, and only where something wanted may hang on it."""

    def __init__(self, varied: VariedPlan, worlds: Sequence[World]) -> None:
        self.varied, self.worlds = varied, worlds
        self.steps = {step.name: step for step in varied.steps}
        self.alike: dict[tuple[int, ...], Projections] = {}
        self.listed: dict[str, Sequence[Step | None]] = {}
        self.beside: dict[str, str] | None = None

    def onto(self, factors: tuple[int, ...]) -> Projections:
        if factors not in self.alike:
            self.alike[factors] = Projections.onto(factors, self.worlds)
        return self.alike[factors]

    def definitions(self, name: str) -> Sequence[Step | None]:
        """A step's definitions, for each projection onto the factors on which it hangs directly."""
        if name not in self.listed:
            step = self.steps[name]
            worlds = self.onto(step.factors).worlds
            self.listed[name] = [step.at(tuple([self.worlds[w][factor] for factor in step.factors])) for w in worlds]
        return self.listed[name]

    def different(self, name: str) -> Iterator[Step]:
        """The different definitions of a step."""
        yield from {id(step): step for step in self.definitions(name) if step is not None}.values()

    def owner(self, column: str) -> str | None:
        """The step that keeps a column; None if none does."""
        if column in self.steps:
            return column
        if self.beside is None:
            self.beside = {
                kept: name for name in self.steps for step in self.different(name) for kept in kept_columns(step)
            }
        return self.beside.get(column)

    def of(self, wanted: Collection[str]) -> Iterator[Coned]:
        reads = self._followed(wanted)
        cones = self._cones(reads)
        for step in self.varied.steps:
            if step.name in reads:
                cone = cones[step.name]
                projections, direct = self.onto(cone), self.onto(step.factors)
                definitions = [self.definitions(step.name)[direct.numbers[world]] for world in projections.worlds]
                yield Coned(step, cone, projections, definitions)

    def _followed(self, wanted: Collection[str]) -> dict[str, set[str]]:
        """The steps that keep what is wanted and all that these hang on, each with the steps that it reads."""
        found: dict[str, set[str]] = {}
        waiting = [owner for column in wanted if (owner := self.owner(column)) is not None]
        while waiting:
            name = waiting.pop()
            if name not in found:
                used = (column for step in self.different(name) for column in used_columns(step))
                found[name] = {owner for column in used if (owner := self.owner(column)) is not None}
                waiting.extend(found[name])
        return found

    def _cones(self, reads: Mapping[str, Collection[str]]) -> dict[str, tuple[int, ...]]:
        """The cone of each step; where a value hangs on its own earlier value, steps may read later ones."""
        found = {name: frozenset(self.steps[name].factors) for name in reads}
        while True:
            before = dict(found)
            for name in (step.name for step in self.varied.steps if step.name in reads):
                found[name] = found[name].union(*(found[other] for other in reads[name]))
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


def type_of(step: Step, column: str) -> Type:
    """The type of a column that a step keeps; what is kept beside its own columns is a number."""
    return step.type if column in columns_of(step) else _NUMBER


# --- blocks --------------------------------------------------------------------------------------------------------


def blocks(coned: Sequence[Coned]) -> list[list[Coned]]:
    """Steps with one cone together, and behind all that they read: what a step reads has no larger cone."""
    found: dict[tuple[int, ...], list[Coned]] = {}
    for one in sorted(coned, key=lambda one: len(one.cone)):
        found.setdefault(one.cone, []).append(one)
    return list(found.values())


@dataclass(slots=True)
class Stretch:
    """Steps of a block that run together.

    Attributes:
        apart: Whether they can be worked out in a stack: they read columns, and none of another period.
        steps: The steps.
        kinds: For each projection the number of its choice of definitions.
    """

    apart: bool
    steps: list[Coned]
    kinds: list[int]

    @property
    def choices(self) -> int:
        """How many combinations of definitions there are."""
        return len(set(self.kinds))

    def with_step(self, one: Coned) -> Stretch:
        """This stretch and one step more."""
        numbers: dict[tuple[int, int], int] = {}
        pairs = zip(self.kinds, map(id, one.definitions))
        kinds = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
        return Stretch(self.apart, [*self.steps, one], kinds)


def stretches(block: Sequence[Coned], most: int) -> list[Stretch]:
    """A block in as few stretches as may run one after another.

    Args:
        block: Steps with one cone, in an order in which each reads only earlier ones.
        most: Definitions may differ in so many ways inside a stretch, if it is of more than one step.
    """
    found: list[Stretch] = []
    made_in: dict[str, int] = {}
    for one in block:
        reads = [set(used_columns(step)) for step in one.different()]
        apart = all(reads) and not any(isinstance(step, Lag) for step in one.different())
        place = max((made_in[column] for used in reads for column in used if column in made_in), default=0)
        while place < len(found) and not _takes(found[place], one, apart, most):
            place += 1
        if place == len(found):
            found.append(Stretch(apart, [], [0] * len(one.definitions)))
        found[place] = found[place].with_step(one)
        made_in |= {column: place for step in one.different() for column in kept_columns(step)}
    return found


def _takes(stretch: Stretch, one: Coned, apart: bool, most: int) -> bool:
    """Whether a step may be put into a stretch."""
    return stretch.apart == apart and (not apart or stretch.with_step(one).choices <= most)

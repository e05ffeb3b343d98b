"""Cases: those never taken, what they leave out, and numbers that two of them claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.model.expressions import Choose
from ccgrules.plan.steps import Step
from ccgrules.prove.formula import TRUE, Formula, both, negated, unknowns
from ccgrules.prove.linear import TooHard
from ccgrules.prove.made import Unsayable
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import MODERATE, Answer
from ccgrules.prove.ties import Ties


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with cases.

    Attributes:
        kind: `gap`: no case holds; `never`: the condition cannot hold; `taken`: the cases above take all that it could;
            `overlap`: it and an earlier case both hold, neither being a part of the other.
        step: The step that holds the cases.
        choose: The cases.
        place: Which case (for a gap the last one).
        other: An earlier case that takes what this one could, or overlaps with it.
        values: Values that show a gap or an overlap.
    """

    kind: OneOf["gap", "never", "taken", "overlap"]
    step: Step
    choose: Choose
    place: int
    other: int | None = None
    values: Answer | None = None


def flaws(reading: Reading, ties: Ties, step: Step, choose: Choose) -> Iterator[Flaw]:
    """What is wrong with the cases of a step."""
    guards = reading.guards(choose)
    yield from _unreached(reading, ties, step, choose, guards)
    yield from _gap(reading, ties, step, choose, guards)
    yield from _overlaps(reading, ties, step, choose, guards)


def _unreached(reading: Reading, ties: Ties, step: Step, choose: Choose, guards: Sequence[Formula]) -> Iterator[Flaw]:
    before: list[Formula] = []
    for place, guard in enumerate(guards):
        if impossible(reading, ties, guard):
            yield Flaw("never", step, choose, place)
        elif impossible(reading, ties, both([*before, guard])):
            yield Flaw("taken", step, choose, place, _taker(reading, ties, guards[:place], guard))
        before.append(negated(guard))


def _taker(reading: Reading, ties: Ties, earlier: Sequence[Formula], guard: Formula) -> int:
    """The last of the earlier cases without which this one would be reached; the first, if it takes several."""
    for place in reversed(range(len(earlier))):
        others = [negated(other) for number, other in enumerate(earlier) if number != place]
        if not impossible(reading, ties, both([*others, guard])):
            return place
    return 0


def _gap(reading: Reading, ties: Ties, step: Step, choose: Choose, guards: Sequence[Formula]) -> Iterator[Flaw]:
    if TRUE in guards:
        return
    values = example_of(reading, ties, both(negated(guard) for guard in guards))
    if values is not None:
        yield Flaw("gap", step, choose, len(guards) - 1, values=values)


def _overlaps(reading: Reading, ties: Ties, step: Step, choose: Choose, guards: Sequence[Formula]) -> Iterator[Flaw]:
    """Two cases on one and the same thing that share some values, each with some of its own.

    Where a case is all of a later one's beginning (`x >= 2`, then `x >= 1`), or speaks of something else than it or of
    several things (any red, then any amber), the order of the cases is what the author means.
    """
    subjects = [frozenset(unknowns(guard)) for guard in guards]
    for place, guard in enumerate(guards):
        for other, earlier in enumerate(guards[:place]):
            alike = choose.cases[place].outcome == choose.cases[other].outcome
            if alike or subjects[place] != subjects[other] or len(subjects[place]) != 1:
                continue
            first = both([*(negated(before) for before in guards[:other]), earlier])
            shared = example_of(reading, ties, both([first, guard]))
            if shared is None:
                continue
            own = example_of(reading, ties, both([guard, negated(earlier)]))
            theirs = example_of(reading, ties, both([earlier, negated(guard)]))
            if own is not None and theirs is not None:
                yield Flaw("overlap", step, choose, place, other, shared)


def impossible(reading: Reading, ties: Ties, formula: Formula) -> bool:
    """Whether it is proven that a formula cannot hold, also by what its unknowns are worked out from."""
    try:
        if reading.solve(formula) is None:
            return True
        made = ties.among(formula)
        return made != TRUE and reading.solve(both([formula, made])) is None
    except TooHard:
        return False


def values_for(reading: Reading, formula: Formula) -> Answer | None:
    """Values for which a formula holds; None where there are none, or the search was given up."""
    try:
        return reading.solve(formula)
    except TooHard:
        return None


def example_of(reading: Reading, ties: Ties, formula: Formula) -> Answer | None:
    """Values for which a formula holds, and which can come together; None where none were found.

    Where too much hangs together for all of it to be said, what holds in any case is held to; where something is made
    in a way that formulas cannot say, nothing is found.
    """
    try:
        if reading.solve(formula, MODERATE) is None:
            return None
        found = reading.solve(both([formula, _together(ties, formula)]), MODERATE)
    except TooHard:
        return None
    own = dict.fromkeys(unknowns(formula))
    return found if found is None else {unknown: found[unknown] for unknown in own if unknown in found}


def _together(ties: Ties, formula: Formula) -> Formula:
    try:
        return ties.in_full(formula)
    except Unsayable:
        raise
    except TooHard:
        return ties.among(formula)

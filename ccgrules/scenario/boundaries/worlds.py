"""Two organisations that differ in one value: when what is worked out for them differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ccgrules.model.types import Kind
from ccgrules.periods import in_time_order
from ccgrules.plan.steps import Adjust, Compute, Since
from ccgrules.prove.direction import Twin
from ccgrules.prove.formula import FALSE, TRUE, Among, Compare, Form, Formula, Number, Unknown, both, either, negated
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.linear import TooHard
from ccgrules.prove.solve import Answer, solve
from ccgrules.prove.ties import renamed, renamed_form
from ccgrules.scenario.boundaries.spelling import DECIDED, Spelling

Values = Mapping[Unknown, Number]


@dataclass(frozen=True, slots=True)
class Third:
    """An unknown of a third organisation."""

    of: Unknown


Outcome = tuple[Formula, Form | None]
"""When a step comes to something, and what: a number or the place of a label; None where it is missing."""

MOST_OUTCOMES = 20
"""A value with more outcomes than this is not looked into."""


@dataclass(frozen=True, slots=True)
class Worlds:
    """What two organisations come to by one step.

    Attributes:
        spelling: The reading.
        outcomes: The alternatives of the step.
        standing: What holds for every organisation.
    """

    spelling: Spelling
    outcomes: Sequence[Outcome]
    standing: Formula

    @staticmethod
    def of(spelling: Spelling, told: Compute | Adjust) -> Worlds:
        """The alternatives of a step.

        Raises:
            TooHard: There are too many.
        """
        outcomes = list(_outcomes(spelling, told))
        if len(outcomes) > MOST_OUTCOMES:
            raise TooHard
        return Worlds(spelling, outcomes, _order_of_periods(spelling))

    def apart(
        self, alike: Formula, names: Mapping[Unknown, Unknown], pair: tuple[bool, bool], *, alone: bool
    ) -> Answer | None:
        """Values for which something else comes of the two.

        Args:
            alike: What must hold of both, the second's own values under their other names.
            names: The names of the second's values that are not the first's.
            pair: Whether the comparison that is looked into holds for the first, and for the second.
            alone: Whether it must do so by itself: where it holds, something else would come if just it did not.

        Raises:
            TooHard: The search was given up.
        """
        holds: dict[Unknown, Unknown] = {DECIDED: Third(DECIDED)}
        twin: dict[Unknown, Unknown] = {**names, DECIDED: Twin(DECIDED)}
        first: Mapping[Unknown, Unknown] = twin if alone and pair[1] else {}
        second = {**first, **holds} if alone else twin
        truths = [_is(DECIDED, pair[0]), _is(Twin(DECIDED), pair[1]), _is(Third(DECIDED), yes=False)]
        assumed = both(self.spelling.assumed)
        standing = both([self.standing, assumed, renamed(assumed, twin), alike, *truths])
        for guard, form in self.outcomes:
            for other, other_form in self.outcomes:
                different = _different(form, other_form, first, second)
                if (guard, form) == (other, other_form) or different == FALSE:
                    continue
                formula = both([standing, renamed(guard, first), renamed(other, second), different])
                answer = solve(formula, self.spelling.domains)
                if answer is not None:
                    return answer
        return None

    def twins(self, moved: Sequence[Unknown]) -> dict[Unknown, Unknown]:
        """Other names for values of the second organisation, which may be what the first's may be."""
        names: dict[Unknown, Unknown] = {unknown: Twin(unknown) for unknown in moved}
        self.spelling.domains.update((twin, self.spelling.domains[own]) for own, twin in names.items())
        return names


def _is(unknown: Unknown, yes: bool) -> Formula:
    return Among(unknown, frozenset([int(yes)]), 2)


def _different(
    form: Form | None, other: Form | None, first: Mapping[Unknown, Unknown], second: Mapping[Unknown, Unknown]
) -> Formula:
    if form is None or other is None:
        return FALSE if form is other else TRUE
    difference = renamed_form(form, first).plus(renamed_form(other, second), -_ONE)
    if not difference.terms:
        return TRUE if difference.constant else FALSE
    return Compare(difference, "ne")


_ONE = Form(()).constant + 1


def _outcomes(spelling: Spelling, told: Compute | Adjust) -> Iterator[Outcome]:
    used: Formula = TRUE
    if isinstance(told, Compute) and told.used is not None:
        step = spelling.steps[told.used]
        assert isinstance(step, Compute)
        assert step.expr is not None
        used = spelling.truth(step.expr)
        yield negated(used), None
    for guard, form in _worked_out(spelling, told):
        yield both([used, guard]), form


def _worked_out(spelling: Spelling, told: Compute | Adjust) -> Iterator[Outcome]:
    size = len(words_of(spelling.plan, told.type))
    places = [(frozenset([place]), Form((), _ONE * place)) for place in range(size)]
    if isinstance(told, Adjust):
        labels = final_labels(spelling, told)
        yield from ((labels(place), form) for place, form in places)
        if any(adjustment.label is None for adjustment in told.adjustments):
            yield negated(either(labels(place) for place, _ in places)), None
    elif told.expr is not None and told.type.kind is Kind.NUMBER:
        yield from spelling.numbers(told.expr)
    elif told.expr is not None:
        yield from ((spelling.is_among(told.expr, place), form) for place, form in places)


def _order_of_periods(spelling: Spelling) -> Formula:
    """Whoever is past a later period is past an earlier one."""
    since = {step.period: step.name for step in spelling.plan.steps if isinstance(step, Since)}
    order = in_time_order(since) or ()
    for name in since.values():
        spelling.domains.setdefault(name, frozenset([0, 1]))
    return both(
        either([Among(since[earlier], frozenset([1]), 2), Among(since[later], frozenset([0]), 2)])
        for earlier, later in pairwise(order)
    )

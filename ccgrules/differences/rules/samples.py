"""Invented organisations, on which a change of the rules can be shown to go both ways.

They differ in how good they are, so that their ratings spread over the scale, and are the same every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ccgrules.differences.rules.invented import invented
from ccgrules.engine.again import Again, Changed
from ccgrules.model.types import Kind, Missing, Type, Value
from ccgrules.plan.steps import Input, Plan, Step


@dataclass(frozen=True, slots=True)
class Sample:
    """Invented organisations, rated by one plan, so that other plans can be run beside it.

    Attributes:
        plan: The plan.
        again: Its run.
        steps: Its steps by name.
    """

    plan: Plan
    again: Again
    steps: Mapping[str, Step] = field(repr=False)

    @staticmethod
    def of(plan: Plan, others: Iterable[Plan]) -> Sample:
        """Organisations with all that the plan, and others beside it, ask for.

        Raises:
            CannotRun: A number outgrows all bounds.
        """
        steps = {step.name: step for step in plan.steps}
        return Sample(plan, Again.of(plan, invented([plan, *others])), steps)

    def ways(self, other: Plan, columns: Iterable[str]) -> Mapping[str, frozenset[int]]:
        """For columns of both plans the ways in which some organisation's value is another by the other plan.

        Labels and numbers count as in `prove.turns`: higher is 1, the higher place of a label the worse. Nothing is
        said where the two plans ask for other data under one name.

        Raises:
            CannotRun: A number outgrows all bounds.
        """
        if not self._same_data(other):
            return {}
        anew = self.again.run(Changed.between(self.steps, other), None)
        return {
            name: frozenset(
                _way(_words(self.plan, self.steps[name].type), before, after)
                for before, after in zip(self.again.columns[name], anew[name])
            )
            for name in columns
            if name in anew
        }

    def _same_data(self, other: Plan) -> bool:
        return all(
            not isinstance(step, Input) or step.name not in self.steps or self.steps[step.name].type == step.type
            for step in other.steps
        )


def _words(plan: Plan, type_: Type) -> tuple[str, ...]:
    """The labels of a type, best first; none of any other."""
    return plan.scales[type_.scale] if type_.kind is Kind.LABEL and type_.scale is not None else ()


def _way(words: tuple[str, ...], before: Value, after: Value) -> int:
    if isinstance(before, Missing) or isinstance(after, Missing) or before == after:
        return 0
    if words:
        if before not in words or after not in words:
            return 0
        return 1 if words.index(str(after)) > words.index(str(before)) else -1
    return 1 if after > before else -1  # type: ignore[operator]

"""Invented organisations, on which a change of the rules can be shown to go both ways.

They differ in how good they are, so that their ratings spread over the scale, and are the same every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ccgrules.differences.rules.invented import columns_for, invented
from ccgrules.engine.again import Again, Changed
from ccgrules.engine.exact import run_exact
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.vectors import Column
from ccgrules.model.types import Kind, Missing, Value
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

        Labels and numbers count as in `prove.turns`: higher is 1, the higher place of a label the worse.

        Raises:
            CannotRun: A number outgrows all bounds.
        """
        anew = self._run(other)
        turned = [name for name in columns if name in anew]
        return {name: frozenset(map(self._way(name), self.again.columns[name], anew[name])) for name in turned}

    def _run(self, other: Plan) -> Mapping[str, Column]:
        """The columns of another plan that may come out differently; data of another kind are invented for it.

        Where a scale has other labels, all is run anew: places on the one say nothing of places on the other.
        """
        steps = [step for step in other.steps if isinstance(step, Input)]
        differing = [step.name for step in steps if self._is_of_another_kind(step, other)]
        if not differing and other.scales == self.plan.scales:
            return self.again.run(Changed.between(self.steps, other), None)
        data = self.again.dataset
        own = columns_for(other, len(data.keys.period_order))
        lists = {name: data.columns.values(name) for name in data.columns.names()}
        lists.update((name, own[name]) for name in differing)
        return run_exact(other, replace(data, columns=RowColumns(lists))).lists

    def _is_of_another_kind(self, step: Input, other: Plan) -> bool:
        """Whether a column, or the value that it is a part of, has another unit or other labels in the other plan."""
        own = self.steps.get(step.name)
        if not isinstance(own, Input):
            return False
        before, after = (plan.ruleset.indicators.get(step.of) for plan in (self.plan, other))
        labels = [plan.scales.get(step.type.scale or "") for plan in (self.plan, other)]
        return own.type != step.type or labels[0] != labels[1] or (before and before.data) != (after and after.data)

    def _way(self, name: str) -> Callable[[Value, Value], int]:
        """Which way it is from one value of a column to another."""
        type_ = self.steps[name].type
        words = self.plan.scales[type_.scale] if type_.kind is Kind.LABEL and type_.scale is not None else ()

        def way(before: Value, after: Value) -> int:
            if isinstance(before, Missing) or isinstance(after, Missing):
                return 0
            if words and not (before in words and after in words):
                return 0  # a label of one scale alone is neither above nor below another
            places = [words.index(str(one)) if words else one for one in (before, after)]
            return (places[1] > places[0]) - (places[1] < places[0])  # type: ignore[operator]

        return way

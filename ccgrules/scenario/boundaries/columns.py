"""What each column of a plan is to a test: whether it can be named in one, and which others hang on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ccgrules.model.ruleset import Ruleset
from ccgrules.model.symbols import ATTRIBUTES, CALCULATED
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Plan, Step


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a plan as tests see them.

    Attributes:
        plan: The plan.
        steps: Its steps, by the columns that they write.
        made: For each column, the columns that it is worked out from, near and far.
        users: For each column, the steps that read it, in plan order.
    """

    plan: Plan
    steps: Mapping[str, Step]
    made: Mapping[str, frozenset[str]]
    users: Mapping[str, tuple[Step, ...]]

    @staticmethod
    def of(plan: Plan) -> Columns:
        """The columns of a plan."""
        steps = {step.name: step for step in plan.steps}
        made: dict[str, frozenset[str]] = {}
        users: dict[str, tuple[Step, ...]] = {}
        for step in plan.steps:
            near = frozenset(used_columns(step))
            made[step.name] = near.union(*(made.get(name, frozenset()) for name in near))
            for name in near:
                users[name] = (*users.get(name, ()), step)
        return Columns(plan, steps, made, users)

    def nameable(self, column: str) -> bool:
        """Whether a test can give or expect it."""
        return column in self.steps and nameable(self.plan.ruleset, column)

    def told_by(self, step: Step) -> str | None:
        """The column in which a test sees what a step does: its own, or the nearest that is worked out from it.

        None where only other organisations' figures hang on it.
        """
        waiting, seen = [step], {step.name}
        while waiting:
            one = waiting.pop(0)
            if isinstance(one, Compute | Adjust) and self.nameable(one.name):
                return self.published(one.name)
            for user in self.users.get(one.name, ()):
                if isinstance(user, Compute | Adjust) and user.name not in seen:
                    seen.add(user.name)
                    waiting.append(user)
        return None

    def published(self, column: str) -> str:
        """The rating itself for one that was calculated before a panel: without a decision they are the same."""
        return column.removesuffix(f".{CALCULATED}")

    def near(self, column: str) -> Iterator[str]:
        """The columns that a column is worked out from directly."""
        step = self.steps.get(column)
        return used_columns(step) if step is not None else iter(())

    def is_figure(self, column: str) -> bool:
        """Whether a column is a figure among a population."""
        return isinstance(self.steps.get(column), Figure)

    def on_peers(self, column: str) -> bool:
        """Whether other organisations' values have a part in it."""
        return any(isinstance(self.steps.get(name), Figure) for name in (column, *self.made.get(column, ())))

    def hanging_on(self, column: str) -> Iterator[str]:
        """The columns that are worked out from one."""
        return (name for name, near in self.made.items() if column in near)


def nameable(ruleset: Ruleset, column: str) -> bool:
    """Whether rules have a name for a column that a test can use: lets of a declaration, for one, have none."""
    named = (ruleset.fields, ruleset.conditions, ruleset.measures, ruleset.ratings, ruleset.judgements)
    if any(column in declared for declared in named):
        return True
    owner, _, part = column.rpartition(".")
    if part == CALCULATED:
        return owner in ruleset.ratings
    return part in ATTRIBUTES and (owner in ruleset.indicators or owner in ruleset.groups)

"""A plan of which some steps may be one way or another: what-ifs beside each other, to be worked out in one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ccgrules.plan.steps import Plan, Step

World = tuple[int, ...]
"""For each factor of a varied plan its level; 0 is as before."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that may be one way or another: a change of the rules (levels 0 and 1), values that are tried out."""

    name: str
    levels: int


@dataclass(frozen=True, slots=True)
class VariedStep:
    """A step that hangs on the levels of some factors.

    Attributes:
        name: Its name in every world.
        factors: The places of the factors on which it hangs directly, ascending; none for most steps. An `Input` hangs
            on those that change its data.
        at: The step at some levels of those factors, in their order; None where there is no such step.
    """

    name: str
    factors: tuple[int, ...]
    at: Callable[[tuple[int, ...]], Step | None]


@dataclass(frozen=True, slots=True)
class VariedPlan:
    """Steps in an order that holds in every world.

    Attributes:
        factors: What may be one way or another.
        steps: The steps of every world.
        scales: For each scale its labels, best first; the same in every world.
        recurrent: Whether the plan of some world is.
        plan: That of the world of noughts.
    """

    factors: tuple[Factor, ...]
    steps: tuple[VariedStep, ...]
    scales: Mapping[str, tuple[str, ...]]
    recurrent: bool
    plan: Plan

"""Mutants that are provably the same as the original: no organisation could show the difference."""

from __future__ import annotations

from ccgrules.engine.again import Changed
from ccgrules.mutate.mutants import Original
from ccgrules.prove.turns.plans import Beside
from ccgrules.prove.turns.turn import stays


def provably_same(original: Original, changed: Changed) -> bool:
    """Whether each step that a mutant changes gives what it gave, whatever the data."""
    if changed.gone or any(name not in original.steps for name in changed.steps):
        return False
    try:
        two = Beside.of_plans(original.plan, changed.plan)
    except RecursionError:
        return False
    return all(stays(two.column(name, name)) for name in changed.steps)

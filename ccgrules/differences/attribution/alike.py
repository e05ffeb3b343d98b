"""Whether two steps, or parts of them, work out the same: what only explains them makes no difference."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache

from ccgrules.model.expressions import Literal, WeightedLine
from ccgrules.plan.steps import Aggregate, Figure

EXPLAINS = frozenset({"notes", "origin", "span"})
"""Fields that say why and where."""

_NAMES: dict[type, frozenset[str]] = {
    Literal: frozenset({"name"}),
    WeightedLine: frozenset({"title"}),
    Aggregate: frozenset({"group", "axis"}),
    Figure: frozenset({"population"}),
}
"""Fields that name what other fields spell out."""


def alike(one: object, other: object) -> bool:
    """Whether two steps or expressions of plans, None included, work out the same."""
    return one is other or one == other or bare(one) == bare(other)


def bare(part: object, without: tuple[str, ...] = ()) -> Hashable:
    """All of a step or an expression that counts, but for some fields of its own."""
    if isinstance(part, tuple):
        return tuple([bare(item) for item in part])
    if not is_dataclass(part) or isinstance(part, type):
        return part.__class__, part
    kept = [name for name in _counting(part.__class__) if name not in without]
    return part.__class__, *[bare(getattr(part, name)) for name in kept]


@cache
def _counting(kind: type) -> tuple[str, ...]:
    left_out = EXPLAINS | _NAMES.get(kind, frozenset())
    return tuple(field.name for field in fields(kind) if field.name not in left_out)

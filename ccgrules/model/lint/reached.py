"""Which indicators and groups have a part in anything that is worked out beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccgrules.model.expressions import Across, Among, Expr, Ref
from ccgrules.model.ruleset import Population, Ruleset
from ccgrules.model.scope import Context
from ccgrules.model.walk import named_values, visits


def reached_members(ctx: Context, ruleset: Ruleset) -> frozenset[str]:
    """Indicators and groups that a condition, measure, rating, judgement or population uses, near or far.

    A group is reached as well where anything in it is.
    """
    parents = ctx.groups.parents
    uses = _uses(ctx, ruleset)
    found: set[str] = set()
    waiting = [owner for owner in uses if owner not in parents]
    while waiting:
        owner = waiting.pop()
        if owner not in found:
            found.add(owner)
            waiting.extend(uses.get(owner, ()))
    below = [name for name in found if name in parents]
    return frozenset(below).union(*(_above(ctx, name) for name in below))


def _uses(ctx: Context, ruleset: Ruleset) -> dict[str, set[str]]:
    """For each declaration, the declarations that its expressions use; populations go by `among NAME`."""
    uses: dict[str, set[str]] = {}
    for value in named_values(ruleset):
        uses.setdefault(value.owner, set()).update(_used(ctx, value.expressions()))
    for population in ruleset.populations.values():
        uses[f"among {population.name}"] = set(_used_by_population(ctx, population))
    return uses


def _used(ctx: Context, exprs: Iterable[Expr]) -> Iterator[str]:
    for expr in exprs:
        for visit in visits(expr):
            match visit.expr:
                case Ref(name) if name in ctx.columns:
                    yield ctx.columns[name].owner
                case Across(members=members):
                    yield from members
                case Among(population=population):
                    yield f"among {population}"


def _used_by_population(ctx: Context, population: Population) -> Iterator[str]:
    if population.by is not None:
        yield ctx.columns[population.by].owner
    if population.where is not None:
        yield from _used(ctx, [population.where])


def _above(ctx: Context, name: str) -> set[str]:
    """The groups that something is in, near and far."""
    found: set[str] = set()
    waiting = list(ctx.groups.parents[name])
    while waiting:
        group = waiting.pop()
        if group not in found:
            found.add(group)
            waiting.extend(ctx.groups.parents[group])
    return found

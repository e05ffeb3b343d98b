"""The `let`s of the older ruleset under the names of the newer one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ccgrules.model.consolidate import with_names
from ccgrules.model.symbols import NAMELESS, declared_name
from ccgrules.model.tree_walk import expressions_in, names_in
from ccgrules.syntax import tree

Declarations = tuple[tree.Declaration, ...]
Lets = Mapping[tuple[str, str], str]
"""By declaration and name, what a `let` was called before."""


def rename_lets(there: Declarations, here: Sequence[tree.Declaration]) -> tuple[Declarations, Lets]:
    """The older declarations with the newer names of their `let`s.

    A `let` that only one of the two rulesets has is taken for a renamed one if it is worked out alike, and no other is.
    """
    newer = {(one.keyword, declared_name(one)): one for one in here if one.keyword not in NAMELESS}
    before: dict[tuple[str, str], str] = {}
    for one in there:
        fellow = None if one.keyword in NAMELESS else newer.get((one.keyword, declared_name(one)))
        if fellow is not None:
            before |= {(declared_name(one), now): old for old, now in _alike(one, fellow).items()}
    now = {(declaration, old): new for (declaration, new), old in before.items()}
    return (tuple(_renamed(one, now) for one in there) if now else there), before


def _alike(old: tree.Declaration, new: tree.Declaration) -> dict[str, str]:
    gone, come = _by_body(old, new), _by_body(new, old)
    spoken = {str(name) for name in names_in(expressions_in(old))}
    return {
        names[0]: come[body][0]
        for body, names in gone.items()
        if len(names) == len(come.get(body, ())) == 1 and come[body][0] not in spoken
    }


def _by_body(one: tree.Declaration, other: tree.Declaration) -> dict[tree.Body | None, list[str]]:
    """The names of the `let`s that only one of two declarations has, by how they are worked out."""
    known = {str(clause.name) for clause in other.clauses if clause.keyword == "let"}
    found = defaultdict(list)
    for clause in one.clauses:
        if clause.keyword == "let" and str(clause.name) not in known:
            found[clause.body].append(str(clause.name))
    return found


def _renamed(declaration: tree.Declaration, now: Mapping[tuple[str, str], str]) -> tree.Declaration:
    own = "" if declaration.keyword in NAMELESS else declared_name(declaration)

    def other(name: tree.Name) -> tree.Name:
        first, *rest = name.parts
        if rest:
            second = now.get((first, rest[0]), rest[0])
            return replace(name, parts=(first, second, *rest[1:]))
        return replace(name, parts=(now.get((own, first), first),))

    return with_names(declaration, other)

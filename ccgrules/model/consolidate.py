"""A ruleset with all that it uses and amends as one tree: the whole framework that results, ready to be written out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from ccgrules.model.amend import Layer, merge
from ccgrules.model.findings import Findings
from ccgrules.model.symbols import Rename
from ccgrules.syntax import tree

OUTDATED = frozenset({"amends", "use"})
"""Clauses of the framework that no longer hold when everything stands in one file."""

_Node = TypeVar("_Node")


def consolidate(layers: Sequence[Layer]) -> tree.RulesFile:
    """The declarations of a chain of rulesets without mistakes, amendments applied; comments do not come along."""
    merged = merge(layers, Findings())
    declarations = tuple(_declaration(declaration, merged.renames) for declaration in merged.declarations)
    return tree.RulesFile(declarations, source=merged.start.source)


def _declaration(declaration: tree.Declaration, renames: Iterable[Rename]) -> tree.Declaration:
    if declaration.keyword == "framework":
        kept = tuple(clause for clause in declaration.clauses if clause.keyword not in OUTDATED)
        declaration = replace(declaration, clauses=kept)
    own = own_names(declaration)
    renames = [rename for rename in renames if rename.old not in own]
    return with_names(declaration, lambda name: _renamed_name(name, renames)) if renames else declaration


def own_names(declaration: tree.Declaration) -> frozenset[str]:
    """The names that a declaration gives to parts of its own: arguments and `let`s."""
    lets = (str(clause.name) for clause in declaration.clauses if clause.keyword == "let")
    return frozenset({*(str(name) for name in declaration.params), *lets})


def with_names(declaration: tree.Declaration, rename: Callable[[tree.Name], tree.Name]) -> tree.Declaration:
    """A declaration that speaks of others by other names; its own name and its former ones stay."""

    def clause_with_names(clause: tree.Clause) -> tree.Clause:
        # Of the head, only `result` speaks of declarations: `rates` and `source` make names of their own.
        if clause.keyword == "formerly" or (declaration.keyword == "framework" and clause.keyword != "result"):
            return clause
        return _renamed(clause, rename)

    return replace(declaration, clauses=tuple(map(clause_with_names, declaration.clauses)))


def _renamed(node: _Node, rename: Callable[[tree.Name], tree.Name]) -> _Node:
    """A part of a tree with other names in it."""
    if isinstance(node, tree.Name):
        return rename(node)  # type: ignore[return-value]
    if isinstance(node, tuple):
        return tuple(_renamed(item, rename) for item in node)  # type: ignore[return-value]
    if not is_dataclass(node) or isinstance(node, type):
        return node
    said = {f.name: _renamed(getattr(node, f.name), rename) for f in fields(node) if f.compare}
    return replace(node, **said)


def _renamed_name(name: tree.Name, renames: Iterable[Rename]) -> tree.Name:
    for rename in renames:
        if name.parts[0] == rename.old and name.span.source.name in rename.older:
            name = replace(name, parts=(rename.new, *name.parts[1:]))
    return name

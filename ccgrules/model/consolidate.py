"""A ruleset with all that it uses and amends as one tree: the whole framework that results, ready to be written out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        kept = (clause for clause in declaration.clauses if clause.keyword not in OUTDATED)
        # Of the head, only `result` speaks of declarations: `rates` and `source` make names of their own.
        clauses = tuple(_renamed(c, tuple(renames)) if c.keyword == "result" else c for c in kept)
        return replace(declaration, clauses=clauses)
    own = {str(name) for name in declaration.params} | {
        str(clause.name) for clause in declaration.clauses if clause.keyword == "let"
    }
    renames = [rename for rename in renames if rename.old not in own]
    clauses = tuple(c if c.keyword == "formerly" else _renamed(c, renames) for c in declaration.clauses)
    return replace(declaration, clauses=clauses)


def _renamed(node: _Node, renames: Sequence[Rename]) -> _Node:
    """A part of a tree in which names of older files are as amendments left them."""
    if isinstance(node, tree.Name):
        return _renamed_name(node, renames)  # type: ignore[return-value]
    if isinstance(node, tuple):
        return tuple(_renamed(item, renames) for item in node)  # type: ignore[return-value]
    if not is_dataclass(node) or isinstance(node, type) or not renames:
        return node
    said = {f.name: _renamed(getattr(node, f.name), renames) for f in fields(node) if f.compare}
    return replace(node, **said)


def _renamed_name(name: tree.Name, renames: Iterable[Rename]) -> tree.Name:
    for rename in renames:
        if name.parts[0] == rename.old and name.span.source.name in rename.older:
            name = replace(name, parts=(rename.new, *name.parts[1:]))
    return name

"""The order in which named values are checked, so that the types of what one uses are known before it.

Works on the tree, before any type is known. It may see more uses than there are (it does not know labels from names),
which
only matters where these make a ring: then types inside it are found in two rounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.model.define import Slot
from ccgrules.model.graph import components
from ccgrules.model.scope import Context
from ccgrules.model.symbols import ATTRIBUTES, AXES
from ccgrules.model.tree_walk import expressions_of, names_in
from ccgrules.syntax import tree


def in_order(ctx: Context, slots: Sequence[Slot]) -> Iterator[list[Slot]]:
    """Slots after those that they use; slots that use each other come together."""
    by_column = {slot.column: slot for slot in slots}
    edges: dict[str, list[str]] = {}
    methods = _method_words(ctx)
    for slot in slots:
        edges[slot.column] = list(dict.fromkeys(_uses(ctx, slot, methods, edges)))
    for component in components(edges):
        found = [by_column[name] for name in component if name in by_column]
        rings = len(found) > 1 or (len(found) == 1 and found[0].column in edges[found[0].column])
        if found:
            yield found * 2 if rings else found


def _uses(ctx: Context, slot: Slot, methods: dict[str, set[str]], edges: dict[str, list[str]]) -> Iterator[str]:
    owner = slot.scope.owner
    body = slot.clause.body
    for name in names_in(expressions_of(body) if body is not None else ()):
        word = name.parts[0]
        if len(name.parts) == 1:
            current = ctx.symbols.current(word, name.span)
            yield from (f"{owner}.{word}", current)
            if current in methods:
                yield from (f"{owner}.{own}" for own in methods[current])
                yield _method_node(ctx, current, methods, edges)
        else:
            yield from _of_path(ctx, owner, name, edges)


def _of_path(ctx: Context, owner: str, name: tree.Name, edges: dict[str, list[str]]) -> Iterator[str]:
    *path, attribute = name.parts
    if path[-1] in AXES and len(path) <= 2:
        group = ctx.symbols.current(path[0], name.span) if len(path) == 2 else owner
        if group == "all" or group in ctx.groups.direct:
            yield _group_node(ctx, group, path[-1], attribute, edges)
    else:
        yield f"{ctx.symbols.current(path[0], name.span)}.{attribute}"


def _group_node(ctx: Context, group: str, axis: str, attribute: str, edges: dict[str, list[str]]) -> str:
    """A node of its own for `cancer.indicators.score`, so that many uses of a large group stay cheap."""
    waiting = [group]
    while waiting:
        current = waiting.pop()
        node = f"{current}.{axis}.{attribute}"
        if node in edges:
            continue
        members = ctx.groups.indicators if current == "all" else ctx.groups.direct[current]
        subgroups = [m for m in members if m in ctx.groups.direct] if axis == "indicators" else []
        edges[node] = [f"{m}.{attribute}" for m in members] + [f"{g}.{axis}.{attribute}" for g in subgroups]
        waiting.extend(subgroups)
    return f"{group}.{axis}.{attribute}"


# --- methods -----------------------------------------------------------------------------------------------------


def _method_words(ctx: Context) -> dict[str, set[str]]:
    """For each method, the words such as `value` and `standard` that it reads of whoever calls it."""
    direct: dict[str, set[str]] = {}
    calls: dict[str, list[str]] = {}
    for name, declaration in ctx.symbols.of_kind("method"):
        words = {n.parts[0] for n in _method_names(declaration) if len(n.parts) == 1}
        direct[name] = words & set(ATTRIBUTES)
        calls[name] = sorted(words)
    for component in components(calls):
        together = set().union(*(direct[name] for name in component))
        for name in component:
            together.update(*(direct[called] for called in calls[name] if called in direct))
        for name in component:
            direct[name] = together
    return direct


def _method_node(ctx: Context, name: str, methods: dict[str, set[str]], edges: dict[str, list[str]]) -> str:
    """A node for what a method and those that it calls read beside the caller's own values."""
    waiting = [name]
    while waiting:
        current = waiting.pop()
        node = f"{current}()"
        if node in edges:
            continue
        uses: list[str] = []
        edges[node] = uses
        for used in _method_names(ctx.symbols.declared[current]):
            word = ctx.symbols.current(used.parts[0], used.span)
            if len(used.parts) > 1:
                uses.extend(_of_path(ctx, current, used, edges))
            elif word in methods:
                uses.append(f"{word}()")
                waiting.append(word)
            else:
                uses.append(word)
    return f"{name}()"


def _method_names(declaration: tree.Declaration) -> Iterator[tree.Name]:
    for clause in declaration.clauses:
        if clause.body is not None:
            yield from names_in(expressions_of(clause.body))

"""Graphs of names: the order in which each comes after what it uses, and the rings that forbid one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]


def components(edges: Edges) -> list[list[str]]:
    """The strongly connected components, each after those that it uses (Tarjan 1972, without recursion).

    Args:
        edges: For each node, the nodes that it uses; nodes that are no key are left out.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    found: list[list[str]] = []
    for root in edges:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [_enter(root, edges, index, low, stack, waiting)]
        while work:
            node, uses = work[-1]
            following = next((u for u in uses if u in edges and (u not in index or u in waiting)), None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_leave(node, stack, waiting))
            elif following in index:
                low[node] = min(low[node], index[following])
            else:
                work.append(_enter(following, edges, index, low, stack, waiting))
    return found


def _enter(
    node: str, edges: Edges, index: dict[str, int], low: dict[str, int], stack: list[str], waiting: set[str]
) -> tuple[str, Iterator[str]]:
    index[node] = low[node] = len(index)
    stack.append(node)
    waiting.add(node)
    return node, iter(edges[node])


def _leave(node: str, stack: list[str], waiting: set[str]) -> list[str]:
    component: list[str] = []
    while not component or component[-1] != node:
        component.append(stack.pop())
        waiting.discard(component[-1])
    return component[::-1]


def ring(edges: Edges, component: Sequence[str]) -> list[str] | None:
    """A shortest path from the first node of a component back to it, both ends included; None if there is none."""
    inside = set(component)
    start = component[0]
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for following in edges[node]:
            if following == start:
                return _path(start, node, came_from)
            if following in inside and following not in came_from:
                came_from[following] = node
                queue.append(following)
    return None


def _path(start: str, last: str, came_from: Mapping[str, str]) -> list[str]:
    path = [start, last]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]

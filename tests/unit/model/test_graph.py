"""Order and rings, checked against a plain search."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ccgrules.model.graph import components, ring

nodes = st.sampled_from("abcdef")
graphs = st.dictionaries(nodes, st.lists(nodes, max_size=4), min_size=1).map(
    lambda edges: {node: edges.get(node, []) for node in "abcdef"}
)


def reaches(edges: dict[str, list[str]], start: str, goal: str) -> bool:
    """Whether a path of at least one step leads there."""
    seen, waiting = set(), list(edges[start])
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            waiting.extend(edges[node])
    return False


@given(graphs)
def test_each_component_comes_after_what_it_uses(edges: dict[str, list[str]]) -> None:
    order = components(edges)
    assert sorted(node for component in order for node in component) == sorted(edges)
    done: set[str] = set()
    for component in order:
        done.update(component)
        assert {used for node in component for used in edges[node]} <= done


@given(graphs)
def test_a_component_is_what_reaches_each_other(edges: dict[str, list[str]]) -> None:
    for component in components(edges):
        for a in component:
            for b in edges:
                together = a == b or (reaches(edges, a, b) and reaches(edges, b, a))
                assert together == (b in component)


@given(graphs)
def test_a_ring_is_a_path_back(edges: dict[str, list[str]]) -> None:
    for component in components(edges):
        path = ring(edges, component)
        assert (path is not None) == reaches(edges, component[0], component[0])
        if path is not None:
            assert path[0] == path[-1] == component[0]
            assert all(b in edges[a] for a, b in pairwise(path))
            assert len(set(path)) == len(path) - 1


def test_a_long_chain_needs_no_recursion() -> None:
    edges = {str(n): [str(n + 1)] for n in range(20_000)} | {"20000": []}
    assert components(edges)[0] == ["20000"]

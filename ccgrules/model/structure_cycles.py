"""Rings: values that are worked out from themselves. The value of the period before may be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.expressions import Across, Among, Expr, MemberValue, MethodCall, Previous, Ref
from ccgrules.model.findings import Findings
from ccgrules.model.graph import components, ring
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.walk import named_values, parts
from ccgrules.source import Span


@dataclass(slots=True)
class Uses:
    """What uses what.

    Attributes:
        edges: For each named value, population (`among NAME`) and group of members (a node without a place), what it
            uses.
        places: Where a named value or population uses another node.
        shown: What each node is called in a message; nodes of members are not shown.
    """

    edges: dict[str, list[str]] = field(default_factory=dict)
    places: dict[tuple[str, str], Span] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, node: str, shown: str) -> None:
        """Adds a node that messages may name."""
        self.edges.setdefault(node, [])
        self.shown[node] = shown


def find_uses(ruleset: Ruleset) -> Uses:
    """The graph of what each named value uses, but for values of the period before."""
    uses = Uses()
    for value in named_values(ruleset):
        uses.add(value.column, f"`{value.column}`")
        for expr in value.expressions():
            _add_uses(uses, value.column, expr)
    for population in ruleset.populations.values():
        node = _population_node(population.name)
        uses.add(node, f"population `{population.name}`")
        if population.by is not None:
            uses.edges[node].append(population.by)
            uses.places.setdefault((node, population.by), population.span)
        if population.where is not None:
            _add_uses(uses, node, population.where)
    return uses


def _population_node(name: str) -> str:
    return f"among {name}"


def _add_uses(uses: Uses, node: str, expr: Expr) -> None:
    for used, span in _used(uses, expr):
        uses.edges[node].append(used)
        uses.places.setdefault((node, used), span)


def _used(uses: Uses, expr: Expr) -> Iterator[tuple[str, Span]]:
    """The nodes that an expression uses, and where. A place inside a method is that of the call."""
    waiting: list[tuple[Expr, str, Span | None]] = [(expr, "", None)]
    while waiting:
        part, members, call = waiting.pop()
        span = call or part.span
        match part:
            case Previous(period=None):
                continue
            case Ref(name):
                yield name, span
            case MemberValue(attribute):
                yield _member_node(uses, members, attribute), span
            case Among():
                yield _population_node(part.population), span
            case Across():
                members = _members_node(uses, part)
            case MethodCall():
                call = span
        waiting.extend((inner, members, call) for inner in parts(part))


def _members_node(uses: Uses, across: Across) -> str:
    """The members that a function runs over. One tuple of members is shared by all functions that run over it."""
    node = f"members {id(across.members)}"
    uses.edges.setdefault(node, list(across.members))
    return node


def _member_node(uses: Uses, members: str, attribute: str) -> str:
    """A node for one attribute of those members, so that many uses of a large group stay cheap."""
    node = f"{members} {attribute}"
    if node not in uses.edges:
        uses.edges[node] = [f"{member}.{attribute}" for member in uses.edges.get(members, ())]
    return node


def check_cycles(uses: Uses, findings: Findings) -> bool:
    """Reports every ring; whether there is none."""
    fine = True
    for component in components(uses.edges):
        start = next((node for node in component if node in uses.shown), None)
        path = ring(uses.edges, [start, *component]) if start is not None else None
        if path is not None:
            fine = False
            _report(uses, _shown_path(path, uses.shown), findings)
    return fine


def _shown_path(path: list[str], shown: Mapping[str, str]) -> list[str]:
    return [node for node in path if node in shown]


def _report(uses: Uses, path: list[str], findings: Findings) -> None:
    names = [uses.shown[node] for node in path]
    steps = ", ".join(f"{a} uses {b}" for a, b in pairwise(names))
    places = [_place(uses, a, b) for a, b in pairwise(path)]
    labels = [Label(span, f"uses {name}") for span, name in zip(places, names[1:]) if span is not None]
    if not labels:
        return
    findings.report(
        "CCG401",
        f"{names[0]} is worked out from itself: {steps}",
        labels[0].span,
        label=labels[0].text,
        secondary=labels[1:],
        help="take one of these uses out, or use the value of the period before: `previous(…)`",
    )


def _place(uses: Uses, user: str, used: str) -> Span | None:
    """Where one uses the other, directly or through the members of a group."""
    direct = uses.places.get((user, used))
    if direct is not None:
        return direct
    return next((uses.places[user, node] for node in uses.edges[user] if used in uses.edges.get(node, ())), None)

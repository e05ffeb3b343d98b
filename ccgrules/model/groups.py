"""Who is in which group."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.findings import Findings
from ccgrules.model.graph import components, ring
from ccgrules.model.symbols import RESERVED_NAMES, Symbols
from ccgrules.syntax import tree

MOST_LEVELS = 32
"""How deep groups may nest."""


@dataclass(slots=True)
class Groups:
    """Membership.

    Attributes:
        direct: For each group, its direct members (indicators and groups), in the order declared.
        parents: For each indicator and group, the groups that it is in.
        uncounted: Indicators and groups that `counts no`.
        indicators: All indicators, in the order declared.
    """

    direct: dict[str, list[str]]
    parents: dict[str, tuple[str, ...]]
    uncounted: frozenset[str]
    indicators: tuple[str, ...]
    _reached: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _reached_with: dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)

    def reach(self, group: str, axis: str) -> tuple[str, ...]:
        """The members of a group (or `all`) on an axis, in the order declared, without those that `counts no`."""
        key = (group, axis)
        if key not in self._reached:
            self._reached[key] = tuple(n for n in self._candidates(group, axis) if n not in self.uncounted)
        return self._reached[key]

    def reach_with(
        self, group: str, axis: str, attributes: tuple[str, ...], columns: Container[str]
    ) -> tuple[str, ...]:
        """Those of the members that have some attributes; the same tuple each time."""
        key = (group, axis, attributes)
        if key not in self._reached_with:
            self._reached_with[key] = tuple(
                member
                for member in self.reach(group, axis)
                if all(f"{member}.{attribute}" in columns for attribute in attributes)
            )
        return self._reached_with[key]

    def _candidates(self, group: str, axis: str) -> Iterator[str]:
        if group == "all":
            return iter(self.indicators)
        if axis == "members":
            return iter(self.direct[group])
        inside = self._below(group)
        return (name for name in self.indicators if name in inside)

    def _below(self, group: str) -> set[str]:
        seen: set[str] = set()
        waiting = [group]
        while waiting:
            for member in self.direct.get(waiting.pop(), ()):
                if member not in seen:
                    seen.add(member)
                    waiting.append(member)
        return seen


def find_groups(symbols: Symbols, findings: Findings) -> Groups:
    """Reads the `in` lines of indicators and groups."""
    direct: dict[str, list[str]] = {name: [] for name in symbols.names_of("group")}
    parents: dict[str, tuple[str, ...]] = {}
    uncounted = set()
    for name, declaration in symbols.of_kind("indicator", "group"):
        found = tuple(dict.fromkeys(_parents(declaration, symbols, findings)))
        parents[name] = found
        for group in found:
            direct[group].append(name)
        if any(_says_no(clause) for clause in declaration.clauses):
            uncounted.add(name)
    groups = Groups(direct, parents, frozenset(uncounted), tuple(symbols.names_of("indicator")))
    _cut_rings(groups, symbols, findings)
    return groups


def _says_no(clause: tree.Clause) -> bool:
    return clause.keyword == "counts" and clause.words is not None


def _parents(declaration: tree.Declaration, symbols: Symbols, findings: Findings) -> Iterator[str]:
    for clause in declaration.clauses:
        if clause.keyword != "in" or clause.words is None:
            continue
        for item in clause.words.items:
            if isinstance(item, tree.Name) and (group := _group_of(item, symbols, findings)):
                yield group


def _group_of(name: tree.Name, symbols: Symbols, findings: Findings) -> str | None:
    current = symbols.current(str(name), name.span)
    declared = symbols.declared.get(current)
    if declared is None:
        report_unknown(name, "group", symbols, findings)
        return None
    if declared.keyword != "group":
        findings.report(
            "CCG205",
            f"`{name}` is {article(declared.keyword)}, not a group",
            name.span,
            secondary=(Label(declared.names[0].span, "declared here"),),
            help="name a group behind `in`",
        )
        return None
    return current


def report_unknown(name: tree.Name, kind: str, symbols: Symbols, findings: Findings) -> None:
    """Says that a name of some kind is not declared, or no longer."""
    removed = symbols.removed.get(str(name))
    if removed is not None:
        findings.report(
            "CCG452",
            f"`{name}` is removed but still used here",
            name.span,
            secondary=(Label(removed, "removed here"),),
            help="change or remove what uses it as well",
        )
        return
    hint = findings.did_you_mean(str(name), symbols.names_of(kind))
    if hint is None and str(name) in RESERVED_NAMES:
        known = next(symbols.names_of(kind), f"{kind}_1")
        hint = f"name one that is declared, such as `{known}`: `{name}` has a meaning of its own"
    findings.report(
        "CCG201",
        f"there is no {kind} called `{name}`",
        name.span,
        help=hint or f"declare it: `{kind} {name}`",
    )


def article(keyword: str) -> str:
    """`an indicator`, `a group`."""
    return f"an {keyword}" if keyword[0] in "aeiou" else f"a {keyword}"


def _cut_rings(groups: Groups, symbols: Symbols, findings: Findings) -> None:
    """Reports groups that are inside themselves, or too deep, and takes them out of their parents."""
    level: dict[str, int] = {}
    for component in components(groups.parents):
        path = ring(groups.parents, component)
        if path is not None:
            _report_ring(path, symbols, findings)
        for name in component:
            level[name] = 1 + max((level.get(parent, 0) for parent in groups.parents[name]), default=0)
            if level[name] == MOST_LEVELS + 1:
                span = symbols.declared[name].names[0].span
                hint = "put the groups into fewer levels"
                findings.report("CCG492", f"`{name}` is more than {MOST_LEVELS} groups deep", span, help=hint)
            if path is not None or level[name] > MOST_LEVELS:
                _take_out(name, groups)


def _take_out(name: str, groups: Groups) -> None:
    for parent in groups.parents[name]:
        groups.direct[parent].remove(name)
    groups.parents[name] = ()


def _report_ring(path: list[str], symbols: Symbols, findings: Findings) -> None:
    chain = " in ".join(f"`{name}`" for name in path)
    span = symbols.declared[path[0]].names[0].span
    findings.report("CCG401", f"the group is inside itself: {chain}", span, help="take one of them out of the other")

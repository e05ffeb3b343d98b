"""The older ruleset with some of the changes made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.rules.changes import Both, RulesDiff, let_key, source_key
from ccgrules.differences.rules.merged import EXACT, made
from ccgrules.model.amend import Merged
from ccgrules.model.check import check_merged
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.symbols import NAMELESS, Rename, declared_name
from ccgrules.model.tree_walk import expressions_of, names_in
from ccgrules.source import Span
from ccgrules.syntax import tree

Declarations = tuple[tree.Declaration, ...]


def applied(diff: RulesDiff, numbers: Collection[int]) -> Declarations:
    """The declarations of the older ruleset with some of the changes made.

    What these speak of is there as well, such as a method that an added indicator uses, or a parameter that only
    changes which are not made do without. With all numbers these are the declarations of the newer ruleset, with none
    those of the older one under the newer names.

    Args:
        diff: The changes of two rulesets, as `diff_rulesets` gives them.
        numbers: The numbers of those to be made.
    """
    assert diff.both is not None
    every = frozenset(change.number for change in diff.changes)
    chosen = every & frozenset(numbers)
    if chosen and chosen < every:
        return _with_supports(diff.both, chosen)
    declarations: Declarations = made(diff.both.declarations, chosen | {EXACT} if chosen else chosen)
    return declarations


def ruleset_with(diff: RulesDiff, numbers: Collection[int]) -> Ruleset | None:
    """The older ruleset with only some of the changes made, without tests; None where that is no ruleset."""
    return _checked(diff, numbers)[0]


def errors_with(diff: RulesDiff, numbers: Collection[int]) -> tuple[Diagnostic, ...]:
    """What is wrong with the older ruleset with only some of the changes made."""
    return _checked(diff, numbers)[1]


def _checked(diff: RulesDiff, numbers: Collection[int]) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    assert diff.both is not None
    rules = tuple(one for one in applied(diff, numbers) if one.keyword != "test")
    return check_alone(rules, diff.both)


def check_alone(declarations: Declarations, both: Both) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    """The checked form of declarations from two rulesets, and the errors in them."""
    start = Span(both.files[-1], 0, 0)
    renames = tuple(Rename(former, name, frozenset(), start) for former, name in _former(declarations))
    return check_merged(Merged(declarations, start, both.files, renames=renames), only_errors=True)


def _former(declarations: Declarations) -> Iterator[tuple[str, str]]:
    """What names were before, and names. A former name need not be free: where several moved on, another has it now."""
    for one in declarations:
        for clause in one.clauses:
            if clause.keyword == "formerly" and clause.words is not None:
                yield from ((str(item), declared_name(one)) for item in clause.words.items)


# --- what others need --------------------------------------------------------------------------------------------


def _with_supports(both: Both, chosen: frozenset[int]) -> Declarations:
    kept: set[int] = set()
    while True:
        declarations: Declarations = made(both.declarations, chosen, kept)
        there = set(_there(declarations))
        needed = {number for name, number in both.supports.items() if name not in there} - kept
        spoken = set(_spoken_of(declarations)) if needed else set()
        needed = {number for name, number in both.supports.items() if number in needed and name in spoken}
        if not needed:
            return tuple(map(_in_order, declarations))
        kept |= needed


def _there(declarations: Declarations) -> Iterator[str]:
    for one in declarations:
        if one.keyword == "framework":
            yield from (source_key(clause.name) for clause in one.clauses if clause.keyword == "source")
        elif one.keyword not in NAMELESS:
            yield declared_name(one)
            yield from (let_key(declared_name(one), clause.name) for clause in one.clauses if clause.keyword == "let")


def _spoken_of(declarations: Declarations) -> Iterator[str]:
    """The names that declarations use."""
    for one in declarations:
        if one.keyword == "test":
            continue
        for name in _names((one.annotations, one.clauses)):
            if isinstance(name, str):
                yield name
                continue
            yield name.parts[0]
            yield let_key(*name.parts[:2]) if len(name.parts) > 1 else let_key(str(one.names[0]), name)


def _names(node: object) -> Iterator[tree.Name | str]:
    """The names in a part of a tree; `source NAME` for those that are cited."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Name):
            yield node
        elif isinstance(node, tree.Clause) and node.keyword in ("formerly", "label"):
            continue
        elif isinstance(node, tree.Annotation):
            yield source_key(node.source)
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif is_dataclass(node) and not isinstance(node, Span):
            waiting.extend(getattr(node, one.name) for one in fields(node) if one.compare)


def _in_order(declaration: tree.Declaration) -> tree.Declaration:
    """The declaration with each `let` behind those that it uses."""
    lets = [clause for clause in declaration.clauses if clause.keyword == "let"]
    if len(lets) < 2:
        return declaration
    ordered = iter(_behind_what_they_use(lets))
    clauses = tuple(next(ordered) if clause.keyword == "let" else clause for clause in declaration.clauses)
    return replace(declaration, clauses=clauses)


def _behind_what_they_use(lets: Iterable[tree.Clause]) -> list[tree.Clause]:
    waiting = {str(clause.name): clause for clause in lets}
    ordered: list[tree.Clause] = []
    while waiting:
        free = (name for name, clause in waiting.items() if not _uses(clause, waiting.keys() - {name}))
        ordered.append(waiting.pop(next(free, next(iter(waiting)))))
    return ordered


def _uses(clause: tree.Clause, names: Collection[str]) -> bool:
    body = () if clause.body is None else expressions_of(clause.body)
    return any(str(name) in names for name in names_in(body))

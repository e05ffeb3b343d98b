"""CCG502: what is declared and never used."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.model.lint.subject import Subject
from ccgrules.model.tree_walk import expressions_in, names_in
from ccgrules.syntax import tree

USED_BY_OTHERS = ("scale", "field", "condition", "population", "parameter", "method")
"""What does nothing by itself."""

RESULTS = ("measure", "rating", "judgement")


def unused(subject: Subject) -> Iterator[Diagnostic]:
    """Declarations and local names that nothing uses, results that are published nowhere, groups that count nowhere."""
    used, published = subject.ctx.used, subject.ruleset.framework.results
    for name, declaration in subject.ctx.symbols.of_kind(*USED_BY_OTHERS):
        if name not in used:
            yield _unused(declaration, f"{declaration.keyword} `{name}` is never used", "use it, or take it out")
    for name, declaration in subject.ctx.symbols.of_kind(*RESULTS):
        if name not in used and name not in published:
            message = f"{declaration.keyword} `{name}` is never used, and is not a result"
            hint = f"add `{name}` to `result`, use it in another rating, or take it out"
            yield _unused(declaration, message, hint)
    yield from _groups(subject)
    for declaration in subject.ctx.symbols.declared.values():
        yield from _lets(declaration)


def _unused(declaration: tree.Declaration, message: str, hint: str) -> Diagnostic:
    return finding("CCG502", message, primary=declaration.names[0].span, help=hint)


def _groups(subject: Subject) -> Iterator[Diagnostic]:
    """Groups of which no value, their own or of anything in them, reaches a result; the outermost are named."""
    for name, declaration in subject.ctx.symbols.of_kind("group"):
        parents = subject.ctx.groups.parents[name]
        outermost = not parents or any(parent in subject.reached for parent in parents)
        if name not in subject.reached and outermost and _meant_to_count(subject, name):
            message = f"group `{name}` counts nowhere: no rating, measure or condition uses it or anything in it"
            hint = f"use it, such as `mean({name}.indicators.score)`, put it into a group that counts, or take it out"
            yield _unused(declaration, message, hint)


def _meant_to_count(subject: Subject, group: str) -> bool:
    """Whether something is in a group, and nothing says why the group, or all that is in it, does not count."""
    members = [subject.member(name) for name in subject.ctx.groups.direct[group]]
    silent = any(member is not None and member.counts_reason is None for member in members)
    return silent and subject.ruleset.groups[group].counts_reason is None


def _lets(declaration: tree.Declaration) -> Iterator[Diagnostic]:
    lets = [clause.name for clause in declaration.clauses if clause.keyword == "let" and clause.name is not None]
    if not lets:
        return
    used = {name.parts[0] for name in names_in(expressions_in(declaration))}
    for let in lets:
        if str(let) not in used:
            message = f"`{let}` is worked out and never used"
            yield finding("CCG502", message, primary=let.span, help="use it, or take the line out")

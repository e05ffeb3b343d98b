"""CCG515: limits of which nothing says where they come from, in a ruleset that says it of most."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.model.accepted import annotations_of
from ccgrules.model.lint.limits import limits_in
from ccgrules.model.lint.subject import Subject
from ccgrules.model.tree_walk import expressions_in, names_in
from ccgrules.syntax import tree

LEVELS = frozenset({"standard", "lower_threshold", "floor"})
SAID = frozenset({"cite", "note", "because"})


def thresholds(subject: Subject) -> Iterator[Diagnostic]:
    """Parameters, and declarations with limits in them, that say nothing of where they are from."""
    limited = [(name, one) for name, one in subject.own_declarations() if _has_limit(one)]
    silent = [(name, one) for name, one in limited if not _said(subject, one)]
    cites = any(_says(one, frozenset({"cite"})) for _, one in limited)
    if not cites or 2 * len(silent) > len(limited):
        return
    for name, declaration in silent:
        what = "the value of" if declaration.keyword == "parameter" else "the limit in"
        yield finding(
            "CCG515",
            f"nothing says where {what} {declaration.keyword} `{name}` comes from",
            primary=declaration.names[0].span,
            help='write `cite SOURCE "…"` below it, or say in a `note` whose choice it is',
        )


def _has_limit(declaration: tree.Declaration) -> bool:
    if declaration.keyword == "parameter":
        return True
    levels = any(
        clause.keyword in LEVELS and clause.body is not None and isinstance(clause.body.how, tree.Number | tree.Dated)
        for clause in declaration.clauses
    )
    return levels or any(number.value for number in limits_in(declaration))


def _said(subject: Subject, declaration: tree.Declaration) -> bool:
    """Whether it, or a method that it uses, says where its limits come from."""
    if _says(declaration, SAID):
        return True
    methods = subject.ruleset.methods
    used = {name.parts[0] for name in names_in(expressions_in(declaration)) if name.parts[0] in methods}
    return any(_says(subject.ctx.symbols.declared[name], SAID) for name in used)


def _says(declaration: tree.Declaration, keywords: frozenset[str]) -> bool:
    return any(note.keyword in keywords for note in annotations_of(declaration))

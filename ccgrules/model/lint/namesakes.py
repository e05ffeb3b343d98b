"""CCG521: two things of one kind with the same title."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.lint.subject import Subject
from ccgrules.model.lint.titles import EXPLAINED
from ccgrules.syntax import tree


def namesakes(subject: Subject) -> Iterator[Diagnostic]:
    """Indicators (in the same groups), groups, measures and ratings that explanations could not tell apart."""
    first: dict[tuple[str, str, tuple[str, ...]], tree.Declaration] = {}
    for name, declaration in subject.ctx.symbols.of_kind(*EXPLAINED):
        if declaration.title is None:
            continue
        key = (declaration.keyword, declaration.title.casefold(), subject.ctx.groups.parents.get(name, ()))
        earlier = first.setdefault(key, declaration)
        if earlier is not declaration:
            yield finding(
                "CCG521",
                f"`{name}` has the same title as `{earlier.names[0]}`: “{declaration.title}”",
                primary=declaration.names[0].span,
                secondary=[Label(earlier.names[0].span, "this one")],
                help="say in the titles how the two differ",
            )

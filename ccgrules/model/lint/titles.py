"""CCG517: what has no title, where most others have one."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.model.clauses import title_of
from ccgrules.model.groups import article
from ccgrules.model.lint.subject import Subject

EXPLAINED = frozenset({"indicator", "group", "measure", "rating", "judgement"})
"""What explanations speak of by its title."""


def titles(subject: Subject) -> Iterator[Diagnostic]:
    """Indicators, groups, measures and ratings without a title, unless titles are not used at all."""
    explained = [(name, one) for name, one in subject.own_declarations() if one.keyword in EXPLAINED]
    without = [(name, one) for name, one in explained if one.title is None]
    if 2 * len(without) > len(explained):
        return
    for name, declaration in without:
        called = title_of(declaration)
        yield finding(
            "CCG517",
            f"{article(declaration.keyword)} without a title: explanations will call it “{called}”",
            primary=declaration.names[0].span,
            help=f'give it one: `{declaration.keyword} {name} "{called.capitalize()}"`',
        )

"""CCG501: labels of a scale that nothing gives."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.lint.subject import Subject
from ccgrules.model.ruleset import Group, Indicator, Rating


def labels(subject: Subject) -> Iterator[Diagnostic]:
    """Of a result, each label must be possible; of another scale, each by some rating or status on it."""
    ruleset, known = subject.ruleset, subject.possible.known
    for name, rating in ruleset.ratings.items():
        given = known.get(name)
        if name in ruleset.framework.results and given is not None:
            yield from _never(subject, rating, f"of `{name}` gives", given)
    for scale in ruleset.scales:
        ratings = [rating for rating in ruleset.ratings.values() if rating.scale == scale]
        if not ratings or any(rating.name in ruleset.framework.results for rating in ratings):
            continue
        columns = [rating.name for rating in ratings] + list(_statuses(subject, scale))
        every = [known.get(column) for column in columns]
        if None not in every:
            given = frozenset(label for one in every if one is not None for label in one)
            yield from _never(subject, ratings[0], f"on `{scale}` gives", given)


def _statuses(subject: Subject, scale: str) -> Iterator[str]:
    members: tuple[Indicator | Group, ...] = (
        *subject.ruleset.indicators.values(),
        *subject.ruleset.groups.values(),
    )
    for member in members:
        if member.status is not None and member.status.type.scale == scale:
            yield f"{member.name}.status"


def _never(subject: Subject, rating: Rating, what: str, given: frozenset[object]) -> Iterator[Diagnostic]:
    scale = subject.ruleset.scales[rating.scale]
    never = [label.name for label in scale.labels if label.name not in given]
    if never:
        names = " or ".join(f"`{label}`" for label in never)
        yield finding(
            "CCG501",
            f"no case, table or adjustment {what} {names}",
            primary=rating.span,
            secondary=(Label(scale.span, "the scale"),),
            help="add a case for it, or take the label out of the scale",
        )

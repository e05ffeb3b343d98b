"""CCG503: indicators that have no part in anything."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.lint.subject import Subject
from ccgrules.model.ruleset import Indicator


def indicators(subject: Subject) -> Iterator[Diagnostic]:
    """Indicators that nothing beyond them uses; of a group that counts nowhere as a whole, only the group is named."""
    for name, indicator in subject.ruleset.indicators.items():
        if name in subject.reached or indicator.counts_reason is not None:
            continue
        parents = subject.ctx.groups.parents[name]
        if not parents:
            message = f"indicator `{name}` counts nowhere: no rating, measure, condition or group uses it"
            hint = 'put it into a group that counts (`in GROUP`), or say why not: `counts no "for information"`'
            yield finding("CCG503", message, primary=indicator.span, help=hint)
        elif any(parent in subject.reached for parent in parents):
            yield _left_out(subject, indicator, next(parent for parent in parents if parent in subject.reached))


def _left_out(subject: Subject, indicator: Indicator, group: str) -> Diagnostic:
    """It is in a group of which other members count."""
    name = indicator.name
    lacks = next((part for part in ("score", "status") if getattr(indicator, part) is None), None)
    hint = f'use it, such as `{name}.value`, or say why not: `counts no "for information"`'
    if lacks == "score":
        hint = 'give it a `score`, or say why it has none: `counts no "for information"`'
    return finding(
        "CCG503",
        f"indicator `{name}` counts nowhere: it is in `{group}`, and nothing that uses the group uses this one",
        primary=indicator.span,
        secondary=(Label(subject.ruleset.groups[group].span, "the group"),),
        help=hint,
    )

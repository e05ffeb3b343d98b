"""From a result to the explanation of one organisation's rating."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.render import escape
from ccgrules.engine.result import Result
from ccgrules.explain import forms
from ccgrules.explain.causes import root_causes
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.hows import how
from ccgrules.explain.limits import definitions_of
from ccgrules.explain.panels import calculated_column
from ccgrules.explain.phrases import phrase
from ccgrules.explain.row import Row, row_of
from ccgrules.model.rules_digest import rules_digest

__all__ = ["Derivation", "derive", "why_missing"]


def derive(
    result: Result,
    organisation: str,
    period: str | None = None,
    rating: str | None = None,
    *,
    with_changes: bool = True,
) -> Derivation:
    """Explain one organisation's rating.

    Args:
        result: A run, of either engine.
        organisation: The organisation's code.
        period: The period; without it, the latest in which the organisation stands.
        rating: A named value to explain; without it, the framework's first result.
        with_changes: Whether to look for what would change the rating, which takes as long as all else.

    Raises:
        KeyError: The data have no such organisation (in that period), or the rules no such value.
        Disagreement: A value, worked out again, comes out otherwise than the engine kept it: a bug in ccgrules.
    """
    from ccgrules.explain.changes import changes

    row = row_of(result, organisation, period)
    name = rating or headline(result)
    if name not in row.steps:
        raise KeyError(name)
    entries = tuple(_entries(row, name))
    known = {entry.column: entry for entry in entries}
    keys = result.keys
    return Derivation(
        organisation=escape(organisation),
        name=escape(keys.names.get(organisation, organisation)),
        period=escape(keys.periods[row.index]),
        framework=framework_of(row),
        rating=name,
        headline=name == headline(result),
        title=row.title(name),
        value=entries[0].value,
        moderated_by=_moderated_by(row, name),
        causes=root_causes(row, name, lambda column: known[column].uses),
        entries=entries,
        also=tuple((row.title(other), row.quantity(other)) for other in _others(row, name)),
        changes=changes(row, calculated_column(row, name), entries) if with_changes else None,
        data_digest=result.dataset.digest,
        decisions_digest=result.dataset.decisions_digest,
        engine=result.engine,
    )


def why_missing(
    result: Result, organisation: str, period: str | None = None, name: str | None = None
) -> tuple[str, ...]:
    """The root causes of a value that cannot be determined, as parts of a sentence; none if it has a value.

    The value is the framework's first result, unless another is named. The rest of an explanation takes ten times as
    long, and the summary of a run has no use for it.

    Raises:
        KeyError: The data have no such organisation (in that period).
    """
    row = row_of(result, organisation, period)
    return root_causes(row, name or headline(result), lambda column: how(row, column)[1])


def headline(result: Result) -> str:
    """The framework's first result; without any, its last rating, or else the last value worked out.

    Raises:
        KeyError: The rules work nothing out.
    """
    rules = result.plan.ruleset
    names = [*rules.framework.results, *list(rules.ratings)[::-1], *list(rules.measures)[::-1]]
    if not names:
        raise KeyError("no rating")
    return names[0]


def _others(row: Row, name: str) -> list[str]:
    return [other for other in row.ruleset.framework.results if other != name and other in row.steps]


def _entries(row: Row, name: str) -> Iterator[Entry]:
    """Every value that a column depends on, itself first; breadth first, so that what is near it comes early."""
    queue, seen = [name], {name}
    for column in queue:
        entry = entry_of(row, column)
        yield entry
        for used in entry.uses:
            if used in row.steps and used not in seen:
                seen.add(used)
                queue.append(used)


def entry_of(row: Row, column: str) -> Entry:
    """One value of a row, and how it came about."""
    step = row.steps[column]
    told, uses = how(row, column)
    return Entry(
        column=column,
        declaration=step.origin.declaration,
        part=row.part(column),
        title=row.title(column),
        phrase=phrase(row, column),
        value=row.quantity(column),
        unrounded=row.unrounded(column),
        how=told,
        rule=row.rule_of(step),
        uses=uses,
        definitions=definitions_of(step),
    )


def _moderated_by(row: Row, name: str) -> str | None:
    rating = row.ruleset.ratings.get(name)
    return escape(rating.moderated_by) if rating and rating.moderated_by else None


def framework_of(row: Row) -> forms.Framework:
    """Which rules a row was rated by."""
    head = row.ruleset.framework
    dates = head.in_force
    return forms.Framework(
        name=head.name,
        title=escape(head.title),
        version=escape(head.version) if head.version else None,
        status="in force" if dates else "draft",
        in_force=(dates[0].isoformat(), dates[1].isoformat()) if dates else None,
        organisation_noun=row.noun,
        remarks=tuple(escape(remark) for remark in head.notes.remarks),
        digest=rules_digest(row.ruleset),
    )

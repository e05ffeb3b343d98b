"""What is left out: indicators and groups that are not to count, and the rules that ask for them by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.whatif.forms import Part, WhatIf
from ccgrules.engine.read import shorten
from ccgrules.explain.words import listed, quoted
from ccgrules.model.expressions import Across, Expr, Ref
from ccgrules.model.ruleset import Group, Indicator, Ruleset
from ccgrules.model.symbols import LEVELS
from ccgrules.model.walk import named_values, visits

JUDGED = ("score", "status")
MOST = 6
"""Rules, or indicators, that are named in a sentence."""


def unknown_members(rules: Ruleset, what: WhatIf) -> Iterator[Diagnostic]:
    """Names that are neither of an indicator nor of a group."""
    members = {*rules.indicators, *rules.groups}
    for option, names in (("left out", what.drop), ("kept alone", what.only)):
        for name in dict.fromkeys(names):
            if name not in members:
                advice = did_you_mean(name, members) or "name an indicator or a group; `ccgrules show` lists them"
                message = f"the rules have no indicator or group `{shorten(name)}` that could be {option}"
                yield finding("CCG751", message, help=advice)


def left_out(rules: Ruleset, what: WhatIf) -> tuple[Part, ...]:
    """What does not count: a part for each name that is dropped, and one for all that is not kept.

    Of a group that is dropped, all that is in it goes with it, also indicators that are in other groups as well. Where
    only some are kept, groups of which no indicator is left go too. What is in several parts is in the first.
    """
    parts: list[Part] = []
    gone: set[str] = set()
    for name in dict.fromkeys(what.drop):
        own = _under(rules, name) - gone
        if own:
            gone |= own
            parts.append(Part(f"without {_title(rules, name)}", name, left_out=_in_order(rules, own)))
    if what.only:
        kept = set[str]().union(*(_under(rules, name) for name in what.only))
        kept |= {name for name in rules.groups if not kept.isdisjoint(_under(rules, name))}
        others = {*rules.indicators, *rules.groups} - kept - gone
        titles = [_title(rules, name) for name in dict.fromkeys(what.only)]
        parts.append(Part(f"only {_several(titles)}", "", left_out=_in_order(rules, others)))
    return tuple(parts)


def nothing_left(rules: Ruleset, parts: Iterable[Part]) -> Diagnostic | None:
    """What is said where no indicator counts any more."""
    gone = {name for part in parts for name in part.left_out}
    if not gone or set(rules.indicators) - gone:
        return None
    return finding("CCG755", "with what is left out, no indicator is left that counts", help="leave out fewer")


def _under(rules: Ruleset, name: str) -> set[str]:
    """An indicator or a group, with the groups and indicators in it, and in these."""
    inside = {name}
    while True:
        members: list[Indicator | Group] = [*rules.groups.values(), *rules.indicators.values()]
        more = {one.name for one in members if not inside.isdisjoint(one.groups)} - inside
        if not more:
            return inside
        inside |= more


def _in_order(rules: Ruleset, names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in (*rules.indicators, *rules.groups) if name in names)


# --- in words --------------------------------------------------------------------------------------------------------


def _title(rules: Ruleset, name: str) -> str:
    """An indicator by its code where it has one, all else by its title."""
    if name in rules.indicators and any(character.isdigit() for character in name):
        return name
    declared = rules.indicators.get(name) or rules.groups[name]
    return quoted(declared.title) if declared.title and declared.title != name else name


def _several(titles: Sequence[str]) -> str:
    more = len(titles) - MOST
    return listed(titles if more <= 1 else [*titles[:MOST], f"{more} more"])


def remarks_on(rules: Ruleset, parts: Sequence[Part]) -> Iterator[str]:
    """What it means that something is left out, and which rules still ask for it by name."""
    gone = dict.fromkeys(name for part in parts for name in part.left_out)
    if not gone:
        return
    yield (
        f"Left out: {_several([_title(rules, name) for name in gone])}. That is as if "
        f"{'it were' if len(gone) == 1 else 'they were'} not applicable to anybody: no score and no status, and no "
        "place in any mean or count."
    )
    values, scores = _asked_for(rules, gone)
    if values:
        yield f"Rules that ask for a value by name still see it: {_rules(rules, values)}."
    if scores:
        yield (
            f"Rules that ask by name for a score or a status that is left out, or for a mean of which nothing is left, "
            f"find none: {_rules(rules, scores)}. What becomes of them, their own cases and `when missing` say."
        )


Asked = dict[str, list[str]]
"""By the declaration that asks, what it asks for."""


def _asked_for(rules: Ruleset, gone: Collection[str]) -> tuple[Asked, Asked]:
    """Which declarations that are not left out read values, and which scores, of what is."""
    values: Asked = {}
    scores: Asked = {}
    for owner, expr in _expressions(rules):
        if owner in gone:
            continue
        for visit in visits(expr):
            match visit.expr:
                case Ref(name=name):
                    member, _, part = name.partition(".")
                    if member in gone and part not in LEVELS:
                        _note(scores if part in JUDGED else values, owner, name)
                case Across(group=group, axis=axis, members=members) if members and set(members) <= set(gone):
                    _note(scores, owner, f"{group}.{axis}")
    return values, scores


def _note(asked: Asked, owner: str, name: str) -> None:
    names = asked.setdefault(owner, [])
    if name not in names:
        names.append(name)


def _expressions(rules: Ruleset) -> Iterator[tuple[str, Expr]]:
    for value in named_values(rules):
        for expr in value.expressions():
            yield value.owner, expr
    for population in rules.populations.values():
        if population.where is not None:
            yield population.name, population.where
    members: list[Indicator | Group] = [*rules.indicators.values(), *rules.groups.values()]
    for member in members:
        yield from ((member.name, part) for part in (member.used_when, member.counts) if part is not None)


def _rules(rules: Ruleset, asked: Asked) -> str:
    """`“Headline rating” (165a.value, 141b.value)`."""
    return "; ".join(f"{_owner(rules, owner)} ({', '.join(names)})" for owner, names in asked.items())


def _owner(rules: Ruleset, name: str) -> str:
    if name in rules.indicators or name in rules.groups:
        return _title(rules, name)
    declared = (rules.ratings, rules.measures, rules.conditions, rules.judgements, rules.populations)
    title = next((one[name].title for one in declared if name in one), "")
    return quoted(title) if title and title != name else name

"""How a value came about, in one short clause beside it; its working, in full, stands in a footnote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ccgrules.explain import digits
from ccgrules.explain.among_parts import Among, Scored
from ccgrules.explain.footnotes import family
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.parts import Arithmetic, Cases, How, Published, TableCell
from ccgrules.explain.positions import position, position_words
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.row import LEVELS, PARTS, in_sentence
from ccgrules.explain.sentences import (
    among,
    cases_facts,
    how_working,
    members_clause,
    own_phrase,
    peer_group,
    published,
)
from ccgrules.explain.words import TIE, own_words

LONGEST = 72
"""Characters of arithmetic that stand beside a value; longer ones are left to its working."""


LIMITS = re.compile(r"^\S+(?: %| per [\d,]+)? \((.*limits .*?)\) is ")
LET = re.compile(r" \(“[^”]*”\)$")
"""A name that the ruleset gives to a step of its own, behind a cut point."""


def brief(d: Derivation, entry: Entry) -> str:
    """How an entry's value came about: `3rd of 8 trusts`, `mean 12.29 %, sd 0.98 %: 0.70`, `misses the floor of 70 %`.

    The value that the table's row shows, and the row's title, are not said again.
    """
    return _brief(d, entry, entry.how)


def _brief(d: Derivation, entry: Entry, told: How) -> str:
    match told:
        case Published(working=rule, recomputed=value) if rule is not None and value is not None:
            ruled = replace(entry, how=rule, unrounded=value.shown)
            by_rule = next(_places(d, ruled), None) or _brief(d, ruled, rule)
            return f"{published(told)}: {by_rule}"
        case Cases(taken=int()):
            return _cases(d, entry, told)
        case Arithmetic(fact=None):
            return _arithmetic(d, entry, told)
        case TableCell():
            return f"row {told.row.shown}, column {told.column.shown} of the table"
        case Among():
            return _figure(d, entry, told)
        case _:
            return own_words(how_working(d, entry, told, own_phrase(entry)), own_phrase(entry))


# --- cases and arithmetic ------------------------------------------------------------------------------------------


def _cases(d: Derivation, entry: Entry, told: Cases) -> str:
    own, where = own_phrase(entry), position(told)
    outcome = _outcome(d, entry, told.worked)
    if where is None:
        facts = LET.sub("", LIMITS.sub(r"\1: ", cases_facts(told, own)))
        return f"{facts}{outcome}"
    subject = next((used for used in family(d, entry)[:-1] if used.phrase == where.subject), None)
    shown = subject is not None and subject.part == "value" and subject.value.shown == where.value.shown
    figure = _behind(d, subject) if subject is not None else entry
    among_peers = figure.how
    if not isinstance(among_peers, Among):
        return f"{LET.sub('', position_words(d, where, own, brief=shown))}{outcome}"
    beside = position_words(d, where, own, brief=True)
    # Printed with as many digits as tell it from the cut points.
    told_figure = _figure(d, replace(figure, value=where.value), among_peers)
    return f"{told_figure}{_its_value(among_peers, where.value.shown)}, {beside}{outcome}"


def _its_value(figure: Among, shown: str) -> str:
    """The value of a figure, where the words for it do not say that."""
    if figure.function == "percent_rank":
        return f": {figure.worked} = {shown}"
    return "" if figure.scored or figure.place else f" {shown}"


def _outcome(d: Derivation, entry: Entry, worked: str | None) -> str:
    """The arithmetic of an outcome with the place in it, unless it is long."""
    text = f"{worked} = {entry.unrounded}"
    return f"; {': '.join([*_places(d, entry), text])}" if worked is not None and len(text) <= LONGEST else ""


def _arithmetic(d: Derivation, entry: Entry, told: Arithmetic) -> str:
    figure = _behind(d, entry)
    if isinstance(figure.how, Among):
        return _figure(d, figure, figure.how)
    text = how_working(d, entry, told)
    return ": ".join([*_places(d, entry), text if len(text) <= LONGEST else entry.unrounded])


def _places(d: Derivation, entry: Entry) -> Iterator[str]:
    """The places that a score is worked out from."""
    for used in family(d, entry):
        if isinstance(used.how, Among) and used.how.place is not None:
            yield _place(d, used.how)


def _behind(d: Derivation, entry: Entry) -> Entry:
    """The entry that another one merely repeats, and so on to the last."""
    while isinstance(entry.how, Arithmetic) and len(entry.uses) == 1:
        used = d.entry(entry.uses[0])
        if used is None or entry.how.formula != used.phrase:
            return entry
        entry = used
    return entry


# --- figures among populations -------------------------------------------------------------------------------------


def _figure(d: Derivation, entry: Entry, told: Among) -> str:
    if told.scored is not None:
        return _score(d, entry, told, told.scored)
    if told.function == "standardise" and told.worked:
        (_, mean), (_, spread) = told.terms
        return f"mean {mean.shown}, sd {spread.shown}: {entry.unrounded}"
    if told.classed is not None and told.classed.number is not None:
        return f"{told.classed.number} of {told.classed.of} among {members_clause(d, told)}"
    return among(d, told) if told.place is None else _place(d, told)


def _place(d: Derivation, told: Among) -> str:
    return f"{digits.ordinal(told.place or 0)} of {told.members:,} {peer_group(d, told)}"


def _score(d: Derivation, entry: Entry, told: Among, scored: Scored) -> str:
    """`against 9.82 % (all CCGs): z −0.62`."""
    if scored.worked is None:
        return f"no z, as {scored.why_not}"
    against = _behind(d, used) if len(entry.uses) > 2 and (used := d.entry(entry.uses[2])) is not None else None
    set_point = scored.set_point if against is None else against.value
    words = "" if against is None else _set_point(against)
    return f"against {_like(told.own, set_point)}{f' ({words})' if words else ''}: z{TIE}{entry.value.shown}"


def _like(own: Quantity, other: Quantity) -> str:
    """A figure beside one of the same unit, which is not said again if it is long: `per 100,000`."""
    unit = own.shown.partition(" ")[2]
    return other.shown.removesuffix(f" {unit}") if unit.startswith("per ") else other.shown


def _set_point(entry: Entry) -> str:
    """What a z-score is held against: `all CCGs`, `mean of all CCGs`, `standard`."""
    if isinstance(entry.how, Among):
        peers = in_sentence(entry.how.population)
        return peers if entry.how.function == "pooled" else f"{entry.how.function} of {peers}"
    return PARTS[entry.part] if entry.part in LEVELS else ""

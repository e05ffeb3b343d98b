"""Holds mergers and splits to the organisations and periods of the data, and to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label, has_errors
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.read import shorten
from ccgrules.engine.succession import Change
from ccgrules.engine.table import Keys
from ccgrules.periods import named_in, places_in_time

MOST_NAMED = 8
"""A finding names so many organisations at most."""

MOST_SHOWN = 3
"""A finding shows so many further places at most."""


def fit(changes: Sequence[Change], keys: Keys) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """The changes within the periods of the data, each with its period as the data write it; and findings."""
    findings: list[Diagnostic] = []
    fitting: list[Change] = []
    beyond: list[Change] = []
    unknown: dict[str, list[Change]] = {}
    for change in changes:
        period = named_in(keys.period_order, change.period)
        if period is not None:
            fitting.append(replace(change, period=period))
        elif _is_beyond(change.period, keys.period_order):
            beyond.append(change)
        else:
            unknown.setdefault(change.period if any(keys.period_order) else "", []).append(change)
    findings.extend(_not_in_data(same, keys.period_order) for same in unknown.values())
    findings.extend(_beyond(beyond))
    if not has_errors(findings):  # what follows hangs on the periods
        findings.extend(_Lives(fitting, keys).findings())
    if not has_errors(findings):
        findings.extend(_untold(fitting, keys))
    return tuple(fitting), tuple(findings)


def _untold(changes: Sequence[Change], keys: Keys) -> Iterator[Diagnostic]:
    """Organisations that come or go within the data, of which the file says nothing."""
    place = {period: number for number, period in enumerate(keys.period_order)}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for code, period in zip(keys.organisations, keys.periods):
        first.setdefault(code, place[period])
        last[code] = place[period]
    ended = {code for change in changes for code in change.before}
    started = {code for change in changes for code in change.after}
    end = len(keys.period_order) - 1
    gone = [code for code, stop in last.items() if stop < end and code not in ended]
    come = [code for code, start in first.items() if start > 0 and code not in started]
    for codes, what in ((gone, "have no row in the last period"), (come, "have no row in the first period")):
        if codes:
            named = ", ".join(f"`{shorten(code)}`" for code in codes[:MOST_NAMED])
            more = f" and {len(codes) - MOST_NAMED:,} more" if len(codes) > MOST_NAMED else ""
            which = "1 organisation has" if len(codes) == 1 else f"{len(codes):,} organisations have"
            message = f"{which} {what.removeprefix('have ')}, and the succession file does not say why"
            advice = "add the merger or split that they are part of, if there was one"
            yield finding("CCG698", message, notes=(f"namely {named}{more}",), help=advice)


def _is_beyond(period: str, order: Sequence[str]) -> bool:
    places = places_in_time([*order, period])
    return places is not None and not places[order[0]] < places[period] < places[order[-1]]


def _not_in_data(changes: Sequence[Change], order: Sequence[str]) -> Diagnostic:
    """One finding for all changes of one period, or of data without any."""
    first, *others = changes
    again = tuple(Label(change.place(), "and here") for change in others[:MOST_SHOWN])
    more = len(others) - MOST_SHOWN
    notes = (f"and so in {more:,} more entries",) if more > 1 else ("and so in 1 more entry",) if more == 1 else ()
    if not any(order):
        message = "the data have no periods, so that no organisation comes before another"
        advice: str | None = "add the column `period`, or leave the file out"
    else:
        message = f"the data have no period `{shorten(first.period)}`"
        advice = did_you_mean(first.period, order)
        notes = (*notes, f"periods: {', '.join(f'`{period}`' for period in order[-8:])}")
    return finding("CCG693", message, primary=first.place(), secondary=again, notes=notes, help=advice)


def _beyond(changes: Sequence[Change]) -> Iterator[Diagnostic]:
    """One warning for all changes before or after the data."""
    if changes:
        which = "one merger or split is" if len(changes) == 1 else f"{len(changes):,} mergers and splits are"
        periods = ", ".join(dict.fromkeys(f"`{shorten(change.period)}`" for change in changes[:50]))
        message = f"{which} of periods that lie before or after those of the data, and not followed"
        yield finding("CCG694", message, primary=changes[0].place(), notes=(f"namely of {periods}",))


# --- each organisation ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Event:
    """What a change means for one organisation: it starts, ends, or goes on under its code."""

    place: int
    starts: bool
    ends: bool
    change: Change


class _Lives:
    """What happens to each organisation, in the order of time, and in which periods it stands in the data."""

    def __init__(self, changes: Iterable[Change], keys: Keys) -> None:
        self.order = keys.period_order
        self.names = keys.names
        place = {period: number for number, period in enumerate(self.order)}
        self.events: dict[str, list[_Event]] = {}
        for change in sorted(changes, key=lambda one: place[one.period]):
            for code in dict.fromkeys((*change.before, *change.after)):
                starts, ends = code not in change.before, code not in change.after
                self.events.setdefault(code, []).append(_Event(place[change.period], starts, ends, change))
        self.present: dict[str, list[int]] = {code: [] for code in self.events}
        for code, period in zip(keys.organisations, keys.periods):
            if code in self.present:
                self.present[code].append(place[period])

    def findings(self) -> Iterator[Diagnostic]:
        """What is wrong, organisation by organisation in the order of the file."""
        for code, events in self.events.items():
            wrong = next(self._wrong(code, events), None)
            if wrong is not None:
                yield wrong

    def _wrong(self, code: str, events: Sequence[_Event]) -> Iterator[Diagnostic]:
        yield from self._unknown(code, events)
        for earlier, later in pairwise(events):
            yield from self._two(code, earlier, later)
        yield from self._present_outside(code, events)

    def _unknown(self, code: str, events: Sequence[_Event]) -> Iterator[Diagnostic]:
        """An organisation that the data do not have, where they go back or on far enough to have it."""
        if self.present[code] or len(events) > 1:
            return
        event = events[0]
        if event.ends and event.place == 0:
            return
        near = did_you_mean(code, self.names)
        when = f"before {event.change.period}" if event.ends else f"from {event.change.period} on"
        message = f"the data have no organisation `{shorten(code)}` {when}"
        advice = near or "take it out, or correct the code"
        yield finding("CCG692", message, primary=event.change.place(code), help=advice)

    def _two(self, code: str, earlier: _Event, later: _Event) -> Iterator[Diagnostic]:
        """Two changes, one after the other, that do not go together."""
        first = (Label(earlier.change.place(code), "first here"),)
        say = partial(finding, primary=later.change.place(code), secondary=first)
        name = f"`{shorten(code)}`"
        if earlier.place == later.place and earlier.starts != later.starts:
            message = f"{name} both starts and ends in {later.change.period}"
            yield say("CCG697", message, help="write one entry with those that it comes from and those that come of it")
        elif earlier.place == later.place:
            verb = "starts" if later.starts else "ends" if later.ends and earlier.ends else "changes"
            message = f"{name} {verb} twice in {later.change.period}"
            yield say("CCG696", message, help="write one entry with all that it comes from and all that come of it")
        elif earlier.ends and not later.starts:
            message = f"{name} ends in {earlier.change.period}, and again in {later.change.period}"
            if not later.ends:
                message = f"{name} ends in {earlier.change.period}, and goes on in {later.change.period}"
            yield say("CCG696", message, help="take one of the two out, or say when it starts again")
        elif not earlier.ends and later.starts:
            message = f"{name} starts in {later.change.period}, and is there since {earlier.change.period}"
            advice = f"if it goes on under its code, list it under `from` as well: `from: [{shorten(code)}, …]`"
            yield say("CCG696", message, help=advice)

    def _present_outside(self, code: str, events: Sequence[_Event]) -> Iterator[Diagnostic]:
        """Rows of an organisation after its end or before its start."""
        for number, event in enumerate(events):
            until = events[number + 1].place if number + 1 < len(events) else len(self.order)
            since = events[number - 1].place if number else 0
            if event.ends:
                after = [place for place in self.present[code] if event.place <= place < until]
                if after:
                    yield self._outside(code, event, after[0], "ends")
            if event.starts:
                early = [place for place in self.present[code] if since <= place < event.place]
                if early and not (number and events[number - 1].ends):
                    yield self._outside(code, event, early[0], "starts")

    def _outside(self, code: str, event: _Event, place: int, verb: str) -> Diagnostic:
        period, other = event.change.period, "to" if verb == "ends" else "from"
        message = f"`{shorten(code)}` {verb} in {period}, and has a row in the data of {self.order[place]}"
        advice = f"if it goes on under its code, list it under `{other}` as well"
        return finding("CCG695", message, primary=event.change.place(code), help=advice)

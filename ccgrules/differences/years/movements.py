"""Who moved from one year to the next: each organisation beside itself, or beside those that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.differences.years.year import Rated, Year
from ccgrules.engine.succession import Succession
from ccgrules.model.ruleset import Label


@dataclass(frozen=True, slots=True)
class Mover:
    """An organisation whose rating is not what it was.

    Attributes:
        organisation, name: As in the later year.
        before, after: Names of the labels; None where there was no rating, or is none.
        grades: By how many labels of the scale it rose, or, below nought, fell; None where it gained or lost a rating.
    """

    organisation: str
    name: str
    before: str | None
    after: str | None
    grades: int | None


@dataclass(frozen=True, slots=True)
class Successor:
    """An organisation of the later year that comes from others, or from a part of one.

    Attributes:
        now: It, in the later year.
        codes: Those that it comes from.
        before: Those of them that have a row in the earlier year.
        split: Whether one of them was split on the way.
        because: The reasons given for the mergers and splits.
        not_compared: Why its rating is compared with none: one of them is `absent` from the earlier year, one was
            `unrated` though others were rated, or they had `different` ratings. None where it is compared.
    """

    now: Rated
    codes: tuple[str, ...]
    before: tuple[Rated, ...]
    split: bool
    because: tuple[str, ...]
    not_compared: OneOf["absent", "unrated", "different"] | None


@dataclass(frozen=True, slots=True)
class LabelFlow:
    """How the count of one label became that of the next year: all parts but the first add up to the last.

    Attributes:
        label: Name of the label; None for no rating.
        earlier: The count of the earlier year.
        newly: Who has the label, and had another rating, or none.
        no_longer: Who had it, and has it no more.
        arrived: Organisations of the later year alone.
        gone: Organisations of the earlier year alone.
        succession: What mergers and splits add; often below nought.
        later: The count of the later year.
    """

    label: str | None
    earlier: int
    newly: tuple[Mover, ...]
    no_longer: tuple[Mover, ...]
    arrived: int
    gone: int
    succession: int
    later: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Two neighbouring years.

    Attributes:
        earlier, later: The names of the years.
        compared: How many organisations of the later year stand beside themselves or beside those that they come from.
        rated_twice: How many of them have a rating in both years.
        movers: Those whose rating rose or fell: furthest up first.
        gained, lost: Those that have a rating and had none, and the other way round.
        only_earlier, only_later: Organisations of one year alone, from and to which nothing leads.
        successors: Organisations that merged or split.
        flows: Each label, best first, then no rating where there is any.
    """

    earlier: str
    later: str
    compared: int
    rated_twice: int
    movers: tuple[Mover, ...]
    gained: tuple[Mover, ...]
    lost: tuple[Mover, ...]
    only_earlier: tuple[Rated, ...]
    only_later: tuple[Rated, ...]
    successors: tuple[Successor, ...]
    flows: tuple[LabelFlow, ...]

    @property
    def risen(self) -> tuple[Mover, ...]:
        """Those whose rating is better."""
        return tuple(mover for mover in self.movers if (mover.grades or 0) > 0)

    @property
    def fallen(self) -> tuple[Mover, ...]:
        """Those whose rating is worse."""
        return tuple(mover for mover in self.movers if (mover.grades or 0) < 0)

    @property
    def not_compared(self) -> tuple[Successor, ...]:
        """Those that come from others whose rating they cannot take over."""
        return tuple(one for one in self.successors if one.not_compared)


def movement(scale: Sequence[Label], earlier: Year, later: Year, succession: Succession | None) -> Movement:
    """Who moved between two years whose organisations are known."""
    before, now = earlier.organisations or {}, later.organisations or {}
    successors = tuple(_successors(earlier, later, succession))
    coming = {one.now.organisation for one in successors}
    leading = {rated.organisation for one in successors for rated in one.before}
    plain = [code for code in now if code in before and code not in coming]
    pairs = [(before[code].label, now[code]) for code in plain]
    pairs += [(one.before[0].label, one.now) for one in successors if one.not_compared is None]
    moved = _moved(pairs, [label.name for label in scale])
    only_earlier = tuple(before[code] for code in sorted(before.keys() - leading - set(plain)))
    only_later = tuple(now[code] for code in sorted(now.keys() - coming - set(plain)))
    labels = [label.name for label in scale]
    shown = [*labels, None] if earlier.counts.get(None) or later.counts.get(None) else labels
    parts = _Parts(earlier, later, moved, only_earlier, only_later, successors)
    return Movement(
        earlier.name,
        later.name,
        len(pairs),
        sum(label is not None and rated.label is not None for label, rated in pairs),
        tuple(mover for mover in moved if mover.grades is not None),
        tuple(mover for mover in moved if mover.before is None),
        tuple(mover for mover in moved if mover.after is None),
        only_earlier,
        only_later,
        successors,
        tuple(parts.flow(label) for label in shown),
    )


def _successors(earlier: Year, later: Year, succession: Succession | None) -> Iterator[Successor]:
    """The organisations of the later year to which a merger or split leads, in the order of their codes."""
    if succession is None:
        return
    before, now = earlier.organisations or {}, later.organisations or {}
    for code in sorted(now):
        changes = succession.changes_between(code, later.name, earlier.name)
        if not changes:
            continue
        parts = succession.parts(code, later.name, earlier.name)
        codes = tuple(part.organisation for part in parts)
        found = tuple(before[one] for one in codes if one in before)
        yield Successor(
            now[code],
            codes,
            found,
            any(part.split for part in parts),
            tuple(change.because for change in changes if change.because is not None),
            _why_not(codes, found),
        )


def _why_not(codes: Sequence[str], found: Sequence[Rated]) -> OneOf["absent", "unrated", "different"] | None:
    """What keeps an organisation from taking over the rating of those that it comes from."""
    if len(found) < len(codes):
        return "absent"
    labels = {rated.label for rated in found}
    if len(labels) == 1:
        return None
    return "unrated" if None in labels else "different"


def _moved(pairs: Sequence[tuple[str | None, Rated]], labels: Sequence[str]) -> tuple[Mover, ...]:
    """Those whose rating changed: furthest up first, then by label and code; gained and lost ratings last."""
    place: dict[str | None, int] = {label: number for number, label in enumerate(labels)}
    movers = []
    for before, now in pairs:
        if before != now.label:
            grades = None if before is None or now.label is None else place[before] - place[now.label]
            movers.append(Mover(now.organisation, now.name, before, now.label, grades))
    return tuple(sorted(movers, key=lambda mover: _order(mover, place)))


def _order(mover: Mover, place: Mapping[str | None, int]) -> tuple[bool, int, int, str]:
    last = len(place)
    before, after = place.get(mover.before, last), place.get(mover.after, last)
    return mover.grades is None, -(mover.grades or 0), last * before + after, mover.organisation


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the counts of a year and those of the next differ by."""

    earlier: Year
    later: Year
    moved: Sequence[Mover]
    only_earlier: Sequence[Rated]
    only_later: Sequence[Rated]
    successors: Sequence[Successor]

    def flow(self, label: str | None) -> LabelFlow:
        """The way of one label."""
        return LabelFlow(
            label,
            self.earlier.counts.get(label, 0),
            tuple(mover for mover in self.moved if mover.after == label),
            tuple(mover for mover in self.moved if mover.before == label),
            sum(rated.label == label for rated in self.only_later),
            sum(rated.label == label for rated in self.only_earlier),
            self._succession(label),
            self.later.counts.get(label, 0),
        )

    def _succession(self, label: str | None) -> int:
        """Those that come from others and start with the label, less those that they come from."""
        starting = [one.now.label if one.not_compared else one.before[0].label for one in self.successors]
        ended = {rated.organisation: rated.label for one in self.successors for rated in one.before}
        return starting.count(label) - list(ended.values()).count(label)

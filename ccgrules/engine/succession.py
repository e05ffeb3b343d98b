"""Organisations that come after others: mergers and splits, followed back over any number of periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ccgrules.source import Span


@dataclass(frozen=True, slots=True)
class Change:
    """One merger or split.

    Attributes:
        period: The first period of the new organisations, as the data write it.
        before: Codes of the organisations that it starts from.
        after: Codes of those that come of it; one that goes on under its code stands in both.
        because: The reason given.
        spans: Where the period (under the empty text) and each code stand in the file.
    """

    period: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    because: str | None
    spans: Mapping[str, Span] = field(compare=False, repr=False)

    def place(self, code: str = "") -> Span:
        """Where a code stands, or the period."""
        return self.spans[code]


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation of an earlier period that another comes from; `split` if only a part of it does."""

    organisation: str
    split: bool


@dataclass(frozen=True, slots=True)
class Succession:
    """The mergers and splits that lie within the periods of the data.

    Attributes:
        changes: All of them, earliest first.
        order: The periods of the data, earliest first.
        digest: SHA-256 of the canonical form of what was read.
    """

    changes: tuple[Change, ...]
    order: tuple[str, ...]
    digest: str
    _leading_to: Mapping[str, Sequence[tuple[int, Change]]]

    @classmethod
    def of(cls, changes: Sequence[Change], order: Sequence[str], digest: str) -> Succession:
        """A succession.

        Args:
            changes: Changes whose periods all stand in the order.
            order: The periods of the data, earliest first.
            digest: Of what was read.
        """
        place = {period: number for number, period in enumerate(order)}
        sorted_changes = sorted(changes, key=lambda change: place[change.period])
        leading: dict[str, list[tuple[int, Change]]] = {}
        for change in sorted_changes:
            for code in change.after:
                leading.setdefault(code, []).append((place[change.period], change))
        return cls(tuple(sorted_changes), tuple(order), digest, leading)

    def predecessors(self, organisation: str, period: str, earlier_period: str) -> tuple[str, ...]:
        """Codes of the organisations that one of a period comes from, as they were in an earlier period.

        An organisation that nothing changed comes from itself.
        """
        return tuple(part.organisation for part in self.parts(organisation, period, earlier_period))

    def parts(self, organisation: str, period: str, earlier_period: str) -> tuple[Part, ...]:
        """As `predecessors`, in the order of their codes, with whether they were split on the way."""
        found: dict[str, bool] = {}
        for code, split, change in self._walk(organisation, period, earlier_period):
            if change is None:
                found[code] = found.get(code, False) or split
        return tuple(Part(code, found[code]) for code in sorted(found))

    def never_new(self, organisation: str) -> bool:
        """Whether an organisation comes of no merger or split, so that it comes from itself in all periods."""
        return organisation not in self._leading_to

    def changes_between(self, organisation: str, period: str, earlier_period: str) -> tuple[Change, ...]:
        """The mergers and splits by which an organisation comes from those of an earlier period, earliest first."""
        met = {id(change) for _, _, change in self._walk(organisation, period, earlier_period)}
        return tuple(change for change in self.changes if id(change) in met)

    def _walk(self, organisation: str, period: str, earlier: str) -> Iterator[tuple[str, bool, Change | None]]:
        """Each organisation on the way back, whether a split lies behind it, and the change that it comes of.

        Without a change, it is one that the way ends at. Ways that join are walked once.
        """
        first = self.order.index(earlier)
        waiting = [(organisation, self.order.index(period), False)]
        seen = set(waiting)
        while waiting:
            code, last, split = waiting.pop()
            leading = self._leading_to.get(code, ())
            place, change = next(((p, c) for p, c in reversed(leading) if first < p <= last), (0, None))
            yield code, split, change
            if change is not None:
                before = {(other, place - 1, split or len(change.after) > 1) for other in change.before}
                waiting.extend(before - seen)
                seen |= before

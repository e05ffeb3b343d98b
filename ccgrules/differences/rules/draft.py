"""The list to which comparing adds changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ccgrules.differences.rules.changes import Change, Kind, Side


@dataclass(slots=True)
class Draft:
    """The changes found so far.

    Attributes:
        titles: Of declarations and labels, by their names.
        methods: The names of methods.
        changes: In the order found.
        supports: See `Both`.
    """

    titles: Mapping[str, str]
    methods: Collection[str] = ()
    changes: list[Change] = field(default_factory=list)
    supports: dict[str, int] = field(default_factory=dict)

    def title(self, name: object) -> str:
        """The title of what a name stands for; the name where there is none."""
        return self.titles.get(str(name), str(name))


@dataclass(frozen=True, slots=True)
class Subject:
    """The declaration of which changes are found.

    `suffixes` stand behind its values in the older and the newer ruleset: ` days`, ` per 100,000`.
    """

    draft: Draft
    keyword: str
    name: str
    title: str
    suffixes: tuple[str, str] = ("", "")

    def change(
        self,
        kind: Kind,
        part: str,
        old: Side | None,
        new: Side | None,
        *,
        where: Iterable[str] = (),
        at: str = "",
    ) -> int:
        """Adds a change, and gives its number."""
        number = len(self.draft.changes) + 1
        found = Change(number, kind, self.keyword, self.name, self.title, part, old, new, tuple(where), at=at)
        self.draft.changes.append(found)
        return number

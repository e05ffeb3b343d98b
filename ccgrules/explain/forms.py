"""An explanation as data: one organisation's rating. `schemas/derivation.schema.json` is its form as JSON.

A derivation is a list of entries, one for each named value that the rating depends on, the rating first. Each entry
says what the value is, how it came about (`how`), and where the rule and the figure stand. Texts in it are sentences or
parts of sentences, in titles and never in names; numbers stand beside them exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from typing import Literal as OneOf

from ccgrules.explain.parts import How
from ccgrules.explain.quantities import Quantity, Rule, Tri
from ccgrules.explain.rating_parts import Moderated


@dataclass(frozen=True, slots=True)
class Entry:
    """One named value.

    Attributes:
        column: Its name as a column of the result.
        declaration, part: The declaration that it belongs to, and which part of it: `OF0057`, `score`.
        title: The declaration's title.
        phrase: How a sentence speaks of this value: `score of Sickness absence rate`.
        value: The value.
        unrounded: A number with the digits that arithmetic needs.
        how: How it came about.
        uses: Columns that it was worked out from.
        definitions: Where the statistics in it are defined, such as Wilson's limits.
    """

    column: str
    declaration: str
    part: str
    title: str
    phrase: str
    value: Quantity
    unrounded: str
    how: How
    rule: Rule
    uses: tuple[str, ...]
    definitions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut point near the value that the rating hangs on.

    Attributes:
        of: What the outcome is of, where it is not the rating itself but what it starts as.
        needs: What the members' points would have to do: `more than 1.32 fewer points over the 11 members`.
    """

    of: str | None
    subject: str
    value: Quantity
    relation: str
    cut: Quantity
    outcome: Quantity
    apart: Quantity
    needs: str | None


@dataclass(frozen=True, slots=True)
class Reach:
    """The nearest change of one figure, in one direction, that changes the rating.

    Attributes:
        at: The figure at which the rating changes.
        inclusive: Whether that figure itself changes it, or only figures beyond.
        side: `or more`, `or less`; None for labels and yes/no.
        scores: What scores it would have then: title and score.
        rating: The rating then.
        better: Whether that is better than the rating now; None where it would not be rated.
    """

    at: Quantity
    inclusive: bool
    side: OneOf["or more", "or less"] | None
    scores: tuple[tuple[str, Quantity], ...]
    rating: Quantity
    better: Tri


@dataclass(frozen=True, slots=True)
class Level:
    """What one figure at exactly its floor, standard or threshold would give, where the organisation now misses it."""

    level: str
    at: Quantity
    scores: tuple[tuple[str, Quantity], ...]
    rating: Quantity


@dataclass(frozen=True, slots=True)
class Single:
    """What changes of one figure alone can do to the rating: nothing if `reaches` is empty."""

    column: str
    title: str
    now: Quantity
    reaches: tuple[Reach, ...]
    levels: tuple[Level, ...]
    tried: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change the rating, other organisations' results held as they are.

    Attributes:
        held: What is held fixed, in sentences.
        cuts: The nearest cut points.
        singles: One figure at a time.
        none: Sentences on what no single change can do.
        not_tried: Figures that were not varied, and why.
    """

    held: tuple[str, ...]
    cuts: tuple[Cut, ...]
    singles: tuple[Single, ...]
    none: tuple[str, ...]
    not_tried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """Which rules: title, version, status, the author's remarks on them, and the digest of what they say."""

    name: str
    title: str
    version: str | None
    status: OneOf["in force", "draft"]
    in_force: tuple[str, str] | None
    organisation_noun: str
    remarks: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """One organisation's rating, explained.

    Attributes:
        organisation: Its code.
        name: Its name; the code where the data give none.
        period: Empty where the data have only one, unnamed.
        rating: The column explained.
        headline: Whether that is the framework's first result.
        moderated_by: The panel that may change the rating; the first entry says whether it did.
        causes: Where the rating cannot be determined: the root causes, as parts of a sentence.
        entries: Every named value that it depends on, the rating first, each before what it uses.
        also: Other results of the framework: title and value.
        changes: What would change it; None where there is no rating to change.
        data_digest: Digest of the data.
        decisions_digest: Digest of what panels decided; None where no decisions were given.
        engine: The engine that worked it out.
    """

    organisation: str
    name: str
    period: str
    framework: Framework
    rating: str
    headline: bool
    title: str
    value: Quantity
    moderated_by: str | None
    causes: tuple[str, ...]
    entries: tuple[Entry, ...]
    also: tuple[tuple[str, Quantity], ...]
    changes: Changes | None
    data_digest: str
    decisions_digest: str | None
    engine: str

    @property
    def calculated(self) -> Entry:
        """The entry of the rating as calculated: before a panel changed it, where one may."""
        first = self.entries[0]
        return (self.entry(first.how.calculated) or first) if isinstance(first.how, Moderated) else first

    def entry(self, column: str) -> Entry | None:
        """The entry of a column, if the rating depends on it."""
        return next((e for e in self.entries if e.column == column), None)


def to_json(derivation: Derivation) -> dict[str, Any]:
    """The derivation as plain data under `schemas/derivation.schema.json`."""
    plain: dict[str, Any] = _plain(derivation)
    return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value

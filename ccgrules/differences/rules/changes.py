"""What differs between two rulesets: the list of changes, each of which can be made by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal as OneOf

from ccgrules.differences.rules.merged import Series
from ccgrules.model.ruleset import Ruleset
from ccgrules.source import SourceFile, Span

Kind = OneOf[
    "added",  # a declaration
    "removed",
    "renamed",
    "retitled",
    "parameter",  # its value, by period as well
    "threshold",  # a number that a value is compared with, in cases, conditions and adjustments
    "standard",  # standard, lower threshold, floor
    "weight",  # lines of a weighted mean, `counts`
    "outcome",  # what a case or a cell of a table gives
    "case added",
    "case removed",
    "case order",
    "condition",  # when a case or a rule holds, in more than its numbers
    "method",  # which method, or with which arguments; and how a method works
    "formula",  # any other way in which a value comes about
    "table",
    "adjustment",  # added, removed, or in another order
    "population",
    "membership",  # which groups an indicator or a group is in
    "unit",  # what kind of data
    "direction",
    "missing",  # what a missing value does
    "use",  # `used when`
    "scale",
    "panel",  # `moderated by`, `must`, who judges
    "result",  # which results the framework has
    "source",  # sources and citations
    "wording",  # because, note, titles of lines and labels
    "shown",  # decimal places, colours
    "range",  # within which a parameter may move
    "head",  # title, version, dates in force
    "test",
]

Effect = OneOf["easier", "harder", "mixed"]
"""`easier`: whatever the data, no rating is worse than before. `mixed`: shown to go both ways."""


@dataclass(frozen=True, slots=True)
class Side:
    """What a change is about, as one of the two rulesets has it: as the formatter writes it, and where it stands."""

    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        number: From 1, in the order of the newer ruleset; of what is removed, of the older one.
        kind: What sort of change.
        keyword: Of the declaration: `indicator`, `framework`.
        name: The declaration's name in the newer ruleset; in the older one where it is removed.
        title: Its title; its name where it has none.
        part: The clause, such as `score`, `standard`, `let z`; empty where all of it is meant.
        old: What the older ruleset says; None where it says nothing.
        new: What the newer one says.
        where: What is added to it or removed from, in titles: the groups of an indicator, the rating of an adjustment.
        moves: Whether it can move a rating; None where that has not been looked into.
        effect: Whether ratings become easier to get or harder; None where that cannot be decided, or nothing moves.
        why: How `moves` and `effect` are known, in one sentence; empty where it is plain.
        at: Which case, cell or line of the part, in titles: `Outstanding`; empty where `part` says it.
    """

    number: int
    kind: Kind
    keyword: str
    name: str
    title: str
    part: str
    old: Side | None
    new: Side | None
    where: tuple[str, ...] = ()
    moves: bool | None = None
    effect: Effect | None = None
    why: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Both:
    """Two rulesets as one tree.

    Attributes:
        declarations: The declarations, under the names of the newer ruleset.
        files: The files of the two.
        names: Names with what they were before.
        supports: By the name of what only one of them declares and others use, such as a parameter or a method, the
            number of the change; of a source, `source NAME`, and of a `let`, `let DECLARATION.NAME`.
    """

    declarations: Series
    files: tuple[SourceFile, ...]
    names: Mapping[str, str]
    supports: Mapping[str, int]


def let_key(declaration: str, name: object) -> str:
    """By what `Both.supports` knows a `let`."""
    return f"let {declaration}.{name}"


def source_key(name: object) -> str:
    """By what `Both.supports` knows a source."""
    return f"source {name}"


@dataclass(frozen=True, slots=True)
class RulesDiff:
    """Two rulesets, and the changes that lead from one to the other.

    Attributes:
        old: The older ruleset, with declarations under the names that they have in the newer one.
        new: The newer one.
        changes: In the order of their numbers.
        both: The two as one tree, in which any of the changes can be made.
        read: The older ruleset as it was read, under its own names; None where `old` is that.
    """

    old: Ruleset
    new: Ruleset
    changes: Sequence[Change]
    both: Both | None = field(default=None, compare=False, repr=False)
    read: Ruleset | None = field(default=None, compare=False, repr=False)

    @property
    def older(self) -> Ruleset:
        """The older ruleset as it was read."""
        return self.old if self.read is None else self.read

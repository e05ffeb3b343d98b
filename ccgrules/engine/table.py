"""What the engines read and write: rows keyed by organisation and period, and named columns of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ccgrules.engine.decisions import Decision
from ccgrules.engine.succession import Succession
from ccgrules.model.types import Value


@dataclass(frozen=True, slots=True)
class Keys:
    """The rows, sorted by period (in time order) and then organisation code.

    Attributes:
        organisations: Code of each row's organisation (text, always).
        periods: Each row's period; the empty text where the data have only one, unnamed.
        names: Display name for each organisation code; the code itself where none was given.
        period_order: The distinct periods, earliest first.
        after_gap: Those directly before which one is missing, so that their rows have no period before.
    """

    organisations: Sequence[str]
    periods: Sequence[str]
    names: Mapping[str, str]
    period_order: tuple[str, ...]
    after_gap: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.organisations)


class Columns(Protocol):
    """Named columns of equal length, whatever holds them."""

    def names(self) -> Sequence[str]:
        """Names of the columns, in plan order."""

    def values(self, name: str) -> Sequence[Value]:
        """A whole column as exact values; raises KeyError for an unknown name."""

    def value(self, name: str, row: int) -> Value:
        """One cell."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Bound input data: one column for every `Input` step of a plan (absent data are missing, NONE_GIVEN).

    Attributes:
        keys: The rows.
        columns: The inputs. `engine.rows.RowColumns` holds lists of exact values; `engine.frames.FrameColumns` holds
            scaled integers in Polars.
        places: Where a cell came from, for messages and explanations: (input name, row) to `file, row N, column C`;
            may be empty.
        digest: SHA-256 of the canonical form of what was bound.
        left_out: What the user left out by name although it is in the data: organisation codes, `row 17`.
        decisions: What panels decided, by input and row.
        decisions_digest: SHA-256 of the canonical form of those; None where no decisions were given.
        succession: Mergers and splits of organisations between the periods; None where no file of them was given.
    """

    keys: Keys
    columns: Columns
    places: Mapping[tuple[str, int], str]
    digest: str
    left_out: tuple[str, ...] = ()
    decisions: Mapping[tuple[str, int], Decision] = field(default_factory=dict)
    decisions_digest: str | None = None
    succession: Succession | None = None

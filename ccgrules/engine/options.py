"""What a user says of data and of how to read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccgrules.engine.run import Engine


@dataclass(frozen=True, slots=True)
class DataOptions:
    """Data, and all that says how to read them.

    Attributes:
        data: A path, a frame, or a list of dictionaries.
        organisations: The same with facts about the organisations, where they stand in a table of their own.
        mapping: A YAML file that names a publisher's own columns and codes.
        leave_out: What to leave out although it is in the data: organisation codes, `row 17`, or `trusts.csv row 17`.
        engine: `auto`, `exact` or `columns`.
        decisions: YAML files of what panels decided.
        succession: A YAML file of which organisations merged and split.
    """

    data: object
    organisations: object = None
    mapping: Path | None = None
    leave_out: tuple[str, ...] = ()
    engine: Engine = "auto"
    decisions: tuple[Path, ...] = ()
    succession: Path | None = None

    @property
    def sources(self) -> tuple[object, ...]:
        """The tables."""
        return tuple(source for source in (self.data, self.organisations) if source is not None)

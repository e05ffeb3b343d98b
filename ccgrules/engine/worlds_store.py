"""Columns in many worlds: each of the different ones is held once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ccgrules.engine.vectors import Column
from ccgrules.engine.worlds_cones import Projections
from ccgrules.model.types import Kind, Missing, Type


@dataclass(slots=True)
class Varying:
    """A column that may be another in other worlds.

    Attributes:
        projections: The worlds between which it may differ.
        versions: For each projection which of the columns it is; None where there is none.
        columns: The different columns.
        types: The type of each.
    """

    projections: Projections
    versions: list[int | None] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    types: list[Type] = field(default_factory=list)
    _known: dict[int, list[int]] = field(default_factory=dict)

    def of(self, world: int) -> int | None:
        """Which of the columns it is in a world, by the world's place; None if there is none."""
        return self.versions[self.projections.numbers[world]]

    def add(self, column: Column, type_: Type) -> int:
        """The number of a column, which is that of an equal one where there is one."""
        alike = self._known.setdefault(_fingerprint(column, type_), [])
        for number in alike:
            if self.types[number] == type_ and self.columns[number] == column:
                return number
        alike.append(len(self.columns))
        self.columns.append(column)
        self.types.append(type_)
        return alike[-1]


def _fingerprint(column: Column, type_: Type) -> int:
    """The same for equal columns; numbers by their two parts, as hashing a fraction takes long."""
    if type_.kind is not Kind.NUMBER:
        return hash(tuple(column))
    return hash(tuple([v if v.__class__ is Missing else v.as_integer_ratio() for v in column]))  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Store:
    """The columns that have been worked out.

    Attributes:
        size: How many rows they have.
        kept: The names of those that are wanted or read again.
        columns: By name.
    """

    size: int
    kept: frozenset[str]
    columns: dict[str, Varying] = field(default_factory=dict)

    def versions(self, names: Iterable[str], world: int) -> list[int | None]:
        """Which versions of some columns a world has."""
        return [self.columns[name].of(world) for name in names]

    def column(self, name: str, world: int) -> Column:
        """A column as it is in a world that has it, by the world's place."""
        return self.columns[name].columns[self._version(name, world)]

    def type(self, name: str, world: int) -> Type:
        """Its type there."""
        return self.columns[name].types[self._version(name, world)]

    def _version(self, name: str, world: int) -> int:
        version = self.columns[name].of(world)
        if version is None:
            raise KeyError(name)
        return version

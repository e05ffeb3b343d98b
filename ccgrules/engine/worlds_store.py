"""Columns in many worlds: each of the different ones is held once, by itself or in a stack of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from ccgrules.engine.vectors import Column
from ccgrules.engine.worlds_cones import Projections
from ccgrules.model.types import Kind, Missing, Type


class Stack(Protocol):
    """Columns one below the other, whatever holds them."""

    def column(self, place: int) -> Column:
        """The column that stands there, as exact values."""


@dataclass(slots=True)
class Varying:
    """A column that may be another in other worlds.

    Attributes:
        projections: The worlds between which it may differ.
        versions: For each projection which of the columns it is; None where there is none.
        types: The type of each column.
        placed: Of those that are in a stack, which it is, and their place there.
    """

    projections: Projections
    versions: list[int | None]
    types: list[Type] = field(default_factory=list)
    placed: dict[int, tuple[Stack, int]] = field(default_factory=dict)
    _columns: list[Column | None] = field(default_factory=list)
    _known: dict[int, list[int]] = field(default_factory=dict)

    @staticmethod
    def nowhere(projections: Projections) -> Varying:
        """A column that no world has yet."""
        return Varying(projections, [None] * len(projections.worlds))

    def of(self, world: int) -> int | None:
        """Which of the columns it is in a world, by the world's place; None if there is none."""
        return self.versions[self.projections.numbers[world]]

    def column(self, version: int) -> Column:
        """One of the columns."""
        column = self._columns[version]
        if column is None:
            stack, place = self.placed[version]
            column = self._columns[version] = stack.column(place)
        return column

    def add(self, column: Column, type_: Type) -> int:
        """Adds a column and gives its number, which is that of an equal one where there is one."""
        alike = self._known.setdefault(_fingerprint(column, type_), [])
        for version in alike:
            if self.types[version] == type_ and self._columns[version] == column:
                return version
        alike.append(self._added(column, type_))
        return alike[-1]

    def place(self, stack: Stack, place: int, type_: Type) -> int:
        """Adds a column of a stack and gives its number."""
        version = self._added(None, type_)
        self.placed[version] = stack, place
        return version

    def _added(self, column: Column | None, type_: Type) -> int:
        self._columns.append(column)
        self.types.append(type_)
        return len(self.types) - 1


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
        """A column as it is in a world that has it, by the world's place.

        Raises:
            KeyError: The world has none.
        """
        return self.columns[name].column(self._version(name, world))

    def type(self, name: str, world: int) -> Type:
        """Its type there."""
        return self.columns[name].types[self._version(name, world)]

    def _version(self, name: str, world: int) -> int:
        version = self.columns[name].of(world)
        if version is None:
            raise KeyError(name)
        return version

"""One organisation in many variants at once: its row mixed of two years, among the rows of either, by either rules.

Of its own row every step is worked out for all variants together. Of other rows only those cells are that come out
differently because of it, which is where one figure among a population is made of another. A figure is worked out once
for each different row of what it looks at, and not at all where the row is as in its year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ccgrules.differences.attribution.periods_frames import Elementwise, Frame, Rules
from ccgrules.engine.again import columns_of
from ccgrules.engine.figures import FOR_EACH_MEMBER
from ccgrules.engine.vectors import Column
from ccgrules.model.types import Missing, Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Since

Patch = Mapping[int, Value]
"""By row, the cells of other organisations that are not as in the frame."""

AS_IT_IS: Patch = {}

Answer = tuple[Value, Patch]
"""A figure of the organisation itself, and those of others that differ."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Figures of one organisation that have been worked out, by the figure and all that it looks at.

    With each are kept the cells of others that it was worked out from, so that these can be told apart by `id`.
    """

    known: dict[tuple[object, ...], tuple[Answer, Sequence[Patch]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mixed:
    """The variants of one organisation by one of the rulesets.

    Attributes:
        rules: The ruleset.
        frames: The rows of the older and of the newer year under it.
        places: The organisation's row in each.
        among: For each variant, which of the two it is put in.
        own: Its row: by column, a cell for each variant. Inputs to begin with.
        answers: Figures worked out so far, by either ruleset.
        others: By column, for each variant the cells of others that differ; no column where none does.
    """

    rules: Rules
    frames: Sequence[Frame]
    places: Sequence[int]
    among: Sequence[int]
    own: dict[str, Column]
    answers: Answers
    others: dict[str, Sequence[Patch]] = field(default_factory=dict)

    def work_out(self) -> None:
        """Work out all columns that are needed.

        Raises:
            CannotRun: A number outgrows all bounds.
        """
        for step in self.rules.needed.steps:
            match step:
                case Since():
                    self.own[step.name] = [self.rules.since(step)] * len(self.among)
                case Compute() | Adjust():
                    self.own.update(self.rules.elementwise(step, self.own, len(self.among)))
                    if not self.rules.needed.wide.isdisjoint(columns_of(step)):
                        self._others(step)
                case Figure():
                    self._figure(step)
                case _:
                    pass

    def _patch(self, name: str, variant: int) -> Patch:
        return self.others[name][variant] if name in self.others else AS_IT_IS

    def _frame(self, variant: int) -> Frame:
        return self.frames[self.among[variant]]

    # --- others' rows --------------------------------------------------------------------------------------------

    def _others(self, step: Elementwise) -> None:
        """The cells of others of a step that looks at no other rows."""
        used = [name for name in dict.fromkeys(used_columns(step)) if name in self.others]
        if not used:
            return
        alike: dict[tuple[int, ...], list[int]] = {}
        for variant, frame in enumerate(self.among):
            alike.setdefault((frame, *(id(self.others[name][variant]) for name in used)), []).append(variant)
        cells = [
            (variants[0], row)
            for variants in alike.values()
            for row in sorted({row for name in used for row in self.others[name][variants[0]]})
        ]
        columns = {name: list(self._cells(name, cells)) for name in set(used_columns(step))}
        for name, column in self.rules.elementwise(step, columns, len(cells)):
            if name in self.rules.needed.wide:
                self._set(name, self._differing(name, cells, column), alike.values())

    def _cells(self, name: str, cells: Sequence[tuple[int, int]]) -> Iterator[Value]:
        """A column's cells of some variants and rows."""
        for variant, row in cells:
            patch = self._patch(name, variant)
            yield patch[row] if row in patch else self._frame(variant).columns[name][row]

    def _differing(self, name: str, cells: Sequence[tuple[int, int]], column: Column) -> Mapping[int, Patch]:
        """For each variant the cells that are not as in its frame."""
        found: dict[int, dict[int, Value]] = {}
        for (variant, row), value in zip(cells, column, strict=True):
            if value != self._frame(variant).columns[name][row]:
                found.setdefault(variant, {})[row] = value
        return found

    def _set(self, name: str, found: Mapping[int, Patch], alike: Iterable[Sequence[int]]) -> None:
        if found:
            patches = [AS_IT_IS] * len(self.among)
            for variants in alike:
                for variant in variants:
                    patches[variant] = found.get(variants[0], AS_IT_IS)
            self.others[name] = patches

    # --- figures among populations -------------------------------------------------------------------------------

    def _figure(self, step: Figure) -> None:
        answers = [self._answer(step, variant) for variant in range(len(self.among))]
        self.own[step.name] = [own for own, _ in answers]
        if any(patch for _, patch in answers):
            self.others[step.name] = [patch for _, patch in answers]

    def _answer(self, step: Figure, variant: int) -> Answer:
        used = tuple(dict.fromkeys(used_columns(step)))
        frame, place = self._frame(variant), self.places[self.among[variant]]
        row = tuple(self.own[name][variant] for name in used)
        patches = tuple(self._patch(name, variant) for name in used)
        if all(patch is AS_IT_IS for patch in patches) and row == tuple(frame.columns[name][place] for name in used):
            return frame.columns[step.name][place], AS_IT_IS
        wide = step.name in self.rules.needed.wide
        key = (self.among[variant], frame.same[step.name], wide, row, *map(id, patches))
        if key not in self.answers.known:
            columns = {name: self._whole(name, variant) for name in used}
            answer = self._of_all(step, columns, variant) if wide else (self._of_own(step, columns, place), AS_IT_IS)
            self.answers.known[key] = answer, patches
        return self.answers.known[key][0]

    def _whole(self, name: str, variant: int) -> Column:
        """A column of all rows."""
        cells = list(self._frame(variant).columns[name])
        for row, value in self._patch(name, variant).items():
            cells[row] = value
        cells[self.places[self.among[variant]]] = self.own[name][variant]
        return cells

    def _of_all(self, step: Figure, columns: Mapping[str, Column], variant: int) -> Answer:
        frame, place = self._frame(variant), self.places[self.among[variant]]
        cells = self.rules.figure(step, columns, frame.size)
        before = frame.columns[step.name]
        differing = {row: value for row, value in enumerate(cells) if value != before[row] and row != place}
        return cells[place], differing or AS_IT_IS

    def _of_own(self, step: Figure, columns: Mapping[str, Column], place: int) -> Value:
        """The figure of its own row, from those of its peer group."""
        rows = self._peers(step, columns, place)
        theirs = {name: [column[row] for row in rows] for name, column in columns.items()}
        return self.rules.figure(step, theirs, len(rows))[rows.index(place)]

    def _peers(self, step: Figure, columns: Mapping[str, Column], place: int) -> Sequence[int]:
        """The rows that its figure may hang on."""
        if step.function in FOR_EACH_MEMBER and not _member(step, columns, place):
            return [place]
        if step.by is None:
            return range(len(columns[step.args[0]]))
        by = columns[step.by]
        return [row for row, group in enumerate(by) if group == by[place]]


def _member(step: Figure, columns: Mapping[str, Column], row: int) -> bool:
    """Whether a row is a member of its peer group."""
    conditions = [columns[name][row] for name in (step.member, step.where) if name is not None]
    return all(verdict is True for verdict in conditions) and not any(
        isinstance(columns[name][row], Missing) for name in step.args
    )

"""How values come about in both rulesets: cases case by case, tables cell by cell, weights together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ccgrules.differences.rules.align import align, moved
from ccgrules.differences.rules.changes import Kind, Side
from ccgrules.differences.rules.conditions import compare_conditions, is_condition
from ccgrules.differences.rules.draft import Subject
from ccgrules.differences.rules.merged import EXACT, Either, Node, Series, series
from ccgrules.differences.rules.notes import compare_notes
from ccgrules.differences.rules.pairing import SURELY
from ccgrules.differences.rules.same import only_numbers_differ, same
from ccgrules.differences.rules.texts import block_text, case_of, expression
from ccgrules.syntax import tree
from ccgrules.syntax.format import format_expr


@dataclass(frozen=True, slots=True)
class Place:
    """A clause whose value is compared.

    Attributes:
        subject: The declaration.
        part: The clause, as changes name it.
        kind: What a change of the whole value is.
    """

    subject: Subject
    part: str
    kind: Kind


def compare_values(place: Place, old: tree.Body, new: tree.Body) -> object | None:
    """The values of a clause in both rulesets, part by part; None where only the whole can be changed."""
    if old.supplied != new.supplied:
        return None
    how = _compare(place, old.how, new.how)
    return None if how is None else Node(new, {"how": how})


def _compare(place: Place, old: Any, new: Any) -> object | None:
    match old, new:
        case tree.Cases(), tree.Cases():
            return _cases(place, old, new)
        case tree.Table(), tree.Table():
            return _table(place, old, new)
        case tree.WeightedMean(), tree.WeightedMean():
            return _weights(place, old, new)
        case _:
            if is_condition(old) and is_condition(new):
                whole: Kind = "condition" if place.kind == "formula" else place.kind
                return compare_conditions(place.subject, place.part, whole, old, new)
            return None


# --- cases -------------------------------------------------------------------------------------------------------


def _cases(place: Place, old: tree.Cases, new: tree.Cases) -> object:
    there, here = old.cases, new.cases
    pairs = align(there, here, _likeness, SURELY)

    def free(one: tuple[int, int], other: tuple[int, int]) -> bool:
        outcomes = [(cases[one[side]].outcome, cases[other[side]].outcome) for side, cases in enumerate((there, here))]
        return all(same(first, second) for first, second in outcomes)

    number = EXACT
    if moved(pairs, free):
        sides = (Side(block_text(how, place.subject.keyword), how.span) for how in (old, new))
        number = place.subject.change("case order", place.part, *sides)
    last = [
        number
        for number, (before, after) in enumerate(pairs)
        if (there[before] if before is not None else here[after or 0]).when is None
    ]

    def make(before: int | None, after: int | None) -> object:
        return _case(place, None if before is None else there[before], None if after is None else here[after])

    return Node(new, {"cases": series(pairs, number, make, last)})


def _likeness(old: tree.Case, new: tree.Case) -> int:
    """How much two cases have in common: most of all a condition, or an outcome with a condition of the same form."""
    if old.when is None or new.when is None:
        return SURELY if old.when is new.when else 0
    gives, asks = same(old.outcome, new.outcome), same(old.when, new.when)
    close = only_numbers_differ(old.when, new.when)
    return 8 if gives and asks else 6 if gives and close else SURELY if asks else 2 if gives else 1 if close else 0


def _case(place: Place, old: tree.Case | None, new: tree.Case | None) -> object:
    subject, part = place.subject, place.part
    if old is None or new is None:
        kind: Kind = "case added" if old is None else "case removed"
        return Either(subject.change(kind, part, case_of(old), case_of(new)), old, new)
    at = at_outcome(subject, new.outcome)
    parts = {"outcome": _outcome(place, old, new)}
    if old.when is not None and new.when is not None:
        parts["when"] = compare_conditions(subject, part, "condition", old.when, new.when, at=at)
    parts["annotations"] = compare_notes(subject, part, old.annotations, new.annotations, at=at)
    return Node(new, parts)


def _outcome(place: Place, old: tree.Case, new: tree.Case) -> object:
    if same(old.outcome, new.outcome):
        return Either(EXACT, old.outcome, new.outcome)
    # A condition that changes as well is a change of its own.
    sides = (case_of(old), case_of(replace(new, when=old.when)))
    return Either(place.subject.change("outcome", place.part, *sides), old.outcome, new.outcome)


def at_outcome(subject: Subject, outcome: tree.Expr) -> str:
    """What a case gives: a label by its title."""
    return subject.draft.title(outcome) if isinstance(outcome, tree.Name) else format_expr(outcome)


# --- tables ------------------------------------------------------------------------------------------------------


def _table(place: Place, old: tree.Table, new: tree.Table) -> object | None:
    """The cells one by one; None where the table asks something else, or about something else."""
    rows, columns = _places(old.row_keys, new.row_keys), _places(old.column_keys, new.column_keys)
    alike = same(old.rows, new.rows) and same(old.columns, new.columns)
    if not alike or rows is None or columns is None:
        return None
    cells = []
    for i, row in enumerate(new.cells):
        cells.append(tuple(_cell(place, new, (i, j), old.cells[rows[i]][columns[j]]) for j in range(len(row))))
    as_new = Node(new, {"cells": _tuple(map(_tuple, cells))})
    if list(rows) == sorted(rows) and list(columns) == sorted(columns):
        return as_new
    turned: list[tuple[object, ...]] = [() for _ in rows]
    for i, before in enumerate(rows):
        in_old = sorted(range(len(columns)), key=columns.__getitem__)
        turned[before] = tuple(cells[i][j] for j in in_old)
    return Either(EXACT, Node(old, {"cells": _tuple(map(_tuple, turned))}), as_new)


def _places(old: Sequence[tree.Expr], new: Sequence[tree.Expr]) -> list[int] | None:
    """For each key where the older table has it; None where the keys are not the same."""
    found = [next((place for place, other in enumerate(old) if same(other, key)), None) for key in new]
    places = [place for place in found if place is not None]
    return places if len(places) == len(new) == len(old) else None


def _tuple(items: Any) -> object:
    held = tuple(items)
    every = tuple(range(len(held)))
    return Series(held, every, every)


def _cell(place: Place, table: tree.Table, at: tuple[int, int], old: tree.Expr) -> object:
    new = table.cells[at[0]][at[1]]
    if same(old, new):
        return new if old == new else Either(EXACT, old, new)
    subject = place.subject
    row, column = (at_outcome(subject, keys[i]) for keys, i in zip((table.row_keys, table.column_keys), at))
    number = subject.change("outcome", place.part, expression(old), expression(new), at=f"row {row}, column {column}")
    return Either(number, old, new)


# --- weighted means ----------------------------------------------------------------------------------------------


def _weights(place: Place, old: tree.WeightedMean, new: tree.WeightedMean) -> object:
    subject = place.subject
    pairs = align(old.lines, new.lines, _lines_alike, 1)
    there, here = old.lines, new.lines
    changed = [
        (None if before is None else there[before], None if after is None else here[after])
        for before, after in pairs
        if before is None or after is None or not same(there[before].weight, here[after].weight)
    ]
    number = EXACT
    if changed:
        lost, found = ([pair[side] for pair in changed if pair[side] is not None] for side in (0, 1))
        number = subject.change("weight", place.part, _lines(lost), _lines(found))

    def make(before: int | None, after: int | None) -> object:
        if before is None or after is None:
            return Either(number, None if before is None else there[before], None if after is None else here[after])
        return _line(place, there[before], here[after], number)

    return Node(new, {"lines": series(pairs, EXACT, make)})


def _lines_alike(old: tree.WeightedLine, new: tree.WeightedLine) -> int:
    if same(old.value, new.value):
        return 3 if old.title == new.title else 2
    return 1 if old.title is not None and old.title == new.title else 0


def _lines(lines: Sequence[Any]) -> Side | None:
    """Each line's title with its weight."""
    if not lines:
        return None
    texts = (f"{line_title(line)} {format_expr(line.weight)}" for line in lines)
    return Side(", ".join(texts), lines[0].span)


def line_title(line: tree.WeightedLine) -> str:
    """The title of a line of a weighted mean; what it weighs where it has none."""
    return line.title if line.title is not None else format_expr(line.value)


def _line(place: Place, old: tree.WeightedLine, new: tree.WeightedLine, weights: int) -> object:
    subject, part, at = place.subject, place.part, line_title(new)
    parts: dict[str, object] = {}
    if old.weight != new.weight:
        parts["weight"] = Either(EXACT if same(old.weight, new.weight) else weights, old.weight, new.weight)
    if not same(old.value, new.value):
        number = subject.change("formula", part, expression(old.value), expression(new.value), at=at)
        parts["value"] = Either(number, old.value, new.value)
    if old.title != new.title:
        sides = (Side(line_title(line), line.span) for line in (old, new))
        parts["title"] = Either(subject.change("wording", part, *sides, at=at), old.title, new.title)
    parts["annotations"] = compare_notes(subject, part, old.annotations, new.annotations, at=at)
    return Node(new, parts)

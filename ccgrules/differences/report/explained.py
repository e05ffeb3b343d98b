"""One organisation under both versions, side by side: what decided, and the figures that are not the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ccgrules.differences.impact.forms import Impact
from ccgrules.differences.report.view import ARROW, NONE, View, organisation
from ccgrules.engine.result import Result
from ccgrules.explain.blocks import Beside, Block, Column, Heading, Paragraph, Table
from ccgrules.explain.derivation import derive
from ccgrules.explain.document import document
from ccgrules.explain.forms import Derivation
from ccgrules.explain.member_tables import tabulated
from ccgrules.explain.parts import Across, Weighted
from ccgrules.explain.sentences import across_words, framework_line
from ccgrules.explain.words import capital

MARKS = re.compile(r" \[\d+\]")
"""Marks of footnotes, which stand in the organisation's own explanation only."""
HEADER = ("", "value", "score", "counts")
ABSENT = ("", NONE, NONE, NONE)


@dataclass(frozen=True, slots=True)
class Explained:
    """An organisation's explanations; None where it is not in the data."""

    organisation: str
    name: str
    before: Derivation | None
    after: Derivation | None


def explained(impact: Impact, code: str, *, with_changes: bool = False) -> Explained:
    """Explain an organisation's rating before and after.

    Args:
        impact: The ratings before and after.
        code: Of the organisation.
        with_changes: Whether to look for what would change either rating.

    Raises:
        KeyError: It is in the data of neither.
    """
    period = {one.organisation: one.period for one in impact.moved}.get(code)
    both = impact.before, impact.after
    sides = [_derived(one, code, period, impact.rating[0], with_changes=with_changes) for one in both]
    told = sides[1] or sides[0]
    if told is None:
        raise KeyError(code)
    return Explained(code, told.name, *sides)


def _derived(result: Result, code: str, period: str | None, rating: str, *, with_changes: bool) -> Derivation | None:
    """The explanation of an organisation in that period if it has it, else in its latest; None if it has none."""
    keys = result.keys
    own = [of for known, of in zip(keys.organisations, keys.periods) if known == code]
    if not own:
        return None
    return derive(result, code, period if period in own else own[-1], rating, with_changes=with_changes)


def explained_blocks(one: Explained, view: View) -> Iterator[Block]:
    """Both explanations side by side, then what is not the same: on a screen, where that makes another score."""
    sides = [("before", one.before), ("after", one.after)]
    titles = [_verdict(told) for _, told in sides]
    yield Heading(f"{organisation(one.name, one.organisation)}: {f' {ARROW} '.join(titles)}")
    yield Beside(*(_column(when, told) for when, told in sides))
    if one.before is not None and one.after is not None:
        yield from _differing(one.before, one.after, view)


def _verdict(told: Derivation | None) -> str:
    return "not in the data" if told is None else capital(told.value.shown)


def _column(when: str, told: Derivation | None) -> Column:
    if told is None:
        return Column(capital(when), (Paragraph("Not in the data."),))
    whole = document(told)
    reasons = []
    for block in whole.blocks:
        if not isinstance(block, Paragraph):
            break
        reasons.append(Paragraph(MARKS.sub("", block.text), block.kind))
    return Column(f"{capital(when)}: {framework_line(told)}", (Paragraph(whole.title), *reasons))


# --- figures that are not the same -----------------------------------------------------------------------------------

Line = tuple[str, str, str, str]
"""A title, a value, what is taken of it (a score), and what that counts."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A mean, weighted mean or count: what it is called, what it comes to, and its lines by name."""

    title: str
    shown: str
    lines: Mapping[str, Line]


def _differing(before: Derivation, after: Derivation, view: View) -> Iterator[Block]:
    """The lines that are not the same, of each mean, weighted mean or count."""
    old, new = _sums(before), _sums(after)
    alike = True
    for key in dict.fromkeys([*new, *old]):
        rows = list(_rows(old.get(key), new.get(key)))
        if rows:
            alike = False
            either = [side for side in (new.get(key), old.get(key)) if side is not None]
            values = _pair(*(side.shown if side is not None else NONE for side in (old.get(key), new.get(key))))
            yield Heading(f"{either[0].title} {values}")
            yield from _table(rows, view)
    if alike:
        yield Paragraph("What counts is the same before and after, line by line.")


def _table(rows: Sequence[Line], view: View) -> Iterator[Block]:
    """Lines that are not the same, without columns in which nothing stands."""
    shown = rows if view.everything else [row for row in rows if ARROW in row[2] + row[3]]
    columns = [0, *(i for i in range(1, len(HEADER)) if any(row[i] for row in shown))]
    if shown:
        cells = tuple(tuple(row[i] for i in columns) for row in shown)
        yield Table(tuple(HEADER[i] for i in columns), cells, frozenset(range(1, len(columns))))
    hidden = len(rows) - len(shown)
    others = (
        f"{hidden:,} more with another value and the same score; `--all` and the page show them. " if hidden else ""
    )
    yield Paragraph(f"{others}Lines that are the same before and after are left out.", "below")


def _pair(old: str, new: str) -> str:
    return old if old == new else f"{old} {ARROW} {new}"


def _rows(old: Sum | None, new: Sum | None) -> Iterator[Line]:
    before, after = (side.lines if side is not None else {} for side in (old, new))
    for name in dict.fromkeys([*after, *before]):
        a, b = before.get(name, ABSENT), after.get(name, ABSENT)
        if a[1:] != b[1:]:
            cells = [_pair(*pair) for pair in zip(a[1:], b[1:])]
            yield (b[0] or a[0], cells[0], cells[1], cells[2])


def _sums(told: Derivation) -> dict[tuple[str, int], Sum]:
    """Every function across members and weighted mean, by the column that it is in."""
    found = {}
    for entry in told.entries:
        for number, how in enumerate(tabulated(entry.how)):
            if isinstance(how, Weighted):
                found[entry.column, number] = Sum(capital(entry.phrase), entry.value.shown, dict(_lines(how)))
            else:
                found[entry.column, number] = Sum(across_words(how), how.result.shown, dict(_members(told, how)))
    return found


def _members(told: Derivation, how: Across) -> Iterator[tuple[str, Line]]:
    for member in how.members:
        if member.counted:
            entry = told.entry(f"{member.member}.value")
            value = "" if entry is None or entry.column == member.column else entry.value.shown
            yield member.member, (capital(member.title), value, member.value.shown, member.weight or "")


def _lines(how: Weighted) -> Iterator[tuple[str, Line]]:
    for line in how.lines:
        yield line.title, (capital(line.title), "", line.value.shown, line.weight if line.counted else "no")

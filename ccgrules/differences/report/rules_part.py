"""The changes of the rules: those that can move a rating in a table, the others in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.differences.report.change_words import WHOLE, aspect, in_a_line, is_cut, line, place, shift, subject, what
from ccgrules.differences.report.view import ARROW, NONE, View
from ccgrules.differences.rules.changes import Change, RulesDiff
from ccgrules.explain.blocks import Beside, Block, Column, Heading, Paragraph, Table, Verbatim
from ccgrules.explain.digits import counted
from ccgrules.explain.words import capital

LONGEST = 48
"""Characters of a text in a table, on either side of the arrow."""
FROM_TO = f"from {ARROW} to"
AGAIN = "↳"
"""Stands for the declaration of the row above."""
EFFECTS = {
    "easier": "easier: whatever the data, no rating is worse",
    "harder": "harder: whatever the data, no rating is better",
    "mixed": "mixed: it goes both ways",
    None: f"{NONE}: the rules alone do not say",
}


def split(diff: RulesDiff) -> tuple[list[Change], list[Change]]:
    """The changes that can move a rating (as far as is known), and those that cannot."""
    return [one for one in diff.changes if one.moves is not False], [one for one in diff.changes if one.moves is False]


def summary(diff: RulesDiff) -> str:
    """`4 changes that can move a rating, 2 that cannot`, `no difference`."""
    moving, idle = split(diff)
    if not diff.changes:
        return "no difference"
    can = counted(len(moving), "change") if moving else "no change"
    return f"{can} that can move a rating" + (f", {len(idle):,} that cannot" if idle else "")


def rules_blocks(diff: RulesDiff, view: View) -> Iterator[Block]:
    """What differs between the rules."""
    moving, idle = split(diff)
    yield Heading(f"Rules: {summary(diff)}")
    if moving:
        yield _table(moving, view)
        yield Paragraph(_effects(moving), "below")
    if idle and not view.everything:
        yield Paragraph(f"({in_a_line(idle)})" if moving else f"{in_a_line(idle)}.", "below")
    elif idle:
        yield from _idle(idle)
    if view.everything:
        yield from _in_full([*moving, *idle])


def _effects(changes: Sequence[Change]) -> str:
    """What the words in the last column mean, as far as they stand there."""
    found = {change.effect for change in changes}
    return f"{capital('; '.join(words for effect, words in EFFECTS.items() if effect in found))}."


def _table(changes: Sequence[Change], view: View) -> Table:
    header = ("", "change", FROM_TO, "effect", *(("where",) if view.everything else ()))
    rows = [
        (
            f"{change.number}",
            what_now,
            shift(change, LONGEST),
            change.effect or NONE,
            *((place(change),) if view.everything else ()),
        )
        for change, what_now in zip(changes, _subjects(changes))
    ]
    return Table(header, tuple(rows), frozenset({0}))


def _subjects(changes: Sequence[Change]) -> Iterator[str]:
    """What each change is about; of several of one declaration in a row, the later ones by their part alone."""
    before = ""
    for change in changes:
        part = aspect(change)
        yield f"{AGAIN} {part}" if subject(change) == before and part else what(change)
        before = subject(change)


def _idle(changes: Sequence[Change]) -> Iterator[Block]:
    yield Heading(f"{counted(len(changes), 'change')} that cannot move a rating")
    rows = [
        (f"{change.number}", what_now, shift(change, LONGEST), place(change))
        for change, what_now in zip(changes, _subjects(changes))
    ]
    yield Table(("", "change", FROM_TO, "where"), tuple(rows), frozenset({0}))


def _in_full(changes: Sequence[Change]) -> Iterator[Block]:
    """What the rules say, of changes of which the table has only a part; and how effects are known."""
    told = [one for one in changes if one.why or is_cut(one, LONGEST)]
    if told:
        yield Heading("The changes in full")
    for change in told:
        why = f". {capital(change.why.rstrip('.'))}." if change.why else ""
        sides = [side for side in (change.old, change.new) if side is not None]
        if len(sides) == 2 and is_cut(change, LONGEST):
            yield Paragraph(f"({change.number}) {what(change)}{why}", "item")
            yield from _beside(change)
        else:
            text = f": {shift(change)}" + (f": {line(sides[0])}" if change.kind in WHOLE and line(sides[0]) else "")
            yield Paragraph(f"({change.number}) {what(change)}{text}{why}", "item")


def _beside(change: Change) -> Iterator[Block]:
    assert change.old is not None
    assert change.new is not None
    yield Beside(Column("was", (Verbatim(change.old.text),)), Column("now", (Verbatim(change.new.text),)))

"""The changes of the rules: those that can move a rating in a table, the others in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.differences.report.change_words import WHOLE, aspect, in_a_line, is_cut, line, place, shift, subject, what
from ccgrules.differences.report.view import ARROW, NONE
from ccgrules.differences.rules.changes import Change, RulesDiff
from ccgrules.explain.blocks import Beside, Block, Column, Heading, Paragraph, Table, Verbatim
from ccgrules.explain.digits import counted
from ccgrules.explain.words import capital

LONGEST = 48
"""Characters of a text in a table, on either side of the arrow."""
LONGEST_IN_LINE = 80
"""Characters from which on two texts stand side by side."""
AGAIN = "↳"
"""Stands for the declaration of the row above."""
EFFECTS = {
    "easier": "easier: whatever the data, no rating is worse",
    "harder": "harder: whatever the data, no rating is better",
    "mixed": "mixed: some ratings are better, others worse",
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


def rules_blocks(diff: RulesDiff) -> Iterator[Block]:
    """What differs between the rules, in short."""
    moving, idle = split(diff)
    yield Heading(f"Rules: {summary(diff)}")
    if moving:
        yield _table(moving)
        yield Paragraph(_effects(moving), "below")
    if idle:
        yield Paragraph(f"({in_a_line(idle)})" if moving else f"{in_a_line(idle)}.", "below")


def full_blocks(diff: RulesDiff) -> Iterator[Block]:
    """Every change in full, with its place and how its effect is known."""
    several = [(" that can move a rating", split(diff)[0]), (" that cannot move a rating", split(diff)[1])]
    for which, changes in several:
        if changes:
            yield Heading(f"{'The changes' if len(changes) > 1 else 'The change'}{which}, in full")
        for change in changes:
            yield from _in_full(change)


def _effects(changes: Sequence[Change]) -> str:
    """What the words in the last column mean, as far as they stand there."""
    found = {change.effect for change in changes}
    return f"{capital('; '.join(words for effect, words in EFFECTS.items() if effect in found))}."


def _table(changes: Sequence[Change]) -> Table:
    rows = [
        (f"{change.number}", subject_now, shift(change, LONGEST), change.effect or NONE)
        for change, subject_now in zip(changes, _subjects(changes))
    ]
    return Table(("", "change", f"from {ARROW} to", "effect"), tuple(rows), frozenset({0}))


def _subjects(changes: Sequence[Change]) -> Iterator[str]:
    """What each change is about; of several of one declaration in a row, the later ones by their part alone."""
    before = ""
    for change in changes:
        part = aspect(change)
        yield f"{AGAIN} {part}" if subject(change) == before and part else what(change)
        before = subject(change)


def _in_full(change: Change) -> Iterator[Block]:
    """A change, what it does if that is known, where it stands; long texts of both versions side by side."""
    old, new = change.old, change.new
    beside = old is not None and new is not None and is_cut(change, LONGEST_IN_LINE)
    whole = [line(side) for side in (old, new) if side is not None and change.kind in WHOLE and line(side)]
    parts = [*([] if beside else [shift(change)]), *whole]
    text = ": ".join([f"({change.number}) {what(change)}", *parts])
    effect = f"{capital(change.effect)}. " if change.effect else ""
    why = f"{capital(change.why.rstrip('.'))}. " if change.why else ""
    yield Paragraph(f"{text}. {effect}{why}{place(change)}", "item")
    if beside and old is not None and new is not None:
        yield Beside(Column("was", (Verbatim(old.text),)), Column("now", (Verbatim(new.text),)))

"""The ratings before and after: how many went from which label to which, who is near a boundary, who stands alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from ccgrules.diagnostics.render import escape
from ccgrules.differences.impact.forms import Impact, Moved, Near
from ccgrules.differences.report.view import NOBODY, NONE, View, label_title, organisation
from ccgrules.explain.blocks import Block, Heading, Paragraph, Table
from ccgrules.explain.digits import counted

MOST_ALONE = 8


def directions(moved: Sequence[Moved]) -> list[tuple[int, str]]:
    """How many went which way: `3 up`, `2 down`, `1 gains a rating`, `1 loses its rating`; without ways of nobody."""
    up = sum(1 for one in moved if one.grades is not None and one.grades > 0)
    down = sum(1 for one in moved if one.grades is not None and one.grades < 0)
    gained = sum(1 for one in moved if one.before is None)
    lost = sum(1 for one in moved if one.after is None)
    aside = len(aside_of(moved))
    several = [
        (up, "up"),
        (down, "down"),
        (gained, "gains a rating" if gained == 1 else "gain a rating"),
        (lost, "loses its rating" if lost == 1 else "lose their rating"),
        (aside, "to a label neither above nor below"),
    ]
    return [(number, words) for number, words in several if number]


def aside_of(moved: Sequence[Moved]) -> list[Moved]:
    """Those with two labels of which nothing says which is the better."""
    return [one for one in moved if one.grades is None and one.before is not None and one.after is not None]


def directions_text(moved: Sequence[Moved]) -> str:
    """`3 up, 2 down`."""
    return ", ".join(f"{number:,} {words}" for number, words in directions(moved))


def all_rated(impact: Impact) -> int:
    """How many organisations have a rating row on both sides."""
    return sum(impact.counts.values())


def impact_blocks(impact: Impact, when: str) -> Iterator[Block]:
    """The transition matrix under its headline; `when` begins that: `On the same data`."""
    moved = len(impact.moved)
    yield Heading(f"{when} {_how_many(impact)}" if moved else f"{when} no rating changes")
    if not moved:
        yield Paragraph(_all_stay(impact))
    yield _matrix(impact)
    if moved:
        yield Paragraph(
            f"{directions_text(impact.moved)}. A row for each earlier rating, a column for each later one.", "below"
        )


def _how_many(impact: Impact) -> str:
    """`3 of 207 CCGs change rating`; of several years together `3 of 414 ratings change (207 CCGs, 2 periods)`."""
    moved, all_ = len(impact.moved), all_rated(impact)
    change = "changes" if moved == 1 else "change"
    if in_several_periods(impact):
        return f"{moved:,} of {all_:,} ratings {change} ({_organisations(impact)})"
    return f"{moved:,} of {all_:,} {impact.noun[all_ != 1]} {change} rating"


def _all_stay(impact: Impact) -> str:
    all_ = all_rated(impact)
    if not all_:
        return f"No {impact.noun[0]} is in both."
    if in_several_periods(impact):
        return f"All {all_:,} ratings ({_organisations(impact)}) stay as they were."
    return f"All {all_:,} {impact.noun[1]} have the rating that they had." if all_ != 1 else "1 stays as it was."


def in_several_periods(impact: Impact) -> bool:
    """Whether some organisation is rated in more than one period on both sides."""
    return all_rated(impact) > _compared(impact)


def _compared(impact: Impact) -> int:
    """How many organisations have a rating row on both sides."""
    return len(set(impact.after.keys.organisations) - impact.only_after.keys())


def _organisations(impact: Impact) -> str:
    """`207 CCGs, 2 periods`."""
    number = _compared(impact)
    periods = set(impact.after.keys.periods) & set(impact.before.keys.periods)
    return f"{number:,} {impact.noun[number != 1]}, {counted(len(periods), 'period')}"


def who(impact: Impact, one: Moved | Near) -> str:
    """`Northmoor (X17)`; `Northmoor (X17), 2017/18` where organisations are rated in several periods."""
    own = organisation(one.name, one.organisation)
    return f"{own}, {escape(one.period)}" if in_several_periods(impact) else own


def _matrix(impact: Impact) -> Table:
    labels = impact.labels()
    titles = [label_title(impact.scale, label) for label in labels]
    rows = [
        (title, *(_count(impact.counts, old, new) for new in labels), f"{impact.all_before(old):,}")
        for title, old in zip(titles, labels)
    ]
    now = ("now", *(f"{impact.all_after(label):,}" for label in labels), f"{all_rated(impact):,}")
    return Table((impact.rating[1], *titles, "was"), (*rows, now), frozenset(range(1, len(labels) + 2)))


def _count(counts: Mapping[tuple[str | None, str | None], int], old: str | None, new: str | None) -> str:
    count = counts.get((old, new), 0)
    return f"{count:,}" if count else NOBODY


# --- who is near a boundary ------------------------------------------------------------------------------------------


def near_blocks(impact: Impact, when: str) -> Iterator[Block]:
    """Those nearest to a boundary of the newer rules; `when` says which these are."""
    if not impact.near:
        return
    titles = list(dict.fromkeys(one.measure_title for one in impact.near))
    of = f" of {titles[0]}" if len(titles) == 1 else ""
    yield Heading(f"Near a boundary{of} {when}")
    several = len(titles) > 1
    header = ("", "rating", *(["measure"] if several else []), "value", "boundary", "on the other side")
    rows = tuple(_near(impact, one, several=several) for one in impact.near)
    yield Table(header, rows, frozenset({3, 4} if several else {2, 3}))


def _near(impact: Impact, one: Near, *, several: bool) -> tuple[str, ...]:
    """One row; with the measure, where there are several."""
    own = label_title(impact.scale, one.label)
    other = NONE if one.other is None else label_title(impact.scale, one.other)
    return (who(impact, one), own, *([one.measure_title] if several else []), one.shown, one.boundary_shown, other)


# --- who stands on one side only -------------------------------------------------------------------------------------


def alone_blocks(impact: Impact, merged: Collection[str], view: View) -> Iterator[Block]:
    """Organisations with a row on one side only; `merged` are the codes of those that come of a merger or a split."""
    sides = [("before", impact.only_before), ("after", impact.only_after)]
    if not any(several for _, several in sides):
        return
    yield Heading("On one side only, and not compared")
    for side, several in sides:
        if several:
            names = [organisation(name, code) for code, name in several.items()]
            shown = names if view.everything else names[:MOST_ALONE]
            more = f"; and {len(names) - len(shown):,} more" if len(names) > len(shown) else ""
            yield Paragraph(f"Only {side} ({len(names):,}): {'; '.join(shown)}{more}", "item")
    of_others = len(set(merged) & set(impact.only_after))
    if of_others:
        comes = "comes" if of_others == 1 else "come"
        yield Paragraph(f"Of those only after, {of_others:,} {comes} of a merger or a split.", "below")

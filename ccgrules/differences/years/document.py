"""A comparison of years as a document of blocks: the published table, then who moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from ccgrules.differences.years.comparison import PLACES, Change, Comparison, Row
from ccgrules.differences.years.movements import LabelFlow, Movement, Mover, Successor
from ccgrules.differences.years.year import Rated
from ccgrules.engine.numbers import round_half_away
from ccgrules.explain.blocks import Block, Document, Heading, Paragraph, Table
from ccgrules.explain.digits import MINUS, counted, fixed, plural
from ccgrules.explain.words import listed

NONE = "–"
"""Stands where there is no figure."""
TWO = 2


def document(told: Comparison) -> Document:
    """A comparison as a document."""
    first, *_, last = told.years
    return Document(
        title=f"{told.title}, {first.name} to {last.name}",
        aside=", ".join(f"{counted(year.all, told.noun)} in {year.name}" for year in told.years),
        blocks=tuple(_blocks(told)),
        notes=(),
        common=(),
        sources=(),
        foot=_foot(told),
    )


def _blocks(told: Comparison) -> Iterator[Block]:
    if len(told.years) == TWO:
        yield _table(told, with_changes=True)
    else:
        yield _table(told, with_changes=False)
        for number, (earlier, later) in enumerate(pairwise(told.years)):
            yield Heading(f"Changes, {earlier.name} to {later.name}")
            yield _changes_table(told, number)
    yield Paragraph(_of_what(told))
    for movement in told.movements:
        yield from _movement(told, movement)


# --- the table -------------------------------------------------------------------------------------------------------


def _table(told: Comparison, *, with_changes: bool) -> Table:
    header = [told.title, *(heading for year in told.years for heading in (year.name, f"{year.name} %"))]
    header += _change_headings(told) if with_changes else []
    rows = [(*_shares(row), *(_changes(told, row.changes[0]) if with_changes else ())) for row in told.rows]
    return _numeric(tuple(header), rows)


def _changes_table(told: Comparison, number: int) -> Table:
    """The changes from one year to the next, of the rows that are a share of others."""
    changes = [(row.title, row.changes[number]) for row in told.rows]
    rows = [(title, *_changes(told, change)) for title, change in changes if change.points is not None]
    return _numeric((told.title, *_change_headings(told)), rows)


def _numeric(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(header, tuple(rows), frozenset(range(1, len(header))))


def _change_headings(told: Comparison) -> list[str]:
    return ["points", "relative", *(["points, of rounded", "relative, of rounded"] if told.rounded else [])]


def _shares(row: Row) -> Iterator[str]:
    yield row.title
    for cell in row.cells:
        yield f"{cell.count:,}"
        yield NONE if cell.percent is None else fixed(cell.percent, PLACES)


def _changes(told: Comparison, change: Change) -> Iterator[str]:
    if change.points is None:
        yield from ("",) * (4 if told.rounded else 2)
        return
    yield signed(change.points)
    yield _percent(change.relative)
    if told.rounded:
        yield signed(change.rounded_points)
        yield _percent(change.rounded_relative)


def signed(value: Fraction | None) -> str:
    """A change to one place: `+2.6`, `−3.6`, `0.0`; a dash where there is none."""
    if value is None:
        return NONE
    rounded = round_half_away(value, PLACES)
    return f"{'+' if rounded > 0 else ''}{fixed(value, PLACES)}"


def _percent(value: Fraction | None) -> str:
    return NONE if value is None else f"{signed(value)} %"


def _of_what(told: Comparison) -> str:
    """What the percentages are of, and how changes are taken."""
    bases = [told.base(year) for year in told.years]
    which = "with a rating" if told.rated_only else f"{plural(told.noun)}, with a rating or without"
    if not any(year.counts.get(None) for year in told.years):
        which = plural(told.noun)
    those = listed([f"{base:,} in {year.name}" for base, year in zip(bases, told.years)])
    left_out = [counted(year.all - year.rated, told.noun) + f" in {year.name}" for year in told.years]
    without = f" Left out, as they have none: {listed(left_out)}." if told.rated_only else ""
    rounded = " those “of rounded” are of the percentages as printed here;" if told.rounded else ""
    nought = any(change.points is not None and change.relative is None for row in told.rows for change in row.changes)
    dash = f" {NONE} stands where the earlier percentage is nought." if nought else ""
    return (
        f"Percentages are of all {which}: {those}.{without} Points are percentage points, and relative changes are in "
        f"percent of the earlier percentage, both from exact counts;{rounded} all are rounded only as they are "
        f"printed, a half away from nought.{dash}"
    )


# --- who moved ------------------------------------------------------------------------------------------------------


def _movement(told: Comparison, movement: Movement) -> Iterator[Block]:
    yield Heading(f"Who moved, {movement.earlier} to {movement.later}")
    yield Paragraph(_summary(told, movement))
    yield from _items(_moves(told, [*movement.movers, *movement.gained, *movement.lost]))
    newly = list(_newly(told, movement))
    if newly:
        yield Heading(f"Newly and no longer, {movement.earlier} to {movement.later}")
        yield from _items(newly)
    yield from _ones(told, movement)
    yield Heading(f"How the counts of {movement.earlier} became those of {movement.later}")
    yield _flows(told, movement)


def _items(texts: Sequence[str] | Iterator[str]) -> Iterator[Block]:
    return (Paragraph(text, "item") for text in texts)


def _summary(told: Comparison, movement: Movement) -> str:
    up, down = len(movement.risen), len(movement.fallen)
    same = movement.rated_twice - up - down
    text = (
        f"{counted(movement.rated_twice, told.noun)} can be compared: {up:,} rose, {down:,} fell, and "
        f"{same:,} stayed as they were."
    )
    if movement.not_compared:
        one = len(movement.not_compared) == 1
        text += (
            f" Not compared: {counted(len(movement.not_compared), told.noun)} that {'comes' if one else 'come'} of a "
            "merger or split, and whose parts did not all have the same rating."
        )
    return text


def _moves(told: Comparison, movers: Sequence[Mover]) -> Iterator[str]:
    """`Up 1, Good to Outstanding (9): …`."""
    for (grades, before, after), together in groupby(movers, key=lambda one: (one.grades, one.before, one.after)):
        several = list(together)
        way = "" if grades is None else f"Up {grades}, " if grades > 0 else f"Down {-grades}, "
        pair = f"{told.label_title(before)} to {told.label_title(after)}"
        yield f"{way}{pair} ({len(several):,}): {_names(several)}"


def _newly(told: Comparison, movement: Movement) -> Iterator[str]:
    for flow in movement.flows:
        title = told.label_title(flow.label)
        for how, movers in (("Newly", flow.newly), ("No longer", flow.no_longer)):
            if movers and flow.label is not None:
                yield f"{how} {title} ({len(movers):,}): {_names(sorted(movers, key=lambda one: one.organisation))}"


def _names(several: Sequence[Mover | Rated]) -> str:
    return "; ".join(one.name for one in several)


def _ones(told: Comparison, movement: Movement) -> Iterator[Block]:
    """Organisations of one year alone, and those that merged or split."""
    alone = [(movement.earlier, movement.only_earlier), (movement.later, movement.only_later)]
    if movement.only_earlier or movement.only_later:
        yield Heading("In one of the years only")
    for year, several in alone:
        if several:
            named = "; ".join(f"{one.name} ({told.label_title(one.label)})" for one in several)
            yield Paragraph(f"Only in {year} ({len(several):,}): {named}", "item")
    if movement.successors:
        yield Heading(f"Merged and split, {movement.earlier} to {movement.later}")
        yield Paragraph(
            "Where all those that an organisation comes from had the same rating, that is its earlier rating; "
            "where they had not, it is not compared."
        )
    yield from _items(_successor(told, one) for one in movement.successors)


def _successor(told: Comparison, one: Successor) -> str:
    """`Ash (Good) comes from Elm (Good) and Oak (Fair): not compared, because …`."""
    known = {rated.organisation: rated for rated in one.before}
    parts = [
        f"{known[code].name} ({told.label_title(known[code].label)})" if code in known else f"{code} (not in the data)"
        for code in one.codes
    ]
    why = {"absent": "one of them has no earlier row", "unrated": "one of them had no rating"}
    reason = why.get(one.not_compared or "", "their ratings differed")
    verdict = f": not compared, as {reason}" if one.not_compared else ""
    part = "a part of " if one.split and len(parts) == 1 else ""
    return f"{one.now.name} ({told.label_title(one.now.label)}) comes from {part}{listed(parts)}{verdict}"


def _flows(told: Comparison, movement: Movement) -> Table:
    gone_or_come = bool(movement.only_earlier or movement.only_later)
    merged = bool(movement.successors)
    header = [told.title, movement.earlier, "newly", "no longer"]
    header += [f"only in {movement.later}", f"only in {movement.earlier}"] if gone_or_come else []
    header += ["mergers and splits"] if merged else []
    rows = [
        tuple(_flow(told.label_title(flow.label), flow, gone_or_come=gone_or_come, merged=merged))
        for flow in movement.flows
    ]
    return _numeric((*header, movement.later), rows)


def _flow(title: str, flow: LabelFlow, *, gone_or_come: bool, merged: bool) -> Iterator[str]:
    yield title
    yield f"{flow.earlier:,}"
    yield _whole(len(flow.newly))
    yield _whole(-len(flow.no_longer))
    if gone_or_come:
        yield _whole(flow.arrived)
        yield _whole(-flow.gone)
    if merged:
        yield _whole(flow.succession)
    yield f"{flow.later:,}"


def _whole(number: int) -> str:
    """`+3`, `−3`, `0`."""
    return f"+{number:,}" if number > 0 else f"{number:,}".replace("-", MINUS)


def _foot(told: Comparison) -> str:
    scale = ", ".join(label.title for label in told.scale)
    return f"Best to worst: {scale}."

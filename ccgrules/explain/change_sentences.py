"""What would change a rating, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ccgrules.explain import digits
from ccgrules.explain.blocks import Block, Paragraph, Table
from ccgrules.explain.forms import Changes, Cut, Derivation, Level, Reach, Single
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.words import capital, label_in, quoted

MOST_NAMED, MOST_LEVELS, MOST_SENTENCES = 6, 3, 8


def cut_sentence(cut: Cut) -> str:
    """`Segment 1 if average score were below 2.09: it is 2.21, 0.12 away, more than 1.32 fewer points.`"""
    needs = f", {cut.needs}" if cut.needs else ""
    what = f"{capital(cut.of)} would be {label_in(cut.outcome)}" if cut.of else cut.outcome.shown
    now = f"it is {cut.value.shown}, {cut.apart.shown} away{needs}"
    return f"{what} if {cut.subject} were {cut.relation} {cut.cut.shown}: {now}."


def reach_sentence(single: Single, reach: Reach) -> str:
    """`“Sickness absence rate” at 3.00 % or less (now 5.96 %): segment 2.`"""
    told = _then(reach.scores, reach.rating)
    then = f" ({told})" if told else ""
    at = _at(reach) if reach.side is None else f"at {_at(reach)}"
    return f"{quoted(single.title)} {at} (now {single.now.shown}): {label_in(reach.rating)}{then}."


def _at(reach: Reach) -> str:
    """`3.00 % or less`, `less than 3.00 %`, `red`."""
    if reach.side is None:
        return reach.at.shown
    if reach.inclusive:
        return f"{reach.at.shown} {reach.side}"
    return f"{'more' if reach.side == 'or more' else 'less'} than {reach.at.shown}"


def _then(scores: Sequence[tuple[str, Quantity]], rating: Quantity) -> str:
    return ", ".join(f"{name} {value.shown}" for name, value in scores if value != rating)


def _level(single: Single, level: Level) -> str:
    """`“Urgent community response” at its floor of 70 % (score 3.00, average 2.12)`."""
    told = _then(level.scores, level.rating)
    return f"{quoted(single.title)} at its {level.level} of {level.at.shown}" + (f" ({told})" if told else "")


def level_lines(d: Derivation) -> Iterator[str]:
    """What figures at exactly the levels that they miss would give, where no change of theirs changes the rating."""
    singles = d.changes.singles if d.changes else ()
    still = [
        _level(one, level)
        for one in singles
        if not one.reaches
        for level in one.levels
        if level.rating == d.calculated.value
    ]
    if still:
        others = len(still) - MOST_LEVELS
        more = f"; and so with {digits.counted(others, 'other level')}" if others > 0 else ""
        yield f"It would still be {label_in(d.calculated.value)} with {'; or with '.join(still[:MOST_LEVELS])}{more}."


def change_blocks(d: Derivation) -> Iterator[Block]:
    """What would change the rating: a sentence a line, and many changes of single figures as a table."""
    told = d.changes
    if told is None or not (told.none or told.cuts or told.singles or told.not_tried):
        return
    reaches = [(one, reach) for one in told.singles for reach in one.reaches]
    reaches.sort(key=lambda pair: not pair[1].better)
    yield from _items([*told.none, *(cut_sentence(cut) for cut in told.cuts)])
    if len(reaches) > MOST_SENTENCES:
        yield _table(reaches)
    else:
        yield from _items(reach_sentence(one, reach) for one, reach in reaches)
    yield from _items([*level_lines(d), *_powerless(told), *told.held])


def _items(lines: Iterable[str]) -> Iterator[Paragraph]:
    return (Paragraph(line, "item") for line in lines)


def _table(reaches: Sequence[tuple[Single, Reach]]) -> Table:
    """A row a figure, a column a rating: at which figure the rating would be that one."""
    ratings = list(dict.fromkeys(label_in(reach.rating) for _, reach in reaches))
    singles = {one.column: one for one, _ in reaches}
    rows = []
    for one in singles.values():
        cells = {
            rating: [_at(reach) for reach in one.reaches if label_in(reach.rating) == rating] for rating in ratings
        }
        rows.append((capital(one.title), one.now.shown, *(" or ".join(cells[rating]) for rating in ratings)))
    return Table(("one figure alone", "now", *ratings), tuple(rows), frozenset({1}))


def _powerless(told: Changes) -> Iterator[str]:
    """Figures that alone change nothing, and those that were not varied."""
    powerless = [single.title for single in told.singles if not single.reaches]
    if len(powerless) == len(told.singles) and powerless:
        yield f"No change of one figure alone changes it ({digits.counted(len(powerless), 'figure')} tried)."
    elif powerless:
        names = f": {'; '.join(powerless)}" if len(powerless) <= MOST_NAMED else f" ({len(powerless):,} more tried)"
        yield f"No change of any other figure alone changes it{names}."
    if told.not_tried:
        yield f"Not varied: {'; '.join(told.not_tried)}."

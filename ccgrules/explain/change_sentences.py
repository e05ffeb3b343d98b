"""What would change a rating, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.explain import digits
from ccgrules.explain.forms import Cut, Derivation, Level, Reach, Single
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.words import capital, label_in, quoted

MOST_NAMED, MOST_LEVELS = 6, 3


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
    rating = f"{label_in(reach.rating)}{then}."
    if reach.side is None:
        return f"{quoted(single.title)} {reach.at.shown} (now {single.now.shown}): {rating}"
    side = reach.side if reach.inclusive else ""
    beyond = "" if reach.inclusive else "more than " if reach.side == "or more" else "less than "
    at = f"{beyond}{reach.at.shown} {side}".strip()
    return f"{quoted(single.title)} at {at} (now {single.now.shown}): {rating}"


def _reaches(d: Derivation, *, better: bool) -> list[str]:
    if d.changes is None:
        return []
    return [
        reach_sentence(one, reach) for one in d.changes.singles for reach in one.reaches if bool(reach.better) is better
    ]


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


def change_lines(d: Derivation) -> Iterator[str]:
    """What would change the rating, a sentence a line."""
    if d.changes is None:
        return
    yield from d.changes.none
    yield from (cut_sentence(cut) for cut in d.changes.cuts)
    yield from _reaches(d, better=True)
    yield from _reaches(d, better=False)
    yield from level_lines(d)
    powerless = [single.title for single in d.changes.singles if not single.reaches]
    if len(powerless) == len(d.changes.singles) and powerless:
        yield f"No change of one figure alone changes it ({digits.counted(len(powerless), 'figure')} tried)."
    elif powerless:
        names = f": {'; '.join(powerless)}" if len(powerless) <= MOST_NAMED else f" ({len(powerless):,} more tried)"
        yield f"No change of any other figure alone changes it{names}."
    if d.changes.not_tried:
        yield f"Not varied: {'; '.join(d.changes.not_tried)}."
    yield from d.changes.held

"""Who moved: from which rating to which, and what each change has to do with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ccgrules.differences.attribution.forms import Movement, Share
from ccgrules.differences.impact.forms import Impact, Moved
from ccgrules.differences.report.attribution_part import Told
from ccgrules.differences.report.impact_part import who
from ccgrules.differences.report.view import ARROW, LEAST_PLACES, MOST_PLACES, View, label_title, signed
from ccgrules.engine.numbers import round_half_away
from ccgrules.explain.blocks import Block, Heading, Paragraph, Table
from ccgrules.explain.digits import fixed, stored, telling_places, with_unit
from ccgrules.explain.words import TIE
from ccgrules.model.types import Type
from ccgrules.summary import result_title

FROM_TO = f"from {ARROW} to"
MOST_MOVERS = 20
MOST_SHARES = 3
"""Shares of one movement on a screen; the others stand there together."""


def mover_blocks(impact: Impact, told: Told | None, view: View) -> Iterator[Block]:
    """The movers, the largest movements first."""
    if not impact.moved:
        return
    shown = impact.moved if view.everything else impact.moved[:MOST_MOVERS]
    yield Heading(f"Who moves ({len(impact.moved):,})" if len(shown) == len(impact.moved) else _first(impact, shown))
    if told is None:
        yield Table(("", FROM_TO), tuple((who(impact, one), _labels(impact, one)) for one in shown), frozenset())
    elif view.page:
        yield from _in_columns(told, shown)
    else:
        yield _in_words(told, shown, view)
    if told is not None and view.everything:
        yield from _where_the_order_matters(told)
    if view.everything:
        yield Heading("Why, before and after")
        rows = tuple((who(impact, one), one.why_before, one.why_after) for one in shown)
        yield Table(("", "before", "after"), rows, frozenset())


def _first(impact: Impact, shown: Sequence[Moved]) -> str:
    return f"Who moves: the {len(shown)} largest movements of {len(impact.moved):,}; `--all` and the page show all"


def _labels(impact: Impact, moved: Moved) -> str:
    return f" {ARROW} ".join(label_title(impact.scale, label) for label in (moved.before, moved.after))


def _scores(told: Told) -> list[str]:
    """The results that are measures, of which movements are told."""
    return list(dict.fromkeys(one.name for moved in told.impact.moved for one in told.movements(moved)[1:]))


def _of(told: Told, moved: Moved, name: str) -> Movement | None:
    """An organisation's movement in a measure."""
    return next((one for one in told.movements(moved)[1:] if one.name == name), None)


# --- on a screen: the largest shares in words ------------------------------------------------------------------------


def _in_words(told: Told, shown: Sequence[Moved], view: View) -> Table:
    scores = _scores(told)
    most = None if view.everything else MOST_SHARES
    header = ("", FROM_TO, "because of", *(result_title(told.impact.after, name) for name in scores))
    return Table(header, tuple(tuple(_row(told, moved, scores, most)) for moved in shown), frozenset())


def _row(told: Told, moved: Moved, scores: Sequence[str], most: int | None) -> Iterator[str]:
    movement = told.headline(moved)
    yield who(told.impact, moved)
    yield _labels(told.impact, moved)
    yield shares_text(told, movement.shares, most) if movement is not None else ""
    for name in scores:
        found = _of(told, moved, name)
        yield _score(Scored.of(told.impact, found), told, most) if found is not None else ""


def shares_text(told: Told, shares: Sequence[Share], most: int | None = None, places: int = LEAST_PLACES) -> str:
    """`(1) +0.67  (3) +0.33`, those of nought left out; so many, and the others together.

    Where only so many are told, these are the largest in the direction of the movement, then the largest against it;
    and those are left out that are nought as printed.
    """
    moving = [share for share in shares if share.share and (most is None or round_half_away(share.share, places))]
    few = most is None or len(moving) <= most + 1
    way = 1 if sum(share.share for share in shares) > 0 else -1
    largest = moving if few else sorted(moving, key=lambda one: (way * one.share < 0, -abs(one.share)))[:most]
    texts = [f"{told.mark(one.unit)}{TIE}{signed(one.share, places)}" for one in largest]
    if not few:
        others = sum((one.share for one in moving), start=Fraction(0)) - sum(one.share for one in largest)
        texts.append(f"{len(moving) - len(largest)}{TIE}others{TIE}{signed(others, places)}")
    return "  ".join(texts)


def _score(scored: Scored, told: Told, most: int | None) -> str:
    """`1.43 → 1.46: (1) +0.02  (3) +0.01`."""
    shares = shares_text(told, scored.movement.shares, most, scored.places)
    return scored.ends + (f": {shares}" if shares else "")


# --- on a page: a column for each unit -------------------------------------------------------------------------------


def _in_columns(told: Told, shown: Sequence[Moved]) -> Iterator[Block]:
    headlines = [told.headline(moved) for moved in shown]
    texts = [_labels(told.impact, moved) for moved in shown]
    yield _shares_table(told, FROM_TO, shown, texts, headlines)
    for name in _scores(told):
        scored = [Scored.of(told.impact, one) if one else None for one in (_of(told, moved, name) for moved in shown)]
        title = result_title(told.impact.after, name)
        yield Heading(f"Shares of {title}")
        texts = [one.ends if one is not None else "" for one in scored]
        places = max((one.places for one in scored if one is not None), default=LEAST_PLACES)
        yield _shares_table(
            told, title, shown, texts, [one.movement if one is not None else None for one in scored], places
        )


def _shares_table(
    told: Told,
    what: str,
    shown: Sequence[Moved],
    texts: Sequence[str],
    movements: Sequence[Movement | None],
    places: int = LEAST_PLACES,
) -> Table:
    """A row for each mover, a column for each unit that has a share in any of these movements."""
    moving = {share.unit for one in movements if one is not None for share in one.shares if share.share}
    units = [unit.number for unit in told.attribution.units if unit.number in moving]
    rows = []
    for moved, text, movement in zip(shown, texts, movements):
        own = {share.unit: share.share for share in movement.shares} if movement is not None else {}
        cells = [signed(own[unit], places) if own.get(unit) else "" for unit in units]
        rows.append((who(told.impact, moved), text, *cells))
    return Table(("", what, *map(told.mark, units)), tuple(rows), frozenset(range(2, len(units) + 2)))


# --- the order -------------------------------------------------------------------------------------------------------


def _where_the_order_matters(told: Told) -> Iterator[Block]:
    rows = [
        (who(told.impact, moved), _first_last(told, movement.shares))
        for moved in told.impact.moved
        if (movement := told.headline(moved)) is not None and _first_last(told, movement.shares)
    ]
    if rows:
        what = "cause" if told.by_cause else "change"
        yield Heading("Where the order matters")
        yield Table(("", "if first, if last"), tuple(rows), frozenset())
        yield Paragraph(
            f"In grades: what a {what} contributes if it comes before all others, and if it comes after them; left out "
            "where that is the same.",
            "below",
        )


def _first_last(told: Told, shares: Sequence[Share]) -> str:
    several = [share for share in shares if share.first != share.last]
    return "; ".join(f"{told.mark(one.unit)} {signed(one.first)}, {signed(one.last)}" for one in several)


# --- movements of measures -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scored:
    """A movement of a measure in figures of its unit, and how it is printed.

    Attributes:
        movement: In figures of the unit: 66.7 for 66.7 %.
        ends: `1.43 → 1.46`.
        places: To how many places its shares are printed.
    """

    movement: Movement
    ends: str
    places: int

    @staticmethod
    def of(impact: Impact, movement: Movement) -> Scored:
        """A movement as an attribution has it."""
        type_, places = measure_type(impact, movement.name)
        told = in_figures(movement, type_)
        places = telling_places(told.before, told.after, places)
        ends = (with_unit(fixed(end, places), type_.unit) for end in (told.before, told.after))
        return Scored(told, f" {ARROW} ".join(ends), max(places, _two_digits(told.after - told.before)))


def _two_digits(value: Fraction) -> int:
    """At how many places a number shows two digits that are not leading noughts: 3 for 0.041."""
    places = 1
    while value and places < MOST_PLACES and abs(value) * 10**places < 10:
        places += 1
    return places


def in_figures(movement: Movement, type_: Type) -> Movement:
    """A movement of a measure in figures of its unit."""
    if type_.unit is None or type_.unit.factor == 1:
        return movement
    unit = type_.unit
    shares = (
        replace(
            one,
            share=stored(one.share, unit),
            first=stored(one.first, unit),
            last=stored(one.last, unit),
            error=one.error / float(unit.factor) if one.error is not None else None,
        )
        for one in movement.shares
    )
    before, after = stored(movement.before, unit), stored(movement.after, unit)
    return replace(movement, before=before, after=after, shares=tuple(shares))


def measure_type(impact: Impact, name: str) -> tuple[Type, int]:
    """The type of a measure, and to how many places it is printed."""
    type_ = next(step.type for step in impact.after.plan.steps if step.name == name)
    measure = impact.after.plan.ruleset.measures.get(name)
    places = measure.places if measure is not None else None
    return type_, LEAST_PLACES if places is None else places

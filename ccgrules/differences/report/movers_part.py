"""Who moved: from which rating to which, and what each change has to do with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ccgrules.differences.attribution.forms import Movement, Share
from ccgrules.differences.impact.forms import Impact, Moved
from ccgrules.differences.report.attribution_part import Told
from ccgrules.differences.report.view import ARROW, LEAST_PLACES, View, label_title, organisation, signed
from ccgrules.explain.blocks import Block, Heading, Paragraph, Table
from ccgrules.explain.digits import fixed, stored, with_unit
from ccgrules.model.types import Type
from ccgrules.summary import result_title

MOST_MOVERS = 20


def mover_blocks(impact: Impact, told: Told | None, view: View) -> Iterator[Block]:
    """The movers, the largest movements first."""
    if not impact.moved:
        return
    shown = impact.moved if view.everything else impact.moved[:MOST_MOVERS]
    yield Heading(f"Who moves ({len(impact.moved):,})" if len(shown) == len(impact.moved) else _first(impact, shown))
    scores = _scores(impact, told) if told is not None else []
    header = ["", f"from {ARROW} to", *(["because of"] if told is not None else [])]
    header += [result_title(impact.after, name) for name in scores]
    rows = [tuple(_row(impact, told, moved, scores)) for moved in shown]
    yield Table(tuple(header), tuple(rows), frozenset())
    if told is not None and view.everything:
        yield from _where_the_order_matters(told)


def _where_the_order_matters(told: Told) -> Iterator[Block]:
    rows = [
        (organisation(moved.name, moved.organisation), _first_last(told, movement.shares))
        for moved in told.impact.moved
        if (movement := told.headline(moved)) is not None and _matters(movement)
    ]
    if rows:
        what = "cause" if told.by_cause else "change"
        yield Heading("Where the order matters")
        yield Table(("", "if first, if last"), tuple(rows), frozenset())
        yield Paragraph(
            f"What a {what} contributes if it comes before all others, and if it comes after them; left out where that "
            "is the same.",
            "below",
        )


def _first(impact: Impact, shown: Sequence[Moved]) -> str:
    return f"Who moves: the {len(shown)} largest movements of {len(impact.moved):,}; `--all` and the page show all"


def _scores(impact: Impact, told: Told) -> list[str]:
    """The results that are measures, of which movements are told."""
    return list(dict.fromkeys(one.name for moved in impact.moved for one in told.movements(moved)[1:]))


def _matters(movement: Movement) -> bool:
    """Whether the order matters for a movement."""
    return any(share.first != share.last for share in movement.shares)


def _row(impact: Impact, told: Told | None, moved: Moved, scores: Sequence[str]) -> Iterator[str]:
    yield organisation(moved.name, moved.organisation)
    yield f" {ARROW} ".join(label_title(impact.scale, label) for label in (moved.before, moved.after))
    if told is None:
        return
    movement = told.headline(moved)
    yield shares_text(told, movement.shares) if movement is not None else ""
    by_name = {one.name: one for one in told.movements(moved)[1:]}
    yield from (_score(told, by_name.get(name)) for name in scores)


def shares_text(told: Told, shares: Sequence[Share], places: int = LEAST_PLACES, factor: Fraction = Fraction(1)) -> str:
    """`(1) +0.67  (3) +0.33`; those of nought left out."""
    between = ", " if told.by_cause else "  "
    return between.join(f"{told.mark(one.unit)} {signed(one.share / factor, places)}" for one in shares if one.share)


def _first_last(told: Told, shares: Sequence[Share]) -> str:
    several = [share for share in shares if share.first != share.last]
    return "; ".join(f"{told.mark(one.unit)} {signed(one.first)}, {signed(one.last)}" for one in several)


def _score(told: Told, movement: Movement | None) -> str:
    """`1.43 → 1.46: (1) +0.02  (3) +0.01`."""
    if movement is None:
        return ""
    type_, places = measure_type(told.impact, movement.name)
    factor = type_.unit.factor if type_.unit is not None else Fraction(1)
    ends = (with_unit(fixed(stored(end, type_.unit), places), type_.unit) for end in (movement.before, movement.after))
    shares = shares_text(told, movement.shares, places, factor)
    return f" {ARROW} ".join(ends) + (f": {shares}" if shares else "")


def measure_type(impact: Impact, name: str) -> tuple[Type, int]:
    """The type of a measure, and to how many places it is printed."""
    type_ = next(step.type for step in impact.after.plan.steps if step.name == name)
    measure = impact.after.plan.ruleset.measures.get(name)
    places = measure.places if measure is not None else None
    return type_, LEAST_PLACES if places is None else places

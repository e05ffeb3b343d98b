"""Because of what ratings moved: who is counted with which change, what each contributes, and what the order does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.differences.attribution.forms import Attribution, Movement, Unit
from ccgrules.differences.impact.forms import Impact, Moved
from ccgrules.differences.report.impact_part import directions_text
from ccgrules.differences.report.view import View, signed
from ccgrules.explain.blocks import Block, Heading, Paragraph, Table
from ccgrules.explain.digits import counted
from ccgrules.explain.words import capital, listed

MOST_NUMBERS = 3
"""Changes whose numbers stand in the mark of one unit."""

COLUMNS = (
    "Counted: the movers that are counted with it alone. Share in: in how many movements it has a share. If first, if "
    "last: how many it moves if it comes before all others, or after them. Grades: all its shares together."
)


@dataclass(frozen=True, slots=True)
class Told:
    """An attribution, beside the movements that it is of.

    Attributes:
        by_cause: Whether it is to causes between two periods, which go by their titles; else to changes of the rules,
            which go by their numbers.
    """

    attribution: Attribution
    impact: Impact
    by_cause: bool

    def mark(self, number: int) -> str:
        """How a unit is called in short: `(3)`, `(2+5)`, `own figures`."""
        unit = next(unit for unit in self.attribution.units if unit.number == number)
        changes = unit.changes
        if self.by_cause or not changes:
            return unit.title
        shown = "+".join(f"{change}" for change in changes[:MOST_NUMBERS])
        return f"({shown}{'+…' if len(changes) > MOST_NUMBERS else ''})"

    def marks(self, numbers: Sequence[int]) -> str:
        """Several: `(1), (3) and (4)`."""
        return listed([self.mark(number) for number in numbers])

    def headline(self, moved: Moved) -> Movement | None:
        """An organisation's movement on the scale of the rating."""
        return next(iter(self.movements(moved)), None)

    def movements(self, moved: Moved) -> Sequence[Movement]:
        """All movements of an organisation: of the rating, then of the measures."""
        return self.attribution.of.get((moved.organisation, moved.period), ())


def leaders(movement: Movement) -> tuple[int, ...]:
    """The units with the largest share of a movement, in the direction in which it goes."""
    way = 1 if movement.after > movement.before else -1
    most = max((way * share.share for share in movement.shares), default=0)
    return tuple(share.unit for share in movement.shares if way * share.share == most) if most > 0 else ()


def by_leaders(told: Told) -> dict[tuple[int, ...], list[Moved]]:
    """The movers by the unit, or the units alike, that have the largest share; in the order of the units."""
    found: dict[tuple[int, ...], list[Moved]] = {}
    for moved in told.impact.moved:
        movement = told.headline(moved)
        if movement is not None:
            found.setdefault(leaders(movement), []).append(moved)
    return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))


def attribution_blocks(told: Told, view: View) -> Iterator[Block]:
    """Because of what."""
    yield Heading("Because of")
    yield Paragraph(" · ".join(_because(told)))
    if view.everything:
        yield _table(told)
        yield Paragraph(COLUMNS, "below")
    yield from _together(told)
    yield Paragraph(_how_counted(told))
    yield from (Paragraph(text) for text in [*_order(told, view), *_sampled(told.attribution)])


def _because(told: Told) -> Iterator[str]:
    """`(1) 3 up`, `(1) and (2) alike 1 down`, `(4) in none the largest`, `(5) moves no one`."""
    counted_with = by_leaders(told)
    for units, several in counted_with.items():
        alike = " alike" if len(units) > 1 else ""
        yield f"{told.marks(units)}{alike} {directions_text(several)}"
    idle = [unit.number for unit in told.attribution.idle()]
    leading = {number for units in counted_with for number in units}
    small = [unit.number for unit in told.attribution.units if unit.number not in {*idle, *leading}]
    if small:
        yield f"{told.marks(small)} {'has a share' if len(small) == 1 else 'have shares'}, never the largest"
    if idle:
        yield f"{told.marks(idle)} {'moves' if len(idle) == 1 else 'move'} no one"


def _together(told: Told) -> Iterator[Block]:
    """Units of several changes, and why these cannot be told apart."""
    for unit in told.attribution.units:
        if len(unit.changes) > 1 and unit.together and not told.by_cause:
            numbers = listed([f"({number})" for number in unit.changes])
            yield Paragraph(f"{numbers} are taken together: {unit.together}.")


def _how_counted(told: Told) -> str:
    what, made = ("cause", "come") if told.by_cause else ("change", "be made")
    return (
        f"An organisation is counted with the {what} that has the largest share of its movement; where several have "
        f"the same, with these alike. A share is what the {what} contributes, averaged over all orders in which the "
        f"{what}s can {made} (the Shapley value): what needs two {what}s together is shared equally between them. The "
        "shares of a movement add up to it exactly."
    )


def _order(told: Told, view: View) -> Iterator[str]:
    """For how many the order matters."""
    movements = [movement for moved in told.impact.moved if (movement := told.headline(moved)) is not None]
    several = [movement for movement in movements if any(share.first != share.last for share in movement.shares)]
    what = "causes" if told.by_cause else "changes"
    if not movements or not several:
        return
    more = "" if view.everything else "; `--all` and the page show how much"
    yield (
        f"The order of the {what} matters for {len(several):,} of the {len(movements):,} that move: what one "
        f"contributes if it comes first, before all others, is not what is gone if it alone is taken out{more}."
    )


def _sampled(attribution: Attribution) -> Iterator[str]:
    if not attribution.exact:
        yield (
            f"There are too many orders to follow them all. {counted(attribution.orders, 'order')} were drawn at "
            f"random: shares of the rating are known to within {largest_error(attribution):.2f} grades (95 % "
            "confidence, the largest error of any), and still add up exactly."
        )


def largest_error(attribution: Attribution) -> float:
    """The largest stated error of a share of the rating, in grades; 0 where all orders were followed."""
    headlines = [movements[0] for movements in attribution.of.values() if movements]
    return max((share.error or 0.0 for movement in headlines for share in movement.shares), default=0.0)


# --- a table of the units --------------------------------------------------------------------------------------------


def _table(told: Told) -> Table:
    """For each unit: how many are counted with it, have a share of it, and move by it alone, first or last."""
    alone = {units[0]: several for units, several in by_leaders(told).items() if len(units) == 1}
    movements = [movement for moved in told.impact.moved if (movement := told.headline(moved)) is not None]
    rows = tuple(_row(told, unit, alone, movements) for unit in told.attribution.units)
    header = ("", "because of", "counted", "share in", "if first", "if last", "grades")
    return Table(header, rows, frozenset({3, 4, 5, 6}))


def _row(
    told: Told, unit: Unit, alone: Mapping[int, Sequence[Moved]], movements: Sequence[Movement]
) -> tuple[str, ...]:
    shares = [share for movement in movements for share in movement.shares if share.unit == unit.number]
    graded = [share for m in movements if m.measured == "grades" for share in m.shares if share.unit == unit.number]
    return (
        "" if told.by_cause else told.mark(unit.number),
        capital(unit.title),
        directions_text(alone.get(unit.number, ())) or "none",
        f"{sum(bool(share.share) for share in shares):,}",
        f"{sum(bool(share.first) for share in shares):,}",
        f"{sum(bool(share.last) for share in shares):,}",
        signed(sum((share.share for share in graded), start=Fraction(0))),
    )

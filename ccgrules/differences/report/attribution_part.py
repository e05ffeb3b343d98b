"""Because of what ratings moved: who is counted with which change, what each contributes, and what the order does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.differences.attribution.forms import Attribution, Movement, Unit
from ccgrules.differences.impact.forms import Impact, Moved
from ccgrules.differences.report.change_words import aspect, shift, subject, what
from ccgrules.differences.report.impact_part import aside_of, directions_text
from ccgrules.differences.report.view import NONE, View, signed
from ccgrules.differences.rules.changes import Change, RulesDiff
from ccgrules.explain.blocks import Block, Heading, Paragraph, Table
from ccgrules.explain.digits import counted
from ccgrules.explain.words import capital, listed

LONGEST = 32
"""Characters of a text in the title of a unit."""
MOST_ALIKE = 3
"""Units with the same share that are named."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_STRETCHES = 3
"""Changes, or stretches of them, whose numbers stand in the mark of one unit."""

COLUMNS = (
    "Counted: the movers that are counted with it alone. Share in: in how many movements it has a share. Grades: all "
    "its shares together, but for those in ratings that were only lost or gained."
)
ORDER = " If first, if last: how many it moves if it comes before all others, or after them."


@dataclass(frozen=True, slots=True)
class Told:
    """An attribution, beside the movements that it is of.

    Attributes:
        changes: The changes of the rules by their numbers.
        by_cause: Whether it is to causes between two periods, which go by letters; else to changes of the rules, which
            go by their numbers.
        left_out: The numbers of changes that leave something out by way of trial, and are called as that is.
    """

    attribution: Attribution
    impact: Impact
    changes: Mapping[int, Change]
    by_cause: bool
    left_out: frozenset[int] = frozenset()

    @staticmethod
    def of(
        attribution: Attribution,
        impact: Impact,
        rules: RulesDiff,
        *,
        by_cause: bool,
        left_out: frozenset[int] = frozenset(),
    ) -> Told:
        """An attribution of the movements of an impact."""
        return Told(attribution, impact, {change.number: change for change in rules.changes}, by_cause, left_out)

    def title(self, unit: Unit) -> str:
        """What a unit is: its changes in titles, where they are of one declaration; else as it is called."""
        changes = [self.changes[number] for number in unit.changes if number in self.changes]
        plain = self.by_cause or not changes or not self.left_out.isdisjoint(unit.changes)
        if plain or len({subject(change) for change in changes}) > 1:
            return capital(unit.title)
        if len(changes) == 1:
            return capital(f"{what(changes[0])}: {shift(changes[0], LONGEST)}")
        return capital(f"{subject(changes[0])}: {listed([aspect(change) for change in changes if aspect(change)])}")

    def mark(self, number: int) -> str:
        """How a unit is called in short: `(3)`, `(2+5)`, `(24–28)`; `(a)` for a cause."""
        place, unit = next((at, unit) for at, unit in enumerate(self.attribution.units) if unit.number == number)
        if self.by_cause or not unit.changes:
            return f"({LETTERS[place]})"
        runs = stretches(unit.changes)
        return f"({'+'.join(runs[:MOST_STRETCHES])}{'+…' if len(runs) > MOST_STRETCHES else ''})"

    def marks(self, numbers: Sequence[int]) -> str:
        """Several: `(1), (3) and (4)`."""
        return listed([self.mark(number) for number in numbers])

    def headline(self, moved: Moved) -> Movement | None:
        """An organisation's movement on the scale of the rating."""
        return next(iter(self.movements(moved)), None)

    def movements(self, moved: Moved) -> Sequence[Movement]:
        """All movements of an organisation: of the rating, then of the measures."""
        return self.attribution.of.get((moved.organisation, moved.period), ())


def stretches(numbers: Sequence[int]) -> list[str]:
    """`24–28` for numbers that follow each other."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found]


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
    table = _table(told, view)
    if not table.rows:
        return
    yield table
    yield Paragraph(COLUMNS + (ORDER if view.everything else ""), "below")
    yield from _together(told)
    yield Paragraph(_how_counted(told))
    yield from (Paragraph(text) for text in [*_order(told, view), *_sampled(told.attribution)])


def _because(told: Told) -> Iterator[str]:
    """`(1) 3 up`, `(1) and (2) alike 1 down`, `(4) in none the largest`, `(5) moves no one`."""
    counted_with = by_leaders(told)
    many: list[Moved] = []
    for units, several in counted_with.items():
        if len(units) > MOST_ALIKE:
            many += several
        else:
            yield f"{told.marks(units)}{' alike' if len(units) > 1 else ''} {directions_text(several)}"
    if many:
        alike = f"more than {MOST_ALIKE} {'causes' if told.by_cause else 'changes'} alike"
        yield f"{directions_text(many)} put down to {alike}"
    idle = [unit.number for unit in told.attribution.idle()]
    leading = {number for units in counted_with for number in units}
    small = [unit.number for unit in told.attribution.units if unit.number not in {*idle, *leading}]
    if small:
        yield f"{told.marks(small)} {'has a share' if len(small) == 1 else 'have shares'}, never the largest"
    if idle:
        # of labels that are neither above nor below each other no share is known
        only = " up or down" if aside_of(told.impact.moved) else ""
        yield f"{told.marks(idle)} {'moves' if len(idle) == 1 else 'move'} no one{only}"
    apart = [moved for moved in told.impact.moved if told.headline(moved) is None]
    if apart:
        yield f"{directions_text(apart)} put down to none of these"


def _together(told: Told) -> Iterator[Block]:
    """Units of several changes, and why these cannot be told apart."""
    reasons: dict[str, list[int]] = {}
    for unit in told.attribution.units:
        if len(unit.changes) > 1 and unit.together and not told.by_cause:
            reasons.setdefault(unit.together, []).append(unit.number)
    for reason, units in reasons.items():
        each = " each" if len(units) > 1 else ""
        yield Paragraph(f"{told.marks(units)} are{each} several changes that are taken together: {reason}.")


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
            f"There are too many orders to follow them all: {counted(attribution.orders, 'order')} were drawn at "
            f"random. Shares of the rating are known to within {largest_error(attribution):.2f} grades (95 % "
            "confidence, the largest error of any), and of two that lie closer either may be the larger; they "
            "still add up exactly."
        )


def largest_error(attribution: Attribution) -> float:
    """The largest stated error of a share of the rating, in grades; 0 where all orders were followed."""
    headlines = [movements[0] for movements in attribution.of.values() if movements]
    return max((share.error or 0.0 for movement in headlines for share in movement.shares), default=0.0)


# --- a table of the units --------------------------------------------------------------------------------------------


def _table(told: Told, view: View) -> Table:
    """For each unit that moves anyone: how many are counted with it, have a share of it, and move by it alone."""
    alone = {units[0]: several for units, several in by_leaders(told).items() if len(units) == 1}
    movements = [movement for moved in told.impact.moved if (movement := told.headline(moved)) is not None]
    idle = {unit.number for unit in told.attribution.idle()}
    rows = [
        (told.mark(unit.number), told.title(unit), *_row(unit, alone, movements, view))
        for unit in told.attribution.units
        if told.by_cause or unit.number not in idle
    ]
    header = ("", "because of", "counted", "share in", *(("if first", "if last") if view.everything else ()), "grades")
    return Table(header, tuple(rows), frozenset(range(3, len(header))))


def _row(unit: Unit, alone: Mapping[int, Sequence[Moved]], movements: Sequence[Movement], view: View) -> Iterator[str]:
    own = [(movement, share) for movement in movements for share in movement.shares if share.unit == unit.number]
    graded = [share.share for movement, share in own if movement.measured == "grades"]
    only_in_others = not any(graded) and any(share.share for _, share in own)
    yield directions_text(alone.get(unit.number, ())) or NONE
    yield f"{sum(bool(share.share) for _, share in own):,}"
    if view.everything:
        yield f"{sum(bool(share.first) for _, share in own):,}"
        yield f"{sum(bool(share.last) for _, share in own):,}"
    yield NONE if only_in_others else signed(sum(graded, start=Fraction(0)))

"""Which change of the rules moved whom: each movement on the same data, shared out over the units of change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from ccgrules.differences.attribution.forms import Attribution, Measured, Movement, Share, Unit
from ccgrules.differences.attribution.moved import Moves
from ccgrules.differences.attribution.players import NOTHING, see, without
from ccgrules.differences.attribution.shapley import Contribution, Orders, orders_of, places_in
from ccgrules.differences.attribution.superpose import Superposed, superposed
from ccgrules.differences.attribution.units import AsOne, units_of
from ccgrules.differences.attribution.variants import Chosen, Inseparable, Variants
from ccgrules.differences.attribution.worked_out import Data, work_out
from ccgrules.differences.rules.apply import ruleset_with
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.engine.result import Result
from ccgrules.engine.vectors import Column
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.types import Value
from ccgrules.plan.varied import World


class DoesNotAddUp(RuntimeError):
    """The variants do not lead from the one result to the other, which is a mistake in ccgrules."""


def attribute(
    diff: RulesDiff,
    before: Result,
    after: Result,
    *,
    rating: str | None = None,
    orders: int | None = None,
    for_organisations: Collection[str] | None = None,
    as_one: AsOne = (),
) -> Attribution:
    """Share each movement of a rating, and of measures beside it, out over the changes of the rules.

    A variant has the rules of the older ruleset with some of the changes made, on the same data. What only one of the
    rulesets asks for is as it was bound to that one; what the two read as different kinds of data goes with the change.
    An indicator that a variant has not got counts nowhere. Judgements and moderation are data like others.

    Args:
        diff: The changes of the two rulesets.
        before: The data rated by the older one.
        after: The same rows rated by the newer one.
        rating: Which rating; the newer headline if None.
        orders: How many orders of the units are drawn where there are too many to follow all; see `shapley.ORDERS`.
        for_organisations: Codes of those that are asked about; None for all.
        as_one: Changes that are to be one unit although each could be made by itself.

    Returns:
        For each organisation with another rating (or one where it had none, or the other way round) its movements.
        Whose two labels are not on one scale has none.

    Raises:
        CannotRun: In some variant a number outgrows all bounds.
        DoesNotAddUp: No change made is not as before, or all made is not as after.
        KeyError: One of the results has no such rating.
        ValueError: They are of other rows, or fewer orders are asked for than `shapley.FEWEST_ORDERS`.
    """
    moves = Moves.of(diff, before, after, rating)
    rows = moves.rows(for_organisations)
    together: list[Collection[int]] = []
    while True:
        units = units_of(diff, together, as_one)
        try:
            game = _Game.of(diff, moves, units, orders, rows)
        except Inseparable as found:
            if len(units) < 2:
                raise
            chosen = found.units if len(found.units) > 1 else range(len(units))
            together.append([number for place in chosen for number in units[place].changes])
        else:
            return game.attribution()


Columns = Mapping[str, Mapping[int, Column | None]]
"""By name, and by the set of players that are made, a column of the rows that moved; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Game:
    """The values of the rows that moved, in every variant that is needed.

    Attributes:
        moves: What may have moved.
        units: What movements are attributed to.
        players: The places of the units on which the values hang, as far as the data show.
        orders: The orders of these that are followed.
        rows: The rows that moved.
        columns: Their values.
    """

    moves: Moves
    units: tuple[Unit, ...]
    players: tuple[int, ...]
    orders: Orders
    rows: Sequence[int]
    columns: Columns

    @staticmethod
    def of(diff: RulesDiff, moves: Moves, units: tuple[Unit, ...], orders: int | None, rows: Sequence[int]) -> _Game:
        """Works the values out.

        Raises:
            Inseparable: Some units cannot be made without each other.
        """
        if not rows:
            return _Game(moves, units, (), orders_of(0, orders), rows, {})

        def make(chosen: Chosen) -> Ruleset | None:
            return ruleset_with(diff, [number for place in chosen for number in units[place].changes])

        variants, data = Variants(tuple(range(len(units))), make), cache(moves.data)
        plans, players = _players(variants, moves, units, data, rows)
        followed = orders_of(len(players), orders)
        worlds = {chosen: _world(chosen, players, len(units)) for chosen in followed.sets()}
        found = work_out(plans, moves.after.dataset, data, list(worlds.values()), moves.columns, rows)
        columns = {name: {one: found.column(name, world) for one, world in worlds.items()} for name in moves.columns}
        game = _Game(moves, units, players, followed, rows, columns)
        game.check()
        return game

    def check(self) -> None:
        """With no change made all must be as before, and with all made as after.

        Raises:
            DoesNotAddUp: It is not.
        """
        for name, by_set in self.columns.items():
            for end, chosen in enumerate((0, self.orders.everyone)):
                column = by_set[chosen]
                for place, row in enumerate(self.rows):
                    value = None if column is None else column[place]
                    wanted = self.moves.ends(name, row)[end]
                    if not self.moves.same(value, wanted):
                        code = self.moves.after.keys.organisations[row]
                        made = ("no change", "every change")[end]
                        raise DoesNotAddUp(f"`{name}` of `{code}` comes to {value} with {made} made, not to {wanted}")

    def attribution(self) -> Attribution:
        """The movements, shared out."""
        keys = self.moves.after.keys
        of: dict[tuple[str, str], Sequence[Movement]] = {
            (keys.organisations[row], keys.periods[row]): tuple(self._movements(row, place))
            for place, row in enumerate(self.rows)
        }
        drawn = self.orders.drawn
        return Attribution(self.units, of, not drawn, len(drawn), len(self.orders.sets()) if self.rows else 0)

    def _movements(self, row: int, place: int) -> Iterator[Movement]:
        """The movements of a row: of the rating, then of the measures."""
        for name, by_set in self.columns.items():
            measured = self.moves.measured(name, row)
            if measured is not None:
                cells = {chosen: None if column is None else column[place] for chosen, column in by_set.items()}
                yield self._shared_out(name, measured, cells)

    def _shared_out(self, name: str, measured: Measured, cells: Mapping[int, Value | None]) -> Movement:
        """A movement, shared out; a variant without a value counts as half way."""
        amounts = {value: self.moves.amount(measured, value) for value in set(cells.values())}
        before, after = amounts[cells[0]], amounts[cells[self.orders.everyone]]
        assert before is not None
        assert after is not None
        half_way = (before + after) / 2
        counted = {value: half_way if amount is None else amount for value, amount in amounts.items()}
        contributions = self.orders.contributions(lambda chosen: counted[cells[chosen]])
        by_place = dict(zip(self.players, contributions, strict=True))
        nothing = Contribution(Fraction(0), Fraction(0), Fraction(0), 0.0 if self.orders.drawn else None)
        shares = tuple(_share(unit, by_place.get(place, nothing)) for place, unit in enumerate(self.units))
        return Movement(name, measured, before, after, shares)


def _players(
    variants: Variants, moves: Moves, units: Sequence[Unit], data: Data, rows: Sequence[int]
) -> tuple[tuple[Superposed, ...], tuple[int, ...]]:
    """All variants, and the places of the units on which the values of the rows hang."""
    titles = [unit.title for unit in units]

    def superpose(blank: frozenset[str]) -> tuple[Superposed, ...]:
        return superposed(variants, titles, moves.plan, moves.after.plan, lambda step: without(step, blank))

    plans = superpose(frozenset())
    seen = [see(plan, moves.after.dataset, data, rows) for plan in plans]
    blank = frozenset.intersection(*(one.blank for one in seen))
    if blank:
        known = {tuple(plan.settled.items()): one for plan, one in zip(plans, seen, strict=True)}
        plans = superpose(blank)
        before = [known.get(tuple(plan.settled.items()), NOTHING) for plan in plans]
        seen = [see(plan, moves.after.dataset, data, rows, one) for plan, one in zip(plans, before, strict=True)]
    places = {
        place
        for plan, one in zip(plans, seen, strict=True)
        for place in frozenset(plan.settled).union(*(one.hangs_on.get(name, ()) for name in moves.columns))
    }
    return plans, tuple(sorted(places))


def _world(chosen: int, players: Sequence[int], units: int) -> World:
    """The levels of all units where some players are made."""
    made = {players[place] for place in places_in(chosen)}
    return tuple([int(unit in made) for unit in range(units)])


def _share(unit: Unit, one: Contribution) -> Share:
    return Share(unit.number, one.share, one.first, one.last, one.error)

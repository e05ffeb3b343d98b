"""Which change of the rules moved whom: each movement on the same data, shared out over the units of change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from ccgrules.differences.attribution.forms import Attribution, Measured, Movement, Share, Unit
from ccgrules.differences.attribution.moved import Moves
from ccgrules.differences.attribution.shapley import Orders, orders_of
from ccgrules.differences.attribution.superpose import superposed
from ccgrules.differences.attribution.units import units_of
from ccgrules.differences.attribution.variants import Chosen, Inseparable, Variants
from ccgrules.differences.attribution.worked_out import work_out
from ccgrules.differences.rules.apply import ruleset_with
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.engine.result import Result
from ccgrules.engine.vectors import Column
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.types import Value

Columns = Mapping[str, Mapping[int, Column | None]]
"""By name, and by the set of units that are made, a column of the rows that moved; None where there is none."""


class DoesNotAddUp(RuntimeError):
    """The variants do not lead from the one result to the other, which is a mistake in ccgrules."""


def attribute(
    diff: RulesDiff,
    before: Result,
    after: Result,
    *,
    orders: int | None = None,
    for_organisations: Collection[str] | None = None,
) -> Attribution:
    """Share each movement of the headline rating out over the changes of the rules.

    A variant has the rules of the older ruleset with some of the changes made, on the same data. What only one of the
    rulesets asks for is as it was bound to that one; what the two read as different kinds of data goes with the change.
    An indicator that a variant has not got counts nowhere. Judgements and moderation are data like others.

    Args:
        diff: The changes of the two rulesets.
        before: The data rated by the older one.
        after: The same rows rated by the newer one.
        orders: How many orders of the units are drawn where there are too many to follow all; see `shapley.ORDERS`.
        for_organisations: Codes of those that are asked about; None for all.

    Returns:
        For each organisation with another rating (or one where it had none, or the other way round) its movements.
        Whose two labels are not on one scale has none.

    Raises:
        CannotRun: In some variant a number outgrows all bounds.
        DoesNotAddUp: No change made is not as before, or all made is not as after.
        KeyError: One of the results has no headline rating.
        ValueError: They are of other rows, or fewer orders are asked for than `shapley.FEWEST_ORDERS`.
    """
    moves = Moves.of(diff, before, after)
    rows = moves.rows(for_organisations)
    together: list[Collection[int]] = []
    while True:
        units = units_of(diff, together)
        followed = orders_of(len(units), orders)
        try:
            columns = _columns(diff, moves, units, followed, rows) if rows else {}
        except Inseparable as found:
            chosen = found.units if len(found.units) > 1 else range(len(units))
            together.append([number for place in chosen for number in units[place].changes])
        else:
            break
    keys = after.keys
    of: dict[tuple[str, str], Sequence[Movement]] = {
        (keys.organisations[row], keys.periods[row]): tuple(_movements(moves, units, followed, columns, row, place))
        for place, row in enumerate(rows)
    }
    return Attribution(units, of, not followed.drawn, len(followed.drawn), len(followed.sets()) if rows else 0)


def _columns(diff: RulesDiff, moves: Moves, units: Sequence[Unit], followed: Orders, rows: Sequence[int]) -> Columns:
    """The columns that may have moved, of the rows that did, in every variant that is needed."""

    def make(chosen: Chosen) -> Ruleset | None:
        return ruleset_with(diff, [number for place in chosen for number in units[place].changes])

    variants = Variants(tuple(range(len(units))), make)
    plans = superposed(variants, [unit.title for unit in units], moves.plan, moves.after.plan)
    worlds = {chosen: tuple([chosen >> place & 1 for place in range(len(units))]) for chosen in followed.sets()}
    found = work_out(plans, moves.after.dataset, cache(moves.data), list(worlds.values()), moves.columns, rows)
    columns = {name: {chosen: found.column(name, world) for chosen, world in worlds.items()} for name in moves.columns}
    for name, by_set in columns.items():
        for chosen, end in ((0, 0), (followed.everyone, 1)):
            column = by_set[chosen]
            for place, row in enumerate(rows):
                value = None if column is None else column[place]
                if not moves.same(value, moves.ends(name, row)[end]):
                    _does_not_add_up(moves, name, row, value, made=bool(end))
    return columns


def _does_not_add_up(moves: Moves, name: str, row: int, value: Value | None, *, made: bool) -> None:
    code = moves.after.keys.organisations[row]
    which = "all changes made is not as after" if made else "no change made is not as before"
    raise DoesNotAddUp(f"`{name}` of `{code}` with {which}: {value} is not {moves.ends(name, row)[made]}")


def _movements(
    moves: Moves, units: Sequence[Unit], followed: Orders, columns: Columns, row: int, place: int
) -> Iterator[Movement]:
    """The movements of an organisation: of the rating, then of the measures."""
    for name, by_set in columns.items():
        measured = moves.measured(name, row)
        if measured is not None:
            cells = {chosen: None if column is None else column[place] for chosen, column in by_set.items()}
            yield _shared_out(moves, name, measured, units, followed, cells)


def _shared_out(
    moves: Moves,
    name: str,
    measured: Measured,
    units: Sequence[Unit],
    followed: Orders,
    cells: Mapping[int, Value | None],
) -> Movement:
    """A movement, shared out; a variant without a value counts as half way."""
    amounts = {value: moves.amount(measured, value) for value in set(cells.values())}
    before, after = amounts[cells[0]], amounts[cells[followed.everyone]]
    assert before is not None
    assert after is not None
    half_way = (before + after) / 2
    counted = {value: half_way if amount is None else amount for value, amount in amounts.items()}
    totals = {chosen: counted[value] for chosen, value in cells.items()}
    shares = [
        Share(unit.number, one.share, one.first, one.last, one.error)
        for unit, one in zip(units, followed.contributions(totals.__getitem__), strict=True)
    ]
    return Movement(name, measured, before, after, tuple(shares))

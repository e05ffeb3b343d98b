"""What becomes of figures among a population when what they are figures of changes, or who the members are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ccgrules.plan.steps import Figure
from ccgrules.prove.turns.reader import Reader, Side, ends
from ccgrules.prove.turns.turn import (
    ANY_WAY,
    ANYTHING,
    BLOCKED,
    FIXED,
    STAYS,
    THERE,
    Turn,
    Turns,
    independent,
    signed,
    stays,
    strict,
    there,
    ways,
)

RISE = frozenset({"mean", "median", "sum", "min", "max", "quantile", "count"})
"""Figures of a whole peer group that rise with the value of each member."""

ALWAYS_THERE = frozenset({*RISE, "rank", "percent_rank"})
"""Figures that are there whatever the values of their members."""


def figures(two: Reader, old: Figure, new: Figure) -> Turns:
    """What becomes of a figure among a population."""
    if not _same_peers(two, old, new) or len(old.args) != len(new.args):
        return ANYTHING
    args = [two.column(a, b) for a, b in zip(old.args, new.args)]
    if not all(map(_same_members, args)):
        return ANYTHING
    return _of_same_members(two, old, new, args) | _by_size(old, new)


def _of_same_members(two: Reader, old: Figure, new: Figure, args: Sequence[Turns]) -> Turns:
    alike = _settings(old) == _settings(new)
    stay = all(map(stays, args))
    if alike and stay:
        return STAYS
    if alike and old.function == "z_score" and dict(old.options)["overdispersion"] == "none":
        return _by_itself(two, old, new, args)
    if alike and old.function in RISE:
        return STAYS | there(ways(args[0]))
    if stay and old.q is not None and new.q is not None and _settings(replace(old, q=new.q)) == _settings(new):
        return STAYS | there({1 if new.q > old.q else -1})
    moved = STAYS | there(ANY_WAY)
    if {old.function, new.function} <= ALWAYS_THERE:
        return moved
    return moved | frozenset({Turn(THERE, BLOCKED), Turn(BLOCKED, THERE), Turn(BLOCKED, BLOCKED, 1)})


def _by_size(old: Figure, new: Figure) -> Turns:
    """What comes of asking for more members, or for fewer."""
    least = [one.at_least or 0 for one in (old, new)]
    if least[0] == least[1]:
        return frozenset()
    return frozenset({Turn(THERE, BLOCKED) if least[1] > least[0] else Turn(BLOCKED, THERE), Turn(BLOCKED, BLOCKED, 1)})


def _settings(figure: Figure) -> tuple[object, ...]:
    return figure.function, figure.q, figure.method, figure.best, dict(figure.options)


def _same_peers(two: Reader, old: Figure, new: Figure) -> bool:
    """Whether nobody's peers change, as far as `by` and `where` go."""
    for before, after in ((old.by, new.by), (old.member, new.member), (old.where, new.where)):
        if (before is None) is not (after is None):
            return False
        if before is not None and after is not None and not stays(two.column(before, after)):
            return False
    return True


def _same_members(turns: Turns) -> bool:
    """Whether a value is there where it was."""
    return all(turn.before is turn.after for turn in turns)


# --- each member by itself -------------------------------------------------------------------------------------------


def _by_itself(two: Reader, old: Figure, new: Figure, args: Sequence[Turns]) -> Turns:
    """A z-score without over-dispersion, which nobody else has a part in.

    It rises with the value. As long as value and set point are in the range of their unit, it falls as the set point
    rises, though the standard error hangs on the set point too: the slope of (y - t) / √(t (1 - t)) has the sign of
    -(t (1 - y) + y (1 - t)), that of (y - t) / √t the sign of -(y + t). Transforms rise, and their errors hang on the
    denominator only, but for the logarithm's.
    """
    best = 1 if new.best[0] == "higher" else -1
    options = dict(new.options)
    free = options["error"] == "normal" or options["transform"] in ("arcsine", "square_root")
    told = free or (options["transform"] == "none" and _in_range(two, old, new))
    signs = (best, None, -best if told else None)
    outside = frozenset({Turn(THERE, THERE), Turn(BLOCKED, BLOCKED)})
    return strict([*map(signed, args, signs), outside, _errors(two, old, new, args)])


def _in_range(two: Reader, old: Figure, new: Figure) -> bool:
    """Whether value and set point are per one, from 0 to 1 where the error is binomial, from 0 otherwise."""
    binomial = dict(new.options)["error"] == "binomial"
    return all(_within(two.before, arg, binomial=binomial) for arg in (old.args[0], old.args[2])) and all(
        _within(two.after, arg, binomial=binomial) for arg in (new.args[0], new.args[2])
    )


def _within(side: Side, column: str, *, binomial: bool) -> bool:
    low, high = _range(side, column)
    return low is not None and low >= 0 and (not binomial or (high is not None and high <= 1))


def _range(side: Side, column: str) -> tuple[Fraction | None, Fraction | None]:
    """What a column can be; data are held to the unit of an indicator, also where its value comes from counts."""
    step = side.steps[column]
    unit = step.type.unit
    if step.origin.part == "value" and unit is not None:
        return tuple(None if end is None else end * unit.factor for end in (unit.low, unit.high))  # type: ignore[return-value]
    return ends(side.columns[column])


def _errors(two: Reader, old: Figure, new: Figure, args: Sequence[Turns]) -> Turns:
    """Whether there is a standard error above 0 before and after, and a transform."""
    if _has_error(two, old, new, args):
        return FIXED
    return independent([THERE, BLOCKED], [THERE, BLOCKED], {0})


def _has_error(two: Reader, old: Figure, new: Figure, args: Sequence[Turns]) -> bool:
    """Whether whoever has an error and a transform before has them after: set points stay inside their range."""
    value, scale, set_point = map(stays, args)
    if not scale or (dict(new.options)["transform"] != "none" and not (value and set_point)):
        return False
    if set_point or dict(new.options)["error"] == "normal":
        return True
    set_points = [_range(two.before, old.args[2]), _range(two.after, new.args[2])]
    binomial = dict(new.options)["error"] == "binomial"
    return all(
        low is not None and low > 0 and (not binomial or (high is not None and high < 1)) for low, high in set_points
    )

"""Data of invented organisations for any plan, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ccgrules.engine.rows import RowColumns, input_value
from ccgrules.engine.table import Dataset, Keys
from ccgrules.model.expressions import Literal, Op
from ccgrules.model.types import MISSING, Kind, Reason, Unit, Value
from ccgrules.model.units import per
from ccgrules.periods import in_time_order
from ccgrules.plan.draft import inside
from ccgrules.plan.steps import Compute, Input, Lag, Plan, PlanExpr, Since

ORGANISATIONS = 40
SEED = 2016
"""Any number: it only has to be the same every time."""

MISSING_OF_A_HUNDRED = 2
SURPRISES_OF_A_HUNDRED = 25
TRUE_OF_A_HUNDRED = 15
"""So many of the facts about organisations are yes: most are such as being under directions."""

LEVELS = frozenset({"standard", "lower_threshold", "floor"})
COMPARED = frozenset({"lt", "le", "eq", "ge", "gt", "ne"})
EARLIER = "before"
"""The name of a period before all that the rules name."""

FINENESS = 1_000
NONE_GIVEN = MISSING[Reason.NONE_GIVEN]
NOUGHT, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)


def invented(plans: Sequence[Plan]) -> Dataset:
    """Organisations with all that some plans ask for; where they ask for one column in two ways, as the first does."""
    periods = _periods(plans)
    codes = [f"{number:03}" for number in range(ORGANISATIONS)]
    keys = Keys(codes * len(periods), [one for one in periods for _ in codes], {code: code for code in codes}, periods)
    lists: dict[str, list[Value]] = {}
    for plan in plans:
        lists = {**columns_for(plan, len(periods)), **lists}
    return Dataset(keys, RowColumns(lists), {}, "invented")


def columns_for(plan: Plan, periods: int) -> dict[str, list[Value]]:
    """All that a plan asks for; a column hangs on nothing but its own name and what the rules say of it."""
    said, spare = _written(plan), _spare(plan)
    qualities = [Fraction(number, ORGANISATIONS - 1) for number in range(ORGANISATIONS)] * periods
    columns = (
        _Column.of(plan, step, said.get(step.of, ()), none=step.name in spare)
        for step in plan.steps
        if isinstance(step, Input)
    )
    return {column.step.name: column.cells(qualities) for column in columns}


def _periods(plans: Sequence[Plan]) -> tuple[str, ...]:
    """The periods that the rules name behind one before them all; two where they only look back."""
    steps = [step for plan in plans for step in plan.steps if isinstance(step, Since | Lag)]
    named = sorted({step.period for step in steps if step.period is not None})
    if not steps:
        return ("",)
    return (EARLIER, *(in_time_order(named) or named)) if named else (EARLIER, "now")


def _written(plan: Plan) -> Mapping[str, Sequence[Literal]]:
    """What each declaration compares with, as far as it is written out: its standards, and limits in conditions."""
    found: dict[str, list[Literal]] = {}
    for step in plan.steps:
        if isinstance(step, Compute) and step.expr is not None:
            level = step.origin.part in LEVELS
            said = _literals(step.expr) if level else _in_conditions(step.expr)
            found.setdefault(step.origin.declaration, []).extend(said)
    return found


def _spare(plan: Plan) -> frozenset[str]:
    """The inputs without which values are worked out, or come from counts."""
    return frozenset(
        step.supplied
        for step in plan.steps
        if isinstance(step, Compute) and step.supplied is not None and step.expr is not None
    )


def _in_conditions(expr: PlanExpr) -> Iterator[Literal]:
    for part in inside(expr):
        if isinstance(part, Op) and part.op in COMPARED:
            yield from _literals(part)


def _literals(expr: PlanExpr) -> Iterator[Literal]:
    return (part for part in inside(expr) if isinstance(part, Literal))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of data.

    Attributes:
        step: The input.
        words: The labels or words that it may be.
        dates: Days around which it may lie.
        low: The least that a number in it may be, in the unit of the indicator.
        high: The most.
        per: How many a rate is counted per.
        worse: Whether a higher number is worse.
        whole: Whether only whole numbers come.
        none: Whether it stays empty.
    """

    step: Input
    words: Sequence[str]
    dates: Sequence[date]
    low: Fraction
    high: Fraction
    per: Fraction
    worse: bool
    whole: bool
    none: bool

    @staticmethod
    def of(plan: Plan, step: Input, written: Sequence[Literal], *, none: bool) -> _Column:
        """A column of which the rules say this much."""
        indicator = plan.ruleset.indicators.get(step.of)
        type_ = indicator.data if indicator is not None and indicator.data is not None else step.type
        texts = [one.value for one in written if isinstance(one.value, str)]
        words = plan.scales[step.type.scale] if step.type.scale is not None else step.type.choices
        low, high = _range(type_.unit, [one.value for one in written if isinstance(one.value, Fraction)])
        return _Column(
            step=step,
            words=words or [*texts, "North", "South"],
            dates=[one.value for one in written if isinstance(one.value, date)] or [date(2020, 1, 1)],
            low=low,
            high=high,
            per=per(type_),
            worse=indicator is not None and indicator.better == "lower",
            whole=type_.unit is not None and type_.unit.name == "count",
            none=none or step.role == "moderated",
        )

    def cells(self, qualities: Sequence[Fraction]) -> list[Value]:
        """A value for each organisation, which is as good as this from 0 to 1."""
        # a value, its limits and its counts go together
        chance, sizes = (random.Random(f"{SEED} {what} {self.step.of}") for what in ("value", "size"))  # noqa: S311
        return [self._cell(quality, chance, self._size(sizes)) for quality in qualities]

    def _size(self, chance: random.Random) -> Fraction:
        """A denominator: larger for a rate per 100,000, so that there are some to count."""
        return Fraction(chance.randint(50, 2_000)) * max(ONE, self.per / 20)

    def _cell(self, quality: Fraction, chance: random.Random, size: Fraction) -> Value:
        share = _share(quality, chance)
        if self.none or chance.randrange(100) < MISSING_OF_A_HUNDRED:
            return input_value(NONE_GIVEN, self.step)
        match self.step.type.kind:
            case Kind.LABEL:
                return self.words[min(len(self.words) - 1, int((1 - share) * len(self.words)))]
            case Kind.YES_NO:
                return chance.randrange(100) < TRUE_OF_A_HUNDRED if self.step.role == "field" else share > HALF
            case Kind.TEXT:
                return chance.choice(self.words)
            case Kind.DATE:
                return chance.choice(self.dates) + timedelta(days=chance.randint(-60, 60))
            case _:
                return self._number(share, size)

    def _number(self, share: Fraction, size: Fraction) -> Fraction:
        if self.step.role == "denominator":
            return size
        figure = self.low + (self.high - self.low) * (1 - share if self.worse else share)
        if self.step.role == "numerator":
            return Fraction(round(figure * size / self.per))
        margin = {"lower_limit": -1, "upper_limit": 1}.get(self.step.role, 0) * (self.high - self.low) / 10
        return Fraction(round(figure)) if self.whole else figure + margin


def _share(quality: Fraction, chance: random.Random) -> Fraction:
    """How good an organisation is in one thing, from 0 to 1: mostly about as good as in others."""
    if chance.randrange(100) < SURPRISES_OF_A_HUNDRED:
        return Fraction(chance.randint(0, FINENESS), FINENESS)
    return min(ONE, max(NOUGHT, quality + Fraction(chance.randint(-350, 350), FINENESS)))


def _range(unit: Unit | None, written: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Around what the rules compare with, inside the range of the unit."""
    factor = unit.factor if unit is not None else ONE
    least, most = (None if end is None else end * factor for end in ((unit.low, unit.high) if unit else (None, None)))
    inside = [one for one in written if (least is None or one >= least) and (most is None or one <= most)]
    low = min(inside, default=NOUGHT)
    high = max(inside, default=low + 100 * factor)
    margin = max((high - low) / 2, abs(high) / 5, factor)
    low, high = low - margin, high + margin
    return (low if least is None else max(low, least)), (high if most is None else min(high, most))

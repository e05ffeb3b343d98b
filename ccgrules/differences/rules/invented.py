"""Data of invented organisations for any plan, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from ccgrules.engine.rows import RowColumns, input_value
from ccgrules.engine.table import Dataset, Keys
from ccgrules.model.expressions import Literal
from ccgrules.model.types import MISSING, Kind, Reason, Unit, Value
from ccgrules.model.units import per
from ccgrules.periods import in_time_order
from ccgrules.plan.draft import parts
from ccgrules.plan.steps import Adjust, Compute, Input, Lag, Plan, PlanExpr, Since

ORGANISATIONS = 40
SEED = 2016
"""Any number: it only has to be the same every time."""

MISSING_OF_A_HUNDRED = 2
EARLIER = "before"
"""The name of a period before all that the rules name."""

FINENESS = 1_000
NONE_GIVEN = MISSING[Reason.NONE_GIVEN]
NOUGHT, ONE = Fraction(0), Fraction(1)


def invented(plans: Sequence[Plan]) -> Dataset:
    """Organisations with all that some plans ask for; where they ask for one column in two ways, as the first does."""
    periods = _periods(plans)
    codes = [f"{number:03}" for number in range(ORGANISATIONS)]
    keys = Keys(codes * len(periods), [one for one in periods for _ in codes], {code: code for code in codes}, periods)
    chance = random.Random(SEED)  # noqa: S311 (nothing is kept secret by it)
    rows = [
        Organisation(Fraction(number, ORGANISATIONS - 1), chance) for _ in periods for number, _ in enumerate(codes)
    ]
    lists: dict[str, list[Value]] = {}
    for plan in plans:
        said, spare = _written(plan), _spare(plan)
        for step in plan.steps:
            if isinstance(step, Input) and step.name not in lists:
                column = _Column.of(plan, step, said.get(step.of, ()), none=step.name in spare)
                lists[step.name] = [column.cell(row) for row in rows]
    return Dataset(keys, RowColumns(lists), {}, "invented")


def _periods(plans: Sequence[Plan]) -> tuple[str, ...]:
    """The periods that the rules name behind one before them all; two where they only look back."""
    steps = [step for plan in plans for step in plan.steps if isinstance(step, Since | Lag)]
    named = sorted({step.period for step in steps if step.period is not None})
    if not steps:
        return ("",)
    return (EARLIER, *(in_time_order(named) or named)) if named else (EARLIER, "now")


def _written(plan: Plan) -> Mapping[str, Sequence[Literal]]:
    """What each declaration compares with or comes to, as far as it is written out, with what it takes from others."""
    found: dict[str, list[Literal]] = {}
    for step in plan.steps:
        if isinstance(step, Compute) and step.expr is not None:
            found.setdefault(step.origin.declaration, []).extend(_literals(step.expr))
        elif isinstance(step, Adjust):
            for adjustment in step.adjustments:
                found.setdefault(step.origin.declaration, []).extend(_literals(adjustment.when))
    return found


def _spare(plan: Plan) -> frozenset[str]:
    """The inputs without which values are worked out, or come from counts."""
    return frozenset(
        step.supplied
        for step in plan.steps
        if isinstance(step, Compute) and step.supplied is not None and step.expr is not None
    )


def _literals(expr: PlanExpr) -> Iterator[Literal]:
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Literal):
            yield part
        waiting.extend(parts(part))


@dataclass(slots=True)
class Organisation:
    """One organisation in one period.

    Attributes:
        quality: How good it is, from 0 to 1.
        chance: What decides the rest.
        sizes: The denominators so far, by indicator.
    """

    quality: Fraction
    chance: random.Random
    sizes: dict[str, Fraction] = field(default_factory=dict)

    def share(self) -> Fraction:
        """How good it is in one thing, from 0 to 1."""
        return min(ONE, max(NOUGHT, self.quality + Fraction(self.chance.randint(-350, 350), FINENESS)))

    def size(self, of: str) -> Fraction:
        """The denominator of an indicator."""
        if of not in self.sizes:
            self.sizes[of] = Fraction(self.chance.randint(50, 2_000))
        return self.sizes[of]

    def happens(self, of_a_hundred: int) -> bool:
        """Whether something happens that does so this often."""
        return self.chance.randrange(100) < of_a_hundred


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

    def cell(self, row: Organisation) -> Value:
        """One value."""
        if self.none or row.happens(MISSING_OF_A_HUNDRED):
            return input_value(NONE_GIVEN, self.step)
        match self.step.type.kind:
            case Kind.LABEL:
                return self.words[min(len(self.words) - 1, int((1 - row.share()) * len(self.words)))]
            case Kind.YES_NO:
                return row.share() > Fraction(1, 2) if self.step.role == "value" else row.happens(15)
            case Kind.TEXT:
                return row.chance.choice(self.words)
            case Kind.DATE:
                return row.chance.choice(self.dates) + timedelta(days=row.chance.randint(-60, 60))
            case _:
                return self._number(row)

    def _number(self, row: Organisation) -> Fraction:
        if self.step.role == "denominator":
            return row.size(self.step.of)
        share = 1 - row.share() if self.worse else row.share()
        figure = self.low + (self.high - self.low) * share
        if self.step.role == "numerator":
            return Fraction(round(figure * row.size(self.step.of) / self.per))
        margin = {"lower_limit": -1, "upper_limit": 1}.get(self.step.role, 0) * (self.high - self.low) / 10
        return Fraction(round(figure)) if self.whole else figure + margin


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

"""What moved between two periods, how far, and each movement shared out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.differences.attribution.forms import Measured, Movement, Share
from ccgrules.differences.attribution.periods_years import NEWER, OLDER, RULES, Levels, Names, Years
from ccgrules.differences.attribution.shapley import shapley
from ccgrules.differences.impact.impact import headline_rating, is_rating
from ccgrules.differences.scales import JointScale
from ccgrules.model.ruleset import Label
from ccgrules.model.types import Missing, Value
from ccgrules.model.units import alike
from ccgrules.plan.steps import Plan

Total = Callable[[Value, int], Fraction | None]
"""What a value by the older or the newer rules comes to; None where there is none."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What may have moved: a rating, and the results that are measures.

    Attributes:
        years: The two years.
        names: What their rulesets call the same thing.
        columns: By the older rules and by the newer, the rating's column, then those of the measures.
        scale: The rating's labels in both.
    """

    years: Years
    names: Names
    columns: tuple[tuple[str, ...], tuple[str, ...]]
    scale: JointScale

    @classmethod
    def of(cls, years: Years, names: Names, rating: str | None = None) -> Moved | None:
        """What the two years have in common, the newer headline if no rating is named; None where one has no rating."""
        older, newer = (year.plan for year in years)
        name = rating or headline_rating(newer)
        was = None if name is None else names.other(name, NEWER)
        if was is None or not is_rating(older, was):
            # one headline stands for the other, whatever it was called
            was = headline_rating(older) if rating is None else None
        if name is None or was is None:
            return None
        pairs = [(was, name), *_measures(older, newer, names)]
        scale = JointScale.of(_labels(older, was), _labels(newer, name))
        return cls(years, names, (tuple(old for old, _ in pairs), tuple(new for _, new in pairs)), scale)

    def cells(self, level: int, code: str) -> tuple[Value, ...]:
        """What an organisation has, of all that may have moved, in one of the years."""
        return tuple(self.years[level].cell(name, code) for name in self.columns[level])

    def organisations(self) -> Iterator[str]:
        """Those with another rating, in the order of their codes.

        Of two labels it must be known how far they are apart: not so if no scale has both, nor one that lies between.
        """
        for code in self.years[NEWER].place:
            if code in self.years[OLDER].place:
                before, after = (self._label(self.cells(level, code)[0], level) for level in (OLDER, NEWER))
                gained = (before is None) is not (after is None)
                if gained or (before and after and self.scale.grades(before, after)):
                    yield code

    def movements(self, code: str, values: Mapping[Levels, Sequence[Value]]) -> Iterator[Movement]:
        """The movements of the rating and of the measures, each shared out.

        Args:
            code: The organisation.
            values: What it has in each variant, of all that may have moved.
        """
        before, after = self.cells(OLDER, code), self.cells(NEWER, code)
        for place, name in enumerate(self.columns[NEWER]):
            measured, total = self._measured(place, before[place], after[place])
            of_both = total(before[place], OLDER), total(after[place], NEWER)
            if None not in of_both:
                totals = {levels: total(cells[place], levels[RULES]) for levels, cells in values.items()}
                yield _shared_out(name, measured, totals)

    def _measured(self, place: int, before: Value, after: Value) -> tuple[Measured, Total]:
        if place > 0:
            return "value", lambda value, _: value if isinstance(value, Fraction) else None
        if isinstance(before, Missing) or isinstance(after, Missing):
            return "rated", lambda value, _: Fraction(not isinstance(value, Missing))
        return "grades", self._grade

    def _grade(self, value: Value, level: int) -> Fraction | None:
        """How many labels are worse."""
        label = self._label(value, level)
        names = [one.name for one in self.scale.labels]
        return None if label is None else Fraction(len(names) - 1 - names.index(label))

    def _label(self, value: Value, level: int) -> str | None:
        """A label by the older or the newer rules as it is called on the scale of both."""
        if isinstance(value, Missing):
            return None
        return self.scale.older(str(value)) if level == OLDER else str(value)


def _measures(older: Plan, newer: Plan, names: Names) -> Iterator[tuple[str, str]]:
    """The results that are measures in both, of one kind of number: their older and their newer name."""
    for name in newer.ruleset.framework.results:
        was = older.ruleset.measures.get(names.other(name, NEWER) or "")
        now = newer.ruleset.measures.get(name)
        if was is not None and now is not None and alike(was.definition.type, now.definition.type):
            yield was.name, name


def _labels(plan: Plan, rating: str) -> Sequence[Label]:
    scale = next(step.type.scale for step in plan.steps if step.name == rating)
    return plan.ruleset.scales[scale or ""].labels


def _shared_out(name: str, measured: Measured, totals: Mapping[Levels, Fraction | None]) -> Movement:
    """A movement, shared out; a variant that comes to nothing counts as half way."""
    causes = len(next(iter(totals)))
    before, after = totals[(OLDER,) * causes], totals[(NEWER,) * causes]
    assert before is not None
    assert after is not None
    half_way = (before + after) / 2

    def total(newer: frozenset[int]) -> Fraction:
        found = totals[tuple(NEWER if cause in newer else OLDER for cause in range(causes))]
        return half_way if found is None else found

    contributions = shapley(causes, total)
    shares = [Share(unit, one.share, one.first, one.last, one.error) for unit, one in enumerate(contributions, 1)]
    return Movement(name, measured, before, after, tuple(shares))

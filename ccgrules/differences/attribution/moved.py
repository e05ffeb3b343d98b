"""Which organisations moved on the same data, and what their values in the variants count."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.differences.attribution.forms import Measured
from ccgrules.differences.attribution.superpose import Side
from ccgrules.differences.impact.impact import headline_rating, is_rating
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.differences.scales import JointScale
from ccgrules.engine.numbers import near
from ccgrules.engine.result import Result
from ccgrules.engine.vectors import Column
from ccgrules.model.ruleset import Label
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.model.units import alike
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moves:
    """The same rows by the older and by the newer rules.

    Attributes:
        before: By the older rules.
        after: By the newer rules.
        plan: The older rules' plan, under the newer names.
        names: By newer names, what the older result calls them, where that is something else.
        rating: The rating.
        measures: The results that are numbers in both.
        scale: The labels of both.
    """

    before: Result
    after: Result
    plan: Plan
    names: Names
    rating: str
    measures: tuple[str, ...]
    scale: JointScale

    @staticmethod
    def of(diff: RulesDiff, before: Result, after: Result, rating: str | None = None) -> Moves:
        """The rows of two results.

        Args:
            diff: The changes between their rulesets.
            before: By the older ruleset, under its own names or under the newer ones.
            after: By the newer ruleset.
            rating: Which rating; the newer headline if None.

        Raises:
            ValueError: They are of other rows.
            KeyError: One of them has no such rating.
        """
        if _rows(before) != _rows(after):
            raise ValueError("the two results are not of the same rows")
        own_names = diff.read is not None and diff.both is not None and before.plan.ruleset != diff.old
        names = diff.both.names if own_names and diff.both is not None else {}
        plan = build_plan(diff.old) if own_names else before.plan
        rating = rating or headline_rating(after.plan)
        if rating is None or not (is_rating(plan, rating) and is_rating(after.plan, rating)):
            raise KeyError(rating)
        scale = JointScale.of(_labels(plan, rating), _labels(after.plan, rating))
        return Moves(before, after, plan, names, rating, tuple(_measures(plan, after.plan)), scale)

    @property
    def columns(self) -> tuple[str, ...]:
        """The rating's column, then those of the measures."""
        return self.rating, *self.measures

    def rows(self, codes: Collection[str] | None) -> list[int]:
        """The rows with another rating, of some organisations or of all.

        Of two labels it must be known how far they are apart: not so if no scale has both, nor one that lies between.
        """
        pairs = zip(self.before.values(self._before(self.rating)), self.after.values(self.rating), strict=True)
        found: list[int] = []
        for row, (old, new) in enumerate(pairs):
            before, after = self._label(old), self._label(new)
            moved = self.scale.grades(before, after) if before and after else before != after
            if moved and (codes is None or self.after.keys.organisations[row] in codes):
                found.append(row)
        return found

    def data(self, side: Side, name: str) -> Column:
        """A column of the data of one side; missing where it has none of that name."""
        result, column = (self.before, self._before(name)) if side == "before" else (self.after, name)
        if column in result.dataset.columns.names():
            return result.dataset.columns.values(column)
        return [MISSING[Reason.NONE_GIVEN]] * len(result.keys)

    def _before(self, column: str) -> str:
        """What the older result calls a column."""
        name, dot, part = column.partition(".")
        return self.names.get(name, name) + dot + part

    # --- what values count -----------------------------------------------------------------------------------------

    def ends(self, column: str, row: int) -> tuple[Value, Value]:
        """A value before and after."""
        return self.before.value(self._before(column), row), self.after.value(column, row)

    def measured(self, column: str, row: int) -> Measured | None:
        """In what a movement is measured; None where a measure has no value before or after."""
        missing = [isinstance(value, Missing) for value in self.ends(column, row)]
        if column != self.rating:
            return None if any(missing) else "value"
        return "rated" if any(missing) else "grades"

    def amount(self, measured: Measured, value: Value | None) -> Fraction | None:
        """What a value comes to; None where there is none."""
        missing = value is None or isinstance(value, Missing)
        if measured == "rated":
            return Fraction(not missing)
        if missing:
            return None
        return self._grade(value) if measured == "grades" else Fraction(value)  # type: ignore[arg-type]

    def same(self, one: Value | None, other: Value) -> bool:
        """Whether two values of one column are the same: labels by what they are called now, numbers to 40 digits."""
        if isinstance(one, Fraction) and isinstance(other, Fraction):
            return near(one, other)
        return self._label(one) == self._label(other)

    def _grade(self, value: Value) -> Fraction:
        """How many labels are worse."""
        names = [label.name for label in self.scale.labels]
        label = self._label(value)
        return Fraction(len(names) - 1 - names.index(label or ""))

    def _label(self, value: Value | None) -> str | None:
        return None if value is None or isinstance(value, Missing) else self.scale.older(str(value))


def _rows(result: Result) -> tuple[Sequence[str], Sequence[str]]:
    return list(result.keys.organisations), list(result.keys.periods)


def _labels(plan: Plan, rating: str) -> Sequence[Label]:
    scale = next(step.type.scale for step in plan.steps if step.name == rating)
    return plan.ruleset.scales[scale or ""].labels


def _measures(older: Plan, newer: Plan) -> Iterator[str]:
    """The results that are measures in both, of one kind of number."""
    for name in newer.ruleset.framework.results:
        was, now = (plan.ruleset.measures.get(name) for plan in (older, newer))
        if was is not None and now is not None and alike(was.definition.type, now.definition.type):
            yield name

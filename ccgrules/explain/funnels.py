"""Funnel-plot z-scores, told: the set point, the standard error, over-dispersion, and what each was worked out from.

Figures are those of the value's unit: of a share in percent, points; of a rate per 100,000, per 100,000. Transformed
values have no unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.engine import funnel
from ccgrules.engine.dispersion import Dispersion, Measured, Point, dispersion, kept, limits
from ccgrules.explain import digits
from ccgrules.explain.among_parts import Dispersed, Scored
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.row import Row
from ccgrules.model.functions import functions_named
from ccgrules.model.types import Kind, Missing, Reason, Type, Value
from ccgrules.plan.steps import Figure

NUMBER = Type(Kind.NUMBER, approximate=True)
TRANSFORMED = {"arcsine": "asin √{}", "square_root": "√{}", "log": "ln {}"}
TELLING = 6
"""Significant digits of a small figure in the arithmetic."""


def scored(row: Row, step: Figure, members: Sequence[int]) -> Scored | None:
    """How a member's z-score comes about; None for other figures, for those who are no members, and in small groups.

    Raises:
        Disagreement: Worked out again, it comes to something else than the engine kept.
    """
    if step.function != "z_score" or row.index not in members or len(members) < (step.at_least or 0):
        return None
    told = _Score.of(row, step, members)
    told.confirm()
    return told.told()


@dataclass(frozen=True, slots=True)
class _Score:
    """One member's z-score, worked out again.

    Attributes:
        row, step: What is told.
        own: The member.
        there: All members that have a standard error.
        spread: Their over-dispersion.
    """

    row: Row
    step: Figure
    own: Point | Missing
    there: Sequence[Point]
    spread: Dispersion | Missing

    @staticmethod
    def of(row: Row, step: Figure, members: Sequence[int]) -> _Score:
        """The z-score of a member, and the over-dispersion of all."""
        points, there, spread = _estimate(row, step, members)
        return _Score(row, step, points[members.index(row.index)], there, spread)

    @property
    def options(self) -> dict[str, Fraction | str]:
        return dict(self.step.options)

    @property
    def value(self) -> Fraction | Missing:
        return self.own if isinstance(self.own, Missing) else funnel.score(self.options, self.own, self.spread)

    def confirm(self) -> None:
        """Holds what was worked out again to what the engine kept."""
        name, spread = self.step.name, self.spread
        self.row.confirm(name, self.value)
        if isinstance(spread, Dispersion):
            self.row.confirm(f"{name}.phi", kept(spread.phi))
            self.row.confirm(f"{name}.tau_squared", kept(spread.tau_squared))

    def told(self) -> Scored:
        """As told."""
        value, own = self.value, self.own
        error = None if isinstance(own, Missing) else self._error(own)
        return Scored(
            error=self.options["error"],  # type: ignore[arg-type]  # the checker knows these words
            transform=self.options["transform"],  # type: ignore[arg-type]
            z=self.row.precisely(value, NUMBER),
            set_point=self._argument(2),
            size=None if self.options["error"] == "normal" else self._argument(1),
            standard_error=error,
            formula=self._formula(),
            unadjusted=None if isinstance(own, Missing) else self._number(funnel.unadjusted(own)),
            over=self._over(),
            worked=None if isinstance(own, Missing) or isinstance(value, Missing) else self._worked(own),
            why_not=self._why_not(),
            definition=functions_named(self.step.function)["among"].source,
        )

    # --- figures -----------------------------------------------------------------------------------------------

    @property
    def scale(self) -> Fraction:
        """What figures per one are multiplied by to be in the unit of the value."""
        if self.options["transform"] != "none":
            return Fraction(1)
        unit = self.row.type_of(self.step.args[0]).unit
        return funnel.base(self.options) / (unit.factor if unit else 1)

    def _number(self, value: Fraction) -> Quantity:
        return self.row.precisely(value, NUMBER)

    def _error(self, own: Point) -> Quantity:
        value = self._standard_error(own)
        unit = self.row.type_of(self.step.args[0]).unit if self.options["transform"] == "none" else None
        words = " points" if unit is not None and unit.dimension == "share" else unit.suffix if unit else ""
        return Quantity("number", digits.approximate(value), figure(value) + words, None, approximate=True)

    def _standard_error(self, own: Point) -> Fraction:
        return self.scale * funnel.standard_error(own)

    def _argument(self, place: int) -> Quantity:
        column = self.step.args[place]
        return self.row.precisely(self.row.value(column), self.row.type_of(column), self.row.places(column))

    def _plain(self, place: int) -> str:
        """One of the arguments without its unit; per one where it is transformed."""
        column = self.step.args[place]
        value, type_ = self.row.value(column), self.row.type_of(column)
        assert isinstance(value, Fraction)
        if self.options["transform"] != "none" and place != 1:
            return figure(value / funnel.base(self.options))
        return figure(digits.stored(value, type_.unit), self.row.places(column))

    # --- arithmetic --------------------------------------------------------------------------------------------

    def _formula(self) -> str | None:
        """The arithmetic of the standard error; None where it is given, or there is none."""
        if isinstance(self.own, Missing) or self.options["error"] == "normal":
            return None
        size, set_point = self._plain(1), self._plain(2)
        match self.options["transform"]:
            case "arcsine" | "square_root":
                return f"1 / (2 × √{size})"
            case "log":
                return f"1 / √({size} × {set_point})"
        whole = digits.plain(self.scale)
        if self.options["error"] == "binomial":
            return f"√({set_point} × ({whole} {digits.MINUS} {set_point}) / {size})"
        return f"√({set_point} / {size})" if whole == "1" else f"√({whole} × {set_point} / {size})"

    def _worked(self, own: Point) -> str:
        """The arithmetic of the z-score, over-dispersion allowed for."""
        form = TRANSFORMED.get(str(self.options["transform"]), "{}")
        value, set_point = form.format(self._plain(0)), form.format(self._plain(2))
        first, second = (value, set_point) if self.step.best[0] == "higher" else (set_point, value)
        second = f"({second})" if second.startswith(digits.MINUS) else second
        apart, error = f"({first} {digits.MINUS} {second})", figure(self._standard_error(own))
        if isinstance(self.spread, Missing) or not self.spread.over or self.options["overdispersion"] == "none":
            return f"{apart} / {error}"
        if self.options["overdispersion"] == "multiplicative":
            return f"{apart} / ({error} × √{figure(kept(self.spread.phi))})"
        return f"{apart} / √({error}² + {figure(self._tau_squared(self.spread))})"

    def _tau_squared(self, spread: Dispersion) -> Fraction:
        return self.scale**2 * kept(spread.tau_squared)

    def _over(self) -> Dispersed | None:
        """Over-dispersion; None where it is not allowed for, or cannot be estimated."""
        spread, kind = self.spread, self.options["overdispersion"]
        if isinstance(spread, Missing) or kind == "none":
            return None
        phi = self._number(kept(spread.phi))
        ends = next((name for name in ("winsorise", "trim") if name in self.options), None)
        share = self.options.get(ends or "")
        low, high = (None, None) if ends is None else self._limits()
        tau_squared = self._number(self._tau_squared(spread)) if kind == "additive" and spread.over else None
        return Dispersed(
            allowed_for=kind,  # type: ignore[arg-type]
            phi=phi,
            found=spread.over,
            members=spread.members,
            ends=ends,
            share=f"{digits.plain(share * 100)} %" if isinstance(share, Fraction) else None,
            low=low,
            high=high,
            tau_squared=tau_squared,
            worked=self._estimated(spread) if tau_squared is not None else None,
        )

    def _limits(self) -> tuple[Quantity, Quantity]:
        low, high = limits(self.there, self.options)
        return self._number(low), self._number(high)

    def _estimated(self, spread: Dispersion) -> str:
        """The arithmetic of τ²: (Iφ − (I − 1)) over the weights' (Σw − Σw² / Σw)."""
        weights = figure(kept(spread.weight) / self.scale**2)
        phi = figure(kept(spread.phi))
        return f"({spread.members:,} × {phi} {digits.MINUS} {spread.members - 1:,}) / {weights}"

    def _why_not(self) -> str | None:
        value = self.value
        if not isinstance(value, Missing):
            return None
        if not isinstance(self.own, Missing):
            return "over-dispersion cannot be estimated from fewer than two members"
        undetermined = value.reason is Reason.UNDETERMINED
        return "one of them cannot be transformed" if undetermined else "there is no standard error above 0"


Estimate = tuple[Sequence[Point | Missing], Sequence[Point], Dispersion | Missing]


def _estimate(row: Row, step: Figure, members: Sequence[int]) -> Estimate:
    """All members on the scales of their standard errors, those that have one, and their over-dispersion."""

    def make() -> Estimate:
        options, columns = dict(step.options), [row.column(arg) for arg in step.args]
        points = funnel.points(options, step.best[0], (_numbers(column[one] for column in columns) for one in members))
        there = [point for point in points if isinstance(point, Point)]
        return points, there, dispersion(options, Measured.of(there))

    return row.once("funnel", step.name, make)


def _numbers(args: Iterable[Value]) -> list[Fraction]:
    """The arguments of a member, none of which is missing."""
    return [arg for arg in args if isinstance(arg, Fraction)]


def figure(value: Fraction, places: int | None = None) -> str:
    """A number as the arithmetic needs it: four places, and of a small one as many as tell it."""
    plain = digits.unrounded(value, digits.LEAST_PLACES if places is None else places)
    if not value or abs(value) >= 1 or digits.ending_places(value) in range(digits.ARITHMETIC_PLACES + 1):
        return plain
    zeros = math.floor(-math.log10(float(abs(value)))) if float(value) else digits.MOST_PLACES
    return digits.fixed(value, min(max(TELLING, zeros + TELLING), digits.MOST_PLACES))


# --- run again -----------------------------------------------------------------------------------------------------


def held_score(row: Row, step: Figure, members: Sequence[int]) -> Callable[[tuple[Value, ...]], Value]:
    """A function from other arguments of the row to its z-score, over-dispersion held as it was estimated.

    Without a transform the score is a straight line in the value, and is worked out as one: where it passes a cut point
    can then be found exactly.
    """
    options = dict(step.options)
    _, _, spread = _estimate(row, step, members)

    def score(args: tuple[Value, ...]) -> Value:
        own = funnel.points(options, step.best[0], [_numbers(args)])[0]
        if isinstance(own, Missing) or options["transform"] != "none":
            return own if isinstance(own, Missing) else funnel.score(options, own, spread)
        slope = funnel.score(options, own._replace(over=1, under=1), spread)
        if isinstance(slope, Missing):
            return slope
        value, _, set_point = args
        assert isinstance(value, Fraction)
        assert isinstance(set_point, Fraction)
        apart = value - set_point if step.best[0] == "higher" else set_point - value
        return apart / funnel.base(options) * slope

    return score

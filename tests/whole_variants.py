"""Variants between two periods the plain way: each mixed data set put together as a whole, and rated as a whole.

It shares with `ccgrules.differences.attribution.periods` only the engine. It is told which columns of the two runs hold
the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.plan.steps import Input, Lag, Plan

Levels = tuple[int, ...]
"""Own figures, what is missing, others, rules, panels: 0 as before, 1 as after."""

Other = Callable[[int, str], str | None]
"""For an input of the older (0) or newer (1) rules, the column of the other run that holds the same.

None where only the run by these rules knows it. A column that the other run has not got is empty there.
"""

OF_INDICATOR = ("value", "numerator", "denominator", "lower_limit", "upper_limit")


@dataclass(frozen=True)
class Year:
    """The last period of a run: all cells of each organisation, and the rules with earlier values as inputs."""

    period: str
    plan: Plan
    cells: Mapping[str, Mapping[str, Value]]

    @staticmethod
    def of(run: Result) -> Year:
        keys, names = run.keys, run.columns.names()
        period = keys.period_order[-1]
        rows = [row for row, other in enumerate(keys.periods) if other == period]
        columns = {name: list(run.values(name)) for name in names}
        cells = {keys.organisations[row]: {name: columns[name][row] for name in names} for row in rows}
        return Year(period, _without_lags(run.plan), cells)


@dataclass(frozen=True)
class Whole:
    """Two years, and which columns of them hold the same."""

    years: tuple[Year, Year]
    other: Other
    _done: dict[object, Result] = field(default_factory=dict)

    @staticmethod
    def of(before: Result, after: Result, other: Other) -> Whole:
        return Whole((Year.of(before), Year.of(after)), other)

    def values(self, code: str, names: Sequence[Sequence[str]]) -> dict[Levels, tuple[Value, ...]]:
        """Columns of an organisation in all variants: those named first by the older rules, the others by the newer."""
        found: dict[Levels, tuple[Value, ...]] = {}
        for levels in product((0, 1), repeat=5):
            done = self.run(levels, code)
            row = list(done.keys.organisations).index(code)
            found[levels] = tuple(done.value(name, row) for name in names[levels[3]])
        return found

    def run(self, levels: Levels, code: str) -> Result:
        """One variant, rated."""
        _, _, frame, rules, _ = levels
        plan = self.years[rules].plan
        inputs = [step for step in plan.steps if isinstance(step, Input)]
        rows: list[dict[str, Given]] = []
        for other in self.years[frame].cells:
            row: dict[str, Given] = {"organisation": other, "period": self.years[rules].period}
            for step in inputs:
                row[step.name] = (
                    self.own(levels, step, code) if other == code else self.of_others(rules, frame, step, other)
                )
            rows.append(row)
        key = rules, tuple(tuple(row.items()) for row in rows)
        if key not in self._done:
            self._done[key] = run_plan(plan, rows_dataset(plan, rows), "exact")
        return self._done[key]

    # --- cells -----------------------------------------------------------------------------------------------------

    def cell(self, rules: int, year: int, step: Input, code: str) -> Value:
        """What an organisation has of an input of some rules in a year."""
        column = step.name if rules == year else self.other(rules, step.name)
        none = MISSING[Reason.NO_EARLIER_PERIOD if step.of.startswith(EARLIER) else Reason.NONE_GIVEN]
        return self.years[year].cells.get(code, {}).get(column or "", none)

    def of_others(self, rules: int, frame: int, step: Input, code: str) -> Value:
        """What another organisation has: as in the year that it is of, or where only one year knows it, as in that."""
        lone = not step.decided and self.other(rules, step.name) is None
        return self.cell(rules, rules if lone else frame, step, code)

    def own(self, levels: Levels, step: Input, code: str) -> Value:
        """What the organisation itself has."""
        figures, gaps, _, rules, panels = levels
        if step.decided:
            return self.cell(rules, panels, step, code)
        if self.other(rules, step.name) is None:
            return self.cell(rules, rules, step, code)
        judged = replace(step, name=f"{step.of}.value") if step.role in OF_INDICATOR else step
        lacking = any(isinstance(self.cell(rules, year, judged, code), Missing) for year in (0, 1))
        return self.cell(rules, gaps if lacking else figures, step, code)


EARLIER = "earlier: "


def _without_lags(plan: Plan) -> Plan:
    """A plan to which earlier values are given."""
    steps = [
        Input(step.name, step.type, "supplied", EARLIER + step.name, step.origin) if isinstance(step, Lag) else step
        for step in plan.steps
    ]
    return replace(plan, steps=tuple(steps), recurrent=False)

"""A plan in the making: steps by name, and the order in which they can be run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ccgrules.model.expressions import Case, Choose, Lookup, Op, Ref, WeightedLine, WeightedMean
from ccgrules.model.graph import components, ring
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Input, Item, Lag, PlanExpr, Since, Step


@dataclass(slots=True)
class Draft:
    """Steps by name, in the order in which they were thought of."""

    steps: dict[str, Step] = field(default_factory=dict)

    def add(self, step: Step) -> None:
        """Add a step.

        Raises:
            ValueError: There is a step of that name.
        """
        if step.name in self.steps:
            raise ValueError(f"there is a step `{step.name}` already")
        self.steps[step.name] = step

    def free_name(self, wanted: str) -> str:
        """The name wanted, with `_2`, `_3` … behind it if it is taken."""
        name, number = wanted, 1
        while name in self.steps:
            number += 1
            name = f"{wanted}_{number}"
        return name

    def ordered(self) -> tuple[tuple[Step, ...], bool]:
        """The steps, inputs first, in an order in which each uses only earlier ones; and whether the plan is recurrent.

        It is where a value depends on its own earlier value. Then a `Lag` may stand before the step that it looks at,
        unless it names a period, which may be the row's own.
        """
        uses = {name: list(used_columns(step)) for name, step in self.steps.items()}
        order = components(uses)
        recurrent = any(ring(uses, component) for component in order)
        if recurrent:
            lags = [name for name, step in self.steps.items() if isinstance(step, Lag) and step.period is None]
            order = components(uses | {name: [] for name in lags})
        steps = [self.steps[name] for component in order for name in component]
        return tuple(sorted(steps, key=lambda step: not isinstance(step, Input))), recurrent


def used_columns(step: Step) -> Iterator[str]:
    """Names of the columns that a step reads, some perhaps more than once."""
    match step:
        case Input() | Since():
            return
        case Compute():
            yield from (name for name in (step.used, step.supplied, step.value) if name is not None)
            if step.expr is not None:
                yield from referred(step.expr)
        case Figure():
            yield from step.args
            yield from (name for name in (step.by, step.member, step.where) if name is not None)
        case Lag():
            yield step.of
            if step.pooled is not None:
                yield from (step.pooled.numerator, step.pooled.denominator)
        case Adjust():
            yield step.start
            for adjustment in step.adjustments:
                yield from referred(adjustment.when)


def referred(expr: PlanExpr) -> Iterator[str]:
    """Names of the columns that an expression of the plan reads, in the order written."""
    return (part.name for part in inside(expr) if isinstance(part, Ref))


def inside(expr: PlanExpr) -> Iterator[PlanExpr]:
    """An expression of the plan and all expressions inside it, in the order written.

    Without recursion: expressions may be deep, and whoever asks may be deep in them already.
    """
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(parts(part)))


def parts(expr: PlanExpr) -> Sequence[PlanExpr]:
    """The expressions directly inside an expression of the plan, in the order written."""
    match expr:
        case Op():
            return expr.args
        case Choose():
            return [part for case in expr.cases for part in (case.outcome, case.when) if part is not None]
        case Lookup():
            cells = [cell for line in expr.cells for cell in line if cell is not None]
            return [expr.rows, expr.columns, *cells]
        case WeightedMean():
            return [part for line in expr.lines for part in (line.weight, line.value)]
        case Aggregate():
            return [part for item in expr.items for part in (item.value, item.weight)]
        case _:
            return ()


FIELDS: Mapping[type, tuple[str, ...]] = {
    Op: ("args",),
    Choose: ("cases",),
    Case: ("outcome", "when"),
    Lookup: ("rows", "columns", "cells"),
    WeightedMean: ("lines",),
    WeightedLine: ("weight", "value"),
    Aggregate: ("items",),
    Item: ("value", "weight"),
}
"""Where expressions of the plan, and parts of them, hold the expressions inside them."""

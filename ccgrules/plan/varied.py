"""A plan of which some steps may be one way or another: what-ifs beside each other, to be worked out in one run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ccgrules.model.expressions import Across, Among, Literal, Ref
from ccgrules.model.graph import components, ring
from ccgrules.model.walk import expressions_of, visits
from ccgrules.plan.draft import FIELDS, used_columns
from ccgrules.plan.steps import Adjust, Compute, Input, Origin, Plan, Since, Step
from ccgrules.source import Span

World = tuple[int, ...]
"""For each factor of a varied plan its level; 0 is as before."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that may be one way or another: a change of the rules (levels 0 and 1), values that are tried out."""

    name: str
    levels: int


@dataclass(frozen=True, slots=True)
class VariedStep:
    """A step that hangs on the levels of some factors.

    Attributes:
        name: Its name in every world.
        factors: The places of the factors on which it hangs directly, ascending; none for most steps. An `Input` hangs
            on those that change its data.
        at: The step at some levels of those factors, in their order; None where there is no such step.
    """

    name: str
    factors: tuple[int, ...]
    at: Callable[[tuple[int, ...]], Step | None]


@dataclass(frozen=True, slots=True)
class VariedPlan:
    """Steps in an order that holds in every world.

    Attributes:
        factors: What may be one way or another.
        steps: The steps of every world.
        scales: For each scale its labels, best first; the same in every world.
        recurrent: Whether the plan of some world is, or no order of the steps holds in all; then worlds are run one by
            one, and the order is not looked at.
        plan: That of the world of noughts.
    """

    factors: tuple[Factor, ...]
    steps: tuple[VariedStep, ...]
    scales: Mapping[str, tuple[str, ...]]
    recurrent: bool
    plan: Plan


class NotSwept(ValueError):
    """A parameter whose value has become part of a step, so that the step cannot be tried at many values at once.

    Attributes:
        place: Where it stands.
    """

    def __init__(self, parameter: str, where: str, place: Span) -> None:
        super().__init__(f"`{parameter}` is {where}")
        self.place = place


# --- variants that have plans of their own -------------------------------------------------------------------------


def varied_of(factors: Sequence[Factor], plans: Mapping[World, Plan]) -> VariedPlan:
    """The plans of some worlds as one, in which a step hangs on as few factors as tell its definitions apart.

    Where no order of the steps holds in all of the plans, the whole counts as recurrent, and is run world by world.

    Args:
        factors: What may be one way or another.
        plans: The plan of each world that may be run, that of noughts among them. Their scales are the same.
    """
    worlds = list(plans)
    kinds = _Kinds()
    found: dict[str, list[int]] = {}
    for place, world in enumerate(worlds):
        for step in plans[world].steps:
            found.setdefault(step.name, [kinds.NONE] * len(worlds))[place] = kinds.number(step)
    uses = {name: list(kinds.uses(set(numbers))) for name, numbers in found.items()}
    order = components(uses)
    recurrent = any(ring(uses, component) for component in order)
    steps = [_step_of(name, found[name], worlds, kinds) for component in order for name in component]
    first = plans[(0,) * len(factors)]
    return VariedPlan(tuple(factors), tuple(steps), first.scales, recurrent, first)


def swept_plans(plans: Sequence[Plan], name: str = "plan") -> VariedPlan:
    """Plans that are alike but for a few steps, as the levels of one factor of that name; see `varied_of`."""
    return varied_of([Factor(name, len(plans))], {(level,): plan for level, plan in enumerate(plans)})


class _Kinds:
    """Steps by number; those that work out the same have one, whatever their notes."""

    NONE = -1

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._numbers: dict[Step, int] = {}
        self._origins: dict[str, Origin] = {}

    def number(self, step: Step) -> int:
        """The number of a step, that of one before that works out the same."""
        origin = self._origins.setdefault(step.name, step.origin)
        number = self._numbers.setdefault(replace(step, origin=origin), len(self.steps))
        if number == len(self.steps):
            self.steps.append(step)
        return number

    def uses(self, numbers: Collection[int]) -> Iterator[str]:
        """The columns that steps read, in an order that does not change."""
        yield from dict.fromkeys(c for n in sorted(numbers) if n != self.NONE for c in used_columns(self.steps[n]))


def _step_of(name: str, numbers: Sequence[int], worlds: Sequence[World], kinds: _Kinds) -> VariedStep:
    """A step from the number of its kind in each world."""
    factors = list(range(len(worlds[0]))) if len(set(numbers)) > 1 else []
    for factor in list(factors):
        fewer = [other for other in factors if other != factor]
        if _by_levels(fewer, numbers, worlds) is not None:
            factors = fewer
    known = _by_levels(factors, numbers, worlds) or {}

    def at(levels: tuple[int, ...]) -> Step | None:
        number = known.get(levels, kinds.NONE)
        return None if number == kinds.NONE else kinds.steps[number]

    return VariedStep(name, tuple(factors), at)


def _by_levels(
    factors: Sequence[int], numbers: Sequence[int], worlds: Sequence[World]
) -> dict[tuple[int, ...], int] | None:
    """The number at each of the levels of some factors; None if they do not tell."""
    known: dict[tuple[int, ...], int] = {}
    for number, world in zip(numbers, worlds):
        if known.setdefault(tuple([world[factor] for factor in factors]), number) != number:
            return None
    return known


# --- a parameter at many values ------------------------------------------------------------------------------------


def swept(plan: Plan, parameter: str, values: Sequence[Fraction]) -> VariedPlan:
    """A plan with a parameter at many values: one factor, of level 0 as before, and of one level for each value.

    The parameter becomes a column that is the same for all rows of a world, so that what reads it has one definition in
    all of them. In the world of a value the parameter has it in all periods. Nothing is checked again: not the range of
    the parameter, and not that weights still come to 100 %.

    Args:
        plan: The plan.
        parameter: Its name.
        values: In its unit, shares as shares.

    Raises:
        KeyError: There is no such parameter.
        NotSwept: It stands where steps have no expressions: in an option of a figure, the share of `quantile`, or
            `needing:`. `swept_plans` can do that, of plans that are made for each value.
    """
    declared = plan.ruleset.parameters[parameter]
    _refuse_options(plan, parameter)
    origin = Origin(parameter, "parameter", declared.title, declared.notes, declared.span)
    constant = Literal(declared.value, declared.type, parameter, span=declared.span)
    before = next((step for step in plan.steps if step.name == parameter), None)
    levels = [before or Compute(parameter, declared.type, constant, origin)]
    levels += [Compute(parameter, declared.type, replace(constant, value=value), origin) for value in values]
    column = VariedStep(parameter, (0,), lambda at: levels[at[0]])
    others = [_always(_read_instead(step, parameter)) for step in plan.steps if step.name != parameter]
    inputs = [step for step in others if isinstance(step.at(()), Input | Since)]
    return VariedPlan(
        (Factor(declared.title or parameter, len(levels)),),
        (*inputs, column, *(step for step in others if step not in inputs)),
        plan.scales,
        plan.recurrent,
        plan,
    )


def _always(step: Step) -> VariedStep:
    return VariedStep(step.name, (), lambda levels: step)


def _refuse_options(plan: Plan, parameter: str) -> None:
    """Raises NotSwept where the parameter is an option of a figure."""
    for expr in expressions_of(plan.ruleset):
        for visit in visits(expr):
            match visit.expr:
                case Among(function=function, options=options):
                    for option, value in options:
                        if isinstance(value, Literal) and value.name == parameter:
                            raise NotSwept(parameter, f"`{option}` of `{function}`", value.span)
                case Across(needing_from=name) if name == parameter:
                    raise NotSwept(parameter, f"`needing` of `{visit.expr.function}`", visit.expr.span)


def _read_instead(step: Step, parameter: str) -> Step:
    """A step that reads a parameter's column where the parameter stood."""
    match step:
        case Compute() if step.expr is not None:
            expr = _read_in(step.expr, parameter)
            return step if expr is step.expr else replace(step, expr=expr)
        case Adjust():
            adjustments = tuple(replace(one, when=_read_in(one.when, parameter)) for one in step.adjustments)
            return replace(step, adjustments=adjustments)
        case _:
            return step


def _read_in(expr: Any, parameter: str) -> Any:
    """An expression likewise; the same object where the parameter is not in it. `Any` as in `plan.lower`."""
    if isinstance(expr, Literal):
        return Ref(parameter, expr.type, span=expr.span) if expr.name == parameter else expr
    changed = {}
    for name in FIELDS.get(type(expr), ()):
        part = getattr(expr, name)
        read = _read_each(part, parameter) if isinstance(part, tuple) else _read_in(part, parameter)
        if read is not part:
            changed[name] = read
    return replace(expr, **changed) if changed else expr


def _read_each(parts: tuple[Any, ...], parameter: str) -> tuple[Any, ...]:
    read = tuple(
        _read_each(part, parameter) if isinstance(part, tuple) else _read_in(part, parameter) for part in parts
    )
    return read if any(new is not old for new, old in zip(read, parts)) else parts

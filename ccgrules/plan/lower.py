"""Checked expressions as expressions of the plan.

Whatever looks at other organisations or other periods, and every `let` of a method, becomes a column of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ccgrules.model.expressions import (
    Across,
    Among,
    Case,
    Choose,
    Dated,
    Expr,
    Literal,
    Local,
    Lookup,
    MemberValue,
    MethodCall,
    Notes,
    Op,
    Previous,
    Ref,
    WeightedMean,
)
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.types import Kind, Type
from ccgrules.plan.draft import Draft
from ccgrules.plan.limits import better_of, limits_of, per_base
from ccgrules.plan.steps import Aggregate, Compute, Figure, Item, Lag, Origin, PlanExpr, Since

YES_NO = Type(Kind.YES_NO)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands.

    Attributes:
        owner: The column that it belongs to; columns made for it are named after that.
        origin: The origin of that column.
        locals: The columns that stand for the lets of the method calls around it.
        member: The member in hand, inside a function across a group.
    """

    owner: str
    origin: Origin
    locals: Mapping[str, Ref] = field(default_factory=dict)
    member: str | None = None


@dataclass(slots=True)
class Lowering:
    """Turns expressions into those of the plan, and adds to the draft the columns that they need.

    Attributes:
        ruleset: What is planned.
        draft: Where columns are added.
        computed: The columns made for arguments, by their expression, so that equal ones are shared.
        figures: Likewise the figures, by all that they depend on.
    """

    ruleset: Ruleset
    draft: Draft
    computed: dict[tuple[str, Any], Ref] = field(default_factory=dict)
    figures: dict[Any, str] = field(default_factory=dict)

    def lower(self, expr: Expr, place: Place) -> Any:
        """The expression of the plan that means the same.

        `Any`: parts of an `Op` or a `Choose` are typed as in the model, where the plan may have an `Aggregate`.

        Raises:
            KeyError: A local has no column, or a member value no member: the expression was not checked.
        """
        match expr:
            case Literal() | Ref():
                return expr
            case Local():
                return replace(place.locals[expr.name], span=expr.span)
            case MemberValue():
                return Ref(self._attribute(place.member or "", expr.attribute), expr.type, span=expr.span)
            case Across():
                return self._across(expr, place)
            case Among():
                return self._among(expr, place)
            case Previous():
                return self._previous(expr, place)
            case Dated(name=None):
                return self.by_period(expr, place)
            case Dated():
                return Ref(expr.name or "", expr.type, span=expr.span)
            case MethodCall():
                return self._call(expr, place)
            case _:
                return self._inside(expr, place)

    def _inside(self, expr: Op | Choose | Lookup | WeightedMean, place: Place) -> PlanExpr:
        """The same expression with its parts lowered."""
        match expr:
            case Op(op="significance"):
                return self._significance(expr, place)
            case Op():
                return per_base(replace(expr, args=tuple(self.lower(arg, place) for arg in expr.args)))
            case Choose():
                cases = tuple(
                    replace(case, outcome=self.lower(case.outcome, place), when=self.optional(case.when, place))
                    for case in expr.cases
                )
                return replace(expr, cases=cases)
            case Lookup():
                cells = tuple(tuple(self.optional(cell, place) for cell in line) for line in expr.cells)
                rows, columns = self.lower(expr.rows, place), self.lower(expr.columns, place)
                return replace(expr, rows=rows, columns=columns, cells=cells)
            case WeightedMean():
                lines = tuple(
                    replace(line, weight=self.lower(line.weight, place), value=self.lower(line.value, place))
                    for line in expr.lines
                )
                return replace(expr, lines=lines)

    def _significance(self, expr: Op, place: Place) -> Op:
        """The value against its set point by limits that have columns of their own."""
        limits = [
            self._column(per_base(limit), f"{place.owner}.{limit.op}", limit, place)
            for limit in limits_of(replace(expr, args=tuple(self.lower(arg, place) for arg in expr.args)))
        ]
        value, against, *_ = expr.args
        args = (self.lower(value, place), self.lower(against, place), *limits, better_of(expr))
        return Op("against_limits", args, expr.type, span=expr.span)

    def optional(self, expr: Expr | None, place: Place) -> Any:
        """As `lower`, where there may be nothing."""
        return None if expr is None else self.lower(expr, place)

    # --- methods -----------------------------------------------------------------------------------------------

    def _call(self, call: MethodCall, place: Place) -> Any:
        """The method's body, with a column for each of its lets."""
        inside = place
        for name, expr in call.lets:
            column = self._column(self.lower(expr, inside), f"{place.owner}.{name}", expr, inside)
            inside = replace(inside, locals={**inside.locals, name: column})
        return self.lower(call.body, inside)

    def _column(self, lowered: Any, wanted: str, written: Expr, place: Place) -> Ref:
        """A column that holds an expression; one made before for the same declaration and expression is shared."""
        key = (place.origin.declaration, lowered)
        if key not in self.computed:
            name = self.draft.free_name(wanted)
            origin = replace(place.origin, span=written.span)
            self.draft.add(Compute(name, written.type, lowered, origin))
            self.computed[key] = Ref(name, written.type, span=written.span)
        return self.computed[key]

    def _name(self, lowered: Any, wanted: str, written: Expr, place: Place) -> str:
        """The name of a column that holds an expression: its own, if it is one."""
        return lowered.name if isinstance(lowered, Ref) else self._column(lowered, wanted, written, place).name

    # --- across a group ----------------------------------------------------------------------------------------

    def _across(self, expr: Across, place: Place) -> Aggregate:
        items = tuple(
            Item(member, self.lower(expr.arg, replace(place, member=member)), self._weight(expr, member, place))
            for member in expr.members
        )
        function: Any = expr.function
        return Aggregate(function, expr.group, expr.axis, items, expr.needing, expr.type, span=expr.span)

    def _weight(self, expr: Across, member: str, place: Place) -> Any:
        declared = self.ruleset.indicators.get(member) or self.ruleset.groups[member]
        if expr.function != "mean" or declared.counts is None:
            return Literal(Fraction(1), Type(Kind.NUMBER), span=expr.span)
        return self.lower(declared.counts, place)

    def _attribute(self, member: str, attribute: str) -> str:
        """The column of a member's attribute; the value of an indicator that is not used is not applicable."""
        name = f"{member}.{attribute}"
        if attribute != "value" or self.ruleset.indicators[member].used_when is None:
            return name
        used = f"{name}.used"
        if used not in self.draft.steps:
            value = self.draft.steps[name]
            ref = Ref(name, value.type, span=value.origin.span)
            self.draft.add(Compute(used, value.type, ref, value.origin, used=f"{member}.used"))
        return used

    # --- among a population ------------------------------------------------------------------------------------

    def _among(self, expr: Among, place: Place) -> Ref:
        args = [self.lower(arg, place) for arg in expr.args]
        where = self.optional(expr.where, place)
        options = dict(expr.options)
        key = (expr.function, tuple(args), expr.population, where, tuple(sorted(options.items())))
        if key not in self.figures:
            name = self.draft.free_name(f"{place.owner}.{expr.function}")
            self.draft.add(self._figure(name, expr, args, where, place))
            self.figures[key] = name
        return Ref(self.figures[key], expr.type, span=expr.span)

    def _figure(self, name: str, expr: Among, args: list[Any], where: Any, place: Place) -> Figure:
        population = self.ruleset.populations[expr.population]
        options = {option: value.value for option, value in expr.options if isinstance(value, Literal)}
        columns = [
            self._name(lowered, f"{name}.arg{number}", written, place)
            for number, (lowered, written) in enumerate(zip(args, expr.args), 1)
        ]
        return Figure(
            name=name,
            type=expr.type,
            function=expr.function,
            args=tuple(columns),
            population=expr.population,
            by=population.by,
            member=self._member(expr.population),
            where=None if expr.where is None else self._name(where, f"{name}.where", expr.where, place),
            at_least=population.at_least,
            origin=replace(place.origin, span=expr.span),
            q=_number(options.pop("q", None)),
            method=_word(options.pop("method", None)),
            best=tuple(str(options.pop(option)) for option in ("best", "then_best") if option in options),
            options=tuple((option, value) for option, value in options.items() if isinstance(value, Fraction | str)),
        )

    def _member(self, name: str) -> str | None:
        """The column that says who is in a population; made when it is first used."""
        population = self.ruleset.populations[name]
        if population.where is None:
            return None
        column = f"{name}.member"
        if column not in self.draft.steps:
            origin = Origin(name, "where", population.title, population.notes, population.where.span)
            where = self.lower(population.where, Place(column, origin))
            self.draft.add(Compute(column, YES_NO, where, origin))
        return column

    # --- values by period --------------------------------------------------------------------------------------

    def by_period(self, expr: Dated, place: Place) -> Choose:
        """Cases, the latest period first."""
        cases = [
            Case(self.lower(value, place), self._since(period, value, place), Notes(), span=value.span)
            for period, value in reversed(expr.later)
        ]
        first = Case(self.lower(expr.first, place), None, Notes(), span=expr.first.span)
        return Choose((*cases, first), expr.type, span=expr.span)

    def _since(self, period: str, written: Expr, place: Place) -> Ref:
        name = f"from {period}"
        if name not in self.draft.steps:
            self.draft.add(Since(name, YES_NO, period, replace(place.origin, notes=Notes(), span=written.span)))
        return Ref(name, YES_NO, span=written.span)

    # --- across time -------------------------------------------------------------------------------------------

    def _previous(self, expr: Previous, place: Place) -> Ref:
        lowered = self.lower(expr.arg, place)
        kind = "previous" if expr.period is None else "baseline"
        of = self._name(lowered, f"{place.owner}.{kind}.arg1", expr.arg, place)
        name = f"{of}.previous" if expr.period is None else f"{of}.baseline {expr.period}"
        if name not in self.draft.steps:
            self.draft.add(Lag(name, expr.type, of, replace(place.origin, span=expr.span), expr.period))
        return Ref(name, expr.type, span=expr.span)


def _number(value: object) -> Fraction | None:
    return value if isinstance(value, Fraction) else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None

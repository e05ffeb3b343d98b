"""Checked expressions: every name is resolved, every node has a type and a place.

The plan uses the same nodes, without `Across`, `Among`, `Previous`, `Dated`, `MethodCall`, `Local` and `MemberValue`,
which it turns into columns of their own (see `plan.steps`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from fractions import Fraction

from ccgrules.model.types import Type
from ccgrules.source import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: a Fraction (70% is 7/10), a label, a text, yes/no or a date; `name` if it is a parameter's value."""

    value: Fraction | bool | str | datetime.date
    type: Type
    name: str | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Ref:
    """A named value per organisation and period, by its column name: `OF0057.value`, `122b.score`, `average_score`."""

    name: str
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Local:
    """A name of a `MethodCall.lets`. In a method's own generic body also an argument, or `value` and the like."""

    name: str
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class MemberValue:
    """Inside `Across`: the attribute (`score`, `status`, `value`) of the member in hand."""

    attribute: str
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Op:
    """An elementwise operation.

    `op` is one of
        add sub mul div neg abs min max round         numbers (`round`: the value and the places as a Literal, half away
                                                      from zero in the type's unit)
        eq ne lt le gt ge                             numbers, dates, texts (eq, ne)
        and or not                                    yes/no, three-valued
        is  one_of                                    a label, text or yes/no against one or several Literals (or
                                                      expressions)
        better worse                                  label order: first argument better / worse than the second
        best worst                                    the best / worst of label arguments
        is_missing                                    yes or no, never missing
        how_many                                      how many of the yes/no arguments are true
        wilson_lower wilson_upper byar_lower byar_upper
                                                      count, denominator, confidence and, of Byar's, perhaps the count
                                                      below which limits are exact; per one in the plan, which
                                                      multiplies by 100,000 where the type is a rate
        significance                                  value, set point, and options in the order of the table of
                                                      functions; the plan has `against_limits` instead: value, set
                                                      point, lower and upper limit, and which way is better
        meets misses                                  only in a method's own generic body, where no direction is known
    `is not` is `not(is(…))`; `meets` and `misses` are `ge`/`le` and `lt`/`gt` by direction.
    A missing argument makes the result missing (highest reason), but for `is_missing`, and `and`/`or` where the other
    argument decides.
    """

    op: str
    args: tuple[Expr, ...]
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Across:
    """A function across the members of a group: `mean(cancer.indicators.score)`, `count(members.status is red)`.

    Attributes:
        function: mean sum min max median count any all available worst best.
        group: The group's name, or `all`.
        axis: `indicators` or `members`.
        members: Names of the indicators (and groups) reached, in declaration order, without those that `counts no`, and
            only those that have the attribute asked for.
        arg: The expression for one member, over `MemberValue`.
        needing: At least so many available, else missing.
        needing_from: The parameter that says how many, if one does.
    """

    function: str
    group: str
    axis: str
    members: tuple[str, ...]
    arg: Expr
    needing: int | None
    type: Type
    needing_from: str | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Among:
    """A function among a population.

    Attributes:
        function: A name of `model.functions.POPULATION_FUNCTIONS`.
        args: The values (for `pooled` numerator and denominator; for `rank` with `then`, two; for `z_score` the value,
            the denominator or, where the error is normal, the standard error, and the set point).
        population: The population's name.
        where: The extra condition, evaluated for each member.
        options: Checked options as Literals: `q` and `method` of `quantile`; for rank-like functions `best` (`higher`
            or `lower`) and, for `rank` with `then`, `then_best`; those of `z_score`, `kmeans` and `natural_breaks` as
            they are written; `base` of `z_score` and `pooled`, where the value is a rate.
    """

    function: str
    args: tuple[Expr, ...]
    population: str
    where: Expr | None
    options: tuple[tuple[str, Expr], ...]
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Previous:
    """The value of the period before, elementwise: `previous(members.status)`; with a period, the value in that one:
    `baseline(value, "2015/16")`.
    """

    arg: Expr
    type: Type
    period: str | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Dated:
    """A value by period: the last one whose period is not after the row's own holds.

    Attributes:
        first: What holds before any of the periods.
        later: Periods in the order of time, and what holds from each on.
        name: The parameter that it is; None where it is written in place. Those of a parameter are Literals.
    """

    first: Expr
    later: tuple[tuple[str, Expr], ...]
    type: Type
    name: str | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Case:
    """One case; `when` None is `otherwise`. `because`, `cite` and `note` hang on it."""

    outcome: Expr
    when: Expr | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Choose:
    """Cases, first match wins.

    A case whose condition is missing gives its outcome if the remaining cases would give the same; else the whole is
    missing with the highest reason of the conditions that are missing, up to the first case that is met. Where no
    case is met, and no condition is missing, the whole is missing as UNDETERMINED.
    """

    cases: tuple[Case, ...]
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A two-way table; a cell None is `unknown`, and gives missing (NOT_KNOWN).

    A missing key is decided where every cell that it could reach says the same (all `unknown`: NOT_KNOWN); else it is
    missing with the higher reason of the missing keys. A key outside the table is missing (UNDETERMINED), whatever
    the other key.
    """

    rows: Expr
    columns: Expr
    row_keys: tuple[Fraction | bool | str, ...]
    column_keys: tuple[Fraction | bool | str, ...]
    cells: tuple[tuple[Expr | None, ...], ...]
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class WeightedLine:
    """One line of a weighted mean."""

    weight: Expr
    value: Expr
    title: str | None
    notes: Notes
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """A weighted mean block. A missing line makes it missing, unless `reweight`: then excludable lines are left out."""

    lines: tuple[WeightedLine, ...]
    reweight: bool
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class MethodCall:
    """`ranked(1, 4, trusts)`, spelled out for this call.

    Attributes:
        method: The method's name.
        args: The arguments by position: expressions, or the name of a population, a scale or an option's word.
        lets: Names with their expressions, in order: arguments that are more than a name or a constant (under the
            argument's name), then the method's own `let`s. Later ones and `body` use them as `Local`; no name is
            given twice in a call and the calls inside it.
        body: The method's body for this call: arguments put in, `value` and the like resolved, directions known.
    """

    method: str
    args: tuple[Expr | str, ...]
    lets: tuple[tuple[str, Expr], ...]
    body: Expr
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Notes:
    """What hangs on a rule: why, from where, and remarks."""

    because: tuple[str, ...] = ()
    cites: tuple[tuple[str, str | None], ...] = ()
    remarks: tuple[str, ...] = ()


Expr = (
    Literal
    | Ref
    | Local
    | MemberValue
    | Op
    | Across
    | Among
    | Previous
    | Dated
    | Choose
    | Lookup
    | WeightedMean
    | MethodCall
)

"""The plan: steps in an order that can be run from top to bottom, each writing one named column.

Both engines take the same plan. Elementwise expressions are those of `model.expressions` restricted to `Literal`,
`Ref`, `Op`, `Choose`, `Lookup`, `WeightedMean` and `Aggregate`; whatever looks at other organisations or other periods
is a step of its own whose arguments are columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal as OneOf

from ccgrules.model.expressions import Expr, Notes
from ccgrules.model.ruleset import Ruleset, WhenMissing
from ccgrules.model.types import Type
from ccgrules.source import Span


@dataclass(frozen=True, slots=True)
class Item:
    """One member's part in an aggregate: its name, its value, and its weight (means only)."""

    member: str
    value: PlanExpr
    weight: PlanExpr


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function across the members of a group, spelled out.

    Items missing for an excludable reason are left out; an item missing for any other reason makes the whole missing
    (but for `available`, which only counts; `any`, which one true item decides; and `all`, which one false item
    decides). With no item left, `mean sum min max median best worst all` are missing (NO_MEMBERS), `count available`
    are 0 and `any` is no. Below `needing` items left, the whole is missing (NEEDS_MORE). `mean` weighs items,
    renormalised over those left; weights that come to zero are DIVISION_BY_ZERO. An item missing for another reason
    goes before `needing`.
    """

    function: OneOf["mean", "sum", "min", "max", "median", "count", "any", "all", "available", "worst", "best"]
    group: str
    axis: str
    items: tuple[Item, ...]
    needing: int | None
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


PlanExpr = Expr | Aggregate
"""`Literal`, `Ref`, `Op`, `Choose`, `Lookup`, `WeightedMean` or `Aggregate`: a plan has no other expressions.

The type is wider than that, as the parts of an `Op` or a `Choose` are typed as the model has them."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a step comes from: which declaration, which part of it, its title, what hangs on it, and the place."""

    declaration: str
    part: str
    title: str
    notes: Notes
    span: Span = field(compare=False, repr=False)


Role = OneOf[
    "value", "numerator", "denominator", "lower_limit", "upper_limit", "field", "supplied", "judgement", "moderated"
]


@dataclass(frozen=True, slots=True)
class Input:
    """A column that comes with the data.

    Attributes:
        role: `value`, `numerator`, `denominator`, `lower_limit`, `upper_limit` of an indicator; `field`; `supplied`; or
            what no data hold, but decisions of a panel: `judgement`, and `moderated` for a rating that it changes.
        of: The indicator's, field's, judgement's or rating's name, or for `supplied` the named value (`OF0057.score`,
            `average_score`).
    A missing `field` is missing for FIELD_MISSING and a missing `judgement` for NOT_SUBMITTED, whatever the data say.
    """

    name: str
    type: Type
    role: Role
    of: str
    origin: Origin

    @property
    def decided(self) -> bool:
        """Whether a panel's decisions fill it, and no data."""
        return self.role in ("judgement", "moderated")


@dataclass(frozen=True, slots=True)
class Compute:
    """An elementwise column.

    In this order: where `used` (a yes/no column) is no, the value is missing as NOT_APPLICABLE, and where it is
    missing, missing with its reason; where `supplied` (a column) has a value, that is it; where `value` (an indicator's
    value column) is missing for an excludable reason, `when_missing` says what happens (`exclude`: missing with that
    reason; `undetermined`: missing as UNDETERMINED; `score`: that number), and where it is missing for another reason,
    so is this; else `expr`. Where there is no `value` column and `expr` is missing for an excludable reason,
    `when_missing` (if given) applies to that; where `value` is there and `expr` is missing for an excludable reason (a
    standard or another indicator's value), this is UNDETERMINED, as only a missing value may be left out. `expr` None:
    only supplied. Where `supplied` is missing and so is the rest, the higher of the two reasons is the value's.

    When `expr` is a `Choose`, the engines keep the column `NAME.case` as well: the index from 0 of the case taken (as a
    number); where the value is missing, missing for the same reason; where it did not come from the cases, missing as
    NONE_GIVEN.
    """

    name: str
    type: Type
    expr: PlanExpr | None
    origin: Origin
    supplied: str | None = None
    used: str | None = None
    value: str | None = None
    when_missing: WhenMissing | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure among a population, worked out once for each peer group and period.

    Members are the rows of the same period and (if `by`) the same, not missing, value of `by`, for which `member` and
    `where` are yes (where given), and whose `args` all have a value. Rank-like functions (rank, percent_rank,
    standardise, z_score, kmeans, natural_breaks) give a member its own figure and a non-member missing, whatever the
    size of the group: for the reason of its own missing argument, for NOT_IN_PEER_GROUP where `member` or `where` is no
    or missing, and for the higher of the two where both hold. The others give every row of the peer group the same
    figure, member or not. A row whose `by` is missing gets missing (NOT_IN_PEER_GROUP). Fewer members than `at_least`,
    none at all, or fewer than two for `sd` and `standardise`: missing (PEER_GROUP_TOO_SMALL), but for `count`, which is
    0 where nobody is a member and no `at_least` is given. `count` counts members, and of a yes/no argument the members
    for which it is yes. A standard deviation or sum of denominators of zero: DIVISION_BY_ZERO for what divides by it.

    `z_score` is `(y - t) / s`, turned so that positive is better. s is the square root of `t (1 - t) / n` (binomial)
    or of `t / n` (poisson), or the standard error given (normal); transformed, the square root of `1 / 4n` (arcsine,
    square_root) or of `1 / nt` (log), which are those variances times the square of the transform's slope at t.
    Over-dispersion is estimated from the members' z: winsorised (what lies beyond the quantiles q and 1 - q is set to
    them; linear), trimmed (it is left out), or all as they are. φ is the mean of their squares. A φ of at most 1
    changes nothing. Multiplicative: z / √φ. Additive: `(y - t) / √(s² + τ²)`, where over the I members that φ is
    estimated from `τ² = (Iφ - (I - 1)) / (Σw - Σw² / Σw)`, w = 1 / s². A member without a standard error above 0 (a set
    point of 0 % or 100 %, a denominator of 0 or below) has no z (DIVISION_BY_ZERO), nor has one whose value or set
    point cannot be transformed, such as the logarithm of 0 (UNDETERMINED); neither takes part in the estimate.
    Over-dispersion that would be estimated from fewer than two members: PEER_GROUP_TOO_SMALL for all. Kept:
    `unadjusted`, z without allowing for over-dispersion; `standard_error`, s; `phi`; `tau_squared`, 0 where nothing is
    added.

    `kmeans` seeds are the medians of the bins between the inverted-CDF quantiles 1/k, 2/k …, each with its upper end;
    where a bin is empty, the bins are those of the different values. A member goes to the nearest centre, the lower of
    two as near; a centre becomes the mean of its members, or where it has none stays; until none moves. With
    `outliers_beyond`, on from there, members farther than that from their centre left out of the means. At most 10,000
    rounds. Kept: `centre`. `natural_breaks` have the least sum of squares of all classes, and of several such the
    lowest breaks. Fewer different values than `clusters` or `classes`: PEER_GROUP_TOO_SMALL for all.

    Kept as well: what the function's row in `model.functions` keeps (`NAME.phi`), for members; and `NAME.members`, how
    many members the row's peer group has, and `NAME.left_out`, how many rows of it are not members only because
    `member` or `where` is missing; both missing (NOT_IN_PEER_GROUP) where `by` is.

    Attributes:
        function: mean median sd sum min max count quantile rank percent_rank standardise pooled z_score kmeans
            natural_breaks.
        args: Columns. `pooled`: numerator, denominator. `rank` with `then`: two, the second breaks ties. `z_score`: the
            value, what its error hangs on (the denominator, or the standard error where the error is normal) and the
            set point, both in the unit of the value.
        by, member, where: Columns.
        q: For `quantile`, the share as a Fraction.
        method: For `quantile`, the method's name (table in `model.functions`).
        best: For rank-like functions, `higher` or `lower` for each arg (labels: best label first, `higher` means the
            better label).
        options: Other options by name, each a number or a word: `z_score` error, overdispersion, winsorise, trim,
            transform, and `base`, what value and set point are divided by to be per one (100,000 for a rate per
            100,000); `pooled` base; `kmeans` clusters, outliers_beyond; `natural_breaks` classes.
    """

    name: str
    type: Type
    function: str
    args: tuple[str, ...]
    population: str
    by: str | None
    member: str | None
    where: str | None
    at_least: int | None
    origin: Origin
    q: Fraction | None = None
    method: str | None = None
    best: tuple[str, ...] = ()
    options: tuple[tuple[str, Fraction | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """Whether a row's period is the named one or a later one: yes or no.

    Missing (UNDETERMINED) only where the rows have no period that can be compared with it: in examples that say none.
    Data without such periods are refused when they are bound.
    """

    name: str
    type: Type
    period: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Pooled:
    """The counts that an indicator's value comes from: `base` times numerator over denominator."""

    numerator: str
    denominator: str
    base: Fraction


@dataclass(frozen=True, slots=True)
class Lag:
    """A column's value in the organisation's period before; missing (NO_EARLIER_PERIOD) without one in the data.

    With a `period`, its value in that one, for rows of that period and later ones. It looks through mergers and splits
    of organisations (`engine.earlier.inherited`); what cannot be taken over is missing (NOT_CARRIED_OVER).

    Attributes:
        of: The column.
        period: A named period; None for the one before.
        amount: Whether it is an amount, such as a count, pounds or a numerator, of which a part of an organisation has
            only a part.
        pooled: For an indicator's value that may come from counts, these.
    """

    name: str
    type: Type
    of: str
    origin: Origin
    period: str | None = None
    amount: bool = False
    pooled: Pooled | None = None


@dataclass(frozen=True, slots=True)
class PlannedAdjustment:
    """One adjustment: `when` is a yes/no expression; `column` the name under which the label after it is kept."""

    kind: OneOf["no better than", "no worse than", "becomes", "not rated"]
    label: str | None
    when: PlanExpr
    column: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Adjust:
    """A rating's adjustments, in order.

    `start` is the column before them (`NAME.before`). A missing start is every label of the scale, a missing condition
    both yes and no; the possibilities are carried through all adjustments, and each kept column is missing only where
    they still differ (with the start's reason, or the condition's where that is higher). `not rated` gives missing as
    NOT_RATED, and ends the matter. Kept columns: each adjustment's `column` (`NAME.after_1` …), and `NAME`.
    """

    name: str
    type: Type
    start: str
    adjustments: tuple[PlannedAdjustment, ...]
    origin: Origin


Step = Input | Compute | Figure | Since | Lag | Adjust


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in an order in which each uses only earlier ones (a `Lag` without a named period may look at a later step's
    column of the period before).

    Attributes:
        steps: The steps.
        recurrent: Whether some `Lag` looks at a step that itself depends on that `Lag`, so that periods run one after
            another.
        scales: For each scale, its labels' names, best first.
        ruleset: What was planned.
    """

    steps: tuple[Step, ...]
    recurrent: bool
    scales: Mapping[str, tuple[str, ...]]
    ruleset: Ruleset

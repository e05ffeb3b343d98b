"""Why values are missing: reasons of whole expressions from those of their parts, and values picked by conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ccgrules.engine.columns_numbers import Int, Num, common, whole
from ccgrules.engine.frames import NO_REASONS, Coded, Column, Form, Labels, Plain, Ratio, Scaled, smallest_integer
from ccgrules.model.types import Kind, Reason, Type

EXCLUDABLE = frozenset(reason for reason in Reason if reason.excludable)


@dataclass(frozen=True, slots=True)
class Lost:
    """A missing value: the reasons that are possible, and where there are several, which it is (Int8)."""

    reasons: frozenset[Reason]
    reason: pl.Expr | None = None

    @classmethod
    def to(cls, reason: Reason) -> Lost:
        """Missing for one reason."""
        return cls(frozenset({reason}))

    def code(self) -> pl.Expr:
        """The reason, as Int8."""
        return reason_code(self.reasons, self.reason)


def reason_code(reasons: frozenset[Reason], reason: pl.Expr | None) -> pl.Expr:
    """A reason as Int8: the only one, or what the expression says."""
    if reason is not None:
        return reason
    return whole(int(max(reasons, default=0)), pl.Int8())


def why(*columns: Column) -> Lost:
    """Of what is missing wherever any of the columns is: the highest reason."""
    absent = [column for column in columns if column.reasons]
    reasons = frozenset[Reason]().union(*(column.reasons for column in absent))
    if len(reasons) <= 1:
        return Lost(reasons)
    if len(absent) == 1:
        return Lost(reasons, absent[0].reason)
    return Lost(reasons, pl.max_horizontal(code_or_zero(column) for column in absent))


def code_or_zero(column: Column) -> pl.Expr:
    """A column's reason where it is missing, 0 where it is not."""
    code = reason_code(column.reasons, column.reason)
    return pl.when(column.data.is_null()).then(code).otherwise(whole(0, pl.Int8()))


def made(form: Form, data: pl.Expr, lost: Lost) -> Column:
    """A column from its parts."""
    return Column(form, data, lost.reasons, lost.reason)


def of_number(number: Num, lost: Lost) -> Column:
    """A column of numbers."""
    return made(number.form(), number.over.expr, lost)


def yes_no(data: pl.Expr, lost: Lost | None = None) -> Column:
    """A yes/no column."""
    return made(Plain(), data, lost or Lost(NO_REASONS))


def absent(column: Column) -> pl.Expr:
    """Where a column is missing; a constant where it never is."""
    return column.data.is_null() if column.reasons else pl.lit(value=False)


def not_excludable(value: Column) -> pl.Expr:
    """Where a column is missing for a reason for which nothing may be left out."""
    if not value.reasons & EXCLUDABLE or value.reason is None:
        return absent(value)
    return absent(value) & (value.reason > whole(int(max(EXCLUDABLE)), pl.Int8()))


def excludable(value: Column) -> pl.Expr:
    """Where a column is missing for a reason for which it may be left out."""
    if value.reasons <= EXCLUDABLE or value.reason is None:
        return absent(value)
    return absent(value) & (value.reason <= whole(int(max(EXCLUDABLE)), pl.Int8()))


def chain(branches: Sequence[tuple[pl.Expr, pl.Expr]], last: pl.Expr) -> pl.Expr:
    """The first branch whose condition is true; a null condition counts as false."""
    if not branches:
        return last
    (condition, value), *rest = branches
    built = pl.when(condition).then(value)
    for condition, value in rest:
        built = built.when(condition).then(value)  # type: ignore[assignment]
    return built.otherwise(last)


def pick(
    branches: Sequence[tuple[pl.Expr, Column | Lost]], last: Column | Lost, type_: Type, names: tuple[str, ...]
) -> Column:
    """In each row the outcome of the first branch whose condition is true.

    Args:
        branches: Conditions, of which a null counts as false, and outcomes.
        last: The outcome where no condition is true.
        type_: The type of the whole.
        names: For labels, those of the scale.

    Raises:
        NeedsFractions: The outcomes fit no common form.
    """
    outcomes = [outcome for _, outcome in branches] + [last]
    form, datas = _level(outcomes, type_, names)
    conditions = [condition for condition, _ in branches]
    data = chain(list(zip(conditions, datas)), datas[-1])
    if isinstance(form, Ratio):
        dens = _denominators(outcomes, form)
        form = Ratio(chain(list(zip(conditions, dens)), dens[-1]), form.den_high, form.low, form.high)
    reasons = frozenset[Reason]().union(*(outcome.reasons for outcome in outcomes))
    if len(reasons) <= 1:
        return Column(form, data, reasons)
    missing = [outcome for outcome in outcomes if outcome.reasons]
    if len(missing) == 1:
        return Column(form, data, reasons, missing[0].reason)
    codes = [reason_code(outcome.reasons, outcome.reason) for outcome in outcomes]
    return Column(form, data, reasons, chain(list(zip(conditions, codes)), codes[-1]))


def _level(outcomes: Sequence[Column | Lost], type_: Type, names: tuple[str, ...]) -> tuple[Form, list[pl.Expr]]:
    """One form for all outcomes, and their data in it."""
    if type_.kind is Kind.NUMBER:
        return _level_numbers(outcomes)
    form = Labels(names) if type_.kind is Kind.LABEL else Plain()
    nothing = pl.lit(None, dtype=_DATA_TYPES.get(type_.kind, smallest_integer(0, len(names))))
    return form, [outcome.data if isinstance(outcome, Column) else nothing for outcome in outcomes]


_DATA_TYPES = {Kind.YES_NO: pl.Boolean(), Kind.TEXT: pl.String(), Kind.DATE: pl.Date()}


def _level_numbers(outcomes: Sequence[Column | Lost]) -> tuple[Form, list[pl.Expr]]:
    columns = [outcome for outcome in outcomes if isinstance(outcome, Column)]
    if len(columns) == 1 and isinstance(columns[0].form, Coded):
        nothing = whole(None, pl.UInt32())
        return columns[0].form, [o.data if isinstance(o, Column) else nothing for o in outcomes]
    numbers = [Num.read(column) for column in columns]
    level = common(numbers)
    overs, den = level if level is not None else ([number.over for number in numbers], 1)
    low, high = min((over.low for over in overs), default=0), max((over.high for over in overs), default=0)
    dtype = smallest_integer(low, high)
    placed = iter(over.at(dtype) for over in overs)
    datas = [next(placed) if isinstance(outcome, Column) else whole(None, dtype) for outcome in outcomes]
    if level is not None:
        return Scaled(den, low, high), datas
    return Ratio(pl.lit(1), max(number.under.high for number in numbers), low, high), datas


def _denominators(outcomes: Sequence[Column | Lost], form: Ratio) -> list[pl.Expr]:
    dtype = smallest_integer(0, form.den_high)
    one = Int.of(1)
    return [(Num.read(o).under if isinstance(o, Column) else one).at(dtype) for o in outcomes]


def in_one_form(columns: Sequence[Column], type_: Type, names: tuple[str, ...]) -> list[Column]:
    """Columns of one type, which may stand in different frames, held in one form.

    Args:
        columns: The columns.
        type_: Their type.
        names: For labels, those of the scale.

    Raises:
        NeedsFractions: They fit no common form.
    """
    form, datas = _level(columns, type_, names)
    if not isinstance(form, Ratio):
        return [Column(form, data, one.reasons, one.reason) for one, data in zip(columns, datas)]
    return [
        Column(Ratio(den, form.den_high, form.low, form.high), data, one.reasons, one.reason)
        for one, data, den in zip(columns, datas, _denominators(columns, form))
    ]


def equal(a: Column, b: Column) -> pl.Expr:
    """Where two columns of one kind hold the same; null where one is missing."""
    if isinstance(a.form, Plain | Labels):
        return a.data == b.data
    return Num.read(a).compare("eq", Num.read(b))


def same(a: Column, b: Column) -> pl.Expr:
    """Where two columns of one kind hold the same, or are missing for the same reason; never null."""
    alike = equal(a, b).fill_null(value=False)
    if not a.reasons & b.reasons:
        return alike
    codes = reason_code(a.reasons, a.reason) == reason_code(b.reasons, b.reason)
    return alike | (absent(a) & absent(b) & codes)


def quotient(over: Num, under: Num, args: Sequence[Column]) -> Column:
    """A quotient of numbers made of `args`; missing where one of these is, or where `under` is zero."""
    lost = why(*args)
    result = over / under
    if under.over.low > 0 or under.over.high < 0:
        return of_number(result, lost)
    nothing = whole(None, smallest_integer(result.over.low, result.over.high))
    zero = under.over.compare("eq", Int.of(0))
    reasons, reason = lost.reasons | {Reason.DIVISION_BY_ZERO}, None
    if lost.reasons:
        missing = pl.any_horizontal(absent(arg) for arg in args)
        reason = chain([(missing, lost.code())], whole(int(Reason.DIVISION_BY_ZERO), pl.Int8()))
    return made(result.form(), pl.when(zero).then(nothing).otherwise(result.over.expr), Lost(reasons, reason))

"""Values by period: their periods in the order of time, and what holds from each of them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.expressions import Dated, Expr, Literal, Op
from ccgrules.model.findings import Findings
from ccgrules.model.ruleset import Parameter
from ccgrules.periods import places_in_time
from ccgrules.source import Span
from ccgrules.syntax import tree

EXAMPLE = "write them in one form, such as `2018/19` or `Q1 2018/19`, earliest first"


def check_periods(dated: tree.Dated, findings: Findings) -> bool:
    """Whether the periods of a value are all in one form and each later than the one before; else it is reported."""
    written = [since.period for since in dated.later]
    for period in written:
        if places_in_time([period.value]) is None:
            message = f"`{period.value}` is not a period whose place in time can be told"
            findings.report("CCG421", message, period.span, help=EXAMPLE)
            return False
    for earlier, later in pairwise(written):
        places = places_in_time([earlier.value, later.value])
        if places is None:
            message = f"`{earlier.value}` and `{later.value}` are periods of unlike kinds"
        elif places[earlier.value] >= places[later.value]:
            message = f"`{later.value}` is not later than `{earlier.value}`"
        else:
            continue
        secondary = (Label(earlier.span, "the one before"),)
        findings.report("CCG421", message, later.span, secondary=secondary, help=EXAMPLE)
        return False
    return True


def parameter_value(parameter: Parameter, span: Span) -> Expr:
    """What the name of a parameter stands for."""
    first = Literal(parameter.value, parameter.type, parameter.name, span=span)
    if not parameter.later:
        return first
    later = tuple((period, Literal(value, parameter.type, span=span)) for period, value in parameter.later)
    return Dated(replace(first, name=None), later, parameter.type, parameter.name, span=span)


# --- at one period -----------------------------------------------------------------------------------------------


def by_period(exprs: Sequence[Expr]) -> list[tuple[str | None, list[Expr]]]:
    """Sums and the like of constants as they stand at first (None), and from each period on that one of them names."""
    named = list(dict.fromkeys(period for expr in exprs for period in _periods(expr)))
    places = places_in_time(named) or {period: place for place, period in enumerate(named)}
    starts = sorted(named, key=places.__getitem__)
    return [(start, [_at(expr, start, places) for expr in exprs]) for start in (None, *starts)]


def _periods(expr: Expr) -> Iterator[str]:
    if isinstance(expr, Dated):
        yield from (period for period, _ in expr.later)
    elif isinstance(expr, Op):
        for arg in expr.args:
            yield from _periods(arg)


def _at(expr: Expr, start: str | None, places: dict[str, int]) -> Expr:
    """The expression with the values that hold from a period on."""
    if isinstance(expr, Op):
        return replace(expr, args=tuple(_at(arg, start, places) for arg in expr.args))
    if not isinstance(expr, Dated):
        return expr
    held: Iterable[Expr] = (
        value for period, value in expr.later if start is not None and places[period] <= places[start]
    )
    return [expr.first, *held][-1]

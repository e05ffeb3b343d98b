"""CCG506: counts over a group that give a good result when nothing was submitted."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.expressions import Across, Case, Choose, Expr, Literal, MemberValue, Op
from ccgrules.model.lint.subject import Subject
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.types import Kind
from ccgrules.model.walk import NamedValue, Visit, named_values, visits
from ccgrules.model.wording import expression_text

Known = Fraction | bool | None
"""What an expression is when no member has a value: a number, yes or no, or None where that hangs on other things."""

NOTHING_THERE: dict[str, Known] = {"count": Fraction(0), "available": Fraction(0), "any": False}
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def empty(subject: Subject) -> Iterator[Diagnostic]:
    """Cases that give a result when no member of the group that they count over is available."""
    for value in named_values(subject.ruleset):
        if value.definition.how is None or _guarded(value):
            continue
        for visit in visits(value.definition.how):
            if isinstance(visit.expr, Choose):
                yield from _of_cases(subject.ruleset, visit, visit.expr)


def _guarded(value: NamedValue) -> bool:
    """Whether something else takes care of organisations with too little: `used when`, or an adjustment."""
    return bool(value.conditions)


def _of_cases(ruleset: Ruleset, visit: Visit, choose: Choose) -> Iterator[Diagnostic]:
    counted: list[Across] = []
    for case in choose.cases:
        functions = _functions(case)
        if any(function.function == "available" or _needs_all(ruleset, function) for function in functions):
            return
        counted.extend(f for f in functions if f.function in ("count", "any") and f.needing is None)
        holds = _known(case.when) if case.when is not None else True
        if holds is None:
            return
        if holds:
            if counted and not _is_worst(ruleset, case.outcome):
                yield _from_nothing(visit, case, counted[0])
            return


def _needs_all(ruleset: Ruleset, function: Across) -> bool:
    """Whether a member that is always used may not be left out, so that without it nothing is decided by counting."""
    parts = {visit.expr.attribute for visit in visits(function.arg) if isinstance(visit.expr, MemberValue)}
    members = [ruleset.indicators.get(name) or ruleset.groups.get(name) for name in function.members]
    return bool(parts & {"score", "status"}) and any(
        member is not None and member.when_missing.kind == "undetermined" and member.used_when is None
        for member in members
    )


def _functions(case: Case) -> list[Across]:
    if case.when is None:
        return []
    return [visit.expr for visit in visits(case.when) if isinstance(visit.expr, Across)]


def _is_worst(ruleset: Ruleset, outcome: Expr) -> bool:
    if not isinstance(outcome, Literal) or outcome.type.kind is not Kind.LABEL or outcome.type.scale is None:
        return False
    return outcome.value == ruleset.scales[outcome.type.scale].labels[-1].name


def _known(expr: Expr) -> Known:
    """The value of an expression when no member of any group is available."""
    match expr:
        case Literal(value):
            return value if isinstance(value, (Fraction, bool)) else None
        case Across(function, needing=None):
            return NOTHING_THERE.get(function)
        case Op("not", (arg,)):
            inner = _known(arg)
            return None if inner is None else not inner
        case Op("and" | "or" as op, args):
            return _joined(op, [_known(arg) for arg in args])
        case Op(op, (left, right)) if op in COMPARED:
            a, b = _known(left), _known(right)
            return None if a is None or b is None else COMPARED[op](a, b)
        case _:
            return None


def _joined(op: str, sides: list[Known]) -> Known:
    decides = op == "or"
    if any(side is decides for side in sides):
        return decides
    return None if None in sides else not decides


def _from_nothing(visit: Visit, case: Case, counted: Across) -> Diagnostic:
    return finding(
        "CCG506",
        f"when nothing was submitted for any of these, the result is `{expression_text(case.outcome)}`",
        primary=case.span,
        secondary=(Label(counted.span, "counts 0 then"), *visit.calls),
        help=f"say how many must be there: `{counted.function}(…, needing: N)`",
    )

"""Calls of built-in functions: which axis is meant, and whether the arguments and options fit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from ccgrules.model.among import check_among
from ccgrules.model.expressions import Across, Expr, Literal, Op, Previous
from ccgrules.model.functions import FUNCTIONS, Axis, Function, functions_named
from ccgrules.model.groups import article, report_unknown
from ccgrules.model.labels import check_best_worst
from ccgrules.model.limits import check_limit, check_significance
from ccgrules.model.methods import check_method_call
from ccgrules.model.options import check_options, report_arity, whole_number
from ccgrules.model.scope import Context, Frame, Scope
from ccgrules.model.spreadsheets import function_help
from ccgrules.model.symbols import AXES
from ccgrules.model.typecheck import check_expr, every, report_unlike, require
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY, COUNTED, YES_NO, alike, described, together
from ccgrules.syntax import tree

MOST_PLACES = 15


def check_call(ctx: Context, scope: Scope, call: tree.Call, expected: Type | None) -> Expr | None:
    """The checked form of a call of a method or a built-in function."""
    name = str(call.function)
    declared = ctx.symbols.find(name, call.function.span)
    if declared is not None and declared.keyword == "method":
        return check_method_call(ctx, scope, ctx.symbols.current(name, call.function.span), declared, call)
    rows = functions_named(name)
    if not rows:
        _report_unknown_function(ctx, scope, call)
        return None
    if call.among is not None:
        return check_among(ctx, scope, call, call.among, rows)
    if call.then is not None:
        ctx.findings.report("CCG211", f"`{name}` takes no `then`", call.then.span, secondary=scope.calls)
        return None
    if "time" in rows:
        return _earlier(ctx, scope, call, rows["time"])
    if "elementwise" in rows and not (len(call.args) == 1 and "across" in rows):
        return _elementwise(ctx, scope, call, rows["elementwise"], expected)
    path = next(member_paths(call.args, scope), None)
    if "across" in rows and path is not None:
        return _across(ctx, scope, call, rows["across"])
    _report_axis(ctx, scope, call, rows)
    return None


def _report_unknown_function(ctx: Context, scope: Scope, call: tree.Call) -> None:
    known = chain((row.name for row in FUNCTIONS), ctx.symbols.names_of("method"))
    name = str(call.function)
    ctx.findings.report(
        "CCG208",
        f"there is no function or method called `{call.function}`",
        call.function.span,
        secondary=scope.calls,
        help=function_help(name) or ctx.findings.did_you_mean(name, known),
    )


def _report_axis(ctx: Context, scope: Scope, call: tree.Call, rows: Mapping[Axis, Function]) -> None:
    name = call.function
    value = call.args[0].span.text if call.args else "value"
    named = ctx.symbols.find(value, call.span)
    if named is not None and named.keyword == "group" and "across" in rows:
        _report_axis_of_group(ctx, scope, call)
        return
    population = next(ctx.symbols.names_of("population"), "POPULATION")
    among = f"`{name}({value}, among: {population})` for all its organisations"
    group = next(ctx.symbols.names_of("group"), "all")
    across = f"`{name}({group}.indicators.score)` for all indicators of a group"
    offers = [offer for axis, offer in (("among", among), ("across", across)) if axis in rows]
    ctx.findings.report(
        "CCG303",
        f"`{name}` works on many values, and here there is one for each organisation",
        call.span,
        secondary=scope.calls,
        help=f"write {' or '.join(offers)}",
    )


def _report_axis_of_group(ctx: Context, scope: Scope, call: tree.Call) -> None:
    """Says that `mean(access)` does not say which values of the group's members are meant."""
    group = call.args[0].span.text
    ctx.findings.report(
        "CCG303",
        f"`{call.function}({group})` does not say which values of group `{group}` it works on",
        call.span,
        secondary=scope.calls,
        help=f"write `{call.function}({group}.indicators.score)` for all its indicators",
    )


# --- one organisation --------------------------------------------------------------------------------------------


def _earlier(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> Expr | None:
    if report_arity(ctx, scope, call, row) or not check_options(ctx, scope, call, row):
        return None
    arg, *named = call.args
    checked = check_expr(ctx, scope, arg)
    periods = [period.value for period in named if isinstance(period, tree.Text)]
    if len(periods) < len(named):
        hint = f'write `{row.name}({arg.span.text}, "2015/16")`'
        message = f"`{row.name}` names its period in quotes"
        ctx.findings.report("CCG309", message, named[0].span, secondary=scope.calls, help=hint)
        return None
    return Previous(checked, checked.type, *periods, span=call.span) if checked is not None else None


def _elementwise(ctx: Context, scope: Scope, call: tree.Call, row: Function, expected: Type | None) -> Expr | None:
    if report_arity(ctx, scope, call, row) or not check_options(ctx, scope, call, row):
        return None
    if row.name in ("best", "worst"):
        return check_best_worst(ctx, scope, call, expected)
    return _OF_ONE.get(row.name, _numbers)(ctx, scope, call, row)


def _numbers(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> Expr | None:
    args = _checked_args(ctx, scope, call, row)
    type_ = numbers_together(ctx, scope, f"`{row.name}`", args) if args else None
    return Op(row.name, tuple(args), type_, span=call.span) if args and type_ else None


def _how_many(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> Expr | None:
    args = _checked_args(ctx, scope, call, row)
    return Op("how_many", tuple(args), COUNTED, span=call.span) if args else None


def _round(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> Expr | None:
    args = _checked_args(ctx, scope, call, row)
    if not args or whole_number(ctx, scope, args[1], "the number of places", 0, MOST_PLACES) is None:
        return None
    return Op("round", tuple(args), args[0].type, span=call.span)


def _checked_args(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> list[Expr] | None:
    checked = [check_expr(ctx, scope, arg) for arg in call.args]
    args = [arg for arg in checked if arg is not None]
    if len(args) < len(checked):
        return None
    fine = every(require(ctx, scope, arg, f"`{row.name}` takes", *row.takes) for arg in args)
    return args if fine else None


_OF_ONE: Mapping[str, Callable[[Context, Scope, tree.Call, Function], Expr | None]] = {
    "how_many": _how_many,
    "round": _round,
    "wilson_lower": check_limit,
    "wilson_upper": check_limit,
    "byar_lower": check_limit,
    "byar_upper": check_limit,
    "significance": check_significance,
}
"""How the arguments of a function of one organisation's values are checked, where it is not as numbers side by side."""


def numbers_together(ctx: Context, scope: Scope, what: str, args: list[Expr]) -> Type | None:
    """The type of numbers that stand side by side; reported if their units are unlike."""
    if any(arg.type.kind is Kind.ANY for arg in args):
        return ANY
    ordered = sorted(args, key=lambda arg: isinstance(arg, Literal))
    type_ = together(arg.type for arg in ordered)
    if type_ is None:
        other = next(arg for arg in args[1:] if not alike(args[0].type, arg.type))
        report_unlike(ctx, scope, what, args[0], other)
    return type_


# --- across a group ----------------------------------------------------------------------------------------------


def member_paths(exprs: tuple[tree.Expr, ...], scope: Scope) -> Iterator[tree.Name]:
    """The names of members in expressions (`members.score`), but for those that a function inside takes up itself."""
    waiting = list(reversed(exprs))
    while waiting:
        expr = waiting.pop()
        match expr:
            case tree.Name(parts=parts):
                own = len(parts) == 2 and parts[0] in AXES and scope.kind == "group"
                if own or (len(parts) == 3 and parts[1] in AXES):
                    yield expr
            case tree.Unary():
                waiting.append(expr.operand)
            case tree.Binary():
                waiting.extend((expr.right, expr.left))
            case tree.Is():
                waiting.extend((*reversed(expr.labels), expr.operand))
            case tree.Call() if expr.among is not None or not _takes_members(expr):
                waiting.extend(reversed((*expr.args, *(value for _, value in expr.options))))


def _takes_members(call: tree.Call) -> bool:
    rows = functions_named(str(call.function))
    return "across" in rows and not ("elementwise" in rows and len(call.args) > 1)


def _across(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> Expr | None:
    if report_arity(ctx, scope, call, row) or not check_options(ctx, scope, call, row):
        return None
    paths = list(member_paths(call.args, scope))
    place = _place(ctx, scope, paths[0])
    if place is None:
        return None
    group, axis, path = place
    attributes = tuple(dict.fromkeys(p.parts[-1] for p in paths if ".".join(p.parts[:-1]) == path))
    members = ctx.groups.reach_with(group, axis, attributes, ctx.columns)
    if not members:
        _report_no_members(ctx, scope, paths[0], attributes)
        return None
    ctx.reached[id(members)] = members
    types = _member_types(ctx, scope, paths, members, attributes, row)
    frame = Frame(path, group, axis, types)
    arg = check_expr(ctx, replace(scope, frame=frame), call.args[0])
    if arg is None or not require(ctx, scope, arg, f"`{row.name}` across a group takes", *row.takes):
        return None
    needing = dict(call.options).get("needing")
    least, parameter = None, None
    if needing is not None:
        least, parameter = _needing(ctx, scope, needing)
        if least is None:
            return None
    return Across(row.name, group, axis, members, arg, least, _across_type(row, arg), parameter, span=call.span)


def _place(ctx: Context, scope: Scope, path: tree.Name) -> tuple[str, str, str] | None:
    """The group, the axis and the path as written of `members.score`, `cancer.indicators.score`."""
    *group_part, axis, _ = path.parts
    written = ".".join(path.parts[:-1])
    if not group_part:
        return scope.owner, axis, written
    if group_part[0] == "all":
        if axis == "indicators":
            return "all", axis, written
        message = "`all` is the whole framework, which has indicators but no members"
        hint = f"write `all.indicators.{path.parts[-1]}`"
        ctx.findings.report("CCG205", message, path.span, secondary=scope.calls, help=hint)
        return None
    group = ctx.symbols.current(group_part[0], path.span)
    declaration = ctx.symbols.declared.get(group)
    if declaration is not None and declaration.keyword == "group":
        ctx.used.add(group)
        return group, axis, written
    if declaration is None:
        report_unknown(tree.Name((group_part[0],), span=path.span), "group", ctx.symbols, ctx.findings)
    else:
        message = f"`{group}` is {article(declaration.keyword)}, not a group, and has no {axis}"
        ctx.findings.report("CCG205", message, path.span, secondary=scope.calls)
    return None


def _report_no_members(ctx: Context, scope: Scope, path: tree.Name, attributes: tuple[str, ...]) -> None:
    what = " and a ".join(f"`{attribute}`" for attribute in attributes)
    ctx.findings.report(
        "CCG420",
        f"`{path}` reaches nothing: no member that counts has a {what}",
        path.span,
        secondary=scope.calls,
        help="look for a spelling mistake behind the last dot, or for indicators that are not `in` the group",
    )


def _member_types(
    ctx: Context,
    scope: Scope,
    paths: list[tree.Name],
    members: tuple[str, ...],
    attributes: tuple[str, ...],
    row: Function,
) -> dict[str, Type]:
    """For each attribute the type that all members share; an attribute of unlike types is reported and left out."""
    found = {}
    for attribute in attributes:
        type_ = _known_type(ctx, members, attribute)
        if type_ is None and row.name == "available":
            type_ = ANY
        if type_ is None:
            path = next(p for p in paths if p.parts[-1] == attribute)
            _report_unlike_members(ctx, scope, path, members)
        else:
            found[attribute] = type_
    return found


def _known_type(ctx: Context, members: tuple[str, ...], attribute: str) -> Type | None:
    """The type that all members share, looked up once it is known for good."""
    key = (id(members), attribute)
    if key not in ctx.shared:
        type_ = _shared_type(ctx, members, attribute)
        if type_ is None or type_.kind is Kind.ANY:
            return type_
        ctx.shared[key] = type_
    return ctx.shared[key]


def _shared_type(ctx: Context, members: tuple[str, ...], attribute: str) -> Type | None:
    types = {ctx.columns[f"{member}.{attribute}"].type or ANY for member in members}
    if len(types) == 1:
        return next(iter(types))
    if any(type_.kind is Kind.ANY for type_ in types):
        return ANY
    if all(type_.kind is Kind.NUMBER for type_ in types):
        return together(ctx.columns[f"{member}.{attribute}"].type or ANY for member in members)
    return None


def _report_unlike_members(ctx: Context, scope: Scope, path: tree.Name, members: tuple[str, ...]) -> None:
    attribute = path.parts[-1]
    first, *others = members
    type_ = ctx.columns[f"{first}.{attribute}"].type or ANY
    other = next(m for m in others if _shared_type(ctx, (first, m), attribute) is None)
    other_type = ctx.columns[f"{other}.{attribute}"].type or ANY
    ctx.findings.report(
        "CCG311",
        f"the members' `{attribute}` are of unlike kinds: `{first}` has {described(type_)}, `{other}` "
        f"{described(other_type)}",
        path.span,
        secondary=scope.calls,
        help="use their scores, or a group whose members are alike",
    )


def _needing(ctx: Context, scope: Scope, needing: tree.Expr) -> tuple[int | None, str | None]:
    """How many there have to be, and the parameter that says so if one does; None with a finding if it is wrong."""
    expr = check_expr(ctx, scope, needing)
    least = whole_number(ctx, scope, expr, "`needing`", 1, 10_000) if expr is not None else None
    return least, expr.name if isinstance(expr, Literal) else None


def _across_type(row: Function, arg: Expr) -> Type:
    if row.gives == "count":
        return COUNTED
    return YES_NO if row.gives == "yes or no" else arg.type

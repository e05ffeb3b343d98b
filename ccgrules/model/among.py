"""Functions among a population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.cluster_options import cluster_options
from ccgrules.model.counts import own_value_type
from ccgrules.model.directions import direction_of
from ccgrules.model.expressions import Among, Dated, Expr, Literal
from ccgrules.model.functions import QUANTILE_METHODS, Axis, Function
from ccgrules.model.funnel_options import funnel_args, funnel_options
from ccgrules.model.groups import article, report_unknown
from ccgrules.model.options import check_options, constant_number, option_word, report_arity
from ccgrules.model.scope import Bound, Context, Frame, Scope, Word
from ccgrules.model.typecheck import check_expr, every, require
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY, COUNTED, NUMERIC, SHARE, TEXT, approximately, per
from ccgrules.syntax import tree

Options = tuple[tuple[str, Expr], ...]


def check_among(
    ctx: Context, scope: Scope, call: tree.Call, among: tree.Among, rows: Mapping[Axis, Function]
) -> Expr | None:
    """The checked form of `mean(value, among: trusts where …)`."""
    row = rows.get("among")
    if row is None:
        message = f"`{call.function}` does not work among a population"
        hint = "leave out `among:`" + (", and name a group's members" if "across" in rows else "")
        ctx.findings.report("CCG312", message, among.span, secondary=scope.calls, help=hint)
        return None
    if report_arity(ctx, scope, call, row) or not check_options(ctx, scope, call, row):
        return None
    if call.then is not None and not row.then:
        ctx.findings.report("CCG211", f"`{row.name}` takes no `then`", call.then.span, secondary=scope.calls)
        return None
    inner = replace(scope, frame=replace(scope.frame or NO_GROUP, blocked=row.name))
    population = population_of(ctx, scope, among.population)
    where = check_expr(ctx, inner, among.where) if among.where is not None else None
    args = _args(ctx, inner, call, row)
    if where is not None and not require(ctx, scope, where, "`where` needs", Kind.YES_NO):
        return None
    if population is None or args is None or (among.where is not None and where is None):
        return None
    options = _options(ctx, scope, call, row, args)
    if options is None:
        return None
    values = args[:1] if row.name == "quantile" else args
    return Among(row.name, values, population, where, options, _type(ctx, row, values), span=call.span)


NO_GROUP = Frame("", "", "", {})


def population_of(ctx: Context, scope: Scope, name: tree.Name) -> str | None:
    """The population that a name means, also as an argument of the method around; None with a finding if none."""
    binding = scope.binding(str(name))
    if isinstance(binding, Word):
        binding.used = True
        return population_of(ctx, replace(scope, locals={}), binding.name)
    if isinstance(binding, Bound):
        if binding.expr.type.kind is Kind.ANY:
            return str(name)
        ctx.findings.report(
            "CCG205", f"`{name}` is a value here, and a population is needed", name.span, secondary=scope.calls
        )
        return None
    word = ctx.symbols.current(str(name), name.span)
    declaration = ctx.symbols.declared.get(word)
    if declaration is None:
        report_unknown(name, "population", ctx.symbols, ctx.findings)
        return None
    if declaration.keyword != "population":
        ctx.findings.report(
            "CCG205",
            f"`{name}` is {article(declaration.keyword)}, and a population is needed behind `among:`",
            name.span,
            secondary=(Label(declaration.names[0].span, "declared here"), *scope.calls),
        )
        return None
    ctx.used.add(word)
    return word


def _args(ctx: Context, scope: Scope, call: tree.Call, row: Function) -> tuple[Expr, ...] | None:
    if row.name == "pooled":
        return _pooled(ctx, scope, call)
    if row.name == "z_score":
        return funnel_args(ctx, scope, call, row)
    written = (*call.args, call.then) if call.then is not None else call.args
    checked = [check_expr(ctx, scope, arg) for arg in written]
    args = tuple(arg for arg in checked if arg is not None)
    if len(args) < len(checked):
        return None
    values = args[:1] if row.name == "quantile" else args
    fine = [require(ctx, scope, arg, f"`{row.name}` among a population takes", *_ordered(row)) for arg in values]
    return args if all(fine) else None


def _ordered(row: Function) -> tuple[Kind, ...]:
    return tuple(kind for kind in Kind if kind in row.takes)


def _pooled(ctx: Context, scope: Scope, call: tree.Call) -> tuple[Expr, ...] | None:
    """Numerator and denominator: the indicator's own where none are written."""
    if len(call.args) == 1:
        message = "`pooled` takes a numerator and a denominator, or nothing for the indicator's own"
        ctx.findings.report("CCG308", message, call.span, secondary=scope.calls)
        return None
    written = call.args or tuple(tree.Name((word,), span=call.function.span) for word in ("numerator", "denominator"))
    checked = [check_expr(ctx, scope, arg) for arg in written]
    args = tuple(arg for arg in checked if arg is not None)
    if len(args) < 2:
        return None
    return args if every(require(ctx, scope, arg, "`pooled` takes", Kind.NUMBER) for arg in args) else None


def _type(ctx: Context, row: Function, args: tuple[Expr, ...]) -> Type:
    if row.gives == "count":
        return COUNTED
    if any(arg.type.kind is Kind.ANY for arg in args):
        return ANY
    if row.name == "pooled":
        return _pooled_type(ctx, args)
    if row.gives == "number":
        approximate = row.approximate or (args[0].type.approximate and row.name == "standardise")
        return replace(NUMERIC, approximate=approximate)
    return approximately(args[0].type) if row.approximate else args[0].type


def _pooled_type(ctx: Context, args: tuple[Expr, ...]) -> Type:
    """Of an indicator's own numerator and denominator, the type of its value; else a plain number."""
    plain = replace(NUMERIC, approximate=any(arg.type.approximate for arg in args))
    return own_value_type(ctx, *args) or plain


# --- options -----------------------------------------------------------------------------------------------------


def _options(ctx: Context, scope: Scope, call: tree.Call, row: Function, args: tuple[Expr, ...]) -> Options | None:
    given = dict(call.options)
    if row.name == "quantile":
        share = _share(ctx, scope, args[1])
        method = option_word(ctx, scope, given.get("method"), QUANTILE_METHODS, "a method of `quantile`", call.span)
        if share is None or method is None:
            return None
        return (("q", share), ("method", method))
    if row.name == "z_score":
        return _funnel_options(ctx, scope, call, row, args[0])
    if row.name == "pooled":
        return _pooled_options(ctx, call, args)
    if row.name in ("kmeans", "natural_breaks"):
        found = cluster_options(ctx, scope, call, row, args[0])
        return None if found is None else tuple(found.items())
    if row.directional:
        return _directions(ctx, scope, call, row, args)
    return ()


def _funnel_options(ctx: Context, scope: Scope, call: tree.Call, row: Function, value: Expr) -> Options | None:
    direction = _directions(ctx, scope, call, row, (value,))
    options = funnel_options(ctx, scope, call, value)
    return None if direction is None or options is None else (*direction, *options)


def _pooled_options(ctx: Context, call: tree.Call, args: tuple[Expr, ...]) -> Options:
    """How many a pooled rate is counted per, where that is not one."""
    base = per(_pooled_type(ctx, args))
    return (("base", Literal(base, NUMERIC, span=call.span)),) if base != 1 else ()


def _share(ctx: Context, scope: Scope, expr: Expr) -> Expr | None:
    value = constant_number(expr)
    if expr.type.kind is Kind.ANY:
        return expr
    if isinstance(expr, Literal) and value is not None and 0 <= value <= 1:
        return replace(expr, type=SHARE)
    hint = "write a share such as `25%`, or name a parameter"
    if isinstance(expr, Dated):
        hint = "write a share such as `25%`: a parameter with values by period cannot stand here"
    ctx.findings.report(
        "CCG310",
        "the second argument of `quantile` is a share from 0% to 100%, the same for every organisation",
        expr.span,
        secondary=scope.calls,
        help=hint,
    )
    return None


DIRECTIONS = {"higher": "", "lower": ""}


def _directions(ctx: Context, scope: Scope, call: tree.Call, row: Function, args: tuple[Expr, ...]) -> Options | None:
    """Which way is better for each argument: as written, else the argument's own."""
    written = dict(call.options).get("best")
    given = None
    if written is not None:
        given = option_word(ctx, scope, written, DIRECTIONS, "a direction: `higher` or `lower`", call.span)
        if given is None:
            return None
    names = ("best", "then_best")
    options: list[tuple[str, Expr]] = []
    for name, arg in zip(names, args, strict=False):
        own = direction_of(ctx, scope, arg)
        known = own in ("higher", "lower")
        if given is not None and (name == "best" or not known) and arg.type.kind is not Kind.LABEL:
            options.append((name, given))
        elif known:
            options.append((name, Literal(str(own), TEXT, span=arg.span)))
        elif arg.type.kind is not Kind.ANY:
            _report_no_direction(ctx, scope, call, row, arg)
            return None
    return tuple(options)


def _report_no_direction(ctx: Context, scope: Scope, call: tree.Call, row: Function, arg: Expr) -> None:
    ctx.findings.report(
        "CCG306",
        f"`{row.name}` must know whether higher or lower is better, and nothing says so of `{arg.span.text}`",
        call.span,
        secondary=scope.calls,
        help="add `best: higher` or `best: lower`, or give the value a `better` line",
    )

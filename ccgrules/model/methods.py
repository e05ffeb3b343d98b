"""Calls of methods: each is spelled out with its own arguments, so that its mistakes show where they matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.bodies import check_body
from ccgrules.model.directions import direction_of
from ccgrules.model.expressions import Expr, Literal, Local, MethodCall, Ref
from ccgrules.model.groups import article, report_unknown
from ccgrules.model.ruleset import Direction
from ccgrules.model.scope import Binding, Bound, Context, Scope, Word
from ccgrules.model.symbols import ATTRIBUTES
from ccgrules.model.typecheck import check_expr
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY, described
from ccgrules.syntax import tree

DEEPEST_CALLS = 8
"""How many methods may call each other in a row."""

COST_OF_CALL = 10
"""As how many steps a call counts beside those of the body."""

Lets = list[tuple[str, Expr]]


def check_method_call(
    ctx: Context, scope: Scope, name: str, method: tree.Declaration, call: tree.Call
) -> MethodCall | None:
    """The checked form of `ranked(1, 4, trusts)`, with the method's body spelled out for it."""
    ctx.used.add(name)
    ctx.room -= COST_OF_CALL
    if not _may_call(ctx, scope, name, method, call):
        return None
    here = Label(call.span, "called here")
    inner = Scope(
        scope.owner, scope.kind, generic=scope.generic, methods=(*scope.methods, name), calls=(*scope.calls, here)
    )
    taken = {local for local in scope.locals if scope.methods}
    bound = _bind(ctx, scope, method, call, taken)
    if bound is None:
        return None
    args, bindings, lets = bound
    inner = replace(inner, locals=bindings)
    inner, fine = _check_lets(ctx, inner, method, lets, taken)
    body = method_body(ctx, inner, method)
    unknown = [word for word in bindings.values() if isinstance(word, Word) and not word.used]
    if _report_unknown_words(ctx, scope, unknown) or body is None or not fine:
        return None
    return MethodCall(name, args, tuple(lets), body, body.type, span=call.span)


def _may_call(ctx: Context, scope: Scope, name: str, method: tree.Declaration, call: tree.Call) -> bool:
    if name in scope.methods:
        chain = " calls ".join(f"`{m}`" for m in (*scope.methods[scope.methods.index(name) :], name))
        ctx.findings.report("CCG401", f"a method calls itself: {chain}", call.span, help="take one of the calls out")
        return False
    if len(scope.methods) >= DEEPEST_CALLS:
        message = f"more than {DEEPEST_CALLS} methods call each other in a row"
        ctx.findings.report("CCG490", message, call.span, secondary=scope.calls, help="put some of them together")
        return False
    extra = (call.among, call.then, *(value for _, value in call.options))
    for part in extra:
        if part is not None:
            message = f"`{name}` is a method, and takes its arguments by place only"
            ctx.findings.report("CCG211", message, part.span, secondary=scope.calls)
            return False
    if len(call.args) != len(method.params):
        params = ", ".join(map(str, method.params))
        ctx.findings.report(
            "CCG308",
            f"`{name}` takes {len(method.params)} argument{'' if len(method.params) == 1 else 's'}, "
            f"not {len(call.args)}",
            call.span,
            secondary=(Label(method.names[0].span, "declared here"), *scope.calls),
            help=f"write `{name}({params})`",
        )
        return False
    return True


# --- arguments ---------------------------------------------------------------------------------------------------


def _bind(
    ctx: Context, scope: Scope, method: tree.Declaration, call: tree.Call, taken: set[str]
) -> tuple[tuple[Expr | str, ...], dict[str, Binding], Lets] | None:
    args: list[Expr | str] = []
    bindings: dict[str, Binding] = {}
    lets: Lets = []
    for param, arg in zip(method.params, call.args, strict=True):
        if (word := _as_word(ctx, scope, arg)) is not None:
            bindings[str(param)] = word
            args.append(str(word.name))
            continue
        checked = check_expr(ctx, scope, arg)
        if checked is None:
            return None
        args.append(checked)
        better = direction_of(ctx, scope, checked)
        if isinstance(checked, (Literal, Ref, Local)):
            bindings[str(param)] = Bound(checked, better)
        elif scope.frame is not None:
            _report_member_argument(ctx, scope, arg)
            return None
        else:
            bindings[str(param)] = _as_let(str(param), checked, better, lets, taken)
    return tuple(args), bindings, lets


def _as_let(name: str, expr: Expr, better: Direction | None, lets: Lets, taken: set[str]) -> Bound:
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    taken.add(unique)
    lets.append((unique, expr))
    return Bound(Local(unique, expr.type, span=expr.span), better)


def _as_word(ctx: Context, scope: Scope, arg: tree.Expr) -> Word | None:
    """An argument that is no value: the name of a population or a scale, or a word that means nothing yet."""
    if not isinstance(arg, tree.Name) or len(arg.parts) > 1:
        return None
    binding = scope.binding(str(arg))
    if binding is not None:
        return binding if isinstance(binding, Word) else None
    if scope.sees_let(str(arg)):
        return None
    if str(arg) in ATTRIBUTES:
        return None
    declaration = ctx.symbols.find(str(arg), arg.span)
    if declaration is not None and declaration.keyword in ("population", "scale"):
        ctx.used.add(ctx.symbols.current(str(arg), arg.span))
        return Word(arg, used=True)
    return Word(arg) if declaration is None else None


def _report_member_argument(ctx: Context, scope: Scope, arg: tree.Expr) -> None:
    ctx.findings.report(
        "CCG305",
        f"`{arg.span.text}` is worked out for each member, and a method is called once for each organisation",
        arg.span,
        secondary=scope.calls,
        help="call the method in each member's own `score` instead",
    )


def _report_unknown_words(ctx: Context, scope: Scope, words: list[Word]) -> bool:
    for word in words:
        known = chain(scope.locals, ctx.symbols.declared)
        ctx.findings.report(
            "CCG201",
            f"nothing is called `{word.name}`",
            word.name.span,
            secondary=scope.calls,
            help=ctx.findings.did_you_mean(str(word.name), known) or "declare it, or look for a spelling mistake",
        )
    return bool(words)


# --- the method's own lines --------------------------------------------------------------------------------------


def _check_lets(
    ctx: Context, scope: Scope, method: tree.Declaration, lets: Lets, taken: set[str]
) -> tuple[Scope, bool]:
    """The scope of the body, where each `let` is seen by what comes after it, and whether every `let` is right."""
    fine = True
    bindings: dict[str, Binding] = dict(scope.locals)
    inner = replace(scope, locals=bindings)
    for clause in method.clauses:
        if clause.keyword != "let" or clause.name is None or clause.body is None:
            continue
        checked = check_body(ctx, inner, clause.body, None)
        name = str(clause.name)
        if checked is None:
            # Of no known type, so that the body is still looked at but nothing more is said of this `let`.
            fine = False
            bindings[name] = Bound(Local(name, ANY, span=clause.name.span), None)
        else:
            better = direction_of(ctx, inner, checked)
            bindings[name] = _as_let(name, checked, better, lets, taken)
    return inner, fine


def method_body(ctx: Context, scope: Scope, method: tree.Declaration) -> Expr | None:
    """The checked body: the first `score` or `status` line."""
    for clause in method.clauses:
        if clause.keyword in ("score", "status") and clause.body is not None:
            expected = status_type(ctx, scope, clause) if clause.keyword == "status" else None
            if clause.keyword == "status" and expected is None:
                return None
            return check_body(ctx, scope, clause.body, expected)
    return None


def status_type(ctx: Context, scope: Scope, clause: tree.Clause) -> Type | None:
    """The type of a `status on SCALE` line; the scale may be an argument of the method."""
    if clause.name is None:
        hint = f"write `status on {_scale_of(ctx, clause)}`"
        ctx.findings.report("CCG409", "this status is on no scale", clause.span, help=hint, secondary=scope.calls)
        return None
    binding = scope.binding(str(clause.name))
    name = clause.name
    if isinstance(binding, Word):
        binding.used = True
        name = binding.name
    elif isinstance(binding, Bound) and binding.expr.type.kind is Kind.ANY:
        return Type(Kind.LABEL)
    return scale_type(ctx, name)


def _scale_of(ctx: Context, clause: tree.Clause) -> str:
    """`rag by_standard` where a `status` line names only the method, otherwise `SCALE`."""
    how = clause.body.how if clause.body is not None else None
    name = how.function if isinstance(how, tree.Call) else how
    method = ctx.symbols.find(str(name), name.span) if isinstance(name, tree.Name) else None
    if how is None or method is None or method.keyword != "method":
        return "SCALE"
    scales = (given.name for given in method.clauses if given.keyword == "status" and given.name is not None)
    return f"{next(scales, 'SCALE')} {how.span.text}"


def scale_type(ctx: Context, name: tree.Name) -> Type | None:
    """The type of labels on a scale; None with a finding if there is no such scale."""
    word = ctx.symbols.current(str(name), name.span)
    if word in ctx.scales:
        ctx.used.add(word)
        return Type(Kind.LABEL, scale=word)
    declaration = ctx.symbols.declared.get(word)
    if declaration is None:
        report_unknown(name, "scale", ctx.symbols, ctx.findings)
    elif declaration.keyword != "scale":
        message = f"`{name}` is {article(declaration.keyword)}, not a scale"
        secondary = (Label(declaration.names[0].span, "declared here"),)
        ctx.findings.report("CCG205", message, name.span, secondary=secondary, help="name a scale behind `on`")
    return None


def generic_scope(method: tree.Declaration, name: str, any_type: Type) -> Scope:
    """The scope of a method by itself: its arguments and the owner's values are of no known type."""
    params: Mapping[str, Binding] = {
        str(param): Bound(Local(str(param), any_type, span=param.span), None) for param in method.params
    }
    return Scope(name, "method", locals=params, generic=True, methods=(name,))


def wrong_body(expr: Expr, gives: str) -> str | None:
    """What is wrong with a method's result, if something is: a score is a number, a status a label."""
    wanted = Kind.NUMBER if gives == "score" else Kind.LABEL
    if expr.type.kind in (wanted, Kind.ANY):
        return None
    return f"a {gives} is {'a number' if gives == 'score' else 'a label'}, and this is {described(expr.type)}"

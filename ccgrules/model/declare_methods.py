"""Methods by themselves, as written: what can be said of them before anything calls them."""

from __future__ import annotations

from dataclasses import replace

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.bodies import check_body
from ccgrules.model.clauses import title_of
from ccgrules.model.expressions import Local
from ccgrules.model.methods import generic_scope, status_type, wrong_body
from ccgrules.model.notes import declaration_notes, notes_of
from ccgrules.model.ruleset import Definition, Let, Method
from ccgrules.model.scope import Binding, Bound, Context, Scope
from ccgrules.model.symbols import reserved_for_lets
from ccgrules.model.types import Type
from ccgrules.model.units import ANY, SCORED
from ccgrules.syntax import tree


def method_of(ctx: Context, name: str, declaration: tree.Declaration) -> Method | None:
    """The checked method."""
    _check_locals(ctx, declaration)
    notes = declaration_notes(ctx, declaration)
    clauses = [clause for clause in declaration.clauses if clause.keyword in ("score", "status")]
    if len(clauses) != 1:
        _report_bodies(ctx, declaration, clauses)
        return None
    scope, lets = _lets(ctx, generic_scope(declaration, name, ANY), declaration)
    body = _body(ctx, scope, clauses[0])
    if body is None:
        return None
    gives = "score" if clauses[0].keyword == "score" else "status"
    params = tuple(map(str, declaration.params))
    return Method(
        name, title_of(declaration), params, lets, body, gives,  # type: ignore[arg-type]
        notes, span=declaration.names[0].span,
    )  # fmt: skip


def _report_bodies(ctx: Context, declaration: tree.Declaration, clauses: list[tree.Clause]) -> None:
    name = declaration.names[0]
    if not clauses:
        hint = "give it a `score` line, or a `status on SCALE` line"
        ctx.findings.report("CCG409", f"method `{name}` gives nothing", declaration.head, help=hint)
        return
    message = f"method `{name}` gives two things"
    first = (Label(clauses[0].span, "the first"),)
    hint = "make two methods of it"
    ctx.findings.report("CCG411", message, clauses[1].span, secondary=first, help=hint)


def _check_locals(ctx: Context, declaration: tree.Declaration) -> None:
    """Arguments and `let`s are each of one name, and of none with a meaning of its own."""
    seen: dict[str, tree.Name] = {}
    lets = [c.name for c in declaration.clauses if c.keyword == "let" and c.name is not None]
    for name in (*declaration.params, *lets):
        word = str(name)
        if word in seen:
            first = (Label(seen[word].span, "first here"),)
            message = f"`{word}` stands twice in this method"
            ctx.findings.report("CCG202", message, name.span, secondary=first, help="rename one of them")
        elif reserved_for_lets(word) or len(name.parts) > 1:
            message = f"`{word}` cannot be the name of an argument or a `let`"
            ctx.findings.report("CCG203", message, name.span, help="choose another name")
        seen.setdefault(word, name)


def _lets(ctx: Context, scope: Scope, declaration: tree.Declaration) -> tuple[Scope, tuple[Let, ...]]:
    lets: list[Let] = []
    bindings: dict[str, Binding] = dict(scope.locals)
    inner = replace(scope, locals=bindings)
    for clause in declaration.clauses:
        if clause.keyword != "let" or clause.name is None or clause.body is None:
            continue
        checked = check_body(ctx, inner, clause.body, None)
        name = str(clause.name)
        type_ = checked.type if checked is not None else ANY
        bindings[name] = Bound(Local(name, type_, span=clause.name.span), None)
        if checked is not None:
            notes = notes_of(ctx, clause.annotations)
            lets.append(Let(name, Definition(checked, clause.body.supplied, type_, notes, span=clause.span)))
    return inner, tuple(lets)


def _body(ctx: Context, scope: Scope, clause: tree.Clause) -> Definition | None:
    if clause.body is None:
        return None
    if clause.body.supplied:
        message = "a method is worked out, and nothing is `supplied` to it"
        hint = "write `supplied, otherwise` where the method is called"
        ctx.findings.report("CCG410", message, clause.body.span, help=hint)
        return None
    expected: Type | None = None
    if clause.keyword == "status":
        expected = status_type(ctx, scope, clause)
        if expected is None:
            return None
    how = check_body(ctx, scope, clause.body, expected)
    if how is None:
        return None
    wrong = wrong_body(how, clause.keyword)
    if wrong is not None:
        ctx.findings.report("CCG301", wrong, how.span)
        return None
    type_ = expected or SCORED
    return Definition(how, supplied=False, type=type_, notes=notes_of(ctx, clause.annotations), span=clause.span)

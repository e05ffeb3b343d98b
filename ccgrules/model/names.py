"""What a name in an expression means: a local, one of the owner's own values, a label, or something declared."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.dated import parameter_value
from ccgrules.model.expressions import Expr, Literal, Local, MemberValue, Ref
from ccgrules.model.groups import article
from ccgrules.model.scope import Bound, Context, Scope, Word, local_names
from ccgrules.model.spreadsheets import NOT_THERE, not_available, word_help
from ccgrules.model.symbols import ATTRIBUTES, AXES, CALCULATED
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY
from ccgrules.source import Span
from ccgrules.syntax import tree

OWNERS = ("indicator", "group")
VALUES = ("field", "condition", "measure", "rating", "judgement")


def check_name(ctx: Context, scope: Scope, name: tree.Name, expected: Type | None) -> Expr | None:
    """The checked expression of a name; None if it means nothing here, which is reported."""
    if len(name.parts) == 1:
        return _single(ctx, scope, name, expected)
    if scope.kind == "group" and name.parts[0] in AXES and len(name.parts) == 2:
        return _member_value(ctx, scope, name)
    if len(name.parts) == 3 and name.parts[1] in AXES:
        return _member_value(ctx, scope, name)
    if len(name.parts) == 2:
        return _attribute(ctx, scope, name)
    ctx.findings.report(
        "CCG201",
        f"`{name}` names nothing",
        name.span,
        secondary=scope.calls,
        help="write `INDICATOR.value`, `GROUP.score` or `GROUP.indicators.score`",
    )
    return None


def _single(ctx: Context, scope: Scope, name: tree.Name, expected: Type | None) -> Expr | None:
    word = name.parts[0]
    binding = scope.binding(word)
    if isinstance(binding, Bound):
        return replace(binding.expr, span=name.span)
    if isinstance(binding, Word):
        binding.used = True
        return _single(ctx, replace(scope, locals={}, lets={}), replace(binding.name, span=name.span), expected)
    if scope.sees_let(word):
        return reference(ctx, scope, f"{scope.owner}.{word}", name.span)
    if word in ATTRIBUTES:
        return _own(ctx, scope, name)
    if expected is not None and (label := label_literal(ctx, name, expected)):
        return label
    if scope.generic and expected is not None and expected.kind is Kind.LABEL and expected.scale is None:
        return Literal(word, expected, span=name.span)
    return _declared(ctx, scope, name, expected)


def label_literal(ctx: Context, name: tree.Name, expected: Type) -> Literal | None:
    """The label or choice of an expected type that a name means."""
    word = str(name)
    if expected.kind is Kind.LABEL and expected.scale is not None:
        known = word in (label.name for label in ctx.scales[expected.scale].labels)
    else:
        known = word in expected.choices
    return Literal(word, replace(expected, approximate=False), span=name.span) if known else None


def reference(ctx: Context, scope: Scope, column: str, span: Span) -> Ref:
    """The value of a column; of no known type where the column's own definition is wrong or not checked yet."""
    found = ctx.columns[column]
    if found.owner != scope.owner:
        ctx.used.add(found.owner)
    return Ref(column, found.type or ANY, span=span)


# --- the owner's own values --------------------------------------------------------------------------------------


def _own(ctx: Context, scope: Scope, name: tree.Name) -> Expr | None:
    """`value`, `standard`, `score` … inside an indicator, a group, or a method called from one."""
    word = name.parts[0]
    if scope.generic:
        return Local(word, ANY, span=name.span)
    if scope.kind not in OWNERS:
        message = f"`{word}` means nothing in a {scope.kind}: it belongs to an indicator"
        hint = f"say whose {word}: `INDICATOR.{word}`"
        if scope.methods:
            message = f"`{word}` means nothing here: `{scope.methods[-1]}` is not called from an indicator"
            hint = "call the method from an indicator's `score` or `status`"
        ctx.findings.report("CCG212", message, name.span, secondary=scope.calls, help=hint)
        return None
    column = f"{scope.owner}.{word}"
    if column in ctx.columns:
        return Ref(column, ctx.columns[column].type or ANY, span=name.span)
    _report_no_attribute(ctx, scope, scope.owner, word, name.span)
    return None


def _attribute(ctx: Context, scope: Scope, name: tree.Name) -> Expr | None:
    """`122b.score`, `cancer.score`."""
    first, attribute = name.parts
    declaration = ctx.symbols.find(first, name.span)
    if declaration is None:
        _report_unknown(ctx, scope, name, first, None)
        return None
    owner = ctx.symbols.current(first, name.span)
    if declaration.keyword == "rating" and attribute == CALCULATED and f"{owner}.{attribute}" in ctx.columns:
        return reference(ctx, scope, f"{owner}.{attribute}", name.span)
    if declaration.keyword not in OWNERS:
        ctx.findings.report(
            "CCG204",
            f"{article(declaration.keyword)} such as `{first}` has no `{attribute}`",
            name.span,
            secondary=(Label(declaration.names[0].span, "declared here"), *scope.calls),
            help=f"write `{first}`" if declaration.keyword in (*VALUES, "parameter") else None,
        )
        return None
    if attribute in AXES and declaration.keyword == "group":
        ctx.findings.report(
            "CCG304",
            f"`{name}` is many things, and a value is needed here",
            name.span,
            secondary=scope.calls,
            help=f"say which of their values, and how to put them together: `mean({name}.score)`",
        )
        return None
    column = f"{owner}.{attribute}"
    if attribute in ATTRIBUTES and column in ctx.columns:
        return reference(ctx, scope, column, name.span)
    _report_no_attribute(ctx, scope, owner, attribute, name.span)
    return None


def _report_no_attribute(ctx: Context, scope: Scope, owner: str, attribute: str, span: Span) -> None:
    declaration = ctx.symbols.declared[owner]
    here = [word for word in ATTRIBUTES if f"{owner}.{word}" in ctx.columns]
    hint = ctx.findings.did_you_mean(attribute, here)
    if hint is None and attribute in ATTRIBUTES:
        hint = _how_to_give(declaration.keyword, owner, attribute)
    elif hint is None and here:
        hint = f"it has {', '.join(f'`{owner}.{word}`' for word in here)}"
    ctx.findings.report(
        "CCG204",
        f"{declaration.keyword} `{owner}` has no `{attribute}`",
        span,
        secondary=(Label(declaration.names[0].span, "declared here"), *scope.calls),
        help=hint,
    )


def _how_to_give(keyword: str, owner: str, attribute: str) -> str | None:
    if keyword == "group":
        return f"give `{owner}` a `{attribute}` line" if attribute in ("score", "status") else None
    if attribute in ("numerator", "denominator"):
        return f"write `from numerator / denominator` on the `data` line of `{owner}`"
    if attribute in ("value", "lower_limit", "upper_limit"):
        return f"give `{owner}` a `data` line"
    return f"give `{owner}` a `{attribute}` line"


# --- members of a group ------------------------------------------------------------------------------------------


def _member_value(ctx: Context, scope: Scope, name: tree.Name) -> Expr | None:
    """`members.score`, `cancer.indicators.status`: the member in hand, inside a function across the group."""
    frame, path = scope.frame, ".".join(name.parts[:-1])
    if frame is None:
        ctx.findings.report(
            "CCG304",
            f"`{name}` is many values, one for each member, and stands where one is needed",
            name.span,
            secondary=scope.calls,
            help=f"say how to put them together, such as `mean({name})` or `count({name} is …)`",
        )
        return None
    if frame.blocked is not None:
        ctx.findings.report(
            "CCG305",
            f"`{frame.blocked}` compares organisations, and `{name}` is many values for each of them",
            name.span,
            secondary=scope.calls,
            help=f"put the members together first, such as `{frame.blocked}(mean({name}), among: …)`, "
            "or give each member a score of its own",
        )
        return None
    if frame.path != path:
        ctx.findings.report(
            "CCG305",
            f"`{path}` and `{frame.path}` stand in one function: it runs over one group at a time",
            name.span,
            secondary=scope.calls,
            help="write two functions, one for each group",
        )
        return None
    type_ = frame.types.get(name.parts[-1])
    return MemberValue(name.parts[-1], type_, span=name.span) if type_ else None


# --- declared names ----------------------------------------------------------------------------------------------


def _declared(ctx: Context, scope: Scope, name: tree.Name, expected: Type | None) -> Expr | None:
    word = ctx.symbols.current(name.parts[0], name.span)
    declaration = ctx.symbols.declared.get(word)
    if declaration is None:
        _report_unknown(ctx, scope, name, name.parts[0], expected)
        return None
    if declaration.keyword in VALUES:
        return reference(ctx, scope, word, name.span)
    if declaration.keyword == "parameter":
        ctx.used.add(word)
        parameter = ctx.parameters.get(word)
        return parameter_value(parameter, name.span) if parameter else None
    if declaration.keyword == "method" and not declaration.params:
        from ccgrules.model.methods import check_method_call  # it needs names for its arguments

        call = tree.Call(name, (), None, (), None, span=name.span)
        return check_method_call(ctx, scope, word, declaration, call)
    _report_wrong_kind(ctx, scope, name, declaration)
    return None


def _report_wrong_kind(ctx: Context, scope: Scope, name: tree.Name, declaration: tree.Declaration) -> None:
    keyword = declaration.keyword
    helps = {
        "indicator": f"say which of its values: {_offer(ctx, str(name))}",
        "group": f"say which value: {_offer(ctx, str(name)) or f'`mean({name}.indicators.score)`'}",
        "population": f"a population stands behind `among:`, as in `mean(…, among: {name})`",
        "method": f"give its arguments: `{name}({', '.join(map(str, declaration.params))})`",
        "scale": "name one of its labels",
    }
    ctx.findings.report(
        "CCG205",
        f"`{name}` is {article(keyword)}, and a value is needed here",
        name.span,
        secondary=(Label(declaration.names[0].span, "declared here"), *scope.calls),
        help=helps.get(keyword),
    )


def _offer(ctx: Context, owner: str) -> str:
    here = [f"`{owner}.{word}`" for word in ATTRIBUTES if f"{owner}.{word}" in ctx.columns]
    return ", ".join(word for word in here if not word.endswith(("_limit`", "erator`", "inator`")))


def _report_unknown(ctx: Context, scope: Scope, name: tree.Name, word: str, expected: Type | None) -> None:
    if word in ctx.symbols.removed:
        ctx.findings.report(
            "CCG452",
            f"`{word}` is removed but still used here",
            name.span,
            secondary=(Label(ctx.symbols.removed[word], "removed here"), *scope.calls),
            help="change or remove what uses it as well",
        )
        return
    rename = next((r for r in ctx.symbols.renames if r.old == word), None)
    if rename is not None:
        ctx.findings.report(
            "CCG454",
            f"`{word}` is now called `{rename.new}`",
            name.span,
            secondary=(Label(rename.span, "renamed here"), *scope.calls),
            help=f"write `{rename.new}`",
        )
        return
    labels = labels_of(ctx, expected)
    if labels:
        _report_unknown_label(ctx, scope, name, expected, labels)
        return
    whole = not_available(name.span)
    if whole is not None:
        ctx.findings.report("CCG201", f"`{whole.text}` is no value", whole, secondary=scope.calls, help=NOT_THERE)
        return
    known = chain(local_names(scope), ctx.symbols.declared)
    meant = word_help(word) or (f"write `{word[:-2]}%`" if re.fullmatch(r"[0-9]+pp", word) else None)
    ctx.findings.report(
        "CCG201",
        f"nothing is called `{word}`",
        name.span,
        secondary=scope.calls,
        help=meant or ctx.findings.did_you_mean(word, known) or "declare it, or look for a spelling mistake",
    )


def labels_of(ctx: Context, expected: Type | None) -> list[str]:
    """The names that a label or choice of the type may have."""
    if expected is None:
        return []
    if expected.kind is Kind.LABEL and expected.scale is not None:
        return [label.name for label in ctx.scales[expected.scale].labels]
    return list(expected.choices)


def _report_unknown_label(
    ctx: Context, scope: Scope, name: tree.Name, expected: Type | None, labels: list[str]
) -> None:
    scale = expected.scale if expected else None
    what = f"a label of scale `{scale}`" if scale else "one of the words that it may be"
    secondary = list(scope.calls)
    if scale is not None:
        secondary.insert(0, Label(ctx.scales[scale].span, "the scale is declared here"))
    ctx.findings.report(
        "CCG206",
        f"`{name}` is not {what}",
        name.span,
        secondary=secondary,
        help=ctx.findings.did_you_mean(str(name), labels) or f"write one of {', '.join(labels)}",
    )

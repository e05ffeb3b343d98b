"""`is`, `is one of`, `is better than`, `is missing`: what is asked of labels, words and yes/no values."""

from __future__ import annotations

from ccgrules.model.expressions import Expr, Literal, Op
from ccgrules.model.scope import Context, Scope
from ccgrules.model.typecheck import check_expr, every, is_kind, require
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY, YES_NO, described
from ccgrules.source import Span
from ccgrules.syntax import tree

ORDER_HELP = "numbers are compared with `<` and `>`, or with `meets` and `misses`"


def check_is(ctx: Context, scope: Scope, expr: tree.Is) -> Expr | None:
    """The checked form of a question about a label, a word or a yes/no value, or whether something is missing."""
    operand = check_expr(ctx, scope, expr.operand)
    if operand is None:
        return None
    if expr.relation in ("missing", "not missing"):
        asked = Op("is_missing", (operand,), YES_NO, span=expr.span)
        return _turned(asked, expr.relation == "not missing", expr.span)
    if expr.relation in ("better than", "worse than"):
        return _order(ctx, scope, expr, operand)
    if not _can_be_asked(ctx, scope, operand):
        return None
    labels = [_asked_label(ctx, scope, operand, label) for label in expr.labels]
    if any(label is None for label in labels):
        return None
    args = (operand, *(label for label in labels if label is not None))
    asked = Op("one_of" if expr.relation.endswith("one of") else "is", args, YES_NO, span=expr.span)
    return _turned(asked, expr.relation in ("is not", "not one of"), expr.span)


def _turned(asked: Op, turn: bool, span: Span) -> Op:
    return Op("not", (asked,), YES_NO, span=span) if turn else asked


def _can_be_asked(ctx: Context, scope: Scope, operand: Expr) -> bool:
    if is_kind(operand, Kind.LABEL, Kind.YES_NO, Kind.TEXT):
        return True
    ctx.findings.report(
        "CCG301",
        f"`is` asks for a label, a word, or yes or no, and this is {described(operand.type)}",
        operand.span,
        secondary=scope.calls,
        help=f"write `{operand.span.text} = …` for a number, or `{operand.span.text} is missing`",
    )
    return False


def _asked_label(ctx: Context, scope: Scope, operand: Expr, label: tree.Expr) -> Expr | None:
    """The checked right-hand side of `is`, which must be of the operand's type."""
    if operand.type.kind is Kind.ANY:
        return _unknown_label(ctx, scope, label)
    checked = check_expr(ctx, scope, label, operand.type)
    if checked is None or not same_labels(ctx, scope, operand.type, checked):
        return None
    return checked


def _unknown_label(ctx: Context, scope: Scope, label: tree.Expr) -> Expr | None:
    """A label in a method by itself, where the scale is not known: any single word will do."""
    if isinstance(label, tree.Name) and len(label.parts) == 1 and scope.binding(str(label)) is None:
        return Literal(str(label), Type(Kind.LABEL), span=label.span)
    return check_expr(ctx, scope, label)


def same_labels(ctx: Context, scope: Scope, wanted: Type, checked: Expr) -> bool:
    """Whether an expression is of the wanted label, word or yes/no type; reported if not."""
    type_ = checked.type
    if Kind.ANY in (wanted.kind, type_.kind):
        return True
    words_alike = not (wanted.choices and type_.choices) or wanted.choices == type_.choices
    if wanted.kind is type_.kind and wanted.scale == type_.scale and words_alike:
        if wanted.choices and isinstance(checked, Literal) and checked.value not in wanted.choices:
            _report_no_choice(ctx, scope, wanted, checked)
            return False
        return True
    code = "CCG307" if wanted.kind is type_.kind is Kind.LABEL else "CCG301"
    ctx.findings.report(
        code,
        f"{described(wanted)} is wanted here, and this is {described(type_)}",
        checked.span,
        secondary=scope.calls,
        help=_other_scale_help(wanted, checked) if code == "CCG307" else _quoted_label_help(ctx, wanted, checked),
    )
    return False


def _quoted_label_help(ctx: Context, wanted: Type, checked: Expr) -> str | None:
    """For `"Good"` the label that is called so or has this title."""
    if wanted.scale is None or not isinstance(checked, Literal) or checked.type.kind is not Kind.TEXT:
        return None
    labels = ctx.scales[wanted.scale].labels
    meant = [label.name for label in labels if str(checked.value).lower() in (label.name.lower(), label.title.lower())]
    names = ", ".join(f"`{name}`" for name in meant[:1] or [label.name for label in labels])
    return f"write the label's name, without quotation marks: {names}"


def _other_scale_help(wanted: Type, checked: Expr) -> str:
    return f"say what each label means on `{wanted.scale}` with cases: `… when {checked.span.text} is …`"


def _report_no_choice(ctx: Context, scope: Scope, wanted: Type, checked: Literal) -> None:
    ctx.findings.report(
        "CCG206",
        f'"{checked.value}" is not one of the words that it may be',
        checked.span,
        secondary=scope.calls,
        help=f"write one of {', '.join(wanted.choices)}",
    )


def _order(ctx: Context, scope: Scope, expr: tree.Is, operand: Expr) -> Expr | None:
    """`is better than` and `is worse than`, by the order of the scale."""
    if not require(ctx, scope, operand, f"`is {expr.relation}` compares", Kind.LABEL, help=ORDER_HELP):
        return None
    if operand.type.kind is Kind.ANY:
        label = _unknown_label(ctx, scope, expr.labels[0])
    else:
        label = check_expr(ctx, scope, expr.labels[0], operand.type)
    if label is None or not same_labels(ctx, scope, operand.type, label):
        return None
    return Op(expr.relation.removesuffix(" than"), (operand, label), YES_NO, span=expr.span)


def check_best_worst(ctx: Context, scope: Scope, call: tree.Call, expected: Type | None) -> Expr | None:
    """`best(a, b)`, `worst(a, b)` of labels of one scale."""
    name = str(call.function)
    # Bare labels last: only what stands beside them says of which scale they are.
    found = {place: check_expr(ctx, scope, arg) for place, arg in enumerate(call.args) if _declared(ctx, scope, arg)}
    wanted = next((arg.type for arg in found.values() if arg is not None and arg.type.kind is Kind.LABEL), expected)
    for place, arg in enumerate(call.args):
        if place not in found:
            found[place] = check_expr(ctx, scope, arg, wanted)
    checked = [one for place in range(len(call.args)) if (one := found[place]) is not None]
    if len(checked) < len(call.args):
        return None
    if not every(require(ctx, scope, arg, f"`{name}` compares", Kind.LABEL) for arg in checked):
        return None
    type_ = next((arg.type for arg in checked if arg.type.kind is Kind.LABEL), ANY)
    if not every(same_labels(ctx, scope, type_, arg) for arg in checked):
        return None
    return Op(name, tuple(checked), type_, span=call.span)


def _declared(ctx: Context, scope: Scope, arg: tree.Expr) -> bool:
    """Whether an argument's scale can be found without knowing it beforehand: it is no bare label."""
    if not isinstance(arg, tree.Name) or len(arg.parts) > 1:
        return True
    word = str(arg)
    return word in scope.locals or scope.sees_let(word) or ctx.symbols.find(word, arg.span) is not None

"""Named values: for each the place where it is written, and its checked definition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal as OneOf

from ccgrules.model.bodies import check_body
from ccgrules.model.directions import direction_of
from ccgrules.model.expressions import Expr
from ccgrules.model.labels import same_labels
from ccgrules.model.notes import notes_of
from ccgrules.model.ruleset import Definition
from ccgrules.model.scope import Context, Scope
from ccgrules.model.symbols import LEVELS
from ccgrules.model.typecheck import require
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import ANY, NUMERIC, PLAIN, SCORED, YES_NO, alike, described, share_help
from ccgrules.syntax import tree

Want = OneOf["score", "label", "level", "condition", "number", "anything"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A named value that some clause defines.

    Attributes:
        column: Its name: `OF0057.score`, `average_score`, `OF0057.z`.
        clause: Where it is defined.
        scope: What words mean there.
        want: What it must be.
        known: The type that is declared for it, where one is: a scale, the unit of a measure, or that of the value
            that a level is for.
        reweight: Whether a weighted mean in it may leave lines out.
    """

    column: str
    clause: tree.Clause
    scope: Scope
    want: Want
    known: Type | None
    reweight: bool = False


def define(ctx: Context, slot: Slot) -> None:
    """Checks one named value and notes its definition and type; nothing is noted where it is wrong."""
    body = slot.clause.body
    if body is None or (slot.want == "label" and slot.known is None):
        return
    column = ctx.columns[slot.column]
    expected = slot.known if slot.want in ("label", "level") else None
    how = None
    if body.how is not None:
        how = check_body(ctx, slot.scope, body, expected, reweight=slot.reweight)
        if how is None:
            return
    type_ = _type(ctx, slot, how)
    if type_ is None:
        return
    column.type = type_
    if slot.want == "anything" and how is not None:
        column.better = direction_of(ctx, slot.scope, how)
    notes = notes_of(ctx, slot.clause.annotations)
    ctx.definitions[slot.column] = Definition(how, body.supplied, type_, notes, span=slot.clause.span)


def _type(ctx: Context, slot: Slot, how: Expr | None) -> Type | None:
    """The type of the named value; None with a finding where the expression is none such."""
    known = SCORED if slot.want == "score" else YES_NO if slot.want == "condition" else slot.known
    if how is None:
        return known or NUMERIC
    scope = slot.scope
    if slot.want == "anything":
        return how.type
    if slot.want == "condition":
        return YES_NO if require(ctx, scope, how, "a condition is", Kind.YES_NO) else None
    if slot.want == "label":
        return known if known is not None and same_labels(ctx, scope, known, how) else None
    if slot.want == "score":
        return _score_type(ctx, scope, how)
    if slot.want == "level" and known is not None and known.kind is not Kind.NUMBER:
        return known if same_labels(ctx, scope, known, how) else None
    return _number_type(ctx, slot, how, known)


def _score_type(ctx: Context, scope: Scope, how: Expr) -> Type | None:
    if not require(ctx, scope, how, "a score is", Kind.NUMBER):
        return None
    if how.type.kind is Kind.NUMBER and not alike(SCORED, how.type) and how.type.unit is not None:
        share = how.type.unit.dimension == "share"
        ctx.findings.report(
            "CCG302",
            f"a score is a plain number, and this is {described(how.type)}",
            how.span,
            secondary=scope.calls,
            help="divide it by `100%`" if share else "score it with cases, or by its place among others",
        )
        return None
    return replace(SCORED, approximate=how.type.approximate)


def _number_type(ctx: Context, slot: Slot, how: Expr, known: Type | None) -> Type | None:
    part = slot.column.rpartition(".")[2]
    what = f"a {part} is" if part in LEVELS else "a measure is"
    hint = None
    if slot.want == "number":
        helps = {Kind.LABEL: "declare a `rating` for a label", Kind.YES_NO: "declare a `condition` for yes or no"}
        hint = helps.get(how.type.kind)
    if not require(ctx, slot.scope, how, what, Kind.NUMBER, help=hint):
        return None
    if known is None or how.type.kind is Kind.ANY:
        return known or _of_measure(how.type)
    if not alike(known, how.type):
        wanted, got = described(known), described(how.type)
        ctx.findings.report(
            "CCG302",
            f"{wanted} is wanted here, and this is {got}",
            how.span,
            secondary=slot.scope.calls,
            help=share_help(how.span.text) if wanted == "a share" and how.type == PLAIN else None,
        )
        return None
    return replace(known, approximate=how.type.approximate)


def _of_measure(type_: Type) -> Type:
    """A measure that is worked out from written numbers only is a plain number."""
    return replace(NUMERIC, approximate=type_.approximate) if type_.unit is None and type_ != ANY else type_

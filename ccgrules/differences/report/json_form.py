"""The difference of two versions as data, in the shape of `schemas/diff.schema.json`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ccgrules.diagnostics.render import render_json
from ccgrules.differences.attribution.forms import Attribution, Movement, Share
from ccgrules.differences.impact.forms import Impact, Moved, Near
from ccgrules.differences.report.attribution_part import Told, by_leaders, largest_error, leaders
from ccgrules.differences.report.explained import Explained
from ccgrules.differences.report.movers_part import in_figures, measure_type
from ccgrules.differences.report.rules_part import split
from ccgrules.differences.report.view import LEAST_PLACES, signed
from ccgrules.differences.rules.changes import Change, RulesDiff, Side
from ccgrules.explain.digits import MINUS, exact, stored
from ccgrules.explain.forms import to_json
from ccgrules.model.rules_digest import rules_digest
from ccgrules.model.ruleset import Ruleset

if TYPE_CHECKING:
    from ccgrules.differences.difference import Difference
    from ccgrules.differences.whatif.forms import Supposed

Json = dict[str, Any]


def difference_json(told: Difference, explain: Sequence[str] = ()) -> Json:
    """A difference as data: figures exact, and as they are printed.

    Raises:
        KeyError: There is no organisation of a code that is to be explained.
    """
    moving, idle = split(told.rules)
    shares = None
    if told.impact is not None and told.attribution is not None:
        shares = Told.of(told.attribution, told.impact, told.rules, by_cause=told.periods is not None)
    return {
        "old": _ruleset(told.rules.older),
        "new": _ruleset(told.rules.new),
        "periods": list(told.periods) if told.periods is not None else None,
        "what_if": supposed_json(told.supposed) if told.supposed is not None else None,
        "can_move": len(moving),
        "cannot_move": len(idle),
        "changes": [_change(one) for one in told.rules.changes],
        "impact": _impact(told.impact, shares) if told.impact is not None else None,
        "attribution": _attribution(shares) if shares is not None else None,
        "explained": [_explained(one) for one in told.explained(explain)],
        "diagnostics": render_json(told.findings),
    }


def supposed_json(supposed: Supposed) -> Json:
    """What is tried, as data."""
    return {
        "title": supposed.title,
        "set": [{"name": one.name, "was": one.was, "now": one.now} for one in supposed.parts if one.now is not None],
        "left_out": [name for one in supposed.parts for name in one.left_out],
        "remarks": list(supposed.remarks),
    }


# --- the rules -------------------------------------------------------------------------------------------------------


def _ruleset(rules: Ruleset) -> Json:
    head = rules.framework
    files = [file.name for file in rules.files]
    return {
        "name": head.name,
        "title": head.title,
        "version": head.version,
        "files": files,
        "digest": rules_digest(rules),
    }


def _change(one: Change) -> Json:
    return {
        "number": one.number,
        "kind": one.kind,
        "keyword": one.keyword,
        "name": one.name,
        "title": one.title,
        "part": one.part,
        "at": one.at,
        "old": _side(one.old),
        "new": _side(one.new),
        "where": list(one.where),
        "moves": one.moves,
        "effect": one.effect,
        "why": one.why,
    }


def _side(side: Side | None) -> Json | None:
    if side is None:
        return None
    line, column = side.span.source.position(side.span.start)
    end_line, end_column = side.span.source.position(side.span.end)
    return {
        "text": side.text,
        "file": side.span.source.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


CHANGE_COLUMNS = (
    "number", "kind", "declaration", "name", "title", "part", "at", "was", "now", "where", "can_move", "effect", "why",
)  # fmt: skip


def change_rows(diff: RulesDiff) -> list[dict[str, str | int | bool | None]]:
    """A dictionary for each change, with plain values: for a table or a frame."""
    return [dict(zip(CHANGE_COLUMNS, _change_row(one), strict=True)) for one in diff.changes]


def _change_row(one: Change) -> tuple[str | int | bool | None, ...]:
    was, now = (side.text if side is not None else None for side in (one.old, one.new))
    what = (one.keyword, one.name, one.title, one.part, one.at)
    return (one.number, one.kind, *what, was, now, "; ".join(one.where), one.moves, one.effect, one.why)


# --- the ratings -----------------------------------------------------------------------------------------------------


def _impact(impact: Impact, shares: Told | None) -> Json:
    name, title = impact.rating
    return {
        "rating": {"name": name, "title": title},
        "noun": {"one": impact.noun[0], "many": impact.noun[1]},
        "scale": [{"name": label.name, "title": label.title} for label in impact.scale],
        "organisations": sum(impact.counts.values()),
        "moved": len(impact.moved),
        "transitions": [
            {"before": before, "after": after, "count": count} for (before, after), count in impact.counts.items()
        ],
        "movers": [_mover(one, impact, shares) for one in impact.moved],
        "near": [_near(one, impact) for one in impact.near],
        "only_before": [{"organisation": code, "name": own} for code, own in impact.only_before.items()],
        "only_after": [{"organisation": code, "name": own} for code, own in impact.only_after.items()],
        "data": {"before": impact.before.dataset.digest, "after": impact.after.dataset.digest},
    }


def _mover(one: Moved, impact: Impact, shares: Told | None) -> Json:
    movements = shares.movements(one) if shares is not None else ()
    return {
        "organisation": one.organisation,
        "period": one.period,
        "name": one.name,
        "before": one.before,
        "after": one.after,
        "grades": one.grades,
        "why_before": one.why_before,
        "why_after": one.why_after,
        "because_of": list(leaders(movements[0])) if movements else [],
        "movements": [_movement(movement, impact) for movement in movements],
    }


def _movement(movement: Movement, impact: Impact) -> Json:
    places = LEAST_PLACES
    if movement.measured == "value":
        type_, places = measure_type(impact, movement.name)
        movement = in_figures(movement, type_)
    return {
        "name": movement.name,
        "measured": movement.measured,
        "before": _figure(movement.before, places),
        "after": _figure(movement.after, places),
        "shares": [_share(share, places) for share in movement.shares],
    }


def _share(share: Share, places: int) -> Json:
    return {
        "unit": share.unit,
        "share": _figure(share.share, places),
        "first": _figure(share.first, places),
        "last": _figure(share.last, places),
        "error": share.error,
    }


def _figure(value: Fraction, places: int) -> Json:
    return {"exact": exact(value), "shown": signed(value, places).replace(MINUS, "-").replace(",", "").lstrip("+")}


def _near(one: Near, impact: Impact) -> Json:
    type_, _ = measure_type(impact, one.measure)
    return {
        "organisation": one.organisation,
        "period": one.period,
        "name": one.name,
        "rating": one.label,
        "measure": one.measure,
        "title": one.measure_title,
        "value": {"exact": exact(stored(one.value, type_.unit)), "shown": one.shown},
        "boundary": {"exact": exact(stored(one.boundary, type_.unit)), "shown": one.boundary_shown},
        "other": one.other,
    }


# --- the attribution -------------------------------------------------------------------------------------------------


def _attribution(told: Told) -> Json:
    attribution: Attribution = told.attribution
    return {
        "of": "causes" if told.by_cause else "changes",
        "exact": attribution.exact,
        "orders": attribution.orders,
        "variants": attribution.variants,
        "largest_error": largest_error(attribution) if not attribution.exact else None,
        "units": [
            {
                "number": unit.number,
                "mark": told.mark(unit.number),
                "title": unit.title,
                "changes": list(unit.changes),
                "together": unit.together,
            }
            for unit in attribution.units
        ],
        "counted": [
            {"units": list(units), **_ways(several), "organisations": [one.organisation for one in several]}
            for units, several in by_leaders(told).items()
        ],
        "idle": [unit.number for unit in attribution.idle()],
    }


def _ways(several: Sequence[Moved]) -> Json:
    return {
        "up": sum(one.grades is not None and one.grades > 0 for one in several),
        "down": sum(one.grades is not None and one.grades < 0 for one in several),
        "gained": sum(one.before is None for one in several),
        "lost": sum(one.after is None for one in several),
    }


# --- explanations ----------------------------------------------------------------------------------------------------


def _explained(one: Explained) -> Json:
    return {
        "organisation": one.organisation,
        "before": to_json(one.before) if one.before is not None else None,
        "after": to_json(one.after) if one.after is not None else None,
    }

"""A comparison of years as data, in the shape of `schemas/comparison.schema.json`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccgrules.diagnostics.render import render_json
from ccgrules.differences.years.comparison import PLACES, Cell, Change, Comparison, Row
from ccgrules.differences.years.movements import LabelFlow, Movement, Mover, Successor
from ccgrules.differences.years.year import Rated
from ccgrules.explain.digits import MINUS, exact, fixed

Json = dict[str, object]


def comparison_json(told: Comparison) -> Json:
    """A comparison as data: figures exact, and as they are printed."""
    return {
        "rating": told.title,
        "noun": told.noun,
        "scale": [{"name": label.name, "title": label.title} for label in told.scale],
        "percentages_of": "rated" if told.rated_only else "all",
        "years": [{"name": year.name, "organisations": year.all, "rated": year.rated} for year in told.years],
        "rows": [_row(row) for row in told.rows],
        "movements": [_movement(one) for one in told.movements],
        "diagnostics": render_json(told.findings),
    }


def _row(row: Row) -> Json:
    return {
        "kind": row.kind,
        "title": row.title,
        "labels": list(row.labels),
        "years": [_cell(cell) for cell in row.cells],
        "changes": [_change(change) for change in row.changes],
    }


def _cell(cell: Cell) -> Json:
    return {"count": cell.count, "percent": _figure(cell.percent)}


def _change(change: Change) -> Json:
    return {
        "count": change.count,
        "points": _figure(change.points),
        "relative": _figure(change.relative),
        "of_rounded": {"points": _figure(change.rounded_points), "relative": _figure(change.rounded_relative)},
    }


def _figure(value: Fraction | None) -> Json | None:
    if value is None:
        return None
    return {"exact": exact(value), "shown": fixed(value, PLACES).replace(MINUS, "-").replace(",", "")}


def _movement(one: Movement) -> Json:
    return {
        "from": one.earlier,
        "to": one.later,
        "compared": one.compared,
        "rated_in_both": one.rated_twice,
        "risen": _movers(one.risen),
        "fallen": _movers(one.fallen),
        "gained": _movers(one.gained),
        "lost": _movers(one.lost),
        "only_earlier": [_rated(rated) for rated in one.only_earlier],
        "only_later": [_rated(rated) for rated in one.only_later],
        "successors": [_successor(successor) for successor in one.successors],
        "labels": [_flow(flow) for flow in one.flows],
    }


def _movers(movers: Sequence[Mover]) -> list[Json]:
    return [
        {
            "organisation": one.organisation,
            "name": one.name,
            "before": one.before,
            "after": one.after,
            "grades": one.grades,
        }
        for one in movers
    ]


def _rated(rated: Rated) -> Json:
    return {
        "organisation": rated.organisation,
        "name": rated.name,
        "rating": rated.label,
        "reason": rated.reason or None,
    }


def _successor(one: Successor) -> Json:
    return {
        **_rated(one.now),
        "comes_from": list(one.codes),
        "earlier": [_rated(rated) for rated in one.before],
        "split": one.split,
        "because": list(one.because),
        "not_compared": one.not_compared,
    }


def _flow(flow: LabelFlow) -> Json:
    return {
        "rating": flow.label,
        "earlier": flow.earlier,
        "newly": [mover.organisation for mover in flow.newly],
        "no_longer": [mover.organisation for mover in flow.no_longer],
        "only_later": flow.arrived,
        "only_earlier": flow.gone,
        "succession": flow.succession,
        "later": flow.later,
    }

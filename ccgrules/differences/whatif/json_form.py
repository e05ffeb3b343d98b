"""A sweep as data, in the shape of `schemas/sweep.schema.json`."""

from __future__ import annotations

from typing import Any

from ccgrules.diagnostics.render import render_json
from ccgrules.differences.report.json_form import supposed_json
from ccgrules.differences.whatif.document import stretches
from ccgrules.differences.whatif.edit import value_words
from ccgrules.differences.whatif.forms import Along, At, Sweep
from ccgrules.explain.digits import exact, stored
from ccgrules.model.ruleset import Parameter

Json = dict[str, Any]
NO_RATING = "no_rating"


def sweep_json(told: Sweep) -> Json:
    """A sweep as data: values exact, and as they are printed."""
    rules, data = told.digests
    return {
        "title": told.framework,
        "file": told.file,
        "rating": {"name": told.rating[0], "title": told.rating[1]},
        "noun": {"one": told.noun[0], "many": told.noun[1]},
        "period": told.period,
        "scale": [{"name": label.name, "title": label.title} for label in told.scale],
        "parameter": _parameter(told.parameter),
        "what_if": supposed_json(told.supposed) if told.supposed is not None else None,
        "organisations": told.organisations,
        "values": [_value(told, one) for one in told.tried],
        "movers": [_mover(told, one) for one in told.movers],
        "remarks": list(told.remarks),
        "rules": rules,
        "data": data,
        "diagnostics": render_json(told.findings),
    }


def _parameter(parameter: Parameter) -> Json:
    unit = parameter.type.unit
    low, high = (None if one is None else exact(stored(one, unit)) for one in (parameter.low, parameter.high))
    return {
        "name": parameter.name,
        "title": parameter.title,
        "unit": unit.name if unit else None,
        "present": value_words(parameter),
        "low": low,
        "high": high,
    }


def _value(told: Sweep, one: At) -> Json:
    return {
        "value": _figure(told, one),
        "present": one.present,
        "counts": [{"label": label, "count": one.counts.get(label, 0)} for label in told.labels],
        "up": one.up,
        "down": one.down,
        "gained": one.gained,
        "lost": one.lost,
    }


def _figure(told: Sweep, one: At) -> Json:
    """The value in figures of its unit: 85 of a share of 85 %."""
    unit = told.parameter.type.unit
    return {"exact": None if one.value is None else exact(stored(one.value, unit)), "shown": one.shown}


def _mover(told: Sweep, one: Along) -> Json:
    return {
        "organisation": one.organisation,
        "name": one.name,
        "ratings": [{"rating": label, "from": first, "to": last} for label, first, last in stretches(told, one)],
    }


def sweep_rows(told: Sweep) -> list[dict[str, str | int | bool | None]]:
    """A dictionary for each value, with plain values: for a table or a frame."""
    return [
        {
            "value": _figure(told, one)["exact"],
            "shown": one.shown,
            "present": one.present,
            **{label or NO_RATING: one.counts.get(label, 0) for label in told.labels},
            "up": one.up,
            "down": one.down,
            "gained": one.gained,
            "lost": one.lost,
        }
        for one in told.tried
    ]

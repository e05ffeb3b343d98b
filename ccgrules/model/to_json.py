"""The checked ruleset as JSON, in the shape of `schemas/ruleset.schema.json`: what other tools read.

Expressions are canonical text (`model.wording`), exact numbers are text as rules write them (`25%`, `1.45`, `1/3`), and
declarations stand in lists, in the order declared. Places in the text, comments and layout are left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ccgrules.model.expressions import Choose, Dated, Expr, Lookup, Notes, WeightedMean
from ccgrules.model.ruleset import (
    Adjustment,
    Condition,
    Definition,
    Field,
    Framework,
    Given,
    Group,
    Indicator,
    Judgement,
    Let,
    Measure,
    Method,
    Must,
    Parameter,
    Population,
    Rating,
    Ruleset,
    Scale,
    Test,
    TestRow,
    WhenMissing,
)
from ccgrules.model.types import Kind, Type
from ccgrules.model.wording import expression_text, key_text, number_text

Json = dict[str, Any]


def to_json(ruleset: Ruleset) -> Json:
    """The ruleset as plain data for JSON."""
    return {
        "language": 1,
        "framework": _framework(ruleset.framework),
        "scales": [_scale(scale) for scale in ruleset.scales.values()],
        "fields": [_field(one) for one in ruleset.fields.values()],
        "populations": [_population(population) for population in ruleset.populations.values()],
        "parameters": [_parameter(parameter) for parameter in ruleset.parameters.values()],
        "methods": [_method(method) for method in ruleset.methods.values()],
        "conditions": [_condition(condition) for condition in ruleset.conditions.values()],
        "indicators": [_indicator(indicator) for indicator in ruleset.indicators.values()],
        "groups": [_member(group) for group in ruleset.groups.values()],
        "measures": [_measure(measure) for measure in ruleset.measures.values()],
        "ratings": [_rating(rating) for rating in ruleset.ratings.values()],
        **_some("judgements", [_judgement(judgement) for judgement in ruleset.judgements.values()]),
        "tests": [_test(test) for test in ruleset.tests],
    }


def _declared(declaration: Any, **more: Any) -> Json:
    """What every declaration has, and what this one has more."""
    return {"name": declaration.name, "title": declaration.title, **more, **_notes(declaration.notes)}


def _notes(notes: Notes) -> Json:
    """Notes, if there are any."""
    said: Json = {}
    if notes.because:
        said["because"] = list(notes.because)
    if notes.cites:
        said["cites"] = [{"source": source, "clause": clause} for source, clause in notes.cites]
    if notes.remarks:
        said["remarks"] = list(notes.remarks)
    return {"notes": said} if said else {}


def _framework(framework: Framework) -> Json:
    in_force = framework.in_force
    return _declared(
        framework,
        version=framework.version,
        rates={"name": framework.rates, "title": framework.rates_title},
        in_force=[day.isoformat() for day in in_force] if in_force is not None else None,
        scores_better=framework.scores_better,
        sources=[{"name": s.name, "title": s.title, "address": s.address} for s in framework.sources],
        amends=framework.amends,
        results=list(framework.results),
    )


def _scale(scale: Scale) -> Json:
    labels = [{"name": label.name, "title": label.title, "colour": label.colour} for label in scale.labels]
    return {"name": scale.name, "title": scale.title, "written": scale.written, "labels": labels}


def type_json(type_: Type) -> Json:
    """A type: its kind, and its unit, scale or words."""
    said: Json = {"kind": str(type_.kind)}
    if type_.kind is Kind.NUMBER:
        said["unit"] = type_.unit.name if type_.unit is not None else None
    elif type_.scale is not None:
        said["scale"] = type_.scale
    elif type_.choices:
        said["choices"] = list(type_.choices)
    return said


def _field(one: Field) -> Json:
    return _declared(one, type=type_json(one.type))


def _population(population: Population) -> Json:
    where = _text(population.where)
    return _declared(population, by=population.by, where=where, at_least=population.at_least)


def _parameter(parameter: Parameter) -> Json:
    low, high = parameter.low, parameter.high
    between = None if low is None or high is None else [number_text(n, parameter.type) for n in (low, high)]
    value = number_text(parameter.value, parameter.type)
    later = [{"from": period, "value": number_text(number, parameter.type)} for period, number in parameter.later]
    dated: Json = {"later": later} if later else {}
    return _declared(parameter, type=type_json(parameter.type), value=value, **dated, between=between)


def _method(method: Method) -> Json:
    body, lets = _definition(method.body), _lets(method.lets)
    return _declared(method, params=list(method.params), lets=lets, gives=method.gives, body=body)


def _condition(condition: Condition) -> Json:
    return _declared(condition, definition=_definition(condition.definition))


# --- indicators, groups, measures, ratings -----------------------------------------------------------------------


def _indicator(indicator: Indicator) -> Json:
    return {
        **_member(indicator),
        "data": type_json(indicator.data) if indicator.data is not None else None,
        "from_counts": indicator.from_counts,
        "better": indicator.better,
        "levels": {name: _definition(level) for name, level in indicator.levels.items()},
    }


def _member(member: Indicator | Group) -> Json:
    """What indicators and groups have in common. `counts` is a weight, or `no` with a reason."""
    uncounted = member.counts_reason is not None
    return _declared(
        member,
        groups=list(member.groups),
        used_when=_text(member.used_when),
        lets=_lets(member.lets),
        score=_definition(member.score),
        status=_definition(member.status),
        counts="no" if uncounted else (_text(member.counts) or "1"),
        counts_reason=member.counts_reason,
        when_missing=_when_missing(member.when_missing),
        places=member.places,
        formerly=member.formerly,
    )


def _measure(measure: Measure) -> Json:
    return _declared(
        measure,
        lets=_lets(measure.lets),
        definition=_definition(measure.definition),
        better=measure.better,
        places=measure.places,
        when_missing=_when_missing(measure.when_missing),
        formerly=measure.formerly,
    )


def _rating(rating: Rating) -> Json:
    return _declared(
        rating,
        scale=rating.scale,
        lets=_lets(rating.lets),
        start=_definition(rating.start),
        adjustments=[_adjustment(adjustment) for adjustment in rating.adjustments],
        moderated_by=rating.moderated_by,
        formerly=rating.formerly,
        **_some("musts", [_must(must) for must in rating.musts]),
    )


def _some(key: str, items: list[Json]) -> Json:
    """A list that only some rulesets have: the digest of the others does not hang on it."""
    return {key: items} if items else {}


def _judgement(judgement: Judgement) -> Json:
    return _declared(
        judgement,
        scale=judgement.scale,
        panel=judgement.panel,
        musts=[_must(must) for must in judgement.musts],
        formerly=judgement.formerly,
    )


def _must(must: Must) -> Json:
    return {"when": expression_text(must.when), **_notes(must.notes)}


def _adjustment(adjustment: Adjustment) -> Json:
    when = expression_text(adjustment.when)
    return {"kind": adjustment.kind, "label": adjustment.label, "when": when, **_notes(adjustment.notes)}


def _when_missing(when_missing: WhenMissing) -> Json:
    score = when_missing.score
    return {"kind": when_missing.kind, "score": number_text(score) if score is not None else None}


def _lets(lets: Iterable[Let]) -> list[Json]:
    return [{"name": let.name, "definition": _definition(let.definition)} for let in lets]


# --- definitions -------------------------------------------------------------------------------------------------


def _definition(definition: Definition | None) -> Json | None:
    if definition is None:
        return None
    how = _how(definition.how) if definition.how is not None else None
    return {"supplied": definition.supplied, "type": type_json(definition.type), "how": how, **_notes(definition.notes)}


def _how(how: Expr) -> Any:
    """A body: text, or an object for values by period, cases, a table and a weighted mean."""
    match how:
        case Dated(first, later, name=None):
            dated = [{"from": period, "value": expression_text(value)} for period, value in later]
            return {"by_period": {"first": expression_text(first), "later": dated}}
        case Choose():
            cases = [
                {"outcome": expression_text(case.outcome), "when": _text(case.when), **_notes(case.notes)}
                for case in how.cases
            ]
            return {"cases": cases}
        case Lookup():
            return {"table": _table(how)}
        case WeightedMean():
            lines = [
                {
                    "weight": expression_text(line.weight),
                    "value": expression_text(line.value),
                    "title": line.title,
                    **_notes(line.notes),
                }
                for line in how.lines
            ]
            return {"weighted_mean": {"lines": lines, "reweight": how.reweight}}
        case _:
            return expression_text(how)


def _table(table: Lookup) -> Json:
    return {
        "rows": expression_text(table.rows),
        "columns": expression_text(table.columns),
        "row_keys": [key_text(key, table.rows.type) for key in table.row_keys],
        "column_keys": [key_text(key, table.columns.type) for key in table.column_keys],
        "cells": [[_text(cell) for cell in row] for row in table.cells],
    }


def _text(expr: Expr | None) -> str | None:
    return expression_text(expr) if expr is not None else None


# --- tests -------------------------------------------------------------------------------------------------------


def _test(test: Test) -> Json:
    return {"title": test.title, "rows": [_row(row) for row in test.rows]}


def _row(row: TestRow) -> Json:
    return {
        "organisation": row.organisation,
        "period": row.period,
        "given": [_given(given) for given in row.given],
        "expect": [_given(given) for given in row.expect],
    }


def _given(given: Given) -> Json:
    return {"name": given.name, "value": _value(given.value, given.type)}


def _value(value: Fraction | bool | str | datetime.date | None, type_: Type) -> bool | str | None:
    if isinstance(value, Fraction):
        return number_text(value, type_)
    return value.isoformat() if isinstance(value, datetime.date) else value

"""Builds the plan of a checked ruleset: a step for everything named, and for whatever those need on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from ccgrules.model.dated import parameter_value
from ccgrules.model.expressions import Dated, MethodCall, Notes, Op, Ref
from ccgrules.model.expressions import Literal as Constant
from ccgrules.model.ruleset import (
    Condition,
    Definition,
    Field,
    Group,
    Indicator,
    Judgement,
    Let,
    Measure,
    Parameter,
    Rating,
    Ruleset,
    WhenMissing,
)
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import NUMERIC, per
from ccgrules.plan.amounts import mark_lags
from ccgrules.plan.draft import Draft, used_columns
from ccgrules.plan.lower import YES_NO, Lowering, Place
from ccgrules.plan.steps import Adjust, Compute, Input, Origin, Plan, PlannedAdjustment

Named = Condition | Group | Indicator | Measure | Rating
"""Declarations that the method works out."""

LIMITS: tuple[Literal["lower_limit", "upper_limit"], ...] = ("lower_limit", "upper_limit")


def build_plan(ruleset: Ruleset) -> Plan:
    """The plan of a checked ruleset; the same ruleset always gives the same plan."""
    draft = Draft()
    builder = _Builder(ruleset, draft, Lowering(ruleset, draft))
    builder.declare()
    steps, recurrent = draft.ordered()
    scales = {name: tuple(label.name for label in scale.labels) for name, scale in ruleset.scales.items()}
    return Plan(steps, recurrent, scales, ruleset)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Adds the steps of each declaration to a draft."""

    ruleset: Ruleset
    draft: Draft
    lowering: Lowering

    def declare(self) -> None:
        """All declarations: data first, as other steps look them up."""
        for field in self.ruleset.fields.values():
            self._field(field)
        for judgement in self.ruleset.judgements.values():
            self._judgement(judgement)
        for parameter in self.ruleset.parameters.values():
            self._parameter(parameter)
        for indicator in self.ruleset.indicators.values():
            self._data(indicator)
        for indicator in self.ruleset.indicators.values():
            self._indicator(indicator)
        for group in self.ruleset.groups.values():
            self._used_when(group)
            self._lets(group, group.lets)
            self._score_and_status(group, None)
        for condition in self.ruleset.conditions.values():
            self._define(condition, condition.name, condition.definition)
        for measure in self.ruleset.measures.values():
            self._lets(measure, measure.lets)
            self._define(measure, measure.name, measure.definition, when_missing=_measure_rule(measure))
        for rating in self.ruleset.ratings.values():
            self._rating(rating)
        for rating in self.ruleset.ratings.values():
            self._musts(rating)
        for judgement in self.ruleset.judgements.values():
            self._musts(judgement)
        self._limits()
        mark_lags(self.draft)

    # --- what comes with the data ------------------------------------------------------------------------------

    def _field(self, field: Field) -> None:
        origin = Origin(field.name, "field", field.title, field.notes, field.span)
        self.draft.add(Input(field.name, field.type, "field", field.name, origin))

    def _judgement(self, judgement: Judgement) -> None:
        type_ = Type(Kind.LABEL, scale=judgement.scale)
        origin = Origin(judgement.name, "judgement", judgement.title, judgement.notes, judgement.span)
        self.draft.add(Input(judgement.name, type_, "judgement", judgement.name, origin))

    def _parameter(self, parameter: Parameter) -> None:
        """The column of a parameter whose value hangs on the period; others are constants."""
        value = parameter_value(parameter, parameter.span)
        if isinstance(value, Dated):
            origin = Origin(parameter.name, "parameter", parameter.title, parameter.notes, parameter.span)
            held = self.lowering.by_period(value, Place(parameter.name, origin))
            self.draft.add(Compute(parameter.name, parameter.type, held, origin))

    def _data(self, indicator: Indicator) -> None:
        """An indicator's inputs, and its value."""
        if indicator.data is None:
            return
        name, type_ = indicator.name, indicator.data
        origin = Origin(name, "value", indicator.title, indicator.notes, indicator.span)
        if not indicator.from_counts:
            self.draft.add(Input(f"{name}.value", type_, "value", name, origin))
        else:
            supplied = f"{name}.value.supplied"
            self.draft.add(Input(supplied, type_, "value", name, origin))
            numerator, denominator = f"{name}.numerator", f"{name}.denominator"
            self.draft.add(Input(numerator, NUMERIC, "numerator", name, replace(origin, part="numerator")))
            self.draft.add(Input(denominator, NUMERIC, "denominator", name, replace(origin, part="denominator")))
            value = _rate(numerator, denominator, type_, origin)
            self.draft.add(Compute(f"{name}.value", type_, value, origin, supplied=supplied))

    def _limits(self) -> None:
        """The confidence limits that some step reads; nobody is asked for others."""
        wanted = {column for step in self.draft.steps.values() for column in used_columns(step)}
        for indicator in self.ruleset.indicators.values():
            for role in LIMITS:
                column = f"{indicator.name}.{role}"
                if column in wanted and indicator.data is not None:
                    origin = Origin(indicator.name, role, indicator.title, indicator.notes, indicator.span)
                    self.draft.add(Input(column, indicator.data, role, indicator.name, origin))

    # --- declarations ------------------------------------------------------------------------------------------

    def _indicator(self, indicator: Indicator) -> None:
        self._used_when(indicator)
        for level, definition in indicator.levels.items():
            self._define(indicator, f"{indicator.name}.{level}", definition)
        self._lets(indicator, indicator.lets)
        self._score_and_status(indicator, None if indicator.data is None else f"{indicator.name}.value")

    def _score_and_status(self, declared: Indicator | Group, value: str | None) -> None:
        """The score and the status of an indicator or a group, each excluded where it is not used or has no value."""
        rule = declared.when_missing
        used = None if declared.used_when is None else f"{declared.name}.used"
        if declared.score is not None:
            column = f"{declared.name}.score"
            self._define(declared, column, declared.score, used=used, value=value, when_missing=rule)
        if declared.status is not None:
            if rule.kind == "score":
                # The number is the score's; a status that uses the score may still be had from it.
                value, rule = None, WhenMissing("exclude")
            column = f"{declared.name}.status"
            self._define(declared, column, declared.status, used=used, value=value, when_missing=rule)

    def _used_when(self, declared: Indicator | Group) -> None:
        if declared.used_when is None:
            return
        column = f"{declared.name}.used"
        origin = Origin(declared.name, "used when", declared.title, Notes(), declared.used_when.span)
        used = self.lowering.lower(declared.used_when, Place(column, origin))
        self.draft.add(Compute(column, YES_NO, used, origin))

    def _lets(self, declared: Named, lets: Iterable[Let]) -> None:
        for let in lets:
            self._define(declared, f"{declared.name}.{let.name}", let.definition)

    def _rating(self, rating: Rating) -> None:
        self._lets(rating, rating.lets)
        name = rating.name if rating.moderated_by is None else f"{rating.name}.{CALCULATED}"
        if rating.adjustments:
            self._adjust(rating, name)
        else:
            self._define(rating, rating.name, rating.start, column=name)
        if rating.moderated_by is not None:
            self._moderate(rating, name)

    def _adjust(self, rating: Rating, name: str) -> None:
        """The rating before and after its adjustments."""
        before = f"{rating.name}.before"
        self._define(rating, rating.name, rating.start, column=before)
        adjustments = []
        for number, adjustment in enumerate(rating.adjustments, 1):
            origin = Origin(rating.name, adjustment.kind, rating.title, adjustment.notes, adjustment.span)
            when = self.lowering.lower(adjustment.when, Place(rating.name, origin))
            column = f"{rating.name}.after_{number}"
            adjustments.append(PlannedAdjustment(adjustment.kind, adjustment.label, when, column, origin))
        origin = Origin(rating.name, "rating", rating.title, rating.notes, rating.span)
        self.draft.add(Adjust(name, rating.start.type, before, tuple(adjustments), origin))

    def _moderate(self, rating: Rating, calculated: str) -> None:
        """The rating that a panel decided on, and where it decided nothing, the one calculated."""
        origin = Origin(rating.name, "moderated by", rating.title, rating.notes, rating.span)
        decided, type_ = f"{rating.name}.moderated", rating.start.type
        self.draft.add(Input(decided, type_, "moderated", rating.name, origin))
        self.draft.add(Compute(rating.name, type_, Ref(calculated, type_, span=rating.span), origin, supplied=decided))

    def _musts(self, declared: Rating | Judgement) -> None:
        for number, must in enumerate(declared.musts, 1):
            column = f"{declared.name}.must_{number}"
            origin = Origin(declared.name, "must", declared.title, must.notes, must.span)
            self.draft.add(Compute(column, YES_NO, self.lowering.lower(must.when, Place(column, origin)), origin))

    # --- one named value ---------------------------------------------------------------------------------------

    def _define(
        self,
        declared: Named,
        name: str,
        definition: Definition,
        *,
        column: str | None = None,
        used: str | None = None,
        value: str | None = None,
        when_missing: WhenMissing | None = None,
    ) -> None:
        """The column of a named value, and if it may be supplied, the input for that.

        Args:
            declared: The declaration that it is part of.
            name: What the value is called in rules and data.
            definition: How it comes about.
            column: The column, if it is not called like the value.
            used: As for `Compute`.
            value: As for `Compute`.
            when_missing: As for `Compute`.
        """
        part = name.removeprefix(declared.name).removeprefix(".")
        of_all = Notes(cites=declared.notes.cites, remarks=declared.notes.remarks) if part else declared.notes
        notes = self._notes(definition, of_all)
        origin = Origin(declared.name, part or type(declared).__name__.lower(), declared.title, notes, definition.span)
        supplied = f"{name}.supplied" if definition.supplied else None
        if supplied is not None:
            self.draft.add(Input(supplied, definition.type, "supplied", name, origin))
        expr = self.lowering.optional(definition.how, Place(name, origin))
        if expr is None:
            value = None
        self.draft.add(Compute(column or name, definition.type, expr, origin, supplied, used, value, when_missing))

    def _notes(self, definition: Definition, declared: Notes) -> Notes:
        """What hangs on a definition, on the declaration that it is of, and on the method that it calls."""
        notes = _together(declared, definition.notes)
        if isinstance(definition.how, MethodCall):
            method = self.ruleset.methods[definition.how.method]
            notes = _together(notes, _together(method.notes, method.body.notes))
        return notes


def _together(first: Notes, second: Notes) -> Notes:
    return Notes(first.because + second.because, first.cites + second.cites, first.remarks + second.remarks)


def _measure_rule(measure: Measure) -> WhenMissing | None:
    """What a missing measure does; lines that are left out have been left out by the mean itself."""
    return None if measure.when_missing.kind == "reweight" else measure.when_missing


def _rate(numerator: str, denominator: str, type_: Type, origin: Origin) -> Op:
    """The value that a numerator and a denominator give: per so many, for a rate."""
    args = tuple(Ref(name, NUMERIC, span=origin.span) for name in (numerator, denominator))
    rate = Op("div", args, type_, span=origin.span)
    base = per(type_)
    if base == 1:
        return rate
    return Op("mul", (Constant(base, NUMERIC, span=origin.span), rate), type_, span=origin.span)

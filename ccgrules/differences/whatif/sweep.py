"""A parameter at many values in one run: how many have each rating at each, and who moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.impact.impact import headline_rating, is_rating
from ccgrules.differences.rules.load import Loaded
from ccgrules.differences.whatif.edit import value_words, with_amendment
from ccgrules.differences.whatif.forms import Along, At, Sweep, Tried
from ccgrules.differences.whatif.settings import Setting
from ccgrules.differences.whatif.values import values_of
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.options import DataOptions
from ccgrules.engine.rate import rate_data
from ccgrules.engine.read import shorten
from ccgrules.engine.result import Result
from ccgrules.engine.worlds import run_worlds
from ccgrules.explain.digits import ARITHMETIC_PLACES, ending_places, fixed, plural, stored, with_unit
from ccgrules.explain.row import Row
from ccgrules.model.rules_digest import rules_digest
from ccgrules.model.ruleset import Label, Parameter, Ruleset
from ccgrules.model.types import Missing, Value
from ccgrules.model.units import SHARE, alike
from ccgrules.model.wording import number_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan
from ccgrules.plan.varied import NotSwept, VariedPlan, swept, swept_plans

Findings = tuple[Diagnostic, ...]
Labels = Sequence[str | None]


def sweep(
    ruleset: Loaded | Tried,
    name: str,
    words: str | None,
    data: DataOptions,
    *,
    rating: str | None = None,
    period: str | None = None,
) -> tuple[Sweep | None, Findings]:
    """The ratings of data with a parameter at many values, each as a ruleset with that value in it would give them.

    The value holds in all periods. That it makes a ruleset at all is looked at for the lowest and the highest.

    Args:
        ruleset: A ruleset without errors; or one with other things tried, from which the sweep starts.
        name: The parameter.
        words: The values, as for `values_of`.
        data: What is rated.
        rating: Which rating; the headline if None.
        period: Of the data; the last one if None.

    Returns:
        The sweep, None where there are errors; and what is to be said.
    """
    if isinstance(ruleset, Tried) and (twice := _set_as_well(ruleset, name)) is not None:
        return None, (twice,)
    loaded = ruleset.amended if isinstance(ruleset, Tried) else ruleset
    asked = _asked(loaded.ruleset, name, words)
    if isinstance(asked, Diagnostic):
        return None, (asked,)
    parameter, values = asked
    plan = build_plan(loaded.ruleset)
    chosen = _rating(plan, rating)
    if isinstance(chosen, Diagnostic):
        return None, (chosen,)
    varied = _varied(loaded, plan, parameter, values)
    if not isinstance(varied, VariedPlan):
        return None, varied
    result, findings = rate_data(plan, data)
    if result is None:
        return None, findings
    if (unknown := _unknown_period(result, period)) is not None:
        return None, (*findings, unknown)
    last = result.keys.period_order[-1]
    try:
        along = _Run(result, chosen, period if period is not None else last).along(varied, values, data)
    except CannotRun as stopped:
        return None, (*findings, stopped.diagnostic)
    return _told(along, ruleset, parameter, data, findings), findings


def _unknown_period(result: Result, period: str | None) -> Diagnostic | None:
    """What is wrong with a period that the data do not have."""
    known = result.keys.period_order
    if period is None or period in known:
        return None
    named = ", ".join(one for one in known if one)
    advice = did_you_mean(period, known) or (f"they have {named}" if named else "leave it out: they name none")
    return finding("CCG758", f"the data have no period `{shorten(period)}`", help=advice)


def _asked(rules: Ruleset, name: str, words: str | None) -> tuple[Parameter, tuple[Fraction, ...]] | Diagnostic:
    """The parameter, and the values that it does not have at present."""
    if name not in rules.parameters:
        known = ", ".join(f"`{one}`" for one in rules.parameters)
        advice = did_you_mean(name, rules.parameters) or (f"the parameters are {known}" if known else "declare it")
        return finding("CCG750", f"the rules have no parameter `{shorten(name)}` that could be swept", help=advice)
    parameter = rules.parameters[name]
    values = values_of(parameter, words)
    if isinstance(values, Diagnostic):
        return values
    return parameter, tuple(value for value in values if parameter.later or value != parameter.value)


def _set_as_well(tried: Tried, name: str) -> Diagnostic | None:
    """What is wrong where the parameter is also given one value."""
    for part in tried.supposed.parts:
        if part.name == name and part.now is not None:
            message = f"`{shorten(name)}` is set to `{part.now}`, and swept"
            return finding("CCG754", message, help="a sweep tries its own values: leave out the setting, or the sweep")
    return None


def _rating(plan: Plan, name: str | None) -> str | Diagnostic:
    known = [one for one in (*plan.ruleset.ratings, *plan.ruleset.judgements) if is_rating(plan, one)]
    if name is None:
        headline = headline_rating(plan)
        advice = "declare a `rating` and name it under `result`"
        return headline or finding("CCG749", "there is no rating that could be counted", help=advice)
    if name in known:
        return name
    advice = did_you_mean(name, known) or f"the ratings are {', '.join(f'`{one}`' for one in known) or 'none'}"
    return finding("CCG749", f"the rules have no rating `{shorten(name)}`", help=advice)


# --- all values in one plan ------------------------------------------------------------------------------------------


def _varied(
    loaded: Loaded, plan: Plan, parameter: Parameter, values: Sequence[Fraction]
) -> VariedPlan | tuple[Diagnostic, ...]:
    """The plan at level 0, and at a level for each value; or why some value gives no ruleset."""
    ends = dict.fromkeys([values[0], values[-1]] if values else [])
    for value in ends:
        _, errors = _with_value(loaded, parameter, value)
        if errors:
            return errors
    try:
        return swept(plan, parameter.name, values)
    except NotSwept:
        # It is part of a step: each value has a plan of its own, of which most steps are the same.
        plans = [plan]
        for value in values:
            found, errors = _with_value(loaded, parameter, value)
            if found is None:
                return errors
            plans.append(build_plan(found.ruleset))
        return swept_plans(plans, parameter.title or parameter.name)


def _with_value(loaded: Loaded, parameter: Parameter, value: Fraction) -> tuple[Loaded | None, Findings]:
    setting = Setting("parameter", parameter.name, "=", _exactly(value, parameter))
    return with_amendment(loaded, setting.text(), f"{parameter.name} at {setting.value}")


def _exactly(value: Fraction, parameter: Parameter) -> str:
    """The value as it can be written in rules: of a share that no decimal gives, `1/300 * 100%`."""
    text = number_text(value, parameter.type)
    share = alike(parameter.type, SHARE)
    return text if not share or text.endswith("%") else f"{text} * 100%"


# --- the run ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Along:
    """Ratings of the rows of a period, at present and at each value."""

    run: _Run
    present: Labels
    at: Mapping[Fraction, Labels]


@dataclass(frozen=True, slots=True)
class _Run:
    """The rows that are rated."""

    result: Result
    rating: str
    period: str

    def along(self, varied: VariedPlan, values: Sequence[Fraction], data: DataOptions) -> _Along:
        """The ratings at present and at each value."""
        worlds = [(level,) for level in range(len(values) + 1)]
        found = run_worlds(varied, self.result.dataset, worlds, [self.rating], engine=data.engine)
        labels = [self._labels(found.values(self.rating, world)) for world in worlds]
        return _Along(self, labels[0], dict(zip(values, labels[1:])))

    def rows(self) -> list[int]:
        """The rows of the period."""
        return [row for row, period in enumerate(self.result.keys.periods) if period == self.period]

    def _labels(self, column: Sequence[Value]) -> Labels:
        values = (column[row] for row in self.rows())
        return [None if isinstance(value, Missing) else str(value) for value in values]


# --- what came of it -------------------------------------------------------------------------------------------------


def _told(along: _Along, ruleset: Loaded | Tried, parameter: Parameter, data: DataOptions, findings: Findings) -> Sweep:
    run = along.run
    rules = run.result.plan.ruleset
    columns = _columns(along, parameter)
    scale = _scale(run)
    places = {label.name: place for place, label in enumerate(scale)}
    tried = tuple(_at(value, shown, labels, along.present, places) for value, shown, labels in columns)
    noun = Row(run.result, 0, {}).noun if len(run.result.keys) else rules.framework.rates_title
    return Sweep(
        framework=rules.framework.title,
        file=_file(ruleset),
        noun=(noun, plural(noun)),
        period=run.period,
        rating=(run.rating, _title(rules, run.rating)),
        scale=scale,
        parameter=parameter,
        tried=tried,
        organisations=len(along.present),
        movers=tuple(_movers(run, [labels for _, _, labels in columns])),
        supposed=ruleset.supposed if isinstance(ruleset, Tried) else None,
        remarks=tuple(_remarks(parameter, data)),
        findings=findings,
        digests=(rules_digest(rules), run.result.dataset.digest),
    )


def _columns(along: _Along, parameter: Parameter) -> list[tuple[Fraction | None, str, Labels]]:
    """Each value in ascending order with its ratings; values by period first."""
    found: dict[Fraction, Labels] = dict(along.at)
    first: list[tuple[Fraction | None, str, Labels]] = []
    if parameter.later:
        first = [(None, value_words(parameter), along.present)]
    else:
        found[parameter.value] = along.present
    places = max((_places(value, parameter) for value in found), default=0)
    return [*first, *((value, _shown(value, parameter, places), found[value]) for value in sorted(found))]


def _places(value: Fraction, parameter: Parameter) -> int:
    ends = ending_places(stored(value, parameter.type.unit))
    return ARITHMETIC_PLACES if ends is None else ends


def _shown(value: Fraction, parameter: Parameter, places: int) -> str:
    unit = parameter.type.unit
    return with_unit(fixed(stored(value, unit), places), unit)


def _at(value: Fraction | None, shown: str, labels: Labels, present: Labels, places: Mapping[str, int]) -> At:
    moves = Counter(_move(before, after, places) for before, after in zip(present, labels))
    counts = Counter(labels)
    order = [*places, None]
    return At(
        value=value,
        shown=shown,
        present=labels is present,
        counts={label: counts[label] for label in order if counts[label]},
        up=moves["up"],
        down=moves["down"],
        gained=moves["gained"],
        lost=moves["lost"],
    )


def _move(before: str | None, after: str | None, places: Mapping[str, int]) -> str:
    if before == after:
        return "same"
    if before is None or after is None:
        return "gained" if before is None else "lost"
    return "up" if places[after] < places[before] else "down"


def _movers(run: _Run, columns: Sequence[Labels]) -> Iterator[Along]:
    keys = run.result.keys
    found = [
        Along(code, keys.names.get(code, code), labels)
        for row, labels in zip(run.rows(), zip(*columns))
        if len(set(labels)) > 1
        for code in [keys.organisations[row]]
    ]
    yield from sorted(found, key=lambda one: (one.name, one.organisation))


def _scale(run: _Run) -> tuple[Label, ...]:
    step = next(step for step in run.result.plan.steps if step.name == run.rating)
    assert step.type.scale is not None
    return run.result.plan.ruleset.scales[step.type.scale].labels


def _title(rules: Ruleset, name: str) -> str:
    declared = rules.ratings.get(name) or rules.judgements.get(name)
    return (declared.title if declared is not None else "") or name.replace("_", " ")


def _file(ruleset: Loaded | Tried) -> str:
    original = ruleset.original if isinstance(ruleset, Tried) else ruleset
    return original.files[-1].name


def _remarks(parameter: Parameter, data: DataOptions) -> Iterator[str]:
    if parameter.later:
        yield (
            f"`{parameter.name}` has values by period in the rules; here each value holds in all periods, and the row "
            "of the present has those of the rules."
        )
    if data.decisions:
        yield "What panels decided stays as they decided it at every value."

"""What a run comes to: how many organisations got which rating, which could not be rated, and what adjustments did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import Missing, Reason, Value
from ccgrules.plan.steps import Adjust, PlannedAdjustment

if TYPE_CHECKING:
    from ccgrules.engine.result import Result
    from ccgrules.model.ruleset import Scale


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How many organisations got one label."""

    name: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Unrated:
    """An organisation without the headline rating, and why."""

    organisation: str
    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Effect:
    """What one adjustment of the headline rating did.

    Attributes:
        kind: `no better than`, `no worse than`, `becomes` or `not rated`.
        label: Title of the label that the adjustment speaks of; None for `not rated`.
        because: The reason that the ruleset gives, or None.
        moved_from: For each label from which it moved organisations (its title, best first), how many.
    """

    kind: str
    label: str | None
    because: str | None
    moved_from: tuple[tuple[str, int], ...]

    @property
    def moved(self) -> int:
        """How many organisations it moved."""
        return sum(count for _, count in self.moved_from)


@dataclass(frozen=True, slots=True)
class Moderation:
    """What panels did to the ratings of a period, all ratings that they may change together.

    Attributes:
        better, worse: How many they changed for the better and for the worse.
        given: How many they gave where none could be calculated.
        confirmed: How many they left as calculated.
    """

    better: int
    worse: int
    given: int
    confirmed: int

    @property
    def changed(self) -> int:
        """How many ratings are not as calculated."""
        return self.better + self.worse + self.given


@dataclass(frozen=True, slots=True)
class Summary:
    """One period of a run, seen through one result: the headline, unless another was asked for.

    Attributes:
        framework: Title of the framework.
        noun: What is rated, as one word: `trust`.
        period: The period; the empty text where the data have only one, unnamed.
        organisations: How many were rated.
        result: Name of the result.
        headline: Its title.
        labels: Counts for each label, best first; empty where the result is a number.
        unrated: Organisations without the result.
        effects: What its adjustments did, without those that moved no one.
        moderation: What panels did; None where no decisions were given.
    """

    framework: str
    noun: str
    period: str
    organisations: int
    result: str
    headline: str
    labels: tuple[LabelCount, ...]
    unrated: tuple[Unrated, ...]
    effects: tuple[Effect, ...]
    moderation: Moderation | None = None


def summarise(result: Result, period: str | None = None, name: str | None = None) -> Summary:
    """Count one result in one period.

    Args:
        result: A run.
        period: A period of the data; the last one if None.
        name: A rating, judgement or measure; the framework's first result if None.

    Raises:
        KeyError: The data have no such period.
    """
    keys, ruleset = result.keys, result.plan.ruleset
    if period is not None and period not in keys.period_order:
        raise KeyError(period)
    shown = period if period is not None else keys.period_order[-1]
    rows = [row for row, of in enumerate(keys.periods) if of == shown]
    name = name if name is not None else ruleset.framework.results[0]
    values = result.values(name)
    labelled = ruleset.ratings.get(name) or ruleset.judgements.get(name)
    scale = ruleset.scales[labelled.scale] if labelled is not None else None
    return Summary(
        framework=ruleset.framework.title,
        noun=ruleset.framework.rates.replace("_", " "),
        period=shown,
        organisations=len(rows),
        result=name,
        headline=result_title(result, name),
        labels=_label_counts(scale, [values[row] for row in rows]) if scale is not None else (),
        unrated=tuple(_unrated(result, values, rows)),
        effects=_effects(result, name, scale, rows) if scale is not None else (),
        moderation=_moderation(result, shown),
    )


def result_title(result: Result, name: str) -> str:
    """The title of a named result."""
    ruleset = result.plan.ruleset
    kinds = (ruleset.ratings, ruleset.judgements, ruleset.measures, ruleset.conditions, ruleset.groups)
    for declared in (*kinds, ruleset.indicators):
        if name in declared:
            return declared[name].title
    return name


def _label_counts(scale: Scale, values: Sequence[Value]) -> tuple[LabelCount, ...]:
    counts = Counter(value for value in values if isinstance(value, str))
    return tuple(LabelCount(label.name, label.title, counts[label.name]) for label in scale.labels)


def _unrated(result: Result, values: Sequence[Value], rows: Sequence[int]) -> list[Unrated]:
    found = []
    for row in rows:
        value = values[row]
        if isinstance(value, Missing):
            code = result.keys.organisations[row]
            found.append(Unrated(code, result.keys.names.get(code, code), value.reason))
    return found


def _effects(result: Result, name: str, scale: Scale, rows: Sequence[int]) -> tuple[Effect, ...]:
    names = (name, f"{name}.{CALCULATED}")
    step = next((s for s in result.plan.steps if isinstance(s, Adjust) and s.name in names), None)
    if step is None:
        return ()
    before, effects = step.start, []
    for adjustment in step.adjustments:
        effects.append(_effect(result, scale, adjustment, before, rows))
        before = adjustment.column
    return tuple(effect for effect in effects if effect.moved)


def _effect(result: Result, scale: Scale, adjustment: PlannedAdjustment, before: str, rows: Sequence[int]) -> Effect:
    old, new = result.values(before), result.values(adjustment.column)
    moved = Counter(old[row] for row in rows if isinstance(old[row], str) and old[row] != new[row])
    titles = {label.name: label.title for label in scale.labels}
    because = adjustment.origin.notes.because
    return Effect(
        kind=adjustment.kind,
        label=titles[adjustment.label] if adjustment.label is not None else None,
        because=because[0] if because else None,
        moved_from=tuple((label.title, moved[label.name]) for label in scale.labels if moved[label.name]),
    )


def _moderation(result: Result, period: str) -> Moderation | None:
    """How many decisions of a period changed a rating, and which way."""
    if result.dataset.decisions_digest is None:
        return None
    ways: Counter[str] = Counter()
    ratings = result.plan.ruleset.ratings
    for (_, row), decision in result.dataset.decisions.items():
        rating = ratings.get(decision.rating)
        if rating is not None and decision.period == period:
            labels = result.plan.scales[rating.scale]
            ways[_way(labels, result.value(f"{rating.name}.{CALCULATED}", row), decision.to)] += 1
    return Moderation(ways["better"], ways["worse"], ways["given"], ways["confirmed"])


def _way(labels: Sequence[str], before: Value, after: str) -> str:
    if not isinstance(before, str):
        return "given"
    old, new = labels.index(before), labels.index(after)
    return "better" if new < old else "worse" if new > old else "confirmed"

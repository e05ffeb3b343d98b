"""Earlier values: of which period they are, and what they were taken from where organisations merged or split."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccgrules.diagnostics.render import escape
from ccgrules.engine.earlier import inherited, looks_back_to
from ccgrules.engine.succession import Change, Part, Succession
from ccgrules.explain import digits
from ccgrules.explain.earlier_parts import Earlier, PredecessorTold, SuccessionTold, Taken
from ccgrules.explain.row import REASONS, Row
from ccgrules.model.types import Missing, Reason, Value
from ccgrules.plan.steps import Lag


def earlier(row: Row, step: Lag) -> Earlier:
    """How an earlier value came about.

    Raises:
        Disagreement: Taken over again, it comes out otherwise than the engine kept it.
    """
    keys = row.result.keys
    own, organisation = keys.periods[row.index], keys.organisations[row.index]
    period = looks_back_to(keys, own, step.period)
    succession = row.result.dataset.succession
    if period is None or succession is None:
        return Earlier(period)
    parts = succession.parts(organisation, own, period)
    if parts == (Part(organisation, split=False),):
        return Earlier(period)
    place = {code: n for n, (code, of) in enumerate(zip(keys.organisations, keys.periods)) if of == period}
    found = [(part, place.get(part.organisation)) for part in parts]
    value = inherited(step, found, row.result.value)
    row.confirm(step.name, value)
    told = tuple(_told(row, step, *one) for one in found)
    taken, why_not = _taken(step, told, value)
    changes = _changes(succession, organisation, own, period)
    return Earlier(period, told, changes, taken, why_not)


def _told(row: Row, step: Lag, part: Part, place: int | None) -> PredecessorTold:
    result = row.result
    name = escape(result.keys.names.get(part.organisation, part.organisation))
    if place is None:
        return PredecessorTold(escape(part.organisation), name, part.split, None, None)
    counts = None
    if step.pooled is not None:
        both = [result.value(column, place) for column in (step.pooled.numerator, step.pooled.denominator)]
        numbers = [digits.unrounded(count, 0) for count in both if isinstance(count, Fraction)]
        counts = (numbers[0], numbers[1]) if len(numbers) == 2 else None
    value = row.told(result.value(step.of, place), step.type, row.places(step.name))
    return PredecessorTold(escape(part.organisation), name, part.split, value, counts)


def _taken(step: Lag, told: tuple[PredecessorTold, ...], value: Value) -> tuple[Taken, str | None]:
    """What was taken, in a word; or why nothing was."""
    if not isinstance(value, Missing):
        if len(told) == 1:
            return "value", None
        counted = step.pooled is not None and all(one.counts for one in told) and not any(one.split for one in told)
        return ("pooled" if counted else "same"), None
    absent = [one.name for one in told if one.value is None]
    missing = [(one.name, one.value.shown) for one in told if one.value is not None and one.value.kind == "missing"]
    if absent:
        return "nothing", f"the data have no row for {listed(absent)}"
    if missing:
        return "nothing", "; ".join(f"that of {name} is missing ({why})" for name, why in missing)
    if value.reason is not Reason.NOT_CARRIED_OVER:
        return "nothing", REASONS[value.reason]
    split = [one.name for one in told if one.split]
    if step.amount and split:
        return "nothing", f"it is an amount of {listed(split)}, of which only a part went on"
    if step.amount:
        return "nothing", "it is an amount, and amounts of several organisations are not put together"
    return "nothing", "their values differ" + (", and none of them went on as a whole" if split and step.pooled else "")


def _changes(succession: Succession, organisation: str, own: str, period: str) -> tuple[SuccessionTold, ...]:
    return tuple(_change(change) for change in succession.changes_between(organisation, own, period))


def _change(change: Change) -> SuccessionTold:
    before, after = (tuple(escape(code) for code in codes) for codes in (change.before, change.after))
    span = change.place()
    because = escape(change.because) if change.because else None
    return SuccessionTold(escape(change.period), before, after, because, escape(span.source.name), span.line)


# --- in words ------------------------------------------------------------------------------------------------------


def earlier_words(told: Earlier) -> str:
    """`13.33 % of A and B in 2016/17 taken together: (10 + 30) / (100 + 200)`."""
    if told.period is None:
        return "no earlier period in the data"
    if not told.predecessors:
        return f"as worked out for {told.period}"
    whom = listed([_predecessor(one) for one in told.predecessors])
    changes = "; ".join(_change_words(change) for change in told.changes)
    return f"{whom} in {told.period}{_how_taken(told)} ({changes})"


def _predecessor(one: PredecessorTold) -> str:
    value = "no row" if one.value is None else one.value.shown
    return f"{'a part of ' if one.split else ''}{one.name} {value}"


def _how_taken(told: Earlier) -> str:
    if told.taken == "pooled":
        sums = [" + ".join(one.counts[place] for one in told.predecessors if one.counts) for place in (0, 1)]
        return f", taken together: ({sums[0]}) / ({sums[1]})"
    if told.taken == "same":
        return ", the same for all"
    return f", not carried over: {told.why_not}" if told.taken == "nothing" else ""


def _change_words(change: SuccessionTold) -> str:
    because = f", “{change.because}”" if change.because else ""
    return f"{listed(change.before)} became {listed(change.after)} in {change.period}{because}"


def listed(words: Sequence[str]) -> str:
    """`A, B and C`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last

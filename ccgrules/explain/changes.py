"""What would change a rating, other organisations' results held as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ccgrules.engine.numbers import Overgrown
from ccgrules.explain import digits
from ccgrules.explain.facts import because
from ccgrules.explain.forms import Changes, Cut, Entry
from ccgrules.explain.panels import decided_held
from ccgrules.explain.parts import Arithmetic, Cases, How, Ladder, Published, Rung
from ccgrules.explain.peers import RANKS
from ccgrules.explain.phrases import phrase
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.rating_parts import Adjusted, AdjustmentTold
from ccgrules.explain.replay import OtherPeers, Replay
from ccgrules.explain.row import Row
from ccgrules.explain.singles import Watched, single
from ccgrules.explain.words import label_in, listed
from ccgrules.model.expressions import Ref
from ccgrules.model.types import Kind, Missing
from ccgrules.plan.steps import Aggregate, Compute, Figure, Input

VARIED = frozenset({Kind.NUMBER, Kind.LABEL, Kind.YES_NO})
LEAVE = {"below": "at least", "at most": "above", "above": "at most", "at least": "below"}
"""How a cut point is passed out of its rung."""
KEPT = {
    "kmeans": "clusters keep their centres",
    "z_score": "a z-score is worked out again with the same figures of the population and the same over-dispersion",
}
"""What figures among a population keep when the organisation's own value changes."""


def changes(row: Row, name: str, entries: Sequence[Entry]) -> Changes | None:
    """What would change a rating; None where there is no label to change."""
    if row.type_of(name).kind is not Kind.LABEL or isinstance(row.value(name), Missing):
        return None
    known = {entry.column: entry for entry in entries}
    deciding = _deciding(row, name, known)
    ruled = {entry.column for entry in entries if isinstance(entry.how, Published) and entry.how.agrees}
    replay = Replay(row, tuple(step for step in row.result.plan.steps if step.name in known), frozenset(ruled))
    watched = Watched(name, _watched(name, deciding, known))
    columns, not_tried = _variables(replay, name, entries)
    singles = []
    for column in columns:
        try:
            singles.append(single(replay, watched, column))
        except Overgrown:
            not_tried.append(f"{phrase(row, column)} (other figures grow too large to be worked with)")
        except OtherPeers:
            not_tried.append(f"{phrase(row, column)} (it decides whom the {row.noun} is compared with)")
    found = _rule_behind(known[deciding].how) if deciding else None
    rungs = found.ladder if isinstance(found, Cases) else None
    of = phrase(row, deciding) if deciding and deciding != name else None
    return Changes(
        held=(*_held(replay), *decided_held(entries[1:])),
        cuts=tuple(_cuts(row, of, rungs)) if rungs else (),
        singles=tuple(singles),
        none=tuple(_none(row, known[name])),
        not_tried=tuple(not_tried),
    )


def _held(replay: Replay) -> tuple[str, ...]:
    row = replay.row
    nouns = digits.plural(row.noun)
    held = f"Other {nouns}' results and all cut points are held as they are"
    functions = {step.function for step in replay.steps if isinstance(step, Figure)}
    kept = [words for function, words in KEPT.items() if function in functions]
    if RANKS & functions:
        kept = [f"a place is counted anew among the same {nouns}", *kept]
    return (
        f"{held}{f'; {listed(kept)}' if kept else ''}.",
        "One figure is changed at a time, and all that follows from it is worked out again.",
    )


# --- what decides the rating -----------------------------------------------------------------------------------------


def _deciding(row: Row, name: str, known: Mapping[str, Entry]) -> str | None:
    """The column whose cases decide the rating: its own, or that which it starts as."""
    column: str | None = name
    while column is not None and column in known:
        told = _rule_behind(known[column].how)
        if isinstance(told, Cases):
            return column
        column = _behind(row, column, told)
    return None


def _rule_behind(told: How) -> How:
    """How a value comes about by rule, where it was published and the rule gives the same."""
    return told.working if isinstance(told, Published) and told.agrees and told.working else told


def _behind(row: Row, column: str, told: object) -> str | None:
    """The column that another merely repeats."""
    if isinstance(told, Adjusted):
        return told.start
    step = row.steps[column]
    if isinstance(told, Arithmetic) and isinstance(step, Compute) and isinstance(step.expr, Ref):
        return step.expr.name
    return None


def _watched(name: str, deciding: str | None, known: Mapping[str, Entry]) -> tuple[str, ...]:
    """Columns to tell of beside the rating: the number on the ladder, and the rating before adjustments."""
    if deciding is None:
        return ()
    told = _rule_behind(known[deciding].how)
    subject = told.ladder.column if isinstance(told, Cases) and told.ladder else None
    return tuple(column for column in (subject, deciding if deciding != name else None) if column is not None)


# --- cut points ------------------------------------------------------------------------------------------------------


def _cuts(row: Row, of: str | None, ladder: Ladder) -> Iterator[Cut]:
    """The cut point on either side of the value."""
    taken = ladder.reached
    outcomes = [rung.outcome for rung in ladder.rungs] + ([ladder.otherwise] if ladder.otherwise else [])
    if taken > 0:
        rung = ladder.rungs[taken - 1]
        yield _cut(row, of, ladder, rung, rung.relation, rung.outcome)
    if taken < len(ladder.rungs) and taken + 1 < len(outcomes):
        rung = ladder.rungs[taken]
        yield _cut(row, of, ladder, rung, LEAVE[rung.relation], outcomes[taken + 1])


def _cut(row: Row, of: str | None, ladder: Ladder, rung: Rung, relation: str, outcome: Quantity) -> Cut:
    needs = _needs(row, ladder, rung, relation)
    return Cut(of, ladder.subject, ladder.value, relation, rung.cut, outcome, rung.apart, needs)


def _needs(row: Row, ladder: Ladder, rung: Rung, relation: str) -> str | None:
    """The distance in members' points, where the number on the ladder is a plain mean of them."""
    step = row.steps.get(ladder.column or "")
    if not isinstance(step, Compute) or not isinstance(step.expr, Aggregate) or step.expr.function != "mean":
        return None
    if step.type.unit is None or step.type.unit.dimension != "number" or rung.apart.exact is None:
        return None
    items = [item for item in step.expr.items if not isinstance(row.evaluate(item.value), Missing)]
    weights = [row.evaluate(item.weight) for item in items]
    total = sum((weight for weight in weights if isinstance(weight, Fraction)), Fraction(0))
    points = _rounded_up(Fraction(rung.apart.exact) * total)
    least = "more than " if relation in ("below", "above") else "at least "
    way = "fewer" if relation in ("below", "at most") else "more"
    weighted = "" if all(weight == 1 for weight in weights) else ", weighted,"
    return f"{least}{points} {way} points{weighted} over {digits.counted(len(items), 'member')}"


def _rounded_up(points: Fraction) -> str:
    """Points as printed, never fewer than they are."""
    ends = digits.ending_places(points)
    if ends is not None and ends <= digits.LEAST_PLACES:
        return digits.fixed(points, digits.LEAST_PLACES)
    step = Fraction(1, 10**digits.ARITHMETIC_PLACES)
    return digits.fixed(-(-points // step) * step, digits.ARITHMETIC_PLACES)


# --- what can be varied, and what cannot help ------------------------------------------------------------------------


def _variables(replay: Replay, name: str, entries: Sequence[Entry]) -> tuple[list[str], list[str]]:
    """The columns to vary one by one, and the figures that are not varied, each with the reason."""
    row = replay.row
    columns: list[str] = []
    left: dict[str, list[str]] = {}
    # A figure that was published beside its counts, and agrees with them, is varied as what the counts give.
    repeated = {step.supplied for step in replay.steps if isinstance(step, Compute) and step.name in replay.ruled}
    for entry in entries:
        if entry.column in repeated:
            continue
        step = row.steps[entry.column]
        own = isinstance(step, Input) and (step.role in ("value", "field") or _counts_alone(step, entries))
        published = isinstance(entry.how, Published) and not entry.how.agrees
        if not own and not published and not _from_counts(entry):
            continue
        lost = replay.lost_after(entry.column)
        if not lost and not any(following.name == name for following in replay.downstream(entry.column)):
            continue
        if isinstance(row.value(entry.column), Missing):
            left.setdefault(entry.value.shown, []).append(entry.phrase)
        elif lost:
            left.setdefault(f"the {phrase(row, lost[0].name)} is not worked out again", []).append(entry.phrase)
        elif step.type.kind in VARIED:
            columns.append(entry.column)
        else:
            left.setdefault(f"a fact about the {row.noun}", []).append(entry.phrase)
    return columns, [f"{', '.join(names)} ({why})" for why, names in left.items()]


def _counts_alone(step: Input, entries: Sequence[Entry]) -> bool:
    """Whether a numerator is used without the value that it is part of; a value is varied with its numerator."""
    return step.role == "numerator" and not any(entry.column == f"{step.of}.value" for entry in entries)


def _from_counts(entry: Entry) -> bool:
    return entry.part == "value" and isinstance(_rule_behind(entry.how), Arithmetic)


def _none(row: Row, entry: Entry) -> Iterator[str]:
    """What no change can do while an adjustment applies."""
    if not isinstance(entry.how, Adjusted):
        return
    told = entry.how.adjustments
    for number, adjustment in enumerate(told):
        if not adjustment.condition.holds or adjustment.label is None:
            continue
        later = told[number + 1 :]
        named = adjustment.condition.joined == "by"
        facts = adjustment.condition.text if named else because(adjustment.condition)
        if adjustment.adjustment == "no better than" and not any(
            _lifts(row, entry, other, adjustment) for other in later
        ):
            yield f"While {facts}, nothing can make it better than {label_in(adjustment.label)}."
        if adjustment.adjustment == "becomes" and not later:
            yield f"While {facts}, it is {label_in(adjustment.label)} whatever else changes."


def _lifts(row: Row, entry: Entry, later: AdjustmentTold, bound: AdjustmentTold) -> bool:
    """Whether a later adjustment could lift the rating past an earlier bound."""
    if later.adjustment not in ("becomes", "no worse than") or later.label is None or bound.label is None:
        return later.adjustment == "not rated"
    labels = row.result.plan.scales[row.type_of(entry.column).scale or ""]
    return labels.index(str(later.label.exact)) < labels.index(str(bound.label.exact))

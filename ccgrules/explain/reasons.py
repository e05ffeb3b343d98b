"""Why a rating is what it is: the first paragraphs of an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ccgrules.explain.among_parts import Among
from ccgrules.explain.facts import because
from ccgrules.explain.footnotes import Footnotes
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.panels import judged_sentence, moderated_sentence
from ccgrules.explain.parts import Arithmetic, Cases, CaseTold, How, Ladder, Published, Rung
from ccgrules.explain.quantities import Rule
from ccgrules.explain.rating_parts import Adjusted, AdjustmentTold, Judged, Moderated
from ccgrules.explain.sentences import (
    AS_PUBLISHED,
    adjustment_name,
    case_by_case,
    exclusions,
    how_working,
    members_clause,
)
from ccgrules.explain.words import capital, label_in


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence or two, with the mark of its footnote; or the author's own words, quoted."""

    text: str
    quoted: bool = False


def reasons(d: Derivation, column: str, notes: Footnotes) -> Iterator[Reason]:
    """Why a column is what it is, a paragraph a reason."""
    entry = d.entry(column)
    if entry is None:
        return
    match entry.how:
        case Adjusted() as how:
            if not _unrated(d, how):
                yield from reasons(d, how.start, notes)
            yield from _adjustments(d, how, notes)
        case Moderated() as how:
            if how.decision is not None or column != d.rating:
                yield Reason(moderated_sentence(entry, how, named=column != d.rating) + notes.decided(entry, how))
            yield from reasons(d, how.calculated, notes)
        case Judged() as how:
            yield Reason(judged_sentence(entry, how) + notes.decided(entry, how))
        case Arithmetic() if len(entry.uses) == 1 and _repeats(d, entry):
            yield from reasons(d, entry.uses[0], notes)
        case Published() as how:
            yield from _published(d, entry, how, notes.rule(entry.title, entry.rule))
        case Cases() as how if not _is_rating(d, entry) or _moved(d):
            mark = notes.rule(entry.title, entry.rule)
            yield from _cases(d, entry, how, mark, f" That makes {entry.phrase} {label_in(entry.value)}.")
        case how:
            yield from _how(d, entry, how, notes.rule(entry.title, entry.rule))


def main_reason(d: Derivation, column: str) -> str:
    """What decided, in a sentence or two: a panel, the last adjustment that moved it, or else the case taken."""
    entry = d.entry(column)
    if entry is None:
        return ""
    match entry.how:
        case Adjusted() as how:
            moved = [told for told in how.adjustments if told.condition.holds and told.moved]
            return _mover(moved[-1]) if moved else main_reason(d, how.start)
        case Moderated() as how if how.decision is None:
            return main_reason(d, how.calculated)
        case Moderated() as how:
            return moderated_sentence(entry, how, named=False)
        case Judged() as how:
            return judged_sentence(entry, how)
        case Arithmetic() if len(entry.uses) == 1 and _repeats(d, entry):
            return main_reason(d, entry.uses[0])
        case Published() as how:
            return next(_published(d, entry, how, "")).text
        case Cases() as how if how.taken is not None and how.ladder is not None:
            return _ladder(d, how.ladder)
        case how:
            return next(_how(d, entry, how, "")).text


def _mover(told: AdjustmentTold) -> str:
    applies = f"“{capital(adjustment_name(told))}” applies, because {because(told.condition)}."
    return applies if told.without == told.after else f"{applies} Without it: {label_in(told.without)}."


def _unrated(d: Derivation, how: Adjusted) -> bool:
    """Whether a rating is not rated, and could not be determined before that either, for whatever reason."""
    start = d.entry(how.start)
    unrated = any(told.adjustment == "not rated" and told.condition.holds for told in how.adjustments)
    return unrated and start is not None and start.value.kind == "missing"


def _repeats(d: Derivation, entry: Entry) -> bool:
    """Whether a value is another one and nothing else."""
    used = d.entry(entry.uses[0])
    return used is not None and isinstance(entry.how, Arithmetic) and entry.how.formula == used.phrase


def _is_rating(d: Derivation, entry: Entry) -> bool:
    """Whether an entry is the rating itself, as calculated or before its adjustments."""
    return entry.column in (d.rating, d.calculated.column, f"{d.rating}.before")


def _moved(d: Derivation) -> bool:
    """Whether an adjustment changed the rating."""
    told = d.calculated.how
    return isinstance(told, Adjusted) and any(adjustment.moved for adjustment in told.adjustments)


def _published(d: Derivation, entry: Entry, how: Published, mark: str) -> Iterator[Reason]:
    """A published value, and beside it what the rule gives from these data."""
    said = "as published" if how.recomputed else AS_PUBLISHED
    yield Reason(f"{capital(entry.phrase)} is {label_in(entry.value)}, {said}.{mark}")
    if how.working is None or how.recomputed is None:
        return
    gives = "the rule gives the same" if how.agrees else f"alone the rule gives {label_in(how.recomputed)}"
    first, *rest = _how(d, entry, how.working, mark)
    yield Reason(f"From these data {gives}: {first.text[:1].lower()}{first.text[1:]}")
    yield from rest


def _how(d: Derivation, entry: Entry, told: How, mark: str) -> Iterator[Reason]:
    """Why, by the way in which a value came about."""
    if isinstance(told, Cases):
        yield from _cases(d, entry, told, mark, "")
    else:
        yield Reason(f"{capital(entry.phrase)} is {entry.value.shown}: {how_working(d, entry, told)}.{mark}")


# --- cases -----------------------------------------------------------------------------------------------------------


def _cases(d: Derivation, entry: Entry, how: Cases, mark: str, then: str) -> Iterator[Reason]:
    """The case taken, and those before it; `then` says what follows, where a ladder does not say it."""
    if how.taken is None:
        yield Reason(f"{capital(entry.phrase)} is {label_in(entry.value)}: {case_by_case(how)}.{mark}")
        return
    if how.ladder is not None:
        others = exclusions([case for case in how.cases if case.condition and not _on_rung(case, how.ladder)])
        after = f" {capital(others)}." if others else ""
        yield Reason(f"{_ladder(d, how.ladder)}{then}{after}{mark}")
    elif _is_rating(d, entry):
        yield Reason(f"{capital(case_by_case(how))}.{mark}")
    else:
        yield Reason(f"{capital(entry.phrase)} is {case_by_case(how)}.{mark}")
    yield from _quotes(how.cases[how.taken].rule)


def _on_rung(case: CaseTold, ladder: Ladder) -> bool:
    """Whether a case is one of the ladder's."""
    compared = case.condition.comparison if case.condition else None
    if compared is None or compared.left != ladder.subject:
        return False
    return any(rung.relation == compared.relation and rung.cut_title == compared.right for rung in ladder.rungs)


def _quotes(rule: Rule) -> Iterator[Reason]:
    """The author's own reasons."""
    for reason in rule.because:
        yield Reason(f"“{reason}”", quoted=True)


def _ladder(d: Derivation, ladder: Ladder) -> str:
    """`Its average score is 2.21. Cut points, from 118 of 120 trusts: below 2.09 is segment 1, …`."""
    figures = [d.entry(rung.figure) for rung in ladder.rungs if rung.figure]
    whom = {members_clause(d, figure.how) for figure in figures if figure and isinstance(figure.how, Among)}
    steps = [f"{_rung(rung)} is {label_in(rung.outcome)}" for rung in ladder.rungs]
    if ladder.otherwise:
        steps.append(f"otherwise {label_in(ladder.otherwise)}")
    peers = f", from {whom.pop()}" if len(whom) == 1 else ""
    return f"Its {ladder.subject} is {ladder.value.shown}. Cut points{peers}: {', '.join(steps)}."


def _rung(rung: Rung) -> str:
    """`below 2.09`, `1.50 or more`."""
    behind = {"at most": "or less", "at least": "or more"}
    if rung.relation in behind:
        return f"{rung.cut.shown} {behind[rung.relation]}"
    return f"{rung.relation} {rung.cut.shown}"


# --- adjustments -----------------------------------------------------------------------------------------------------


def _adjustments(d: Derivation, how: Adjusted, notes: Footnotes) -> Iterator[Reason]:
    """What each adjustment did that applies, or of which that cannot be said."""
    for adjustment in how.adjustments:
        if adjustment.condition.holds is not False:
            yield from _applied(d, adjustment, _mark(d, adjustment, notes))


def _mark(d: Derivation, adjustment: AdjustmentTold, notes: Footnotes) -> str:
    return notes.rule(f"{d.title}: {adjustment_name(adjustment)}", adjustment.rule)


def not_applied(d: Derivation, column: str, notes: Footnotes) -> Iterator[Reason]:
    """The adjustments of a rating that do not apply, and why not."""
    entry = d.entry(column)
    if entry is None:
        return
    match entry.how:
        case Adjusted() as how:
            yield from not_applied(d, how.start, notes)
            idle = [adjustment for adjustment in how.adjustments if adjustment.condition.holds is False]
            told = [f"“{adjustment_name(a)}”, as {because(a.condition)}{_mark(d, a, notes)}" for a in idle]
            yield from [Reason(f"Not applied: {'; '.join(told)}.")] if told else []
        case Moderated() as how:
            yield from not_applied(d, how.calculated, notes)
        case Arithmetic() if len(entry.uses) == 1 and _repeats(d, entry):
            yield from not_applied(d, entry.uses[0], notes)


def _applied(d: Derivation, adjustment: AdjustmentTold, mark: str) -> Iterator[Reason]:
    name, facts = adjustment_name(adjustment), because(adjustment.condition)
    if adjustment.condition.holds is None:
        either = "" if adjustment.after.kind == "missing" else f"; the rating is {adjustment.after.shown} either way"
        yield Reason(f"Whether “{name}” applies cannot be said: {facts}{either}.{mark}")
    elif adjustment.moved is None:
        yield Reason(f"“{capital(name)}” applies, because {facts}; the rating before it is not determined.{mark}")
    elif adjustment.moved is False:
        yield Reason(f"“{capital(name)}” applies, because {facts}; it changes nothing.{mark}")
    else:
        without = "" if adjustment.without == d.calculated.value else f" Without it: {label_in(adjustment.without)}."
        then = f"“{capital(name)}”" if adjustment.before.kind == "missing" else f"Then “{name}”"
        yield Reason(f"{then} applies, because {facts}.{without}{mark}")
        yield from _quotes(adjustment.rule)

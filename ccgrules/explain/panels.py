"""What panels decided, for one row: judgements that they entered, ratings that they changed."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Iterator

from ccgrules.diagnostics.render import escape
from ccgrules.engine.decisions import Decision
from ccgrules.explain import digits
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.parts import Given
from ccgrules.explain.quantities import Quantity
from ccgrules.explain.rating_parts import DecisionTold, Judged, Moderated
from ccgrules.explain.row import Row
from ccgrules.explain.words import TIE, capital, label_in
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import Missing

EXAMPLE = "set by the example"

# --- from the result -------------------------------------------------------------------------------------------------


def calculated_column(row: Row, column: str) -> str:
    """The column of a rating before a panel changed it; any other column itself."""
    calculated = f"{column}.{CALCULATED}"
    return calculated if column in row.ruleset.ratings and calculated in row.steps else column


def moderated(row: Row, rating: str) -> Moderated | Given:
    """A rating that a panel may change; changed without a decision only where an example says so."""
    calculated, decided = calculated_column(row, rating), f"{rating}.moderated"
    decision = _decision(row, decided)
    if decision is None and not isinstance(row.value(decided), Missing):
        return Given(EXAMPLE)
    panel = escape(row.ruleset.ratings[rating].moderated_by or "")
    return Moderated(calculated, panel, row.quantity(calculated), decision)


def judged(row: Row, name: str) -> Judged | Given:
    """A judgement; without a decision only where an example gives it."""
    decision = _decision(row, name)
    if decision is None and not isinstance(row.value(name), Missing):
        return Given(EXAMPLE)
    return Judged(escape(row.ruleset.judgements[name].panel), decision)


def _decision(row: Row, column: str) -> DecisionTold | None:
    decision = row.result.dataset.decisions.get((column, row.index))
    return _told(decision) if decision is not None else None


def _told(decision: Decision) -> DecisionTold:
    place = decision.place()
    return DecisionTold(
        decided_by=escape(decision.decided_by),
        date=decision.date.isoformat(),
        reason=escape(decision.reason),
        evidence=tuple(escape(one) for one in decision.evidence),
        file=escape(place.source.name),
        line=place.line,
    )


# --- in sentences ----------------------------------------------------------------------------------------------------


def the(panel: str) -> str:
    """A panel inside a sentence: `the Commissioning Committee`."""
    panel = escape(panel)
    return panel if panel.casefold().startswith(("the ", "a ", "an ")) else f"the {panel}"


def moderated_sentence(entry: Entry, how: Moderated, *, named: bool) -> str:
    """`Calculated: Good. Moderated to Requires improvement by the Commissioning Committee on 2 July 2019: …`.

    Args:
        entry: The rating.
        how: What became of it.
        named: Whether to say which rating it is.
    """
    what = f"{capital(entry.phrase)}, calculated" if named else "Calculated"
    if how.decision is None:
        return f"{what}: {_label(how.was)}. No decision of {the(how.panel)}, which may change it, was entered."
    verb = "Confirmed as" if how.was == entry.value else "Moderated to"
    return f"{what}: {_label(how.was)}. {verb} {_label(entry.value)} {_by_whom(how.decision)}"


def judged_sentence(entry: Entry, how: Judged) -> str:
    """`TEF rating, judged Gold by the TEF panel on 2 July 2019: …`."""
    if how.decision is None:
        return f"{capital(entry.phrase)}: no judgement by {the(how.panel)} was entered."
    return f"{capital(entry.phrase)}, judged {_label(entry.value)} {_by_whom(how.decision)}"


def panel_words(entry: Entry, how: Moderated | Judged) -> str:
    """How a value came about, in a few words."""
    if how.decision is None:
        return "as calculated" if isinstance(how, Moderated) else f"no judgement by {the(how.panel)} was entered"
    verb = "judged" if isinstance(how, Judged) else "confirmed" if how.was == entry.value else "moderated"
    return f"{verb} by {the(how.decision.decided_by)} on {_day(how.decision)}"


def may_change(d: Derivation) -> Iterator[str]:
    """Who may still change the rating that is explained."""
    how = d.entries[0].how
    if isinstance(how, Moderated) and how.decision is None:
        yield f"This is the rating as calculated: no decision of {the(how.panel)}, which may change it, was entered."


def decided_elsewhere(d: Derivation, told: Container[str]) -> Iterator[tuple[Entry, str]]:
    """Judgements and changed ratings that the rating hangs on, each in a sentence, without those told already."""
    for entry in d.entries[1:]:
        if entry.column in told:
            continue
        if isinstance(entry.how, Judged):
            yield entry, judged_sentence(entry, entry.how)
        elif isinstance(entry.how, Moderated):
            yield entry, moderated_sentence(entry, entry.how, named=True)


def decided_held(entries: Iterable[Entry]) -> Iterator[str]:
    """That what panels decided is held fixed, if they decided any of these."""
    if any(isinstance(entry.how, Judged | Moderated) and entry.how.decision is not None for entry in entries):
        yield "What panels decided is held as it is."


def _label(value: Quantity) -> str:
    """A label with its capitals; what is missing, in words."""
    return value.shown if value.kind == "label" else label_in(value)


def _by_whom(decision: DecisionTold) -> str:
    """`by the TEF panel on 2 July 2019: the reason. Evidence: Minutes, item 4; report.`"""
    evidence = f" Evidence: {'; '.join(_unpointed(one) for one in decision.evidence)}." if decision.evidence else ""
    reason = _unpointed(decision.reason)
    reason += "" if reason.endswith(("?", "!")) else "."
    return f"by {the(decision.decided_by)} on {_day(decision)}: {reason}{evidence}"


def _day(decision: DecisionTold) -> str:
    return digits.date(datetime.date.fromisoformat(decision.date))


def _unpointed(text: str) -> str:
    """A text without its full stop; a number in square brackets is tied to its word, as it is no footnote of ours."""
    return text.rstrip(" .;").replace(" [", f"{TIE}[")

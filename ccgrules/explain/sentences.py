"""An explanation's opening, and how each value came about, in a few words. They read a derivation and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from ccgrules.explain import digits
from ccgrules.explain.among_parts import Among
from ccgrules.explain.clusters import clause
from ccgrules.explain.earlier import earlier_words
from ccgrules.explain.earlier_parts import Earlier
from ccgrules.explain.facts import because
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.panels import panel_words
from ccgrules.explain.parts import (
    Across,
    Arithmetic,
    ByPeriod,
    Cases,
    CaseTold,
    FilledIn,
    Given,
    How,
    NotUsed,
    Published,
    TableCell,
    Weighted,
)
from ccgrules.explain.positions import position, position_words
from ccgrules.explain.quantities import Fact
from ccgrules.explain.rating_parts import Adjusted, AdjustmentTold, Judged, Moderated
from ccgrules.explain.row import in_sentence
from ccgrules.explain.score_words import score_clause
from ccgrules.explain.words import NUMBERED_LABEL, capital, label_in, listed, own_words

NOT = ", not "
AS_PUBLISHED = "as published; cannot be re-derived here"
MEMBERS = ("count", "any", "all", "available")
"""Functions across a group that ask for how many of its members something holds."""


def organisation(d: Derivation) -> str:
    """The organisation: `Northmoor Community Trust (X17)`."""
    return d.name if d.name == d.organisation else f"{d.name} ({d.organisation})"


def headline(d: Derivation) -> str:
    """The sentence that says it all."""
    who = organisation(d)
    if d.causes:
        return f"{who}: {in_sentence(d.title)} cannot be determined, because {listed(d.causes)}."
    if d.value.kind == "missing":
        return f"{who} is not rated{why_not_rated(d)}."
    if d.value.kind != "label" or not d.headline:
        return f"{who}: {in_sentence(d.title)} is {label_in(d.value)}."
    if NUMBERED_LABEL.fullmatch(d.value.shown):
        return f"{who} is in {label_in(d.value)}."
    return f"{who} is rated {d.value.shown}."


def why_not_rated(d: Derivation) -> str:
    """The condition of the adjustment that left the organisation out: `, as …`; or the reason, in brackets."""
    told = d.calculated.how
    if not isinstance(told, Adjusted):
        return f" ({d.value.shown})"
    facts = [because(a.condition) for a in told.adjustments if a.adjustment == "not rated" and a.condition.holds]
    return f", as {facts[0]}" if facts else f" ({d.value.shown})"


def framework_line(d: Derivation) -> str:
    """Title, version and period of the framework."""
    head = d.framework
    version = f", version {head.version}" if head.version and head.version not in head.title else ""
    period = f", {d.period}" if d.period else ""
    return f"{head.title}{version}{period}"


def status_line(d: Derivation) -> str:
    """How figures are printed, status and digests."""
    rounded = "Figures are printed rounded; all comparisons were made on the unrounded ones"
    if any(entry.value.approximate for entry in d.entries):
        rounded += ", those that rest on a standard deviation, error or limit to 50 digits"
    head = d.framework
    dates = [digits.date(datetime.date.fromisoformat(day)) for day in head.in_force or ()]
    status = f"in force from {dates[0]} to {dates[1]}" if dates else "draft: no dates in force"
    remarks = "".join(f"{capital(remark)}. " for remark in head.remarks)
    digests = f"Digest of the rules {head.digest}, of the data {d.data_digest}"
    digests += f", of the decisions {d.decisions_digest}" if d.decisions_digest else ""
    return f"{remarks}{rounded}. Rules {status}. {digests}."


# --- populations ---------------------------------------------------------------------------------------------------


def members_clause(d: Derivation, how: Among) -> str:
    """`118 of 120 trusts`; `14 of 15 of “Trusts of the same type” (trust type: acute)`."""
    out_of = "" if how.members == how.organisations else f" of {how.organisations:,}"
    return f"{how.members:,}{out_of} {peer_group(d, how)}"


def peer_group(d: Derivation, how: Among) -> str:
    """Who is compared: `trusts with the same trust type`, `trusts in “Small trusts” where value is at least floor`."""
    noun = d.framework.organisation_noun
    nouns = noun if how.organisations == 1 else digits.plural(noun)
    within = f" in “{how.population}”" if how.within else ""
    by = f" with the same {in_sentence(how.by.split(': ')[0])}" if how.by else ""
    where = f" where {how.where}" if how.where else ""
    return f"{nouns}{within}{by}{where}"


def left_out_clause(d: Derivation, how: Among, own: str) -> str:
    """Who is left out of a peer group, and why (`own` is the figure that all have); empty if nobody is."""
    parts = [
        f"{out.count:,} {_why_out(out.why, (own, how.subject))} ({_names(out.names, out.count)})"
        for out in how.left_out
    ]
    return f"{members_clause(d, how)}, left out {', '.join(parts)}" if parts else ""


def _why_out(why: str, figures: Sequence[str]) -> str:
    """Why an organisation is left out: `not submitted`, where that is said of the figure itself or its counts."""
    for figure in figures:
        for part in (figure, f"numerator of {figure}", f"denominator of {figure}"):
            if why == f"no {part}":
                return "without a value"
            if why.startswith(f"{part} "):
                reason = why.removeprefix(f"{part} ")
                return f"with {reason}" if reason.startswith("nothing ") else reason
    return f"as {why}"


def _names(names: Sequence[str], count: int) -> str:
    return ", ".join(names) + (f" and {count - len(names):,} more" if count > len(names) else "")


# --- cases ---------------------------------------------------------------------------------------------------------


def case_by_case(how: Cases) -> str:
    """The case taken with its facts, and the cases before it with theirs; it starts with the label taken."""
    earlier = [case for case in how.cases if case.verdict in ("not taken", "cannot be decided", "possible")]
    if how.taken is None:
        return "; ".join(not_taken(case) for case in earlier)
    taken = how.cases[how.taken]
    label, facts = label_in(taken.outcome), because(taken.condition) if taken.condition else ""
    heads = {because(case.condition).split(NOT)[0] for case in earlier if case.condition}
    if heads == {facts} or (len(heads) == 1 and not facts):
        # The label is read off one value, which says as well why no other label was given.
        return f"{label}, because {heads.pop()}"
    others = exclusions(earlier)
    if facts:
        return f"{label}, because {facts}" + (f". {capital(others)}" if others else "")
    return f"{label}, as no case before it holds: {others}" if others else label


def exclusions(cases: Sequence[CaseTold]) -> str:
    """Why cases were not taken, each label once: `not good, as …; not fair, as …, and as …`."""
    told: dict[str, list[str]] = {}
    for case in cases:
        if case.verdict == "not taken" and case.condition is not None:
            told.setdefault(f"not {label_in(case.outcome)}", []).append(because(case.condition))
        else:
            told.setdefault(not_taken(case), [])
    return "; ".join(f"{label}, as {', and as '.join(facts)}" if facts else label for label, facts in told.items())


def not_taken(case: CaseTold) -> str:
    """Why a case was not taken: `not good, as weighted score 0.67 is below 1.00`."""
    facts = because(case.condition) if case.condition else ""
    if case.verdict == "possible":
        return f"otherwise {label_in(case.outcome)}" + (f", as {facts}" if facts else "")
    if case.verdict == "cannot be decided":
        return f"{label_in(case.outcome)} cannot be decided, as {facts}"
    return f"not {label_in(case.outcome)}, as {facts}"


def adjustment_name(adjustment: AdjustmentTold) -> str:
    """`no better than segment 3`."""
    return f"{adjustment.adjustment} {label_in(adjustment.label)}" if adjustment.label else adjustment.adjustment


# --- how one value came about --------------------------------------------------------------------------------------


def own_phrase(entry: Entry) -> str:
    """What a table's row says of an entry: its phrase, and of a score that which is scored."""
    return entry.phrase.removeprefix("score of ").removeprefix("score for ")


def working(d: Derivation, entry: Entry, own: str | None = None) -> str:
    """How a value came about, in a few words; facts about `own` (a phrase) do not repeat it."""
    return how_working(d, entry, entry.how, own)


def how_working(d: Derivation, entry: Entry, told: How, own: str | None = None) -> str:
    """One way in which an entry's value came about, in a few words."""
    match told:
        case Published() as how:
            return _published(d, entry, how, own)
        case NotUsed() as how:
            return f"not used: {_own(how.condition, own)}"
        case Cases() as how:
            return _cases(d, how, entry, own)
        case ByPeriod() as how:
            return _by_period(d, entry, how, own)
        case TableCell() as how:
            return f"table, row {how.row.shown} ({how.row_title}), column {how.column.shown} ({how.column_title})"
        case Arithmetic() as how:
            return _arithmetic(how, entry)
        case Across() as how:
            return how.worked or f"{how.counted} of {len(how.members)} available"
        case Weighted() as how:
            return how.worked or "a part is missing"
        case Among() as how:
            return among(d, how)
        case Moderated() | Judged() as how:
            return panel_words(entry, how)
        case Adjusted() as how:
            return "; ".join(adjustment_name(a) for a in how.adjustments if a.moved) or "no adjustment applies"
        case _:
            return _from_data(entry, told)


def _from_data(entry: Entry, told: Given | FilledIn | Earlier) -> str:
    match told:
        case Given():
            return told.place or "as given"
        case FilledIn(policy="score"):
            return f"its value is missing ({told.reason.removeprefix('missing, ')}), which scores {entry.value.shown}"
        case FilledIn():
            return f"its value is missing ({told.reason.removeprefix('missing, ')})"
        case Earlier():
            return earlier_words(told)


def published(how: Published) -> str:
    """What is said of a published value, before what the rule gives from these data."""
    if how.recomputed is None:
        return AS_PUBLISHED
    if how.agrees:
        return "as published, and by the rule"
    return f"as published; from these data alone {how.recomputed.shown}"


def _published(d: Derivation, entry: Entry, how: Published, own: str | None) -> str:
    if how.working is None or how.recomputed is None:
        return AS_PUBLISHED
    again = how_working(d, replace(entry, value=how.recomputed, unrounded=how.recomputed.shown), how.working, own)
    return f"{published(how)}: {again}"


def _own(fact: Fact, own: str | None) -> str:
    """A fact's deciding parts, without the words that the table's row has already said."""
    return own_words(because(fact), own)


def _by_period(d: Derivation, entry: Entry, how: ByPeriod, own: str | None) -> str:
    held = f"from {how.since}" if how.since else f"before {how.until}" if how.until else "the period is not known"
    return held if how.working is None else f"{held}: {how_working(d, entry, how.working, own)}"


def _cases(d: Derivation, how: Cases, entry: Entry, own: str | None) -> str:
    if how.taken is None:
        return case_by_case(how)
    worked = f": {how.worked} = {entry.unrounded}" if how.worked else ""
    where = position(how)
    return (cases_facts(how, own) if where is None else position_words(d, where, own)) + worked


def cases_facts(how: Cases, own: str | None) -> str:
    """What decided between cases: the facts of the case taken, or for `otherwise` those of the cases before it."""
    taken = how.cases[how.taken or 0]
    if taken.condition is not None:
        return _own(taken.condition, own)
    facts = [_own(case.condition, own) for case in how.cases if case.condition is not None]
    heads = {fact.split(NOT)[0] for fact in facts}
    return heads.pop() if len(heads) == 1 and len(facts) > 1 else "; ".join(facts)


def _arithmetic(how: Arithmetic, entry: Entry) -> str:
    if how.fact is not None:
        return because(how.fact)
    if how.worked == entry.unrounded:
        if how.formula.casefold() == entry.phrase.casefold():
            return how.worked
        article = "" if how.formula.startswith("all ") else "the "
        return f"{article}{how.formula}" if how.formula != how.worked else how.worked
    return f"{how.worked} = {entry.unrounded}"


def among(d: Derivation, how: Among) -> str:
    """A figure among a population: `77th of 120 trusts, tied with 2 others (best 3.10 %)`."""
    whom = members_clause(d, how)
    if how.classed is not None:
        return clause(how.function, how.classed, whom, d.framework.organisation_noun)
    if how.scored is not None:
        return score_clause(how.own, how.scored, peer_group(d, how))
    if how.place is not None:
        tied = f", tied with {digits.counted(how.tied, 'other')}" if how.tied else ""
        first = f" (best {how.first.shown})" if how.first else ""
        return f"{digits.ordinal(how.place)} of {how.members:,} {peer_group(d, how)}{tied}{first}"
    if how.function in ("quantile", "median") and how.terms:
        worked = f"{how.worked}, " if how.worked else ""
        return f"{worked}{_order(how)} of {how.members:,} {peer_group(d, how)}, from the lowest"
    if how.function == "standardise" and how.worked:
        return f"{', '.join(f'{name} {value.shown}' for name, value in how.terms)} of {whom}: {how.worked}"
    return f"{how.worked}, from {whom}" if how.worked else f"from {whom}"


def _order(how: Among) -> str:
    """Which of the ordered values a quantile is, or lies between."""
    if len(how.terms) == 1:
        return f"the {how.terms[0][0]}"
    return f"between the {' and the '.join(name for name, _ in how.terms)}"


def across_title(how: Across) -> str:
    """What a function across members is, and what it comes to: `Mean score in access = (2.00 + 1.00) / 2 = 1.50`."""
    worked = how.worked or f"({how.result.shown})"
    between = ":" if how.function in MEMBERS else " =" if how.worked else ""
    return f"{across_words(how)}{between} {worked}"


def across_words(how: Across) -> str:
    """What a function across members is: `Mean score in access`."""
    group = in_sentence(how.group)
    if how.function in MEMBERS:
        return f"Members of {group} {'with a' if how.function == 'available' else 'where'} {how.what}"
    return f"{capital(how.function)} {how.what} in {group}"

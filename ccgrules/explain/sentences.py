"""Parts of an explanation in sentences. They read a derivation and nothing else; the text and the page are laid out from them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ccgrules.explain import digits
from ccgrules.explain.facts import because
from ccgrules.explain.forms import (
    Across,
    Adjusted,
    AdjustmentTold,
    Among,
    Arithmetic,
    Cases,
    CaseTold,
    Cut,
    Derivation,
    Earlier,
    Entry,
    Fact,
    FilledIn,
    Given,
    How,
    Ladder,
    Level,
    NotUsed,
    Published,
    Quantity,
    Reach,
    Rule,
    Rung,
    Single,
    TableCell,
    Weighted,
)
from ccgrules.explain.row import in_sentence

NUMBERED_LABEL = re.compile(r"[A-Z][a-z]+ \d+")
"""Labels such as `Segment 3`: an organisation is *in* them."""

AS_PUBLISHED = "as published; cannot be re-derived here"
MOST_NAMED = 6


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def some(items: Sequence[str], most: int = MOST_NAMED) -> str:
    """A list, cut after the first few: `a, b and 4 more`."""
    if len(items) <= most:
        return listed(items)
    return f"{', '.join(items[:most])} and {len(items) - most:,} more"


def label_in(value: Quantity) -> str:
    """A label inside a sentence: `segment 3`; other labels keep their capitals."""
    return value.shown[0].lower() + value.shown[1:] if NUMBERED_LABEL.fullmatch(value.shown) else value.shown


def organisation(d: Derivation) -> str:
    """The organisation: `Northmoor Community Trust (X17)`."""
    return d.name if d.name == d.organisation else f"{d.name} ({d.organisation})"


def headline(d: Derivation) -> str:
    """The sentence that says it all."""
    who = organisation(d)
    if d.causes:
        return f"{who}: {in_sentence(d.title)} cannot be determined, because {listed(d.causes)}."
    if d.value.kind == "missing":
        reason = "" if d.value.shown == "not rated" else f" ({d.value.shown})"
        return f"{who} is not rated{reason}."
    if d.value.kind != "label":
        return f"{who}: {in_sentence(d.title)} is {d.value.shown}."
    if NUMBERED_LABEL.fullmatch(d.value.shown):
        return f"{who} is in {label_in(d.value)}."
    return f"{who} is rated {d.value.shown}."


def framework_line(d: Derivation) -> str:
    """Title, version and period of the framework."""
    head = d.framework
    version = f", version {head.version}" if head.version and head.version not in head.title else ""
    period = f", {d.period}" if d.period else ""
    return f"{head.title}{version}{period}"


def status_line(d: Derivation) -> str:
    """Status and digests."""
    head = d.framework
    dates = [digits.date(datetime.date.fromisoformat(day)) for day in head.in_force or ()]
    status = f"in force from {dates[0]} to {dates[1]}" if dates else "draft: no dates in force"
    return f"Rules {status}. Digest of the rules {head.digest}, of the data {d.data_digest}."


# --- why -------------------------------------------------------------------------------------------------------------


def reasons(d: Derivation, column: str, cite: Cite) -> Iterator[str]:
    """Why a column is what it is: a sentence or two a paragraph. `cite` gives the mark of a rule's footnote."""
    entry = d.entry(column)
    if entry is None:
        return
    match entry.how:
        case Published() as how:
            yield from _published_reasons(d, entry, how, cite)
        case Cases() if entry.column not in (d.rating, f"{d.rating}.before") or _moved(d):
            yield from _how_reasons(d, entry, entry.how, cite, f" That makes {entry.phrase} {label_in(entry.value)}.")
        case _:
            yield from _how_reasons(d, entry, entry.how, cite)


def _moved(d: Derivation) -> bool:
    """Whether an adjustment changed the rating."""
    told = d.entries[0].how
    return isinstance(told, Adjusted) and any(adjustment.moved for adjustment in told.adjustments)


def _published_reasons(d: Derivation, entry: Entry, how: Published, cite: Cite) -> Iterator[str]:
    """A published value, and beside it what the rule gives from these data."""
    yield f"{capital(entry.phrase)} is {label_in(entry.value)}, {AS_PUBLISHED if not how.recomputed else 'as published'}.{cite(entry.title, entry.rule)}"
    if how.working is None or how.recomputed is None:
        return
    gives = "the rule gives the same" if how.agrees else f"alone the rule gives {label_in(how.recomputed)}"
    lines = list(_how_reasons(d, entry, how.working, cite))
    yield f"From these data {gives}: {lines[0][:1].lower()}{lines[0][1:]}"
    yield from lines[1:]


def _how_reasons(d: Derivation, entry: Entry, told: How, cite: Cite, then: str = "") -> Iterator[str]:
    match told:
        case Adjusted() as how:
            yield from reasons(d, how.start, cite)
            for adjustment in how.adjustments:
                yield from adjustment_lines(d, adjustment, cite)
            idle = [idle_adjustment(d, adjustment, cite) for adjustment in how.adjustments if adjustment.condition.holds is False]
            if idle:
                yield f"Not applied: {'; '.join(idle)}."
        case Cases() as how:
            yield from _case_reasons(d, entry, how, cite, then)
        case Arithmetic() as how if len(entry.uses) == 1 and how.fact is None and _repeats(d, entry):
            yield from reasons(d, entry.uses[0], cite)
        case _:
            yield f"{capital(entry.phrase)} is {entry.value.shown}: {how_working(d, entry, told)}.{cite(entry.title, entry.rule)}"


class Cite:
    """Gives the mark of a footnote for a rule: ` [3]`."""

    def __call__(self, title: str, rule: Rule) -> str:
        """The mark, with a space before it."""
        raise NotImplementedError


def _repeats(d: Derivation, entry: Entry) -> bool:
    used = d.entry(entry.uses[0])
    return used is not None and used.value == entry.value and isinstance(entry.how, Arithmetic) and used.phrase == entry.how.formula


def _case_reasons(d: Derivation, entry: Entry, how: Cases, cite: Cite, then: str) -> Iterator[str]:
    if how.ladder is not None and how.taken is not None:
        others = [f"{capital(_not_taken(case))}. " for case in how.cases if case.condition and not _on_rung(case, how.ladder)]
        yield f"{''.join(others)}{ladder_sentences(d, how.ladder)}{then}{cite(entry.title, entry.rule)}"
    elif how.taken is None:
        yield f"{capital(entry.phrase)} is missing ({entry.value.shown}): {case_by_case(how)}.{cite(entry.title, entry.rule)}"
    else:
        yield f"{case_by_case(how)}.{then}{cite(entry.title, entry.rule)}"
    if how.taken is not None:
        yield from quotes(how.cases[how.taken].rule)


def _on_rung(case: CaseTold, ladder: Ladder) -> bool:
    """Whether a case is one of the ladder's."""
    compared = case.condition.comparison if case.condition else None
    return compared is not None and compared.left == ladder.subject


def quotes(rule: Rule) -> Iterator[str]:
    """The author's own reasons, quoted."""
    for reason in rule.because:
        yield f"  “{reason}”"


def ladder_sentences(d: Derivation, ladder: Ladder) -> str:
    """`Its average score is 2.21. Cut points, from 118 of 120 trusts: below 2.09 is segment 1, …`."""
    figures = [d.entry(rung.figure) for rung in ladder.rungs if rung.figure]
    clauses = {members_clause(d, figure.how) for figure in figures if figure and isinstance(figure.how, Among)}
    whom = f", from {clauses.pop()}" if len(clauses) == 1 else ""
    steps = [f"{_reach(rung)} is {label_in(rung.outcome)}" for rung in ladder.rungs]
    if ladder.otherwise:
        steps.append(f"otherwise {label_in(ladder.otherwise)}")
    return f"Its {ladder.subject} is {ladder.value.shown}. Cut points{whom}: {', '.join(steps)}."


def _reach(rung: Rung) -> str:
    """`below 2.09`, `1.50 or more`."""
    behind = {"at most": "or less", "at least": "or more"}
    if rung.relation in behind:
        return f"{rung.cut.shown} {behind[rung.relation]}"
    return f"{rung.relation} {rung.cut.shown}"


def members_clause(d: Derivation, how: Among) -> str:
    """`118 of 120 trusts`; `14 of 15 of “Trusts of the same type” (trust type: acute)`."""
    out_of = "" if how.members == how.organisations else f" of {how.organisations:,}"
    return f"{how.members:,}{out_of} {peer_group(d, how)}"


def peer_group(d: Derivation, how: Among) -> str:
    """Who is compared: `trusts`, `trusts with the same trust type`, `trusts in “Small trusts” where value is at least floor`."""
    nouns = digits.plural(d.framework.organisation_noun)
    within = f" in “{how.population}”" if how.within else ""
    by = f" with the same {in_sentence(how.by.split(': ')[0])}" if how.by else ""
    where = f" where {how.where}" if how.where else ""
    return f"{nouns}{within}{by}{where}"


def left_out_clause(d: Derivation, how: Among) -> str:
    """Who is left out of a peer group, and why; empty if nobody is."""
    parts = [f"{out.count:,} not among them: {out.why} ({_names(out.names, out.count)})" for out in how.left_out]
    return f"{members_clause(d, how)}; {'; '.join(parts)}" if parts else ""


def _names(names: Sequence[str], count: int) -> str:
    return ", ".join(names) + (f" and {count - len(names):,} more" if count > len(names) else "")


def case_by_case(how: Cases) -> str:
    """The case taken with its facts, and the cases before it with theirs."""
    earlier = [c for c in how.cases if c.verdict in ("not taken", "cannot be decided") and c.condition is not None]
    parts = [_not_taken(case) for case in earlier]
    if how.taken is None:
        return "; ".join(parts)
    taken = how.cases[how.taken]
    if taken.condition is None:
        return f"{capital(label_in(taken.outcome))}, as no case before it holds: {'; '.join(parts)}" if parts else taken.outcome.shown
    first = f"{capital(label_in(taken.outcome))}, because {because(taken.condition)}"
    return first + (f" ({'; '.join(parts)})" if parts else "")


def _not_taken(case: CaseTold) -> str:
    if case.condition is None:
        return ""
    if case.verdict == "cannot be decided":
        return f"{label_in(case.outcome)} cannot be decided, as {because(case.condition)}"
    return f"not {label_in(case.outcome)}, as {because(case.condition)}"


def adjustment_name(adjustment: AdjustmentTold) -> str:
    """`no better than segment 3`."""
    return f"{adjustment.adjustment} {label_in(adjustment.label)}" if adjustment.label else adjustment.adjustment


def adjustment_lines(d: Derivation, adjustment: AdjustmentTold, cite: Cite) -> Iterator[str]:
    """What an adjustment did, with its reason; or why it did nothing."""
    name, facts = adjustment_name(adjustment), because(adjustment.condition)
    if adjustment.condition.holds is False:
        return
    mark = cite(f"{d.title}: {name}", adjustment.rule)
    if adjustment.condition.holds is None:
        either = "" if adjustment.after.kind == "missing" else f"; the rating is {adjustment.after.shown} either way"
        yield f"Whether “{name}” applies cannot be said: {facts}{either}.{mark}"
    elif adjustment.moved is False:
        yield f"“{capital(name)}” applies, because {facts}; it changes nothing.{mark}"
    else:
        yield f"Then “{name}” applies, because {facts}. Without it: {label_in(adjustment.without)}.{mark}"
        yield from quotes(adjustment.rule)


def idle_adjustment(d: Derivation, adjustment: AdjustmentTold, cite: Cite) -> str:
    """An adjustment that does not apply, and why."""
    name = adjustment_name(adjustment)
    return f"“{name}”, as {because(adjustment.condition)}{cite(f'{d.title}: {name}', adjustment.rule)}"


# --- how one value came about, in a few words --------------------------------------------------------------------------


def working(d: Derivation, entry: Entry, own: str | None = None) -> str:
    """How a value came about, in a few words; facts about `own` (a phrase) do not repeat it."""
    return how_working(d, entry, entry.how, own)


def how_working(d: Derivation, entry: Entry, told: How, own: str | None = None) -> str:
    """One way in which an entry's value came about, in a few words."""
    match told:
        case Given() as how:
            return how.place or "as given"
        case Published() as how:
            return _published(d, entry, how, own)
        case NotUsed() as how:
            return f"not used: {_own(how.condition, own)}"
        case FilledIn() as how:
            return _filled_in(entry, how)
        case Cases() as how:
            return _cases(how, entry, own)
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
        case Earlier() as how:
            return f"as worked out for {how.period}" if how.period else "no earlier period in the data"
        case Adjusted() as how:
            return "; ".join(adjustment_name(a) for a in how.adjustments if a.moved) or "no adjustment applies"


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


def _filled_in(entry: Entry, how: FilledIn) -> str:
    if how.policy == "score":
        return f"its value is missing ({how.reason}), which scores {entry.value.shown}"
    return f"its value is missing ({how.reason})"


def _own(fact: Fact, own: str | None) -> str:
    """A fact's deciding parts, without the words that the table's row has already said."""
    return own_words(because(fact), own)


def own_words(text: str, own: str | None) -> str:
    """A text without the words that the table's row has already said."""
    if not own:
        return text
    for said in (f" of {own}", f"{own} of ", f"{own} "):
        text = text.replace(said, "")
    return "" if text == own else text.strip()


def _cases(how: Cases, entry: Entry, own: str | None) -> str:
    if how.taken is None:
        return case_by_case(how)
    taken = how.cases[how.taken]
    worked = f": {how.worked} = {entry.unrounded}" if how.worked else ""
    if taken.condition is not None:
        return _own(taken.condition, own) + worked
    earlier = [case.condition for case in how.cases if case.condition is not None]
    facts = [_own(fact, own) for fact in (earlier[-1:] if how.ladder is not None else earlier)]
    heads = {fact.split(", not ")[0] for fact in facts}
    return (heads.pop() if len(heads) == 1 and len(facts) > 1 else "; ".join(facts)) + worked


def _arithmetic(how: Arithmetic, entry: Entry) -> str:
    if how.fact is not None:
        return because(how.fact)
    if how.worked == entry.unrounded:
        return f"the {how.formula}" if how.formula != how.worked else how.worked
    return f"{how.worked} = {entry.unrounded}"


def among(d: Derivation, how: Among) -> str:
    """A figure among a population: `77th of 120 trusts, tied with 2 others (best 3.10 %)`."""
    whom = members_clause(d, how)
    if how.place is not None:
        tied = f", tied with {digits.counted(how.tied, 'other')}" if how.tied else ""
        first = f" (best {how.first.shown})" if how.first else ""
        return f"{digits.ordinal(how.place)} of {how.members:,} {peer_group(d, how)}{tied}{first}"
    if how.function in ("quantile", "median") and how.terms:
        return f"{how.worked + ', ' if how.worked else ''}{_order(how)} of {whom} from the lowest"
    if how.function == "standardise" and how.worked:
        return f"{', '.join(f'{name} {value.shown}' for name, value in how.terms)} of {whom}; {how.worked}"
    return f"{how.worked}, from {whom}" if how.worked else f"from {whom}"


def _order(how: Among) -> str:
    """Which of the ordered values a quantile is, or lies between."""
    if len(how.terms) == 1:
        return f"the {how.terms[0][0]}"
    return f"between the {' and the '.join(name for name, _ in how.terms)}"


def across_title(how: Across) -> str:
    """What a function across members is, before its value: `Mean score in access =`."""
    group = in_sentence(how.group)
    match how.function:
        case "count" | "any" | "all":
            return f"Members of {group} where {how.what}:"
        case "available":
            return f"Members of {group} with a {how.what}:"
        case _:
            return f"{capital(how.function)} {how.what} in {group} ="


# --- what would change it ------------------------------------------------------------------------------------------------


def cut_sentence(cut: Cut) -> str:
    """`Segment 1 if average score were below 2.09: it is 2.21, 0.12 away, more than 1.32 fewer points over the 11 members.`"""
    needs = f", {cut.needs}" if cut.needs else ""
    what = f"{capital(cut.of)} would be {label_in(cut.outcome)}" if cut.of else cut.outcome.shown
    return f"{what} if {cut.subject} were {cut.relation} {cut.cut.shown}: it is {cut.value.shown}, {cut.apart.shown} away{needs}."


def reach_sentence(single: Single, reach: Reach) -> str:
    """`“Sickness absence rate” at 3.00 % or less (now 5.96 %): segment 2.`"""
    told = _then(reach.scores, reach.rating)
    then = f" ({told})" if told else ""
    rating = f"{label_in(reach.rating)}{then}."
    if reach.side is None:
        return f"“{capital(single.title)}” {reach.at.shown} (now {single.now.shown}): {rating}"
    side = reach.side if reach.inclusive else ""
    beyond = "" if reach.inclusive else "more than " if reach.side == "or more" else "less than "
    at = f"{beyond}{reach.at.shown} {side}".strip()
    return f"“{capital(single.title)}” at {at} (now {single.now.shown}): {rating}"


def _reaches(d: Derivation, *, better: bool) -> list[str]:
    if d.changes is None:
        return []
    return [reach_sentence(one, reach) for one in d.changes.singles for reach in one.reaches if bool(reach.better) is better]


def _then(scores: Sequence[tuple[str, Quantity]], rating: Quantity) -> str:
    return ", ".join(f"{name} {value.shown}" for name, value in scores if value != rating)


def _level(single: Single, level: Level) -> str:
    """`“Urgent community response” at its floor of 70 % (score 3.00, average 2.12)`."""
    told = _then(level.scores, level.rating)
    return f"“{capital(single.title)}” at its {level.level} of {level.at.shown}" + (f" ({told})" if told else "")


def level_lines(d: Derivation) -> Iterator[str]:
    """What figures at exactly the levels that they miss would give, where no change of theirs alone changes the rating."""
    singles = d.changes.singles if d.changes else ()
    still = [_level(one, level) for one in singles if not one.reaches for level in one.levels if level.rating == d.value]
    if still:
        yield f"It would still be {label_in(d.value)} with {'; or with '.join(still)}."


def change_lines(d: Derivation) -> Iterator[str]:
    """What would change the rating, a sentence a line."""
    if d.changes is None:
        return
    yield from d.changes.none
    yield from (cut_sentence(cut) for cut in d.changes.cuts)
    yield from _reaches(d, better=True)
    yield from _reaches(d, better=False)
    yield from level_lines(d)
    powerless = [single.title for single in d.changes.singles if not single.reaches]
    if len(powerless) == len(d.changes.singles) and powerless:
        yield f"No change of one figure alone changes it ({digits.counted(len(powerless), 'figure')} tried)."
    elif powerless:
        names = f": {'; '.join(powerless)}" if len(powerless) <= MOST_NAMED else f" ({len(powerless):,} more tried)"
        yield f"No change of any other figure alone changes it{names}."
    if d.changes.not_tried:
        yield f"Not varied: {'; '.join(d.changes.not_tried)}."
    yield from d.changes.held



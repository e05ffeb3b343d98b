"""Which rows are read, and the order of their periods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.bind_columns import Layout
from ccgrules.engine.cells import clean, folded
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import DataMapping, Entry
from ccgrules.engine.read import shorten
from ccgrules.periods import gaps, in_time_order, named_in, since
from ccgrules.plan.steps import Lag, Plan, Since

_ROW = re.compile(r"(?:(?P<file>.+) )?row (?P<row>\d{1,9})")


class Wishes:
    """What the user leaves out although it is in the data.

    Attributes:
        met: How many rows each wish was found to mean.
    """

    def __init__(self, leave_out: Sequence[str]) -> None:
        self.met: Counter[str] = Counter(dict.fromkeys(map(clean, leave_out), 0))

    def rows(self, file: str, *, first: bool) -> dict[int, str]:
        """The rows of a file that are left out by their number, and the wish for each."""
        found = ((_ROW.fullmatch(wish), wish) for wish in self.met)
        meant = (
            (match, wish) for match, wish in found if match and (match["file"] == file if match["file"] else first)
        )
        return {int(match["row"]): wish for match, wish in meant}

    def check(self, codes: set[str], findings: Findings) -> None:
        """Say which wishes meant nothing; `codes` are those of the organisations that stay."""
        for wish in (wish for wish, met in self.met.items() if not met):
            advice = did_you_mean(wish, codes) or "name an organisation by its code, or a row as `row 17`"
            findings.add("CCG673", f"`{shorten(wish)}` should be left out, and is not in the data", help=advice)


def choose_rows(
    layouts: Sequence[Layout], mapping: DataMapping, wishes: Wishes, key_word: Callable[[str, str], str]
) -> None:
    """Set which rows of each table are read.

    Args:
        layouts: The tables.
        mapping: Says which rows are wanted.
        wishes: What the user leaves out.
        key_word: Gives an organisation code as the mapping rewrites it.
    """
    for number, layout in enumerate(layouts):
        by_number = wishes.rows(layout.table.name, first=number == 0)
        wanted = [rule for entry in mapping.where if (rule := filter_rule(entry, layout))]
        unwanted = [rule for entry in mapping.without if (rule := filter_rule(entry, layout))]
        kept: list[int] = []
        for row, cells in enumerate(layout.table.rows):
            if not all(_holds(rule, cells) for rule in wanted) or any(_holds(rule, cells) for rule in unwanted):
                continue
            organisation = clean(layout.cell(row, "organisation"))
            codes = [code for code in (organisation, key_word(organisation, "organisation")) if code in wishes.met]
            wish = by_number.get(layout.table.numbers[row]) or (codes[0] if organisation and codes else None)
            if wish is None:
                kept.append(row)
            else:
                wishes.met[wish] += 1
        layout.rows = kept


def filter_rule(entry: Entry, layout: Layout) -> tuple[int, set[str]] | None:
    """The column that a filter looks at and the words that it looks for; None where the table has no such column."""
    headers = {folded(header): index for index, header in enumerate(layout.table.header)}
    index = headers.get(folded(entry.theirs))
    return None if index is None else (index, {folded(word) for word in entry.ours})


def _holds(rule: tuple[int, set[str]], cells: Sequence[str]) -> bool:
    return folded(cells[rule[0]]) in rule[1]


def period_order(met: set[str], plan: Plan, mapping: DataMapping, findings: Findings) -> tuple[str, ...] | None:
    """The periods of the data, earliest first; None where rules that look back need an order and there is none."""
    listed = [entry.theirs for entry in mapping.periods]
    if unlisted := sorted(met - set(listed)) if listed else []:
        message = f"period {listing(unlisted)} is not in the mapping's list of periods"
        near = did_you_mean(unlisted[0], listed)
        findings.add("CCG669", message, primary=mapping.periods[0].span, help=near)
        return None
    if listed:
        chosen = tuple(period for period in dict.fromkeys(listed) if period in met)
        return chosen if comparable(chosen, plan, findings) else None
    order = in_time_order(met) if len(met) > 1 else tuple(met)
    if not any(isinstance(step, Lag | Since) for step in plan.steps):
        return order or tuple(sorted(met))
    if order is None:
        message = "the order of the periods cannot be read from their names, and the rules look back in time"
        advice = "list them in a mapping, earliest first: `periods: [FIRST, SECOND]`"
        findings.add("CCG669", message, help=advice, notes=(f"periods: {listing(sorted(met))}",))
        return None
    if not comparable(order, plan, findings):
        return None
    lags = [step for step in plan.steps if isinstance(step, Lag)]
    for step in lags:
        if step.period is not None and named_in(order, step.period) is None:
            message = f"the data have no period `{step.period}`, so that every value of it is missing"
            findings.add("CCG679", message, notes=(f"periods: {listing(order)}",), help="add the data of that period")
            break
    for earlier, later in gaps(order) if any(step.period is None for step in lags) else ():
        message = f"the data have no period between `{earlier}` and `{later}`"
        note = f"the rules look back in time, and `{later}` has no period before it"
        advice = "add that period; or, if they do follow each other, list them in a mapping: `periods: [FIRST, ...]`"
        findings.add("CCG677", message, notes=(note,), help=advice)
    return order


def after_gap(order: Sequence[str], mapping: DataMapping) -> frozenset[str]:
    """The periods before which one is missing; of periods that a mapping lists, each follows the one before."""
    return frozenset() if mapping.periods else frozenset(later for _, later in gaps(order))


def comparable(order: Sequence[str], plan: Plan, findings: Findings) -> bool:
    """Whether the periods of the data can be compared with those that rules give values by; else it is reported."""
    unlike = [step for step in plan.steps if isinstance(step, Since) and since(order, step.period) is None]
    for step in unlike[:1]:
        message = f"the rules have a value that holds from `{step.period}` on, and the data have no periods"
        advice = "add the column `period`, or name the one period of the data in a mapping: `period: ...`"
        notes: tuple[str, ...] = ()
        if any(order):
            message = f"the periods of the data cannot be compared with `{step.period}`, a period of the rules"
            advice = f"write the periods as the rules do, such as `{step.period}`"
            notes = (f"periods: {listing(order)}",)
        findings.add("CCG678", message, help=advice, notes=notes)
    return not unlike


def listing(words: Sequence[str]) -> str:
    """The first few of some words, and how many more there are."""
    shown = ", ".join(f"`{shorten(one)}`" for one in words[:8])
    return shown + (f" and {len(words) - 8:,} more" if len(words) > 8 else "")

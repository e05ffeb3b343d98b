"""A sweep as a document of blocks: a row for each value, and who has which rating from which value on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from ccgrules.diagnostics.render import escape
from ccgrules.differences.report.view import NOBODY, label_title, organisation
from ccgrules.differences.whatif.constants import range_of
from ccgrules.differences.whatif.edit import value_words
from ccgrules.differences.whatif.forms import Along, At, Sweep
from ccgrules.explain.blocks import Block, Document, Heading, Paragraph, Table
from ccgrules.explain.digits import counted, fixed
from ccgrules.explain.words import quoted

FIRST_DIGITS = 8
"""Digits of a digest on a screen."""
LONGEST_BAR = 24
MARKS = "█▓▒░"
"""What the bars of labels are made of, best first; scales of more labels have none."""
PERCENT_PLACES = 1
PRESENT = "now"


@dataclass(frozen=True, slots=True)
class SweepView:
    """How much is shown.

    Attributes:
        bars: Whether each row has a bar, as long as all organisations together.
        everything: Whether to show who has which rating from which value on, and digests in full.
        percent: Whether to show percentages in place of counts.
    """

    bars: bool = False
    everything: bool = False
    percent: bool = False


def document(told: Sweep, view: SweepView) -> Document:
    """A sweep as a document."""
    return Document(
        title=_title(told),
        aside=_aside(told),
        blocks=tuple(_blocks(told, view)),
        notes=(),
        common=(),
        sources=(),
        foot=_foot(told, view),
    )


def _title(told: Sweep) -> str:
    values = [one.shown for one in told.tried if one.value is not None]
    name = escape(told.parameter.name)
    span = f"from {values[0]} to {values[-1]}" if len(values) > 1 else "".join(values)
    also = f", with {told.supposed.title}" if told.supposed is not None else ""
    return f"What if: {name} {span}{also}"


def _aside(told: Sweep) -> str:
    period = f" · {told.period}" if told.period and not told.framework.endswith(told.period) else ""
    return f"{told.framework}{period}"


def _blocks(told: Sweep, view: SweepView) -> Iterator[Block]:
    yield Paragraph(_intro(told))
    yield from (Paragraph(text) for text in [*_supposed(told), *told.remarks])
    yield Heading(f"{told.rating[1]} of {counted(told.organisations, told.noun[0])}, by value")
    yield _table(told, view)
    yield Paragraph(" ".join(_legend(told, view)), "below")
    yield Paragraph(_who(told, view), "below" if not view.everything else "text")
    if view.everything and told.movers:
        yield Heading("Who has which rating from which value on")
        yield from (Paragraph(_along(told, one), "item") for one in told.movers)


def _intro(told: Sweep) -> str:
    """`“Lowest score for Good” (good_from) is 1.5 in the rules, and may be between 1.2 and 1.8.`."""
    parameter = told.parameter
    named = parameter.title not in (parameter.name, parameter.name.replace("_", " "))
    title = f"{quoted(escape(parameter.title))} ({parameter.name})" if named else parameter.name
    between = range_of(parameter)
    may = f", and may be between {between}" if between else "; the rules give it no range"
    return f"{title} is {value_words(parameter)} in the rules{may}."


def _supposed(told: Sweep) -> Iterator[str]:
    if told.supposed is not None:
        yield f"At every value, and at present, with {told.supposed.title}."
        yield from told.supposed.remarks


# --- the table -------------------------------------------------------------------------------------------------------


def _table(told: Sweep, view: SweepView) -> Table:
    labels = told.labels
    extra = [one for one in ("gained", "lost") if any(getattr(row, one) for row in told.tried)]
    bars = view.bars and len(told.scale) <= len(MARKS)
    titles = [label_title(told.scale, label) for label in labels]
    header = (told.parameter.name, "", *titles, "up", "down", *extra, *(("",) if bars else ()))
    rows = tuple((*_cells(told, one, labels, extra, view), *((_bar(told, one),) if bars else ())) for one in told.tried)
    return Table(header, rows, frozenset({0, *range(2, len(labels) + 4 + len(extra))}))


def _cells(told: Sweep, one: At, labels: Sequence[str | None], extra: Sequence[str], view: SweepView) -> Iterator[str]:
    yield one.shown
    yield PRESENT if one.present else ""
    for label in labels:
        yield _count(one.counts.get(label, 0), told.organisations, view)
    for number in (one.up, one.down, *(getattr(one, name) for name in extra)):
        yield f"{number:,}" if number else NOBODY


def _count(count: int, of: int, view: SweepView) -> str:
    if not view.percent:
        return f"{count:,}"
    return f"{fixed(Fraction(100 * count, of), PERCENT_PLACES)} %" if of else NOBODY


def _bar(told: Sweep, one: At) -> str:
    """All organisations as a bar, a mark for each label; the ends of labels are rounded, so that all bars are alike."""
    if not told.organisations:
        return ""
    bar, before = "", 0
    for mark, label in zip(MARKS, told.scale):
        before += one.counts.get(label.name, 0)
        bar += mark * (round(Fraction(LONGEST_BAR * before, told.organisations)) - len(bar))
    return bar


def _legend(told: Sweep, view: SweepView) -> Iterator[str]:
    yield "Up and down: how many are better and worse off than at present."
    if any(one.gained or one.lost for one in told.tried):
        yield "Gained and lost: how many have a rating that have none at present, and the other way round."
    if view.bars and len(told.scale) <= len(MARKS):
        yield f"Bars: {', '.join(f'{mark} {label.title}' for mark, label in zip(MARKS, told.scale))}."


def _who(told: Sweep, view: SweepView) -> str:
    if not told.movers:
        return f"Nobody has another rating at any of these values: {counted(told.organisations, told.noun[0])} in all."
    verb = "has" if len(told.movers) == 1 else "have"
    more = "" if view.everything else " `--all` names them."
    return f"{counted(len(told.movers), told.noun[0])} {verb} another rating at some value than at another.{more}"


def _along(told: Sweep, one: Along) -> str:
    """`Northmoor (X17): Good at 1.30 to 1.40, Fair from 1.45 on`."""
    parts = [
        f"{label_title(told.scale, label)} at {first}" + (f" to {last}" if last != first else "")
        for label, first, last in stretches(told, one)
    ]
    return f"{organisation(one.name, one.organisation)}: {', '.join(parts)}"


def stretches(told: Sweep, one: Along) -> Iterator[tuple[str | None, str, str]]:
    """The ratings of an organisation along the values: each with the first and last value of a stretch of it."""
    rows = [(label, row.shown) for label, row in zip(one.labels, told.tried)]
    for label, run in groupby(rows, key=lambda row: row[0]):
        shown = [value for _, value in run]
        yield label, shown[0], shown[-1]


def _foot(told: Sweep, view: SweepView) -> str:
    rules, data = told.digests if view.everything else tuple(f"{one[:FIRST_DIGITS]}…" for one in told.digests)
    scale = ", ".join(label.title for label in told.scale)
    return (
        f"Best to worst: {scale}. Every value is exact, and gives what the rules give with it in them; {told.file} "
        f"stays as it is. Digest of the rules {rules}, of the data {data}."
    )

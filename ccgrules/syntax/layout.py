"""Lines and comments put together: where each comment goes, and which lines are empty."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ccgrules.source import SourceFile
from ccgrules.syntax import tree

INDENT = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """What the formatter writes for one line of the source with all that went on below it.

    Attributes:
        lines: The lines, indented.
        start: Where it started in the source.
        end: Where it ended there.
        keyword: For the head of a declaration its keyword, else None.
    """

    lines: tuple[str, ...]
    start: int
    end: int
    keyword: str | None = None

    @property
    def indent(self) -> int:
        """How far its first line is indented."""
        return len(self.lines[0]) - len(self.lines[0].lstrip())


@dataclass(slots=True)
class _Placed:
    """The comments of a unit: above it, at its end, and below it (the last words of a declaration)."""

    above: list[tree.Comment] = field(default_factory=list)
    behind: list[tree.Comment] = field(default_factory=list)
    below: list[tree.Comment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Item:
    """A declaration or a comment at the left margin, with its lines in the source (from 1)."""

    lines: list[str]
    first: int
    last: int
    keyword: str | None


def lay_out(units: Sequence[Unit], comments: Sequence[tree.Comment], source: SourceFile) -> str:
    """The text of a file: the units in their order, each comment at its line, one empty line between declarations.

    Declarations of one line and one kind stay together if they were together.
    """
    placed, loose = _place(units, comments)
    items: list[_Item] = []
    for number, unit in enumerate(units):
        notes = placed[number]
        if unit.keyword is not None:
            first = source.position(unit.start)[0]
            items.extend(_comment_item(comment, first) for comment in notes.above)
            items.append(_Item([], first, first, unit.keyword))
        else:
            items[-1].lines.extend(_comment_line(comment, unit.indent) for comment in notes.above)
        items[-1] = _extended(items[-1], unit, notes, source)
    items.extend(_comment_item(comment, comment.span.line) for comment in loose)
    return _joined(items)


def _place(
    units: Sequence[Unit], comments: Sequence[tree.Comment]
) -> tuple[defaultdict[int, _Placed], list[tree.Comment]]:
    """The comments of each unit by its number, and those behind the last declaration."""
    order = sorted(range(len(units)), key=lambda number: units[number].start)
    starts = [units[number].start for number in order]
    placed: defaultdict[int, _Placed] = defaultdict(_Placed)
    loose: list[tree.Comment] = []
    for comment in comments:
        following = bisect_right(starts, comment.span.start)
        here = order[following - 1] if following else None
        below = order[following] if following < len(order) else None
        if not comment.own_line and here is not None:
            placed[here].behind.append(comment)
        elif here is not None and comment.span.start < units[here].end:
            placed[here].above.append(comment)
        elif here is not None and comment.span.column > 1 and (below is None or units[below].keyword is not None):
            placed[here].below.append(comment)
        elif below is not None:
            placed[below].above.append(comment)
        else:
            loose.append(comment)
    for notes in placed.values():
        # Only one comment fits at the end of a line; those of lines that were joined go above it.
        notes.above = sorted((*notes.above, *notes.behind[:-1]), key=lambda comment: comment.span.start)
        notes.behind = notes.behind[-1:]
    return placed, loose


def _comment_line(comment: tree.Comment, indent: int) -> str:
    return " " * indent + comment.text


def _comment_item(comment: tree.Comment, latest: int) -> _Item:
    """A comment at the left margin; one from inside a declaration's first line goes above it, at the `latest`."""
    line = min(comment.span.line, latest)
    return _Item([comment.text], line, line, None)


def _extended(item: _Item, unit: Unit, notes: _Placed, source: SourceFile) -> _Item:
    """A declaration with one more of its units."""
    lines = list(unit.lines)
    if notes.behind:
        lines[-1] += f"  {notes.behind[0].text}"
    below = [_comment_line(comment, INDENT) for comment in notes.below]
    ends = [source.position(max(unit.start, unit.end - 1))[0], *(c.span.line for c in (*notes.behind, *notes.below))]
    return _Item([*item.lines, *lines, *below], item.first, max(item.last, *ends), item.keyword)


def _joined(items: Sequence[_Item]) -> str:
    lines: list[str] = []
    for number, item in enumerate(items):
        if number and _apart(items[number - 1], item):
            lines.append("")
        lines.extend(item.lines)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _apart(before: _Item, after: _Item) -> bool:
    """Whether an empty line stands between two items."""
    if after.first - before.last > 1:
        return True
    if before.keyword is None:
        return False
    if len(before.lines) > 1:
        return True
    return after.keyword is not None and (len(after.lines) > 1 or after.keyword != before.keyword)

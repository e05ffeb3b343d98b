"""The tables of an explanation: members of a group, lines of a weighted mean."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.explain.blocks import Block, Heading, Paragraph, Table
from ccgrules.explain.clauses import Clauses
from ccgrules.explain.facts import because
from ccgrules.explain.forms import Entry
from ccgrules.explain.parts import (
    Across,
    Arithmetic,
    Cases,
    FilledIn,
    How,
    LineTold,
    MemberTold,
    NotUsed,
    Published,
    Weighted,
)
from ccgrules.explain.row import in_sentence
from ccgrules.explain.sentences import across_title, working
from ccgrules.explain.words import abbreviated, capital

LONGEST_SUM = 60
"""Characters of arithmetic in a line of a weighted mean; the table of members below it has all terms."""


def tables(clauses: Clauses, entry: Entry) -> Iterator[Block]:
    """The tables behind a value, each with its arithmetic as its heading."""
    for how in tabulated(entry.how):
        if isinstance(how, Across) and how.function == "available":
            continue
        whole = how in (entry.how, getattr(entry.how, "working", None))
        if whole:
            clauses.tell(entry)
        title = f"{capital(entry.phrase)} {_equation(entry.value.shown, how.worked)}"
        if isinstance(how, Across) and not whole:
            title = across_title(how)
        yield Heading(f"{title}{clauses.notes.entry(entry)}")
        if isinstance(entry.how, Published) and whole:
            yield Paragraph(f"{capital(working(clauses.d, entry))}.")
        if isinstance(how, Across):
            yield from _members(clauses, how)
        else:
            yield _lines(clauses, how)


def tabulated(how: How) -> list[Across | Weighted]:
    """The functions across members behind a value: its own, and those inside it."""
    match how:
        case Across():
            return [how]
        case Weighted():
            return [how, *(line.part for line in how.lines if isinstance(line.part, Across))]
        case Published():
            return tabulated(how.working) if how.working else []
        case Arithmetic() | Cases():
            return [table for part in how.parts for table in tabulated(part)]
        case _:
            return []


def _equation(shown: str, worked: str) -> str:
    return f"{shown} = {worked}" if worked else f"({shown})"


def counted_members(clauses: Clauses) -> Iterator[Block]:
    """How many members have a value, of every group of which that is asked, in one table."""
    rows: dict[tuple[str, ...], str] = {}
    for entry in clauses.d.entries:
        for how in tabulated(entry.how):
            if not isinstance(how, Across) or how.function != "available":
                continue
            if how == entry.how:
                clauses.tell(entry)
            title = (
                capital(entry.phrase) if how == entry.how else f"Members of {in_sentence(how.group)} with a {how.what}"
            )
            rows.setdefault((title, f"{how.counted:,}", f"{len(how.members):,}"), clauses.notes.entry(entry))
    if rows:
        yield Heading("How many have a value")
        yield Table(
            ("", "with a value", "of", ""),
            tuple((*row, mark.strip()) for row, mark in rows.items()),
            frozenset({1, 2}),
        )


# --- members of a group ----------------------------------------------------------------------------------------------


def _members(clauses: Clauses, how: Across) -> Iterator[Block]:
    weighed = how.function == "mean"
    rows = tuple(
        _member(clauses, member, weighed=weighed)
        for member in how.members
        if member.counted or (weighed and member.weight is None)
    )
    if rows:
        header = ("", "value", how.what, *(("counts",) if weighed else ()), "how")
        yield Table(header, rows, frozenset(range(1, len(header) - 1)))
    yield from _not_counted(clauses, how)


def _member(clauses: Clauses, member: MemberTold, *, weighed: bool) -> tuple[str, ...]:
    """One row: title, value, what is taken of it, what it counts, and how it came about."""
    entry = clauses.d.entry(member.column or f"{member.member}.status")
    counts = ("no" if member.weight is None else member.weight,) if weighed else ()
    return (member.title, _value(clauses, member), member.value.shown, *counts, _how(clauses, member, entry))


def _value(clauses: Clauses, member: MemberTold) -> str:
    """The indicator's value, or the status that a condition asks for; empty if what is taken is the value itself."""
    value = clauses.d.entry(f"{member.member}.value")
    if value is None and member.column is None:
        value = clauses.d.entry(f"{member.member}.status")
    return "" if value is None or value.column == member.column else value.value.shown


def _how(clauses: Clauses, member: MemberTold, entry: Entry | None) -> str:
    if entry is None:
        return member.why_not or ""
    through = f"{member.why_not}; " if member.why_not else ""
    return f"{through}{clauses.short(entry)}"


def _not_counted(clauses: Clauses, how: Across) -> Iterator[Block]:
    """Members without a value, by the reason."""
    out: dict[str, list[str]] = {}
    for member in how.members:
        if member.counted or (how.function == "mean" and member.weight is None):
            continue
        entry = clauses.d.entry(member.column) if member.column else None
        if entry is not None:
            clauses.tell_family(entry)
        out.setdefault(_why_not(member, entry), []).append(member.title)
    if out:
        parts = [f"{', '.join(titles)} ({why})" for why, titles in out.items()]
        yield Paragraph(f"Not counted: {'; '.join(parts)}.", "below")


def _why_not(member: MemberTold, entry: Entry | None) -> str:
    if entry is not None and isinstance(entry.how, NotUsed) and entry.how.condition.holds is False:
        return f"{member.why_not}, as {because(entry.how.condition)}"
    return member.why_not or ""


# --- lines of a weighted mean ----------------------------------------------------------------------------------------


def _lines(clauses: Clauses, how: Weighted) -> Table:
    rows = tuple((line.weight, line.title, line.value.shown, _line(clauses, line)) for line in how.lines)
    return Table(("weight", "", "value", "how"), rows, frozenset({0, 2}))


def _line(clauses: Clauses, line: LineTold) -> str:
    entry = clauses.d.entry(line.column) if line.column else None
    if line.why_not and not (entry is not None and isinstance(entry.how, FilledIn)):
        return f"missing: {line.why_not}"
    if isinstance(line.part, Across):
        return abbreviated(line.part.worked, LONGEST_SUM)
    if entry is None:
        return line.unrounded
    return "below" if tabulated(entry.how) else clauses.short(entry)

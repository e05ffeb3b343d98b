"""An explanation as a document of blocks: what the text and the page lay out, each in its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf

from ccgrules.explain import sentences
from ccgrules.explain.forms import (
    Across,
    Adjusted,
    Among,
    Arithmetic,
    Cases,
    Derivation,
    Entry,
    Given,
    How,
    LineTold,
    MemberTold,
    NotUsed,
    Published,
    Rule,
    Weighted,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a `quote` is the author's own words."""

    text: str
    kind: OneOf["text", "quote", "item"] = "text"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numeric` columns are set flush right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int]


Block = Paragraph | Heading | Table


@dataclass(frozen=True, slots=True)
class Document:
    """The whole.

    Attributes:
        title: The sentence that says it all.
        aside: Which rules, and which period.
        blocks: What follows, in order.
        notes: The footnotes, numbered from 1.
        foot: Status and digests.
    """

    title: str
    aside: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    foot: str


def document(d: Derivation) -> Document:
    """A derivation as a document."""
    builder = _Builder(d)
    blocks = tuple(builder.blocks())
    return Document(
        sentences.headline(d), sentences.framework_line(d), blocks, tuple(builder.notes), sentences.status_line(d)
    )


@dataclass(slots=True)
class _Builder(sentences.Cite):
    """Collects blocks; keeps which entries have been told, and the footnotes."""

    d: Derivation
    told: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def __call__(self, title: str, rule: Rule) -> str:
        return self._mark(f"{title}: {rule_text(rule)}")

    def _mark(self, note: str) -> str:
        if note not in self.notes:
            self.notes.append(note)
        return f" [{self.notes.index(note) + 1}]"

    # --- sections ----------------------------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        """All sections in order."""
        for text in sentences.reasons(self.d, self.d.rating, self):
            yield Paragraph(text.strip(), "quote") if text.startswith("  ") else Paragraph(text)
        if self.d.also:
            yield Paragraph("Also: " + "; ".join(f"{title} {value.shown}" for title, value in self.d.also) + ".")
        self._tell_chain()
        for entry in self.d.entries:
            yield from self._sections(entry)
        yield from self._rest()
        yield from self._changes()

    def _tell_chain(self) -> None:
        """Mark what the reasons have told: the rating, and those that it starts as."""
        column: str | None = self.d.rating
        while column is not None and column not in self.told:
            entry = self.d.entry(column)
            if entry is None:
                return
            self.told.add(column)
            if isinstance(entry.how, Adjusted):
                column = entry.how.start
            elif isinstance(entry.how, Arithmetic) and len(entry.uses) == 1:
                column = entry.uses[0]
            else:
                column = None

    def _sections(self, entry: Entry) -> Iterator[Block]:
        """The tables of members and lines behind a value."""
        for how in _tables(entry.how):
            whole = how in (entry.how, getattr(entry.how, "working", None))
            if whole:
                self.told.add(entry.column)
            name = sentences.capital(entry.phrase)
            mark = self._entry_mark(entry)
            if isinstance(how, Across):
                value = f" {entry.value.shown} =" if whole else f": {how.function} {how.what} of {how.group} ="
                yield Heading(f"{name}{value} {how.worked or how.result.shown}{mark}")
                if isinstance(entry.how, Published) and whole:
                    yield Paragraph(sentences.capital(sentences.working(self.d, entry)) + ".")
                yield from self._members(how)
            else:
                yield Heading(f"{name} {entry.value.shown} = {how.worked or entry.value.shown}{mark}")
                yield self._lines(how)

    def _members(self, how: Across) -> Iterator[Block]:
        rows = [self._member(how, member) for member in how.members if member.counted or member.weight is None]
        shown = [row for row in rows if row]
        if shown:
            weighed = any(member.weight for member in how.members)
            header = ("", "value", how.what, "counts", "how") if weighed else ("", "value", how.what, "how")
            yield Table(header, tuple(shown), frozenset({1, 2, 3} if weighed else {1, 2}))
        out = [f"{m.title} ({m.why_not})" for m in how.members if not m.counted and m.weight is not None]
        if out:
            yield Paragraph(f"Not counted: {', '.join(out)}.")
        self.told.update(m.column for m in how.members if m.column and not m.counted and m.weight is not None)

    def _member(self, how: Across, member: MemberTold) -> tuple[str, ...]:
        """One row: title, value, what is taken of it, what it counts, and how it came about."""
        entry = self.d.entry(member.column) if member.column else None
        value = self._own_value(member, entry)
        counts = (member.weight or ("no" if not member.counted else "1"),)
        weighed = any(m.weight for m in how.members)
        told = self._how_cell(member, entry)
        return (member.title, value, member.value.shown, *(counts if weighed else ()), told)

    def _own_value(self, member: MemberTold, entry: Entry | None) -> str:
        value = self.d.entry(f"{member.member}.value")
        if value is None or (entry is not None and entry.column == value.column):
            status = self.d.entry(f"{member.member}.status") if member.column is None else None
            return status.value.shown if status else ""
        return value.value.shown

    def _how_cell(self, member: MemberTold, entry: Entry | None) -> str:
        entry = entry or self.d.entry(f"{member.member}.status")
        if entry is None:
            return member.why_not or ""
        if not member.counted and member.why_not and member.weight is None:
            text = f"{member.why_not}; {self._clause(entry)}"
        else:
            text = self._clause(entry)
        return f"{text}{self._entry_mark(entry)}"

    def _clause(self, entry: Entry) -> str:
        """How a value came about, with the steps of its own declaration before it."""
        self.told.add(entry.column)
        if _tables(entry.how) and not isinstance(entry.how, Cases):
            return f"{entry.how.function} of its members, below" if isinstance(entry.how, Across) else "below"
        before = []
        for used in self._own_steps(entry):
            self.told.add(used.column)
            if isinstance(used.how, Given | Published | NotUsed):
                continue
            working = sentences.working(self.d, used)
            named = isinstance(used.how, Among) and used.how.place is not None
            before.append(working if named else f"{used.phrase} {used.unrounded}: {working}")
        return "; ".join([*before, sentences.working(self.d, entry, entry.phrase.removeprefix("score of "))])

    def _own_steps(self, entry: Entry) -> list[Entry]:
        """Entries of the same declaration that an entry was worked out from, deepest first, each once."""
        found: list[Entry] = []
        for used in entry.uses:
            inner = self.d.entry(used)
            if inner is not None and inner.declaration == entry.declaration and inner.column not in self.told:
                found += [e for e in (*self._own_steps(inner), inner) if e not in found]
        return found

    def _lines(self, how: Weighted) -> Table:
        rows = tuple((line.weight, line.title, line.value.shown, self._line_how(line)) for line in how.lines)
        return Table(("weight", "", "value", "how"), rows, frozenset({0, 2}))

    def _line_how(self, line: LineTold) -> str:
        if line.why_not:
            return f"not counted: {line.why_not}"
        if isinstance(line.part, Across):
            return line.part.worked
        entry = self.d.entry(line.column) if line.column else None
        if entry is None:
            return line.unrounded
        return f"{self._clause(entry)}{self._entry_mark(entry)}" if not _tables(entry.how) else "below"

    # --- the rest ----------------------------------------------------------------------------------------------

    def _rest(self) -> Iterator[Block]:
        """Whatever has not been told by now: conditions, figures among populations, facts."""
        left = [e for e in self.d.entries if e.column not in self.told]
        worked = [e for e in left if not isinstance(e.how, Given)]
        if worked:
            yield Heading("Worked out on the way")
        for entry in worked:
            if entry.column not in self.told:
                clause = self._clause(entry)
                text = f"{sentences.capital(entry.phrase)}: {entry.value.shown}"
                text += "" if clause == entry.value.shown else f" ({clause})"
                yield Paragraph(f"{text}{self._entry_mark(entry)}", "item")
        given = [e for e in left if isinstance(e.how, Given) and e.column not in self.told]
        if given:
            yield Heading("Facts and figures used")
            for entry in given:
                yield Paragraph(f"{sentences.capital(entry.phrase)}: {entry.value.shown}{self._entry_mark(entry)}", "item")

    def _changes(self) -> Iterator[Block]:
        lines = list(sentences.change_lines(self.d))
        if lines:
            nouns = sentences.digits.plural(self.d.framework.organisation_noun)
            yield Heading(f"What would change it, other {nouns}' results held as they are")
            for line in lines:
                yield Paragraph(line, "item")

    # --- footnotes ---------------------------------------------------------------------------------------------

    def _entry_mark(self, entry: Entry) -> str:
        """The footnote of an entry: its rule, clauses, peers left out, and where its figures stand."""
        parts = [f"{sentences.capital(entry.phrase)}: {rule_text(entry.rule)}"]
        for column in (entry.column, *entry.uses):
            used = self.d.entry(column)
            if used is None or (used.column != entry.column and used.declaration != entry.declaration):
                continue
            parts.extend(_figures(self.d, used))
        return self._mark("; ".join(dict.fromkeys(parts)))


def _figures(d: Derivation, entry: Entry) -> Iterator[str]:
    if isinstance(entry.how, Among):
        yield sentences.left_out_clause(d, entry.how)
    place = entry.how.place if isinstance(entry.how, Given | Published) else None
    if isinstance(place, str) and entry.value.exact is not None:
        yield f"{entry.value.exact} in {place}"


def _tables(how: How) -> list[Across | Weighted]:
    """The tables behind a value: its own, and those of functions across members inside it."""
    if isinstance(how, Across | Weighted):
        inner = [line.part for line in how.lines if isinstance(line.part, Across)] if isinstance(how, Weighted) else []
        return [how, *inner]
    if isinstance(how, Published):
        return _tables(how.working) if how.working else []
    if isinstance(how, Arithmetic | Cases):
        return [table for part in how.parts for table in _tables(part)]
    return []


def rule_text(rule: Rule) -> str:
    """`2025-26.rules, line 88; methodology manual, “Step 3” (note: …)`."""
    parts = [f"{rule.file}, line {rule.line}"]
    for cite in rule.cites:
        parts.append(cite.source + (f", “{cite.clause}”" if cite.clause else ""))
    parts.extend(f"note: {remark}" for remark in rule.remarks)
    return "; ".join(parts)

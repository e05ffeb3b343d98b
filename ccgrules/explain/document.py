"""An explanation as a document of blocks: what the text and the page lay out, each in its way."""

from __future__ import annotations

from collections.abc import Iterator
import re
from dataclasses import dataclass, field, replace
from typing import Literal as OneOf

from ccgrules.explain import sentences
from ccgrules.explain.facts import because
from ccgrules.explain.forms import Cite as Clause
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


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HELPER = re.compile(r"(arg\d+|where|used)(_\d+)?")
"""Parts that the plan makes for an argument or a condition."""


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
        sources: Documents and files that the footnotes speak of, each with the letter or short name that they use.
        foot: Status and digests.
    """

    title: str
    aside: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    foot: str


def document(d: Derivation) -> Document:
    """A derivation as a document."""
    builder = _Builder(d)
    blocks = tuple(builder.blocks())
    return Document(
        title=sentences.headline(d),
        aside=sentences.framework_line(d),
        blocks=blocks,
        notes=tuple(builder.notes),
        sources=tuple((short, full) for full, short in builder.sources.items()),
        foot=sentences.status_line(d),
    )


@dataclass(slots=True)
class _Builder(sentences.Cite):
    """Collects blocks; keeps which entries have been told, and the footnotes."""

    d: Derivation
    told: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def __call__(self, title: str, rule: Rule) -> str:
        return self._mark(f"{title}: {self._rule_text(rule)}")

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
            self._tell(entry)
            if isinstance(entry.how, Adjusted):
                column = entry.how.start
            elif isinstance(entry.how, Arithmetic) and len(entry.uses) == 1:
                column = entry.uses[0]
            else:
                column = None

    def _tell(self, entry: Entry) -> None:
        """Mark an entry as told, and with a published value the figure that it is."""
        self.told.update([entry.column, *(used for used in entry.uses if used.endswith(".supplied"))])

    def _sections(self, entry: Entry) -> Iterator[Block]:
        """The tables of members and lines behind a value."""
        for how in _tables(entry.how):
            whole = how in (entry.how, getattr(entry.how, "working", None))
            if whole:
                self._tell(entry)
            name = sentences.capital(entry.phrase)
            mark = self._entry_mark(entry)
            if isinstance(how, Across):
                whose = f"{name} {entry.value.shown} =" if whole else sentences.across_title(how)
                yield Heading(f"{whose} {how.worked or how.result.shown}{mark}")
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
        yield from self._not_counted(how)

    def _not_counted(self, how: Across) -> Iterator[Block]:
        """Members without a value, by the reason."""
        out: dict[str, list[str]] = {}
        for member in how.members:
            if member.counted or (member.weight is None and how.function == "mean"):
                continue
            entry = self.d.entry(member.column) if member.column else None
            if entry is not None:
                for used in self._family(entry):
                    self._tell(used)
            out.setdefault(_why_not(member, entry), []).append(member.title)
        if out:
            yield Paragraph("Not counted: " + "; ".join(f"{', '.join(titles)} ({why})" for why, titles in out.items()) + ".")

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
            text = f"{member.why_not}; {self._clause(entry, in_row=True)}"
        else:
            text = self._clause(entry, in_row=True)
        return f"{text}{self._entry_mark(entry)}"

    def _clause(self, entry: Entry, *, in_row: bool = False) -> str:
        """How a value came about, with the steps of its own declaration before it."""
        self._tell(entry)
        if _tables(entry.how) and not isinstance(entry.how, Cases):
            return f"{entry.how.function} of its members, below" if isinstance(entry.how, Across) else "below"
        own = entry.phrase.removeprefix("score of ") if in_row else None
        before = []
        for used in self._own_steps(entry):
            self._tell(used)
            if isinstance(used.how, Given | Published | NotUsed) or _quiet(used):
                continue
            before.append(self._step(used, own))
        if isinstance(entry.how, Published) and entry.how.recomputed and entry.how.working:
            ruled = replace(entry, how=entry.how.working, unrounded=entry.how.recomputed.shown)
            return f"{sentences.published(entry.how)}: {'; '.join([*before, sentences.working(self.d, ruled, own)])}"
        return "; ".join([*before, sentences.working(self.d, entry, own)])

    def _step(self, used: Entry, own: str | None) -> str:
        """A step on the way to a value: `76 / 119 = 0.6387`, `77th of 120 trusts`."""
        working = sentences.own_words(sentences.working(self.d, used), own)
        if isinstance(used.how, Among) and used.how.place is not None:
            return working
        words = sentences.own_words(used.phrase, own)
        if isinstance(used.how, Arithmetic):
            return f"{words} = {working}" if words else working
        return f"{words} {used.unrounded}: {working}"

    def _own_steps(self, entry: Entry) -> list[Entry]:
        """Entries of the same declaration that an entry was worked out from and that are not told yet, deepest first."""
        return [used for used in self._family(entry)[:-1] if used.column not in self.told]

    def _family(self, entry: Entry) -> list[Entry]:
        """An entry and those of the same declaration that it was worked out from, deepest first, each once."""
        found: list[Entry] = []
        for column in entry.uses:
            used = self.d.entry(column)
            if used is not None and used.declaration == entry.declaration:
                found += [e for e in self._family(used) if e not in found]
        return [*found, entry]

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
                text = f"{sentences.capital(entry.phrase)}: {entry.unrounded}"
                text += "" if clause == entry.unrounded else f" ({clause})"
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
        rule = replace(entry.rule, cites=(), remarks=()) if isinstance(entry.how, Among) else entry.rule
        parts = [f"{sentences.capital(entry.phrase)}: {self._rule_text(rule)}"]
        for used in self._family(entry):
            parts.extend(self._figures(used))
        return self._mark("; ".join(dict.fromkeys(parts)))

    def _figures(self, entry: Entry) -> Iterator[str]:
        """Who is left out of a peer group, and where a figure stands in the data."""
        if isinstance(entry.how, Among):
            yield from [clause for clause in [sentences.left_out_clause(self.d, entry.how)] if clause]
        place = entry.how.place if isinstance(entry.how, Given | Published) else None
        if isinstance(place, str) and entry.value.exact is not None:
            file, comma, cell = place.partition(", ")
            yield f"{entry.value.exact} in {self._file(file)}{comma}{cell}"

    def _rule_text(self, rule: Rule) -> str:
        """`2025-26.rules, line 88; A, “Step 3”; note: …`."""
        parts = [f"{self._file(rule.file)}, line {rule.line}"]
        for cite in rule.cites:
            parts.append(self._source(cite) + (f", “{cite.clause}”" if cite.clause else ""))
        parts.extend(self._remark(remark) for remark in rule.remarks)
        return "; ".join(parts)

    def _remark(self, remark: str) -> str:
        """A remark in full the first time, then where it stands."""
        first = next((number for number, note in enumerate(self.notes, 1) if f"note: {remark}" in note), None)
        return f"note: {remark}" if first is None else f"note as in [{first}]"

    def _file(self, path: str) -> str:
        """A file's short name: its last part, unless another file has that too."""
        short = path.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
        if path not in self.sources:
            self.sources[path] = path if short in self.sources.values() else short
        return self.sources[path]

    def _source(self, cite: Clause) -> str:
        """The letter of a cited document."""
        full = cite.source + (f", {cite.address}" if cite.address else "")
        if full not in self.sources:
            number = sum(short in LETTERS for short in self.sources.values())
            self.sources[full] = LETTERS[number] if number < len(LETTERS) else cite.source
        return self.sources[full]


def _quiet(entry: Entry) -> bool:
    """Whether the sentences that use a value say all there is to it: a constant, such as a standard, or a column that the plan made
    for a condition or an argument.
    """
    return (isinstance(entry.how, Arithmetic) and not entry.uses) or HELPER.fullmatch(entry.part.rsplit(".", maxsplit=1)[-1]) is not None


def _why_not(member: MemberTold, entry: Entry | None) -> str:
    if entry is not None and isinstance(entry.how, NotUsed) and entry.how.condition.holds is False:
        return f"{member.why_not}, as {because(entry.how.condition)}"
    return member.why_not or ""


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

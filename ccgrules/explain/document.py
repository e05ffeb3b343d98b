"""A derivation as a document of blocks, in the order in which people ask: why, from what, what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ccgrules.explain import digits, sentences
from ccgrules.explain.among_parts import Among
from ccgrules.explain.blocks import Block, Document, Heading, Paragraph
from ccgrules.explain.change_sentences import change_blocks
from ccgrules.explain.clauses import Clauses
from ccgrules.explain.common import abbreviations, common
from ccgrules.explain.earlier_parts import Earlier
from ccgrules.explain.footnotes import Footnotes
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.member_tables import counted_members, tables
from ccgrules.explain.panels import decided_elsewhere, may_change
from ccgrules.explain.parts import Arithmetic, Cases, Given, Published
from ccgrules.explain.rating_parts import Adjusted, Judged, Moderated
from ccgrules.explain.reasons import Reason, not_applied, reasons
from ccgrules.explain.words import capital


def document(d: Derivation) -> Document:
    """A derivation as a document."""
    notes = Footnotes.of(d)
    blocks = tuple(_Sections(d, notes, Clauses(d, notes)).blocks())
    return Document(
        title=sentences.headline(d),
        aside=sentences.framework_line(d),
        blocks=blocks,
        notes=tuple(notes.notes),
        common=(*notes.left_unsaid(), *common(d)),
        sources=tuple((short, full) for full, short in notes.sources.items()),
        foot=sentences.status_line(d),
    )


@dataclass(frozen=True, slots=True)
class _Sections:
    """The sections of a document."""

    d: Derivation
    notes: Footnotes
    clauses: Clauses

    def blocks(self) -> Iterator[Block]:
        """All sections in order."""
        yield from _paragraphs(reasons(self.d, self.d.rating, self.notes))
        self._tell_chain()
        yield from self._behind(self.d.rating)
        yield from _paragraphs(not_applied(self.d, self.d.rating, self.notes))
        yield from (Paragraph(text) for text in may_change(self.d))
        if self.d.also:
            yield Paragraph("Also: " + "; ".join(f"{title} {value.shown}" for title, value in self.d.also) + ".")
        yield from counted_members(self.clauses)
        for entry in self.d.entries:
            yield from tables(self.clauses, entry)
        yield from (Paragraph(text, "below") for text in abbreviations(self.d))
        yield from self._decided()
        yield from self._worked()
        yield from self._given()
        yield from self._changes()

    def _tell_chain(self) -> None:
        """Mark what the reasons have told: the rating, and those that it starts as."""
        entry = self.d.entry(self.d.rating)
        while entry is not None and entry.column not in self.clauses.told:
            self.clauses.tell(entry)
            if isinstance(entry.how, Adjusted):
                entry = self.d.entry(entry.how.start)
            elif isinstance(entry.how, Moderated):
                entry = self.d.entry(entry.how.calculated)
            elif isinstance(entry.how, Arithmetic) and len(entry.uses) == 1:
                entry = self.d.entry(entry.uses[0])
            else:
                return

    def _behind(self, column: str) -> Iterator[Block]:
        """Why the labels and classes that decided are what they are."""
        entry = self.d.entry(column)
        for name in entry.uses if entry else ():
            used = self.d.entry(name)
            if used is None:
                continue
            if self._of_class(used) and used.column not in self.clauses.told:
                yield Paragraph(f"{self._line(used)}.{self.notes.entry(used)}")
            if used.value.kind != "label":
                continue
            if used.column in self.clauses.told or isinstance(used.how, Moderated):
                yield from self._behind(used.column)
            elif isinstance(used.how, Cases) and self._looks_beyond(used):
                self.clauses.tell(used)
                yield from _paragraphs(reasons(self.d, used.column, self.notes))
                yield from _paragraphs(not_applied(self.d, used.column, self.notes))
                yield from self._behind(used.column)

    def _of_class(self, entry: Entry) -> bool:
        """Whether an entry says in which class the organisation is, by k-means or between natural breaks."""
        used = [entry, *(self.d.entry(name) for name in entry.uses)]
        return any(e is not None and isinstance(e.how, Among) and e.how.classed is not None for e in used)

    def _line(self, entry: Entry) -> str:
        """A value, and how it came about."""
        clause = self.clauses.clause(entry)
        text = entry.unrounded if clause == entry.unrounded else f"{entry.unrounded} ({clause})"
        return f"{capital(entry.phrase)}: {text}"

    def _looks_beyond(self, entry: Entry) -> bool:
        """Whether an entry was worked out from other declarations: a group's status is, an indicator's is not."""
        used = [self.d.entry(name) for name in entry.uses]
        return any(other is not None and other.declaration != entry.declaration for other in used)

    def _decided(self) -> Iterator[Block]:
        """What panels decided, apart from what the organisation can act on."""
        sentences = list(decided_elsewhere(self.d, self.clauses.told))
        if sentences:
            yield Heading("What panels decide")
        for entry, text in sentences:
            self.clauses.tell(entry)
            if isinstance(entry.how, Moderated | Judged):
                yield Paragraph(f"{text}{self.notes.decided(entry, entry.how)}", "item")

    def _untold(self) -> list[Entry]:
        return [e for e in self.d.entries if e.column not in self.clauses.told and not self._only_repeats(e)]

    def _only_repeats(self, entry: Entry) -> bool:
        """Whether an entry is an indicator's value where it is used, and that and `used when` have been told."""
        return entry.part == "value.used" and self.clauses.told.issuperset(entry.uses)

    def _worked(self) -> Iterator[Block]:
        """Whatever was worked out and has not been told by now: conditions, figures among populations."""
        left = [entry for entry in self._untold() if not is_given(entry)]
        if left:
            yield Heading("Worked out on the way")
        for entry in left:
            if entry.column not in self.clauses.told and not isinstance(entry.how, Earlier):
                yield Paragraph(self._item(entry), "item")
        yield from self._before([entry for entry in left if isinstance(entry.how, Earlier)])

    def _before(self, entries: Sequence[Entry]) -> Iterator[Block]:
        """Values of earlier periods: all that came about in the same way in one item."""
        marked: dict[str, list[str]] = {}
        for entry in entries:
            if entry.column not in self.clauses.told:
                mark = self.notes.earlier(entry, self.clauses.clause(entry))
                marked.setdefault(mark, []).append(f"{capital(entry.phrase)}: {entry.value.shown}")
        yield from (Paragraph(f"{'; '.join(items)}{mark}", "item") for mark, items in marked.items())

    def _item(self, entry: Entry) -> str:
        """A value with the mark of its working."""
        clause = self.clauses.clause(entry)
        working = "" if clause == entry.unrounded else f"{entry.unrounded} ({clause})"
        told = f" ({sentences.published(entry.how)})" if isinstance(entry.how, Published) else ""
        return f"{capital(entry.phrase)}: {entry.value.shown}{told}{self.notes.working(entry, working)}"

    def _given(self) -> Iterator[Block]:
        left = self._untold()
        if left:
            yield Heading("Facts and figures used")
        for entry in left:
            if entry.column in self.clauses.told:
                continue
            self.clauses.tell_family(entry)
            yield Paragraph(f"{capital(entry.phrase)}: {entry.value.shown}{self.notes.working(entry, '')}", "item")

    def _changes(self) -> Iterator[Block]:
        blocks = list(change_blocks(self.d))
        if blocks:
            nouns = digits.plural(self.d.framework.organisation_noun)
            what = "the rating as calculated" if self.d.moderated_by else "it"
            yield Heading(f"What would change {what}, other {nouns}' results held as they are")
        yield from blocks


def is_given(entry: Entry) -> bool:
    """Whether an entry is a figure or fact that comes with the data, perhaps under a title of its own."""
    repeats = isinstance(entry.how, Arithmetic) and entry.how.formula.casefold() == entry.phrase.casefold()
    return repeats or isinstance(entry.how, Given)


def _paragraphs(told: Iterator[Reason]) -> Iterator[Block]:
    for reason in told:
        yield Paragraph(reason.text, "quote" if reason.quoted else "text")

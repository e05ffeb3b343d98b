"""The footnotes of an explanation: rules by file, line and clause, workings, who is left out, where figures stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ccgrules.explain.among_parts import Among
from ccgrules.explain.blocks import Note
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.parts import Given, Published
from ccgrules.explain.quantities import Cite, Rule
from ccgrules.explain.rating_parts import Judged, Moderated
from ccgrules.explain.sentences import left_out_clause, own_phrase
from ccgrules.explain.words import capital

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FEWEST_ALIKE = 3
"""From so many on, figures in one row of the data, or rules in one file, are told without it."""


@dataclass(slots=True)
class Footnotes:
    """Collects footnotes and gives their marks.

    Attributes:
        d: What is explained.
        notes: The footnotes so far.
        sources: Files and documents that they speak of, each with its short name or letter.
        row: The file and row in which most figures stand, if many stand in one; else the file alone.
        file: The file in which most rules of the workings stand, likewise.
    """

    d: Derivation
    notes: list[Note] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    row: str | None = None
    file: str | None = None
    _marks: dict[tuple[str, Rule], str] = field(default_factory=dict)
    _remarks: dict[str, int] = field(default_factory=dict)
    _spoken_of: set[str] = field(default_factory=set)

    @staticmethod
    def of(d: Derivation) -> Footnotes:
        """No footnotes yet."""
        places = [entry.how.place for entry in d.entries if isinstance(entry.how, Given | Published)]
        row = _most([place.rpartition(", column ")[0] for place in places if place])
        row = row or _most([place.partition(", row ")[0] for place in places if place and ", row " in place])
        return Footnotes(d, row=row, file=_most([entry.rule.file for entry in d.entries]))

    # --- marks -------------------------------------------------------------------------------------------------

    def rule(self, title: str, rule: Rule) -> str:
        """The mark of a rule's footnote, with a space before it: ` [3]`."""
        title = title.strip("“”")
        if (title, rule) not in self._marks:
            self._marks[title, rule] = self._mark(title, "", [self._rule_text(rule)])
        return self._marks[title, rule]

    def entry(self, entry: Entry) -> str:
        """The mark of an entry's footnote: its rule, who is left out of its peer group, and where its figures stand."""
        figures = self._all_figures(entry)
        if not figures:
            return self.rule(capital(entry.phrase), entry.rule)
        if (entry.column, entry.rule) not in self._marks:
            where = [self._rule_text(entry.rule), *figures]
            self._marks[entry.column, entry.rule] = self._mark(capital(entry.phrase), "", where)
        return self._marks[entry.column, entry.rule]

    def working(self, entry: Entry, worked: str) -> str:
        """The mark of an entry's footnote among the workings, which has its arithmetic in full."""
        if (entry.column, entry.rule) not in self._marks:
            # A figure among a population hangs on the rule that uses it, which tells its clauses.
            rule = replace(entry.rule, cites=(), remarks=()) if isinstance(entry.how, Among) else entry.rule
            where = [self._rule_text(rule, short=True), *self._all_figures(entry)]
            self._marks[entry.column, entry.rule] = self._mark(capital(entry.phrase), worked, where, folded=True)
        return self._marks[entry.column, entry.rule]

    def earlier(self, entry: Entry, worked: str) -> str:
        """The mark of an earlier value's footnote; all that came about in the same way under one rule share it."""
        if (worked, entry.rule) not in self._marks:
            where = [self._rule_text(entry.rule, short=True)]
            self._marks[worked, entry.rule] = self._mark("Values of earlier periods", worked, where, folded=True)
        return self._marks[worked, entry.rule]

    def decided(self, entry: Entry, how: Moderated | Judged) -> str:
        """The mark of a rating's or judgement's footnote: its rule, and where the panel's decision stands."""
        told = how.decision
        where = [f"decision in {self._file(told.file)}, line {told.line}"] if told is not None else []
        return self._mark(capital(entry.phrase), "", [self._rule_text(entry.rule), *where])

    def _mark(self, title: str, working: str, where: list[str], *, folded: bool = False) -> str:
        note = Note(title, working, "; ".join(dict.fromkeys(where)), frozenset(self._spoken_of), folded)
        self._spoken_of.clear()
        if note not in self.notes:
            self.notes.append(note)
        return f" [{self.notes.index(note) + 1}]"

    # --- what a footnote says ----------------------------------------------------------------------------------

    def _all_figures(self, entry: Entry) -> list[str]:
        own = own_phrase(entry)
        return [text for used in family(self.d, entry) for text in self._figures(used, own)]

    def _figures(self, entry: Entry, own: str) -> Iterator[str]:
        if isinstance(entry.how, Among):
            yield from [clause for clause in [left_out_clause(self.d, entry.how, own)] if clause]
        place = entry.how.place if isinstance(entry.how, Given | Published) else None
        if place is not None and entry.value.exact is not None:
            yield f"{entry.value.exact} {self._place(place)}"

    def _place(self, place: str) -> str:
        if self.row is not None and place.startswith(f"{self.row}, "):
            return f"in {place.removeprefix(f'{self.row}, ')}"
        file, comma, cell = place.partition(", ")
        return f"in {self._file(file)}{comma}{cell}" if comma else place

    def _rule_text(self, rule: Rule, *, short: bool = False) -> str:
        """`2025-26.rules, line 88; A, “Step 3”; note: …`."""
        cites = [self._source(cite) + (f", “{cite.clause}”" if cite.clause else "") for cite in rule.cites]
        remarks = [self._remark(remark) for remark in rule.remarks]
        file = "" if short and rule.file == self.file else f"{self._file(rule.file)}, "
        return "; ".join([f"{file}line {rule.line}", *cites, *remarks])

    def _remark(self, remark: str) -> str:
        """A remark in full the first time, then where it stands."""
        if remark in self._remarks:
            return f"note as in [{self._remarks[remark]}]"
        self._remarks[remark] = len(self.notes) + 1
        return f"note: {remark}"

    def _file(self, path: str) -> str:
        """A file's short name: its last part, unless another file has that too."""
        if path not in self.sources:
            short = path.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
            self.sources[path] = path if short in self.sources.values() else short
        self._spoken_of.add(self.sources[path])
        return self.sources[path]

    def _source(self, cite: Cite) -> str:
        """The letter of a cited document."""
        full = cite.source + (f", {cite.address}" if cite.address else "")
        if full not in self.sources:
            number = sum(short in LETTERS for short in self.sources.values())
            self.sources[full] = LETTERS[number] if number < len(LETTERS) else cite.source
        self._spoken_of.add(self.sources[full])
        return self.sources[full]

    def left_unsaid(self) -> Iterator[str]:
        """The file of the rules and the row of the figures that the workings do not name, in sentences."""
        parts = [f"lines are those of {self.file}"] if self.file is not None else []
        what = "columns" if self.row is not None and ", row " in self.row else "rows"
        parts += [f"{what} those of {self.row}"] if self.row is not None else []
        if parts and any(note.folded for note in self.notes):
            yield f"Where no file is named, {' and '.join(parts)}."


def _most(names: list[str]) -> str | None:
    """The name that most of them are, if enough are."""
    for name, count in Counter(name for name in names if name).most_common(1):
        return name if count >= FEWEST_ALIKE else None
    return None


def family(d: Derivation, entry: Entry) -> list[Entry]:
    """An entry and those of the same declaration that it was worked out from, deepest first, each once."""
    found: list[Entry] = []
    for column in entry.uses:
        used = d.entry(column)
        if used is not None and used.declaration == entry.declaration:
            found += [e for e in family(d, used) if e not in found]
    return [*found, entry]

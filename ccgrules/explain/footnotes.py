"""The footnotes of an explanation: rules by file, line and clause, who is left out, and where figures stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ccgrules.explain.among_parts import Among
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.parts import Given, Published
from ccgrules.explain.quantities import Cite, Rule
from ccgrules.explain.rating_parts import Judged, Moderated
from ccgrules.explain.sentences import left_out_clause
from ccgrules.explain.words import capital

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Footnotes:
    """Collects footnotes and gives their marks.

    Attributes:
        d: What is explained.
        notes: The footnotes so far.
        sources: Files and documents that they speak of, each with its short name or letter.
    """

    d: Derivation
    notes: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    _marks: dict[tuple[str, Rule], str] = field(default_factory=dict)
    _remarks: dict[str, int] = field(default_factory=dict)

    def rule(self, title: str, rule: Rule) -> str:
        """The mark of a rule's footnote, with a space before it: ` [3]`."""
        if (title, rule) not in self._marks:
            self._marks[title, rule] = self._mark(f"{title}: {self._rule_text(rule)}")
        return self._marks[title, rule]

    def entry(self, entry: Entry) -> str:
        """The mark of an entry's footnote: its rule, who is left out of its peer group, and where its figures stand."""
        if (entry.column, entry.rule) not in self._marks:
            self._marks[entry.column, entry.rule] = self._mark(self._entry_text(entry))
        return self._marks[entry.column, entry.rule]

    def decided(self, entry: Entry, how: Moderated | Judged) -> str:
        """The mark of a rating's or judgement's footnote: its rule, and where the panel's decision stands."""
        told = how.decision
        where = f"; decision in {self._file(told.file)}, line {told.line}" if told is not None else ""
        return self._mark(f"{capital(entry.phrase)}: {self._rule_text(entry.rule)}{where}")

    def _mark(self, note: str) -> str:
        if note not in self.notes:
            self.notes.append(note)
        return f" [{self.notes.index(note) + 1}]"

    def _entry_text(self, entry: Entry) -> str:
        # A figure among a population hangs on the rule that uses it, which tells its clauses.
        rule = replace(entry.rule, cites=(), remarks=()) if isinstance(entry.how, Among) else entry.rule
        parts = [f"{capital(entry.phrase)}: {self._rule_text(rule)}"]
        for used in family(self.d, entry):
            parts.extend(self._figures(used))
        return "; ".join(dict.fromkeys(parts))

    def _figures(self, entry: Entry) -> Iterator[str]:
        if isinstance(entry.how, Among):
            yield from [clause for clause in [left_out_clause(self.d, entry.how)] if clause]
            yield from [f"z-score after {entry.how.scored.definition}"] if entry.how.scored else []
        yield from entry.definitions
        place = entry.how.place if isinstance(entry.how, Given | Published) else None
        if place is not None and entry.value.exact is not None:
            file, comma, cell = place.partition(", ")
            yield f"{entry.value.exact} in {self._file(file)}{comma}{cell}" if comma else f"{entry.value.exact} {place}"

    def _rule_text(self, rule: Rule) -> str:
        """`2025-26.rules, line 88; A, “Step 3”; note: …`."""
        cites = [self._source(cite) + (f", “{cite.clause}”" if cite.clause else "") for cite in rule.cites]
        remarks = [self._remark(remark) for remark in rule.remarks]
        return "; ".join([f"{self._file(rule.file)}, line {rule.line}", *cites, *remarks])

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
        return self.sources[path]

    def _source(self, cite: Cite) -> str:
        """The letter of a cited document."""
        full = cite.source + (f", {cite.address}" if cite.address else "")
        if full not in self.sources:
            number = sum(short in LETTERS for short in self.sources.values())
            self.sources[full] = LETTERS[number] if number < len(LETTERS) else cite.source
        return self.sources[full]


def family(d: Derivation, entry: Entry) -> list[Entry]:
    """An entry and those of the same declaration that it was worked out from, deepest first, each once."""
    found: list[Entry] = []
    for column in entry.uses:
        used = d.entry(column)
        if used is not None and used.declaration == entry.declaration:
            found += [e for e in family(d, used) if e not in found]
    return [*found, entry]

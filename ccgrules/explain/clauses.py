"""How each value came about, in the few words of a table's last column; keeps what has been told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ccgrules.explain.among_parts import Among
from ccgrules.explain.briefs import brief
from ccgrules.explain.footnotes import Footnotes, family
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.parts import Across, Arithmetic, ByPeriod, Given, NotUsed, Published, Weighted
from ccgrules.explain.sentences import own_phrase, published, working
from ccgrules.explain.words import own_words

HELPER = re.compile(r"(arg\d+|where|used)(_\d+)?")
"""Parts that the plan makes for an argument or a condition."""


@dataclass(slots=True)
class Clauses:
    """Tells values, each once.

    Attributes:
        d: What is explained.
        notes: Its footnotes.
        told: Columns that have been told.
    """

    d: Derivation
    notes: Footnotes
    told: set[str] = field(default_factory=set)

    def tell(self, entry: Entry) -> None:
        """Mark an entry as told, and with a published value the figure that it is."""
        self.told.update([entry.column, *(used for used in entry.uses if used.endswith(".supplied"))])

    def tell_family(self, entry: Entry) -> None:
        """Mark an entry and what it was worked out from in its own declaration as told."""
        for used in family(self.d, entry):
            self.tell(used)

    def short(self, entry: Entry) -> str:
        """How a value came about, in one short clause, with the mark of its working."""
        if isinstance(entry.how, Across | Weighted):
            return self.clause(entry) + self.notes.entry(entry)
        told = brief(self.d, entry)
        full = self.clause(entry, in_row=True)
        return f"{told}{self.notes.working(entry, '' if full == told else full)}"

    def clause(self, entry: Entry, *, in_row: bool = False) -> str:
        """How a value came about, with the steps of its own declaration before it; a row does not repeat the title."""
        self.tell(entry)
        if isinstance(entry.how, Across | Weighted):
            return f"{entry.how.function if isinstance(entry.how, Across) else 'weighted mean'} of its members, below"
        own = own_phrase(entry) if in_row else None
        steps = self._steps(entry, own)
        if isinstance(entry.how, Published) and entry.how.recomputed and entry.how.working:
            ruled = replace(entry, how=entry.how.working, unrounded=entry.how.recomputed.shown)
            return f"{published(entry.how)}: {'; '.join([*steps, working(self.d, ruled, own)])}"
        if steps and self._repeats(entry):
            return "; ".join(steps)
        return "; ".join([*steps, working(self.d, entry, own)])

    def _steps(self, entry: Entry, own: str | None) -> list[str]:
        """The steps of an entry's own declaration that have not been told yet, deepest first."""
        steps = []
        for used in family(self.d, entry)[:-1]:
            if used.column in self.told:
                continue
            self.tell(used)
            if (
                not isinstance(used.how, Given | Published | NotUsed)
                and not _quiet(used)
                and not _unneeded(used, entry)
                and not self._adds_nothing(used)
            ):
                steps.append(self._step(used, own))
        return steps

    def _repeats(self, entry: Entry) -> bool:
        """Whether a value is a figure among a population and nothing else."""
        used = self.d.entry(entry.uses[0]) if len(entry.uses) == 1 else None
        if used is None or not isinstance(entry.how, Arithmetic):
            return False
        return isinstance(used.how, Among) and entry.how.formula == used.phrase

    def _adds_nothing(self, used: Entry) -> bool:
        """Whether a step is another name for a figure that has been told, with no arithmetic of its own."""
        return isinstance(used.how, Arithmetic) and used.how.worked == used.unrounded and self._repeats(used)

    def _step(self, used: Entry, own: str | None) -> str:
        """A step on the way to a value: `76 / 119 = 0.6387`, `77th of 120 trusts`."""
        text = own_words(working(self.d, used), own)
        if isinstance(used.how, Among) and tells_all(used.how):
            return text
        words = own_words(used.phrase, own)
        if isinstance(used.how, Arithmetic):
            return f"{words} = {text}" if words else text
        if isinstance(used.how, Among) and used.how.function == "standardise":
            return f"{text} = {used.unrounded}"
        return f"{words} {used.unrounded}: {text}"


def tells_all(how: Among) -> bool:
    """Whether the words for a figure say its value as well: a place, a class, a z-score."""
    return how.place is not None or how.classed is not None or how.scored is not None


def _quiet(entry: Entry) -> bool:
    """Whether the sentences that use a value say all there is to it.

    So it is with a constant, such as a standard (also one by period), and with a column that the plan made for a
    condition or an argument.
    """
    constant = isinstance(entry.how, Arithmetic) and not entry.uses
    if isinstance(entry.how, ByPeriod):
        constant = entry.how.working is None and entry.value.kind != "missing"
    return constant or HELPER.fullmatch(entry.part.rsplit(".", maxsplit=1)[-1]) is not None


def _unneeded(used: Entry, entry: Entry) -> bool:
    """Whether a figure was not needed: the organisation has none, and another case decided."""
    return isinstance(used.how, Among) and used.value.kind == "missing" and entry.value.kind != "missing"

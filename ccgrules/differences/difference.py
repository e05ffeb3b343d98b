"""What differs between two versions of a framework, and what that does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.attribution.forms import Attribution
from ccgrules.differences.impact.forms import Impact, Moved
from ccgrules.differences.rules.changes import Change, RulesDiff

if TYPE_CHECKING:
    from ccgrules.differences.report.explained import Explained
    from ccgrules.differences.whatif.forms import Supposed

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two versions. Printed, it reads as on the command line.

    Attributes:
        rules: The changes of the rules.
        impact: What they do to the ratings of data; None where no data were given.
        attribution: Which change moved whom; None likewise.
        findings: Warnings and notes on the data.
        periods: The older and the newer period, where each version rates data of its own; None on the same data.
        supposed: What is tried, where the newer version is a ruleset with other values in it; else None.
    """

    rules: RulesDiff
    impact: Impact | None = None
    attribution: Attribution | None = None
    findings: tuple[Diagnostic, ...] = ()
    periods: tuple[str, str] | None = None
    supposed: Supposed | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of the rules."""
        return tuple(self.rules.changes)

    @property
    def movers(self) -> tuple[Moved, ...]:
        """The organisations whose rating is another one; none without data."""
        return self.impact.moved if self.impact is not None else ()

    @property
    def can_move(self) -> bool:
        """Whether any change can move a rating, as far as is known."""
        return any(change.moves is not False for change in self.rules.changes)

    def explained(self, organisations: Sequence[str], *, with_changes: bool = True) -> Iterator[Explained]:
        """The explanations of organisations under both versions.

        Args:
            organisations: Their codes.
            with_changes: Whether to look for what would change either rating, which takes as long as all else.

        Raises:
            KeyError: There are no data, or none of an organisation of that code.
        """
        if not organisations:
            return
        from ccgrules.differences.report.explained import explained

        for organisation in organisations:
            if self.impact is None:
                raise KeyError(organisation)
            yield explained(self.impact, organisation, with_changes=with_changes)

    def to_dicts(self) -> list[dict[str, str | int | bool | None]]:
        """A dictionary for each change of the rules: `number`, `kind`, what it is about, `was`, `now`, `moves` …."""
        from ccgrules.differences.report.json_form import change_rows

        return change_rows(self.rules)

    def to_json(self, explain: Sequence[str] = ()) -> dict[str, Any]:
        """The difference in the shape of `schemas/diff.schema.json`; arguments and errors as for `to_text`."""
        from ccgrules.differences.report.json_form import difference_json

        return difference_json(self, explain)

    def to_text(self, width: int = WIDTH, *, everything: bool = False, explain: Sequence[str] = ()) -> str:
        """The difference as plain text.

        Args:
            width: Columns to write in.
            everything: Every change with its place and its words in full, and every mover.
            explain: Codes of organisations whose explanations under both versions are put side by side.

        Raises:
            KeyError: The data have no such organisation.
        """
        from ccgrules.differences.report.document import document
        from ccgrules.differences.report.view import View
        from ccgrules.explain.wording import document_text

        return document_text(document(self, View(everything, explain=tuple(explain))), width)

    def to_markdown(self, explain: Sequence[str] = ()) -> str:
        """The difference as Markdown, with everything in it; arguments and errors as for `to_text`."""
        from ccgrules.differences.report.document import document
        from ccgrules.differences.report.view import View
        from ccgrules.explain.markdown import document_markdown

        return document_markdown(document(self, View(everything=True, page=True, explain=tuple(explain))))

    def to_html(self, explain: Sequence[str] = ()) -> str:
        """The difference as a page that can be published, likewise."""
        from ccgrules.differences.report.document import document
        from ccgrules.differences.report.view import View
        from ccgrules.explain.page import document_page

        return document_page(document(self, View(everything=True, page=True, explain=tuple(explain))))

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()

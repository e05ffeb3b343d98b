"""What differs between two versions of a framework, and what that does."""

from __future__ import annotations

from dataclasses import dataclass

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.attribution.forms import Attribution
from ccgrules.differences.impact.forms import Impact, Moved
from ccgrules.differences.rules.changes import Change, RulesDiff


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two versions. Printed, it reads as on the command line.

    Attributes:
        rules: The changes of the rules.
        impact: What they do to the ratings of data; None where no data were given.
        attribution: Which change moved whom; None likewise.
        findings: Warnings and notes on the data.
    """

    rules: RulesDiff
    impact: Impact | None = None
    attribution: Attribution | None = None
    findings: tuple[Diagnostic, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of the rules."""
        return tuple(self.rules.changes)

    @property
    def movers(self) -> tuple[Moved, ...]:
        """The organisations whose rating is another one; none without data."""
        return self.impact.moved if self.impact is not None else ()

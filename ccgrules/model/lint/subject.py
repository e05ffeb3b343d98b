"""What a lint rule looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.model.amend import Merged
from ccgrules.model.possible import Possible
from ccgrules.model.ruleset import Group, Indicator, Ruleset
from ccgrules.model.scope import Context
from ccgrules.source import Span
from ccgrules.syntax import tree


@dataclass(frozen=True, slots=True)
class Subject:
    """A ruleset without errors, as it was written and as it was checked.

    Attributes:
        ctx: What is declared, and what was found to be used.
        merged: What was written, amendments applied.
        ruleset: The checked ruleset.
        possible: Which outcomes each value can have.
        reached: Indicators and groups that have a part in something beyond them.
    """

    ctx: Context
    merged: Merged
    ruleset: Ruleset
    possible: Possible
    reached: frozenset[str]

    def own(self, span: Span) -> bool:
        """Whether a place is in the ruleset's own text: matters of style are not said again of each amendment."""
        return span.source.name == self.merged.start.source.name

    def own_declarations(self) -> Iterator[tuple[str, tree.Declaration]]:
        """What its own text declares, with the names."""
        return ((name, d) for name, d in self.ctx.symbols.declared.items() if self.own(d.span))

    def member(self, name: str) -> Indicator | Group | None:
        """The indicator or group of a name."""
        return self.ruleset.indicators.get(name) or self.ruleset.groups.get(name)


Rule = Callable[[Subject], Iterator[Diagnostic]]
"""Gives what it finds, all of one code."""

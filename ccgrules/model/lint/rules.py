"""The table of lint rules. What needs a plan, such as cases that are never taken, is said by `ccgrules.prove`."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.model.amend import Merged
from ccgrules.model.lint.counts import counts
from ccgrules.model.lint.empty import empty
from ccgrules.model.lint.groups import groups
from ccgrules.model.lint.indicators import indicators
from ccgrules.model.lint.keys import keys
from ccgrules.model.lint.labels import labels
from ccgrules.model.lint.namesakes import namesakes
from ccgrules.model.lint.negatives import negatives
from ccgrules.model.lint.numbers import numbers
from ccgrules.model.lint.reached import reached_members
from ccgrules.model.lint.shares import shares
from ccgrules.model.lint.sources import sources
from ccgrules.model.lint.subject import Rule, Subject
from ccgrules.model.lint.thresholds import thresholds
from ccgrules.model.lint.titles import titles
from ccgrules.model.lint.twice import twice
from ccgrules.model.lint.unused import unused
from ccgrules.model.possible import Possible
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.scope import Context

RULES: dict[str, Rule] = {
    "CCG501": labels,
    "CCG502": unused,
    "CCG503": indicators,
    "CCG504": groups,
    "CCG506": empty,
    "CCG507": keys,
    "CCG509": shares,
    "CCG514": sources,
    "CCG515": thresholds,
    "CCG516": numbers,
    "CCG517": titles,
    "CCG518": negatives,
    "CCG519": counts,
    "CCG520": twice,
    "CCG521": namesakes,
}
"""Each rule under the code of what it finds."""


def lint(ctx: Context, merged: Merged, ruleset: Ruleset, possible: Possible) -> Iterator[Diagnostic]:
    """What the rules find in a ruleset without errors."""
    subject = Subject(ctx, merged, ruleset, possible, reached_members(ctx, ruleset))
    for rule in RULES.values():
        yield from rule(subject)

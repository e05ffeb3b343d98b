"""The whole way, stage by stage: text, syntax tree, checked model, plan, data, result, derivation.

Read this file for the map. Each function is one stage, or a few in a row, and hands on findings beside its product;
none raises for a mistake in a ruleset or in data. Stages are imported when they are used: checking loads no engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors

if TYPE_CHECKING:
    from ccgrules.model.ruleset import Ruleset
    from ccgrules.plan.steps import Plan


@dataclass(frozen=True, slots=True)
class Checked:
    """A ruleset that was read and checked; `ruleset` is None when it cannot be used."""

    path: Path
    ruleset: Ruleset | None
    findings: tuple[Diagnostic, ...]


def check(path: Path) -> Checked:
    """Read a ruleset with all that it uses and amends, and check it."""
    from ccgrules.model.load import load_ruleset

    ruleset, findings = load_ruleset(path)
    return Checked(path, None if has_errors(findings) else ruleset, in_order(findings))


def in_order(findings: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Findings in the order of the text: by file, then place; those without a place in a ruleset last."""
    return tuple(sorted(findings, key=_place))


def _place(finding: Diagnostic) -> tuple[bool, str, int]:
    if finding.primary is None:
        return True, "", 0
    return False, finding.primary.span.source.name, finding.primary.span.start


def plan(ruleset: Ruleset) -> Plan:
    """The steps that rate organisations by the ruleset."""
    from ccgrules.plan.build import build_plan

    return build_plan(ruleset)

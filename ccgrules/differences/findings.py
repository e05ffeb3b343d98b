"""Findings of two rulesets about the same data or texts: each said once, and of which ruleset it is true."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.plan.steps import Plan

Findings = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One of two rulesets.

    Attributes:
        plan: Its plan; both speak in the names of the newer ruleset.
        side: `older` or `newer`.
        file: Its main file.
    """

    plan: Plan
    side: str
    file: str

    def about(self, finding: Diagnostic) -> Diagnostic:
        """A finding that is true of this ruleset alone."""
        return replace(finding, notes=(*finding.notes, f"this is about the {self.side} rules, {self.file}"))


def key_of(finding: Diagnostic) -> Hashable:
    """What makes a finding the same as one of the other ruleset: code and place; the sentence where it has no place."""
    if finding.primary is not None:
        span = finding.primary.span
        return finding.code, span.source.name, span.start, span.end
    return finding.code, finding.place or finding.message


def said_once(versions: Sequence[Version], found: Sequence[Findings]) -> Findings:
    """What two rulesets say: first what both do, in the words of the newer, then what is true of one alone."""
    known = [{key_of(finding) for finding in findings} for findings in found]
    both = [finding for finding in found[-1] if all(key_of(finding) in keys for keys in known)]
    alone = [
        version.about(finding)
        for version, findings in zip(versions, found)
        for finding in findings
        if not all(key_of(finding) in keys for keys in known)
    ]
    return (*both, *alone)

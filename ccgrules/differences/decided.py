"""Decisions of panels under two rulesets: which of them hold under both, and which under one alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.differences.findings import Findings, Version, key_of, said_once
from ccgrules.engine.decisions import Decision
from ccgrules.engine.decisions_entered import enter, refused
from ccgrules.engine.decisions_file import DecisionsRead, read_decisions
from ccgrules.engine.result import Result
from ccgrules.engine.table import Dataset

UNKNOWN = "CCG652"
"""The code of findings about what no panel decides on by a ruleset."""
MOST_NOTES = 8

Place = tuple[str, int]
"""A decision by its place: a file, and where in it the decision starts."""


def place_of(decision: Decision) -> Place:
    """What tells a decision from all others, whichever ruleset it is read by."""
    place = decision.place()
    return place.source.name, place.start


@dataclass(slots=True)
class Decided:
    """Decisions files under two rulesets.

    Attributes:
        versions: The older ruleset and the newer.
        reads: What each makes of the files.
        findings: What is wrong under both, and what is to be said.
        out: Decisions that are left out of both, as one of the two refuses them.
    """

    versions: Sequence[Version]
    reads: Sequence[DecisionsRead]
    findings: list[Diagnostic] = field(default_factory=list)
    out: set[Place] = field(default_factory=set)

    @staticmethod
    def read(versions: Sequence[Version], paths: Sequence[Path], called: Mapping[str, str]) -> Decided:
        """Read the files.

        Args:
            versions: The older ruleset and the newer.
            paths: The files.
            called: What the files may call ratings and judgements, and what the rulesets call them.
        """
        decided = Decided(versions, [read_decisions(version.plan, paths, called) for version in versions])
        decided._compare()
        return decided

    # --- as read --------------------------------------------------------------------------------------------------

    def _compare(self) -> None:
        """Findings of both are errors; of one alone, when the other takes the decision, it is left out."""
        wrong: list[Findings] = []
        for side, read in enumerate(self.reads):
            other = self.reads[1 - side]
            same = {key_of(one) for one in other.findings}
            errors: list[Diagnostic] = []
            refusals: list[tuple[Decision, Diagnostic]] = []
            unknown: list[tuple[Decision, Diagnostic]] = []
            for one in read.findings:
                taken = [] if key_of(one) in same else self._taken(side, one)
                if not taken:
                    errors.append(one)
                elif one.code == UNKNOWN:
                    unknown.extend((decision, one) for decision in taken)
                else:
                    refusals.extend((decision, one) for decision in taken)
            wrong.append(tuple(errors))
            self._leave_out(side, refusals)
            self._tell_unknown(side, unknown)
        self.findings.extend(said_once(self.versions, wrong))

    def _taken(self, side: int, one: Diagnostic) -> list[Decision]:
        """The decisions that a finding of one ruleset is about, as far as the other takes them."""
        decisions = self.reads[1 - side].decisions
        if one.code == UNKNOWN and not _decides(self.versions[side]):
            return decisions
        return [decision for decision in decisions if _is_about(one, decision)]

    def _leave_out(self, side: int, refusals: Sequence[tuple[Decision, Diagnostic]]) -> None:
        """Leave decisions out of both, as one of the two refuses them."""
        if not refusals:
            return
        self.out.update(place_of(decision) for decision, _ in refusals)
        many = len({place_of(decision) for decision, _ in refusals})
        what, verb = ("one decision", "is") if many == 1 else (f"{many} decisions", "are")
        version = self.versions[side]
        them = "it" if many == 1 else "them"
        message = f"{what} {verb} left out under both rulesets, as the {version.side} rules refuse {them}"
        whose = "its organisation is" if many == 1 else "their organisations are"
        advice = f"{whose} compared as calculated; ask the panel what it would decide"
        self.findings.append(self._finding(message, refusals, advice))

    def _tell_unknown(self, side: int, unknown: Sequence[tuple[Decision, Diagnostic]]) -> None:
        """Say that one of the two knows no such decisions."""
        if not unknown:
            return
        many = len({place_of(decision) for decision, _ in unknown})
        what = "one decision has" if many == 1 else f"{many} decisions have"
        here, there = self.versions[side], self.versions[1 - side]
        message = f"{what} a meaning for the {there.side} rules alone"
        self.findings.append(self._finding(message, unknown, None, f"by the {here.side} rules, {here.file}: "))

    def _finding(
        self, message: str, about: Sequence[tuple[Decision, Diagnostic]], advice: str | None, before: str = ""
    ) -> Diagnostic:
        notes = list(dict.fromkeys(f"{before}{one.message}" for _, one in about))
        more = len(notes) - MOST_NOTES
        told = notes if more <= 0 else [*notes[:MOST_NOTES], f"and {more:,} more"]
        return finding("CCG745", message, primary=about[0][0].place(), notes=told, help=advice)

    # --- in data --------------------------------------------------------------------------------------------------

    def entered(self, datasets: Sequence[Dataset]) -> list[Dataset]:
        """The data of both with the decisions that are not left out; what fits no row is noted."""
        reads = [DecisionsRead([d for d in read.decisions if place_of(d) not in self.out]) for read in self.reads]
        made = [enter(dataset, read) for dataset, read in zip(datasets, reads)]
        self.findings.extend(said_once(self.versions, [tuple(read.findings) for read in reads]))
        return made

    def hold(self, results: Sequence[Result]) -> bool:
        """Whether the decisions hold in both results; those that only one refuses are left out from now on.

        What both refuse is an error.
        """
        wrong = [list(refused(result)) for result in results]
        places = [{place_of(decision) for decision, _ in found} for found in wrong]
        errors: list[Findings] = []
        for side, found in enumerate(wrong):
            taken = {place_of(decision) for decision in self.reads[1 - side].decisions} - places[1 - side]
            errors.append(tuple(one for decision, one in found if place_of(decision) not in taken))
            self._leave_out(side, [(d, one) for d, one in found if place_of(d) in taken])
        self.findings.extend(said_once(self.versions, errors))
        return not any(wrong)

    def stops(self) -> bool:
        """Whether there are errors."""
        return has_errors(self.findings)


def _is_about(one: Diagnostic, decision: Decision) -> bool:
    """Whether a finding stands at a part of a decision, or at the decision as a whole, which has no length."""
    if one.primary is None:
        return False
    span, first = one.primary.span, decision.place()
    if span.source.name != first.source.name:
        return False
    return any(own.start <= span.start <= own.end for own in decision.spans.values()) or span.line == first.line


def _decides(version: Version) -> bool:
    """Whether panels decide on anything by a ruleset; where they do not, a file of decisions is refused as a whole."""
    rules = version.plan.ruleset
    return bool(rules.judgements) or any(rating.moderated_by is not None for rating in rules.ratings.values())

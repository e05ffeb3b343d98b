"""Warnings that the author has looked at and accepts, by `accept CCG512 "reason"` in what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ccgrules.diagnostics.codes import CODES, finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Severity
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.model.ruleset import Accepted
from ccgrules.source import Span
from ccgrules.syntax import tree


def accepted_in(declarations: Iterable[tree.Declaration]) -> tuple[Accepted, ...]:
    """All acceptances in some declarations."""
    return tuple(
        Accepted(note.source or "", note.text or "", declaration.span, note.span)
        for declaration in declarations
        for note in annotations_of(declaration)
        if note.keyword == "accept"
    )


def annotations_of(declaration: tree.Declaration) -> Iterator[tree.Annotation]:
    """What hangs on a declaration, its clauses, its cases and its weights."""
    yield from declaration.annotations
    for clause in declaration.clauses:
        yield from clause.annotations
        match clause.body.how if clause.body is not None else None:
            case tree.Cases(lines) | tree.WeightedMean(lines):
                for line in lines:
                    yield from line.annotations
            case _:
                pass


def accept(findings: Sequence[Diagnostic], accepted: Sequence[Accepted]) -> tuple[Diagnostic, ...]:
    """The findings, those that are accepted as notes with the reason, and what is wrong with the acceptances."""
    kept = []
    used: set[Span] = set()
    for diagnostic in findings:
        reason = next((one for one in accepted if _covers(one, diagnostic)), None)
        if reason is None:
            kept.append(diagnostic)
            continue
        used.add(reason.span)
        notes = (*diagnostic.notes, f"accepted: “{reason.reason}”")
        kept.append(replace(diagnostic, notes=notes, help=None, severity=Severity.NOTE, fixes=()))
    return (*kept, *(_useless(one) for one in accepted if one.span not in used))


def _covers(one: Accepted, diagnostic: Diagnostic) -> bool:
    if diagnostic.primary is None or diagnostic.severity is Severity.ERROR or diagnostic.code != one.code:
        return False
    place = diagnostic.primary.span
    return place.source is one.about.source and one.about.start <= place.start and place.end <= one.about.end


def _useless(one: Accepted) -> Diagnostic:
    if one.code not in CODES:
        message = f"there is no code `{one.code}`"
        hint = did_you_mean(one.code, CODES) or "`ccgrules codes` lists them all"
    elif CODES[one.code].severity is Severity.ERROR:
        message, hint = f"`{one.code}` is an error, and errors cannot be accepted", "mend what it is about"
    else:
        message, hint = (
            f"there is no `{one.code}` here to accept",
            "take the line out, or put it below what it is about",
        )
    return finding("CCG513", message, primary=one.span, help=hint)

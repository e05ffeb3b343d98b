"""Cases: what they leave out, and cases that are never taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.constraints import constraint
from ccgrules.model.expressions import Choose, Expr
from ccgrules.model.findings import Findings
from ccgrules.model.regions import Constraint, Region
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.walk import Visit
from ccgrules.model.wording import expression_text, number_text

MOST_CASES = 500
"""Longer lists of cases are not looked into: the work grows with the square of their number."""

NOTHING = Region(())


def check_cases(ruleset: Ruleset, visit: Visit, choose: Choose, findings: Findings) -> None:
    """Reports cases without `otherwise` that leave something out, and cases that others take everything from."""
    if len(choose.cases) > MOST_CASES:
        return
    said = [constraint(ruleset, case.when) if case.when is not None else None for case in choose.cases]
    _check_reached(visit, choose, said, findings)
    if all(case.when is not None for case in choose.cases):
        _check_complete(visit, choose, said, findings)


def _of_subject(said: Sequence[Constraint | None], subject: object) -> list[Constraint]:
    return [one for one in said if one is not None and one.subject == subject]


def _left_out(said: Sequence[Constraint]) -> Region:
    """The values of one subject that no case takes."""
    first, *others = said
    return first.domain.intersection(first.region.union(*(one.region for one in others)).complement())


# --- completeness ------------------------------------------------------------------------------------------------


def _check_complete(visit: Visit, choose: Choose, said: Sequence[Constraint | None], findings: Findings) -> None:
    subjects = list(dict.fromkeys(one.subject for one in said if one is not None))
    left = [(subject, _left_out(_of_subject(said, subject))) for subject in subjects]
    if any(not gap.stretches for _, gap in left):
        return
    notes = []
    only = [one for one in said if one is not None]
    if len(left) == 1 and len(only) == len(said):
        notes = [f"example: {text}" for text in [_example(only[0], left[0][1])] if text]
    last = choose.cases[-1]
    findings.report(
        "CCG403",
        "these cases do not cover everything, and none is marked `otherwise`",
        last.span,
        label="the last case",
        secondary=visit.calls,
        notes=notes,
        help="add a last line `… otherwise`, or cases for what is left",
    )


def _example(one: Constraint, gap: Region) -> str | None:
    """A value that no case takes, in words."""
    value = gap.example()
    if value is None:
        return None
    if isinstance(one.subject, tuple):
        left, right = (expression_text(part) for part in one.subject)
        sign = "=" if value == 0 else "<" if value < 0 else ">"
        return f"{left} {sign} {right}"
    subject = one.subject
    if not isinstance(subject, Expr):
        return None
    if one.words:
        return f"{expression_text(subject)} is {one.words[int(value)]}"
    return f"{expression_text(subject)} = {number_text(value, subject.type)}"


# --- reach -------------------------------------------------------------------------------------------------------


def _check_reached(visit: Visit, choose: Choose, said: Sequence[Constraint | None], findings: Findings) -> None:
    """Reports the first case that is never taken."""
    taken: dict[object, Region] = {}
    for place, (case, one) in enumerate(zip(choose.cases, said)):
        hint = "put the stricter case first, or take this one out"
        if one is not None and not one.region.stretches:
            message = "this case is never taken: its condition cannot hold"
            findings.report("CCG505", message, case.span, secondary=visit.calls, help="look at its limits")
            return
        subject = _taken_up(one, said[:place], taken)
        if subject is not None:
            first = choose.cases[next(i for i, other in enumerate(said) if other and other.subject == subject)]
            message = "this case is never taken: the cases above take everything that it could"
            above = (Label(first.span, "taken from here on"), *visit.calls)
            findings.report("CCG505", message, case.span, secondary=above, help=hint)
            return
        if one is not None:
            taken[one.subject] = one.region.union(taken.get(one.subject, NOTHING))


def _taken_up(
    one: Constraint | None, earlier: Sequence[Constraint | None], taken: Mapping[object, Region]
) -> object | None:
    """The subject by which earlier cases take all that a case could: its own, or any that they cover altogether."""
    if one is not None and one.subject in taken and one.region.within(taken[one.subject]):
        return one.subject
    last = earlier[-1] if earlier else None
    if last is not None and last.domain.within(taken[last.subject]):
        return last.subject
    return None

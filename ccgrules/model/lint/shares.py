"""CCG509: members of a group that count with shares which are no parts of one whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.bodies import fixed_value
from ccgrules.model.dated import by_period
from ccgrules.model.expressions import Expr
from ccgrules.model.lint.subject import Subject
from ccgrules.model.ruleset import Group, Indicator
from ccgrules.model.types import Kind
from ccgrules.model.units import SHARE
from ccgrules.model.wording import number_text


def shares(subject: Subject) -> Iterator[Diagnostic]:
    """Members that count with a share are parts of a whole, in every period, and all of them do."""
    for name, group in subject.ruleset.groups.items():
        members = [subject.member(member) for member in subject.ctx.groups.reach(name, "members")]
        known = [member for member in members if member is not None]
        shared = [member.counts for member in known if member.counts is not None and _is_share(member.counts)]
        if shared and len(shared) < len(known):
            yield _mixed(group, known, shared)
        elif len(shared) > 1:
            yield from _whole(group, shared)


def _whole(group: Group, shared: Sequence[Expr]) -> Iterator[Diagnostic]:
    for start, weights in by_period(shared):
        parts = [share for weight in weights if (share := fixed_value(weight)) is not None]
        if sum(parts) != 1 and len(parts) == len(shared):
            yield _total(group, shared, parts, start)
            return


def _total(group: Group, shared: Sequence[Expr], parts: Sequence[Fraction], start: str | None) -> Diagnostic:
    total = number_text(sum(parts, Fraction(0)), SHARE)
    since = f" from {start} on" if start is not None else ""
    return finding(
        "CCG509",
        f"the members of `{group.name}` count for {total} together{since}, not 100%",
        primary=group.span,
        secondary=[Label(weight.span, number_text(part, SHARE)) for weight, part in zip(shared, parts)],
        help="make the shares total 100%, or write plain numbers (`counts 2`)",
    )


def _mixed(group: Group, members: Sequence[Indicator | Group], shared: Sequence[Expr]) -> Diagnostic:
    """Some count with a share and others with a plain number, which is 1 where nothing is said."""
    other = next(member for member in members if member.counts is None or not _is_share(member.counts))
    says = "says no share" if other.counts is None else "counts by a plain number"
    consequence = ", and so counts as much as 100%" if other.counts is None else ""
    return finding(
        "CCG509",
        f"some members of `{group.name}` count for a share of it, and `{other.name}` {says}{consequence}",
        primary=group.span,
        secondary=[*(Label(weight.span, "a share") for weight in shared), Label(other.span, says)],
        help="give every member its share (`counts 25%`), or none",
    )


def _is_share(weight: Expr) -> bool:
    unit = weight.type.unit
    return weight.type.kind is Kind.NUMBER and unit is not None and unit.dimension == "share"

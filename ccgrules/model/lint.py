"""What is allowed but probably not meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.bodies import fixed_value
from ccgrules.model.dated import by_period
from ccgrules.model.expressions import Expr
from ccgrules.model.lint_empty import check_empty
from ccgrules.model.possible import Possible
from ccgrules.model.ruleset import Group, Indicator, Rating, Ruleset
from ccgrules.model.scope import Context
from ccgrules.model.types import Kind
from ccgrules.model.units import SHARE
from ccgrules.model.wording import number_text

UNUSED = ("scale", "field", "condition", "population", "parameter", "method")


def check_lint(ctx: Context, ruleset: Ruleset, possible: Possible) -> None:
    """Reports warnings and notes on a ruleset."""
    _check_used(ctx, ruleset)
    _check_groups(ctx, ruleset)
    _check_labels(ctx, ruleset, possible)
    _check_shares(ctx, ruleset)
    check_empty(ctx, ruleset)


def _check_used(ctx: Context, ruleset: Ruleset) -> None:
    for name, declaration in ctx.symbols.of_kind(*UNUSED):
        if name not in ctx.used:
            message = f"{declaration.keyword} `{name}` is never used"
            hint = "use it, or take it out"
            ctx.findings.report("CCG502", message, declaration.names[0].span, help=hint)
    for name, declaration in ctx.symbols.of_kind("rating", "judgement"):
        if name not in ctx.used and name not in ruleset.framework.results:
            message = f"{declaration.keyword} `{name}` is never used, and is not a result"
            hint = f"add `{name}` to `result`, use it in another rating, or take it out"
            ctx.findings.report("CCG502", message, declaration.names[0].span, help=hint)
    reached = {name for members in ctx.reached.values() for name in members}
    for name, indicator in ruleset.indicators.items():
        if name not in ctx.used and name not in reached and indicator.counts_reason is None:
            message = f"indicator `{name}` counts nowhere: no rating, measure, condition or group uses it"
            hint = 'put it into a group that counts (`in GROUP`), or say why not: `counts no "for information"`'
            ctx.findings.report("CCG503", message, indicator.span, help=hint)


def _check_groups(ctx: Context, ruleset: Ruleset) -> None:
    """Groups without members, unless what they have is supplied."""
    for name, group in ruleset.groups.items():
        supplied = any(given is not None and given.supplied for given in (group.score, group.status))
        if not ctx.groups.direct[name] and not supplied:
            hint = f"write `in {name}` on the heads of its members, or take the group out"
            ctx.findings.report("CCG504", f"nothing is in group `{name}`", group.span, help=hint)


# --- labels that nothing gives -----------------------------------------------------------------------------------


def _check_labels(ctx: Context, ruleset: Ruleset, possible: Possible) -> None:
    """Of a result, each label must be possible; of another scale, each by some rating or status on it."""
    for name, rating in ruleset.ratings.items():
        if name in ruleset.framework.results:
            given = possible.known.get(name)
            if given is not None:
                _report_labels(ctx, ruleset, rating, f"of `{name}` gives", given)
    for scale in ruleset.scales:
        ratings = [rating for rating in ruleset.ratings.values() if rating.scale == scale]
        if not ratings or any(rating.name in ruleset.framework.results for rating in ratings):
            continue
        columns = [rating.name for rating in ratings] + list(_statuses(ruleset, scale))
        every = [possible.known.get(column) for column in columns]
        if None not in every:
            given = frozenset(label for known in every if known is not None for label in known)
            _report_labels(ctx, ruleset, ratings[0], f"on `{scale}` gives", given)


def _statuses(ruleset: Ruleset, scale: str) -> Iterable[str]:
    for member in _members(ruleset):
        if member.status is not None and member.status.type.scale == scale:
            yield f"{member.name}.status"


def _members(ruleset: Ruleset) -> list[Indicator | Group]:
    return [*ruleset.indicators.values(), *ruleset.groups.values()]


def _report_labels(ctx: Context, ruleset: Ruleset, rating: Rating, what: str, given: frozenset[object]) -> None:
    scale = ruleset.scales[rating.scale]
    never = [label.name for label in scale.labels if label.name not in given]
    if not never:
        return
    names = " or ".join(f"`{label}`" for label in never)
    ctx.findings.report(
        "CCG501",
        f"no case, table or adjustment {what} {names}",
        rating.span,
        secondary=(Label(scale.span, "the scale"),),
        help="add a case for it, or take the label out of the scale",
    )


# --- shares ------------------------------------------------------------------------------------------------------


def _check_shares(ctx: Context, ruleset: Ruleset) -> None:
    """Members that all count with a share are parts of a whole, in every period."""
    for group in ruleset.groups:
        members = [_member(ruleset, name) for name in ctx.groups.reach(group, "members")]
        counts = [member.counts for member in members if member is not None]
        shared = [weight for weight in counts if weight is not None and _is_share(weight)]
        if len(shared) < 2 or len(shared) < len(counts):
            continue
        for start, weights in by_period(shared):
            shares = [share for weight in weights if (share := fixed_value(weight)) is not None]
            if sum(shares) != 1 and len(shares) == len(shared):
                _report_shares(ctx, ruleset.groups[group], shared, shares, start)
                break


def _report_shares(
    ctx: Context, group: Group, shared: Sequence[Expr], shares: Sequence[Fraction], start: str | None
) -> None:
    total = number_text(sum(shares, Fraction(0)), SHARE)
    since = f" from {start} on" if start is not None else ""
    ctx.findings.report(
        "CCG509",
        f"the members of `{group.name}` count for {total} together{since}, not 100%",
        group.span,
        secondary=[Label(weight.span, number_text(share, SHARE)) for weight, share in zip(shared, shares)],
        help="make the shares total 100%, or write plain numbers (`counts 2`)",
    )


def _member(ruleset: Ruleset, name: str) -> Indicator | Group | None:
    return ruleset.indicators.get(name) or ruleset.groups.get(name)


def _is_share(weight: Expr) -> bool:
    unit = weight.type.unit
    return weight.type.kind is Kind.NUMBER and unit is not None and unit.dimension == "share"

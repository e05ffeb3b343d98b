"""CCG520: indicators that count in two lines of a weighted mean."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.expressions import Across, Ref, WeightedLine, WeightedMean
from ccgrules.model.lint.subject import Subject
from ccgrules.model.walk import named_values, visits

MOST_NAMED = 3


def twice(subject: Subject) -> Iterator[Diagnostic]:
    """Lines of weighted means that share indicators with a line above them."""
    for value in named_values(subject.ruleset):
        for expr in value.expressions():
            for visit in visits(expr):
                if isinstance(visit.expr, WeightedMean):
                    yield from _shared(subject, visit.expr)


def _shared(subject: Subject, mean: WeightedMean) -> Iterator[Diagnostic]:
    held = [(line, _indicators(subject, line)) for line in mean.lines]
    for place, (line, own) in enumerate(held):
        for earlier, others in held[:place]:
            shared = [name for name in subject.ruleset.indicators if name in own & others]
            if shared:
                yield _counted_twice(line, earlier, shared)
                break


def _counted_twice(line: WeightedLine, earlier: WeightedLine, shared: list[str]) -> Diagnostic:
    names = ", ".join(f"`{name}`" for name in shared[:MOST_NAMED])
    more = f" and {len(shared) - MOST_NAMED} more" if len(shared) > MOST_NAMED else ""
    verb = "counts" if len(shared) == 1 else "count"
    return finding(
        "CCG520",
        f"{names}{more} {verb} in this line of the weighted mean and in one above it",
        primary=line.value.span,
        secondary=[Label(earlier.value.span, "here as well")],
        help="let each line have its own indicators, or accept it with the reason why these count more",
    )


def _indicators(subject: Subject, line: WeightedLine) -> frozenset[str]:
    """The indicators whose values or scores a line puts together, through groups as well."""
    found: set[str] = set()
    for visit in visits(line.value):
        names: tuple[str, ...] = ()
        match visit.expr:
            case Across(members=members):
                names = members
            case Ref(name) if name in subject.ctx.columns:
                names = (subject.ctx.columns[name].owner,)
        for name in names:
            below = subject.ctx.groups.reach(name, "indicators") if name in subject.ruleset.groups else (name,)
            found.update(below)
    return frozenset(found)

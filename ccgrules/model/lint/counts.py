"""CCG519: weights that no mean uses."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.clauses import clause_of
from ccgrules.model.expressions import Across
from ccgrules.model.lint.subject import Subject
from ccgrules.model.walk import named_values, visits
from ccgrules.syntax import tree


def counts(subject: Subject) -> Iterator[Diagnostic]:
    """`counts` lines of members over which no mean runs, although they have a part in something."""
    means = _means(subject)
    weighed = frozenset(name for mean in means for name in mean.members)
    for name, declaration in subject.ctx.symbols.of_kind("indicator", "group"):
        clause = clause_of(declaration, "counts")
        if clause is None or clause.body is None or name in weighed or name not in subject.reached:
            continue
        yield _without_effect(subject, means, name, clause)


def _means(subject: Subject) -> list[Across]:
    return [
        visit.expr
        for value in named_values(subject.ruleset)
        for expr in value.expressions()
        for visit in visits(expr)
        if isinstance(visit.expr, Across) and visit.expr.function == "mean"
    ]


def _without_effect(subject: Subject, means: list[Across], name: str, clause: tree.Clause) -> Diagnostic:
    parents = {*subject.ctx.groups.parents[name], "all"}
    passing = next((mean for mean in means if mean.axis == "indicators" and mean.group in parents), None)
    secondary: tuple[Label, ...] = ()
    hint = "take the line out, or use a mean over the group's `members`"
    if passing is not None and name in subject.ruleset.groups:
        secondary = (Label(passing.span, "this mean takes each indicator by its own weight"),)
        hint = f"take the mean over `{passing.group}.members`, or take the line out"
        if passing.group == "all":
            hint = "weigh the groups in a `weighted mean`, or take the line out"
    return finding(
        "CCG519",
        f"what `{name}` counts makes no difference: no mean is taken over it",
        primary=clause.span,
        secondary=secondary,
        help=hint,
    )

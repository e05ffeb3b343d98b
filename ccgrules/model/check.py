"""The whole check, stage by stage: from the declarations of a ruleset to the checked ruleset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from ccgrules.diagnostics.diagnostic import Diagnostic, Severity, has_errors
from ccgrules.model.accepted import accepted_in
from ccgrules.model.amend import Merged
from ccgrules.model.clauses import check_clauses
from ccgrules.model.declare_framework import find_head, framework_of, scores_better, sources_of
from ccgrules.model.declare_members import add_member_columns, group_of, indicator_of, member_slots
from ccgrules.model.declare_methods import method_of
from ccgrules.model.declare_panels import add_judgement_column, judgement_of
from ccgrules.model.declare_results import add_result_columns, condition_declared, measure_of, rating_of, result_slots
from ccgrules.model.declare_tests import tests_of
from ccgrules.model.declare_values import field_of, parameter_of, population_of, scales_of
from ccgrules.model.define import Slot, define
from ccgrules.model.findings import Findings
from ccgrules.model.groups import find_groups
from ccgrules.model.lint.rules import lint
from ccgrules.model.order import in_order
from ccgrules.model.ruleset import Field, Ruleset, Source
from ccgrules.model.scope import Column, Context
from ccgrules.model.structure import check_structure
from ccgrules.model.symbols import collect
from ccgrules.syntax import tree

T = TypeVar("T")
MEMBERS = ("indicator", "group")
RESULTS = ("condition", "measure", "rating")

FOLLOW_ON = frozenset(
    {"CCG201", "CCG204", "CCG205", "CCG207", "CCG208", "CCG412", "CCG413", "CCG414", "CCG415", "CCG420"}
    | {"CCG450", "CCG451", "CCG452"}
)
"""What may only follow from a declaration or a file that could not be read."""


def check_merged(
    merged: Merged, earlier: Iterable[Diagnostic] = (), *, only_errors: bool = False
) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    """The checked ruleset, and everything found, earlier findings included; None where there is an error.

    With `only_errors`, what is merely unwise is not looked for, which saves a third of the time.
    """
    findings = Findings()
    ruleset = _check(merged, findings, linted=not only_errors)
    found = findings.all()
    if merged.incomplete:
        found = [d for d in found if d.severity is Severity.ERROR and d.code not in FOLLOW_ON]
    every = in_reading_order((*earlier, *found), merged)
    return (None if has_errors(every) else ruleset), every


def in_reading_order(diagnostics: Iterable[Diagnostic], merged: Merged) -> tuple[Diagnostic, ...]:
    """Findings in the order of the files, the main file first, and of the places in them."""
    order = {source.name: number for number, source in enumerate(reversed(merged.files))}

    def place(diagnostic: Diagnostic) -> tuple[int, int, str]:
        if diagnostic.primary is None:
            return (-1, 0, diagnostic.code)
        span = diagnostic.primary.span
        return (order.get(span.source.name, len(order)), span.start, diagnostic.code)

    return tuple(sorted(diagnostics, key=place))


def _check(merged: Merged, findings: Findings, *, linted: bool) -> Ruleset | None:
    check_clauses(merged.declarations, findings)
    head = find_head(merged, findings)
    sources = sources_of(head, findings)
    ctx = _context(merged, head, sources, findings)
    ctx.parameters = _each(ctx, parameter_of, "parameter")
    fields = _each(ctx, field_of, "field")
    for component in in_order(ctx, _columns_and_slots(ctx, fields)):
        for slot in component:
            define(ctx, slot)
    ruleset = _ruleset(ctx, merged, head, sources, fields)
    if ruleset is not None:
        _check_whole(ctx, ruleset)
        possible = check_structure(ctx, merged, ruleset)
        # What nothing uses, in a ruleset with mistakes, is mostly what the mistaken lines meant to use.
        if linted and not merged.incomplete and not findings.any_errors():
            findings.add(lint(ctx, merged, ruleset, possible))
    return ruleset


def _context(
    merged: Merged, head: tree.Declaration | None, sources: Mapping[str, Source], findings: Findings
) -> Context:
    symbols = collect(merged.declarations, merged.removed, merged.renames, findings)
    return Context(
        symbols=symbols,
        groups=find_groups(symbols, findings),
        scales=scales_of(symbols, findings),
        parameters={},
        sources=frozenset(sources),
        columns={},
        scores_better=scores_better(head, findings),
        findings=findings,
    )


def _check_whole(ctx: Context, ruleset: Ruleset) -> None:
    """Nothing may be left out without a finding: that would be our mistake, and must not go unseen."""
    parts: tuple[Mapping[str, object], ...] = (
        *(ruleset.scales, ruleset.fields, ruleset.conditions, ruleset.populations, ruleset.parameters),
        *(ruleset.methods, ruleset.indicators, ruleset.groups, ruleset.measures, ruleset.ratings, ruleset.judgements),
    )
    made = {name for part in parts for name in part}
    for name, declaration in ctx.symbols.declared.items():
        if name not in made and not ctx.findings.any_errors():
            message = f"`{name}` was left out of the ruleset, and nothing was found wrong with it"
            ctx.findings.report("CCG901", message, declaration.head, help="please report this, with the ruleset")


def _columns_and_slots(ctx: Context, fields: Mapping[str, Field]) -> list[Slot]:
    """Notes every named value, and gives the places where they are defined."""
    for name, declaration in ctx.symbols.declared.items():
        if declaration.keyword == "field":
            type_ = fields[name].type if name in fields else None
            ctx.columns[name] = Column(name, name, type_, None, declaration.names[0].span)
        elif declaration.keyword in MEMBERS:
            add_member_columns(ctx, name, declaration)
        elif declaration.keyword in RESULTS:
            add_result_columns(ctx, name, declaration)
        elif declaration.keyword == "judgement":
            add_judgement_column(ctx, name, declaration)
    slots: list[Slot] = []
    for name, declaration in ctx.symbols.declared.items():
        if declaration.keyword in MEMBERS:
            slots.extend(member_slots(ctx, name, declaration))
        elif declaration.keyword in RESULTS:
            slots.extend(result_slots(ctx, name, declaration))
    return slots


def _ruleset(
    ctx: Context,
    merged: Merged,
    head: tree.Declaration | None,
    sources: Mapping[str, Source],
    fields: Mapping[str, Field],
) -> Ruleset | None:
    framework = framework_of(ctx, head, sources, merged.amends)
    populations = _each(ctx, population_of, "population")
    conditions = _each(ctx, condition_declared, "condition")
    methods = _each(ctx, method_of, "method")
    indicators = _each(ctx, indicator_of, "indicator")
    groups = _each(ctx, group_of, "group")
    measures = _each(ctx, measure_of, "measure")
    ratings = _each(ctx, rating_of, "rating")
    judgements = _each(ctx, judgement_of, "judgement")
    tests = tests_of(ctx, merged.declarations)
    if framework is None:
        return None
    return Ruleset(
        framework=framework,
        scales=ctx.scales,
        fields=fields,
        conditions=conditions,
        populations=populations,
        parameters=ctx.parameters,
        methods=methods,
        indicators=indicators,
        groups=groups,
        measures=measures,
        ratings=ratings,
        tests=tests,
        files=merged.files,
        judgements=judgements,
        accepted=accepted_in(merged.declarations),
    )


def _each(ctx: Context, build: Callable[[Context, str, tree.Declaration], T | None], keyword: str) -> dict[str, T]:
    """The checked declarations of one kind, in order, without those that are wrong."""
    found = ((name, build(ctx, name, declaration)) for name, declaration in ctx.symbols.of_kind(keyword))
    return {name: made for name, made in found if made is not None}

"""The table of operators of mutation, and all the changes that they make of a declaration."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.model.ruleset import Ruleset
from ccgrules.mutate import operators_clauses as clauses
from ccgrules.mutate import operators_expressions as expressions
from ccgrules.mutate.edit import Edit
from ccgrules.mutate.sites import SKIPPED, sites
from ccgrules.syntax import tree

MUTATED = frozenset({"condition", "population", "parameter", "method", "indicator", "group", "measure", "rating"})
"""Declarations that work something out."""

ON_EXPRESSIONS: tuple[expressions.Operator, ...] = (
    expressions.limits_moved,
    expressions.comparisons_flipped,
    expressions.connectives_flipped,
    expressions.negations_flipped,
    expressions.choices_dropped,
    expressions.functions_turned,
    expressions.restrictions_dropped,
)

ON_BODIES: tuple[clauses.BodyOperator, ...] = (
    clauses.cases_dropped,
    clauses.cases_swapped,
    clauses.outcomes_changed,
    clauses.cells_changed,
    clauses.weights_swapped,
)

ON_CLAUSES: tuple[clauses.ClauseOperator, ...] = (
    clauses.adjustments_dropped,
    clauses.adjustment_labels,
    clauses.counts_changed,
    clauses.missing_changed,
    clauses.directions_turned,
    clauses.uses_dropped,
)


def edits(declaration: tree.Declaration, ruleset: Ruleset) -> list[Edit]:
    """Every change of a declaration, in the order of the text.

    Args:
        declaration: The declaration, as it stands in its file.
        ruleset: The ruleset that it is part of.
    """
    if declaration.keyword not in MUTATED:
        return []
    return sorted(_edits(declaration, ruleset), key=lambda edit: (edit.primary.start, edit.primary.end))


def _edits(declaration: tree.Declaration, ruleset: Ruleset) -> Iterator[Edit]:
    for site in sites(declaration):
        for on_expression in ON_EXPRESSIONS:
            yield from on_expression(site)
    for clause in declaration.clauses:
        if clause.body is not None and clause.body.how is not None and clause.keyword not in SKIPPED:
            for on_body in ON_BODIES:
                yield from on_body(clause.body.how)
        for on_clause in ON_CLAUSES:
            yield from on_clause(clause, declaration, ruleset)

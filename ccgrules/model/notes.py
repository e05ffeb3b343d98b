"""What hangs on a rule: reasons, citations and remarks."""

from __future__ import annotations

from collections.abc import Iterable

from ccgrules.model.expressions import Notes
from ccgrules.model.scope import Context
from ccgrules.syntax import tree


def notes_of(ctx: Context, annotations: Iterable[tree.Annotation]) -> Notes:
    """The notes of annotations; a source that is not declared is reported."""
    because, cites, remarks = [], [], []
    for annotation in annotations:
        if annotation.keyword == "because" and annotation.text is not None:
            because.append(annotation.text)
        elif annotation.keyword == "note" and annotation.text is not None:
            remarks.append(annotation.text)
        elif annotation.keyword == "cite" and annotation.source is not None:
            cites.append((annotation.source, annotation.text))
            _check_source(ctx, annotation)
    return Notes(tuple(because), tuple(cites), tuple(remarks))


KEEP_THEIR_OWN = frozenset(
    {"=", "cases", "starts as", "weighted mean", "score", "status", "standard", "lower_threshold", "floor", "let"}
    | {"no better than", "no worse than", "becomes", "not rated", "must"}
)
"""Clauses whose notes stay with them; those of all others speak of the whole declaration."""


def declaration_notes(ctx: Context, declaration: tree.Declaration) -> Notes:
    """The notes of a declaration: under its head, and under the clauses that keep none of their own."""
    annotations = list(declaration.annotations)
    for clause in declaration.clauses:
        if clause.keyword not in KEEP_THEIR_OWN:
            annotations.extend(clause.annotations)
    return notes_of(ctx, annotations)


def _check_source(ctx: Context, annotation: tree.Annotation) -> None:
    source = annotation.source
    if source is None or source in ctx.sources:
        return
    hint = ctx.findings.did_you_mean(source, ctx.sources)
    ctx.findings.report(
        "CCG207",
        f"no source is called `{source}`",
        annotation.span,
        help=hint or f'declare it in the framework: `source {source} "title"`',
    )

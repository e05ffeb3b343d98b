"""Operators of mutation on bodies (cases, tables, weighted means) and on whole clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ccgrules.model.amend import ADJUSTMENTS
from ccgrules.model.ruleset import Ruleset
from ccgrules.mutate.edit import Edit
from ccgrules.mutate.operators_expressions import OPPOSITES, stepped
from ccgrules.mutate.sites import case_head, head_of
from ccgrules.source import Span
from ccgrules.syntax import tree

How = tree.Expr | tree.Dated | tree.Cases | tree.Table | tree.WeightedMean
BodyOperator = Callable[[How], Iterator[Edit]]
ClauseOperator = Callable[[tree.Clause, tree.Declaration, Ruleset], Iterator[Edit]]

OTHER_RULE = {"exclude": "undetermined", "undetermined": "exclude", "reweight": "undetermined"}
"""What `when missing` is made, by what it was; a score is made `exclude`."""


# --- bodies --------------------------------------------------------------------------------------------------------


def cases_dropped(how: How) -> Iterator[Edit]:
    """Each case but `otherwise` left out."""
    if isinstance(how, tree.Cases):
        for case in how.cases:
            if case.when is not None:
                yield Edit("case left out", ((case.span, ""),), case_head(case), "left out")


def cases_swapped(how: How) -> Iterator[Edit]:
    """Two cases that follow each other, with different outcomes and neither `otherwise`, in the other order."""
    if isinstance(how, tree.Cases):
        for one, other in pairwise(how.cases):
            if one.when is not None and other.when is not None and one.outcome != other.outcome:
                pieces = ((one.span, other.span.text), (other.span, one.span.text))
                yield Edit("cases swapped", pieces, case_head(one), "swapped")


def outcomes_changed(how: How) -> Iterator[Edit]:
    """Each outcome that is a label or a number made that of the case above, or of the next one that differs."""
    if not isinstance(how, tree.Cases):
        return
    outcomes = [case.outcome for case in how.cases]
    for number, case in enumerate(how.cases):
        other = _another(case.outcome, [*reversed(outcomes[:number]), *outcomes[number + 1 :]])
        if other is not None:
            yield Edit("outcome changed", ((case.outcome.span, other),), case_head(case))


def cells_changed(how: How) -> Iterator[Edit]:
    """Each cell of a table made like the nearest one that differs: beside it, above or below it."""
    if not isinstance(how, tree.Table):
        return
    for i, line in enumerate(how.cells):
        for j, cell in enumerate(line):
            column = [other[j] for other in how.cells]
            beside = [*line[j + 1 : j + 2], *line[:j][-1:], *column[:i][-1:], *column[i + 1 : i + 2]]
            other = _another(cell, [*beside, *line, *column])
            if other is not None:
                where = f"row {how.row_keys[i].span.text}, column {how.column_keys[j].span.text}: "
                yield Edit("cell changed", ((cell.span, other),), cell.span, where=where)


def weights_swapped(how: How) -> Iterator[Edit]:
    """Two weights that follow each other and differ, in the other order."""
    if isinstance(how, tree.WeightedMean):
        for one, other in pairwise(how.lines):
            if one.weight != other.weight:
                first, second = _weight(one), _weight(other)
                pieces = ((first, second.text), (second, first.text))
                yield Edit("weights swapped", pieces, head_of(one.span), "swapped", "weights ")


def _weight(line: tree.WeightedLine) -> Span:
    """The weight of a line, with its brackets."""
    text = Span(line.span.source, line.span.start, line.value.span.start).text.rstrip()
    return Span(line.span.source, line.span.start, line.span.start + len(text))


def _another(outcome: tree.Expr, others: Sequence[tree.Expr]) -> str | None:
    """The first of other outcomes that differs, as it is written; a number without one goes up a step."""
    if not isinstance(outcome, tree.Name | tree.Number | tree.YesNo):
        return None
    plain = (other for other in others if isinstance(other, type(outcome)) or str(other) == str(outcome) == "unknown")
    different = next((other.span.text for other in plain if other != outcome), None)
    if different is None and isinstance(outcome, tree.Number):
        return stepped(outcome, 1)
    return different


# --- clauses -------------------------------------------------------------------------------------------------------


def adjustments_dropped(clause: tree.Clause, declaration: tree.Declaration, ruleset: Ruleset) -> Iterator[Edit]:
    """An adjustment left out."""
    del declaration, ruleset
    if clause.keyword in ADJUSTMENTS:
        yield _without(clause, "adjustment left out")


def adjustment_labels(clause: tree.Clause, declaration: tree.Declaration, ruleset: Ruleset) -> Iterator[Edit]:
    """The label of an adjustment made the next worse one; the worst made the next better."""
    rating = ruleset.ratings.get(str(declaration.names[0]))
    if clause.keyword not in ADJUSTMENTS or clause.words is None or rating is None:
        return
    (label,) = clause.words.items
    names = [one.name for one in ruleset.scales[rating.scale].labels]
    place = names.index(str(label))
    other = names[place + 1] if place + 1 < len(names) else names[place - 1]
    yield Edit("label changed", ((label.span, other),), head_of(clause.span))


def counts_changed(clause: tree.Clause, declaration: tree.Declaration, ruleset: Ruleset) -> Iterator[Edit]:
    """`counts` left out: what counts a third, or not by itself, counts in full."""
    del declaration, ruleset
    if clause.keyword == "counts":
        yield _without(clause, "counts changed")


def missing_changed(clause: tree.Clause, declaration: tree.Declaration, ruleset: Ruleset) -> Iterator[Edit]:
    """`when missing exclude` made `undetermined`, and the other way round; a score made `exclude`."""
    del declaration, ruleset
    if clause.keyword == "when missing" and clause.words is not None:
        first = clause.words.items[0]
        words = Span(first.span.source, first.span.start, clause.words.items[-1].span.end)
        other = OTHER_RULE.get(str(first), "exclude")
        yield Edit("when missing changed", ((words, other),), head_of(clause.span))


def directions_turned(clause: tree.Clause, declaration: tree.Declaration, ruleset: Ruleset) -> Iterator[Edit]:
    """`better higher` made `better lower`, and the other way round."""
    del declaration, ruleset
    if clause.keyword == "better" and clause.words is not None and str(clause.words.items[0]) in OPPOSITES:
        word = clause.words.items[0]
        yield Edit("direction turned", ((word.span, OPPOSITES[str(word)]),), head_of(clause.span))


def uses_dropped(clause: tree.Clause, declaration: tree.Declaration, ruleset: Ruleset) -> Iterator[Edit]:
    """`used when` left out, and what a population is restricted by."""
    del ruleset
    of_population = declaration.keyword == "population" and clause.keyword in ("by", "where")
    if clause.keyword == "used when" or of_population:
        yield _without(clause, "restriction left out")


def _without(clause: tree.Clause, operator: str) -> Edit:
    return Edit(operator, ((clause.span, ""),), head_of(clause.span), "left out")

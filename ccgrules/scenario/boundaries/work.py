"""Works out what comes of the examples at each threshold, and which of them the tests of a ruleset hold."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal as OneOf

from ccgrules.engine.evaluate import row_value
from ccgrules.engine.result import Result
from ccgrules.model.ruleset import Test, TestRow
from ccgrules.model.types import MISSING, Missing, Reason, Value
from ccgrules.plan.steps import Plan, PlanExpr
from ccgrules.prove.linear import TooHard
from ccgrules.prove.read import Reading
from ccgrules.scenario.boundaries.columns import Columns
from ccgrules.scenario.boundaries.examples import Example, examples
from ccgrules.scenario.boundaries.search import Found, Search, Side
from ccgrules.scenario.boundaries.thresholds import Aside, Threshold, thresholds
from ccgrules.scenario.run import Outcome, run_test

Unwritten = OneOf[Aside, "nothing", "unseen", "hard", "hidden", "approximate"]
"""Why no tests are written: as `Aside`; there are no values for which the threshold decides; there seem to be, but the
engine gives the same for them; what is compared cannot be put into formulas; it hangs on what no test can give; its
result is a rounded number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An example, and what the rules make of it.

    Attributes:
        example: What is given.
        compared: The value that is compared with the limit.
        outcome: What comes of it: the value of the threshold's `told`.
        tested: Whether a test of the ruleset holds it already.
    """

    example: Example
    compared: Value
    outcome: Value
    tested: bool


@dataclass(frozen=True, slots=True)
class Boundary:
    """A limit, with what comes of values on its sides.

    Attributes:
        threshold: The threshold.
        moved: The column that is moved; None for a count of members, or where nothing was found.
        limit: The limit; None where it comes with the data.
        shown: The examples, from under to over; none where `unwritten` says why.
        together: Whether the examples of this limit must stand alone together, as they compare with each other.
        unwritten: Why no tests are written of it; None if they are.
        hidden: Columns that it hangs on and that no test can give.
    """

    threshold: Threshold
    moved: str | None
    limit: Fraction | None
    shown: tuple[Shown, ...]
    together: bool
    unwritten: Unwritten | None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Values found for a threshold, as examples, before the engine has seen them."""

    threshold: Threshold
    found: Found
    examples: tuple[Example, ...]
    together: bool


def boundaries(plan: Plan, tests: Sequence[Test], sizes: Mapping[str, Fraction]) -> tuple[Boundary, ...]:
    """The thresholds of a plan with their examples.

    Args:
        plan: The rules.
        tests: The ruleset's own tests, to see which examples they hold.
        sizes: Steps in place of the usual ones, by kind of value (`steps.SIZES`).

    Raises:
        CannotRun: The rules cannot be run on an example.
    """
    reading, columns = Reading.of(plan), Columns.of(plan)
    search = Search(reading, columns, sizes)
    looked = [_look(search, threshold) for threshold in thresholds(reading, columns)]
    worked_out = dict(_worked_out(plan, [one for several in looked for one in several if isinstance(one, _Candidate)]))
    held = _Held.of(plan, columns, tests)
    return tuple(
        one if isinstance(one, Boundary) else _boundary(one, worked_out[id(one)], held)
        for several in looked
        for one in several
    )


def _look(search: Search, threshold: Threshold) -> list[_Candidate | Boundary]:
    """What is found for each limit of a threshold."""

    def without(why: Unwritten) -> Boundary:
        return Boundary(threshold, None, None, (), together=False, unwritten=why)

    if threshold.aside is not None:
        return [without(threshold.aside)]
    try:
        every = list(search.find(threshold))
    except TooHard:
        return [without("hard")]
    return [without("nothing") if found is None else _candidate(search.columns, threshold, found) for found in every]


def _candidate(columns: Columns, threshold: Threshold, found: Found) -> _Candidate:
    made = examples(columns, threshold, found)
    given = {value.name for example in made for value in example.given}
    return _Candidate(threshold, found, made, _compares(columns, threshold.told, given))


def _compares(columns: Columns, told: str, given: set[str]) -> bool:
    """Whether what comes of an example may hang on the other examples beside it."""
    waiting, seen = [told], {told}
    while waiting:
        name = waiting.pop()
        if columns.is_figure(name):
            return True
        near = [other for other in columns.near(name) if other not in seen and other not in given]
        seen.update(near)
        waiting.extend(near)
    return False


# --- running ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    """The rows of a result that belong to a candidate, one for each of its examples."""

    result: Result
    rows: tuple[int, ...]
    with_hidden: bool


def _worked_out(plan: Plan, candidates: Sequence[_Candidate]) -> Iterator[tuple[int, _Run]]:
    """Runs the examples: those that do not hang on others all at once, and the rest threshold by threshold."""
    alone = [one for one in candidates if not one.together and not any(example.period for example in one.examples)]
    runs = dict(zip(map(id, alone), _run(plan, alone, hidden=False))) if alone else {}
    for one in candidates:
        run = runs[id(one)] if id(one) in runs else next(_run(plan, [one], hidden=False))
        if not _decides(one, run) and any(example.hidden for example in one.examples):
            run = next(_run(plan, [one], hidden=True))
        yield id(one), run


def _run(plan: Plan, candidates: Sequence[_Candidate], *, hidden: bool) -> Iterator[_Run]:
    rows: list[TestRow] = []
    places: list[range] = []
    for candidate in candidates:
        places.append(range(len(rows), len(rows) + len(candidate.examples)))
        for example in candidate.examples:
            given = (*example.given, *(example.hidden if hidden else ()))
            rows.append(TestRow(f"{len(rows):06d}", example.period, given, ()))
    span = candidates[0].threshold.rule
    result = run_test(plan, Test("", tuple(rows), span=span)).result
    found = {organisation: row for row, organisation in enumerate(result.keys.organisations)}
    for place in places:
        yield _Run(result, tuple(found[f"{number:06d}"] for number in place), hidden)


def _decides(one: _Candidate, run: _Run) -> bool:
    """Whether something else comes of the two sides between which the comparison changes."""
    values = {
        example.side: _as_expected(run.result.value(one.threshold.told, row))
        for example, row in zip(one.examples, run.rows, strict=True)
    }
    low, high = one.found.pair
    return values[low] != values[high]


def _as_expected(value: Value) -> Value:
    """A value as a test can tell it from others: why it is missing, it cannot, but for what is not rated."""
    return MISSING[Reason.NONE_GIVEN] if isinstance(value, Missing) and value.reason is not Reason.NOT_RATED else value


def _boundary(one: _Candidate, run: _Run, held: _Held) -> Boundary:
    threshold = one.threshold
    hidden = tuple(dict.fromkeys(given.name for example in one.examples for given in example.hidden))
    if not _decides(one, run):
        why_not: Unwritten = "hidden" if hidden else "unseen"
        return Boundary(threshold, one.found.moved, one.found.limit, (), one.together, why_not, hidden)
    gaps = [gap(threshold.subject, threshold.limit, run.result, row) for row in run.rows]
    tested = held.sides(one, gaps)
    shown = tuple(
        Shown(
            example,
            row_value(threshold.subject, run.result, row),
            run.result.value(threshold.told, row),
            example.side in tested,
        )
        for example, row in zip(one.examples, run.rows, strict=True)
    )
    why: Unwritten | None = "hidden" if run.with_hidden else None
    if why is None and held.columns.steps[threshold.told].type.approximate:
        why = "approximate"
    return Boundary(threshold, one.found.moved, one.found.limit, shown, one.together, why, hidden)


def gap(subject: PlanExpr, limit: PlanExpr, result: Result, row: int) -> Fraction | None:
    """How far what is compared lies over its limit in a row, in days for dates; None where either is missing."""
    left, right = row_value(subject, result, row), row_value(limit, result, row)
    if isinstance(left, datetime.date) and isinstance(right, datetime.date):
        return Fraction((left - right).days)
    return left - right if isinstance(left, Fraction) and isinstance(right, Fraction) else None


# --- what tests hold -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Held:
    """The ruleset's own tests, run, to see how near to a limit they come."""

    columns: Columns
    outcomes: tuple[Outcome, ...]

    @staticmethod
    def of(plan: Plan, columns: Columns, tests: Sequence[Test]) -> _Held:
        return _Held(columns, tuple(run_test(plan, test) for test in tests))

    def sides(self, one: _Candidate, gaps: Sequence[Fraction | None]) -> set[Side]:
        """The sides on which some test is as near to the limit as the example, and expects what comes of it."""
        widths = {example.side: width for example, width in zip(one.examples, gaps, strict=True) if width is not None}
        found: set[Side] = set()
        for told, subject, limit in one.threshold.uses:
            for distance in self._distances(told, subject, limit, one.found.limit):
                found.update(side for side, width in widths.items() if _as_near(distance, width))
        return found

    def _distances(
        self, told: str, subject: PlanExpr, limit: PlanExpr, limit_now: Fraction | None
    ) -> Iterable[Fraction]:
        for outcome in self.outcomes:
            rows = {
                (organisation, period): row
                for row, (organisation, period) in enumerate(
                    zip(outcome.result.keys.organisations, outcome.result.keys.periods, strict=True)
                )
            }
            for test_row in outcome.test.rows:
                if not any(self._hangs_on(expected.name, told) for expected in test_row.expect):
                    continue
                row = rows[test_row.organisation, test_row.period]
                if limit_now is not None and _number(row_value(limit, outcome.result, row)) != limit_now:
                    continue
                distance = gap(subject, limit, outcome.result, row)
                if distance is not None:
                    yield distance

    def _hangs_on(self, column: str, told: str) -> bool:
        return column == told or told in self.columns.made.get(column, ())


def _number(value: Value) -> Fraction | None:
    if isinstance(value, datetime.date):
        return Fraction(value.toordinal())
    return value if isinstance(value, Fraction) else None


def _as_near(distance: Fraction, width: Fraction) -> bool:
    """Whether a distance from the limit is on the same side as a step, and no longer."""
    if not width:
        return not distance
    return distance * width > 0 and abs(distance) <= abs(width)

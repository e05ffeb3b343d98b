"""Directions: whether a better value of one thing can make what is worked out of it worse.

Two organisations of one population are compared that are alike in everything but one value. Cut points, means and
pooled figures are the same for both; their places and standardised scores are in the order of what these are worked out
from. Clusters and natural breaks are not followed: nothing is said of what hangs on them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.model.expressions import Lookup, Ref
from ccgrules.model.types import Kind
from ccgrules.plan.draft import referred, used_columns
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Lag, Plan, Step
from ccgrules.prove.formula import Among, Compare, Form, Formula, Unknown, both, either, form_value, negated, unknowns
from ccgrules.prove.known import Known, words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.linear import TooHard
from ccgrules.prove.made import Unsayable
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import Answer
from ccgrules.prove.ties import Ties, renamed, renamed_form

MOST_PAIRS = 400
"""A value with more pairs of alternatives than this is not looked into."""

FIGURES_BETTER = {"rank": -1, "percent_rank": -1, "standardise": 1, "z_score": 1}
"""Figures of each member's own that come in the order of the values, and which way they run.

Of two members the better value has the better figure, as both are measured by the same mean, deviation and spread;
clusters and classes between breaks are in order too, but which way is better for them nothing says.
"""

SHARED = frozenset({"mean", "median", "sd", "sum", "min", "max", "count", "quantile", "pooled"})
"""Figures that are the same for all of a peer group."""

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Twin:
    """An unknown of the second organisation."""

    of: Unknown


@dataclass(frozen=True, slots=True)
class WrongWay:
    """A better value that makes something worse.

    Attributes:
        step: What gets worse.
        unknown: What is better.
        values: The values that both organisations share, and those of the first; the second's better one is at `Twin`.
        before, after: What is worked out for the first and for the second: a number, or the place of a label.
        relative: Whether figures among a population have a part in it: others' values are held then.
    """

    step: Step
    unknown: Unknown
    values: Answer
    before: Fraction | int
    after: Fraction | int
    relative: bool = False


def better_sign(plan: Plan, column: str, steps: Mapping[str, Step]) -> int | None:
    """1 where higher is better for a column, -1 where lower is; None where nothing says so. Labels count by place."""
    step = steps.get(column)
    if step is None or isinstance(step, Lag):
        return None  # what was is what a change is measured from: a better past can well make it a fall
    if step.type.kind is Kind.LABEL:
        return -1
    if isinstance(step, Figure):
        if step.function in FIGURES_BETTER:
            return FIGURES_BETTER[step.function]
        return None
    ruleset = plan.ruleset
    name, _, part = column.partition(".")
    if part == "score":
        return _sign(ruleset.framework.scores_better)
    if part == "value" and name in ruleset.indicators:
        return _sign(ruleset.indicators[name].better)
    if not part and name in ruleset.measures:
        return _sign(ruleset.measures[name].better)
    return None


def _sign(better: str | None) -> int | None:
    return {"higher": 1, "lower": -1}.get(better or "")


@dataclass(frozen=True, slots=True)
class Directions:
    """What is known of the directions of a step.

    Attributes:
        wrong: What goes the wrong way.
        given_up: Unknowns of which it could not be told.
        told: Whether the step could be looked into at all; it has a better side itself, and not too many alternatives.
    """

    wrong: tuple[WrongWay, ...]
    given_up: tuple[Unknown, ...] = ()
    told: bool = True


def wrong_ways(reading: Reading, ties: Ties, step: Compute | Adjust) -> tuple[WrongWay, ...]:
    """For each unknown of a step that has a better side: a pair of values that shows the step going the wrong way."""
    return directions(reading, ties, step).wrong


def directions(reading: Reading, ties: Ties, step: Compute | Adjust) -> Directions:
    """Looks into each unknown of a step that has a better side."""
    sign = better_sign(reading.plan, step.name, reading.steps)
    if sign is None:
        return Directions((), told=False)
    try:
        outcomes = list(_outcomes(reading, step))
    except TooHard:
        return Directions((), told=False)
    if len(outcomes) ** 2 > MOST_PAIRS:
        return Directions((), told=False)
    met = dict.fromkeys(unknown for guard, form in outcomes for unknown in (*unknowns(guard), *_of_form(form)))
    wrong, given_up = [], []
    for unknown in _with_a_way(reading, met):
        try:
            found = Pair(reading, ties, step, unknown, sign).wrong_way(outcomes)
        except TooHard:
            given_up.append(unknown)
            continue
        if found is not None:
            wrong.append(found)
    return Directions(tuple(wrong), tuple(given_up))


def _of_form(form: Form) -> Iterator[Unknown]:
    return (unknown for unknown, _ in form.terms)


def _with_a_way(reading: Reading, met: Iterable[Unknown]) -> Iterator[Unknown]:
    """Unknowns that have a better side; of others, those that they are worked out from."""
    waiting = deque(met)
    seen: set[Unknown] = set()
    while waiting:
        unknown = waiting.popleft()
        if unknown in seen:
            continue
        seen.add(unknown)
        if _way(reading, unknown) is not None:
            yield unknown
            continue
        step = reading.steps.get(unknown) if isinstance(unknown, str) else None
        near = () if isinstance(step, Lag) else used_columns(step) if step is not None else _referred(reading, unknown)
        names = [name for name in near if name in reading.steps]
        reading.meet(names)
        waiting.extend(names)


def _referred(reading: Reading, unknown: Unknown) -> Iterable[str]:
    return () if isinstance(unknown, str) else referred(reading.shown[unknown])


def _way(reading: Reading, unknown: Unknown) -> int | None:
    """Which way is better for an unknown."""
    if isinstance(unknown, str):
        return better_sign(reading.plan, unknown, reading.steps)
    shown = reading.shown.get(unknown)
    if isinstance(shown, Aggregate) and shown.function in ("mean", "sum", "median", "min", "max", "best", "worst"):
        ways = {
            better_sign(reading.plan, item.value.name, reading.steps) if isinstance(item.value, Ref) else None
            for item in shown.items
        }
        return ways.pop() if len(ways) == 1 else None
    return None


def _outcomes(reading: Reading, step: Compute | Adjust) -> Iterator[tuple[Formula, Form]]:
    """The alternatives of a step: when each is taken, and what it then comes to; a label comes to its place."""
    if isinstance(step, Adjust):
        labels = final_labels(reading, step)
        for place in range(len(words_of(reading.plan, step.type))):
            yield labels(frozenset([place])), Form((), Fraction(place))
    elif step.expr is not None and step.type.kind is Kind.LABEL:
        for place in range(len(words_of(reading.plan, step.type))):
            yield reading.is_among(step.expr, frozenset([place])), Form((), Fraction(place))
    elif isinstance(step.expr, Lookup):
        yield from reading.cells(step.expr)
    elif step.expr is not None and step.type.kind is Kind.NUMBER:
        yield from reading.numbers(step.expr)


# --- two organisations -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations of one population, alike in everything but one value and what hangs on it.

    Attributes:
        step: What is worked out for both.
        unknown: The value that differs; the second's is better.
        sign: Which way is better for what is worked out.
    """

    reading: Reading
    ties: Ties
    step: Step
    unknown: Unknown
    sign: int

    def wrong_way(self, outcomes: Sequence[tuple[Formula, Form]]) -> WrongWay | None:
        """Values for which the second comes to something worse.

        Raises:
            TooHard: What hangs together cannot be put into formulas, or the search was given up.
        """
        met = [self.unknown, *(u for guard, form in outcomes for u in (*unknowns(guard), *_of_form(form)))]
        tied = self.ties.tied(met, full=True, through_figures=True)
        every = dict.fromkeys([*met, *tied, *(u for formula in tied.values() for u in unknowns(formula))])
        names: dict[Unknown, Unknown] = {
            u: Twin(u)
            for u in every
            if u == self.unknown or (self.ties.hangs_on(u, self.unknown) and not self._held(u))
        }
        self._note_twins(names)
        made = both(tied.values())
        alike = [made, renamed(made, names), *self._places(names), self._better()]
        second = [(renamed(guard, names), renamed_form(form, names)) for guard, form in outcomes]
        for guard, form in outcomes:
            for other_guard, after in second:
                worse = Compare(after.plus(form, -ONE).times(Fraction(self.sign)), "lt")
                if _never(worse):
                    continue
                found = self.reading.solve(both([guard, other_guard, worse, *alike]))
                if found is not None:
                    return self._shown(found, form, after, _relative(self.reading, every))
        return None

    def _shown(self, found: Answer, form: Form, after: Form, relative: bool) -> WrongWay:
        # what the two have in common may have dropped out of the comparison: then any value will do
        rest = {u: _any_value(self.reading.domains.get(u)) for one in (form, after) for u in _of_form(one)}
        values = {**rest, **found}
        return WrongWay(
            self.step, self.unknown, values, form_value(form, values), form_value(after, values), relative=relative
        )

    def _note_twins(self, names: Mapping[Unknown, Unknown]) -> None:
        domains = self.reading.domains
        domains.update((twin, domains[name]) for name, twin in names.items() if name in domains)

    def _better(self) -> Formula:
        """When the second organisation's value is better than the first's."""
        way = _way(self.reading, self.unknown)
        assert way is not None
        return self._ahead(self.unknown, way)

    def _ahead(self, unknown: Unknown, way: int) -> Formula:
        """When the second's value lies on that side of the first's."""
        twin = Twin(unknown)
        known = self.reading.domains[unknown]
        if isinstance(known, frozenset):
            size = max(known, default=0) + 1
            return either(
                both([Among(unknown, frozenset([own]), size), Among(twin, frozenset([other]), size)])
                for own in known
                for other in known
                if (other - own) * way > 0
            )
        ahead = Form.unknown(unknown).plus(Form.unknown(twin), -ONE).times(Fraction(way))
        return Compare(ahead, "lt")

    def _same(self, unknown: Unknown) -> Formula:
        known = self.reading.domains[unknown]
        if isinstance(known, frozenset):
            return negated(either([self._ahead(unknown, 1), self._ahead(unknown, -1)]))
        return Compare(Form.unknown(unknown).plus(Form.unknown(Twin(unknown)), -ONE), "eq")

    # --- figures among a population ----------------------------------------------------------------------------

    def _figure(self, unknown: Unknown) -> Figure | None:
        step = self.reading.steps.get(unknown) if isinstance(unknown, str) else None
        return step if isinstance(step, Figure) else None

    def _held(self, unknown: Unknown) -> bool:
        """Whether both organisations have the same figure, being in one peer group.

        Raises:
            TooHard: It depends on the value that differs who their peers are.
        """
        figure = self._figure(unknown)
        if figure is None:
            return False
        groups = [figure.by] if figure.function in SHARED else [figure.by, figure.member, figure.where]
        if any(self._moves(name) for name in groups if name is not None):
            raise Unsayable
        return figure.function in SHARED

    def _moves(self, name: str) -> bool:
        return name == self.unknown or self.ties.hangs_on(name, self.unknown)

    def _places(self, names: Mapping[Unknown, Unknown]) -> Iterator[Formula]:
        """How figures of the two lie to each other: in the order of what they are figures of."""
        for unknown in names:
            figure = self._figure(unknown)
            if figure is None or unknown == self.unknown:
                continue
            value, *others = figure.args
            if (
                figure.function not in FIGURES_BETTER
                or any(self._moves(name) for name in others)
                or len(figure.best) > 1
            ):
                raise Unsayable
            better = 1 if figure.best[0] == "higher" else -1
            own = -better if isinstance(self.reading.domains[value], frozenset) else better
            shown = FIGURES_BETTER[figure.function]
            yield either(
                [
                    both([self._ahead(value, own), self._ahead(unknown, shown)]),
                    both([self._ahead(value, -own), self._ahead(unknown, -shown)]),
                    both([self._same(value), self._same(unknown)]),
                ]
            )


def _never(worse: Compare) -> bool:
    return not worse.form.terms and worse.form.constant >= 0


def _relative(reading: Reading, every: Iterable[Unknown]) -> bool:
    """Whether a figure among a population is among some unknowns."""
    return any(isinstance(reading.steps.get(unknown), Figure) for unknown in every if isinstance(unknown, str))


def _any_value(known: Known | None) -> Fraction | int:
    if isinstance(known, frozenset):
        return min(known)
    part = known.region.whole() if known is not None and known.whole else known.region if known is not None else None
    example = part.example() if part is not None else None
    return example if example is not None else Fraction(0)

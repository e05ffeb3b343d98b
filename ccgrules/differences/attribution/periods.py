"""Why organisations are rated otherwise than in an earlier period: their figures, gaps, others, rules, or panels.

Two runs are given: an older year by the older rules, and a newer year by the newer rules. Between them lie five things
that may each be as in the one or as in the other, so that there are 32 variants for each organisation:

1. Its own figures: the value of each indicator that it has a value for in both years, with the counts and confidence
   limits that go with the value; likewise each fact about it, each supplied value, and each earlier value.
2. What it lacks: of all those that it lacks in one of the years at least, what it has in the older year or in the
   newer, its reason for being missing included.
3. The other organisations' figures: it is put among all of the older year (with those that have merged since) or of the
   newer, each of whom has what it has in that year: figures, gaps and decisions.
4. The rules, and with them the period that values by period hang on.
5. Decisions of panels on itself: judgements, and ratings that were changed.

What only one of the rulesets asks for (a new indicator, one that was given up, or one that is measured otherwise) is
known for one year only. It is as in that year in every variant, for the organisation and for those others that have a
row in both, so that adding or removing it counts as a change of the rules, and not as a gap in the data of the other
year. Decisions are the exception: where the rules of a year know no such decision, none was made.

Earlier values (`previous`, `baseline`) are taken from the two runs, as figures are. Each movement is shared out by the
Shapley value over the five.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ccgrules.differences.attribution.forms import Attribution, Movement, Unit
from ccgrules.differences.attribution.periods_frames import Frame, Rules, as_rated, crossed
from ccgrules.differences.attribution.periods_moved import Moved
from ccgrules.differences.attribution.periods_rows import Answers, Mixed
from ccgrules.differences.attribution.periods_years import NEWER, OLDER, OTHERS, RULES, Levels, Names, Year, Years
from ccgrules.engine.result import Result
from ccgrules.engine.succession import Part, Succession
from ccgrules.engine.vectors import Column
from ccgrules.explain.digits import plural
from ccgrules.explain.row import Row
from ccgrules.model.types import Value

Progress = Callable[[int, int], None]
"""Told how many organisations are done, and of how many."""

CAUSES = 5
VARIANTS = 2**CAUSES


def attribute_periods(
    before: Result,
    after: Result,
    *,
    rating: str | None = None,
    renamed: Mapping[str, str] | None = None,
    for_organisations: Collection[str] | None = None,
    succession: Succession | None = None,
    periods: tuple[str, str] | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Why a rating of organisations differs between two periods.

    Args:
        before: The older data, rated by the older rules.
        after: The newer data, rated by the newer rules.
        rating: Which rating; the newer headline if None.
        renamed: Names of the older ruleset that are others in the newer one, with these: `{"101a": "125d"}`. What is
            renamed to something that is not in the newer one, though its name is, is another thing than that.
        for_organisations: Codes of those that are asked about; None for all.
        succession: Mergers and splits, in an order of periods in which both stand; whoever comes of one between them is
            not compared.
        periods: The older and the newer period; the last of each run if None.
        progress: Called after each organisation.

    Returns:
        For each organisation with a row in both and another rating (or one where it had none, or the other way round)
        its movements. Whose two labels are not on one scale has none.

    Raises:
        CannotRun: In some variant a number outgrows all bounds.
        RuntimeError: A rating does not come out again as in its run, which would be a mistake in ccgrules.
    """
    older, newer = periods or (None, None)
    years = Year.of(before, older), Year.of(after, newer)
    units = tuple(Unit(number, title, ()) for number, title in enumerate(_titles(after), 1))
    merged = tuple(code for code in years[NEWER].place if _comes_of_others(code, years, succession))
    moved = Moved.of(years, Names.of(renamed or {}), rating)
    movers = [] if moved is None else [code for code in moved.organisations() if code not in merged]
    if for_organisations is not None:
        movers = [code for code in movers if code in for_organisations]
    found: dict[tuple[str, str], Sequence[Movement]] = {}
    if moved is not None and movers:
        variants = Variants.of(moved)
        for number, code in enumerate(movers, 1):
            found[code, years[NEWER].period] = tuple(moved.movements(code, variants.of_organisation(code)))
            if progress is not None:
                progress(number, len(movers))
    return Attribution(units, found, exact=True, orders=0, variants=VARIANTS, merged=merged)


def _titles(result: Result) -> tuple[str, ...]:
    """What the five are called."""
    noun = Row(result, 0, {}).noun
    return (
        f"the {noun}'s own figures",
        f"what is missing from the {noun}'s data",
        f"the other {plural(noun)}' figures",
        "the rules",
        "decisions of panels",
    )


def _comes_of_others(code: str, years: Years, succession: Succession | None) -> bool:
    """Whether an organisation of the newer year comes of a merger or a split since the older one."""
    if succession is None:
        return False
    older, newer = (year.period for year in years)
    return succession.parts(code, newer, older) != (Part(code, split=False),)


@dataclass(frozen=True, slots=True)
class Variants:
    """The variants of any organisation.

    Attributes:
        moved: What may have moved, and between which years.
        rules: The older rules and the newer.
        frames: For each of these, the rows of the older year and of the newer.
    """

    moved: Moved
    rules: tuple[Rules, Rules]
    frames: tuple[Sequence[Frame], Sequence[Frame]]

    @classmethod
    def of(cls, moved: Moved) -> Variants:
        """What the variants of all organisations have in common."""
        years = moved.years
        older, newer = (Rules.of(years, moved.names, level, moved.columns[level]) for level in (OLDER, NEWER))
        before, after = as_rated(older), as_rated(newer)
        frames = (before, crossed(older, years, newer, after)), (crossed(newer, years, older, before), after)
        return cls(moved, (older, newer), frames)

    def of_organisation(self, code: str) -> Mapping[Levels, Sequence[Value]]:
        """What is wanted of an organisation, in each variant.

        Raises:
            CannotRun: A number outgrows all bounds.
            RuntimeError: The organisation does not come out as in the runs where it should.
        """
        answers = Answers()
        found = {**self._by(OLDER, code, answers), **self._by(NEWER, code, answers)}
        for level, year in enumerate(self.moved.years):
            if found[(level,) * CAUSES] != self.moved.cells(level, code):
                where = f"`{code}` of {year.period}" if year.period else f"`{code}`"
                raise RuntimeError(f"{where} is not rated again as it was, so that its movement cannot be shared out")
        return found

    def _by(self, level: int, code: str, answers: Answers) -> dict[Levels, tuple[Value, ...]]:
        """The variants by one of the rulesets; those that come to the same row among the same are worked out once."""
        rules, years = self.rules[level], self.moved.years
        cells = [(source.leaf.name, source.cells(years, code), source.cause(years, code)) for source in rules.sources]
        telling = {OTHERS, *(cause for _, (older, newer), cause in cells if older != newer)}
        numbers: dict[Levels, int] = {}
        chosen: list[Levels] = []
        variants: dict[Levels, int] = {}
        for levels in product((OLDER, NEWER), repeat=CAUSES):
            if levels[RULES] == level:
                told = tuple(levels[cause] for cause in sorted(telling))
                if told not in numbers:
                    numbers[told] = len(chosen)
                    chosen.append(levels)
                variants[levels] = numbers[told]
        own: dict[str, Column] = {name: [pair[levels[cause]] for levels in chosen] for name, pair, cause in cells}
        places = [year.place[code] for year in years]
        mixed = Mixed(rules, self.frames[level], places, [levels[OTHERS] for levels in chosen], own, answers)
        mixed.work_out()
        rows = list(zip(*(mixed.own[name] for name in rules.wanted), strict=True))
        return {levels: rows[number] for levels, number in variants.items()}

"""How figures are drawn: each leans on an organisation's hidden quality, on its place, and on chance."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chance import bell, binomial, exponential, poisson, stream
from places import Organisation

Cells = dict[str, str]
Leaning = Callable[[Organisation], float]

NOT_SENT, NOT_SAID, SUPPRESSED, NOT_APPLICABLE = "[x]", "", "[c]", "[z]"
NOT_SAID_SHARE = 0.002
FEWEST = 5
"""Smaller counts of people are suppressed, where an indicator suppresses at all."""


@dataclass(frozen=True, slots=True)
class Case:
    """One organisation in one period, as one indicator sees it.

    Attributes:
        mean: What is to be expected of it.
        people: Those registered with its practices.
        older: Those of 65 and over among them.
        size: How much there is to count for each one: about 1.
    """

    chance: random.Random
    mean: float
    people: int
    older: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What all kinds of figures have in common.

    Attributes:
        code: The column, or its beginning.
        typical: The figure of a typical organisation in 2016/17.
        spread: How far organisations lie apart, in standard deviations; negative where good ones have less.
        skewed: Whether `spread` and `trend` are of the figure's logarithm.
        trend: What is added for everyone from year to year.
        quality, money, deprived, local: How much it leans on an organisation's quality, its finances, the deprivation
            of its people (which makes things worse), and what neighbours in a county have in common.
        like: Another code whose lasting differences between organisations it shares: its older or newer form.
        since, until: First and last year.
        unsent: How often it was not sent.
        elsewhere: For how many organisations it does not apply, always the same ones.
    """

    code: str
    typical: float = 0.0
    spread: float = 1.0
    skewed: bool = False
    trend: float = 0.0
    quality: float = 0.35
    money: float = 0.0
    deprived: float = 0.15
    local: float = 0.35
    like: str = ""
    since: int = 2016
    until: int = 2018
    unsent: float = 0.004
    elsewhere: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it fills."""
        return (self.code,)

    def around(self, lean: float, years: int) -> float:
        """What is to be expected of an organisation, so many years after 2016/17."""
        if self.skewed:
            return self.typical * exponential(self.spread * lean + self.trend * years)
        return self.typical + self.spread * lean + self.trend * years

    def texts(self, case: Case) -> Sequence[str]:
        """A text for each column."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Spec):
    """A share or rate with its numerator and denominator.

    Attributes:
        among: Denominator for each registered person; with `older` for each one of 65 and over.
        per: 1 for a share, 1,000 for a rate per 1,000, and so on.
        events: Whether the numerator counts events, which may be more than the denominator.
        small: Whether counts under `FEWEST` are suppressed.
        least: Smaller denominators are suppressed, and their numerators too.
    """

    among: float
    per: int = 1
    events: bool = False
    older: bool = False
    small: bool = False
    least: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Numerator and denominator."""
        return (f"{self.code}.numerator", f"{self.code}.denominator")

    def texts(self, case: Case) -> Sequence[str]:
        """Counts drawn around the expected share; never under a twentieth of the typical one."""
        people = case.older if self.older else case.people
        denominator = max(round(people * self.among * case.size), 1)
        share = max(case.mean, 0.05 * self.typical) / self.per
        if self.events:
            numerator = poisson(case.chance, denominator * share)
        else:
            numerator = binomial(case.chance, denominator, min(share, 0.997))
        if denominator < self.least:
            return (SUPPRESSED, SUPPRESSED)
        return (SUPPRESSED if self.small and numerator < FEWEST else str(numerator), str(denominator))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed(Spec):
    """A figure with 95 % limits.

    Attributes:
        answers: How many answer in a place of 250,000 people.
        apart: The standard deviation of their answers.
        places: Decimals.
    """

    answers: float
    apart: float
    places: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The figure and its limits."""
        return (self.code, f"{self.code}.lower_limit", f"{self.code}.upper_limit")

    def texts(self, case: Case) -> Sequence[str]:
        """The figure strays from what is expected by its standard error."""
        error = self.apart / math.sqrt(max(self.answers * case.people / 250_000 * case.size, 12.0))
        figure = case.mean + error * bell(case.chance)
        return [f"{figure + side * 1.96 * error:.{self.places}f}" for side in (0, -1, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Spec):
    """A figure alone.

    Attributes:
        step: What it is a multiple of.
        places: Decimals.
        low, high: Its bounds.
        collapse: A figure under this one is a fifth of what it would be.
        before: Adds the figure of the year before as `CODE.standard`: how much higher that is, and the spread of this.
    """

    step: float
    places: int = 0
    low: float = 0.0
    high: float = 100.0
    collapse: float = 0.0
    before: tuple[float, float] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The figure, and that of the year before where it comes along."""
        return (self.code, f"{self.code}.standard") if self.before else (self.code,)

    def texts(self, case: Case) -> Sequence[str]:
        """What is expected, in steps and within bounds."""
        figure = self._bounded(case.mean / 5 if case.mean < self.collapse else case.mean)
        if self.before is None:
            return (f"{figure:.{self.places}f}",)
        earlier = self._bounded(figure * (self.before[0] + self.before[1] * bell(case.chance)))
        return (f"{figure:.{self.places}f}", f"{earlier:.{self.places}f}")

    def _bounded(self, figure: float) -> float:
        return min(max(round(figure / self.step) * self.step, self.low), self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rare(Spec):
    """A count of what mostly does not happen; below nought, it is not to be expected at all."""

    def texts(self, case: Case) -> Sequence[str]:
        """A Poisson draw."""
        return (str(poisson(case.chance, max(case.mean, 0.0) * case.size)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded(Spec):
    """A label, given in order of merit: the first one to the best share of organisations, and so on."""

    shares: tuple[tuple[str, float], ...]

    def labels(self, merits: Sequence[float]) -> list[str]:
        """A label for each of the merits."""
        order = sorted(range(len(merits)), key=lambda place: -merits[place])
        labels, upto, done = [""] * len(merits), 0.0, 0
        for label, share in self.shares:
            upto += share
            end = round(upto * len(merits))
            for place in order[done:end]:
                labels[place] = label
            done = end
        return labels


# --- leaning ------------------------------------------------------------------------------------------------------


def lasting(key: str, local: float, organisations: Sequence[Organisation]) -> Leaning:
    """What sets organisations apart year after year in one indicator: habits of their region and county, and their own.
    Those that merge bring theirs along.
    """
    chance = stream(f"habits in {key}")
    regions = {region: 0.2 * bell(chance) for region in sorted({o.region for o in organisations})}
    counties = {county: local * bell(chance) for county in sorted({o.county for o in organisations})}
    own = {o.code: (0.75 - local) * bell(chance) for o in organisations}

    def of(organisation: Organisation) -> float:
        if organisation.parts:
            return organisation.weigh([of(part) for part in organisation.parts])
        return regions[organisation.region] + counties[organisation.county] + own[organisation.code]

    return of


def fill(
    spec: Spec, year: int, period: str, now: Sequence[Organisation], founders: Sequence[Organisation]
) -> dict[str, Cells]:
    """The cells of one indicator in one period, by organisation."""
    key = spec.like or spec.code
    habit, size = lasting(key, spec.local, founders), lasting(f"people of {key}", 0.2, founders)
    chance, gone = stream(f"{spec.code} in {period}"), stream(f"{spec.code} missing in {period}")
    leans = [_lean(spec, organisation, year, habit, chance) for organisation in now]
    means = [spec.around(lean, year - 2016) for lean in leans]
    labels = spec.labels(means) if isinstance(spec, Graded) else None
    rows = {}
    for place, organisation in enumerate(now):
        if labels:
            texts: Sequence[str] = (labels[place],)
        else:
            to_count = max(1.0 + 0.08 * size(organisation) + 0.015 * bell(chance), 0.5)
            people, older = organisation.population, organisation.population * organisation.older
            texts = spec.texts(Case(chance, means[place], people, older, to_count))
        mark = _missing(spec, organisation, gone)
        rows[organisation.code] = dict.fromkeys(spec.columns, mark) if mark is not None else _pair(spec.columns, texts)
    return rows


def _pair(columns: Sequence[str], texts: Sequence[str]) -> Cells:
    return dict(zip(columns, texts, strict=True))


def _lean(spec: Spec, organisation: Organisation, year: int, habit: Leaning, chance: random.Random) -> float:
    lean = spec.quality * organisation.quality[year] + spec.money * organisation.money[year]
    return lean - spec.deprived * organisation.deprivation + habit(organisation) + 0.3 * bell(chance)


def _missing(spec: Spec, organisation: Organisation, gone: random.Random) -> str | None:
    draw = gone.random()
    if spec.elsewhere and stream(f"{spec.code} elsewhere for {organisation.code}").random() < spec.elsewhere:
        return NOT_APPLICABLE
    if spec.unsent == 0.0:
        return None
    return NOT_SENT if draw < spec.unsent else NOT_SAID if draw < spec.unsent + NOT_SAID_SHARE else None

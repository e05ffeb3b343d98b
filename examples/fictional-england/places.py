"""The organisations of the fictional England: names, sizes, hidden quality by year, and who merged with whom.

No place, name or figure here is real.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chance import added, bell, exponential, stream

YEARS = (2013, 2014, 2015, 2016, 2017, 2018)
"""Financial years, by the year that each starts in."""

MERGED = 2018
"""The first year of the merged organisations."""

REGIONS = {
    "North": (64, ("by", "thorpe", "dale", "wick", "haven", "gate", "worth")),
    "Middle": (60, ("ton", "ley", "field", "minster", "ford", "well", "stead")),
    "Capital": (32, ("ham", "bridge", "gate", "holt", "hurst", "ley", "well")),
    "South": (51, ("combe", "bourne", "mouth", "bury", "port", "hurst", "mere")),
}
"""Number of organisations, and how the names of places end."""

STEMS = (
    *("Aldwen", "Anstel", "Arkel", "Averin", "Bexter", "Birrel", "Blaith", "Boscar", "Bramel", "Brockel", "Cardel"),
    *("Chelver", "Cobbel", "Corvel", "Cotters", "Cranel", "Derrin", "Drayle", "Dunmar", "Eddin", "Ensel", "Farrin"),
    *("Fennel", "Gaddes", "Garrel", "Glaven", "Gosler", "Hadder", "Hallin", "Hesker", "Jarrel", "Kelder", "Kenner"),
    *("Kirrel", "Lanver", "Larrin", "Leddon", "Lissel", "Maddel", "Marrin", "Merrin", "Norrin", "Oakrin", "Osmer"),
    *("Pallin", "Penver", "Perrin", "Raddel", "Rissel", "Rothel", "Sallow", "Sedger", "Selwin", "Skerrin", "Stavel"),
    *("Sturrel", "Tarrin", "Thaxel", "Tolver", "Torrin", "Ullen", "Varnel", "Wadder", "Walver", "Warrin", "Wexel"),
    *("Whinner", "Winsel", "Yarrel", "Yoxel"),
)
SETTINGS = {"urban": 0.75, "town": 0.0, "rural": -0.6, "coastal": 0.35}
"""Where people live, and how deprived such places are beside others, in standard deviations."""

QUARTERS = ("North", "South", "East", "West")
PATTERNS = {
    "urban": ("{one}", "{one}", "Greater {one}", "{one} City", "{one} and {two}"),
    "town": ("{one}", "{one} and {two}", "{one} and District", "{one}"),
    "rural": ("{stem} Dales", "{one} and {two}", "Vale of {stem}", "{one} and Rural District", "{stem} Fells"),
    "coastal": ("{stem} Bay", "{one} and {two}", "{stem} Coast", "{one}-on-Sea"),
}


@dataclass(slots=True)
class Organisation:
    """One commissioning organisation.

    Attributes:
        code: `F001` and on.
        population: People registered with its practices.
        deprivation: Standard deviations above the mean.
        older: Share of people aged 65 and over.
        opened: First financial year.
        closed: First financial year without it, if there is one.
        parts: Those it was made of, if it was merged.
        quality: How well it does, by year, in standard deviations.
        money: How its finances stand, by year, in standard deviations.
    """

    code: str
    name: str
    region: str
    county: str
    setting: str
    population: int
    deprivation: float
    older: float
    opened: int = YEARS[0]
    closed: int | None = None
    parts: tuple[Organisation, ...] = ()
    quality: dict[int, float] = field(default_factory=dict)
    money: dict[int, float] = field(default_factory=dict)

    def open_in(self, year: int) -> bool:
        """Whether it is there in that year."""
        return self.opened <= year and (self.closed is None or year < self.closed)

    def weigh(self, numbers: Sequence[float]) -> float:
        """The mean of one number for each part, by population."""
        people = [part.population for part in self.parts]
        return added(p * n for p, n in zip(people, numbers, strict=True)) / sum(people)


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of some organisations in `MERGED`."""

    before: tuple[Organisation, ...]
    after: Organisation
    because: str


# --- the organisations at the start -------------------------------------------------------------------------------


def found() -> list[Organisation]:
    """The 207 organisations of all years but the last, in the order of their codes."""
    chance = stream("places")
    counties, used = list(STEMS), set[str]()
    organisations: list[Organisation] = []
    for region, (many, endings) in REGIONS.items():
        left = many
        while left:
            size = left if left < 8 else 3 + int(chance.random() * 4)
            left -= size
            county = counties.pop(int(chance.random() * len(counties)))
            organisations += _county(chance, region, county, size, endings, used, len(organisations))
    for organisation in organisations:
        _live(organisation, stream(f"life of {organisation.code}"))
    return organisations


def _county(
    chance: random.Random, region: str, county: str, size: int, endings: Sequence[str], used: set[str], before: int
) -> Iterator[Organisation]:
    """The organisations of one county; in some of them two are named after its quarters."""
    common = 0.6 * bell(chance)
    quartered = size >= 4 and region != "Capital" and chance.random() < 0.6
    first = 2 * int(chance.random() * 2)
    for place in range(size):
        draw = chance.random()
        setting = "urban" if draw < (1.0 if region == "Capital" else 0.3) else "town" if draw < 0.55 else "rural"
        setting = "coastal" if setting == "rural" and draw > 0.85 else setting
        quarter = quartered and place < 2
        name = f"{QUARTERS[first + place]} {county}shire" if quarter else _name(chance, setting, endings, used)
        deprivation = 0.65 * bell(chance) + 0.5 * common + SETTINGS[setting]
        yield Organisation(
            code=f"F{before + place + 1:03}",
            name=name,
            region=region,
            county=f"{county}shire",
            setting=setting,
            population=round(min(max(242_000 * exponential(0.48 * bell(chance)), 70_000), 900_000) / 100) * 100,
            deprivation=deprivation,
            older={"urban": 0.145, "town": 0.185, "rural": 0.215, "coastal": 0.235}[setting] + 0.012 * bell(chance),
        )


def _name(chance: random.Random, setting: str, endings: Sequence[str], used: set[str]) -> str:
    def draw(things: Sequence[str]) -> str:
        return things[int(chance.random() * len(things))]

    while True:
        stem, other = draw(STEMS), draw(STEMS)
        one, two = sorted((stem + draw(endings), other + draw(endings)))
        name = draw(PATTERNS[setting]).format(stem=stem, one=one, two=two)
        words = {word for word in (stem, one, two) if word in name}
        if stem != other and not words & used:
            used |= words
            return name


def _live(organisation: Organisation, chance: random.Random) -> None:
    """Quality and finances keep most of last year's place, and drift."""
    quality, own = bell(chance) - 0.15 * organisation.deprivation, bell(chance)
    for year in YEARS:
        organisation.quality[year] = quality
        organisation.money[year] = 0.6 * quality + 0.8 * own
        quality = 0.88 * quality + 0.45 * bell(chance)
        own = 0.75 * own + 0.6 * bell(chance)


# --- mergers ------------------------------------------------------------------------------------------------------


def merge(organisations: Sequence[Organisation]) -> list[Succession]:
    """Twenty-four organisations become twelve: nine pairs make nine, three make one, one takes in its neighbour and
    keeps its code, one has a new name and code. Neighbours merge, the smallest first.
    """
    pairs = sorted(_by_size(organisations), key=lambda county: sum(o.population for o in county[:2]))
    triple, absorbing, renamed = pairs[9], pairs[10], pairs[11]
    codes = iter(f"F{number:03}" for number in range(len(organisations) + 1, 1000))
    made = [_join(pair[:2], next(codes), _joint_name(pair[:2]), "Merger of two neighbours") for pair in pairs[:9]]
    made.append(_join(triple[:3], next(codes), f"{triple[0].county} Together", "Merger of three neighbours"))
    large, small = absorbing[-1], absorbing[0]
    reason = f"{large.name} takes in {small.name}, and keeps its code"
    made.append(_join((large, small), large.code, large.name, reason))
    made.append(_join(renamed[:1], next(codes), f"{renamed[0].county} Borders", "New name and code, the same people"))
    return made


def _by_size(organisations: Sequence[Organisation]) -> list[list[Organisation]]:
    """Counties of four or more, the smallest organisation first."""
    counties: dict[str, list[Organisation]] = {}
    for organisation in sorted(organisations, key=lambda o: o.population):
        counties.setdefault(organisation.county, []).append(organisation)
    return [county for county in counties.values() if len(county) >= 4]


def _joint_name(pair: Sequence[Organisation]) -> str:
    county = pair[0].county
    if all(county in part.name for part in pair):
        return county
    return " and ".join(sorted(part.name.split(" and ")[0] for part in pair))


def _join(parts: Sequence[Organisation], code: str, name: str, because: str) -> Succession:
    """One organisation of several; a merger costs some quality at first."""
    largest = max(parts, key=lambda o: o.population)
    joined = replace(
        largest, code=code, name=name, opened=MERGED, parts=tuple(parts), population=sum(o.population for o in parts)
    )
    joined.deprivation = joined.weigh([o.deprivation for o in parts])
    joined.older = joined.weigh([o.older for o in parts])
    cost = 0.2 if len(parts) > 1 else 0.0
    joined.quality = {year: joined.weigh([o.quality[year] for o in parts]) - cost for year in YEARS}
    joined.money = {year: joined.weigh([o.money[year] for o in parts]) - cost for year in YEARS}
    for part in parts:
        part.closed = MERGED
    return Succession(tuple(parts), joined, because)

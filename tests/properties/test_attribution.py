"""Any rules with any edits, on any rows: each variant is its own ruleset, and shares are those of all orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties.test_engines import EXAMPLES
from unit.differences.attribution.two_rules import HEAD, Two, by_orders, shares

from ccgrules.differences.attribution.forms import Movement
from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given
from ccgrules.model.types import Missing, Value

PLACES = {"good": Fraction(2), "fair": Fraction(1), "poor": Fraction(0)}
MOST_UNITS = 5

PIECES: Mapping[str, str] = {
    "cut": 'parameter cut "Lowest for Good" = 1.2 between 0.5 and 2',
    "peers": 'population peers "Peers"',
    "groups": 'group one "One"\ngroup two "Two"',
    "a1": """
indicator a1 "A1" in one
  data      number
  better    higher
  standard  10
  score
    2  when value meets standard
    0  otherwise""",
    "a2": """
indicator a2 "A2" in one
  data    number
  better  higher
  score
    2  when value > mean(value, among: peers)
    1  otherwise""",
    "b1": """
indicator b1 "B1" in two
  data    number
  better  lower
  score   2 - 2 * percent_rank(value, among: peers)""",
    "b2": "",
    "c1": "",
    "c2": "",
    "overall": """
measure overall "Overall"
  weighted mean
    50%  mean(one.indicators.score)
    50%  mean(two.indicators.score)""",
    "rating": 'rating grade "Grade" on grades',
    "first": "",
    "cases": "  good when overall >= cut\n  fair when overall >= 0.7",
    "last": "  poor otherwise",
    "adjusted": "",
}
"""A ruleset in pieces."""

MORE = """
indicator {} "{}" in {}
  data    number
  better  higher
  score
    2  when value >= {}
    0  otherwise{}"""

TWINS = (("c1", "", MORE.format("c1", "C1", "two", 5, "")), ("c2", "", MORE.format("c2", "C2", "two", 5, "")))
"""Two indicators of one group that are scored alike."""

EDITS: Sequence[tuple[str, str, str]] = (
    ("cut", "1.2", "1"),
    ("cut", "1.2", "1.6"),
    ("peers", '"Peers"', '"Peers"\n  at least 3 members'),
    ("peers", '"Peers"', '"Peers"\n  where a1.value >= 5'),
    ("a1", "standard  10", "standard  6"),
    ("a1", "0  otherwise", "1  otherwise"),
    ("a1", "in one", "in two"),
    ("a1", "better    higher", "better    lower"),
    ("a2", "value > mean", "value >= mean"),
    ("a2", "mean(value", "median(value"),
    ("a2", "1  otherwise", "0  otherwise"),
    ("b1", "2 - 2 *", "1 - 1 *"),
    ("b1", "better  lower", "better  lower\n  counts  3"),
    ("b1", "peers)", "peers)\n  when missing score 1"),
    ("b2", "", MORE.format("b2", "B2", "two", 4, "")),
    ("b2", "", MORE.format("b2", "B2", "one", 8, "\n  when missing undetermined")),
    ("overall", "50%  mean(one.indicators.score)\n    50%", "30%  mean(one.indicators.score)\n    70%"),
    ("overall", "two.indicators.score)", "two.indicators.score)\n  when missing reweight"),
    ("first", "", "  poor when a1.value < 3"),
    ("first", "", "  good when b1.value is missing"),
    ("cases", "0.7", "0.9"),
    ("cases", ">= cut", "> cut"),
    ("cases", ">= cut", ">= 1.5"),
    ("adjusted", "", "  no better than fair when a2.value < 4"),
    ("adjusted", "", "  not rated when a1.value is missing"),
    *TWINS,
)
"""In which piece, what, and what in its place."""


@dataclass(frozen=True)
class Drawn:
    """Two versions, and rows."""

    old: str
    new: str
    rows: Sequence[Mapping[str, Given]]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Two versions, either of which may have the edits, and up to six clinics with a few different figures."""
    edits = draw(st.lists(st.sampled_from(EDITS), min_size=2, max_size=MOST_UNITS, unique_by=lambda edit: edit[:2]))
    edited = dict(PIECES)
    for piece, before, after in edits:
        edited[piece] = edited[piece].replace(before, after, 1) if before else after
    texts = [
        HEAD.replace('group all_of_it "All of it"', "") + "\n".join(pieces.values()) for pieces in (PIECES, edited)
    ]
    if draw(st.booleans()):
        texts.reverse()
    cell = st.sampled_from([0, 2, 4, 5, 7, 9, 10, 12, None])
    rows = [
        {"organisation": code, **{name: draw(cell) for name in ("a1", "a2", "b1", "b2")}, **twins(draw(cell))}
        for code in "ABCDEF"[: draw(st.integers(2, 6))]
    ]
    return Drawn(texts[0] + "\n", texts[1] + "\n", rows)


def twins(value: int | None) -> dict[str, Given]:
    return {"c1": value, "c2": value}


@settings(max_examples=max(1, EXAMPLES // 2), deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn())
def test_shares_are_those_of_all_orders_of_rulesets_of_their_own(case: Drawn) -> None:
    two = Two.of(case.old, case.new, case.rows)
    attribution = two.attribution()
    sets = list(subsets(len(attribution.units)))
    changes = [unit.changes for unit in attribution.units]
    variants = {made: two.variant([n for place in made for n in changes[place]], case.rows) for made in sets}
    titles = [unit.title[:2] for unit in attribution.units]
    for row, code in enumerate(two.after.keys.organisations):
        moved = labels(two.before, row) != labels(two.after, row)
        assert moved == ((code, "") in attribution.of)
        for movement in attribution.of.get((code, ""), ()):
            totals = {made: amount(movement, variants[made].value(movement.name, row)) for made in sets}
            assert shares(movement) == by_orders(totals, len(changes))
            if {"c1", "c2"} <= set(titles):
                one, other = (movement.shares[titles.index(name)] for name in ("c1", "c2"))
                assert (one.share, one.first, one.last) == (other.share, other.first, other.last)


def subsets(n: int) -> Iterator[frozenset[int]]:
    for number in range(1 << n):
        yield frozenset(place for place in range(n) if number >> place & 1)


def labels(result: Result, row: int) -> Value | None:
    value = result.value("grade", row)
    return None if isinstance(value, Missing) else value


def amount(movement: Movement, value: Value) -> Fraction:
    """What a value counts in a movement; half way where a variant has none."""
    if movement.measured == "rated":
        return Fraction(not isinstance(value, Missing))
    if isinstance(value, Missing):
        return (movement.before + movement.after) / 2
    return PLACES[str(value)] if movement.measured == "grades" else Fraction(str(value))

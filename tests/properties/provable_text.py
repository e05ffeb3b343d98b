"""Rulesets for the proofs: small ones, in which cases, tables and adjustments hang on a few values that hang together.

Limits come from short lists, so that gaps, overlaps, dead cases and wrong directions are common, and sound rules too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

HEAD = """\
framework drawn "Drawn"
  language 1
  scores better {better}
  result last
scale bands "Bands" worst first
  low, middle, high
scale rag "Colours" best first
  green, amber, red
field flag "Flag" yes or no
field new "New" yes or no
field kind "Kind" one of acute, ambulance, other
field region "Region" text
field visit "Visit" on rag
parameter bar "Bar" = 1.5 between 0 and 10
population everyone "Everyone"
method banded(low, high) "Banded"
  score
    2 when value >= high
    1 when value >= low
    0 otherwise
group g "G"
"""
BANDS = ("high", "middle", "low")
RAG = ("green", "amber", "red")
SHARES = ("0%", "25%", "50%", "70%", "100%")
POINTS = ("0", "1", "2", "1.5", "bar")
ORDERS = ("<", "<=", ">", ">=", "=", "!=")


class Author:
    """Writes one ruleset.

    Attributes:
        numbers: Numbers that may be spoken of so far, each with limits to compare it with.
        labels: Labels that may be spoken of so far, each with the words that it may be.
    """

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw
        self.numbers: list[tuple[str, Sequence[str]]] = []
        self.labels: list[tuple[str, Sequence[str]]] = [("visit", RAG), ("kind", ("acute", "ambulance", "other"))]
        self.scores: list[str] = []

    def whole(self, low: int, high: int) -> int:
        return int(self._draw(st.integers(low, high)))

    def one(self, options: Sequence[Any]) -> Any:
        return options[self.whole(0, len(options) - 1)]

    def sometimes(self, times: int) -> bool:
        """So many times out of ten."""
        return self.whole(1, 10) > 10 - times

    def write(self) -> str:
        """The ruleset."""
        parts = [HEAD.format(better=self.one(("higher", "lower")))]
        parts += [self._indicator(f"i{number}") for number in range(1, self.whole(2, 3) + 1)]
        self.numbers += [("mean(g.indicators.score)", POINTS), ("sum(g.indicators.score)", ("0", "2", "3", "4"))]
        self.numbers.append(("count(g.indicators.score >= 1)", ("0", "1", "2", "3")))
        parts += [self._measure(f"m{number}") for number in range(1, self.whole(1, 4) + 1)]
        parts.append(f'condition c1 "C" = {self._condition(2)}\n')
        parts.append(self._rating("r1", self.one(("cases", "cases", "table"))))
        self.labels.append(("r1", BANDS))
        parts.append(self._rating("last", self.one(("cases", "starts as r1", "table", "worst"))))
        return "".join(parts)

    # --- values ------------------------------------------------------------------------------------------------

    def _indicator(self, name: str) -> str:
        data = self.one(("percent", "percent", "number", "on rag"))
        lines = [f'indicator {name} "{name.upper()}" in g', f"  data {data}"]
        if data == "on rag":
            self.labels.append((f"{name}.value", RAG))
            lines += ["  score", *(f"    {self.whole(0, 2)} when value is {word}" for word in RAG)]
        else:
            limits = SHARES if data == "percent" else ("0", "1", "2", "3")
            lines.append(f"  better {self.one(('higher', 'lower'))}")
            lines += self._score(limits)
            self.numbers.append((f"{name}.value", limits))
        if self.sometimes(2):
            lines.append(f"  when missing score {self.one(('0', '2', '3'))}")
        self.numbers.append((f"{name}.score", POINTS))
        self.scores.append(f"{name}.score")
        return "\n".join(lines) + "\n"

    def _score(self, limits: Sequence[str]) -> list[str]:
        form = self.one(("cases", "cases", "method", "supplied"))
        if form == "method":
            return [f"  score banded({self.one(limits)}, {self.one(limits)})"]
        cases = [f"    {self.whole(0, 2)} when value {self.one(ORDERS)} {self.one(limits)}" for _ in range(2)]
        last = "otherwise" if self.sometimes(7) else f"when value {self.one(ORDERS)} {self.one(limits)}"
        return [f"  score{' supplied, otherwise' * (form == 'supplied')}", *cases, f"    {self.whole(0, 2)} {last}"]

    def _measure(self, name: str) -> str:
        a, b = self.one(self.scores), self.one(self.scores)
        form = self.one(("sum", "difference", "extreme", "round", "weighted", "cases", "among", "table", "product"))
        head = f'measure {name} "{name.upper()}"'
        body = {
            "sum": f" = {a} + {b}",
            "difference": f" = {a} - {b}",
            "extreme": f" = {self.one(('min', 'max'))}({a}, {b} + 1)",
            "round": f" = round(mean(g.indicators.score), {self.whole(0, 1)})",
            "weighted": f'\n  weighted mean\n    25% {a} "A"\n    75% {b} "B"',
            "cases": f" =\n  2 when {self._condition(1)}\n  1 when {self._condition(1)}\n  0 otherwise",
            "among": f" = {self._among(a)}",
            "table": self._number_table(),
            "product": f" = {a} * {self.one(('2', '-1', b))}",
        }[form]
        self.numbers.append((name, POINTS))
        return f"{head}{body}\n  better {self.one(('higher', 'lower'))}\n"

    def _among(self, score: str) -> str:
        best = f"best: {self.one(('higher', 'lower'))}"
        return str(
            self.one(
                (
                    f"rank({score}, {best}, among: everyone)",
                    f"percent_rank({score}, {best}, among: everyone)",
                    f"standardise({score}, {best}, among: everyone)",
                    f"quantile({score}, 50%, among: everyone)",
                    f"{score} - mean({score}, among: everyone where flag)",
                    f"kmeans({score}, clusters: 2, among: everyone)",
                )
            )
        )

    def _number_table(self) -> str:
        lines = [
            f"    {row} | {' | '.join(self.one(('0', '1', '2', 'unknown')) for _ in RAG)}" for row in ("yes", "no ")
        ]
        return "\n".join([" =", "  table rows flag, columns visit", "        | green | amber | red", *lines])

    # --- conditions --------------------------------------------------------------------------------------------

    def _condition(self, depth: int) -> str:
        form = self.one(("plain", "plain", "and", "or", "not")) if depth else "plain"
        if form in ("and", "or"):
            return f"({self._condition(depth - 1)} {form} {self._condition(depth - 1)})"
        return f"not ({self._condition(depth - 1)})" if form == "not" else self._plain()

    def _plain(self) -> str:
        form = self.one(("number", "number", "number", "label", "truth", "many"))
        if form == "number":
            name, limits = self.one(self.numbers)
            return f"{name} {self.one(ORDERS)} {self.one(limits)}"
        if form == "label":
            name, words = self.one(self.labels)
            return f"{name} {self.one(('is', 'is not'))} {self.one(words)}"
        if form == "many":
            asked = ", ".join(f"{self.one(self.scores)} >= {self.whole(1, 2)}" for _ in range(2))
            return f"how_many({asked}) {self.one(ORDERS)} {self.whole(0, 2)}"
        return str(
            self.one(
                (
                    "flag",
                    "not new",
                    'region = "North"',
                    'region != "South"',
                    "visit is better than red",
                    f"{self.one(self.scores)} is missing",
                    "any(g.indicators.score >= 2)",
                    "all(g.indicators.score >= 1)",
                )
            )
        )

    def _rating(self, name: str, form: str) -> str:
        lines = [f'rating {name} "{name.upper()}" on bands']
        if form == "cases":
            lines += [f"  {self.one(BANDS)} when {self._condition(2)}" for _ in range(self.whole(1, 3))]
            lines.append(f"  {self.one(BANDS)} {'otherwise' if self.sometimes(7) else f'when {self._condition(1)}'}")
        elif form == "table":
            lines += ["  table rows visit, columns flag", "          | yes | no"]
            lines += [f"    {row} | {self.one((*BANDS, 'unknown'))} | {self.one(BANDS)}" for row in RAG]
        elif form == "worst":
            lines = [f'rating {name} "{name.upper()}" on bands = {self.one(("worst", "best"))}(r1, r2)']
            lines.insert(0, f'rating r2 "R2" on bands\n  {self.one(BANDS)} when {self._plain()}\n  middle otherwise')
        else:
            lines.append(f"  {form}")
        for _ in range(self.whole(0, 3)):
            kind = self.one(("no better than", "no worse than", "becomes", "not rated"))
            label = "" if kind == "not rated" else f" {self.one(BANDS)}"
            lines.append(f"  {kind}{label} when {self._condition(1)}")
        return "\n".join(lines) + "\n"


@st.composite
def provable_texts(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """The text of a ruleset."""
    return Author(draw).write()

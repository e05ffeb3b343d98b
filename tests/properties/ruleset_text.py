"""Hypothesis strategies for whole rulesets, which the checker nearly always accepts.

Declarations are written one after another and speak only of what stands above, so that nothing goes in circles but by
way of `previous`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st
from properties.ruleset_words import SCALES, Words

HEAD = """\
framework drawn "Drawn"
  language 1
  version "1"
  rates org "Organisation"
  in force 2025-04-01 to 2026-03-31
  scores better {better}
  result last
scale rag "Colours" best first
  green, amber, red
scale bands "Bands" worst first
  low, middle, high, top
field kind "Kind" one of acute, ambulance, other
field flag "Flag" yes or no
field size "Size" count
field region "Region" text
field inspected "Inspected" on rag
parameter bar "Bar" = {bar} between 0 and 10
method banded(low, high) "Banded"
  let gap = high - low
  score
    2 when value >= high
    1 when value >= low + gap / 2
    0 otherwise
method ranked(best, worst, peers) "Ranked"
  score best + (worst - best) * percent_rank(value, among: peers)
method spread(peers) "Spread"
  let z = standardise(value, among: peers)
  score
    2 when z >= 1
    0 when z <= -1
    1 otherwise
method coloured(low) "Coloured"
  status on rag
    green when value meets standard
    amber when value >= low
    red otherwise
population everyone "Everyone"
"""


class Author(Words):
    """Writes one ruleset."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        super().__init__(draw)
        self.uncounted: set[str] = set()
        self.grouped: list[str] = []
        bar = self.one(("1.5", '1.5, from "2025" 2, from "2026" 0.5'))
        self.text = [HEAD.format(better=self.one(("higher", "lower")), bar=bar)]

    def write(self) -> str:
        """The ruleset."""
        self._populations()
        indicators = [self._indicator(number) for number in range(1, self.whole(2, 5) + 1)]
        self._groups(indicators)
        for number in range(1, self.whole(1, 4) + 1):
            self._measure(f"m{number}")
        self.text.append(f'condition c1 "C" = {self.condition(2)}\n')
        self.names.truths.append("c1")
        if self.sometimes(3):
            self.text.append(f'judgement j1 "J1" on bands by "Panel"\n  must {self.condition(1)}\n')
            self.names.labels["bands"].append("j1")
        for number in range(1, self.whole(0, 2) + 1):
            self._rating(f"r{number}")
        self._rating("last")
        return "".join(self.text)

    def _populations(self) -> None:
        self.names.populations.append("everyone")
        for number in range(1, self.whole(0, 2) + 1):
            lines = [f'population p{number} "P{number}"']
            if self.sometimes(8):
                lines.append(f"  by {self.one(('kind', 'flag', 'region', 'inspected', 'size'))}")
            if self.sometimes(4):
                lines.append(f"  where {self._comparison()}")
            if self.sometimes(3):
                lines.append(f"  at least {self.whole(2, 4)} members")
            self.text.append("\n".join(lines) + "\n")
            self.names.populations.append(f"p{number}")

    # --- indicators --------------------------------------------------------------------------------------------

    def _indicator(self, number: int) -> str:
        name = f"i{number}"
        data = self.one(("percent", "number", "number", "count", "percent from numerator / denominator", "on rag",
                         "yes or no", None))  # fmt: skip
        kind = None if data is None else "share" if data.startswith("percent") else data
        kind = "number" if kind == "count" else kind
        lines = [f'indicator {name} "I{number}" in GROUP_{name}']
        self.own = {}
        if data is not None:
            lines.append(f"  data {data}")
        if kind in ("number", "share"):
            lines += self._levels(kind)
            if data.endswith("denominator"):
                self.own["number"] = ["numerator", "denominator"]
        elif kind == "on rag":
            self.own = {"rag": ["value"]}
        if self.sometimes(2):
            lines.append(f"  used when {self.condition(0)}")
        if self.sometimes(2):
            lines.append(f"  let part = {self.number()}")
            self.own.setdefault("number", []).append("part")
        lines += self._score(name, kind)
        coloured = self.sometimes(6)
        if coloured:
            lines += self._status(name, kind)
        lines += self._counts_and_missing(name, kind)
        self.own = {}
        self._name_values(name, kind)
        if coloured:
            self.names.labels["rag"].append(f"{name}.status")
        self.text.append("\n".join(lines) + "\n")
        return name

    def _levels(self, kind: str) -> list[str]:
        self.own = {kind: ["value", "standard"]}
        first, later = (self.literal(kind), self.literal(kind)) if kind == "share" else ("2", "1")
        standard = self.one((first, "supplied", f'{first}, from "2025" {later}', f'{first}, from "2024" bar'))
        if kind == "share" and standard.endswith("bar"):
            standard = f'supplied, otherwise {first}, from "2026" {later}'
        return [f"  better {self.one(('higher', 'lower'))}", f"  standard {standard}"]

    def _score(self, name: str, kind: str | None) -> list[str]:
        """The score; where it comes with the data as well, `supplied` goes first."""
        supplied = "supplied, otherwise " if self.sometimes(2) else ""
        form = (
            self.one(("small", "cases", "expression", "method"))
            if kind in ("number", "share")
            else self.one(("small", "cases"))
        )
        if form == "method":
            low, high = ("1", "2.25") if kind == "number" else ("25%", "70%")
            peers = self.one(self.names.populations)
            calls = (f"banded({low}, {high})", f"ranked(1, 4, {peers})", f"spread({peers})")
            return [f"  score {supplied}{self.one(calls)}"]
        if form == "expression":
            return [f"  score {supplied}{self.number(2)}"]
        if form == "small":
            self.names.small.append(f"{name}.score")
            return [f"  score {supplied}".rstrip(), self.cases(lambda: str(self.whole(0, 2)))]
        if kind is None and self.names.small and self.sometimes(5):
            return [f"  score {supplied}".rstrip(), self._number_table()]
        return [f"  score {supplied}".rstrip(), self.cases(lambda: self.number(self.whole(0, 1)))]

    def _cells(self, options: Sequence[str]) -> str:
        """Three cells of a table."""
        return " | ".join(self.one(options) for _ in range(3))

    def _number_table(self) -> str:
        rows, columns = self.one(self.names.small), self.one(self.names.small)
        lines = [f"       {key} | {self._cells(('1', '2', '3', 'unknown'))}" for key in range(3)]
        return "\n".join([f"    table rows {rows}, columns {columns}", "         | 0 | 1 | 2", *lines])

    def _status(self, name: str, kind: str | None) -> list[str]:
        if kind in ("number", "share") and self.sometimes(3):
            return [f"  status on rag coloured({'1' if kind == 'number' else '25%'})"]
        if kind in ("number", "share") and self.sometimes(3):
            meets = [
                f"    green when value {self.one(('meets', 'misses'))} standard",
                self.cases(self._colour),
            ]
            return ["  status on rag", *meets]
        return ["  status on rag", self.cases(self._colour)]

    def _counts_and_missing(self, name: str, kind: str | None) -> list[str]:
        lines = []
        if self.sometimes(4):
            weight = self.one(("1/3", "2", "0.5", "bar", 'no "by hand"'))
            if weight.startswith("no"):
                self.uncounted.add(name)
            lines.append(f"  counts {weight}")
        if self.sometimes(5):
            rule = ("exclude", "score 2", "undetermined") if kind is not None else ("exclude", "undetermined")
            lines.append(f"  when missing {self.one(rule)}")
        return lines

    def _name_values(self, name: str, kind: str | None) -> None:
        """What others may say of an indicator."""
        self.names.number.append(f"{name}.score")
        if kind in ("number", "share"):
            getattr(self.names, kind).append(f"{name}.value")
        elif kind == "on rag":
            self.names.labels["rag"].append(f"{name}.value")
        elif kind == "yes or no":
            self.names.truths.append(f"{name}.value")

    # --- groups, measures, ratings -----------------------------------------------------------------------------

    def _groups(self, indicators: list[str]) -> None:
        """Puts the indicators in one group to three, one inside another."""
        count = min(self.whole(1, 3), len(indicators))
        groups = [f"g{number}" for number in range(1, count + 1)]
        members = {group: [] for group in groups}  # type: dict[str, list[str]]
        for place, name in enumerate(indicators):
            group = groups[place] if place < count else self.one(groups)
            members[group].append(name)
            self.text = [part.replace(f"GROUP_{name}", group) for part in self.text]
        for place, group in enumerate(groups):
            inside = f" in {groups[place + 1]}" if place + 1 < count and self.sometimes(5) else ""
            counted = [name for name in members[group] if name not in self.uncounted]
            self._group(
                group, inside, bool(counted), any(f"{name}.status" in self.names.labels["rag"] for name in counted)
            )
        self.names.scored = self.grouped + ["all"] * bool(self.grouped)

    def _group(self, group: str, inside: str, counted: bool, coloured: bool) -> None:
        lines = [f'group {group} "{group.upper()}"{inside}']
        if counted:
            self.grouped.append(group)
        if counted and self.sometimes(6):
            needing = ", needing: 2" if self.sometimes(3) else ""
            mean = f"{self.one(('mean', 'median', 'sum'))}({self.one(('members', 'indicators'))}.score{needing})"
            score = mean if self.sometimes(7) else f"standardise({mean}, among: {self.one(self.names.populations)})"
            lines.append(f"  score {score}")
            self.names.number.append(f"{group}.score")
        if coloured and self.sometimes(5):
            red = self.one(("count(indicators.status is red) >= 1", "any(indicators.status is red)"))
            worst = "worst(indicators.status)"
            body = (
                f"  status on rag {worst}"
                if self.sometimes(3)
                else f"  status on rag\n    red when {red}\n    green otherwise"
            )
            lines.append(body)
            self.names.labels["rag"].append(f"{group}.status")
        if self.sometimes(3):
            lines.append(f"  counts {self.one(('22%', '2', '1/3'))}")
        if coloured:
            self.names.coloured.append(group)
        self.text.append("\n".join(lines) + "\n")

    def _measure(self, name: str) -> None:
        kind = "share" if self.refs("share") and self.sometimes(2) else "number"
        form = self.one(("expression", "expression", "weighted", "cases"))
        lines = [f'measure {name} "{name.upper()}"']
        rules = ["exclude", "undetermined"]
        if form == "weighted":
            kind = "number"
            shares = self.one((("50%", "50%"), ("25%", "75%"), ("20%", "30%", "50%"), ("100%",)))
            lines += ["  weighted mean", *(f'    {share} {self.number()} "part"' for share in shares)]
            rules.append("reweight")
        elif form == "cases":
            lines[0] += " ="
            lines.append(self.cases(lambda: self.expression(kind, 0), pad="  "))
        else:
            lines[0] += f" = {self.expression(kind, 2)}"
        lines.append(f"  better {self.one(('higher', 'lower', 'neither'))}")
        if self.sometimes(5):
            lines.append(f"  when missing {self.one(rules)}")
        getattr(self.names, kind).append(name)
        self.text.append("\n".join(lines) + "\n")

    def _rating(self, name: str) -> None:
        earlier = self.names.labels["bands"]
        form = self.one(("cases", "starts as", "table", "supplied", "worst", "again"))
        lines = [f'rating {name} "{name.upper()}" on bands']
        if form == "starts as" and earlier:
            lines.append(f"  starts as {self.one(earlier)}")
        elif form == "table":
            lines.append(self._label_table())
        elif form == "worst" and len(earlier) > 1:
            lines[0] += f" = {self.one(('worst', 'best'))}({earlier[0]}, {earlier[1]})"
        elif form == "again":
            lines.append(f"  low when previous({name}) is {self._band()} and {self.condition(0)}")
            lines.append(self.cases(self._band, pad="  "))
        else:
            lines += ["  supplied, otherwise"] if form == "supplied" else []
            lines.append(self.cases(self._band, depth=2, pad="  "))
        for _ in range(self.whole(0, 3)):
            kind = self.one(("no better than", "no worse than", "becomes", "not rated"))
            lines.append(f"  {kind}{'' if kind == 'not rated' else ' ' + self._band()} when {self.condition(1)}")
        self.names.labels["bands"].append(name)
        if self.sometimes(3):
            lines += ['  moderated by "Panel"', f"  must {name} is not {self._band()} or {self.condition(1)}"]
            self.names.labels["bands"].append(f"{name}.calculated")
        self.text.append("\n".join(lines) + "\n")

    def _band(self) -> str:
        return str(self.one(SCALES["bands"]))

    def _colour(self) -> str:
        return str(self.one(SCALES["rag"]))

    def _label_table(self) -> str:
        rows, columns = (self.label_ref("rag") for _ in range(2))
        lines = [f"    {key} | {self._cells((*SCALES['bands'], 'unknown'))}" for key in SCALES["rag"]]
        return "\n".join([f"  table rows {rows}, columns {columns}", "      | green | amber | red", *lines])


@st.composite
def ruleset_texts(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """The text of a ruleset."""
    return Author(draw).write()

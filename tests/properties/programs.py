"""Programs that other tests and the reference hold, to be damaged: rulesets with the files beside them."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ccgrules.model.types import Kind, Type
from ccgrules.plan.steps import Input, Plan

PROJECT = Path(__file__).parents[2]
RULES = "draft.rules"
SCENARIOS = "draft.scenarios.yaml"
FENCE = re.compile(
    r"^(?P<ticks>````?)(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^(?P=ticks)$\n?", re.MULTILINE | re.DOTALL
)
MOST_FIGURES = 40


@dataclass(frozen=True)
class Program:
    """A ruleset and what stands beside it.

    Attributes:
        name: Where it comes from.
        files: Contents by file name; the ruleset is `draft.rules`.
        data: The file with the data; None if there is none.
        organisations: The second table, with facts about the organisations.
        mapping: The file that names columns and codes.
    """

    name: str
    files: Mapping[str, bytes]
    data: str | None = None
    organisations: str | None = None
    mapping: str | None = None


@cache
def programs() -> tuple[Program, ...]:
    """All programs, in an order that does not change from one machine to another."""
    return (*_shipped(), *_reference(), *_goldens(), *_conformance())


def _shipped() -> Iterator[Program]:
    for path in sorted([*(PROJECT / "rulesets").rglob("*.rules"), *(PROJECT / "examples").rglob("*.rules")]):
        files = {RULES: path.read_bytes()}
        scenarios = path.with_name(f"{path.stem}.scenarios.yaml")
        if scenarios.is_file():
            files[SCENARIOS] = scenarios.read_bytes()
        tables = {table.name: table.read_bytes() for table in sorted(path.parent.glob("*.csv"))}
        data = next((name for name in tables if name != "organisations.csv"), None)
        facts = "organisations.csv" if "organisations.csv" in tables else None
        yield Program(str(path.relative_to(PROJECT)), files | tables, data, facts)


def _reference() -> Iterator[Program]:
    text = (PROJECT / "grammar" / "README.md").read_text(encoding="utf-8")
    for number, match in enumerate(re.finditer(r"^```rules( fragment)?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)):
        yield Program(f"grammar/README.md, example {number + 1}", {RULES: match[2].encode()})


def _goldens() -> Iterator[Program]:
    for path in sorted((PROJECT / "tests" / "messages").glob("CCG*.md")):
        blocks = [block for block in FENCE.finditer(path.read_text(encoding="utf-8")) if block["kind"] != "text"]
        files = {block["name"] or RULES: block["body"].encode() for block in blocks}
        tables = [name for name in files if name.endswith(".csv")]
        facts = "organisations.csv" if "organisations.csv" in tables else None
        mapping = next((name for name in files if name.endswith(".yaml") and name != SCENARIOS), None)
        if RULES in files:
            yield Program(path.stem, files, next((t for t in tables if t != facts), None), facts, mapping)


def _conformance() -> Iterator[Program]:
    from ruamel.yaml import YAML

    for path in sorted((PROJECT / "tests" / "conformance").rglob("*.yaml")):
        cases: Sequence[Mapping[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        for number, case in enumerate(cases):
            if "ruleset" in case:
                yield Program(f"{path.stem}, case {number + 1}", {RULES: str(case["ruleset"]).encode()})


# --- data for any plan -------------------------------------------------------------------------------------------

FIGURES = ("0", "1", "2", "3", "5", "10", "12.5", "66.7", "85", "90", "99.99", "100", "0.1", "33.333333333333333333")
ODD_FIGURES = ("-1", "-0", "1e50", "1e-50", "9" * 60, "0.00000000000000000001", "101", "1,234", "50%")
MARKS = ("", "*", "[c]", "..", "missing", "suppressed")
DATES = ("2025-04-01", "2026-03-31", "0001-01-01", "9999-12-31")


def table_for(plan: Plan, chance: random.Random, *, odd: float) -> bytes:
    """A CSV table, wide, that a plan can be run on.

    Args:
        plan: The plan.
        chance: Decides what stands in the cells.
        odd: The share of cells that are missing or odd.
    """
    inputs = [step for step in plan.steps if isinstance(step, Input) and not step.decided]
    names = [step.name.removesuffix(".supplied") for step in inputs]
    periods = chance.choice([[""], [""], ["2024/25", "2025/26"], ["Q1 2025/26", "Q2 2025/26", "Q4 2025/26"]])
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["organisation", "name", "period", *names])
    for number in range(chance.choice([1, 2, 3, 7, 12])):
        for period in periods:
            cells = [_cell(step, plan, chance, odd) for step in inputs]
            writer.writerow([f"A{number:02}", f"Org {number}", period, *cells])
    return stream.getvalue().encode()


def _cell(step: Input, plan: Plan, chance: random.Random, odd: float) -> str:
    if chance.random() < odd:
        return chance.choice(MARKS if chance.random() < 0.9 else ODD_FIGURES)
    return _CELLS[step.type.kind](step.type, plan, chance)


def _text(type_: Type, plan: Plan, chance: random.Random) -> str:
    return chance.choice(type_.choices or ("North", "South", "=1+1", "<b>x</b>"))


_CELLS: dict[Kind, Callable[[Type, Plan, random.Random], str]] = {
    Kind.NUMBER: lambda type_, plan, chance: chance.choice(
        ("0", "0.5", "1", "0.333") if type_.unit is not None and type_.unit.name == "proportion" else FIGURES
    ),
    Kind.LABEL: lambda type_, plan, chance: chance.choice(plan.scales[type_.scale or ""]),
    Kind.YES_NO: lambda type_, plan, chance: chance.choice(("yes", "no")),
    Kind.DATE: lambda type_, plan, chance: chance.choice(DATES),
    Kind.TEXT: _text,
    Kind.ANY: lambda type_, plan, chance: "1",
}

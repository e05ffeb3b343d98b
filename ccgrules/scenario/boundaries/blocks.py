"""Examples that no test holds yet, as `test` blocks behind the text of a ruleset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ccgrules.engine.rows import letters
from ccgrules.model.types import Type
from ccgrules.model.wording import rule_name
from ccgrules.periods import in_time_order
from ccgrules.plan.steps import Plan
from ccgrules.scenario.boundaries.report import given_text, value_text
from ccgrules.scenario.boundaries.work import Boundary, Shown
from ccgrules.source import SourceFile
from ccgrules.syntax.format import format_file
from ccgrules.syntax.parse import parse

NOTE = "recorded by ccgrules: what the rules gave when this was written; read it against the policy"


@dataclass(frozen=True, slots=True)
class Block:
    """One test block.

    Attributes:
        told: The column whose values it expects.
        rows: Its examples.
        moved: The columns that are moved in it, which stand in the tables.
    """

    told: str
    rows: tuple[Shown, ...]
    moved: frozenset[str]


def blocks(boundaries: Sequence[Boundary]) -> tuple[Block, ...]:
    """What is to be written: a block for each value in which thresholds show, and for each limit that stands alone."""
    made: list[Block] = []
    ordered: dict[str, list[Boundary]] = {}
    for one in boundaries:
        if one.unwritten is None and not all(shown.tested for shown in one.shown):
            ordered.setdefault(one.threshold.told, []).append(one)
    for told, several in ordered.items():
        made.extend(Block(told, one.shown, _moved([one])) for one in several if one.together)
        beside = [one for one in several if not one.together]
        rows = [(one, shown) for one in beside for shown in one.shown if not shown.tested]
        # rows with a period do not stand beside rows without one: no period comes before or after none
        for timed in (False, True):
            chosen = [(one, shown) for one, shown in rows if bool(shown.example.period) is timed]
            if chosen:
                shown = _in_time(_distinct(shown for _, shown in chosen))
                made.append(Block(told, tuple(shown), _moved([one for one, _ in chosen])))
    return tuple(made)


def _in_time(rows: Iterable[Shown]) -> list[Shown]:
    """The rows, earlier periods first, as tests have them."""
    kept = list(rows)
    order = in_time_order(row.example.period for row in kept) or ()
    return sorted(kept, key=lambda row: order.index(row.example.period)) if order else kept


def _moved(several: Sequence[Boundary]) -> frozenset[str]:
    return frozenset(one.moved for one in several if one.moved is not None)


def _distinct(rows: Iterable[Shown]) -> Iterator[Shown]:
    """The rows without those that give the same as one before: two limits may lie a step apart."""
    seen = set()
    for row in rows:
        key = (frozenset((given.name, given.value) for given in row.example.given), row.example.period)
        if key not in seen:
            seen.add(key)
            yield row


def blocks_text(plan: Plan, made: Sequence[Block]) -> str:
    """The text of test blocks, laid out by the formatter."""
    types = {step.name: step.type for step in plan.steps}
    lines = [line for block in made for line in _block(block, types[block.told])]
    file, _ = parse(SourceFile("<tests>", "\n".join(lines) + "\n"))
    return format_file(file)


def with_blocks(text: str, added: str) -> str:
    """A ruleset with blocks behind all that stands in it, an empty line between; its own line ends are kept."""
    end = "\r\n" if "\r\n" in text else "\n"
    gap = end if text.endswith("\n") else end * 2
    return text + gap + added.replace("\n", end)


# --- one block -------------------------------------------------------------------------------------------------------


def _block(block: Block, type_: Type) -> Iterator[str]:
    shared = _shared(block)
    yield f'test "{_title(block.told)}"'
    yield f'  note "{NOTE}"'
    if shared:
        yield f"  given {', '.join(_equation(name, text) for name, text in shared.items())}"
    timed = bool(block.rows[0].example.period)
    rows = [(letters(number), shown) for number, shown in enumerate(block.rows)]
    keys = ["organisation", "period"] if timed else ["organisation"]
    for names, several in _by_columns(rows, shared):
        yield "  given"
        yield _row([*keys, *map(rule_name, names)])
        for organisation, shown in several:
            texts = {given.name: given_text(given) for given in shown.example.given}
            yield _row([organisation, *_period(shown), *(texts[name] for name in names)])
    yield "  expect"
    yield _row([*keys, rule_name(block.told)])
    for organisation, shown in rows:
        yield _row([organisation, *_period(shown), value_text(shown.outcome, type_)])


def _period(shown: Shown) -> list[str]:
    return [f'"{shown.example.period}"'] if shown.example.period else []


def _row(cells: Sequence[str]) -> str:
    return "    " + " | ".join(cells)


def _equation(name: str, text: str) -> str:
    sign = "=" if text[0].isdigit() or text[0] == "-" else "is"
    return f"{rule_name(name)} {sign} {text}"


def _title(told: str) -> str:
    owner, _, part = told.rpartition(".")
    return f"Boundaries of the {part} of {owner}" if owner else f"Boundaries of {told}"


def _shared(block: Block) -> dict[str, str]:
    """What all rows give alike; what is moved stays in the tables."""
    every = [
        {given.name: given_text(given) for given in row.example.given if given.name not in block.moved}
        for row in block.rows
    ]
    alike = {name: text for name, text in every[0].items() if all(other.get(name) == text for other in every[1:])}
    bare = any(len(row.example.given) == len(alike) for row in block.rows)
    return {} if bare else alike


def _by_columns(
    rows: Sequence[tuple[str, Shown]], shared: dict[str, str]
) -> Iterator[tuple[list[str], list[tuple[str, Shown]]]]:
    """The rows in tables: those that give the same things stand together."""
    tables: dict[frozenset[str], tuple[list[str], list[tuple[str, Shown]]]] = {}
    for organisation, shown in rows:
        names = [given.name for given in shown.example.given if given.name not in shared]
        tables.setdefault(frozenset(names), (names, []))[1].append((organisation, shown))
    yield from tables.values()

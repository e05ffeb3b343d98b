"""What is tried, in place of the changes between two versions: settings, what is left out, and what that means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ccgrules.differences.attribution.forms import Unit
from ccgrules.differences.difference import Difference
from ccgrules.differences.report.attribution_part import stretches
from ccgrules.differences.report.change_words import shift, what
from ccgrules.differences.report.rules_part import EFFECTS
from ccgrules.differences.report.view import NONE
from ccgrules.differences.rules.changes import Change, RulesDiff
from ccgrules.differences.whatif.forms import Part, Supposed
from ccgrules.explain.blocks import Block, Heading, Paragraph, Table
from ccgrules.explain.words import capital

TOGETHER = "they are left out together"


def changes_of(part: Part, rules: RulesDiff) -> list[Change]:
    """The changes of the rules that a part comes to."""
    if part.now is None:
        return [one for one in rules.changes if one.kind == "use" and one.name in part.left_out]
    others = [one for one in rules.changes if one.kind != "use"]
    return [one for one in others if part.name in (one.name, f"{one.name}.{one.part}")]


def left_out(told: Difference) -> frozenset[int]:
    """The numbers of the changes that leave something out by way of trial."""
    parts = told.supposed.parts if told.supposed is not None else ()
    return frozenset(number for part in parts if part.now is None for number in _numbers(part, told.rules))


def as_one(supposed: Supposed, rules: RulesDiff) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Which changes are one unit of the attribution: those of each part."""
    return tuple((tuple(one.number for one in changes_of(part, rules)), TOGETHER) for part in supposed.parts)


def suppose(told: Difference, supposed: Supposed) -> Difference:
    """A difference that is of what is tried: units of several changes are called as what is tried is."""
    told = replace(told, supposed=supposed)
    if told.attribution is None:
        return told
    titles = {number: part.title for part in supposed.parts for number in _numbers(part, told.rules)}
    units = tuple(_called(unit, titles) for unit in told.attribution.units)
    return replace(told, attribution=replace(told.attribution, units=units))


def _numbers(part: Part, rules: RulesDiff) -> list[int]:
    return [one.number for one in changes_of(part, rules)]


def _called(unit: Unit, titles: dict[int, str]) -> Unit:
    own = {titles.get(number) for number in unit.changes}
    title = own.pop() if len(own) == 1 else None
    return replace(unit, title=title) if title is not None else unit


def supposed_blocks(supposed: Supposed, rules: RulesDiff) -> Iterator[Block]:
    """What is tried, whether that makes ratings easier or harder to get, and what it means."""
    yield Heading("What is tried")
    rows = [(_mark(part, rules), _title(part, rules), _effect(part, rules)) for part in supposed.parts]
    yield Table(("", "tried", "effect"), tuple(rows), frozenset())
    effects = {_common(_moving(part, rules)) for part in supposed.parts if _moving(part, rules)}
    words = "; ".join(text for effect, text in EFFECTS.items() if effect in effects)
    if words:
        yield Paragraph(f"{capital(words)}.", "below")
    yield from (Paragraph(text) for text in supposed.remarks)


def _moving(part: Part, rules: RulesDiff) -> list[Change]:
    return [one for one in changes_of(part, rules) if one.moves is not False]


def _mark(part: Part, rules: RulesDiff) -> str:
    """The numbers of its changes that can move a rating, as the attribution has them; a dash where there are none."""
    return "+".join(stretches([one.number for one in _moving(part, rules)])) or NONE


def _title(part: Part, rules: RulesDiff) -> str:
    """A setting in titles, as a change of the rules is told; what is left out as it is called."""
    changes = changes_of(part, rules)
    if part.now is None:
        return capital(part.title)
    return capital(f"{what(changes[0])}: {shift(changes[0])}") if len(changes) == 1 else part.title


def _effect(part: Part, rules: RulesDiff) -> str:
    moving = _moving(part, rules)
    if not moving:
        return "moves nothing" if changes_of(part, rules) else "no change"
    return _common(moving) or NONE


def _common(changes: Sequence[Change]) -> str | None:
    """The effect that all of them have."""
    effects = {one.effect for one in changes}
    return effects.pop() if len(effects) == 1 else None

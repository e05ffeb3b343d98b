"""Settings: which names can be set, and the amendment that sets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.whatif.constants import constant_of, refused, value_of
from ccgrules.differences.whatif.forms import Part
from ccgrules.engine.read import shorten
from ccgrules.model.ruleset import Ruleset
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree
from ccgrules.syntax.format_expr import format_expr, format_name

COUNTS = "counts"
ARROW = "→"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value to be tried, as an amendment.

    Attributes:
        keyword: `parameter`, `indicator` or `group`.
        owner: The name of the declaration.
        clause: The clause of it that is given another value: `=`, `standard`, `counts`.
        value: The value, as the formatter writes it.
    """

    keyword: str
    owner: str
    clause: str
    value: str

    @property
    def name(self) -> str:
        """As it is asked for: `outstanding_from`, `122b.standard`."""
        return self.owner if self.keyword == "parameter" else f"{self.owner}.{self.clause}"

    def text(self) -> str:
        """The amendment."""
        head = f"change {self.keyword} {written(self.owner)}"
        return f"{head} = {self.value}\n" if self.keyword == "parameter" else f"{head}\n  {self.clause} {self.value}\n"

    def part(self, declarations: Sequence[tree.Declaration]) -> Part:
        """What is tried, in words, beside what the declarations say."""
        said = _said(declarations, self)
        was = said if said is not None else ("none" if self.clause != COUNTS else "1")
        return Part(f"{self.name} {was} {ARROW} {self.value}", self.name, said, self.value)


def written(name: str) -> str:
    """A name as it stands in a ruleset: `122b`, `code "PSI-90"`."""
    return format_name(tree.Name((name,), span=Span(SourceFile("", ""), 0, 0)))


def _said(declarations: Sequence[tree.Declaration], setting: Setting) -> str | None:
    """What the rules say there; None where they say nothing."""
    for declaration in declarations:
        if declaration.keyword == setting.keyword and str(declaration.names[0]) == setting.owner:
            for clause in declaration.clauses:
                if clause.keyword == setting.clause:
                    return _value_text(clause)
    return None


def _value_text(clause: tree.Clause) -> str:
    how = clause.body.how if clause.body is not None else None
    if clause.body is None and clause.words is not None and len(clause.words.items) == 1:
        how = clause.words.items[0]  # `counts no "…"`
    if how is None or isinstance(how, tree.Cases | tree.Table | tree.WeightedMean):
        return "as it is written"
    return format_expr(how)


# --- what is asked for -----------------------------------------------------------------------------------------------


def settings_of(rules: Ruleset, asked: Sequence[tuple[str, str]]) -> tuple[list[Setting], list[Diagnostic]]:
    """The settings that are asked for, and what is wrong with others."""
    made: list[Setting] = []
    wrong: list[Diagnostic] = list(_twice(asked))
    for name, words in asked:
        found = _setting(rules, name, words)
        if isinstance(found, Setting):
            made.append(found)
        else:
            wrong.append(found)
    return made, wrong


def settable(rules: Ruleset) -> list[str]:
    """The names that can be set: parameters, then levels and weights of indicators, then weights of groups."""
    levels = [f"{one.name}.{level}" for one in rules.indicators.values() for level in (*one.levels, COUNTS)]
    return [*rules.parameters, *levels, *(f"{name}.{COUNTS}" for name in rules.groups)]


def _twice(asked: Sequence[tuple[str, str]]) -> Iterator[Diagnostic]:
    for name, times in Counter(name for name, _ in asked).items():
        if times > 1:
            values = " and to ".join(f"`{shorten(words)}`" for own, words in asked if own == name)
            advice = f"give one value, or try several with `--sweep {shorten(name)}=…`"
            yield finding("CCG754", f"`{shorten(name)}` is set to {values}", help=advice)


def _setting(rules: Ruleset, name: str, words: str) -> Setting | Diagnostic:
    place = _place(rules, name)
    if place is None:
        return _unknown(rules, name)
    value = value_of(name, words)
    if isinstance(value, Diagnostic):
        return value
    keyword, owner, clause = place
    if keyword == "parameter":
        wrong = refused(rules.parameters[name], words, constant_of(value))
        if wrong is not None:
            return wrong
    elif clause == COUNTS and isinstance(value, tree.YesNo):
        advice = f"to leave it out, use `--drop {owner}`"
        return finding("CCG752", f"`{shorten(words)}` is not a weight that `{owner}` can have", help=advice)
    return Setting(keyword, owner, clause, format_expr(value))


def _place(rules: Ruleset, name: str) -> tuple[str, str, str] | None:
    """Keyword, name and clause of what can be set under a name."""
    if name in rules.parameters:
        return "parameter", name, "="
    owner, _, part = name.rpartition(".")
    if owner in rules.indicators and part in (*rules.indicators[owner].levels, COUNTS):
        return "indicator", owner, part
    if owner in rules.groups and part == COUNTS:
        return "group", owner, part
    return None


def _unknown(rules: Ruleset, name: str) -> Diagnostic:
    owner, _, part = name.rpartition(".")
    shown = shorten(name)
    if owner in rules.indicators and part in ("standard", "lower_threshold", "floor"):
        has = ", ".join(f"`{owner}.{level}`" for level in (*rules.indicators[owner].levels, COUNTS))
        return finding("CCG750", f"`{owner}` has no {part.replace('_', ' ')} that could be set", help=f"it has {has}")
    if name in rules.indicators:
        has = ", ".join(f"`{name}.{level}`" for level in (*rules.indicators[name].levels, COUNTS))
        return finding("CCG750", f"`{shown}` is an indicator, and no value that could be set", help=f"set one of {has}")
    known = ", ".join(f"`{one}`" for one in rules.parameters)
    advice = did_you_mean(name, settable(rules)) or (
        f"the parameters are {known}" if known else "name a level of an indicator, such as `INDICATOR.standard`"
    )
    return finding("CCG750", f"the rules have nothing called `{shown}` that could be set", help=advice)

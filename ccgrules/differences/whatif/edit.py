"""A ruleset as it would be: what is tried is written as an amendment, and put on top of its files in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ccgrules.diagnostics.diagnostic import Diagnostic, Severity, has_errors
from ccgrules.differences.rules.load import Loaded, amended
from ccgrules.differences.whatif.forms import Part, Supposed, Tried, WhatIf
from ccgrules.differences.whatif.left_out import left_out, nothing_left, remarks_on, unknown_members
from ccgrules.differences.whatif.settings import Setting, settings_of, written
from ccgrules.model.ruleset import Parameter, Ruleset
from ccgrules.model.wording import number_text
from ccgrules.plan.build import build_plan
from ccgrules.prove.report import prove_whole
from ccgrules.syntax import tree

NAME = "what if"
"""What stands for the name of a file where a finding is about what is tried."""

Findings = tuple[Diagnostic, ...]


def try_out(original: Loaded, what: WhatIf) -> tuple[Tried | None, Findings]:
    """A ruleset with what is to be tried in place; None, and why, where it cannot be, or is no ruleset then.

    Args:
        original: A ruleset without errors.
        what: What is to be tried.
    """
    rules = original.ruleset
    settings, wrong = settings_of(rules, what.settings)
    wrong += unknown_members(rules, what)
    if wrong:
        return None, tuple(wrong)
    gone = left_out(rules, what)
    if (nothing := nothing_left(rules, gone)) is not None:
        return None, (nothing,)
    parts = (*(setting.part(original.file.declarations) for setting in settings), *gone)
    remarks = (*_by_period(original, settings), *remarks_on(rules, gone))
    supposed = Supposed(parts, remarks)
    found, findings = with_amendment(original, "".join(_amendments(rules, settings, gone)), supposed.title)
    return (Tried(original, found, supposed) if found is not None else None), findings


def with_amendment(original: Loaded, text: str, title: str) -> tuple[Loaded | None, Findings]:
    """A ruleset with an amendment in place; None, and the errors, where that is no ruleset.

    Args:
        original: The ruleset.
        text: The amendment.
        title: What it does, in a few words, of which errors tell.
    """
    found, findings = amended(original, text, NAME)
    if found is not None and not has_errors(findings):
        findings = prove_whole(build_plan(found.ruleset))
    errors = [one for one in findings if one.severity is Severity.ERROR]
    told = tuple(replace(one, notes=(*one.notes, f"so it would be with {title}")) for one in errors)
    return (None if errors else found), told


def _amendments(rules: Ruleset, settings: Sequence[Setting], gone: Sequence[Part]) -> Iterator[str]:
    """The text of the amendment."""
    yield from (setting.text() for setting in settings)
    for part in gone:
        for name in part.left_out:
            keyword = "indicator" if name in rules.indicators else "group"
            yield f"change {keyword} {written(name)}\n  used when no\n"


# --- values by period ------------------------------------------------------------------------------------------------


def _by_period(original: Loaded, settings: Sequence[Setting]) -> Iterator[str]:
    """What is said of values that hang on the period."""
    dated = _dated(original.file.declarations)
    for setting in settings:
        if (setting.keyword, setting.owner, setting.clause) in dated:
            yield f"`{setting.name}` has values by period in the rules; here {setting.value} holds in all periods."


def _dated(declarations: Iterable[tree.Declaration]) -> set[tuple[str, str, str]]:
    return {
        (declaration.keyword, str(declaration.names[0]), clause.keyword)
        for declaration in declarations
        if declaration.names
        for clause in declaration.clauses
        if clause.body is not None and isinstance(clause.body.how, tree.Dated)
    }


def value_words(parameter: Parameter) -> str:
    """The value of a parameter as it is written: `1.45`, `50%, from 2018/19 53%`."""
    later = (f"from {period} {number_text(value, parameter.type)}" for period, value in parameter.later)
    return ", ".join([number_text(parameter.value, parameter.type), *later])

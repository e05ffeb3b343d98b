"""What holds of the difference of any two rulesets: one of a ruleset with itself, or with its standard layout, has no
changes; all changes made in the older give the newer, and none leave the older.

`CCGRULES_EXAMPLES` sets how many rulesets are tried (40 where it is not set).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import islice, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from properties.provable_text import provable_texts
from properties.ruleset_text import ruleset_texts
from properties.test_engines import EXAMPLES

from ccgrules import pipeline
from ccgrules.differences.rules.apply import applied, ruleset_with
from ccgrules.differences.rules.changes import Change, RulesDiff
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import Loaded, load, load_text
from ccgrules.differences.rules.names import declared
from ccgrules.model.consolidate import with_names
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.symbols import NAMELESS
from ccgrules.model.to_json import to_json
from ccgrules.mutate.operators import edits
from ccgrules.source import SourceFile
from ccgrules.syntax import tree
from ccgrules.syntax.parse import parse
from ccgrules.syntax.words import CLAUSES

PROJECT = Path(__file__).parent.parent.parent
SHIPPED = sorted([*PROJECT.glob("rulesets/*/*.rules"), *PROJECT.glob("examples/*/*.rules")])
PAIRS = [pair for pair in permutations(SHIPPED, 2) if pair[0].parent == pair[1].parent]
MOST = 6
"""So many edits of a ruleset are tried, spread over all of them."""

SOME = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = st.one_of(ruleset_texts(), provable_texts())
FEW = settings(SOME, max_examples=max(1, EXAMPLES // 4))


def rules_of(ruleset: Ruleset) -> dict[str, Any]:
    """What a ruleset says, but for its tests, and for the file that it was written to amend."""
    said = to_json(ruleset)
    del said["tests"], said["framework"]["amends"]
    return said


def without_order(said: Any) -> Any:
    """The same with all lists in one order, for where only that may differ."""
    if isinstance(said, dict):
        return {key: without_order(value) for key, value in said.items()}
    return sorted(map(without_order, said), key=repr) if isinstance(said, list) else said


def loaded(text: str, name: str = "<text>") -> Loaded | None:
    return load_text(text, name)[0]


def hold(diff: RulesDiff, old: Loaded, new: Loaded) -> None:
    """What holds of the changes of two rulesets."""
    numbers = [change.number for change in diff.changes]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(change.old != change.new or change.kind == "formula" for change in diff.changes)
    none, every = ruleset_with(diff, ()), ruleset_with(diff, numbers)
    assert none is not None
    assert rules_of(none) == rules_of(diff.old)
    if not any(change.kind == "renamed" for change in diff.changes):
        assert applied(diff, ()) == old.file.declarations
    assert every is not None
    if numbers:
        assert applied(diff, numbers) == new.file.declarations
        assert rules_of(every) == rules_of(new.ruleset)
    else:
        assert without_order(rules_of(none)) == without_order(rules_of(new.ruleset))


def made(diff: RulesDiff, numbers: Collection[int]) -> Loaded | None:
    """The older ruleset with some changes made, as if it had been read so; None where that is no ruleset."""
    assert diff.both is not None
    ruleset = ruleset_with(diff, numbers)
    source = diff.both.files[-1]
    whole = tree.RulesFile(applied(diff, numbers), source=source)
    return None if ruleset is None else Loaded(Path(source.name), whole, ruleset, (source,))


def hold_one_by_one(diff: RulesDiff) -> None:
    """What holds of each change by itself: made in the older ruleset, it is what differs, with what it needs."""
    assert diff.both is not None
    old = made(diff, ())
    assert old is not None
    supports = [change for change in diff.changes if change.number in diff.both.supports.values()]
    for change in diff.changes[:: len(diff.changes) // MOST + 1]:
        new = made(diff, {change.number})
        if new is None:
            continue
        found = [_said(one) for one in diff_rulesets(old, new).changes]
        needed = [_said(one) for one in supports if one != change]
        still = [] if change.kind == "renamed" or (change in supports and change.new is None) else [_said(change)]
        assert [one for one in found if one not in needed] in ([_said(change)], still)


def _said(change: Change) -> object:
    name = "" if change.keyword == "framework" else change.name.removesuffix(" (before)")
    return change.kind, change.keyword, name, change.part, change.old, change.new


@SOME
@given(TEXTS)
def test_a_ruleset_is_like_itself_however_it_is_laid_out(text: str) -> None:
    once = loaded(text)
    assume(once is not None)
    assert once is not None
    laid_out = pipeline.format_tree(parse(SourceFile("<text>", text))[0])
    again = loaded(laid_out)
    assert again is not None
    diff = diff_rulesets(once, again)
    assert diff.changes == ()
    hold(diff, once, again)


@SOME
@given(TEXTS, TEXTS, st.data())
def test_all_changes_lead_to_the_newer_ruleset(first: str, second: str, data: st.DataObject) -> None:
    old, new = loaded(first), loaded(second)
    if old is None or new is None:
        return
    diff = diff_rulesets(old, new)
    hold(diff, old, new)
    hold_one_by_one(diff)
    for _ in range(3 if diff.changes else 0):
        chosen = data.draw(st.sets(st.sampled_from([change.number for change in diff.changes])))
        event("some changes " + ("are" if ruleset_with(diff, chosen) is not None else "are not") + " a ruleset")


@FEW
@given(TEXTS)
def test_an_edit_is_a_change_or_means_nothing(text: str) -> None:
    old = loaded(text)
    if old is None:
        return
    made = [(declaration, edit) for declaration in old.file.declarations for edit in edits(declaration, old.ruleset)]
    for declaration, edit in islice(made, 0, None, len(made) // MOST + 1):
        whole = declaration.span
        edited = text[: whole.start] + edit.applied(whole) + text[whole.end :]
        new = loaded(edited)
        if new is None:
            continue
        diff = diff_rulesets(old, new)
        assert len(diff.changes) <= 2, edit.words()
        assert (
            diff.changes
            or without_order(rules_of(old.ruleset)) == without_order(rules_of(new.ruleset))
            or ("swapped" in edit.operator)
        ), edit.words()
        hold(diff, old, new)
        event(f"{edit.operator}: {', '.join(change.kind for change in diff.changes) or 'nothing'}")


@SOME
@given(TEXTS, st.data())
def test_new_names_are_one_change_each(text: str, data: st.DataObject) -> None:
    old = loaded(text)
    assume(old is not None)
    assert old is not None
    names = sorted(declared(old.file.declarations))
    before = {f"new_{name}": name for name in data.draw(st.sets(st.sampled_from(names), min_size=1), label="renamed")}
    new = loaded(renamed(text, before, formerly=data.draw(st.booleans(), label="formerly")))
    assert new is not None
    diff = diff_rulesets(old, new)
    assert {change.name: change.old.text for change in diff.changes if change.old is not None} == before
    assert {change.kind for change in diff.changes} == {"renamed"}
    hold(diff, old, new)


def renamed(text: str, before: Mapping[str, str], *, formerly: bool) -> str:
    """The text of a ruleset with other names in it."""
    now = {name: new for new, name in before.items()}

    def other(name: tree.Name) -> tree.Name:
        return replace(name, parts=(now.get(name.parts[0], name.parts[0]), *name.parts[1:]))

    def with_name(one: tree.Declaration) -> tree.Declaration:
        names = one.names if one.keyword in NAMELESS else tuple(map(other, one.names))
        former = (tree.Clause("formerly", words=tree.Words(one.names, span=one.head), span=one.head),)
        has = formerly and names != one.names and "formerly" in CLAUSES[one.keyword]
        return with_names(replace(one, names=names, clauses=one.clauses + former * has), other)

    file = parse(SourceFile("<text>", text))[0]
    return pipeline.format_tree(replace(file, declarations=tuple(map(with_name, file.declarations))))


@pytest.mark.parametrize("paths", PAIRS, ids=lambda paths: f"{paths[0].stem} to {paths[1].stem}")
def test_shipped_rulesets_of_one_family(paths: tuple[Path, Path]) -> None:
    old, new = (load(path)[0] for path in paths)
    assert old is not None
    assert new is not None
    diff = diff_rulesets(old, new)
    assert diff.changes
    hold(diff, old, new)
    hold_one_by_one(diff)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_ruleset_is_like_itself(path: Path) -> None:
    old = load(path)[0]
    assert old is not None
    file = pipeline.parse(path)[0]
    assert file is not None
    again = load(path, pipeline.format_tree(file))[0]
    assert again is not None
    assert diff_rulesets(old, old).changes == ()
    assert diff_rulesets(old, again).changes == ()

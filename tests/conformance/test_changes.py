"""Conformance cases with wanted changes: what differs between two versions of rules, as the list of all changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from ccgrules.diagnostics.render import render_plain
from ccgrules.differences.rules.apply import applied
from ccgrules.differences.rules.changes import Change, Kind, Side
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.effects import judged
from ccgrules.differences.rules.load import Loaded, load_text

HERE = Path(__file__).parent
MOVES = {True: "yes", False: "no", None: "not looked into"}


def cases() -> Iterator[dict[str, Any]]:
    for path in sorted(HERE.glob("changes/*.yaml")):
        yield from YAML(typ="base", pure=True).load(path)


def loaded(text: str) -> Loaded:
    found, findings = load_text(text)
    assert found is not None, render_plain(findings)
    return found


def said(change: Change) -> dict[str, object]:
    """A change as a case states it."""
    return {
        "kind": change.kind,
        "keyword": change.keyword,
        "name": change.name,
        "title": change.title,
        "part": change.part,
        "at": change.at,
        "old": text_of(change.old),
        "new": text_of(change.new),
        "where": list(change.where),
        "moves": MOVES[change.moves],
        "effect": change.effect or "none",
    }


def text_of(side: Side | None) -> str:
    return side.text if side is not None else ""


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case["note"])
def test_wanted_changes(case: dict[str, Any]) -> None:
    old, new = loaded(case["older"]), loaded(case["newer"])
    diff = judged(diff_rulesets(old, new))
    got = [said(change) for change in diff.changes]
    wanted = case["want_changes"]
    assert [{key: one[key] for key in want} for want, one in zip(wanted, got)] == wanted, got
    assert len(got) == len(wanted), got
    if got:
        assert applied(diff, range(1, len(got) + 1)) == new.file.declarations


def test_every_kind_of_change_is_shown() -> None:
    shown = {change["kind"] for case in cases() for change in case["want_changes"]}
    assert shown == set(get_args(Kind))

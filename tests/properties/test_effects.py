"""What is said of changes of the rules holds of data: where a change cannot move a rating, none moves; where it makes
ratings easier to get, none becomes worse, and where harder, none better.

An organisation that has no rating before or after has none that could be better or worse. `CCGRULES_EXAMPLES` sets how
many rulesets are tried (40 where it is not set; half as many here).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from properties.test_engines import EXAMPLES, Row
from properties.test_proofs import ANY_TEXT
from properties.test_turns import original, rows_for, run
from properties.test_worlds import with_mutants

from ccgrules.differences.rules.apply import ruleset_with
from ccgrules.differences.rules.changes import Change, RulesDiff
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.effects import judged
from ccgrules.differences.rules.load import load_text
from ccgrules.engine.limits import CannotRun
from ccgrules.model.types import Missing, Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan
from ccgrules.prove.direction import better_sign

MOST = 4
"""So many small changes are made of a ruleset at once."""

TOGETHER = "together with "
"""How it is said that a change was not judged by itself."""


@pytest.mark.slow
@settings(max_examples=max(1, EXAMPLES // 2), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_effects_hold_of_data(data: st.DataObject) -> None:
    text = data.draw(ANY_TEXT, label="ruleset")
    changed = data.draw(changed_texts(text), label="changed")
    before, after = load_text(text)[0], load_text(changed)[0]
    if before is None or after is None:
        event("refused")
        return
    diff = judged(diff_rulesets(before, after))
    for change in diff.changes:
        assert change.moves is not None
        event(f"{change.effect}" if change.moves else "moves nothing")
        for plans in made(diff, change):
            rows = data.draw(rows_for(plans), label="rows")
            try:
                _check(change, plans, rows)
            except CannotRun:
                event("a number outgrew all bounds")


@st.composite
def changed_texts(draw: st.DrawFn, text: str) -> str:
    """A ruleset with up to four of its declarations changed, each in one place."""
    whole = original(text)
    mutants = list(whole.mutants()) if whole is not None else []
    places = draw(st.lists(st.integers(0, len(mutants) - 1), min_size=1, max_size=MOST)) if mutants else []
    return with_mutants(text, list({mutants[place].place: mutants[place] for place in places}.values()))


def made(diff: RulesDiff, change: Change) -> Iterator[tuple[Plan, Plan]]:
    """A change by itself, in the older ruleset and in the newer one."""
    numbers = {one.number for one in diff.changes}
    if change.why.startswith(TOGETHER):
        return
    for without in (set[int](), numbers - {change.number}):
        old, new = (_plan(diff, one) for one in (without, without | {change.number}))
        if old is not None and new is not None:
            yield old, new


def _plan(diff: RulesDiff, numbers: Collection[int]) -> Plan | None:
    ruleset = ruleset_with(diff, numbers)
    return None if ruleset is None else build_plan(ruleset)


def _check(change: Change, plans: tuple[Plan, Plan], rows: Sequence[Row]) -> None:
    columns = run(plans[0], rows), run(plans[1], rows)
    steps = [{step.name: step for step in plan.steps} for plan in plans]
    rulesets = plans[0].ruleset, plans[1].ruleset
    for name in dict.fromkeys(name for one in rulesets for name in (*one.framework.results, *one.ratings)):
        if name not in steps[0] or name not in steps[1]:
            continue
        sign = better_sign(plans[1], name, steps[1])
        kept = [one.values(name) for one in columns]
        for before, after in zip(*kept, strict=True):
            if change.moves is False:
                assert before == after or (isinstance(before, Missing) and isinstance(after, Missing)), (change, name)
            if change.effect in ("easier", "harder") and sign is not None:
                better = _better(plans[1], steps[1][name].type.scale, before, after, sign)
                event(f"{change.effect}: {better}")
                assert better != (-1 if change.effect == "easier" else 1), (change, name, before, after)


def _better(plan: Plan, scale: str | None, before: Value, after: Value, sign: int) -> int:
    """1 where a value is better after than before, -1 where it is worse; 0 where it is the same, or missing once."""
    if isinstance(before, Missing) or isinstance(after, Missing):
        return 0
    words = plan.scales[scale] if scale is not None else ()
    places = [words.index(str(one)) if words else one for one in (before, after)]
    return sign * ((places[1] > places[0]) - (places[1] < places[0]))  # type: ignore[operator]

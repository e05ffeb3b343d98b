"""Every mutant of a ruleset is a ruleset: it is refused with a finding, or its plan runs. Running only what it changes
gives what running all of it gives, and one that is proven to be no change gives what the ruleset gives.

`CCGRULES_EXAMPLES` sets how many rulesets are tried (40 where it is not set; a quarter as many here).
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from properties.ruleset_text import ruleset_texts
from properties.test_engines import EXAMPLES, rows_of, worked_out

from ccgrules.engine.again import Again
from ccgrules.engine.exact import run_exact
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.rows import rows_dataset
from ccgrules.engine.table import Dataset
from ccgrules.model.amend import Layer
from ccgrules.model.load import check_text
from ccgrules.mutate.mutants import Mutant, Original
from ccgrules.mutate.same import provably_same
from ccgrules.plan.build import build_plan
from ccgrules.source import SourceFile
from ccgrules.syntax.parse import parse

MOST = 40
"""So many mutants of a ruleset are tried, spread over all of them."""


@pytest.mark.slow
@settings(max_examples=max(1, EXAMPLES // 4), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_mutant_runs(data: st.DataObject) -> None:
    text = data.draw(ruleset_texts(), label="ruleset")
    ruleset, _ = check_text(text)
    if ruleset is None:
        return
    original = Original.of([Layer((parse(SourceFile("<text>", text))[0],))], ruleset, build_plan(ruleset))
    rows = data.draw(rows_of(original.plan), label="rows")
    dataset = rows_dataset(original.plan, rows, sorted({row["period"] for row in rows}))
    try:
        again = Again.of(original.plan, dataset)
    except CannotRun:
        return
    mutants = list(original.mutants())
    for mutant in mutants[:: len(mutants) // MOST + 1]:
        event(_outcome(original, again, dataset, mutant))


def _outcome(original: Original, again: Again, dataset: Dataset, mutant: Mutant) -> str:
    """Runs one mutant in both ways and compares."""
    changed = original.changed(mutant)
    if changed is None:
        return "refused"
    afresh = worked_out(run_exact, changed.plan, dataset)
    if isinstance(afresh, str):
        with pytest.raises(CannotRun):
            again.run(changed, None)
        return "a number outgrew all bounds"
    anew = again.run(changed, None)
    columns = {**again.columns, **anew}
    for name in afresh.names():
        assert list(columns[name]) == list(afresh.values(name)), f"{mutant.edit.words()}: {name}"
    differs = any(list(column) != list(again.columns.get(name, ())) for name, column in anew.items())
    if provably_same(original, changed):
        values = [step.name for step in original.plan.steps if step.name in afresh.names()]
        assert all(list(again.columns[name]) == list(afresh.values(name)) for name in values), mutant.edit.words()
        return "proven to be the same"
    return "differs" if differs else "same on these data"

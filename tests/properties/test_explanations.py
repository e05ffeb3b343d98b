"""Any result of any ruleset can be explained: derivation, schema, text and page, for each organisation and named value.

`CCGRULES_EXAMPLES` sets how many rulesets are tried (40 where it is not set).
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from properties.ruleset_text import ruleset_texts
from properties.test_engines import EXAMPLES, checked_plan, rows_of

from ccgrules.engine.rows import rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.explain.derivation import derive
from ccgrules.explain.forms import to_json
from ccgrules.explain.page import to_html
from ccgrules.explain.wording import to_text
from ccgrules.resources import schema

SCHEMA = Draft202012Validator(schema("derivation"))


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_named_value_of_every_organisation_can_be_explained(data: st.DataObject) -> None:
    plan = checked_plan(data.draw(ruleset_texts(), label="ruleset"))
    event("checked" if plan else "refused")
    if plan is None:
        return
    rows = data.draw(rows_of(plan), label="rows")
    result = run_plan(plan, rows_dataset(plan, rows, sorted({row["period"] for row in rows})), "exact")
    rules = plan.ruleset
    for row in rows[:3]:
        for name in (*rules.ratings, *rules.measures, *rules.conditions):
            told = derive(result, row["organisation"], row["period"], name)
            SCHEMA.validate(to_json(told))
            assert to_text(told)
            assert to_html(told)

"""Plans of what panels decide: inputs that no data fill, and ratings kept as calculated."""

from __future__ import annotations

from ccgrules.model.expressions import Ref
from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Input, Plan

RULES = """framework t "T"
  language 1
  result r
scale grades best first
  good, fair, poor
field f yes or no
judgement visit "The visit" on grades by "Visiting Panel"
  must not (visit is good and f is no)
rating r "R" on grades
  good  when visit is good
  poor  otherwise
{more}  moderated by "Committee"
  must r is good or r.calculated is poor
"""


def plan_of(more: str = "") -> Plan:
    ruleset, findings = check_text(RULES.format(more=more))
    assert ruleset is not None, findings
    return build_plan(ruleset)


def test_a_judgement_is_an_input_that_no_data_fill() -> None:
    (visit,) = [step for step in plan_of().steps if isinstance(step, Input) and step.role == "judgement"]
    assert (visit.name, visit.of, visit.type.scale, visit.decided) == ("visit", "visit", "grades", True)


def test_a_rating_that_a_panel_may_change() -> None:
    steps = {step.name: step for step in plan_of().steps}
    decided, calculated, final = steps["r.moderated"], steps["r.calculated"], steps["r"]
    assert isinstance(decided, Input)
    assert (decided.role, decided.of, decided.decided) == ("moderated", "r", True)
    assert isinstance(calculated, Compute)
    assert isinstance(final, Compute)
    assert final.supplied == "r.moderated"
    assert isinstance(final.expr, Ref)
    assert final.expr.name == "r.calculated"


def test_adjustments_come_before_the_panel() -> None:
    steps = {step.name: step for step in plan_of("  no better than fair when f\n").steps}
    calculated = steps["r.calculated"]
    assert isinstance(calculated, Adjust)
    assert calculated.start == "r.before"
    assert [adjustment.column for adjustment in calculated.adjustments] == ["r.after_1"]


def test_what_a_decision_must_not_break_hangs_on_it_and_nothing_hangs_on_that() -> None:
    steps = plan_of().steps
    musts = {step.name: set(used_columns(step)) for step in steps if step.origin.part == "must"}
    assert musts == {"r.must_1": {"r", "r.calculated"}, "visit.must_1": {"visit", "f"}}
    assert not [step.name for step in steps if any(".must_" in name for name in used_columns(step))]

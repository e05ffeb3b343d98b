"""Plans: which steps a ruleset makes, what they are called, and in what order they stand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ccgrules.model.expressions import Choose, Ref
from ccgrules.model.load import check_text, load_ruleset
from ccgrules.model.ruleset import WhenMissing
from ccgrules.plan.build import build_plan
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Input, Lag, Plan

HEAD = """
framework t "T"
  language 1
  rates org "Organisation"
  scores better lower
  source manual "Manual"
  result m

scale rag best first
  green, amber, red

field kind one of x, y
field open yes or no

population everyone "Everyone"
population alike "Alike"
  by kind
  where open
  at least 3 members

indicator a "Waiting" in g
  data number
  better higher
  standard 85
  score value + 1

group g "Group"

measure m "M" = mean(g.indicators.score)
  better lower
"""


def plan_of(text: str) -> Plan:
    ruleset, findings = check_text(HEAD + text)
    assert ruleset is not None, findings
    return build_plan(ruleset)


def steps_of(plan: Plan) -> list[str]:
    return [step.name for step in plan.steps]


def step(plan: Plan, name: str) -> object:
    return next(step for step in plan.steps if step.name == name)


def figure(plan: Plan, name: str) -> Figure:
    found = step(plan, name)
    assert isinstance(found, Figure)
    return found


def compute(plan: Plan, name: str) -> Compute:
    found = step(plan, name)
    assert isinstance(found, Compute)
    return found


def test_inputs_come_first_and_each_step_after_what_it_uses() -> None:
    plan = plan_of("measure late = early + 1\nmeasure early = 2 * a.value")
    assert steps_of(plan) == ["kind", "open", "a.value", "a.standard", "a.score", "m", "early", "late"]


def test_an_indicator_has_its_wrappers() -> None:
    text = """
indicator b "B" in g
  data number
  better higher
  used when open
  score supplied, otherwise value
  status on rag
    green  when score > 1
    red    otherwise
  when missing score 4
"""
    plan = plan_of(text)
    score, status = compute(plan, "b.score"), compute(plan, "b.status")
    assert (score.supplied, score.used, score.value) == ("b.score.supplied", "b.used", "b.value")
    assert score.when_missing == WhenMissing("score", Fraction(4))
    assert (status.supplied, status.used, status.value) == (None, "b.used", None)
    assert status.when_missing == WhenMissing("exclude")
    supplied = step(plan, "b.score.supplied")
    assert isinstance(supplied, Input)
    assert (supplied.role, supplied.of) == ("supplied", "b.score")


def test_a_score_that_only_comes_with_the_data_does_not_ask_for_a_value() -> None:
    plan = plan_of('indicator b "B" in g\n  data number\n  better higher\n  score supplied')
    score = compute(plan, "b.score")
    assert (score.expr, score.supplied, score.value) == (None, "b.score.supplied", None)


def test_a_value_from_counts() -> None:
    plan = plan_of(
        'indicator b "B"\n  data percent from numerator / denominator\n  better higher\n  score 100 * value / 100%'
    )
    roles = {s.name: (s.role, s.of) for s in plan.steps if isinstance(s, Input) and s.of == "b"}
    assert roles == {
        "b.value.supplied": ("value", "b"),
        "b.numerator": ("numerator", "b"),
        "b.denominator": ("denominator", "b"),
    }
    assert compute(plan, "b.value").supplied == "b.value.supplied"


def test_limits_are_asked_for_where_they_are_used() -> None:
    plan = plan_of(
        'indicator b "B"\n  data number\n  better higher\n  score\n    1  when lower_limit > 3\n    0  otherwise'
    )
    assert "b.lower_limit" in steps_of(plan)
    assert "b.upper_limit" not in steps_of(plan)
    assert "a.lower_limit" not in steps_of(plan)


def test_figures_are_named_after_their_owner_and_equal_ones_are_shared() -> None:
    text = """
measure n "N"
  better lower
  =
    1  when a.value < quantile(a.value, 25%, among: everyone)
    2  when a.value < quantile(a.value, 50%, among: everyone)
    3  otherwise
measure p = quantile(a.value, 50%, among: everyone)
measure q = quantile(a.value, 50%, method: weibull, among: everyone)
"""
    plan = plan_of(text)
    assert [s.name for s in plan.steps if isinstance(s, Figure)] == ["n.quantile", "n.quantile_2", "q.quantile"]
    assert compute(plan, "p").expr == Ref("n.quantile_2", compute(plan, "p").type, span=plan.ruleset.framework.span)
    assert (figure(plan, "n.quantile").args, figure(plan, "n.quantile").method) == (("a.value",), "linear")
    assert figure(plan, "q.quantile").method == "weibull"


def test_arguments_and_conditions_of_figures_are_columns() -> None:
    text = """
measure n = rank(a.value - 5, then m, among: alike where a.value > 10, best: higher)
measure o = mean(a.value - 5, among: alike)
"""
    plan = plan_of(text)
    rank = figure(plan, "n.rank")
    assert (rank.args, rank.where) == (("n.rank.arg1", "m"), "n.rank.where")
    assert (rank.by, rank.member, rank.at_least) == ("kind", "alike.member", 3)
    assert rank.best == ("higher", "lower")
    assert figure(plan, "o.mean").args == ("o.mean.arg1",)
    assert steps_of(plan).count("alike.member") == 1


def test_a_population_that_nobody_uses_makes_no_step() -> None:
    assert "alike.member" not in steps_of(plan_of(""))


def test_lets_are_columns_of_the_declaration_and_of_the_call() -> None:
    text = """
method twice(point)
  let z = value - point
  score
    1  when z > 0
    2  otherwise
indicator b "B" in g
  data number
  better higher
  let w = value - 1
  score twice(w + 1)
"""
    plan = plan_of(text)
    assert [name for name in steps_of(plan) if name.startswith("b.")] == [
        "b.value", "b.w", "b.score.point", "b.score.z", "b.score",
    ]  # fmt: skip
    assert isinstance(compute(plan, "b.score").expr, Choose)


@pytest.mark.parametrize("word", ["used", "before", "after_1", "case", "previous", "member", "left_out", "members"])
def test_columns_that_the_plan_makes_leave_no_room_for_lets_of_their_names(word: str) -> None:
    own = f"rating r on rag\n  let {word} = a.value\n  green  when {word} > 3\n  red  otherwise"
    called = f"method s({word})\n  score {word} + 1\nindicator b\n  score s(a.value)"
    for text in (own, called):
        _, findings = check_text(HEAD + text)
        assert [finding.code for finding in findings if finding.severity == "error"] == ["CCG203"]


def test_a_let_may_be_called_like_a_function() -> None:
    plan = plan_of("measure n\n  let rank = a.value + 1\n  = rank(rank, among: everyone, best: higher)")
    assert [name for name in steps_of(plan) if name.startswith("n")] == ["n.rank", "n.rank_2", "n"]


def test_two_calls_of_a_method_in_one_value_do_not_share_lets_unless_they_are_the_same() -> None:
    text = """
method above(point)
  let z = value - point
  score z * 2
indicator b "B"
  data number
  better higher
  score
    above(50)  when value > 60
    above(40)  when value > 50
    above(50)  otherwise
"""
    plan = plan_of(text)
    assert [name for name in steps_of(plan) if name.startswith("b.score")] == ["b.score.z", "b.score.z_2", "b.score"]


def test_a_function_across_a_group_is_spelled_out_with_weights_for_means() -> None:
    text = """
indicator b "B" in g
  data number
  better higher
  score value
  counts 1/3
indicator c "C" in g
  data number
  better higher
  score value
  counts no "through b"
measure s = sum(g.indicators.score)
"""
    plan = plan_of(text)
    mean, total = compute(plan, "m").expr, compute(plan, "s").expr
    assert isinstance(mean, Aggregate)
    assert isinstance(total, Aggregate)
    assert [item.member for item in mean.items] == ["a", "b"]
    assert [getattr(item.weight, "value", None) for item in mean.items] == [1, Fraction(1, 3)]
    assert [getattr(item.weight, "value", None) for item in total.items] == [1, 1]


def test_values_of_an_indicator_that_is_not_used_are_not_applicable_in_groups() -> None:
    plan = plan_of('indicator b "B" in g\n  data number\n  better higher\n  used when open\n  score value\n'
                   "measure n = available(g.indicators.value)")  # fmt: skip
    used = compute(plan, "b.value.used")
    assert (used.used, used.expr) == ("b.used", Ref("b.value", used.type, span=used.origin.span))
    counted = compute(plan, "n").expr
    assert isinstance(counted, Aggregate)
    assert [getattr(item.value, "name", None) for item in counted.items] == ["a.value", "b.value.used"]


def test_earlier_values_are_lags_and_shared() -> None:
    plan = plan_of("measure n = a.value - previous(a.value)\nmeasure o = previous(a.value) + previous(a.value * 2)")
    lags = {s.name: s.of for s in plan.steps if isinstance(s, Lag)}
    assert lags == {"a.value.previous": "a.value", "o.previous.arg1.previous": "o.previous.arg1"}
    assert not plan.recurrent


def test_a_rating_that_uses_its_own_earlier_value_is_recurrent() -> None:
    text = """
rating r on rag
  red    when a.value < 50
  amber  when previous(r) is red
  green  otherwise
"""
    plan = plan_of(text)
    assert plan.recurrent
    assert {"r", "r.previous"} <= set(steps_of(plan))


def test_a_rating_keeps_what_it_was_before_each_adjustment() -> None:
    text = """
rating r "R" on rag
  green  when a.value > 90
  red    otherwise
  no better than amber  when open
    because "open ones are not green"
  not rated when kind is y
"""
    plan = plan_of(text)
    adjust = step(plan, "r")
    assert isinstance(adjust, Adjust)
    assert adjust.start == "r.before"
    assert [(a.kind, a.label, a.column) for a in adjust.adjustments] == [
        ("no better than", "amber", "r.after_1"),
        ("not rated", None, "r.after_2"),
    ]
    assert adjust.adjustments[0].origin.notes.because == ("open ones are not green",)
    assert adjust.adjustments[0].origin.span.text.startswith("no better than")


def test_a_rating_without_adjustments_is_one_step() -> None:
    plan = plan_of("rating r on rag\n  green  when a.value > 90\n  red    otherwise")
    assert isinstance(compute(plan, "r").expr, Choose)
    assert "r.before" not in steps_of(plan)


def test_steps_say_where_they_come_from() -> None:
    text = """
method above(point) "Above a point"
  cite manual "Table 1"
  score
    1  when value > point
    2  otherwise
indicator b "Seen" in g
  data number
  better higher
  score above(40)
    because "policy"
"""
    origin = compute(plan_of(text), "b.score").origin
    assert (origin.declaration, origin.part, origin.title) == ("b", "score", "Seen")
    assert origin.notes.because == ("policy",)
    assert origin.notes.cites == (("manual", "Table 1"),)
    assert "above(40)" in origin.span.text


EXAMPLES = ["examples/tutorial/clinics.rules", "examples/ccg-annual-assessment/annual-assessment.rules",
            "rulesets/nhs-oversight/2025-26.rules"]  # fmt: skip


@pytest.mark.parametrize("path", EXAMPLES)
def test_plans_of_whole_frameworks_are_in_order_and_always_the_same(project: Path, path: str) -> None:
    ruleset, _ = load_ruleset(project / path)
    assert ruleset is not None
    plan = build_plan(ruleset)
    seen: set[str] = set()
    for planned in plan.steps:
        if not (plan.recurrent and isinstance(planned, Lag)):
            assert set(used_columns(planned)) <= seen, planned.name
        assert planned.name not in seen
        seen.add(planned.name)
        if isinstance(planned, Adjust):
            seen |= {adjustment.column for adjustment in planned.adjustments}
    assert build_plan(ruleset) == plan

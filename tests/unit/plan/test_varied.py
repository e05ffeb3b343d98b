"""Varied plans: made of plans by world, and of one plan with a parameter at many values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from ccgrules.model.load import check_text
from ccgrules.model.types import Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Compute, Input, Plan, Step
from ccgrules.plan.varied import Factor, NotSwept, VariedPlan, VariedStep, World, swept, swept_plans, varied_of

HEAD = """framework t "T"
  language 1
  scores better higher
  result m
scale grades best first
  good "Good", fair "Fair", poor "Poor"
parameter bar "Bar" = 2 between 0 and 10
parameter share "Share" = 25%
parameter fewest "Fewest" = 1
population everyone
group g "G"
indicator a "A" in g
  data number
  better higher
  score value
indicator b "B" in g
  data number
  better higher
  score 2 * value
"""


def plan_of(text: str, head: str = HEAD) -> Plan:
    ruleset, findings = check_text(head + text)
    assert ruleset is not None, findings
    return build_plan(ruleset)


def step_of(varied: VariedPlan, name: str) -> VariedStep:
    return next(step for step in varied.steps if step.name == name)


# --- from plans ----------------------------------------------------------------------------------------------------


def plans_of(texts: Mapping[World, str]) -> dict[World, Plan]:
    return {world: plan_of(text) for world, text in texts.items()}


def two_by_two(m: str, n: str) -> dict[World, str]:
    """A measure `m` with another number where the first factor is at 1, and `n` where the second is."""
    return {
        (x, y): f"measure m = {m} + {x}\n  better higher\nmeasure n = {n} + {y}\n  better higher\n"
        for x in (0, 1)
        for y in (0, 1)
    }


def test_a_step_hangs_on_the_factors_that_tell_its_definitions_apart() -> None:
    varied = varied_of([Factor("x", 2), Factor("y", 2)], plans_of(two_by_two("a.score", "m")))
    assert step_of(varied, "a.value").factors == ()
    assert step_of(varied, "m").factors == (0,)
    assert step_of(varied, "n").factors == (1,)


def test_a_definition_is_that_of_the_world() -> None:
    plans = plans_of(two_by_two("a.score", "m"))
    varied = varied_of([Factor("x", 2), Factor("y", 2)], plans)
    for level in (0, 1):
        (own,) = [step for step in plans[level, 0].steps if step.name == "m"]
        assert step_of(varied, "m").at((level,)) == own


def test_a_step_that_some_worlds_have_not() -> None:
    other = HEAD.replace("result m", "result n")
    plans = [plan_of("measure m = 1\n  better higher\n"), plan_of("measure n = 1\n  better higher\n", other)]
    varied = swept_plans(plans)
    assert step_of(varied, "m").at((1,)) is None
    assert step_of(varied, "n").at((0,)) is None
    assert step_of(varied, "n").at((1,)) is not None


def test_steps_stand_behind_what_they_read_in_any_world() -> None:
    varied = swept_plans([plan_of(f"measure m = {body}\n  better higher\n") for body in ("a.score", "b.score")])
    place = {step.name: number for number, step in enumerate(varied.steps)}
    for step in varied.steps:
        for level in (0, 1):
            definition = step.at((level,) if step.factors else ())
            assert definition is not None
            assert all(place[column] < place[step.name] for column in used_columns(definition))
    assert place["b.score"] < place["m"]


def test_other_notes_are_no_difference() -> None:
    texts = ('measure m "One" = 1\n  better higher\n', 'measure m "Two" = 1\n  better higher\n')
    assert step_of(swept_plans([plan_of(text) for text in texts]), "m").factors == ()


def test_where_no_order_holds_in_all_worlds_they_are_run_one_by_one() -> None:
    texts = (
        "measure m = a.score\n  better higher\nmeasure n = m\n  better higher\n",
        "measure n = a.score\n  better higher\nmeasure m = n\n  better higher\n",
    )
    assert swept_plans([plan_of(text) for text in texts]).recurrent
    assert not swept_plans([plan_of(texts[0]), plan_of(texts[0])]).recurrent


# --- a parameter at many values ------------------------------------------------------------------------------------

USES = {
    "in arithmetic": "measure m = a.score * bar\n  better higher\n",
    "in a case": "measure m =\n  bar when a.score > bar\n  0 otherwise\n  better higher\n",
    "in a weight": "measure m\n  weighted mean\n    50% a.score + bar\n    50% b.score\n  better higher\n",
    "in a table": (
        "measure m =\n  table rows a.score, columns b.score\n      | 1   | 2\n    1 | bar | 2\n    2 | 3   | bar\n"
        "  better higher\n"
    ),
    "in a condition across members": "measure m = count(g.indicators.score > bar)\n  better higher\n",
    "in an adjustment": (
        "measure m = a.score\n  better higher\nrating r on grades\n  starts as good\n"
        "  no better than fair when a.score > bar\n"
    ),
    "in a population": "measure m = mean(a.value, among: everyone where a.value > bar)\n  better higher\n",
}


def names_left(step: Step) -> bool:
    """Whether a parameter's own constant is left in a step."""
    return "name='bar')" in repr(step)


@pytest.mark.parametrize("use", USES)
def test_what_uses_the_parameter_reads_its_column(use: str) -> None:
    plan = plan_of(USES[use])
    before = {step.name for step in plan.steps if names_left(step)}
    varied = swept(plan, "bar", [Fraction(3)])
    assert before
    for step in varied.steps:
        if step.name != "bar":
            definition = step.at(())
            assert definition is not None
            assert not names_left(definition)
            assert ("bar" in used_columns(definition)) == (step.name in before)


def test_its_levels_are_the_value_before_and_those_given() -> None:
    varied = swept(plan_of(USES["in arithmetic"]), "bar", [Fraction(3), Fraction(7, 2)])
    column = step_of(varied, "bar")
    assert varied.factors == (Factor("Bar", 3),)
    assert [value_at(column, level) for level in range(3)] == [2, 3, Fraction(7, 2)]


def value_at(step: VariedStep, level: int) -> Value:
    definition = step.at((level,))
    assert isinstance(definition, Compute)
    return definition.expr.value  # type: ignore[union-attr]


def test_a_parameter_by_period_keeps_its_own_values_at_first() -> None:
    head = HEAD.replace("= 2 between 0 and 10", '= 2, from "2025/26" 3')
    plan = plan_of(USES["in arithmetic"], head)
    (own,) = [step for step in plan.steps if step.name == "bar"]
    column = step_of(swept(plan, "bar", [Fraction(9)]), "bar")
    assert column.at((0,)) == own
    assert value_at(column, 1) == 9


FUNNEL = "against: 1, error: normal, standard_error: 1, overdispersion: additive"
OPTIONS = {
    "`q` of `quantile`": ("share", "measure m = quantile(a.value, share, among: everyone)\n  better higher\n"),
    "`needing` of `mean`": ("fewest", "measure m = mean(g.indicators.score, needing: fewest)\n  better higher\n"),
    "`clusters` of `kmeans`": ("bar", "measure m = kmeans(a.value, clusters: bar, among: everyone)\n  better higher\n"),
    "`winsorise` of `z_score`": (
        "share",
        f"measure m = z_score(a.value, {FUNNEL}, winsorise: share, among: everyone)\n  better higher\n",
    ),
}


@pytest.mark.parametrize("where", OPTIONS)
def test_a_parameter_that_is_an_option_is_refused(where: str) -> None:
    parameter, text = OPTIONS[where]
    with pytest.raises(NotSwept, match=f"`{parameter}` is {where}") as refused:
        swept(plan_of(text), parameter, [Fraction(1, 3)])
    assert parameter in refused.value.place.text


def test_another_parameter_in_an_option_is_none_of_its_business() -> None:
    text = OPTIONS["`q` of `quantile`"][1].replace("= quantile", "= bar + quantile")
    assert "bar" in [step.name for step in swept(plan_of(text), "bar", []).steps]


def test_an_unknown_parameter() -> None:
    with pytest.raises(KeyError):
        swept(plan_of(USES["in arithmetic"]), "baz", [])


def test_steps_that_do_not_use_it_are_the_same_objects() -> None:
    plan = plan_of(USES["in arithmetic"])
    varied = swept(plan, "bar", [])
    for step in plan.steps:
        if step.name != "m":
            assert step_of(varied, step.name).at(()) is step


def test_inputs_stay_first() -> None:
    names = [step.name for step in swept(plan_of(USES["in arithmetic"]), "bar", []).steps]
    inputs = [step.name for step in plan_of(USES["in arithmetic"]).steps if isinstance(step, Input)]
    assert names[: len(inputs)] == inputs
    assert names.index("bar") < names.index("m")

"""All variants in one plan: in each its steps are those of the ruleset of that variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import pytest
from unit.differences.attribution.two_rules import HEAD, indicator, rating

from ccgrules.diagnostics.render import render_plain
from ccgrules.differences.attribution.alike import alike, bare
from ccgrules.differences.attribution.superpose import Superposed, superposed
from ccgrules.differences.attribution.variants import Chosen, Inseparable, Variants
from ccgrules.differences.attribution.worked_out import cones_of
from ccgrules.model.expressions import Ref
from ccgrules.model.load import check_text
from ccgrules.model.ruleset import Ruleset
from ccgrules.plan.build import build_plan
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Compute, Input, Plan, Step
from ccgrules.plan.varied import World

Toggle = tuple[str, str]
"""A piece of a text, and what may stand in its place."""


@dataclass
class Toggled:
    """A text of which some pieces may be other ones, each by itself."""

    text: str
    toggles: Sequence[Toggle]
    made: list[Chosen] = field(default_factory=list)

    def make(self, chosen: Chosen) -> Ruleset | None:
        self.made.append(chosen)
        return check_text(self.of(chosen))[0]

    def of(self, chosen: Chosen) -> str:
        text = self.text
        for place in chosen:
            old, new = self.toggles[place]
            assert text.count(old) == 1
            text = text.replace(old, new)
        return text

    def plan(self, chosen: Chosen) -> Plan:
        return build_plan(check(self.of(chosen)))

    def superposed(self) -> tuple[Superposed, ...]:
        everyone = range(len(self.toggles))
        variants = Variants(tuple(everyone), self.make)
        ends = [self.plan(frozenset(chosen)) for chosen in ((), everyone)]
        self.made.clear()
        return superposed(variants, [new for _, new in self.toggles], ends[0], ends[1])


def held(toggled: Toggled) -> tuple[Superposed, ...]:
    """The varied plans, once the steps of each variant have been held to its own plan, in an order that holds."""
    plans = toggled.superposed()
    worlds = list(product((0, 1), repeat=len(toggled.toggles)))
    for world in worlds:
        (one,) = [plan for plan in plans if plan.holds(world)]
        found = steps_of(one, world)
        wanted = {
            step.name: step
            for step in toggled.plan(frozenset(place for place in range(len(world)) if world[place])).steps
        }
        for name, step in wanted.items():
            assert name in found, (world, name)
            assert alike(as_given(one, found[name]), step), (world, name)
        beside = [step for name, step in found.items() if name not in wanted]
        assert all(isinstance(step, Input) for step in beside), "inputs that are not read do no harm"
        seen: set[str] = set()
        for name, step in found.items():
            assert one.varied.recurrent or seen.issuperset(used_columns(step))
            seen.add(name)
    return plans


def steps_of(one: Superposed, world: World) -> dict[str, Step]:
    found = [step.at(tuple(world[factor] for factor in step.factors)) for step in one.varied.steps]
    return {step.name: step for step in found if step is not None}


def as_given(one: Superposed, step: Step) -> Step:
    """An input where a step copies one under another name."""
    if isinstance(step, Compute) and isinstance(step.expr, Ref) and step.expr.name in one.inputs:
        copied = next(other.at(()) for other in one.varied.steps if other.name == step.expr.name)
        _, name = one.inputs[step.expr.name]
        if name == step.name and isinstance(copied, Input) and copied.name != name:
            return Input(name, copied.type, copied.role, copied.of, copied.origin)
    return step


def factors_of(one: Superposed) -> dict[str, tuple[int, ...]]:
    return {step.name: step.factors for step in one.varied.steps if step.factors}


A1, A2, A3 = (indicator(f"a{number}", above=f"1{number}") for number in (1, 2, 3))
THREE = A1 + A2 + A3


def test_each_step_hangs_on_what_changes_it() -> None:
    toggles = [
        ("value >= 11", "value >= 5"),
        ("overall >= 1.5", "overall >= 1.4"),
        ("overall >= 1\n", "overall >= 0.9\n"),
    ]
    toggled = Toggled(HEAD + THREE + rating(), [*toggles, (A3, "")])
    (one,) = held(toggled)
    assert factors_of(one) == {"a1.score": (0,), "overall": (3,), "grade": (1, 2), "a3.score": (3,)}
    assert cones_of(one)["overall"] == (0, 3)
    assert cones_of(one)["grade"] == (0, 1, 2, 3)


def test_a_mean_over_members_of_which_many_come_and_go_is_put_together_member_by_member() -> None:
    """Eight members come or go, and one counts double: 512 variants from the plans of 20."""
    members = [indicator(f"b{number}", above=f"2{number}") for number in range(8)]
    toggles = [(member, "") for member in members]
    toggles.append(("  score\n    2  when value >= 11", "  counts 2\n  score\n    2  when value >= 11"))
    toggled = Toggled(HEAD + "".join([A1, *members]) + rating(), toggles)
    (one,) = toggled.superposed()
    assert factors_of(one)["overall"] == tuple(range(9))
    for world in list(product((0, 1), repeat=9))[::37]:
        found = steps_of(one, world)["overall"]
        wanted = {step.name: step for step in toggled.plan(frozenset(p for p in range(9) if world[p])).steps}["overall"]
        assert alike(found, wanted)
    toggled.made.clear()
    assert toggled.superposed()
    assert len(toggled.made) == 20


def test_weights_lines_and_a_mean_inside_a_line() -> None:
    """One line reads something else, both weights are others by another unit, and members come and go in the other."""
    lines = "\n  weighted mean\n    40%  mean(all.indicators.score)\n    60%  a1.score"
    toggles = [
        ("a1.score\n", "a2.score\n"),
        (A3, ""),
        ("40%  mean(all.indicators.score)\n    60%", "30%  mean(all.indicators.score)\n    70%"),
        ("value >= 12", "value >= 4"),
    ]
    text = HEAD + THREE + indicator("a4", above="14") + rating(overall="mean(all.indicators.score)")
    text = text.replace("= mean(all.indicators.score)", lines)
    (one,) = held(Toggled(text, [*toggles, (indicator("a4", above="14"), "")]))
    assert factors_of(one)["overall"] == (0, 1, 2, 4)


def test_cases_that_come_beside_cases_that_change() -> None:
    toggles = [
        ("  good  when overall", "  poor  when a1.value < 1\n  good  when overall"),
        ("overall >= 1.5", "overall >= 1.4"),
        ("overall >= 1\n", "overall >= 0.9\n"),
        ("  poor  otherwise", "  fair  when a2.value > 3\n  poor  otherwise"),
        ("  fair  when overall", "  good  when a3.value > 77\n  fair  when overall"),
    ]
    (one,) = held(Toggled(HEAD + THREE + rating(), toggles))
    assert factors_of(one)["grade"] == (0, 1, 2, 3, 4)


def test_adjustments_that_come_and_go() -> None:
    adjusted = rating(more="  no better than fair when a1.value < 1\n  no worse than fair when a2.value > 30\n")
    toggles = [
        ("  no better than fair when a1.value < 1\n", ""),
        ("a2.value > 30", "a2.value > 20"),
        ("  no worse than fair", "  becomes poor when a3.value < 2\n  no worse than fair"),
        ("overall >= 1.5", "overall >= 1.2"),
    ]
    held(Toggled(HEAD + THREE + adjusted, toggles))


def test_what_is_shared_goes_by_the_name_of_its_first_user() -> None:
    """The median of a1 is the figure of whichever of three measures still uses it first."""
    measures = [f'\nmeasure m{n} "M{n}" = median(a1.value, among: clinics) + {n}\n' for n in range(4)]
    uses = rating(good="1.5 and m0 + m1 + m2 + m3 > 0")
    toggles = [(measure, measure.replace("median(a1.value, among: clinics)", "0")) for measure in measures[:3]]
    held(Toggled(HEAD + THREE + "".join(measures) + uses, toggles))


def test_data_of_another_kind_go_with_their_unit() -> None:
    as_share = A1.replace("number", "percent").replace("11", "11%")
    counted = A2.replace("number", "percent from numerator / denominator").replace("12", "12%")
    (one,) = held(Toggled(HEAD + THREE + rating(), [(A1, as_share), (A2, counted), (A3, "")]))
    given = {name: given for name, given in one.inputs.items() if given[1] != name or name.startswith("a3")}
    assert set(given.values()) == {
        ("before", "a1.value"),
        ("after", "a1.value"),
        ("before", "a2.value"),
        ("before", "a3.value"),
    }
    assert one.inputs["a2.numerator"] == ("after", "a2.numerator")


def test_labels_that_a_unit_adds_part_the_variants() -> None:
    toggles = [('good "Good",', 'best "Best", good "Good",'), ("overall >= 1.5", "overall >= 1.4")]
    plans = held(Toggled(HEAD + THREE + rating(), toggles))
    assert [plan.settled for plan in plans] == [{0: 0}, {0: 1}]
    assert [plan.varied.scales["grades"][0] for plan in plans] == ["good", "best"]
    assert all(cones_of(plan)["grade"] == (1,) for plan in plans)


def test_steps_whose_order_turns_round_part_the_variants() -> None:
    """One text speaks of a2 in a1, the other of a1 in a2: by one unit, as each half alone is no ruleset."""
    one_way = A1.replace("value >= 11", "a2.score >= 1") + A2
    other_way = A1 + A2.replace("value >= 12", "a1.score >= 1")
    plans = held(Toggled(HEAD + one_way + A3 + rating(), [(one_way, other_way), ("value >= 13", "value >= 3")]))
    assert [plan.settled for plan in plans] == [{0: 0}, {0: 1}]


def test_looking_back_in_some_variants_only() -> None:
    """Where a value hangs on its own earlier value in some variants, all are run period by period."""
    toggles = [
        ("= mean(all.indicators.score)", "= (mean(all.indicators.score) + previous(overall)) / 2"),
        ("value >= 12", "value >= 5"),
    ]
    (one,) = held(Toggled(HEAD + THREE + rating(overall="mean(all.indicators.score)\n  data number"), toggles))
    assert one.varied.recurrent


def test_units_that_cannot_be_made_by_themselves() -> None:
    toggles = [(A3, ""), ("overall >= 1.5", "overall >= 1.4 and a3.score >= 1")]
    toggled = Toggled(HEAD + THREE + rating(), toggles[1:])
    assert len(held(toggled)) == 1
    assert check_text(toggled.text.replace(A3, "").replace(*toggles[1]))[0] is None
    with pytest.raises(Inseparable):
        superposed(
            Variants((0, 1), Toggled(toggled.text, toggles).make),
            ["", ""],
            toggled.plan(frozenset()),
            toggled.plan(frozenset()),
        )


def test_notes_and_titles_make_no_difference() -> None:
    one, other = (build_plan(check(HEAD + A1 + rating() + more)) for more in ("", '    because "So it is"\n'))
    assert [bare(step) for step in one.steps] == [bare(step) for step in other.steps]
    assert one.steps != other.steps


def check(text: str) -> Ruleset:
    ruleset, findings = check_text(text)
    assert ruleset is not None, render_plain(findings)
    return ruleset

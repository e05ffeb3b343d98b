"""On which units values hang, as far as the data show: what makes no difference to them is left out."""

from __future__ import annotations

from fractions import Fraction

from unit.differences.attribution.two_rules import HEAD, Two, indicator, rating, shares

from ccgrules.differences.attribution.players import without
from ccgrules.engine.rows import Given
from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Aggregate, Compute, Step

F = Fraction
A1, A2 = indicator("a1"), indicator("a2")


def variants(old: str, new: str, *rows: dict[str, Given]) -> int:
    """How many variants are worked out: 2 to the number of units on which the values hang."""
    return Two.of(HEAD + old + rating(), HEAD + new + rating(), rows).attribution().variants


def clinic(code: str = "A", **values: Given) -> dict[str, Given]:
    return {"organisation": code, **values}


def test_a_standard_between_which_and_the_other_nobody_is() -> None:
    old, new = A1 + A2, indicator("a1", above="5") + indicator("a2", above="5")
    assert variants(old, new, clinic(a1=7, a2=20)) == 2
    assert variants(old, new, clinic(a1=7, a2=6)) == 4


def test_only_who_moved_counts_where_each_has_values_for_itself() -> None:
    """B's a2 comes to something else, and B stays Poor: a2's change is none of A's business."""
    old, new = A1 + A2 + indicator("a3"), indicator("a1", above="5") + indicator("a2", above="5") + indicator("a3")
    assert variants(old, new, clinic(a1=7, a2=20, a3=1), clinic("B", a1=0, a2=7, a3=1)) == 2


def test_others_count_where_rows_are_compared() -> None:
    """a1 counts from the mean of the scores of a2 on, so that B's a2 is everyone's business."""
    mean = A1.replace("value >= 10", "value >= mean(a2.score, among: clinics)")
    old, new = mean + A2, mean + indicator("a2", above="5")
    assert variants(old, new, clinic(a1=F(1, 2), a2=0), clinic("B", a1=5, a2=7)) == 2
    old, new = (
        A1.replace("value >= 10", f"value >= {low} + mean(a2.score, among: clinics)") + indicator("a2", above=above)
        for low, above in ((1, "10"), (2, "5"))
    )
    # a1 must be 1 before, 2 by either change, 3 by both: A has 2
    assert variants(old, new, clinic(a1=2, a2=0), clinic("B", a1=9, a2=7)) == 4


def test_indicators_that_come_and_go_without_data() -> None:
    more = [indicator(f"b{number}") for number in range(9)]
    old, new = A1 + "".join(more[:4]), indicator("a1", above="5") + "".join(more[4:])
    assert variants(old, new, clinic(a1=7)) == 2
    assert variants(old, new, clinic(a1=7, b0=0, b8=20)) == 8


def test_without_data_for_whoever_moved_is_enough() -> None:
    old, new = A1, indicator("a1", above="5") + A2
    assert variants(old, new, clinic(a1=7), clinic("B", a1=1, a2=1)) == 2


def test_what_must_not_be_missing_counts_where_it_is() -> None:
    must = indicator("a2", more="  when missing undetermined\n")
    assert variants(A1, A1 + must, clinic(a1=7)) == 2
    assert variants(A1, indicator("a1", above="5") + must, clinic(a1=7)) == 4


def test_nobody_moved() -> None:
    assert variants(A1, indicator("a1", above="5"), clinic(a1=20)) == 0


def test_values_that_hang_on_their_own_earlier_values() -> None:
    """What comes before the ring, the scores, is looked at: only a1's change matters, as a2 is 20 all the time."""
    smoothed = (
        "\n  mean(all.indicators.score)  when previous(overall) is missing"
        "\n  (mean(all.indicators.score) + previous(overall)) / 2  otherwise\n  data number"
    )
    old, new = A1 + A2, indicator("a1", above="5") + indicator("a2", above="5")
    rows = [clinic(period=year, a1=7, a2=20) for year in ("2020", "2021")]
    two = Two.of(HEAD + old + rating(overall=smoothed), HEAD + new + rating(overall=smoothed), rows)
    found = two.attribution()
    assert found.variants == 2
    assert [[*shares(movements[1])] for movements in found.of.values()] == [[F(1), F(0)]] * 2


def test_members_that_are_left_out_in_any_case() -> None:
    """Of a mean of scores, that of an indicator without data; not of what is counted of something else."""
    overall = 'mean(all.indicators.score)\n\nmeasure met "Met" = count(all.indicators.score >= 1)'
    ruleset, _ = check_text(HEAD + A1 + A2 + rating(overall=overall) + "  becomes poor when met > 5\n")
    assert ruleset is not None
    steps = {step.name: without(step, {"a2.score"}) for step in build_plan(ruleset).steps}
    assert members(steps["overall"]) == ["a1"]
    assert members(steps["met"]) == ["a1", "a2"]


def members(step: Step) -> list[str]:
    assert isinstance(step, Compute)
    assert isinstance(step.expr, Aggregate)
    return [item.member for item in step.expr.items]

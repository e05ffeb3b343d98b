"""Which change moved whom, worked by hand: changes that need each other, either of two, idle ones, missing ratings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from unit.differences.attribution.two_rules import HEAD, Two, indicator, loaded, rated, rating, shares

from ccgrules.differences.attribution.attribute import DoesNotAddUp, attribute
from ccgrules.differences.attribution.forms import Attribution, Movement
from ccgrules.engine.rows import Given

F = Fraction
BOTH = indicator("a1") + indicator("a2")


def clinic(code: str = "A", **values: Given) -> dict[str, Given]:
    return {"organisation": code, **values}


def only(attribution: Attribution) -> tuple[Movement, Movement]:
    """The movements of the one that moved: its grade, and its overall score."""
    assert list(attribution.of) == [("A", "")]
    grade, overall = attribution.of["A", ""]
    return grade, overall


def test_two_changes_that_need_each_other() -> None:
    """a1 counts from 5 on (overall 0 to 1) and Fair starts at 1, not 1.5: neither is enough for a clinic with 7."""
    old = HEAD + BOTH + rating(good="2", fair="1.5")
    new = HEAD + indicator("a1", above="5") + indicator("a2") + rating(good="2", fair="1")
    two = Two.of(old, new, [clinic(a1=7, a2=0)])
    found = two.attribution()
    grade, overall = only(found)
    assert (grade.name, grade.measured) == ("grade", "grades")
    assert [grade.before, grade.after] == [F(0), F(1)]
    assert [[share.share, share.first, share.last] for share in grade.shares] == [[F(1, 2), F(0), F(1)]] * 2
    assert (overall.name, overall.measured) == ("overall", "value")
    assert shares(overall) == [1, 0]
    assert (found.exact, found.orders, found.variants) == (True, 0, 4)


def test_two_changes_either_of_which_is_enough() -> None:
    """Both indicators count from 5 on: one of them brings overall from 0 to 1, which is Fair; both bring it to 2."""
    old = HEAD + BOTH + rating(good="3", fair="1")
    new = HEAD + indicator("a1", above="5") + indicator("a2", above="5") + rating(good="3", fair="1")
    grade, overall = only(Two.of(old, new, [clinic(a1=7, a2=7)]).attribution())
    assert [[share.share, share.first, share.last] for share in grade.shares] == [[F(1, 2), F(1), F(0)]] * 2
    assert shares(overall) == [1, 1]


def test_three_changes() -> None:
    """a3 comes (2 points), a1 goes (0 points), Good starts at 1.5, not 2.

    Overall is 0 + 2 over 2 = 1. With a3 4/3, without a1 2, with both 2. Good by: a1 gone; and with a3 alone never.
    Good needs a1 to go, whatever else: as 4/3 is below 1.5 too, that is all there is to it.
    """
    old = HEAD + BOTH + rating(good="2", fair="1")
    new = HEAD + indicator("a2") + indicator("a3") + rating(good="1.5", fair="1")
    found = Two.of(old, new, [clinic(a1=0, a2=10, a3=10)]).attribution()
    grade, overall = only(found)
    by_title = {unit.title: place for place, unit in enumerate(found.units)}
    gone, come = by_title["a1 removed from All of it"], by_title["a3 added to All of it"]
    assert [share.share for share in grade.shares] == [F(place == gone) for place in range(3)]
    # overall: a3 first adds 1/3, last 0; a1's going first adds 1, last 2/3: halves of their sums
    assert [overall.shares[come].share, overall.shares[gone].share] == [F(1, 6), F(5, 6)]
    assert [(overall.shares[come].first, overall.shares[come].last)] == [(F(1, 3), F(0))]
    assert [unit.number for unit in found.idle()] == [n + 1 for n in range(3) if n != gone]


def test_a_change_that_moves_no_one_is_idle() -> None:
    old = HEAD + BOTH + rating()
    new = HEAD + indicator("a1", above="8") + indicator("a2", above="40") + rating()
    rows = [clinic(a1=9, a2=30), clinic("B", a1=0, a2=0)]
    found = Two.of(old, new, rows).attribution()
    assert found.of == {}  # A goes from 0 + 2 to 2 + 0
    found = Two.of(old, new, [clinic(a1=9, a2=50), rows[1]]).attribution()
    assert [unit.title for unit in found.idle()] == [found.units[1].title]
    assert "a2" in found.idle()[0].title


def test_a_variant_without_a_rating_counts_as_half_way() -> None:
    """a3 comes, which must not be missing, and is; and overall is a1 by itself, so that a3 does not matter.

    Fair before (1), Good after (2), none with a3 alone (1.5), Good with a1 by itself (2).
    """
    needed = indicator("a3", more="  when missing undetermined\n")
    old, new = HEAD + BOTH + rating(), HEAD + BOTH + needed + rating(overall="a1.score")
    found = Two.of(old, new, [clinic(a1=10, a2=0, a3=None)]).attribution()
    grade, overall = only(found)
    come = next(place for place, unit in enumerate(found.units) if unit.title.startswith("a3"))
    assert [grade.shares[come].share, grade.shares[1 - come].share] == [F(1, 4), F(3, 4)]
    assert (grade.shares[come].first, grade.shares[come].last) == (F(1, 2), F(0))
    assert [overall.before, overall.after] == [F(1), F(2)]
    assert overall.shares[come].share == F(1, 4)


def test_who_gets_or_loses_a_rating_moves_between_having_one_and_not() -> None:
    needed = indicator("a2", more="  when missing undetermined\n")
    old, new = HEAD + indicator("a1") + needed + rating(), HEAD + BOTH + rating(fair="0.5")
    grade, *others = Two.of(old, new, [clinic(a1=10, a2=None)]).attribution().of["A", ""]
    assert grade.measured == "rated"
    assert [grade.before, grade.after, *shares(grade)] == [F(0), F(1), F(1), F(0)]
    assert others == [], "overall has no value before"
    back = Two.of(new, old, [clinic(a1=10, a2=None)]).attribution().of["A", ""][0]
    assert [back.before, back.after] == [F(1), F(0)]


def test_what_others_have_counts_where_rows_are_compared() -> None:
    """Good is who has most. C does better than A once a2 comes, in which A has nothing."""
    half = rating().replace("overall >= 1.5", "overall >= max(overall, among: clinics)")
    rows = [clinic(a1=10, a2=0), clinic("B", a1=0, a2=20), clinic("C", a1=10, a2=20)]
    found = Two.of(HEAD + indicator("a1") + half, HEAD + BOTH + half, rows).attribution()
    moved = {code: [movements[0].before, *shares(movements[0])] for (code, _), movements in found.of.items()}
    assert moved == {"A": [F(2), F(-1)], "B": [F(0), F(1)]}


def test_data_of_another_kind_are_read_as_each_version_reads_them() -> None:
    """a1 was a number from 10 on, and is a share from 70 % on: 72 in the data, which is 72 and 0.72."""
    share = indicator("a1", above="70%").replace("number", "percent")
    old, new = HEAD + BOTH + rating(good="2"), HEAD + share + indicator("a2", above="5") + rating(good="2")
    diff = Two.of(old, new, []).diff
    before, after = rated(diff.old, [clinic(a1=7, a2=7)]), rated(diff.new, [clinic(a1=F(72, 100), a2=7)])
    found = Two(diff, before, after).attribution()
    grade, overall = only(found)
    assert shares(overall) == [1, 1]
    assert shares(grade) == [1, 1]
    assert found.units[0].together.startswith("with data of another kind") == (len(found.units[0].changes) > 1)


def test_a_scale_with_one_label_more() -> None:
    """Best is above Good: the clinic goes from Good to Best, which is one grade, by the label and its case together."""
    old = HEAD + BOTH + rating()
    new = old.replace('good "Good",', 'best "Best", good "Good",').replace(
        "  good  when", "  best  when overall >= 2\n  good  when"
    )
    new = new.replace(indicator("a2"), indicator("a2", above="30"))
    rows = [clinic(a1=10, a2=40), clinic("B", a1=10, a2=20)]
    found = Two.of(old, new, rows).attribution()
    moved = {code: [m[0].before, m[0].after, *shares(m[0])] for (code, _), m in found.of.items()}
    # of the joint scale: poor 0, fair 1, good 2, best 3; B falls to 1 by a2, from 2
    one, other = (0, 1) if "a2" in found.units[1].title else (1, 0)
    assert moved["A"][:2] == [2, 3]
    assert [moved["A"][2 + one], moved["A"][2 + other]] == [1, 0]
    # B: best with the scale alone (3), fair with a2 alone (1) or both (1)
    assert moved["B"][:2] == [2, 1]
    assert [moved["B"][2 + one], moved["B"][2 + other]] == [F(1, 2), F(-3, 2)]


def test_steps_whose_order_turns_round() -> None:
    """a1 was scored by a2's score, and a2 is scored by a1's now: no order of the two holds in both versions."""
    follows = indicator("a1").replace("when value >= 10", "when a2.score >= 2")
    leads = indicator("a2").replace("when value >= 10", "when a1.score >= 2")
    old = HEAD + follows + indicator("a2") + indicator("a3") + rating()
    new = HEAD + indicator("a1") + leads + indicator("a3", above="5") + rating()
    found = Two.of(old, new, [clinic(a1=10, a2=0, a3=7)]).attribution()
    assert [len(unit.changes) for unit in found.units] == [2, 1]
    grade, overall = only(found)
    assert [overall.before, overall.after] == [F(0), F(2)]
    assert shares(overall) == [F(4, 3), F(2, 3)]
    # poor 0, with the two turned round 4/3 and so fair, with a3 alone poor, good with all
    assert shares(grade) == [F(3, 2), F(1, 2)]


def test_a_result_under_the_older_names() -> None:
    """What was b9 is a1 now; the older result may speak of it by either name."""
    old = HEAD + indicator("b9").replace("Indicator b9", "Indicator a1") + indicator("a2") + rating()
    new = HEAD + indicator("a1", above="5").replace("  score", "  formerly b9\n  score") + indicator("a2") + rating()
    two = Two.of(old, new, [clinic(a1=7, a2=10)])
    assert "b9" not in two.diff.old.indicators
    own = replace(two, before=rated(loaded(old).ruleset, [clinic(b9=7, a2=10)]))
    assert own.attribution().of == two.attribution().of
    assert shares(only(two.attribution())[0]).count(F(1)) == 1


def test_judgements_are_data_like_others() -> None:
    rules = HEAD + BOTH + rating(more='  moderated by "Panel"\n')
    new = rules.replace(indicator("a1"), indicator("a1", above="5"))
    rows = [clinic(a1=7, a2=0), {**clinic("B", a1=7, a2=0), "grade.moderated": "good"}]
    assert [code for code, _ in Two.of(rules, new, rows).attribution().of] == ["A"]


def test_only_some_organisations() -> None:
    old, new = HEAD + BOTH + rating(), HEAD + indicator("a1", above="5") + indicator("a2") + rating()
    two = Two.of(old, new, [clinic(code, a1=7, a2=0) for code in "ABC"])
    assert [code for code, _ in two.attribution(for_organisations={"B", "Z"}).of] == ["B"]
    assert two.attribution(for_organisations=()).variants == 0


def test_another_rating_than_the_headline() -> None:
    more = '\nrating other "Other" on grades\n  good  when a2.score >= 2\n  poor  otherwise\n'
    old, new = HEAD + BOTH + rating(more=more), HEAD + indicator("a1") + indicator("a2", above="5") + rating(more=more)
    two = Two.of(old, new, [clinic(a1=0, a2=7)])
    assert two.attribution(rating="other").of["A", ""][0].after == 2
    with pytest.raises(KeyError):
        two.attribution(rating="overall")


def test_more_units_than_can_be_followed_in_all_orders() -> None:
    names = [f"a{number}" for number in range(14)]
    old, new = (HEAD + "".join(indicator(name, above=above) for name in names) + rating() for above in ("10", "5"))
    found = Two.of(old, new, [{"organisation": "A", **dict.fromkeys(names, 7)}]).attribution(orders=20)
    assert (found.exact, found.orders) == (False, 20)
    grade, overall = only(found)
    assert [overall.before, overall.after] == [F(0), F(2)]
    assert set(shares(overall)) == {F(1, 7)}
    assert {share.error for share in overall.shares} == {0.0}
    assert any(share.error for share in grade.shares)


def test_results_of_other_rows_or_rules() -> None:
    old, new = HEAD + BOTH + rating(), HEAD + indicator("a1", above="5") + indicator("a2") + rating()
    two = Two.of(old, new, [clinic(a1=7, a2=0)])
    with pytest.raises(ValueError, match="same rows"):
        attribute(two.diff, rated(two.diff.old, [clinic(a1=7), clinic("B")]), two.after)
    wrong = Two.of(HEAD + BOTH + rating(), HEAD + BOTH + rating(), [clinic(a1=10, a2=10)]).before
    with pytest.raises(DoesNotAddUp, match="`grade` of `A` comes to poor with no change made, not to good"):
        attribute(two.diff, wrong, two.after)

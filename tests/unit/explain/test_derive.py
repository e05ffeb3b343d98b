"""What a derivation says, against figures worked by hand; and that it says nothing of a result that is not right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

import pytest
from unit.explain.explained import planned, rated

from ccgrules.engine.rows import RowColumns
from ccgrules.explain.among_parts import Among
from ccgrules.explain.derivation import derive
from ccgrules.explain.forms import Derivation
from ccgrules.explain.parts import Across, Arithmetic, Cases, Given, Published, TableCell
from ccgrules.explain.rating_parts import Adjusted
from ccgrules.explain.row import Disagreement
from ccgrules.explain.wording import to_text
from ccgrules.model.types import MISSING, Reason

F = Fraction
ENGINES: tuple[Literal["exact"], Literal["columns"]] = ("exact", "columns")

RANKED = """
group care "Care"

indicator WAIT "Waiting" in care
  data    percent
  better  lower
  score   1 + 3 * percent_rank(value, among: trusts)

indicator MONEY "Within budget" in care
  data    yes or no
  counts  2
  score
    4  when value is yes
    0  otherwise

measure overall "Overall score" = mean(all.indicators.score)
  better    higher
  shown to  2 places

rating verdict "Verdict" on ratings
  good  when overall >= 3
  fair  when overall >= 2
  poor  otherwise
  no better than fair  when MONEY.value is no
    because "Money matters"
    cite manual "Clause 4"
"""


def among(told: Derivation, column: str) -> Among:
    entry = told.entry(column)
    assert entry is not None
    assert isinstance(entry.how, Among)
    return entry.how


@pytest.fixture
def ranked() -> Derivation:
    """C: 30 %, after 10 % and 20 %, tied with D, before 40 %; F sent nothing."""
    values = ["0.1", "0.2", "0.3", "0.3", "0.4", None]
    rows = [{"WAIT": F(v) if v else None, "MONEY": True} for v in values]
    return derive(rated(planned(RANKED), rows), "C")


def test_a_place_is_told_with_its_ties_its_peers_and_who_is_left_out(ranked: Derivation) -> None:
    place = among(ranked, "WAIT.score.percent_rank")
    assert (place.place, place.tied, place.members, place.organisations) == (3, 1, 5, 6)
    assert place.worked == "2 / 4"
    assert place.first is not None
    assert place.first.shown == "10.00 %"
    assert [(out.count, out.names) for out in place.left_out] == [(1, ("F",))]


def test_a_mean_is_spelled_out_with_its_weights(ranked: Derivation) -> None:
    entry = ranked.entry("overall")
    assert entry is not None
    assert isinstance(entry.how, Across)
    # 1 + 3 × 2/4 = 2.5, once; 4, twice: 10.5 / 3 = 3.5
    assert entry.how.worked == "(2.50 + 2 × 4.00) / 3 = 10.50 / 3 = 3.50"
    assert [(m.title, m.weight, m.counted) for m in entry.how.members] == [
        ("Waiting", "1", True),
        ("Within budget", "2", True),
    ]


def test_the_rating_and_each_entry_stand_before_what_they_use(ranked: Derivation) -> None:
    columns = [entry.column for entry in ranked.entries]
    assert columns[0] == "verdict"
    assert set(columns) == {
        "verdict", "verdict.before", "overall", "WAIT.score", "WAIT.value", "WAIT.score.percent_rank", "MONEY.score",
        "MONEY.value",
    }  # fmt: skip
    for entry in ranked.entries:
        assert all(columns.index(used) > columns.index(entry.column) for used in entry.uses if used != "MONEY.value")


def test_a_ladder_tells_its_cut_points_and_how_far_they_lie() -> None:
    told = derive(rated(planned(RANKED), [{"WAIT": F("0.1"), "MONEY": True}]), "A")
    entry = told.entry("verdict.before")
    assert entry is not None
    assert isinstance(entry.how, Cases)
    ladder = entry.how.ladder
    assert ladder is not None
    # alone: score 1; (1 + 2 × 4) / 3 = 3: exactly the cut point
    assert ladder.value.exact == "3"
    assert [(r.relation, r.cut.shown, r.outcome.shown, r.apart.exact) for r in ladder.rungs] == [
        ("at least", "3.00", "Good", "0"),
        ("at least", "2.00", "Fair", "1"),
    ]
    assert [case.verdict for case in entry.how.cases] == ["taken", "not reached", "not reached"]


def test_an_adjustment_tells_what_the_rating_would_have_been() -> None:
    rows = [{"WAIT": F("0.1"), "MONEY": True}, {"WAIT": F("0.5"), "MONEY": False}]
    plan = planned(RANKED.replace("0  otherwise", "3  otherwise"))
    told = derive(rated(plan, rows), "B")
    how = told.entries[0].how
    assert isinstance(how, Adjusted)
    (adjustment,) = how.adjustments
    # (4 + 2 × 3) / 3 = 3.33: good, but for the adjustment
    assert (adjustment.before.shown, adjustment.after.shown, adjustment.without.shown) == ("Good", "Fair", "Good")
    assert adjustment.moved is True
    assert adjustment.condition.text == "“within budget” is no"
    assert adjustment.rule.because == ("Money matters",)
    assert [(cite.source, cite.clause) for cite in adjustment.rule.cites] == [("Manual", "Clause 4")]
    lines = plan.ruleset.files[0].text.splitlines()
    assert lines[adjustment.rule.line - 1] == "  no better than fair  when MONEY.value is no"


def test_two_figures_that_round_alike_are_printed_further() -> None:
    plan = planned("""
group care "Care"
indicator X "Reach" in care
  data    percent
  better  higher
  score
    2  when value >= 66.7%
    0  otherwise
rating verdict "Verdict" on ratings
  good  when X.score >= 1
  poor  otherwise
""")
    told = derive(rated(plan, [{"X": F("0.666996")}]), "A")
    entry = told.entry("X.score")
    assert entry is not None
    assert isinstance(entry.how, Cases)
    fact = entry.how.cases[0].condition
    assert fact is not None
    assert fact.text == "reach 66.6996 % is below 66.7000 %"


def test_a_published_value_stands_beside_what_the_rule_gives() -> None:
    plan = planned(RANKED.replace("mean(all.indicators.score)", "supplied, otherwise mean(all.indicators.score)"))
    told = derive(rated(plan, [{"WAIT": F("0.1"), "MONEY": True, "overall": F("2.9")}]), "A")
    entry = told.entry("overall")
    assert entry is not None
    assert isinstance(entry.how, Published)
    assert entry.value.shown == "2.90"
    assert entry.how.recomputed is not None
    assert entry.how.recomputed.shown == "3.00"
    assert not entry.how.agrees
    assert "as published; from these data alone 3.00" in " ".join(to_text(told).split()).casefold()


def test_a_value_that_is_only_supplied_cannot_be_rederived() -> None:
    plan = planned("""
measure overall "Overall score" = supplied
  better  higher
rating verdict "Verdict" on ratings
  good  when overall >= 3
  poor  otherwise
""")
    text = to_text(derive(rated(plan, [{"overall": 4}]), "A"))
    assert "Overall score: 4.00 (as published; cannot be re-derived here)" in text


def test_a_table_names_its_row_and_column() -> None:
    plan = planned("""
group care "Care"
indicator X "Diagnosis" in care
  data on ratings
indicator Y "Care plans" in care
  data on ratings
rating verdict "Verdict" on ratings
  table rows X.value, columns Y.value
          |  good  |  fair     |  poor
    good  |  good  |  fair     |  fair
    fair  |  fair  |  unknown  |  poor
    poor  |  poor  |  poor     |  poor
""")
    rows = [{"X": "fair", "Y": "good"}, {"X": "fair", "Y": "fair"}]
    result = rated(plan, rows)
    how = derive(result, "A").entries[0].how
    assert isinstance(how, TableCell)
    assert (how.row_title, how.row.shown, how.column_title, how.column.shown, how.cell.shown) == (
        "diagnosis", "Fair", "care plans", "Good", "Fair",
    )  # fmt: skip
    assert derive(result, "B").causes == ("verdict is missing (unknown in the table)",)


def test_a_sum_of_shares_is_spelled_out_beside_its_limit() -> None:
    plan = planned("""
group money "Money"
indicator P "Plan" in money
  data    percent change
  better  higher
indicator V "Variance" in money
  data    percent change
  better  higher
condition in_deficit "In deficit" = P.value + V.value < 0%
rating verdict "Verdict" on ratings
  poor  when in_deficit
  good  otherwise
""")
    told = derive(rated(plan, [{"P": F(0), "V": F("-0.004")}]), "A")
    entry = told.entry("in_deficit")
    assert entry is not None
    assert isinstance(entry.how, Arithmetic)
    assert entry.how.fact is not None
    assert entry.how.fact.text == "plan 0.00 % + variance −0.40 % = −0.40 %, which is below 0.00 %"


def test_the_root_cause_of_a_missing_rating_is_named() -> None:
    plan = planned(RANKED.replace("mean(all.indicators.score)", "mean(all.indicators.score, needing: 2)"))
    rows: list[dict[str, Any]] = [
        {"WAIT": F("0.1"), "MONEY": True},
        {"WAIT": MISSING[Reason.NOT_SUBMITTED], "MONEY": True},
    ]
    told = derive(rated(plan, rows), "B")
    assert told.causes == ("overall score needs 2 available and has 1",)
    assert to_text(told).startswith(
        "B: verdict cannot be determined, because overall score needs 2 available and has 1."
    )
    assert told.changes is None


def test_a_peer_group_that_is_too_small_is_a_root_cause() -> None:
    rules = RANKED.replace("group care", 'population few "A few"\n  at least 3 members\n\ngroup care', 1)
    rules = rules.replace("among: trusts", "among: few")
    told = derive(rated(planned(rules), [{"WAIT": F("0.1"), "MONEY": True}, {"MONEY": True}]), "A")
    (cause,) = told.causes
    assert cause.endswith("has 1 member of at least 3")


def test_an_organisation_that_is_not_rated_is_told_why() -> None:
    plan = planned(RANKED + "  not rated when WAIT.value > 90%\n")
    told = derive(rated(plan, [{"WAIT": F("0.95"), "MONEY": True}]), "A")
    assert to_text(told).startswith("A is not rated, as waiting 95.00 % is above 90.00 %.")
    assert told.causes == ()


def test_a_cell_that_an_example_sets_is_given() -> None:
    from ccgrules.engine.rows import rows_dataset
    from ccgrules.engine.run import run_plan

    plan = planned(RANKED)
    dataset = rows_dataset(plan, [{"WAIT": F("0.1"), "MONEY": True}])
    told = derive(run_plan(plan, dataset, given={(0, "overall"): F("2.5")}), "A")
    entry = told.entry("overall")
    assert entry is not None
    assert entry.how == Given("set by the example")
    assert told.value.shown == "Fair"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("overall", F(2)),
        ("WAIT.score", F(3)),
        ("WAIT.score.percent_rank", F(1, 2)),
        ("WAIT.score.percent_rank.members", F(7)),
        ("verdict", "fair"),
        ("verdict.before", "poor"),
        ("verdict.before.case", F(2)),
    ],
)
def test_a_result_that_does_not_agree_with_itself_is_not_explained(column: str, cell: object) -> None:
    rows = [{"WAIT": F("0.1"), "MONEY": True}, {"WAIT": F("0.5"), "MONEY": False}]
    result = rated(planned(RANKED), rows)
    lists = {name: list(result.values(name)) for name in result.columns.names()}
    assert lists[column][0] != cell
    lists[column][0] = cell  # type: ignore[call-overload]
    with pytest.raises(Disagreement):
        derive(replace(result, columns=RowColumns(lists)), "A")


def test_unknown_organisations_periods_and_values_are_named() -> None:
    result = rated(planned(RANKED), [{"WAIT": F("0.1"), "MONEY": True}])
    with pytest.raises(KeyError):
        derive(result, "Z")
    with pytest.raises(KeyError):
        derive(result, "A", "2031")
    with pytest.raises(KeyError):
        derive(result, "A", rating="nothing")


def test_any_named_value_can_be_explained() -> None:
    result = rated(planned(RANKED), [{"WAIT": F("0.1"), "MONEY": True}])
    told = derive(result, "A", rating="overall")
    assert to_text(told).startswith("A: overall score is 3.00.")
    assert told.changes is None


def test_control_characters_in_data_do_not_reach_the_terminal() -> None:
    rows = [{"organisation": "A\x1b[31m", "name": "Name\u202e", "WAIT": F("0.1"), "MONEY": True}]
    text = to_text(derive(rated(planned(RANKED), rows), "A\x1b[31m"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "Name\\u202e (A\\x1b[31m) is rated Good." in text


def test_both_engines_are_explained_alike() -> None:
    pytest.importorskip("polars", reason="the engine `columns` needs Polars")
    from ccgrules.engine.rows import rows_dataset
    from ccgrules.engine.run import run_plan

    plan = planned(RANKED)
    values = ["0.1", "0.2", "0.3", "0.3", "0.4", None]
    dataset = rows_dataset(plan, [{"WAIT": F(v) if v else None, "MONEY": v != "0.2"} for v in values])
    exact, columns = (run_plan(plan, dataset, engine) for engine in ENGINES)
    for organisation in "ABCDEF":
        assert replace(derive(columns, organisation), engine="exact") == derive(exact, organisation)


def test_figures_that_print_alike_to_the_last_place_are_said_to_differ() -> None:
    plan = planned("""
group care "Care"
indicator X "Reach" in care
  data    number
  better  higher
  score
    2  when value >= 1
    0  otherwise
rating verdict "Verdict" on ratings
  good  when X.score >= 1
  poor  otherwise
""")
    told = derive(rated(plan, [{"X": 1 - F(1, 10**15)}]), "A")
    entry = told.entry("X.score")
    assert entry is not None
    assert isinstance(entry.how, Cases)
    fact = entry.how.cases[0].condition
    assert fact is not None
    assert fact.holds is False
    assert fact.text == ("reach 1.000000000000 is below 1.000000000000 (they lie less than 0.000000000001 apart)")


def test_a_rating_that_a_panel_may_change_is_told_as_calculated() -> None:
    plan = planned(RANKED + '  moderated by "Ratings Panel"\n')
    text = " ".join(to_text(derive(rated(plan, [{"WAIT": F("0.1"), "MONEY": True}]), "A")).split())
    assert (
        "This is the rating as calculated: no decision of the Ratings Panel, which may change it, was entered." in text
    )


TWO_SIDED = """
group care "Care"

parameter far "Far" = 2

method banded(z) "By distance"
  score
    2  when z >= far
    0  when z <= -far
    1  otherwise

indicator GAP "Gap" in care
  cite manual "Gap"
  note "as last year"
  data    number
  better  higher
  score   banded(value)

measure overall "Overall score" = mean(all.indicators.score)

rating verdict "Verdict" on ratings
  good  when overall >= 2
  fair  when overall >= 1
  poor  otherwise
"""


def test_cut_points_on_the_other_side_are_told_as_well() -> None:
    text = to_text(derive(rated(planned(TWO_SIDED), [{"GAP": F("-1.5")}]), "A", None, "GAP.score"))

    assert "Not 0.00, as gap −1.50 is above −2.00." in text.replace("\n  ", " ")
    assert "Cut points: 2.00 or more is 2.00, otherwise 1.00." in text.replace("\n  ", " ")


def test_a_score_cites_what_its_indicator_cites() -> None:
    told = derive(rated(planned(TWO_SIDED), [{"GAP": F(3)}]), "A")

    entry = told.entry("GAP.score")
    assert entry is not None
    assert [(cite.source, cite.clause) for cite in entry.rule.cites] == [("Manual", "Gap")]
    assert entry.rule.remarks == ("as last year",)


def test_a_long_sum_in_a_line_of_a_weighted_mean_is_left_to_the_table_below() -> None:
    many = "\n\n".join(
        f'indicator I{n:02} "Part {n}" in care\n  data    number\n  better  higher\n  score   value' for n in range(30)
    )
    weighted = 'measure overall "Overall score"\n  weighted mean\n    100%  mean(all.indicators.score)  "All"\n'
    rules = f'group care "Care"\n\n{many}\n\n{weighted}\nrating verdict "V" on ratings\n  good  when overall > 0\n'
    plan = planned(f"{rules}  fair  otherwise\n")
    text = to_text(derive(rated(plan, [{f"I{n:02}": F(n) for n in range(30)}]), "A"))

    # 0 + 1 + … + 29 = 435
    assert "All   14.50   (0.00 + 1.00 + … + 29.00) / 30 = 435.00 / 30 = 14.50" in text


def test_titles_make_room_for_how_a_figure_came_about() -> None:
    title = "A title of more than forty letters that takes several lines"
    plan = planned(RANKED.replace('"Within budget"', f'"{title}"'))
    told = derive(rated(plan, [{"WAIT": F("0.1"), "MONEY": True}, {"WAIT": F("0.2"), "MONEY": True}]), "A")
    text = to_text(told, 78)

    assert max(map(len, text.splitlines())) <= 78
    assert "    A title of more " in text


def test_long_arithmetic_is_left_to_the_workings() -> None:
    plan = planned(RANKED.replace("rank(value, among: trusts)", LONG))
    told = derive(rated(plan, [{"WAIT": F("0.1"), "MONEY": True}, {"WAIT": F("0.2"), "MONEY": True}]), "A")
    assert "   1st of 2 trusts: 5.00 [" in to_text(told)
    assert "= 1 + 0.15 / 0.15" not in to_text(told)
    worked = "1 + 3 × 0 / 1 + 15.00 % / 15.00 % + 15.00 % / 15.00 % + 15.00 % / 15.00 % + 15.00 % / 15.00 % = 5.00"
    assert worked in " ".join(to_text(told, workings=True).split())


LONG = "rank(value, among: trusts)" + " + mean(value, among: trusts) / mean(value, among: trusts)" * 4


LEADERSHIP = """
group care "Care"

indicator LEAD "Leadership" in care
  data    number
  better  higher
  score   value
  when missing undetermined

indicator REST "The rest" in care
  data    number
  better  higher
  score   value
  counts  no "it is weighted by itself"

measure overall "Overall score"
  weighted mean
    50%  LEAD.score  "Leadership"
    50%  REST.score  "The rest"

rating verdict "Verdict" on ratings
  good  when overall >= 2
  fair  otherwise
"""


def test_a_part_of_a_weighted_mean_says_why_it_is_missing() -> None:
    rows = [{"LEAD": MISSING[Reason.NOT_SUBMITTED], "REST": F(1)}]
    lines = to_text(derive(rated(planned(LEADERSHIP), rows), "A")).splitlines()

    leadership = next(line for line in lines if line.lstrip().startswith("50 %   Leadership"))
    assert "its value is missing (not submitted)" in leadership


POOLED = """
field region "Region" text
field big "Big" yes or no
population regional "Same region"
  by region
indicator HELD "Held"
  data    percent from numerator / denominator
  better  higher
  standard  pooled(among: regional where big)
indicator FALLS "Falls"
  data    rate per 1,000 from numerator / denominator
  better  lower
measure mixed "Mixed" = pooled(HELD.numerator, FALLS.denominator, among: regional)
rating verdict "Verdict" on ratings
  good  when HELD.value meets HELD.standard and mixed > 0
  poor  otherwise
"""


def test_a_pooled_rate_is_printed_like_the_value_that_its_counts_make() -> None:
    """15 + 4 of 20 + 10 is 63.33 %; a place of its own in whole numbers would be the numerator's."""
    row = {"region": "N", "FALLS.numerator": F(1), "FALLS.denominator": F(100)}
    rows = [
        {**row, "organisation": "A", "big": True, "HELD.numerator": F(15), "HELD.denominator": F(20)},
        {**row, "organisation": "B", "big": True, "HELD.numerator": F(4), "HELD.denominator": F(10)},
        {**row, "organisation": "C", "big": False, "HELD.numerator": F(1), "HELD.denominator": F(10)},
        {**row, "organisation": "D", "region": "S", "big": True, "HELD.numerator": F(1), "HELD.denominator": F(10)},
    ]
    result = rated(planned(POOLED), rows)
    told = derive(result, "A")
    assert among(told, "HELD.standard.pooled").worked == "19 / 30"
    text = " ".join(to_text(told, workings=True).split())
    assert "held 75.00 % meets the standard of 63.33 %, by 11.67 points" in text
    assert "numerator of held / denominator of falls of same region taken together 0.0667: 20 / 300" in text
    assert "2 of 3 trusts with the same region where big, left out 1 as not the case that big (C)" in text
    assert "from 1 trust with the same region" in " ".join(to_text(derive(result, "D"), workings=True).split())

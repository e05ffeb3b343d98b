"""The worked examples of the language: all check, but for what this version does not work out."""

from __future__ import annotations

from fractions import Fraction

from ccgrules.model.expressions import Across, Among, Choose, Literal, Local, Lookup, MethodCall, Op, Ref
from ccgrules.model.load import check_text
from ccgrules.model.ruleset import NOT_RATED, Ruleset
from ccgrules.model.types import Kind

OVERSIGHT = """
framework nhs_oversight_2025_26 "NHS Oversight Framework 2025/26"
  language  1
  version   "2025/26"
  rates     trust "NHS trust or foundation trust"
  in force  2025-04-01 to 2026-03-31
  scores better lower
  source    manual "NHS Oversight Framework 2025/26: methodology manual"
  result    segment, league_place

scale segments best first
  segment_1, segment_2, segment_3, segment_4, segment_5

field trust_type       "Trust type"  one of acute, ambulance, mental_health_and_community
field deficit_support  "Receives deficit support"  yes or no
field in_improvement_programme  yes or no

population trusts     "All trusts"
population same_type  "Trusts of the same type"
  by trust_type

method ranked(best, worst, peers) "Evenly spread by rank, ties take the best place"
  cite manual "Standard scoring models"
  score best + (worst - best) * percent_rank(value, among: peers)

method ranked_above_floor(peers) "4.00 below the floor, the others spread from 1.00 to 3.00"
  score
    4  when value misses floor
    1 + 2 * percent_rank(value, among: peers where value meets floor)
       otherwise

group access   "Access to services"
group finance  "Finance and productivity"

indicator OF0057 "Urgent community response within 2 hours" in access
  data    percent
  better  higher
  floor   70%
  score   supplied, otherwise ranked_above_floor(trusts)

indicator OF0082 "Sickness absence rate" in access
  data    percent
  better  lower
  score   ranked(1, 4, same_type)

indicator OF0079 "Planned surplus or deficit" in finance
  data    percent change
  better  higher
  counts  no "through combined finance"
  score
    1  when value >= 0%
    2  when value > -1%
    3  when value > -2%
    4  otherwise

indicator OF0081 "Variance from plan" in finance
  data    percent change
  better  higher
  counts  no "through combined finance"
  score
    1  when value >= 0%
    2  when value > -0.5%
    3  when value > -1%
    4  otherwise

indicator OF0080 "Combined finance" in finance
  score
    table rows OF0079.score, columns OF0081.score
         |  1  |  2        |  3        |  4
      1  |  1  |  1        |  2        |  3
      2  |  2  |  unknown  |  unknown  |  unknown
      3  |  2  |  3        |  unknown  |  4
      4  |  2  |  3        |  unknown  |  4
    note "unknown: not seen in the published data, so cannot be determined"

condition in_deficit "Reports a deficit or receives deficit support"
  = OF0079.value + OF0081.value < 0% or deficit_support

measure average_score "Average metric score" = mean(all.indicators.score)
  better lower
  shown to 2 places

rating delivery_segment "Segment before the financial override" on segments
  segment_1  when average_score < quantile(average_score, 25%, among: trusts)
  segment_2  when average_score < quantile(average_score, 50%, among: trusts)
  segment_3  when average_score < quantile(average_score, 75%, among: trusts)
  segment_4  otherwise

rating segment "Segment" on segments
  starts as delivery_segment
  no better than segment_3  when in_deficit
    because "Segments 1 and 2 are kept for organisations that live within their allocations"
    cite manual "Step 3"
  becomes segment_5  when in_improvement_programme and delivery_segment is segment_4

measure league_place "Place in the league table" = rank(segment, then average_score, among: same_type)

test "a deficit: no better than segment 3"
  given   delivery_segment is segment_1, in_deficit is yes
  expect  segment is segment_3
"""

ASSESSMENT = """
framework ccg_annual_2017_18 "CCG annual assessment 2017/18"
  language 1
  rates    ccg "Clinical commissioning group"
  scores better higher
  result   headline

scale headline_ratings best first
  outstanding, good, requires_improvement, inadequate
scale rag best first
  green_star, green, amber, red

population ccgs

parameter outstanding_from "Lowest score for Outstanding" = 1.45 between 1.2 and 1.8
parameter finance_weight   "Weight of financial management" = 25%

method banded(set_point) "0, 1 or 2 by distance from a set point"
  let z = {z}
  score
    2  when z >= 1.96
    0  when z <= -1.96
    1  otherwise

group performance
group cancer in performance
group leadership
group finance

indicator 122b "Cancer: first treatment within 62 days of urgent referral" in cancer
  data      percent from numerator / denominator
  better    higher
  standard  85%
  score     banded(standard)

indicator 122a "Cancers diagnosed at stage 1 or 2" in cancer
  data      percent from numerator / denominator
  better    higher
  score     banded(pooled(among: ccgs))

indicator 165a "Quality of CCG leadership" in leadership
  data   on rag
  score
    2  when value is green_star
    1  when value is one of (green, amber)
    0  otherwise
  when missing undetermined

indicator 141b "In-year financial performance" in finance
  data   on rag
  score
    2  when value is green_star
    1  when value is one of (green, amber)
    0  otherwise

measure overall "Weighted score"
  weighted mean
    25%             mean(leadership.indicators.score)   "Quality of leadership"
    finance_weight  mean(finance.indicators.score)      "Financial management"
    50%             mean(performance.indicators.score)  "Performance and outcomes"

rating headline "Headline rating" on headline_ratings
  inadequate            when 165a.value is red and 141b.value is red
  because "Red for both leadership and finance"
  outstanding           when overall >= outstanding_from
  good                  when overall >= 1
  requires_improvement  otherwise
  moderated by "Commissioning Committee"
"""
Z_SCORE = "z_score(value, against: set_point, error: binomial, overdispersion: additive, winsorise: 10%, among: ccgs)"
STANDARDISED = "(value - set_point) / sd(value, among: ccgs)"


def checked(text: str) -> Ruleset:
    ruleset, findings = check_text(text)
    assert ruleset is not None, [f.message for f in findings]
    return ruleset


def test_the_current_framework_checks_without_a_finding() -> None:
    ruleset, findings = check_text(OVERSIGHT)
    assert ruleset is not None
    assert findings == ()


def test_members_of_the_whole_framework_are_those_that_count() -> None:
    average = checked(OVERSIGHT).measures["average_score"].definition.how
    assert isinstance(average, Across)
    assert average.members == ("OF0057", "OF0082", "OF0080")
    assert average.group == "all"


def test_a_method_is_spelled_out_for_its_call() -> None:
    score = checked(OVERSIGHT).indicators["OF0057"].score
    assert score is not None
    assert score.supplied
    call = score.how
    assert isinstance(call, MethodCall)
    assert call.args == ("trusts",)
    assert isinstance(call.body, Choose)
    misses = call.body.cases[0].when
    assert isinstance(misses, Op)
    assert misses.op == "lt"
    assert [arg.name for arg in misses.args if isinstance(arg, Ref)] == ["OF0057.value", "OF0057.floor"]


def test_direction_turns_a_rank_round() -> None:
    score = checked(OVERSIGHT).indicators["OF0082"].score
    assert score is not None
    assert isinstance(score.how, MethodCall)
    product = score.how.body.args[1] if isinstance(score.how.body, Op) else None
    figure = product.args[1] if isinstance(product, Op) else None
    assert isinstance(figure, Among)
    assert figure.population == "same_type"
    best = dict(figure.options)["best"]
    assert isinstance(best, Literal)
    assert best.value == "lower"


def test_a_rank_of_labels_runs_from_the_better_label() -> None:
    place = checked(OVERSIGHT).measures["league_place"].definition.how
    assert isinstance(place, Among)
    options = {key: option.value for key, option in place.options if isinstance(option, Literal)}
    assert options == {"best": "higher", "then_best": "lower"}


def test_a_table_with_unknown_cells() -> None:
    score = checked(OVERSIGHT).indicators["OF0080"].score
    assert score is not None
    assert isinstance(score.how, Lookup)
    assert score.how.row_keys == (1, 2, 3, 4)
    assert score.how.cells[1][1:] == (None, None, None)
    assert score.notes.remarks == ("unknown: not seen in the published data, so cannot be determined",)


def test_the_test_block() -> None:
    (test,) = checked(OVERSIGHT).tests
    (row,) = test.rows
    assert [(given.name, given.value) for given in row.given] == [
        ("delivery_segment", "segment_1"),
        ("in_deficit", True),
    ]
    assert [(given.name, given.value) for given in row.expect] == [("segment", "segment_3")]


def test_a_z_score_in_a_method_takes_the_denominator_of_the_indicator_that_calls_it() -> None:
    score = checked(ASSESSMENT.replace("{z}", Z_SCORE)).indicators["122b"].score
    assert score is not None
    assert isinstance(score.how, MethodCall)
    (z,) = (expr for _, expr in score.how.lets if isinstance(expr, Among))
    value, denominator, set_point = z.args
    assert [value.name, denominator.name] == ["122b.value", "122b.denominator"]  # type: ignore[union-attr]
    assert set_point == score.how.args[0]
    options = {name: option.value for name, option in z.options if isinstance(option, Literal)}
    assert options == {
        "best": "higher",
        "error": "binomial",
        "overdispersion": "additive",
        "transform": "none",
        "winsorise": Fraction(1, 10),
    }


def test_an_argument_that_is_worked_out_is_a_let_of_the_call() -> None:
    ruleset = checked(ASSESSMENT.replace("{z}", STANDARDISED))
    by_name, worked_out = (ruleset.indicators[name].score for name in ("122b", "122a"))
    assert by_name is not None
    assert worked_out is not None
    assert isinstance(by_name.how, MethodCall)
    assert isinstance(worked_out.how, MethodCall)
    assert [name for name, _ in by_name.how.lets] == ["z"]
    assert [name for name, _ in worked_out.how.lets] == ["set_point", "z"]
    z = worked_out.how.lets[1][1]
    assert isinstance(z, Op)
    assert isinstance(z.args[0], Op)
    assert isinstance(z.args[0].args[1], Local)


def test_a_standard_deviation_makes_a_score_approximate() -> None:
    ruleset = checked(ASSESSMENT.replace("{z}", STANDARDISED))
    banded, counted = ruleset.indicators["122b"].score, ruleset.indicators["165a"].score
    assert banded is not None
    assert counted is not None
    assert isinstance(banded.how, MethodCall)
    assert banded.how.lets[0][1].type.approximate
    assert not counted.type.approximate


def test_a_parameter_is_a_named_constant() -> None:
    ruleset = checked(ASSESSMENT.replace("{z}", STANDARDISED))
    cut = ruleset.ratings["headline"].start.how
    assert isinstance(cut, Choose)
    when = cut.cases[1].when
    assert isinstance(when, Op)
    literal = when.args[1]
    assert isinstance(literal, Literal)
    assert (literal.name, literal.value) == ("outstanding_from", Fraction(145, 100))
    assert cut.cases[0].notes.because == ("Red for both leadership and finance",)


def test_not_rated_and_missing_in_tests() -> None:
    ruleset = checked(
        """
framework t "T"
  language 1
  result r
scale grades best first
  good, poor
field n number
rating r on grades
  good  when n > 1
  poor  otherwise
  not rated when n < 0
test "left out"
  given  n = -1
  expect r is not rated
test "table"
  given
    organisation | n
    A            | missing
  expect
    organisation | r
    A            | missing
"""
    )
    left_out, table = ruleset.tests
    assert left_out.rows[0].expect[0].value == NOT_RATED
    assert left_out.rows[0].expect[0].type.kind is Kind.LABEL
    assert table.rows[0].organisation == "A"
    assert table.rows[0].given[0].value is None
    assert table.rows[0].expect[0].value is None

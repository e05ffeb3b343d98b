"""Examples at, just under and just over thresholds: what comes of each is worked out by hand from the rules here."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccgrules import pipeline
from ccgrules.model.load import check_text
from ccgrules.scenario.boundaries.blocks import blocks, blocks_text
from ccgrules.scenario.boundaries.examples import period_before
from ccgrules.scenario.boundaries.report import Told, tell
from ccgrules.scenario.boundaries.work import boundaries
from ccgrules.scenario.report import run_tests

HEAD = """framework wards "Wards"
  language 1
  version  "1"
  rates    ward "Ward"
  scores better higher
  result   grade

scale grades "Grades" best first
  good "Good"
  fair "Fair"
  poor "Poor"

population wards_all "All wards"

group care "Care"
"""
SEEN = """
indicator seen "Seen in time" in care
  data   percent
  better higher
  score
    1  when value >= 80%
    0  otherwise
"""
GRADE = """
rating grade "Grade" on grades
  good  when seen.score = 1
  poor  otherwise
"""


def looked(rules: str, sizes: dict[str, Fraction] | None = None) -> tuple[Told, ...]:
    """The thresholds of a ruleset, in words; that all examples, once written, hold as tests is seen to as well."""
    ruleset, findings = check_text(HEAD + rules)
    assert ruleset is not None, findings
    plan = pipeline.plan(ruleset)
    found = boundaries(plan, ruleset.tests, sizes or {})
    written, findings = check_text(HEAD + rules + "\n" + blocks_text(plan, blocks(found)))
    assert written is not None, findings
    report = run_tests(pipeline.plan(written), written.tests, lambda *_: "")
    assert [told.failures for told in report.tests if told.failures] == []
    again = tell(plan, boundaries(plan, written.tests, sizes or {}))
    assert all(example.tested for one in again if one.why_not is None for example in one.examples)
    return tell(plan, found)


def values(one: Told) -> list[str]:
    """`89.9%: 1` for each example."""
    return [f"{example.at}: {example.outcome}" for example in one.examples]


def of(rules: str, rule: str, sizes: dict[str, Fraction] | None = None) -> list[str]:
    """The examples at the one threshold of a rule that begins so."""
    (found,) = [one for one in looked(rules, sizes) if one.rule.startswith(rule)]
    assert found.why_not is None
    return values(found)


def indicator(data: str, better: str, level: str, condition: str) -> str:
    """An indicator that scores 1 where a condition holds."""
    return f"""
indicator waits "Waits" in care
  data   {data}
  better {better}
  {level}
  score
    1  when {condition}
    0  otherwise

rating grade "Grade" on grades
  good  when waits.score = 1
  poor  otherwise
"""


@pytest.mark.parametrize(
    ("data", "better", "level", "condition", "expected"),
    [
        ("percent", "higher", "standard 85%", "value meets standard", ["84.9%: 0", "85%: 1", "85.1%: 1"]),
        ("percent", "lower", "standard 5%", "value meets standard", ["4.9%: 1", "5%: 1", "5.1%: 0"]),
        ("percent", "higher", "floor 70%", "value misses floor", ["69.9%: 1", "70%: 0", "70.1%: 0"]),
        ("percent", "lower", "floor 70%", "value misses floor", ["69.9%: 0", "70%: 0", "70.1%: 1"]),
        ("percent", "higher", "standard 66.75%", "value meets standard", ["66.74%: 0", "66.75%: 1", "66.76%: 1"]),
        ("percent", "higher", "standard 100%", "value meets standard", ["99.9%: 0", "100%: 1"]),
        ("count", "lower", "standard 3", "value meets standard", ["2: 1", "3: 1", "4: 0"]),
        ("count", "lower", "standard 0", "value meets standard", ["0: 1", "1: 0"]),
        ("count", "lower", "standard 2.5", "value meets standard", ["2: 1", "3: 0"]),
        ("days", "lower", "standard 14", "value meets standard", ["13: 1", "14: 1", "15: 0"]),
        ("number", "higher", "standard 1", "value > standard", ["0.99: 0", "1: 0", "1.01: 1"]),
        ("number out of 10", "higher", "standard 8", "standard <= value", ["7.9: 0", "8: 1", "8.1: 1"]),
        ("rate per 100,000", "lower", "standard 20", "value < standard", ["19.9: 1", "20: 0", "20.1: 0"]),
        ("count", "higher", "standard 4", "value = standard", ["3: 0", "4: 1", "5: 0"]),
        ("percent", "higher", "standard 85%", "value + 5% >= standard", ["79.9%: 0", "80%: 1", "80.1%: 1"]),
    ],
)
def test_each_kind_of_value_has_its_step(
    data: str, better: str, level: str, condition: str, expected: list[str]
) -> None:
    assert of(indicator(data, better, level, condition), "1 when") == expected


def test_a_step_may_be_chosen() -> None:
    rules = indicator("percent", "higher", "standard 85%", "value meets standard")
    assert of(rules, "1 when", {"percent": Fraction(1, 2)}) == ["84.5%: 0", "85%: 1", "85.5%: 1"]


def test_the_other_condition_is_chosen_so_that_each_decides() -> None:
    rules = (
        SEEN
        + """
field beds "Beds" count

rating grade "Grade" on grades
  good  when seen.value >= 90% and beds < 100
  fair  when seen.value >= 90%
  poor  otherwise
"""
    )
    # with many beds the first case is not reached: then nothing lies between good and fair
    first, second = [one for one in looked(rules) if one.rule.startswith("good")]
    assert (first.moved, values(first)) == ("seen.value", ["89.9%: poor", "90%: good", "90.1%: good"])
    assert dict(first.examples[0].given)["beds"] in {str(beds) for beds in range(100)}
    assert (second.moved, values(second)) == ("beds", ["99: good", "100: fair", "101: fair"])
    (third,) = [one for one in looked(rules) if one.rule.startswith("fair")]
    assert values(third) == ["89.9%: poor", "90%: fair", "90.1%: fair"]
    assert int(dict(third.examples[0].given)["beds"]) >= 100


METHODS = """
method by_standard "1 at the standard, a half from 50%"
  score
    1    when value meets standard
    0.5  when value >= 50%
    0    otherwise

indicator seen "Seen" in care
  data     percent
  better   higher
  standard 85%
  score    by_standard

indicator kept "Kept" in care
  data     percent
  better   higher
  standard 90%
  score    by_standard

rating grade "Grade" on grades
  good  when seen.score = 1
  poor  otherwise
"""


def test_a_number_of_a_method_stands_once_and_each_standard_by_itself() -> None:
    found = [(one.told, one.limit, values(one)) for one in looked(METHODS) if one.file and one.told != "grade"]
    assert found == [
        ("seen.score", "85%", ["84.9%: 0.5", "85%: 1", "85.1%: 1"]),
        ("kept.score", "90%", ["89.9%: 0.5", "90%: 1", "90.1%: 1"]),
        ("seen.score", "50%", ["49.9%: 0", "50%: 0.5", "50.1%: 0.5"]),
    ]


def test_an_adjustment_is_shown_on_a_rating_that_it_can_change() -> None:
    rules = SEEN + GRADE + "  no better than fair  when seen.value < 85%\n"
    # below 80% the score is 0 and the rating poor whatever the adjustment; the score itself is given as 1
    assert of(rules, "no better than") == ["84.9%: fair", "85%: good", "85.1%: good"]


def test_what_is_not_rated_is_an_outcome() -> None:
    rules = SEEN + '\nfield beds "Beds" count\n' + GRADE + "  not rated when beds < 10\n"
    # a rating of good or poor, as the score given with it may be
    under, at, over = of(rules, "not rated")
    assert (under, at[:4], at[4:]) == ("9: not rated", "10: ", over[4:])
    assert at[4:] in ("good", "poor")


def test_a_parameter_is_a_limit() -> None:
    rules = (
        SEEN
        + """
measure overall "Overall" = mean(care.indicators.score)
  better higher

parameter good_from "Lowest for Good" = 0.75 between 0 and 1

rating grade "Grade" on grades
  good  when overall >= good_from
  poor  otherwise
"""
    )
    assert of(rules, "good") == ["0.74: poor", "0.75: good", "0.76: good"]


def test_what_has_no_name_is_moved_through_what_it_is_made_of() -> None:
    rules = (
        """
indicator seen "Seen" in care
  data     percent
  better   higher
  standard 85%
  let gap = standard - value
  score
    0  when gap > 10%
    1  otherwise
"""
        + GRADE
    )
    (found,) = [one for one in looked(rules) if one.told == "seen.score"]
    # the gap is 9.9, 10 and 10.1 points
    assert (found.moved, values(found)) == ("seen.value", ["75.1%: 1", "75%: 1", "74.9%: 0"])
    assert [example.side for example in found.examples] == ["under", "at", "over"]


def test_a_limit_that_changes_with_the_period_is_several() -> None:
    rules = indicator("percent", "higher", 'standard 50%, from "2018/19" 53%', "value meets standard")
    found = [one for one in looked(rules) if one.told == "waits.score"]
    assert [(one.limit, values(one), {e.period for e in one.examples}) for one in found] == [
        ("53%", ["52.9%: 0", "53%: 1", "53.1%: 1"], {"2018/19"}),
        ("50%", ["49.9%: 0", "50%: 1", "50.1%: 1"], {"2017/18"}),
    ]


def test_a_limit_that_comes_with_the_data_is_given_too() -> None:
    rules = indicator("percent", "higher", "standard supplied", "value meets standard")
    (found,) = [one for one in looked(rules) if one.told == "waits.score"]
    assert (found.limit, [example.outcome for example in found.examples]) == ("", ["0", "1", "1"])
    assert found.examples[1].at == dict(found.examples[1].given)["waits.standard"]


def test_dates_are_a_day_apart() -> None:
    rules = (
        SEEN
        + """
field opened "Opened" date

rating grade "Grade" on grades
  good  when opened < 2020-03-01
  poor  otherwise
"""
    )
    assert of(rules, "good") == ["2020-02-29: good", "2020-03-01: poor", "2020-03-02: poor"]


def members(many: int, rule: str) -> str:
    every = "".join(
        f"""
indicator m{number} "Member {number}" in care
  data   on grades
  status on grades value
"""
        for number in range(many)
    )
    return (
        every
        + f"""
rating grade "Grade" on grades
  poor  when {rule}
  fair  when any(care.members.status is poor)
  good  otherwise
"""
    )


@pytest.mark.parametrize("many", [3, 7])
def test_members_are_counted(many: int) -> None:
    rules = members(many, "count(care.members.status is poor) >= 2")
    assert of(rules, "poor") == ["1: fair", "2: poor", "3: poor"]


def test_conditions_are_counted() -> None:
    rules = members(3, "how_many(m0.status is poor, m1.status is poor, m2.status is poor) >= 2")
    assert of(rules, "poor") == ["1: fair", "2: poor", "3: poor"]


def test_a_threshold_between_like_outcomes_decides_nothing() -> None:
    rules = (
        SEEN
        + """
rating grade "Grade" on grades
  good  when seen.value >= 90%
  good  when seen.value >= 80%
  poor  otherwise
"""
    )
    first, second = [one for one in looked(rules) if one.told == "grade"]
    assert first.why_not is not None
    assert first.why_not.startswith("it decides nothing")
    assert values(second) == ["79.9%: poor", "80%: good", "80.1%: good"]


PEERS = (
    """
indicator seen "Seen" in care
  data   percent from numerator / denominator
  better higher
  let z = z_score(value, against: 50%, error: binomial, among: wards_all)
  score
    2  when value > quantile(value, 75%, method: linear, among: wards_all)
    1  when z >= 1.96
    0  otherwise
"""
    + GRADE
)


def test_figures_among_peers_are_named_and_not_written() -> None:
    quantile, z, _ = looked(PEERS)
    assert (quantile.why_not, quantile.examples) == (
        "its limit is a figure among peers, and moves with their values",
        (),
    )
    assert z.why_not is not None
    assert z.why_not.startswith("no test can give `z_score(value")


def test_what_compares_the_examples_with_each_other_is_said() -> None:
    rules = (
        """
indicator seen "Seen" in care
  data     percent
  better   higher
  standard 85%
  score
    4  when value misses standard
    1 + 2 * percent_rank(value, among: wards_all where value meets standard)  otherwise
"""
        + GRADE
    )
    (found,) = [one for one in looked(rules) if one.told == "seen.score" and one.examples]
    # of the two that meet the standard, 85.1% is first: 1 + 2 * 0 and 1 + 2 * 1
    assert (found.together, values(found)) == (True, ["84.9%: 4", "85%: 3", "85.1%: 1"])


@pytest.mark.parametrize(
    ("test", "tested"),
    [
        ("given seen.value = 80%\n  expect seen.score = 1", ["at"]),
        ("given seen.value = 79.95%\n  expect seen.score = 0", ["under"]),
        ("given seen.value = 79.8%\n  expect seen.score = 0", []),
        ("given seen.value = 80.1%\n  expect grade is good", ["over"]),
        ("given seen.value = 80%, seen.score = 1\n  expect care.score = 1", ["at"]),
        ("given seen.value = 80%\n  expect seen.value = 80%", []),
    ],
)
def test_what_tests_hold_already_is_seen(test: str, tested: list[str]) -> None:
    rules = SEEN + GRADE + f'\ntest "own"\n  {test}\n'
    ruleset, findings = check_text(
        (HEAD + rules).replace('group care "Care"\n', 'group care "Care"\n  score mean(members.score)\n')
    )
    assert ruleset is not None, findings
    plan = pipeline.plan(ruleset)
    (found,) = [one for one in tell(plan, boundaries(plan, ruleset.tests, {})) if one.told == "seen.score"]
    assert [example.side for example in found.examples if example.tested] == tested


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2018/19", "2017/18"),
        ("2000-01", "1999-00"),
        ("Q1 2018/19", "Q1 2017/18"),
        ("2018", "2017"),
        ("2018-04", "2017-04"),
        ("2018/2019", "2017/2018"),
    ],
)
def test_the_period_before_is_written_alike(period: str, before: str) -> None:
    assert period_before(period) == before

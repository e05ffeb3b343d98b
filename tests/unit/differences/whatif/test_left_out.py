"""Indicators and groups that do not count: as if they were not applicable to anybody."""

from __future__ import annotations

from unit.differences.whatif.clinics_tried import NOW, ROWS, RULES, graded, grades_of, refused, tried

import ccgrules
from ccgrules import pipeline
from ccgrules.model.load import check_text

# In another group, with a group in that.
MORE = RULES.replace(
    "measure overall",
    """group care "Care"

group nursing "Nursing" in care
  score mean(members.score)

indicator staff "Posts filled" in nursing
  data    percent
  better  higher
  score
    2  when value >= 90%
    0  otherwise

indicator falls "Falls" in care
  data    count
  better  lower
  score
    2  when value <= 3
    0  otherwise

measure overall""",
).replace("mean(access.indicators.score)", "mean(all.indicators.score)")


def test_an_indicator() -> None:
    # by waits alone: 2, 2, 1, 0, 0
    one = tried(drop=["calls"])
    assert graded(one) == NOW | {"B": "good", "C": "fair", "D": "poor"}
    assert one.supposed.title == "without “Calls answered”"


def test_to_keep_one_is_to_drop_the_others() -> None:
    assert graded(tried(only=["waits"])) == graded(tried(drop=["calls"]))
    assert tried(only=["waits"]).supposed.title == "only “Seen within four weeks”"


def test_dropping_is_like_taking_it_out_of_the_text() -> None:
    start, end = RULES.index('indicator calls "'), RULES.index('measure overall "')
    text = (RULES[:start] + RULES[end:]).replace("  no better than fair  when calls.value < 50%\n", "")
    ruleset, findings = check_text(text[: text.index("\ntest ")])
    assert ruleset is not None, findings
    rows = [{key: value for key, value in row.items() if key != "calls"} for row in ROWS]
    rated = pipeline.rate(pipeline.plan(ruleset), pipeline.DataOptions(rows))
    assert rated.result is not None, rated.findings
    assert grades_of(ccgrules.Run(rated.result)) == graded(tried(drop=["calls"]))


def test_a_value_that_is_asked_for_by_name_is_still_seen() -> None:
    rows = [{**row, "calls": "40"} for row in ROWS[:2]]
    # 2 by waits alone, and held at fair for the calls that do not count
    one = tried(drop=["calls"])
    assert graded(one, rows) == {"A": "fair", "B": "fair"}
    meaning, seen = one.supposed.remarks
    assert meaning.startswith("Left out: “Calls answered”. That is as if it were not applicable to anybody: ")
    assert seen == "Rules that ask for a value by name still see it: “Grade” (calls.value)."


def test_no_such_remark_where_nobody_asks() -> None:
    assert len(tried(drop=["waits"]).supposed.remarks) == 1


def test_a_group_with_all_that_is_in_it() -> None:
    one = tried(drop=["care"], text=MORE)
    assert one.supposed.parts[0].left_out == ("staff", "falls", "care", "nursing")
    rows = [{**row, "staff": "50", "falls": "9"} for row in ROWS]
    assert graded(one, rows) == NOW


def test_of_what_is_kept_the_groups_stay() -> None:
    one = tried(only=["staff", "waits"], text=MORE)
    assert one.supposed.parts[0].left_out == ("calls", "falls")
    assert tried(only=["care"], text=MORE).supposed.parts[0].left_out == ("waits", "calls", "access")


def test_kept_and_dropped() -> None:
    one = tried(only=["care", "waits"], drop=["nursing"], text=MORE)
    assert [part.left_out for part in one.supposed.parts] == [("staff", "nursing"), ("calls",)]
    # waits and falls: 2 and 2; 2 and 0; 1 and 2; 0 and 2
    falls = {"A": "3", "B": "4", "C": "0", "D": "2"}
    rows = [{**row, "staff": "50", "falls": falls[row["organisation"]]} for row in ROWS[:4]]
    assert graded(one, rows) == {"A": "good", "B": "fair", "C": "good", "D": "fair"}


def test_a_score_that_is_asked_for_by_name_is_not_there() -> None:
    text = RULES.replace("= mean(access.indicators.score)", "= (waits.score + calls.score) / 2")
    one = tried(drop=["calls"], text=text)
    assert set(graded(one).values()) == {None}
    assert one.supposed.remarks[-1].startswith(
        "Rules that ask by name for a score or a status that is left out, or for a mean of which nothing is left, find "
        "none: “Score” (calls.score)."
    )


def test_a_mean_of_which_nothing_is_left() -> None:
    text = MORE.replace("mean(all.indicators.score)", "(mean(access.members.score) + mean(care.indicators.score)) / 2")
    assert "“Score” (care.indicators)" in tried(drop=["care"], text=text).supposed.remarks[-1]


def test_a_condition_that_was_there_gives_way() -> None:
    before = "  better  higher\n"
    after = "  score\n    2  when value >= 95%"
    text = RULES.replace(before + after, f"{before}  used when waits.value > 10%\n{after}")
    assert "used when waits" in text
    assert graded(tried(drop=["calls"], text=text)) == NOW | {"B": "good", "C": "fair", "D": "poor"}


def test_not_applicable_goes_before_what_a_missing_value_scores() -> None:
    cases = "    2  when value >= 95%\n    0  otherwise\n"
    text = RULES.replace(cases, f"{cases}  when missing score 0\n")
    assert graded(tried(drop=["calls"], text=text)) == NOW | {"B": "good", "C": "fair", "D": "poor"}


def test_a_code_that_is_no_name() -> None:
    text = RULES.replace("calls.", 'code "PSI-90".').replace("indicator calls ", 'indicator code "PSI-90" ')
    rows = [{("PSI-90" if key == "calls" else key): value for key, value in row.items()} for row in ROWS]
    one = tried(("PSI-90.counts", "3"), text=text)
    assert graded(one, rows) == NOW | {"B": "poor", "D": "good"}
    assert graded(tried(drop=["PSI-90"], text=text), rows) == NOW | {"B": "good", "C": "fair", "D": "poor"}


def test_nothing_is_left() -> None:
    assert [one.code for one in refused(drop=["access"])] == ["CCG755"]
    assert [one.code for one in refused(only=["waits"], drop=["waits"])] == ["CCG755"]


def test_a_misspelt_name() -> None:
    (one,) = refused(drop=["cals"])
    assert (one.code, one.help) == ("CCG751", "did you mean `calls`?")
    assert [one.code for one in refused(only=["overall"])] == ["CCG751"]

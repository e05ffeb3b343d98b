"""What the lint leaves alone: each rule against programs that look like a mistake and are none.

What it finds is shown by the goldens in `tests/messages/`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ccgrules import pipeline
from ccgrules.diagnostics.codes import CODES
from ccgrules.diagnostics.diagnostic import Severity
from ccgrules.model.lint.rules import RULES

HEAD = """framework checks "Checks"
  language 1
  scores better higher
  source   manual "Manual"
    cite manual
  result   overall

"""
ACCESS = """group access "Access"

indicator seen "Seen on time" in access
  data   percent
  better higher
  score  value / 100%

"""
OVERALL = 'measure overall "Overall" = mean(access.indicators.score)\n'


def codes(text: str) -> list[str]:
    checked = pipeline.check_text(text)
    assert checked.ruleset is not None, checked.findings
    return [finding.code for finding in checked.findings]


def test_the_table_names_lint_codes_only() -> None:
    assert all(CODES[code].severity is not Severity.ERROR for code in RULES)
    assert list(RULES) == sorted(RULES)


def test_the_frame_of_these_programs_is_clean() -> None:
    assert codes(HEAD + ACCESS + OVERALL) == []


@pytest.mark.parametrize(
    "measure",
    [
        "count(access.indicators.score > 0.5)",
        "seen.value / 100%",
        "mean(previous(access.indicators.score))",
        "how_many(slow)\n\ncondition slow = seen.score < 0.5",
        "count(beds, among: quick)\n\nfield beds number\n\npopulation quick\n  where seen.value >= 90%",
    ],
)
def test_an_indicator_is_reached_by_many_ways(measure: str) -> None:
    text = f'measure overall "Overall" = {measure}\n'
    assert not {"CCG502", "CCG503"} & set(codes(HEAD + ACCESS + text))


def test_a_group_inside_one_that_counts_is_used() -> None:
    inner = 'group inner "Inner" in access\n\nindicator kept "Kept" in inner\n  data percent\n  score  value / 100%\n\n'
    assert "CCG502" not in codes(HEAD + ACCESS + inner + OVERALL)


def test_members_that_say_why_they_do_not_count_make_no_group_unused() -> None:
    other = 'group other "Other"\n\nindicator kept "Kept" in other\n  data   percent\n  counts no "not ready"\n\n'
    assert codes(HEAD + ACCESS + other + OVERALL) == []


def test_a_let_that_another_let_uses_is_used() -> None:
    text = (HEAD + ACCESS + OVERALL).replace(
        "  score  value", "  let a = value / 2\n  let b = a * 2\n  score  b + 0 * value"
    )
    assert "CCG502" not in codes(text.replace("b + 0 * value / 100%", "b / 100%"))


@pytest.mark.parametrize("limit", ["1", "50%", "0.5", "18", "2.5", "100%", "25"])
def test_round_numbers_may_come_twice(limit: str) -> None:
    field = "field x number\n" if "%" not in limit else "field x percent\n"
    text = f"{field}\ncondition low = x < {limit}\n\ncondition high = x > {limit}\n\n"
    assert "CCG516" not in codes(
        HEAD + ACCESS + text + 'measure overall "Overall" = how_many(low, high, seen.score > 2)\n'
    )


def test_indicators_may_have_limits_in_common() -> None:
    cases = "score\n    2  when value >= 93.4%\n    1  otherwise"
    text = ACCESS.replace("score  value / 100%", cases)
    second = text.partition("\n\n")[2].replace("seen", "kept").replace("Seen on time", "Kept")
    assert "CCG516" not in codes(HEAD + text + second + OVERALL)


def test_titles_are_not_asked_of_a_draft_without_any() -> None:
    text = (HEAD + ACCESS + OVERALL).replace(' "Seen on time"', "").replace(' "Access"', "").replace(' "Overall"', "")
    assert "CCG517" not in codes(text)


def test_limits_need_no_source_where_nothing_cites() -> None:
    text = (
        'parameter a = 1.2\n\nparameter b = 1.3\n\nmeasure overall "Overall" = mean(access.indicators.score) * a / b\n'
    )
    assert "CCG515" not in codes(HEAD + ACCESS + text)


def test_a_limit_may_have_its_source_from_the_method() -> None:
    method = 'method cut "Cut" \n  cite manual "2"\n  score\n    1  when value meets standard\n    0  otherwise\n\n'
    text = ACCESS.replace("score  value / 100%", "standard 85%\n  score  cut")
    assert "CCG515" not in codes(HEAD + method + text + OVERALL)


def test_a_source_may_be_cited_where_something_is_removed(tmp_path: Path) -> None:
    second = 'indicator kept "Kept" in access\n  data percent\n  score value / 100%\n\n'
    (tmp_path / "old.rules").write_text(HEAD + ACCESS + second + OVERALL, encoding="utf-8")
    new = tmp_path / "new.rules"
    head = 'framework newer "Newer"\n  amends "old.rules"\n  source letter "Letter"\n\n'
    new.write_text(head + 'remove kept\n  cite letter "page 1"\n', encoding="utf-8")
    assert pipeline.check(new).findings == ()
    new.write_text(head + "remove kept\n", encoding="utf-8")
    assert [finding.code for finding in pipeline.check(new).findings] == ["CCG514"]


def test_matters_of_style_are_not_said_of_the_older_text(tmp_path: Path) -> None:
    text = (HEAD + ACCESS + OVERALL).replace(' "Seen on time"', "")
    (tmp_path / "old.rules").write_text(text, encoding="utf-8")
    new = tmp_path / "new.rules"
    new.write_text('framework newer "Newer"\n  amends "old.rules"\n', encoding="utf-8")
    assert [finding.code for finding in pipeline.check(tmp_path / "old.rules").findings] == ["CCG517"]
    assert pipeline.check(new).findings == ()


def test_a_weight_that_a_mean_uses_is_used() -> None:
    text = (HEAD + ACCESS + OVERALL).replace("score  value", "counts 3\n  score  value")
    assert codes(text) == []


def test_one_negation_is_no_two() -> None:
    text = "condition a = not (seen.value < 50%)\n\ncondition b = not (a and seen.value is not missing)\n\n"
    assert "CCG518" not in codes(HEAD + ACCESS + text + 'measure overall "Overall" = how_many(a, b)\n')

"""`ccgrules mutate`, on the clinics of `conftest.py`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema

# Each limit of `clinics.rules` and the value a little below it: nothing but the mean is left untested.
STRONG = """scenarios:
  - title: scores
    organisations:
      - {organisation: A, given: {seen: 90%, kept: 95%}, expect: {seen.score: 2, kept.score: 2}}
      - {organisation: B, given: {seen: 89.9%, kept: 94.9%}, expect: {seen.score: 1, kept.score: 1}}
      - {organisation: C, given: {seen: 80%, kept: 90%}, expect: {seen.score: 1, kept.score: 1}}
      - {organisation: D, given: {seen: 79.9%, kept: 89.9%}, expect: {seen.score: 0, kept.score: 0}}
  - title: ratings
    organisations:
      - {organisation: A, given: {overall: 1.5, overspent: no}, expect: {clinic_rating: good}}
      - {organisation: B, given: {overall: 1.49, overspent: no}, expect: {clinic_rating: fair}}
      - {organisation: C, given: {overall: 1, overspent: no}, expect: {clinic_rating: fair}}
      - {organisation: D, given: {overall: 0.99, overspent: no}, expect: {clinic_rating: poor}}
"""
SURVIVORS = """survivors:
  - declaration: overall
    changes: ["`better higher` made `better lower`"]
    because: the direction of the measure only says which way its explanation speaks
"""


def run_mutate(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["mutate", "clinics.rules", *arguments])
    return answer.exit_code, answer.output


def test_survivors_come_first_and_then_the_score(clinics: Path) -> None:
    code, output = run_mutate()

    assert code == 0
    assert output.startswith("note[CCG720]: no test notices ")
    assert (
        "note[CCG720]: no test notices `overall >= 1.5` made `overall > 1.5`\n"
        "  --> clinics.rules:38:22\n"
        "   |\n"
        "38 |   good  when overall >= 1.5\n"
        "   |                      ^^\n"
    ) in output
    # the one test is of the adjustment: it notices that this is left out, and that its label is poor
    assert "\n2 of 38 changes noticed by 1 test (5.2 %)\n" in output


def test_strong_tests_notice_all(clinics: Path) -> None:
    (clinics / "clinics.scenarios.yaml").write_text(STRONG, encoding="utf-8")

    code, output = run_mutate("--at-least", "100%")

    assert "CCG720" not in output
    assert "(100 %); 100 % asked for" in output
    assert code == 0


def test_too_few_noticed(clinics: Path) -> None:
    code, output = run_mutate("--at-least", "95")

    assert "95 % asked for" in output
    assert code == 1


def test_an_explained_survivor_is_told_with_its_reason(clinics: Path) -> None:
    scenarios = STRONG.replace("overall: 1.5", "overall: 1.6")
    survivors = """survivors:
  - declaration: clinic_rating
    changes:
      - "`overall >= 1.5` made `overall > 1.5`"
      - "`overall >= 1.5` made `overall >= 1.6`"
    because: no clinic can have it
"""
    (clinics / "clinics.scenarios.yaml").write_text(scenarios + survivors, encoding="utf-8")

    code, output = run_mutate()

    assert code == 0
    assert "CCG720" not in output
    assert (
        "explained: clinic_rating, line 38: `overall >= 1.5` made `overall > 1.5`\n"
        "explained: clinic_rating, line 38: `overall >= 1.5` made `overall >= 1.6`\n"
        "           no clinic can have it\n"
    ) in output
    assert "2 of the 2 others explained\n" in output


def test_an_explanation_that_is_out_of_date_is_an_error(clinics: Path) -> None:
    (clinics / "clinics.scenarios.yaml").write_text(STRONG + SURVIVORS, encoding="utf-8")

    code, output = run_mutate()

    assert code == 1
    assert "error[CCG721]: a test notices this change of `overall`, or there is no such change\n" in output


def test_scenarios_with_survivors_are_still_tested(clinics: Path) -> None:
    (clinics / "clinics.scenarios.yaml").write_text(STRONG + SURVIVORS, encoding="utf-8")

    answer = CliRunner().invoke(cli, ["test", "clinics.rules"])

    assert answer.exit_code == 0
    assert "3 passed, 0 failed" in answer.output


def test_data_show_rules_that_decide_nothing(clinics: Path) -> None:
    code, output = run_mutate("clinics.csv")

    # no clinic comes near the limits of 90 % and 80 %: they have 94, 94, 85, 70, and Elm no figure
    assert code == 0
    assert "Changes that alter no rating of the 5 rows of the data: " in output
    start = output.index("  seen\n")
    assert "    line 21: `value >= 90%` made `value > 90%`\n" in output[start : output.index("  kept\n")]
    assert "`no better than fair when overspent` left out" not in output[output.index("Changes that alter") :]


def test_json_fits_its_schema(clinics: Path) -> None:
    code, output = run_mutate("clinics.csv", "--format", "json", "--at-least", "50%")

    document = json.loads(output)
    assert list(Draft202012Validator(schema("mutation")).iter_errors(document)) == []
    assert document["score"] == round(document["noticed"] / document["mutants"], 4)
    assert document["mutants"] == document["noticed"] + len(document["survivors"])
    assert document["at_least"] == 0.5
    assert code == (0 if document["score"] >= 0.5 else 1)
    assert {group["declaration"] for group in document["on_data"]["without_effect"]} >= {"seen", "kept"}


def test_a_declaration_that_no_rating_uses_is_said_in_one_line(clinics: Path) -> None:
    rules = (clinics / "clinics.rules").read_text(encoding="utf-8")
    extra = 'measure spare "Spare" = seen.score + 1\n  better higher\n'
    (clinics / "clinics.rules").write_text(rules + extra, encoding="utf-8")

    _, output = run_mutate("clinics.csv")

    assert "  spare: no rating depends on it\n" in output


def test_a_change_beside_the_ratings_in_a_declaration_that_they_use(clinics: Path) -> None:
    rules = (clinics / "clinics.rules").read_text(encoding="utf-8")
    extra = 'population all_clinics "All"\nmeasure place "Place" = rank(overall, among: all_clinics)\n  better lower\n'
    (clinics / "clinics.rules").write_text(rules + extra, encoding="utf-8")

    _, output = run_mutate("clinics.csv")

    # which way the score is better decides the place only; the rating depends on the score
    assert "  overall\n    line 34: `better higher` made `better lower`\n" in output


def test_same_answer_each_time(clinics: Path) -> None:
    assert run_mutate("clinics.csv") == run_mutate("clinics.csv")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--at-least", "many"], "write a percentage, such as 95%"),
        (["--at-least", "101%"], "write a percentage, such as 95%"),
        (["--mapping", "clinics.csv"], "--mapping says how to read DATA, and there are none"),
        (["--leave-out", "A1"], "--leave-out says how to read DATA, and there are none"),
    ],
)
def test_wrong_use(clinics: Path, arguments: list[str], message: str) -> None:
    code, output = run_mutate(*arguments)

    assert code == 2
    assert message in output


def test_tests_that_fail_already_are_mended_first(clinics: Path) -> None:
    path = clinics / "clinics.rules"
    text = path.read_text(encoding="utf-8").replace("clinic_rating is fair", "clinic_rating is good")
    path.write_text(text, encoding="utf-8")

    code, output = run_mutate()

    assert code == 1
    assert "1 test fails on the ruleset as it is: `an overspend: no better than fair`; run `ccgrules test`" in output


def test_data_with_errors(clinics: Path) -> None:
    (clinics / "clinics.csv").write_text("organisation,seen\nA1,many\n", encoding="utf-8")

    code, output = run_mutate("clinics.csv")

    assert code == 1
    assert "error[CCG630]" in output
    assert "nothing was worked out" in output


def test_a_ruleset_with_errors(clinics: Path) -> None:
    (clinics / "clinics.rules").write_text("framework", encoding="utf-8")

    code, output = run_mutate("--format", "json")

    assert code == 1
    assert json.loads(output)["errors"] > 0


def test_what_is_taken_over_is_left_to_its_own_tests(clinics: Path) -> None:
    newer = """framework clinics_2032 "Clinics"
  version "2032"
  amends  "clinics.rules"

change measure overall
  shown to 1 place

change rating clinic_rating
  good  when overall >= 1.6
  fair  when overall >= 1
  poor  otherwise
"""
    (clinics / "newer.rules").write_text(newer, encoding="utf-8")

    answer = CliRunner().invoke(cli, ["mutate", "newer.rules", "--format", "json"])

    survivors = json.loads(answer.output)["survivors"]
    assert {one["file"] for one in survivors} == {"newer.rules"}
    assert "`overall >= 1.6` made `overall > 1.6`" in {one["change"] for one in survivors}

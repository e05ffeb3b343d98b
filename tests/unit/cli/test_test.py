"""`ccgrules test`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema

SCENARIOS = """scenarios:
  - title: scores from values
    organisations:
      - {organisation: A, given: {seen: 90%, kept: 94.9%}, expect: {seen.score: 2, kept.score: 1, overall: 1.5}}
      - {organisation: B, given: {seen: 79.9%, kept: missing}, expect: {seen.score: 0, overall: 0}}
  - title: without figures
    expect: {clinic_rating: missing}
"""


def run_tests(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["test", "clinics.rules", *arguments])
    return answer.exit_code, answer.output


def test_blocks_and_scenarios_are_run(clinics: Path) -> None:
    (clinics / "clinics.scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    code, output = run_tests()
    assert code == 0
    assert output.splitlines()[:5] == [
        "ok      an overspend: no better than fair  (clinics.rules:44)",
        "ok      scores from values  (clinics.scenarios.yaml:2)",
        "ok      without figures  (clinics.scenarios.yaml:6)",
        "",
        "3 passed, 0 failed",
    ]


def test_what_no_test_reaches_is_listed(clinics: Path) -> None:
    (clinics / "clinics.scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    _, output = run_tests()
    # 3 + 3 cases of scores and 3 of the rating. Reached: seen 2 and 0, kept 1, good (A, B2's 2 before Fair), poor (B).
    assert "Reached by the tests: 5 of 9 cases, 1 of 1 adjustment\n" in output
    missed = [line.split("  ")[1:] for line in output.splitlines() if line.startswith("  never reached")]
    assert [place[0] for place in missed] == [
        "never reached: clinics.rules:22",
        "never reached: clinics.rules:29",
        "never reached: clinics.rules:31",
        "never reached: clinics.rules:39",
    ]


def test_a_failing_test_is_explained(clinics: Path) -> None:
    path = clinics / "clinics.rules"
    text = path.read_text(encoding="utf-8").replace("clinic_rating is fair", "clinic_rating is good")
    path.write_text(text, encoding="utf-8")
    code, output = run_tests()
    assert code == 1
    assert output.startswith(
        "FAILED  an overspend: no better than fair  (clinics.rules:44)\n        clinic_rating is fair, expected good\n"
    )
    assert "A clinic that overspends cannot be rated Good" in output
    assert "\n0 passed, 1 failed\n" in output


def test_a_broken_scenario_fails_and_the_others_run(clinics: Path) -> None:
    (clinics / "clinics.scenarios.yaml").write_text(SCENARIOS + "  - title: x\n    expects: {}\n", encoding="utf-8")
    code, output = run_tests()
    assert code == 1
    assert "error[CCG704]: `expects` means nothing here" in output
    assert "did you mean `expect`?" in output
    assert "\n3 passed, 0 failed\n" in output


def test_a_broken_ruleset_is_not_tested(clinics: Path) -> None:
    (clinics / "clinics.rules").write_text("rating x\n", encoding="utf-8")
    code, output = run_tests()
    assert code == 1
    assert "error[" in output


def test_json_follows_the_schema(clinics: Path) -> None:
    (clinics / "clinics.scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    code, output = run_tests("--format", "json")
    assert code == 0
    document = json.loads(output)
    Draft202012Validator(schema("test-report")).validate(document)
    assert (document["passed"], document["failed"], len(document["coverage"])) == (3, 0, 10)

"""`--decisions` of `ccgrules run` and `ccgrules explain`, and what a run says of moderation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema

# Worked by hand beside the clinics of conftest.py: A good, B held at fair, C fair, D poor, E cannot be determined.
DECISIONS = """decisions:
  - {organisation: A1, rating: clinic_rating, from: good, to: poor, reason: Closed in May, decided_by: Clinics Board, date: 2031-06-01}
  - {organisation: C3, rating: clinic_rating, from: fair, to: good, reason: Mended, decided_by: Clinics Board, date: 2031-06-01}
  - {organisation: D4, rating: clinic_rating, from: poor, to: fair, reason: Mended, decided_by: Clinics Board, date: 2031-06-01}
  - {organisation: E5, rating: clinic_rating, from: missing, to: poor, reason: Sent nothing, decided_by: Clinics Board, date: 2031-06-01}
"""  # noqa: E501 (a decision a line)
SUMMARY = """Clinics · 5 clinics

  Rating  Clinics
  Good    ████████████                 1   20.0%
  Fair    ███████████████████████      2   40.0%
  Poor    ███████████████████████      2   40.0%

  1 clinic is held at Fair (otherwise Good for 1): A clinic that overspends cannot be rated Good

  4 ratings were changed by moderation: 2 better, 1 worse, 1 where none could be calculated.

"""


@pytest.fixture
def decided(clinics: Path) -> Path:
    """The clinics, of which a board may change the rating, and what it decided."""
    rules = clinics / "clinics.rules"
    because = '    because "A clinic that overspends cannot be rated Good"\n'
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace(because, because + '  moderated by "Clinics Board"\n'), encoding="utf-8")
    (clinics / "board.yaml").write_text(DECISIONS, encoding="utf-8")
    return clinics


def ccgrules(command: str, *arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, [command, "clinics.rules", "clinics.csv", *arguments])
    return answer.exit_code, answer.output


def test_the_summary_counts_what_a_panel_changed(decided: Path) -> None:
    code, output = ccgrules("run", "--decisions", "board.yaml")
    assert code == 0
    assert output.startswith(SUMMARY)
    assert [word for word in output.splitlines()[-1].split() if not word.endswith("…")] == [
        *("rules", "data", "decisions", "run")
    ]


def test_one_confirmed_and_one_changed(decided: Path) -> None:
    lines = DECISIONS.splitlines(keepends=True)
    confirmed = lines[1].replace("to: poor", "to: Good")
    (decided / "board.yaml").write_text(lines[0] + confirmed + lines[2], encoding="utf-8")
    assert (
        "  1 rating was changed by moderation: 1 better; 1 confirmed.\n"
        in ccgrules("run", "--decisions", "board.yaml")[1]
    )


def test_one_confirmed_and_none_changed(decided: Path) -> None:
    lines = DECISIONS.splitlines(keepends=True)
    (decided / "board.yaml").write_text(lines[0] + lines[1].replace("to: poor", "to: Good"), encoding="utf-8")
    assert "  1 rating confirmed by moderation.\n" in ccgrules("run", "--decisions", "board.yaml")[1]


def test_without_decisions_nothing_is_said_of_them(decided: Path) -> None:
    code, output = ccgrules("run")
    assert code == 0
    assert "moderation" not in output
    assert "decisions" not in output


def test_calculated_stands_beside_final(decided: Path) -> None:
    ccgrules("run", "--decisions", "board.yaml", "--out", "out")
    with (decided / "out/ratings.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["clinic_rating"], row["clinic_rating.calculated_title"]) for row in rows] == [
        *(("poor", "Good"), ("fair", "Fair"), ("good", "Fair"), ("fair", "Poor"), ("poor", ""))
    ]
    assert rows[4]["clinic_rating.calculated_missing"]
    assert not rows[4]["clinic_rating_missing"]


def test_the_record_has_the_digest_and_the_counts(decided: Path) -> None:
    _, output = ccgrules("run", "--decisions", "board.yaml", "--format", "json")
    record = json.loads(output)
    Draft202012Validator(schema("run")).validate(record)
    assert record["summary"]["moderation"] == {"changed": 4, "better": 2, "worse": 1, "given": 1, "confirmed": 0}
    without = json.loads(ccgrules("run", "--format", "json")[1])
    Draft202012Validator(schema("run")).validate(without)
    assert "decisions" not in without["digests"]
    assert "moderation" not in without["summary"]
    assert record["digests"]["data"] == without["digests"]["data"]
    assert record["digests"]["run"] != without["digests"]["run"]


def test_both_engines_give_one_answer(decided: Path) -> None:
    arguments = ("--decisions", "board.yaml", "--engine")
    assert ccgrules("run", *arguments, "exact") == ccgrules("run", *arguments, "columns")


def test_several_files(decided: Path) -> None:
    lines = DECISIONS.splitlines(keepends=True)
    for name, part in (("one.yaml", lines[1:3]), ("two.yaml", lines[3:])):
        (decided / name).write_text(lines[0] + "".join(part), encoding="utf-8")
    both = ccgrules("run", "--decisions", "one.yaml", "--decisions", "two.yaml")
    assert both == ccgrules("run", "--decisions", "board.yaml")


def test_nothing_is_applied_and_nothing_written_where_one_decision_does_not_fit(decided: Path) -> None:
    text = DECISIONS.replace("from: fair", "from: poor").replace("E5", "Z9")
    (decided / "board.yaml").write_text(text, encoding="utf-8")
    code, output = ccgrules("run", "--decisions", "board.yaml", "--out", "out", "--trace", "trace.csv")
    assert code == 1
    assert output.count("error[CCG654]") == 1
    assert output.count("error[CCG651]") == 1
    assert "board.yaml:3:" in output
    assert "2 errors, 0 warnings; nothing was worked out" in output
    assert not (decided / "out").exists()
    assert not (decided / "trace.csv").exists()


def test_a_file_that_is_not_there(decided: Path) -> None:
    code, output = ccgrules("run", "--decisions", "none.yaml")
    assert code == 2
    assert "none.yaml" in output


def test_an_explanation_tells_calculated_and_moderated(decided: Path) -> None:
    code, output = ccgrules("explain", "--decisions", "board.yaml", "--for", "C3")
    assert code == 0
    assert output.startswith("Cedar (C3) is rated Good.")
    assert "  Calculated: Fair. Moderated to Good by the Clinics Board on 1 June 2031: Mended. [1]\n" in output
    assert "decision in board.yaml, line 3" in output
    document = json.loads(ccgrules("explain", "--decisions", "board.yaml", "--for", "C3", "--format", "json")[1])
    Draft202012Validator(schema("derivation")).validate(document)
    assert document["entries"][0]["how"]["decision"] == {
        "decided_by": "Clinics Board",
        "date": "2031-06-01",
        "reason": "Mended",
        "evidence": [],
        "file": "board.yaml",
        "line": 3,
    }


def test_an_explanation_without_decisions_says_who_may_change_the_rating(decided: Path) -> None:
    _, output = ccgrules("explain", "--for", "C3")
    assert (
        "This is the rating as calculated: no decision of the Clinics Board, which may change it, was entered."
        in output
    )


def test_brackets_in_a_reason_are_no_markup(decided: Path) -> None:
    text = DECISIONS.replace("reason: Mended", 'reason: "[bold red]Mended[/] at last"')
    (decided / "board.yaml").write_text(text, encoding="utf-8")
    _, output = ccgrules("explain", "--decisions", "board.yaml", "--for", "C3")
    assert "[bold red]Mended[/] at last." in " ".join(output.split())


def test_show_lists_judgements(decided: Path) -> None:
    rules = decided / "clinics.rules"
    judgement = 'judgement visit "What the visit found" on ratings by "Visitors"\n'
    rules.write_text(rules.read_text(encoding="utf-8") + judgement, encoding="utf-8")
    output = CliRunner().invoke(cli, ["show", "clinics.rules"]).output
    assert "  Judgements\n    visit  What the visit found\n" in output

"""`ccgrules run`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema

SUMMARY = """Clinics · 5 clinics

  Rating                Clinics
  Good                  ████████████                 1   20.0%
  Fair                  ███████████████████████      2   40.0%
  Poor                  ████████████                 1   20.0%
  cannot be determined                               1   20.0%   Elm: CAUSE

  1 clinic is held at Fair (otherwise Good for 1): A clinic that overspends cannot be rated Good

"""


def run(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["run", "clinics.rules", "clinics.csv", *arguments])
    return answer.exit_code, answer.output


def test_the_summary(clinics: Path) -> None:
    code, output = run()
    assert code == 0
    before, after = SUMMARY.split("CAUSE")
    assert output.startswith(before)
    cause, rest = output.removeprefix(before).split("\n", 1)
    assert cause.startswith("seen within four weeks")  # the words are those of the explanation
    assert "suppressed" in cause
    assert rest.startswith(after.removeprefix("\n"))
    *_, digests = output.splitlines()
    assert [word for word in digests.split() if not word.endswith("…")] == ["rules", "data", "run"]


def test_both_engines_give_one_answer(clinics: Path) -> None:
    assert run("--engine", "exact") == run("--engine", "columns")


def test_what_is_written(clinics: Path) -> None:
    code, output = run("--out", "out/deep")
    assert code == 0
    assert "  Ratings   out/deep/ratings.csv   a row for each clinic\n" in output
    assert (clinics / "out/deep/ratings.csv").read_text(encoding="utf-8") == (
        "organisation,name,period,clinic_rating,clinic_rating_title,clinic_rating_missing,overall,overall_missing\n"
        "A1,Alder,,good,Good,,2,\n"
        "B2,Beech,,fair,Fair,,2,\n"
        "C3,Cedar,,fair,Fair,,1,\n"
        "D4,=Dogwood,,poor,Poor,,0,\n"
        "E5,Elm,,,,cannot be determined,,cannot be determined\n"
    )
    record = json.loads((clinics / "out/deep/run.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema("run")).validate(record)
    assert record["summary"]["labels"][1] == {"name": "fair", "title": "Fair", "count": 2}
    assert record["summary"]["adjustments"][0]["moved_from"] == [{"title": "Good", "count": 1}]


def test_the_whole_trace(clinics: Path) -> None:
    assert [run("--trace", f"trace.{form}")[0] for form in ("json", "csv", "parquet")] == [0, 0, 0]
    rows = json.loads((clinics / "trace.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema("result")).validate(rows)
    assert [row["organisation"] for row in rows] == ["A1", "B2", "C3", "D4", "E5"]
    assert [row["clinic_rating"] for row in rows] == ["good", "fair", "fair", "poor", None]
    assert rows[4]["clinic_rating_missing"] == "cannot be determined"
    with (clinics / "trace.csv").open(encoding="utf-8", newline="") as file:
        from_csv = list(csv.DictReader(file))
    from_parquet = pl.read_parquet(clinics / "trace.parquet")
    assert list(from_csv[0]) == list(rows[0]) == from_parquet.columns
    assert from_parquet.to_dicts() == rows
    assert run("--trace", "trace.xlsx")[0] == 2


def test_formulas_are_defused_on_request(clinics: Path) -> None:
    run("--out", "out", "--excel-safe")
    assert "D4,'=Dogwood,," in (clinics / "out/ratings.csv").read_text(encoding="utf-8")


def test_json_is_the_record(clinics: Path) -> None:
    code, output = run("--format", "json", "--out", "out")
    assert code == 0
    assert json.loads(output) == json.loads((clinics / "out/run.json").read_text(encoding="utf-8"))


def test_the_order_of_rows_does_not_matter(clinics: Path) -> None:
    _, before = run("--format", "json")
    head, *rows = (clinics / "clinics.csv").read_text(encoding="utf-8").splitlines()
    (clinics / "clinics.csv").write_text("\n".join([head, *reversed(rows)]), encoding="utf-8")
    assert run("--format", "json")[1] == before


def test_layout_and_comments_do_not_change_the_digest_of_the_rules(clinics: Path) -> None:
    before = json.loads(run("--format", "json")[1])["digests"]
    path = clinics / "clinics.rules"
    text = path.read_text(encoding="utf-8")
    path.write_text("# a remark\n\n" + text.replace("  2  when", "   2   when"), encoding="utf-8")
    assert json.loads(run("--format", "json")[1])["digests"] == before
    path.write_text(text.replace(">= 1.5", ">= 1.6"), encoding="utf-8")
    assert json.loads(run("--format", "json")[1])["digests"]["rules"] != before["rules"]


def test_nothing_is_rated_from_bad_data(clinics: Path) -> None:
    path = clinics / "clinics.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("94,96,no", "104,96,no"), encoding="utf-8")
    code, output = run("--out", "out")
    assert code == 1
    assert "--> clinics.csv, row 2, column seen (Alder)" in output
    assert output.endswith("1 error, 0 warnings; nothing was worked out\n")
    assert not (clinics / "out").exists()


def test_a_row_may_be_left_out_and_the_summary_says_so(clinics: Path) -> None:
    path = clinics / "clinics.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("94,96,no", "104,96,no"), encoding="utf-8")
    code, output = run("--leave-out", "A1")
    assert code == 0
    assert output.startswith("Clinics · 4 clinics\n")
    assert "  Left out as you asked: A1\n" in output


def test_nothing_is_rated_by_a_broken_ruleset(clinics: Path) -> None:
    (clinics / "clinics.rules").write_text("rating x\n", encoding="utf-8")
    code, output = run("--format", "json")
    assert code == 1
    Draft202012Validator(schema("diagnostics")).validate(json.loads(output))


@pytest.mark.parametrize("period", ["2029", "Q9"])
def test_a_period_that_is_not_there_is_wrong_use(clinics: Path, period: str) -> None:
    code, output = run("--period", period)
    assert code == 2
    assert f"the data have no period `{period}`" in output


def test_another_result_may_be_summed_up(clinics: Path) -> None:
    code, output = run("--result", "overall")
    assert code == 0
    assert "  Score: a number for 4 of 5 clinics" in output
    assert run("--result", "clinic_rating") == run()


def test_a_result_that_is_not_there_is_wrong_use(clinics: Path) -> None:
    code, output = run("--result", "overal")
    assert code == 2
    assert "the rules have no rating or measure `overal`; did you mean `overall`?" in output

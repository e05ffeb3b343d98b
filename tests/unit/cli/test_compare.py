"""`ccgrules compare`: files, folders of runs, counts; every form of its answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from openpyxl import Workbook

import ccgrules
from ccgrules.cli.main import cli
from ccgrules.resources import schema

# By hand: A up one, B as it was, C down two, D loses its rating, E is gone, F is new.
EARLIER = """Code,Trust,Overall rating
A,Alder,Fair
B,Beech,good
C,Cedar,Good
D,Damson,Poor
E,Elm,Poor
"""
LATER = """Code,Trust,Overall rating
A,Alder,Good
B,Beech,Good
C,Cedar,POOR
D,Damson,not rated
F,=Fir,Fair
"""
READ = ("--organisation", "Code", "--name", "Trust", "--scale", "Good,Fair,Poor")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write({"2030.csv": EARLIER, "2031.csv": LATER})
    return tmp_path


def write(files: Mapping[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def compare(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["compare", *arguments])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def compare_json(*arguments: str) -> dict[str, Any]:
    code, output = compare(*arguments, "--format", "json")
    assert code == 0, output
    document: dict[str, Any] = json.loads(output)
    assert list(Draft202012Validator(schema("comparison")).iter_errors(document)) == []
    return document


def squeezed(output: str) -> list[str]:
    return [" ".join(line.split()) for line in output.splitlines()]


# --- forms ----------------------------------------------------------------------------------------------------------


def test_text(folder: Path) -> None:
    code, output = compare("2030.csv", "2031.csv", *READ, "--combine", "Good or fair=good,fair")

    assert code == 0
    lines = squeezed(output)
    assert lines[0] == "Overall rating, 2030 to 2031 5 organisations in 2030, 5 organisations in 2031"
    assert lines[2:10] == [
        "Overall rating 2030 2030 % 2031 2031 % points relative",
        "Good 2 40.0 2 40.0 0.0 0.0 %",
        "Fair 1 20.0 1 20.0 0.0 0.0 %",
        "Poor 2 40.0 1 20.0 −20.0 −50.0 %",
        "Good or fair 3 60.0 3 60.0 0.0 0.0 %",
        "No rating 0 0.0 1 20.0 +20.0 –",
        "All 5 100.0 5 100.0",
        "",
    ]
    assert "3 organisations can be compared: 1 rose, 1 fell, and 1 stayed as they were." in lines
    assert "Up 1, Fair to Good (1): Alder" in lines
    assert "Down 2, Good to Poor (1): Cedar" in lines
    assert "Poor to No rating (1): Damson" in lines
    assert "Newly Poor (1): Cedar" in lines
    assert "Only in 2030 (1): Elm (Poor)" in lines
    assert "Only in 2031 (1): =Fir (Fair)" in lines
    assert "Good 2 +1 −1 0 0 2" in lines


def test_percentages_of_the_rated_alone_say_so(folder: Path) -> None:
    code, output = compare("2030.csv", "2031.csv", *READ, "--rated-only")

    assert code == 0
    lines = squeezed(output)
    assert "Good 2 40.0 2 50.0 +10.0 +25.0 %" in lines
    assert "With a rating 5 100.0 4 100.0" in lines
    assert "No rating 0 – 1 –" in lines
    assert "Percentages are of all with a rating: 5 in 2030 and 4 in 2031." in " ".join(lines)


def test_json_fits_its_schema(folder: Path) -> None:
    told = compare_json("2030.csv", "2031.csv", *READ)

    assert [row["kind"] for row in told["rows"]] == ["rating", "rating", "rating", "unrated", "all"]
    assert told["rows"][2]["changes"][0]["relative"] == {"exact": "-50", "shown": "-50.0"}
    (movement,) = told["movements"]
    assert movement["risen"] == [{"organisation": "A", "name": "Alder", "before": "Fair", "after": "Good", "grades": 1}]
    assert [one["organisation"] for one in movement["lost"]] == ["D"]
    assert movement["only_later"] == [{"organisation": "F", "name": "=Fir", "rating": "Fair", "reason": None}]


def test_csv_has_no_formulas(folder: Path) -> None:
    code, output = compare("2030.csv", "2031.csv", *READ, "--format", "csv", "--combine", "=Good or fair=good,fair")

    rows = list(csv.DictReader(io.StringIO(output)))
    assert code == 0
    assert len(rows) == 12
    assert rows[5] == {
        "row": "Poor", "kind": "rating", "year": "2031", "count": "1", "percent": "20", "count_change": "-1",
        "points": "-20", "relative": "-50", "rounded_points": "-20", "rounded_relative": "-50",
    }  # fmt: skip
    assert {row["row"] for row in rows if row["kind"] == "combined"} == {"'=Good or fair"}


def test_markdown_escapes_what_data_say(folder: Path) -> None:
    write({"2031.csv": LATER.replace("=Fir", "Fir|<b>*x*</b> [a](http://x.example)").replace("Alder", "1. Alder")})
    code, output = compare("2030.csv", "2031.csv", *READ, "--format", "markdown")

    assert code == 0
    assert "| Overall rating | 2030 | 2030 % | 2031 | 2031 % | points | relative |\n| --- | ---: |" in output
    assert "| Good | 2 | 40.0 | 2 | 40.0 | 0.0 | 0.0 % |" in output
    assert r"Fir\|\<b\>\*x\*\</b\> \[a\](http\://x.example)" in output
    assert "\n- Up 1, Fair to Good (1): 1. Alder\n- Down 2" in output


def test_html_escapes_what_data_say(folder: Path) -> None:
    write({"2031.csv": LATER.replace("=Fir", "<script>alert(1)</script>")})
    code, output = compare("2030.csv", "2031.csv", *READ, "--format", "html")

    assert code == 0
    assert output.startswith("<!DOCTYPE html>")
    assert "<script>" not in output
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in output
    assert '<th scope="row">Good</th><td class="number">2</td>' in output
    assert "@media print" in output
    assert ">Notes<" not in output


def test_names_do_not_steer_the_terminal(folder: Path) -> None:
    write({"2031.csv": LATER.replace("=Fir", "\x1b]0;owned\x07\u202e")})
    for form in ("text", "json", "markdown", "html"):
        _, output = compare("2030.csv", "2031.csv", *READ, "--format", form)
        assert not set(output) & {"\x1b", "\x07", "\u202e"}


# --- what ratings are read from --------------------------------------------------------------------------------------


def test_folders_of_runs_tell_their_scale(clinics: Path) -> None:
    """Alder is Good, Beech Fair, Cedar Fair, Dogwood Poor, Elm undetermined; then Cedar is Good and Elm gone."""
    data = Path("clinics.csv").read_text(encoding="utf-8")
    write({"later.csv": data.replace("C3,Cedar,85,91", "C3,Cedar,95,96").replace("E5,Elm,*,*,no\n", "")})
    for name, out in (("clinics.csv", "runs/2030"), ("later.csv", "runs/2031")):
        Path("runs").mkdir(exist_ok=True)
        done = CliRunner().invoke(cli, ["run", "clinics.rules", name, "--out", out])
        assert done.exit_code == 0, done.output
    told = compare_json("runs/2030", "runs/2031/ratings.csv")

    assert (told["rating"], told["noun"]) == ("Rating", "clinic")
    assert [year["name"] for year in told["years"]] == ["2030", "2031"]
    assert [[cell["count"] for cell in row["years"]] for row in told["rows"]] == [
        [1, 2],
        [2, 1],
        [1, 1],
        [1, 0],
        [5, 4],
    ]
    (movement,) = told["movements"]
    assert [one["organisation"] for one in movement["risen"]] == ["C3"]
    assert (
        movement["only_earlier"]
        == [{"organisation": "E5", "name": "Elm", "rating": None, "reason": "cannot be determined"}]
        or movement["only_earlier"][0]["organisation"] == "E5"
    )


def test_runs_from_python(clinics: Path) -> None:
    framework = ccgrules.load("clinics.rules")
    earlier = framework.run("clinics.csv")
    later = framework.run([{"organisation": "A1", "seen": 94, "kept": 91, "overspent": "no"}])
    told = ccgrules.compare(earlier, later, years=("draft", "final"))

    assert [year.name for year in told.years] == ["draft", "final"]
    assert [mover.organisation for mover in told.movers] == []
    assert told.to_dicts()[1] == {
        "row": "Good", "kind": "rating", "year": "final", "count": 1, "percent": 100.0, "count_change": 0,
        "points": 80.0, "relative": 400.0, "rounded_points": 80.0, "rounded_relative": 400.0,
    }  # fmt: skip
    assert str(told).startswith("Rating, draft to final")
    assert told._repr_html_().startswith("<!DOCTYPE html>")


def test_a_ruleset_tells_the_scale(clinics: Path) -> None:
    write(
        {
            "a.csv": "organisation,clinic_rating\nA,Good\nB,poor\n",
            "b.csv": "organisation,clinic_rating\nA,fair\nB,Fair\n",
        }
    )
    told = compare_json("a.csv", "b.csv", "--ruleset", "clinics.rules")

    assert [label["title"] for label in told["scale"]] == ["Good", "Fair", "Poor"]
    assert [one["organisation"] for one in told["movements"][0]["fallen"]] == ["A"]


def test_a_broken_ruleset_is_said_first(clinics: Path) -> None:
    write({"a.csv": "organisation,r\nA,Good\n", "b.rules": "framework"})
    code, output = compare("a.csv", "a.csv", "--ruleset", "b.rules")

    assert (code, "error[" in output) == (1, True)


def test_periods_of_one_file_are_years(folder: Path) -> None:
    rows = ["2030/31,A,good", "2028/29,A,poor", "2029/30,A,good", "2029/30,B,poor", "2028/29,B,poor"]
    write({"all.csv": "period,organisation,rating\n" + "\n".join(rows) + "\n"})
    told = compare_json("all.csv", "--scale", "good,poor")

    assert [year["name"] for year in told["years"]] == ["2028/29", "2029/30", "2030/31"]
    assert [len(one["risen"]) for one in told["movements"]] == [1, 0]
    two = compare_json("all.csv", "--scale", "good,poor", "--period", "2028/29", "--period", "2030-31")
    assert [year["name"] for year in two["years"]] == ["2028/29", "2030/31"]
    lines = squeezed(compare("all.csv", "--scale", "good,poor")[1])
    assert lines[2:6] == [
        "Rating 2028/29 2028/29 % 2029/30 2029/30 % 2030/31 2030/31 %",
        "Good 0 0.0 1 50.0 1 100.0",
        "Poor 2 100.0 1 50.0 0 0.0",
        "All 2 100.0 2 100.0 1 100.0",
    ]
    assert lines[lines.index("Changes, 2029/30 to 2030/31") :][1:4] == [
        "Rating points relative", "Good +50.0 +100.0 %", "Poor −50.0 −100.0 %",
    ]  # fmt: skip


def test_each_file_may_name_its_own_columns(folder: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Ratings of 2031", None, None],
        ["Org", "Name", "Grade"],
        ["A", "Alder", "Good"],
        ["B", "Beech", "n/a"],
    ):
        sheet.append(row)
    book.save("2031.xlsx")
    write({"2030.csv": "Published ratings,,\nCode,Trust,Overall rating\nA,Alder,Fair\nB,Beech,Good\n"})
    columns = [part for name in ("Code", "Org") for part in ("--organisation", name)]
    columns += [part for name in ("Overall rating", "Grade") for part in ("--rating", name)]
    told = compare_json("2030.csv", "2031.xlsx", *columns, "--scale", "Good,Fair", "--header-row", "2")

    assert [one["organisation"] for one in told["movements"][0]["risen"]] == ["A"]
    assert [one["organisation"] for one in told["movements"][0]["lost"]] == ["B"]


# --- what is wrong ---------------------------------------------------------------------------------------------------


def wrong(code: str, *arguments: str) -> str:
    status, output = compare(*arguments)
    assert (status, f"[{code}]" in output) == (1, True), output
    return output


def test_the_order_must_be_known(folder: Path) -> None:
    output = wrong("CCG731", "2030.csv", "2031.csv", "--organisation", "Code", "--rating", "Overall rating")
    assert "labels: `Fair`, `good`, `Good`, `Poor`, `POOR`" in output
    wrong("CCG731", "2030.csv", "2031.csv", *READ[:4], "--scale", "Good,good,Poor", "--rating", "Overall rating")
    wrong("CCG731", "2030.csv", "2031.csv", *READ[:4], "--scale", "Good")


def test_columns_must_be_known(folder: Path) -> None:
    output = wrong("CCG730", "2030.csv", "2031.csv", "--scale", "Good,Fair,Poor", "--name", "Trsut")
    assert "did you mean `Trust`?" in output
    output = wrong("CCG730", "2030.csv", "2031.csv", "--scale", "Good,Fair,Poor", "--organisation", "Code")
    assert "2 columns may hold the ratings: `Trust`, `Overall rating`" in output
    write({"bare.csv": "Trust,Rating\nA,Good\n"})
    assert "`organisation`" in wrong("CCG730", "bare.csv", "2031.csv", "--scale", "Good,Fair")
    wrong("CCG730", "2030.csv", "2031.csv", "2031.csv", *READ, "--rating", "Overall rating", "--rating", "Grade")


def test_years_must_be_two_and_have_names(folder: Path) -> None:
    wrong("CCG734", "2030.csv", *READ)
    assert "2 years are called `2030`" in wrong("CCG734", "2030.csv", "2030.csv", *READ)
    wrong("CCG734", "2030.csv", "2031.csv", *READ, "--years", "a,b,c")
    wrong("CCG734", "2030.csv", "2031.csv", *READ, "--period", "2029")
    many = [f"many/{number}.csv" for number in range(2001, 2022)]
    write(dict.fromkeys(many, EARLIER))
    assert "there are 21 years" in wrong("CCG734", *many, *READ)


def test_years_in_another_order_are_a_warning(folder: Path) -> None:
    code, output = compare("2031.csv", "2030.csv", *READ)
    assert (code, "warning[CCG737]: `2031` stands before `2030`" in output) == (0, True)
    told = CliRunner().invoke(cli, ["compare", "2031.csv", "2030.csv", *READ, "--format", "markdown"])
    assert (told.stdout[:2], "CCG737" in told.stdout, "CCG737" in told.stderr) == ("# ", False, True)


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"results": 1}',
        '{"results": [{"name": "r", "title": "R", "labels": [1]}]}',
        "\ud800",
    ],
    ids=lambda text: text[:12].encode("ascii", "backslashreplace").decode(),
)
def test_a_record_that_is_none(folder: Path, record: str) -> None:
    write({"a/ratings.csv": "organisation,r\nA,Good\n", "b/ratings.csv": "organisation,r\nA,Good\n"})
    Path("b/run.json").write_bytes(record.encode("utf-8", "surrogatepass"))
    wrong("CCG735", "a", "b")


def test_a_folder_without_ratings(folder: Path) -> None:
    Path("empty").mkdir()
    assert "holds no `ratings.csv`" in wrong("CCG735", "empty", "2031.csv")


def test_records_that_disagree(folder: Path) -> None:
    for name, labels in (("a", ["good", "poor"]), ("b", ["poor", "good"])):
        told = [{"name": label, "title": label} for label in labels]
        record = json.dumps({"results": [{"name": "r", "title": "R", "labels": told}]})
        write({f"{name}/ratings.csv": "organisation,r\nA,good\n", f"{name}/run.json": record})
    wrong("CCG731", "a", "b")
    assert compare("a", "b", "--scale", "good,poor")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name two files of ratings"),
        (["2030.csv", "--scale", "a,,b"], "write names with a comma between"),
        (["2030.csv", "--combine", "good,poor"], "write a title and labels"),
        (["--counts", "1,x"], "write counts, best first"),
        (["--counts", "1," + "9" * 5000], "write counts, best first"),
        (["--counts", "1,2", "--counts", "3,4"], "say with --scale what the counts are of"),
        (["--counts", "1,2", "--scale", "a,b,c"], "there are 2 counts, and 3 labels"),
        (["2030.csv", "--counts", "1,2"], "leave files out"),
        (["--counts", "1,2", "--rating", "r"], "leave --rating out"),
    ],
)
def test_wrong_use(folder: Path, arguments: list[str], message: str) -> None:
    code, output = compare(*arguments)
    assert (code, message in " ".join(output.split())) == (2, True), output


def test_frames_and_dictionaries() -> None:
    import pandas as pd
    import polars as pl

    earlier = [{"organisation": "A", "rating": "Good"}, {"organisation": "B", "rating": None}]
    later = [{"organisation": "A", "rating": "Poor"}, {"organisation": "B", "rating": "Good"}]
    for made in (list, pd.DataFrame, pl.DataFrame):
        told = ccgrules.compare(made(earlier), made(later), scale=["Good", "Poor"])
        assert [(mover.organisation, mover.grades) for mover in told.movers] == [("A", -1)]
        assert [year.name for year in told.years] == ["table 1", "table 2"]


def test_wrong_use_from_python(clinics: Path) -> None:
    with pytest.raises(TypeError, match="compare counts with counts"):
        ccgrules.compare({"good": 1}, "clinics.csv")
    with pytest.raises(TypeError, match="whole numbers"):
        ccgrules.compare({"good": 1, "poor": -1}, {"good": 1, "poor": 2})
    with pytest.raises(ccgrules.DataError, match="CCG732"):
        ccgrules.compare({"good": 1, "poor": 1}, {"good": 1, "por": 2}, scale=("good", "poor"))
    with pytest.raises(ccgrules.RulesetError):
        ccgrules.compare("clinics.csv", "clinics.csv", ruleset="clinics.csv")

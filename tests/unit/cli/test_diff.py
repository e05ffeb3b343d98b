"""`ccgrules diff`: two versions of a small framework, with data and without, in every form."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import ccgrules
from ccgrules.cli.main import cli
from ccgrules.resources import schema

# By hand, from the data of conftest: A1 scores 2 and is Good; B2 scores 2, and is held at Fair; C3 scores 1, D4 0, and
# E5 nothing. The newer rules ask for 1 for Good, and hold nobody: B2 rises because of (2) alone, C3 because of (1).
OLDER, NEWER = "clinics.rules", "newer.rules"


@pytest.fixture
def versions(clinics: Path) -> Path:
    text = Path(OLDER).read_text(encoding="utf-8")
    newer = text.replace("overall >= 1.5", "overall >= 1").replace(
        "fair  when overall >= 1\n", "fair  when overall >= 0.5\n"
    )
    held, _, _ = newer.partition("  no better than fair")
    tests = newer[newer.index('\ntest "') :].replace("expect clinic_rating is fair", "expect clinic_rating is good")
    Path(NEWER).write_text((held + tests).replace("Seen within four weeks", "Seen in four weeks"), encoding="utf-8")
    return clinics


def diff(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["diff", *arguments])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def diff_json(*arguments: str) -> dict[str, Any]:
    code, output = diff(*arguments, "--format", "json")
    assert code == 0, output
    document: dict[str, Any] = json.loads(output)
    assert list(Draft202012Validator(schema("diff")).iter_errors(document)) == []
    return document


def squeezed(output: str) -> list[str]:
    return [" ".join(line.split()) for line in output.splitlines()]


# --- rules alone ------------------------------------------------------------------------------------------------------


def test_rules_alone(versions: Path) -> None:
    code, output = diff(OLDER, NEWER)

    assert code == 0
    lines = squeezed(output)
    assert lines[0] == "What changed in Clinics clinics.rules → newer.rules"
    assert lines[2].startswith("Rules: 3 changes that can move a rating, ")
    assert any("overall >= 1.5 → overall >= 1 " in line and line.endswith("easier") for line in lines)
    assert "On the same data" not in output


def test_a_ruleset_and_itself(versions: Path) -> None:
    code, output = diff(OLDER, OLDER, "--exit-code")

    assert (code, squeezed(output)[2]) == (0, "Rules: no difference")
    told = diff_json(OLDER, OLDER, "--data", "clinics.csv")
    assert (told["changes"], told["impact"]["moved"], told["attribution"]["units"]) == ([], 0, [])
    assert "On the same data no rating changes" in diff(OLDER, OLDER, "--data", "clinics.csv")[1]


def test_comments_and_layout_are_no_difference(versions: Path) -> None:
    text = Path(OLDER).read_text(encoding="utf-8")
    Path(NEWER).write_text("# a comment\n" + text.replace("  data   percent", "  data percent"), encoding="utf-8")

    assert squeezed(diff(OLDER, NEWER, "--exit-code")[1])[2] == "Rules: no difference"


def test_the_exit_code_says_whether_a_rating_can_move(versions: Path) -> None:
    assert diff(OLDER, NEWER, "--exit-code")[0] == 1
    Path(NEWER).write_text(
        Path(OLDER).read_text(encoding="utf-8").replace("Appointments kept", "Kept"), encoding="utf-8"
    )
    code, output = diff(OLDER, NEWER, "--exit-code")
    assert code == 0
    assert squeezed(output)[2:4] == [
        "Rules: no change that can move a rating, 1 that cannot", "title of 1 indicator.",
    ]  # fmt: skip


def test_a_difference_of_rules_loads_no_polars(versions: Path, project: Path) -> None:
    program = (
        "import sys; from ccgrules.cli.main import cli\n"
        f"cli(['diff', '{OLDER}', '{NEWER}'], standalone_mode=False)\n"
        "print('polars' in sys.modules, file=sys.stderr)"
    )
    environment = os.environ | {"PYTHONPATH": str(project)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert done.stderr.strip() == b"False"


# --- with data --------------------------------------------------------------------------------------------------------


def test_with_data(versions: Path) -> None:
    code, output = diff(OLDER, NEWER, "--data", "clinics.csv")

    assert code == 0
    lines = squeezed(output)
    assert "On the same data 2 of 5 clinics change rating" in lines
    assert lines[lines.index("On the same data 2 of 5 clinics change rating") + 2 :][:5] == [
        "Good 1 · · · 1", "Fair 2 · · · 2", "Poor · · 1 · 1", "No rating · · · 1 1", "now 3 0 1 1 5",
    ]  # fmt: skip
    assert any(line.startswith("Beech (B2) Fair → Good") for line in lines)
    assert any(line.startswith("Cedar (C3) Fair → Good") for line in lines)


def test_json(versions: Path) -> None:
    told = diff_json(OLDER, NEWER, "--data", "clinics.csv", "--explain", "B2")

    impact = told["impact"]
    assert (impact["organisations"], impact["moved"]) == (5, 2)
    assert {"before": "fair", "after": "good", "count": 2} in impact["transitions"]
    kinds = {unit["number"]: told["changes"][unit["changes"][0] - 1]["kind"] for unit in told["attribution"]["units"]}
    because = {one["organisation"]: [kinds[unit] for unit in one["because_of"]] for one in impact["movers"]}
    assert because == {"B2": ["adjustment"], "C3": ["threshold"]}
    shares = impact["movers"][0]["movements"][0]["shares"]
    assert sum(float(share["share"]["exact"]) for share in shares) == 1
    (beech,) = told["explained"]
    assert (beech["before"]["value"]["shown"], beech["after"]["value"]["shown"]) == ("Fair", "Good")


def test_without_attribution(versions: Path) -> None:
    told = diff_json(OLDER, NEWER, "--data", "clinics.csv", "--no-attribution", "--near", "0")
    assert (told["attribution"], told["impact"]["near"]) == (None, [])
    assert told["impact"]["movers"][0]["movements"] == []


def test_another_rating_is_unknown(versions: Path) -> None:
    code, output = diff(OLDER, NEWER, "--data", "clinics.csv", "--rating", "clinic_ratin")
    assert (code, "did you mean `clinic_rating`?" in output) == (1, True)


def test_between_two_periods(versions: Path) -> None:
    data = Path("clinics.csv").read_text(encoding="utf-8")
    for name, period, text in (
        ("2030.csv", "2030", data),
        ("2031.csv", "2031", data.replace("D4,=Dogwood,70,80", "D4,=Dogwood,95,95")),
    ):
        rows = [f"{line},{'period' if number == 0 else period}" for number, line in enumerate(text.splitlines())]
        Path(name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = diff_json(OLDER, NEWER, "--data", "2031.csv", "--older-data", "2030.csv")

    assert told["periods"] == ["2030", "2031"]
    assert told["attribution"]["of"] == "causes"
    because = {one["organisation"]: one["because_of"] for one in told["impact"]["movers"]}
    own, rules = 1, 4
    assert because == {"B2": [rules], "C3": [rules], "D4": [own]}
    output = diff(OLDER, NEWER, "--data", "2031.csv", "--older-data", "2030.csv")[1]
    assert "From 2030 to 2031, 3 of 5 clinics change rating" in output
    assert "(a) The clinic's own figures 1 up 1 +2.00" in squeezed(output)


# --- forms ------------------------------------------------------------------------------------------------------------


def test_everything(versions: Path) -> None:
    short, whole = (diff(OLDER, NEWER, "--data", "clinics.csv", *more)[1] for more in ((), ("--all",)))
    assert "newer.rules:" not in short
    assert "The changes that can move a rating, in full" in whole
    assert "clinics.rules:38 → newer.rules:38" in whole


def test_explanations_side_by_side(versions: Path) -> None:
    output = diff(OLDER, NEWER, "--data", "clinics.csv", "--explain", "B2", "--explain", "C3")[1]
    lines = squeezed(output)
    assert "Beech (B2): Fair → Good" in lines
    assert "Beech (B2) is rated Fair. Beech (B2) is rated Good." in lines
    assert "Cedar (C3): Fair → Good" in lines


def test_markdown_and_html(versions: Path) -> None:
    code, text = diff(OLDER, NEWER, "--data", "clinics.csv", "--format", "markdown")
    assert (code, text.splitlines()[0]) == (0, "# What changed in Clinics")
    assert "| Fair | 2 | · | · | · | 2 |" in text
    code, page = diff(OLDER, NEWER, "--data", "clinics.csv", "--format", "html", "--explain", "B2")
    assert (code, page.startswith("<!DOCTYPE html>")) == (0, True)
    assert '<th scope="row">Fair</th><td class="number">2</td>' in page


def test_csv_of_the_changes(versions: Path) -> None:
    Path(NEWER).write_text(
        Path(NEWER).read_text(encoding="utf-8").replace('"Appointments kept"', '"=Appointments kept"'), encoding="utf-8"
    )
    code, output = diff(OLDER, NEWER, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert code == 0
    assert {"threshold", "adjustment", "retitled"} <= {row["kind"] for row in rows}
    assert {row["title"] for row in rows if row["name"] == "kept"} == {"'=Appointments kept"}
    assert {row["now"] for row in rows if row["name"] == "kept"} == {"'=Appointments kept"}


def test_a_file_is_written_whole(versions: Path) -> None:
    code, output = diff(OLDER, NEWER, "--format", "html", "--out", "out.html")
    assert (code, output) == (0, "written: out.html\n")
    assert Path("out.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [path.name for path in Path().iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_names_do_not_steer_the_terminal(versions: Path, form: str) -> None:
    data = Path("clinics.csv").read_text(encoding="utf-8")
    Path("clinics.csv").write_text(data.replace("Beech", "Bee\x1b]0;owned\x07ch \u202e<script>"), encoding="utf-8")
    code, output = diff(OLDER, NEWER, "--data", "clinics.csv", "--format", form, "--all", "--explain", "B2")
    assert code == 0
    assert not set(output) & {"\x1b", "\x07", "\u202e"}
    assert form != "html" or "<script>" not in output


def test_findings_are_shown_as_by_run(versions: Path) -> None:
    data = Path("clinics.csv").read_text(encoding="utf-8").replace("organisation,", "organisation,", 1)
    Path("clinics.csv").write_text(
        data.replace("seen", "seen").replace("A1,Alder,94", "A1,Alder,0.94"), encoding="utf-8"
    )
    ran = CliRunner().invoke(cli, ["run", OLDER, "clinics.csv"]).output
    assert ("warning[" in ran) == ("warning[" in diff(OLDER, NEWER, "--data", "clinics.csv")[1])


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_a_broken_ruleset(versions: Path) -> None:
    Path(NEWER).write_text(
        Path(NEWER).read_text(encoding="utf-8").replace("overall >= 1\n", "overal >= 1\n"), encoding="utf-8"
    )
    code, output = diff(OLDER, NEWER, "--out", "out.txt")
    assert (code, "error[CCG201]" in output, Path("out.txt").exists()) == (1, True, False)
    code, output = diff(OLDER, NEWER, "--format", "json")
    assert (code, json.loads(output)["errors"]) == (1, 1)
    with pytest.raises(ccgrules.RulesetError):
        ccgrules.diff(OLDER, NEWER)


def test_broken_data(versions: Path) -> None:
    Path("clinics.csv").write_text("organisation,seen,kept,overspent\nA1,194,96,no\n", encoding="utf-8")
    code, output = diff(OLDER, NEWER, "--data", "clinics.csv")
    assert (code, "error[CCG6" in output) == (1, True)
    with pytest.raises(ccgrules.DataError):
        ccgrules.diff(OLDER, NEWER, "clinics.csv")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((OLDER,), "Missing argument 'NEW'"),
        ((OLDER, "none.rules"), "does not exist"),
        ((OLDER, NEWER, "--explain", "B2"), "--explain is about ratings; name data with --data"),
        ((OLDER, NEWER, "--mapping", OLDER), "--mapping tells how to read data; name them with --data"),
        ((OLDER, NEWER, "--older-mapping", OLDER), "name them with --older-data"),
        ((OLDER, NEWER, "--older-data", "clinics.csv"), "name those for the newer ones with --data"),
        ((OLDER, NEWER, "--data", "clinics.csv", "--explain", "Beech"), "did you mean `B2` (Beech)?"),
    ],
)
def test_wrong_use(versions: Path, arguments: tuple[str, ...], message: str) -> None:
    code, output = diff(*arguments)
    assert (code, message in " ".join(output.split())) == (2, True), output


# --- in Python --------------------------------------------------------------------------------------------------------


def test_from_python(versions: Path) -> None:
    told = ccgrules.diff(ccgrules.load(OLDER), NEWER, "clinics.csv")

    assert [one.organisation for one in told.movers] == ["B2", "C3"]
    assert [change.number for change in told.changes] == list(range(1, len(told.changes) + 1))
    assert str(told).startswith("What changed in Clinics")
    assert told._repr_html_().startswith("<!DOCTYPE html>")
    assert {row["kind"] for row in told.to_dicts()} == {change.kind for change in told.changes}
    rows = [{"organisation": "A1", "seen": 94, "kept": 96, "overspent": "no"}]
    assert ccgrules.diff(OLDER, ccgrules.load(NEWER), rows, older_data=rows, attribution=False).movers == ()

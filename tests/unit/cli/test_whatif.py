"""`ccgrules whatif`: settings, what is left out, sweeps; in every form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from unit.differences.whatif.clinics_tried import ROWS, saved

from ccgrules.cli.main import cli
from ccgrules.resources import schema

RULES, DATA = "clinics.rules", "clinics.csv"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the ruleset and the data of `clinics_tried`."""
    saved(tmp_path)
    lines = [",".join(row.values()) for row in ROWS]
    (tmp_path / DATA).write_text("\n".join([",".join(ROWS[0]), *lines, ""]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def whatif(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["whatif", RULES, DATA, *arguments])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def whatif_json(kind: str, *arguments: str) -> dict[str, Any]:
    code, output = whatif(*arguments, "--format", "json")
    assert code == 0, output
    document: dict[str, Any] = json.loads(output)
    assert list(Draft202012Validator(schema(kind)).iter_errors(document)) == []
    return document


def squeezed(output: str) -> list[str]:
    return [" ".join(line.split()) for line in output.splitlines()]


# --- settings ---------------------------------------------------------------------------------------------------------


def test_a_setting() -> None:
    # Cedar has 1.5
    code, output = whatif("--set", "good_from=1.6")
    assert code == 0
    lines = squeezed(output)
    assert lines[0] == "What if: good_from 1.5 → 1.6 clinics.rules"
    assert lines[2:6] == [
        "What is tried", "tried effect", "1 Parameter “Lowest score for Good”: 1.5 → 1.6 harder",
        "Harder: whatever the data, no rating is better.",
    ]  # fmt: skip
    start = lines.index("On the same data 1 of 6 clinics changes rating")
    assert lines[start + 1 : start + 7] == [
        "Grade Good Fair Poor No rating was", "Good 1 1 · · 2", "Fair · 2 · · 2", "Poor · · 1 · 1",
        "No rating · · · 1 1", "now 1 3 1 1 6",
    ]  # fmt: skip
    assert "(1) 1 down" in lines
    assert any(line.startswith("Cedar (C) Good → Fair (1) −1.00") for line in lines)


def test_the_file_stays_as_it_is(folder: Path) -> None:
    before = (folder / RULES).read_bytes()
    assert whatif("--set", "good_from=1.6", "--drop", "calls")[0] == 0
    assert (folder / RULES).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [DATA, RULES]


def test_each_setting_and_each_drop_is_one_unit() -> None:
    told = whatif_json("diff", "--set", "good_from=1.6", "--set", "fair_from=75%", "--drop", "calls")
    assert [unit["title"] for unit in told["attribution"]["units"]] == [
        "without “Calls answered”",
        "fair_from 80% → 75%",
        "good_from 1.5 → 1.6",
    ]
    assert [unit["together"] for unit in told["attribution"]["units"]] == ["", "", ""]
    assert told["what_if"] == {
        "title": "good_from 1.5 → 1.6, fair_from 80% → 75%, without “Calls answered”",
        "set": [
            {"name": "good_from", "was": "1.5", "now": "1.6"},
            {"name": "fair_from", "was": "80%", "now": "75%"},
        ],
        "left_out": ["calls"],
        "remarks": told["what_if"]["remarks"],
    }
    # by waits alone, 75 % scores 1: 2, 2, 1, 1, 1
    now = {one["organisation"]: (one["before"], one["after"]) for one in told["impact"]["movers"]}
    assert now == {"B": ("fair", "good"), "C": ("good", "fair"), "E": ("poor", "fair")}


def test_a_group_is_one_unit(folder: Path) -> None:
    text = (folder / RULES).read_text(encoding="utf-8")
    text = text.replace("measure overall", 'group comfort "Comfort"\n\nmeasure overall')
    added = "".join(
        f'indicator {name} "{name.capitalize()}" in comfort\n  data    percent\n  better  higher\n  score\n'
        "    2  when value >= 50%\n    0  otherwise\n\n"
        for name in ("chairs", "light")
    )
    text = text.replace("measure overall", f"{added}measure overall")
    (folder / RULES).write_text(text.replace("mean(access.ind", "mean(all.ind"), encoding="utf-8")
    rows = [f"{','.join(row.values())},90,90" for row in ROWS]
    (folder / DATA).write_text("\n".join(["organisation,name,waits,calls,chairs,light", *rows, ""]), encoding="utf-8")
    # With two more scores of 2: 2, 1.5, 1.75, 1.5, 1; without them 2, 1, 1.5, 1, 0; the calls of Fir are not known.
    told = whatif_json("diff", "--drop", "comfort")
    (unit,) = told["attribution"]["units"]
    assert (unit["title"], len(unit["changes"])) == ("without “Comfort”", 2)
    now = {one["organisation"]: (one["before"], one["after"]) for one in told["impact"]["movers"]}
    assert now == {"B": ("good", "fair"), "D": ("good", "fair"), "E": ("fair", "poor")}
    shares = [share["share"]["exact"] for one in told["impact"]["movers"] for share in one["movements"][0]["shares"]]
    assert shares == ["-1", "-1", "-1"]
    assert (
        "(1–2) 3 down" in squeezed(whatif("--drop", "comfort")[1]) or "(2–3) 3 down" in whatif("--drop", "comfort")[1]
    )


def test_who_is_near_with_what_is_tried() -> None:
    # there are no newer rules: one ruleset, and what is tried in it
    _, output = whatif("--set", "good_from=1.6")
    assert "Near a boundary of Score with what is tried" in squeezed(output)
    assert "newer" not in output


def test_one_thing_left_out_is_called_so_throughout() -> None:
    # of calls alone is left out, which is one change: `used when` is how that is done, and nobody's words
    _, output = whatif("--drop", "calls", "--all")
    rows = [line for line in squeezed(output) if line.startswith("(1) ") and "alls answered" in line]
    assert rows[0].startswith("(1) Without “Calls answered” ")


def test_a_weight_where_there_was_none(folder: Path) -> None:
    text = (folder / RULES).read_text(encoding="utf-8")
    head = text.index("indicator calls")
    own = text.index("  better", head)
    (folder / RULES).write_text(f'{text[:own]}  counts no "tried out"\n{text[own:]}', encoding="utf-8")
    _, output = whatif("--set", "calls.counts=1/2")
    assert squeezed(output)[0] == "What if: calls.counts no → 1/2 clinics.rules"


def test_a_parameter_that_is_set_and_swept() -> None:
    code, output = whatif("--set", "good_from=1.6", "--sweep", "good_from=1.2..1.8")
    assert code == 1
    assert "`good_from` is set to `1.6`, and swept" in output


def test_a_value_that_changes_nothing() -> None:
    lines = squeezed(whatif("--set", "good_from=1.50")[1])
    assert "– good_from 1.5 → 1.50 no change" in lines
    assert "On the same data no rating changes" in lines


def test_what_it_means_is_in_the_output() -> None:
    output = " ".join(whatif("--drop", "calls")[1].split())
    assert "as if it were not applicable to anybody: no score and no status" in output
    assert "Rules that ask for a value by name still see it: “Grade” (calls.value)." in output
    help_ = " ".join(whatif("--help")[1].split())
    assert "does not count, as if it were not applicable to anybody" in help_
    assert "A rule that asks for its value by name still sees it." in help_


def test_errors_name_what_is_wrong() -> None:
    code, output = whatif("--set", "god_from=1.6")
    assert (code, "did you mean `good_from`?" in output) == (1, True)
    code, output = whatif("--set", "good_from=2")
    assert (code, "`good_from` cannot be set to `2`: the ruleset has it between 1.2 and 1.8" in output) == (1, True)
    code, output = whatif("--set", "good_from=2", "--format", "json")
    assert (code, json.loads(output)["diagnostics"][0]["code"]) == (1, "CCG753")


@pytest.mark.parametrize("words", ["good_from", "=1.5", "good_from 1.5"])
def test_a_setting_without_its_parts(words: str) -> None:
    code, output = whatif("--set", words)
    assert (code, "such as outstanding_from=1.4" in output) == (2, True)


def test_nothing_to_try() -> None:
    code, output = whatif()
    assert code == 2
    lines = squeezed(output)
    assert "Error: say what is to be tried, with --set, --drop, --only or --sweep" in lines
    assert "fair_from 80%, between 70% and 89% Lowest share that scores 1" in lines
    assert "good_from 1.5, between 1.2 and 1.8 Lowest score for Good" in lines


def test_a_ruleset_with_errors(folder: Path) -> None:
    text = (folder / RULES).read_text(encoding="utf-8")
    (folder / RULES).write_text(text.replace("overall >= good_from", "overal >= good_from"), encoding="utf-8")
    code, output = whatif("--set", "good_from=1.6")
    assert (code, "error[CCG201]" in output) == (1, True)


def test_other_forms(folder: Path) -> None:
    assert whatif("--set", "good_from=1.6", "--format", "markdown")[1].startswith("# What if: good\\_from 1.5 → 1.6")
    assert whatif("--set", "good_from=1.6", "--format", "html", "--out", "page.html") == (0, "written: page.html\n")
    assert "<title>What if: good_from 1.5 → 1.6" in (folder / "page.html").read_text(encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(whatif("--set", "good_from=1.6", "--format", "csv")[1]))
    assert (row["name"], row["was"], row["now"]) == ("good_from", "1.5", "1.6")


def test_options_of_a_difference() -> None:
    told = whatif_json("diff", "--only", "waits", "--explain", "C", "--no-attribution", "--near", "0")
    assert (told["attribution"], told["impact"]["near"]) == (None, [])
    assert told["explained"][0]["after"]["value"]["shown"] == "Fair"
    code, output = whatif("--only", "waits", "--explain", "Z")
    assert (code, "no organisation `Z`" in output) == (2, True)
    assert whatif_json("diff", "--only", "waits", "--leave-out", "C")["impact"]["organisations"] == 5


# --- sweeps -----------------------------------------------------------------------------------------------------------


def test_a_sweep() -> None:
    code, output = whatif("--sweep", "good_from=1.2,1.6")
    assert code == 0
    lines = squeezed(output)
    assert lines[0] == "What if: good_from from 1.2 to 1.6 Clinics"
    assert "1.6 1 3 1 1 · 1 ████▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒" in lines
    assert "1.5 now 2 2 1 1 · · ████████▓▓▓▓▓▓▓▓▒▒▒▒" in lines


def test_a_sweep_as_json() -> None:
    told = whatif_json("sweep", "--sweep", "fair_from=70%..88%/6%")
    values = [(one["value"]["exact"], one["present"], one["up"], one["down"]) for one in told["values"]]
    assert values == [
        ("70", False, 1, 0),
        ("76", False, 0, 0),
        ("80", True, 0, 0),
        ("82", False, 0, 0),
        ("88", False, 0, 1),
    ]
    assert told["values"][0]["counts"] == [
        {"label": "good", "count": 3}, {"label": "fair", "count": 1}, {"label": "poor", "count": 1},
        {"label": None, "count": 1},
    ]  # fmt: skip
    assert told["movers"][0]["ratings"] == [
        {"rating": "good", "from": "70 %", "to": "82 %"}, {"rating": "fair", "from": "88 %", "to": "88 %"},
    ]  # fmt: skip
    assert told["parameter"] == {
        "name": "fair_from", "title": "Lowest share that scores 1", "unit": "percent", "present": "80%",
        "low": "70", "high": "89",
    }  # fmt: skip


def test_a_sweep_of_the_whole_range() -> None:
    told = whatif_json("sweep", "--sweep", "good_from", "--drop", "waits")
    assert [one["value"]["exact"] for one in told["values"]][::6] == ["1.2", "1.5", "1.8"]
    assert (told["what_if"]["left_out"], told["organisations"]) == (["waits"], 6)


def test_a_sweep_in_other_forms(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(whatif("--sweep", "good_from=1.6", "--format", "csv")[1])))
    assert [(row["value"], row["good"], row["no_rating"], row["down"]) for row in rows] == [
        ("1.5", "2", "1", "0"), ("1.6", "1", "1", "1"),
    ]  # fmt: skip
    assert whatif("--sweep", "good_from=1.6", "--format", "markdown")[1].startswith("# What if: good\\_from from 1.5")
    assert whatif("--sweep", "good_from=1.6", "--format", "html", "--out", "a.html")[0] == 0
    assert "16.7 %" in whatif("--sweep", "good_from=1.6", "--percent")[1]
    assert "Cedar (C): Good at 1.5, Fair at 1.6" in whatif("--sweep", "good_from=1.6", "--all")[1]
    assert whatif("--sweep", "good_from=1.6", "--out", "a.txt") == (0, "written: a.txt\n")
    assert (folder / "a.txt").read_text(encoding="utf-8").startswith("What if: good_from from 1.5 to 1.6")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("good_from=1..2", "between 1.2 and 1.8"),
        ("god_from=1.2..1.6", "did you mean `good_from`?"),
        ("good_from=1.2..1.6/0.00001", "more than 1,000 values"),
        ("good_from=", "a value is missing"),
    ],
)
def test_a_sweep_that_cannot_be(words: str, says: str) -> None:
    code, output = whatif("--sweep", words)
    assert (code, says in output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--sweep", "good_from", "--explain", "C"], "--explain is not for a sweep"),
        (["--sweep", "good_from", "--no-attribution"], "--no-attribution is not for a sweep"),
        (["--set", "good_from=1.6", "--percent"], "--percent is for a sweep"),
        (["--set", "good_from=1.6", "--period", "2031"], "--period is for a sweep"),
    ],
)
def test_options_without_effect(arguments: list[str], says: str) -> None:
    code, output = whatif(*arguments)
    assert (code, says in output) == (2, True)

"""`--succession`: mergers on the command line and from Python, and the record of the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import ccgrules
from ccgrules.cli.main import cli
from ccgrules.resources import schema

RULES = """framework waits "Waits"
  language 1
  rates    clinic "Clinic"
  scores better higher
  result   gain

indicator seen "Seen within two weeks"
  data   percent from numerator / denominator
  better higher

measure gain "Change" = seen.value - previous(seen.value)
  data percent change
"""
DATA = """organisation,period,seen.numerator,seen.denominator
A,2016/17,10,100
B,2016/17,30,200
C,2017/18,60,300
"""
MERGER = "successions:\n  - {period: 2017/18, from: [A, B], to: [C], because: Merger}\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("waits.rules", RULES), ("data.csv", DATA), ("merged.yaml", MERGER)):
        Path(name).write_text(text, encoding="utf-8")


def command(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, [arguments[0], "waits.rules", "data.csv", *arguments[1:]])
    return answer.exit_code, answer.output


def test_run_follows_mergers_and_records_their_digest() -> None:
    code, output = command("run", "--succession", "merged.yaml", "--format", "json")
    assert code == 0
    record = json.loads(output)
    Draft202012Validator(schema("run")).validate(record)
    assert set(record["digests"]) == {"rules", "data", "succession", "run"}
    assert record["summary"]["unrated"] == []
    _, without = command("run", "--format", "json")
    alone = json.loads(without)
    assert set(alone["digests"]) == {"rules", "data", "run"}
    assert alone["digests"]["run"] != record["digests"]["run"]
    assert [one["organisation"] for one in alone["summary"]["unrated"]] == ["C"]


def test_the_digest_is_of_what_is_said_and_not_of_how() -> None:
    _, flow = command("run", "--succession", "merged.yaml", "--format", "json")
    block = "successions:\n- period: 2017/18\n  to: C\n  from:\n  - B\n  - A\n  because: 'Merger'  # on 1 April\n"
    Path("merged.yaml").write_text(block, encoding="utf-8")
    _, other = command("run", "--succession", "merged.yaml", "--format", "json")
    assert json.loads(flow)["digests"] == json.loads(other)["digests"]


def test_explain_names_predecessors_their_values_and_the_reason() -> None:
    code, output = command("explain", "--for", "C", "--succession", "merged.yaml", "--workings")
    assert code == 0
    text = " ".join(output.split())
    assert "A 10.00 % and B 15.00 % in 2016/17, taken together: (10 + 30) / (100 + 200)" in text
    assert "A and B became C in 2017/18, “Merger”" in text


def test_a_file_that_does_not_fit_stops_the_run() -> None:
    Path("merged.yaml").write_text(MERGER.replace("[A, B]", "[A, Z]"), encoding="utf-8")
    code, output = command("run", "--succession", "merged.yaml")
    assert code == 1
    assert "the data have no organisation `Z` before 2017/18" in output


def test_from_python() -> None:
    framework = ccgrules.load("waits.rules")
    run = framework.run("data.csv", succession="merged.yaml")
    gains = {(row["organisation"], row["period"]): row["gain"] for row in run.to_dicts()}
    assert gains["C", "2017/18"] == pytest.approx(20 - 40 / 3)
    with pytest.raises(ccgrules.DataError):
        framework.run("data.csv", succession="data.csv")

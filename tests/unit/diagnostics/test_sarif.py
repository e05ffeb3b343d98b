"""Findings as SARIF 2.1.0. Expected forms are those of the standard's sections 3.14 to 3.30."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ccgrules.diagnostics.codes import CODES, finding
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, Edit, Label
from ccgrules.diagnostics.sarif import render_sarif
from ccgrules.source import SourceFile, Span

PROGRAM = "framework x\n\nrating headline on ratings\n  good  when overal >= 1\n"


def at(words: str, name: str = "our rules/draft.rules") -> Span:
    start = PROGRAM.index(words)
    return Span(SourceFile(name, PROGRAM), start, start + len(words))


def run(*findings: Diagnostic) -> dict[str, Any]:
    log: Any = render_sarif(findings, "1.2.3")
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def test_a_finding_in_a_ruleset() -> None:
    one = finding(
        "CCG201",
        "there is nothing called `overal`",
        primary=at("overal"),
        secondary=[Label(at("headline"), "in this rating")],
        help="did you mean `overall`?",
    )
    (result,) = run(one)["results"]
    assert result["ruleId"] == "CCG201"
    assert result["level"] == "error"
    assert result["message"] == {"text": "there is nothing called `overal`\nhelp: did you mean `overall`?"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "our%20rules/draft.rules"},
                "region": {"startLine": 4, "startColumn": 14, "endLine": 4, "endColumn": 20},
            }
        }
    ]
    assert result["relatedLocations"][0]["message"] == {"text": "in this rating"}
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_a_fix_is_a_replacement_of_a_region() -> None:
    """Sections 3.55 to 3.57."""
    one = finding("CCG103", "the language has no `>=`", primary=at(">="), help="write `>`", fixes=[Edit(at(">="), ">")])
    (result,) = run(one)["results"]
    region = {"startLine": 4, "startColumn": 21, "endLine": 4, "endColumn": 23}
    replacement = {"deletedRegion": region, "insertedContent": {"text": ">"}}
    change = {"artifactLocation": {"uri": "our%20rules/draft.rules"}, "replacements": [replacement]}
    assert result["fixes"] == [{"description": {"text": "write `>`"}, "artifactChanges": [change]}]


def test_each_code_is_described_once() -> None:
    got = run(finding("CCG509", "a"), finding("CCG201", "b"), finding("CCG201", "c"))
    rules = got["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CCG201", "CCG509"]
    assert rules[0]["shortDescription"] == {"text": CODES["CCG201"].title}
    assert [rules[result["ruleIndex"]]["id"] for result in got["results"]] == ["CCG509", "CCG201", "CCG201"]


def test_a_finding_in_data() -> None:
    (result,) = run(finding("CCG607", "104 is not a share", place=DataPlace("trusts.csv", 17, "OF0057")))["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 17}
    assert location["message"] == {"text": "trusts.csv, row 17, column OF0057"}


def test_a_finding_without_a_place() -> None:
    (result,) = run(finding("CCG901", "stopped"))["results"]
    assert "locations" not in result


def test_absolute_names_are_file_addresses(tmp_path: Path) -> None:
    place = at("overal", str(tmp_path / "draft.rules"))
    (result,) = run(finding("CCG201", "x", primary=place))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (tmp_path / "draft.rules").as_uri()


def test_hidden_characters_are_written_out() -> None:
    (result,) = run(finding("CCG901", "a \x1b[31m b"))["results"]
    assert result["message"]["text"] == "a \\x1b[31m b"

"""Mapping files: their shape, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ccgrules.engine.mapping import DataMapping, Entry, load_mapping, parse_mapping
from ccgrules.engine.read import ReadOptions
from ccgrules.model.types import Reason
from ccgrules.resources import schema
from ccgrules.source import SourceFile
from ccgrules.yaml_source import Node, Scalar, Sequence, parse_yaml

WHOLE = """
sheet: Table 1
header_row: 5
delimiter: semicolon
columns:
  Trust_code: organisation
  Value: [OF0057, OF0061]
indicators: {012: OF0057, 5E09: OF0061.score}
values:
  segments: {1: segment_1, 2: segment_2}
  trust_type:
    Acute trust: acute
missing: {"*": suppressed, n/k: not submitted}
units: {OF0057: proportion}
multiply: {OF0099: 1000, OF0098: "0.01"}
constants: {trust_type: acute}
period: 2024/25
periods: [baseline, final]
dates: day/month/year
where: {Type: [Acute, Community]}
except: {Code: ENG}
ignore: [Region, others]
ignore_indicators: OF5005
"""


def read(text: str) -> DataMapping:
    mapping, findings = parse_mapping(SourceFile("mapping.yaml", text))
    assert findings == ()
    assert mapping is not None
    return mapping


def codes(text: str) -> list[tuple[str, int]]:
    mapping, findings = parse_mapping(SourceFile("mapping.yaml", text))
    assert mapping is None
    return [(one.code, one.primary.span.line if one.primary else 0) for one in findings]


def test_every_part() -> None:
    mapping = read(WHOLE)
    assert mapping.options == ReadOptions("Table 1", 5, ";")
    assert mapping.columns == (Entry("Trust_code", ("organisation",)), Entry("Value", ("OF0057", "OF0061")))
    assert mapping.indicators == (Entry("012", ("OF0057",)), Entry("5E09", ("OF0061.score",)))
    assert mapping.values[0] == (
        Entry("segments", ()),
        (Entry("1", ("segment_1",)), Entry("2", ("segment_2",))),
    )
    assert mapping.missing == (("*", Reason.SUPPRESSED), ("n/k", Reason.NOT_SUBMITTED))
    assert mapping.units == (Entry("OF0057", ("proportion",)),)
    assert mapping.multiply == ((Entry("OF0099", ()), Fraction(1000)), (Entry("OF0098", ()), Fraction(1, 100)))
    assert mapping.constants == (Entry("trust_type", ("acute",)),)
    assert mapping.period == "2024/25"
    assert [entry.theirs for entry in mapping.periods] == ["baseline", "final"]
    assert mapping.dates == "day/month/year"
    assert mapping.where == (Entry("Type", ("Acute", "Community")),)
    assert mapping.without == (Entry("Code", ("ENG",)),)
    assert [entry.theirs for entry in mapping.ignore] == ["Region", "others"]
    assert [entry.theirs for entry in mapping.ignore_indicators] == ["OF5005"]


def test_codes_stay_as_they_are_written() -> None:
    assert [entry.theirs for entry in read("indicators: {001: A, 5E1: B, no: C, 1.10: D}").indicators] == [
        "001",
        "5E1",
        "no",
        "1.10",
    ]


def test_json_is_a_mapping_too() -> None:
    assert read('{"columns": {"Code": "organisation"}}').columns == (Entry("Code", ("organisation",)),)


def test_an_empty_file_says_nothing() -> None:
    assert read("") == DataMapping()


WRONG = [
    ("colums: {}", ("CCG681", 1)),
    ("columns: [a, b]", ("CCG681", 1)),
    ("columns:\n  A: {b: c}", ("CCG681", 2)),
    ("columns:\n  A:", ("CCG681", 2)),
    ("header_row: 0", ("CCG681", 1)),
    ("header_row: three", ("CCG681", 1)),
    ("delimiter: pipe", ("CCG681", 1)),
    ("dates: dmy", ("CCG681", 1)),
    ("missing: {x: withheld}", ("CCG681", 1)),
    ("multiply: {A: lots}", ("CCG681", 1)),
    ("sheet: [a]", ("CCG681", 1)),
    ("values: {rag: green}", ("CCG681", 1)),
    ("- a\n- b", ("CCG681", 1)),
]


@pytest.mark.parametrize(("text", "found"), WRONG)
def test_a_wrong_shape_is_found_with_its_line(text: str, found: tuple[str, int]) -> None:
    assert codes(text) == [found]


@pytest.mark.parametrize("text", ["a: [", "a: &x b\nc: *x", "a: !!python/object:os b", "a: 1\na: 2", "[" * 3000])
def test_yaml_that_is_refused(text: str) -> None:
    assert all(code.startswith("CCG70") for code, _ in codes(text))


def test_all_mistakes_are_found_at_once() -> None:
    assert codes("colums: {}\nheader_row: x\nmissing: {a: b}") == [("CCG681", 1), ("CCG681", 2), ("CCG681", 3)]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    mapping, findings = load_mapping(tmp_path / "mapping.yaml")
    assert mapping is None
    assert [one.code for one in findings] == ["CCG680"]
    assert load_mapping(Path("a\0b"))[1][0].code == "CCG680"


def test_the_schema_and_the_reader_agree() -> None:
    validator = jsonschema.Draft202012Validator(schema("mapping"))
    validator.check_schema(validator.schema)
    assert list(validator.iter_errors(as_json(WHOLE))) == []
    for text, _ in WRONG:
        assert list(validator.iter_errors(as_json(text))) != [], text


def test_the_example_in_the_readme(project: Path) -> None:
    """The block that shows a mapping is one, and shows most of what a mapping may say."""
    text = (project / "schemas" / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## A mapping, by example\n")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    mapping = read("\n".join(lines))
    assert mapping.options.header_row == 4
    assert Entry("M300", ("average_score", "overall")) in mapping.indicators
    assert list(jsonschema.Draft202012Validator(schema("mapping")).iter_errors(as_json("\n".join(lines)))) == []


def as_json(text: str) -> Any:
    node, _ = parse_yaml(SourceFile("mapping.yaml", text))
    assert node is not None
    return plain(node)


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text if node.text or node.quoted else None
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}

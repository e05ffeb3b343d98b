"""YAML is read as text with places, and everything surprising in it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccgrules.source import SourceFile
from ccgrules.yaml_source import LARGEST, Mapping, Node, Scalar, Sequence, parse_yaml, read_yaml


def read(text: str) -> Node:
    content, findings = parse_yaml(SourceFile("a.yaml", text))
    assert findings == ()
    assert content is not None
    return content


def test_nothing_is_guessed_from_a_scalar() -> None:
    content = read("a: no\nb: 1.10\nc: 2025-04-01\nd: ~\ne: 'yes'\nf: 70%\n")
    assert isinstance(content, Mapping)
    texts = {key.text: value.text for key, value in content.entries if isinstance(value, Scalar)}
    assert texts == {"a": "no", "b": "1.10", "c": "2025-04-01", "d": "~", "e": "yes", "f": "70%"}


def test_every_node_knows_its_place() -> None:
    content = read("scenarios:\n  - title: A deficit\n    given: [x, y]\n")
    assert isinstance(content, Mapping)
    scenarios = content.get("scenarios")
    assert isinstance(scenarios, Sequence)
    first = scenarios.items[0]
    assert isinstance(first, Mapping)
    title = first.get("title")
    assert title is not None
    assert (title.span.line, title.span.column, title.span.text) == (2, 12, "A deficit")


def test_an_empty_file_is_an_empty_mapping() -> None:
    for text in ("", "# only a remark\n", "---\n"):
        content = read(text)
        assert isinstance(content, Mapping)
        assert content.entries == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("a: [1,", "CCG701", 1, 7, "a bracket that is not closed"),
        ("a: b: c", "CCG701", 1, 5, "a `:` where none can stand"),
        ("a:\n\t- 1", "CCG701", 2, 1, "a tab at the start of a line"),
        ("a: 'x", "CCG701", 1, 4, "a quoted text that does not end"),
        ("a: @x", "CCG701", 1, 4, "a word that starts with a sign that YAML keeps for itself"),
        ('a: "\\ud800"', "CCG701", 1, 4, "an escape that is half of a character"),
        ("a\x00b", "CCG701", 1, 2, "a character that YAML does not allow"),
        ("--- a\n--- b", "CCG701", 2, 5, "a second document"),
        ("? [a]\n: 1", "CCG701", 1, 3, "a key must be a word"),
        ("[" * 2000, "CCG702", 1, 32, "more than 30 deep"),
        ("a: *b", "CCG703", 1, 4, "`*b` is a YAML alias"),
        ("a: &x 1", "CCG703", 1, 4, "`&x` is a YAML anchor"),
        ("a: !!python/object:os.system x", "CCG703", 1, 4, "`!!python/object:os.system` is a YAML tag"),
        ("a: 1\na: 2", "CCG704", 2, 1, "`a` stands here twice, first on line 1"),
    ],
)
def test_what_is_refused(text: str, code: str, line: int, column: int, words: str) -> None:
    content, (found,) = parse_yaml(SourceFile("a.yaml", text))
    assert content is None
    assert found.code == code
    assert found.primary is not None
    assert (found.primary.span.line, found.primary.span.column) == (line, column)
    assert words in found.message


def test_a_file_that_is_too_large_is_not_read() -> None:
    content, (found,) = parse_yaml(SourceFile("a.yaml", "#" * (LARGEST + 1)))
    assert content is None
    assert found.code == "CCG702"
    assert found.message == "the file has 1,000,001 characters, and may have 1,000,000"


@pytest.mark.parametrize("text", ["- x\n" * 200_000, "[" + "a," * 200_000 + "]", "a1: b\n" + "b: c\n" * 160_000])
def test_reading_stops_after_many_words(text: str) -> None:
    content, (found,) = parse_yaml(SourceFile("a.yaml", text))
    assert content is None
    assert (found.code, found.message) == ("CCG702", "the file has more than 20,000 words")


def test_a_file_that_is_not_utf_8_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: é\nb: ".encode() + b"\xe9\n")
    content, (found,) = read_yaml(path)
    assert content is None
    assert (found.code, found.message) == ("CCG701", "this is not YAML: a character that is not UTF-8")
    assert found.primary is not None
    assert (found.primary.span.line, found.primary.span.column) == (2, 4)


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_yaml(path) == parse_yaml(SourceFile("a.yaml", "a: 1\nb: 2\n"))


FRAGMENTS = st.sampled_from(
    [
        "a",
        ": ",
        "- ",
        "\n",
        "  ",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "?",
        ",",
        "#",
        "\t",
        "---",
    ]
)


@given(st.lists(FRAGMENTS | st.text(max_size=3), max_size=30).map("".join))
def test_no_text_brings_the_reader_down(text: str) -> None:
    content, findings = parse_yaml(SourceFile("a.yaml", text))
    assert (content is None) == bool(findings)

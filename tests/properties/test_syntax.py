"""What holds of every ruleset: formatting keeps the tree and the comments, and no text whatever raises an exception."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import trees

from ccgrules.diagnostics.codes import CODES
from ccgrules.source import SourceFile
from ccgrules.syntax import tree, words
from ccgrules.syntax.format import format_expr, format_file
from ccgrules.syntax.parse import parse, parse_expression

PROJECT = Path(__file__).parent.parent.parent
REFERENCE = (PROJECT / "grammar" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```rules(?: fragment)?\n(.*?)^```$", REFERENCE, re.MULTILINE | re.DOTALL)
SHIPPED = sorted([*PROJECT.glob("rulesets/*/*.rules"), *PROJECT.glob("examples/*/*.rules")])
PIECES = [
    *words.DECLARATIONS, *words.RESERVED, *words.ANNOTATIONS,
    *(phrase for phrases in words.CLAUSES.values() for phrase in phrases),
    *('"', '"title"', "“curly”", "(", ")", ",", "|", "=", "<=", "≥", "–", "\t", "\u00a0", "\n", "\r\n", "#", " # x"),
    *("%", "1.45", "70%", "2025-04-01", "101a", "code ", "per 100,000", "among:", "best:", "\x00", "\u2028"),
    *("é", ".", "-"),
]  # fmt: skip


def read(text: str) -> tree.RulesFile:
    file, diagnostics = parse(SourceFile("read.rules", text))
    assert [d.message for d in diagnostics] == []
    return file


@given(trees.exprs)
def test_an_expression_is_read_as_it_was_written(expr: tree.Expr) -> None:
    again, diagnostics = parse_expression(format_expr(expr))
    assert diagnostics == ()
    assert again == expr


@given(trees.files)
def test_a_file_is_read_as_it_was_written(file: tree.RulesFile) -> None:
    text = format_file(file)
    again = read(text)
    assert again.declarations == file.declarations
    assert format_file(again) == text


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A text near a ruleset: an example with pieces put in, taken out and turned round."""
    text: str = draw(st.sampled_from(EXAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 3, 20])))
        piece = draw(st.one_of(st.just(""), st.sampled_from(PIECES), st.text(max_size=3)))
        text = text[:start] + piece + text[end:]
    return text


@given(st.one_of(spoilt(), st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)))
def test_no_text_raises_and_what_is_read_survives_formatting(text: str) -> None:
    file, diagnostics = parse(SourceFile("spoilt.rules", text))
    for diagnostic in diagnostics:
        assert diagnostic.code in CODES
        assert diagnostic.help
        assert diagnostic.primary is not None
        assert 0 <= diagnostic.primary.span.start <= diagnostic.primary.span.end <= len(file.source.text)
    if not diagnostics:
        formatted = format_file(file)
        again = read(formatted)
        assert again.declarations == file.declarations
        assert sorted(c.text for c in again.comments) == sorted(c.text for c in file.comments)
        assert format_file(again) == formatted


@given(st.one_of(spoilt(), st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)))
def test_no_expression_raises(text: str) -> None:
    expr, diagnostics = parse_expression(text)
    assert (expr is None) == bool(diagnostics)


@given(spoilt())
def test_token_names_are_never_shown(text: str) -> None:
    _, diagnostics = parse(SourceFile("spoilt.rules", text))
    for diagnostic in diagnostics:
        said = re.sub(r"`[^`]*`", "", f"{diagnostic.message} {diagnostic.help} {' '.join(diagnostic.notes)}")
        assert not re.search(r"\b[A-Z]{2,}_?[A-Z]*\b|\$END", said), said


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_rulesets_survive_formatting(path: Path) -> None:
    file = read(path.read_text(encoding="utf-8"))
    formatted = format_file(file)
    again = read(formatted)
    assert again.declarations == file.declarations
    assert [c.text for c in again.comments] == [c.text for c in file.comments]
    assert format_file(again) == formatted

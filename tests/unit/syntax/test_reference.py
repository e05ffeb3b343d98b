"""The language reference: each example is read, is in its canonical form, and the tables say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ccgrules import pipeline
from ccgrules.model.functions import FUNCTIONS
from ccgrules.source import SourceFile
from ccgrules.syntax import tree, words
from ccgrules.syntax.format import format_file
from ccgrules.syntax.parse import MAX_BRACKETS, MAX_DEPTH, parse, parse_expression
from ccgrules.syntax.text import MAX_CHARACTERS, MAX_TOKENS

REFERENCE = (Path(__file__).parents[3] / "grammar" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```rules( fragment)?\n(.*?)^```$", REFERENCE, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    start = REFERENCE.index(f"\n## {title}")
    end = REFERENCE.find("\n## ", start + 1)
    return REFERENCE[start : end if end > 0 else None]


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def read(text: str) -> tree.RulesFile:
    file, diagnostics = parse(SourceFile("grammar/README.md", text))
    assert [d.message for d in diagnostics] == []
    return file


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES])
def test_examples_are_read_and_are_in_their_canonical_form(text: str) -> None:
    assert format_file(read(text)) == text


@pytest.mark.parametrize("text", [text for fragment, text in EXAMPLES if not fragment])
def test_whole_rulesets_are_sound_and_pass_their_own_tests(text: str, tmp_path: Path) -> None:
    path = tmp_path / "example.rules"
    path.write_text(text, encoding="utf-8")
    checked = pipeline.check(path)
    assert checked.findings == ()
    report, findings = pipeline.test(checked)
    assert findings == ()
    assert report is not None
    assert [test.failures for test in report.tests] == [()] * text.count("\ntest ")


def test_the_examples_show_every_declaration_and_every_clause() -> None:
    declarations = [d for _, text in EXAMPLES for d in read(text).declarations]
    shown = {(d.keyword, clause.keyword.removesuffix(" table")) for d in declarations for clause in d.clauses}
    kinds = {d.keyword for d in declarations} | {d.change for d in declarations if d.change}
    assert set(words.DECLARATIONS) - kinds == set()
    clauses = {clause for _, clause in shown}
    assert {phrase for phrases in words.CLAUSES.values() for phrase in phrases} - clauses == set()


def test_the_table_of_clauses_is_complete() -> None:
    table = {name: set(re.findall("`([^`]+)`", clauses)) for name, _, clauses in rows(section("9. All clauses"))}
    for cell, clauses in table.items():
        for kind in re.findall("`([^`]+)`", cell):
            assert clauses == set(words.CLAUSES.get(kind, ())), kind
    assert {kind for cell in table for kind in re.findall("`([^`]+)`", cell)} == set(words.DECLARATIONS)


def test_the_table_of_functions_is_complete() -> None:
    names = set(re.findall(r"`([a-z_]+)\(", " ".join(row[0] for row in rows(section("6. Functions")))))
    assert names == {function.name for function in FUNCTIONS}


def test_the_functions_of_the_table_are_expressions() -> None:
    for cell, _ in rows(section("6. Functions")):
        for text in re.findall("`([^`]+)`", cell):
            if "(" in text:
                written = text.replace(", …", "").replace("…", "x")
                assert parse_expression(written)[1] == (), text


def test_the_spellings_of_expressions_are_read() -> None:
    for cell, _ in rows(section("5. Expressions"))[1:]:
        for text in re.findall("`([^`]+)`", cell):
            assert parse_expression(text)[1] == (), text


def test_reserved_words_and_limits_are_named() -> None:
    text = section("10. Limits")
    assert set(re.findall("`([a-z]+)`", text)) == {*words.RESERVED, *words.DECLARATIONS}
    for limit in (MAX_CHARACTERS, MAX_TOKENS, MAX_BRACKETS, MAX_DEPTH):
        assert f"{limit:,}" in text

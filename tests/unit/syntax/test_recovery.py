"""A mistake costs the declaration that it stands in, and nothing else."""

from __future__ import annotations

import pytest

from ccgrules.source import SourceFile
from ccgrules.syntax import tree
from ccgrules.syntax.parse import parse

Found = list[tuple[str, int, int]]


def read(text: str) -> tuple[tree.RulesFile, Found]:
    file, diagnostics = parse(SourceFile("draft.rules", text))
    places = [(d.code, d.primary.span.line, d.primary.span.column) for d in diagnostics if d.primary is not None]
    assert len(places) == len(diagnostics)
    return file, places


def names(file: tree.RulesFile) -> list[str]:
    return [str(name) for declaration in file.declarations for name in declaration.names]


def test_two_mistakes_give_two_findings() -> None:
    file, found = read("measure a = 1 +\nmeasure b = 2\nmeasure c = (3\nmeasure d = 4\n")
    assert found == [("CCG111", 1, 15), ("CCG105", 3, 13)]
    assert names(file) == ["b", "d"]
    assert [str(name) for name in file.broken] == ["a", "c"]


def test_only_the_first_mistake_of_a_declaration_is_said() -> None:
    _, found = read("indicator a\n  score 1 +\n  score 2 +\n  standrd 3\n")
    assert found == [("CCG111", 2, 11)]


def test_an_open_bracket_ends_at_the_next_declaration() -> None:
    file, found = read("measure a = f(1,\n  2\n  better lower\nrating r on s\n  good otherwise\n")
    assert found == [("CCG105", 1, 14)]
    assert names(file) == ["r"]


def test_an_open_text_ends_with_its_line() -> None:
    file, found = read('group a "A\n  score 1\ngroup b "B"\n')
    assert found == [("CCG100", 1, 9)]
    assert names(file) == ["b"]
    assert [str(name) for name in file.broken] == ["a"]


def test_look_alikes_are_read_as_what_they_stand_for() -> None:
    file, found = read(
        "group a “A”\n\u00a0 score\tvalue – 1\n  status on rag\n    green when x ≥ 1\n    red otherwise\n"
    )
    assert found == [("CCG101", 1, 9), ("CCG102", 2, 1), ("CCG103", 2, 15)]
    plain, nothing = read('group a "A"\n  score value - 1\n  status on rag\n    green when x >= 1\n    red otherwise\n')
    assert nothing == []
    assert file.declarations == plain.declarations


def test_look_alikes_inside_texts_and_comments_are_welcome() -> None:
    _, found = read('group a "A “quoted” – ≥ 1\u00a0%"  # “curly” ≥\n')
    assert found == []


def test_a_kind_of_look_alike_is_said_once_in_a_declaration() -> None:
    _, diagnostics = parse(SourceFile("d.rules", "group a\n\tscore 1\n\tcounts 2\n\t#\ngroup b\n\tscore 1\n"))
    assert [(d.code, d.notes) for d in diagnostics] == [
        ("CCG102", ("the same in 2 more places of this declaration",)),
        ("CCG102", ()),
    ]


def test_a_misspelt_declaration_is_cut_off_and_read() -> None:
    file, found = read('group a "A"\n  score 1\nindicater b "B" in a\n  score 2\ngroup c\n')
    assert found == [("CCG107", 3, 1)]
    assert names(file) == ["a", "b", "c"]
    assert file.declarations[1].keyword == "indicator"


def test_mistakes_below_a_misspelt_declaration_wait() -> None:
    file, found = read('group a "A"\nindicater b "B" in a\n  score (\n')
    assert found == [("CCG107", 2, 1)]
    assert [str(name) for name in file.broken] == ["b"]


@pytest.mark.parametrize(
    ("head", "code"), [("Framework f", "CCG122"), ("framwork f", "CCG107"), ("FRAMEWORK f", "CCG122")]
)
def test_a_misspelt_first_word(head: str, code: str) -> None:
    file, found = read(f'{head} "F"\n  language 1\nfield a text\n')
    assert found == [(code, 1, 1)]
    assert names(file) == ["f", "a"]


def test_lines_before_the_first_declaration() -> None:
    file, found = read("hello world\nand more\nfield a text\n")
    assert found == [("CCG107", 1, 1)]
    assert names(file) == ["a"]


def test_a_text_without_declarations() -> None:
    assert read("")[1] == []
    assert read("\n  # only a comment\n")[1] == []
    assert read("\t\n")[1] == [("CCG102", 1, 1)]


def test_findings_stand_in_the_order_of_the_text() -> None:
    _, found = read("measure a = 1 +\nmeasure b = “x”\nmeasure c = (\ngroup d\n\tscore 1 2\n")
    assert [code for code, _, _ in found] == ["CCG111", "CCG101", "CCG105", "CCG102"]

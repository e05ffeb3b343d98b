"""The grammar itself, the kept tables, and that grammar, words and builders speak of the same things."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ccgrules.resources import resource_text
from ccgrules.source import SourceFile
from ccgrules.syntax import build, words
from ccgrules.syntax.expected import spelt
from ccgrules.syntax.grammar import FOLDER, GRAMMAR, TABLES, fingerprint, lark_parser, make
from ccgrules.syntax.parse import parse


@pytest.fixture(scope="module")
def grammar() -> str:
    return resource_text(FOLDER, GRAMMAR)


def test_the_grammar_has_no_conflicts(grammar: str) -> None:
    """Lark's strict mode refuses conflicts, and tokens of one priority that match the same text."""
    make(grammar, strict=True)


def test_the_kept_tables_are_those_of_the_grammar(grammar: str) -> None:
    """If this fails: `python -m ccgrules.syntax.grammar`."""
    kept = json.loads(resource_text(FOLDER, TABLES))
    assert kept["fingerprint"] == fingerprint(grammar)


def test_the_kept_tables_read_as_the_grammar_does(grammar: str) -> None:
    made, kept = make(grammar), lark_parser()
    assert {str(rule) for rule in kept.rules} == {str(rule) for rule in made.rules}
    assert {(t.name, t.pattern.to_regexp(), t.priority) for t in kept.terminals} == {
        (t.name, t.pattern.to_regexp(), t.priority) for t in made.terminals
    }
    text = "measure m = f(a, among: p where b is green) * 2\n"
    trees = []
    for parser in (made, kept):
        parsing: Any = parser.parse_interactive(text, start="declaration")
        parsing.exhaust_lexer()
        trees.append(parsing.feed_eof())
    assert trees[0] == trees[1]


def test_tables_of_another_grammar_are_not_used(monkeypatch: pytest.MonkeyPatch, grammar: str) -> None:
    changed = grammar.replace('MEETS: "meets"', 'MEETS: "reaches"')
    texts = {GRAMMAR: changed, TABLES: resource_text(FOLDER, TABLES)}
    monkeypatch.setattr("ccgrules.syntax.grammar.resource_text", lambda _folder, name: texts[name])
    lark_parser.cache_clear()
    try:
        assert parse(SourceFile("x.rules", "condition c = value reaches standard"))[1] == ()
    finally:
        lark_parser.cache_clear()


def test_every_node_of_the_parser_has_a_builder() -> None:
    nodes = {rule.alias or rule.origin.name for rule in lark_parser().rules if rule.options.keep_all_tokens is False}
    nodes = {str(name) for name in nodes if not str(name).startswith("_")} - {"outside"}
    inlined = {"expr", "conjunction", "negation", "comparison", "sum", "product", "factor", "atom"}
    assert nodes - inlined - set(build.RULES) == set()


def test_every_clause_word_is_a_token_of_the_grammar(grammar: str) -> None:
    declared = set(re.findall(r"[A-Z_]+", " ".join(re.findall(r"^%declare (.*)$", grammar, re.MULTILINE))))
    clauses = {words.token_type(phrase) for phrases in words.CLAUSES.values() for phrase in phrases}
    clauses |= {words.token_type(word) for word in words.ANNOTATIONS}
    defined = {terminal.name for terminal in lark_parser().terminals}
    assert declared - clauses == {"COLUMNS"}
    assert clauses - declared - defined == set()


def test_reserved_words_are_those_of_the_grammar() -> None:
    plain = {str(t.pattern.value) for t in lark_parser().terminals if re.fullmatch("[a-z]+", t.pattern.value)}
    assert plain == {*words.RESERVED, *words.DECLARATIONS}


def test_every_token_has_a_name_in_plain_words(grammar: str) -> None:
    """No name of the grammar's own, such as `RPAR`, is ever shown."""
    kinds = {terminal.name for terminal in lark_parser().terminals} | set(re.findall(r"\b[A-Z_]{2,}\b", grammar))
    for kind in kinds - {"COMMENT", "SPACES", "STRAY", "OPEN_TEXT", "CURLY_TEXT"}:
        said = re.sub(r"`[^`]*`", "", spelt(kind))
        assert not re.search("[A-Z_]{2}", said), (kind, said)
    assert [spelt(kind) for kind in ("RPAR", "VBAR", "_NL", "NO_BETTER_THAN")] == [
        "`)`",
        "`|`",
        "the end of the line",
        "`no better than`",
    ]

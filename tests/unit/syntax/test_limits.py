"""No input is too large, too deep or too wrong: each has its finding, soon, and none an exception."""

from __future__ import annotations

import pytest

from ccgrules.source import SourceFile
from ccgrules.syntax.format import format_file
from ccgrules.syntax.parse import MAX_BRACKETS, MAX_DEPTH, MAX_MISTAKES, parse, parse_expression
from ccgrules.syntax.text import MAX_CHARACTERS, MAX_TOKENS


def codes(text: str) -> list[str]:
    return [d.code for d in parse(SourceFile("large.rules", text))[1]]


def test_a_file_may_be_so_large() -> None:
    assert codes("#" * MAX_CHARACTERS) == []
    assert codes("#" * (MAX_CHARACTERS + 1)) == ["CCG170"]
    assert parse_expression("1" * (MAX_CHARACTERS + 1))[0] is None


def test_a_file_may_have_so_many_words() -> None:
    assert codes("remove " + "a," * (MAX_TOKENS // 2)) == ["CCG171"]


def test_a_sum_may_have_so_many_terms() -> None:
    assert codes("measure m = " + " + ".join(["a"] * MAX_DEPTH)) == []
    assert codes("measure m = " + " + ".join(["a"] * (MAX_DEPTH + 1))) == ["CCG172"]
    assert codes("measure m = " + " + ".join(["a"] * 20_000)) == ["CCG172"]
    assert codes("condition c = " + "not " * 20_000 + "a") == ["CCG172"]
    assert codes("condition c = a" + "\n  or a" * 20_000) == ["CCG172"]


def test_a_list_may_be_long() -> None:
    text = "measure m = f(" + ", ".join(["a"] * 5_000) + ")"
    file, diagnostics = parse(SourceFile("wide.rules", text))
    assert diagnostics == ()
    assert parse(SourceFile("again.rules", format_file(file)))[0] == file


def test_brackets_may_be_nested_so_deep() -> None:
    assert codes("measure m = " + "(" * MAX_BRACKETS + "a" + ")" * MAX_BRACKETS) == []
    assert codes("measure m = " + "(" * (MAX_BRACKETS + 1) + "a" + ")" * (MAX_BRACKETS + 1)) == ["CCG173"]
    assert codes("measure m = " + "(" * 50_000) == ["CCG173"]
    assert codes("measure m = " + "f(" * (MAX_BRACKETS + 1)) == ["CCG173"]


def test_the_deepest_expression_can_be_formatted_compared_and_hashed() -> None:
    """What the limit on depth is for: the other stages may go down a tree by recursion."""
    texts = [" + ".join(["a"] * MAX_DEPTH), "-" * (MAX_DEPTH - 1) + "a", "f(" * MAX_BRACKETS + "a" + ")" * MAX_BRACKETS]
    for text in texts:
        file, diagnostics = parse(SourceFile("deep.rules", f"measure m = {text}"))
        again, _ = parse(SourceFile("again.rules", format_file(file)))
        assert diagnostics == ()
        assert again.declarations == file.declarations
        assert hash(again.declarations) == hash(file.declarations)


def test_reading_stops_after_many_mistakes() -> None:
    wrong = codes("indicator\n" * 500)
    assert wrong == ["CCG111"] * MAX_MISTAKES + ["CCG174"]
    misspelt = codes("group g\n" + 'indicater i "I"\n' * 500)
    assert misspelt == ["CCG107"] * MAX_MISTAKES + ["CCG174"]


@pytest.mark.parametrize(
    "text",
    [
        "\x00", "\ud800", "\u202e", "\u2028", "\x1b[31m", '"', "“", "((", "))", "|", ":", "code ",
        'code ""', "per 1", "1" * 5000,
        "measure m = " + "9" * 5000, "#", "\\", "`x`", "framework", "change", "change change x", "remove",
        "rename a to", "table rows", "is not one of", "\t", "among:", "test", "scale s best first\n  a colour",
        "given", "=", "= 1", ", , ,",
    ],
)  # fmt: skip
def test_odd_texts_have_findings(text: str) -> None:
    found = codes(text)
    assert all(code.startswith("CCG1") for code in found)
    assert found or text == "#"

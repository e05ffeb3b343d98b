"""Expressions: how tightly operators bind, and what each form becomes in the tree."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccgrules.syntax import tree
from ccgrules.syntax.format import format_expr
from ccgrules.syntax.parse import parse_expression


def expression(text: str) -> tree.Expr:
    expr, diagnostics = parse_expression(text)
    assert diagnostics == ()
    assert expr is not None
    return expr


@pytest.mark.parametrize(
    ("written", "bracketed"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("-a * b", "(-a) * b"),
        ("- a - b", "(-a) - b"),
        ("not a and b", "(not a) and b"),
        ("not a = b", "not (a = b)"),
        ("not a is green", "not (a is green)"),
        ("a or b and c", "a or (b and c)"),
        ("a and b or c and d", "(a and b) or (c and d)"),
        ("a + b < c - d", "(a + b) < (c - d)"),
        ("a < b or c", "(a < b) or c"),
        ("value meets standard and x", "(value meets standard) and x"),
        ("a is better than b and c", "(a is better than b) and c"),
        ("a is one of (b, c) or d", "(a is one of (b, c)) or d"),
        (
            "1 + 2 * percent_rank(value, among: p where a meets b)",
            "1 + (2 * percent_rank(value, among: p where (a meets b)))",
        ),
    ],
)
def test_operators_bind_as_the_reference_says(written: str, bracketed: str) -> None:
    assert expression(written) == expression(bracketed)


@pytest.mark.parametrize(
    "text",
    [
        "a - (b - c)", "a / (b * c)", "(a + b) * c", "-(a + b)", "--a", "not not a", "not (a or b)", "(a or b) and c",
        "a and (b and c)", "(a = b) = c", "(a is x) is yes", "(not a) + b", "f(a or b, then not c)", "(a < b) * 2",
        "(a is missing) is not no", "-1", "1/3", "2 * 1/3", "(yes) or no",
    ],
)  # fmt: skip
def test_brackets_that_matter_are_kept(text: str) -> None:
    expr = expression(text)
    assert expression(format_expr(expr)) == expr


@pytest.mark.parametrize(
    ("written", "formatted"),
    [
        ("((a))", "a"),
        ("(a*b)+c", "a * b + c"),
        ("(a and b) or c", "a and b or c"),
        ("rank( a ,among:p,best :lower )", "rank(a, best: lower, among: p)"),
        ("x is  not   one of( a,b )", "x is not one of (a, b)"),
        ("(a is red) and (b is red)", "a is red and b is red"),
        ('code   "PSI-90".value', 'code "PSI-90".value'),
        ('code "ordinary"', "ordinary"),
        ("1 / 3", "1/3"),
        ("a/3", "a / 3"),
    ],
)
def test_expressions_have_one_spelling(written: str, formatted: str) -> None:
    assert format_expr(expression(written)) == formatted


def test_numbers_are_exact_and_percentages_are_shares() -> None:
    expr = expression("f(1.45, 70%, 66.7%, 007)")
    assert isinstance(expr, tree.Call)
    assert [(a.value, a.percent, a.text) for a in expr.args if isinstance(a, tree.Number)] == [
        (Fraction(29, 20), False, "1.45"),
        (Fraction(7, 10), True, "70%"),
        (Fraction(667, 1000), True, "66.7%"),
        (Fraction(7), False, "007"),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("103b.value", ("103b", "value")),
        ("OF0023", ("OF0023",)),
        ("MORT_30_AMI", ("MORT_30_AMI",)),
        ("cancer.indicators.score", ("cancer", "indicators", "score")),
        ('code "PSI-90"', ("PSI-90",)),
        ('code "PSI-90".score', ("PSI-90", "score")),
        ("whenever", ("whenever",)),
        ("is_late", ("is_late",)),
        ("notable", ("notable",)),
        ("floor", ("floor",)),
        ("code", ("code",)),
    ],
)
def test_names(text: str, parts: tuple[str, ...]) -> None:
    assert expression(text) == tree.Name(parts, span=expression(text).span)


@pytest.mark.parametrize(
    ("text", "relation", "labels"),
    [
        ("x is green", "is", 1),
        ("x is not green", "is not", 1),
        ("x is yes", "is", 1),
        ("x is one of (a, b)", "one of", 2),
        ("x is not one of (a)", "not one of", 1),
        ("x is better than y", "better than", 1),
        ("x is worse than previous(y)", "worse than", 1),
        ("x is missing", "missing", 0),
        ("x is not missing", "not missing", 0),
    ],
)
def test_relations_of_labels(text: str, relation: str, labels: int) -> None:
    expr = expression(text)
    assert isinstance(expr, tree.Is)
    assert (expr.relation, len(expr.labels)) == (relation, labels)


def test_a_call_keeps_its_arguments_apart() -> None:
    expr = expression("rank(a, then b, best: lower, among: p where c >= 1)")
    assert isinstance(expr, tree.Call)
    assert str(expr.function) == "rank"
    assert [format_expr(arg) for arg in expr.args] == ["a"]
    assert expr.then is not None
    assert format_expr(expr.then) == "b"
    assert [(key, format_expr(value)) for key, value in expr.options] == [("best", "lower")]
    assert expr.among is not None
    assert str(expr.among.population) == "p"
    assert expr.among.where is not None
    assert format_expr(expr.among.where) == "c >= 1"


def test_spans_cover_the_words() -> None:
    expr = expression("a + rank(b, among: trusts)")
    assert isinstance(expr, tree.Binary)
    assert expr.span.text == "a + rank(b, among: trusts)"
    assert expr.right.span.text == "rank(b, among: trusts)"
    assert isinstance(expr.right, tree.Call)
    assert expr.right.among is not None
    assert expr.right.among.span.text == "among: trusts"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CCG111"),
        ("  # nothing", "CCG111"),
        ("a +", "CCG111"),
        ("a b", "CCG110"),
        ("(a", "CCG105"),
        ("a)", "CCG106"),
        ("a < b < c", "CCG113"),
        ("“x”", "CCG101"),
        ("a ≥ b", "CCG103"),
        ("indicator", "CCG109"),
        ("f(among: p, among: q)", "CCG119"),
        ("1" * 101, "CCG121"),
    ],
)
def test_what_is_no_expression_is_said(text: str, code: str) -> None:
    expr, diagnostics = parse_expression(text)
    assert expr is None
    assert [d.code for d in diagnostics] == [code]
    assert diagnostics[0].primary is not None
    assert diagnostics[0].primary.span.source.name == "<text>"

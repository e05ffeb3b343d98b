"""Canonical text: it reads as rules do, and parses again to the same."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ccgrules.model.expressions import Choose, Dated, Lookup, WeightedMean
from ccgrules.model.load import check_text
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import UNITS
from ccgrules.model.walk import named_values
from ccgrules.model.wording import expression_text, number_text
from ccgrules.syntax.parse import parse_expression

CONFORMANCE = Path(__file__).parents[2] / "conformance"

HEAD = """
framework t "T"
  language 1
  scores better higher
  result m
scale rag best first
  green, amber, red
population trusts
population large
  where n > 3
field n number
field p percent
field l on rag
field y yes or no
field k one of acute, other
group g
indicator a in g
  data number
  better lower
  score value
indicator b in g
  data number
  better lower
  score value
  status on rag
    red   when value > 3
    green otherwise
method twice(x)
  score 2 * x
"""


def text_of(expression: str) -> str:
    """The canonical text of a measure, or of a condition where the expression is one."""
    for how in (f"measure m = {expression}", f"measure m = 1\ncondition m2 = {expression}"):
        ruleset, findings = check_text(f"{HEAD}\n{how}\n")
        if ruleset is not None:
            definition = ruleset.conditions["m2"] if "m2" in ruleset.conditions else ruleset.measures["m"]
            assert definition.definition.how is not None
            return expression_text(definition.definition.how)
    raise AssertionError([finding.message for finding in findings])


@pytest.mark.parametrize(
    "text",
    [
        "n + 2 * n",
        "(n + 2) * n",
        "n - (n - 1)",
        "n - n - 1",
        "n / (n * 2)",
        "-n",
        "-(n + 1)",
        "100% - p",
        "n > 3 and (y or p < 70%)",
        "n > 3 and y or p < 70%",
        "not (y and n > 3)",
        "not y",
        "l is green",
        "l is not green",
        "l is one of (green, amber)",
        "l is not one of (green, amber)",
        "l is better than amber",
        "l is missing",
        "n is not missing",
        "y is no",
        "k is acute",
        "worst(l, previous(l)) is red",
        "min(n, 3, n + 1)",
        "round(n, 2)",
        "how_many(y, n > 3)",
        "wilson_lower(n, n + 1, confidence: 99.8%)",
        "byar_upper(n, 7, confidence: 95%, exact_below: 10)",
        ("significance(p, against: 85%, limits: byar, confidence: 95%, numerator: n, denominator: 2, best: higher, "
        "exact_below: 10)"),
        "mean(g.indicators.score)",
        "count(g.members.status is red, needing: 2)",
        "available(all.indicators.value)",
        "sum(n, among: trusts where y and n > 2)",
        "quantile(n, 25%, method: weibull, among: large)",
        "rank(a.value, then b.value, best: lower, among: trusts)",
        "standardise(mean(g.members.score), best: higher, among: trusts)",
        ("z_score(p, against: 50%, denominator: n, best: higher, error: binomial, overdispersion: additive, "
        "transform: arcsine, winsorise: 10%, among: trusts)"),
        ("z_score(n, against: 2, standard_error: n / 4, best: lower, error: normal, overdispersion: none, "
        "transform: none, among: trusts where y)"),
        "kmeans(n, clusters: 3, outliers_beyond: 2, among: trusts)",
        "previous(a.score)",
        "twice(n)",
    ],
)  # fmt: skip
def test_canonical_text_stays_as_it_is(text: str) -> None:
    assert text_of(text) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("((n))+1.50", "n + 1.5"),
        ("n*(1/3)", "n * (1/3)"),
        ("n * (2 + 3)", "n * 5"),
        ("quantile(n, 1/4, among: trusts)", "quantile(n, 25%, method: linear, among: trusts)"),
        ("mean( g.indicators.score )", "mean(g.indicators.score)"),
    ],
)
def test_one_spelling_for_each_thing(written: str, canonical: str) -> None:
    assert text_of(written) == canonical


def test_names_may_be_put_in_other_words() -> None:
    ruleset, _ = check_text(f"{HEAD}\nmeasure m = n + mean(g.indicators.score)\n")
    assert ruleset is not None
    how = ruleset.measures["m"].definition.how
    assert how is not None
    assert expression_text(how, lambda name: f"<{name}>") == "<n> + mean(<g>.indicators.score)"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(7, 10), "percent", "70%"),
        (Fraction(-1, 200), "percent change", "-0.5%"),
        (Fraction(1, 3), "percent", "1/3"),
        (Fraction(145, 100), None, "1.45"),
        (Fraction(1, 3), None, "1/3"),
        (Fraction(-5, 2), None, "-2.5"),
        (Fraction(1, 8), "days", "0.125"),
        (Fraction(100), None, "100"),
        (Fraction(0), "percent", "0%"),
    ],
)
def test_numbers(value: Fraction, unit: str | None, text: str) -> None:
    assert number_text(value, Type(Kind.NUMBER, UNITS[unit] if unit else None)) == text


def expressions() -> list[str]:
    """The canonical text of every one-line definition in the conformance cases."""
    texts = set()
    for path in sorted(CONFORMANCE.glob("*/*.yaml")):
        for case in YAML(typ="base", pure=True).load(path):
            ruleset, _ = check_text(case.get("newer", case.get("ruleset")))
            for value in named_values(ruleset) if ruleset is not None else ():
                how = value.definition.how
                if how is not None and not isinstance(how, (Choose, Dated, Lookup, WeightedMean)):
                    texts.add(expression_text(how))
    return sorted(texts)


def test_canonical_text_parses() -> None:
    texts = expressions()
    assert len(texts) > 50
    for text in texts:
        tree, findings = parse_expression(text)
        assert tree is not None, (text, [finding.message for finding in findings])


def test_values_by_period_are_written_as_in_rules() -> None:
    ruleset, _ = check_text(
        """
framework t "T"
  language 1
  scores better higher
  result m
parameter bar = 50%, from "2018/19" 53%
indicator a "A"
  data percent
  better higher
  standard 40%, from "2017/18" bar
measure m = a.value - baseline(a.value, "2016/17")
"""
    )
    assert ruleset is not None
    standard, gain = ruleset.indicators["a"].levels["standard"].how, ruleset.measures["m"].definition.how
    assert standard is not None
    assert gain is not None
    assert expression_text(standard) == '40%, from "2017/18" bar'
    assert expression_text(gain) == 'a.value - baseline(a.value, "2016/17")'

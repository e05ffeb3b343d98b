"""What is proven of small rulesets, each witness worked through by the exact engine as well."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccgrules import pipeline
from ccgrules.engine.rows import rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.expressions import Choose
from ccgrules.model.load import check_text
from ccgrules.model.types import Missing, Value
from ccgrules.plan.steps import Adjust, Compute, Plan
from ccgrules.prove.cases import flaws
from ccgrules.prove.direction import Twin, wrong_ways
from ccgrules.prove.known import words_of
from ccgrules.prove.read import Reading
from ccgrules.prove.solve import Answer
from ccgrules.prove.ties import Ties

HEAD = """framework t "T"
  language 1
  scores better higher
  result r
scale grades best first
  a, b, c
field n number
field k number
field deficit yes or no
field last_year on grades
"""


PROVEN = frozenset({"CCG403", "CCG505", "CCG510", "CCG511", "CCG512"})


def codes(text: str) -> list[tuple[str, int]]:
    """The codes and lines of what is proven, lines counted behind the head."""
    findings = pipeline.check_text(HEAD + text).findings
    start = HEAD.count("\n")
    return [(d.code, d.primary.span.line - start) for d in findings if d.primary is not None and d.code in PROVEN]


def planned(text: str) -> Plan:
    ruleset, findings = check_text(HEAD + text)
    assert ruleset is not None, findings
    return pipeline.plan(ruleset)


def worked_out(plan: Plan, name: str, values: Answer, *, twin: bool = False) -> Value:
    """What the exact engine makes of an organisation whose columns are set to these values."""
    cells: dict[str, Value] = {}
    for unknown, value in values.items():
        own = unknown.of if isinstance(unknown, Twin) else unknown
        if isinstance(own, str) and isinstance(unknown, Twin) == (twin and Twin(own) in values):
            type_ = next(step.type for step in plan.steps if step.name == own)
            words = words_of(plan, type_)
            cells[own] = Fraction(value) if not words else (words[int(value)] if words[0] != "no" else bool(value))
    dataset = rows_dataset(plan, [{"organisation": "F1"}])
    given = {(0, column): value for column, value in cells.items()}
    return run_plan(plan, dataset, "exact", given).values(name)[0]


INDICATORS = """group g
indicator x "X" in g
  data percent
  better higher
  score
    2 when value >= 50%
    0 otherwise
indicator y "Y" in g
  data number
  better lower
  score
    2 when value <= 3
    0 otherwise
"""


# --- cases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cases", "found"),
    [
        pytest.param("  a when n > 1\n  b when n < 1\n", [("CCG403", 3)], id="one number is left out"),
        pytest.param("  a when n > k\n  b when n < k\n", [("CCG403", 3)], id="two equal numbers are left out"),
        pytest.param("  a when n >= k\n  b when n < k\n", [], id="one of two numbers is the greater"),
        pytest.param("  a when n + k > 1\n  b when n <= 0\n  c when k <= 1\n", [], id="a sum that cannot be small"),
        pytest.param(
            "  a when deficit and n > 1\n  b when not deficit\n  c when n <= 1\n",
            [],
            id="a yes and a number between them",
        ),
        pytest.param(
            "  a when deficit and n > 1\n  b when not deficit and n > 1\n",
            [("CCG403", 3)],
            id="no case for a small number",
        ),
        pytest.param(
            "  a when n >= 2 and k >= 2\n  b when n >= 2 or k >= 2\n  c when n < 2 and k < 2\n",
            [],
            id="and, or, neither",
        ),
        pytest.param(
            "  a when n >= 2\n  b when n >= 1 and k > 0\n  c when n >= 1 and k <= 0\n  a when n > 1\n  c otherwise\n",
            [("CCG505", 5)],
            id="two cases together take what a third could",
        ),
        pytest.param(
            "  a when x.score >= 2 and x.value < 40%\n  b otherwise\n", [("CCG505", 2)], id="a score and its value"
        ),
        pytest.param("  a when n > 3 and n < 2\n  b otherwise\n", [("CCG505", 2)], id="limits that exclude each other"),
        pytest.param(
            "  a when n >= 2 and n <= 4\n  b when n >= 0 and n <= 2\n  c otherwise\n",
            [("CCG510", 3)],
            id="a shared limit",
        ),
        pytest.param("  a when n >= 2\n  b when n >= 1\n  c otherwise\n", [], id="a staircase is no overlap"),
        pytest.param("  a when n >= 2\n  b when k >= 1\n  c otherwise\n", [], id="nor are cases on different things"),
        pytest.param(
            "  a when last_year is better than b\n  b when last_year is b\n  c when last_year is c\n",
            [],
            id="all labels",
        ),
    ],
)
def test_cases(cases: str, found: list[tuple[str, int]]) -> None:
    rest = f"{INDICATORS}measure m\n  =\n    1 when n > 0 or k > 0 or deficit or last_year is a\n    0 otherwise\n"
    assert codes(f"rating r on grades\n{cases}{rest}") == found


@pytest.mark.parametrize(
    "cases",
    [
        "  a when n > 1\n  b when n < 1\n",
        "  a when n > k\n  b when n < k\n",
        "  a when n + k > 3 and n > 0\n  b when k > 5\n",
        "  a when deficit and n > 1\n  b when not deficit and n > 1\n",
        "  a when last_year is a\n  b when last_year is c and n != 2\n",
        "  a when max(n, k) > 2\n  b when min(n, k) < 1\n",
    ],
)
def test_the_exact_engine_finds_no_case_for_a_gap(cases: str) -> None:
    plan = planned(f"rating r on grades\n{cases}")
    (step,) = [step for step in plan.steps if isinstance(step, Compute) and isinstance(step.expr, Choose)]
    assert isinstance(step.expr, Choose)
    reading = Reading.of(plan)
    (gap,) = flaws(reading, Ties.of(reading), step, step.expr)
    assert gap.values is not None
    everything: Answer = {"n": 0, "k": 0, "deficit": 0, "last_year": 0} | dict(gap.values)
    assert isinstance(worked_out(plan, "r", everything), Missing)


# --- adjustments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adjustments", "found"),
    [
        pytest.param("  no better than b when deficit\n", [], id="it bites"),
        pytest.param(
            "  no better than b when last_year is c\n", [("CCG511", 3)], id="whoever it is for is worse already"
        ),
        pytest.param("  no better than b when n > 1 and n < 0\n", [("CCG511", 3)], id="its condition cannot hold"),
        pytest.param(
            "  no better than b when deficit\n  no better than b when deficit and n > 1\n",
            [("CCG511", 4)],
            id="the one before did it",
        ),
        pytest.param("  becomes c when deficit\n  no worse than b when deficit\n", [], id="one undoes another"),
    ],
)
def test_adjustments(adjustments: str, found: list[tuple[str, int]]) -> None:
    assert codes(f"rating r on grades\n  starts as last_year\n{adjustments}") == found


# --- directions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rating", "found"),
    [
        pytest.param("  a when x.score + y.score >= 3\n  b otherwise\n", [], id="more points, better grade"),
        pytest.param("  b when x.score + y.score >= 3\n  a otherwise\n", [("CCG512", 15)], id="the wrong way round"),
        pytest.param("  a when x.value < 40%\n  b otherwise\n", [("CCG512", 15)], id="a low share wins"),
        pytest.param("  a when y.value < 2\n  b otherwise\n", [], id="fewer is better"),
        pytest.param(
            "  a when x.score >= 2 and x.value < 80%\n  b otherwise\n",
            [("CCG512", 15)],
            id="the second asks too little",
        ),
        pytest.param("  a when mean(g.indicators.score) >= 1\n  b otherwise\n", [], id="a mean"),
        pytest.param(
            "  a when mean(g.indicators.score) >= 1 and x.score <= 1\n  b otherwise\n",
            [("CCG512", 15)],
            id="mean and part",
        ),
    ],
)
def test_directions(rating: str, found: list[tuple[str, int]]) -> None:
    assert [one for one in codes(f"{INDICATORS}rating r on grades\n{rating}") if one[0] == "CCG512"] == found


@pytest.mark.parametrize(
    "rating",
    [
        "  a when x.value < 40%\n  b otherwise\n",
        "  b when x.score + y.score >= 3\n  a otherwise\n",
        "  a when x.value + y.value * 1% >= 30% and y.value > 1\n  b when x.value > 10%\n  c otherwise\n",
        "  a when x.value >= 90%\n  b when x.value >= 10%\n  c otherwise\n  no better than c when x.value > 95%\n",
    ],
)
def test_the_exact_engine_goes_the_wrong_way_too(rating: str) -> None:
    plan = planned(f"{INDICATORS}rating r on grades\n{rating}")
    reading = Reading.of(plan)
    step = next(step for step in plan.steps if step.name == "r")
    assert isinstance(step, Compute | Adjust)
    found = list(wrong_ways(reading, Ties.of(reading), step))
    assert found
    for wrong in found:
        labels = [worked_out(plan, "r", wrong.values, twin=twin) for twin in (False, True)]
        words = words_of(plan, step.type)
        assert labels == [words[int(wrong.before)], words[int(wrong.after)]]
        assert words.index(str(labels[1])) > words.index(str(labels[0]))

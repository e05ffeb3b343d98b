"""Worlds in stacks: what is put together, how stacks of several forms become one; values are worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

pytest.importorskip("polars", reason="stacks need Polars")

from ccgrules.engine import columns, worlds_stacked
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.worlds import run_worlds
from ccgrules.engine.worlds_cones import Coned, blocks, coned_steps, stretches
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan
from ccgrules.plan.varied import Factor, VariedPlan, World, swept, varied_of

HEAD = """framework t "T"
  language 1
  scores better higher
  result m
scale grades best first
  good "Good", fair "Fair", poor "Poor"
field open yes or no
field kind text
group g "G"
indicator a "A" in g
  data number
  better higher
  score value
indicator b "B" in g
  data number
  better higher
  score value
"""

EVERY: list[World] = list(product((0, 1), repeat=2))


def plan_of(text: str) -> Plan:
    ruleset, findings = check_text(HEAD + text)
    assert ruleset is not None, findings
    return build_plan(ruleset)


def measures(**bodies: str) -> str:
    return "".join(f"measure {name} = {body}\n  better higher\n" for name, body in bodies.items())


def varied(*texts: str) -> VariedPlan:
    """Four worlds of two factors: `0 0`, `0 1`, `1 0`, `1 1`."""
    plans: dict[World, Plan] = {world: plan_of(text) for world, text in zip(EVERY, texts)}
    return varied_of([Factor("x", 2), Factor("y", 2)], plans)


# --- stacks of several forms ---------------------------------------------------------------------------------------

ROWS: list[dict[str, Given]] = [
    {"a.value": Fraction("1.5"), "b.value": 4, "kind": "x"},
    {"a.value": 3, "b.value": 0, "kind": "y"},
    {"a.value": None, "b.value": 7},
]
LONG = 10**30 + 1
BY_ZERO, UNDETERMINED = MISSING[Reason.DIVISION_BY_ZERO], MISSING[Reason.UNDETERMINED]
FIGURES: list[Value] = [Fraction("1.5"), Fraction(3), UNDETERMINED]

OTHERWISE: dict[str, tuple[str, list[Value]]] = {
    "over another denominator": ("a.value / 3", [Fraction(1, 2), Fraction(1), UNDETERMINED]),
    "as quotients": ("b.value / a.value", [Fraction(8, 3), Fraction(0), UNDETERMINED]),
    "missing for another reason": ("a.value / b.value", [Fraction(3, 8), BY_ZERO, UNDETERMINED]),
    "too long for integers": (
        f"a.value / {LONG} / {LONG}",
        [Fraction(3, 2 * LONG**2), Fraction(3, LONG**2), UNDETERMINED],
    ),
    "as a constant": ("8", [Fraction(8)] * 3),
}


@pytest.mark.parametrize("way", OTHERWISE)
@pytest.mark.parametrize("turned", [False, True])
def test_numbers_held_in_two_ways_are_read_as_one(way: str, turned: bool) -> None:
    """`k` is held in two ways, each a stack of its own; `m` reads both, one world of each in either of its own."""
    body, figures = OTHERWISE[way]
    bodies, wanted = ["a.value", body], [FIGURES, figures]
    if turned:
        bodies, wanted = bodies[::-1], wanted[::-1]
    plan = varied(*(measures(k=bodies[x], m=f"k + {y}") for x, y in EVERY))
    worlds = run_worlds(plan, rows_dataset(plan.plan, ROWS), EVERY, ["m"], engine="columns")
    for x, y in EVERY:
        shifted = [figure + y if isinstance(figure, Fraction) else figure for figure in wanted[x]]
        assert list(worlds.values("m", (x, y))) == shifted


def test_labels_and_yes_or_no_in_two_stacks_are_read_as_one() -> None:
    ratings = (
        'rating r on grades\n  good when kind = "x"\n  fair otherwise\ncondition c = a.value > 2\n',
        "rating r on grades\n  poor when b.value > 5\n  good otherwise\ncondition c = b.value > 2\n",
    )
    body = "\n  {} + 1 when r is good and c\n  {} + 2 when r is good or c\n  {} + 3 otherwise"
    plan = varied(*(ratings[x] + measures(m=body.format(y, y, y)) for x, y in EVERY))
    worlds = run_worlds(plan, rows_dataset(plan.plan, ROWS), EVERY, ["m", "r"], engine="columns")
    missing = MISSING[Reason.FIELD_MISSING]
    for y in (0, 1):
        assert list(worlds.values("r", (0, y))) == ["good", "fair", missing]
        assert list(worlds.values("r", (1, y))) == ["good", "good", "poor"]
        assert list(worlds.values("m", (0, y))) == [y + 2, y + 2, missing]
        assert list(worlds.values("m", (1, y))) == [y + 1, y + 2, y + 2]


def test_a_frame_holds_no_more_than_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three rows, two inputs and two steps, eleven worlds: four to a frame, and three in the last."""
    stacks: list[int] = []
    run = columns.run_apart

    def noted(plan: Plan, inputs: Any, parts: Any) -> Any:
        stacks.append(len(parts) // 3)
        return run(plan, inputs, parts)

    monkeypatch.setattr(worlds_stacked, "run_apart", noted)
    monkeypatch.setattr(worlds_stacked, "MOST_CELLS", 50)
    plan = plan_of("parameter p = 1\n" + measures(k="a.value * p", m="k + 1"))
    values = [Fraction(number) for number in range(2, 12)]
    worlds = run_worlds(
        swept(plan, "p", values), rows_dataset(plan, ROWS), [(n,) for n in range(11)], ["m"], engine="columns"
    )
    assert stacks == [4, 4, 3]
    assert [worlds.values("m", (n,))[1] for n in range(11)] == [3 * n + 4 for n in range(11)]


# --- what runs together --------------------------------------------------------------------------------------------


def blocks_of(plan: VariedPlan, wanted: list[str]) -> list[list[Coned]]:
    return blocks(coned_steps(plan, EVERY, wanted))


def test_steps_of_one_cone_are_a_block_behind_all_that_they_read() -> None:
    """`l` hangs on the first factor, `k` and `o` on none, `m` and `n` on both."""
    text = [
        measures(k="a.value", l=f"k + {x}", o="b.value", m=f"l * o + {y}", n="m - l", p=f"b.value + {y}")
        for x, y in EVERY
    ]
    found = {block[0].cone: {one.step.name for one in block} for block in blocks_of(varied(*text), ["n"])}
    assert found == {(): {"a.value", "b.value", "k", "o"}, (0,): {"l"}, (0, 1): {"m", "n"}}
    assert list(found) == [(), (0,), (0, 1)]


def test_an_earlier_value_stands_between_what_it_reads_and_what_reads_it() -> None:
    text = [measures(k=f"a.value + {x}", m="k - previous(k)", n="k + 1") for x, _ in EVERY]
    block = blocks_of(varied(*text), ["m", "n"])[-1]
    found = [([one.step.name for one in stretch.steps], stretch.apart) for stretch in stretches(block, 2)]
    assert found == [(["k", "n"], True), (["k.previous"], False), (["m"], True)]


def test_definitions_that_would_take_a_stack_apart_run_by_themselves() -> None:
    """Two definitions of `m` and two of `n` make four combinations; `o` has but one, and comes behind both."""
    text = [measures(k=f"a.value + {x}", l=f"k + {y}", m=f"l + {x}", n=f"l * 2 - {y}", o="m + n") for x, y in EVERY]
    block = blocks_of(varied(*text), ["o"])[-1]
    assert [len(stretch.steps) for stretch in stretches(block, 4)] == [4]
    apart = [[one.step.name for one in stretch.steps] for stretch in stretches(block, 2)]
    assert apart == [["l", "n"], ["m", "o"]]
    assert [stretch.choices for stretch in stretches(block, 2)] == [2, 2]
